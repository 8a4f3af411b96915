using System;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// A converter on a battery that runs down: charge by capacity, load and time, voltage by the discharge curve read
    /// backwards, and noise from a seed.
    /// </summary>
    public sealed class SimulatedAdc : IAdcInput
    {
        private const double MillisecondsPerHour = 3_600_000;
        private const double FullPercent = 100;

        private readonly IClock _clock;
        private readonly AdcScale _scale;
        private readonly short[] _curve;
        private readonly Random _noise;
        private readonly long _start;

        /// <summary>
        /// Creates the input with a full battery.
        /// </summary>
        /// <param name="clock">The time by which it runs down; virtual time will do.</param>
        /// <param name="scale">The divider and the converter's line.</param>
        /// <param name="curve">Pairs of millivolts and percent, both falling, from 100 % to 0 %.</param>
        /// <param name="seed">The seed of the noise.</param>
        public SimulatedAdc(IClock clock, AdcScale scale, short[] curve, int seed)
        {
            _clock = clock;
            _scale = scale;
            _curve = curve;
            _noise = new Random(seed);
            _start = clock.Milliseconds;
        }

        /// <summary>Gets or sets the capacity in milliampere-hours.</summary>
        public double CapacityMilliampereHours { get; init; } = 2000;

        /// <summary>Gets or sets the mean load in milliamperes.</summary>
        public double LoadMilliamperes { get; init; } = 20;

        /// <summary>Gets or sets the charge at the start in percent.</summary>
        public double StartPercent { get; init; } = FullPercent;

        /// <summary>Gets or sets the standard deviation of the noise in counts.</summary>
        public double NoiseCounts { get; init; } = 3;

        /// <summary>
        /// Gets the charge that is left in percent, as nobody on a board would know it.
        /// </summary>
        public double TruePercent
        {
            get
            {
                double usedHours = (_clock.Milliseconds - _start) / MillisecondsPerHour;

                return Math.Max(0, StartPercent - (FullPercent * usedHours * LoadMilliamperes / CapacityMilliampereHours));
            }
        }

        /// <inheritdoc/>
        public int ReadRaw() => AdcScale.Clip(_scale.ToRaw(MillivoltsAt(TruePercent)) + (NoiseCounts * NextGaussian()));

        private double MillivoltsAt(double percent)
        {
            for (int i = 2; i < _curve.Length; i += 2)
            {
                int lowerPercent = _curve[i + 1];

                if (percent >= lowerPercent)
                {
                    double share = (percent - lowerPercent) / (_curve[i - 1] - lowerPercent);

                    return _curve[i] + (share * (_curve[i - 2] - _curve[i]));
                }
            }

            return _curve[^2];
        }

        // Box and Muller's transform.
        private double NextGaussian() => Math.Sqrt(-2 * Math.Log(1 - _noise.NextDouble())) * Math.Cos(2 * Math.PI * _noise.NextDouble());
    }
}
