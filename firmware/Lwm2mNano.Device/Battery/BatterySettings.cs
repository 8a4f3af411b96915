namespace Lwm2mNano.Device.Battery
{
    /// <summary>
    /// What <see cref="BatterySensor"/> has to know of the board and the battery. The defaults are a lithium-ion cell behind two
    /// equal resistors and a typical ESP32 (12 dB attenuation, 1100 mV reference), which may be 5 % off: calibrate.
    /// </summary>
    public sealed class BatterySettings
    {
        /// <summary>The highest count of the converter (12 bits).</summary>
        public const int MaxRaw = 4095;

        /// <summary>The highest voltage at the pin that a calibration point may have, in millivolts.</summary>
        public const int MaxPinMillivolts = 5000;

        /// <summary>The largest numerator and denominator of the divider, for example resistors in kilo-ohms.</summary>
        public const int MaxDivider = 10000;

        /// <summary>The highest threshold of <see cref="LowPercent"/>.</summary>
        public const int MaxLowPercent = 90;

        /// <summary>Answer of <see cref="Validate"/>: all is well.</summary>
        public const int Valid = 0;

        /// <summary>Answer of <see cref="Validate"/>: the divider is not 1 or more, or a part of it is out of range.</summary>
        public const int BadDivider = 1;

        /// <summary>Answer of <see cref="Validate"/>: the calibration points are out of range or do not rise.</summary>
        public const int BadCalibration = 2;

        /// <summary>Answer of <see cref="Validate"/>: there is no such chemistry.</summary>
        public const int BadChemistry = 3;

        /// <summary>Answer of <see cref="Validate"/>: the threshold is out of range.</summary>
        public const int BadLowPercent = 4;

        /// <summary>Gets or sets the numerator of battery voltage to pin voltage, 1 to <see cref="MaxDivider"/>.</summary>
        public int DividerNumerator { get; set; } = 2;

        /// <summary>Gets or sets the denominator of battery voltage to pin voltage, 1 to the numerator.</summary>
        public int DividerDenominator { get; set; } = 1;

        /// <summary>Gets or sets the count of the lower calibration point, 0 to <see cref="MaxRaw"/>.</summary>
        public int LowRaw { get; set; } = 0;

        /// <summary>Gets or sets the pin's voltage at <see cref="LowRaw"/>, in millivolts.</summary>
        public int LowMillivolts { get; set; } = 142;

        /// <summary>Gets or sets the count of the upper calibration point, above <see cref="LowRaw"/>.</summary>
        public int HighRaw { get; set; } = 3000;

        /// <summary>Gets or sets the pin's voltage at <see cref="HighRaw"/>, in millivolts, above <see cref="LowMillivolts"/>.</summary>
        public int HighMillivolts { get; set; } = 2559;

        /// <summary>Gets or sets the chemistry.</summary>
        public BatteryChemistry Chemistry { get; set; } = BatteryChemistry.LithiumIon;

        /// <summary>Gets or sets the charge at and below which the battery is low, in percent, 0 to <see cref="MaxLowPercent"/>.</summary>
        public int LowPercent { get; set; } = 15;

        /// <summary>
        /// Checks the settings.
        /// </summary>
        /// <returns><see cref="Valid"/>, or the first of <see cref="BadDivider"/>, <see cref="BadCalibration"/>,
        /// <see cref="BadChemistry"/> and <see cref="BadLowPercent"/> that is true.</returns>
        public int Validate()
        {
            if (DividerDenominator < 1 || DividerNumerator < DividerDenominator || DividerNumerator > MaxDivider)
            {
                return BadDivider;
            }

            if (LowRaw < 0 || HighRaw <= LowRaw || HighRaw > MaxRaw
                || LowMillivolts < 0 || HighMillivolts <= LowMillivolts || HighMillivolts > MaxPinMillivolts)
            {
                return BadCalibration;
            }

            if (DischargeCurve.For(Chemistry) == null)
            {
                return BadChemistry;
            }

            if (LowPercent < 0 || LowPercent > MaxLowPercent)
            {
                return BadLowPercent;
            }

            return Valid;
        }
    }
}
