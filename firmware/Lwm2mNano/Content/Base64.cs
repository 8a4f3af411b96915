namespace Lwm2mNano.Content
{
    /// <summary>
    /// Base64 (RFC 4648) in its two alphabets: the standard one with padding (section 4), which opaque values have in plain text, and
    /// the one for URLs without (section 5), which they have in SenML JSON. A function returns the position behind what it wrote, or
    /// -1. Nothing is allocated.
    /// </summary>
    public static class Base64
    {
        private const int BitsOfCharacter = 6;
        private const int Mask = 0x3F;
        private const int Plus = 62;
        private const int Slash = 63;

        private static readonly byte[] s_standard = Ascii.Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
        private static readonly byte[] s_url = Ascii.Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

        /// <summary>
        /// Writes bytes as Base64.
        /// </summary>
        /// <param name="source">The buffer that holds the bytes; another one than the target.</param>
        /// <param name="sourceOffset">Where they start.</param>
        /// <param name="count">How many there are.</param>
        /// <param name="target">The buffer to write to.</param>
        /// <param name="position">Where the text goes.</param>
        /// <param name="limit">Where the target's usable part ends.</param>
        /// <param name="url">Whether to use the alphabet for URLs, without padding, and not the standard one with padding.</param>
        /// <returns>The position behind the text, or -1 if it does not fit.</returns>
        public static int Encode(byte[] source, int sourceOffset, int count, byte[] target, int position, int limit, bool url)
        {
            int rest = count % 3;
            int length = (count / 3 * 4) + (rest == 0 ? 0 : url ? rest + 1 : 4);
            if (length > limit - position)
            {
                return -1;
            }

            byte[] alphabet = url ? s_url : s_standard;
            int end = sourceOffset + count - rest;
            int bits;
            while (sourceOffset < end)
            {
                bits = (source[sourceOffset] << 16) | (source[sourceOffset + 1] << 8) | source[sourceOffset + 2];
                target[position] = alphabet[bits >> 18];
                target[position + 1] = alphabet[(bits >> 12) & Mask];
                target[position + 2] = alphabet[(bits >> BitsOfCharacter) & Mask];
                target[position + 3] = alphabet[bits & Mask];
                sourceOffset += 3;
                position += 4;
            }

            if (rest == 0)
            {
                return position;
            }

            bits = source[sourceOffset] << 16;
            if (rest == 2)
            {
                bits |= source[sourceOffset + 1] << 8;
            }

            target[position++] = alphabet[bits >> 18];
            target[position++] = alphabet[(bits >> 12) & Mask];
            if (rest == 2)
            {
                target[position++] = alphabet[(bits >> BitsOfCharacter) & Mask];
            }

            if (!url)
            {
                target[position++] = (byte)'=';
                if (rest == 1)
                {
                    target[position++] = (byte)'=';
                }
            }

            return position;
        }

        /// <summary>
        /// Reads Base64 of one alphabet, with its padding or without. Anything else is malformed: characters of the other alphabet,
        /// white space, bits left over that are not 0, padding that is not whole.
        /// </summary>
        /// <param name="source">The buffer that holds the text.</param>
        /// <param name="sourceOffset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="target">The buffer to write to; the bytes may go where their text starts or before it.</param>
        /// <param name="position">Where the bytes go.</param>
        /// <param name="limit">Where the target's usable part ends.</param>
        /// <param name="url">Whether the alphabet is the one for URLs.</param>
        /// <returns>The position behind the bytes, or -1 if the text is malformed or its bytes do not fit.</returns>
        public static int Decode(byte[] source, int sourceOffset, int count, byte[] target, int position, int limit, bool url)
        {
            int end = sourceOffset + count;
            if (count > 0 && (count & 3) == 0 && source[end - 1] == '=')
            {
                end -= source[end - 2] == '=' ? 2 : 1;
            }

            // One character more than a multiple of four holds no whole byte.
            int characters = end - sourceOffset;
            if ((characters & 3) == 1 || ((characters >> 2) * 3) + ((characters & 3) * 3 / 4) > limit - position)
            {
                return -1;
            }

            int bits = 0;
            int bitCount = 0;
            for (; sourceOffset < end; sourceOffset++)
            {
                int digit = Digit(source[sourceOffset], url);
                if (digit < 0)
                {
                    return -1;
                }

                bits = (bits << BitsOfCharacter) | digit;
                bitCount += BitsOfCharacter;
                if (bitCount >= 8)
                {
                    bitCount -= 8;
                    target[position++] = (byte)(bits >> bitCount);
                    bits &= (1 << bitCount) - 1;
                }
            }

            return bits == 0 ? position : -1;
        }

        private static int Digit(int c, bool url)
        {
            if (c >= 'a')
            {
                return c <= 'z' ? c - 'a' + 26 : -1;
            }

            if (c >= 'A' && c <= 'Z')
            {
                return c - 'A';
            }

            if (c >= '0' && c <= '9')
            {
                return c - '0' + 52;
            }

            if (url)
            {
                return c == '-' ? Plus : c == '_' ? Slash : -1;
            }

            return c == '+' ? Plus : c == '/' ? Slash : -1;
        }
    }
}
