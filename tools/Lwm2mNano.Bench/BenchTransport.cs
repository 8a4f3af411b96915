using System;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A transport that holds one datagram each way.
    /// </summary>
    internal sealed class BenchTransport : IDatagramTransport
    {
        private readonly byte[] _waiting = new byte[Limits.MaxDatagramBytes];
        private int _waitingLength;

        public BenchTransport(bool isPeerAuthenticated)
        {
            IsPeerAuthenticated = isPeerAuthenticated;
        }

        public bool IsPeerAuthenticated { get; }

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        public byte[] Sent { get; } = new byte[Limits.MaxDatagramBytes];

        public int SentLength { get; private set; }

        public void Put(byte[] datagram, int length)
        {
            Array.Copy(datagram, _waiting, length);
            _waitingLength = length;
        }

        public int Open(byte[] host, int port)
        {
            return TransportResult.Ok;
        }

        public int Reopen(byte[] host, int port)
        {
            return Open(host, port);
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        public bool Resume(byte[] buffer, int offset, int count)
        {
            return false;
        }

        public void Close()
        {
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            Array.Copy(buffer, offset, Sent, 0, count);
            SentLength = count;
            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            int length = _waitingLength;
            Array.Copy(_waiting, 0, buffer, offset, length);
            _waitingLength = 0;
            return length;
        }

        public void Wait(int milliseconds)
        {
        }
    }
}
