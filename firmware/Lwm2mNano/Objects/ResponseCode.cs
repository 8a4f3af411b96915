namespace Lwm2mNano.Objects
{
    /// <summary>
    /// The response codes of LwM2M operations (LwM2M Core 1.1, section 6.7; LwM2M Transport 1.1, table 6.4), as numbers with the class in
    /// the upper three bits.
    /// </summary>
    public static class ResponseCode
    {
        /// <summary>2.01.</summary>
        public const int Created = 0x41;

        /// <summary>2.02.</summary>
        public const int Deleted = 0x42;

        /// <summary>2.04.</summary>
        public const int Changed = 0x44;

        /// <summary>2.05.</summary>
        public const int Content = 0x45;

        /// <summary>2.31: the block was taken, more are expected.</summary>
        public const int Continue = 0x5F;

        /// <summary>4.00.</summary>
        public const int BadRequest = 0x80;

        /// <summary>4.01.</summary>
        public const int Unauthorized = 0x81;

        /// <summary>4.02.</summary>
        public const int BadOption = 0x82;

        /// <summary>4.03.</summary>
        public const int Forbidden = 0x83;

        /// <summary>4.04.</summary>
        public const int NotFound = 0x84;

        /// <summary>4.05.</summary>
        public const int MethodNotAllowed = 0x85;

        /// <summary>4.06.</summary>
        public const int NotAcceptable = 0x86;

        /// <summary>4.08: a block is missing.</summary>
        public const int RequestEntityIncomplete = 0x88;

        /// <summary>4.13.</summary>
        public const int RequestEntityTooLarge = 0x8D;

        /// <summary>4.15.</summary>
        public const int UnsupportedContentFormat = 0x8F;

        /// <summary>5.00.</summary>
        public const int InternalServerError = 0xA0;

        /// <summary>5.03.</summary>
        public const int ServiceUnavailable = 0xA3;

        /// <summary>5.05.</summary>
        public const int ProxyingNotSupported = 0xA5;

        /// <summary>
        /// Gets whether a code says that the operation was done.
        /// </summary>
        /// <param name="code">The code.</param>
        /// <returns>Whether its class is 2.</returns>
        public static bool IsSuccess(int code)
        {
            return code >> 5 == 2;
        }
    }
}
