using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// DTLS 1.2 with pre-shared keys over another channel: TLS_PSK_WITH_AES_128_CCM_8, Connection IDs (RFC 9146). Its peers are
    /// <see cref="DtlsPeer"/>s. Nothing is kept of a client before it proved its address with a cookie; there is one session an identity: a new
    /// one ends the old one when its handshake succeeds.
    /// </summary>
    public sealed class DtlsChannel : IDatagramChannel
    {
        /// <summary>How many handshakes there may be at once. More are not answered; their clients try again.</summary>
        public const int MaxHandshakes = 64;

        // Records and handshake messages (RFC 6347, sections 4.1 and 4.2.2; RFC 9146, section 4).
        private const int RecordHeaderBytes = 13;
        private const int EpochAt = 3;
        private const int ConnectionIdAt = 11;
        private const byte ConnectionIdRecord = 25;
        private const byte HandshakeRecord = 22;
        private const byte ClientHello = 1;

        private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(30);

        private readonly object _lock = new();
        private readonly IDatagramChannel _inner;
        private readonly PskKeys _keys;
        private readonly Action<DtlsChange> _report;
        private readonly TimeSpan _handshakeTimeout;
        private readonly DtlsVerifier _verifier = new(new BcTlsCrypto(new SecureRandom()));
        private readonly Channel<ReceivedDatagram> _received =
            Channel.CreateUnbounded<ReceivedDatagram>(new UnboundedChannelOptions { SingleReader = true });

        private readonly Dictionary<EndPoint, DtlsSession> _handshakes = new();
        private readonly Dictionary<EndPoint, DtlsSession> _byAddress = new();
        private readonly Dictionary<string, DtlsSession> _byConnectionId = new();
        private readonly Dictionary<string, DtlsSession> _byIdentity = new(StringComparer.Ordinal);
        private readonly CancellationTokenSource _stop = new();
        private bool _isDisposed;

        /// <summary>
        /// Starts to receive.
        /// </summary>
        /// <param name="inner">The way of the encrypted datagrams; disposed of with this.</param>
        /// <param name="keys">The keys; some may be added later.</param>
        /// <param name="report">Is told what happens to handshakes and sessions, or <see langword="null"/>. Called on several threads: does not block.</param>
        /// <param name="handshakeTimeout">When a handshake is given up; <see langword="null"/> is 30 s.</param>
        public DtlsChannel(IDatagramChannel inner, PskKeys keys, Action<DtlsChange> report = null, TimeSpan? handshakeTimeout = null)
        {
            _inner = inner;
            _keys = keys;
            _report = report;
            _handshakeTimeout = handshakeTimeout ?? s_defaultTimeout;
            _ = ReceiveAllAsync();
        }

        /// <inheritdoc/>
        public EndPoint LocalEndPoint => _inner.LocalEndPoint;

        /// <summary>Gets the number of sessions; at most one a key.</summary>
        public int Sessions
        {
            get
            {
                lock (_lock)
                {
                    return _byIdentity.Count;
                }
            }
        }

        /// <summary>Gets the number of handshakes that are neither finished nor failed, at most <see cref="MaxHandshakes"/>.</summary>
        public int Handshakes
        {
            get
            {
                lock (_lock)
                {
                    return _handshakes.Count;
                }
            }
        }

        /// <inheritdoc/>
        public ValueTask<ReceivedDatagram> ReceiveAsync(CancellationToken cancellation) => _received.Reader.ReadAsync(cancellation);

        /// <inheritdoc/>
        public void Send(ReadOnlySpan<byte> datagram, EndPoint peer) => ((DtlsPeer)peer).Session.SendData(datagram);

        /// <inheritdoc/>
        public string Claim(EndPoint peer, string endpoint) => _keys.Claim((peer as DtlsPeer)?.Identity, endpoint);

        /// <inheritdoc/>
        public void Dispose()
        {
            DtlsSession[] all;
            lock (_lock)
            {
                _isDisposed = true;
                all = _handshakes.Values.Concat(_byIdentity.Values).ToArray();
            }

            foreach (DtlsSession session in all)
            {
                session.ShutDown();
            }

            _stop.Cancel();
            _inner.Dispose();
        }

        /// <summary>Takes what a session decrypted.</summary>
        /// <param name="peer">Whose it is.</param>
        /// <param name="data">The data; copied.</param>
        internal void OnData(DtlsPeer peer, ReadOnlySpan<byte> data) => _received.Writer.TryWrite(new ReceivedDatagram(data.ToArray(), peer));

        /// <summary>Takes note that a session's client has moved.</summary>
        /// <param name="peer">The client.</param>
        internal void OnMoved(DtlsPeer peer) => Report(DtlsChangeKind.Moved, peer);

        /// <summary>Takes note that a session has ended.</summary>
        /// <param name="session">The session.</param>
        /// <param name="reason">Why.</param>
        internal void OnEnded(DtlsSession session, string reason)
        {
            lock (_lock)
            {
                Forget(session);
            }

            Report(DtlsChangeKind.Ended, session.Peer, reason: reason);
        }

        /// <summary>Sends a datagram of a session's.</summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="address">Where it goes.</param>
        internal void SendDatagram(ReadOnlySpan<byte> datagram, EndPoint address) => _inner.Send(datagram, address);

        private async Task ReceiveAllAsync()
        {
            try
            {
                while (true)
                {
                    ReceivedDatagram datagram = await _inner.ReceiveAsync(_stop.Token).ConfigureAwait(false);
                    OnDatagram(datagram.Bytes, datagram.Peer);
                }
            }
            catch (Exception exception)
            {
                // Whoever receives is told, unless it was this that stopped.
                _received.Writer.TryComplete(exception);
            }
        }

        private void OnDatagram(byte[] datagram, EndPoint address)
        {
            if (datagram.Length <= RecordHeaderBytes)
            {
                return;
            }

            bool isFirstEpoch = datagram[EpochAt] == 0 && datagram[EpochAt + 1] == 0;
            if (isFirstEpoch && datagram[0] == HandshakeRecord && datagram[RecordHeaderBytes] == ClientHello)
            {
                OnClientHello(datagram, address);
                return;
            }

            DtlsSession handshake;
            DtlsSession session;
            lock (_lock)
            {
                handshake = _handshakes.GetValueOrDefault(address);
                session = datagram[0] == ConnectionIdRecord
                    ? _byConnectionId.GetValueOrDefault(ConnectionIdOf(datagram))
                    : _byAddress.GetValueOrDefault(address);
            }

            // A client that begins anew at the address of its old session may still send in that one. What is in the clear is the handshake's.
            if (handshake != null && (isFirstEpoch || session == null || !session.Take(datagram, address)))
            {
                handshake.Take(datagram, address);
            }
            else if (handshake == null)
            {
                session?.Take(datagram, address);
            }
        }

        private void OnClientHello(byte[] datagram, EndPoint address)
        {
            DtlsRequest request = _verifier.VerifyRequest(
                BytesOf(address), datagram, 0, datagram.Length, new Sender(_inner, address));
            if (request == null)
            {
                // Without a valid cookie: it was sent one, or is no ClientHello at all.
                return;
            }

            ReadOnlySpan<byte> message = datagram.AsSpan(RecordHeaderBytes);
            DtlsSession old;
            DtlsSession handshake = null;
            bool isFull = false;
            lock (_lock)
            {
                old = _handshakes.GetValueOrDefault(address);
                if (_isDisposed || (_byAddress.TryGetValue(address, out DtlsSession session) && session.BeganWith(message)))
                {
                    // Late: that handshake is over.
                    return;
                }

                isFull = old == null && _handshakes.Count == MaxHandshakes;
                if (!isFull && (old == null || !old.BeganWith(message)))
                {
                    handshake = new DtlsSession(this, address, message);
                    _handshakes[address] = handshake;
                }
            }

            if (isFull)
            {
                Report(DtlsChangeKind.HandshakeFailed, address, $"{MaxHandshakes} handshakes are under way already");
            }
            else if (handshake == null)
            {
                old.Take(datagram, address);
            }
            else
            {
                old?.Drop();
                Report(DtlsChangeKind.Handshake, address);
                new Thread(() => RunHandshake(handshake, request)) { IsBackground = true, Name = "DTLS handshake" }.Start();
            }
        }

        private void RunHandshake(DtlsSession handshake, DtlsRequest request)
        {
            string reason = handshake.Handshake(request, _keys, _handshakeTimeout);
            DtlsPeer peer = handshake.Peer;
            DtlsSession old = null;
            DtlsSession displaced = null;
            lock (_lock)
            {
                if (_isDisposed || _handshakes.GetValueOrDefault(handshake.FirstAddress) != handshake)
                {
                    // Given up: the client began another one, or this stops.
                    return;
                }

                _handshakes.Remove(handshake.FirstAddress);
                if (reason == null)
                {
                    if (_byIdentity.TryGetValue(peer.Identity, out old))
                    {
                        Forget(old);
                    }

                    // Without a Connection ID a session cannot be reached any more where another one took its address.
                    if (_byAddress.TryGetValue(handshake.FirstAddress, out displaced))
                    {
                        _byAddress.Remove(handshake.FirstAddress);
                        displaced = displaced.ConnectionId == null ? displaced : null;
                    }

                    if (displaced != null)
                    {
                        Forget(displaced);
                    }

                    _byIdentity.Add(peer.Identity, handshake);
                    _byAddress.Add(handshake.FirstAddress, handshake);
                    if (handshake.ConnectionId != null)
                    {
                        _byConnectionId[Convert.ToHexString(handshake.ConnectionId)] = handshake;
                    }
                }
            }

            old?.Drop();
            displaced?.Drop();
            if (displaced != null)
            {
                Report(DtlsChangeKind.Ended, displaced.Peer, reason: $"'{peer.Identity}' is at its address now");
            }

            if (reason != null)
            {
                Report(DtlsChangeKind.HandshakeFailed, handshake.FirstAddress, reason);
                return;
            }

            Report(DtlsChangeKind.Session, peer, old != null);
            handshake.Begin();
        }

        private void Forget(DtlsSession session)
        {
            Remove(_byIdentity, session.Peer.Identity, session);
            Remove(_byAddress, session.FirstAddress, session);
            if (session.ConnectionId != null)
            {
                Remove(_byConnectionId, Convert.ToHexString(session.ConnectionId), session);
            }
        }

        private static void Remove<TKey>(Dictionary<TKey, DtlsSession> sessions, TKey key, DtlsSession session)
        {
            if (sessions.GetValueOrDefault(key) == session)
            {
                sessions.Remove(key);
            }
        }

        private static string ConnectionIdOf(byte[] datagram)
        {
            return datagram.Length < ConnectionIdAt + DtlsPskServer.ConnectionIdBytes
                ? string.Empty
                : Convert.ToHexString(datagram.AsSpan(ConnectionIdAt, DtlsPskServer.ConnectionIdBytes));
        }

        // What a cookie is bound to.
        private static byte[] BytesOf(EndPoint address)
        {
            SocketAddress bytes = address.Serialize();
            return bytes.Buffer.Span[..bytes.Size].ToArray();
        }

        private void Report(DtlsChangeKind kind, EndPoint address, string reason = null) => _report?.Invoke(new DtlsChange(kind, address, Reason: reason));

        private void Report(DtlsChangeKind kind, DtlsPeer peer, bool replaces = false, string reason = null) =>
            _report?.Invoke(new DtlsChange(kind, peer.Address, peer.Identity, peer.HasConnectionId, replaces, reason));

        private sealed class Sender : DatagramSender
        {
            private readonly IDatagramChannel _channel;
            private readonly EndPoint _address;

            internal Sender(IDatagramChannel channel, EndPoint address)
            {
                _channel = channel;
                _address = address;
            }

            public int GetSendLimit() => ushort.MaxValue;

            public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

            public void Send(ReadOnlySpan<byte> buffer) => _channel.Send(buffer, _address);
        }
    }
}
