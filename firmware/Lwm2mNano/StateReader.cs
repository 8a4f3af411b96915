using System;
using Lwm2mNano.Coap;

namespace Lwm2mNano
{
    /// <summary>
    /// Reads what a <see cref="StateWriter"/> has written, in the same order. What is not there reads as 0 and leaves
    /// <see cref="IsDamaged"/>, so that it is asked for once, at the end. Allocates nothing.
    /// </summary>
    public sealed class StateReader
    {
        private const int ByteBits = 8;
        private const int GroupBits = 7;
        private const int GroupMask = 0x7F;
        private const int MoreGroups = 0x80;
        private const int MaxShift = 63;

        private int _end;
        private long _writtenAt;

        /// <summary>Gets the buffer.</summary>
        public byte[] Buffer { get; private set; }

        /// <summary>Gets where the next byte is.</summary>
        public int Position { get; private set; }

        /// <summary>Gets whether something was read that is not there, or cannot be.</summary>
        public bool IsDamaged { get; private set; }

        /// <summary>
        /// Begins.
        /// </summary>
        /// <param name="buffer">The buffer that holds what was written; owned by the caller.</param>
        /// <param name="offset">Where it begins.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="writtenAt">The time that the writer was begun with, in milliseconds.</param>
        public void Begin(byte[] buffer, int offset, int count, long writtenAt)
        {
            Buffer = buffer;
            Position = offset;
            _end = offset + count;
            _writtenAt = writtenAt;
            IsDamaged = false;
        }

        /// <summary>
        /// Says that what was read cannot be.
        /// </summary>
        public void Refuse()
        {
            IsDamaged = true;
        }

        /// <summary>
        /// Reads a byte.
        /// </summary>
        /// <returns>The byte.</returns>
        public int ReadByte()
        {
            if (Position < _end)
            {
                return Buffer[Position++];
            }

            IsDamaged = true;
            return 0;
        }

        /// <summary>
        /// Reads a truth value.
        /// </summary>
        /// <returns>The value.</returns>
        public bool ReadBoolean()
        {
            return ReadByte() != 0;
        }

        /// <summary>
        /// Reads a whole number.
        /// </summary>
        /// <returns>The number.</returns>
        public long ReadNumber()
        {
            ulong number = 0;
            for (int shift = 0; shift <= MaxShift; shift += GroupBits)
            {
                int group = ReadByte();
                number |= (ulong)(group & GroupMask) << shift;
                if ((group & MoreGroups) == 0)
                {
                    return (long)(number >> 1) ^ -(long)(number & 1);
                }
            }

            IsDamaged = true;
            return 0;
        }

        /// <summary>
        /// Reads a number that says how many of something there are.
        /// </summary>
        /// <param name="most">The most that there can be.</param>
        /// <returns>The number, 0 if it is out of range.</returns>
        public int ReadCount(int most)
        {
            long count = ReadNumber();
            if (count >= 0 && count <= most)
            {
                return (int)count;
            }

            IsDamaged = true;
            return 0;
        }

        /// <summary>
        /// Reads a time.
        /// </summary>
        /// <returns>The time in milliseconds, or <see cref="CoapTiming.Never"/>.</returns>
        public long ReadTime()
        {
            long ahead = ReadNumber();
            return ahead == 0 ? CoapTiming.Never : _writtenAt + (ahead > 0 ? ahead - 1 : ahead);
        }

        /// <summary>
        /// Reads a floating point number.
        /// </summary>
        /// <returns>The number.</returns>
        public double ReadFloat()
        {
            if (ReadByte() == StateWriter.WholeFloat)
            {
                return ReadNumber();
            }

            long bits = 0;
            for (int i = 0; i < StateWriter.FloatBytes; i++)
            {
                bits |= (long)ReadByte() << (ByteBits * i);
            }

            return BitConverter.Int64BitsToDouble(bits);
        }

        /// <summary>
        /// Reads bytes.
        /// </summary>
        /// <param name="target">Receives them from its beginning.</param>
        /// <returns>How many there are; 0 if the target does not hold them.</returns>
        public int ReadBytes(byte[] target)
        {
            int count = ReadCount(target.Length);
            if (count > _end - Position)
            {
                IsDamaged = true;
                return 0;
            }

            Array.Copy(Buffer, Position, target, 0, count);
            Position += count;
            return count;
        }

        /// <summary>
        /// Begins a section.
        /// </summary>
        /// <returns>Where it ends, for <see cref="EndSection"/>.</returns>
        public int BeginSection()
        {
            int length = ReadByte() << ByteBits;
            length |= ReadByte();
            if (length > _end - Position)
            {
                IsDamaged = true;
                return Position;
            }

            return Position + length;
        }

        /// <summary>
        /// Ends a section: what was not read of it is passed over.
        /// </summary>
        /// <param name="end">What <see cref="BeginSection"/> has given.</param>
        public void EndSection(int end)
        {
            // Whoever has read beyond its end has taken others' bytes for its own.
            IsDamaged |= Position > end;
            Position = end;
        }
    }
}
