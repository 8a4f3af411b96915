namespace Lwm2mNano.Coap
{
    /// <summary>
    /// The value of a Block1 or Block2 option (RFC 7959, section 2.2): the block's number, whether more follow, and the block's size as
    /// an exponent, 0 for 16 bytes to 6 for 1024.
    /// </summary>
    public static class BlockOption
    {
        /// <summary>What stands for an option that is not there.</summary>
        public const int None = -1;

        private const int ExponentMask = 7;
        private const int MoreBit = 8;
        private const int NumberShift = 4;
        private const int MinBlockBytes = 16;
        private const int MaxOptionBytes = 3;
        private const int ReservedExponent = 7;

        /// <summary>
        /// Reads the present option of a message.
        /// </summary>
        /// <param name="message">The message, at a Block1 or Block2 option.</param>
        /// <returns>The value, or <see cref="None"/> for one that is too long or has the reserved size.</returns>
        public static int Read(CoapReader message)
        {
            if (message.OptionLength > MaxOptionBytes)
            {
                return None;
            }

            int value = (int)message.ReadUnsignedOption();
            return (value & ExponentMask) == ReservedExponent ? None : value;
        }

        /// <summary>
        /// Finds an option in a message.
        /// </summary>
        /// <param name="message">The message.</param>
        /// <param name="number">Block1 or Block2.</param>
        /// <returns>The value, or <see cref="None"/> if there is none that is valid.</returns>
        public static int Find(CoapReader message, int number)
        {
            message.RewindOptions();
            while (message.NextOption())
            {
                if (message.OptionNumber == number)
                {
                    return Read(message);
                }
            }

            return None;
        }

        /// <summary>
        /// Makes a value.
        /// </summary>
        /// <param name="number">The block's number, 0 to 2²⁰ − 1.</param>
        /// <param name="more">Whether more blocks follow.</param>
        /// <param name="exponent">The size exponent, 0 to 6.</param>
        /// <returns>The value.</returns>
        public static int Make(int number, bool more, int exponent)
        {
            return (number << NumberShift) | (more ? MoreBit : 0) | exponent;
        }

        /// <summary>Gets the block's number.</summary>
        /// <param name="value">The value.</param>
        /// <returns>0 to 2²⁰ − 1.</returns>
        public static int Number(int value)
        {
            return value >> NumberShift;
        }

        /// <summary>Gets whether more blocks follow.</summary>
        /// <param name="value">The value.</param>
        /// <returns>Whether they do.</returns>
        public static bool HasMore(int value)
        {
            return (value & MoreBit) != 0;
        }

        /// <summary>Gets whether a Block1 option says that the body comes in more than this message.</summary>
        /// <param name="value">The value, or <see cref="None"/>.</param>
        /// <returns>Whether it does; a first block that is the last one is the whole body.</returns>
        public static bool IsPart(int value)
        {
            return value != None && (value & ~ExponentMask) != 0;
        }

        /// <summary>Gets the size exponent.</summary>
        /// <param name="value">The value.</param>
        /// <returns>0 to 6.</returns>
        public static int Exponent(int value)
        {
            return value & ExponentMask;
        }

        /// <summary>Gets the size of a block.</summary>
        /// <param name="exponent">The size exponent, 0 to 6.</param>
        /// <returns>16 to 1024 bytes.</returns>
        public static int Size(int exponent)
        {
            return MinBlockBytes << exponent;
        }

        /// <summary>Gets where the block starts in the body.</summary>
        /// <param name="value">The value.</param>
        /// <returns>The offset in bytes.</returns>
        public static int Offset(int value)
        {
            return (value >> NumberShift) * (MinBlockBytes << (value & ExponentMask));
        }
    }
}
