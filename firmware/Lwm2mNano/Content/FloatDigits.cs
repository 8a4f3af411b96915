using System;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Doubles as decimal digits with a power of ten and back, without loss: what <see cref="FromDouble"/> gives,
    /// <see cref="ToDouble"/> makes the same double of, and so does anybody who reads digits rightly. Numbers are scaled in 128 bits, so
    /// that the errors of all steps stay below what tells one number from the next. Nothing is allocated.
    /// </summary>
    internal static class FloatDigits
    {
        // 15 digits are sure to survive in a double, 17 tell each double from its neighbours.
        private const int MaxDigits = 17;
        private const ulong BehindMaxDigits = 100000000000000000;
        private const int DigitsMore = 2;
        private const int FactorOfDigitsMore = 100;

        private const int FractionBits = 52;
        private const int Bias = 1023;
        private const int ExponentMask = 0x7FF;
        private const ulong HiddenBit = 1UL << FractionBits;
        private const int WordBits = 64;

        // Of log 2 in base 10: with 32 bits of it each power of two that a double has comes to the right power of ten.
        private const long Log2 = 1292913986;

        // The largest power of five that has 64 bits, and 128 bits of what to multiply with to divide by that power of ten.
        private const int PowerStep = 27;
        private const ulong ReciprocalHigh = 0x9E74D1B791E07E48;
        private const ulong ReciprocalLow = 0x775EA264CF55347D;
        private const int ReciprocalBinary = -153;

        // In the last of 128 bits: more than all steps of a scaling lose, and less than a number that is no tie is away from one.
        private const ulong MaxError = 1024;

        // Powers of ten up to this, and integers of 53 bits, are doubles: one multiplication or division of them is exact but for its rounding.
        private const int MaxExactPower = 22;

        // Beyond these, 20 digits make no double but infinity or 0.
        private const int MaxExponent = 400;

        /// <summary>
        /// Gets up to 15 digits if they are enough, else up to 17.
        /// </summary>
        /// <param name="value">A finite number above 0.</param>
        /// <param name="exponent">Receives the power of ten of the last digit.</param>
        /// <returns>The digits, of which the last is not 0.</returns>
        internal static long FromDouble(double value, out int exponent)
        {
            long digits = AllDigits(BitConverter.DoubleToInt64Bits(value), out exponent);
            long fewer = (digits + (FactorOfDigitsMore / 2)) / FactorOfDigitsMore;
            if (ToDouble(fewer, exponent + DigitsMore) == value)
            {
                digits = fewer;
                exponent += DigitsMore;
            }

            while (digits % 10 == 0)
            {
                digits /= 10;
                exponent++;
            }

            return digits;
        }

        /// <summary>
        /// Gets the double that is nearest to digits and a power of ten.
        /// </summary>
        /// <param name="digits">Up to 64 bits, without sign.</param>
        /// <param name="exponent">The power of ten of the last digit.</param>
        /// <returns>The number; infinity if it is too large.</returns>
        internal static double ToDouble(long digits, int exponent)
        {
            if (digits >= 0 && digits <= (long)HiddenBit * 2 && exponent >= -MaxExactPower && exponent <= MaxExactPower)
            {
                double power = 1;
                for (int i = exponent < 0 ? -exponent : exponent; i > 0; i--)
                {
                    power *= 10;
                }

                return exponent < 0 ? digits / power : digits * power;
            }

            if (digits == 0 || exponent < -MaxExponent)
            {
                return 0;
            }

            return exponent > MaxExponent ? double.PositiveInfinity : BitConverter.Int64BitsToDouble(Bits((ulong)digits, exponent));
        }

        // Gets 17 digits of a positive number.
        private static long AllDigits(long bits, out int exponent)
        {
            ulong mantissa = (ulong)bits & (HiddenBit - 1);
            int binary = (int)(bits >> FractionBits);
            if (binary == 0)
            {
                binary = 1;
            }
            else
            {
                mantissa |= HiddenBit;
            }

            binary -= Bias + FractionBits;
            Normalize(ref mantissa, ref binary);
            exponent = (int)((Log2 * (binary + WordBits - 1)) >> 32) - MaxDigits + 1;
            while (true)
            {
                ulong high = mantissa;
                ulong low = 0;
                int scaled = binary;
                Scale(ref high, ref low, ref scaled, -exponent);
                ulong digits = ((high >> (-scaled - 1)) + 1) >> 1;
                if (digits < BehindMaxDigits)
                {
                    return (long)digits;
                }

                // The number is more than the power of two in it, and so may have one digit more.
                exponent++;
            }
        }

        private static long Bits(ulong high, int exponent)
        {
            ulong low = 0;
            int binary = 0;
            Normalize(ref high, ref binary);
            Scale(ref high, ref low, ref binary, exponent);
            int biased = binary + WordBits - 1 + Bias;
            int drop = WordBits - 1 - FractionBits;
            if (biased >= ExponentMask)
            {
                return (long)ExponentMask << FractionBits;
            }

            if (biased <= 0)
            {
                // A subnormal number: there is no one in front of its fraction to be added below.
                drop += 1 - biased;
                biased = 1;
                if (drop > WordBits)
                {
                    return 0;
                }
            }

            // To the nearest, and of two that are as near to the even one.
            ulong fraction = drop == WordBits ? 0 : high >> drop;
            ulong half = 1UL << (drop - 1);
            ulong rest = high & (half - 1 + half);
            bool isTie = rest == half ? low < MaxError : rest == half - 1 && low > ulong.MaxValue - MaxError;
            if (isTie ? (fraction & 1) != 0 : rest >= half)
            {
                fraction++;
            }

            return ((long)(biased - 1) << FractionBits) + (long)fraction;
        }

        // Multiplies a number by a power of ten. It has 128 bits, of which the highest is set; the power of two is that of the high ones.
        private static void Scale(ref ulong high, ref ulong low, ref int binary, int exponent)
        {
            while (exponent < 0)
            {
                Multiply(ref high, ref low, ref binary, ReciprocalHigh, ReciprocalLow, ReciprocalBinary);
                exponent += PowerStep;
            }

            while (exponent > 0)
            {
                int step = exponent > PowerStep ? PowerStep : exponent;
                ulong power = 1;
                int powerBinary = step;
                for (int i = 0; i < step; i++)
                {
                    power *= 5;
                }

                Normalize(ref power, ref powerBinary);
                Multiply(ref high, ref low, ref binary, power, 0, powerBinary);
                exponent -= step;
            }
        }

        private static void Multiply(ref ulong high, ref ulong low, ref int binary, ulong factorHigh, ulong factorLow, int factorBinary)
        {
            ulong product = Multiply(high, factorHigh, out ulong rest);
            ulong cross = Multiply(low, factorHigh, out _);
            rest += cross;
            if (rest < cross)
            {
                product++;
            }

            cross = Multiply(high, factorLow, out _);
            rest += cross;
            if (rest < cross)
            {
                product++;
            }

            binary += factorBinary + WordBits;
            if ((long)product > 0)
            {
                product = (product << 1) | (rest >> (WordBits - 1));
                rest <<= 1;
                binary--;
            }

            high = product;
            low = rest;
        }

        // Gets the high half of a product, and the low one.
        private static ulong Multiply(ulong a, ulong b, out ulong low)
        {
            ulong highA = a >> 32;
            ulong lowA = a & uint.MaxValue;
            ulong highB = b >> 32;
            ulong lowB = b & uint.MaxValue;
            ulong lowest = lowA * lowB;
            ulong middle = (highA * lowB) + (lowest >> 32);
            ulong other = (lowA * highB) + (middle & uint.MaxValue);
            low = (other << 32) | (lowest & uint.MaxValue);
            return (highA * highB) + (middle >> 32) + (other >> 32);
        }

        private static void Normalize(ref ulong mantissa, ref int binary)
        {
            while ((long)mantissa > 0)
            {
                mantissa <<= 1;
                binary--;
            }
        }
    }
}
