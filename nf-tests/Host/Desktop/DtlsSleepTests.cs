using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal.Host;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A device that sleeps, with the engine in C, and the desk server's DTLS over UDP: twenty sleeps of a quarter of an hour.</summary>
    public class DtlsSleepTests
    {
        private const string Identity = "device";
        private const string Level = "/3/0/9";
        private const int Cycles = 20;

        // The device's time waits for the network so long, in the machine's milliseconds: a busy machine is no lost datagram.
        private const int SilenceMilliseconds = 150;

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);
        private readonly ConcurrentQueue<(double Level, DateTimeOffset Time)> _samples = new();
        private readonly ConcurrentQueue<ObservationChange> _notifications = new();
        private readonly List<int> _ports = new();
        private DeskServerManualTime _time;
        private ClientFakeClock _clock;
        private DeskServerDtlsServer _server;
        private DtlsSleeper _device;
        private PcapTransport _pcap;
        private string _file;
        private int _sent;
        private int _received;
        private int _handshakes;

        [SetUp]
        public void Start()
        {
            DtlsEngines.RequireConnectionId();
            _samples.Clear();
            _notifications.Clear();
            _ports.Clear();
            _time = new DeskServerManualTime();
            _clock = new ClientFakeClock { Milliseconds = 1000, UtcSeconds = _time.GetUtcNow().ToUnixTimeSeconds() };
            _file = Path.GetTempFileName();
            StartServer(0);
            _device = new DtlsSleeper(
                $"coaps://127.0.0.1:{((IPEndPoint)_server.LocalEndPoint).Port}", Identity, Convert.FromHexString(DeskServerDtlsServer.Key), _clock);
        }

        [TearDown]
        public async Task Stop()
        {
            if (_server is not null)
            {
                await _server.Server.DisposeAsync();
                _server = null;
            }

            _pcap?.Dispose();
            _pcap = null;
            if (_file is not null)
            {
                File.Delete(_file);
            }
        }

        [Test]
        public async Task A_wake_up_takes_two_datagrams_and_none_a_handshake()
        {
            Cycle();
            Assert.That(_handshakes, Is.Positive);
            for (int i = 1; i < Cycles; i++)
            {
                Cycle();
                Assert.That((_sent, _received, _handshakes), Is.EqualTo((1, 1, 0)), $"wake-up {i}");
            }

            ExpectHandshakes(1);
            ExpectRegisters(1);
            ExpectSamples();
            Assert.That(_ports.Distinct().Count(), Is.GreaterThan(Cycles / 2), "of another port each time, whatever the system chooses");

            _pcap.Dispose();
            string[] types = (await PeerProcess.Run(
                Peers.Tshark(), "-r", _file, "-Y", "dtls", "-T", "fields", "-E", "occurrence=f", "-E", "separator=,",
                "-e", "dtls.record.special_type", "-e", "dtls.record.content_type"))
                .Split('\n').Where(l => l.Contains(',') && l.All(c => c == ',' || char.IsDigit(c))).Select(l => l.Split(',').First(t => t.Length > 0)).ToArray();

            // The device takes records without a Connection ID: it knows its only server.
            Assert.That(types.TakeLast(2 * (Cycles - 1)), Is.EqualTo(Enumerable.Repeat(new[] { "25", "23" }, Cycles - 1).SelectMany(t => t)));
            Assert.That(types.Count(t => t == "22"), Is.InRange(3, 8), "one handshake");
        }

        [Test]
        public async Task An_observation_and_what_is_asked_in_its_sleep_outlive_it()
        {
            Cycle();
            Task<DeviceAnswer> observe = _server.Server.ObserveAsync(DtlsSleeper.Endpoint, Level);
            Cycle();
            Assert.That((await observe.WaitAsync(s_maxWait)).IsSuccess);
            for (int i = 2; i < Cycles; i++)
            {
                Task<DeviceAnswer>[] reads = Enumerable.Range(0, i % 4).Select(_ => _server.Server.ReadAsync(DtlsSleeper.Endpoint, Level)).ToArray();
                Assert.That(reads.Any(r => r.IsCompleted), Is.False, "it sleeps");
                Cycle();
                DeviceAnswer[] answers = await Task.WhenAll(reads).WaitAsync(s_maxWait);
                Assert.That(answers.Select(a => a.Values(out _).Single().Text), Is.All.EqualTo($"{_device.Percent} %"), $"wake-up {i}");
            }

            ExpectHandshakes(1);
            ExpectRegisters(1);
            ExpectSamples();
            Assert.That(_notifications.Select(n => n.Kind), Is.All.EqualTo(ObservationChangeKind.Notified));
            Assert.That(_notifications.Select(n => n.Answer.Values(out _).Single().Text), Is.EqualTo(Enumerable.Range(2, Cycles - 2).Select(i => $"{99 - i} %")));
            int[] sequence = _notifications.Select(n => n.Sequence).ToArray();
            Assert.That(sequence, Is.Ordered.Ascending.And.Unique);
        }

        [Test]
        public async Task A_restart_of_the_server_costs_one_handshake_and_one_Register_and_no_sample()
        {
            for (int i = 0; i < Cycles / 2; i++)
            {
                Cycle();
            }

            ExpectHandshakes(1);
            ExpectRegisters(1);
            int port = ((IPEndPoint)_server.LocalEndPoint).Port;
            await _server.Server.DisposeAsync();
            StartServer(port);
            for (int i = 0; i < Cycles / 2; i++)
            {
                Cycle();
            }

            ExpectHandshakes(1);
            ExpectRegisters(1);
            ExpectSamples();
        }

        private void StartServer(int port)
        {
            _server = new DeskServerDtlsServer(time: _time, port: port);
            _server.Server.DataSent += data => data.Values.Where(v => v.Path == Level).ToList()
                .ForEach(v => _samples.Enqueue((Convert.ToDouble(v.Value), v.Time ?? _time.GetUtcNow())));
            _server.Server.ObservationChanged += _notifications.Enqueue;
        }

        // Wakes the device up, whose battery has lost a percent, and lets it sleep.
        private void Cycle()
        {
            _device.Percent--;
            using DtlsHurry network = new(_clock) { SilenceMilliseconds = SilenceMilliseconds };
            PcapTransport path = _pcap is null ? new PcapTransport(network, File.Create(_file), _clock) : new PcapTransport(network, _pcap);
            _pcap ??= path;
            network.Opened += () => _ports.Add(network.LocalEndPoint.Port);
            long before = _clock.Milliseconds;
            long sleep = _device.WakeUp(path);
            (_sent, _received, _handshakes) = (network.SentCount, network.ReceivedCount, network.HandshakeCount);
            _clock.Milliseconds += sleep;
            long passed = _clock.Milliseconds - before;
            _clock.UtcSeconds += passed / 1000;
            _time.Advance(passed / 1000.0);
        }

        private void ExpectHandshakes(int count)
        {
            int sessions = 0;
            while (!_server.IsSilent)
            {
                sessions += _server.Next().Kind == DtlsChangeKind.Session ? 1 : 0;
            }

            Assert.That(sessions, Is.EqualTo(count), "sessions");
        }

        private void ExpectRegisters(int count) =>
            Assert.That(_server.RegistrationCount(RegistrationChangeKind.Registered), Is.EqualTo(count), "Registers");

        private void ExpectSamples() =>
            Assert.That(_samples.Select(s => s.Level).Distinct().Order(), Is.EqualTo(Enumerable.Range(_device.Percent, 100 - _device.Percent).Select(p => (double)p)));
    }
}
