using System;
using System.Collections.Generic;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// A transport whose other end is the test, and the virtual clock that its waits move.
    /// </summary>
    internal sealed class HalTestTransport : IDatagramTransport, IClock
    {
        public List<byte[]> Sent { get; } = new List<byte[]>();

        public Queue<byte[]> Arriving { get; } = new Queue<byte[]>();

        public List<int> Waits { get; } = new List<int>();

        public int ReceiveResult { get; set; }

        public long Milliseconds { get; set; }

        public long UtcSeconds { get; set; } = 1_790_000_000;

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        public int Open(byte[] host, int port) => TransportResult.Ok;

        public int Reopen(byte[] host, int port) => Open(host, port);

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        public bool Resume(byte[] buffer, int offset, int count) => false;

        public void Close()
        {
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            Sent.Add(buffer.AsSpan(offset, count).ToArray());

            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            if (!Arriving.TryDequeue(out byte[] datagram))
            {
                return ReceiveResult;
            }

            datagram.CopyTo(buffer, offset);

            return datagram.Length;
        }

        public void Wait(int milliseconds)
        {
            Waits.Add(milliseconds);
            Milliseconds += milliseconds;
        }
    }
}
