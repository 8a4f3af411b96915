using System;
using System.Collections.Generic;
using System.Buffers.Binary;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The DTLS engine of the simulation: the flights, sizes, timers and states of the real one (hal/native/lwm2m_dtls.h) without cryptography, for the real
    /// <see cref="DtlsTransport"/> in virtual time. Each start of the device has an engine of its own; what they share is the ledger.
    /// </summary>
    /// <param name="ledger">Takes each record that is protected.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <param name="hasConnectionId">Whether a Connection ID is offered.</param>
    public sealed class ModelDtlsEngine(NonceLedger ledger, SeededRandom random, bool hasConnectionId = true) : IDtlsEngine
    {
        /// <summary>How long a saved session is: as one of mbedTLS 3.6.</summary>
        public const int SavedBytes = 222;

        private const int MaxSessions = 2;
        private const int NoSuchHandle = -1;
        private const int PoolEmpty = -3;
        private const int TooLong = -9;
        private const int MaxDataBytes = 1024;
        private const int FirstWaitMilliseconds = 1000;
        private const int LongestWaitMilliseconds = 60000;
        private const int GiveUpMilliseconds = 150000;
        private const int Magic = 0x444D;
        private const int CheckBytes = 4;
        private const byte Warning = 1;
        private const byte CloseNotify = 0;

        private readonly Dictionary<int, Session> _sessions = new();
        private int _lastHandle;

        /// <summary>Gets how many handshakes were begun.</summary>
        public int OpenCount { get; private set; }

        /// <inheritdoc/>
        public int Features() => DtlsFeature.Save | (hasConnectionId ? DtlsFeature.ConnectionId : 0);

        /// <inheritdoc/>
        public int Open(byte[] identity, int identityLength, byte[] key, int keyLength)
        {
            int handle = Add(identity, identityLength, key, keyLength);
            if (handle > 0)
            {
                OpenCount++;
                Session session = _sessions[handle];
                session.State = DtlsState.Handshaking;
                session.Random = random.Range(1, long.MaxValue);
                session.Flight = new ModelDtlsFlight { Kind = ModelDtlsFlight.ClientHello, Random = session.Random };
            }

            return handle;
        }

        /// <inheritdoc/>
        public int Close(int handle)
        {
            if (!_sessions.TryGetValue(handle, out Session session) || session.IsClosing)
            {
                return NoSuchHandle;
            }

            if (session.State == DtlsState.Established)
            {
                Protect(session, ModelDtlsRecord.Alert, [Warning, CloseNotify]);
            }

            session.IsClosing = true;
            int left = session.Out.Count;
            if (left == 0)
            {
                _sessions.Remove(handle);
            }

            return left;
        }

        /// <inheritdoc/>
        public int Put(int handle, byte[] datagram, int length, long now)
        {
            if (!TryGet(handle, out Session session))
            {
                return NoSuchHandle;
            }

            if (session.Out.Count > 0 || session.Data.Count > 0)
            {
                return DtlsResult.Busy;
            }

            byte[] bytes = datagram.AsSpan(0, length).ToArray();
            if (length < ModelDtlsRecord.HeaderBytes)
            {
                return DtlsResult.Ok;
            }

            if (bytes[0] == ModelDtlsRecord.Handshake)
            {
                PutFlight(session, ModelDtlsFlight.Parse(bytes), now);
            }
            else if (session.State == DtlsState.Established
                && ModelDtlsRecord.Unprotect(bytes, 0, session.Number, out byte type, out long sequence, out byte[] data) && session.Window.Take(sequence))
            {
                if (type == ModelDtlsRecord.Data)
                {
                    session.Data.Enqueue(data);
                }
                else if (type == ModelDtlsRecord.Alert)
                {
                    session.State = data[^1] == CloseNotify ? DtlsState.Closed : DtlsResult.FatalAlert;
                }
            }

            return DtlsResult.Ok;
        }

        /// <inheritdoc/>
        public int Take(int handle, byte[] buffer, int capacity)
        {
            if (!_sessions.TryGetValue(handle, out Session session))
            {
                return NoSuchHandle;
            }

            if (session.Out.Count == 0)
            {
                if (session.IsClosing)
                {
                    _sessions.Remove(handle);
                }

                return 0;
            }

            if (session.Out.Peek().Length > capacity)
            {
                return DtlsResult.BufferTooShort;
            }

            byte[] datagram = session.Out.Dequeue();
            datagram.CopyTo(buffer, 0);
            return datagram.Length;
        }

        /// <inheritdoc/>
        public int Write(int handle, byte[] data, int offset, int length, long now)
        {
            if (!TryGet(handle, out Session session))
            {
                return NoSuchHandle;
            }

            if (session.State != DtlsState.Established)
            {
                return DtlsResult.WrongState;
            }

            if (session.Out.Count > 0)
            {
                return DtlsResult.Busy;
            }

            if (length > MaxDataBytes)
            {
                return TooLong;
            }

            Protect(session, ModelDtlsRecord.Data, data.AsSpan(offset, length));
            return DtlsResult.Ok;
        }

        /// <inheritdoc/>
        public int Read(int handle, byte[] buffer, int offset, int capacity)
        {
            if (!TryGet(handle, out Session session))
            {
                return NoSuchHandle;
            }

            if (session.Data.Count == 0)
            {
                return 0;
            }

            if (session.Data.Peek().Length > capacity)
            {
                return DtlsResult.BufferTooShort;
            }

            byte[] data = session.Data.Dequeue();
            data.CopyTo(buffer, offset);
            return data.Length;
        }

        /// <inheritdoc/>
        public int Step(int handle, long now)
        {
            if (!TryGet(handle, out Session session))
            {
                return NoSuchHandle;
            }

            if (session.State == DtlsState.Handshaking)
            {
                session.GiveUp = session.GiveUp == 0 ? now + GiveUpMilliseconds : session.GiveUp;
                if (now >= session.GiveUp)
                {
                    session.State = session.Flight.Kind == ModelDtlsFlight.ClientFinished ? DtlsResult.NotConfirmed : DtlsResult.Timeout;
                }
                else if (now >= session.Deadline)
                {
                    SendFlight(session, now);
                    session.Wait = Math.Min(2 * session.Wait, LongestWaitMilliseconds);
                }
            }

            return session.State;
        }

        /// <inheritdoc/>
        public long Deadline(int handle) =>
            TryGet(handle, out Session session) && session.State == DtlsState.Handshaking
                ? session.GiveUp == 0 ? 0 : Math.Min(session.Deadline, session.GiveUp)
                : long.MaxValue;

        /// <inheritdoc/>
        public int Save(int handle, byte[] buffer, int capacity)
        {
            if (!TryGet(handle, out Session session))
            {
                return NoSuchHandle;
            }

            if (session.State != DtlsState.Established)
            {
                return DtlsResult.WrongState;
            }

            if (session.Out.Count > 0 || session.Data.Count > 0)
            {
                return DtlsResult.Busy;
            }

            if (capacity < SavedBytes)
            {
                return DtlsResult.BufferTooShort;
            }

            Span<byte> blob = buffer.AsSpan(0, SavedBytes);
            blob.Clear();
            BinaryPrimitives.WriteInt32BigEndian(blob, Magic);
            BinaryPrimitives.WriteInt32BigEndian(blob[4..], session.Number);
            BinaryPrimitives.WriteInt64BigEndian(blob[8..], session.Sequence);
            BinaryPrimitives.WriteInt64BigEndian(blob[16..], session.Window.Highest);
            BinaryPrimitives.WriteUInt64BigEndian(blob[24..], session.Window.Seen);
            blob[32] = (byte)session.ConnectionId.Length;
            session.ConnectionId.CopyTo(blob[33..]);
            BinaryPrimitives.WriteInt32BigEndian(blob[^CheckBytes..], ModelDtlsFlight.MarkOf(blob[..^CheckBytes], BitConverter.GetBytes(session.KeyMark)));
            _sessions.Remove(handle);
            return SavedBytes;
        }

        /// <inheritdoc/>
        public int Load(byte[] saved, int savedLength, byte[] identity, int identityLength, byte[] key, int keyLength)
        {
            int mark = ModelDtlsFlight.MarkOf(identity.AsSpan(0, identityLength), key.AsSpan(0, keyLength));
            ReadOnlySpan<byte> blob = saved.AsSpan(0, savedLength);
            if (savedLength != SavedBytes || BinaryPrimitives.ReadInt32BigEndian(blob) != Magic
                || BinaryPrimitives.ReadInt32BigEndian(blob[^CheckBytes..]) != ModelDtlsFlight.MarkOf(blob[..^CheckBytes], BitConverter.GetBytes(mark)))
            {
                return DtlsResult.BadSavedSession;
            }

            int handle = Add(identity, identityLength, key, keyLength);
            if (handle > 0)
            {
                Session session = _sessions[handle];
                session.State = DtlsState.Established;
                session.Number = BinaryPrimitives.ReadInt32BigEndian(blob[4..]);
                session.Sequence = BinaryPrimitives.ReadInt64BigEndian(blob[8..]);
                session.Window.Highest = BinaryPrimitives.ReadInt64BigEndian(blob[16..]);
                session.Window.Seen = BinaryPrimitives.ReadUInt64BigEndian(blob[24..]);
                session.ConnectionId = blob.Slice(33, blob[32]).ToArray();
            }

            return handle;
        }

        private bool TryGet(int handle, out Session session) => _sessions.TryGetValue(handle, out session) && !session.IsClosing;

        private int Add(byte[] identity, int identityLength, byte[] key, int keyLength)
        {
            if (_sessions.Count >= MaxSessions)
            {
                return PoolEmpty;
            }

            ReadOnlySpan<byte> name = identity.AsSpan(0, identityLength);
            _sessions[++_lastHandle] = new Session
            {
                Identity = name.ToArray(),
                KeyMark = ModelDtlsFlight.MarkOf(name, key.AsSpan(0, keyLength)),
                Wait = FirstWaitMilliseconds,
            };
            return _lastHandle;
        }

        private void PutFlight(Session session, ModelDtlsFlight flight, long now)
        {
            if (flight == null || session.State != DtlsState.Handshaking || flight.Random != session.Random)
            {
                return;
            }

            bool isHello = session.Flight.Kind == ModelDtlsFlight.ClientHello;
            if (flight.Kind == ModelDtlsFlight.HelloVerifyRequest && isHello && session.Flight.Cookie != flight.Cookie)
            {
                Next(session, now, new ModelDtlsFlight { Kind = ModelDtlsFlight.ClientHello, Random = session.Random, Cookie = flight.Cookie });
            }
            else if (flight.Kind == ModelDtlsFlight.ServerHello && isHello && session.Flight.Cookie != 0)
            {
                session.Number = flight.Session;
                session.ConnectionId = hasConnectionId ? flight.ConnectionId : [];
                Next(session, now, new ModelDtlsFlight
                {
                    Kind = ModelDtlsFlight.ClientFinished,
                    Random = session.Random,
                    Session = flight.Session,
                    ConnectionId = session.ConnectionId,
                    Identity = session.Identity,
                    KeyMark = session.KeyMark,
                });
            }
            else if (flight.Kind == ModelDtlsFlight.ServerFinished && !isHello && flight.Session == session.Number)
            {
                session.State = DtlsState.Established;
            }
        }

        private void Next(Session session, long now, ModelDtlsFlight flight)
        {
            session.Flight = flight;
            session.Wait = FirstWaitMilliseconds;
            SendFlight(session, now);
        }

        private void SendFlight(Session session, long now)
        {
            if (session.Flight.Kind == ModelDtlsFlight.ClientFinished)
            {
                ledger.Use(session.Number, true, session.Sequence++);
            }

            session.Out.Enqueue(session.Flight.ToDatagram());
            session.Deadline = now + session.Wait;
        }

        private void Protect(Session session, byte type, ReadOnlySpan<byte> data)
        {
            ledger.Use(session.Number, true, session.Sequence);
            session.Out.Enqueue(ModelDtlsRecord.Protect(type, session.Number, session.Sequence++, session.ConnectionId, data));
        }

        private sealed class Session
        {
            public byte[] Identity { get; init; }

            public int KeyMark { get; init; }

            public Queue<byte[]> Out { get; } = new();

            public Queue<byte[]> Data { get; } = new();

            public ReplayWindow Window { get; } = new();

            public int State { get; set; }

            public bool IsClosing { get; set; }

            public long Random { get; set; }

            public ModelDtlsFlight Flight { get; set; }

            public int Wait { get; set; }

            public long Deadline { get; set; }

            public long GiveUp { get; set; }

            public int Number { get; set; }

            public long Sequence { get; set; }

            public byte[] ConnectionId { get; set; } = [];
        }
    }
}
