using System;
using System.Text;
using Lwm2mNano.Content;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// Resources of an instance in TLV, one behind the other.
    /// </summary>
    internal sealed class TlvValues
    {
        private const int MaxBytes = 512;

        private readonly byte[] _buffer = new byte[MaxBytes];
        private int _position;

        public void Number(int id, long value) => _position = Tlv.WriteInteger(_buffer, _position, MaxBytes, Tlv.Resource, id, value);

        public void Unsigned(int id, long value) => _position = Tlv.WriteUnsigned(_buffer, _position, MaxBytes, Tlv.Resource, id, value);

        public void Boolean(int id, bool value) => _position = Tlv.WriteBoolean(_buffer, _position, MaxBytes, Tlv.Resource, id, value);

        public void Text(int id, string value)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(value);
            _position = Tlv.WriteBytes(_buffer, _position, MaxBytes, Tlv.Resource, id, bytes, 0, bytes.Length);
        }

        public byte[] ToArray() => _buffer.AsSpan(0, _position).ToArray();
    }
}
