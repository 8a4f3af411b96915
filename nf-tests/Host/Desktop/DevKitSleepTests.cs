using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Device;
using Lwm2mNano.DevKit;
using Lwm2mNano.Energy;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using Lwm2mNano.Simulator;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The charge of each cycle: the virtual devkit says the same as the simulated months do.</summary>
    public class DevKitSleepTests
    {
        private const double Capacity = 2500;
        private const int Cycles = 20;
        private readonly EnergyModel _model = new();

        [Test]
        public void A_cycle_takes_what_the_model_says()
        {
            ClientFakeClock clock = new();
            CycleMeter meter = new(_model, Capacity, clock);
            meter.Awake();
            clock.Milliseconds += 7;
            meter.Online();
            clock.Milliseconds += 400;
            CycleReport first = meter.Asleep(899593, new CycleTraffic(5, 570, 4, 315, 1));
            meter.Awake();
            meter.Online();
            clock.Milliseconds += 300;
            CycleReport second = meter.Asleep(899700, new CycleTraffic(6, 670, 5, 350, 1));

            Assert.That((first.Number, second.Number), Is.EqualTo((1, 2)));
            Assert.That((first.Traffic, second.Traffic), Is.EqualTo((new CycleTraffic(5, 570, 4, 315, 1), new CycleTraffic(1, 100, 1, 35, 0))));
            Assert.That(first.StartMilliseconds, Is.EqualTo(_model.BootMilliseconds + _model.RuntimeMilliseconds + _model.SampleMilliseconds));
            Assert.That((first.NetworkMilliseconds, first.ExchangeMilliseconds), Is.EqualTo((_model.ConnectMilliseconds, 400)));
            Assert.That(first.SleepMilliseconds, Is.EqualTo(899593 + 7 - _model.SampleMilliseconds - _model.ConnectMilliseconds), "a report each 900 s");

            ChargeMeter charge = new(_model);
            charge.AddStart();
            charge.AddSample();
            charge.AddConnect(_model.ConnectMilliseconds);
            charge.AddAwake(300, 1, 100, 1);
            Assert.That(second.AwakeMicroampereHours, Is.EqualTo(charge.MilliampereHours * 1000).Within(0.001));
            charge.AddDeepSleep(second.SleepMilliseconds);
            Assert.That(second.AwakeMicroampereHours + second.SleepMicroampereHours, Is.EqualTo(charge.MilliampereHours * 1000).Within(0.001));
            Assert.That(second.MeanMicroamperes, Is.EqualTo(charge.MeanMilliamperes * 1000).Within(0.001));
            Assert.That(second.LifeDays, Is.EqualTo(charge.LifeDays(Capacity)).Within(0.001));
        }

        [Test]
        public void A_wake_up_that_leaves_the_radio_off_takes_little()
        {
            ClientFakeClock clock = new();
            CycleMeter meter = new(_model, Capacity, clock);
            meter.Awake();
            CycleReport cycle = meter.Asleep(60000, default);
            Assert.That((cycle.NetworkMilliseconds, cycle.ExchangeMilliseconds), Is.EqualTo((0, 0)));
            Assert.That(cycle.SleepMilliseconds, Is.EqualTo(60000 - _model.SampleMilliseconds));
        }

        [Test]
        public void It_is_what_the_simulation_counts()
        {
            SleeperSimulation simulation = new(new SleeperSettings { IntervalSeconds = 900, HasConnectionId = true });
            Accountant accountant = new(simulation, new CycleMeter(_model, Capacity, new NetworkClock(simulation.Network)));
            simulation.Observer = accountant;
            double before = 0;
            for (int i = 0; i < Cycles; i++)
            {
                SleeperCycle cycle = simulation.WakeUp();
                simulation.Sleep(cycle.SleepMilliseconds);
                CycleReport report = accountant.Close(cycle);
                Assert.That(report.Number, Is.EqualTo(i + 1));

                // The simulation's network is noticed to be up some milliseconds after it is.
                double charge = (simulation.Meter.MilliampereHours - before) * 1000;
                Assert.That(report.AwakeMicroampereHours + report.SleepMicroampereHours, Is.EqualTo(charge).Within(1).Percent);
                before = simulation.Meter.MilliampereHours;
            }
        }

        [Test]
        public void Datagrams_and_handshakes_are_counted()
        {
            FakeTransport network = new();
            CountingTransport counter = new(network);
            byte[] datagram = new byte[60];
            counter.Open(Hex.Ascii("server"), 5684);
            network.Arrive(new byte[20]);

            // The Hello, the Hello sent again, a message of the handshake under the key, a message of CoAP.
            datagram[0] = 22;
            counter.Send(datagram, 10, 50);
            counter.Send(datagram, 0, 60);
            datagram[10] = 1;
            counter.Send(datagram, 0, 60);
            datagram[10] = 0;
            datagram[4] = 1;
            counter.Send(datagram, 0, 60);
            datagram[0] = 25;
            counter.Send(datagram, 0, 5);
            counter.Receive(datagram, 0, 60);
            counter.Receive(datagram, 0, 60);
            Assert.That(counter.Traffic, Is.EqualTo(new CycleTraffic(5, 50 + 60 + 60 + 60 + 5, 1, 20, 1)));
        }

        [Test]
        public async Task The_devkit_tells_each_cycle()
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            using DevKitProcess kit = new(
                DevKitProcess.DevKit, "--server", Uri(server), "--endpoint", "kit", "--log", "json", "--sleep", "1", "--capacity", "1000",
                "--model", "bootMilliseconds=100", "runtimeMilliseconds=200", "sampleMilliseconds=30", "connectMilliseconds=400");
            await kit.NextAsync("registered");
            for (int i = 1; i <= 2; i++)
            {
                await kit.NextAsync("asleep");
                JsonObject cycle = await kit.NextAsync();
                Assert.That((string)cycle["event"], Is.EqualTo("cycle"));
                Assert.That((int)cycle["number"], Is.EqualTo(i));
                Assert.That(((double)cycle["start_ms"], (double)cycle["network_ms"]), Is.EqualTo((330, 400)));
                Assert.That((double)cycle["awake_ms"], Is.EqualTo(730 + (double)cycle["exchange_ms"]));
                Assert.That((int)cycle["sent"], Is.Positive);
                Assert.That((int)cycle["received"], Is.EqualTo((int)cycle["sent"]));
                Assert.That((int)cycle["sent_bytes"], Is.GreaterThan((int)cycle["received_bytes"]));
                Assert.That((int)cycle["handshakes"], Is.Zero);
                double hours = ((double)cycle["awake_ms"] + (double)cycle["sleep_ms"]) / 3600000;
                Assert.That(((double)cycle["awake_uah"] + (double)cycle["sleep_uah"]) / hours, Is.EqualTo((double)cycle["mean_ua"]).Within(1).Percent);
                Assert.That((double)cycle["life_days"], Is.EqualTo(1000 * 0.8 / ((double)cycle["mean_ua"] / 1000) / 24).Within(1).Percent);
            }
        }

        [Test]
        public async Task The_devkit_says_it_to_people()
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            (_, string output, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.DevKit, "--server", Uri(server), "--endpoint", "kit", "--sleep", "9", "--seconds", "2");
            Assert.That(error, Is.Empty);
            Assert.That(output, Does.Match(
                @" cycle +1: awake [0-9,]+ ms \(start 790, network 1,556, exchange [0-9,]+\), 2 datagrams of [0-9]+ bytes out, 2 datagrams of [0-9]+ bytes in, "
                + @"no handshake; [0-9.]+ µAh, asleep [0-9.]+ µAh, mean [0-9,]+ µA: 2,500 mAh last [0-9.]+ days like that\n"));
        }

        [TestCase("--model volts=1", "--model volts")]
        [TestCase("--model bootMilliseconds=-1", "--model bootMilliseconds=-1")]
        [TestCase("--capacity 0", "--capacity")]
        [TestCase("--capacity x", "--capacity")]
        public async Task A_wrong_figure_gets_one_line(string arguments, string about)
        {
            (int code, string output, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.DevKit, ["--server", "coap://h", "--endpoint", "e", "--sleep", "60", .. arguments.Split(' ')]);
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error, Does.StartWith("devkit: ").And.Contain(about).And.Match("^[^\n]+\n$"));
        }

        private static string Uri(LwM2mServer server) => $"coap://127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}";

        private sealed class NetworkClock(SimulatedNetwork network) : IClock
        {
            public long Milliseconds => network.Now;

            public long UtcSeconds { get; set; }
        }

        /// <summary>Has a meter hear of a simulated device's cycles what it hears of a devkit's.</summary>
        private sealed class Accountant(SleeperSimulation simulation, CycleMeter meter) : IDeviceObserver
        {
            private readonly List<SleeperCycle> _cycles = new();
            private CycleReport _report;
            private CycleTraffic _traffic;

            public CycleReport Close(SleeperCycle cycle)
            {
                _cycles.Add(cycle);
                CycleTraffic traffic = new(
                    _cycles.Sum(c => c.Sent), _cycles.Sum(c => c.SentBytes), _cycles.Sum(c => c.Received), _cycles.Sum(c => c.ReceivedBytes), _cycles.Sum(c => c.Handshakes));
                Assert.That(_traffic, Is.EqualTo(traffic));
                return _report;
            }

            public void OnAwake(int cause, bool isRestored) => meter.Awake();

            public void OnNetworkUp() => meter.Online();

            public void OnSleeping(long milliseconds, int why)
            {
                SimulatedPath path = simulation.Path;
                _traffic += new CycleTraffic(path.SentCount, path.SentBytes, path.ReceivedCount, path.ReceivedBytes, simulation.Server.Dtls.HandshakeCount - _traffic.Handshakes);
                _report = meter.Asleep(milliseconds, _traffic);
            }

            public void OnEvent(ClientEvent what, int detail)
            {
            }

            public void OnRequest(int method, ResourcePath path, int responseCode)
            {
            }

            public void OnNotification(ResourcePath path, bool isConfirmable)
            {
            }

            public void OnNetworkDown(int waitSeconds)
            {
            }

            public void OnConfiguration(ConfigurationEvent what)
            {
            }
        }
    }
}
