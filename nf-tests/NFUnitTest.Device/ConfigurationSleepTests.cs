using Lwm2mNano.Device;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class ConfigurationSleepTests
    {
        [TestMethod]
        public void What_a_file_says_of_sleep_is_read()
        {
            Configuration configuration = Read(
                ConfigurationTestFile.WithServer()
                    .Add(ConfigurationFormat.SleepSeconds, 900)
                    .Add(ConfigurationFormat.AwakeSeconds, 5)
                    .Add(ConfigurationFormat.WakePin, 33)
                    .Add(ConfigurationFormat.WakeLevel, 1)
                    .Add(ConfigurationFormat.NetworkSeconds, 11)
                    .Add(ConfigurationFormat.ExchangeSeconds, 31)
                    .Add(ConfigurationFormat.MaxSleepSeconds, 3600)
                    .Add(ConfigurationFormat.LowBatteryFactor, 8)
                    .Add(ConfigurationFormat.CutOffMillivolts, 3100));
            SleepSettings sleep = configuration.Sleep;
            Check.Is(900, sleep.SleepSeconds);
            Check.Is(5, sleep.AwakeSeconds);
            Check.Is(33, sleep.WakePin);
            Check.Is(1, sleep.WakeLevel);
            Check.Is(11, sleep.NetworkSeconds);
            Check.Is(31, sleep.ExchangeSeconds);
            Check.Is(3600, sleep.MaxSleepSeconds);
            Check.Is(8, sleep.LowBatteryFactor);
            Check.Is(3100, sleep.CutOffMillivolts);
        }

        [TestMethod]
        public void Without_a_word_of_sleep_the_device_is_always_on()
        {
            SleepSettings sleep = Read(ConfigurationTestFile.Whole()).Sleep;
            Check.False(sleep.IsSleeper);
            Check.Is(SleepSettings.NotSet, sleep.AwakeSeconds);
            Check.Is(Configuration.NoPin, sleep.WakePin);
            Check.Is(10, sleep.NetworkSeconds);
            Check.Is(30, sleep.ExchangeSeconds);
            Check.Is(4, sleep.LowBatteryFactor);
            Check.Is(SleepSettings.Valid, sleep.Validate());
        }

        [TestMethod]
        public void The_cut_off_is_that_of_the_chemistry_unless_a_file_says_another_or_none()
        {
            Check.Is(3000, Read(ConfigurationTestFile.WithServer()).Sleep.CutOffMillivolts);
            Check.Is(2500, Read(ConfigurationTestFile.Whole()).Sleep.CutOffMillivolts);
            Check.Is(0, Read(ConfigurationTestFile.Whole().Add(ConfigurationFormat.CutOffMillivolts, 0)).Sleep.CutOffMillivolts);
        }

        [TestMethod]
        public void A_window_alone_is_queue_mode()
        {
            Check.True(Read(ConfigurationTestFile.WithServer().Add(ConfigurationFormat.AwakeSeconds, 0)).Sleep.AwakeMilliseconds == 0);
            Check.True(Read(ConfigurationTestFile.WithServer().Add(ConfigurationFormat.AwakeSeconds, 93)).Sleep.AwakeMilliseconds == 93000);
        }

        [TestMethod]
        public void What_is_out_of_range_is_refused()
        {
            IsRefused(ConfigurationFormat.SleepSeconds, SleepSettings.MaxIntervalSeconds + 1);
            IsRefused(ConfigurationFormat.SleepSeconds, -1);
            IsRefused(ConfigurationFormat.SleepSeconds, 1L << 40);
            IsRefused(ConfigurationFormat.AwakeSeconds, SleepSettings.MaxAwakeSeconds + 1);
            IsRefused(ConfigurationFormat.AwakeSeconds, -1);
            IsRefused(ConfigurationFormat.WakePin, 1);
            IsRefused(ConfigurationFormat.WakeLevel, 2);
            IsRefused(ConfigurationFormat.NetworkSeconds, 0);
            IsRefused(ConfigurationFormat.ExchangeSeconds, 0);
            IsRefused(ConfigurationFormat.MaxSleepSeconds, SleepSettings.MaxIntervalSeconds + 1);
            IsRefused(ConfigurationFormat.LowBatteryFactor, 0);
            IsRefused(ConfigurationFormat.CutOffMillivolts, SleepSettings.MaxCutOffMillivolts + 1);
            Check.Is(
                (int)ConfigurationResult.InvalidSleep,
                (int)ConfigurationTestFile.WithServer().Add(ConfigurationFormat.SleepSeconds, "many").Parse());
        }

        [TestMethod]
        public void The_order_of_the_entries_does_not_matter()
        {
            Check.Is(
                (int)ConfigurationResult.Ok,
                (int)ConfigurationTestFile.WithServer()
                    .Add(ConfigurationFormat.MaxSleepSeconds, 3600)
                    .Add(ConfigurationFormat.AwakeSeconds, 899)
                    .Add(ConfigurationFormat.SleepSeconds, 900)
                    .Parse());
            Check.Is(
                (int)ConfigurationResult.InvalidSleep,
                (int)ConfigurationTestFile.WithServer()
                    .Add(ConfigurationFormat.AwakeSeconds, 900)
                    .Add(ConfigurationFormat.SleepSeconds, 900)
                    .Parse());
        }

        [TestMethod]
        public void The_battery_s_pin_cannot_wake()
        {
            Check.Is((int)ConfigurationResult.InvalidSleep, (int)ConfigurationTestFile.Whole().Add(ConfigurationFormat.WakePin, 34).Parse());
            Check.Is((int)ConfigurationResult.Ok, (int)ConfigurationTestFile.Whole().Add(ConfigurationFormat.WakePin, 35).Parse());
        }

        private static Configuration Read(ConfigurationTestFile file)
        {
            Configuration configuration = new Configuration();
            byte[] content = file.Content();
            Check.Is((int)ConfigurationResult.Ok, (int)configuration.Parse(content, content.Length));
            return configuration;
        }

        private static void IsRefused(int id, long value)
        {
            Check.Is((int)ConfigurationResult.InvalidSleep, (int)ConfigurationTestFile.WithServer().Add(id, value).Parse());
        }
    }
}
