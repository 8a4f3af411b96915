using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The way datagrams come to the server and leave it. A secure transport is another implementation: what it hands over is
    /// decrypted, and its peers are those that proved who they are.
    /// </summary>
    public interface IDatagramChannel : IDisposable
    {
        /// <summary>Gets the address and port that devices send to.</summary>
        EndPoint LocalEndPoint { get; }

        /// <summary>
        /// Waits for a datagram. Called by one reader.
        /// </summary>
        /// <param name="cancellation">Ends the wait.</param>
        /// <returns>The datagram and who sent it.</returns>
        ValueTask<ReceivedDatagram> ReceiveAsync(CancellationToken cancellation);

        /// <summary>
        /// Sends a datagram. One that cannot be sent is lost, as it could be on its way. May be called by several threads at once.
        /// </summary>
        /// <param name="datagram">The bytes; read during the call only.</param>
        /// <param name="peer">Where it goes.</param>
        void Send(ReadOnlySpan<byte> datagram, EndPoint peer);

        /// <summary>
        /// Asks for an endpoint to be a peer's, which it may stay from then on.
        /// </summary>
        /// <param name="peer">Who wants to register it.</param>
        /// <param name="endpoint">The Endpoint Client Name.</param>
        /// <returns><see langword="null"/>, or why it may not be. Where peers do not prove who they are, any may be any endpoint.</returns>
        string Claim(EndPoint peer, string endpoint) => null;
    }
}
