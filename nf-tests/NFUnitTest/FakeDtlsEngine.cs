using System;
using Lwm2mNano.Hal.Dtls;

namespace NFUnitTest
{
    /// <summary>
    /// An engine without cryptography, for one session at a time. A record is its type, the number of its session, and the data as it is. The
    /// handshake is one record each way; without an answer it is sent again after 1, 2, 4 … s and given up after <see cref="GiveUpMilliseconds"/>.
    /// Allocates nothing but <see cref="Log"/>.
    /// </summary>
    internal sealed class FakeDtlsEngine : IDtlsEngine
    {
        public const int AlertRecord = 21;
        public const int HandshakeRecord = 22;
        public const int DataRecord = 23;
        public const int ConnectionIdRecord = 25;

        public const int GiveUpMilliseconds = 150000;
        public const int SavedBytes = 200;

        private const int FirstWaitMilliseconds = 1000;
        private const int HeadBytes = 2;
        private const int NoSuchHandle = -1;
        private const int TooLong = -9;

        private readonly DtlsFakeQueue _out = new DtlsFakeQueue();
        private readonly DtlsFakeQueue _data = new DtlsFakeQueue();
        private int _handle;
        private int _lastHandle;
        private bool _isClosing;
        private int _state;
        private int _wait;
        private long _deadline;
        private long _giveUp;

        /// <summary>Gets or sets what <see cref="Features"/> gives.</summary>
        public int FeatureBits { get; set; } = DtlsFeature.ConnectionId | DtlsFeature.Save;

        /// <summary>Gets or sets whether the server agrees to a Connection ID.</summary>
        public bool HasConnectionId { get; set; } = true;

        /// <summary>Gets or sets what opening gives where it is not 0.</summary>
        public int OpenResult { get; set; }

        /// <summary>Gets or sets what the next step makes of the session where it is not 0.</summary>
        public int NextState { get; set; }

        /// <summary>Gets or sets the longest data that fits into a record.</summary>
        public int MaxDataBytes { get; set; } = 300;

        public int OpenCount { get; private set; }

        public int LoadCount { get; private set; }

        /// <summary>Gets or sets what was done with a session, in words: saved or loaded.</summary>
        public string Log { get; set; } = string.Empty;

        /// <summary>Gets the buffer that was saved into, or loaded from, last.</summary>
        public byte[] SavedInto { get; private set; }

        /// <summary>Gets the number of the session, which its records bear; 0 if there is none.</summary>
        public int Session => _handle;

        /// <summary>Gets the first byte of the identity of the last session.</summary>
        public int Identity { get; private set; }

        public int Features()
        {
            return FeatureBits;
        }

        public int Open(byte[] identity, int identityLength, byte[] key, int keyLength)
        {
            OpenCount++;
            if (OpenResult != 0)
            {
                return OpenResult;
            }

            Begin(DtlsState.Handshaking, identity);
            _wait = FirstWaitMilliseconds;
            _deadline = 0;
            _giveUp = 0;
            return _handle;
        }

        public int Close(int handle)
        {
            if (handle != _handle)
            {
                return NoSuchHandle;
            }

            if (_state == DtlsState.Established)
            {
                _out.Add(AlertRecord, _handle, null, 0, 0);
            }

            _isClosing = true;
            return _out.Count;
        }

        public int Put(int handle, byte[] datagram, int length, long now)
        {
            if (handle != _handle || _isClosing)
            {
                return NoSuchHandle;
            }

            // Of another session, or forged.
            if (length < HeadBytes || datagram[1] != (byte)_handle)
            {
                return DtlsResult.Ok;
            }

            if (datagram[0] == AlertRecord)
            {
                _state = length > HeadBytes ? -datagram[HeadBytes] : DtlsState.Closed;
            }
            else if (datagram[0] == HandshakeRecord && _state == DtlsState.Handshaking)
            {
                _state = DtlsState.Established;
            }
            else if (datagram[0] == DataRecord && _state == DtlsState.Established)
            {
                _data.Add(DtlsFakeQueue.NoHead, 0, datagram, HeadBytes, length - HeadBytes);
            }

            return DtlsResult.Ok;
        }

        public int Take(int handle, byte[] buffer, int capacity)
        {
            if (handle != _handle)
            {
                return NoSuchHandle;
            }

            int length = _out.Take(buffer, 0, capacity);
            if (length == 0 && _isClosing)
            {
                _handle = 0;
            }

            return length;
        }

        public int Write(int handle, byte[] data, int offset, int length, long now)
        {
            if (handle != _handle || _isClosing)
            {
                return NoSuchHandle;
            }

            if (_state != DtlsState.Established)
            {
                return DtlsResult.WrongState;
            }

            if (length > MaxDataBytes)
            {
                return TooLong;
            }

            _out.Add(HasConnectionId ? ConnectionIdRecord : DataRecord, _handle, data, offset, length);
            return DtlsResult.Ok;
        }

        public int Read(int handle, byte[] buffer, int offset, int capacity)
        {
            if (handle != _handle || _isClosing)
            {
                return NoSuchHandle;
            }

            if (_data.Count > 0 && _data.Length > capacity)
            {
                return DtlsResult.BufferTooShort;
            }

            return _data.Take(buffer, offset, capacity);
        }

        public int Step(int handle, long now)
        {
            if (handle != _handle || _isClosing)
            {
                return NoSuchHandle;
            }

            if (NextState != 0)
            {
                _state = NextState;
                NextState = 0;
            }

            if (_state == DtlsState.Handshaking)
            {
                _giveUp = _giveUp == 0 ? now + GiveUpMilliseconds : _giveUp;
                if (now >= _giveUp)
                {
                    _state = DtlsResult.Timeout;
                }
                else if (now >= _deadline)
                {
                    _out.Add(HandshakeRecord, _handle, null, 0, 0);
                    _deadline = now + _wait;
                    _wait *= 2;
                }
            }

            return _state;
        }

        public long Deadline(int handle)
        {
            if (handle != _handle || _isClosing || _state != DtlsState.Handshaking)
            {
                return long.MaxValue;
            }

            return _giveUp == 0 || _deadline < _giveUp ? _deadline : _giveUp;
        }

        public int Save(int handle, byte[] buffer, int capacity)
        {
            Log += "save ";
            if (handle != _handle || _isClosing || _state != DtlsState.Established)
            {
                return DtlsResult.WrongState;
            }

            if (capacity < SavedBytes)
            {
                return DtlsResult.BufferTooShort;
            }

            SavedInto = buffer;
            Array.Clear(buffer, 0, SavedBytes);
            buffer[0] = (byte)_handle;
            buffer[SavedBytes - 1] = (byte)~_handle;
            _handle = 0;
            return SavedBytes;
        }

        public int Load(byte[] saved, int savedLength, byte[] identity, int identityLength, byte[] key, int keyLength)
        {
            Log += "load ";
            LoadCount++;
            SavedInto = saved;
            if (savedLength != SavedBytes || saved[SavedBytes - 1] != (byte)~saved[0])
            {
                return DtlsResult.BadSavedSession;
            }

            Begin(DtlsState.Established, identity);
            _lastHandle--;
            _handle = saved[0];
            return _handle;
        }

        private void Begin(int state, byte[] identity)
        {
            _lastHandle++;
            _handle = _lastHandle;
            _state = state;
            _isClosing = false;
            _out.Clear();
            _data.Clear();
            Identity = identity[0];
        }
    }
}
