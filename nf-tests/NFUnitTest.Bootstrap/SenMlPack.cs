namespace NFUnitTest
{
    /// <summary>
    /// Packs of SenML in CBOR, written byte by byte (RFC 8428, section 6).
    /// </summary>
    internal static class SenMlPack
    {
        public const int Format = 112;

        private const int Array = 0x80;
        private const int Map = 0xA0;
        private const int TextString = 0x60;
        private const int OneByteLength = 24;
        private const byte BaseNameLabel = 0x21;
        private const byte NameLabel = 0x00;
        private const byte TextLabel = 0x03;

        /// <summary>A pack of at most 23 records.</summary>
        public static byte[] Of(params byte[][] records)
        {
            return Hex.Join(new byte[] { (byte)(Array | records.Length) }, Hex.Join(records));
        }

        /// <summary>A record; its value is given with its label: 02 and a number, 04 F4 for false, 08 40 for no octets.</summary>
        public static byte[] Record(string name, string value)
        {
            return Hex.Join(new byte[] { Map | 2, NameLabel }, Text(name), Hex.Bytes(value));
        }

        /// <summary>A record with a base name.</summary>
        public static byte[] First(string baseName, string name, string value)
        {
            return Hex.Join(new byte[] { Map | 3, BaseNameLabel }, Text(baseName), new byte[] { NameLabel }, Text(name), Hex.Bytes(value));
        }

        /// <summary>The value of a record that is a text.</summary>
        public static string TextValue(string text)
        {
            return Hex.Text(new byte[] { TextLabel }) + Hex.Text(Text(text));
        }

        private static byte[] Text(string text)
        {
            byte[] head = text.Length < OneByteLength
                ? new byte[] { (byte)(TextString | text.Length) }
                : new byte[] { TextString | OneByteLength, (byte)text.Length };
            return Hex.Join(head, Hex.Ascii(text));
        }
    }
}
