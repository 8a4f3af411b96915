using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// Comparisons of a number with a threshold, exact for all 64 bits of an integer: the threshold is brought to the integer, not the
    /// integer to a floating point number, which would round it.
    /// </summary>
    internal static class ValueCondition
    {
        private const double TwoTo63 = 9223372036854775808.0;
        private const double TwoTo64 = 18446744073709551616.0;

        /// <summary>
        /// Gets whether a type is compared with thresholds.
        /// </summary>
        /// <returns>Whether it is numeric.</returns>
        internal static bool IsNumeric(ResourceType type)
        {
            return type == ResourceType.Integer || type == ResourceType.Unsigned || type == ResourceType.Float || type == ResourceType.Time;
        }

        /// <summary>
        /// Gets whether a number is greater than a threshold.
        /// </summary>
        /// <param name="type">The number's type.</param>
        /// <param name="integer">The number, unless it is a Float.</param>
        /// <param name="number">The number if it is a Float.</param>
        /// <param name="threshold">The threshold.</param>
        /// <returns>Whether it is.</returns>
        internal static bool IsAbove(ResourceType type, long integer, double number, double threshold)
        {
            if (type == ResourceType.Float)
            {
                return number > threshold;
            }

            // An integer is above a threshold if it is above the largest integer that is not.
            if (type == ResourceType.Unsigned)
            {
                if (threshold >= TwoTo64 || threshold < 0)
                {
                    return threshold < 0;
                }

                return IsGreater(integer, FloorUnsigned(threshold));
            }

            if (threshold >= TwoTo63 || threshold < -TwoTo63)
            {
                return threshold < 0;
            }

            return integer > Floor(threshold);
        }

        /// <summary>
        /// Gets whether a number is less than a threshold. Parameters as for <see cref="IsAbove"/>.
        /// </summary>
        /// <returns>Whether it is.</returns>
        internal static bool IsBelow(ResourceType type, long integer, double number, double threshold)
        {
            if (type == ResourceType.Float)
            {
                return number < threshold;
            }

            // Not above, and not the same.
            if (IsAbove(type, integer, 0, threshold))
            {
                return false;
            }

            if (type == ResourceType.Unsigned)
            {
                if (threshold >= TwoTo64 || threshold < 0)
                {
                    return threshold >= 0;
                }

                long floor = FloorUnsigned(threshold);
                return integer != floor || UnsignedToDouble(floor) != threshold;
            }

            if (threshold >= TwoTo63 || threshold < -TwoTo63)
            {
                return threshold >= 0;
            }

            return integer != Floor(threshold) || (double)Floor(threshold) != threshold;
        }

        /// <summary>
        /// Gets whether two numbers differ by a step or more.
        /// </summary>
        /// <param name="type">Their type.</param>
        /// <param name="integer">One of them, unless they are Floats.</param>
        /// <param name="otherInteger">The other one.</param>
        /// <param name="number">One of them if they are Floats.</param>
        /// <param name="otherNumber">The other one.</param>
        /// <param name="step">The step, 0 or more.</param>
        /// <returns>Whether they do; two that are the same never do.</returns>
        internal static bool Differs(ResourceType type, long integer, long otherInteger, double number, double otherNumber, double step)
        {
            if (type == ResourceType.Float)
            {
                double difference = number < otherNumber ? otherNumber - number : number - otherNumber;
                return difference != 0 && difference >= step;
            }

            if (integer == otherInteger)
            {
                return false;
            }

            // The difference of two numbers of 64 bits has 64 bits without a sign.
            bool less = type == ResourceType.Unsigned ? IsGreater(otherInteger, integer) : integer < otherInteger;
            long distance = unchecked(less ? otherInteger - integer : integer - otherInteger);
            return !IsBelow(ResourceType.Unsigned, distance, 0, step);
        }

        private static bool IsGreater(long unsigned, long other)
        {
            return (ulong)unsigned > (ulong)other;
        }

        private static long Floor(double value)
        {
            long truncated = (long)value;
            return truncated > value ? truncated - 1 : truncated;
        }

        // The cast of a double beyond 2⁶³ to ulong is not the same everywhere.
        private static long FloorUnsigned(double value)
        {
            return value < TwoTo63 ? (long)value : unchecked((long)(value - TwoTo63) + long.MinValue);
        }

        private static double UnsignedToDouble(long unsigned)
        {
            return unsigned >= 0 ? unsigned : (double)(unsigned & long.MaxValue) + TwoTo63;
        }
    }
}
