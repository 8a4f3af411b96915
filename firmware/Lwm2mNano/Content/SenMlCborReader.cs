using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads SenML CBOR (RFC 8428, section 6; LwM2M Core 1.1, section 7.4): arrays and maps of definite and of indefinite length, labels as
    /// numbers and as text, numbers as integers, floating point numbers of any precision and decimal fractions. Strings and data are of
    /// definite length, as that section says, and are read in place.
    /// </summary>
    public sealed class SenMlCborReader : SenMlReader
    {
        private const long Unbounded = -1;

        // What is being read, and the record's number, which stays until the next record.
        private readonly CborItem _item = new CborItem();
        private readonly CborItem _number = new CborItem();

        // How many records there are still to come, or Unbounded.
        private long _left;

        /// <inheritdoc/>
        public override int Format => ContentFormat.SenMlCbor;

        /// <inheritdoc/>
        protected override ContentEntry ReadRecord()
        {
            byte[] buffer = _buffer;
            CborItem item = _item;
            int limit = _end;
            int position = _position;
            if (!_inArray)
            {
                position = item.Read(buffer, position, limit);
                if (position < 0 || item._kind != Cbor.Array)
                {
                    return ContentEntry.Malformed;
                }

                _inArray = true;
                _left = item._isIndefinite ? Unbounded : item._argument;
            }

            if (_left == 0)
            {
                return position == limit ? ContentEntry.End : ContentEntry.Malformed;
            }

            position = item.Read(buffer, position, limit);
            if (position == limit && item._kind == CborItem.Break && _left == Unbounded)
            {
                return ContentEntry.End;
            }

            if (position < 0 || item._kind != Cbor.Map)
            {
                return ContentEntry.Malformed;
            }

            long pairs = item._isIndefinite ? Unbounded : item._argument;
            while (pairs != 0)
            {
                int field;
                if (position < limit && buffer[position] <= LastLabel)
                {
                    // The shortest label, written out: in the interpreter a call costs more than what it would do here.
                    field = buffer[position++] - FirstLabel;
                }
                else
                {
                    position = item.Read(buffer, position, limit);
                    if (position >= 0 && item._kind == CborItem.Break && pairs == Unbounded)
                    {
                        break;
                    }

                    field = ReadLabel(ref position);
                }

                int count = field == Name && _nameCount < 0 && position < limit ? buffer[position] - Cbor.Text : -1;
                if (count >= 0 && count <= Cbor.MaxInline && count < limit - position)
                {
                    // A short name, which most records have, written out as well.
                    _nameOffset = position + 1;
                    _nameCount = count;
                    position += 1 + count;
                }
                else
                {
                    position = field == UnknownField ? item.Skip(buffer, position, limit) : Take(field) ? ReadField(field, position) : -1;
                    if (position < 0)
                    {
                        return ContentEntry.Malformed;
                    }
                }

                if (pairs != Unbounded)
                {
                    pairs--;
                }
            }

            if (_left != Unbounded)
            {
                _left--;
            }

            _position = position;
            return ContentEntry.Name;
        }

        /// <inheritdoc/>
        protected override bool ReadNumber(ResourceType type, ResourceValue value)
        {
            if (type == ResourceType.Float)
            {
                return _number.ToFloat(out value._float) && value._float - value._float == 0;
            }

            return type == ResourceType.Unsigned ? _number.ToUnsigned(out value._integer) : _number.ToInteger(out value._integer);
        }

        /// <inheritdoc/>
        protected override bool ReadBytes(ResourceValue value)
        {
            value._buffer = _buffer;
            value._offset = _valueOffset;
            value._count = _valueCount;
            return true;
        }

        // The field that the item names; goes to the field's value, or to -1.
        private int ReadLabel(ref int position)
        {
            CborItem item = _item;
            if (position < 0)
            {
                return RefusedField;
            }

            long argument = item._argument;
            switch (item._kind)
            {
                case Cbor.Unsigned:
                    return argument >= 0 && argument <= LastLabel ? (int)argument - FirstLabel : UnknownField;
                case Cbor.Negative:
                    return argument >= 0 && argument < -FirstLabel ? -1 - (int)argument - FirstLabel : UnknownField;
                case Cbor.Text when !item._isIndefinite:
                    int offset = position;
                    position += (int)argument;
                    return FieldOf(_buffer, offset, (int)argument);
                default:
                    return RefusedField;
            }
        }

        // Returns the position behind the field's value, or -1.
        private int ReadField(int field, int position)
        {
            byte[] buffer = _buffer;
            CborItem item = _item;
            int limit = _end;
            switch (field)
            {
                case NumberValue:
                    return _number.ReadNumber(buffer, position, limit);
                case Name:
                case BaseName:
                case StringValue:
                case LinkValue:
                case DataValue:
                    position = item.Read(buffer, position, limit);
                    if (position < 0 || item._isIndefinite
                        || item._kind != (field == DataValue ? Cbor.Bytes : Cbor.Text))
                    {
                        return -1;
                    }

                    int count = (int)item._argument;
                    if (field == Name && _nameCount >= 0)
                    {
                        return -1;
                    }

                    if (field == Name)
                    {
                        _nameOffset = position;
                        _nameCount = count;
                    }
                    else if (field != BaseName)
                    {
                        _valueOffset = position;
                        _valueCount = count;
                    }
                    else if (!SetBaseName(buffer, position, count))
                    {
                        return -1;
                    }

                    return position + count;
                case BooleanValue:
                    position = item.Read(buffer, position, limit);
                    _valueCount = item._argument == Cbor.True ? 1 : 0;
                    return item._kind == Cbor.Simple && (item._argument == Cbor.True || item._argument == Cbor.False)
                        ? position
                        : -1;
                case Time:
                case BaseTime:
                    position = item.ReadNumber(buffer, position, limit);
                    return position >= 0 && item.ToFloat(out double seconds) && SetTime(field, seconds) ? position : -1;
                case BaseVersion:
                    position = item.Read(buffer, position, limit);
                    return item._kind == Cbor.Unsigned && IsVersion(item._argument) ? position : -1;
                default:
                    return item.Skip(buffer, position, limit);
            }
        }
    }
}
