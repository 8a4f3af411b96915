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
    /// <summary>The bootstrap server and devices that do as the test says, on virtual time.</summary>
    public class DeskServerBootstrapTests
    {
        private const string Key = "6B657940676F6573206E6F77686572652E2E";
        private const string OneServer = "\"servers\": [{ \"shortServerId\": 101, \"uri\": \"coap://s\", \"lifetime\": 60 }]";

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);

        private DeskServerManualTime _time;
        private DeskServerTestChannel _channel;
        private LwM2mServer _server;
        private BlockingCollection<BootstrapChange> _changes;
        private List<RegistrationChange> _registrations;
        private StringWriter _text;
        private StringWriter _json;

        // What is answered to Bootstrap-Discover; null for 4.04.
        private string _discovered;

        [SetUp]
        public void Start()
        {
            _time = new DeskServerManualTime();
            _discovered = "</>;lwm2m=1.1,</0/0>";
        }

        [TearDown]
        public async Task Stop()
        {
            if (_server != null)
            {
                await _server.DisposeAsync();
            }

            _server = null;
        }

        [Test]
        public void A_device_is_given_its_server()
        {
            Serve("\"a\": { " + OneServer + " }");
            _channel.Device = Agree;
            CoapMessage answer = Ask("ep=a");

            Assert.That(answer.Code, Is.EqualTo(ResponseCode.Changed));
            Assert.That(answer.Payload, Is.Empty);
            Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
            Assert.That(Requests(), Is.EqualTo(new[] { "DELETE /", "GET /0 accept 40", "PUT /0 11542", "PUT /1 11542", "POST /bs" }));
            Assert.That(Values(2), Is.EqualTo(new[]
            {
                "/0/1/0 LWM2M  Server URI = \"coap://s\"", "/0/1/1 Bootstrap-Server = false", "/0/1/2 Security Mode = 3", "/0/1/3 Public Key or Identity = 0x",
                "/0/1/4 Server Public Key = 0x", "/0/1/5 Secret Key = 0x", "/0/1/10 Short Server ID = 101",
            }));
            Assert.That(Values(3), Is.EqualTo(new[]
            {
                "/1/0/0 Short Server ID = 101", "/1/0/1 Lifetime = 60 s", "/1/0/6 Notification Storing When Disabled or Offline = true", "/1/0/7 Binding = \"U\"",
            }));
            Assert.That(_text.ToString(), Is.EqualTo(string.Join(Environment.NewLine, new[]
            {
                "00:00:00 bootstrap    a from 192.0.2.1:40000 asks for its servers, tlv",
                "00:00:00 bootstrap    a delete /: 2.02 Deleted",
                "00:00:00 bootstrap    a discover /0: 2.05 Content",
                "00:00:00 bootstrap    a write /0: 2.04 Changed, tlv, 29 bytes",
                "00:00:00 bootstrap    a write /1: 2.04 Changed, tlv, 15 bytes",
                "00:00:00 bootstrapped a: 101 at coap://s, 6 exchanges",
                string.Empty,
            })));
        }

        [TestCase("pct=112", "", "112")]
        [TestCase("pct=11542", "", "11542")]
        [TestCase("pct=110", "", "110")]
        [TestCase("pct=60", "", "11542")]
        [TestCase("pct=11542", "\"format\": \"senml-cbor\", ", "112")]
        [TestCase("pct=112", "\"format\": \"tlv\", ", "11542")]
        [TestCase("pct=112", "\"format\": \"senml-json\", ", "110")]
        public void The_format_is_the_file_s_or_what_the_device_prefers(string preferred, string format, string expected)
        {
            Serve("\"a\": { " + format + OneServer + ", \"accessControl\": [{ \"object\": 3, \"instance\": 0, \"owner\": 101, \"acl\": { \"101\": \"RW\", \"default\": \"R\" } }]"
                + ", \"bootstrapAccount\": { \"holdOff\": 5 } }");
            _channel.Device = Agree;
            Ask("ep=a", preferred);

            Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
            Assert.That(Requests(), Is.EqualTo(new[]
            {
                "DELETE /", "GET /0 accept 40", $"PUT /0 {expected}", $"PUT /1 {expected}", $"PUT /2 {expected}", $"PUT /0/0/11 {expected}", "POST /bs",
            }));
            Assert.That(Values(2), Has.Member("/0/1/10 Short Server ID = 101").And.Member("/0/1/1 Bootstrap-Server = false").And.Member("/0/1/5 Secret Key = 0x"));
            Assert.That(Values(3), Has.Member("/1/0/1 Lifetime = 60 s"));
            Assert.That(Values(4), Is.EqualTo(new[]
            {
                "/2/0/0 Object ID = 3", "/2/0/1 Object Instance ID = 0", "/2/0/2/101 ACL = 3", "/2/0/2/0 ACL = 1", "/2/0/3 Access Control Owner = 101",
            }));
            Assert.That(Values(5), Is.EqualTo(new[] { "/0/0/11 Client Hold Off Time = 5 s" }));
        }

        [Test]
        public void Two_servers_go_in_one_message_for_each_object_and_their_keys_are_not_shown()
        {
            Serve("\"a\": { \"servers\": [{ \"shortServerId\": 7, \"uri\": \"coaps://s\", \"security\": \"psk\", \"identity\": \"me\", \"key\": \"" + Key + "\" }, "
                + "{ \"shortServerId\": 8, \"uri\": \"coap://t\", \"priority\": 200 }] }");
            _channel.Device = Agree;
            Ask("ep=a");

            Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
            Assert.That(Requests(), Has.Length.EqualTo(5));
            Assert.That(Values(2), Has.Member("/0/1/2 Security Mode = 0").And.Member("/0/1/3 Public Key or Identity = 0x6D65").And.Member("/0/1/5 Secret Key = 0x" + Key)
                .And.Member("/0/2/2 Security Mode = 3").And.Member("/0/2/10 Short Server ID = 8"));
            Assert.That(Values(3), Has.Member("/1/0/0 Short Server ID = 7").And.Member("/1/1/0 Short Server ID = 8").And.Member("/1/1/13 Registration Priority Order = 200"));
            foreach (string log in new[] { _text.ToString(), _json.ToString() })
            {
                Assert.That(log, Does.Contain("bootstrapped"));
                Assert.That(log, Does.Not.Contain(Key).IgnoreCase.And.Not.Contains("key@goes").And.Not.Contains(Convert.ToBase64String(Convert.FromHexString(Key))));
            }
        }

        [TestCase("</0/0>", "/0/1", "/1/0", "/0/0/12")]
        [TestCase("</>;lwm2m=1.1,</0/3>", "/0/0", "/1/0", "/0/3/12")]
        [TestCase("</0/1>,</0/0>;ssid=9", "/0/2", "/1/0", "/0/1/12")]
        [TestCase("</0/0>,</0/4>;ssid=101;uri=\"coap://s\",</1/2>;ssid=101", "/0/4", "/1/0", "/0/0/12", TestName = "A server keeps its instance")]
        [TestCase("", "/0/0", "/1/0", "/0/0/12", TestName = "Nothing is there")]
        [TestCase(null, "/0/1", "/1/0", "/0/0/12", TestName = "A device does not know Discover")]
        [TestCase("<nonsense", "/0/1", "/1/0", "/0/0/12", TestName = "What is discovered is malformed")]
        public void The_bootstrap_account_is_not_overwritten(string discovered, string security, string server, string account)
        {
            Serve("\"a\": { " + OneServer + ", \"bootstrapAccount\": { \"accountTimeout\": 5 } }");
            _discovered = discovered;
            _channel.Device = Agree;
            Ask("ep=a");

            Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
            Assert.That(Values(2)[0], Does.StartWith(security + "/0 "));
            Assert.That(Values(3)[0], Does.StartWith(server + "/0 "));
            Assert.That(Requests()[4], Is.EqualTo($"PUT {account} 11542"));
            Assert.That(_text.ToString().Contains("its bootstrap account is taken to be /0/0"), Is.EqualTo(discovered is null or "<nonsense"));
        }

        [Test]
        public void What_is_not_deleted_is_looked_for()
        {
            Serve("\"a\": { \"delete\": [\"/0/5\"], " + OneServer + ", \"accessControl\": [{ \"object\": 3 }] }");
            _discovered = "</0/0>,</1/0>;ssid=9,</1/3>;ssid=101,</2/0>,</2/1>";
            _channel.Device = Agree;
            Ask("ep=a");

            Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
            Assert.That(Requests(), Is.EqualTo(new[]
            {
                "DELETE /0/5", "GET /0 accept 40", "GET /1 accept 40", "GET /2 accept 40", "PUT /0 11542", "PUT /1 11542", "PUT /2 11542", "POST /bs",
            }));
            Assert.That(Values(5)[0], Does.StartWith("/1/3/0 "), "the server's own");
            Assert.That(Values(6)[0], Does.StartWith("/2/2/0 "), "the first that is free");
        }

        [Test]
        public void Nothing_need_be_deleted()
        {
            Serve("\"a\": { \"delete\": [], " + OneServer + " }");
            _channel.Device = Agree;
            Ask("ep=a");

            Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
            Assert.That(Requests(), Is.EqualTo(new[] { "GET /0 accept 40", "GET /1 accept 40", "PUT /0 11542", "PUT /1 11542", "POST /bs" }));
        }

        [TestCase(0, "delete /", ResponseCode.MethodNotAllowed, "4.05 Method Not Allowed")]
        [TestCase(2, "write /0", ResponseCode.BadRequest, "4.00 Bad Request")]
        [TestCase(3, "write /1", ResponseCode.UnsupportedContentFormat, "4.15 Unsupported Content-Format")]
        [TestCase(4, "finish", ResponseCode.NotAcceptable, "4.06 Not Acceptable")]
        public void A_step_that_is_refused_ends_it(int step, string what, int code, string reason)
        {
            Serve("\"a\": { " + OneServer + " }");
            int steps = 0;
            _channel.Device = request => CoapCode.IsRequest(request.Code) && steps++ == step
                ? Answer(request, code, payload: step == 0 ? string.Empty : "no")
                : Agree(request);
            Ask("ep=a");

            string diagnosis = step == 0 ? string.Empty : " (no)";
            BootstrapChange end = ToEnd();
            Assert.That(end.Kind, Is.EqualTo(BootstrapChangeKind.Failed));
            Assert.That(end.Reason, Is.EqualTo(reason + diagnosis));
            Assert.That(Requests(), Has.Length.EqualTo(step + 1));
            Assert.That(_text.ToString(), Does.EndWith($"00:00:00 error        a {what}: {reason}{diagnosis}: the bootstrap ends{Environment.NewLine}"));
            Assert.That(_json.ToString(), Does.Contain("\"event\":\"error\"").And.Contain($"\"message\":\"{reason}{diagnosis}\""));
        }

        [TestCase(0, "delete /")]
        [TestCase(1, "discover /0")]
        [TestCase(2, "write /0")]
        [TestCase(4, "finish")]
        public async Task A_step_that_is_not_answered_ends_it(int step, string what)
        {
            Serve("\"a\": { " + OneServer + " }");
            int steps = 0;
            _channel.Device = request => CoapCode.IsRequest(request.Code) && steps++ >= step ? null : Agree(request);
            Ask("ep=a");
            await UntilAsync(() => steps > step);
            _time.Advance(94);

            BootstrapChange end = ToEnd();
            Assert.That((end.Kind, end.Reason), Is.EqualTo((BootstrapChangeKind.Failed, "no answer")));
            Assert.That(_channel.Sent.Count(s => CoapCode.IsRequest(s.Message.Code)), Is.EqualTo(step + 5), "sent again four times");
            Assert.That(_text.ToString(), Does.Contain($"error        a {what}: no answer: the bootstrap ends"));
        }

        [Test]
        public async Task A_device_that_asks_anew_begins_anew()
        {
            Serve("\"a\": { " + OneServer + " }");
            _channel.Device = _ => null;
            Ask("ep=a");
            await UntilAsync(() => _channel.Sent.Count == 2);
            _channel.Device = Agree;
            Ask("ep=a");

            List<BootstrapChange> all = new() { Next(), Next(), Next(), Next(), Next(), Next(), Next(), Next() };
            Assert.That(all.Single(c => c.Kind == BootstrapChangeKind.Failed).Reason, Is.EqualTo("the device asked anew"));
            Assert.That(all.Count(c => c.Kind == BootstrapChangeKind.Requested), Is.EqualTo(2));
            Assert.That(all.Count(c => c.Kind == BootstrapChangeKind.Finished), Is.EqualTo(1));
        }

        [Test]
        public void A_request_that_is_sent_again_is_answered_again_and_begins_nothing()
        {
            Serve("\"a\": { " + OneServer + " }");
            _channel.Device = _ => null;
            CoapMessage request = Request(CoapCode.Post, "bs", "ep=a");
            _channel.Deliver(request);
            _channel.Deliver(request);

            Assert.That(_channel.Sent.Select(s => s.Message.Code), Is.EqualTo(new[] { ResponseCode.Changed, CoapCode.Delete, ResponseCode.Changed }));
            Assert.That(Next().Kind, Is.EqualTo(BootstrapChangeKind.Requested));
            Assert.That(_changes, Is.Empty);
        }

        [Test]
        public void What_is_longer_than_a_message_goes_in_blocks()
        {
            string uri = "coaps://" + new string('h', 200);
            string servers = string.Join(", ", Enumerable.Range(1, 3).Select(i =>
                $"{{ \"shortServerId\": {i}, \"uri\": \"{uri}\", \"security\": \"psk\", \"identity\": \"{new string('i', 100)}\", \"keyText\": \"{new string('k', 64)}\" }}"));
            Serve("\"a\": { \"servers\": [" + servers + "] }");
            List<byte> body = new();
            _channel.Device = request =>
            {
                if (request.Code != CoapCode.Put || request.Unsigned(CoapOption.Block1) is not uint block)
                {
                    return Agree(request);
                }

                body.AddRange(request.Payload);
                CoapMessage answer = Answer(request, (block & 8) != 0 ? ResponseCode.Continue : ResponseCode.Changed);
                answer.Add(CoapOption.Block1, block);
                return answer;
            };
            Ask("ep=a");

            Assert.That(ToEnd().Kind, Is.EqualTo(BootstrapChangeKind.Finished));
            string[] values = ContentDecoder.Decode(PathText.Parse("/0"), ContentFormat.Tlv, body.ToArray(), default, out string problem).Select(v => v.ToString()).ToArray();
            Assert.That(problem, Is.Null);
            Assert.That(values, Has.Length.EqualTo(21).And.Member($"/0/3/0 LWM2M  Server URI = \"{uri}\""));
        }

        [TestCase("POST", "bs", "", "4.00 ep is missing")]
        [TestCase("POST", "bs", "ep=", "4.00 ep is missing")]
        [TestCase("POST", "bs", "ep=b", "4.00 there is no configuration for the endpoint 'b'")]
        [TestCase("POST", "bs", "ep=a&ep=a", "4.00 ep is given twice")]
        [TestCase("POST", "bs", "ep=a&lt=60", "4.00 there is no parameter 'lt' here")]
        [TestCase("POST", "bs", "ep=a&pct=tlv", "4.00 pct is no content format: 'tlv'")]
        [TestCase("POST", "bs", "ep=a&pct", "4.00 pct is no content format: ''")]
        [TestCase("POST", "bs", "ep=bound", "4.03 the endpoint 'bound' is bootstrapped with the key of another identity only")]
        [TestCase("POST", "bs/0", "ep=a", "4.04 there is no /bs/0 here")]
        [TestCase("GET", "bs", "ep=a", "4.05 /bs takes POST only")]
        public void What_is_no_request_for_a_bootstrap_is_refused(string method, string path, string query, string refusal)
        {
            Serve("\"a\": { " + OneServer + " }, \"bound\": { \"identity\": \"bs\", " + OneServer + " }");
            _channel.Deliver(Request(method == "GET" ? CoapCode.Get : CoapCode.Post, path, query.Split('&', StringSplitOptions.RemoveEmptyEntries)));

            CoapMessage answer = _channel.Sent.Single().Message;
            Assert.That($"{answer.Code >> 5}.{answer.Code & 31:D2} {Text(answer.Payload)}", Is.EqualTo(refusal));
            Assert.That(_registrations.Single().Kind, Is.EqualTo(RegistrationChangeKind.Refused));
            Assert.That(_changes, Is.Empty);
        }

        [Test]
        public void Without_a_configuration_it_is_no_bootstrap_server()
        {
            _channel = new DeskServerTestChannel();
            _server = new LwM2mServer(_channel, _time);
            _channel.Deliver(Request(CoapCode.Post, "bs", "ep=a"));

            Assert.That(_channel.LastSent.Code, Is.EqualTo(ResponseCode.NotFound));
        }

        [Test]
        public void This_server_is_where_the_device_reaches_it()
        {
            Serve("\"a\": { \"servers\": [{ \"shortServerId\": 1, \"uri\": \"self\" }, "
                + "{ \"shortServerId\": 2, \"uri\": \"self\", \"security\": \"psk\", \"identity\": \"i\", \"key\": \"00\" }] }");
            _channel.Device = Agree;
            _channel.Deliver(Request(CoapCode.Post, "bs", "ep=a"), new IPEndPoint(IPAddress.Parse("127.0.0.5").MapToIPv6(), 1234));

            BootstrapChange end = ToEnd();
            Assert.That(end.Servers, Is.EqualTo(new[] { (1, "coap://127.0.0.1:5683"), (2, "coaps://127.0.0.1:5684") }).Or.EqualTo(new[] { (1, "coap://127.0.0.5:5683"), (2, "coaps://127.0.0.5:5684") }));
            Assert.That(Values(2), Has.Member($"/0/1/0 LWM2M  Server URI = \"{end.Servers[0].Uri}\""));
        }

        [Test]
        public async Task A_command_asks_a_device_to_bootstrap()
        {
            Serve("\"a\": { " + OneServer + " }");
            CommandConsole console = new(_server, new EventLog(_text, false, _time));
            _channel.Device = request => CoapCode.IsRequest(request.Code) ? Answer(request, ResponseCode.Changed) : null;
            _channel.Deliver(WithLinks(Request(CoapCode.Post, "rd", "ep=node"), "</1/2>,</1/3>,</3/0>"));
            _channel.Deliver(WithLinks(Request(CoapCode.Post, "rd", "ep=bare"), "</3/0>"), new IPEndPoint(IPAddress.Loopback, 1));

            await console.ExecuteAsync("bootstrap node").WaitAsync(s_maxWait);
            await console.ExecuteAsync("bootstrap node 3").WaitAsync(s_maxWait);
            await console.ExecuteAsync("bootstrap bare").WaitAsync(s_maxWait);
            await console.ExecuteAsync("bootstrap node x").WaitAsync(s_maxWait);
            Assert.That(_channel.Sent.Where(s => CoapCode.IsRequest(s.Message.Code)).Select(s => Show(s.Message)), Is.EqualTo(new[] { "POST /1/2/9", "POST /1/3/9", "POST /1/0/9" }));
            Assert.That(_text.ToString(), Does.Contain("node bootstrap /1/2/9: 2.04 Changed").And.Contain("error        '/1/x/9' is no path"));
            Assert.That(console.HelpLines, Has.One.StartsWith("bootstrap EP [INSTANCE] "));
        }

        private void Serve(string devices)
        {
            _channel = new DeskServerTestChannel();
            _changes = new BlockingCollection<BootstrapChange>();
            _registrations = new List<RegistrationChange>();
            _text = new StringWriter();
            _json = new StringWriter();
            EventLog text = new(_text, false, _time);
            EventLog json = new(_json, true, _time);
            BootstrapConfiguration configuration = BootstrapFile.Parse("{ \"devices\": { " + devices + " } }");
            configuration.Port = 5683;
            configuration.SecurePort = 5684;
            _server = new LwM2mServer(_channel, _time, _registrations.Add, bootstrap: configuration, bootstrapped: change =>
            {
                BootstrapReport.Write(text, change);
                BootstrapReport.Write(json, change);
                _changes.Add(change);
            });
        }

        // The answer stands before whatever the server sends next.
        private CoapMessage Ask(params string[] queries)
        {
            int before = _channel.Sent.Count;
            _channel.Deliver(Request(CoapCode.Post, "bs", queries));
            return _channel.Sent[before].Message;
        }

        // A device that does what it is told.
        private CoapMessage Agree(CoapMessage request) => request.Code switch
        {
            CoapCode.Delete => Answer(request, ResponseCode.Deleted),
            CoapCode.Put or CoapCode.Post => Answer(request, ResponseCode.Changed),
            CoapCode.Get when _discovered == null => Answer(request, ResponseCode.NotFound),
            CoapCode.Get => Answer(request, ResponseCode.Content, ContentFormat.LinkFormat, _discovered),
            _ => null,
        };

        private BootstrapChange Next()
        {
            Assert.That(_changes.TryTake(out BootstrapChange change, s_maxWait), "nothing was reported");
            return change;
        }

        private BootstrapChange ToEnd()
        {
            BootstrapChange change;
            do
            {
                change = Next();
            }
            while (change.Kind is BootstrapChangeKind.Requested or BootstrapChangeKind.Step);

            return change;
        }

        // What the server does beside the thread that receives.
        private static async Task UntilAsync(Func<bool> condition)
        {
            using System.Threading.CancellationTokenSource stop = new(s_maxWait);
            while (!condition())
            {
                await Task.Yield();
                stop.Token.ThrowIfCancellationRequested();
            }
        }

        // What the server asked for, each once.
        private CoapMessage[] Messages() => _channel.Sent.Select(s => s.Message).Where(m => CoapCode.IsRequest(m.Code)).DistinctBy(m => m.MessageId).ToArray();

        private string[] Requests() => Messages().Select(Show).ToArray();

        private static string Show(CoapMessage request)
        {
            string method = request.Code switch
            {
                CoapCode.Get => "GET",
                CoapCode.Put => "PUT",
                CoapCode.Post => "POST",
                _ => "DELETE",
            };
            string accept = request.Unsigned(CoapOption.Accept) is uint format ? $" accept {format}" : string.Empty;
            return $"{method} /{string.Join('/', request.Texts(CoapOption.UriPath))}{accept} {request.Unsigned(CoapOption.ContentFormat)}".TrimEnd();
        }

        private string[] Values(int index)
        {
            CoapMessage request = Messages()[index];
            ResourcePath path = PathText.Parse("/" + string.Join('/', request.Texts(CoapOption.UriPath)));
            string[] values = ContentDecoder.Decode(path, (int)request.Unsigned(CoapOption.ContentFormat), request.Payload, default, out string problem).Select(v => v.ToString()).ToArray();
            Assert.That(problem, Is.Null);
            return values;
        }
    }
}
