using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes TLV (LwM2M Core 1.1, section 7.4.3).
    /// </summary>
    public sealed class TlvWriter : ContentWriter
    {
        // Most instances are 8 to 255 bytes long and have ids below 256: then nothing is moved when the header is known.
        private const int InstanceGapBytes = 3;
        private const int MultipleGapBytes = 2;

        private int _kind;
        private int _instanceId;
        private int _instanceStart;
        private int _multipleId;
        private int _multipleStart;

        /// <inheritdoc/>
        public override int Format => ContentFormat.Tlv;

        /// <inheritdoc/>
        public override bool IsSingleValue => false;

        /// <inheritdoc/>
        public override bool Supports(ResourceType type)
        {
            return type != ResourceType.None;
        }

        /// <inheritdoc/>
        public override void BeginPath(ResourcePath path)
        {
            _kind = path.ResourceInstanceId == ResourcePath.None ? Tlv.Resource : Tlv.ResourceInstance;
        }

        /// <inheritdoc/>
        public override void BeginInstance(int id)
        {
            _instanceId = id;
            _instanceStart = _position;
            Skip(InstanceGapBytes);
        }

        /// <inheritdoc/>
        public override void EndInstance()
        {
            if (!_overflowed)
            {
                Advance(Tlv.Wrap(_buffer, _instanceStart, InstanceGapBytes, _position, _limit, Tlv.ObjectInstance, _instanceId));
            }
        }

        /// <inheritdoc/>
        public override void BeginMultiple(int id)
        {
            _multipleId = id;
            _multipleStart = _position;
            _kind = Tlv.ResourceInstance;
            Skip(MultipleGapBytes);
        }

        /// <inheritdoc/>
        public override void EndMultiple()
        {
            _kind = Tlv.Resource;
            if (!_overflowed)
            {
                Advance(Tlv.Wrap(_buffer, _multipleStart, MultipleGapBytes, _position, _limit, Tlv.MultipleResource, _multipleId));
            }
        }

        /// <inheritdoc/>
        public override void Write(int id, ResourceValue value)
        {
            if (_overflowed)
            {
                return;
            }

            int position;
            switch (value._type)
            {
                case ResourceType.Integer:
                case ResourceType.Time:
                    position = Tlv.WriteInteger(_buffer, _position, _limit, _kind, id, value._integer);
                    break;
                case ResourceType.Unsigned:
                    position = Tlv.WriteUnsigned(_buffer, _position, _limit, _kind, id, value._integer);
                    break;
                case ResourceType.Float:
                    position = Tlv.WriteFloat(_buffer, _position, _limit, _kind, id, value._float);
                    break;
                case ResourceType.Boolean:
                    position = Tlv.WriteBoolean(_buffer, _position, _limit, _kind, id, value._integer != 0);
                    break;
                case ResourceType.ObjectLink:
                    position = Tlv.WriteObjectLink(_buffer, _position, _limit, _kind, id, value.LinkedObjectId, value.LinkedInstanceId);
                    break;
                default:
                    position = Tlv.WriteBytes(_buffer, _position, _limit, _kind, id, value._buffer, value._offset, value._count);
                    break;
            }

            if (position < 0)
            {
                _overflowed = true;
                return;
            }

            _position = position;
        }

        private void Skip(int gap)
        {
            Advance(_position + gap <= _limit ? _position + gap : Tlv.DoesNotFit);
        }

        private void Advance(int position)
        {
            if (position < 0)
            {
                _overflowed = true;
            }
            else
            {
                _position = position;
            }
        }
    }
}
