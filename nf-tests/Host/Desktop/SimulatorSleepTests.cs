using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using Lwm2mNano.Simulator;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The firmware's application from wake-up to wake-up, while power goes, servers restart, networks are away, clocks jump and stores fail.
    /// </summary>
    public class SimulatorSleepTests
    {
        private const int IntervalSeconds = 900;
        private const int Seeds = 20;
        private static readonly string[] s_battery = ["3", "0", "9"];

        private readonly List<double> _levels = new();
        private readonly List<DateTimeOffset> _times = new();
        private readonly List<(long Sequence, int Level)> _notifications = new();
        private SleeperSimulation _simulation;

        [SetUp]
        public void Create() => Create(1);

        [Test]
        public void No_nonce_is_used_twice_wherever_power_goes([Range(1, Seeds)] int seed)
        {
            Create(seed);
            SeededRandom random = new(seed);
            int cuts = 0;
            for (int i = 0; i < 200; i++)
            {
                if (random.Chance(0.3))
                {
                    _simulation.World.Power.CutAfter((int)random.Range(0, 16));
                }

                SleeperCycle cycle = _simulation.WakeUp();
                cuts += cycle.IsCut ? 1 : 0;
                _simulation.Sleep(cycle.IsCut ? random.Range(0, 10000) : cycle.SleepMilliseconds, cycle.IsCut ? WakeCause.Start : WakeCause.Timer);
            }

            Assert.That(cuts, Is.GreaterThan(10));
            Assert.That(_simulation.Ledger.Violations, Is.Empty);
            Assert.That(_simulation.Server.IsRegistered, Is.True);
        }

        [Test]
        public void Device_that_sleeps_recovers_from_everything_at_once_whatever_the_seed()
        {
            string[] failures = Enumerable.Range(1, 2 * Seeds)
                .Select(seed => new SleeperStorm(seed).Run())
                .SelectMany(r => r.Violations.Select(v => $"tools/simulator --sleep {r.Seed}: {v}"))
                .ToArray();
            Assert.That(failures, Is.Empty);
        }

        [Test]
        public void Name_of_the_server_is_looked_up_once()
        {
            _simulation.Run(1);
            Assert.That(_simulation.Path.LookUpCount, Is.EqualTo(1));
            int sent = 0;
            for (int i = 0; i < 100; i++)
            {
                _simulation.Run(1);
                Assert.That(_simulation.Path.LookUpCount, Is.Zero, $"cycle {i}");
                sent += _simulation.Path.SentCount;
            }

            Assert.That(sent, Is.GreaterThan(0));

            // A server that does not answer may have moved.
            _simulation.Server.Restart();
            int lookUps = 0;
            for (int i = 0; i < 100 && lookUps == 0; i++)
            {
                _simulation.World.Millivolts -= 1;
                _simulation.Run(1);
                lookUps += _simulation.Path.LookUpCount;
            }

            Assert.That(lookUps, Is.GreaterThan(0));
        }

        [Test]
        public void Record_that_is_used_twice_is_seen()
        {
            _simulation.Run(3);
            _simulation.World.SleepStore.Lies = true;
            for (int step = 0; step < 20 && _simulation.Ledger.Violations.Count == 0; step++)
            {
                _simulation.World.Power.CutAfter(step);
                _simulation.WakeUp();
                _simulation.Sleep(1000, WakeCause.Start);
            }

            Assert.That(_simulation.Ledger.Violations, Is.Not.Empty);
        }

        [Test]
        public void Power_that_goes_at_any_step_of_a_cycle_costs_a_handshake_and_a_Register_at_most()
        {
            for (int step = 0; ; step++)
            {
                Create(1);
                _simulation.Run(3);
                (int handshakes, int registers, int sent) = Counts();
                _simulation.World.Power.CutAfter(step);
                if (!_simulation.WakeUp().IsCut)
                {
                    Assert.That(step, Is.GreaterThan(8), "a store and a datagram have several steps");
                    return;
                }

                _simulation.World.Power.CutAfter(int.MaxValue);
                _simulation.Sleep(1000, WakeCause.Start);
                _simulation.Run(3);
                Assert.That(_simulation.Ledger.Violations, Is.Empty, $"cut at step {step}");
                Assert.That(_simulation.Server.Dtls.HandshakeCount - handshakes, Is.LessThanOrEqualTo(1), $"cut at step {step}");
                Assert.That(_simulation.Server.RegisterCount - registers, Is.LessThanOrEqualTo(1), $"cut at step {step}");
                Assert.That(_simulation.Server.SendCount - sent, Is.GreaterThanOrEqualTo(3), $"cut at step {step}");
            }
        }

        [Test]
        public void Server_restart_while_asleep_costs_one_handshake_and_one_Register()
        {
            _simulation.Run(5);
            (int handshakes, int registers, _) = Counts();
            int before = _levels.Count;
            _simulation.Server.Restart();
            _simulation.Run(10);
            Assert.That(_simulation.Server.Dtls.HandshakeCount - handshakes, Is.EqualTo(1));
            Assert.That(_simulation.Server.RegisterCount - registers, Is.EqualTo(1));
            Assert.That(_levels.Count - before, Is.EqualTo(10), "what was measured meanwhile is delivered");
            Assert.That(_simulation.Ledger.Violations, Is.Empty);
        }

        [Test]
        public void Samples_taken_without_network_are_delivered_later()
        {
            _simulation.Run(2);
            int before = _levels.Count;
            _simulation.World.IsNetworkUp = false;
            foreach (int millivolts in new[] { 4100, 4000, 3900 })
            {
                _simulation.World.Millivolts = millivolts;
                SleeperCycle cycle = _simulation.Run(1)[0];
                Assert.That((cycle.Sent, cycle.OnlineMilliseconds), Is.EqualTo((0, 0L)));
            }

            _simulation.World.IsNetworkUp = true;
            _simulation.World.Millivolts = 3800;
            _simulation.Run(1);
            Assert.That(_levels.Skip(before), Is.EqualTo(new[] { 4.1, 4.0, 3.9, 3.8 }));
            Assert.That(_times.Skip(before), Is.Ordered.And.Unique);
            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.EqualTo(1));
        }

        [Test]
        public void Without_network_the_interval_grows()
        {
            _simulation.Run(2);
            _simulation.World.IsNetworkUp = false;
            long[] sleeps = _simulation.Run(8).Select(c => c.SleepMilliseconds).ToArray();
            Assert.That(sleeps, Is.Ordered);
            Assert.That(sleeps[^1], Is.GreaterThan(8 * IntervalSeconds * 1000L).And.LessThanOrEqualTo(SleepSettings.DefaultMaxSleepSeconds * 1000L));
            _simulation.World.IsNetworkUp = true;
            _simulation.Run(1);
            Assert.That(_simulation.Run(1)[0].SleepMilliseconds, Is.LessThanOrEqualTo(IntervalSeconds * 1000L), "and is as before when there is one again");
        }

        [TestCase(86400)]
        [TestCase(-86400)]
        [TestCase(400000000)]
        [TestCase(-400000000)]
        public void Clock_that_jumps_costs_nothing(long seconds)
        {
            _simulation.Run(5);
            (int handshakes, int registers, int sent) = Counts();
            int updates = _simulation.Server.UpdateCount;
            _simulation.World.JumpClock(seconds);
            _simulation.Run(20);
            Assert.That(Counts(), Is.EqualTo((handshakes, registers, sent + 20)));
            Assert.That(_simulation.Server.UpdateCount - updates, Is.LessThanOrEqualTo(1));
        }

        [Test]
        public void Clock_that_is_lost_costs_no_handshake()
        {
            _simulation.Run(5);
            (int handshakes, int registers, int sent) = Counts();
            _simulation.World.LoseClock(_simulation.Network.Now);
            _simulation.Run(5);
            Assert.That(Counts(), Is.EqualTo((handshakes, registers, sent + 5)));
        }

        [TestCase(0.045, 900)]
        [TestCase(-0.045, 900)]
        [TestCase(0, 60)]
        public void Oscillator_that_is_off_and_starts_that_take_time_do_not_let_the_registration_expire(double drift, int intervalSeconds)
        {
            Create(1, new SleeperSettings { IntervalSeconds = intervalSeconds });
            _simulation.World.SleepDrift = drift;
            _simulation.Run(TimeSpan.FromDays(5));
            Assert.That(Counts(), Is.EqualTo((1, 1, _simulation.CycleCount)));
        }

        [Test]
        public void Registration_that_has_expired_is_made_anew_at_the_first_report_that_is_refused()
        {
            _simulation.Run(2);
            int before = _levels.Count;
            _simulation.Server.Expire();
            _simulation.Run(3);
            Assert.That(_simulation.Server.RegisterCount, Is.EqualTo(2));
            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.EqualTo(1));
            Assert.That(_levels.Skip(before).Count(), Is.GreaterThanOrEqualTo(3));
        }

        [Test]
        public void Another_address_at_each_wake_up_costs_no_handshake_and_the_server_still_reaches_the_device()
        {
            Observe();
            _simulation.Run(100);
            Assert.That(_simulation.Network.NewAddress(), Is.GreaterThan(100));
            _simulation.Server.Enqueue(CoapCode.Get, w => Path(w, s_battery));
            _simulation.Run(1);
            Assert.That(_simulation.Server.WaitingCount, Is.Zero);
            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.EqualTo(1));
        }

        [TestCase(0)]
        [TestCase(93)]
        public void Requests_that_wait_are_all_answered_in_the_window(int awakeSeconds)
        {
            Create(1, new SleeperSettings { AwakeSeconds = awakeSeconds });
            _simulation.Run(1);
            for (int i = 0; i < 100; i++)
            {
                for (int j = 0; j < 3; j++)
                {
                    _simulation.Server.Enqueue(CoapCode.Get, w => Path(w, s_battery));
                }

                _simulation.Run(1);
                Assert.That(_simulation.Server.WaitingCount, Is.Zero, $"cycle {i}");
            }

            Assert.That(_simulation.Server.AnswerCodes, Is.All.EqualTo(ResponseCode.Content));
            Assert.That(_simulation.Server.AnsweredCount, Is.EqualTo(300));
        }

        [Test]
        public void Observation_outlives_a_thousand_cycles_with_a_rising_sequence_and_no_value_lost()
        {
            Observe();
            _simulation.Run(1);
            _notifications.Clear();
            List<int> levels = new();
            for (int i = 0; i < 1000; i++)
            {
                // From 99 % to 50 % and up again, a percent at a time; each change is one notification.
                int level = 50 + Math.Abs(49 - (i % 98));
                _simulation.World.Millivolts = SleeperWorld.EmptyMillivolts + (level * SleeperWorld.RangeMillivolts / 100);
                levels.Add(level);
                _simulation.Run(1);
            }

            Assert.That(_notifications.Select(n => n.Level), Is.EqualTo(levels));
            Assert.That(_notifications.Select(n => n.Sequence), Is.Ordered.And.Unique);
            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.EqualTo(1));
            Assert.That(_simulation.Server.RegisterCount, Is.EqualTo(1));
        }

        [Test]
        public void What_is_kept_with_a_session_and_four_observations_fits_768_bytes()
        {
            foreach (string resource in new[] { "9", "7", "13", "10" })
            {
                Observe("3", "0", resource);
            }

            _simulation.Run(5);
            Assert.That(_simulation.Server.WaitingCount, Is.Zero);
            Assert.That(_simulation.World.SleepStore.LongestBytes, Is.InRange(ModelDtlsEngine.SavedBytes, 768));
        }

        [Test]
        public void Store_that_keeps_nothing_or_fails_makes_each_wake_up_a_start_and_nothing_worse([Values] bool isBroken)
        {
            _simulation.Run(2);
            (int handshakes, int registers, int sent) = Counts();
            _simulation.World.SleepStore.IsBroken = isBroken;
            _simulation.World.SleepStore.IsForgetful = !isBroken;
            _simulation.Run(10);
            Assert.That(_simulation.Server.Dtls.HandshakeCount - handshakes, Is.InRange(9, 10));
            Assert.That(_simulation.Server.RegisterCount - registers, Is.InRange(9, 10));
            Assert.That(_simulation.Server.SendCount - sent, Is.EqualTo(10));
            Assert.That(_simulation.Ledger.Violations, Is.Empty);

            _simulation.World.SleepStore.IsBroken = false;
            _simulation.World.SleepStore.IsForgetful = false;
            _simulation.Run(2);
            (handshakes, _, _) = Counts();
            _simulation.Run(5);
            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.EqualTo(handshakes), "a store that works again is used again");
            Assert.That(_simulation.Ledger.Violations, Is.Empty);
        }

        [Test]
        public void Battery_that_runs_down_is_reported_once_more_at_the_cut_off_and_the_device_stays_asleep()
        {
            const int cutOff = 3400;
            Create(1, new SleeperSettings { CutOffMillivolts = cutOff });
            for (int millivolts = 4200; millivolts >= cutOff; millivolts -= 50)
            {
                _simulation.World.Millivolts = millivolts;
                _simulation.Run(1);
            }

            int before = _simulation.Server.SendCount;
            _simulation.World.Millivolts = cutOff - 10;
            SleeperCycle last = _simulation.Run(1)[0];
            Assert.That(_simulation.Server.SendCount - before, Is.EqualTo(1));
            Assert.That(_levels[^1], Is.EqualTo((cutOff - 10) / 1000.0).Within(0.0005));
            Assert.That(last.SleepMilliseconds, Is.GreaterThan(SleepSettings.CutOffSleepSeconds * 990L));
            foreach (SleeperCycle cycle in _simulation.Run(3))
            {
                Assert.That((cycle.Sent, cycle.ConnectMilliseconds), Is.EqualTo((0, 0L)), "the radio stays off");
            }

            _simulation.World.Millivolts = 4200;
            _simulation.Run(2);
            Assert.That(_simulation.Server.SendCount - before, Is.GreaterThanOrEqualTo(2), "a charged one reports again");
            Assert.That(_simulation.Ledger.Violations, Is.Empty);
        }

        [Test]
        public void Low_battery_stretches_the_interval()
        {
            _simulation.Run(2);
            _simulation.World.Millivolts = SleeperWorld.EmptyMillivolts + (SleeperWorld.RangeMillivolts * (SleeperWorld.LowPercent - 1) / 100);
            Assert.That(_simulation.Run(1)[0].SleepMilliseconds, Is.EqualTo(4 * IntervalSeconds * 1000L).Within(5000));
        }

        [Test]
        public void Wake_up_by_pin_goes_on_with_the_session()
        {
            _simulation.Run(3);
            (int handshakes, int registers, _) = Counts();
            for (int i = 0; i < 10; i++)
            {
                SleeperCycle cycle = _simulation.WakeUp();
                _simulation.Sleep(cycle.SleepMilliseconds / 3, WakeCause.Pin);
            }

            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.EqualTo(handshakes));
            Assert.That(_simulation.Server.RegisterCount, Is.EqualTo(registers));
        }

        [Test]
        public void Bad_network_costs_few_handshakes_and_loses_little([Range(1, Seeds)] int seed)
        {
            Create(seed);
            _simulation.Run(2);
            _simulation.Network.Faults = new NetworkFaults(0.2, 0.1, 20, 400);
            _simulation.Run(200);
            Assert.That(_simulation.Ledger.Violations, Is.Empty);
            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.LessThan(20));
            _simulation.Network.Faults = NetworkFaults.None;
            _simulation.Run(5);
            (int handshakes, int registers, int sent) = Counts();
            _simulation.Run(5);
            Assert.That(Counts(), Is.EqualTo((handshakes, registers, sent + 5)), "when all is well again, it is as before");
            Assert.That(_times.Distinct().Count(), Is.GreaterThan(195), "what was not heard is said again");
        }

        [Test]
        public void Network_that_takes_another_address_in_the_middle_of_a_wake_up_does_not_end_the_session()
        {
            Create(1, new SleeperSettings { AwakeSeconds = 20 });
            _simulation.Run(2);
            _simulation.Server.Enqueue(CoapCode.Get, w => Path(w, s_battery));
            _simulation.Network.At(_simulation.Network.Now + 3000, () => _simulation.Path.Rebind());
            _simulation.Run(3);
            Assert.That(_simulation.Server.WaitingCount, Is.Zero);
            Assert.That(_simulation.Server.Dtls.HandshakeCount, Is.EqualTo(1));
        }

        private void Create(int seed, SleeperSettings settings = null)
        {
            _levels.Clear();
            _times.Clear();
            _notifications.Clear();
            _simulation = new SleeperSimulation(settings ?? new SleeperSettings { IntervalSeconds = IntervalSeconds }, seed);
            _simulation.Server.Heard = Hear;
        }

        private (int Handshakes, int Registers, int Sent) Counts() =>
            (_simulation.Server.Dtls.HandshakeCount, _simulation.Server.RegisterCount, _simulation.Server.SendCount);

        private void Observe(params string[] path) => _simulation.Server.Enqueue(CoapCode.Get, w =>
        {
            w.WriteUnsignedOption(CoapOption.Observe, 0);
            Path(w, path.Length == 0 ? s_battery : path);
        });

        private static void Path(CoapWriter writer, string[] path)
        {
            foreach (string segment in path)
            {
                writer.WriteOption(CoapOption.UriPath, System.Text.Encoding.UTF8.GetBytes(segment), 0, segment.Length);
            }
        }

        private void Hear(CoapReader reader)
        {
            bool isSend = false;
            long sequence = -1;
            int format = ContentFormat.None;
            reader.RewindOptions();
            while (reader.NextOption())
            {
                switch (reader.OptionNumber)
                {
                    case CoapOption.UriPath:
                        isSend |= reader.Buffer.AsSpan(reader.OptionOffset, reader.OptionLength).SequenceEqual("dp"u8);
                        break;
                    case CoapOption.ContentFormat:
                        format = (int)reader.ReadUnsignedOption();
                        break;
                    case CoapOption.Observe:
                        sequence = reader.ReadUnsignedOption();
                        break;
                }
            }

            byte[] payload = reader.Buffer.AsSpan(reader.PayloadOffset, reader.PayloadLength).ToArray();
            if (isSend)
            {
                IReadOnlyList<DecodedValue> values = ContentDecoder.Decode(new ResourcePath(), format, payload, DateTimeOffset.UnixEpoch, out string problem);
                Assert.That(problem, Is.Null);
                foreach (DecodedValue value in values.Where(v => v.Path == "/3/0/7/0" || v.Path == "/3/0/7"))
                {
                    _levels.Add(Convert.ToInt64(value.Value) / 1000.0);
                    _times.Add(value.Time ?? DateTimeOffset.MinValue);
                }
            }
            else if (sequence >= 0 && reader.Type != CoapType.Acknowledgement && payload.Length > 0)
            {
                _notifications.Add((sequence, int.Parse(payload)));
            }
        }
    }
}
