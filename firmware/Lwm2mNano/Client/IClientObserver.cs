using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// Watches a client: the console of a device, the log of a tool. Called on the timer thread; does not block and does not call the client.
    /// </summary>
    public interface IClientObserver
    {
        /// <summary>
        /// Says what happened.
        /// </summary>
        /// <param name="what">The event.</param>
        /// <param name="detail">What <see cref="ClientEvent"/> says, else 0.</param>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnEvent(ClientEvent what, int detail);

        /// <summary>
        /// Says that a request of a server was answered.
        /// </summary>
        /// <param name="method">The CoAP method's code.</param>
        /// <param name="path">The path; valid during the call only. The root if it named nothing of this client.</param>
        /// <param name="responseCode">The code of the answer.</param>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnRequest(int method, ResourcePath path, int responseCode);

        /// <summary>
        /// Is told that a notification was sent.
        /// </summary>
        /// <param name="path">What is observed, the first path of several; valid during the call only.</param>
        /// <param name="isConfirmable">Whether the server is asked to acknowledge it.</param>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnNotification(ResourcePath path, bool isConfirmable);
    }
}
