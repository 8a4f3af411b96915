namespace Lwm2mNano.Hal.Dtls
{
    /// <summary>
    /// What a build of the DTLS engine can do (hal/native/lwm2m_dtls.h).
    /// </summary>
    public static class DtlsFeature
    {
        /// <summary>A Connection ID is offered to the server (RFC 9146), so that a session outlives a change of address.</summary>
        public const int ConnectionId = 0x01;

        /// <summary>Sessions can be saved and loaded.</summary>
        public const int Save = 0x02;
    }
}
