using System;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// One data item of CBOR (RFC 8949), read in place. A function that reads returns the position behind what it read, or -1 if that is
    /// not well-formed or not all there, and leaves what it found in this object until the next one is read. Nothing is allocated.
    /// </summary>
    public sealed class CborItem
    {
        /// <summary>A <see cref="Kind"/> beside the major types: a floating point number of any precision.</summary>
        public const int Float = 0x100;

        /// <summary>A <see cref="Kind"/> beside the major types: the end of an array, map or string of indefinite length.</summary>
        public const int Break = 0x101;

        /// <summary>A <see cref="Kind"/> beside the major types: a decimal fraction, which <see cref="ReadNumber"/> reads as a whole.</summary>
        public const int DecimalFraction = 0x102;

        /// <summary>The tag of a decimal fraction: an array of an exponent of ten and a mantissa (RFC 8949, section 3.4.4).</summary>
        public const int DecimalFractionTag = 4;

        private const int KindMask = 0xE0;
        private const int InformationMask = 0x1F;
        private const int IndefiniteInformation = 31;
        private const int FirstLongSimple = 32;

        private const int PartsOfDecimalFraction = 2;
        private const int MaxExponent = 9999;

        // 2^63, the first double beyond the integers of 64 bits, and twice that.
        private const double IntegerEnd = 9223372036854775808.0;
        private const double UnsignedEnd = 18446744073709551616.0;

        // Fields for the readers of this assembly: in the interpreter a property costs a call.
        internal int _kind;
        internal long _argument;
        internal bool _isIndefinite;
        private double _float;
        private bool _isNegative;
        private int _exponent;

        /// <summary>
        /// Gets what was read: a major type, such as <see cref="Cbor.Unsigned"/>, or <see cref="Float"/>, <see cref="Break"/> or
        /// <see cref="DecimalFraction"/>. That of a simple value is <see cref="Cbor.Simple"/>.
        /// </summary>
        public int Kind => _kind;

        /// <summary>
        /// Gets the argument (RFC 8949, section 3): the 64 bits of an unsigned integer, the length of a string in bytes, how many items an
        /// array has or pairs a map, which tag or simple value it is. That of a string, array or map is never more than there are bytes behind it.
        /// </summary>
        public long Argument => _argument;

        /// <summary>Gets whether a string, array or map is of indefinite length: it goes on until a <see cref="Break"/>.</summary>
        public bool IsIndefinite => _isIndefinite;

        /// <summary>
        /// Reads the head of an item: all of it, but for the bytes of a string, the items of an array or map and what a tag is of.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where the item starts; -1 gives -1.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <returns>The position behind the head, or -1.</returns>
        public int Read(byte[] buffer, int position, int limit)
        {
            if (position < 0 || position >= limit)
            {
                return -1;
            }

            int head = buffer[position++];
            int kind = head & KindMask;
            int argument = head & InformationMask;
            if (argument > Cbor.MaxInline)
            {
                return ReadLong(buffer, position, limit, kind, argument);
            }

            _kind = kind;
            _argument = argument;
            _isIndefinite = false;
            return argument <= limit - position || kind < Cbor.Bytes || kind > Cbor.Map ? position : -1;
        }

        /// <summary>
        /// Reads a whole number item: an integer, a floating point number or a decimal fraction.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where the item starts; -1 gives -1.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <returns>The position behind the item, or -1, also if it is no number.</returns>
        public int ReadNumber(byte[] buffer, int position, int limit)
        {
            position = Read(buffer, position, limit);
            if (position < 0 || _kind <= Cbor.Negative || _kind == Float)
            {
                return position;
            }

            if (_kind != Cbor.Tag || _argument != DecimalFractionTag)
            {
                return -1;
            }

            position = Read(buffer, position, limit);
            if (position < 0 || _kind != Cbor.Array || _isIndefinite || _argument != PartsOfDecimalFraction)
            {
                return -1;
            }

            position = Read(buffer, position, limit);
            if (position < 0 || _kind > Cbor.Negative || _argument < 0)
            {
                return -1;
            }

            int exponent = _argument > MaxExponent ? MaxExponent : (int)_argument;
            exponent = _kind == Cbor.Negative ? -1 - exponent : exponent;
            position = Read(buffer, position, limit);
            if (position < 0 || _kind > Cbor.Negative)
            {
                return -1;
            }

            // Of the negative numbers the 64 bits hold all but the last.
            _isNegative = _kind == Cbor.Negative;
            _argument += _isNegative ? 1 : 0;
            _kind = DecimalFraction;
            _exponent = exponent;
            return _isNegative && _argument == 0 ? -1 : position;
        }

        /// <summary>
        /// Passes over a whole well-formed item, whatever it is.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="position">Where the item starts; -1 gives -1.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        /// <returns>The position behind the item, or -1, also if it lies deeper than <see cref="Limits.MaxNestingDepth"/>.</returns>
        public int Skip(byte[] buffer, int position, int limit)
        {
            position = Skip(buffer, position, limit, 0);
            return _kind == Break ? -1 : position;
        }

        /// <summary>
        /// Converts the number that was read to a signed integer.
        /// </summary>
        /// <param name="value">Receives the integer.</param>
        /// <returns>Whether what was read is a number, and an integer of 64 bits.</returns>
        public bool ToInteger(out long value)
        {
            switch (_kind)
            {
                case Cbor.Unsigned:
                    value = _argument;
                    return value >= 0;
                case Cbor.Negative:
                    value = ~_argument;
                    return value < 0;
                case Float:
                    double number = _float;
                    bool fits = number >= -IntegerEnd && number < IntegerEnd;
                    value = fits ? (long)number : 0;
                    return fits && value == number;
                case DecimalFraction:
                    return DecimalNumber.ToInteger(_isNegative, _argument, _exponent, out value);
                default:
                    value = 0;
                    return false;
            }
        }

        /// <summary>
        /// Converts the number that was read to an unsigned integer.
        /// </summary>
        /// <param name="bits">Receives the integer's 64 bits.</param>
        /// <returns>Whether what was read is a number, and an unsigned integer of 64 bits.</returns>
        public bool ToUnsigned(out long bits)
        {
            if (_kind == Cbor.Unsigned)
            {
                bits = _argument;
                return true;
            }

            if (_kind == Float && _float >= IntegerEnd && _float < UnsignedEnd)
            {
                bits = (long)(_float - IntegerEnd) | long.MinValue;
                return true;
            }

            return _kind == DecimalFraction
                ? DecimalNumber.ToUnsigned(_isNegative, _argument, _exponent, out bits)
                : ToInteger(out bits) && bits >= 0;
        }

        /// <summary>
        /// Converts the number that was read to the nearest double.
        /// </summary>
        /// <param name="value">Receives the double; infinity and not a number, too, if that is what was read.</param>
        /// <returns>Whether what was read is a number.</returns>
        public bool ToFloat(out double value)
        {
            switch (_kind)
            {
                case Cbor.Unsigned:
                    value = FloatDigits.ToDouble(_argument, 0);
                    return true;
                case Cbor.Negative:
                    value = _argument == -1 ? -UnsignedEnd : -FloatDigits.ToDouble(_argument + 1, 0);
                    return true;
                case Float:
                    value = _float;
                    return true;
                case DecimalFraction:
                    value = FloatDigits.ToDouble(_argument, _exponent);
                    value = _isNegative ? -value : value;
                    return true;
                default:
                    value = 0;
                    return false;
            }
        }

        // The argument is in the bytes behind the head, or there is none.
        private int ReadLong(byte[] buffer, int position, int limit, int kind, int information)
        {
            _argument = 0;
            _isIndefinite = false;
            if (information == IndefiniteInformation)
            {
                _isIndefinite = kind != Cbor.Simple;
                _kind = kind == Cbor.Simple ? Break : kind;
                return kind < Cbor.Bytes || kind == Cbor.Tag ? -1 : position;
            }

            int bytes = 1 << (information - Cbor.OneByte);
            if (information > Cbor.EightBytes || bytes > limit - position)
            {
                return -1;
            }

            long argument = 0;
            for (int i = 0; i < bytes; i++)
            {
                argument = (argument << 8) | buffer[position++];
            }

            _kind = kind;
            _argument = argument;
            if (kind == Cbor.Simple)
            {
                if (information == Cbor.OneByte)
                {
                    return argument < FirstLongSimple ? -1 : position;
                }

                _kind = Float;
                _float = information == Cbor.TwoBytes ? WidenHalf((int)argument)
                    : information == Cbor.FourBytes ? Tlv.WidenFloat((int)argument)
                    : BitConverter.Int64BitsToDouble(argument);
                return position;
            }

            return (argument >= 0 && argument <= limit - position) || kind < Cbor.Bytes || kind == Cbor.Tag ? position : -1;
        }

        // Also takes a break: whoever calls says whether one may stand there.
        private int Skip(byte[] buffer, int position, int limit, int depth)
        {
            position = Read(buffer, position, limit);
            int kind = _kind;
            if (position < 0 || kind < Cbor.Bytes || kind > Cbor.Tag)
            {
                return position;
            }

            bool isIndefinite = _isIndefinite;
            if (kind <= Cbor.Text)
            {
                return isIndefinite ? SkipChunks(buffer, position, limit, kind) : position + (int)_argument;
            }

            if (depth == Limits.MaxNestingDepth)
            {
                return -1;
            }

            // Each item takes a byte at least: the payload ends before a count that is too large does.
            int left = kind == Cbor.Tag ? 1 : kind == Cbor.Map ? 2 * (int)_argument : (int)_argument;
            for (int i = 0; isIndefinite || i < left; i++)
            {
                position = Skip(buffer, position, limit, depth + 1);
                if (position < 0)
                {
                    return -1;
                }

                if (_kind == Break)
                {
                    // A map has a value to each key.
                    bool ends = isIndefinite && (kind != Cbor.Map || (i & 1) == 0);
                    _kind = kind;
                    return ends ? position : -1;
                }
            }

            _kind = kind;
            return position;
        }

        // A string of indefinite length is made of strings of definite length of its kind (RFC 8949, section 3.2.3).
        private int SkipChunks(byte[] buffer, int position, int limit, int kind)
        {
            while (true)
            {
                position = Read(buffer, position, limit);
                if (position >= 0 && _kind == Break)
                {
                    _kind = kind;
                    return position;
                }

                if (position < 0 || _kind != kind || _isIndefinite)
                {
                    return -1;
                }

                position += (int)_argument;
            }
        }

        private static double WidenHalf(int bits)
        {
            const int FractionBits = 10;
            const int SingleFractionBits = 23;
            const int FractionMask = (1 << FractionBits) - 1;
            const int ExponentMask = 0x1F;
            const int SingleExponentMask = 0xFF;
            const int BiasDifference = 127 - 15;
            const int SignShift = 16;
            const int Sign = 1 << 15;
            const double SmallestInverse = 1 << 24;

            int fraction = bits & FractionMask;
            int exponent = (bits >> FractionBits) & ExponentMask;
            if (exponent == 0)
            {
                double small = fraction / SmallestInverse;
                return (bits & Sign) != 0 ? -small : small;
            }

            exponent = exponent == ExponentMask ? SingleExponentMask : exponent + BiasDifference;
            return Tlv.WidenFloat(
                ((bits & Sign) << SignShift) | (exponent << SingleFractionBits) | (fraction << (SingleFractionBits - FractionBits)));
        }
    }
}
