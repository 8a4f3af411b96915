using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Device.Battery;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class SleepSettingsTests
    {
        [TestMethod]
        public void The_defaults_are_a_device_that_is_always_on()
        {
            SleepSettings settings = new SleepSettings();
            Check.Is(SleepSettings.Valid, settings.Validate());
            Check.False(settings.IsSleeper);
            Check.True(settings.AwakeMilliseconds == CoapTiming.Never);
            Check.True(settings.ExplainLifetime(1) == null);
        }

        [TestMethod]
        public void A_sleeper_stays_awake_until_the_server_has_nothing_more()
        {
            Check.True(new SleepSettings { SleepSeconds = 900 }.AwakeMilliseconds == 0);
            Check.True(new SleepSettings { SleepSeconds = 900, AwakeSeconds = 5 }.AwakeMilliseconds == 5000);
            Check.True(new SleepSettings { AwakeSeconds = SleepSettings.DrainedSeconds }.AwakeMilliseconds == 0);
            Check.True(new SleepSettings { AwakeSeconds = SleepSettings.DefaultAwakeSeconds }.AwakeMilliseconds == CoapTiming.MaxTransmitWaitMilliseconds);
        }

        [TestMethod]
        public void An_interval_out_of_range_is_refused()
        {
            Check.Is(SleepSettings.BadInterval, new SleepSettings { SleepSeconds = -1 }.Validate());
            Check.Is(SleepSettings.BadInterval, new SleepSettings { SleepSeconds = SleepSettings.MaxIntervalSeconds + 1 }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { SleepSeconds = SleepSettings.MaxIntervalSeconds }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { SleepSeconds = 1 }.Validate());
        }

        [TestMethod]
        public void A_window_out_of_range_or_as_long_as_the_sleep_is_refused()
        {
            Check.Is(SleepSettings.BadAwake, new SleepSettings { AwakeSeconds = -2 }.Validate());
            Check.Is(SleepSettings.BadAwake, new SleepSettings { AwakeSeconds = SleepSettings.MaxAwakeSeconds + 1 }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { AwakeSeconds = SleepSettings.MaxAwakeSeconds }.Validate());
            Check.Is(SleepSettings.BadAwake, new SleepSettings { SleepSeconds = 60, AwakeSeconds = 60 }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { SleepSeconds = 60, AwakeSeconds = 59 }.Validate());
        }

        [TestMethod]
        public void Only_the_pins_that_are_alive_in_deep_sleep_wake()
        {
            int[] pins = { 0, 2, 4, 12, 13, 14, 15, 25, 26, 27, 32, 33, 34, 35, 36, 37, 38, 39 };
            int next = 0;
            for (int pin = 0; pin < 80; pin++)
            {
                bool wakes = next < pins.Length && pins[next] == pin;
                next += wakes ? 1 : 0;
                Check.Is(wakes ? SleepSettings.Valid : SleepSettings.BadWakePin, new SleepSettings { WakePin = pin }.Validate());
            }

            Check.Is(pins.Length, next);
            Check.Is(SleepSettings.BadWakePin, new SleepSettings { WakePin = -2 }.Validate());
            Check.Is(SleepSettings.BadWakePin, new SleepSettings { WakePin = 4, WakeLevel = 2 }.Validate());
            Check.Is(SleepSettings.BadWakePin, new SleepSettings { WakeLevel = -1 }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { WakePin = 4, WakeLevel = 1 }.Validate());
        }

        [TestMethod]
        public void A_timeout_out_of_range_is_refused()
        {
            Check.Is(SleepSettings.BadTimeout, new SleepSettings { NetworkSeconds = 0 }.Validate());
            Check.Is(SleepSettings.BadTimeout, new SleepSettings { ExchangeSeconds = 0 }.Validate());
            Check.Is(SleepSettings.BadTimeout, new SleepSettings { NetworkSeconds = SleepSettings.MaxPhaseSeconds + 1 }.Validate());
            Check.Is(SleepSettings.BadTimeout, new SleepSettings { ExchangeSeconds = SleepSettings.MaxPhaseSeconds + 1 }.Validate());
            Check.Is(
                SleepSettings.Valid,
                new SleepSettings { NetworkSeconds = SleepSettings.MaxPhaseSeconds, ExchangeSeconds = SleepSettings.MaxPhaseSeconds }.Validate());
        }

        [TestMethod]
        public void The_growing_interval_stops_at_six_hours_or_the_interval()
        {
            Check.Is(21600, new SleepSettings { SleepSeconds = 900 }.LongestSleepSeconds);
            Check.Is(86400, new SleepSettings { SleepSeconds = 86400 }.LongestSleepSeconds);
            Check.Is(1800, new SleepSettings { SleepSeconds = 900, MaxSleepSeconds = 1800 }.LongestSleepSeconds);
            Check.Is(SleepSettings.BadMaxSleep, new SleepSettings { SleepSeconds = 900, MaxSleepSeconds = 899 }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { SleepSeconds = 900, MaxSleepSeconds = 900 }.Validate());
            Check.Is(SleepSettings.BadMaxSleep, new SleepSettings { MaxSleepSeconds = SleepSettings.MaxIntervalSeconds + 1 }.Validate());
            Check.Is(SleepSettings.BadMaxSleep, new SleepSettings { MaxSleepSeconds = -1 }.Validate());
        }

        [TestMethod]
        public void A_factor_out_of_range_is_refused()
        {
            Check.Is(SleepSettings.BadLowBatteryFactor, new SleepSettings { LowBatteryFactor = 0 }.Validate());
            Check.Is(SleepSettings.BadLowBatteryFactor, new SleepSettings { LowBatteryFactor = SleepSettings.MaxLowBatteryFactor + 1 }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { LowBatteryFactor = 1 }.Validate());
        }

        [TestMethod]
        public void A_cut_off_out_of_range_is_refused()
        {
            Check.Is(SleepSettings.BadCutOff, new SleepSettings { CutOffMillivolts = -2 }.Validate());
            Check.Is(SleepSettings.BadCutOff, new SleepSettings { CutOffMillivolts = SleepSettings.MaxCutOffMillivolts + 1 }.Validate());
            Check.Is(SleepSettings.Valid, new SleepSettings { CutOffMillivolts = 0 }.Validate());
        }

        [TestMethod]
        public void The_default_cut_off_is_the_end_of_the_discharge_curve()
        {
            Check.Is(3000, SleepSettings.DefaultCutOff(BatteryChemistry.LithiumIon));
            Check.Is(2500, SleepSettings.DefaultCutOff(BatteryChemistry.LithiumIronPhosphate));
            Check.Is(1600, SleepSettings.DefaultCutOff(BatteryChemistry.TwoAlkaline));
            Check.Is(2000, SleepSettings.DefaultCutOff(BatteryChemistry.LithiumThionylChloride));
            Check.Is(0, SleepSettings.DefaultCutOff((BatteryChemistry)4));
        }

        [TestMethod]
        public void A_lifetime_that_does_not_outlive_the_sleep_is_explained()
        {
            SleepSettings settings = new SleepSettings { SleepSeconds = 900 };
            Check.Is(985, settings.MinLifetimeSeconds);
            Check.True(
                settings.ExplainLifetime(300)
                == "the registration lifetime of 300 s is shorter than the sleep of 900 s: every wake-up would register anew; set it to at least 985 s");
            Check.True(
                settings.ExplainLifetime(984)
                == "the registration lifetime of 984 s leaves too little time after the sleep of 900 s: every wake-up would register anew; set it to at least 985 s");
            Check.True(settings.ExplainLifetime(985) == null);
        }
    }
}
