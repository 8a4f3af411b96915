using System;

namespace Lwm2mNano.Objects
{
    /// <summary>
    /// A text or opaque value of limited length in a buffer of its own, allocated once.
    /// </summary>
    public sealed class BoundedBytes
    {
        private readonly byte[] _bytes;
        private int _length;

        /// <summary>
        /// Creates an empty value. Allocates its buffer.
        /// </summary>
        /// <param name="maxBytes">The longest value in bytes.</param>
        public BoundedBytes(int maxBytes)
        {
            _bytes = new byte[maxBytes];
        }

        /// <summary>Gets the buffer; the value is its beginning.</summary>
        public byte[] Bytes => _bytes;

        /// <summary>Gets the value's length in bytes.</summary>
        public int Length => _length;

        /// <summary>
        /// Writes the bytes.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            state.WriteBytes(_bytes, 0, _length);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void Restore(StateReader state)
        {
            _length = state.ReadBytes(_bytes);
        }

        /// <summary>
        /// Copies a value.
        /// </summary>
        /// <param name="buffer">The buffer that holds it.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns><see langword="false"/> if it is too long; the old value stays.</returns>
        public bool Set(byte[] buffer, int offset, int count)
        {
            if (count > _bytes.Length)
            {
                return false;
            }

            Array.Copy(buffer, offset, _bytes, 0, count);
            _length = count;
            return true;
        }

        /// <summary>
        /// Copies a String or an Opaque.
        /// </summary>
        /// <param name="value">The value.</param>
        /// <returns><see langword="false"/> if it is too long; the old value stays.</returns>
        public bool Set(ResourceValue value)
        {
            return Set(value._buffer, value._offset, value._count);
        }

        /// <summary>
        /// Gets whether a String or an Opaque would fit.
        /// </summary>
        /// <param name="value">The value.</param>
        /// <returns>Whether it would.</returns>
        public bool Fits(ResourceValue value)
        {
            return value._count <= _bytes.Length;
        }

        /// <summary>
        /// Makes the value empty.
        /// </summary>
        public void Clear()
        {
            _length = 0;
        }

        /// <summary>
        /// Gets whether two values are the same.
        /// </summary>
        /// <param name="other">The other value.</param>
        /// <returns>Whether length and bytes are equal.</returns>
        public bool IsSameAs(BoundedBytes other)
        {
            if (_length != other._length)
            {
                return false;
            }

            for (int i = 0; i < _length; i++)
            {
                if (_bytes[i] != other._bytes[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
