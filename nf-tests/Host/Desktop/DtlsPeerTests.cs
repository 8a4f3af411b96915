using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The engine in C against servers by others, over UDP: openssl's and libcoap's.</summary>
    public class DtlsPeerTests
    {
        private const int MaxWaitSeconds = 100;
        private const string CoapServerKey = "sixteen letters.";

        private ClientFakeClock _clock;
        private DtlsHurry _network;

        [SetUp]
        public void Start()
        {
            DtlsEngines.Native();
            _clock = new ClientFakeClock { Milliseconds = 1000 };
            _network = new DtlsHurry(_clock);
        }

        [TearDown]
        public void Stop() => _network?.Dispose();

        [Test]
        public async Task The_devkit_registers_with_openssl_is_read_updates_and_deregisters()
        {
            using DtlsOpenSslServer server = new();
            string keyFile = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(keyFile, Convert.ToHexString(DtlsMemoryServer.Key));
                using DevKitProcess kit = new(
                    DevKitProcess.DevKit, "--server", server.Uri, "--endpoint", "kit", "--identity", DtlsMemoryServer.Identity,
                    "--key-file", keyFile, "--lifetime", "6", "--log", "json");

                CoapMessage register = await server.ReadAsync();
                Assert.That(register.Texts(CoapOption.UriPath), Is.EqualTo(new[] { "rd" }));
                Assert.That(register.Texts(CoapOption.UriQuery), Has.Member("ep=kit"));
                Assert.That(register.Token, Is.Empty);
                await server.AnswerAsync(register, ResponseCode.Created, "rd", "x");
                await kit.NextAsync("registered");

                CoapMessage read = new(CoapCode.Get) { MessageId = 1, Token = new byte[] { 7 } };
                new[] { "3", "0", "0" }.ToList().ForEach(s => read.Add(CoapOption.UriPath, s));
                await server.SendAsync(read);
                Assert.That(Encoding.UTF8.GetString((await server.ReadAsync()).Payload), Is.EqualTo("Lwm2mNano"));

                CoapMessage update = await server.ReadAsync();
                Assert.That(update.Texts(CoapOption.UriPath), Is.EqualTo(new[] { "rd", "x" }));
                await server.AnswerAsync(update, ResponseCode.Changed);
                await kit.NextAsync("updated");

                await kit.SignalAsync("INT");
                CoapMessage deregister = await server.ReadAsync();
                Assert.That(deregister.Code, Is.EqualTo(CoapCode.Delete));
                await server.AnswerAsync(deregister, ResponseCode.Deleted);
                JsonObject deregistered = await kit.NextAsync("deregistered");
                Assert.That((string)deregistered["code"], Is.EqualTo("2.02"));
                Assert.That(await kit.ExitCodeAsync(), Is.Zero);
            }
            finally
            {
                File.Delete(keyFile);
            }
        }

        [Test]
        public async Task The_application_registers_with_openssl()
        {
            using DtlsOpenSslServer server = new();
            using DtlsVirtualDevice device = new(_network, _clock, uri: server.Uri);
            Task<CoapMessage> register = server.ReadAsync();
            Assert.That(device.RunUntil(() => register.IsCompleted, MaxWaitSeconds));
            int handshake = _network.SentCount + _network.ReceivedCount - 1;
            TestContext.Out.WriteLine($"handshake with openssl: {handshake} datagrams, {_network.Bytes} bytes with the Register");
            await server.AnswerAsync(await register, ResponseCode.Created, "rd", "x");
            Assert.That(device.Register(MaxWaitSeconds));
        }

        [Test]
        public void The_key_is_wrong_for_openssl()
        {
            using DtlsOpenSslServer server = new(key: "00");
            ExpectFailure(server.Uri, DtlsResult.NotConfirmed);
        }

        [Test]
        public void Openssl_takes_another_suite_only()
        {
            using DtlsOpenSslServer server = new("PSK-AES128-CBC-SHA256:@SECLEVEL=0");
            ExpectFailure(server.Uri, DtlsResult.NoCommonSuite);
        }

        [Test]
        public void Nobody_is_there()
        {
            ExpectFailure($"coaps://127.0.0.1:{DtlsHurry.FreePort()}", DtlsResult.Timeout);
        }

        [TestCase("openssl")]
        [TestCase("gnutls")]
        public void Libcoaps_server_answers(string library)
        {
            using Process server = StartCoapServer(library, out int port);
            try
            {
                using DtlsVirtualDevice device = new(
                    _network, _clock, key: Encoding.ASCII.GetBytes(CoapServerKey), uri: $"coaps://127.0.0.1:{port}");
                DtlsTransport transport = device.Transport;
                Assert.That(transport.Open("127.0.0.1"u8.ToArray(), port), Is.EqualTo(TransportResult.Ok));

                CoapMessage root = Exchange(transport, new CoapMessage(CoapCode.Get) { MessageId = 1 });
                Assert.That(root.Code, Is.EqualTo(ResponseCode.Content));
                Assert.That(Encoding.UTF8.GetString(root.Payload), Does.Contain("libcoap"));
                TestContext.Out.WriteLine(
                    $"libcoap on {library}: {_network.SentCount + _network.ReceivedCount} datagrams, {_network.Bytes} bytes for a handshake and a GET");

                CoapMessage put = new(CoapCode.Put) { MessageId = 2, Payload = "nano"u8.ToArray() };
                put.Add(CoapOption.UriPath, "example_data");
                Assert.That(CoapCode.Class(Exchange(transport, put).Code), Is.EqualTo(2));
                CoapMessage get = new(CoapCode.Get) { MessageId = 3 };
                get.Add(CoapOption.UriPath, "example_data");
                Assert.That(Encoding.UTF8.GetString(Exchange(transport, get).Payload), Is.EqualTo("nano"));
            }
            finally
            {
                server.Kill();
            }
        }

        [TestCase("openssl")]
        [TestCase("gnutls")]
        public void Libcoaps_server_refuses_a_Register_in_a_session(string library)
        {
            using Process server = StartCoapServer(library, out int port);
            try
            {
                using DtlsVirtualDevice device = new(
                    _network, _clock, key: Encoding.ASCII.GetBytes(CoapServerKey), uri: $"coaps://127.0.0.1:{port}");
                Assert.That(device.RunUntil(() => device.Observer.Failures.Count > 0, MaxWaitSeconds));
                Assert.That(device.Observer.Failures[0].What, Is.EqualTo(ClientEvent.RegistrationFailed));
                Assert.That(CoapCode.Class(device.Observer.Failures[0].Detail), Is.EqualTo(4));
                Assert.That(device.Transport.Failure, Is.Zero);
            }
            finally
            {
                server.Kill();
            }
        }

        [TestCase("openssl")]
        [TestCase("gnutls")]
        public void The_key_is_wrong_for_libcoap(string library)
        {
            using Process server = StartCoapServer(library, out int port);
            try
            {
                using DtlsVirtualDevice device = new(_network, _clock, key: new byte[16], uri: $"coaps://127.0.0.1:{port}");
                Assert.That(device.RunUntil(() => device.Observer.Failures.Count > 0, MaxWaitSeconds));
                Assert.That(device.Transport.Failure, Is.AnyOf(DtlsResult.NotConfirmed, DtlsResult.WrongKey));
                TestContext.Out.WriteLine($"libcoap on {library}, wrong key: {DtlsResult.Explain(device.Transport.Failure)} ({device.Transport.Failure})");
            }
            finally
            {
                server.Kill();
            }
        }

        private static Process StartCoapServer(string library, out int port)
        {
            // DTLS is one port above.
            int plain = DtlsHurry.FreePort();
            port = plain + 1;
            ProcessStartInfo start = new(
                Peers.CoapServer(library),
                ["-A", "127.0.0.1", "-p", plain.ToString(), "-h", "hint", "-k", CoapServerKey])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            Process process = Process.Start(start);
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process;
        }

        private void ExpectFailure(string uri, int failure)
        {
            using DtlsVirtualDevice device = new(_network, _clock, uri: uri);
            Assert.That(device.RunUntil(() => device.Observer.Failures.Count > 0, MaxWaitSeconds));
            Assert.That(device.Observer.Failures[0], Is.EqualTo((ClientEvent.RegistrationFailed, TransportResult.SecurityFailed)));
            Assert.That(device.Transport.Failure, Is.EqualTo(failure), DtlsResult.Explain(device.Transport.Failure));
        }

        private CoapMessage Exchange(DtlsTransport transport, CoapMessage request)
        {
            byte[] bytes = request.ToBytes();
            byte[] buffer = new byte[Limits.MaxDatagramBytes];
            transport.Send(bytes, 0, bytes.Length);
            long end = _clock.Milliseconds + (MaxWaitSeconds * 1000L);
            int length = 0;
            while (length == 0 && _clock.Milliseconds < end)
            {
                transport.Wait(1000);
                length = transport.Receive(buffer, 0, buffer.Length);
            }

            Assert.That(length, Is.Positive, DtlsResult.Explain(transport.Failure));
            Assert.That(CoapMessage.Parse(buffer[..length], out CoapMessage response), Is.EqualTo(CoapParseResult.Ok));
            Assert.That(response.MessageId, Is.EqualTo(request.MessageId));
            return response;
        }
    }
}
