namespace Lwm2mNano.Coap
{
    /// <summary>
    /// CoAP message types (RFC 7252, section 3).
    /// </summary>
    public static class CoapType
    {
        /// <summary>Confirmable: the receiver acknowledges or resets it.</summary>
        public const int Confirmable = 0;

        /// <summary>Non-confirmable.</summary>
        public const int NonConfirmable = 1;

        /// <summary>Acknowledgement, empty or with a piggybacked response.</summary>
        public const int Acknowledgement = 2;

        /// <summary>Reset: the message could not be processed.</summary>
        public const int Reset = 3;
    }
}
