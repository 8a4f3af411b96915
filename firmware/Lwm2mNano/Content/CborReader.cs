using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads one value as CBOR (RFC 8949; LwM2M Core 1.1, section 7.4): a number as an integer, a floating point number or a decimal
    /// fraction, a Time with the tag for it or without, an Object Link as text. Strings are of definite length and are read in place.
    /// </summary>
    public sealed class CborReader : SingleValueReader
    {
        private readonly CborItem _item = new CborItem();

        /// <inheritdoc/>
        public override int Format => ContentFormat.Cbor;

        /// <inheritdoc/>
        public override bool ReadValue(ResourceType type, ResourceValue value)
        {
            CborItem item = _item;
            int end = _offset + _count;
            int position = item.Read(_buffer, _offset, end);
            if (position < 0)
            {
                return false;
            }

            value._type = type;
            switch (type)
            {
                case ResourceType.Time:
                    bool tagged = item._kind == Cbor.Tag && item._argument == Cbor.EpochTimeTag;
                    return item.ReadNumber(_buffer, tagged ? position : _offset, end) == end && item.ToInteger(out value._integer);
                case ResourceType.Integer:
                    return item.ReadNumber(_buffer, _offset, end) == end && item.ToInteger(out value._integer);
                case ResourceType.Unsigned:
                    return item.ReadNumber(_buffer, _offset, end) == end && item.ToUnsigned(out value._integer);
                case ResourceType.Float:
                    return item.ReadNumber(_buffer, _offset, end) == end && item.ToFloat(out value._float);
                case ResourceType.Boolean:
                    value.SetBoolean(item._argument == Cbor.True);
                    return position == end && item._kind == Cbor.Simple
                        && (item._argument == Cbor.True || item._argument == Cbor.False);
                case ResourceType.String:
                case ResourceType.Opaque:
                case ResourceType.ObjectLink:
                    value._buffer = _buffer;
                    value._offset = position;
                    value._count = (int)item._argument;
                    return item._kind == (type == ResourceType.Opaque ? Cbor.Bytes : Cbor.Text)
                        && !item._isIndefinite && value._count == end - position
                        && (type != ResourceType.ObjectLink || TextReader.ReadObjectLink(_buffer, position, end - position, value));
                default:
                    return false;
            }
        }
    }
}
