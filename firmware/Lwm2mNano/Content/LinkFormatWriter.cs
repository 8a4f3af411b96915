using System;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes the CoRE link format (RFC 6690) as registration and Discover use it. Nothing is allocated.
    /// </summary>
    public sealed class LinkFormatWriter
    {
        private byte[] _buffer;
        private int _start;
        private int _position;
        private int _limit;

        /// <summary>
        /// Starts a payload.
        /// </summary>
        /// <param name="buffer">The buffer to write to; owned by the caller.</param>
        /// <param name="offset">Where the payload starts.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        public void Begin(byte[] buffer, int offset, int limit)
        {
            _buffer = buffer;
            _start = offset;
            _position = offset;
            _limit = limit;
        }

        /// <summary>
        /// Writes a link, and a comma before it unless it is the first.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID, or <see cref="ResourcePath.None"/>.</param>
        /// <param name="resourceId">Resource ID, or <see cref="ResourcePath.None"/>.</param>
        /// <param name="resourceInstanceId">Resource Instance ID, or <see cref="ResourcePath.None"/>.</param>
        public void WriteLink(int objectId, int instanceId, int resourceId, int resourceInstanceId)
        {
            if (_position != _start)
            {
                WriteByte(',');
            }

            WriteByte('<');
            WriteSegment(objectId);
            WriteSegment(instanceId);
            WriteSegment(resourceId);
            WriteSegment(resourceInstanceId);
            WriteByte('>');
        }

        /// <summary>
        /// Writes the link of the root, which is the first one if there is one.
        /// </summary>
        public void WriteRoot()
        {
            WriteByte('<');
            WriteByte('/');
            WriteByte('>');
        }

        /// <summary>
        /// Writes the name of an attribute and what separates it from its value, which the caller writes next.
        /// </summary>
        /// <param name="name">The name in UTF-8.</param>
        public void WriteAttribute(byte[] name)
        {
            WriteByte(';');
            WriteText(name);
            WriteByte('=');
        }

        /// <summary>
        /// Writes a text.
        /// </summary>
        /// <param name="text">The text in UTF-8.</param>
        public void WriteText(byte[] text)
        {
            WriteBytes(text, text.Length);
        }

        /// <summary>
        /// Writes the beginning of a buffer.
        /// </summary>
        /// <param name="text">The buffer that holds text in UTF-8.</param>
        /// <param name="count">How many bytes of it.</param>
        public void WriteBytes(byte[] text, int count)
        {
            if (_position >= 0 && count <= _limit - _position)
            {
                Array.Copy(text, 0, _buffer, _position, count);
                _position += count;
            }
            else
            {
                _position = -1;
            }
        }

        /// <summary>
        /// Writes an integer.
        /// </summary>
        /// <param name="value">The value.</param>
        public void WriteInteger(long value)
        {
            _position = NumberText.WriteInteger(_buffer, _position, _limit, value);
        }

        /// <summary>
        /// Writes a floating point number.
        /// </summary>
        /// <param name="value">The value, finite.</param>
        public void WriteFloat(double value)
        {
            _position = NumberText.WriteFloat(_buffer, _position, _limit, value);
        }

        /// <summary>
        /// Ends the payload.
        /// </summary>
        /// <returns>Its length in bytes, or -1 if something did not fit.</returns>
        public int End()
        {
            return _position < 0 ? -1 : _position - _start;
        }

        private void WriteSegment(int id)
        {
            if (id != ResourcePath.None)
            {
                WriteByte('/');
                _position = NumberText.WriteUnsigned(_buffer, _position, _limit, id);
            }
        }

        private void WriteByte(char c)
        {
            if (_position >= 0 && _position < _limit)
            {
                _buffer[_position++] = (byte)c;
            }
            else
            {
                _position = -1;
            }
        }
    }
}
