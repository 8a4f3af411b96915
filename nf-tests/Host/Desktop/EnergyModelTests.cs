using System;
using System.Linq;
using Lwm2mNano.Energy;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The model of what a board takes from its cell, and the sums: each against numbers that were worked out by hand.
    /// </summary>
    public class EnergyModelTests
    {
        private const double MicrocoulombsPerMilliampereHour = 3600000;

        private EnergyModel _model;
        private ChargeMeter _meter;

        [SetUp]
        public void Create()
        {
            _model = new EnergyModel();
            _meter = new ChargeMeter(_model);
        }

        [Test]
        public void A_frame_is_on_the_air_for_its_preamble_and_its_bytes()
        {
            // 192 µs, and (100 + 82) bytes at 8 µs.
            Assert.That(_model.AirMilliseconds(100), Is.EqualTo(1.648).Within(1e-9));
        }

        [Test]
        public void A_start_is_boot_and_interpreter()
        {
            _meter.AddStart();
            Assert.That(Charge(ChargePhase.Start), Is.EqualTo((270 * 60) + (500 * 68)).Within(1e-6));
            Assert.That(_meter.Milliseconds, Is.EqualTo(770));
        }

        [Test]
        public void Sampling_connecting_and_sleeping_are_current_times_time()
        {
            _meter.AddSample();
            _meter.AddConnect(1000);
            _meter.AddLightSleep(2000);
            _meter.AddDeepSleep(3000);
            Assert.That(Charge(ChargePhase.Sample), Is.EqualTo(20 * 68).Within(1e-6));
            Assert.That(Charge(ChargePhase.Connect), Is.EqualTo(114000).Within(1e-6));
            Assert.That(Charge(ChargePhase.LightSleep), Is.EqualTo(6680).Within(1e-6));
            Assert.That(Charge(ChargePhase.DeepSleep), Is.EqualTo(30).Within(1e-6));
            Assert.That(_meter.Milliseconds, Is.EqualTo(6020));
        }

        [Test]
        public void The_radio_listens_after_each_datagram_and_sleeps_between_beacons_for_the_rest()
        {
            _meter.AddAwake(1000, 1, 100, 2);
            Assert.That(Charge(ChargePhase.Awake), Is.EqualTo((150 * 100) + (850 * 31.12)).Within(1e-6));
            Assert.That(Charge(ChargePhase.Transmit), Is.EqualTo(380 * (1.648 + (2 * 0.304))).Within(1e-6));
            Assert.That(_meter.Milliseconds, Is.EqualTo(1000), "sending is within the time awake");
        }

        [Test]
        public void Each_datagram_has_a_frame_of_its_own()
        {
            _meter.AddAwake(1000, 2, 200, 0);
            Assert.That(Charge(ChargePhase.Transmit), Is.EqualTo(380 * 2 * 1.648).Within(1e-6));
        }

        [Test]
        public void The_radio_does_not_listen_for_longer_than_the_device_is_awake()
        {
            _meter.AddAwake(60, 1, 100, 1);
            Assert.That(Charge(ChargePhase.Awake), Is.EqualTo(6000).Within(1e-6));
        }

        [Test]
        public void A_handshake_is_computed_on_top_of_the_time_awake()
        {
            _meter.AddHandshakes(2);
            Assert.That(Charge(ChargePhase.Handshake), Is.EqualTo(2 * 30 * 68).Within(1e-6));
            Assert.That(_meter.Milliseconds, Is.Zero);
        }

        [Test]
        public void The_board_takes_its_share_all_the_time()
        {
            _meter.AddDeepSleep(MicrocoulombsPerMilliampereHour);
            Assert.That(_meter.Of(ChargePhase.Board), Is.EqualTo(0.005).Within(1e-12));
            Assert.That(_meter.MilliampereHours, Is.EqualTo(0.015).Within(1e-12));
            Assert.That(_meter.MeanMilliamperes, Is.EqualTo(0.015).Within(1e-12));
        }

        [Test]
        public void Life_is_the_usable_capacity_over_the_mean_current_and_the_cells_own_discharge()
        {
            _model.Set("boardMilliamperes=0");
            _model.Set("deepSleepMilliamperes=1");
            _meter.AddDeepSleep(1000);

            // 2 % of 2,500 mAh in 730.5 h are 0.068446 mA; 2,000 mAh at 1.068446 mA last 1,871.88 h.
            Assert.That(_meter.LifeDays(2500), Is.EqualTo(77.995).Within(0.001));
        }

        [Test]
        public void A_cell_that_gives_all_and_loses_nothing_lasts_by_the_current_alone()
        {
            _model.SetAll(["# an ideal cell", string.Empty, "usablePercent=100", "selfDischargePercentPerMonth = 0 # none", "boardMilliamperes=0", "deepSleepMilliamperes=10"]);
            _meter.AddDeepSleep(1);
            Assert.That(_meter.LifeDays(2400), Is.EqualTo(10).Within(1e-9));
        }

        [TestCase("deepSleep=1", "deepSleep: no figure")]
        [TestCase("", ": no figure")]
        [TestCase("deepSleepMilliamperes", "give a number of mA from 0 to 1000")]
        [TestCase("deepSleepMilliamperes=-1", "give a number of mA from 0 to 1000")]
        [TestCase("deepSleepMilliamperes=NaN", "give a number of mA from 0 to 1000")]
        [TestCase("deepSleepMilliamperes=1,5x", "give a number of mA from 0 to 1000")]
        [TestCase("usablePercent=0", "give a number of % from 1 to 100")]
        public void A_figure_that_cannot_be_is_refused_in_words(string setting, string words)
        {
            Assert.That(() => _model.Set(setting), Throws.TypeOf<EnergyModelException>().With.Message.Contains(words));
        }

        [Test]
        public void An_unknown_figure_is_answered_with_those_that_there_are()
        {
            Assert.That(() => _model.Set("deepsleep=1"), Throws.TypeOf<EnergyModelException>().With.Message.Contains("deepSleepMilliamperes"));
        }

        [Test]
        public void A_line_that_cannot_be_is_named_by_its_number()
        {
            Assert.That(() => _model.SetAll(["", "nonsense=1"]), Throws.TypeOf<EnergyModelException>().With.Message.StartsWith("line 2: nonsense"));
        }

        [Test]
        public void What_is_listed_can_be_read_back()
        {
            _model.Set("deepSleepMilliamperes=0.02");
            EnergyModel other = new();
            other.SetAll(_model.List());
            Assert.That(other.List(), Is.EqualTo(_model.List()));
            Assert.That(other.DeepSleepMilliamperes, Is.EqualTo(0.02));
            Assert.That(_model.List().Count(), Is.EqualTo(typeof(EnergyModel).GetProperties().Length));
        }

        [Test]
        public void Time_does_not_run_backwards()
        {
            Assert.That(() => _meter.AddDeepSleep(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
        }

        private double Charge(ChargePhase phase) => _meter.Of(phase) * MicrocoulombsPerMilliampereHour;
    }
}
