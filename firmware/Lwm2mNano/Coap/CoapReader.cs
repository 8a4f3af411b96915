namespace Lwm2mNano.Coap
{
    /// <summary>
    /// Reads a CoAP message in place (RFC 7252, section 3). One instance is used for message after message; it allocates nothing
    /// and keeps no copy: what it points to is valid as long as the buffer is.
    /// </summary>
    public sealed class CoapReader
    {
        private const int HeaderBytes = 4;
        private const int Version = 1;
        private const int MaxTokenBytes = 8;
        private const int PayloadMarker = 0xFF;
        private const int OneByteMore = 13;
        private const int TwoBytesMore = 14;
        private const int TwoBytesBase = 269;

        // An option number with these bits is no part of what is asked for (NoCacheKey, RFC 7252, section 5.4.6): sizes, Echo.
        private const int NoKeyMask = 0x1E;
        private const int NoKey = 0x1C;

        private byte[] _buffer;
        private int _type;
        private int _code;
        private int _messageId;
        private int _tokenOffset;
        private int _tokenLength;
        private int _payloadOffset;
        private int _payloadLength;
        private int _optionNumber;
        private int _optionOffset;
        private int _optionLength;
        private int _optionsOffset;
        private int _optionsEnd;
        private int _next;

        /// <summary>Gets the buffer that holds the message.</summary>
        public byte[] Buffer => _buffer;

        /// <summary>Gets the message's type, one of <see cref="CoapType"/>.</summary>
        public int Type => _type;

        /// <summary>Gets the message's code, 0 to 255.</summary>
        public int Code => _code;

        /// <summary>Gets the message id, 0 to 65535.</summary>
        public int MessageId => _messageId;

        /// <summary>Gets where the token starts in <see cref="Buffer"/>.</summary>
        public int TokenOffset => _tokenOffset;

        /// <summary>Gets the token's length, 0 to 8 bytes.</summary>
        public int TokenLength => _tokenLength;

        /// <summary>Gets where the payload starts in <see cref="Buffer"/>.</summary>
        public int PayloadOffset => _payloadOffset;

        /// <summary>Gets the payload's length in bytes; 0 if there is none.</summary>
        public int PayloadLength => _payloadLength;

        /// <summary>Gets the number of the option that <see cref="NextOption"/> went to.</summary>
        public int OptionNumber => _optionNumber;

        /// <summary>Gets where the option's value starts in <see cref="Buffer"/>.</summary>
        public int OptionOffset => _optionOffset;

        /// <summary>Gets the length of the option's value in bytes.</summary>
        public int OptionLength => _optionLength;

        /// <summary>
        /// Reads a message and checks its form, every length included.
        /// </summary>
        /// <param name="buffer">The buffer that holds the message; not copied.</param>
        /// <param name="offset">Where the message starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns>One of <see cref="CoapParseResult"/>.</returns>
        public int Parse(byte[] buffer, int offset, int count)
        {
            _buffer = buffer;
            if (count < HeaderBytes)
            {
                return CoapParseResult.NotCoap;
            }

            int first = buffer[offset];
            if (first >> 6 != Version)
            {
                return CoapParseResult.NotCoap;
            }

            int code = buffer[offset + 1];
            int tokenLength = first & 0x0F;
            int position = offset + HeaderBytes;
            int end = offset + count;

            _type = (first >> 4) & 3;
            _code = code;
            _messageId = (buffer[offset + 2] << 8) | buffer[offset + 3];
            _tokenOffset = position;
            _tokenLength = tokenLength;
            _payloadOffset = end;
            _payloadLength = 0;

            if (code == CoapCode.Empty)
            {
                _optionsOffset = end;
                _optionsEnd = end;
                RewindOptions();
                return count == HeaderBytes && tokenLength == 0 ? CoapParseResult.Ok : CoapParseResult.FormatError;
            }

            int codeClass = code >> 5;
            if (codeClass == 1 || codeClass > CoapCode.ServerErrorClass || tokenLength > MaxTokenBytes || tokenLength > end - position)
            {
                return CoapParseResult.FormatError;
            }

            position += tokenLength;
            _optionsOffset = position;

            int number = 0;
            while (position < end)
            {
                int head = buffer[position];
                if (head == PayloadMarker)
                {
                    break;
                }

                position++;
                int delta = head >> 4;
                int length = head & 0x0F;
                if (delta >= OneByteMore)
                {
                    if (delta == OneByteMore && position < end)
                    {
                        delta = OneByteMore + buffer[position];
                        position++;
                    }
                    else if (delta == TwoBytesMore && position + 1 < end)
                    {
                        delta = TwoBytesBase + ((buffer[position] << 8) | buffer[position + 1]);
                        position += 2;
                    }
                    else
                    {
                        return CoapParseResult.FormatError;
                    }
                }

                if (length >= OneByteMore)
                {
                    if (length == OneByteMore && position < end)
                    {
                        length = OneByteMore + buffer[position];
                        position++;
                    }
                    else if (length == TwoBytesMore && position + 1 < end)
                    {
                        length = TwoBytesBase + ((buffer[position] << 8) | buffer[position + 1]);
                        position += 2;
                    }
                    else
                    {
                        return CoapParseResult.FormatError;
                    }
                }

                number += delta;
                if (number > CoapOption.MaxNumber || length > end - position)
                {
                    return CoapParseResult.FormatError;
                }

                position += length;
            }

            _optionsEnd = position;
            _next = _optionsOffset;
            _optionNumber = 0;

            if (position < end)
            {
                position++;
                if (position == end)
                {
                    return CoapParseResult.FormatError;
                }

                _payloadOffset = position;
                _payloadLength = end - position;
            }

            return CoapParseResult.Ok;
        }

        /// <summary>
        /// Goes back before the first option.
        /// </summary>
        public void RewindOptions()
        {
            _next = _optionsOffset;
            _optionNumber = 0;
        }

        /// <summary>
        /// Goes to the next option of the message that <see cref="Parse"/> accepted.
        /// </summary>
        /// <returns>Whether there is one.</returns>
        public bool NextOption()
        {
            int position = _next;
            if (position >= _optionsEnd)
            {
                return false;
            }

            byte[] buffer = _buffer;
            int head = buffer[position++];
            int delta = head >> 4;
            int length = head & 0x0F;
            if (delta == OneByteMore)
            {
                delta = OneByteMore + buffer[position++];
            }
            else if (delta == TwoBytesMore)
            {
                delta = TwoBytesBase + ((buffer[position] << 8) | buffer[position + 1]);
                position += 2;
            }

            if (length == OneByteMore)
            {
                length = OneByteMore + buffer[position++];
            }
            else if (length == TwoBytesMore)
            {
                length = TwoBytesBase + ((buffer[position] << 8) | buffer[position + 1]);
                position += 2;
            }

            _optionNumber += delta;
            _optionOffset = position;
            _optionLength = length;
            _next = position + length;
            return true;
        }

        /// <summary>
        /// Gets a hash of what the messages of one block-wise transfer have in common: the code and the options, but for those of the
        /// blocks themselves, Observe, and what says nothing of what is asked for (RFC 7959, section 2.4; RFC 7252, sections 5.4.6 and 5.6).
        /// </summary>
        /// <returns>The hash.</returns>
        public int ExchangeKey()
        {
            int hash = Hash.Add(Hash.Empty, _code);
            RewindOptions();
            while (NextOption())
            {
                int number = _optionNumber;
                if (number != CoapOption.Block1 && number != CoapOption.Block2 && number != CoapOption.Observe && number != CoapOption.ETag
                    && (number & NoKeyMask) != NoKey)
                {
                    hash = Hash.Add(Hash.Add(hash, number), _buffer, _optionOffset, _optionLength);
                }
            }

            return hash;
        }

        /// <summary>
        /// Reads the present option's value as an unsigned integer (RFC 7252, section 3.2).
        /// </summary>
        /// <returns>The value, or -1 if it has more than four bytes.</returns>
        public long ReadUnsignedOption()
        {
            int length = _optionLength;
            if (length > 4)
            {
                return -1;
            }

            byte[] buffer = _buffer;
            int offset = _optionOffset;
            long value = 0;
            for (int i = 0; i < length; i++)
            {
                value = (value << 8) | buffer[offset + i];
            }

            return value;
        }
    }
}
