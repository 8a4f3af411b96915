using System;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes SenML in JSON (RFC 8428, section 5; LwM2M Core 1.1, section 7.4.4) without white space: integers in all their digits,
    /// Opaque in the Base64 for URLs, Object Links as <c>vlo</c>. Of a string the quotation mark, the reverse solidus and the control
    /// characters are escaped (RFC 8259, section 7); all else is written as it is, whether or not it is UTF-8. JSON has no text for a
    /// float that is infinite or not a number: it does not fit.
    /// </summary>
    public sealed class SenMlJsonWriter : SenMlWriter
    {
        private const int FirstPrintable = 0x20;

        private static readonly byte[] s_first = Ascii.Bytes("[{");
        private static readonly byte[] s_next = Ascii.Bytes(",{");
        private static readonly byte[] s_baseName = Ascii.Bytes("\"bn\":\"");
        private static readonly byte[] s_baseTime = Ascii.Bytes("\"bt\":");
        private static readonly byte[] s_time = Ascii.Bytes("\"t\":");
        private static readonly byte[] s_name = Ascii.Bytes("\"n\":\"");
        private static readonly byte[] s_endOfText = Ascii.Bytes("\",");
        private static readonly byte[] s_comma = Ascii.Bytes(",");
        private static readonly byte[] s_number = Ascii.Bytes("\"v\":");
        private static readonly byte[] s_true = Ascii.Bytes("\"vb\":true}");
        private static readonly byte[] s_false = Ascii.Bytes("\"vb\":false}");
        private static readonly byte[] s_string = Ascii.Bytes("\"vs\":\"");
        private static readonly byte[] s_data = Ascii.Bytes("\"vd\":\"");
        private static readonly byte[] s_objectLink = Ascii.Bytes("\"vlo\":\"");
        private static readonly byte[] s_end = Ascii.Bytes("}");
        private static readonly byte[] s_endOfString = Ascii.Bytes("\"}");
        private static readonly byte[] s_endOfPack = Ascii.Bytes("]");
        private static readonly byte[] s_emptyPack = Ascii.Bytes("[]");
        private static readonly byte[] s_minus = Ascii.Bytes("-");
        private static readonly byte[] s_point = Ascii.Bytes(".");
        private static readonly byte[] s_hexDigits = Ascii.Bytes("0123456789ABCDEF");

        /// <inheritdoc/>
        public override int Format => ContentFormat.SenMlJson;

        /// <inheritdoc/>
        public override void Write(int id, ResourceValue value)
        {
            if (_overflowed)
            {
                return;
            }

            int position = Put(_position, _records == 0 ? s_first : s_next);
            if (!_isSettled)
            {
                position = WriteBase(position);
            }

            if (_hasName)
            {
                position = Put(position, s_name);
                position = Put(position, _prefix, _prefixLength);
                position = NumberText.WriteUnsigned(_buffer, position, _limit, id);
                position = Put(position, s_endOfText);
            }

            position = WriteValue(position, value);
            if (position < 0)
            {
                _overflowed = true;
                return;
            }

            _records++;
            _position = position;
        }

        /// <inheritdoc/>
        public override int End()
        {
            int position = Put(_position, _records == 0 ? s_emptyPack : s_endOfPack);
            if (position < 0)
            {
                _overflowed = true;
            }
            else
            {
                _position = position;
            }

            return base.End();
        }

        private int WriteBase(int position)
        {
            Settle();
            if (_baseNameLength > 0)
            {
                position = Put(position, s_baseName);
                position = Put(position, _baseName, _baseNameLength);
                position = Put(position, s_endOfText);
            }

            if (_hasBaseTime)
            {
                position = Put(position, s_baseTime);
                position = WriteSeconds(position, _baseTime);
                position = Put(position, s_comma);
            }
            else if (_timeDifference != 0)
            {
                position = Put(position, s_time);
                position = WriteSeconds(position, _timeDifference);
                position = Put(position, s_comma);
            }

            return position;
        }

        private int WriteValue(int position, ResourceValue value)
        {
            switch (value._type)
            {
                case ResourceType.Integer:
                case ResourceType.Time:
                    position = NumberText.WriteInteger(_buffer, Put(position, s_number), _limit, value._integer);
                    return Put(position, s_end);
                case ResourceType.Unsigned:
                    position = NumberText.WriteUnsigned(_buffer, Put(position, s_number), _limit, value._integer);
                    return Put(position, s_end);
                case ResourceType.Float:
                    position = NumberText.WriteFloat(_buffer, Put(position, s_number), _limit, value._float);
                    return Put(position, s_end);
                case ResourceType.Boolean:
                    return Put(position, value._integer != 0 ? s_true : s_false);
                case ResourceType.ObjectLink:
                    position = Put(position, s_objectLink);
                    position = NumberText.WriteObjectLink(_buffer, position, _limit, value.LinkedObjectId, value.LinkedInstanceId);
                    return Put(position, s_endOfString);
                case ResourceType.Opaque:
                    position = Put(position, s_data);
                    position = position < 0
                        ? -1
                        : Base64.Encode(value._buffer, value._offset, value._count, _buffer, position, _limit, true);
                    return Put(position, s_endOfString);
                default:
                    position = Put(position, s_string);
                    position = WriteEscaped(position, value._buffer, value._offset, value._count);
                    return Put(position, s_endOfString);
            }
        }

        // As a decimal fraction, which loses nothing.
        private int WriteSeconds(int position, long milliseconds)
        {
            if (milliseconds < 0)
            {
                position = Put(position, s_minus);
                milliseconds = -milliseconds;
            }

            position = NumberText.WriteUnsigned(_buffer, position, _limit, milliseconds / MillisecondsOfSecond);
            int rest = (int)(milliseconds % MillisecondsOfSecond);
            if (rest == 0)
            {
                return position;
            }

            position = Put(position, s_point);
            for (int unit = MillisecondsOfSecond / 10; rest != 0; unit /= 10)
            {
                position = NumberText.WriteUnsigned(_buffer, position, _limit, rest / unit);
                rest %= unit;
            }

            return position;
        }

        private int WriteEscaped(int position, byte[] text, int offset, int count)
        {
            int end = offset + count;
            while (position >= 0)
            {
                int start = offset;
                int c = 0;
                while (offset < end)
                {
                    c = text[offset];
                    if (c < FirstPrintable || c == '"' || c == '\\')
                    {
                        break;
                    }

                    offset++;
                }

                // What needs no escape is copied in one piece.
                int length = offset - start;
                if (length > _limit - position)
                {
                    return -1;
                }

                Array.Copy(text, start, _buffer, position, length);
                position += length;
                if (offset == end)
                {
                    return position;
                }

                position = WriteEscape(position, c);
                offset++;
            }

            return -1;
        }

        private int WriteEscape(int position, int c)
        {
            int letter;
            switch (c)
            {
                case '\b':
                    letter = 'b';
                    break;
                case '\t':
                    letter = 't';
                    break;
                case '\n':
                    letter = 'n';
                    break;
                case '\f':
                    letter = 'f';
                    break;
                case '\r':
                    letter = 'r';
                    break;
                default:
                    letter = c < FirstPrintable ? 'u' : c;
                    break;
            }

            int length = letter == 'u' ? 6 : 2;
            if (length > _limit - position)
            {
                return -1;
            }

            _buffer[position] = (byte)'\\';
            _buffer[position + 1] = (byte)letter;
            if (letter == 'u')
            {
                _buffer[position + 2] = (byte)'0';
                _buffer[position + 3] = (byte)'0';
                _buffer[position + 4] = s_hexDigits[c >> 4];
                _buffer[position + 5] = s_hexDigits[c & 0x0F];
            }

            return position + length;
        }

        private int Put(int position, byte[] text)
        {
            return Put(position, text, text.Length);
        }

        private int Put(int position, byte[] text, int count)
        {
            if (position < 0 || count > _limit - position)
            {
                return -1;
            }

            Array.Copy(text, 0, _buffer, position, count);
            return position + count;
        }
    }
}
