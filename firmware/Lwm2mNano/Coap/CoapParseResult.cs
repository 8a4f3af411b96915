namespace Lwm2mNano.Coap
{
    /// <summary>
    /// What <see cref="CoapReader.Parse"/> found.
    /// </summary>
    public static class CoapParseResult
    {
        /// <summary>A well-formed message.</summary>
        public const int Ok = 0;

        /// <summary>Shorter than a header, or of another version: to be ignored silently (RFC 7252, section 3).</summary>
        public const int NotCoap = 1;

        /// <summary>A message format error: type and message id are known, the rest is not. A confirmable one is reset.</summary>
        public const int FormatError = 2;
    }
}
