using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The bootstrap server with DTLS and without on one server, which is the devices' own, too.</summary>
    public class DeskServerBootstrapDtlsTests
    {
        private const string BootstrapKey = DeskServerDtlsServer.Key;
        private const string ServerKey = "F0E1D2C3B4A5968778695A4B3C2D1E0F";

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);

        private UdpChannel _plain;
        private UdpChannel _secure;
        private LwM2mServer _server;
        private BlockingCollection<BootstrapChange> _changes;
        private ConcurrentQueue<RegistrationChange> _registrations;
        private StringWriter _log;
        private List<DeskServerDtlsClient> _devices;

        [SetUp]
        public void Start()
        {
            PskKeys keys = new();
            keys.Add("bs", Convert.FromHexString(BootstrapKey));
            keys.Add("kit", Convert.FromHexString(ServerKey), "kit");
            keys.Add("other", Convert.FromHexString(BootstrapKey));
            _plain = new UdpChannel(0);
            _secure = new UdpChannel(0);
            BootstrapConfiguration configuration = BootstrapFile.Parse(
                "{ \"devices\": { \"kit\": { \"identity\": \"bs\", \"servers\": [{ \"shortServerId\": 101, \"uri\": \"self\", \"security\": \"psk\", \"identity\": \"kit\", \"key\": \""
                + ServerKey + "\", \"lifetime\": 600 }] } } }");
            configuration.Port = ((IPEndPoint)_plain.LocalEndPoint).Port;
            configuration.SecurePort = ((IPEndPoint)_secure.LocalEndPoint).Port;
            Assert.That(configuration.ProblemWith(keys), Is.Null);
            _changes = new BlockingCollection<BootstrapChange>();
            _registrations = new ConcurrentQueue<RegistrationChange>();
            _log = new StringWriter();
            EventLog text = new(_log, false, TimeProvider.System);
            EventLog json = new(_log, true, TimeProvider.System);
            _devices = new List<DeskServerDtlsClient>();
            _server = new LwM2mServer(
                new CombinedChannel(_plain, new DtlsChannel(_secure, keys)),
                changed: _registrations.Enqueue,
                bootstrap: configuration,
                bootstrapped: change =>
                {
                    BootstrapReport.Write(text, change);
                    BootstrapReport.Write(json, change);
                    _changes.Add(change);
                });
        }

        [TearDown]
        public async Task Stop()
        {
            _devices.ForEach(d => d.Dispose());
            await _server.DisposeAsync();
        }

        [Test]
        public void A_device_with_the_key_is_given_its_server()
        {
            DeskServerDtlsClient device = Connect("bs");
            device.SendData(Request(CoapCode.Post, "bs", "ep=kit", "pct=11542").ToBytes());
            byte[] security = null;
            CoapMessage answer = null;
            CoapMessage message;
            do
            {
                message = device.ReceiveMessage();
                if (!CoapCode.IsRequest(message.Code))
                {
                    answer = message;
                    continue;
                }

                security = message.Code == CoapCode.Put && message.Texts(CoapOption.UriPath)[0] == "0" ? message.Payload : security;
                device.SendData((message.Code switch
                {
                    CoapCode.Get => DeskServerMessages.Answer(message, ResponseCode.Content, ContentFormat.LinkFormat, "</0/0>"),
                    CoapCode.Delete => DeskServerMessages.Answer(message, ResponseCode.Deleted),
                    _ => DeskServerMessages.Answer(message, ResponseCode.Changed),
                }).ToBytes());
            }
            while (message.Code != CoapCode.Post);

            Assert.That(answer.Code, Is.EqualTo(ResponseCode.Changed));
            Assert.That(ToEnd().Servers.Single().Uri, Is.EqualTo($"coaps://127.0.0.1:{((IPEndPoint)_secure.LocalEndPoint).Port}"));
            Assert.That(
                ContentDecoder.Decode(PathText.Parse("/0"), ContentFormat.Tlv, security, default, out _).Select(v => v.ToString()),
                Has.Member("/0/1/5 Secret Key = 0x" + ServerKey).And.Member("/0/1/2 Security Mode = 0"));
            Assert.That(_log.ToString(), Does.Contain("with the key of 'bs' asks for its servers").And.Contain("\"identity\":\"bs\""));
            Assert.That(_log.ToString(), Does.Not.Contain(ServerKey).IgnoreCase.And.Not.Contains(BootstrapKey));
        }

        [Test]
        public void Another_key_and_none_are_refused()
        {
            const string Refusal = "the endpoint 'kit' is bootstrapped with the key of another identity only";
            foreach (string identity in new[] { "other", "kit" })
            {
                CoapMessage answer = Connect(identity).Exchange(Request(CoapCode.Post, "bs", "ep=kit"));
                Assert.That((answer.Code, Text(answer.Payload)), Is.EqualTo((ResponseCode.Forbidden, Refusal)));
            }

            using System.Net.Sockets.UdpClient plain = new();
            plain.Client.ReceiveTimeout = (int)s_maxWait.TotalMilliseconds;
            plain.Connect(IPAddress.Loopback, ((IPEndPoint)_plain.LocalEndPoint).Port);
            plain.Send(Request(CoapCode.Post, "bs", "ep=kit").ToBytes());
            IPEndPoint from = null;
            CoapMessage.Parse(plain.Receive(ref from), out CoapMessage unproven);
            Assert.That((unproven.Code, Text(unproven.Payload)), Is.EqualTo((ResponseCode.Forbidden, Refusal)));
            Assert.That(_changes, Is.Empty);
        }

        [Test]
        public async Task LightweightM2M_1_x_int_1_Client_Initiated_Bootstrap_Full_with_a_pre_shared_key()
        {
            DtlsEngines.Native();
            string keyFile = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(keyFile, BootstrapKey);
                using DevKitProcess kit = new(
                    DevKitProcess.DevKit, "--bootstrap", "--server", $"coaps://127.0.0.1:{((IPEndPoint)_secure.LocalEndPoint).Port}", "--endpoint", "kit",
                    "--identity", "bs", "--key-file", keyFile, "--log", "json");
                await kit.NextAsync("bootstrapped");
                await kit.NextAsync("registered");

                Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
                Registration registration = _server.Registrations.ToList().Single();
                Assert.That(((DtlsPeer)registration.Peer).Identity, Is.EqualTo("kit"), "with the key that it was given");
                Assert.That(registration.LifetimeSeconds, Is.EqualTo(600));
                DeviceAnswer read = await _server.ReadAsync("kit", "/3/0/0").WaitAsync(s_maxWait);
                Assert.That(read.Values(out _).Single().ToString(), Does.Contain("Lwm2mNano"));
                await kit.SignalAsync("INT");
                Assert.That(await kit.ExitCodeAsync(), Is.Zero);
                Assert.That(_registrations.Select(r => r.Kind), Is.EqualTo(new[] { RegistrationChangeKind.Registered, RegistrationChangeKind.Deregistered }));
                Assert.That(_log.ToString(), Does.Not.Contain(ServerKey).IgnoreCase.And.Not.Contains(BootstrapKey));
            }
            finally
            {
                File.Delete(keyFile);
            }
        }

        private DeskServerDtlsClient Connect(string identity)
        {
            DeskServerDtlsClient device = new(_secure.LocalEndPoint, identity, identity == "kit" ? ServerKey : BootstrapKey);
            _devices.Add(device);
            device.Connect();
            return device;
        }

        private BootstrapChange ToEnd()
        {
            BootstrapChange change;
            do
            {
                Assert.That(_changes.TryTake(out change, s_maxWait), "nothing was reported");
            }
            while (change.Kind is BootstrapChangeKind.Requested or BootstrapChangeKind.Step);

            return change;
        }
    }
}
