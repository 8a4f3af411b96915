namespace Lwm2mNano.Coap
{
    /// <summary>
    /// CoAP option numbers (RFC 7252, section 5.10; RFC 7641; RFC 7959). An odd number is critical.
    /// </summary>
    public static class CoapOption
    {
        /// <summary>If-Match.</summary>
        public const int IfMatch = 1;

        /// <summary>Uri-Host.</summary>
        public const int UriHost = 3;

        /// <summary>ETag.</summary>
        public const int ETag = 4;

        /// <summary>If-None-Match.</summary>
        public const int IfNoneMatch = 5;

        /// <summary>Observe.</summary>
        public const int Observe = 6;

        /// <summary>Uri-Port.</summary>
        public const int UriPort = 7;

        /// <summary>Location-Path.</summary>
        public const int LocationPath = 8;

        /// <summary>Uri-Path.</summary>
        public const int UriPath = 11;

        /// <summary>Content-Format.</summary>
        public const int ContentFormat = 12;

        /// <summary>Uri-Query.</summary>
        public const int UriQuery = 15;

        /// <summary>Accept.</summary>
        public const int Accept = 17;

        /// <summary>Location-Query.</summary>
        public const int LocationQuery = 20;

        /// <summary>Block2.</summary>
        public const int Block2 = 23;

        /// <summary>Block1.</summary>
        public const int Block1 = 27;

        /// <summary>Size2.</summary>
        public const int Size2 = 28;

        /// <summary>Proxy-Uri.</summary>
        public const int ProxyUri = 35;

        /// <summary>Proxy-Scheme.</summary>
        public const int ProxyScheme = 39;

        /// <summary>Size1.</summary>
        public const int Size1 = 60;

        /// <summary>The largest option number there can be.</summary>
        public const int MaxNumber = 65535;

        /// <summary>
        /// Gets whether an endpoint that does not know an option must refuse the message.
        /// </summary>
        /// <param name="number">The option's number.</param>
        /// <returns>Whether it is critical.</returns>
        public static bool IsCritical(int number)
        {
            return (number & 1) != 0;
        }
    }
}
