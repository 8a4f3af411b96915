using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server and CoAP by others: libcoap's client registers with it, libcoap's server and npm's coap are devices that it asks.</summary>
    public class DeskServerPeerTests
    {
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        private const int LongBytes = 3000;

        // Registers, answers one request after the other as told, and deregisters when its input ends.
        private const string NodeDevice = @"
            const coap = require('coap');
            const port = Number(process.argv[1]);
            const server = coap.createServer((request, response) => {
                const path = request.url.split('?')[0];
                if (path === '/3/0/0' && request.method === 'GET') {
                    response.setOption('Content-Format', 'text/plain');
                    response.end('Node');
                } else if (path === '/3/0/1' && request.method === 'GET') {
                    // After npm's coap has acknowledged it for want of an answer: a separate response.
                    setTimeout(() => { response.setOption('Content-Format', 'text/plain'); response.end('late'); }, 300);
                } else if (path === '/3/0' && request.method === 'GET') {
                    response.setOption('Content-Format', Buffer.from([0x2d, 0x16]));
                    response.end(Buffer.from('c4004e6f6465c10950', 'hex'));
                } else if (path === '/3/0/15' && request.method === 'PUT') {
                    response.code = '2.04';
                    response.end();
                    console.log('written ' + request.payload.toString());
                } else {
                    response.code = '4.04';
                    response.end();
                }
            });
            server.listen(0, '127.0.0.1', () => {
                const agent = new coap.Agent({ socket: server._sock });
                const register = coap.request({
                    host: '127.0.0.1', port, method: 'POST', pathname: '/rd', query: 'ep=npm&lt=60&lwm2m=1.1&b=U', agent });
                register.setOption('Content-Format', 'application/link-format');
                register.on('response', r => console.log('registered ' + r.code + ' '
                    + r.options.filter(o => o.name === 'Location-Path').map(o => o.value.toString()).join('/')));
                register.end('</1/0>,</3/0>');
            });
            process.stdin.on('end', () => process.exit(0)).resume();
            ";

        // Registers; then each line of its input is a notification, or a Send, or asks how long what was written is.
        private const string NodeReporter = @"
            const coap = require('coap');
            const port = Number(process.argv[1]);
            let observer = null, written = null, agent = null;
            const server = coap.createServer((request, response) => {
                if (request.url === '/3/0/9' && request.headers['Observe'] === 0) {
                    observer = response;
                    response.on('finish', () => console.log('finished'));
                    response.setOption('Content-Format', 'text/plain');
                    response.write('80');
                } else if (request.url === '/5/0/0' && request.method === 'GET') {
                    response.setOption('Content-Format', 'application/octet-stream');
                    response.end(Buffer.from(Array.from({ length: 3000 }, (_, i) => i & 255)));
                } else if (request.url === '/5/0/0' && request.method === 'PUT') {
                    written = request.payload;
                    response.code = '2.04';
                    response.end();
                } else {
                    response.code = '4.04';
                    response.end();
                }
            });
            const post = (pathname, query, format, payload, say) => {
                const request = coap.request({ host: '127.0.0.1', port, method: 'POST', pathname, query, agent });
                request.setOption('Content-Format', format);
                request.on('response', r => console.log(say + ' ' + r.code));
                request.end(payload);
            };
            server.listen(0, '127.0.0.1', () => {
                agent = new coap.Agent({ socket: server._sock });
                post('/rd', 'ep=npm&lt=60&lwm2m=1.1&b=U', 'application/link-format', '</1/0>,</3/0>', 'registered');
            });
            require('readline').createInterface({ input: process.stdin }).on('line', line => {
                if (line === 'send') {
                    post('/dp', '', Buffer.from([110]), '[{\""n\"":\""/3/0/9\"",\""v\"":78}]', 'sent');
                } else if (line === 'written') {
                    console.log(written.length + ' ' + written.every((b, i) => b === (i & 255)));
                } else {
                    observer.write(line);
                }
            }).on('close', () => process.exit(0));
            ";

        private LwM2mServer _server;
        private int _port;

        [SetUp]
        public void Start()
        {
            _server = new LwM2mServer(new UdpChannel(0));
            _port = ((IPEndPoint)_server.LocalEndPoint).Port;
        }

        [TearDown]
        public async Task Stop() => await _server.DisposeAsync();

        [Test]
        public async Task Libcoap_registers_updates_and_deregisters()
        {
            string registered = await CoapClient("post", "rd?ep=libcoap&lt=60&lwm2m=1.1&b=U", "-v", "6", "-t", "40", "-e", "</1/0>,</3/0>");
            Match location = Regex.Match(registered, "c:2\\.01 .*Location-Path:rd, Location-Path:(\\w{5}) ");
            Assert.That(location.Success, registered);
            Registration registration = _server.Registrations.Find("libcoap");
            Assert.That(registration.Links.Select(l => l.Path), Is.EqualTo(new[] { "/1/0", "/3/0" }));
            Assert.That(registration.Location, Is.EqualTo("rd/" + location.Groups[1].Value));

            string updated = await CoapClient("post", registration.Location + "?lt=120", "-v", "6");
            Assert.That(updated, Does.Contain("c:2.04"));
            Assert.That(_server.Registrations.Find("libcoap").LifetimeSeconds, Is.EqualTo(120));

            Assert.That(await CoapClient("delete", registration.Location, "-v", "6"), Does.Contain("c:2.02"));
            Assert.That(_server.Registrations.ToList(), Is.Empty);
        }

        [TestCase("post", "rd?lt=60", "4.00 ep is missing")]
        [TestCase("get", "rd", "4.05 /rd takes POST only")]
        [TestCase("get", "nothing", "4.04 there is no /nothing here")]
        public async Task Libcoap_reads_refusals(string method, string uri, string refusal)
        {
            Assert.That(await CoapClient(method, uri), Does.Contain(refusal));
        }

        [Test]
        public async Task A_device_of_npms_coap_is_read_and_written()
        {
            TaskCompletionSource registered = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _server.RegistrationChanged += _ => registered.TrySetResult();
            using Process node = Start(Peers.Node(), "-e", NodeDevice, "--", _port.ToString());
            try
            {
                string line = await node.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait);
                Assert.That(line, Does.Match("^registered 2\\.01 rd/\\w{5}$"));
                await registered.Task.WaitAsync(s_maxWait);

                DeviceAnswer single = await _server.ReadAsync("npm", "/3/0/0", ContentFormat.PlainText).WaitAsync(s_maxWait);
                Assert.That(single.Values(out _).Single().ToString(), Is.EqualTo("/3/0/0 Manufacturer = \"Node\""));

                DeviceAnswer several = await _server.ReadAsync("npm", "/3/0", ContentFormat.Tlv).WaitAsync(s_maxWait);
                Assert.That(
                    several.Values(out _).Select(v => v.ToString()),
                    Is.EqualTo(new[] { "/3/0/0 Manufacturer = \"Node\"", "/3/0/9 Battery Level = 80 %" }));

                DeviceAnswer late = await _server.ReadAsync("npm", "/3/0/1").WaitAsync(s_maxWait);
                Assert.That(late.Values(out _).Single().Text, Is.EqualTo("\"late\""));

                DeviceAnswer written = await _server.WriteAsync("npm", "/3/0/15", "Europe/Berlin").WaitAsync(s_maxWait);
                Assert.That(written.ToString(), Is.EqualTo("2.04 Changed"));
                Assert.That(await node.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait), Is.EqualTo("written Europe/Berlin"));

                Assert.That((await _server.ReadAsync("npm", "/4/0").WaitAsync(s_maxWait)).ToString(), Is.EqualTo("4.04 Not Found"));
            }
            finally
            {
                node.StandardInput.Close();
                node.WaitForExit(s_maxWait);
            }
        }

        [Test]
        public async Task A_device_of_npms_coap_notifies_sends_and_is_asked_in_blocks()
        {
            Channel<object> told = Channel.CreateUnbounded<object>();
            _server.RegistrationChanged += change => told.Writer.TryWrite(change);
            _server.ObservationChanged += change => told.Writer.TryWrite(change);
            _server.DataSent += sent => told.Writer.TryWrite(sent);
            using Process node = Start(Peers.Node(), "-e", NodeReporter, "--", _port.ToString());
            try
            {
                await Next<RegistrationChange>(told);
                Assert.That(await node.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait), Is.EqualTo("registered 2.01"));
                DeviceAnswer observed = await _server.ObserveAsync("npm", "/3/0/9").WaitAsync(s_maxWait);
                Assert.That(observed.IsObserved, Is.True, observed.ToString());
                Assert.That(observed.Values(out _).Single().Value, Is.EqualTo(80));
                await node.StandardInput.WriteLineAsync("79");
                Assert.That((await Next<ObservationChange>(told)).Answer.Values(out _).Single().Value, Is.EqualTo(79));
                await node.StandardInput.WriteLineAsync("78");
                ObservationChange last = await Next<ObservationChange>(told);
                Assert.That(last.Answer.Values(out _).Single().Value, Is.EqualTo(78));
                Assert.That(last.IsConfirmable, Is.True);
                Assert.That(last.Observation.History, Is.EqualTo(new[] { 80.0, 79, 78 }));

                await node.StandardInput.WriteLineAsync("send");
                Assert.That((await Next<SentData>(told)).Values.Single().ToString(), Is.EqualTo("/3/0/9 Battery Level = 78 %"));
                Assert.That(await node.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait), Is.EqualTo("sent 2.04"));

                DeviceAnswer read = await _server.ReadAsync("npm", "/5/0/0").WaitAsync(s_maxWait);
                Assert.That(read.Payload, Is.EqualTo(Long()));
                Assert.That(read.Exchanges, Is.EqualTo(3));
                Assert.That((await _server.ReadAsync("npm", "/5/0/0", blockBytes: 256).WaitAsync(s_maxWait)).Payload, Is.EqualTo(Long()));
                DeviceAnswer written = await _server.WriteAsync("npm", "/5/0/0", ContentFormat.Opaque, Long()).WaitAsync(s_maxWait);
                Assert.That(written.ToString(), Is.EqualTo("2.04 Changed"));
                await node.StandardInput.WriteLineAsync("written");
                Assert.That(await node.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait), Is.EqualTo($"{LongBytes} true"));

                Assert.That(await _server.ResetAsync("npm", new[] { "/3/0/9" }), Is.True);
                await node.StandardInput.WriteLineAsync("77");
                Assert.That((await Next<ObservationChange>(told)).Reason, Is.EqualTo("reset by this server"));
                Assert.That(await node.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait), Is.EqualTo("finished"));
            }
            finally
            {
                node.StandardInput.Close();
                node.WaitForExit(s_maxWait);
            }
        }

        [Test]
        public async Task A_device_of_libcoaps_server_notifies_and_is_asked_in_blocks()
        {
            Channel<object> told = Channel.CreateUnbounded<object>();
            _server.ObservationChanged += change => told.Writer.TryWrite(change);
            int port = RegisterFromAnotherPort("libcoap");
            using Process device = Start(Peers.CoapServer("openssl"), "-A", "127.0.0.1", "-p", port.ToString(), "-d", "10");
            try
            {
                // Its resources are those that are put there; it gives text without a format. A retransmission waits until it listens.
                DeviceAnswer created = await _server.WriteAsync("libcoap", "/3/0/9", "80").WaitAsync(s_maxWait);
                Assert.That(created.IsSuccess, Is.True, created.ToString());
                DeviceAnswer observed = await _server.ObserveAsync("libcoap", "/3/0/9").WaitAsync(s_maxWait);
                Assert.That(observed.IsObserved, Is.True);
                Assert.That(DeskServerMessages.Text(observed.Payload), Is.EqualTo("80"));
                await _server.WriteAsync("libcoap", "/3/0/9", "79").WaitAsync(s_maxWait);
                Assert.That(DeskServerMessages.Text((await Next<ObservationChange>(told)).Answer.Payload), Is.EqualTo("79"));
                await _server.WriteAsync("libcoap", "/3/0/9", "78").WaitAsync(s_maxWait);
                Assert.That(DeskServerMessages.Text((await Next<ObservationChange>(told)).Answer.Payload), Is.EqualTo("78"));
                DeviceAnswer cancelled = await _server.CancelAsync("libcoap", new[] { "/3/0/9" }).WaitAsync(s_maxWait);
                Assert.That(DeskServerMessages.Text(cancelled.Payload), Is.EqualTo("78"));
                await _server.WriteAsync("libcoap", "/3/0/9", "77").WaitAsync(s_maxWait);

                DeviceAnswer written = await _server.WriteAsync("libcoap", "/5/0/0", ContentFormat.Opaque, Long(), blockBytes: 256).WaitAsync(s_maxWait);
                Assert.That(written.IsSuccess, Is.True, written.ToString());
                Assert.That(written.Exchanges, Is.EqualTo(12));
                foreach (int? size in new int?[] { null, 64, 1024 })
                {
                    DeviceAnswer read = await _server.ReadAsync("libcoap", "/5/0/0", blockBytes: size).WaitAsync(s_maxWait);
                    Assert.That(read.Payload, Is.EqualTo(Long()));
                    Assert.That(read.Exchanges, Is.EqualTo((LongBytes + (size ?? 1024) - 1) / (size ?? 1024)));
                }

                observed = await _server.ObserveAsync("libcoap", "/5/0/0").WaitAsync(s_maxWait);
                Assert.That(observed.IsObserved, Is.True);
                Assert.That(observed.Payload, Is.EqualTo(Long()));
                byte[] changed = Long().Reverse().ToArray();
                await _server.WriteAsync("libcoap", "/5/0/0", ContentFormat.Opaque, changed).WaitAsync(s_maxWait);
                Assert.That((await Next<ObservationChange>(told)).Answer.Payload, Is.EqualTo(changed));

                Assert.That((await _server.DeleteAsync("libcoap", "/5/0/0").WaitAsync(s_maxWait)).IsSuccess, Is.True);
                Assert.That((await Next<ObservationChange>(told)).Reason, Is.EqualTo("the device notified 4.04 Not Found"));
            }
            finally
            {
                device.Kill();
            }
        }

        [Test]
        public async Task Libcoap_registers_and_sends_in_blocks()
        {
            Channel<object> told = Channel.CreateUnbounded<object>();
            _server.DataSent += sent => told.Writer.TryWrite(sent);
            string file = Path.GetTempFileName();
            int port = DtlsHurry.FreePort();
            try
            {
                await File.WriteAllTextAsync(file, string.Join(',', Enumerable.Range(0, 50).Select(i => $"</3303/{i}>")));
                string registered = await CoapClient("post", "rd?ep=libcoap&lt=60", "-v", "6", "-t", "40", "-b", "64", "-p", port.ToString(), "-f", file);
                Assert.That(registered, Does.Contain("c:2.01"));
                Assert.That(_server.Registrations.Find("libcoap").Links, Has.Count.EqualTo(50));

                await File.WriteAllTextAsync(
                    file, $"[{string.Join(',', Enumerable.Range(0, 50).Select(i => $"{{\"n\":\"/3/0/9\",\"t\":-{i},\"v\":{i}}}"))}]");
                string sent = await CoapClient("post", "dp", "-v", "6", "-t", "110", "-b", "64", "-p", port.ToString(), "-f", file);
                Assert.That(sent, Does.Contain("c:2.04"));
                Assert.That((await Next<SentData>(told)).Values.Select(v => v.Value), Is.EqualTo(Enumerable.Range(0, 50)));
            }
            finally
            {
                File.Delete(file);
            }
        }

        private static byte[] Long() => Enumerable.Range(0, LongBytes).Select(i => (byte)i).ToArray();

        private static async Task<T> Next<T>(Channel<object> told)
        {
            object next = await told.Reader.ReadAsync().AsTask().WaitAsync(s_maxWait);
            Assert.That(next, Is.InstanceOf<T>());
            return (T)next;
        }

        // For a device that cannot register by itself.
        private int RegisterFromAnotherPort(string endpoint)
        {
            using UdpClient device = new(new IPEndPoint(IPAddress.Loopback, 0));
            device.Client.ReceiveTimeout = (int)s_maxWait.TotalMilliseconds;
            device.Send(DeskServerMessages.Register($"ep={endpoint}").ToBytes(), new IPEndPoint(IPAddress.Loopback, _port));
            IPEndPoint from = null;
            device.Receive(ref from);
            return ((IPEndPoint)device.Client.LocalEndPoint).Port;
        }

        private async Task<string> CoapClient(string method, string uri, params string[] options)
        {
            string[] arguments = new[] { "-m", method, "-B", "10" }.Concat(options).Append($"coap://127.0.0.1:{_port}/{uri}").ToArray();
            using Process client = Start(Peers.CoapClient(), arguments);
            client.StandardInput.Close();
            Task<string> errors = client.StandardError.ReadToEndAsync();
            string output = await client.StandardOutput.ReadToEndAsync().WaitAsync(s_maxWait);
            return output + await errors.WaitAsync(s_maxWait);
        }

        private static Process Start(string program, params string[] arguments)
        {
            ProcessStartInfo start = new(program)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (string argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            if (Path.GetFileName(program) == "node")
            {
                start.Environment["NODE_PATH"] = Peers.NodeModules();
            }

            return Process.Start(start);
        }
    }
}
