using System;
using System.Net.NetworkInformation;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// What tells one board from another: the physical address of its first network interface.
    /// </summary>
    public static class NetworkIdentity
    {
        /// <summary>What <see cref="EndpointName"/> begins with.</summary>
        public const string EndpointPrefix = "lwm2mnano-";

        private const string Unknown = "000000000000";
        private const string HexDigits = "0123456789abcdef";
        private const int BitsPerDigit = 4;
        private const int DigitMask = 15;

        /// <summary>
        /// Gets the serial number (/3/0/2): the physical address, for example "a4cf12345678".
        /// </summary>
        /// <returns>Twelve hexadecimal digits, all zero where there is no interface.</returns>
        [Allocates("Strings, once at start.")]
        public static string SerialNumber()
        {
            byte[] address = PhysicalAddress();

            if (address == null)
            {
                return Unknown;
            }

            char[] digits = new char[address.Length * 2];

            for (int i = 0; i < address.Length; i++)
            {
                digits[2 * i] = HexDigits[address[i] >> BitsPerDigit];
                digits[(2 * i) + 1] = HexDigits[address[i] & DigitMask];
            }

            return new string(digits);
        }

        /// <summary>
        /// Gets an Endpoint Client Name for a device that was given none.
        /// </summary>
        /// <returns><see cref="EndpointPrefix"/> and the serial number.</returns>
        [Allocates("A string, once at start.")]
        public static string EndpointName()
        {
            return EndpointPrefix + SerialNumber();
        }

        private static byte[] PhysicalAddress()
        {
            try
            {
                NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();

                return interfaces.Length > 0 ? interfaces[0].PhysicalAddress : null;
            }
            catch (Exception)
            {
                return null;
            }
        }
    }
}
