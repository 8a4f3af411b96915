using System;

namespace Lwm2mNano.Coap
{
    /// <summary>
    /// Writes a CoAP message into a buffer of its own, allocated once (RFC 7252, section 3). Options are written in rising order of
    /// their numbers. What does not fit is not written, and <see cref="Length"/> then is -1.
    /// </summary>
    public sealed class CoapWriter
    {
        private const int HeaderBytes = 4;
        private const int VersionBits = 1 << 6;
        private const byte PayloadMarker = 0xFF;
        private const int OneByteMore = 13;
        private const int TwoBytesMore = 14;
        private const int TwoBytesBase = 269;
        private const int MaxOptionHeaderBytes = 5;

        private readonly byte[] _buffer;
        private int _position;
        private int _lastOption;
        private int _markedPosition;
        private int _markedOption;
        private bool _overflowed;

        /// <summary>
        /// Creates a writer. Allocates its buffer.
        /// </summary>
        /// <param name="capacity">The longest message in bytes.</param>
        public CoapWriter(int capacity)
        {
            _buffer = new byte[capacity];
        }

        /// <summary>Gets the buffer that holds the message, from its first byte.</summary>
        public byte[] Buffer => _buffer;

        /// <summary>Gets the message's length in bytes so far, or -1 if something did not fit.</summary>
        public int Length => _overflowed ? -1 : _position;

        /// <summary>
        /// Starts a message.
        /// </summary>
        /// <param name="type">One of <see cref="CoapType"/>.</param>
        /// <param name="code">The code.</param>
        /// <param name="messageId">The message id, 0 to 65535.</param>
        /// <param name="token">The buffer that holds the token; copied.</param>
        /// <param name="tokenOffset">Where the token starts.</param>
        /// <param name="tokenLength">Its length, 0 to 8 bytes.</param>
        public void Begin(int type, int code, int messageId, byte[] token, int tokenOffset, int tokenLength)
        {
            byte[] buffer = _buffer;
            buffer[0] = (byte)(VersionBits | (type << 4) | tokenLength);
            buffer[1] = (byte)code;
            buffer[2] = (byte)(messageId >> 8);
            buffer[3] = (byte)messageId;
            for (int i = 0; i < tokenLength; i++)
            {
                buffer[HeaderBytes + i] = token[tokenOffset + i];
            }

            _position = HeaderBytes + tokenLength;
            _lastOption = 0;
            _overflowed = false;
        }

        /// <summary>
        /// Writes an option.
        /// </summary>
        /// <param name="number">Its number, not below that of the option before.</param>
        /// <param name="value">The buffer that holds its value; copied.</param>
        /// <param name="offset">Where the value starts.</param>
        /// <param name="count">The value's length in bytes.</param>
        public void WriteOption(int number, byte[] value, int offset, int count)
        {
            if (BeginOption(number, count))
            {
                Array.Copy(value, offset, _buffer, _position, count);
                _position += count;
            }
        }

        /// <summary>
        /// Writes an option whose value is an unsigned integer, in as few bytes as hold it.
        /// </summary>
        /// <param name="number">Its number, not below that of the option before.</param>
        /// <param name="value">The value, 0 or more.</param>
        public void WriteUnsignedOption(int number, int value)
        {
            int count = value == 0 ? 0 : value < 0x100 ? 1 : value < 0x10000 ? 2 : value < 0x1000000 ? 3 : 4;
            if (BeginOption(number, count))
            {
                byte[] buffer = _buffer;
                int position = _position;
                for (int shift = 8 * (count - 1); shift >= 0; shift -= 8)
                {
                    buffer[position++] = (byte)(value >> shift);
                }

                _position = position;
            }
        }

        /// <summary>
        /// Marks the present position, behind the options that every block of a body is sent with.
        /// </summary>
        public void Mark()
        {
            _markedPosition = _position;
            _markedOption = _lastOption;
        }

        /// <summary>
        /// Goes back to the mark: what was written behind it is gone.
        /// </summary>
        public void Rewind()
        {
            _position = _markedPosition;
            _lastOption = _markedOption;
            _overflowed = false;
        }

        /// <summary>
        /// Changes the message id.
        /// </summary>
        /// <param name="messageId">The message id, 0 to 65535.</param>
        public void SetMessageId(int messageId)
        {
            _buffer[2] = (byte)(messageId >> 8);
            _buffer[3] = (byte)messageId;
        }

        /// <summary>
        /// Writes a payload that stands in another buffer.
        /// </summary>
        /// <param name="source">The buffer; copied.</param>
        /// <param name="offset">Where the payload starts.</param>
        /// <param name="count">Its length in bytes.</param>
        public void WritePayload(byte[] source, int offset, int count)
        {
            int position = BeginPayload();
            if (_overflowed || count > _buffer.Length - position)
            {
                _overflowed = true;
                return;
            }

            Array.Copy(source, offset, _buffer, position, count);
            EndPayload(count);
        }

        /// <summary>
        /// Writes the payload marker and says where the payload goes.
        /// </summary>
        /// <returns>The offset in <see cref="Buffer"/> at which the payload starts; up to the buffer's end it is the caller's.</returns>
        public int BeginPayload()
        {
            if (_position < _buffer.Length)
            {
                _buffer[_position++] = PayloadMarker;
            }
            else
            {
                _overflowed = true;
            }

            return _position;
        }

        /// <summary>
        /// Ends the message behind the payload. A payload of no bytes takes the marker away again.
        /// </summary>
        /// <param name="count">The payload's length in bytes; negative if it did not fit.</param>
        public void EndPayload(int count)
        {
            if (count < 0)
            {
                _overflowed = true;
            }
            else if (count == 0)
            {
                _position--;
            }
            else
            {
                _position += count;
            }
        }

        private bool BeginOption(int number, int count)
        {
            int position = _position;
            byte[] buffer = _buffer;
            if (_overflowed || position + MaxOptionHeaderBytes + count > buffer.Length)
            {
                _overflowed = true;
                return false;
            }

            int delta = number - _lastOption;
            int head = position++;
            int high = delta;
            int low = count;
            if (delta >= TwoBytesBase)
            {
                high = TwoBytesMore;
                buffer[position++] = (byte)((delta - TwoBytesBase) >> 8);
                buffer[position++] = (byte)(delta - TwoBytesBase);
            }
            else if (delta >= OneByteMore)
            {
                high = OneByteMore;
                buffer[position++] = (byte)(delta - OneByteMore);
            }

            if (count >= TwoBytesBase)
            {
                low = TwoBytesMore;
                buffer[position++] = (byte)((count - TwoBytesBase) >> 8);
                buffer[position++] = (byte)(count - TwoBytesBase);
            }
            else if (count >= OneByteMore)
            {
                low = OneByteMore;
                buffer[position++] = (byte)(count - OneByteMore);
            }

            buffer[head] = (byte)((high << 4) | low);
            _position = position;
            _lastOption = number;
            return true;
        }
    }
}
