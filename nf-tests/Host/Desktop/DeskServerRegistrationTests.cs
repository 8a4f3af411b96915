using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Devices register with the desk server: raw messages over the loopback, time by hand.</summary>
    public class DeskServerRegistrationTests
    {
        private const int MaxWaitMilliseconds = 5000;

        private DeskServerManualTime _time;
        private LwM2mServer _server;
        private UdpClient _device;
        private List<RegistrationChange> _changes;

        [SetUp]
        public void Start()
        {
            _time = new DeskServerManualTime();
            _changes = new List<RegistrationChange>();
            _server = new LwM2mServer(new UdpChannel(0), _time, _changes.Add);
            _device = NewDevice();
        }

        [TearDown]
        public async Task Stop()
        {
            _device.Dispose();
            await _server.DisposeAsync();
        }

        [Test]
        public void Register_is_answered_with_a_location_of_two_segments()
        {
            CoapMessage request = WithLinks(
                Request(CoapCode.Post, "rd", "ep=node 1", "lt=300", "lwm2m=1.1", "b=UT", "Q"), "</>;rt=\"oma.lwm2m\";ct=\"60 110\",</1/0>,</3>;ver=1.2,</3/0>");
            CoapMessage answer = Exchange(request);

            Assert.That(answer.Code, Is.EqualTo(ResponseCode.Created));
            Assert.That(answer.Type, Is.EqualTo(CoapType.Acknowledgement));
            Assert.That(answer.MessageId, Is.EqualTo(request.MessageId));
            Assert.That(answer.Token, Is.EqualTo(request.Token));
            Assert.That(string.Join('/', answer.Texts(CoapOption.LocationPath)), Does.Match("^rd/[a-zA-Z0-9]{5}$"));

            Registration registration = _server.Registrations.Find("node 1");
            Assert.That(registration.LifetimeSeconds, Is.EqualTo(300));
            Assert.That(registration.Version, Is.EqualTo("1.1"));
            Assert.That(registration.Binding, Is.EqualTo("UT"));
            Assert.That(registration.IsQueueMode, Is.True);
            Assert.That(((IPEndPoint)registration.Peer).Port, Is.EqualTo(((IPEndPoint)_device.Client.LocalEndPoint).Port));
            Assert.That(
                registration.Links.Select(l => l.ToString()),
                Is.EqualTo(new[] { "/ (rt=oma.lwm2m, ct=60 110)", "/1/0", "/3 (ver=1.2)", "/3/0" }));
        }

        [Test]
        public void Defaults_of_Register()
        {
            Exchange(Register("ep=node"));

            Registration registration = _server.Registrations.Find("node");
            Assert.That(registration.LifetimeSeconds, Is.EqualTo(86400));
            Assert.That(registration.Version, Is.EqualTo("1.0"));
            Assert.That(registration.Binding, Is.EqualTo("U"));
            Assert.That(registration.IsQueueMode, Is.False);
        }

        [Test]
        public void A_non_confirmable_Register_gets_a_non_confirmable_answer()
        {
            CoapMessage request = Register("ep=node");
            request.Type = CoapType.NonConfirmable;

            CoapMessage answer = Exchange(request);

            Assert.That((answer.Type, answer.Code), Is.EqualTo((CoapType.NonConfirmable, ResponseCode.Created)));
        }

        [Test]
        public void Registering_again_replaces_the_old_registration()
        {
            string old = Location(Exchange(Register("ep=node", "lt=60")));
            string present = Location(Exchange(Register("ep=node", "lt=120")));

            Assert.That(present, Is.Not.EqualTo(old));
            Assert.That(_server.Registrations.ToList().Single().LifetimeSeconds, Is.EqualTo(120));
            Assert.That(Exchange(Request(CoapCode.Post, old)).Code, Is.EqualTo(ResponseCode.NotFound));
            Assert.That(Exchange(Request(CoapCode.Post, present)).Code, Is.EqualTo(ResponseCode.Changed));
            Assert.That(Changes()[1].Replaces, Is.True);
        }

        [Test]
        public void Update_changes_what_it_names_and_starts_the_lifetime_anew()
        {
            string location = Location(Exchange(Register("ep=node", "lt=100", "b=U")));
            _time.Advance(90);
            Assert.That(Exchange(WithLinks(Request(CoapCode.Post, location), "</1/0>,</3/0>,</5/0>")).Code, Is.EqualTo(ResponseCode.Changed));
            _time.Advance(90);
            Assert.That(Exchange(Request(CoapCode.Post, location, "lt=200", "b=UT")).Code, Is.EqualTo(ResponseCode.Changed));
            _time.Advance(199);

            Registration registration = _server.Registrations.Find("node");
            Assert.That(registration.LifetimeSeconds, Is.EqualTo(200));
            Assert.That(registration.Binding, Is.EqualTo("UT"));
            Assert.That(registration.Links, Has.Count.EqualTo(3));
            Assert.That(registration.RegisteredAt, Is.EqualTo(_time.GetUtcNow().AddSeconds(-379)));
        }

        [Test]
        public void Update_from_another_port_moves_the_device()
        {
            string location = Location(Exchange(Register("ep=node")));
            using UdpClient moved = NewDevice();
            Exchange(Request(CoapCode.Post, location), moved);

            Assert.That(((IPEndPoint)_server.Registrations.Find("node").Peer).Port, Is.EqualTo(((IPEndPoint)moved.Client.LocalEndPoint).Port));
        }

        [Test]
        public void A_registration_expires_after_its_lifetime()
        {
            string location = Location(Exchange(Register("ep=node", "lt=60")));
            Exchange(Register("ep=other", "lt=61"));
            _time.Advance(59.999);
            Assert.That(_server.Registrations.ToList(), Has.Count.EqualTo(2));
            Assert.That(Changes(), Has.Count.EqualTo(2));

            _time.Advance(0.001);

            Assert.That(_server.Registrations.ToList().Single().Endpoint, Is.EqualTo("other"));
            Assert.That(Changes()[^1].Kind, Is.EqualTo(RegistrationChangeKind.Expired));
            Assert.That(Changes()[^1].Registration.Endpoint, Is.EqualTo("node"));
            Assert.That(Exchange(Request(CoapCode.Post, location)).Code, Is.EqualTo(ResponseCode.NotFound));
        }

        [TestCase("4294967295")]
        [TestCase("0")]
        public void A_lifetime_of_many_years_or_without_end(string lifetime)
        {
            Exchange(Register("ep=node", "lt=" + lifetime));
            _time.Advance(TimeSpan.FromDays(365).TotalSeconds);

            Assert.That(_server.Registrations.Find("node"), Is.Not.Null);
        }

        [Test]
        public void Deregister_ends_the_registration()
        {
            string location = Location(Exchange(Register("ep=node")));

            Assert.That(Exchange(Request(CoapCode.Delete, location)).Code, Is.EqualTo(ResponseCode.Deleted));
            Assert.That(_server.Registrations.ToList(), Is.Empty);
            Assert.That(Exchange(Request(CoapCode.Delete, location)).Code, Is.EqualTo(ResponseCode.NotFound));
            Assert.That(
                Changes().Select(c => c.Kind),
                Is.EqualTo(new[] { RegistrationChangeKind.Registered, RegistrationChangeKind.Deregistered, RegistrationChangeKind.Refused }));
        }

        [TestCase("lt=60", ExpectedResult = "4.00 ep is missing")]
        [TestCase("ep=", ExpectedResult = "4.00 ep is missing")]
        [TestCase("ep", ExpectedResult = "4.00 ep is missing")]
        [TestCase("ep=a&ep=b", ExpectedResult = "4.00 ep is given twice")]
        [TestCase("ep=a&lt=soon", ExpectedResult = "4.00 lt is no number of seconds: 'soon'")]
        [TestCase("ep=a&lt=-1", ExpectedResult = "4.00 lt is no number of seconds: '-1'")]
        [TestCase("ep=a&lt", ExpectedResult = "4.00 lt is no number of seconds: ''")]
        [TestCase("ep=a&lt=4294967296", ExpectedResult = "4.00 lt is no number of seconds: '4294967296'")]
        [TestCase("ep=a&b=X", ExpectedResult = "4.00 b is no binding: 'X'")]
        [TestCase("ep=a&b=", ExpectedResult = "4.00 b is no binding: ''")]
        [TestCase("ep=a&what=1", ExpectedResult = "4.00 there is no parameter 'what' here")]
        [TestCase("ep=a&lwm2m=2.0", ExpectedResult = "4.12 this server speaks LwM2M 1.x, not '2.0'")]
        public string Register_with_wrong_parameters_is_refused(string queries) => Refused(Register(queries.Split('&')));

        [TestCase("", ExpectedResult = "4.00 the links of the objects are missing")]
        [TestCase("</1/0", ExpectedResult = "4.00 the list of links is malformed")]
        [TestCase("</1/0>,", ExpectedResult = "4.00 the list of links is malformed")]
        [TestCase("/1/0", ExpectedResult = "4.00 the list of links is malformed")]
        [TestCase("</1/0>;=1", ExpectedResult = "4.00 the list of links is malformed")]
        [TestCase("</1/0>;a=\"b", ExpectedResult = "4.00 the list of links is malformed")]
        public string Register_with_wrong_links_is_refused(string links) => Refused(WithLinks(Request(CoapCode.Post, "rd", "ep=a"), links));

        [TestCase(CoapCode.Get, "rd", ExpectedResult = "4.05 /rd takes POST only")]
        [TestCase(CoapCode.Put, "rd", ExpectedResult = "4.05 /rd takes POST only")]
        [TestCase(CoapCode.Post, "rd/00000", ExpectedResult = "4.04 there is no registration rd/00000")]
        [TestCase(CoapCode.Delete, "rd/00000", ExpectedResult = "4.04 there is no registration rd/00000")]
        [TestCase(CoapCode.Get, "", ExpectedResult = "4.04 there is no / here")]
        [TestCase(CoapCode.Post, "bs", ExpectedResult = "4.04 there is no /bs here")]
        [TestCase(CoapCode.Post, "rd/a/b", ExpectedResult = "4.04 there is no /rd/a/b here")]
        public string What_is_not_there_is_refused(int code, string path) => Refused(Request(code, path));

        [Test]
        public void A_refused_Update_changes_nothing()
        {
            string location = Location(Exchange(Register("ep=node", "lt=100", "b=U")));

            Assert.That(Refused(Request(CoapCode.Post, location, "lt=50", "b=?")), Is.EqualTo("4.00 b is no binding: '?'"));
            Assert.That(Refused(Request(CoapCode.Post, location, "Q")), Is.EqualTo("4.00 there is no parameter 'Q' here"));
            Assert.That(Refused(Request(CoapCode.Put, location)), Does.StartWith("4.05 "));
            Assert.That(_server.Registrations.Find("node").LifetimeSeconds, Is.EqualTo(100));
        }

        [Test]
        public void Links_in_another_format_are_refused()
        {
            CoapMessage request = Request(CoapCode.Post, "rd", "ep=a");
            request.Add(CoapOption.ContentFormat, 0u);
            request.Payload = new byte[] { 1 };

            Assert.That(Refused(request), Is.EqualTo("4.15 the links are wanted as 40, not 0"));
        }

        [Test]
        public void An_unknown_critical_option_is_a_bad_option()
        {
            CoapMessage request = Register("ep=a");
            request.Add(CoapOption.IfNoneMatch, Array.Empty<byte>());
            CoapMessage elective = Register("ep=b");
            elective.Add(2000, "whatever");

            Assert.That(Exchange(request).Code, Is.EqualTo(ResponseCode.BadOption));
            Assert.That(Exchange(elective).Code, Is.EqualTo(ResponseCode.Created));
        }

        [Test]
        public void A_repeated_request_gets_the_same_answer_and_is_done_once()
        {
            CoapMessage request = Register("ep=node");
            byte[] first = Exchange(request).ToBytes();
            byte[] second = Exchange(request).ToBytes();
            Assert.That(second, Is.EqualTo(first));
            Assert.That(Changes(), Has.Count.EqualTo(1));

            // The same message id of another device is another request.
            using UdpClient other = NewDevice();
            Exchange(request, other);
            Assert.That(Changes(), Has.Count.EqualTo(2));

            _time.Advance(CoapTiming.ExchangeLifetimeMilliseconds / 1000);
            Assert.That(Exchange(request).ToBytes(), Is.Not.EqualTo(first));
        }

        [TestCase("40001234", ExpectedResult = "70001234", Description = "a ping")]
        [TestCase("4f021234", ExpectedResult = "70001234", Description = "a token of 15 bytes")]
        [TestCase("40021234ff", ExpectedResult = "70001234", Description = "a marker without a payload")]
        [TestCase("40021234f0", ExpectedResult = "70001234", Description = "an option that is none")]
        [TestCase("4045123400", ExpectedResult = "70001234", Description = "a response to nothing")]
        public string Pings_and_wrong_formats_are_reset(string datagram)
        {
            _device.Send(Convert.FromHexString(datagram));
            IPEndPoint from = null;
            return Convert.ToHexString(_device.Receive(ref from)).ToLowerInvariant();
        }

        [Test]
        public void What_is_not_CoAP_is_ignored()
        {
            foreach (string datagram in new[] { "", "40", "80021234", "60001234", "70001234", "50001234", "5f021234" })
            {
                _device.Send(Convert.FromHexString(datagram));
            }

            Assert.That(Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
        }

        // What follows an answer is done when the next message is answered.
        private List<RegistrationChange> Changes()
        {
            Pings_and_wrong_formats_are_reset("40001234");
            return _changes;
        }

        private UdpClient NewDevice()
        {
            UdpClient device = new();
            device.Connect(IPAddress.Loopback, ((IPEndPoint)_server.LocalEndPoint).Port);
            device.Client.ReceiveTimeout = MaxWaitMilliseconds;
            return device;
        }

        private CoapMessage Exchange(CoapMessage request, UdpClient device = null)
        {
            device ??= _device;
            device.Send(request.ToBytes());
            IPEndPoint from = null;
            byte[] datagram = device.Receive(ref from);
            Assert.That(CoapMessage.Parse(datagram, out CoapMessage answer), Is.EqualTo(CoapParseResult.Ok));
            return answer;
        }

        private string Refused(CoapMessage request)
        {
            CoapMessage answer = Exchange(request);
            return $"{answer.Code >> 5}.{answer.Code & 31:D2} {Text(answer.Payload)}";
        }

        private static string Location(CoapMessage answer) => string.Join('/', answer.Texts(CoapOption.LocationPath));
    }
}
