using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server's commands to observe and for several paths, its formats, and the lines of what devices tell.</summary>
    public class DeskServerObserveConsoleTests
    {
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);

        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private StringWriter _output;
        private CommandConsole _console;

        [SetUp]
        public void Start() => Start(isJson: false);

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [TestCase("observe node-1", "something is missing: observe EP PATH [FORMAT] [--block N]")]
        [TestCase("observe node-1 /", "an object or something below it is observed, and / is none")]
        [TestCase("observe node-1 /3 xml", "there is no format 'xml': use text, link, opaque, tlv, cbor, senml-json, senml-cbor or a number")]
        [TestCase("observe node-1 /3 text more", "'more' is too much: observe EP PATH [FORMAT] [--block N]")]
        [TestCase("observe node-1 /3 --block", "--block wants 16, 32, 64, 128, 256, 512 or 1024")]
        [TestCase("read node-1 /3 --block 100", "--block wants 16, 32, 64, 128, 256, 512 or 1024")]
        [TestCase("read node-1 --block 8 /3", "--block wants 16, 32, 64, 128, 256, 512 or 1024")]
        [TestCase("read node-1 /3 --block 2048", "--block wants 16, 32, 64, 128, 256, 512 or 1024")]
        [TestCase("delete node-1 /1/2 --block 64", "'--block' is too much: delete EP PATH")]
        [TestCase("cancel node-1", "something is missing: cancel EP PATH ... [--reset]")]
        [TestCase("cancel node-1 x", "'x' is no path: write such as /3, /3/0, /3/0/1 or /3/0/11/0")]
        [TestCase("cancel node-1 /3/0/9", "node-1 cancel /3/0/9: not observed (0.0 s)")]
        [TestCase("cancel node-1 /3/0/9 --reset", "node-1 cancel /3/0/9: not observed")]
        [TestCase("observations all", "'all' is too much: observations")]
        [TestCase("readc node-1", "something is missing: readc EP PATH ... [FORMAT] [--block N]")]
        [TestCase("readc node-1 senml-json", "'senml-json' does not begin with /, as a path does here")]
        [TestCase("readc node-1 3/0 /1", "'3/0' does not begin with /, as a path does here")]
        [TestCase("readc node-1 /3/x", "'/3/x' is no path: write such as /3, /3/0, /3/0/1 or /3/0/11/0")]
        [TestCase("readc node-1 /3 xml", "there is no format 'xml': use text, link, opaque, tlv, cbor, senml-json, senml-cbor or a number")]
        [TestCase("readc node-1 /3 tlv", "nothing composite is in tlv: use senml-json or senml-cbor")]
        [TestCase("observec node-1 /3 text", "nothing composite is in text: use senml-json or senml-cbor")]
        [TestCase("writec node-1 /1/0/1", "what is written to /1/0/1 is missing: /1/0/1=VALUE")]
        [TestCase("writec node-1 /1/0=5", "a resource or a resource instance is written, and /1/0 is none")]
        [TestCase("writec node-1 /1/0/1=soon", "'soon' is no Integer, which /1/x/1 Lifetime is")]
        [TestCase("writec node-1 /1/0/1=5 tlv", "nothing composite is in tlv: use senml-json or senml-cbor")]
        [TestCase("write node-1 /1/0 cbor 5", "an instance has several values: write node-1 /1/0 tlv ID=VALUE,ID=VALUE")]
        [TestCase("write node-1 /1/0/1 cbor soon", "'soon' is no Integer, which /1/x/1 Lifetime is")]
        [TestCase("create node-1 /1 senml-cbor 0=1", "SenML names the instance: create such as /1/2")]
        public async Task A_bad_command_gets_one_line_that_says_what_to_do(string command, string message)
        {
            await _console.ExecuteAsync(command);

            Assert.That(Lines(), Is.EqualTo(new[] { $"00:00:00 error        {message}" }));
            Assert.That(_channel.Sent, Is.Empty);
        }

        [TestCase("read node-1 /3/0/9 senml-cbor", "0.01 /3/0/9 accept=112")]
        [TestCase("read node-1 /3/0/9 cbor", "0.01 /3/0/9 accept=60")]
        [TestCase("read node-1 /3/0 senml-json --block 64", "0.01 /3/0 accept=110 b2=02")]
        [TestCase("readc node-1 /3/0/9 /1", "0.05 / ct=112 accept=112 82A100662F332F302F39A100622F31")]
        [TestCase("readc node-1 /", "0.05 / ct=112 accept=112 81A100612F")]
        [TestCase("readc node-1 /3/0/9 senml-json", "0.05 / ct=110 accept=110 5B7B226E223A222F332F302F39227D5D")]
        [TestCase("readc node-1 /3/0/9 110 --block 1024", "0.05 / ct=110 accept=110 b2=06 5B7B226E223A222F332F302F39227D5D")]
        [TestCase("observe node-1 /3/0/9", "0.01 /3/0/9 obs=0")]
        [TestCase("observe node-1 3/0/9 text --block 16", "0.01 /3/0/9 obs=0 accept=0 b2=")]
        [TestCase("observec node-1 /3/0/9", "0.05 / obs=0 ct=112 accept=112 81A100662F332F302F39")]
        [TestCase("write node-1 /1/0/1 cbor 300", "0.03 /1/0/1 ct=60 19012C")]
        [TestCase("write node-1 /1/0/1 senml-cbor 300", "0.03 /1/0/1 ct=112 81A200662F312F302F310219012C")]
        [TestCase("write node-1 /1/0 --update senml-json 1=300", "0.02 /1/0 ct=110 5B7B22626E223A222F312F302F222C226E223A2231222C2276223A3330307D5D")]
        [TestCase("create node-1 /1/2 senml-json 0=102", "0.02 /1 ct=110 5B7B22626E223A222F312F322F222C226E223A2230222C2276223A3130327D5D")]
        [TestCase("writec node-1 /1/0/1=300 /3/0/15=a=b", "0.07 / ct=112 82A200662F312F302F310219012CA200672F332F302F31350363613D62")]
        [TestCase("writec node-1 \"/3/0/15=two words\" senml-json", "0.07 / ct=110 5B7B226E223A222F332F302F3135222C227673223A2274776F20776F726473227D5D")]
        public async Task A_command_sends_its_message(string command, string expected)
        {
            CoapMessage sent = null;
            _channel.Device = request =>
            {
                sent ??= request;
                return Answer(request, ResponseCode.Changed);
            };
            await _console.ExecuteAsync(command).WaitAsync(s_maxWait);

            string option(int number, string name) => sent.Options.Any(o => o.Number == number) ? $" {name}={sent.Unsigned(number)}" : string.Empty;
            string block = string.Concat(sent.Options.Where(o => o.Number == CoapOption.Block2).Select(o => " b2=" + Convert.ToHexString(o.Value)));
            Assert.That(
                $"0.{sent.Code:D2} /{string.Join('/', sent.Texts(CoapOption.UriPath))}{option(CoapOption.Observe, "obs")}{option(CoapOption.ContentFormat, "ct")}"
                    + $"{option(CoapOption.Accept, "accept")}{block} {Convert.ToHexString(sent.Payload)}".TrimEnd(),
                Is.EqualTo(expected));
        }

        [Test]
        public async Task A_long_value_goes_in_blocks_of_the_size_that_is_wanted()
        {
            DeskServerBlockDevice device = new();
            _channel.Device = device.Serve;
            await _console.ExecuteAsync($"write node-1 /5/0/0 --block 32 opaque {new string('A', 80)}").WaitAsync(s_maxWait);

            Assert.That(device.Trace, Is.EqualTo(new[] { "0.03 b1=0/1/32 32B > 2.31 b1=0/1/32", "0.03 b1=1/0/32 8B > 2.04 b1=1/0/32" }));
            Assert.That(Lines(), Is.EqualTo(new[] { "00:00:00 response     node-1 write /5/0/0: 2.04 Changed, 2 exchanges" }));
        }

        [Test]
        public async Task A_refusal_of_what_is_too_large_says_what_the_device_takes()
        {
            _channel.Device = request =>
            {
                CoapMessage answer = Answer(request, ResponseCode.RequestEntityTooLarge);
                answer.Add(CoapOption.Size1, 256);
                return answer;
            };
            await _console.ExecuteAsync($"write node-1 /5/0/0 opaque {new string('A', 600)}").WaitAsync(s_maxWait);

            Assert.That(Lines(), Is.EqualTo(new[] { "00:00:00 response     node-1 write /5/0/0: 4.13 Request Entity Too Large, takes up to 256 bytes" }));
        }

        [Test]
        public async Task An_observation_from_its_beginning_to_its_end()
        {
            CoapMessage request = await Observe("observe node-1 /3/0/9", 0, "80");
            _time.Advance(10);
            _channel.Deliver(Notification(request, 2, "79"));
            _time.Advance(2.5);
            _channel.Deliver(Notification(request, 5, "40", CoapType.Confirmable));
            _channel.Deliver(Notification(request, 4, "41"));
            await _console.ExecuteAsync("observations");
            _channel.Device = sent => CoapCode.IsRequest(sent.Code) ? Answer(sent, ResponseCode.Content, 0, "40") : null;
            await _console.ExecuteAsync("cancel node-1 3/0/9").WaitAsync(s_maxWait);
            await _console.ExecuteAsync("observations");

            Assert.That(Lines(), Is.EqualTo(new[]
            {
                "00:00:00 response     node-1 observe /3/0/9: 2.05 Content, observed, text, 2 bytes: /3/0/9 Battery Level = 80 %",
                "00:00:10 notify       node-1 /3/0/9 Battery Level = 79 % █▁ (NON, sequence 2, after 10.0 s, text, 2 bytes)",
                "00:00:12 notify       node-1 /3/0/9 Battery Level = 40 % ██▁ (CON, sequence 5, after 2.5 s, text, 2 bytes)",
                "00:00:12 overtaken    node-1 /3/0/9 (NON, sequence 4, after 0.0 s): sequence 5 came before",
                "00:00:12 observations 1 observation",
                "           node-1 /3/0/9: 2 notifications, 40 % ██▁",
                "00:00:12 response     node-1 cancel /3/0/9: 2.05 Content, text, 2 bytes: /3/0/9 Battery Level = 40 %",
                "00:00:12 observations nothing is observed",
            }));
        }

        [Test]
        public async Task A_device_that_does_not_observe_is_said()
        {
            _channel.Device = request => Answer(request, ResponseCode.Content, 0, "80");
            await _console.ExecuteAsync("observe node-1 /3/0/9").WaitAsync(s_maxWait);

            Assert.That(
                Lines(),
                Is.EqualTo(new[] { "00:00:00 response     node-1 observe /3/0/9: 2.05 Content, not observed, text, 2 bytes: /3/0/9 Battery Level = 80 %" }));
        }

        [Test]
        public async Task Notifications_of_texts_several_values_and_nonsense()
        {
            CoapMessage zone = await Observe("observe node-1 /3/0/15", 0, "UTC");
            CoapMessage own = await Observe("observe node-1 /9/0/1", 0, "1");
            _output.GetStringBuilder().Clear();
            _channel.Deliver(Notification(zone, 2, "CET"));
            _channel.Deliver(Notification(own, 2, "a b"));
            CoapMessage tlv = Notification(own, 3, "\u0001").Without(CoapOption.ContentFormat);
            tlv.Add(CoapOption.ContentFormat, 11542u);
            _channel.Deliver(tlv);
            CoapMessage device = await Observe("observe node-1 /3/0", 110, "[]");
            CoapMessage pack = Notification(device, 2, "[{\"bn\":\"/3/0/\",\"n\":\"9\",\"v\":80},{\"n\":\"15\",\"vs\":\"UTC\",\"t\":-1}]").Without(CoapOption.ContentFormat);
            pack.Add(CoapOption.ContentFormat, 110u);
            _channel.Deliver(pack);
            _channel.Deliver(Notification(zone, -1, string.Empty, code: ResponseCode.NotFound));

            Assert.That(Lines(), Is.EqualTo(new[]
            {
                "00:00:00 notify       node-1 /3/0/15 Timezone = \"CET\" (NON, sequence 2, after 0.0 s, text, 3 bytes)",
                "00:00:00 notify       node-1 /9/0/1 = \"a b\" (NON, sequence 2, after 0.0 s, text, 3 bytes)",
                "00:00:00 notify       node-1 /9/0/1: the tlv payload is malformed: 01 (NON, sequence 3, after 0.0 s, tlv, 1 byte)",
                "00:00:00 response     node-1 observe /3/0: 2.05 Content, observed, senml-json, 2 bytes: 5B5D",
                "00:00:00 notify       node-1 /3/0 (NON, sequence 2, after 0.0 s, senml-json, 60 bytes)",
                "           /3/0/9 Battery Level = 80 %",
                "           /3/0/15 Timezone = \"UTC\" at 2029-12-31 23:59:59 UTC",
                "00:00:00 ended        node-1 /3/0/15: the device notified 4.04 Not Found",
            }));
        }

        [Test]
        public async Task A_composite_observation()
        {
            CoapMessage request = await Observe("observec node-1 /3/0/9 /1 senml-json", 110, "[{\"n\":\"/3/0/9\",\"v\":80}]");
            CoapMessage notification = Notification(request, 2, "[{\"n\":\"/3/0/9\",\"v\":79}]").Without(CoapOption.ContentFormat);
            notification.Add(CoapOption.ContentFormat, 110u);
            _channel.Deliver(notification);
            await _console.ExecuteAsync("observations");
            await _console.ExecuteAsync("cancel node-1 /1 /3/0/9 --reset").WaitAsync(s_maxWait);
            await _console.ExecuteAsync("observations");
            _channel.Deliver(Notification(request, 3));

            Assert.That(Lines(), Is.EqualTo(new[]
            {
                "00:00:00 response     node-1 observec /3/0/9 /1: 2.05 Content, observed, senml-json, 23 bytes: /3/0/9 Battery Level = 80 %",
                "00:00:00 notify       node-1 /3/0/9 /1: /3/0/9 Battery Level = 79 % █▁ (NON, sequence 2, after 0.0 s, senml-json, 23 bytes)",
                "00:00:00 observations 1 observation",
                "           node-1 /3/0/9 /1, composite: 1 notification, 79 % █▁",
                "00:00:00 response     node-1 cancel /1 /3/0/9: the next notification will be reset",
                "00:00:00 observations 1 observation",
                "           node-1 /3/0/9 /1, composite: 1 notification, 79 % █▁, its next notification will be reset",
                "00:00:00 ended        node-1 /3/0/9 /1: reset by this server",
            }));
        }

        [Test]
        public async Task A_cancel_right_behind_its_observe_waits_for_it()
        {
            Task observe = _console.ExecuteAsync("observe node-1 /3/0/9");
            Task cancel = _console.ExecuteAsync("cancel node-1 /3/0/9");
            CoapMessage request = _channel.LastSent;
            _channel.Device = sent => Answer(sent, ResponseCode.Content, 0, "80");
            CoapMessage answer = Answer(request, ResponseCode.Content, 0, "80");
            answer.Add(CoapOption.Observe, 1);
            _channel.Deliver(answer);
            await Task.WhenAll(observe, cancel).WaitAsync(s_maxWait);

            Assert.That(Lines().Select(l => l.Split(' ').SkipWhile(w => w != "node-1").ElementAt(1)), Is.EqualTo(new[] { "observe", "cancel" }));
            Assert.That(_server.Observations.ToList(), Is.Empty);
        }

        [Test]
        public void What_is_sent_of_a_devices_own_accord_is_shown()
        {
            CoapMessage send = Request(CoapCode.Post, "dp");
            send.Add(CoapOption.ContentFormat, 110u);
            send.Payload = Encoding.UTF8.GetBytes("[{\"n\":\"/3/0/9\",\"v\":80,\"t\":-60},{\"n\":\"/3/0/9\",\"v\":79}]");
            _channel.Deliver(send);
            CoapMessage wrong = Request(CoapCode.Post, "dp");
            wrong.Add(CoapOption.ContentFormat, 60u);
            _channel.Deliver(wrong);

            Assert.That(Lines(), Is.EqualTo(new[]
            {
                "00:00:00 send         node-1: 2 values, senml-json, 53 bytes",
                "           /3/0/9 Battery Level = 80 % at 2029-12-31 23:59:00 UTC",
                "           /3/0/9 Battery Level = 79 %",
                "00:00:00 refused      192.0.2.1:40000: 4.15 Unsupported Content-Format, values are wanted as 110 or 112, not 60",
            }));
        }

        [Test]
        public async Task List_shows_the_formats_that_a_device_announces()
        {
            _channel.Deliver(WithLinks(Request(CoapCode.Post, "rd", "ep=node-1"), "</>;rt=\"oma.lwm2m\";ct=\"60 110 112 999\",</3/0>"), new IPEndPoint(IPAddress.Loopback, 1));
            _output.GetStringBuilder().Clear();
            await _console.ExecuteAsync("list");

            Assert.That(Lines()[1], Does.Match(", formats cbor senml-json senml-cbor 999, rd/[a-zA-Z0-9]{5}, /3/0$"));
        }

        [Test]
        public async Task Events_for_programs_carry_the_numbers()
        {
            await _server.DisposeAsync();
            Start(isJson: true);
            CoapMessage request = await Observe("observe node-1 /3/0/9", 0, "80");
            _time.Advance(1.25);
            _channel.Deliver(Notification(request, 2, "79", CoapType.Confirmable));
            await _console.ExecuteAsync("observations");
            CoapMessage send = Request(CoapCode.Post, "dp");
            send.Add(CoapOption.ContentFormat, 110u);
            send.Payload = Encoding.UTF8.GetBytes("[{\"n\":\"/3/0/9\",\"v\":80,\"t\":-60}]");
            _channel.Deliver(send);
            _channel.Deliver(Register("ep=node-1"));

            JsonElement[] events = Lines().Select(l => JsonDocument.Parse(l).RootElement).ToArray();
            Assert.That(
                events.Select(e => e.GetProperty("event").GetString()),
                Is.EqualTo(new[] { "response", "notify", "observations", "send", "registered", "ended" }));
            Assert.That(events[0].GetProperty("observed").GetBoolean(), Is.True);
            JsonElement notify = events[1];
            Assert.That(notify.GetProperty("endpoint").GetString(), Is.EqualTo("node-1"));
            Assert.That(notify.GetProperty("path").GetString(), Is.EqualTo("/3/0/9"));
            Assert.That(notify.GetProperty("sequence").GetInt32(), Is.EqualTo(2));
            Assert.That(notify.GetProperty("confirmable").GetBoolean(), Is.True);
            Assert.That(notify.GetProperty("seconds").GetDouble(), Is.EqualTo(1.25));
            Assert.That(notify.GetProperty("values")[0].GetProperty("value").GetInt32(), Is.EqualTo(79));
            Assert.That(notify.GetProperty("history").EnumerateArray().Select(n => n.GetInt32()), Is.EqualTo(new[] { 80, 79 }));
            Assert.That(events[2].GetProperty("observations")[0].GetProperty("paths")[0].GetString(), Is.EqualTo("/3/0/9"));
            Assert.That(events[3].GetProperty("values")[0].GetProperty("at").GetString(), Is.EqualTo("2029-12-31T23:59:01.250Z"));
            Assert.That(events[5].GetProperty("reason").GetString(), Is.EqualTo("the device registered anew"));
        }

        [TestCase(new double[] { }, "")]
        [TestCase(new[] { 5.0 }, "▅")]
        [TestCase(new[] { 5.0, 5, 5 }, "▅▅▅")]
        [TestCase(new[] { 0.0, 1, 2, 3, 4, 5, 6, 7 }, "▁▂▃▄▅▆▇█")]
        [TestCase(new[] { 7.0, 0 }, "█▁")]
        [TestCase(new[] { -1.5, 0, 1.5 }, "▁▅█")]
        [TestCase(new[] { double.MinValue, 0, double.MaxValue }, "▁▅█")]
        [TestCase(new[] { 0, double.NaN, 1 }, "▁▅█")]
        public void Numbers_are_bars(double[] numbers, string expected) => Assert.That(Sparkline.Draw(numbers), Is.EqualTo(expected));

        private void Start(bool isJson)
        {
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _output = new StringWriter();
            EventLog log = new(_output, isJson, _time);
            _channel.Deliver(Register("ep=node-1", "lt=300", "lwm2m=1.1"));
            _server = new LwM2mServer(_channel, _time, sent: sent => SendReport.Write(log, sent));
            _server.RegistrationChanged += change => RegistrationReport.Write(log, change);
            _server.ObservationChanged += change => ObservationReport.Write(log, change);
            _console = new CommandConsole(_server, log);
            _channel.Sent.Clear();
        }

        private async Task<CoapMessage> Observe(string command, int format, string payload)
        {
            Task running = _console.ExecuteAsync(command);
            CoapMessage request = _channel.LastSent;
            CoapMessage answer = Answer(request, ResponseCode.Content, format, payload);
            answer.Add(CoapOption.Observe, 1);
            _channel.Deliver(answer);
            await running.WaitAsync(s_maxWait);
            return request;
        }

        private string[] Lines() => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
