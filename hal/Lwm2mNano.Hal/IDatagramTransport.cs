using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal
{
    /// <summary>
    /// A path for datagrams to one server: UDP, DTLS over UDP, an in-memory network, or a wrapper round another transport.
    /// Used from one thread only, the timer thread. Errors are values: no member throws.
    /// </summary>
    public interface IDatagramTransport
    {
        /// <summary>
        /// Gets whether the peer proves its identity on this path (DTLS), so that nobody else can answer in its place.
        /// </summary>
        bool IsPeerAuthenticated { get; }

        /// <summary>
        /// Gets or sets the credentials of the server that <see cref="Open"/> and <see cref="Reopen"/> reach, read then;
        /// <see langword="null"/> for a path without security. A transport that has none for them answers <see cref="TransportResult.NotSupported"/>.
        /// </summary>
        IPreSharedKey Credentials { get; set; }

        /// <summary>
        /// Opens the path: resolves the name and connects. Opening an open transport closes it first.
        /// May block for as long as a name look-up takes.
        /// </summary>
        /// <param name="host">Host name or address in UTF-8, owned by the caller and read during the call only.</param>
        /// <param name="port">UDP port, 1 to 65535.</param>
        /// <returns>One of <see cref="TransportResult"/>: <see cref="TransportResult.Ok"/>,
        /// <see cref="TransportResult.NameNotResolved"/>, <see cref="TransportResult.NetworkDown"/> or
        /// <see cref="TransportResult.NotSupported"/>.</returns>
        [Allocates("A socket, an end point and the resolver's answer, once for each attempt to connect.")]
        int Open(byte[] host, int port);

        /// <summary>
        /// Opens the path anew after the network was away or the device slept, and keeps the security context where there is one that outlives it.
        /// </summary>
        /// <param name="host">As for <see cref="Open"/>.</param>
        /// <param name="port">UDP port, 1 to 65535.</param>
        /// <returns>As <see cref="Open"/>, or <see cref="TransportResult.NewSecurityContext"/>.</returns>
        [Allocates("As Open.")]
        int Reopen(byte[] host, int port);

        /// <summary>
        /// Closes the path and frees what <see cref="Open"/> took. Closing a closed transport does nothing.
        /// </summary>
        [Allocates("Closing a socket may release native state; once for each connection.")]
        void Close();

        /// <summary>
        /// Sends one datagram. Does not block, does not keep the buffer, and allocates nothing.
        /// </summary>
        /// <param name="buffer">The buffer that holds the datagram; owned by the caller.</param>
        /// <param name="offset">Where it starts, in bytes.</param>
        /// <param name="count">Its length in bytes, 1 or more.</param>
        /// <returns><see cref="TransportResult.Ok"/>, or a negative code. A datagram that was not sent is lost: the message
        /// layer sends it again.</returns>
        int Send(byte[] buffer, int offset, int count);

        /// <summary>
        /// Takes one datagram that has arrived. Does not block and allocates nothing.
        /// </summary>
        /// <param name="buffer">The buffer to fill; owned by the caller.</param>
        /// <param name="offset">Where to put the first byte.</param>
        /// <param name="count">How many bytes fit. A longer datagram is cut or dropped.</param>
        /// <returns>The datagram's length in bytes, 0 if none is waiting, or a negative <see cref="TransportResult"/>:
        /// <see cref="TransportResult.SecurityFailed"/> once, when the security context is lost.</returns>
        int Receive(byte[] buffer, int offset, int count);

        /// <summary>
        /// Blocks the calling thread until a datagram may be waiting or the time has passed. Allocates nothing.
        /// </summary>
        /// <param name="milliseconds">The longest wait in milliseconds, 0 or more.</param>
        void Wait(int milliseconds);
    }
}
