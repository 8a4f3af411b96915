using System;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes one String or Opaque as it is (LwM2M Core 1.1, section 7.4.2).
    /// </summary>
    public sealed class OpaqueWriter : ContentWriter
    {
        /// <inheritdoc/>
        public override int Format => ContentFormat.Opaque;

        /// <inheritdoc/>
        public override bool IsSingleValue => true;

        /// <inheritdoc/>
        public override bool Supports(ResourceType type)
        {
            return type == ResourceType.Opaque || type == ResourceType.String;
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
            if (value._count > _limit - _position)
            {
                _overflowed = true;
                return;
            }

            Array.Copy(value._buffer, value._offset, _buffer, _position, value._count);
            _position += value._count;
        }
    }
}
