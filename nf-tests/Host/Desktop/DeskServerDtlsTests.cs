using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using Org.BouncyCastle.Tls;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server's DTLS: handshakes, sessions, and what is refused.</summary>
    public class DeskServerDtlsTests
    {
        private const byte HandshakeRecord = 22;
        private const byte ChangeCipherSpecRecord = 20;
        private const byte ConnectionIdRecord = 25;
        private const int MaxWaitMilliseconds = 20000;
        private const int MessageAt = 13;

        private static readonly TimeSpan s_maxWait = TimeSpan.FromMilliseconds(MaxWaitMilliseconds);

        private DeskServerDtlsServer _server;
        private List<DeskServerDtlsClient> _clients;

        [SetUp]
        public void Start()
        {
            _server = new DeskServerDtlsServer();
            _clients = new List<DeskServerDtlsClient>();
        }

        [TearDown]
        public async Task Stop()
        {
            _clients.ForEach(c => c.Dispose());
            await _server.Server.DisposeAsync();
        }

        [Test]
        public async Task A_device_registers_and_is_read()
        {
            DeskServerDtlsClient client = Connect();
            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));

            Assert.That(_server.Next(DtlsChangeKind.Handshake).Identity, Is.Null);
            DtlsChange session = _server.Next(DtlsChangeKind.Session);
            Assert.That(
                (RegistrationReport.Address(session.Address), session.Identity, session.HasConnectionId, session.Replaces),
                Is.EqualTo((client.Address, "device", false, false)));
            Registration registration = _server.NextRegistration().Registration;
            Assert.That(((DtlsPeer)registration.Peer).Identity, Is.EqualTo("device"));

            Assert.That(await ReadManufacturer(client), Is.EqualTo("\"Acme\""));
        }

        [Test]
        public void A_handshake_takes_three_datagrams_of_the_server()
        {
            Connect();

            Assert.That(_server.Sent, Has.Count.EqualTo(3));
        }

        [TestCase("")]
        [TestCase("C1")]
        public async Task A_session_with_a_Connection_ID_moves_with_the_device(string connectionId)
        {
            DeskServerDtlsClient client = NewClient();
            client.ConnectionId = Convert.FromHexString(connectionId);
            client.Connect();
            _server.Next(DtlsChangeKind.Handshake);
            Assert.That(_server.Next(DtlsChangeKind.Session).HasConnectionId, Is.True);
            CoapMessage registered = client.Exchange(Register("ep=node"));
            int handshake = client.Sent.Count(d => d[0] is HandshakeRecord or ChangeCipherSpecRecord);

            client.Move();
            CoapMessage update = Request(CoapCode.Post, string.Join('/', registered.Texts(CoapOption.LocationPath)));
            Assert.That(client.Exchange(update).Code, Is.EqualTo(ResponseCode.Changed));

            Assert.That(client.Sent.Count(d => d[0] is HandshakeRecord or ChangeCipherSpecRecord), Is.EqualTo(handshake));
            Assert.That(client.Sent[^1][0], Is.EqualTo(ConnectionIdRecord));
            DtlsChange moved = _server.Next(DtlsChangeKind.Moved);
            Assert.That((RegistrationReport.Address(moved.Address), moved.Identity), Is.EqualTo((client.Address, "device")));
            Assert.That(await ReadManufacturer(client), Is.EqualTo("\"Acme\""));
            Assert.That(RegistrationReport.Address(_server.Server.Registrations.Find("node").Peer), Is.EqualTo(client.Address));

            // The same message from elsewhere is known to be the same.
            client.Move();
            Assert.That(client.Exchange(update).Code, Is.EqualTo(ResponseCode.Changed));
            Assert.That(_server.NextRegistration().Kind, Is.EqualTo(RegistrationChangeKind.Registered));
            Assert.That(_server.NextRegistration().Kind, Is.EqualTo(RegistrationChangeKind.Updated));
        }

        [Test]
        public void A_replayed_or_forged_record_does_not_move_a_session()
        {
            DeskServerDtlsClient client = NewClient();
            client.ConnectionId = Array.Empty<byte>();
            client.Connect();
            client.Exchange(Register("ep=node"));
            byte[] forged = client.Sent[^1].ToArray();
            forged[10]++;

            using UdpClient thief = new();
            thief.Connect(IPAddress.Loopback, ((IPEndPoint)_server.LocalEndPoint).Port);
            thief.Send(client.Sent[^1]);
            thief.Send(forged);

            Assert.That(client.Exchange(Request(CoapCode.Get, "rd")).Code, Is.EqualTo(ResponseCode.MethodNotAllowed));
            Assert.That(thief.Available, Is.Zero);
            _server.Next(DtlsChangeKind.Handshake);
            _server.Next(DtlsChangeKind.Session);
            Assert.That(_server.IsSilent);
        }

        [Test]
        public void A_session_without_a_Connection_ID_stays_at_its_address()
        {
            DeskServerDtlsClient client = Connect();
            client.Move();
            client.SendData(Register("ep=node").ToBytes());
            DeskServerDtlsClient other = NewClient();
            other.Connect();
            other.Exchange(Register("ep=node"));

            Assert.That(client.Socket.Available, Is.Zero);
        }

        [Test]
        public void Nothing_is_kept_of_a_client_that_did_not_prove_its_address()
        {
            DeskServerDtlsClient client = NewClient();

            Assert.That(Exchange(client, NewClient().Hello())[MessageAt], Is.EqualTo(HandshakeType.hello_verify_request));
            Assert.That(_server.Channel.Handshakes, Is.Zero);
            Assert.That(_server.IsSilent);
        }

        [Test]
        public void A_cookie_is_good_for_one_address()
        {
            DeskServerDtlsClient client = Connect();
            byte[] hello = client.Sent.Last(d => d[0] == HandshakeRecord && d[MessageAt] == HandshakeType.client_hello);
            _server.Next(DtlsChangeKind.Handshake);
            _server.Next(DtlsChangeKind.Session);

            client.Move();
            Assert.That(Exchange(client, hello)[MessageAt], Is.EqualTo(HandshakeType.hello_verify_request));
            Assert.That(_server.IsSilent);
        }

        [Test]
        public void Handshakes_under_way_are_bounded()
        {
            byte[] hello = NewClient().Hello();
            for (int i = 0; i <= DtlsChannel.MaxHandshakes; i++)
            {
                DeskServerDtlsClient client = NewClient();
                client.Socket.Send(DeskServerDtlsClient.WithCookie(hello, Exchange(client, hello)));
            }

            for (int i = 0; i < DtlsChannel.MaxHandshakes; i++)
            {
                _server.Next(DtlsChangeKind.Handshake);
            }

            Assert.That(_server.Next(DtlsChangeKind.HandshakeFailed).Reason, Is.EqualTo("64 handshakes are under way already"));
            Assert.That(_server.Channel.Handshakes, Is.EqualTo(DtlsChannel.MaxHandshakes));
        }

        [Test]
        public void A_device_that_gives_up_its_handshake_for_another_one()
        {
            DeskServerDtlsClient client = NewClient();
            byte[] hello = NewClient().Hello();
            Exchange(client, DeskServerDtlsClient.WithCookie(hello, Exchange(client, hello)));
            _server.Next(DtlsChangeKind.Handshake);
            client.Connect();
            _server.Next(DtlsChangeKind.Handshake);

            _server.Next(DtlsChangeKind.Session);
            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
            Assert.That(_server.Channel.Handshakes, Is.Zero);
        }

        [Test]
        public void Unknown_identity()
        {
            DeskServerDtlsClient client = NewClient();
            client.Identity = Encoding.UTF8.GetBytes("stranger");

            Assert.That(Refusal(client), Is.EqualTo("unknown identity 'stranger'"));
        }

        [TestCase("7F0A", ExpectedResult = "unknown identity with the bytes 7F0A")]
        [TestCase("FF", ExpectedResult = "unknown identity with the bytes FF")]
        [TestCase("", ExpectedResult = "unknown identity ''")]
        public string An_identity_that_would_spoil_the_log(string identity)
        {
            DeskServerDtlsClient client = NewClient();
            client.Identity = Convert.FromHexString(identity);
            return Refusal(client);
        }

        [Test]
        public void An_identity_that_is_too_long()
        {
            DeskServerDtlsClient client = NewClient();
            client.Identity = new byte[129];

            Assert.That(Refusal(client), Is.EqualTo("unknown identity of 129 bytes"));
        }

        [Test]
        public void Wrong_key()
        {
            DeskServerDtlsClient client = NewClient();
            client.Key = new byte[16];

            Assert.That(Refusal(client), Is.EqualTo("wrong key for the identity 'device'"));
        }

        [Test]
        public void Wrong_suite()
        {
            DeskServerDtlsClient client = NewClient();
            client.Suite = CipherSuite.TLS_PSK_WITH_AES_128_CCM;

            Assert.That(Refusal(client), Is.EqualTo("handshake_failure(40); the client does not offer TLS_PSK_WITH_AES_128_CCM_8"));
        }

        [Test]
        public void Without_the_extended_master_secret()
        {
            DeskServerDtlsClient client = NewClient();
            client.OffersExtendedMasterSecret = false;

            Assert.That(Refusal(client), Is.EqualTo("handshake_failure(40); Extended Master Secret extension is required"));
        }

        [Test]
        public void Another_version()
        {
            DeskServerDtlsClient client = NewClient();
            client.Version = ProtocolVersion.DTLSv10;
            client.Suite = CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA;

            Assert.That(Refusal(client), Is.EqualTo("protocol_version(70); the client does not offer DTLS 1.2"));
        }

        [Test]
        public void A_refused_device_gets_in_with_the_right_key_at_once()
        {
            DeskServerDtlsClient client = NewClient();
            byte[] key = client.Key;
            client.Key = new byte[16];
            Refusal(client);

            client.Key = key;
            client.Connect();
            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
        }

        [Test]
        public async Task A_client_that_disappears_in_the_handshake_is_given_up()
        {
            await _server.Server.DisposeAsync();
            _server = new DeskServerDtlsServer(TimeSpan.FromMilliseconds(300));
            DeskServerDtlsClient client = NewClient();
            byte[] hello = NewClient().Hello();
            client.Socket.Send(DeskServerDtlsClient.WithCookie(hello, Exchange(client, hello)));

            _server.Next(DtlsChangeKind.Handshake);
            Assert.That(_server.Next(DtlsChangeKind.HandshakeFailed).Reason, Is.EqualTo("not finished within 0.3 s"));
            Assert.That(_server.Channel.Handshakes, Is.Zero);
        }

        // The server's datagrams of a handshake: HelloVerifyRequest; ServerHello and ServerHelloDone; ChangeCipherSpec and Finished.
        [TestCase(0)]
        [TestCase(1)]
        [TestCase(2)]
        public void A_lost_datagram_of_the_server_is_repeated(int lost)
        {
            int count = 0;
            _server.Loses = _ => count++ == lost;

            DeskServerDtlsClient client = Connect();
            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
            _server.Next(DtlsChangeKind.Handshake);
            _server.Next(DtlsChangeKind.Session);
            Assert.That(_server.IsSilent);
        }

        [TestCase(0)]
        [TestCase(1)]
        [TestCase(2)]
        [TestCase(3)]
        [TestCase(4)]
        public void A_lost_datagram_of_the_client_is_repeated(int lost)
        {
            DeskServerDtlsClient client = NewClient();
            int count = 0;
            client.Loses = _ => count++ == lost;
            client.Connect();

            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
        }

        [Test]
        public void Every_datagram_of_the_client_twice()
        {
            DeskServerDtlsClient client = NewClient();
            client.Loses = d =>
            {
                client.Socket.Send(d);
                return false;
            };
            client.Connect();

            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
            _server.Next(DtlsChangeKind.Handshake);
            _server.Next(DtlsChangeKind.Session);
            Assert.That(_server.IsSilent);
            Assert.That(_server.Channel.Handshakes, Is.Zero);
        }

        [Test]
        public async Task A_device_that_starts_anew_at_another_port_replaces_its_session()
        {
            DeskServerDtlsClient old = Connect();
            old.Exchange(Register("ep=node"));
            DeskServerDtlsClient present = Connect();
            _server.Next(DtlsChangeKind.Handshake);
            Assert.That(_server.Next(DtlsChangeKind.Session).Replaces, Is.False);
            _server.Next(DtlsChangeKind.Handshake);
            Assert.That(_server.Next(DtlsChangeKind.Session).Replaces, Is.True);
            Assert.That(_server.Channel.Sessions, Is.EqualTo(1));

            old.SendData(Register("ep=node").ToBytes());
            Assert.That(present.Exchange(Register("ep=node", "lt=60")).Code, Is.EqualTo(ResponseCode.Created));
            Assert.That(old.Socket.Available, Is.Zero);
            _server.NextRegistration();
            _server.NextRegistration();
            Assert.That(_server.Server.Registrations.ToList().Single().LifetimeSeconds, Is.EqualTo(60));
            Assert.That(await ReadManufacturer(present), Is.EqualTo("\"Acme\""));
        }

        [TestCase(false)]
        [TestCase(true)]
        public async Task A_device_that_starts_anew_at_the_same_port_replaces_its_session(bool hasConnectionId)
        {
            DeskServerDtlsClient client = NewClient();
            client.ConnectionId = hasConnectionId ? Array.Empty<byte>() : null;
            client.Connect();
            client.Exchange(Register("ep=node"));
            client.Connect();
            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));

            Assert.That(await ReadManufacturer(client), Is.EqualTo("\"Acme\""));
            Assert.That(_server.Channel.Sessions, Is.EqualTo(1));
        }

        [Test]
        public void An_unfinished_handshake_does_not_end_a_session()
        {
            DeskServerDtlsClient client = Connect();
            client.Exchange(Register("ep=node"));
            DeskServerDtlsClient liar = NewClient();
            liar.Key = new byte[16];
            Assert.That(liar.Connect, Throws.Exception);

            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
        }

        [Test]
        public void A_session_that_the_client_ends_is_forgotten()
        {
            DeskServerDtlsClient client = Connect();
            _server.Next(DtlsChangeKind.Handshake);
            _server.Next(DtlsChangeKind.Session);
            client.End();

            Assert.That(_server.Next(DtlsChangeKind.Ended).Reason, Is.EqualTo("closed by the client"));
            Assert.That(_server.Channel.Sessions, Is.Zero);
        }

        [Test]
        public async Task A_server_that_stops_says_so()
        {
            DeskServerDtlsClient client = Connect();
            client.Exchange(Register("ep=node"));
            int count = client.Received.Count;
            await _server.Server.DisposeAsync();
            client.Receive(new byte[2000], MaxWaitMilliseconds);

            Assert.That(client.Received[count][0], Is.EqualTo(ContentType.alert));
        }

        [Test]
        public void A_request_to_a_session_that_is_over_is_lost()
        {
            DeskServerDtlsClient client = Connect();
            client.Exchange(Register("ep=node"));
            _server.NextRegistration();
            client.End();
            Registration registration = _server.Server.Registrations.Find("node");
            _server.Next(DtlsChangeKind.Handshake);
            _server.Next(DtlsChangeKind.Session);
            _server.Next(DtlsChangeKind.Ended);
            int sent = _server.Sent.Count;

            _server.Channel.Send(new byte[] { 1 }, registration.Peer);
            Assert.That(_server.Sent, Has.Count.EqualTo(sent));
        }

        [Test]
        public void Too_much_for_a_record_does_not_end_the_session()
        {
            DeskServerDtlsClient client = Connect();
            client.Exchange(Register("ep=node"));
            _server.NextRegistration();

            _server.Channel.Send(new byte[20000], _server.Server.Registrations.Find("node").Peer);
            Assert.That(client.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
        }

        [Test]
        public void Rubbish_does_no_harm()
        {
            DeskServerDtlsClient client = NewClient();
            client.ConnectionId = new byte[] { 7 };
            client.Connect();
            client.Exchange(Register("ep=node"));
            Random random = new(1);
            byte[][] seeds = client.Sent.Concat(client.Received).ToArray();
            using UdpClient stranger = new();
            stranger.Connect(IPAddress.Loopback, ((IPEndPoint)_server.LocalEndPoint).Port);
            for (int i = 0; i < 300; i++)
            {
                byte[] datagram = seeds[random.Next(seeds.Length)][..];
                datagram = datagram[..random.Next(datagram.Length + 1)];
                for (int flips = random.Next(3); flips > 0 && datagram.Length > 0; flips--)
                {
                    datagram[random.Next(datagram.Length)] ^= (byte)(1 << random.Next(8));
                }

                client.Socket.Send(datagram);
                stranger.Send(datagram);
                if (i % 50 == 0)
                {
                    // What came too fast was lost: the loopback has a buffer.
                    Assert.That(Retried(client, Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
                }
            }

            Assert.That(Retried(client, Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
        }

        private static CoapMessage Retried(DeskServerDtlsClient client, CoapMessage request)
        {
            client.SendData(request.ToBytes());
            CoapMessage answer;
            do
            {
                answer = client.ReceiveMessage();
            }
            while (answer.MessageId != request.MessageId);

            return answer;
        }

        private DeskServerDtlsClient NewClient()
        {
            DeskServerDtlsClient client = new(_server.LocalEndPoint);
            _clients.Add(client);
            return client;
        }

        private DeskServerDtlsClient Connect()
        {
            DeskServerDtlsClient client = NewClient();
            client.Connect();
            return client;
        }

        // Why the server said that it refused.
        private string Refusal(DeskServerDtlsClient client)
        {
            Assert.That(client.Connect, Throws.InstanceOf<TlsFatalAlertReceived>());
            _server.Next(DtlsChangeKind.Handshake);
            DtlsChange failed = _server.Next(DtlsChangeKind.HandshakeFailed);
            Assert.That(RegistrationReport.Address(failed.Address), Is.EqualTo(client.Address));
            return failed.Reason;
        }

        private static byte[] Exchange(DeskServerDtlsClient client, byte[] datagram)
        {
            client.Socket.Send(datagram);
            byte[] answer = new byte[2000];
            return answer[..client.Receive(answer, MaxWaitMilliseconds)];
        }

        private async Task<string> ReadManufacturer(DeskServerDtlsClient client)
        {
            Task<DeviceAnswer> reading = _server.Server.ReadAsync("node", "/3/0/0");
            client.SendData(Answer(client.ReceiveMessage(), ResponseCode.Content, ContentFormat.PlainText, "Acme").ToBytes());
            return (await reading.WaitAsync(s_maxWait)).Values(out _).Single().Text;
        }
    }
}
