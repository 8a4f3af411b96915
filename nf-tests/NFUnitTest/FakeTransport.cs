using System;
using System.Collections;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>
    /// A transport whose other end is the test: it says what arrives and looks at what was sent.
    /// </summary>
    internal sealed class FakeTransport : IDatagramTransport
    {
        private readonly ArrayList _arriving = new ArrayList();
        private readonly ArrayList _sent = new ArrayList();

        /// <summary>Gets or sets what <see cref="IDatagramTransport.IsPeerAuthenticated"/> says.</summary>
        public bool IsPeerAuthenticated { get; set; }

        public IPreSharedKey Credentials { get; set; }

        /// <summary>Gets or sets what <see cref="IDatagramTransport.HasConnectionId"/> says.</summary>
        public bool HasConnectionId { get; set; }

        /// <summary>Gets or sets what <see cref="Suspend"/> hands out, once; null for nothing.</summary>
        public byte[] SuspendedBytes { get; set; }

        /// <summary>Gets how often it was suspended.</summary>
        public int SuspendCount { get; private set; }

        /// <summary>Gets or sets what <see cref="Resume"/> answers.</summary>
        public bool ResumeResult { get; set; } = true;

        /// <summary>Gets a copy of what the last <see cref="Resume"/> was given, or null.</summary>
        public byte[] ResumedBytes { get; private set; }

        /// <summary>Gets or sets what opening gives.</summary>
        public int OpenResult { get; set; }

        /// <summary>Gets or sets what <see cref="Reopen"/> answers where <see cref="Open"/> succeeds.</summary>
        public int ReopenResult { get; set; }

        /// <summary>Gets or sets what sending gives; a datagram is among those sent only if this is <see cref="TransportResult.Ok"/>.</summary>
        public int SendResult { get; set; }

        /// <summary>Gets or sets what receiving gives when nothing waits.</summary>
        public int ReceiveResult { get; set; }

        /// <summary>Gets how often it was opened.</summary>
        public int OpenCount { get; private set; }

        /// <summary>Gets how often it was closed.</summary>
        public int CloseCount { get; private set; }

        /// <summary>Gets whether it is open.</summary>
        public bool IsOpen { get; private set; }

        /// <summary>Gets a copy of the host of the last opening.</summary>
        public byte[] Host { get; private set; }

        /// <summary>Gets the port of the last opening.</summary>
        public int Port { get; private set; }

        /// <summary>Gets how many datagrams were sent and not taken yet.</summary>
        public int SentCount => _sent.Count;

        /// <summary>Gets how many datagrams wait to be received.</summary>
        public int ArrivingCount => _arriving.Count;

        /// <summary>Lets a datagram arrive.</summary>
        public void Arrive(byte[] datagram)
        {
            _arriving.Add(datagram);
        }

        /// <summary>Lets a datagram arrive, given as hexadecimal text.</summary>
        public void Arrive(string hex)
        {
            _arriving.Add(Hex.Bytes(hex));
        }

        /// <summary>Gets a datagram that was sent; the oldest not taken is 0.</summary>
        public byte[] Sent(int index)
        {
            return (byte[])_sent[index];
        }

        /// <summary>Takes the oldest datagram that was sent, or null if there is none.</summary>
        public byte[] TakeSent()
        {
            if (_sent.Count == 0)
            {
                return null;
            }

            byte[] datagram = (byte[])_sent[0];
            _sent.RemoveAt(0);
            return datagram;
        }

        /// <summary>Forgets what was sent and what waits.</summary>
        public void Clear()
        {
            _sent.Clear();
            _arriving.Clear();
        }

        public int Open(byte[] host, int port)
        {
            OpenCount++;
            Host = new byte[host.Length];
            Array.Copy(host, 0, Host, 0, host.Length);
            Port = port;
            IsOpen = OpenResult == TransportResult.Ok;
            return OpenResult;
        }

        public int Reopen(byte[] host, int port)
        {
            int result = Open(host, port);
            return result == TransportResult.Ok ? ReopenResult : result;
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            SuspendCount++;
            if (SuspendedBytes == null || SuspendedBytes.Length > count)
            {
                return 0;
            }

            int length = SuspendedBytes.Length;
            Array.Copy(SuspendedBytes, 0, buffer, offset, length);
            SuspendedBytes = null;
            return length;
        }

        public bool Resume(byte[] buffer, int offset, int count)
        {
            ResumedBytes = new byte[count];
            Array.Copy(buffer, offset, ResumedBytes, 0, count);
            return ResumeResult;
        }

        public void Close()
        {
            CloseCount++;
            IsOpen = false;
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            if (SendResult == TransportResult.Ok)
            {
                byte[] datagram = new byte[count];
                Array.Copy(buffer, offset, datagram, 0, count);
                _sent.Add(datagram);
            }

            return SendResult;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            if (_arriving.Count == 0)
            {
                return ReceiveResult;
            }

            byte[] datagram = (byte[])_arriving[0];
            _arriving.RemoveAt(0);
            int length = datagram.Length < count ? datagram.Length : count;
            Array.Copy(datagram, 0, buffer, offset, length);
            return length;
        }

        public void Wait(int milliseconds)
        {
        }
    }
}
