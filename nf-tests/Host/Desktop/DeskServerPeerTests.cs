using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server and CoAP by others: libcoap registers with it, npm's coap is a device that it asks.</summary>
    public class DeskServerPeerTests
    {
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

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
