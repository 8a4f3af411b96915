using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Energy;
using Lwm2mNano.Simulator;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// What the firmware's application costs, wake-up for wake-up, on the simulated network with DTLS.
    /// </summary>
    public class EnergyTests
    {
        private const int Capacity = 2500;
        private const int AwakeSeconds = 93;
        private static readonly TimeSpan s_week = TimeSpan.FromDays(7);

        [Test]
        public void One_handshake_in_a_thousand_cycles_with_a_Connection_ID()
        {
            SleeperSimulation simulation = new(new SleeperSettings());
            simulation.Run(1000);
            Assert.That(simulation.Server.Dtls.HandshakeCount, Is.EqualTo(1));
            Assert.That(simulation.Server.RegisterCount, Is.EqualTo(1));
            Assert.That(simulation.Server.SendCount, Is.EqualTo(1000));
            Assert.That(simulation.Ledger.Violations, Is.Empty);
        }

        [Test]
        public void A_wake_up_that_reports_takes_two_datagrams()
        {
            SleeperSimulation simulation = new(new SleeperSettings());
            simulation.Run(1);
            foreach (SleeperCycle cycle in simulation.Run(20))
            {
                Assert.That((cycle.Sent, cycle.Received, cycle.Handshakes), Is.EqualTo((1, 1, 0)));
            }
        }

        [Test]
        public void A_device_that_keeps_nothing_shakes_hands_and_registers_each_time()
        {
            SleeperSimulation simulation = new(new SleeperSettings { KeepsState = false });
            IReadOnlyList<SleeperCycle> cycles = simulation.Run(20);
            Assert.That(cycles.Select(c => c.Handshakes), Is.All.EqualTo(1));
            Assert.That(simulation.Server.RegisterCount, Is.EqualTo(20));
            Assert.That(simulation.Server.SendCount, Is.EqualTo(20));
        }

        [Test]
        public void A_session_without_a_Connection_ID_does_not_outlive_a_deep_sleep()
        {
            SleeperSimulation simulation = new(new SleeperSettings { HasConnectionId = false });
            Assert.That(simulation.Run(5).Select(c => c.Handshakes), Is.All.EqualTo(1));
            Assert.That(simulation.Server.SendCount, Is.EqualTo(5));
        }

        [Test]
        public void A_session_that_is_kept_in_light_sleep_needs_an_Update_before_each_report_and_no_handshake()
        {
            SleeperSimulation simulation = new(new SleeperSettings { HasConnectionId = false, IsLightSleeper = true });
            simulation.Run(TimeSpan.FromDays(1));
            Assert.That(simulation.Server.Dtls.HandshakeCount, Is.EqualTo(1));
            Assert.That(simulation.Server.SendCount, Is.InRange(95, 97));
            Assert.That(simulation.Server.UpdateCount, Is.InRange(simulation.Server.SendCount - 2, simulation.Server.SendCount + 2));
            Assert.That(simulation.Meter.MillisecondsOf(ChargePhase.LightSleep) / simulation.Meter.Milliseconds, Is.GreaterThan(0.99));
        }

        [TestCase(0, false)]
        [TestCase(AwakeSeconds, false)]
        [TestCase(0, true)]
        [TestCase(AwakeSeconds, true)]
        public void All_of_the_time_is_accounted_for(int awakeSeconds, bool isLightSleeper)
        {
            SleeperSimulation simulation = new(new SleeperSettings { AwakeSeconds = awakeSeconds, IsLightSleeper = isLightSleeper, HasConnectionId = !isLightSleeper });
            simulation.Run(TimeSpan.FromDays(1));
            Assert.That(simulation.Meter.Milliseconds, Is.EqualTo(simulation.Network.Now).Within(1));
        }

        [Test]
        public void A_window_of_93_seconds_is_kept_open_as_long()
        {
            SleeperSimulation simulation = new(new SleeperSettings { AwakeSeconds = AwakeSeconds });
            Assert.That(simulation.Run(10).Select(c => c.OnlineMilliseconds), Is.All.InRange(AwakeSeconds * 1000, (AwakeSeconds * 1000) + 1000));
        }

        [Test]
        public void Drained_is_asleep_within_half_a_second()
        {
            SleeperSimulation simulation = new(new SleeperSettings());
            simulation.Run(1);
            Assert.That(simulation.Run(50).Select(c => c.OnlineMilliseconds), Is.All.LessThan(900));
        }

        [Test]
        public void The_reports_keep_their_distance()
        {
            SleeperSimulation simulation = new(new SleeperSettings());
            simulation.Run(1);
            long begun = simulation.Network.Now;
            simulation.Run(96);

            // From wake-up to wake-up; the device does not know how long it takes to start.
            double start = simulation.Meter.MillisecondsOf(ChargePhase.Start) / simulation.CycleCount;
            Assert.That(simulation.Network.Now - begun, Is.EqualTo(96 * (900000 + start)).Within(96 * 50));
        }

        [Test]
        public void Each_quarter_of_an_hour_the_best_profile_lasts_five_times_as_long_as_a_handshake_each_time_and_93_seconds_awake()
        {
            double worst = Life(new SleeperSettings { KeepsState = false, HasConnectionId = false, AwakeSeconds = AwakeSeconds });
            double best = Life(new SleeperSettings());
            Assert.That(best / worst, Is.GreaterThan(5));
        }

        [Test]
        public void More_to_say_costs_a_little()
        {
            double little = Life(new SleeperSettings());
            double much = Life(new SleeperSettings { PayloadBytes = 800 });
            Assert.That(much / little, Is.InRange(0.97, 0.999));
        }

        [Test]
        public void A_board_that_takes_milliamperes_in_its_sleep_makes_all_of_it_vain()
        {
            EnergyModel model = new();
            model.Set("boardMilliamperes=3.8");
            SleeperSimulation simulation = new(new SleeperSettings(), 1, model);
            simulation.Run(s_week);
            Assert.That(simulation.Meter.LifeDays(Capacity), Is.LessThan(25));
        }

        private static double Life(SleeperSettings settings)
        {
            SleeperSimulation simulation = new(settings);
            simulation.Run(s_week);
            return simulation.Meter.LifeDays(Capacity);
        }
    }
}
