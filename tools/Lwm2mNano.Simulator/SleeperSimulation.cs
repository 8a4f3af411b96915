using System;
using System.Collections.Generic;
using System.Text;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Energy;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;
using Lwm2mNano.Provision;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The firmware's application on virtual time against a simulated server over DTLS, for as many wake-ups as are wanted: each is a new application with
    /// the stores of the one before. What it does is turned into charge.
    /// </summary>
    public sealed class SleeperSimulation
    {
        private const string Host = "server.example";
        private const string Identity = "sensor1";
        private const int MillisecondsPerSecond = 1000;
        private const int MaxStepsAtOneTime = 1000;

        private static readonly byte[] s_key = Encoding.ASCII.GetBytes("a key of no use!");

        private readonly EnergyModel _model;
        private readonly SeededRandom _random;
        private readonly SleeperSettings _settings;
        private readonly byte[] _configuration;

        // The start that is going on.
        private SleeperBoard _board;
        private SimulatedPath _path;
        private ModelDtlsEngine _engine;
        private DeviceApplication _application;
        private long _next;

        /// <summary>
        /// Prepares a device that has never started.
        /// </summary>
        /// <param name="settings">How it saves its battery.</param>
        /// <param name="seed">All that is random follows from it.</param>
        /// <param name="model">What it takes; <see langword="null"/> for the model's defaults.</param>
        public SleeperSimulation(SleeperSettings settings, int seed = 1, EnergyModel model = null)
        {
            _settings = settings;
            _model = model ?? new EnergyModel();
            _random = new SeededRandom(seed);
            Meter = new ChargeMeter(_model);
            Network = new SimulatedNetwork(_random);
            Server = new SimulatedServer(Network, _random) { Dtls = new ModelDtlsServer(Ledger, _random) { HasConnectionId = settings.HasConnectionId } };
            Server.Dtls.AddKey(Identity, s_key);
            _configuration = Configure(settings);
        }

        /// <summary>Gets the network.</summary>
        public SimulatedNetwork Network { get; }

        /// <summary>Gets the server.</summary>
        public SimulatedServer Server { get; }

        /// <summary>Gets what looks for record numbers that are used twice.</summary>
        public NonceLedger Ledger { get; } = new();

        /// <summary>Gets what outlives the device's starts.</summary>
        public SleeperWorld World { get; } = new();

        /// <summary>Gets the charge that was taken.</summary>
        public ChargeMeter Meter { get; }

        /// <summary>Gets or sets who is told what the device does, or <see langword="null"/>.</summary>
        public IDeviceObserver Observer { get; set; }

        /// <summary>Gets how many wake-ups there were.</summary>
        public int CycleCount { get; private set; }

        /// <summary>Gets the path to the server that is open while the device is awake.</summary>
        public SimulatedPath Path => _path;

        /// <summary>
        /// Runs wake-ups with the sleeps behind them.
        /// </summary>
        /// <param name="count">How many.</param>
        /// <returns>What each of them did.</returns>
        public IReadOnlyList<SleeperCycle> Run(int count)
        {
            List<SleeperCycle> cycles = new();
            for (int i = 0; i < count; i++)
            {
                SleeperCycle cycle = WakeUp();
                cycles.Add(cycle);
                Sleep(cycle.SleepMilliseconds);
            }

            return cycles;
        }

        /// <summary>
        /// Runs for some time, at least to the end of the sleep that it ends in.
        /// </summary>
        /// <param name="time">How long, in virtual time.</param>
        public void Run(TimeSpan time)
        {
            long end = Network.Now + (long)time.TotalMilliseconds;
            if (_settings.IsLightSleeper)
            {
                RunAssociated(end);
                return;
            }

            while (Network.Now < end)
            {
                Run(1);
            }
        }

        /// <summary>
        /// Starts the device and lets it do what it has to until it wants to sleep, or until power goes.
        /// </summary>
        /// <returns>What it did.</returns>
        public SleeperCycle WakeUp()
        {
            CycleCount++;
            Meter.AddStart();
            Network.RunTo(Network.Now + (long)(_model.BootMilliseconds + _model.RuntimeMilliseconds));
            bool isCut = false;
            try
            {
                Start();
                while (!_application.IsAsleep && _application.IsRunning)
                {
                    Step(long.MaxValue);
                }
            }
            catch (PowerCutException)
            {
                isCut = true;
            }

            SleeperCycle cycle = Account(isCut);

            // Without a word: what still comes is lost.
            _path.Close();
            return cycle;
        }

        /// <summary>
        /// Lets the device sleep, and wakes it by its timer.
        /// </summary>
        /// <param name="milliseconds">How long by the device's oscillator.</param>
        /// <param name="cause">What wakes it, one of <see cref="WakeCause"/>.</param>
        public void Sleep(long milliseconds, int cause = WakeCause.Timer)
        {
            milliseconds += (long)(milliseconds * World.SleepDrift);
            Meter.AddDeepSleep(milliseconds);
            Network.RunTo(Network.Now + milliseconds);
            World.Cause = cause;
        }

        private void Start()
        {
            _engine = new ModelDtlsEngine(Ledger, _random, _settings.HasConnectionId);
            _board = new SleeperBoard(Network, World, _model);
            _path = new SimulatedPath(Network, new Dictionary<string, SimulatedServer> { [Host] = Server }, null, World.Power);
            IDatagramTransport transport = new DtlsTransport(_path, _engine, null, _board, Limits.MaxDatagramBytes + _settings.PayloadBytes);
            if (_settings.PayloadBytes > 0)
            {
                transport = new PaddedTransport(transport, _settings.PayloadBytes);
            }

            Configuration configuration = new();
            configuration.Parse(_configuration, _configuration.Length);
            _application = new DeviceApplication(configuration, new Board
            {
                Clock = _board,
                Random = _random,
                Network = _board,
                Transports = [transport],
                Store = World.Store,
                Battery = _board,
                Sleep = _settings.IsLightSleeper ? null : _board,
                SleepStore = _settings.KeepsState ? World.SleepStore : null,
                Memory = _board,
                Power = _board,
                Information = new DeviceInformation(),
                Observer = Observer,
            });
            _next = Network.Now;
            Step(long.MaxValue);
        }

        // One round of the application, when it is due or something happens on the network, as its own loop has it.
        private void Step(long latest)
        {
            Network.RunTo(Math.Max(Network.Now, Math.Min(latest, Math.Min(_next, Network.NextTime))));
            _path.IsNetworkUp = World.IsNetworkUp;
            for (int i = 0; i < MaxStepsAtOneTime; i++)
            {
                long next = _application.Step(_board.Milliseconds);
                if (next == CoapTiming.Never)
                {
                    return;
                }

                _next = Network.Now + next - _board.Milliseconds;
                if (_next > Network.Now)
                {
                    return;
                }
            }

            throw new InvalidOperationException($"{Network.Now} ms: the application runs in a loop, state {_application.State}");
        }

        private SleeperCycle Account(bool isCut)
        {
            long now = Network.Now;
            SleeperCycle cycle = new(
                isCut, _board.ConnectMilliseconds(now), _board.OnlineMilliseconds(now), _path.SentCount, _path.SentBytes, _path.ReceivedCount, _path.ReceivedBytes,
                _engine.OpenCount, _board.SleepMilliseconds);
            for (int i = 0; i < _board.SampleCount; i++)
            {
                Meter.AddSample();
            }

            Meter.AddConnect(cycle.ConnectMilliseconds);
            Meter.AddAwake(cycle.OnlineMilliseconds, cycle.Sent, cycle.SentBytes, cycle.Received);
            Meter.AddHandshakes(cycle.Handshakes);
            return cycle;
        }

        // Light sleep: one start, and the device is asleep whenever the client is.
        private void RunAssociated(long end)
        {
            CycleCount++;
            Meter.AddStart();
            Network.RunTo(Network.Now + (long)(_model.BootMilliseconds + _model.RuntimeMilliseconds));
            Start();
            long connected = _board.ConnectMilliseconds(Network.Now);
            Meter.AddConnect(connected);
            long awake = 0;
            int sent = 0;
            long bytes = 0;
            int received = 0;
            int samples = _board.SampleCount;
            while (Network.Now < end)
            {
                bool isAsleep = _application.State == RegistrationState.Asleep;
                long before = Network.Now;
                Step(end);
                long took = Network.Now - before - ((_board.SampleCount - samples) * (long)_model.SampleMilliseconds);
                samples = _board.SampleCount;
                if (!isAsleep)
                {
                    awake += took;
                    continue;
                }

                Meter.AddLightSleep(took);
                if (awake > 0)
                {
                    Meter.AddAwake(awake, _path.SentCount - sent, _path.SentBytes - bytes, _path.ReceivedCount - received);
                    awake = 0;
                    sent = _path.SentCount;
                    bytes = _path.SentBytes;
                    received = _path.ReceivedCount;
                }
            }

            Meter.AddAwake(awake, _path.SentCount - sent, _path.SentBytes - bytes, _path.ReceivedCount - received);
            for (int i = 0; i < samples; i++)
            {
                Meter.AddSample();
            }

            Meter.AddHandshakes(_engine.OpenCount);
        }

        private static byte[] Configure(SleeperSettings settings)
        {
            SleepSettings sleep = new() { AwakeSeconds = settings.AwakeSeconds };
            if (!settings.IsLightSleeper)
            {
                sleep.SleepSeconds = settings.IntervalSeconds;
                sleep.CutOffMillivolts = settings.CutOffMillivolts;
            }

            byte[] file = ConfigurationWriter.Write(
                new ConfigurationSettings
                {
                    ServerUri = "coaps://" + Host,
                    EndpointName = Identity,
                    Identity = Identity,
                    Key = s_key,
                    LifetimeSeconds = settings.LifetimeSeconds,
                    ReportSeconds = settings.IsLightSleeper ? settings.IntervalSeconds : null,
                    Sleep = sleep,
                },
                out ConfigurationResult result);
            return result == ConfigurationResult.Ok ? file : throw new InvalidOperationException($"The device would refuse its configuration: {result}");
        }
    }
}
