using System;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// The parts of OMA's TLV encoding (LwM2M Core 1.1, section 7.4.3) as static functions on a buffer and a position. A function that
    /// writes returns the position behind what it wrote, or <see cref="DoesNotFit"/>. Nothing is allocated.
    /// </summary>
    public static class Tlv
    {
        /// <summary>Type bits 7-6: an Object Instance with Resource TLVs inside.</summary>
        public const int ObjectInstance = 0x00;

        /// <summary>Type bits 7-6: a Resource Instance inside a Multiple Resource.</summary>
        public const int ResourceInstance = 0x40;

        /// <summary>Type bits 7-6: a Multiple Resource with Resource Instance TLVs inside.</summary>
        public const int MultipleResource = 0x80;

        /// <summary>Type bits 7-6: a Resource with a value.</summary>
        public const int Resource = 0xC0;

        /// <summary>What a function returns where the buffer ends too early.</summary>
        public const int DoesNotFit = -1;

        /// <summary>The longest header: type, two bytes of id, three of length.</summary>
        public const int MaxHeaderBytes = 6;

        internal const int KindMask = 0xC0;
        internal const int InlineLengthMask = 7;

        // The bits that say that the header is longer than two bytes.
        internal const int NotShortMask = WideIdBit | (LengthTypeMask << LengthTypeShift);

        private const int WideIdBit = 0x20;
        private const int OneLengthByte = 1 << LengthTypeShift;
        private const int LengthTypeShift = 3;
        private const int LengthTypeMask = 3;
        private const int MaxInlineLength = 7;
        private const int MaxLength = 0xFFFFFF;
        private const int FloatBytes = 4;
        private const int DoubleBytes = 8;
        private const int ObjectLinkBytes = 4;

        /// <summary>
        /// Gets the length of a header.
        /// </summary>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="length">The value's length in bytes, 0 to 2²⁴−1.</param>
        /// <returns>2 to 6 bytes.</returns>
        public static int HeaderLength(int id, int length)
        {
            return (id > 0xFF ? 3 : 2) + (length <= MaxInlineLength ? 0 : length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : 3);
        }

        /// <summary>
        /// Writes a header. The value's bytes follow and must fit too.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where the header goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind">One of the four kinds.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="length">The value's length in bytes.</param>
        /// <returns>Where the value goes, or <see cref="DoesNotFit"/> if header and value do not fit.</returns>
        public static int WriteHeader(byte[] buffer, int position, int limit, int kind, int id, int length)
        {
            if (id <= 0xFF && length <= MaxInlineLength)
            {
                if (position + 2 + length > limit)
                {
                    return DoesNotFit;
                }

                buffer[position] = (byte)(kind | length);
                buffer[position + 1] = (byte)id;
                return position + 2;
            }

            if (length > MaxLength || position + HeaderLength(id, length) + length > limit)
            {
                return DoesNotFit;
            }

            int lengthBytes = length <= MaxInlineLength ? 0 : length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : 3;
            int type = kind | (lengthBytes << LengthTypeShift);
            if (lengthBytes == 0)
            {
                type |= length;
            }

            if (id > 0xFF)
            {
                buffer[position++] = (byte)(type | WideIdBit);
                buffer[position++] = (byte)(id >> 8);
            }
            else
            {
                buffer[position++] = (byte)type;
            }

            buffer[position++] = (byte)id;
            for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8)
            {
                buffer[position++] = (byte)(length >> shift);
            }

            return position;
        }

        /// <summary>
        /// Writes an Integer or a Time in 1, 2, 4 or 8 bytes.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind"><see cref="Resource"/> or <see cref="ResourceInstance"/>.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteInteger(byte[] buffer, int position, int limit, int kind, int id, long value)
        {
            // Written out for the common case: in the interpreter a call costs more than what it would do here.
            int low = (int)value;
            if (low == value)
            {
                if (id > 0xFF || position + 6 > limit)
                {
                    return WriteBytesOf(buffer, position, limit, kind, id, low, IntegerBytes(low));
                }

                buffer[position + 1] = (byte)id;
                if (low <= sbyte.MaxValue && low >= sbyte.MinValue)
                {
                    buffer[position] = (byte)(kind | 1);
                    buffer[position + 2] = (byte)low;
                    return position + 3;
                }

                if (low <= short.MaxValue && low >= short.MinValue)
                {
                    buffer[position] = (byte)(kind | 2);
                    buffer[position + 2] = (byte)(low >> 8);
                    buffer[position + 3] = (byte)low;
                    return position + 4;
                }

                buffer[position] = (byte)(kind | 4);
                buffer[position + 2] = (byte)(low >> 24);
                buffer[position + 3] = (byte)(low >> 16);
                buffer[position + 4] = (byte)(low >> 8);
                buffer[position + 5] = (byte)low;
                return position + 6;
            }

            return WriteLong(buffer, position, limit, kind, id, value);
        }

        /// <summary>
        /// Writes an Unsigned Integer in 1, 2, 4 or 8 bytes.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind"><see cref="Resource"/> or <see cref="ResourceInstance"/>.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="value">The value's 64 bits.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteUnsigned(byte[] buffer, int position, int limit, int kind, int id, long value)
        {
            if (value >= 0 && value <= uint.MaxValue)
            {
                return WriteBytesOf(buffer, position, limit, kind, id, (int)value, value <= byte.MaxValue ? 1 : value <= ushort.MaxValue ? 2 : 4);
            }

            return WriteLong(buffer, position, limit, kind, id, value);
        }

        /// <summary>
        /// Writes a Float in 8 bytes.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind"><see cref="Resource"/> or <see cref="ResourceInstance"/>.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteFloat(byte[] buffer, int position, int limit, int kind, int id, double value)
        {
            return WriteLong(buffer, position, limit, kind, id, BitConverter.DoubleToInt64Bits(value));
        }

        /// <summary>
        /// Writes a Boolean in one byte.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind"><see cref="Resource"/> or <see cref="ResourceInstance"/>.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteBoolean(byte[] buffer, int position, int limit, int kind, int id, bool value)
        {
            return WriteBytesOf(buffer, position, limit, kind, id, value ? 1 : 0, 1);
        }

        /// <summary>
        /// Writes an Object Link in 4 bytes.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind"><see cref="Resource"/> or <see cref="ResourceInstance"/>.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="objectId">Object ID, 0 to 65535.</param>
        /// <param name="instanceId">Object Instance ID, 0 to 65535.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteObjectLink(byte[] buffer, int position, int limit, int kind, int id, int objectId, int instanceId)
        {
            return WriteBytesOf(buffer, position, limit, kind, id, (objectId << 16) | instanceId, ObjectLinkBytes);
        }

        /// <summary>
        /// Writes a String or an Opaque.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind"><see cref="Resource"/> or <see cref="ResourceInstance"/>.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <param name="value">The buffer that holds the value.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns>The position behind it, or <see cref="DoesNotFit"/>.</returns>
        public static int WriteBytes(byte[] buffer, int position, int limit, int kind, int id, byte[] value, int offset, int count)
        {
            if (id <= 0xFF && count <= 0xFF && position + 3 + count <= limit)
            {
                buffer[position + 1] = (byte)id;
                if (count <= MaxInlineLength)
                {
                    buffer[position] = (byte)(kind | count);
                    position += 2;
                }
                else
                {
                    buffer[position] = (byte)(kind | OneLengthByte);
                    buffer[position + 2] = (byte)count;
                    position += 3;
                }
            }
            else
            {
                position = WriteHeader(buffer, position, limit, kind, id, count);
                if (position < 0)
                {
                    return DoesNotFit;
                }
            }

            Array.Copy(value, offset, buffer, position, count);
            return position + count;
        }

        /// <summary>
        /// Puts the header in front of content that was written behind a gap, and moves the content if the gap is not the header's length.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="start">Where the gap starts.</param>
        /// <param name="gap">The gap's length in bytes.</param>
        /// <param name="position">The position behind the content.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="kind"><see cref="ObjectInstance"/> or <see cref="MultipleResource"/>.</param>
        /// <param name="id">The id, 0 to 65535.</param>
        /// <returns>The position behind the content, or <see cref="DoesNotFit"/>.</returns>
        public static int Wrap(byte[] buffer, int start, int gap, int position, int limit, int kind, int id)
        {
            int content = start + gap;
            int length = position - content;
            if (gap == 2 && length <= MaxInlineLength && id <= 0xFF)
            {
                buffer[start] = (byte)(kind | length);
                buffer[start + 1] = (byte)id;
                return position;
            }

            int header = HeaderLength(id, length);
            if (start + header + length > limit)
            {
                return DoesNotFit;
            }

            if (header != gap && length > 0)
            {
                Array.Copy(buffer, content, buffer, start + header, length);
            }

            return WriteHeader(buffer, start, limit, kind, id, length) + length;
        }

        /// <summary>
        /// Reads a header and checks that its value is there.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where the header starts.</param>
        /// <param name="limit">Where the enclosing value ends.</param>
        /// <param name="kind">Receives one of the four kinds.</param>
        /// <param name="id">Receives the id, 0 to 65535.</param>
        /// <param name="length">Receives the value's length in bytes.</param>
        /// <returns>Where the value starts, or -1 if header or value reach beyond the limit.</returns>
        public static int ReadHeader(byte[] buffer, int position, int limit, out int kind, out int id, out int length)
        {
            kind = 0;
            id = 0;
            length = 0;
            if (position + 2 > limit)
            {
                return -1;
            }

            int type = buffer[position++];
            int identifier = buffer[position++];
            if ((type & WideIdBit) != 0)
            {
                if (position >= limit)
                {
                    return -1;
                }

                identifier = (identifier << 8) | buffer[position++];
            }

            int size = type & InlineLengthMask;
            int lengthBytes = (type >> LengthTypeShift) & LengthTypeMask;
            if (lengthBytes != 0)
            {
                if (lengthBytes > limit - position)
                {
                    return -1;
                }

                // The inline length bits have no meaning then (table 7.4.3-1) and are not looked at.
                size = 0;
                while (lengthBytes > 0)
                {
                    size = (size << 8) | buffer[position++];
                    lengthBytes--;
                }
            }

            if (size > limit - position)
            {
                return -1;
            }

            kind = type & KindMask;
            id = identifier;
            length = size;
            return position;
        }

        /// <summary>
        /// Reads an Integer or a Time.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="value">Receives the value.</param>
        /// <returns>Whether the length is 1, 2, 4 or 8.</returns>
        public static bool ReadInteger(byte[] buffer, int offset, int count, out long value)
        {
            switch (count)
            {
                case 1:
                    value = (sbyte)buffer[offset];
                    return true;
                case 2:
                    value = (short)((buffer[offset] << 8) | buffer[offset + 1]);
                    return true;
                case 4:
                    value = ReadInt(buffer, offset);
                    return true;
                case 8:
                    value = ReadLong(buffer, offset);
                    return true;
                default:
                    value = 0;
                    return false;
            }
        }

        /// <summary>
        /// Reads an Unsigned Integer.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="value">Receives the value's 64 bits.</param>
        /// <returns>Whether the length is 1, 2, 4 or 8.</returns>
        public static bool ReadUnsigned(byte[] buffer, int offset, int count, out long value)
        {
            switch (count)
            {
                case 1:
                    value = buffer[offset];
                    return true;
                case 2:
                    value = (buffer[offset] << 8) | buffer[offset + 1];
                    return true;
                case 4:
                    value = (uint)ReadInt(buffer, offset);
                    return true;
                case 8:
                    value = ReadLong(buffer, offset);
                    return true;
                default:
                    value = 0;
                    return false;
            }
        }

        /// <summary>
        /// Reads a Float.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="value">Receives the value.</param>
        /// <returns>Whether the length is 4 or 8.</returns>
        public static bool ReadFloat(byte[] buffer, int offset, int count, out double value)
        {
            switch (count)
            {
                case FloatBytes:
                    value = WidenFloat(ReadInt(buffer, offset));
                    return true;
                case DoubleBytes:
                    value = BitConverter.Int64BitsToDouble(ReadLong(buffer, offset));
                    return true;
                default:
                    value = 0;
                    return false;
            }
        }

        /// <summary>
        /// Reads a Boolean.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="value">Receives the value.</param>
        /// <returns>Whether it is one byte of 0 or 1.</returns>
        public static bool ReadBoolean(byte[] buffer, int offset, int count, out bool value)
        {
            value = count == 1 && buffer[offset] == 1;
            return count == 1 && buffer[offset] <= 1;
        }

        /// <summary>
        /// Reads an Object Link.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="objectId">Receives the Object ID.</param>
        /// <param name="instanceId">Receives the Object Instance ID.</param>
        /// <returns>Whether the length is 4.</returns>
        public static bool ReadObjectLink(byte[] buffer, int offset, int count, out int objectId, out int instanceId)
        {
            objectId = 0;
            instanceId = 0;
            if (count != ObjectLinkBytes)
            {
                return false;
            }

            objectId = (buffer[offset] << 8) | buffer[offset + 1];
            instanceId = (buffer[offset + 2] << 8) | buffer[offset + 3];
            return true;
        }

        private static int IntegerBytes(int value)
        {
            return value >= sbyte.MinValue && value <= sbyte.MaxValue ? 1 : value >= short.MinValue && value <= short.MaxValue ? 2 : 4;
        }

        private static int WriteBytesOf(byte[] buffer, int position, int limit, int kind, int id, int value, int bytes)
        {
            if (id <= 0xFF)
            {
                if (position + 2 + bytes > limit)
                {
                    return DoesNotFit;
                }

                buffer[position++] = (byte)(kind | bytes);
                buffer[position++] = (byte)id;
            }
            else
            {
                position = WriteHeader(buffer, position, limit, kind, id, bytes);
                if (position < 0)
                {
                    return DoesNotFit;
                }
            }

            if (bytes == 4)
            {
                buffer[position++] = (byte)(value >> 24);
                buffer[position++] = (byte)(value >> 16);
            }

            if (bytes >= 2)
            {
                buffer[position++] = (byte)(value >> 8);
            }

            buffer[position] = (byte)value;
            return position + 1;
        }

        private static int WriteLong(byte[] buffer, int position, int limit, int kind, int id, long value)
        {
            position = WriteHeader(buffer, position, limit, kind, id, 8);
            if (position < 0)
            {
                return DoesNotFit;
            }

            int high = (int)(value >> 32);
            int low = (int)value;
            buffer[position] = (byte)(high >> 24);
            buffer[position + 1] = (byte)(high >> 16);
            buffer[position + 2] = (byte)(high >> 8);
            buffer[position + 3] = (byte)high;
            buffer[position + 4] = (byte)(low >> 24);
            buffer[position + 5] = (byte)(low >> 16);
            buffer[position + 6] = (byte)(low >> 8);
            buffer[position + 7] = (byte)low;
            return position + 8;
        }

        private static int ReadInt(byte[] buffer, int offset)
        {
            return (buffer[offset] << 24) | (buffer[offset + 1] << 16) | (buffer[offset + 2] << 8) | buffer[offset + 3];
        }

        private static long ReadLong(byte[] buffer, int offset)
        {
            return ((long)ReadInt(buffer, offset) << 32) | (uint)ReadInt(buffer, offset + 4);
        }

        // The platform has no conversion from the bits of a float that does not allocate.
        internal static double WidenFloat(int bits)
        {
            const int FractionBits = 23;
            const int DoubleFractionBits = 52;
            const int ExponentMask = 0xFF;
            const int DoubleExponentMask = 0x7FF;
            const int BiasDifference = 1023 - 127;

            long sign = bits < 0 ? long.MinValue : 0;
            int exponent = (bits >> FractionBits) & ExponentMask;
            long fraction = bits & ((1 << FractionBits) - 1);
            if (exponent == ExponentMask)
            {
                exponent = DoubleExponentMask;
            }
            else if (exponent != 0)
            {
                exponent += BiasDifference;
            }
            else if (fraction != 0)
            {
                // A subnormal float is a normal double.
                exponent = BiasDifference + 1;
                while ((fraction & (1L << FractionBits)) == 0)
                {
                    fraction <<= 1;
                    exponent--;
                }

                fraction &= (1L << FractionBits) - 1;
            }

            return BitConverter.Int64BitsToDouble(
                sign | ((long)exponent << DoubleFractionBits) | (fraction << (DoubleFractionBits - FractionBits)));
        }
    }
}
