using System.Net;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says what happened to a handshake or a session.
    /// </summary>
    /// <param name="Kind">What happened.</param>
    /// <param name="Address">Where the client is.</param>
    /// <param name="Identity">The identity that names its key; <see langword="null"/> until a session begins.</param>
    /// <param name="HasConnectionId">Whether the session has a Connection ID.</param>
    /// <param name="Replaces">Whether the session takes the place of an older one of the same identity.</param>
    /// <param name="Reason">Why the handshake failed or the session ended, else <see langword="null"/>.</param>
    public sealed record DtlsChange(
        DtlsChangeKind Kind, EndPoint Address, string Identity = null, bool HasConnectionId = false, bool Replaces = false, string Reason = null);
}
