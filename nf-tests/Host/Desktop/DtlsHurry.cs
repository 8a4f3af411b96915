using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// UDP to a server on this machine, in a hurry: a short silence of the network passes for all the time that the client would have waited.
    /// </summary>
    internal sealed class DtlsHurry : IDatagramTransport, IDisposable
    {
        private const byte HandshakeRecord = 22;

        private readonly UdpTransport _udp = new();
        private readonly ClientFakeClock _clock;

        public DtlsHurry(ClientFakeClock clock)
        {
            _clock = clock;
        }

        /// <summary>How long the network has to be silent, in the machine's milliseconds, to be silent for good.</summary>
        public int SilenceMilliseconds { get; init; } = 40;

        /// <summary>Says that a path was opened.</summary>
        public event Action Opened;

        public int SentCount { get; private set; }

        public int ReceivedCount { get; private set; }

        /// <summary>How many of the datagrams both ways began with a record of a handshake.</summary>
        public int HandshakeCount { get; private set; }

        /// <summary>Bytes both ways.</summary>
        public int Bytes { get; private set; }

        public IPEndPoint LocalEndPoint => _udp.LocalEndPoint;

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>A UDP port that was free a moment ago, and the next one, too.</summary>
        public static int FreePort()
        {
            while (true)
            {
                using Socket first = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                first.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                int port = ((IPEndPoint)first.LocalEndPoint).Port;
                try
                {
                    using Socket second = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                    second.Bind(new IPEndPoint(IPAddress.Loopback, port + 1));
                    return port;
                }
                catch (SocketException)
                {
                    // Then another pair.
                }
            }
        }

        public void ResetCounts() => SentCount = ReceivedCount = HandshakeCount = Bytes = 0;

        public int Open(byte[] host, int port) => Note(_udp.Open(host, port));

        public int Reopen(byte[] host, int port) => Note(_udp.Reopen(host, port));

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        public bool Resume(byte[] buffer, int offset, int count) => false;

        public void Close() => _udp.Close();

        public int Send(byte[] buffer, int offset, int count)
        {
            SentCount++;
            Count(buffer[offset], count);
            return _udp.Send(buffer, offset, count);
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            int length = _udp.Receive(buffer, offset, count);
            if (length > 0)
            {
                ReceivedCount++;
                Count(buffer[offset], length);
            }

            return length;
        }

        public void Wait(int milliseconds)
        {
            long start = Stopwatch.GetTimestamp();
            _udp.Wait(Math.Min(milliseconds, SilenceMilliseconds));
            bool wasSilent = Stopwatch.GetElapsedTime(start).TotalMilliseconds >= Math.Min(milliseconds, SilenceMilliseconds);
            _clock.Milliseconds += wasSilent ? milliseconds : 1;
        }

        public void Dispose() => _udp.Dispose();

        private int Note(int opened)
        {
            Opened?.Invoke();
            return opened;
        }

        private void Count(byte type, int length)
        {
            HandshakeCount += type == HandshakeRecord ? 1 : 0;
            Bytes += length;
        }
    }
}
