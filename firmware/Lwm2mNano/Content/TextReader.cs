using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads one value as plain text (LwM2M Core 1.1, section 7.4.1 and appendix C).
    /// </summary>
    public sealed class TextReader : SingleValueReader
    {
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
                case ResourceType.ObjectLink:
                    return ReadObjectLink(value);
                default:
                    return false;
            }
        }

        private bool ReadObjectLink(ResourceValue value)
        {
            int colon = 0;
            while (colon < _count && _buffer[_offset + colon] != ':')
            {
                colon++;
            }

            if (colon == _count
                || !NumberText.ReadUnsigned(_buffer, _offset, colon, out long objectId)
                || !NumberText.ReadUnsigned(_buffer, _offset + colon + 1, _count - colon - 1, out long instanceId)
                || objectId < 0 || objectId > ushort.MaxValue || instanceId < 0 || instanceId > ushort.MaxValue)
            {
                return false;
            }

            value.SetObjectLink((int)objectId, (int)instanceId);
            return true;
        }
    }
}
