using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads TLV (LwM2M Core 1.1, section 7.4.3). A payload for an instance is taken with and without the Object Instance TLV round it.
    /// </summary>
    public sealed class TlvReader : ContentReader
    {
        private readonly ResourcePath _target = new ResourcePath();
        private byte[] _buffer;
        private int _position;
        private int _end;
        private int _instanceEnd;
        private int _multipleEnd;
        private bool _inInstance;
        private bool _inMultiple;
        private int _valueOffset;
        private int _valueLength;

        /// <inheritdoc/>
        public override int Format => ContentFormat.Tlv;

        /// <inheritdoc/>
        public override bool IsSingleValue => false;

        /// <inheritdoc/>
        public override void Begin(byte[] buffer, int offset, int count, ResourcePath target)
        {
            _target.CopyFrom(target);
            _path.CopyFrom(target);
            _buffer = buffer;
            _position = offset;
            _end = offset + count;
            _inInstance = false;
            _inMultiple = false;
        }

        /// <inheritdoc/>
        public override ContentEntry Next()
        {
            int position = _position;
            int limit = _end;
            if (_inMultiple && position == _multipleEnd)
            {
                _inMultiple = false;
            }

            if (_inMultiple)
            {
                limit = _multipleEnd;
            }
            else if (_inInstance)
            {
                limit = _instanceEnd;
                if (position == limit)
                {
                    _inInstance = false;
                    _path._instanceId = _target._instanceId;
                    limit = _end;
                }
            }

            if (position == limit)
            {
                return ContentEntry.End;
            }

            byte[] buffer = _buffer;
            int kind = buffer[position];
            int offset = position + 2;
            int length = kind & Tlv.InlineLengthMask;
            int id;
            if (offset + length <= limit && (kind & Tlv.NotShortMask) == 0)
            {
                // The shortest header, written out: in the interpreter a call costs more than what it would do here.
                kind &= Tlv.KindMask;
                id = buffer[position + 1];
            }
            else
            {
                offset = Tlv.ReadHeader(buffer, position, limit, out kind, out id, out length);
                if (offset < 0 || id > ResourcePath.MaxId)
                {
                    return ContentEntry.Malformed;
                }
            }

            _valueOffset = offset;
            _valueLength = length;
            if (kind == Tlv.Resource)
            {
                if (_inMultiple || _target._resourceInstanceId != ResourcePath.None
                    || (_target._resourceId != ResourcePath.None && _target._resourceId != id))
                {
                    return ContentEntry.Malformed;
                }

                _path._resourceId = id;
                _path._resourceInstanceId = ResourcePath.None;
                _position = offset + length;
                return ContentEntry.Value;
            }

            if (kind == Tlv.ResourceInstance)
            {
                return AtResourceInstance(id);
            }

            return kind == Tlv.MultipleResource ? EnterMultiple(id) : EnterInstance(id);
        }

        /// <inheritdoc/>
        public override bool ReadValue(ResourceType type, ResourceValue value)
        {
            bool valid;
            switch (type)
            {
                case ResourceType.Integer:
                case ResourceType.Time:
                    value._type = type;
                    return Tlv.ReadInteger(_buffer, _valueOffset, _valueLength, out value._integer);
                case ResourceType.String:
                case ResourceType.Opaque:
                    value._type = type;
                    value._buffer = _buffer;
                    value._offset = _valueOffset;
                    value._count = _valueLength;
                    return true;
                case ResourceType.Unsigned:
                    value._type = type;
                    return Tlv.ReadUnsigned(_buffer, _valueOffset, _valueLength, out value._integer);
                case ResourceType.Float:
                    value._type = type;
                    return Tlv.ReadFloat(_buffer, _valueOffset, _valueLength, out value._float);
                case ResourceType.Boolean:
                    valid = Tlv.ReadBoolean(_buffer, _valueOffset, _valueLength, out bool boolean);
                    value.SetBoolean(boolean);
                    return valid;
                case ResourceType.ObjectLink:
                    valid = Tlv.ReadObjectLink(_buffer, _valueOffset, _valueLength, out int objectId, out int instanceId);
                    value.SetObjectLink(objectId, instanceId);
                    return valid;
                default:
                    return false;
            }
        }

        private ContentEntry EnterInstance(int id)
        {
            if (_inInstance || _inMultiple || _target._resourceId != ResourcePath.None
                || (_target._instanceId != ResourcePath.None && _target._instanceId != id))
            {
                return ContentEntry.Malformed;
            }

            _inInstance = true;
            _instanceEnd = _valueOffset + _valueLength;
            _position = _valueOffset;
            _path.Set(_target._objectId, id, ResourcePath.None, ResourcePath.None);
            return ContentEntry.Instance;
        }

        private ContentEntry EnterMultiple(int id)
        {
            if (_inMultiple || _target._resourceInstanceId != ResourcePath.None
                || (_target._resourceId != ResourcePath.None && _target._resourceId != id))
            {
                return ContentEntry.Malformed;
            }

            _inMultiple = true;
            _multipleEnd = _valueOffset + _valueLength;
            _position = _valueOffset;
            _path._resourceId = id;
            _path._resourceInstanceId = ResourcePath.None;
            return ContentEntry.Multiple;
        }

        private ContentEntry AtResourceInstance(int id)
        {
            // Outside a Multiple Resource only where the target says which resource the instance belongs to.
            if ((!_inMultiple && _target._resourceId == ResourcePath.None)
                || (_target._resourceInstanceId != ResourcePath.None && _target._resourceInstanceId != id))
            {
                return ContentEntry.Malformed;
            }

            _path._resourceInstanceId = id;
            _position = _valueOffset + _valueLength;
            return ContentEntry.Value;
        }
    }
}
