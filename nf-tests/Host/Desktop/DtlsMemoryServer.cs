using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using NFUnitTest;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;
using Session = Org.BouncyCastle.Tls.DtlsTransport;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// A LwM2M server over BouncyCastle's DTLS, and the network to it, in memory and in virtual time: a datagram that is sent has been dealt with
    /// when the call returns, and waiting moves the clock. The server has no time of its own: what was lost it repeats when the client does.
    /// It knows its client by no address. On the client's thread nothing is allocated.
    /// </summary>
    internal sealed class DtlsMemoryServer : IDatagramTransport, IDisposable
    {
        public const string Identity = "device7";

        private const int MaxDatagramBytes = 2048;
        private const int HeaderBytes = 13;
        private const int EpochAt = 3;
        private const byte HandshakeRecord = 22;
        private const byte ClientHello = 1;

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        private readonly object _lock = new();
        private readonly ClientFakeClock _clock;
        private readonly Ring _toServer = new();
        private readonly Ring _toClient = new();
        private readonly Side _side;
        private readonly Thread _thread;
        private Session _session;
        private bool _isOpen;
        private bool _isIdle;
        private bool _isAborted;
        private bool _isDisposed;
        private Exception _breakdown;

        public DtlsMemoryServer(ClientFakeClock clock)
        {
            _clock = clock;
            _side = new Side(this);
            _thread = new Thread(Run) { IsBackground = true, Name = "DTLS server in memory" };
            _thread.Start();
        }

        public static byte[] Key { get; } = Convert.FromHexString("00112233445566778899AABBCCDDEEFF");

        public int Suite { get; set; } = CipherSuite.TLS_PSK_WITH_AES_128_CCM_8;

        public ProtocolVersion Version { get; set; } = ProtocolVersion.DTLSv12;

        /// <summary>The length of the Connection ID that the server asks for; none at all where it is negative.</summary>
        public int ConnectionIdBytes { get; set; } = 4;

        /// <summary>Whether nothing ever comes from the server.</summary>
        public bool IsSilent { get; set; }

        /// <summary>Whether requests of the client are answered.</summary>
        public bool Answers { get; set; } = true;

        /// <summary>Changes what the server sends, or is null.</summary>
        public Action<byte[]> Changes { get; set; }

        /// <summary>How many handshakes have begun with a valid cookie.</summary>
        public int Begun { get; private set; }

        /// <summary>How many handshakes were finished.</summary>
        public int Finished { get; private set; }

        public int RegisterCount { get; private set; }

        public int UpdateCount { get; private set; }

        public int DeregisterCount { get; private set; }

        /// <summary>The last response of the client.</summary>
        public CoapMessage Response { get; private set; }

        public int ClientDatagrams { get; private set; }

        public int ServerDatagrams { get; private set; }

        /// <summary>How many datagrams of the client began with a record of a handshake.</summary>
        public int HandshakeDatagrams { get; private set; }

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>The server starts again and knows nothing any more.</summary>
        public void Restart()
        {
            lock (_lock)
            {
                _isAborted = true;
                AwaitIdle();
            }
        }

        /// <summary>The server ends the session, and says so if there is one.</summary>
        public void End()
        {
            _session?.Close();
            Flush();
            Restart();
        }

        /// <summary>Sends a request to the client; when it has answered, <see cref="Response"/> holds what it said.</summary>
        public void Ask(CoapMessage request)
        {
            byte[] bytes = request.ToBytes();
            _session.Send(bytes, 0, bytes.Length);
            Flush();
        }

        /// <summary>Lets a datagram arrive at the client that no server has sent.</summary>
        public void Forge(byte[] datagram)
        {
            lock (_lock)
            {
                _toClient.Add(datagram);
            }
        }

        public int Open(byte[] host, int port)
        {
            lock (_lock)
            {
                _toClient.Clear();
                _isOpen = true;
            }

            return TransportResult.Ok;
        }

        public int Reopen(byte[] host, int port) => Open(host, port);

        public int Send(byte[] buffer, int offset, int count)
        {
            lock (_lock)
            {
                ClientDatagrams++;
                HandshakeDatagrams += buffer[offset] == HandshakeRecord ? 1 : 0;
                _toServer.Add(buffer.AsSpan(offset, count));
                AwaitIdle();
            }

            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            lock (_lock)
            {
                return _toClient.Take(buffer.AsSpan(offset, count));
            }
        }

        public void Wait(int milliseconds)
        {
            lock (_lock)
            {
                _clock.Milliseconds += _toClient.Count == 0 ? milliseconds : 0;
            }
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        public bool Resume(byte[] buffer, int offset, int count) => false;

        public void Close()
        {
            lock (_lock)
            {
                _toClient.Clear();
                _isOpen = false;
            }
        }

        public void Dispose()
        {
            _isDisposed = true;
            Restart();
            _thread.Join(s_maxWait);
        }

        private void AwaitIdle()
        {
            Monitor.PulseAll(_lock);
            while (_breakdown == null && (!_isIdle || _toServer.Count > 0 || _isAborted))
            {
                if (!Monitor.Wait(_lock, s_maxWait))
                {
                    throw new TimeoutException("The server in memory hangs.");
                }
            }

            if (_breakdown != null)
            {
                throw new InvalidOperationException("The server in memory has broken down.", _breakdown);
            }
        }

        private void Flush()
        {
            lock (_lock)
            {
                _side.Flush();
            }
        }

        private void Run()
        {
            try
            {
                while (!_isDisposed)
                {
                    try
                    {
                        Serve(_side.AwaitRequest());
                    }
                    catch (IOException)
                    {
                        // The handshake failed, or the session was aborted or ended: the next one begins anew.
                    }

                    lock (_lock)
                    {
                        _session = null;
                        _isAborted = false;
                    }
                }
            }
            catch (Exception exception)
            {
                _breakdown = exception;
            }

            lock (_lock)
            {
                _isIdle = true;
                _isAborted = false;
                Monitor.PulseAll(_lock);
            }
        }

        private void Serve(DtlsRequest request)
        {
            Begun++;
            Session session = new DtlsServerProtocol().Accept(new Server(this), _side, request);
            _session = session;
            Finished++;
            byte[] data = new byte[MaxDatagramBytes];
            while (true)
            {
                // BouncyCastle takes 0 for "without end".
                int length = session.Receive(data, 0, data.Length, 0);
                if (length <= 0)
                {
                    throw new EndOfStreamException();
                }

                byte[] answer = Answer(data[..length]);
                if (answer != null)
                {
                    session.Send(answer, 0, answer.Length);
                }
            }
        }

        private byte[] Answer(byte[] datagram)
        {
            if (CoapMessage.Parse(datagram, out CoapMessage message) != CoapParseResult.Ok)
            {
                return null;
            }

            if (!CoapCode.IsRequest(message.Code))
            {
                Response = message;
                return null;
            }

            bool deregister = message.Code == CoapCode.Delete;
            bool register = !deregister && string.Join('/', message.Texts(CoapOption.UriPath)) == "rd";
            DeregisterCount += deregister ? 1 : 0;
            RegisterCount += register ? 1 : 0;
            UpdateCount += deregister || register ? 0 : 1;
            if (!Answers)
            {
                return null;
            }

            int code = deregister ? ResponseCode.Deleted : register ? ResponseCode.Created : ResponseCode.Changed;
            CoapMessage answer = new(code) { Type = CoapType.Acknowledgement, MessageId = message.MessageId, Token = message.Token };
            if (register)
            {
                answer.Add(CoapOption.LocationPath, "rd");
                answer.Add(CoapOption.LocationPath, "a1b2c");
            }

            return answer.ToBytes();
        }

        /// <summary>Datagrams in buffers that are there from the beginning; one too many is lost.</summary>
        private sealed class Ring
        {
            private const int MaxDatagrams = 32;

            private readonly byte[][] _datagrams = new byte[MaxDatagrams][];
            private readonly int[] _lengths = new int[MaxDatagrams];
            private int _first;

            internal Ring()
            {
                for (int i = 0; i < MaxDatagrams; i++)
                {
                    _datagrams[i] = new byte[MaxDatagramBytes];
                }
            }

            internal int Count { get; private set; }

            internal ReadOnlySpan<byte> Oldest => _datagrams[_first].AsSpan(0, _lengths[_first]);

            internal void Clear() => Count = 0;

            internal void Add(ReadOnlySpan<byte> datagram)
            {
                if (Count < MaxDatagrams)
                {
                    int index = (_first + Count) % MaxDatagrams;
                    datagram.CopyTo(_datagrams[index]);
                    _lengths[index] = datagram.Length;
                    Count++;
                }
            }

            internal int Take(Span<byte> buffer)
            {
                if (Count == 0)
                {
                    return 0;
                }

                int length = Math.Min(_lengths[_first], buffer.Length);
                Oldest[..length].CopyTo(buffer);
                _first = (_first + 1) % MaxDatagrams;
                Count--;
                return length;
            }
        }

        /// <summary>The server's end of the network. Records sent at once go in one datagram.</summary>
        private sealed class Side : DatagramTransport
        {
            private readonly DtlsMemoryServer _owner;
            private readonly DtlsVerifier _verifier = new(new BcTlsCrypto(new SecureRandom()));
            private readonly MemoryStream _flight = new();
            private byte[] _hello;
            private DtlsRequest _next;

            internal Side(DtlsMemoryServer owner)
            {
                _owner = owner;
            }

            public int GetReceiveLimit() => MaxDatagramBytes;

            public int GetSendLimit() => MaxDatagramBytes;

            public int Receive(byte[] buf, int off, int len, int waitMillis) => Receive(buf.AsSpan(off, len), waitMillis);

            public int Receive(Span<byte> buffer, int waitMillis)
            {
                while (true)
                {
                    byte[] datagram = Take();
                    if (!IsHello(datagram) || Verify(datagram))
                    {
                        datagram.CopyTo(buffer);
                        return datagram.Length;
                    }
                }
            }

            public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

            public void Send(ReadOnlySpan<byte> buffer)
            {
                if (!_owner._isAborted && _next == null)
                {
                    _flight.Write(buffer);
                }
            }

            public void Close()
            {
            }

            /// <summary>Waits for a ClientHello with a valid cookie.</summary>
            internal DtlsRequest AwaitRequest()
            {
                while (_next == null)
                {
                    byte[] datagram = Take();
                    if (IsHello(datagram))
                    {
                        _hello = null;
                        try
                        {
                            Verify(datagram);
                        }
                        catch (IOException)
                        {
                            // It is what was waited for.
                        }
                    }
                }

                DtlsRequest request = _next;
                _next = null;
                return request;
            }

            internal void Flush()
            {
                if (_flight.Length > 0)
                {
                    byte[] datagram = _flight.ToArray();
                    _flight.SetLength(0);
                    _owner.Changes?.Invoke(datagram);
                    if (!_owner.IsSilent && _owner._isOpen)
                    {
                        _owner.ServerDatagrams++;
                        _owner._toClient.Add(datagram);
                    }
                }
            }

            private static bool IsHello(byte[] datagram) =>
                datagram.Length > HeaderBytes && datagram[0] == HandshakeRecord && datagram[HeaderBytes] == ClientHello
                && datagram[EpochAt] == 0 && datagram[EpochAt + 1] == 0;

            // Whether this is the beginning of the present handshake, repeated. That of another one ends what there is.
            private bool Verify(byte[] datagram)
            {
                DtlsRequest request = _verifier.VerifyRequest(Encoding.ASCII.GetBytes("client"), datagram, 0, datagram.Length, this);
                byte[] hello = datagram[HeaderBytes..];
                if (request == null)
                {
                    return false;
                }

                if (_hello != null && hello.AsSpan().SequenceEqual(_hello))
                {
                    return _owner._session == null;
                }

                _hello = hello;
                _next = request;
                throw new IOException("another handshake begins");
            }

            private byte[] Take()
            {
                lock (_owner._lock)
                {
                    Flush();
                    while (_owner._toServer.Count == 0 && !_owner._isAborted)
                    {
                        _owner._isIdle = true;
                        Monitor.PulseAll(_owner._lock);
                        Monitor.Wait(_owner._lock);
                    }

                    _owner._isIdle = false;
                    if (_owner._isAborted)
                    {
                        // What BouncyCastle says for a goodbye is not sent.
                        _next = null;
                        throw new Aborted();
                    }

                    byte[] datagram = _owner._toServer.Oldest.ToArray();
                    _owner._toServer.Take(datagram);
                    return datagram;
                }
            }
        }

        private sealed class Aborted : IOException
        {
        }

        /// <summary>What the server agrees to.</summary>
        private sealed class Server : PskTlsServer, TlsPskIdentityManager
        {
            private readonly DtlsMemoryServer _owner;

            internal Server(DtlsMemoryServer owner)
                : base(new BcTlsCrypto(new SecureRandom()), null)
            {
                _owner = owner;
            }

            public override TlsPskIdentityManager GetPskIdentityManager() => this;

            public byte[] GetHint() => null;

            // A copy: BouncyCastle erases it.
            public byte[] GetPsk(byte[] identity) => Encoding.UTF8.GetString(identity) == Identity ? (byte[])Key.Clone() : null;

            public override void NotifySecureRenegotiation(bool secureRenegotiation)
            {
            }

            public override ProtocolVersion GetServerVersion() =>
                _owner.Version == ProtocolVersion.DTLSv12 ? _owner.Version : throw new TlsFatalAlert(AlertDescription.protocol_version);

            protected override ProtocolVersion[] GetSupportedVersions() => _owner.Version.Only();

            protected override int[] GetSupportedCipherSuites() => new[] { _owner.Suite };

            protected override byte[] GetNewConnectionID() =>
                _owner.ConnectionIdBytes < 0 ? null : RandomNumberGenerator.GetBytes(_owner.ConnectionIdBytes);
        }
    }
}
