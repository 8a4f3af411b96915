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
            Path.CopyFrom(target);
            _buffer = buffer;
            _position = offset;
            _end = offset + count;
            _inInstance = false;
            _inMultiple = false;
        }

        /// <inheritdoc/>
        public override ContentEntry Next()
        {
            Leave();
            int limit = _inMultiple ? _multipleEnd : _inInstance ? _instanceEnd : _end;
            if (_position == limit)
            {
                return ContentEntry.End;
            }

            int offset = Tlv.ReadHeader(_buffer, _position, limit, out int kind, out int id, out int length);
            if (offset < 0 || id > ResourcePath.MaxId)
            {
                return ContentEntry.Malformed;
            }

            _valueOffset = offset;
            _valueLength = length;
            switch (kind)
            {
                case Tlv.ObjectInstance:
                    return EnterInstance(id);
                case Tlv.MultipleResource:
                    return EnterMultiple(id);
                case Tlv.Resource:
                    return AtResource(id);
                default:
                    return AtResourceInstance(id);
            }
        }

        /// <inheritdoc/>
        public override bool ReadValue(ResourceType type, ResourceValue value)
        {
            bool valid;
            long integer;
            switch (type)
            {
                case ResourceType.Integer:
                    valid = Tlv.ReadInteger(_buffer, _valueOffset, _valueLength, out integer);
                    value.SetInteger(integer);
                    return valid;
                case ResourceType.Time:
                    valid = Tlv.ReadInteger(_buffer, _valueOffset, _valueLength, out integer);
                    value.SetTime(integer);
                    return valid;
                case ResourceType.Unsigned:
                    valid = Tlv.ReadUnsigned(_buffer, _valueOffset, _valueLength, out integer);
                    value.SetUnsigned(integer);
                    return valid;
                case ResourceType.Float:
                    valid = Tlv.ReadFloat(_buffer, _valueOffset, _valueLength, out double number);
                    value.SetFloat(number);
                    return valid;
                case ResourceType.Boolean:
                    valid = Tlv.ReadBoolean(_buffer, _valueOffset, _valueLength, out bool boolean);
                    value.SetBoolean(boolean);
                    return valid;
                case ResourceType.ObjectLink:
                    valid = Tlv.ReadObjectLink(_buffer, _valueOffset, _valueLength, out int objectId, out int instanceId);
                    value.SetObjectLink(objectId, instanceId);
                    return valid;
                case ResourceType.String:
                    value.SetString(_buffer, _valueOffset, _valueLength);
                    return true;
                case ResourceType.Opaque:
                    value.SetOpaque(_buffer, _valueOffset, _valueLength);
                    return true;
                default:
                    return false;
            }
        }

        private void Leave()
        {
            if (_inMultiple && _position == _multipleEnd)
            {
                _inMultiple = false;
            }

            if (_inInstance && !_inMultiple && _position == _instanceEnd)
            {
                _inInstance = false;
                Path.InstanceId = _target.InstanceId;
            }
        }

        private ContentEntry EnterInstance(int id)
        {
            if (_inInstance || _target.ResourceId != ResourcePath.None || (_target.InstanceId != ResourcePath.None && _target.InstanceId != id))
            {
                return ContentEntry.Malformed;
            }

            _inInstance = true;
            _instanceEnd = _valueOffset + _valueLength;
            _position = _valueOffset;
            Path.Set(_target.ObjectId, id, ResourcePath.None, ResourcePath.None);
            return ContentEntry.Instance;
        }

        private ContentEntry EnterMultiple(int id)
        {
            if (_inMultiple || _target.ResourceInstanceId != ResourcePath.None || !IsTargetResource(id))
            {
                return ContentEntry.Malformed;
            }

            _inMultiple = true;
            _multipleEnd = _valueOffset + _valueLength;
            _position = _valueOffset;
            Path.ResourceId = id;
            Path.ResourceInstanceId = ResourcePath.None;
            return ContentEntry.Multiple;
        }

        private ContentEntry AtResource(int id)
        {
            if (_inMultiple || _target.ResourceInstanceId != ResourcePath.None || !IsTargetResource(id))
            {
                return ContentEntry.Malformed;
            }

            Path.ResourceId = id;
            Path.ResourceInstanceId = ResourcePath.None;
            _position = _valueOffset + _valueLength;
            return ContentEntry.Value;
        }

        private ContentEntry AtResourceInstance(int id)
        {
            // Outside a Multiple Resource only where the target says which resource the instance belongs to.
            if ((!_inMultiple && _target.ResourceId == ResourcePath.None)
                || (_target.ResourceInstanceId != ResourcePath.None && _target.ResourceInstanceId != id))
            {
                return ContentEntry.Malformed;
            }

            Path.ResourceInstanceId = id;
            _position = _valueOffset + _valueLength;
            return ContentEntry.Value;
        }

        private bool IsTargetResource(int id)
        {
            return _target.ResourceId == ResourcePath.None || _target.ResourceId == id;
        }
    }
}
