using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads one String or Opaque as it is (LwM2M Core 1.1, section 7.4.2).
    /// </summary>
    public sealed class OpaqueReader : SingleValueReader
    {
        /// <inheritdoc/>
        public override int Format => ContentFormat.Opaque;

        /// <inheritdoc/>
        public override bool ReadValue(ResourceType type, ResourceValue value)
        {
            if (type == ResourceType.Opaque)
            {
                value.SetOpaque(_buffer, _offset, _count);
                return true;
            }

            value.SetString(_buffer, _offset, _count);
            return type == ResourceType.String;
        }
    }
}
