namespace Lwm2mNano.Device.Battery
{
    /// <summary>
    /// Charge by voltage for each chemistry: typical curves at a small load near 20 °C. A voltage says little on the flat
    /// parts (most of them with LiFePO4 and Li-SOCl2) and nothing about age, so the percentage is an estimate.
    /// </summary>
    public static class DischargeCurve
    {
        /// <summary>How many numbers of a table one point takes: millivolts, then percent.</summary>
        public const int NumbersPerPoint = 2;

        private static readonly short[] s_lithiumIon =
        {
            4200, 100, 4060, 90, 3980, 80, 3920, 70, 3870, 60, 3820, 50, 3790, 40, 3770, 30, 3740, 20, 3680, 10, 3450, 5, 3000, 0,
        };

        private static readonly short[] s_lithiumIronPhosphate =
        {
            3400, 100, 3350, 90, 3320, 80, 3300, 70, 3275, 60, 3260, 50, 3250, 40, 3225, 30, 3200, 20, 3000, 10, 2500, 0,
        };

        private static readonly short[] s_twoAlkaline =
        {
            3100, 100, 2900, 93, 2700, 80, 2600, 70, 2500, 56, 2400, 42, 2300, 30, 2200, 20, 2000, 9, 1800, 3, 1600, 0,
        };

        private static readonly short[] s_lithiumThionylChloride =
        {
            3650, 100, 3620, 80, 3600, 50, 3570, 20, 3500, 10, 3300, 5, 3000, 2, 2000, 0,
        };

        /// <summary>
        /// Gets the table of a chemistry: pairs of millivolts and percent, both falling strictly, from 100 % to 0 %.
        /// Allocates nothing; the table is shared and must not be written to.
        /// </summary>
        /// <param name="chemistry">The chemistry.</param>
        /// <returns>The table, or <see langword="null"/> for a number that is no chemistry.</returns>
        public static short[] For(BatteryChemistry chemistry)
        {
            switch (chemistry)
            {
                case BatteryChemistry.LithiumIon:
                    return s_lithiumIon;
                case BatteryChemistry.LithiumIronPhosphate:
                    return s_lithiumIronPhosphate;
                case BatteryChemistry.TwoAlkaline:
                    return s_twoAlkaline;
                case BatteryChemistry.LithiumThionylChloride:
                    return s_lithiumThionylChloride;
                default:
                    return null;
            }
        }

        /// <summary>
        /// Estimates the charge from the voltage, by linear interpolation between the points of the table. Allocates nothing.
        /// </summary>
        /// <param name="curve">A table of <see cref="For"/>.</param>
        /// <param name="millivolts">The battery's voltage in millivolts.</param>
        /// <returns>The charge in percent, 0 to 100, rounded to the nearest; beyond the table's ends that of the end.</returns>
        public static int Percent(short[] curve, int millivolts)
        {
            if (millivolts >= curve[0])
            {
                return curve[1];
            }

            for (int i = NumbersPerPoint; i < curve.Length; i += NumbersPerPoint)
            {
                int lowerMillivolts = curve[i];

                if (millivolts >= lowerMillivolts)
                {
                    int lowerPercent = curve[i + 1];
                    int span = curve[i - NumbersPerPoint] - lowerMillivolts;
                    int rise = curve[i - 1] - lowerPercent;

                    return lowerPercent + ((((millivolts - lowerMillivolts) * rise) + (span / 2)) / span);
                }
            }

            return curve[curve.Length - 1];
        }
    }
}
