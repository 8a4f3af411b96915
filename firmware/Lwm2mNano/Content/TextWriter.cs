using System;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes one value as plain text (LwM2M Core 1.1, section 7.4.1 and appendix C); an Opaque is Base64.
    /// </summary>
    public sealed class TextWriter : ContentWriter
    {
        /// <inheritdoc/>
        public override int Format => ContentFormat.PlainText;

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
                case ResourceType.Time:
                case ResourceType.Boolean:
                    position = NumberText.WriteInteger(_buffer, position, _limit, value._integer);
                    break;
                case ResourceType.Unsigned:
                    position = NumberText.WriteUnsigned(_buffer, position, _limit, value._integer);
                    break;
                case ResourceType.Float:
                    position = NumberText.WriteFloat(_buffer, position, _limit, value._float);
                    break;
                case ResourceType.ObjectLink:
                    position = NumberText.WriteObjectLink(_buffer, position, _limit, value.LinkedObjectId, value.LinkedInstanceId);
                    break;
                case ResourceType.Opaque:
                    position = Base64.Encode(value._buffer, value._offset, value._count, _buffer, position, _limit, false);
                    break;
                default:
                    position = value._count <= _limit - position ? position + value._count : -1;
                    if (position >= 0)
                    {
                        Array.Copy(value._buffer, value._offset, _buffer, _position, value._count);
                    }

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
