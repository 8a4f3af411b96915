using System;
using System.IO;
using Lwm2mNano.Client;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// Writes down what the client says that it does, with the virtual time.
    /// </summary>
    public sealed class SimulationTrace(SimulatedNetwork network, TextWriter output) : IClientObserver
    {
        /// <summary>
        /// Writes a line.
        /// </summary>
        /// <param name="text">What happens.</param>
        public void Write(string text) => output.WriteLine($"{TimeSpan.FromMilliseconds(network.Now):d\\.hh\\:mm\\:ss\\.fff} {text}");

        /// <inheritdoc/>
        public void OnEvent(ClientEvent what, int detail) => Write($"client: {what} {detail}");

        /// <inheritdoc/>
        public void OnRequest(int method, ResourcePath path, int responseCode) => Write($"client: request {method} /{path.ObjectId}, answer {responseCode:x2}");

        /// <inheritdoc/>
        public void OnNotification(ResourcePath path, bool isConfirmable) => Write($"client: notifies /{path.ObjectId}{(isConfirmable ? ", confirmable" : string.Empty)}");
    }
}
