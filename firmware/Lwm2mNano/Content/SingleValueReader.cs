using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// The part that the formats for one value share: the payload is the value, and it belongs to the target.
    /// </summary>
    public abstract class SingleValueReader : ContentReader
    {
        /// <summary>The buffer that holds the payload.</summary>
        protected byte[] _buffer;

        /// <summary>Where the value starts.</summary>
        protected int _offset;

        /// <summary>The value's length in bytes.</summary>
        protected int _count;

        private bool _read;

        /// <inheritdoc/>
        public override bool IsSingleValue => true;

        /// <inheritdoc/>
        public override void Begin(byte[] buffer, int offset, int count, ResourcePath target)
        {
            Path.CopyFrom(target);
            _buffer = buffer;
            _offset = offset;
            _count = count;
            _read = false;
        }

        /// <inheritdoc/>
        public override ContentEntry Next()
        {
            if (_read)
            {
                return ContentEntry.End;
            }

            _read = true;
            return ContentEntry.Value;
        }
    }
}
