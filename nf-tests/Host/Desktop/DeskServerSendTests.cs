using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Devices send of their own accord (Send), and send in blocks.</summary>
    public class DeskServerSendTests
    {
        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private List<SentData> _sent;
        private List<RegistrationChange> _changes;

        [SetUp]
        public void Start()
        {
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _sent = new List<SentData>();
            _changes = new List<RegistrationChange>();
            _server = new LwM2mServer(_channel, _time, _changes.Add, _sent.Add);
            _channel.Deliver(Register("ep=node", "lt=1000"));
        }

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [TestCase(110, "5B7B226E223A222F332F302F39222C2276223A38307D5D")]
        [TestCase(112, "81A200662F332F302F39021850")]
        public void Values_of_a_registered_device_are_taken(int format, string payload)
        {
            CoapMessage answer = Exchange(Send(format, Convert.FromHexString(payload)));

            Assert.That(answer.Code, Is.EqualTo(ResponseCode.Changed));
            Assert.That(answer.Payload, Is.Empty);
            Assert.That(_sent.Single().Registration.Endpoint, Is.EqualTo("node"));
            Assert.That(_sent.Single().Format, Is.EqualTo(format));
            Assert.That(_sent.Single().Values.Single().ToString(), Is.EqualTo("/3/0/9 Battery Level = 80 %"));
        }

        [Test]
        public void Each_value_has_its_time()
        {
            Exchange(Send(110, "[{\"bn\":\"/3/0/9\",\"bt\":1893455900,\"v\":80},{\"t\":50,\"v\":79},{\"bt\":-10,\"v\":78}]"));

            Assert.That(_sent.Single().Values.Select(v => v.ToString()), Is.EqualTo(new[]
            {
                "/3/0/9 Battery Level = 80 % at 2029-12-31 23:58:20 UTC",
                "/3/0/9 Battery Level = 79 % at 2029-12-31 23:59:10 UTC",
                "/3/0/9 Battery Level = 78 % at 2029-12-31 23:59:50 UTC",
            }));
        }

        [Test]
        public void A_message_sent_again_is_answered_again_and_told_once()
        {
            CoapMessage send = Send(110, "[{\"n\":\"/3/0/9\",\"v\":80}]");
            Exchange(send);

            Assert.That(Exchange(send).Code, Is.EqualTo(ResponseCode.Changed));
            Assert.That(_sent, Has.Count.EqualTo(1));
        }

        [TestCase(110, "[{\"n\":\"/3/0/9\",\"v\":80}", "4.00 the senml-json payload is malformed (")]
        [TestCase(110, "[{\"n\":\"battery\",\"v\":80}]", "4.00 the senml-json payload is malformed ('battery' is no path)")]
        [TestCase(110, "[]", "4.00 there are no values in it")]
        [TestCase(110, "[{\"n\":\"/3/0/9\"}]", "4.00 there are no values in it")]
        [TestCase(112, "[]", "4.00 the senml-cbor payload is malformed (")]
        [TestCase(0, "80", "4.15 values are wanted as 110 or 112, not 0")]
        [TestCase(11542, "x", "4.15 values are wanted as 110 or 112, not 11542")]
        [TestCase(-1, "[]", "4.15 values are wanted as 110 or 112, not -1")]
        public void What_is_no_Send_is_refused(int format, string payload, string refusal)
        {
            Assert.That(Show(Exchange(Send(format, payload))), Does.StartWith(refusal));
            Assert.That(_sent, Is.Empty);
            Assert.That(_changes[^1].Kind, Is.EqualTo(RegistrationChangeKind.Refused));
        }

        [Test]
        public void Only_POST_and_only_the_path_itself_is_Send()
        {
            Assert.That(Show(Exchange(Request(CoapCode.Get, "dp"))), Is.EqualTo("4.05 /dp takes POST only"));
            Assert.That(Show(Exchange(Request(CoapCode.Post, "dp/1"))), Is.EqualTo("4.04 there is no /dp/1 here"));
        }

        [Test]
        public void Who_is_not_registered_is_refused()
        {
            CoapMessage send = Send(110, "[{\"n\":\"/3/0/9\",\"v\":80}]");
            Assert.That(Show(Exchange(send, new IPEndPoint(IPAddress.Loopback, 1))), Is.EqualTo("4.04 nobody is registered from there"));

            Exchange(Request(CoapCode.Delete, _server.Registrations.Find("node").Location));
            Assert.That(Show(Exchange(Send(110, "[{\"n\":\"/3/0/9\",\"v\":80}]"))), Is.EqualTo("4.04 nobody is registered from there"));
            Assert.That(_sent, Is.Empty);
        }

        [Test]
        public void A_Send_in_blocks_is_put_together()
        {
            byte[] payload = Encoding.UTF8.GetBytes("[{\"n\":\"/3/0/9\",\"v\":80},{\"n\":\"/3/0/13\",\"v\":5}]");

            Assert.That(ExchangeBlock("dp", payload, 0, 16), Is.EqualTo("2.31 b1=0/1/16"));
            Assert.That(ExchangeBlock("dp", payload, 1, 16), Is.EqualTo("2.31 b1=1/1/16"));
            Assert.That(_sent, Is.Empty);
            Assert.That(ExchangeBlock("dp", payload, 2, 16), Is.EqualTo("2.04 b1=2/0/16"));
            Assert.That(_sent.Single().Payload, Is.EqualTo(payload));
        }

        [Test]
        public void A_Register_in_blocks_is_put_together()
        {
            byte[] links = Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 100).Select(i => $"</{i}/0>")));
            for (int i = 0; i < links.Length / 64; i++)
            {
                Assert.That(ExchangeBlock("rd", links, i, 64, 40, "ep=blocks"), Is.EqualTo($"2.31 b1={i}/1/64"));
            }

            Assert.That(ExchangeBlock("rd", links, links.Length / 64, 64, 40, "ep=blocks"), Does.Match("^2\\.01 b1=[0-9]+/0/64$"));
            Assert.That(_server.Registrations.Find("blocks").Links, Has.Count.EqualTo(100));

            string location = _server.Registrations.Find("blocks").Location;
            Assert.That(ExchangeBlock(location, links, 0, 512, 40), Is.EqualTo("2.31 b1=0/1/512"));
            Assert.That(ExchangeBlock(location, links, 1, 512, 40), Is.EqualTo("2.04 b1=1/0/512"));
        }

        [Test]
        public void A_block_behind_a_gap_is_incomplete_and_the_first_one_starts_again()
        {
            byte[] payload = Encoding.UTF8.GetBytes("[{\"n\":\"/3/0/9\",\"v\":80},{\"n\":\"/3/0/13\",\"v\":5}]");
            Assert.That(ExchangeBlock("dp", payload, 1, 16), Is.EqualTo("4.08 b1=1/1/16 the block before block 1 is missing: start again"));
            Assert.That(ExchangeBlock("dp", payload, 0, 16), Is.EqualTo("2.31 b1=0/1/16"));
            Assert.That(ExchangeBlock("dp", payload, 2, 16), Does.StartWith("4.08"));
            Assert.That(ExchangeBlock("dp", payload, 0, 16), Is.EqualTo("2.31 b1=0/1/16"));
            Assert.That(ExchangeBlock("dp", payload, 0, 32), Is.EqualTo("2.31 b1=0/1/32"));
            Assert.That(ExchangeBlock("dp", payload, 2, 16), Is.EqualTo("2.04 b1=2/0/16"), "a smaller size may follow");
            Assert.That(_sent.Single().Payload, Is.EqualTo(payload));
        }

        [Test]
        public void Blocks_of_two_devices_do_not_mix_and_neither_do_those_of_two_requests()
        {
            byte[] payload = Encoding.UTF8.GetBytes("[{\"n\":\"/3/0/9\",\"v\":80}]");
            byte[] links = Encoding.UTF8.GetBytes("</1/0>,</3/0>,</4/0>");
            EndPoint other = new IPEndPoint(IPAddress.Parse("192.0.2.2"), 40000);
            Assert.That(ExchangeBlock("dp", payload, 0, 16), Does.StartWith("2.31"));
            Assert.That(ExchangeBlock("rd", links, 0, 16, 40, "ep=a"), Does.StartWith("2.31"));
            Assert.That(ExchangeBlock("dp", payload, 1, 16, peer: other), Does.StartWith("4.08"));
            Assert.That(ExchangeBlock("rd", links, 1, 16, 40, "ep=b"), Does.StartWith("4.08"));
            Assert.That(ExchangeBlock("dp", payload, 1, 16), Does.StartWith("2.04"));
            Assert.That(ExchangeBlock("rd", links, 1, 16, 40, "ep=a"), Does.StartWith("2.01"));
        }

        [Test]
        public void Blocks_are_forgotten_after_a_while()
        {
            byte[] payload = Encoding.UTF8.GetBytes("[{\"n\":\"/3/0/9\",\"v\":80}]");
            ExchangeBlock("dp", payload, 0, 16);
            _time.Advance(248);

            Assert.That(ExchangeBlock("dp", payload, 1, 16), Does.StartWith("4.08"));
        }

        [Test]
        public void Of_too_many_bodies_at_once_the_oldest_is_forgotten()
        {
            byte[] links = Encoding.UTF8.GetBytes("</1/0>,</3/0>,</4/0>");
            for (int i = 0; i < 65; i++)
            {
                ExchangeBlock("rd", links, 0, 16, 40, $"ep=n{i}");
                _time.Advance(0.1);
            }

            Assert.That(ExchangeBlock("rd", links, 1, 16, 40, "ep=n0"), Does.StartWith("4.08"));
            Assert.That(ExchangeBlock("rd", links, 1, 16, 40, "ep=n1"), Does.StartWith("2.01"));
        }

        [Test]
        public void Too_much_is_refused_and_at_once_where_it_is_known()
        {
            byte[] payload = new byte[66 * 1024];
            for (int i = 0; i < 64; i++)
            {
                Assert.That(ExchangeBlock("dp", payload, i, 1024), Does.StartWith("2.31"));
            }

            Assert.That(ExchangeBlock("dp", payload, 64, 1024), Is.EqualTo("4.13 b1=64/1/1024 more than 65536 bytes are not taken"));
            Assert.That(_channel.LastSent.Unsigned(CoapOption.Size1), Is.EqualTo(65536));
            Assert.That(ExchangeBlock("dp", payload, 65, 1024), Does.StartWith("4.08"));

            CoapMessage first = Block("dp", payload, 0, 16, 110);
            first.Add(CoapOption.Size1, 65537);
            Assert.That(Exchange(first).Code, Is.EqualTo(ResponseCode.RequestEntityTooLarge));
        }

        [TestCase("0F", TestName = "The reserved size in Block1")]
        [TestCase("0100000008", TestName = "A Block1 of five bytes")]
        public void A_malformed_option_is_refused(string option)
        {
            CoapMessage request = Send(110, new byte[16]);
            request.Add(CoapOption.Block1, Convert.FromHexString(option));

            Assert.That(Show(Exchange(request)), Is.EqualTo("4.00 the Block1 option is malformed"));
        }

        [Test]
        public void A_block_of_another_length_than_it_says_is_refused()
        {
            CoapMessage request = Send(110, new byte[15]);
            request.Add(CoapOption.Block1, DeskServerBlockDevice.Block(0, true, 16));

            Assert.That(Exchange(request).Code, Is.EqualTo(ResponseCode.BadRequest));
        }

        private static CoapMessage Send(int format, string payload) => Send(format, Encoding.UTF8.GetBytes(payload));

        private static CoapMessage Send(int format, byte[] payload)
        {
            CoapMessage send = Request(CoapCode.Post, "dp");
            send.Payload = payload;
            if (format >= 0)
            {
                send.Add(CoapOption.ContentFormat, (uint)format);
            }

            return send;
        }

        private static CoapMessage Block(string path, byte[] payload, int number, int size, int format, params string[] queries)
        {
            CoapMessage request = Request(CoapCode.Post, path, queries);
            request.Add(CoapOption.ContentFormat, (uint)format);
            request.Payload = payload.Skip(number * size).Take(size).ToArray();
            request.Add(CoapOption.Block1, DeskServerBlockDevice.Block(number, (number + 1) * size < payload.Length, size));
            return request;
        }

        private string ExchangeBlock(string path, byte[] payload, int number, int size, int format = 110, string query = null, EndPoint peer = null)
        {
            CoapMessage answer = Exchange(Block(path, payload, number, size, format, query == null ? Array.Empty<string>() : new[] { query }), peer);
            uint block = answer.Unsigned(CoapOption.Block1) ?? 0;
            return $"{answer.Code >> 5}.{answer.Code & 31:D2} b1={block >> 4}/{(block >> 3) & 1}/{16 << (int)(block & 7)} {Text(answer.Payload)}".TrimEnd();
        }

        private CoapMessage Exchange(CoapMessage request, EndPoint peer = null)
        {
            _channel.Deliver(request, peer);
            Assert.That(_channel.LastSent.MessageId, Is.EqualTo(request.MessageId));
            return _channel.LastSent;
        }

        private static string Show(CoapMessage answer) => $"{answer.Code >> 5}.{answer.Code & 31:D2} {Text(answer.Payload)}";
    }
}
