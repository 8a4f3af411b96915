using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads one value as plain text (LwM2M Core 1.1, section 7.4.1 and appendix C); an Opaque is Base64, and is decoded into a buffer.
    /// </summary>
    public sealed class TextReader : SingleValueReader
    {
        private readonly byte[] _decoded;

        /// <summary>
        /// Creates a reader with a buffer of its own of <see cref="Limits.MaxDecodedBytes"/>.
        /// </summary>
        public TextReader()
            : this(new byte[Limits.MaxDecodedBytes])
        {
        }

        /// <summary>
        /// Creates a reader.
        /// </summary>
        /// <param name="decoded">Where opaque values are decoded; readers may share it. What is longer is refused.</param>
        public TextReader(byte[] decoded)
        {
            _decoded = decoded;
        }

        /// <inheritdoc/>
        public override int Format => ContentFormat.PlainText;

        /// <inheritdoc/>
        public override bool ReadValue(ResourceType type, ResourceValue value)
        {
            bool valid;
            long integer;
            switch (type)
            {
                case ResourceType.Integer:
                    valid = NumberText.ReadInteger(_buffer, _offset, _count, out integer);
                    value.SetInteger(integer);
                    return valid;
                case ResourceType.Time:
                    valid = NumberText.ReadInteger(_buffer, _offset, _count, out integer);
                    value.SetTime(integer);
                    return valid;
                case ResourceType.Unsigned:
                    valid = NumberText.ReadUnsigned(_buffer, _offset, _count, out integer);
                    value.SetUnsigned(integer);
                    return valid;
                case ResourceType.Float:
                    valid = NumberText.ReadFloat(_buffer, _offset, _count, out double number);
                    value.SetFloat(number);
                    return valid;
                case ResourceType.Boolean:
                    value.SetBoolean(_count == 1 && _buffer[_offset] == '1');
                    return _count == 1 && (_buffer[_offset] == '0' || _buffer[_offset] == '1');
                case ResourceType.String:
                    value.SetString(_buffer, _offset, _count);
                    return true;
                case ResourceType.Opaque:
                    int end = Base64.Decode(_buffer, _offset, _count, _decoded, 0, _decoded.Length, false);
                    value.SetOpaque(_decoded, 0, end);
                    return end >= 0;
                case ResourceType.ObjectLink:
                    return ReadObjectLink(_buffer, _offset, _count, value);
                default:
                    return false;
            }
        }

        /// <summary>
        /// Reads an Object Link: the two ids with a colon between them.
        /// </summary>
        internal static bool ReadObjectLink(byte[] buffer, int offset, int count, ResourceValue value)
        {
            int colon = 0;
            while (colon < count && buffer[offset + colon] != ':')
            {
                colon++;
            }

            if (colon == count
                || !NumberText.ReadUnsigned(buffer, offset, colon, out long objectId)
                || !NumberText.ReadUnsigned(buffer, offset + colon + 1, count - colon - 1, out long instanceId)
                || objectId < 0 || objectId > ushort.MaxValue || instanceId < 0 || instanceId > ushort.MaxValue)
            {
                return false;
            }

            value.SetObjectLink((int)objectId, (int)instanceId);
            return true;
        }
    }
}
