using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The engine in C and the desk server's DTLS over UDP.</summary>
    public class DtlsDeskTests
    {
        private const string Endpoint = "nano-1";
        private const string Identity = "device";
        private const int MaxWaitSeconds = 100;

        private static readonly byte[] s_key = Convert.FromHexString(DeskServerDtlsServer.Key);

        private ClientFakeClock _clock;
        private DtlsHurry _network;
        private DeskServerDtlsServer _server;
        private DtlsVirtualDevice _device;

        [SetUp]
        public void Start()
        {
            DtlsEngines.Native();
            _clock = new ClientFakeClock { Milliseconds = 1000 };
            _network = new DtlsHurry(_clock);
            _server = new DeskServerDtlsServer();
        }

        [TearDown]
        public async Task Stop()
        {
            _device?.Dispose();
            _device = null;
            if (_server is not null)
            {
                await _server.Server.DisposeAsync();
            }

            _network?.Dispose();
            _server = null;
        }

        [Test]
        public async Task The_devkit_registers_is_managed_and_deregisters()
        {
            string keyFile = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(keyFile, DeskServerDtlsServer.Key);
                using DevKitProcess kit = new(
                    DevKitProcess.DevKit, "--server", Uri, "--endpoint", "kit", "--identity", Identity, "--key-file", keyFile, "--log", "json");
                await kit.NextAsync("registered");
                _server.Next(DtlsChangeKind.Handshake);
                Assert.That(_server.Next(DtlsChangeKind.Session).HasConnectionId, Is.EqualTo(DtlsEngines.HasConnectionId));
                Assert.That(_server.NextRegistration().Kind, Is.EqualTo(RegistrationChangeKind.Registered));

                DeviceAnswer answer = await _server.Server.ReadAsync("kit", "/3/0/0");
                Assert.That(answer.Values(out _).Single().ToString(), Does.Contain("Lwm2mNano"));
                Assert.That((await _server.Server.WriteAsync("kit", "/1/0/1", "600")).IsSuccess);
                Assert.That(_server.NextRegistration().Registration.LifetimeSeconds, Is.EqualTo(600));
                await kit.NextAsync("updated");

                await kit.SignalAsync("INT");
                await kit.NextAsync("deregistered");
                Assert.That(await kit.ExitCodeAsync(), Is.Zero);
                Assert.That(_server.NextRegistration().Kind, Is.EqualTo(RegistrationChangeKind.Deregistered));
                Assert.That(_server.Next(DtlsChangeKind.Ended).Reason, Is.EqualTo("closed by the client"));
            }
            finally
            {
                File.Delete(keyFile);
            }
        }

        [Test]
        public async Task The_devkit_says_why_there_is_no_session()
        {
            JsonObject error = await HandshakeError("nobody", DeskServerDtlsServer.Key);
            Assert.That((string)error["reason"], Is.EqualTo(DtlsResult.Explain(DtlsResult.UnknownIdentity)));
            error = await HandshakeError(Identity, "00");
            Assert.That((string)error["reason"], Is.EqualTo(DtlsResult.Explain(DtlsResult.WrongKey)));
        }

        [Test]
        public void A_wrong_key_and_an_unknown_identity_have_their_reasons()
        {
            ExpectFailure(Identity, new byte[16], DtlsResult.WrongKey);
            ExpectFailure("nobody", s_key, DtlsResult.UnknownIdentity);
        }

        [Test]
        public async Task The_application_registers_is_managed_updates_and_deregisters()
        {
            Connect(60);
            TestContext.Out.WriteLine($"handshake and Register with answer: {_network.SentCount + _network.ReceivedCount} datagrams, {_network.Bytes} bytes");
            Task<DeviceAnswer> read = _server.Server.ReadAsync(Endpoint, "/3/0/0");
            Assert.That(_device.RunUntil(() => read.IsCompleted, MaxWaitSeconds));
            Assert.That((await read).Values(out _).Single().Text, Is.EqualTo("\"Acme\""));
            Assert.That(_device.RunUntil(() => _device.Observer.Count(ClientEvent.Updated) == 1, MaxWaitSeconds));
            _device.Application.Stop();
            Assert.That(_device.RunUntil(() => !_device.Application.IsRunning, MaxWaitSeconds));
            Assert.That(_device.Observer.Count(ClientEvent.Deregistered), Is.EqualTo(1));
        }

        [Test]
        public void A_change_of_address_takes_one_round_trip_with_a_Connection_ID()
        {
            DtlsEngines.RequireConnectionId();
            Connect(600);
            IPEndPoint before = _network.LocalEndPoint;
            Confirm(() => _device.Reconnect());
            Assert.That(_network.LocalEndPoint.Port, Is.Not.EqualTo(before.Port));
            DtlsChange moved = _server.Next(DtlsChangeKind.Moved);
            Assert.That(((IPEndPoint)moved.Address).Port, Is.EqualTo(_network.LocalEndPoint.Port));
            Assert.That(_server.NextRegistration().Kind, Is.EqualTo(RegistrationChangeKind.Updated));
            Assert.That(_server.IsSilent);
        }

        [Test]
        public void A_change_of_address_without_a_Connection_ID_registers()
        {
            if (DtlsEngines.HasConnectionId)
            {
                Assert.Ignore("The engine's mbedTLS has Connection IDs, and the desk server agrees to them.");
            }

            Connect(600);
            _device.Reconnect();
            Assert.That(_device.RunUntil(() => _device.Observer.Count(ClientEvent.Registered) == 2, MaxWaitSeconds));
            Assert.That(_device.Observer.Count(ClientEvent.Updating), Is.Zero);
            _server.Next(DtlsChangeKind.Ended);
            _server.Next(DtlsChangeKind.Handshake);
            _server.Next(DtlsChangeKind.Session);
        }

        [Test]
        public void A_saved_session_goes_on_from_another_transport_with_one_round_trip()
        {
            DtlsEngines.RequireConnectionId();
            Connect(600);
            for (int i = 0; i < 3; i++)
            {
                byte[] saved = _device.Suspend();
                Assert.That(saved.Length, Is.InRange(200, 256));
                Confirm(() =>
                {
                    Assert.That(_device.Replace(_network, saved));
                    _device.Reconnect();
                });
                Assert.That(_server.NextRegistration().Kind, Is.EqualTo(RegistrationChangeKind.Updated));
                _server.Next(DtlsChangeKind.Moved);
            }

            Assert.That(_server.IsSilent, "no handshake");
        }

        [Test]
        public void The_goodbye_of_the_server_is_noticed_at_once()
        {
            Connect(600);
            _server.Channel.Dispose();
            Assert.That(_device.RunUntil(() => _device.Observer.Failures.Count > 0, 60));
            Assert.That(_device.Observer.Failures[0], Is.EqualTo((ClientEvent.UpdateFailed, TransportResult.SecurityFailed)));
        }

        private string Uri => $"coaps://127.0.0.1:{((IPEndPoint)_server.LocalEndPoint).Port}";

        private void Connect(int lifetime)
        {
            _device = new DtlsVirtualDevice(_network, _clock, Identity, s_key, lifetime, Uri);
            Assert.That(_device.Register(MaxWaitSeconds));
            _server.Next(DtlsChangeKind.Handshake);
            Assert.That(_server.Next(DtlsChangeKind.Session).HasConnectionId, Is.EqualTo(DtlsEngines.HasConnectionId));
            Assert.That(_server.NextRegistration().Kind, Is.EqualTo(RegistrationChangeKind.Registered));
        }

        // What is done ends in an Update and its answer, and in nothing else.
        private void Confirm(Action action)
        {
            int updated = _device.Observer.Count(ClientEvent.Updated) + 1;
            _network.ResetCounts();
            action();
            Assert.That(_device.RunUntil(() => _device.Observer.Count(ClientEvent.Updated) == updated, MaxWaitSeconds));
            Assert.That((_network.SentCount, _network.ReceivedCount, _network.HandshakeCount), Is.EqualTo((1, 1, 0)));
            Assert.That(_device.Observer.Count(ClientEvent.Registered), Is.EqualTo(1));
        }

        private async Task<JsonObject> HandshakeError(string identity, string key)
        {
            using DevKitProcess kit = new(
                DevKitProcess.DevKit, "--server", Uri, "--endpoint", "kit", "--identity", identity, "--key", key, "--log", "json");
            JsonObject error;
            do
            {
                error = await kit.NextAsync("error");
            }
            while ((string)error["operation"] != "handshake");

            return error;
        }

        private void ExpectFailure(string identity, byte[] key, int failure)
        {
            using DtlsVirtualDevice device = new(_network, _clock, identity, key, uri: Uri);
            Assert.That(device.RunUntil(() => device.Observer.Failures.Count > 0, MaxWaitSeconds));
            Assert.That(device.Observer.Failures[0], Is.EqualTo((ClientEvent.RegistrationFailed, TransportResult.SecurityFailed)));
            Assert.That(device.Transport.Failure, Is.EqualTo(failure));
        }
    }
}
