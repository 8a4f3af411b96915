using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// A device that sleeps, over DTLS, through times in which power is cut at any step, the network is bad or away, servers restart or are away, addresses
    /// change, clocks jump and stores fail. They take turns with times when all is well, in which the device must be registered and report at each wake-up without
    /// a handshake; and no record number is ever used twice. Everything follows from the seed.
    /// </summary>
    public sealed class SleeperStorm
    {
        private const int Times = 4;
        private const int WakeUpsOfATime = 60;
        private const int WakeUpsAtLast = 5;
        private const int MaxWaiting = 3;
        private const int MaxSleepSeconds = 7 * 86400;
        private const int MaxStepsToCut = 20;
        private const int MaxJumpSeconds = 1000000;
        private const int MillisecondsPerSecond = 1000;

        // What a device waits at most when all is well again: the sequence delay with its jitter, and the intervals that have grown.
        private const long SequenceDelayMilliseconds = 86400L * MillisecondsPerSecond * 11 / 10;
        private const int GrownIntervals = 3;

        private readonly SeededRandom _random;
        private readonly SleeperSettings _settings;
        private readonly SleeperSimulation _simulation;
        private readonly List<string> _violations = new();
        private readonly int _seed;

        /// <summary>
        /// Prepares a run.
        /// </summary>
        /// <param name="seed">The seed.</param>
        public SleeperStorm(int seed)
        {
            _seed = seed;
            _random = new SeededRandom(seed);
            int interval = (int)_random.Range(70, 7200);
            _settings = new SleeperSettings
            {
                IntervalSeconds = interval,
                AwakeSeconds = _random.Chance(0.5) ? 0 : (int)_random.Range(1, 60),
                HasConnectionId = !_random.Chance(0.1),
                KeepsState = !_random.Chance(0.05),
                LifetimeSeconds = (int)_random.Range((2 * interval) + 300, 200000),
            };
            _simulation = new SleeperSimulation(_settings, seed);
        }

        /// <summary>
        /// Runs.
        /// </summary>
        /// <returns>What was seen.</returns>
        public SimulationResult Run()
        {
            Stopwatch watch = Stopwatch.StartNew();
            SimulatedServer server = _simulation.Server;
            int datagrams = 0;
            for (int i = 0; i < Times && _violations.Count == 0; i++)
            {
                _simulation.Network.Faults = NetworkFaults.Random(_random);
                for (int j = 0; j < WakeUpsOfATime; j++)
                {
                    Trouble();
                    SleeperCycle cycle = _simulation.WakeUp();
                    datagrams += cycle.Sent + cycle.Received;
                    Check(cycle.IsCut || cycle.SleepMilliseconds is >= MillisecondsPerSecond and <= (long)MaxSleepSeconds * MillisecondsPerSecond, $"a sleep of {cycle.SleepMilliseconds} ms");
                    Sleep(cycle);
                }

                Recover();
            }

            _violations.AddRange(_simulation.Ledger.Violations);
            return new SimulationResult(
                _seed, _simulation.Network.Now, watch.Elapsed, server.RegisterCount, server.UpdateCount, server.NotificationCount, datagrams, _violations);
        }

        private void Trouble()
        {
            SleeperWorld world = _simulation.World;
            SimulatedServer server = _simulation.Server;
            if (_random.Chance(0.1))
            {
                world.Power.CutAfter((int)_random.Range(0, MaxStepsToCut));
            }

            if (_random.Chance(0.03))
            {
                server.Restart();
            }

            if (_random.Chance(0.05))
            {
                world.JumpClock(_random.Range(-MaxJumpSeconds, MaxJumpSeconds));
            }

            if (_random.Chance(0.03))
            {
                world.LoseClock(_simulation.Network.Now);
            }

            if (_random.Chance(0.05) && _simulation.Path != null)
            {
                _simulation.Network.At(_simulation.Network.Now + _random.Range(1000, 9000), () => _simulation.Path.Rebind());
            }

            if (_random.Chance(0.1) && server.WaitingCount < MaxWaiting)
            {
                bool observes = _random.Chance(0.5);
                server.Enqueue(CoapCode.Get, writer => Ask(writer, observes));
            }

            world.Millivolts = (int)_random.Range(SleeperWorld.EmptyMillivolts + (SleeperWorld.RangeMillivolts / 2), SleeperWorld.EmptyMillivolts + SleeperWorld.RangeMillivolts);
            world.IsNetworkUp ^= _random.Chance(0.05);
            server.IsUp ^= _random.Chance(0.03);
            world.SleepStore.IsBroken ^= _random.Chance(0.03);
        }

        private static void Ask(CoapWriter writer, bool observes)
        {
            if (observes)
            {
                writer.WriteUnsignedOption(CoapOption.Observe, 0);
            }

            foreach (char c in "309")
            {
                writer.WriteOption(CoapOption.UriPath, [(byte)c], 0, 1);
            }
        }

        private void Sleep(SleeperCycle cycle)
        {
            if (cycle.IsCut)
            {
                _simulation.Sleep(_random.Range(0, 100000), WakeCause.Start);
            }
            else if (_random.Chance(0.05))
            {
                _simulation.Sleep(cycle.SleepMilliseconds / 2, WakeCause.Pin);
            }
            else
            {
                _simulation.Sleep(cycle.SleepMilliseconds);
            }
        }

        private void Recover()
        {
            SimulatedServer server = _simulation.Server;
            _simulation.World.Power.CutAfter(int.MaxValue);
            _simulation.World.IsNetworkUp = true;
            _simulation.World.SleepStore.IsBroken = false;
            _simulation.Network.Faults = NetworkFaults.None;
            server.IsUp = true;
            long grown = Math.Max(SleepSettings.DefaultMaxSleepSeconds, _settings.IntervalSeconds) * (long)MillisecondsPerSecond;
            long until = _simulation.Network.Now + SequenceDelayMilliseconds + (GrownIntervals * grown);
            while (_simulation.Network.Now < until)
            {
                _simulation.Run(1);
            }

            int sent = server.SendCount;
            int handshakes = server.Dtls.HandshakeCount;
            _simulation.Run(WakeUpsAtLast);
            Check(server.IsRegistered, "not registered though all has been well");
            Check(server.SendCount - sent == WakeUpsAtLast, $"{server.SendCount - sent} reports at {WakeUpsAtLast} wake-ups though all has been well");
            Check(server.WaitingCount == 0, $"{server.WaitingCount} requests wait though all has been well");
            Check(
                server.Dtls.HandshakeCount == handshakes || !_settings.KeepsState || !_settings.HasConnectionId,
                $"{server.Dtls.HandshakeCount - handshakes} handshakes though all has been well");
        }

        private void Check(bool isRight, FormattableString what)
        {
            if (!isRight)
            {
                _violations.Add($"{_simulation.Network.Now} ms: {what.ToString(CultureInfo.InvariantCulture)} ({_settings})");
            }
        }

        private void Check(bool isRight, string what) => Check(isRight, (FormattableString)$"{what}");
    }
}
