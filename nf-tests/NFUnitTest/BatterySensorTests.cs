using System;
using Lwm2mNano.Device.Battery;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class BatterySensorTests
    {
        // One count is one millivolt at the pin, so that expectations are easy to read.
        private static BatterySettings OneToOne()
        {
            return new BatterySettings
            {
                DividerNumerator = 1,
                DividerDenominator = 1,
                LowRaw = 0,
                LowMillivolts = 0,
                HighRaw = 4000,
                HighMillivolts = 4000,
            };
        }

        private static int MillivoltsAt(BatterySettings settings, int raw)
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(raw), settings);
            Assert.IsTrue(sensor.Sample());

            return sensor.Millivolts;
        }

        [TestMethod]
        public void Nothing_is_reported_before_the_first_sample()
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(3800), OneToOne());

            Assert.AreEqual(-1, sensor.Millivolts);
            Assert.AreEqual(-1, sensor.Percent);
            Assert.AreEqual(int.MinValue, sensor.Milliamperes);
            Assert.IsFalse(sensor.IsCharging);
            Assert.IsFalse(sensor.IsLow);
        }

        [TestMethod]
        public void Median_rejects_outliers_on_both_sides()
        {
            BatteryTestInput input = new BatteryTestInput(4095, 3800, 0, 3801, 4095, 3799, 0, 3800, 4095, 3800, 0);
            BatterySensor sensor = new BatterySensor(input, OneToOne());

            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(3800, sensor.Millivolts);
        }

        [TestMethod]
        public void Median_is_the_middle_one_of_falling_and_rising_samples()
        {
            BatterySensor falling = new BatterySensor(new BatteryTestInput(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1), OneToOne());
            BatterySensor rising = new BatterySensor(new BatteryTestInput(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), OneToOne());

            Assert.IsTrue(falling.Sample());
            Assert.IsTrue(rising.Sample());
            Assert.AreEqual(6, falling.Millivolts);
            Assert.AreEqual(6, rising.Millivolts);
        }

        [TestMethod]
        public void Calibration_is_exact_at_both_points()
        {
            BatterySettings settings = new BatterySettings { LowRaw = 1000, LowMillivolts = 930, HighRaw = 2500, HighMillivolts = 2140 };

            Assert.AreEqual(2 * 930, MillivoltsAt(settings, 1000));
            Assert.AreEqual(2 * 2140, MillivoltsAt(settings, 2500));
        }

        [TestMethod]
        public void Calibration_interpolates_between_the_points_and_extends_beyond()
        {
            BatterySettings settings = new BatterySettings { LowRaw = 1000, LowMillivolts = 900, HighRaw = 2000, HighMillivolts = 1700 };

            Assert.AreEqual(2600, MillivoltsAt(settings, 1500));
            Assert.AreEqual(2602, MillivoltsAt(settings, 1501));
            Assert.AreEqual(5000, MillivoltsAt(settings, 3000));
            Assert.AreEqual(200, MillivoltsAt(settings, 0));
        }

        [TestMethod]
        public void Calibration_and_divider_are_rounded_once()
        {
            // At 1002 the pin has 901.6 mV, and 901.6 x 3.3 = 2975.28, where a pin rounded to 902 mV would give 2976.6.
            BatterySettings settings = new BatterySettings
            {
                DividerNumerator = 330,
                DividerDenominator = 100,
                LowRaw = 1000,
                LowMillivolts = 900,
                HighRaw = 2000,
                HighMillivolts = 1700,
            };

            Assert.AreEqual(2973, MillivoltsAt(settings, 1001));
            Assert.AreEqual(2975, MillivoltsAt(settings, 1002));
            Assert.AreEqual(2978, MillivoltsAt(settings, 1003));
        }

        [TestMethod]
        public void A_line_that_falls_below_zero_is_zero_volts()
        {
            BatterySettings settings = new BatterySettings { LowRaw = 1000, LowMillivolts = 100, HighRaw = 2000, HighMillivolts = 1100 };

            Assert.AreEqual(0, MillivoltsAt(settings, 0));
        }

        [TestMethod]
        public void The_largest_settings_do_not_overflow()
        {
            BatterySettings settings = new BatterySettings
            {
                DividerNumerator = BatterySettings.MaxDivider,
                DividerDenominator = 1,
                LowRaw = 0,
                LowMillivolts = 0,
                HighRaw = BatterySettings.MaxRaw,
                HighMillivolts = BatterySettings.MaxPinMillivolts,
            };

            Assert.AreEqual(BatterySettings.MaxPinMillivolts * BatterySettings.MaxDivider, MillivoltsAt(settings, BatterySettings.MaxRaw));
        }

        [TestMethod]
        public void One_count_of_noise_is_no_change()
        {
            BatteryTestInput input = new BatteryTestInput(3740);
            BatterySensor sensor = new BatterySensor(input, OneToOne());
            Assert.IsTrue(sensor.Sample());

            for (int i = 0; i < 20; i++)
            {
                input.Set(3740 + (i % 3) - 1);
                Assert.IsTrue(sensor.Sample());
                Assert.AreEqual(3740, sensor.Millivolts);
                Assert.AreEqual(20, sensor.Percent);
            }
        }

        [TestMethod]
        public void The_value_holds_up_to_the_hysteresis_and_follows_beyond()
        {
            BatteryTestInput input = new BatteryTestInput(3740);
            BatterySensor sensor = new BatterySensor(input, OneToOne());
            Assert.IsTrue(sensor.Sample());

            input.Set(3740 - BatterySensor.HysteresisCounts);
            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(3740, sensor.Millivolts);

            input.Set(3740 - BatterySensor.HysteresisCounts - 1);
            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(3740 - BatterySensor.HysteresisCounts - 1, sensor.Millivolts);
            Assert.AreEqual(19, sensor.Percent);

            input.Set(3900);
            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(3900, sensor.Millivolts);
            Assert.AreEqual(66, sensor.Percent);
        }

        [TestMethod]
        public void A_failed_converter_keeps_the_old_values()
        {
            BatteryTestInput input = new BatteryTestInput(3740);
            BatterySensor sensor = new BatterySensor(input, OneToOne());
            Assert.IsTrue(sensor.Sample());

            input.Set(-1);
            Assert.IsFalse(sensor.Sample());
            input.Set(3000, 3000, -1);
            Assert.IsFalse(sensor.Sample());

            Assert.AreEqual(3740, sensor.Millivolts);
            Assert.AreEqual(20, sensor.Percent);
            Assert.IsFalse(sensor.IsLow);
        }

        [TestMethod]
        public void A_converter_that_fails_at_first_reports_nothing()
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(-1), OneToOne());

            Assert.IsFalse(sensor.Sample());
            Assert.AreEqual(-1, sensor.Millivolts);
            Assert.AreEqual(-1, sensor.Percent);
        }

        [TestMethod]
        public void Zero_counts_are_a_measurement()
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(0), OneToOne());

            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(0, sensor.Millivolts);
            Assert.AreEqual(0, sensor.Percent);
            Assert.IsTrue(sensor.IsLow);
        }

        [TestMethod]
        public void Low_battery_needs_more_than_the_threshold_to_recover()
        {
            BatterySettings settings = OneToOne();
            settings.LowPercent = 20;
            BatteryTestInput input = new BatteryTestInput(3770);
            BatterySensor sensor = new BatterySensor(input, settings);

            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(30, sensor.Percent);
            Assert.IsFalse(sensor.IsLow);

            input.Set(3740);
            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(20, sensor.Percent);
            Assert.IsTrue(sensor.IsLow);

            input.Set(3752);
            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(24, sensor.Percent);
            Assert.IsTrue(sensor.IsLow);

            input.Set(3759);
            Assert.IsTrue(sensor.Sample());
            Assert.AreEqual(26, sensor.Percent);
            Assert.IsFalse(sensor.IsLow);
        }

        [TestMethod]
        public void Bad_settings_are_refused()
        {
            BatterySettings settings = OneToOne();
            settings.HighRaw = settings.LowRaw;

            Assert.ThrowsException(typeof(ArgumentException), () => new BatterySensor(new BatteryTestInput(1), settings));
        }
    }
}
