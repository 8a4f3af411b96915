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
            Check.True(sensor.Sample());

            return sensor.Millivolts;
        }

        [TestMethod]
        public void Nothing_is_reported_before_the_first_sample()
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(3800), OneToOne());

            Check.Is(-1, sensor.Millivolts);
            Check.Is(-1, sensor.Percent);
            Check.Is(int.MinValue, sensor.Milliamperes);
            Check.False(sensor.IsCharging);
            Check.False(sensor.IsLow);
        }

        [TestMethod]
        public void Noise_is_no_change_after_a_sleep_either()
        {
            BatterySensor before = new BatterySensor(new BatteryTestInput(3800), OneToOne());
            Check.True(before.Sample());
            BatterySensor after = new BatterySensor(new BatteryTestInput(3802), OneToOne()) { Memory = before.Memory };
            Check.True(after.Sample());
            Check.Is(3800, after.Millivolts);
            Check.Is(before.Percent, after.Percent);
        }

        [TestMethod]
        public void Battery_that_was_low_stays_low_after_a_sleep_until_it_has_recovered()
        {
            BatterySettings settings = OneToOne();
            settings.LowPercent = 20;
            BatterySensor before = new BatterySensor(new BatteryTestInput(3300), settings);
            Check.True(before.Sample());
            Check.True(before.IsLow);
            BatteryTestInput input = new BatteryTestInput(3300);
            BatterySensor after = new BatterySensor(input, settings);
            int raw = 3300;
            while (after.Percent <= 20)
            {
                input.Set(raw++);
                after.Sample();
            }

            BatterySensor forgetful = new BatterySensor(input, settings);
            forgetful.Sample();
            Check.False(forgetful.IsLow);
            after = new BatterySensor(input, settings) { Memory = before.Memory };
            after.Sample();
            Check.True(after.Percent > 20);
            Check.True(after.IsLow);
        }

        [TestMethod]
        public void Memory_of_nothing_changes_nothing()
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(3800), OneToOne());
            Check.Is(0, sensor.Memory);
            sensor.Memory = 0;
            Check.Is(-1, sensor.Millivolts);
        }

        [TestMethod]
        public void Median_rejects_outliers_on_both_sides()
        {
            BatteryTestInput input = new BatteryTestInput(4095, 3800, 0, 3801, 4095, 3799, 0, 3800, 4095, 3800, 0);
            BatterySensor sensor = new BatterySensor(input, OneToOne());

            Check.True(sensor.Sample());
            Check.Is(3800, sensor.Millivolts);
        }

        [TestMethod]
        public void Median_is_the_middle_one_of_falling_and_rising_samples()
        {
            BatterySensor falling = new BatterySensor(new BatteryTestInput(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1), OneToOne());
            BatterySensor rising = new BatterySensor(new BatteryTestInput(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), OneToOne());

            Check.True(falling.Sample());
            Check.True(rising.Sample());
            Check.Is(6, falling.Millivolts);
            Check.Is(6, rising.Millivolts);
        }

        [TestMethod]
        public void A_measurement_by_the_way_leaves_what_is_reported()
        {
            BatterySensor sensor = new BatterySensor(
                new BatteryTestInput(3800, 3800, 3800, 3800, 3800, 3800, 3800, 3800, 3800, 3800, 3800, 3000, 0, 3001, 4095, 3000, 3000, 3000, 3000, 3000, 3000, 3000),
                OneToOne());
            Check.True(sensor.Sample());
            Check.Is(3000, sensor.MeasureMillivolts());
            Check.Is(3800, sensor.Millivolts);
            Check.False(sensor.IsLow);
        }

        [TestMethod]
        public void A_measurement_by_the_way_that_fails_is_none()
        {
            Check.Is(-1, new BatterySensor(new BatteryTestInput(-1), OneToOne()).MeasureMillivolts());
        }

        [TestMethod]
        public void Calibration_is_exact_at_both_points()
        {
            BatterySettings settings = new BatterySettings { LowRaw = 1000, LowMillivolts = 930, HighRaw = 2500, HighMillivolts = 2140 };

            Check.Is(2 * 930, MillivoltsAt(settings, 1000));
            Check.Is(2 * 2140, MillivoltsAt(settings, 2500));
        }

        [TestMethod]
        public void Calibration_interpolates_between_the_points_and_extends_beyond()
        {
            BatterySettings settings = new BatterySettings { LowRaw = 1000, LowMillivolts = 900, HighRaw = 2000, HighMillivolts = 1700 };

            Check.Is(2600, MillivoltsAt(settings, 1500));
            Check.Is(2602, MillivoltsAt(settings, 1501));
            Check.Is(5000, MillivoltsAt(settings, 3000));
            Check.Is(200, MillivoltsAt(settings, 0));
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

            Check.Is(2973, MillivoltsAt(settings, 1001));
            Check.Is(2975, MillivoltsAt(settings, 1002));
            Check.Is(2978, MillivoltsAt(settings, 1003));
        }

        [TestMethod]
        public void A_line_that_falls_below_zero_is_zero_volts()
        {
            BatterySettings settings = new BatterySettings { LowRaw = 1000, LowMillivolts = 100, HighRaw = 2000, HighMillivolts = 1100 };

            Check.Is(0, MillivoltsAt(settings, 0));
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

            Check.Is(BatterySettings.MaxPinMillivolts * BatterySettings.MaxDivider, MillivoltsAt(settings, BatterySettings.MaxRaw));
        }

        [TestMethod]
        public void One_count_of_noise_is_no_change()
        {
            BatteryTestInput input = new BatteryTestInput(3740);
            BatterySensor sensor = new BatterySensor(input, OneToOne());
            Check.True(sensor.Sample());

            for (int i = 0; i < 20; i++)
            {
                input.Set(3740 + (i % 3) - 1);
                Check.True(sensor.Sample());
                Check.Is(3740, sensor.Millivolts);
                Check.Is(20, sensor.Percent);
            }
        }

        [TestMethod]
        public void The_value_holds_up_to_the_hysteresis_and_follows_beyond()
        {
            BatteryTestInput input = new BatteryTestInput(3740);
            BatterySensor sensor = new BatterySensor(input, OneToOne());
            Check.True(sensor.Sample());

            input.Set(3740 - BatterySensor.HysteresisCounts);
            Check.True(sensor.Sample());
            Check.Is(3740, sensor.Millivolts);

            input.Set(3740 - BatterySensor.HysteresisCounts - 1);
            Check.True(sensor.Sample());
            Check.Is(3740 - BatterySensor.HysteresisCounts - 1, sensor.Millivolts);
            Check.Is(19, sensor.Percent);

            input.Set(3900);
            Check.True(sensor.Sample());
            Check.Is(3900, sensor.Millivolts);
            Check.Is(66, sensor.Percent);
        }

        [TestMethod]
        public void A_failed_converter_keeps_the_old_values()
        {
            BatteryTestInput input = new BatteryTestInput(3740);
            BatterySensor sensor = new BatterySensor(input, OneToOne());
            Check.True(sensor.Sample());

            input.Set(-1);
            Check.False(sensor.Sample());
            input.Set(3000, 3000, -1);
            Check.False(sensor.Sample());

            Check.Is(3740, sensor.Millivolts);
            Check.Is(20, sensor.Percent);
            Check.False(sensor.IsLow);
        }

        [TestMethod]
        public void A_converter_that_fails_at_first_reports_nothing()
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(-1), OneToOne());

            Check.False(sensor.Sample());
            Check.Is(-1, sensor.Millivolts);
            Check.Is(-1, sensor.Percent);
        }

        [TestMethod]
        public void Zero_counts_are_a_measurement()
        {
            BatterySensor sensor = new BatterySensor(new BatteryTestInput(0), OneToOne());

            Check.True(sensor.Sample());
            Check.Is(0, sensor.Millivolts);
            Check.Is(0, sensor.Percent);
            Check.True(sensor.IsLow);
        }

        [TestMethod]
        public void Low_battery_needs_more_than_the_threshold_to_recover()
        {
            BatterySettings settings = OneToOne();
            settings.LowPercent = 20;
            BatteryTestInput input = new BatteryTestInput(3770);
            BatterySensor sensor = new BatterySensor(input, settings);

            Check.True(sensor.Sample());
            Check.Is(30, sensor.Percent);
            Check.False(sensor.IsLow);

            input.Set(3740);
            Check.True(sensor.Sample());
            Check.Is(20, sensor.Percent);
            Check.True(sensor.IsLow);

            input.Set(3752);
            Check.True(sensor.Sample());
            Check.Is(24, sensor.Percent);
            Check.True(sensor.IsLow);

            input.Set(3759);
            Check.True(sensor.Sample());
            Check.Is(26, sensor.Percent);
            Check.False(sensor.IsLow);
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
