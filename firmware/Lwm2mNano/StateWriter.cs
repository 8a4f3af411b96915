using System;
using Lwm2mNano.Coap;

namespace Lwm2mNano
{
    /// <summary>
    /// Writes what a later start of the application goes on with, part after part in a fixed order without names: whole numbers in as few bytes as
    /// they need, times relative to now. Nothing is written beyond the limit; <see cref="Length"/> says whether all fitted. Allocates nothing.
    /// </summary>
    public sealed class StateWriter
    {
        /// <summary>The bytes of the length that <see cref="BeginSection"/> leaves room for.</summary>
        internal const int LengthBytes = 2;

        internal const int FloatBytes = 8;
        internal const int WholeFloat = 0;
        internal const int AnyFloat = 1;

        private const int ByteBits = 8;
        private const int GroupBits = 7;
        private const int GroupMask = 0x7F;
        private const int MoreGroups = 0x80;
        private const int SignBit = 63;

        private int _start;
        private int _limit;
        private long _now;
        private bool _overflowed;

        /// <summary>Gets the buffer.</summary>
        public byte[] Buffer { get; private set; }

        /// <summary>Gets where the next byte goes.</summary>
        public int Position { get; private set; }

        /// <summary>Gets how many bytes fit.</summary>
        public int Room => _limit - Position;

        /// <summary>Gets how many bytes were written, or -1 if they did not fit.</summary>
        public int Length => _overflowed ? -1 : Position - _start;

        /// <summary>
        /// Begins.
        /// </summary>
        /// <param name="buffer">The buffer to fill; owned by the caller.</param>
        /// <param name="offset">Where to begin.</param>
        /// <param name="limit">Where to end at the latest.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Begin(byte[] buffer, int offset, int limit, long now)
        {
            Buffer = buffer;
            Position = offset;
            _start = offset;
            _limit = limit;
            _now = now;
            _overflowed = false;
        }

        /// <summary>
        /// Writes a byte.
        /// </summary>
        /// <param name="value">The byte, 0 to 255.</param>
        public void WriteByte(int value)
        {
            if (Position < _limit)
            {
                Buffer[Position++] = (byte)value;
            }
            else
            {
                _overflowed = true;
            }
        }

        /// <summary>
        /// Writes a truth value.
        /// </summary>
        /// <param name="value">The value.</param>
        public void WriteBoolean(bool value)
        {
            WriteByte(value ? 1 : 0);
        }

        /// <summary>
        /// Writes a whole number, in 1 to 10 bytes.
        /// </summary>
        /// <param name="value">The number.</param>
        public void WriteNumber(long value)
        {
            ulong rest = (ulong)((value << 1) ^ (value >> SignBit));
            while (rest > GroupMask)
            {
                WriteByte((int)(rest & GroupMask) | MoreGroups);
                rest >>= GroupBits;
            }

            WriteByte((int)rest);
        }

        /// <summary>
        /// Writes a time.
        /// </summary>
        /// <param name="time">The time in milliseconds, or <see cref="CoapTiming.Never"/>.</param>
        public void WriteTime(long time)
        {
            // 0 is Never, so what is not past is one more than it is.
            long ahead = time == CoapTiming.Never ? 0 : time - _now;
            WriteNumber(ahead >= 0 && time != CoapTiming.Never ? ahead + 1 : ahead);
        }

        /// <summary>
        /// Writes a floating point number.
        /// </summary>
        /// <param name="value">The number.</param>
        public void WriteFloat(double value)
        {
            if (value >= int.MinValue && value <= int.MaxValue && value == (int)value)
            {
                WriteByte(WholeFloat);
                WriteNumber((int)value);
                return;
            }

            WriteByte(AnyFloat);
            long bits = BitConverter.DoubleToInt64Bits(value);
            for (int i = 0; i < FloatBytes; i++)
            {
                WriteByte((byte)(bits >> (ByteBits * i)));
            }
        }

        /// <summary>
        /// Writes bytes and how many they are.
        /// </summary>
        /// <param name="bytes">The buffer that holds them.</param>
        /// <param name="offset">Where they begin.</param>
        /// <param name="count">How many there are.</param>
        public void WriteBytes(byte[] bytes, int offset, int count)
        {
            WriteNumber(count);
            if (count > Room)
            {
                _overflowed = true;
                return;
            }

            Array.Copy(bytes, offset, Buffer, Position, count);
            Position += count;
        }

        /// <summary>
        /// Begins a section, which a reader can pass over.
        /// </summary>
        /// <returns>What <see cref="EndSection"/> is given.</returns>
        public int BeginSection()
        {
            for (int i = 0; i < LengthBytes; i++)
            {
                WriteByte(0);
            }

            return Position;
        }

        /// <summary>
        /// Takes bytes that somebody else has put at <see cref="Position"/>.
        /// </summary>
        /// <param name="count">How many, up to <see cref="Room"/>.</param>
        public void Skip(int count)
        {
            Position += count;
        }

        /// <summary>
        /// Ends a section.
        /// </summary>
        /// <param name="section">What <see cref="BeginSection"/> has given.</param>
        public void EndSection(int section)
        {
            if (!_overflowed)
            {
                int length = Position - section;
                Buffer[section - LengthBytes] = (byte)(length >> ByteBits);
                Buffer[section - 1] = (byte)length;
            }
        }
    }
}
