using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Whose key may register, update and deregister which endpoint; with DTLS and without on one server.</summary>
    public class DeskServerSecureRegistrationTests
    {
        private const string Key = DeskServerDtlsServer.Key;
        private const int MaxWaitMilliseconds = 20000;

        private PskKeys _keys;
        private UdpChannel _plain;
        private UdpChannel _secure;
        private LwM2mServer _server;
        private List<RegistrationChange> _changes;
        private List<IDisposable> _devices;

        [SetUp]
        public void Start()
        {
            _keys = new PskKeys();
            _keys.Add("a", Convert.FromHexString(Key));
            _keys.Add("b", Convert.FromHexString(Key));
            _keys.Add("named", Convert.FromHexString(Key), "boiler");
            _plain = new UdpChannel(0);
            _secure = new UdpChannel(0);
            _changes = new List<RegistrationChange>();
            _server = new LwM2mServer(new CombinedChannel(_plain, new DtlsChannel(_secure, _keys)), changed: _changes.Add);
            _devices = new List<IDisposable>();
        }

        [TearDown]
        public async Task Stop()
        {
            _devices.ForEach(d => d.Dispose());
            await _server.DisposeAsync();
        }

        [Test]
        public void A_key_with_an_endpoint_is_for_that_one()
        {
            DeskServerDtlsClient device = Connect("named");

            Assert.That(
                Answer(device.Exchange(Register("ep=other"))),
                Is.EqualTo("4.03 the key of 'named' is bound to the endpoint 'boiler', not to 'other'"));
            Assert.That(Answer(device.Exchange(Register("ep=boiler"))), Does.StartWith("2.01"));
            Assert.That(_server.Registrations.ToList().Single().Endpoint, Is.EqualTo("boiler"));
            Assert.That(_changes[0].Kind, Is.EqualTo(RegistrationChangeKind.Refused));
        }

        [Test]
        public void A_key_without_an_endpoint_is_for_the_first_one_that_registers()
        {
            DeskServerDtlsClient device = Connect("a");
            Assert.That(Answer(device.Exchange(Register("ep=one", "lt=x"))), Does.StartWith("4.00"));
            Assert.That(Answer(device.Exchange(Register("ep=two"))), Does.StartWith("2.01"));

            Assert.That(
                Answer(Connect("a").Exchange(Register("ep=one"))), Is.EqualTo("4.03 the key of 'a' is bound to the endpoint 'two', not to 'one'"));
            Assert.That(Answer(Connect("a").Exchange(Register("ep=two"))), Does.StartWith("2.01"));
        }

        [TestCase("boiler")]
        [TestCase("node")]
        public void An_endpoint_of_another_key_is_refused(string endpoint)
        {
            Connect("a").Exchange(Register("ep=node"));

            Assert.That(
                Answer(Connect("b").Exchange(Register("ep=" + endpoint))),
                Is.EqualTo($"4.03 the endpoint '{endpoint}' is bound to another key than that of 'b'"));
        }

        [TestCase("boiler")]
        [TestCase("node")]
        public void An_endpoint_of_a_key_is_refused_without_one(string endpoint)
        {
            Connect("a").Exchange(Register("ep=node"));

            Assert.That(
                Answer(ExchangePlain(Register("ep=" + endpoint))),
                Is.EqualTo($"4.03 the endpoint '{endpoint}' is bound to a key: it registers with DTLS only"));
            Assert.That(Answer(ExchangePlain(Register("ep=plain"))), Does.StartWith("2.01"));
        }

        [Test]
        public void Update_and_Deregister_with_another_key_or_without_one_are_refused()
        {
            DeskServerDtlsClient owner = Connect("a");
            string location = Location(owner.Exchange(Register("ep=node", "lt=100")));
            string refusal = $"4.03 {location} was registered with another key";
            DeskServerDtlsClient other = Connect("b");

            Assert.That(Answer(other.Exchange(Request(CoapCode.Post, location, "lt=50"))), Is.EqualTo(refusal));
            Assert.That(Answer(other.Exchange(Request(CoapCode.Delete, location))), Is.EqualTo(refusal));
            Assert.That(Answer(ExchangePlain(Request(CoapCode.Post, location, "lt=50"))), Is.EqualTo(refusal));
            Assert.That(Answer(ExchangePlain(Request(CoapCode.Delete, location))), Is.EqualTo(refusal));
            Assert.That(_server.Registrations.Find("node").LifetimeSeconds, Is.EqualTo(100));
            Assert.That(_changes.Select(c => c.Kind).Skip(1).Take(3), Has.All.EqualTo(RegistrationChangeKind.Refused));

            Assert.That(Answer(owner.Exchange(Request(CoapCode.Post, location, "lt=50"))), Does.StartWith("2.04"));
            Assert.That(Answer(Connect("a").Exchange(Request(CoapCode.Delete, location))), Does.StartWith("2.02"));
        }

        [Test]
        public void A_key_does_not_take_over_what_was_registered_without_one_by_an_Update()
        {
            string location = Location(ExchangePlain(Register("ep=node")));
            DeskServerDtlsClient device = Connect("a");

            Assert.That(Answer(device.Exchange(Request(CoapCode.Post, location))), Does.StartWith("4.03"));
            Assert.That(Answer(device.Exchange(Register("ep=node"))), Does.StartWith("2.01"));
            Assert.That(Answer(ExchangePlain(Request(CoapCode.Post, location))), Does.StartWith("4.04"));
        }

        [Test]
        public async Task Devices_with_DTLS_and_without_are_read()
        {
            DeskServerDtlsClient secure = Connect("a");
            secure.Exchange(Register("ep=secure"));
            UdpClient plain = NewPlain();
            ExchangePlain(Register("ep=plain"), plain);

            Task<DeviceAnswer> first = _server.ReadAsync("secure", "/3/0/0");
            secure.SendData(DeskServerMessages.Answer(secure.ReceiveMessage(), ResponseCode.Content, 0, "S").ToBytes());
            Task<DeviceAnswer> second = _server.ReadAsync("plain", "/3/0/0");
            plain.Send(DeskServerMessages.Answer(Receive(plain), ResponseCode.Content, 0, "P").ToBytes());

            Assert.That((await first).Values(out _).Single().Text, Is.EqualTo("\"S\""));
            Assert.That((await second).Values(out _).Single().Text, Is.EqualTo("\"P\""));
        }

        [Test]
        public async Task A_device_with_DTLS_notifies_and_sends_and_nobody_does_in_its_place()
        {
            List<ObservationChange> told = new();
            List<SentData> sent = new();
            _server.ObservationChanged += told.Add;
            _server.DataSent += sent.Add;
            DeskServerDtlsClient device = Connect("a");
            string location = Location(device.Exchange(Register("ep=node")));
            Task<DeviceAnswer> observe = _server.ObserveAsync("node", "/3/0/9");
            CoapMessage request = device.ReceiveMessage();
            CoapMessage answer = DeskServerMessages.Answer(request, ResponseCode.Content, 0, "80");
            answer.Add(CoapOption.Observe, 1);
            device.SendData(answer.ToBytes());
            Assert.That((await observe).IsObserved, Is.True);
            Assert.That(device.Exchange(Notification(request, 2, "79", CoapType.Confirmable)).Type, Is.EqualTo(CoapType.Acknowledgement));

            DeskServerDtlsClient other = Connect("b");
            Assert.That(other.Exchange(Notification(request, 3, "1", CoapType.Confirmable)).Type, Is.EqualTo(CoapType.Reset));
            Assert.That(ExchangePlain(Notification(request, 3, "1", CoapType.Confirmable)).Type, Is.EqualTo(CoapType.Reset));
            CoapMessage send = WithLinks(Request(CoapCode.Post, "dp"), "[{\"n\":\"/3/0/9\",\"v\":78}]").Without(CoapOption.ContentFormat);
            send.Add(CoapOption.ContentFormat, 110);
            Assert.That(Answer(other.Exchange(send)), Does.StartWith("4.04"));
            Assert.That(Answer(device.Exchange(send)), Does.StartWith("2.04"));

            // The next session, the same registration.
            DeskServerDtlsClient again = Connect("a");
            Assert.That(Answer(again.Exchange(Request(CoapCode.Post, location))), Does.StartWith("2.04"));
            Assert.That(again.Exchange(Notification(request, 3, "77", CoapType.Confirmable)).Type, Is.EqualTo(CoapType.Acknowledgement));

            // What is told is told behind the acknowledgement.
            SpinWait.SpinUntil(() => told.Count == 2 && sent.Count == 1, MaxWaitMilliseconds);
            Assert.That(told.Select(t => t.Answer.Values(out _).Single().Value), Is.EqualTo(new[] { 79, 77 }));
            Assert.That(sent.Single().Values.Single().Value, Is.EqualTo(78));
        }

        private DeskServerDtlsClient Connect(string identity)
        {
            DeskServerDtlsClient device = new(_secure.LocalEndPoint, identity);
            _devices.Add(device);
            device.Connect();
            return device;
        }

        private UdpClient NewPlain()
        {
            UdpClient device = new();
            _devices.Add(device);
            device.Client.ReceiveTimeout = MaxWaitMilliseconds;
            device.Connect(IPAddress.Loopback, ((IPEndPoint)_plain.LocalEndPoint).Port);
            return device;
        }

        private CoapMessage ExchangePlain(CoapMessage request, UdpClient device = null)
        {
            device ??= NewPlain();
            device.Send(request.ToBytes());
            return Receive(device);
        }

        private static CoapMessage Receive(UdpClient device)
        {
            IPEndPoint from = null;
            Assert.That(CoapMessage.Parse(device.Receive(ref from), out CoapMessage message), Is.EqualTo(CoapParseResult.Ok));
            return message;
        }

        private static string Answer(CoapMessage answer) => $"{answer.Code >> 5}.{answer.Code & 31:D2} {Text(answer.Payload)}";

        private static string Location(CoapMessage answer) => string.Join('/', answer.Texts(CoapOption.LocationPath));
    }
}
