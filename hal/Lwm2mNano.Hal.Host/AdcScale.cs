using System;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// The way from a battery's voltage to counts: the divider and the converter's line, the reverse of what the battery sensor calculates.
    /// The defaults are those of the sensor's settings.
    /// </summary>
    public sealed class AdcScale
    {
        /// <summary>The highest count of the converter.</summary>
        public const int MaxRaw = 4095;

        /// <summary>Gets or sets the numerator of battery voltage to pin voltage.</summary>
        public int DividerNumerator { get; init; } = 2;

        /// <summary>Gets or sets the denominator of battery voltage to pin voltage.</summary>
        public int DividerDenominator { get; init; } = 1;

        /// <summary>Gets or sets the count of the lower calibration point.</summary>
        public int LowRaw { get; init; } = 0;

        /// <summary>Gets or sets the pin's voltage there, in millivolts.</summary>
        public int LowMillivolts { get; init; } = 142;

        /// <summary>Gets or sets the count of the upper calibration point.</summary>
        public int HighRaw { get; init; } = 3000;

        /// <summary>Gets or sets the pin's voltage there, in millivolts.</summary>
        public int HighMillivolts { get; init; } = 2559;

        /// <summary>
        /// Calculates the count a converter without noise would give, before rounding and clipping.
        /// </summary>
        /// <param name="batteryMillivolts">The battery's voltage in millivolts.</param>
        /// <returns>The count.</returns>
        public double ToRaw(double batteryMillivolts)
        {
            double pinMillivolts = batteryMillivolts * DividerDenominator / DividerNumerator;

            return LowRaw + ((pinMillivolts - LowMillivolts) * (HighRaw - LowRaw) / (HighMillivolts - LowMillivolts));
        }

        /// <summary>
        /// Rounds a count and clips it to what the converter can give.
        /// </summary>
        /// <param name="raw">The count.</param>
        /// <returns>0 to <see cref="MaxRaw"/>.</returns>
        public static int Clip(double raw) => (int)Math.Clamp(Math.Round(raw), 0, MaxRaw);
    }
}
