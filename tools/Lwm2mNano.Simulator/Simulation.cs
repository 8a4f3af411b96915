using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// A client against one or two servers on a network in memory, for as much virtual time as is wanted: times of faults (loss, duplicates,
    /// reordering, servers that restart, fall silent or answer nonsense, a device without network) take turns with times when all is
    /// well, in which the client must be registered again. Everything follows from the seed.
    /// </summary>
    public sealed class Simulation
    {
        private const int MillisecondsPerHour = 3600000;
        private const int MaxStepsAtOneTime = 64;
        private const double WorstOddness = 0.5;
        private const int ClientSeed = 0x5EED;

        private readonly SeededRandom _random;
        private readonly RetrySettings _settings;
        private readonly SimulatedNetwork _network;
        private readonly Dictionary<string, SimulatedServer> _servers = new();
        private readonly List<SimulatedPath> _paths = new();
        private readonly List<ExchangeWatch> _watches = new();
        private readonly List<string> _violations = new();
        private readonly SimulatedDevice _device;
        private readonly SimulationTrace _trace;
        private readonly int _seed;
        private int _faultTimes;
        private long _next;

        /// <summary>
        /// Prepares a run.
        /// </summary>
        /// <param name="seed">The seed.</param>
        /// <param name="settings">The retry resources, or <see langword="null"/> to make some up.</param>
        /// <param name="trace">Where the client's doings are written, or <see langword="null"/>; writing allocates, which is then not looked at.</param>
        public Simulation(int seed, RetrySettings settings = null, TextWriter trace = null)
        {
            _seed = seed;
            _random = new SeededRandom(seed);
            _network = new SimulatedNetwork(_random);
            _settings = settings ?? RetrySettings.Random(_random);
            _trace = trace == null ? null : new SimulationTrace(_network, trace);
            int servers = (int)_random.Range(1, Limits.MaxServers + 1);
            List<string> hosts = new();
            for (int i = 0; i < servers; i++)
            {
                hosts.Add($"server{i}.example");
                _servers[hosts[i]] = new SimulatedServer(_network, _random);
                _watches.Add(new ExchangeWatch());
                _paths.Add(new SimulatedPath(_network, _servers, _watches[i]));
            }

            _device = new SimulatedDevice(_network, _paths, hosts, _settings, new SeededRandom(seed ^ ClientSeed), _trace);
        }

        /// <summary>
        /// Runs.
        /// </summary>
        /// <param name="virtualTime">For how long, in virtual time.</param>
        /// <param name="faults">Whether there are times of faults.</param>
        /// <returns>What was seen.</returns>
        public SimulationResult Run(TimeSpan virtualTime, bool faults = true)
        {
            Stopwatch watch = Stopwatch.StartNew();
            long end = (long)virtualTime.TotalMilliseconds;
            _device.Client.Start(0);
            while (_network.Now < end && _violations.Count == 0)
            {
                if (faults)
                {
                    BeginFaults();
                    RunTo(_network.Now + _random.Range(60000, 48L * MillisecondsPerHour));
                    EndFaults();
                }

                // Server requests go on when all is well, too.
                Ask(_network.Now + _random.Range(1, MillisecondsPerHour));
                RunTo(_network.Now + _settings.RecoveryMilliseconds);
                foreach ((string host, SimulatedServer server) in _servers)
                {
                    if (!server.IsRegistered && _violations.Count == 0)
                    {
                        _violations.Add($"{_network.Now} ms: not registered with {host} though all has been well for {_settings.RecoveryMilliseconds} ms ({_settings})");
                    }
                }

                RunTo(_network.Now + _random.Range(0, 24L * MillisecondsPerHour));
            }

            _violations.AddRange(_watches.SelectMany(w => w.Violations));
            return new SimulationResult(
                _seed, _network.Now, watch.Elapsed, _servers.Values.Sum(s => s.RegisterCount), _servers.Values.Sum(s => s.UpdateCount),
                _servers.Values.Sum(s => s.NotificationCount), _watches.Sum(w => w.SentCount), _violations);
        }

        private void BeginFaults()
        {
            _network.Faults = NetworkFaults.Random(_random);
            _trace?.Write($"faults: {_network.Faults}");
            foreach (SimulatedServer server in _servers.Values)
            {
                server.Oddness = _random.Chance(0.5) ? 0 : WorstOddness * _random.Range(0, 101) / 100;
            }

            int time = ++_faultTimes;
            for (int i = (int)_random.Range(1, 12); i > 0; i--)
            {
                long at = _network.Now + _random.Range(0, 24L * MillisecondsPerHour);
                long until = at + _random.Range(1000, 12L * MillisecondsPerHour);
                SimulatedServer server = _servers.Values.ElementAt((int)_random.Range(0, _servers.Count));
                switch (_random.Range(0, 4))
                {
                    case 0:
                        AtFault(at, time, server.Restart);
                        break;
                    case 1:
                        AtFault(at, time, () => server.IsUp = false);
                        AtFault(until, time, () => server.IsUp = true);
                        break;
                    case 2:
                        AtFault(at, time, () => SetNetwork(false));
                        AtFault(until, time, () => SetNetwork(true));
                        break;
                    default:
                        Ask(at);
                        break;
                }
            }
        }

        // What is left of a time of faults when it ends does not happen.
        private void AtFault(long at, int time, Action action) => _network.At(at, () =>
        {
            if (time == _faultTimes)
            {
                action();
            }
        });

        private void EndFaults()
        {
            _faultTimes++;
            _trace?.Write("all is well again");
            _network.Faults = NetworkFaults.None;
            SetNetwork(true);
            foreach (SimulatedServer server in _servers.Values)
            {
                server.IsUp = true;
                server.Oddness = 0;
            }
        }

        private void SetNetwork(bool isUp)
        {
            _trace?.Write(isUp ? "the network is up" : "the network is down");
            bool wasUp = _paths[0].IsNetworkUp;
            foreach (SimulatedPath path in _paths)
            {
                path.IsNetworkUp = isUp;
            }

            if (isUp && !wasUp)
            {
                foreach (ExchangeWatch watch in _watches)
                {
                    watch.OnOpened(_network.Now);
                }

                _device.Client.NetworkCameUp(_network.Now);
                _next = _network.Now;
            }
        }

        // What servers ask of a device: a read, an observation of the battery, an Update.
        private void Ask(long at)
        {
            SimulatedServer server = _servers.Values.ElementAt((int)_random.Range(0, _servers.Count));
            long kind = _random.Range(0, 3);
            _network.At(at, () => server.Request(kind == 2 ? CoapCode.Post : CoapCode.Get, writer =>
            {
                if (kind == 1)
                {
                    writer.WriteUnsignedOption(CoapOption.Observe, 0);
                }

                foreach (char c in kind == 2 ? "108" : "309")
                {
                    writer.WriteOption(CoapOption.UriPath, [(byte)c], 0, 1);
                }
            }));
        }

        private void RunTo(long end)
        {
            while (_network.Now < end && _violations.Count == 0)
            {
                long next = Math.Min(end, Math.Min(_next, _network.NextTime));
                _network.RunTo(Math.Max(next, _network.Now));
                Step();
            }
        }

        private void Step()
        {
            for (int i = 0; i < MaxStepsAtOneTime; i++)
            {
                int opened = _paths.Sum(p => p.OpenCount);
                long foreign = _paths.Sum(p => p.AllocatedBytes);
                long before = GC.GetAllocatedBytesForCurrentThread();
                _next = _device.Client.Step(_network.Now);
                long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                allocated -= _paths.Sum(p => p.AllocatedBytes) - foreign;
                // An attempt to connect may take the host's name out of its URI.
                if (allocated > 0 && _trace == null && opened == _paths.Sum(p => p.OpenCount))
                {
                    _violations.Add($"{_network.Now} ms: a step has allocated {allocated} bytes, state {_device.Client.State}");
                }

                if (_next > _network.Now)
                {
                    return;
                }
            }

            _violations.Add($"{_network.Now} ms: the client runs in a loop, state {_device.Client.State}");
        }
    }
}
