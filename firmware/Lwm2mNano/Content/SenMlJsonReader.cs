using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads SenML JSON (RFC 8428, section 5; LwM2M Core 1.1, section 7.4.4), strictly by RFC 8259 and in one pass. A string without escapes
    /// is read in place; one with escapes and opaque data in Base64 are decoded into a buffer, which the next value overwrites. Bytes
    /// from 128 on are taken for UTF-8 as they are.
    /// </summary>
    public sealed class SenMlJsonReader : SenMlReader
    {
        private const int HexDigits = 4;
        private const int FirstPrintable = 0x20;
        private const int FirstHighSurrogate = 0xD800;
        private const int FirstLowSurrogate = 0xDC00;
        private const int BehindSurrogates = 0xE000;
        private const int FirstSupplementary = 0x10000;

        private readonly byte[] _decoded;

        // The string that was scanned last: what is between its quotes, and whether escapes are in it.
        private int _textOffset;
        private int _textCount;
        private bool _textHasEscapes;
        private bool _nameHasEscapes;
        private bool _valueHasEscapes;

        /// <summary>
        /// Creates a reader.
        /// </summary>
        /// <param name="decoded">Where values are decoded; readers may share it. A value that is longer is refused, and so is a name.</param>
        public SenMlJsonReader(byte[] decoded)
        {
            _decoded = decoded;
        }

        /// <inheritdoc/>
        public override int Format => ContentFormat.SenMlJson;

        /// <inheritdoc/>
        protected override ContentEntry ReadRecord()
        {
            _nameHasEscapes = false;
            int position = SkipSpace(_position);
            int c = At(position);
            bool isFirst = !_inArray;
            if (isFirst)
            {
                if (c != '[')
                {
                    return ContentEntry.Malformed;
                }

                _inArray = true;
                position = SkipSpace(position + 1);
                c = At(position);
            }

            if (c == ']')
            {
                return SkipSpace(position + 1) == _end ? ContentEntry.End : ContentEntry.Malformed;
            }

            if (!isFirst)
            {
                if (c != ',')
                {
                    return ContentEntry.Malformed;
                }

                position = SkipSpace(position + 1);
            }

            if (At(position) != '{')
            {
                return ContentEntry.Malformed;
            }

            position = SkipSpace(position + 1);
            if (At(position) == '}')
            {
                _position = position + 1;
                return ContentEntry.Name;
            }

            do
            {
                position = SkipLabel(position);
                if (position < 0)
                {
                    return ContentEntry.Malformed;
                }

                int field = Field();
                position = field == UnknownField ? Skip(position, 0) : Take(field) ? ReadField(field, position) : -1;
                if (position < 0)
                {
                    return ContentEntry.Malformed;
                }

                position = SkipSpace(position);
                c = At(position);
                position = c == ',' ? SkipSpace(position + 1) : position + 1;
            }
            while (c == ',');

            _position = position;
            return c == '}' && (!_nameHasEscapes || DecodeName()) ? ContentEntry.Name : ContentEntry.Malformed;
        }

        /// <inheritdoc/>
        protected override bool ReadNumber(ResourceType type, ResourceValue value)
        {
            byte[] buffer = _buffer;
            int offset = _valueOffset;
            int count = _valueCount;
            if (type == ResourceType.Float)
            {
                return NumberText.ReadFloat(buffer, offset, count, out value._float);
            }

            if (type != ResourceType.Unsigned && NumberText.ReadInteger(buffer, offset, count, out value._integer))
            {
                return true;
            }

            // What has a fraction or an exponent may be an integer all the same.
            DecimalNumber.Read(buffer, offset, count, out bool negative, out long digits, out int exponent, out bool exact);
            return exact && (type == ResourceType.Unsigned
                ? DecimalNumber.ToUnsigned(negative, digits, exponent, out value._integer)
                : DecimalNumber.ToInteger(negative, digits, exponent, out value._integer));
        }

        /// <inheritdoc/>
        protected override bool ReadBytes(ResourceValue value)
        {
            value._buffer = _buffer;
            value._offset = _valueOffset;
            value._count = _valueCount;
            if (_valueHasEscapes)
            {
                value._count = Decode(_valueOffset, _valueCount);
                value._buffer = _decoded;
                value._offset = 0;
            }

            if (_valueField == DataValue && value._count >= 0)
            {
                value._count = Base64.Decode(value._buffer, value._offset, value._count, _decoded, 0, _decoded.Length, true);
                value._buffer = _decoded;
                value._offset = 0;
            }

            return value._count >= 0;
        }

        // Goes over a label and its colon to what follows, or to -1.
        private int SkipLabel(int position)
        {
            position = SkipString(position);
            if (position < 0)
            {
                return -1;
            }

            position = SkipSpace(position);
            return At(position) == ':' ? SkipSpace(position + 1) : -1;
        }

        // The field that the label scanned last names.
        private int Field()
        {
            if (!_textHasEscapes)
            {
                return FieldOf(_buffer, _textOffset, _textCount);
            }

            int count = Decode(_textOffset, _textCount);
            return count < 0 ? RefusedField : FieldOf(_decoded, 0, count);
        }

        // Returns the position behind the field's value, or -1.
        private int ReadField(int field, int position)
        {
            switch (field)
            {
                case Name:
                    position = SkipString(position);
                    _nameOffset = _textOffset;
                    _nameCount = _textCount;
                    _nameHasEscapes = _textHasEscapes;
                    return position;
                case BaseName:
                    position = SkipString(position);
                    return position >= 0 && SetBaseName() ? position : -1;
                case StringValue:
                case LinkValue:
                case DataValue:
                    position = SkipString(position);
                    _valueOffset = _textOffset;
                    _valueCount = _textCount;
                    _valueHasEscapes = _textHasEscapes;
                    return position;
                case BooleanValue:
                    _valueCount = At(position) == 't' ? 1 : 0;
                    return _valueCount == 1 ? SkipWord(position, 't', 'r', 'u', 'e') : SkipFalse(position);
                case NumberValue:
                    _valueOffset = position;
                    position = SkipNumber(position);
                    _valueCount = position - _valueOffset;
                    return position;
                case Time:
                case BaseTime:
                    int end = SkipNumber(position);
                    return end >= 0 && NumberText.ReadFloat(_buffer, position, end - position, out double seconds) && SetTime(field, seconds)
                        ? end
                        : -1;
                case BaseVersion:
                    int behind = SkipNumber(position);
                    return behind >= 0 && NumberText.ReadInteger(_buffer, position, behind - position, out long version) && IsVersion(version)
                        ? behind
                        : -1;
                default:
                    return Skip(position, 0);
            }
        }

        private bool SetBaseName()
        {
            if (!_textHasEscapes)
            {
                return SetBaseName(_buffer, _textOffset, _textCount);
            }

            int count = Decode(_textOffset, _textCount);
            return count >= 0 && SetBaseName(_decoded, 0, count);
        }

        // Only now: what came behind the name may have needed the buffer, too.
        private bool DecodeName()
        {
            _nameCount = Decode(_nameOffset, _nameCount);
            _nameOffset = 0;
            _nameBuffer = _decoded;
            return _nameCount >= 0;
        }

        private int At(int position)
        {
            return position < _end ? _buffer[position] : -1;
        }

        private int SkipSpace(int position)
        {
            byte[] buffer = _buffer;
            int end = _end;
            while (position < end && (buffer[position] == ' ' || buffer[position] == '\n' || buffer[position] == '\r' || buffer[position] == '\t'))
            {
                position++;
            }

            return position;
        }

        // Returns the position behind any value, or -1.
        private int Skip(int position, int depth)
        {
            int c = At(position);
            switch (c)
            {
                case '"':
                    return SkipString(position);
                case 't':
                    return SkipWord(position, 't', 'r', 'u', 'e');
                case 'f':
                    return SkipFalse(position);
                case 'n':
                    return SkipWord(position, 'n', 'u', 'l', 'l');
                case '{':
                case '[':
                    return depth == Limits.MaxNestingDepth ? -1 : SkipMembers(position, depth + 1);
                default:
                    return SkipNumber(position);
            }
        }

        private int SkipMembers(int position, int depth)
        {
            bool isObject = _buffer[position] == '{';
            int close = isObject ? '}' : ']';
            position = SkipSpace(position + 1);
            int c = At(position);
            if (c == close)
            {
                return position + 1;
            }

            do
            {
                position = isObject ? SkipLabel(position) : position;
                position = position < 0 ? -1 : Skip(position, depth);
                if (position < 0)
                {
                    return -1;
                }

                position = SkipSpace(position);
                c = At(position);
                position = c == ',' ? SkipSpace(position + 1) : position + 1;
            }
            while (c == ',');

            return c == close ? position : -1;
        }

        private int SkipFalse(int position)
        {
            return At(position) == 'f' ? SkipWord(position + 1, 'a', 'l', 's', 'e') : -1;
        }

        private int SkipWord(int position, char first, char second, char third, char fourth)
        {
            const int Length = 4;

            return position + Length <= _end && _buffer[position] == first && _buffer[position + 1] == second && _buffer[position + 2] == third
                && _buffer[position + 3] == fourth ? position + Length : -1;
        }

        private int SkipNumber(int position)
        {
            if (At(position) == '-')
            {
                position++;
            }

            position = At(position) == '0' ? position + 1 : SkipDigits(position);
            if (position >= 0 && At(position) == '.')
            {
                position = SkipDigits(position + 1);
            }

            if (position >= 0 && (At(position) == 'e' || At(position) == 'E'))
            {
                position++;
                position = SkipDigits(At(position) == '+' || At(position) == '-' ? position + 1 : position);
            }

            return position;
        }

        private int SkipDigits(int position)
        {
            byte[] buffer = _buffer;
            int end = _end;
            int start = position;
            while (position < end && buffer[position] >= '0' && buffer[position] <= '9')
            {
                position++;
            }

            return position == start ? -1 : position;
        }

        // Returns the position behind the string's second quote, or -1; every escape in it is well-formed then.
        private int SkipString(int position)
        {
            byte[] buffer = _buffer;
            int end = _end;
            if (At(position) != '"')
            {
                return -1;
            }

            position++;
            _textOffset = position;
            _textHasEscapes = false;
            while (position < end)
            {
                int c = buffer[position];
                if (c == '"')
                {
                    _textCount = position - _textOffset;
                    return position + 1;
                }

                if (c < FirstPrintable)
                {
                    return -1;
                }

                position++;
                if (c == '\\')
                {
                    _textHasEscapes = true;
                    position = SkipEscape(position);
                    if (position < 0)
                    {
                        return -1;
                    }
                }
            }

            return -1;
        }

        // Returns the position behind what follows a backslash, or -1.
        private int SkipEscape(int position)
        {
            int c = At(position);
            if (c != 'u')
            {
                return SimpleEscape(c) < 0 ? -1 : position + 1;
            }

            int unit = ReadHex(position + 1);
            position += 1 + HexDigits;
            if (unit < FirstHighSurrogate || unit >= BehindSurrogates)
            {
                return unit < 0 ? -1 : position;
            }

            // The two halves of a character stand together, the high one first.
            int low = At(position) == '\\' && At(position + 1) == 'u' ? ReadHex(position + 2) : -1;
            return unit < FirstLowSurrogate && low >= FirstLowSurrogate && low < BehindSurrogates ? position + 2 + HexDigits : -1;
        }

        // The character that a letter behind a backslash stands for, or -1.
        private static int SimpleEscape(int c)
        {
            switch (c)
            {
                case '"':
                case '\\':
                case '/':
                    return c;
                case 'b':
                    return '\b';
                case 'f':
                    return '\f';
                case 'n':
                    return '\n';
                case 'r':
                    return '\r';
                case 't':
                    return '\t';
                default:
                    return -1;
            }
        }

        private int ReadHex(int position)
        {
            if (position + HexDigits > _end)
            {
                return -1;
            }

            int value = 0;
            for (int i = 0; i < HexDigits; i++)
            {
                int c = _buffer[position + i];
                int digit = c >= '0' && c <= '9' ? c - '0'
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : -1;
                if (digit < 0)
                {
                    return -1;
                }

                value = (value << 4) | digit;
            }

            return value;
        }

        // Decodes a string that was scanned. Returns its length in UTF-8, or -1 if the buffer is too small.
        private int Decode(int offset, int count)
        {
            byte[] buffer = _buffer;
            byte[] decoded = _decoded;
            int end = offset + count;
            int length = 0;
            while (offset < end)
            {
                int c = buffer[offset++];
                if (c != '\\')
                {
                    if (length == decoded.Length)
                    {
                        return -1;
                    }

                    decoded[length++] = (byte)c;
                    continue;
                }

                c = buffer[offset++];
                if (c != 'u')
                {
                    c = SimpleEscape(c);
                }
                else
                {
                    c = ReadHex(offset);
                    offset += HexDigits;
                    if (c >= FirstHighSurrogate && c < BehindSurrogates)
                    {
                        c = FirstSupplementary + ((c - FirstHighSurrogate) << 10) + ReadHex(offset + 2) - FirstLowSurrogate;
                        offset += 2 + HexDigits;
                    }
                }

                length = WriteUtf8(c, length);
                if (length < 0)
                {
                    return -1;
                }
            }

            return length;
        }

        private int WriteUtf8(int c, int position)
        {
            const int FirstOfTwoBytes = 0x80;
            const int FirstOfThreeBytes = 0x800;
            const int BitsOfByte = 6;

            int more = c < FirstOfTwoBytes ? 0 : c < FirstOfThreeBytes ? 1 : c < FirstSupplementary ? 2 : 3;
            if (more >= _decoded.Length - position)
            {
                return -1;
            }

            // The first byte has a bit set for each byte there is, if there is more than one.
            _decoded[position++] = (byte)((more == 0 ? 0 : 0xF0 << (3 - more)) | (c >> (more * BitsOfByte)));
            while (more > 0)
            {
                more--;
                _decoded[position++] = (byte)(0x80 | ((c >> (more * BitsOfByte)) & 0x3F));
            }

            return position;
        }
    }
}
