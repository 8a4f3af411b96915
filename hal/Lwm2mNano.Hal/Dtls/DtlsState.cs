namespace Lwm2mNano.Hal.Dtls
{
    /// <summary>
    /// States of a DTLS session (hal/native/lwm2m_dtls.h).
    /// </summary>
    public static class DtlsState
    {
        /// <summary>The handshake is not over.</summary>
        public const int Handshaking = 1;

        /// <summary>Data can be written and read.</summary>
        public const int Established = 2;

        /// <summary>The server has sent close_notify.</summary>
        public const int Closed = 3;
    }
}
