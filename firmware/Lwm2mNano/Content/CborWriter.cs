using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes one value in CBOR (LwM2M Core 1.1.1, section 7.4): numbers, booleans, text and byte strings as such, an Object Link as the
    /// text <c>3:0</c>, a Time as an integer with the tag of a time since 1970, without which Leshan does not take it.
    /// </summary>
    public sealed class CborWriter : ContentWriter
    {
        /// <inheritdoc/>
        public override int Format => ContentFormat.Cbor;

        /// <inheritdoc/>
        public override bool IsSingleValue => true;

        /// <inheritdoc/>
        public override bool Supports(ResourceType type)
        {
            return type != ResourceType.None;
        }

        /// <inheritdoc/>
        public override void BeginInstance(int id)
        {
        }

        /// <inheritdoc/>
        public override void EndInstance()
        {
        }

        /// <inheritdoc/>
        public override void BeginMultiple(int id)
        {
        }

        /// <inheritdoc/>
        public override void EndMultiple()
        {
        }

        /// <inheritdoc/>
        public override void Write(int id, ResourceValue value)
        {
            int position = _position;
            switch (value._type)
            {
                case ResourceType.Integer:
                    position = Cbor.WriteInteger(_buffer, position, _limit, value._integer);
                    break;
                case ResourceType.Time:
                    position = Cbor.WriteHead(_buffer, position, _limit, Cbor.Tag, Cbor.EpochTimeTag);
                    position = Cbor.WriteInteger(_buffer, position, _limit, value._integer);
                    break;
                case ResourceType.Unsigned:
                    position = Cbor.WriteHead(_buffer, position, _limit, Cbor.Unsigned, value._integer);
                    break;
                case ResourceType.Float:
                    position = Cbor.WriteFloat(_buffer, position, _limit, value._float);
                    break;
                case ResourceType.Boolean:
                    position = Cbor.WriteBoolean(_buffer, position, _limit, value._integer != 0);
                    break;
                case ResourceType.ObjectLink:
                    position = Cbor.WriteObjectLink(_buffer, position, _limit, value.LinkedObjectId, value.LinkedInstanceId);
                    break;
                case ResourceType.Opaque:
                    position = Cbor.WriteString(_buffer, position, _limit, Cbor.Bytes, value._buffer, value._offset, value._count);
                    break;
                default:
                    position = Cbor.WriteString(_buffer, position, _limit, Cbor.Text, value._buffer, value._offset, value._count);
                    break;
            }

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
