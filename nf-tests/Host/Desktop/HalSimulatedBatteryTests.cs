using System;
using System.Collections.Generic;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    public class HalSimulatedBatteryTests
    {
        private const long MinuteMilliseconds = 60_000;
        private const int NoiseCountsOfMedian = 4;

        [Test]
        public void A_battery_runs_from_full_to_empty_without_ever_going_back(
            [Values] BatteryChemistry chemistry,
            [Values(1, 2, 3)] int seed)
        {
            HalTestTransport clock = new HalTestTransport();
            SimulatedAdc adc = Simulate(clock, chemistry, seed);
            BatterySensor sensor = new BatterySensor(adc, new BatterySettings { Chemistry = chemistry });
            Assert.That(sensor.Sample(), Is.True);
            Assert.That(sensor.Percent, Is.GreaterThanOrEqualTo(95));
            Assert.That(sensor.IsLow, Is.False);

            // 2000 mAh at 20 mA are 100 hours.
            int before = sensor.Percent;

            for (int minute = 0; minute <= 100 * 60; minute += 20)
            {
                clock.Milliseconds = minute * MinuteMilliseconds;
                Assert.That(sensor.Sample(), Is.True);
                Assert.That(sensor.Percent, Is.LessThanOrEqualTo(before), $"minute {minute}");
                Assert.That(sensor.Percent, Is.EqualTo(adc.TruePercent).Within(WorstErrorPercent(chemistry)), $"minute {minute}");
                before = sensor.Percent;
            }

            Assert.That(adc.TruePercent, Is.Zero);
            Assert.That(sensor.Percent, Is.Zero);
            Assert.That(sensor.IsLow, Is.True);
        }

        [Test]
        public void The_same_seed_gives_the_same_counts()
        {
            HalTestTransport clock = new HalTestTransport();

            Assert.That(Counts(clock, 3), Is.EqualTo(Counts(clock, 3)));
            Assert.That(Counts(clock, 3), Is.Not.EqualTo(Counts(clock, 4)));
        }

        [Test]
        public void The_noise_has_the_spread_it_was_told()
        {
            const int samples = 20_000;
            HalTestTransport clock = new HalTestTransport();
            SimulatedAdc adc = Simulate(clock, BatteryChemistry.LithiumIon, 5);
            double sum = 0;
            double squares = 0;

            for (int i = 0; i < samples; i++)
            {
                int raw = adc.ReadRaw();
                sum += raw;
                squares += (double)raw * raw;
            }

            double mean = sum / samples;
            double deviation = Math.Sqrt((squares / samples) - (mean * mean));
            Assert.That(mean, Is.EqualTo(new AdcScale().ToRaw(4200)).Within(0.1));
            Assert.That(deviation, Is.EqualTo(adc.NoiseCounts).Within(0.1));
        }

        [TestCase(3000)]
        [TestCase(3650)]
        [TestCase(4200)]
        public void A_fixed_voltage_comes_back_through_the_sensor(int millivolts)
        {
            BatterySensor sensor = new BatterySensor(new FixedAdc(new AdcScale(), millivolts), new BatterySettings());
            Assert.That(sensor.Sample(), Is.True);

            // Half a count at 2:1 is 0.8 mV.
            Assert.That(sensor.Millivolts, Is.EqualTo(millivolts).Within(1));
        }

        [Test]
        public void A_voltage_beyond_the_converter_is_clipped()
        {
            Assert.That(new FixedAdc(new AdcScale(), 100_000).ReadRaw(), Is.EqualTo(AdcScale.MaxRaw));
            Assert.That(new FixedAdc(new AdcScale(), 0).ReadRaw(), Is.Zero);
        }

        [Test]
        public void Measuring_allocates_nothing()
        {
            HalTestTransport clock = new HalTestTransport();
            BatterySensor sensor = new BatterySensor(Simulate(clock, BatteryChemistry.LithiumIon, 1), new BatterySettings());
            sensor.Sample();
            long before = GC.GetAllocatedBytesForCurrentThread();

            for (int i = 0; i < 1000; i++)
            {
                clock.Milliseconds += MinuteMilliseconds;
                sensor.Sample();
            }

            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        }

        // What the hysteresis and the noise of the median make of the charge where the curve is flattest, and the rounding.
        private static int WorstErrorPercent(BatteryChemistry chemistry)
        {
            AdcScale scale = new AdcScale();
            double millivoltsPerCount = 1000 / (scale.ToRaw(1000) - scale.ToRaw(0));
            short[] curve = DischargeCurve.For(chemistry);
            double steepest = 0;

            for (int i = 2; i < curve.Length; i += 2)
            {
                steepest = Math.Max(steepest, (double)(curve[i - 1] - curve[i + 1]) / (curve[i - 2] - curve[i]));
            }

            return 1 + (int)Math.Ceiling(steepest * millivoltsPerCount * (BatterySensor.HysteresisCounts + NoiseCountsOfMedian));
        }

        private static SimulatedAdc Simulate(HalTestTransport clock, BatteryChemistry chemistry, int seed) =>
            new SimulatedAdc(clock, new AdcScale(), DischargeCurve.For(chemistry), seed);

        private static List<int> Counts(HalTestTransport clock, int seed)
        {
            SimulatedAdc adc = Simulate(clock, BatteryChemistry.LithiumIon, seed);
            List<int> counts = new List<int>();

            for (int i = 0; i < 50; i++)
            {
                counts.Add(adc.ReadRaw());
            }

            return counts;
        }
    }
}
