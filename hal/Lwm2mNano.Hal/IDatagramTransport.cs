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
        /// Gets whether the peer knows this path at any address: its security context has a Connection ID (RFC 9146). Else the peer has to be told
        /// after a sleep where the device is now.
        /// </summary>
        bool HasConnectionId { get; }

        /// <summary>
        /// Opens the path: looks the name up and connects, at another address where the server has moved. Opening an open transport closes it first.
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
        /// Opens the path anew after the network was away or the device slept, and keeps the security context where there is one that outlives it. After
        /// <see cref="Resume"/> it goes to the address that was handed out then, without a name look-up, until <see cref="Open"/> is called.
        /// </summary>
        /// <param name="host">As for <see cref="Open"/>.</param>
        /// <param name="port">UDP port, 1 to 65535.</param>
        /// <returns>As <see cref="Open"/>, or <see cref="TransportResult.NewSecurityContext"/>.</returns>
        [Allocates("As Open.")]
        int Reopen(byte[] host, int port);

        /// <summary>
        /// Closes the path without a word to the peer and hands out what lets a later start of the application go on with it: the address that the
        /// host name was resolved to, which is nothing where the host is a literal address, and a security context that has a Connection ID. The
        /// context is used up with that, so that nothing is sent with it twice. Allocates nothing.
        /// </summary>
        /// <param name="buffer">The buffer to fill; owned by the caller.</param>
        /// <param name="offset">Where to put the first byte.</param>
        /// <param name="count">How many bytes fit.</param>
        /// <returns>How many bytes were handed out; 0 where there is nothing that can be gone on with.</returns>
        [Allocates("Closing a socket may release native state; once for each sleep.")]
        int Suspend(byte[] buffer, int offset, int count);

        /// <summary>
        /// Takes what <see cref="Suspend"/> has handed out, for the next <see cref="Reopen"/>; <see cref="Credentials"/> are set before. The caller has
        /// erased it everywhere else: used twice it would repeat nonces, which breaks CCM (RFC 5116, section 3.1). Allocates nothing.
        /// </summary>
        /// <param name="buffer">The buffer that holds it; owned by the caller.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns>Whether it can be gone on with; where a security context is in it, whether that can.</returns>
        bool Resume(byte[] buffer, int offset, int count);

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
