using System;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;

namespace NFUnitTest
{
    /// <summary>
    /// What surrounds a DTLS transport, and nothing of it allocates once it is there: the transport under it, whose other end is the test, the
    /// clock, and the credentials.
    /// </summary>
    internal sealed class DtlsFakeLink : IDatagramTransport, IClock, IPreSharedKey
    {
        private readonly DtlsFakeQueue _arriving = new DtlsFakeQueue();
        private readonly byte[] _taken = new byte[512];

        public int OpenResult { get; set; }

        public int OpenCount { get; private set; }

        /// <summary>Gets how many of the openings looked the name up.</summary>
        public int LookUpCount { get; private set; }

        /// <summary>Gets or sets the address that it hands out, or <see langword="null"/> for none.</summary>
        public byte[] Address { get; set; }

        /// <summary>Gets the address that it was given to go on with, in hexadecimal.</summary>
        public string ResumedAddress { get; private set; } = string.Empty;

        public bool IsOpen { get; private set; }

        /// <summary>Gets how many datagrams were sent while it was closed.</summary>
        public int LostCount { get; private set; }

        /// <summary>Gets the milliseconds of the last wait.</summary>
        public int Waited { get; private set; }

        /// <summary>Gets what was sent and not taken yet.</summary>
        public DtlsFakeQueue Sent { get; } = new DtlsFakeQueue();

        public int ArrivingCount => _arriving.Count;

        public long Milliseconds { get; set; } = 1000;

        public long UtcSeconds { get; set; }

        public byte[] IdentityBytes { get; } = new byte[] { (byte)'i', (byte)'d' };

        public int IdentityLength => IdentityBytes.Length;

        public byte[] KeyBytes { get; } = new byte[16];

        public int KeyLength => KeyBytes.Length;

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>Lets a record arrive, if anybody listens.</summary>
        public void Arrive(int type, int session, byte[] data)
        {
            Arrive(type, session, data, data == null ? 0 : data.Length);
        }

        /// <summary>Lets a record arrive, if anybody listens.</summary>
        public void Arrive(int type, int session, byte[] data, int count)
        {
            if (IsOpen)
            {
                _arriving.Add(type, session, data, 0, count);
            }
        }

        /// <summary>Takes the oldest record that was sent as hexadecimal text; an empty one if there is none.</summary>
        public string TakeSent()
        {
            return Hex.Text(_taken, 0, Sent.Take(_taken, 0, _taken.Length));
        }

        public int Open(byte[] host, int port)
        {
            ResumedAddress = string.Empty;
            return Reopen(host, port);
        }

        public int Reopen(byte[] host, int port)
        {
            OpenCount++;
            LookUpCount += ResumedAddress.Length == 0 ? 1 : 0;
            _arriving.Clear();
            IsOpen = OpenResult == TransportResult.Ok;
            return OpenResult;
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            if (Address == null || Address.Length > count)
            {
                return 0;
            }

            Array.Copy(Address, 0, buffer, offset, Address.Length);
            return Address.Length;
        }

        public bool Resume(byte[] buffer, int offset, int count)
        {
            ResumedAddress = Hex.Text(buffer, offset, count);
            return true;
        }

        public void Close()
        {
            IsOpen = false;
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            if (!IsOpen)
            {
                LostCount++;
                return TransportResult.Closed;
            }

            Sent.Add(DtlsFakeQueue.NoHead, 0, buffer, offset, count);
            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            return IsOpen ? _arriving.Take(buffer, offset, count) : TransportResult.Closed;
        }

        public void Wait(int milliseconds)
        {
            Waited = milliseconds;
        }
    }
}
