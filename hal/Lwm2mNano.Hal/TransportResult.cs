namespace Lwm2mNano.Hal
{
    /// <summary>
    /// What the members of <see cref="IDatagramTransport"/> answer. Failures are negative, so that a byte count can be told from them.
    /// </summary>
    public static class TransportResult
    {
        /// <summary>Done.</summary>
        public const int Ok = 0;

        /// <summary>The host's name could not be resolved.</summary>
        public const int NameNotResolved = -1;

        /// <summary>There is no network, or the socket failed.</summary>
        public const int NetworkDown = -2;

        /// <summary>The transport is not open.</summary>
        public const int Closed = -3;

        /// <summary>This build cannot do what the URI asks for (DTLS without the native module).</summary>
        public const int NotSupported = -4;

        /// <summary>The security context could not be made, or the peer has ended it. The transport is closed.</summary>
        public const int SecurityFailed = -5;

        /// <summary>The datagram is longer than the path can carry.</summary>
        public const int TooLong = -6;

        /// <summary>Done, with a security context that the peer has not seen before: what it knew of this device is void.</summary>
        public const int NewSecurityContext = 1;
    }
}
