using System;
using System.Diagnostics;

namespace Lwm2mNano.Hal.Dtls
{
    /// <summary>
    /// DTLS with a pre-shared key round another transport, which is used as it is where there are no credentials. What is sent while the handshake lasts is kept, one datagram, and goes out as soon as
    /// the session is established. Buffers are allocated at construction, nothing later.
    /// </summary>
    public sealed class DtlsTransport : IDatagramTransport
    {
        /// <summary>The longest datagram with its record, in bytes.</summary>
        public const int MaxRecordBytes = 1104;

        /// <summary>The longest saved session in bytes.</summary>
        public const int MaxSavedBytes = 256;

        /// <summary>
        /// The longest handshake in milliseconds. CoAP gives a request up after 62 s at the earliest (RFC 7252, section 4.8.2): a longer one would
        /// carry nothing any more, and nobody would be told why it failed.
        /// </summary>
        public const int MaxHandshakeMilliseconds = 60000;

        // What is handed out begins with how many bytes are of the transport below.
        private const int LengthBytes = 1;

        // The latest time that the engine takes: a handshake is over by then, and the engine says why.
        private const long EndOfTime = long.MaxValue / 2;

        private const int NoSession = 0;
        private const int MaxDatagramsPerCall = 16;

        // The type of a record that bears the server's Connection ID (RFC 9146, section 4).
        private const byte ConnectionIdRecord = 25;

        private readonly IDatagramTransport _inner;
        private readonly IDtlsEngine _engine;
        private readonly IClock _clock;
        private readonly byte[] _record = new byte[MaxRecordBytes];
        private readonly byte[] _pending;
        private int _pendingLength;
        private int _handle;
        private bool _isEstablished;
        private long _handshakeEnd;

        // Whether a record has borne a Connection ID, here or before a sleep: the server has agreed to it, and knows the session at any address.
        private bool _hasConnectionId;
        private int _failure;

        // Whether the failure is still to be told by Receive, which tells it once.
        private bool _isFailureNews;

        /// <summary>
        /// Creates a closed transport.
        /// </summary>
        /// <param name="inner">The transport that carries the records.</param>
        /// <param name="engine">The engine.</param>
        /// <param name="credentials">Identity and key, read at each new session; <see langword="null"/> for none before they are set.</param>
        /// <param name="clock">The clock of the handshake's retransmissions.</param>
        /// <param name="maxDatagramBytes">The longest datagram that is sent through this transport.</param>
        public DtlsTransport(IDatagramTransport inner, IDtlsEngine engine, IPreSharedKey credentials, IClock clock, int maxDatagramBytes)
        {
            _inner = inner;
            _engine = engine;
            Credentials = credentials;
            _clock = clock;
            _pending = new byte[maxDatagramBytes];
        }

        /// <inheritdoc/>
        public bool IsPeerAuthenticated => Credentials != null;

        /// <inheritdoc/>
        public IPreSharedKey Credentials { get; set; }

        /// <summary>Gets whether there is an established session whose records bear a Connection ID.</summary>
        public bool HasConnectionId => _isEstablished && _hasConnectionId;

        /// <summary>Gets whether the session is established.</summary>
        public bool IsEstablished => _isEstablished;

        /// <summary>Gets why the last session failed, one of <see cref="DtlsResult"/>; 0 if it did not.</summary>
        public int Failure => _failure;

        /// <inheritdoc/>
        public int Open(byte[] host, int port)
        {
            Close();
            int result = _inner.Open(host, port);
            return result == TransportResult.Ok && Credentials != null ? Begin() : result;
        }

        /// <inheritdoc/>
        public int Reopen(byte[] host, int port)
        {
            bool keeps = HasConnectionId;
            if (!keeps)
            {
                Close();
            }

            int result = _inner.Reopen(host, port);
            if (result != TransportResult.Ok || keeps || Credentials == null)
            {
                return result;
            }

            result = Begin();
            return result == TransportResult.Ok ? TransportResult.NewSecurityContext : result;
        }

        /// <inheritdoc/>
        public void Close()
        {
            if (_handle != NoSession)
            {
                _engine.Close(_handle);
                SendRecords();
                Drop();
            }

            _inner.Close();
        }

        /// <inheritdoc/>
        public int Suspend(byte[] buffer, int offset, int count)
        {
            int room = count - LengthBytes;
            int length = 0;
            if (HasConnectionId && room > 0)
            {
                length = _engine.Save(_handle, _record, room < MaxSavedBytes ? room : MaxSavedBytes);
                if (length > 0)
                {
                    // The engine has ended the session: no record can follow what is handed out, not even a close_notify.
                    Drop();
                }
                else
                {
                    length = 0;
                }
            }

            Close();
            room -= length;
            int innerLength = room > 0 ? _inner.Suspend(buffer, offset + LengthBytes, room < byte.MaxValue ? room : byte.MaxValue) : 0;
            if (innerLength + length == 0)
            {
                return 0;
            }

            buffer[offset] = (byte)innerLength;
            Array.Copy(_record, 0, buffer, offset + LengthBytes + innerLength, length);
            Array.Clear(_record, 0, length);
            return LengthBytes + innerLength + length;
        }

        /// <inheritdoc/>
        public bool Resume(byte[] buffer, int offset, int count)
        {
            Close();
            int innerLength = count < LengthBytes ? 0 : buffer[offset];
            int length = count - LengthBytes - innerLength;
            if (length < 0 || length > MaxSavedBytes)
            {
                return false;
            }

            bool isResumed = innerLength > 0 && _inner.Resume(buffer, offset + LengthBytes, innerLength);
            if (length == 0 || Credentials == null)
            {
                // Without a session Reopen makes one, at the address that there was.
                return isResumed && length == 0;
            }

            Array.Copy(buffer, offset + LengthBytes + innerLength, _record, 0, length);
            int handle = _engine.Load(
                _record, length, Credentials.IdentityBytes, Credentials.IdentityLength, Credentials.KeyBytes, Credentials.KeyLength);
            Array.Clear(_record, 0, length);
            if (handle <= NoSession)
            {
                return false;
            }

            _handle = handle;
            _isEstablished = true;
            _hasConnectionId = true;
            _failure = DtlsResult.Ok;
            _isFailureNews = false;
            return true;
        }

        /// <inheritdoc/>
        public int Send(byte[] buffer, int offset, int count)
        {
            if (_handle == NoSession)
            {
                return Credentials == null ? _inner.Send(buffer, offset, count) : TransportResult.Closed;
            }

            if (!_isEstablished)
            {
                if (count > _pending.Length)
                {
                    return TransportResult.TooLong;
                }

                Array.Copy(buffer, offset, _pending, 0, count);
                _pendingLength = count;
                Advance();
                return TransportResult.Ok;
            }

            return Write(buffer, offset, count);
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int count)
        {
            if (_handle == NoSession)
            {
                return Credentials == null ? _inner.Receive(buffer, offset, count) : TakeFailure();
            }

            for (int i = 0; i < MaxDatagramsPerCall; i++)
            {
                int length = _engine.Read(_handle, buffer, offset, count);
                if (length == DtlsResult.BufferTooShort)
                {
                    // Cut, as a socket would.
                    _engine.Read(_handle, _record, 0, _record.Length);
                    Array.Copy(_record, 0, buffer, offset, count);
                    return count;
                }

                if (length > 0)
                {
                    return length;
                }

                if (!Advance())
                {
                    return TakeFailure();
                }

                length = _inner.Receive(_record, 0, _record.Length);
                if (length <= 0)
                {
                    return 0;
                }

                _engine.Put(_handle, _record, length, _clock.Milliseconds);
            }

            return 0;
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds)
        {
            if (_handle != NoSession)
            {
                long deadline = _engine.Deadline(_handle);
                long left = (_isEstablished || deadline < _handshakeEnd ? deadline : _handshakeEnd) - _clock.Milliseconds;
                if (left < milliseconds)
                {
                    milliseconds = left > 0 ? (int)left : 0;
                }
            }

            _inner.Wait(milliseconds);
        }

        private int Begin()
        {
            _failure = DtlsResult.Ok;
            int handle = _engine.Open(
                Credentials.IdentityBytes, Credentials.IdentityLength, Credentials.KeyBytes, Credentials.KeyLength);
            if (handle <= NoSession)
            {
                _failure = handle;
                _inner.Close();
                return TransportResult.SecurityFailed;
            }

            _handle = handle;
            _handshakeEnd = _clock.Milliseconds + MaxHandshakeMilliseconds;
            _isFailureNews = false;
            if (Advance())
            {
                return TransportResult.Ok;
            }

            _isFailureNews = false;
            return TransportResult.SecurityFailed;
        }

        private int TakeFailure()
        {
            if (!_isFailureNews)
            {
                return TransportResult.Closed;
            }

            _isFailureNews = false;
            return TransportResult.SecurityFailed;
        }

        // Lets time pass, sends what the engine has, and what waited for the handshake. False when the session is over; the transport is closed then.
        private bool Advance()
        {
            long now = _clock.Milliseconds;
            int state = _engine.Step(_handle, _isEstablished || now < _handshakeEnd ? now : EndOfTime);
            SendRecords();
            if (state == DtlsState.Handshaking)
            {
                return true;
            }

            if (state != DtlsState.Established)
            {
                _failure = state;
                _isFailureNews = true;
                Close();
                return false;
            }

            if (!_isEstablished)
            {
                _isEstablished = true;
                if (_pendingLength > 0)
                {
                    int length = _pendingLength;
                    _pendingLength = 0;
                    Write(_pending, 0, length);
                }
            }

            return true;
        }

        private int Write(byte[] buffer, int offset, int count)
        {
            int result = _engine.Write(_handle, buffer, offset, count, _clock.Milliseconds);
            SendRecords();
            return result == DtlsResult.Ok ? TransportResult.Ok : TransportResult.TooLong;
        }

        private void SendRecords()
        {
            for (int i = 0; i < MaxDatagramsPerCall; i++)
            {
                int length = _engine.Take(_handle, _record, _record.Length);
                if (length <= 0)
                {
                    return;
                }

                _hasConnectionId = _hasConnectionId || _record[0] == ConnectionIdRecord;

                // A record that is not sent is lost, as it could be on its way.
                _inner.Send(_record, 0, length);
            }
        }

        private void Drop()
        {
            Debug.Assert(_handle != NoSession);
            _handle = NoSession;
            _isEstablished = false;
            _hasConnectionId = false;
            _pendingLength = 0;
        }
    }
}
