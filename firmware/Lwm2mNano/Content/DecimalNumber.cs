namespace Lwm2mNano.Content
{
    /// <summary>
    /// Numbers as decimal digits with a power of ten, as JSON and CBOR's decimal fractions (RFC 8949, section 3.4.4) have them: from
    /// text, and to integers where they are some. <see cref="FloatDigits"/> makes doubles of them. Nothing is allocated.
    /// </summary>
    internal static class DecimalNumber
    {
        // Beyond what any number of digits that fits into a message makes up for.
        private const int MaxExponent = 9999;
        private const int MaxExponentDigits = 18;
        private const int LastDigit = 9;

        private const ulong MaxBeforeDigit = ulong.MaxValue / 10;
        private const int MaxLastDigit = (int)(ulong.MaxValue % 10);

        /// <summary>
        /// Reads a number in text: sign, digits, fraction and exponent.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the text starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="negative">Receives whether a minus sign stands before it.</param>
        /// <param name="digits">Receives the 64 bits of its digits, without the zeros at their end.</param>
        /// <param name="exponent">Receives the power of ten that these are to be multiplied by.</param>
        /// <param name="exact">Receives whether that is all of it; else there were more digits than 64 bits hold.</param>
        /// <returns>Whether the whole text is a number.</returns>
        internal static bool Read(
            byte[] buffer, int offset, int count, out bool negative, out long digits, out int exponent, out bool exact)
        {
            int end = offset + count;
            negative = count > 0 && buffer[offset] == '-';
            digits = 0;
            exponent = 0;
            exact = true;
            int position = negative ? offset + 1 : offset;

            ulong value = 0;
            int left = 0;
            int seen = 0;
            bool inFraction = false;
            for (; position < end; position++)
            {
                int c = buffer[position];
                if (c == '.' && !inFraction && seen > 0)
                {
                    inFraction = true;
                    seen = 0;
                    continue;
                }

                int digit = c - '0';
                if (digit < 0 || digit > LastDigit)
                {
                    break;
                }

                seen++;
                left++;
                exponent -= inFraction ? 1 : 0;
                if (digit == 0)
                {
                    // Part of the exponent, unless another digit follows.
                    continue;
                }

                while (left > 0 && value != 0 && (value < MaxBeforeDigit || (value == MaxBeforeDigit && (left > 1 || digit <= MaxLastDigit))))
                {
                    value *= 10;
                    left--;
                }

                if (value == 0)
                {
                    left = 0;
                }

                if (left == 0)
                {
                    value += (ulong)digit;
                }
                else
                {
                    exact = false;
                }
            }

            digits = (long)value;
            exponent += left;
            return seen > 0 && (position == end || ReadExponent(buffer, position, end, ref exponent));
        }

        /// <summary>
        /// Converts to a signed integer.
        /// </summary>
        /// <param name="negative">Whether the number is below 0.</param>
        /// <param name="digits">The 64 bits of its digits.</param>
        /// <param name="exponent">The power of ten to multiply them by.</param>
        /// <param name="value">Receives the integer.</param>
        /// <returns>Whether the number is an integer of 64 bits.</returns>
        internal static bool ToInteger(bool negative, long digits, int exponent, out long value)
        {
            bool valid = Multiply(digits, exponent, out value);
            if (value < 0)
            {
                // Unsigned, that is more than the largest; only the smallest is as far from 0.
                return valid && negative && value == long.MinValue;
            }

            value = negative ? -value : value;
            return valid;
        }

        /// <summary>
        /// Converts to an unsigned integer.
        /// </summary>
        /// <param name="negative">Whether a minus sign stands before the number.</param>
        /// <param name="digits">The 64 bits of its digits.</param>
        /// <param name="exponent">The power of ten to multiply them by.</param>
        /// <param name="bits">Receives the integer's 64 bits.</param>
        /// <returns>Whether the number is an unsigned integer of 64 bits.</returns>
        internal static bool ToUnsigned(bool negative, long digits, int exponent, out long bits)
        {
            return Multiply(digits, exponent, out bits) && (!negative || bits == 0);
        }

        private static bool ReadExponent(byte[] buffer, int position, int end, ref int exponent)
        {
            if (buffer[position] != 'e' && buffer[position] != 'E')
            {
                return false;
            }

            position++;
            bool negative = position < end && buffer[position] == '-';
            if (position < end && (negative || buffer[position] == '+'))
            {
                position++;
            }

            if (end - position > MaxExponentDigits || !NumberText.ReadUnsigned(buffer, position, end - position, out long value))
            {
                return false;
            }

            if (value > MaxExponent)
            {
                value = MaxExponent;
            }

            exponent += negative ? -(int)value : (int)value;
            return true;
        }

        // At most 19 steps either way: then the digits are used up.
        private static bool Multiply(long digits, int exponent, out long bits)
        {
            ulong value = (ulong)digits;
            while (exponent > 0 && value != 0 && value <= MaxBeforeDigit)
            {
                value *= 10;
                exponent--;
            }

            while (exponent < 0 && value != 0 && value % 10 == 0)
            {
                value /= 10;
                exponent++;
            }

            bits = (long)value;
            return exponent == 0 || value == 0;
        }
    }
}
