using System;
using System.IO;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    public class HalPowerSupplyTests
    {
        private string _directory;

        [SetUp]
        public void CreateDirectory()
        {
            _directory = Directory.CreateTempSubdirectory("lwm2mnano-power-").FullName;
            Supply("AC", ("type", "Mains"), ("online", "0"));
        }

        [TearDown]
        public void DeleteDirectory() => Directory.Delete(_directory, true);

        [Test]
        public void A_laptops_battery_is_read()
        {
            Supply(
                "BAT0",
                ("type", "Battery"),
                ("voltage_now", "11876000"),
                ("current_now", "1250000"),
                ("capacity", "87"),
                ("status", "Discharging"));
            using PowerSupplyBattery battery = new PowerSupplyBattery(_directory);
            Assert.That(battery.IsPresent, Is.True);
            Assert.That(battery.Millivolts, Is.EqualTo(-1));
            Assert.That(battery.Percent, Is.EqualTo(-1));

            Assert.That(battery.Sample(), Is.True);

            Assert.That(battery.Millivolts, Is.EqualTo(11876));
            Assert.That(battery.Milliamperes, Is.EqualTo(1250));
            Assert.That(battery.Percent, Is.EqualTo(87));
            Assert.That(battery.IsCharging, Is.False);
            Assert.That(battery.IsLow, Is.False);
        }

        [Test]
        public void A_measurement_by_the_way_leaves_what_is_reported()
        {
            Supply("BAT0", ("type", "Battery"), ("voltage_now", "3900000"), ("capacity", "87"));
            using PowerSupplyBattery battery = new PowerSupplyBattery(_directory);
            battery.Sample();
            Supply("BAT0", ("voltage_now", "3600000"));
            Assert.That(battery.MeasureMillivolts(), Is.EqualTo(3600));
            Assert.That(battery.Millivolts, Is.EqualTo(3900));

            using PowerSupplyBattery nowhere = new PowerSupplyBattery(Path.Combine(_directory, "none"));
            Assert.That(nowhere.MeasureMillivolts(), Is.EqualTo(-1));
        }

        [TestCase("1250000")]
        [TestCase("-1250000")]
        public void The_status_decides_the_currents_sign(string microamperes)
        {
            Supply("BAT0", ("type", "Battery"), ("capacity", "50"), ("current_now", microamperes), ("status", "Charging"));
            using PowerSupplyBattery battery = new PowerSupplyBattery(_directory);
            battery.Sample();
            Assert.That(battery.IsCharging, Is.True);
            Assert.That(battery.Milliamperes, Is.EqualTo(-1250));

            Supply("BAT0", ("status", "Discharging"));
            battery.Sample();
            Assert.That(battery.IsCharging, Is.False);
            Assert.That(battery.Milliamperes, Is.EqualTo(1250));
        }

        [Test]
        public void Missing_files_are_not_measured()
        {
            Supply("BAT0", ("type", "Battery"), ("capacity", "40"));
            using PowerSupplyBattery battery = new PowerSupplyBattery(_directory);

            Assert.That(battery.Sample(), Is.True);
            Assert.That(battery.Percent, Is.EqualTo(40));
            Assert.That(battery.Millivolts, Is.EqualTo(-1));
            Assert.That(battery.Milliamperes, Is.EqualTo(int.MinValue));
            Assert.That(battery.IsCharging, Is.False);
        }

        [Test]
        public void Rubbish_keeps_the_old_values()
        {
            Supply("BAT0", ("type", "Battery"), ("capacity", "40"), ("voltage_now", "3700000"));
            using PowerSupplyBattery battery = new PowerSupplyBattery(_directory);
            battery.Sample();

            Supply("BAT0", ("capacity", "n/a"), ("voltage_now", string.Empty));

            Assert.That(battery.Sample(), Is.False);
            Assert.That(battery.Percent, Is.EqualTo(40));
            Assert.That(battery.Millivolts, Is.EqualTo(3700));
        }

        [Test]
        public void A_low_battery_recovers_with_hysteresis()
        {
            Supply("BAT0", ("type", "Battery"), ("capacity", "15"));
            using PowerSupplyBattery battery = new PowerSupplyBattery(_directory);

            foreach ((string percent, bool low) in new[] { ("15", true), ("19", true), ("20", false), ("16", false), ("15", true) })
            {
                Supply("BAT0", ("capacity", percent));
                battery.Sample();
                Assert.That(battery.IsLow, Is.EqualTo(low), percent);
            }
        }

        [Test]
        public void A_mouses_battery_and_a_machine_without_one_are_none()
        {
            Supply("hidpp_battery_0", ("type", "Battery"), ("scope", "Device"), ("capacity", "40"));
            using PowerSupplyBattery mouse = new PowerSupplyBattery(_directory);
            using PowerSupplyBattery nowhere = new PowerSupplyBattery(Path.Combine(_directory, "none"));

            Assert.That(mouse.IsPresent, Is.False);
            Assert.That(mouse.Sample(), Is.False);
            Assert.That(nowhere.IsPresent, Is.False);
            Assert.That(nowhere.Sample(), Is.False);
        }

        [Test]
        public void Measuring_allocates_nothing()
        {
            Supply("BAT0", ("type", "Battery"), ("capacity", "40"), ("voltage_now", "3700000"), ("current_now", "1"), ("status", "Full"));
            using PowerSupplyBattery battery = new PowerSupplyBattery(_directory);

            for (int i = 0; i < 50; i++)
            {
                battery.Sample();
            }

            long before = GC.GetAllocatedBytesForCurrentThread();

            for (int i = 0; i < 100; i++)
            {
                battery.Sample();
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        private void Supply(string name, params (string File, string Content)[] files)
        {
            string supply = Directory.CreateDirectory(Path.Combine(_directory, name)).FullName;

            foreach ((string file, string content) in files)
            {
                File.WriteAllText(Path.Combine(supply, file), content + "\n");
            }
        }
    }
}
