using System;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes the data items of CBOR (RFC 8949) as static functions on a buffer and a position: each in its preferred serialization
    /// (section 4.1), which is the shortest. A function returns the position behind what it wrote, or <see cref="DoesNotFit"/>, and may
    /// be given what another one returned. Nothing is allocated.
    /// </summary>
    public static class Cbor
    {
        /// <summary>Major type 0: an unsigned integer.</summary>
        public const int Unsigned = 0x00;

        /// <summary>Major type 1: a negative integer, as −1 minus the argument.</summary>
        public const int Negative = 0x20;

        /// <summary>Major type 2: a byte string.</summary>
        public const int Bytes = 0x40;

        /// <summary>Major type 3: a text string in UTF-8.</summary>
        public const int Text = 0x60;

        /// <summary>Major type 4: an array.</summary>
        public const int Array = 0x80;

        /// <summary>Major type 5: a map.</summary>
        public const int Map = 0xA0;

        /// <summary>Major type 6: a tag, before the item it belongs to.</summary>
        public const int Tag = 0xC0;

        /// <summary>Major type 7: a simple value or a floating point number.</summary>
        public const int Simple = 0xE0;

        /// <summary>The tag of a time in seconds since 1970-01-01 00:00:00 UTC (RFC 8949, section 3.4.2).</summary>
        public const int EpochTimeTag = 1;

        /// <summary>The largest argument that the first byte of an item holds.</summary>
        public const int MaxInline = 23;

        /// <summary>What a function returns where the buffer ends too early.</summary>
        public const int DoesNotFit = -1;

        internal const int OneByte = 24;
        internal const int TwoBytes = 25;
        internal const int FourBytes = 26;
        internal const int EightBytes = 27;
        internal const int False = 20;
        internal const int True = 21;

        private const int HalfNaN = 0x7E00;
        private const int HalfFractionBits = 10;
        private const int HalfBias = 15;
        private const int HalfSign = 0x8000;
        private const int SingleFractionBits = 23;
        private const int SingleBias = 127;
        private const int DoubleFractionBits = 52;
        private const int DoubleBias = 1023;
        private const int DoubleExponentMask = 0x7FF;

        // The bits of what only not-a-numbers are above.
        private const long Infinity = (long)DoubleExponentMask << DoubleFractionBits;

        /// <summary>
        /// Gets the length of an item's head.
        /// </summary>
        /// <param name="argument">A length or a number of items, 0 or more.</param>
        /// <returns>1, 2, 3 or 5 bytes.</returns>
        public static int HeadLength(int argument)
        {
            return argument <= MaxInline ? 1 : argument <= 0xFF ? 2 : argument <= 0xFFFF ? 3 : 5;
        }

        /// <summary>
        /// Writes an item's head, which is all of an integer, and all of a tag, an array or a map but what follows it.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes, or <see cref="DoesNotFit"/>.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="major">One of the eight major types.</param>
        /// <param name="argument">The value, the length, the number of items or pairs, or the tag: 64 bits without sign.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteHead(byte[] buffer, int position, int limit, int major, long argument)
        {
            // Unsigned, so that a negative position is beyond any limit.
            if ((uint)position >= (uint)limit)
            {
                return DoesNotFit;
            }

            int low = (int)argument;
            if (low != argument || low < 0)
            {
                return argument < 0 || argument > uint.MaxValue
                    ? WriteLong(buffer, position, limit, major | EightBytes, argument)
                    : WriteInt(buffer, position, limit, major | FourBytes, low);
            }

            if (low <= MaxInline)
            {
                buffer[position] = (byte)(major | low);
                return position + 1;
            }

            if (low > 0xFFFF)
            {
                return WriteInt(buffer, position, limit, major | FourBytes, low);
            }

            if (low > 0xFF)
            {
                return WriteShort(buffer, position, limit, major | TwoBytes, low);
            }

            if (position + 2 > limit)
            {
                return DoesNotFit;
            }

            buffer[position] = (byte)(major | OneByte);
            buffer[position + 1] = (byte)low;
            return position + 2;
        }

        /// <summary>
        /// Writes a signed integer. An unsigned one of 64 bits is a head of type <see cref="Unsigned"/>.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes, or <see cref="DoesNotFit"/>.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteInteger(byte[] buffer, int position, int limit, long value)
        {
            return value < 0 ? WriteHead(buffer, position, limit, Negative, ~value) : WriteHead(buffer, position, limit, Unsigned, value);
        }

        /// <summary>
        /// Writes a floating point number in 16, 32 or 64 bits: the fewest that hold its value. Every not-a-number is the one of 16 bits.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes, or <see cref="DoesNotFit"/>.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteFloat(byte[] buffer, int position, int limit, double value)
        {
            if ((uint)position >= (uint)limit)
            {
                return DoesNotFit;
            }

            long bits = BitConverter.DoubleToInt64Bits(value);
            int single = Narrow(bits, SingleFractionBits, SingleBias);
            int half = single < 0 ? -1 : Narrow(bits, HalfFractionBits, HalfBias);
            if ((bits & long.MaxValue) > Infinity)
            {
                half = HalfNaN;
            }
            else if (half < 0)
            {
                return single < 0
                    ? WriteLong(buffer, position, limit, Simple | EightBytes, bits)
                    : WriteInt(buffer, position, limit, Simple | FourBytes, bits < 0 ? single | int.MinValue : single);
            }
            else if (bits < 0)
            {
                half |= HalfSign;
            }

            return WriteShort(buffer, position, limit, Simple | TwoBytes, half);
        }

        /// <summary>
        /// Writes a boolean.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes, or <see cref="DoesNotFit"/>.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteBoolean(byte[] buffer, int position, int limit, bool value)
        {
            return WriteHead(buffer, position, limit, Simple, value ? True : False);
        }

        /// <summary>
        /// Writes a text or a byte string of definite length.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes, or <see cref="DoesNotFit"/>.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="major"><see cref="Text"/> or <see cref="Bytes"/>.</param>
        /// <param name="value">The buffer that holds the value; text is written as it is, whether or not it is UTF-8.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteString(byte[] buffer, int position, int limit, int major, byte[] value, int offset, int count)
        {
            // Written out for the common case: in the interpreter a call costs more than what it would do here.
            if (count <= MaxInline && (uint)position < (uint)limit)
            {
                buffer[position++] = (byte)(major | count);
            }
            else
            {
                position = WriteHead(buffer, position, limit, major, count);
            }

            if (position < 0 || count > limit - position)
            {
                return DoesNotFit;
            }

            System.Array.Copy(value, offset, buffer, position, count);
            return position + count;
        }

        /// <summary>
        /// Writes an Object Link as the text that LwM2M has for it, as in <c>3:0</c>.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes, or <see cref="DoesNotFit"/>.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="objectId">Object ID, 0 to 65535.</param>
        /// <param name="instanceId">Object Instance ID, 0 to 65535.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteObjectLink(byte[] buffer, int position, int limit, int objectId, int instanceId)
        {
            if ((uint)position >= (uint)limit)
            {
                return DoesNotFit;
            }

            // At most eleven bytes of text, so that its length fits into the first byte.
            int end = NumberText.WriteObjectLink(buffer, position + 1, limit, objectId, instanceId);
            if (end > 0)
            {
                buffer[position] = (byte)(Text | (end - position - 1));
            }

            return end;
        }

        // Gets the bits, without sign, of the number in a narrower format of IEEE 754; -1 if it loses something there.
        private static int Narrow(long bits, int fractionBits, int bias)
        {
            int drop = DoubleFractionBits - fractionBits;
            int exponent = ((int)(bits >> DoubleFractionBits) & DoubleExponentMask) - DoubleBias + bias;
            long fraction = bits & ((1L << DoubleFractionBits) - 1);
            if (exponent > DoubleBias + bias)
            {
                // The exponent of an infinity.
                exponent = (2 * bias) + 1;
            }
            else if (exponent > 2 * bias)
            {
                return -1;
            }
            else if (exponent <= 0)
            {
                if ((bits << 1) == 0)
                {
                    return 0;
                }

                // A subnormal number: the one before the fraction is written, and moved by what the exponent lacks.
                drop += 1 - exponent;
                if (drop > DoubleFractionBits)
                {
                    return -1;
                }

                fraction |= 1L << DoubleFractionBits;
                exponent = 0;
            }

            return (fraction & ((1L << drop) - 1)) == 0 ? (exponent << fractionBits) | (int)(fraction >> drop) : -1;
        }

        private static int WriteShort(byte[] buffer, int position, int limit, int head, int value)
        {
            if (position + 3 > limit)
            {
                return DoesNotFit;
            }

            buffer[position] = (byte)head;
            buffer[position + 1] = (byte)(value >> 8);
            buffer[position + 2] = (byte)value;
            return position + 3;
        }

        private static int WriteInt(byte[] buffer, int position, int limit, int head, int value)
        {
            if (position + 5 > limit)
            {
                return DoesNotFit;
            }

            buffer[position] = (byte)head;
            buffer[position + 1] = (byte)(value >> 24);
            buffer[position + 2] = (byte)(value >> 16);
            buffer[position + 3] = (byte)(value >> 8);
            buffer[position + 4] = (byte)value;
            return position + 5;
        }

        private static int WriteLong(byte[] buffer, int position, int limit, int head, long value)
        {
            if (position + 9 > limit)
            {
                return DoesNotFit;
            }

            int high = (int)(value >> 32);
            int low = (int)value;
            buffer[position] = (byte)head;
            buffer[position + 1] = (byte)(high >> 24);
            buffer[position + 2] = (byte)(high >> 16);
            buffer[position + 3] = (byte)(high >> 8);
            buffer[position + 4] = (byte)high;
            buffer[position + 5] = (byte)(low >> 24);
            buffer[position + 6] = (byte)(low >> 16);
            buffer[position + 7] = (byte)(low >> 8);
            buffer[position + 8] = (byte)low;
            return position + 9;
        }
    }
}
