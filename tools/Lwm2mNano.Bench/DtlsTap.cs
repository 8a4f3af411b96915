using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// Counts the datagrams that a transport carries. Allocates nothing.
    /// </summary>
    internal sealed class DtlsTap : IDatagramTransport
    {
        private const byte HandshakeRecord = 22;

        private readonly IDatagramTransport _inner;

        public DtlsTap(IDatagramTransport inner)
        {
            _inner = inner;
        }

        /// <summary>Gets how many datagrams were sent.</summary>
        public int Sent { get; private set; }

        /// <summary>Gets how many datagrams were received.</summary>
        public int Received { get; private set; }

        /// <summary>Gets how many of both began with a record of a handshake.</summary>
        public int Handshakes { get; private set; }

        /// <summary>Gets the bytes of both.</summary>
        public int Bytes { get; private set; }

        /// <summary>Gets the length of the last datagram sent.</summary>
        public int LastSent { get; private set; }

        /// <summary>Gets the length of the last datagram received.</summary>
        public int LastReceived { get; private set; }

        public bool IsPeerAuthenticated => _inner.IsPeerAuthenticated;

        public IPreSharedKey Credentials
        {
            get => _inner.Credentials;
            set => _inner.Credentials = value;
        }

        public bool HasConnectionId => _inner.HasConnectionId;

        public void Reset() => Sent = Received = Handshakes = Bytes = LastSent = LastReceived = 0;

        public int Open(byte[] host, int port) => _inner.Open(host, port);

        public int Reopen(byte[] host, int port) => _inner.Reopen(host, port);

        public int Suspend(byte[] buffer, int offset, int count) => _inner.Suspend(buffer, offset, count);

        public bool Resume(byte[] buffer, int offset, int count) => _inner.Resume(buffer, offset, count);

        public void Close() => _inner.Close();

        public int Send(byte[] buffer, int offset, int count)
        {
            Sent++;
            LastSent = count;
            Count(buffer[offset], count);
            return _inner.Send(buffer, offset, count);
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            int length = _inner.Receive(buffer, offset, count);
            if (length > 0)
            {
                Received++;
                LastReceived = length;
                Count(buffer[offset], length);
            }

            return length;
        }

        public void Wait(int milliseconds) => _inner.Wait(milliseconds);

        private void Count(byte type, int length)
        {
            Handshakes += type == HandshakeRecord ? 1 : 0;
            Bytes += length;
        }
    }
}
