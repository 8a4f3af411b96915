using System;
using Lwm2mNano.Coap;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// Where a server keeps a registration: the segments of its Location-Path options, each behind its length, in one buffer.
    /// </summary>
    internal sealed class RegistrationLocation
    {
        private readonly byte[] _segments = new byte[Limits.MaxLocationBytes];
        private int _length;

        /// <summary>
        /// Takes the Location-Path options of a response.
        /// </summary>
        /// <returns>Whether there is at least one and all fit.</returns>
        internal bool Read(CoapReader response)
        {
            _length = 0;
            int count = 0;
            response.RewindOptions();
            while (response.NextOption())
            {
                if (response.OptionNumber != CoapOption.LocationPath)
                {
                    continue;
                }

                int length = response.OptionLength;
                if (count == Limits.MaxLocationSegments || length > byte.MaxValue || _length + 1 + length > _segments.Length)
                {
                    return false;
                }

                _segments[_length] = (byte)length;
                Array.Copy(response.Buffer, response.OptionOffset, _segments, _length + 1, length);
                _length += 1 + length;
                count++;
            }

            return count > 0;
        }

        /// <summary>
        /// Writes the location for a later start.
        /// </summary>
        internal void Save(StateWriter state)
        {
            state.WriteBytes(_segments, 0, _length);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        internal void Restore(StateReader state)
        {
            _length = state.ReadBytes(_segments);
            int position = 0;
            while (position < _length)
            {
                position += 1 + _segments[position];
            }

            if (position != _length)
            {
                state.Refuse();
            }
        }

        /// <summary>
        /// Writes the location as Uri-Path options.
        /// </summary>
        internal void WriteTo(CoapWriter request)
        {
            int position = 0;
            while (position < _length)
            {
                int length = _segments[position];
                request.WriteOption(CoapOption.UriPath, _segments, position + 1, length);
                position += 1 + length;
            }
        }
    }
}
