using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using NUnit.Framework;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A device that speaks DTLS: BouncyCastle's client, which can offer and do what no device of ours would.</summary>
    internal sealed class DeskServerDtlsClient : DatagramTransport, IDisposable
    {
        /// <summary>Where the length of a cookie stands in a ClientHello without a session to resume.</summary>
        public const int CookieLengthAt = 60;

        private const int VerifyCookieAt = 28;
        private const int MaxWaitMilliseconds = 20000;
        private const int MaxDatagramBytes = 16384;

        private readonly EndPoint _server;
        private readonly List<Socket> _sockets = new();
        private DtlsTransport _session;

        public DeskServerDtlsClient(EndPoint server, string identity = "device", string key = DeskServerDtlsServer.Key)
        {
            _server = new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)server).Port);
            Identity = Encoding.UTF8.GetBytes(identity);
            Key = Convert.FromHexString(key);
            Move();
        }

        public byte[] Identity { get; set; }

        public byte[] Key { get; set; }

        /// <summary>The Connection ID to offer; none where it is null.</summary>
        public byte[] ConnectionId { get; set; }

        public int Suite { get; set; } = CipherSuite.TLS_PSK_WITH_AES_128_CCM_8;

        public ProtocolVersion Version { get; set; } = ProtocolVersion.DTLSv12;

        public bool OffersExtendedMasterSecret { get; set; } = true;

        /// <summary>Loses what is to be sent where it says so.</summary>
        public Func<byte[], bool> Loses { get; set; } = _ => false;

        /// <summary>When it gives up a handshake.</summary>
        public int TimeoutMilliseconds { get; set; } = MaxWaitMilliseconds;

        public List<byte[]> Sent { get; } = new();

        public List<byte[]> Received { get; } = new();

        public Socket Socket => _sockets[^1];

        public string Address => RegistrationReport.Address(Socket.LocalEndPoint);

        /// <summary>Gets the first message of a handshake, which is not sent.</summary>
        public byte[] Hello()
        {
            byte[] hello = null;
            TimeoutMilliseconds = 1;
            Loses = d =>
            {
                hello ??= d;
                return true;
            };
            Assert.That(Connect, Throws.Exception);
            return hello;
        }

        /// <summary>Gets the second message: the first one with the cookie of a HelloVerifyRequest.</summary>
        public static byte[] WithCookie(byte[] hello, byte[] verify)
        {
            byte[] cookie = verify[VerifyCookieAt..];
            byte[] result = hello[..CookieLengthAt].Append((byte)cookie.Length).Concat(cookie).Concat(hello[(CookieLengthAt + 1)..]).ToArray();

            // Of the record, of the message and of its only fragment.
            foreach (int lengthAt in new[] { 11, 15, 23 })
            {
                Span<byte> length = result.AsSpan(lengthAt);
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(length) + cookie.Length));
            }

            // The second of the records and of the messages.
            result[10] = 1;
            result[18] = 1;
            return result;
        }

        /// <summary>Does the handshake.</summary>
        public void Connect() => _session = new DtlsClientProtocol().Connect(new Client(this), this);

        /// <summary>Sends from another port from now on.</summary>
        public void Move()
        {
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(_server);
            _sockets.Add(socket);
        }

        public CoapMessage Exchange(CoapMessage request)
        {
            SendData(request.ToBytes());
            return ReceiveMessage();
        }

        public CoapMessage ReceiveMessage()
        {
            byte[] data = new byte[MaxDatagramBytes];
            int length = _session.Receive(data, 0, data.Length, MaxWaitMilliseconds);
            Assert.That(length, Is.Positive, "no answer");
            Assert.That(CoapMessage.Parse(data[..length], out CoapMessage message), Is.EqualTo(CoapParseResult.Ok));
            return message;
        }

        public void SendData(byte[] data) => _session.Send(data, 0, data.Length);

        /// <summary>Ends the session and says so.</summary>
        public void End() => _session.Close();

        public int GetReceiveLimit() => MaxDatagramBytes;

        public int GetSendLimit() => MaxDatagramBytes;

        public int Receive(byte[] buf, int off, int len, int waitMillis) => Receive(buf.AsSpan(off, len), waitMillis);

        public int Receive(Span<byte> buffer, int waitMillis)
        {
            if (!Socket.Poll(TimeSpan.FromMilliseconds(waitMillis), SelectMode.SelectRead))
            {
                return -1;
            }

            int length = Socket.Receive(buffer);
            Received.Add(buffer[..length].ToArray());
            return length;
        }

        public void Send(byte[] buf, int off, int len) => Send(buf.AsSpan(off, len));

        public void Send(ReadOnlySpan<byte> buffer)
        {
            byte[] datagram = buffer.ToArray();
            if (!Loses(datagram))
            {
                Sent.Add(datagram);
                Socket.Send(datagram);
            }
        }

        public void Close()
        {
        }

        public void Dispose() => _sockets.ForEach(s => s.Dispose());

        private sealed class Client : PskTlsClient
        {
            private const int ResendMilliseconds = 100;

            private readonly DeskServerDtlsClient _client;

            internal Client(DeskServerDtlsClient client)
                : base(new BcTlsCrypto(new SecureRandom()), new BasicTlsPskIdentity(client.Identity, client.Key))
            {
                _client = client;
            }

            public override int GetHandshakeTimeoutMillis() => _client.TimeoutMilliseconds;

            public override int GetHandshakeResendTimeMillis() => ResendMilliseconds;

            public override bool ShouldUseExtendedMasterSecret() => _client.OffersExtendedMasterSecret;

            protected override ProtocolVersion[] GetSupportedVersions() => _client.Version.Only();

            protected override int[] GetSupportedCipherSuites() => new[] { _client.Suite };

            protected override byte[] GetNewConnectionID() => _client.ConnectionId;
        }
    }
}
