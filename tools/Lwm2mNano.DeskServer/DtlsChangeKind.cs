namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What happened to a handshake or a session.
    /// </summary>
    public enum DtlsChangeKind
    {
        /// <summary>A client proved its address and a handshake with it began.</summary>
        Handshake,

        /// <summary>A handshake failed or was refused.</summary>
        HandshakeFailed,

        /// <summary>A handshake succeeded, and its session began.</summary>
        Session,

        /// <summary>A session's client has another address than before.</summary>
        Moved,

        /// <summary>A session's client ended it.</summary>
        Ended,
    }
}
