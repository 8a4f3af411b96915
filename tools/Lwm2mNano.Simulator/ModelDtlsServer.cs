using System;
using System.Collections.Generic;
using System.Text;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The server's side of <see cref="ModelDtlsEngine"/>: it finds a session by its Connection ID or by the client's address, follows one with a Connection
    /// ID to a new address when a newer record comes from there (RFC 9146, section 6), and drops in silence what belongs to no session.
    /// </summary>
    /// <param name="ledger">Takes each record that is protected.</param>
    /// <param name="random">The source of random numbers.</param>
    public sealed class ModelDtlsServer(NonceLedger ledger, SeededRandom random)
    {
        private readonly Dictionary<string, int> _keys = new();
        private readonly Dictionary<int, Session> _byAddress = new();
        private readonly Dictionary<string, Session> _byConnectionId = new();
        private readonly Dictionary<int, Session> _halfOpen = new();
        private int _lastSession;

        /// <summary>Gets or sets whether Connection IDs are agreed to.</summary>
        public bool HasConnectionId { get; set; } = true;

        /// <summary>Gets how many handshakes were completed.</summary>
        public int HandshakeCount { get; private set; }

        /// <summary>Gets how many records came for no session, or a second time.</summary>
        public int DroppedCount { get; private set; }

        /// <summary>
        /// Lets a client in.
        /// </summary>
        /// <param name="identity">Its identity.</param>
        /// <param name="key">Its key.</param>
        public void AddKey(string identity, byte[] key)
        {
            byte[] name = Encoding.UTF8.GetBytes(identity);
            _keys[identity] = ModelDtlsFlight.MarkOf(name, key);
        }

        /// <summary>
        /// Forgets every session, as a server does that is restarted.
        /// </summary>
        public void Restart()
        {
            foreach (Session session in _byAddress.Values)
            {
                session.IsEstablished = false;
            }

            _byAddress.Clear();
            _byConnectionId.Clear();
            _halfOpen.Clear();
        }

        /// <summary>
        /// Takes a datagram.
        /// </summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="address">Whom it comes from.</param>
        /// <param name="reply">The way back to there.</param>
        /// <param name="deliver">Takes application data and the way back over the session.</param>
        public void Receive(byte[] datagram, int address, Action<byte[]> reply, Action<byte[], Action<byte[]>> deliver)
        {
            if (datagram.Length < ModelDtlsRecord.HeaderBytes)
            {
                return;
            }

            if (datagram[0] == ModelDtlsRecord.Handshake)
            {
                Shake(ModelDtlsFlight.Parse(datagram), address, reply);
                return;
            }

            bool bearsId = datagram[0] == ModelDtlsRecord.WithConnectionId;
            Session session = bearsId
                ? _byConnectionId.GetValueOrDefault(ModelDtlsRecord.ConnectionId(datagram))
                : _byAddress.GetValueOrDefault(address);
            if (session == null || session.ConnectionId.Length > 0 != bearsId
                || !ModelDtlsRecord.Unprotect(datagram, session.ConnectionId.Length, session.Number, out byte type, out long sequence, out byte[] data)
                || !session.Window.Take(sequence))
            {
                DroppedCount++;
                return;
            }

            if (sequence == session.Window.Highest)
            {
                Settle(session, address, reply);
            }

            if (type == ModelDtlsRecord.Data)
            {
                deliver(data, answer => Send(session, answer));
            }
            else
            {
                Remove(session);
            }
        }

        private void Shake(ModelDtlsFlight flight, int address, Action<byte[]> reply)
        {
            if (flight == null)
            {
                return;
            }

            _halfOpen.TryGetValue(address, out Session session);
            bool isGoingOn = session != null && session.Random == flight.Random;
            if (flight.Kind == ModelDtlsFlight.ClientHello && flight.Cookie != Cookie(address))
            {
                reply(new ModelDtlsFlight { Kind = ModelDtlsFlight.HelloVerifyRequest, Random = flight.Random, Cookie = Cookie(address) }.ToDatagram());
            }
            else if (flight.Kind == ModelDtlsFlight.ClientHello)
            {
                if (!isGoingOn)
                {
                    session = new Session { Number = ++_lastSession, Random = flight.Random, ConnectionId = HasConnectionId ? NewConnectionId() : [] };
                    _halfOpen[address] = session;
                }

                reply(new ModelDtlsFlight
                {
                    Kind = ModelDtlsFlight.ServerHello, Random = session.Random, Session = session.Number, ConnectionId = session.ConnectionId,
                }.ToDatagram());
            }
            else if (flight.Kind == ModelDtlsFlight.ClientFinished && isGoingOn && flight.Session == session.Number
                && _keys.TryGetValue(Encoding.UTF8.GetString(flight.Identity), out int mark) && mark == flight.KeyMark)
            {
                if (!session.IsEstablished)
                {
                    // A client that does not offer a Connection ID is given none.
                    session.ConnectionId = flight.ConnectionId;
                    session.IsEstablished = true;
                    HandshakeCount++;
                    Settle(session, address, reply);
                    if (session.ConnectionId.Length > 0)
                    {
                        _byConnectionId[Convert.ToHexString(session.ConnectionId)] = session;
                    }
                }

                ledger.Use(session.Number, false, session.Sequence++);
                reply(new ModelDtlsFlight { Kind = ModelDtlsFlight.ServerFinished, Random = session.Random, Session = session.Number }.ToDatagram());
            }
        }

        private void Send(Session session, byte[] data)
        {
            if (!session.IsEstablished)
            {
                return;
            }

            ledger.Use(session.Number, false, session.Sequence);
            session.Reply(ModelDtlsRecord.Protect(ModelDtlsRecord.Data, session.Number, session.Sequence++, null, data));
        }

        private void Settle(Session session, int address, Action<byte[]> reply)
        {
            session.Reply = reply;
            if (_byAddress.TryGetValue(session.Address, out Session there) && there == session)
            {
                _byAddress.Remove(session.Address);
            }

            session.Address = address;
            _byAddress[address] = session;
        }

        private void Remove(Session session)
        {
            session.IsEstablished = false;
            _byAddress.Remove(session.Address);
            _halfOpen.Remove(session.Address);
            _byConnectionId.Remove(Convert.ToHexString(session.ConnectionId));
        }

        private byte[] NewConnectionId()
        {
            byte[] id = new byte[ModelDtlsRecord.ConnectionIdBytes];
            BitConverter.TryWriteBytes(id, random.Range(1, long.MaxValue));
            return id;
        }

        private static int Cookie(int address) => address + 1;

        private sealed class Session
        {
            public int Number { get; init; }

            public long Random { get; init; }

            public byte[] ConnectionId { get; set; }

            public bool IsEstablished { get; set; }

            public int Address { get; set; }

            public Action<byte[]> Reply { get; set; }

            public long Sequence { get; set; }

            public ReplayWindow Window { get; } = new();
        }
    }
}
