using System;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes SenML in CBOR (RFC 8428, section 6; LwM2M Core 1.1, section 7.4.4): definite lengths, integers in all their 64 bits, floats
    /// in as few bits as hold them. Strings are written as they are, whether or not they are UTF-8.
    /// </summary>
    public sealed class SenMlCborWriter : SenMlWriter
    {
        // Labels of RFC 8428, table 4.
        private const int BaseNameLabel = -2;
        private const int BaseTimeLabel = -3;
        private const int TimeLabel = 6;
        private const int NameLabel = 0;
        private const int ValueLabel = 2;
        private const int StringLabel = 3;
        private const int BooleanLabel = 4;
        private const int DataLabel = 8;

        private static readonly byte[] s_objectLinkLabel = Ascii.Bytes("vlo");

        private int _arrayStart;
        private int _extraPairs;

        /// <inheritdoc/>
        public override int Format => ContentFormat.SenMlCbor;

        /// <inheritdoc/>
        public override void Begin(byte[] buffer, int offset, int limit)
        {
            base.Begin(buffer, offset, limit);

            // The array's head: more than one byte is made room for in the end, when the number of records is known.
            _arrayStart = offset;
            if (offset < limit)
            {
                _position = offset + 1;
            }
            else
            {
                _overflowed = true;
            }
        }

        /// <inheritdoc/>
        public override void Write(int id, ResourceValue value)
        {
            if (_overflowed)
            {
                return;
            }

            byte[] buffer = _buffer;
            int limit = _limit;
            int start = _position;
            int position = start + 1;
            int pairs = 1;
            if (!_isSettled)
            {
                position = WriteBase(position);
                pairs += _extraPairs;
            }

            if (_hasName)
            {
                // Written out: in the interpreter a call costs more than what it would do here.
                int digits = id < 10 ? 1 : id < 100 ? 2 : id < 1000 ? 3 : id < 10000 ? 4 : 5;
                int prefix = _prefixLength;
                int behind = position + 2 + prefix + digits;
                if (position < 0 || behind >= limit)
                {
                    _overflowed = true;
                    return;
                }

                buffer[position] = NameLabel;
                buffer[position + 1] = (byte)(Cbor.Text | (prefix + digits));
                position += 2;
                for (int i = 0; i < prefix; i++)
                {
                    buffer[position++] = _prefix[i];
                }

                position = behind;
                while (id >= 10)
                {
                    int rest = id / 10;
                    buffer[--behind] = (byte)('0' + id - (rest * 10));
                    id = rest;
                }

                buffer[behind - 1] = (byte)('0' + id);
                pairs++;
            }
            else if (position < 0 || position >= limit)
            {
                _overflowed = true;
                return;
            }

            buffer[start] = (byte)(Cbor.Map | pairs);
            switch (value._type)
            {
                case ResourceType.Integer:
                case ResourceType.Time:
                    buffer[position] = ValueLabel;
                    position = Cbor.WriteInteger(buffer, position + 1, limit, value._integer);
                    break;
                case ResourceType.Unsigned:
                    buffer[position] = ValueLabel;
                    position = Cbor.WriteHead(buffer, position + 1, limit, Cbor.Unsigned, value._integer);
                    break;
                case ResourceType.Float:
                    buffer[position] = ValueLabel;
                    position = Cbor.WriteFloat(buffer, position + 1, limit, value._float);
                    break;
                case ResourceType.Boolean:
                    buffer[position] = BooleanLabel;
                    position = Cbor.WriteBoolean(buffer, position + 1, limit, value._integer != 0);
                    break;
                case ResourceType.ObjectLink:
                    position = Cbor.WriteString(buffer, position, limit, Cbor.Text, s_objectLinkLabel, 0, s_objectLinkLabel.Length);
                    position = Cbor.WriteObjectLink(buffer, position, limit, value.LinkedObjectId, value.LinkedInstanceId);
                    break;
                case ResourceType.Opaque:
                    buffer[position] = DataLabel;
                    position = Cbor.WriteString(buffer, position + 1, limit, Cbor.Bytes, value._buffer, value._offset, value._count);
                    break;
                default:
                    buffer[position] = StringLabel;
                    position = Cbor.WriteString(buffer, position + 1, limit, Cbor.Text, value._buffer, value._offset, value._count);
                    break;
            }

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
            if (_overflowed)
            {
                return base.End();
            }

            int more = Cbor.HeadLength(_records) - 1;
            if (more > _limit - _position)
            {
                _overflowed = true;
                return base.End();
            }

            if (more > 0)
            {
                int first = _arrayStart + 1;
                Array.Copy(_buffer, first, _buffer, first + more, _position - first);
                _position += more;
            }

            Cbor.WriteHead(_buffer, _arrayStart, _limit, Cbor.Array, _records);
            return base.End();
        }

        private int WriteBase(int position)
        {
            Settle();
            _extraPairs = 0;
            if (_baseNameLength > 0)
            {
                position = Cbor.WriteInteger(_buffer, position, _limit, BaseNameLabel);
                position = Cbor.WriteString(_buffer, position, _limit, Cbor.Text, _baseName, 0, _baseNameLength);
                _extraPairs++;
            }

            if (_hasBaseTime)
            {
                position = WriteTime(position, BaseTimeLabel, _baseTime);
            }
            else if (_timeDifference != 0)
            {
                position = WriteTime(position, TimeLabel, _timeDifference);
            }

            return position;
        }

        // In seconds: an integer where it is one, for some peers read no other, else the double that is nearest.
        private int WriteTime(int position, int label, long milliseconds)
        {
            _extraPairs++;
            position = Cbor.WriteInteger(_buffer, position, _limit, label);
            long seconds = milliseconds / MillisecondsOfSecond;
            return seconds * MillisecondsOfSecond == milliseconds
                ? Cbor.WriteInteger(_buffer, position, _limit, seconds)
                : Cbor.WriteFloat(_buffer, position, _limit, (double)milliseconds / MillisecondsOfSecond);
        }
    }
}
