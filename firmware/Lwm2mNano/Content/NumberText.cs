using System;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Numbers as text in UTF-8, without strings. A function that writes returns the position behind what it wrote, or -1 if it does
    /// not fit. Nothing is allocated.
    /// </summary>
    public static class NumberText
    {
        private const int MaxPlainExponent = 15;
        private const int MinPlainExponent = -5;

        private const int LastDigit = 9;

        /// <summary>
        /// Writes a signed integer.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or -1.</returns>
        public static int WriteInteger(byte[] buffer, int position, int limit, long value)
        {
            if (value >= 0)
            {
                return WriteUnsigned(buffer, position, limit, value);
            }

            if (position < 0 || position >= limit)
            {
                return -1;
            }

            buffer[position] = (byte)'-';
            return WriteUnsigned(buffer, position + 1, limit, unchecked(-value));
        }

        /// <summary>
        /// Writes an unsigned integer.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="bits">The value's 64 bits.</param>
        /// <returns>The position behind it, or -1.</returns>
        public static int WriteUnsigned(byte[] buffer, int position, int limit, long bits)
        {
            ulong value = (ulong)bits;
            int digits = 1;
            ulong rest = value;
            while (rest > LastDigit)
            {
                rest /= 10;
                digits++;
            }

            if (position < 0 || digits > limit - position)
            {
                return -1;
            }

            for (int i = position + digits - 1; i >= position; i--)
            {
                buffer[i] = (byte)('0' + (int)(value % 10));
                value /= 10;
            }

            return position + digits;
        }

        /// <summary>
        /// Writes a floating point number with up to 15 significant digits, or up to 17 where 15 lose something, so that
        /// <see cref="ReadFloat"/> makes the same number of them. Not a number and the infinities have no text.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="value">The value.</param>
        /// <returns>The position behind it, or -1.</returns>
        public static int WriteFloat(byte[] buffer, int position, int limit, double value)
        {
            // The difference is not a number for what has no text.
            if (value - value != 0 || position < 0)
            {
                return -1;
            }

            // By its bits, for 0 has a sign too.
            if (BitConverter.DoubleToInt64Bits(value) < 0)
            {
                if (position >= limit)
                {
                    return -1;
                }

                buffer[position++] = (byte)'-';
                value = -value;
            }

            if (value == 0)
            {
                return WriteUnsigned(buffer, position, limit, 0);
            }

            long digits = FloatDigits.FromDouble(value, out int exponent);
            int count = 0;
            for (long rest = digits; rest != 0; rest /= 10)
            {
                count++;
            }

            return WriteDigits(buffer, position, limit, digits, count, exponent);
        }

        /// <summary>
        /// Writes an Object Link, as in <c>3:0</c> (LwM2M Core 1.1, appendix C).
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where it goes.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <param name="objectId">Object ID, 0 to 65535.</param>
        /// <param name="instanceId">Object Instance ID, 0 to 65535.</param>
        /// <returns>The position behind it, or -1; 11 bytes at most.</returns>
        public static int WriteObjectLink(byte[] buffer, int position, int limit, int objectId, int instanceId)
        {
            position = WriteUnsigned(buffer, position, limit, objectId);
            if (position < 0 || position >= limit)
            {
                return -1;
            }

            buffer[position] = (byte)':';
            return WriteUnsigned(buffer, position + 1, limit, instanceId);
        }

        /// <summary>
        /// Reads a signed integer: an optional minus sign and digits.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the text starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="value">Receives the value.</param>
        /// <returns>Whether the whole text is an integer of 64 bits.</returns>
        public static bool ReadInteger(byte[] buffer, int offset, int count, out long value)
        {
            value = 0;
            bool negative = count > 0 && buffer[offset] == '-';
            int start = negative ? 1 : 0;
            if (!ReadUnsigned(buffer, offset + start, count - start, out long magnitude))
            {
                return false;
            }

            if (magnitude < 0 && !(negative && magnitude == long.MinValue))
            {
                return false;
            }

            value = negative ? unchecked(-magnitude) : magnitude;
            return true;
        }

        /// <summary>
        /// Reads an unsigned integer: digits only.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the text starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="bits">Receives the value's 64 bits.</param>
        /// <returns>Whether the whole text is an unsigned integer of 64 bits.</returns>
        public static bool ReadUnsigned(byte[] buffer, int offset, int count, out long bits)
        {
            bits = 0;
            if (count <= 0)
            {
                return false;
            }

            ulong value = 0;
            for (int i = 0; i < count; i++)
            {
                int digit = buffer[offset + i] - '0';
                if (digit < 0 || digit > LastDigit || value > (ulong.MaxValue - (ulong)digit) / 10)
                {
                    return false;
                }

                value = (value * 10) + (ulong)digit;
            }

            bits = (long)value;
            return true;
        }

        /// <summary>
        /// Reads a floating point number: sign, digits, fraction and exponent, as in JSON.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the text starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="value">Receives the value.</param>
        /// <returns>Whether the whole text is a finite number.</returns>
        public static bool ReadFloat(byte[] buffer, int offset, int count, out double value)
        {
            bool valid = DecimalNumber.Read(buffer, offset, count, out bool negative, out long digits, out int exponent, out _);
            double result = FloatDigits.ToDouble(digits, exponent);
            value = negative ? -result : result;
            return valid && value - value == 0;
        }

        private static int WriteDigits(byte[] buffer, int position, int limit, long digits, int count, int exponent)
        {
            int pointAt = count + exponent;
            if (pointAt > MaxPlainExponent || pointAt < MinPlainExponent)
            {
                position = WriteUnsigned(buffer, position, limit, digits);
                if (position < 0 || position >= limit || exponent == 0)
                {
                    return exponent == 0 ? position : -1;
                }

                buffer[position] = (byte)'e';
                return WriteInteger(buffer, position + 1, limit, exponent);
            }

            if (exponent >= 0)
            {
                position = WriteUnsigned(buffer, position, limit, digits);
                return position < 0 ? -1 : Repeat(buffer, position, limit, exponent);
            }

            if (pointAt <= 0)
            {
                if (position + 2 > limit)
                {
                    return -1;
                }

                buffer[position++] = (byte)'0';
                buffer[position++] = (byte)'.';
                position = Repeat(buffer, position, limit, -pointAt);
                return WriteUnsigned(buffer, position, limit, digits);
            }

            long divisor = 1;
            for (int i = 0; i < -exponent; i++)
            {
                divisor *= 10;
            }

            position = WriteUnsigned(buffer, position, limit, digits / divisor);
            if (position < 0 || position >= limit)
            {
                return -1;
            }

            buffer[position++] = (byte)'.';
            long fraction = digits % divisor;
            for (divisor /= 10; divisor > fraction; divisor /= 10)
            {
                position = Repeat(buffer, position, limit, 1);
                if (position < 0)
                {
                    return -1;
                }
            }

            return WriteUnsigned(buffer, position, limit, fraction);
        }

        private static int Repeat(byte[] buffer, int position, int limit, int zeros)
        {
            if (position < 0 || zeros > limit - position)
            {
                return -1;
            }

            for (int i = 0; i < zeros; i++)
            {
                buffer[position++] = (byte)'0';
            }

            return position;
        }
    }
}
