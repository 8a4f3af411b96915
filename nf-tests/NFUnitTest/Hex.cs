using System;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Bytes as hexadecimal text: what a test expects and what it says when it got something else.
    /// </summary>
    internal static class Hex
    {
        private const string Digits = "0123456789ABCDEF";

        /// <summary>
        /// Gets the bytes of a text; spaces between bytes are left out.
        /// </summary>
        public static byte[] Bytes(string text)
        {
            char[] characters = text.ToCharArray();
            byte[] all = new byte[characters.Length / 2];
            int count = 0;
            for (int i = 0; i < characters.Length; i++)
            {
                if (characters[i] != ' ')
                {
                    all[count++] = (byte)((Digit(characters[i]) << 4) | Digit(characters[++i]));
                }
            }

            byte[] bytes = new byte[count];
            Array.Copy(all, 0, bytes, 0, count);
            return bytes;
        }

        /// <summary>
        /// Gets the text of bytes, without spaces.
        /// </summary>
        public static string Text(byte[] bytes, int offset, int count)
        {
            char[] characters = new char[2 * count];
            for (int i = 0; i < count; i++)
            {
                characters[2 * i] = Digits[bytes[offset + i] >> 4];
                characters[(2 * i) + 1] = Digits[bytes[offset + i] & 0x0F];
            }

            return new string(characters);
        }

        /// <summary>
        /// Gets the text of bytes, without spaces.
        /// </summary>
        public static string Text(byte[] bytes)
        {
            return bytes == null ? "null" : Text(bytes, 0, bytes.Length);
        }

        /// <summary>
        /// Gets the ASCII bytes of a text.
        /// </summary>
        public static byte[] Ascii(string text)
        {
            char[] characters = text.ToCharArray();
            byte[] bytes = new byte[characters.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)characters[i];
            }

            return bytes;
        }

        /// <summary>
        /// Gets several byte arrays one behind the other.
        /// </summary>
        public static byte[] Join(params byte[][] parts)
        {
            int count = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                count += parts[i].Length;
            }

            byte[] joined = new byte[count];
            count = 0;
            for (int i = 0; i < parts.Length; i++)
            {
                Array.Copy(parts[i], 0, joined, count, parts[i].Length);
                count += parts[i].Length;
            }

            return joined;
        }

        /// <summary>
        /// Fails unless the bytes are those of the text.
        /// </summary>
        public static void AreEqual(string expected, byte[] actual)
        {
            AreEqual(expected, actual, 0, actual == null ? 0 : actual.Length);
        }

        /// <summary>
        /// Fails unless that part of the bytes is that of the text.
        /// </summary>
        public static void AreEqual(string expected, byte[] actual, int offset, int count)
        {
            string text = actual == null ? "null" : count < 0 ? "a length of " + count.ToString() : Text(actual, offset, count);
            string wanted = Text(Bytes(expected));
            if (text != wanted)
            {
                Assert.AreEqual(wanted, text, "expected " + wanted + ", got " + text);
            }
        }

        private static int Digit(char c)
        {
            if (c >= '0' && c <= '9')
            {
                return c - '0';
            }

            if (c >= 'A' && c <= 'F')
            {
                return c - 'A' + 10;
            }

            if (c >= 'a' && c <= 'f')
            {
                return c - 'a' + 10;
            }

            throw new ArgumentException();
        }
    }
}
