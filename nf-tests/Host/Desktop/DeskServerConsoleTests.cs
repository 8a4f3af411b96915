using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The commands of the desk server and what they print.</summary>
    public class DeskServerConsoleTests
    {
        private const int MaxWaitMilliseconds = 5000;

        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private StringWriter _output;
        private CommandConsole _console;

        [SetUp]
        public void Start() => Start(isJson: false);

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [TestCase("frobnicate", "there is no command 'frobnicate': help lists them")]
        [TestCase("read", "something is missing: read EP PATH [FORMAT] [--block N]")]
        [TestCase("read node-1", "something is missing: read EP PATH [FORMAT] [--block N]")]
        [TestCase("read node-1 /3 tlv more", "'more' is too much: read EP PATH [FORMAT] [--block N]")]
        [TestCase("read nobody /3", "no device is registered whose name is or begins with 'nobody': list shows them")]
        [TestCase("read node /3", "'node' may be node-1, node-2: write more of it")]
        [TestCase("read node-1 3/x", "'3/x' is no path: write such as /3, /3/0, /3/0/1 or /3/0/11/0")]
        [TestCase("read node-1 /3/0/1/2/5", "'/3/0/1/2/5' is no path: write such as /3, /3/0, /3/0/1 or /3/0/11/0")]
        [TestCase("read node-1 /65535", "'/65535' is no path: write such as /3, /3/0, /3/0/1 or /3/0/11/0")]
        [TestCase("read node-1 /", "an object or something below it is read, and / is none")]
        [TestCase("read node-1 /3 xml", "there is no format 'xml': use text, link, opaque, tlv, cbor, senml-json, senml-cbor or a number")]
        [TestCase("read \"node-1 /3", "a quote is not closed")]
        [TestCase("write node-1 /1/0/1", "something is missing: write EP PATH [--update] [FORMAT] VALUE [--block N]")]
        [TestCase("write node-1 /1/0/1 --update", "something is missing: write EP PATH [--update] [FORMAT] VALUE [--block N]")]
        [TestCase("write node-1 /3/0/15 text two words", "'words' is too much: a value with spaces wants \"quotes\"")]
        [TestCase("write node-1 /3/0/15 two words", "there is no format 'two': use text, link, opaque, tlv, cbor, senml-json, senml-cbor or a number")]
        [TestCase("write node-1 /1 tlv 1=5", "an instance, a resource or a resource instance is written, and /1 is none")]
        [TestCase("write node-1 /1/0 5", "an instance has several values: write node-1 /1/0 tlv ID=VALUE,ID=VALUE")]
        [TestCase("write node-1 /1/0 tlv 5", "values of an instance are written as ID=VALUE,ID=VALUE, those of a multiple resource as ID/INSTANCE=VALUE")]
        [TestCase("write node-1 /1/0 tlv 1=soon", "'soon' is no Integer, which /1/x/1 Lifetime is")]
        [TestCase("write node-1 /1/0 tlv 6=yes", "'yes' is no Boolean, which /1/x/6 Notification Storing When Disabled or Offline is")]
        [TestCase("write node-1 /1/0 tlv 8=1", "/1/x/8 Registration Update Trigger is executed, not written")]
        [TestCase("write node-1 /3303/0 tlv 5700=1", "the type of /3303/x/5700 is not known here: write it as text")]
        [TestCase("write node-1 /5/0/0 opaque abc", "'abc' is not hexadecimal, two digits a byte")]
        [TestCase("write node-1 /1/0/1 link 5", "nothing is written in link: use text, opaque, tlv, cbor, senml-json or senml-cbor")]
        [TestCase("execute node-1 /3/0", "a resource is executed, such as /3/0/4, and /3/0 is none")]
        [TestCase("discover node-1 /3/0/6/0", "an object, an instance or a resource is discovered, and /3/0/6/0 is none")]
        [TestCase("create node-1 /1/0/1", "an instance is created, /1 for any or /1/2 for that one, and /1/0/1 is none")]
        [TestCase("create node-1 /1 text 5", "an instance has several values: create node-1 /1 tlv ID=VALUE,ID=VALUE")]
        [TestCase("delete node-1 /1", "an instance is deleted, such as /1/2, and /1 is none")]
        [TestCase("attr node-1 /3/0/9", "something is missing: attr EP PATH NAME=VALUE ...")]
        [TestCase("list all", "'all' is too much: list")]
        [TestCase("help frobnicate", "there is no command 'frobnicate': help lists them")]
        public async Task A_bad_command_gets_one_line_that_says_what_to_do(string command, string message)
        {
            await _console.ExecuteAsync(command);

            Assert.That(Lines(), Is.EqualTo(new[] { $"00:00:00 error        {message}" }));
            Assert.That(_channel.Sent, Is.Empty);
        }

        [TestCase("")]
        [TestCase("   ")]
        [TestCase("# a comment")]
        public async Task Empty_lines_and_comments_are_no_commands(string line)
        {
            await _console.ExecuteAsync(line);

            Assert.That(_output.ToString(), Is.Empty);
        }

        [Test]
        public async Task Help_names_every_command()
        {
            await _console.ExecuteAsync("help");
            string[] lines = Lines();
            foreach (string command in new[]
            {
                "list", "read", "readc", "write", "writec", "observe", "observec", "cancel", "observations", "execute", "discover", "create", "delete",
                "attr", "queue", "help", "quit",
            })
            {
                Assert.That(lines, Has.Some.StartsWith($"           {command} "), command);
            }

            await _console.ExecuteAsync("read --help");
            Assert.That(Lines()[^1], Is.EqualTo("00:00:00 help         read EP PATH [FORMAT] [--block N]: read an object, an instance, a resource or a resource instance"));
        }

        [Test]
        public async Task List_shows_the_devices()
        {
            await _console.ExecuteAsync("list");

            Assert.That(Lines(), Has.Length.EqualTo(3));
            Assert.That(Lines()[0], Is.EqualTo("00:00:00 list         2 devices"));
            Assert.That(
                Lines()[1],
                Does.Match("^ {11}node-1 from 192\\.0\\.2\\.1:40000: lifetime 5 min, LwM2M 1\\.1, binding U, queue mode, rd/[a-zA-Z0-9]{5}, /1/0 /3/0 \\(awake\\)$"));
        }

        [Test]
        public void Quit_is_asked_for()
        {
            Assert.That(_console.ExecuteAsync("quit").IsCompleted, Is.True);
            Assert.That(_console.IsQuitRequested, Is.True);
        }

        [TestCase("read node-1 /3/0/0", "0", "Acme", "node-1 read /3/0/0: 2.05 Content, text, 4 bytes: /3/0/0 Manufacturer = \"Acme\"")]
        [TestCase("read node-1 3/0/9 text", "0", "80", "node-1 read /3/0/9: 2.05 Content, text, 2 bytes: /3/0/9 Battery Level = 80 %")]
        [TestCase("read node-1 /3/0/9", "0", "full", "node-1 read /3/0/9: 2.05 Content, text, 4 bytes: /3/0/9 Battery Level = \"full\" (no Integer)")]
        [TestCase("read node-1 /3/0/13", "0", "1893456000", "node-1 read /3/0/13: 2.05 Content, text, 10 bytes: /3/0/13 Current Time = 1893456000 (2030-01-01 00:00:00 UTC)")]
        [TestCase("read node-1 /3303/0/5700", "0", "21.5", "node-1 read /3303/0/5700: 2.05 Content, text, 4 bytes: /3303/0/5700 = \"21.5\"")]
        [TestCase("read node-1 /3/0/0", "0", "a\nb", "node-1 read /3/0/0: 2.05 Content, text, 3 bytes: /3/0/0 Manufacturer = \"a\\u000ab\"")]
        [TestCase("read node-1 /3", "11542", "\u0001", "node-1 read /3: 2.05 Content, tlv, 1 byte: the tlv payload is malformed: 01")]
        [TestCase("read node-1 /3 61", "61", "\u0001", "node-1 read /3: 2.05 Content, 61, 1 byte: 01")]
        public async Task A_single_value_is_shown_in_the_line(string command, string format, string payload, string expected)
        {
            await Answered(command, ResponseCode.Content, int.Parse(format), payload);

            Assert.That(Lines(), Is.EqualTo(new[] { "00:00:00 response     " + expected }));
        }

        [Test]
        public async Task Several_values_are_shown_below_it()
        {
            // Object Instance 0: Manufacturer, Power Source Voltage with two instances, Error Code with none.
            byte[] tlv = Convert.FromHexString("080013" + "C40041636D65" + "880708" + "42000ED8" + "42011388" + "800B");
            await Answered("read node-1 /3", ResponseCode.Content, ContentFormat.Tlv, string.Concat(tlv.Select(b => (char)b)));

            Assert.That(Lines(), Is.EqualTo(new[]
            {
                "00:00:00 response     node-1 read /3: 2.05 Content, tlv, 22 bytes",
                "           /3/0/0 Manufacturer = \"Acme\"",
                "           /3/0/7/0 Power Source Voltage = 3800 mV",
                "           /3/0/7/1 Power Source Voltage = 5000 mV",
            }));
        }

        [Test]
        public async Task Discover_shows_paths_and_attributes()
        {
            await Answered("discover node-1 /3/0", ResponseCode.Content, ContentFormat.LinkFormat, "</3/0>;pmin=10,</3/0/0>,</3/0/7>;dim=2;pmax=60");

            Assert.That(Lines().Skip(1), Is.EqualTo(new[] { "           /3/0 (pmin=10)", "           /3/0/0", "           /3/0/7 (dim=2, pmax=60)" }));
        }

        [Test]
        public async Task A_refusal_is_shown_with_its_diagnosis()
        {
            await Answered("delete node-1 /3/0", ResponseCode.MethodNotAllowed, ContentFormat.None, "never");

            Assert.That(Lines(), Is.EqualTo(new[] { "00:00:00 response     node-1 delete /3/0: 4.05 Method Not Allowed, no format, 5 bytes: never" }));
        }

        [Test]
        public async Task No_answer_is_an_error()
        {
            Task command = _console.ExecuteAsync("read node-2 /3/0/0");
            _time.Advance(93);
            await command;

            Assert.That(Lines().Single(), Does.Match("^00:01:33 error        node-2 read /3/0/0: no answer \\([6-9][0-9]\\.[0-9] s\\)$"));
        }

        [TestCase("write node-1 /1/0/1 300", "0.03 /1/0/1 0 333030")]
        [TestCase("write node-1 /3/0/15 \"two words\"", "0.03 /3/0/15 0 74776F20776F726473")]
        [TestCase("write node-1 /3/0/15 \"\"", "0.03 /3/0/15 0 ")]
        [TestCase("write node-1 /3/0/15 \"a \\\"b\\\" c\"", "0.03 /3/0/15 0 61202262222063")]
        [TestCase("write node-1 /3/0/14 -5", "0.03 /3/0/14 0 2D35")]
        [TestCase("write node-1 /5/0/0 opaque 0x00ff", "0.03 /5/0/0 42 00FF")]
        [TestCase("write node-1 /1/0 tlv 2=101,3=1010,6=true", "0.03 /1/0 11542 C10265C20303F2C10601")]
        [TestCase("write node-1 /1/0 --update tlv 1=300", "0.02 /1/0 11542 C201012C")]
        [TestCase("write node-1 /1/0/1 1542 300", "0.03 /1/0/1 1542 C201012C")]
        [TestCase("write node-1 /0/0 tlv 16/0=49320,16/1=49317,0=a,b", "0.03 /0/0 11542 88100842 00C0A84201C0A5 C300612C62")]
        [TestCase("write node-1 /0/0/16 tlv 0=49320,1=49317", "0.03 /0/0/16 11542 88100842 00C0A84201C0A5")]
        [TestCase("write node-1 /0/0/16/1 tlv 49317", "0.03 /0/0/16/1 11542 4201C0A5")]
        [TestCase("execute node-1 /3/0/4", "0.02 /3/0/4  ")]
        [TestCase("execute node-1 /3/0/4 0,5='x'", "0.02 /3/0/4 0 302C353D277827")]
        [TestCase("create node-1 /1", "0.02 /1 11542 ")]
        [TestCase("create node-1 /1 tlv 0=102,6=false,7=U", "0.02 /1 11542 C10066C10600C10755")]
        [TestCase("create node-1 /1/2 tlv 0=102,6=false,7=U", "0.02 /1 11542 080209C10066C10600C10755")]
        [TestCase("attr node-1 /3/0/9 pmin=10 pmax=", "0.03 /3/0/9  ")]
        public async Task A_command_sends_its_message(string command, string expected)
        {
            await Answered(command, ResponseCode.Changed, ContentFormat.None, string.Empty);

            CoapMessage sent = _channel.LastSent;
            string path = string.Join('/', sent.Texts(CoapOption.UriPath));
            string actual = $"0.{sent.Code:D2} /{path} {sent.Unsigned(CoapOption.ContentFormat)} {Convert.ToHexString(sent.Payload)}";
            int payload = expected.IndexOf(' ', expected.IndexOf(' ', expected.IndexOf(' ') + 1) + 1) + 1;
            Assert.That(actual, Is.EqualTo(expected[..payload] + expected[payload..].Replace(" ", string.Empty)));
        }

        [Test]
        public async Task Answers_of_a_device_are_shown_in_the_order_of_the_commands()
        {
            Task[] commands = Enumerable.Range(0, 20).Select(i => _console.ExecuteAsync($"read node-1 /3/0/{i}")).ToArray();
            for (int i = 0; i < commands.Length; i++)
            {
                SpinWait.SpinUntil(() => _channel.Sent.Count > i, MaxWaitMilliseconds);
                _channel.Deliver(Answer(_channel.Sent[i].Message, ResponseCode.NotFound));
            }

            await Task.WhenAll(commands);
            Assert.That(Lines().Select(l => l.Split(' ')[^4]), Is.EqualTo(Enumerable.Range(0, 20).Select(i => $"/3/0/{i}:")));
        }

        [Test]
        public async Task An_answer_for_programs_is_one_object_a_line()
        {
            await _server.DisposeAsync();
            Start(isJson: true);
            await Answered("read node-1 /3/0/9", ResponseCode.Content, ContentFormat.PlainText, "80");
            await _console.ExecuteAsync("read nobody /3");
            await _console.ExecuteAsync("list");
            await _console.ExecuteAsync("help");

            JsonElement[] events = Lines().Select(l => JsonDocument.Parse(l).RootElement).ToArray();
            Assert.That(events.Select(e => e.GetProperty("event").GetString()), Is.EqualTo(new[] { "response", "error", "list", "help" }));
            Assert.That(events[0].GetProperty("endpoint").GetString(), Is.EqualTo("node-1"));
            Assert.That(events[0].GetProperty("operation").GetString(), Is.EqualTo("read"));
            Assert.That(events[0].GetProperty("success").GetBoolean(), Is.True);
            Assert.That(events[0].GetProperty("code").GetString(), Is.EqualTo("2.05 Content"));
            Assert.That(events[0].GetProperty("values")[0].GetProperty("value").GetInt64(), Is.EqualTo(80));
            Assert.That(events[0].GetProperty("values")[0].GetProperty("name").GetString(), Is.EqualTo("Battery Level"));
            Assert.That(events[1].GetProperty("message").GetString(), Does.StartWith("no device is registered"));
            Assert.That(events[2].GetProperty("registrations")[1].GetProperty("endpoint").GetString(), Is.EqualTo("node-2"));
        }

        [Test]
        public void What_happens_to_registrations_is_shown()
        {
            EventLog log = new(_output, false, _time);
            _server.RegistrationChanged += change => RegistrationReport.Write(log, change);
            _channel.Deliver(Register("ep=x", "lt=59", "lwm2m=1.1"));
            _channel.Deliver(Register("ep=x", "lt=60", "lwm2m=1.1"));
            string location = string.Join('/', _channel.LastSent.Texts(CoapOption.LocationPath));
            _channel.Deliver(Request(CoapCode.Post, location, "lt=7200"));
            _channel.Deliver(Request(CoapCode.Delete, location));
            _channel.Deliver(Register("lt=60"));
            _channel.Deliver(Register("ep=y", "lt=1"));
            _time.Advance(1);

            string[] expected =
            {
                "00:00:00 registered   x from 192.0.2.1:40000: lifetime 59 s, LwM2M 1.1, binding U, rd/",
                "00:00:00 registered   x from 192.0.2.1:40000: lifetime 1 min, LwM2M 1.1, binding U, rd/",
                "00:00:00 updated      x from 192.0.2.1:40000: lifetime 2 h",
                "00:00:00 deregistered x",
                "00:00:00 refused      192.0.2.1:40000: 4.00 Bad Request, ep is missing",
                "00:00:00 registered   y from 192.0.2.1:40000: lifetime 1 s, LwM2M 1.0, binding U, rd/",
                "00:00:01 expired      y: no Update within 1 s",
            };
            string[] lines = Lines();
            Assert.That(lines, Has.Length.EqualTo(expected.Length));
            for (int i = 0; i < lines.Length; i++)
            {
                Assert.That(lines[i], Does.StartWith(expected[i]));
            }

            Assert.That(lines[1], Does.EndWith("in place of the old one"));
        }

        private void Start(bool isJson)
        {
            _time = new DeskServerManualTime();
            _channel = new DeskServerTestChannel();
            _server = new LwM2mServer(_channel, _time);
            _output = new StringWriter();
            _console = new CommandConsole(_server, new EventLog(_output, isJson, _time));
            _channel.Deliver(Register("ep=node-1", "lt=300", "lwm2m=1.1", "Q"));
            _channel.Deliver(Register("ep=node-2"));
            _channel.Sent.Clear();
        }

        // A payload's characters are its bytes.
        private async Task Answered(string command, int code, int format, string payload)
        {
            Task running = _console.ExecuteAsync(command);
            Assert.That(_channel.Sent, Has.Count.EqualTo(1), _output.ToString());
            CoapMessage answer = Answer(_channel.LastSent, code, format);
            answer.Payload = payload.Select(c => (byte)c).ToArray();
            _channel.Deliver(answer);
            await running;
        }

        private string[] Lines() => _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
