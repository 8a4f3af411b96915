namespace Lwm2mNano.Content
{
    /// <summary>
    /// Content-Format numbers (LwM2M Core 1.1, section 7.4; IANA CoAP Content-Formats).
    /// </summary>
    public static class ContentFormat
    {
        /// <summary>Not given.</summary>
        public const int None = -1;

        /// <summary>text/plain.</summary>
        public const int PlainText = 0;

        /// <summary>application/link-format.</summary>
        public const int LinkFormat = 40;

        /// <summary>application/octet-stream.</summary>
        public const int Opaque = 42;

        /// <summary>application/cbor.</summary>
        public const int Cbor = 60;

        /// <summary>application/senml+json.</summary>
        public const int SenMlJson = 110;

        /// <summary>application/senml+cbor.</summary>
        public const int SenMlCbor = 112;

        /// <summary>application/vnd.oma.lwm2m+tlv.</summary>
        public const int Tlv = 11542;

        /// <summary>TLV under the number used before it was registered.</summary>
        public const int LegacyTlv = 1542;
    }
}
