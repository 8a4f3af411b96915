using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lwm2mNano.Content;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The names of codes and content formats.
    /// </summary>
    public static class CoapNames
    {
        private const int DetailMask = 0x1F;

        private static readonly Dictionary<int, string> s_codes = new()
        {
            [0x41] = "Created", [0x42] = "Deleted", [0x43] = "Valid", [0x44] = "Changed", [0x45] = "Content", [0x5F] = "Continue",
            [0x80] = "Bad Request", [0x81] = "Unauthorized", [0x82] = "Bad Option", [0x83] = "Forbidden", [0x84] = "Not Found",
            [0x85] = "Method Not Allowed", [0x86] = "Not Acceptable", [0x88] = "Request Entity Incomplete", [0x89] = "Conflict",
            [0x8C] = "Precondition Failed", [0x8D] = "Request Entity Too Large", [0x8F] = "Unsupported Content-Format",
            [0xA0] = "Internal Server Error", [0xA1] = "Not Implemented", [0xA2] = "Bad Gateway", [0xA3] = "Service Unavailable",
            [0xA4] = "Gateway Timeout", [0xA5] = "Proxying Not Supported",
        };

        private static readonly Dictionary<string, int> s_formats = new()
        {
            ["text"] = ContentFormat.PlainText,
            ["link"] = ContentFormat.LinkFormat,
            ["opaque"] = ContentFormat.Opaque,
            ["tlv"] = ContentFormat.Tlv,
            ["cbor"] = ContentFormat.Cbor,
            ["senml-json"] = ContentFormat.SenMlJson,
            ["senml-cbor"] = ContentFormat.SenMlCbor,
        };

        /// <summary>Gets the names of the formats that have one.</summary>
        public static IEnumerable<string> Formats => s_formats.Keys;

        /// <summary>
        /// Gets a code as people read it.
        /// </summary>
        /// <param name="code">The code.</param>
        /// <returns>Such as <c>2.05 Content</c>.</returns>
        public static string Code(int code) => $"{code >> 5}.{code & DetailMask:D2} {s_codes.GetValueOrDefault(code)}".TrimEnd();

        /// <summary>
        /// Gets a content format as people read it.
        /// </summary>
        /// <param name="format">Its number.</param>
        /// <returns>Its name, or its number.</returns>
        public static string Format(int format) => s_formats.FirstOrDefault(f => f.Value == format).Key ?? format.ToString();

        /// <summary>
        /// Finds a content format.
        /// </summary>
        /// <param name="text">A name or a number.</param>
        /// <param name="format">Receives its number.</param>
        /// <returns>Whether it is one.</returns>
        public static bool TryParseFormat(string text, out int format)
        {
            if (s_formats.TryGetValue(text.ToLowerInvariant(), out format))
            {
                return true;
            }

            bool isNumber = ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number);
            format = number;
            return isNumber;
        }
    }
}
