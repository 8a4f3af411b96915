namespace Lwm2mNano.Hal.Dtls
{
    /// <summary>
    /// What the DTLS engine answers (hal/native/lwm2m_dtls.h): the codes that this side tells apart, and those that people are told.
    /// </summary>
    public static class DtlsResult
    {
        /// <summary>Done.</summary>
        public const int Ok = 0;

        /// <summary>The session is not in the state for that call.</summary>
        public const int WrongState = -6;

        /// <summary>Datagrams have to be taken or data read first.</summary>
        public const int Busy = -7;

        /// <summary>The buffer is too short; what was to be put into it is kept.</summary>
        public const int BufferTooShort = -8;

        /// <summary>The saved session is damaged, or not of this build, identity and key.</summary>
        public const int BadSavedSession = -10;

        /// <summary>The server does not answer.</summary>
        public const int Timeout = -20;

        /// <summary>The server did not confirm the key: most often the key is wrong.</summary>
        public const int NotConfirmed = -21;

        /// <summary>The keys differ.</summary>
        public const int WrongKey = -22;

        /// <summary>The server does not know the identity.</summary>
        public const int UnknownIdentity = -23;

        /// <summary>There is no common cipher suite.</summary>
        public const int NoCommonSuite = -24;

        /// <summary>The server does not speak DTLS 1.2.</summary>
        public const int WrongVersion = -25;

        /// <summary>The server has sent another fatal alert.</summary>
        public const int FatalAlert = -26;

        /// <summary>The server has sent what it must not.</summary>
        public const int ProtocolViolation = -27;

        /// <summary>
        /// Says for people why there is no session.
        /// </summary>
        /// <param name="result">One of these codes, negative, or <see cref="DtlsState.Closed"/>.</param>
        /// <returns>A line without its end.</returns>
        public static string Explain(int result)
        {
            switch (result)
            {
                case Timeout:
                    return "DTLS: the server does not answer";
                case NotConfirmed:
                case WrongKey:
                    return "DTLS: the server does not confirm the key: compare it with the server's";
                case UnknownIdentity:
                    return "DTLS: the server does not know the identity";
                case NoCommonSuite:
                    return "DTLS: the server does not take TLS_PSK_WITH_AES_128_CCM_8";
                case WrongVersion:
                    return "DTLS: the server does not speak DTLS 1.2";
                case FatalAlert:
                    return "DTLS: the server has broken the session off";
                case ProtocolViolation:
                    return "DTLS: the server does not keep to the protocol";
                case DtlsState.Closed:
                    return "DTLS: the server has closed the session";
                default:
                    return "DTLS: the engine failed (memory or entropy)";
            }
        }
    }
}
