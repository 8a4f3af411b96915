using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server and DTLS by others: OpenSSL's client and libcoap's.</summary>
    public class DeskServerDtlsPeerTests
    {
        private const string Suite = "PSK-AES128-CCM8:@SECLEVEL=0";

        // libcoap's client takes a key as text.
        private const string CoapKey = "secretPSK";

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        private DeskServerDtlsServer _server;
        private int _port;

        [SetUp]
        public void Start()
        {
            _server = new DeskServerDtlsServer();
            _server.Keys.Add("libcoap", Encoding.UTF8.GetBytes(CoapKey));
            _port = ((IPEndPoint)_server.LocalEndPoint).Port;
        }

        [TearDown]
        public async Task Stop() => await _server.Server.DisposeAsync();

        [Test]
        public async Task OpenSSL_registers()
        {
            using Process client = StartOpenSsl("device", DeskServerDtlsServer.Key, Suite, "-quiet");
            try
            {
                _server.Next(DtlsChangeKind.Handshake);
                DtlsChange session = _server.Next(DtlsChangeKind.Session);
                Assert.That((session.Identity, session.HasConnectionId), Is.EqualTo(("device", false)));

                byte[] register = Register("ep=openssl").ToBytes();
                await client.StandardInput.BaseStream.WriteAsync(register);
                await client.StandardInput.BaseStream.FlushAsync();
                Assert.That(_server.NextRegistration().Registration.Endpoint, Is.EqualTo("openssl"));
                byte[] answer = new byte[100];
                int length = await client.StandardOutput.BaseStream.ReadAsync(answer).AsTask().WaitAsync(s_maxWait);
                CoapMessage.Parse(answer[..length], out CoapMessage message);
                Assert.That(message.Code, Is.EqualTo(ResponseCode.Created));
            }
            finally
            {
                client.Kill();
            }
        }

        [Test]
        public async Task OpenSSLs_handshake_is_what_was_asked_for()
        {
            string output = await OpenSsl("device", DeskServerDtlsServer.Key, Suite, "-dtls1_2");

            Assert.That(output, Does.Contain("Cipher is PSK-AES128-CCM8").And.Contain("Extended master secret: yes"));
            Assert.That(output, Does.Match("Protocol +: DTLSv1.2"));
        }

        [TestCase("device", "00", Suite, "-dtls1_2", "alert decrypt error", "wrong key for the identity 'device'")]
        [TestCase("stranger", "00", Suite, "-dtls1_2", "alert unknown psk identity", "unknown identity 'stranger'")]
        [TestCase(
            "device", DeskServerDtlsServer.Key, "PSK-AES128-CCM:@SECLEVEL=0", "-dtls1_2", "alert handshake failure",
            "handshake_failure(40); the client does not offer TLS_PSK_WITH_AES_128_CCM_8")]
        [TestCase(
            "device", DeskServerDtlsServer.Key, "PSK-AES128-CBC-SHA:@SECLEVEL=0", "-dtls1", "alert protocol version",
            "protocol_version(70); the client does not offer DTLS 1.2")]
        public async Task OpenSSL_is_refused(string identity, string key, string suite, string version, string said, string reason)
        {
            string output = await OpenSsl(identity, key, suite, version);

            Assert.That(output, Does.Contain(said));
            _server.Next(DtlsChangeKind.Handshake);
            Assert.That(_server.Next(DtlsChangeKind.HandshakeFailed).Reason, Is.EqualTo(reason));
        }

        [Test]
        public async Task Libcoap_registers_updates_and_deregisters_each_from_another_port_with_another_session()
        {
            string registered = await CoapClient("libcoap", CoapKey, "post", "rd?ep=coap&lt=60&lwm2m=1.1&b=U", "-t", "40", "-e", "</1/0>,</3/0>");
            Match location = Regex.Match(registered, "c:2\\.01 .*Location-Path:rd, Location-Path:(\\w{5}) ");
            Assert.That(location.Success, registered);
            Assert.That(_server.NextRegistration().Registration.Location, Is.EqualTo("rd/" + location.Groups[1].Value));

            Assert.That(await CoapClient("libcoap", CoapKey, "post", $"rd/{location.Groups[1].Value}?lt=120"), Does.Contain("c:2.04"));
            Assert.That(_server.NextRegistration().Registration.LifetimeSeconds, Is.EqualTo(120));

            Assert.That(await CoapClient("libcoap", CoapKey, "delete", $"rd/{location.Groups[1].Value}"), Does.Contain("c:2.02"));
            Assert.That(_server.Server.Registrations.ToList(), Is.Empty);
        }

        [TestCase("libcoap", "wrong", "wrong key for the identity 'libcoap'")]
        [TestCase("nobody", CoapKey, "unknown identity 'nobody'")]
        public async Task Libcoap_is_refused(string identity, string key, string reason)
        {
            await CoapClient(identity, key, "get", "rd");

            _server.Next(DtlsChangeKind.Handshake);
            Assert.That(_server.Next(DtlsChangeKind.HandshakeFailed).Reason, Is.EqualTo(reason));
        }

        private async Task<string> CoapClient(string identity, string key, string method, string uri, params string[] options)
        {
            string[] arguments = new[] { "-u", identity, "-k", key, "-m", method, "-B", "10", "-v", "6" };
            using Process client = Start(Peers.SecureCoapClient(), arguments.Concat(options).Append($"coaps://127.0.0.1:{_port}/{uri}"));
            return await Output(client);
        }

        private Process StartOpenSsl(string identity, string key, string suite, params string[] options)
        {
            string[] arguments = new[]
            {
                "s_client", "-connect", $"127.0.0.1:{_port}", "-psk_identity", identity, "-psk", key, "-cipher", suite, "-dtls1_2",
            };
            return Start(Peers.OpenSsl(), arguments.SkipLast(options.Any(o => o.StartsWith("-dtls")) ? 1 : 0).Concat(options));
        }

        private async Task<string> OpenSsl(string identity, string key, string suite, string version)
        {
            using Process client = StartOpenSsl(identity, key, suite, version);
            return await Output(client);
        }

        private static async Task<string> Output(Process client)
        {
            client.StandardInput.Close();
            Task<string> errors = client.StandardError.ReadToEndAsync();
            string output = await client.StandardOutput.ReadToEndAsync().WaitAsync(s_maxWait);
            return output + await errors.WaitAsync(s_maxWait);
        }

        private static Process Start(string program, IEnumerable<string> arguments)
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

            return Process.Start(start);
        }
    }
}
