using System;
using System.Linq;
using System.Numerics;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The value of a Block1 or Block2 option (RFC 7959, section 2.2): one block of a body.
    /// </summary>
    /// <param name="Number">Which block, 0 to 1048575.</param>
    /// <param name="More">Whether more follow.</param>
    /// <param name="SizeExponent">0 to 6, for blocks of 16 to 1024 bytes.</param>
    public sealed record CoapBlock(int Number, bool More, int SizeExponent)
    {
        /// <summary>The smallest block in bytes.</summary>
        public const int MinBytes = 16;

        /// <summary>The largest block in bytes.</summary>
        public const int MaxBytes = 1024;

        /// <summary>The longest body in bytes that is put together from blocks here.</summary>
        public const int MaxBodyBytes = 65536;

        /// <summary>The highest number that the option's 20 bits hold.</summary>
        public const int MaxNumber = 0xFFFFF;

        private const int MaxOptionBytes = 3;
        private const int NumberShift = 4;
        private const uint MoreBit = 0x08;
        private const uint ExponentMask = 0x07;
        private const int ReservedExponent = 7;

        /// <summary>Gets the size of the blocks in bytes.</summary>
        public int Size => MinBytes << SizeExponent;

        /// <summary>Gets where in the body the block starts.</summary>
        public int Offset => Number * Size;

        /// <summary>
        /// Gets whether blocks may have a size.
        /// </summary>
        /// <param name="bytes">The size in bytes.</param>
        /// <returns>Whether it is 16, 32, 64, 128, 256, 512 or 1024.</returns>
        public static bool IsSize(int bytes) => bytes is >= MinBytes and <= MaxBytes && BitOperations.IsPow2(bytes);

        /// <summary>
        /// Gets the exponent of a size.
        /// </summary>
        /// <param name="bytes">The size in bytes.</param>
        /// <returns>0 to 6.</returns>
        public static int ExponentOf(int bytes) => BitOperations.Log2((uint)(bytes / MinBytes));

        /// <summary>
        /// Reads the option of a message.
        /// </summary>
        /// <param name="message">The message.</param>
        /// <param name="option">Block1 or Block2.</param>
        /// <param name="block">Receives the block; <see langword="null"/> if there is no such option, or it is malformed.</param>
        /// <returns>Whether there is nothing wrong with it.</returns>
        public static bool TryRead(CoapMessage message, int option, out CoapBlock block)
        {
            block = null;
            byte[] value = message.Options.FirstOrDefault(o => o.Number == option).Value;
            if (value == null)
            {
                return true;
            }

            uint bits = message.Unsigned(option) ?? 0;
            if (value.Length > MaxOptionBytes || (bits & ExponentMask) == ReservedExponent)
            {
                return false;
            }

            block = new CoapBlock((int)(bits >> NumberShift), (bits & MoreBit) != 0, (int)(bits & ExponentMask));
            return true;
        }

        /// <summary>
        /// Adds the option to a message.
        /// </summary>
        /// <param name="message">The message.</param>
        /// <param name="option">Block1 or Block2.</param>
        public void AddTo(CoapMessage message, int option) =>
            message.Add(option, ((uint)Number << NumberShift) | (More ? MoreBit : 0) | (uint)SizeExponent);

        /// <summary>
        /// Gets whether a payload has the length that the block says: all of it where more follow, else no more than that.
        /// </summary>
        /// <param name="payload">The payload.</param>
        /// <returns>Whether it has.</returns>
        public bool Fits(byte[] payload) => More ? payload.Length == Size : payload.Length <= Size;
    }
}
