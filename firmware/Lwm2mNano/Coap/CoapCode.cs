namespace Lwm2mNano.Coap
{
    /// <summary>
    /// CoAP codes (RFC 7252, section 12.1; RFC 8132): the class in the upper three bits, the detail in the lower five.
    /// </summary>
    public static class CoapCode
    {
        /// <summary>0.00, an empty message.</summary>
        public const int Empty = 0x00;

        /// <summary>0.01.</summary>
        public const int Get = 0x01;

        /// <summary>0.02.</summary>
        public const int Post = 0x02;

        /// <summary>0.03.</summary>
        public const int Put = 0x03;

        /// <summary>0.04.</summary>
        public const int Delete = 0x04;

        /// <summary>0.05.</summary>
        public const int Fetch = 0x05;

        /// <summary>0.06.</summary>
        public const int Patch = 0x06;

        /// <summary>0.07.</summary>
        public const int IPatch = 0x07;

        /// <summary>Class 2: success.</summary>
        public const int SuccessClass = 2;

        /// <summary>Class 4: the client is at fault.</summary>
        public const int ClientErrorClass = 4;

        /// <summary>Class 5: the server is at fault.</summary>
        public const int ServerErrorClass = 5;

        /// <summary>
        /// Gets a code's class.
        /// </summary>
        /// <param name="code">A code, 0 to 255.</param>
        /// <returns>0 for requests and the empty message, 2, 4 or 5 for responses.</returns>
        public static int Class(int code)
        {
            return code >> 5;
        }

        /// <summary>
        /// Gets whether a code is that of a request.
        /// </summary>
        /// <param name="code">A code, 0 to 255.</param>
        /// <returns>Whether it is 0.01 to 0.31.</returns>
        public static bool IsRequest(int code)
        {
            return code != Empty && code < 0x20;
        }
    }
}
