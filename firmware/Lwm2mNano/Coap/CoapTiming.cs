namespace Lwm2mNano.Coap
{
    /// <summary>
    /// Transmission parameters of CoAP (RFC 7252, section 4.8), in milliseconds.
    /// </summary>
    public static class CoapTiming
    {
        /// <summary>ACK_TIMEOUT.</summary>
        public const int AckTimeoutMilliseconds = 2000;

        /// <summary>The width of the random part of the first time-out: ACK_TIMEOUT · (ACK_RANDOM_FACTOR − 1).</summary>
        public const int AckRandomMilliseconds = 1000;

        /// <summary>MAX_RETRANSMIT.</summary>
        public const int MaxRetransmit = 4;

        /// <summary>MAX_TRANSMIT_WAIT.</summary>
        public const int MaxTransmitWaitMilliseconds = 93000;

        /// <summary>EXCHANGE_LIFETIME: how long a confirmable message id is remembered, and how long a separate response is awaited.</summary>
        public const int ExchangeLifetimeMilliseconds = 247000;

        /// <summary>NON_LIFETIME: how long a non-confirmable message id is remembered.</summary>
        public const int NonLifetimeMilliseconds = 145000;

        /// <summary>No deadline.</summary>
        public const long Never = long.MaxValue;

        /// <summary>How many milliseconds a second has.</summary>
        public const int MillisecondsPerSecond = 1000;
    }
}
