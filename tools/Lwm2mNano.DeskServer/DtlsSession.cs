using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Threading;
using Org.BouncyCastle.Tls;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A handshake with a client, and the session that it becomes. The handshake blocks a thread of its own, because BouncyCastle's does; the
    /// session is stepped by whoever has a datagram for it. Records sent at once go in one datagram. May be used by several threads at once.
    /// </summary>
    internal sealed class DtlsSession : DatagramTransport
    {
        // More than any flight of a client has.
        private const int MaxWaitingDatagrams = 32;

        // A record's limit is 16384 bytes of content (RFC 5246, section 6.2.3).
        private const int MaxDatagramBytes = 16384 + 512;
        private const int MaxFlightBytes = 1200;

        // BouncyCastle takes 0 for "without end".
        private const int ShortestWaitMilliseconds = 1;

        private readonly object _lock = new();
        private readonly DtlsChannel _channel;
        private readonly byte[] _clientHello;
        private readonly Queue<(byte[] Datagram, EndPoint Address)> _waiting = new();
        private readonly MemoryStream _flight = new();
        private readonly byte[] _data = new byte[MaxDatagramBytes];
        private DtlsTransport _transport;
        private EndPoint _sender;
        private bool _hasBegun;
        private bool _isAuthentic;
        private bool _isClosed;

        /// <summary>
        /// Creates it, its handshake not begun.
        /// </summary>
        /// <param name="channel">Where its datagrams and data go.</param>
        /// <param name="address">Where the client is.</param>
        /// <param name="clientHello">The message that the client began with.</param>
        internal DtlsSession(DtlsChannel channel, EndPoint address, ReadOnlySpan<byte> clientHello)
        {
            _channel = channel;
            _clientHello = clientHello.ToArray();
            FirstAddress = address;
            Peer = new DtlsPeer(this, address);
        }

        /// <summary>Gets the client's address in the handshake.</summary>
        internal EndPoint FirstAddress { get; }

        /// <summary>Gets the client; what is known of it is set when the handshake is over.</summary>
        internal DtlsPeer Peer { get; }

        /// <summary>Gets the Connection ID that the client's records bear, or <see langword="null"/>; set when the handshake is over.</summary>
        internal byte[] ConnectionId { get; private set; }

        /// <summary>
        /// Tells a repetition of the message that it began with from the beginning of another handshake.
        /// </summary>
        /// <param name="clientHello">The message.</param>
        /// <returns>Whether it is the same.</returns>
        internal bool BeganWith(ReadOnlySpan<byte> clientHello) => clientHello.SequenceEqual(_clientHello);

        /// <summary>
        /// Does the handshake. Blocks. What arrives after it waits for <see cref="Begin"/>.
        /// </summary>
        /// <param name="request">The client's verified beginning.</param>
        /// <param name="keys">The keys.</param>
        /// <param name="timeout">When it is given up.</param>
        /// <returns><see langword="null"/>, or why it failed.</returns>
        internal string Handshake(DtlsRequest request, PskKeys keys, TimeSpan timeout)
        {
            DtlsHandshakeCrypto crypto = new();
            DtlsPskServer server = new(keys, crypto, (int)timeout.TotalMilliseconds);
            string reason = null;
            try
            {
                _transport = new DtlsServerProtocol().Accept(server, this, request);
            }
            catch (TlsTimeoutException)
            {
                reason = $"not finished within {timeout.TotalSeconds:0.#} s";
            }
            catch (TlsFatalAlertReceived alert)
            {
                reason = $"the client refused: {alert.Message}";
            }
            catch (TlsFatalAlert alert)
            {
                reason = alert.AlertDescription switch
                {
                    AlertDescription.unknown_psk_identity => $"unknown identity {server.UnknownIdentity}",
                    AlertDescription.decrypt_error => $"wrong key for the identity '{server.Identity}'",
                    _ => alert.Message,
                };
            }
            catch (IOException exception)
            {
                reason = exception.Message;
            }

            ConnectionId = server.ConnectionId;
            Peer.Identity = server.Identity;
            Peer.HasConnectionId = server.ConnectionId != null;
            lock (_lock)
            {
                Flush();
            }

            return reason;
        }

        /// <summary>Deals with what arrived meanwhile; what arrives from now on is dealt with at once.</summary>
        internal void Begin()
        {
            lock (_lock)
            {
                _hasBegun = true;
                Process();
            }
        }

        /// <summary>
        /// Takes a datagram. Until the session begins it waits for its turn.
        /// </summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="address">Who sent it.</param>
        /// <returns>Whether the session began and the datagram was its client's.</returns>
        internal bool Take(byte[] datagram, EndPoint address)
        {
            lock (_lock)
            {
                _isAuthentic = false;
                if (!_isClosed && _waiting.Count < MaxWaitingDatagrams)
                {
                    _waiting.Enqueue((datagram, address));
                    Monitor.Pulse(_lock);
                    if (_hasBegun)
                    {
                        Process();
                    }
                }

                return _isAuthentic;
            }
        }

        /// <summary>
        /// Sends data to the client. What does not fit into one record is lost.
        /// </summary>
        /// <param name="data">The data.</param>
        internal void SendData(ReadOnlySpan<byte> data)
        {
            // Not while something is received: BouncyCastle may be repeating its last flight then, in the clear.
            lock (_lock)
            {
                try
                {
                    if (!_isClosed && data.Length <= _transport.GetSendLimit())
                    {
                        _transport.Send(data);
                        Flush();
                    }
                }
                catch (IOException exception)
                {
                    End(exception.Message);
                }
            }
        }

        /// <summary>Ends it without a word to the client, which perhaps has another by now.</summary>
        internal void Drop()
        {
            lock (_lock)
            {
                _isClosed = true;
                _waiting.Clear();
                _flight.SetLength(0);
                Monitor.Pulse(_lock);
            }
        }

        /// <summary>Ends it, and says so to the client.</summary>
        internal void ShutDown()
        {
            lock (_lock)
            {
                if (_hasBegun && !_isClosed)
                {
                    _transport.Close();
                }

                Drop();
            }
        }

        /// <inheritdoc/>
        public int GetReceiveLimit() => MaxDatagramBytes;

        /// <inheritdoc/>
        public int GetSendLimit() => MaxDatagramBytes;

        /// <inheritdoc/>
        public int Receive(byte[] buf, int off, int len, int waitMillis) => Receive(buf.AsSpan(off, len), waitMillis);

        /// <inheritdoc/>
        public int Receive(Span<byte> buffer, int waitMillis)
        {
            lock (_lock)
            {
                Flush();
                long end = Environment.TickCount64 + waitMillis;
                while (_waiting.Count == 0 && !_hasBegun && !_isClosed)
                {
                    if (!Monitor.Wait(_lock, (int)Math.Max(0, end - Environment.TickCount64)))
                    {
                        break;
                    }
                }

                if (_isClosed && !_hasBegun)
                {
                    throw new IOException("given up");
                }

                if (!_waiting.TryDequeue(out (byte[] Datagram, EndPoint Address) next) || next.Datagram.Length > buffer.Length)
                {
                    return -1;
                }

                _sender = next.Address;
                next.Datagram.CopyTo(buffer);
                return next.Datagram.Length;
            }
        }

        /// <inheritdoc/>
        public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

        /// <inheritdoc/>
        public void Send(ReadOnlySpan<byte> buffer)
        {
            lock (_lock)
            {
                if (_isClosed)
                {
                    return;
                }

                if (_flight.Length + buffer.Length > MaxFlightBytes)
                {
                    Flush();
                }

                _flight.Write(buffer);
            }
        }

        /// <inheritdoc/>
        public void Close()
        {
            lock (_lock)
            {
                Flush();
                _isClosed = true;
            }
        }

        private void Process()
        {
            try
            {
                // A datagram may hold several records.
                while (!_isClosed)
                {
                    int length = _transport.ReceivePending(_data, OnRecord);
                    if (length < 0)
                    {
                        if (_waiting.Count == 0)
                        {
                            break;
                        }

                        length = _transport.Receive(_data, ShortestWaitMilliseconds, OnRecord);
                    }

                    if (length >= 0)
                    {
                        _channel.OnData(Peer, _data.AsSpan(0, length));
                    }
                }

                Flush();
                if (_isClosed)
                {
                    End("closed by the client");
                }
            }
            catch (IOException exception)
            {
                End($"broken off by the client: {exception.Message}");
            }
        }

        // A record is known to be this client's.
        private void OnRecord(DtlsRecordFlags flags)
        {
            const DtlsRecordFlags Moves = DtlsRecordFlags.IsNewest | DtlsRecordFlags.UsesConnectionID;

            _isAuthentic = true;
            if ((flags & Moves) == Moves && !_sender.Equals(Peer.Address))
            {
                // RFC 9146, section 6.
                Peer.Address = _sender;
                _channel.OnMoved(Peer);
            }
        }

        private void End(string reason)
        {
            Drop();
            _channel.OnEnded(this, reason);
        }

        private void Flush()
        {
            if (_flight.Length > 0)
            {
                _channel.SendDatagram(_flight.GetBuffer().AsSpan(0, (int)_flight.Length), Peer.Address);
                _flight.SetLength(0);
            }
        }
    }
}
