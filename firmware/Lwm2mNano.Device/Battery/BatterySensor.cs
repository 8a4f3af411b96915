using System;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Device.Battery
{
    /// <summary>
    /// A battery behind a voltage divider at an input of the analog-to-digital converter. Allocates in its constructor only.
    /// </summary>
    public sealed class BatterySensor : IBattery
    {
        /// <summary>How many samples the median is taken of: odd, so that there is a middle one.</summary>
        public const int SampleCount = 11;

        /// <summary>
        /// By how many counts the median may move before a new value is reported (about 10 mV at 2:1). Noise with a standard deviation
        /// of 3 counts leaves about 1 in the median, so that a battery that runs down never seems to recover.
        /// </summary>
        public const int HysteresisCounts = 6;

        /// <summary>How far above the threshold a low battery has to come to be low no more, in percent.</summary>
        public const int LowHysteresisPercent = 5;

        private readonly IAdcInput _input;
        private readonly int[] _samples;
        private readonly short[] _curve;
        private readonly int _lowPercent;

        // Millivolts = (_slope * raw + _offset) / _divisor, with calibration and divider in one fraction, so that it is rounded once.
        private readonly long _slope;
        private readonly long _offset;
        private readonly long _divisor;

        private int _reportedRaw;
        private int _millivolts;
        private int _percent;
        private bool _isLow;

        /// <summary>
        /// Creates the sensor. It does not measure yet.
        /// </summary>
        /// <param name="input">The converter's input.</param>
        /// <param name="settings">The board's and the battery's settings; read here only.</param>
        /// <exception cref="ArgumentException"><see cref="BatterySettings.Validate"/> refuses the settings.</exception>
        public BatterySensor(IAdcInput input, BatterySettings settings)
        {
            if (settings.Validate() != BatterySettings.Valid)
            {
                throw new ArgumentException();
            }

            _input = input;
            _samples = new int[SampleCount];
            _curve = DischargeCurve.For(settings.Chemistry);
            _lowPercent = settings.LowPercent;

            long rawSpan = settings.HighRaw - settings.LowRaw;
            long millivoltSpan = settings.HighMillivolts - settings.LowMillivolts;
            _slope = millivoltSpan * settings.DividerNumerator;
            _offset = ((settings.LowMillivolts * rawSpan) - (settings.LowRaw * millivoltSpan)) * settings.DividerNumerator;
            _divisor = rawSpan * settings.DividerDenominator;

            _reportedRaw = -1;
            _millivolts = -1;
            _percent = -1;
        }

        /// <inheritdoc/>
        public int Millivolts
        {
            get { return _millivolts; }
        }

        /// <inheritdoc/>
        public int Percent
        {
            get { return _percent; }
        }

        /// <inheritdoc/>
        public int Milliamperes
        {
            get { return int.MinValue; }
        }

        /// <inheritdoc/>
        public bool IsCharging
        {
            get { return false; }
        }

        /// <inheritdoc/>
        public bool IsLow
        {
            get { return _isLow; }
        }

        /// <inheritdoc/>
        public int Memory
        {
            get
            {
                return _reportedRaw < 0 ? 0 : ((_reportedRaw + 1) << 1) | (_isLow ? 1 : 0);
            }

            set
            {
                if (value > 0)
                {
                    _isLow = (value & 1) != 0;
                    Report((value >> 1) - 1);
                }
            }
        }

        /// <inheritdoc/>
        public bool Sample()
        {
            int raw = ReadMedian();

            if (raw < 0)
            {
                return false;
            }

            int moved = raw > _reportedRaw ? raw - _reportedRaw : _reportedRaw - raw;

            if (_millivolts < 0 || moved > HysteresisCounts)
            {
                Report(raw);
            }

            return true;
        }

        /// <inheritdoc/>
        public int MeasureMillivolts()
        {
            int raw = ReadMedian();
            return raw < 0 ? -1 : ToMillivolts(raw);
        }

        private int ToMillivolts(int raw)
        {
            long scaled = (_slope * raw) + _offset;
            return scaled > 0 ? (int)((scaled + (_divisor / 2)) / _divisor) : 0;
        }

        private void Report(int raw)
        {
            _reportedRaw = raw;
            _millivolts = ToMillivolts(raw);
            _percent = DischargeCurve.Percent(_curve, _millivolts);

            if (_percent <= _lowPercent)
            {
                _isLow = true;
            }
            else if (_percent >= _lowPercent + LowHysteresisPercent)
            {
                _isLow = false;
            }
        }

        // Sorts the samples by insertion as they come, so that no second pass is needed.
        private int ReadMedian()
        {
            int[] samples = _samples;

            for (int i = 0; i < SampleCount; i++)
            {
                int raw = _input.ReadRaw();

                if (raw < 0)
                {
                    return raw;
                }

                int position = i;

                while (position > 0 && samples[position - 1] > raw)
                {
                    samples[position] = samples[position - 1];
                    position--;
                }

                samples[position] = raw;
            }

            return samples[SampleCount / 2];
        }
    }
}
