using Lwm2mNano.Device.Battery;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class BatteryCurveTests
    {
        private const int ChemistryCount = 4;
        private const int HighestMillivolts = 5000;

        [TestMethod]
        public void Every_chemistry_has_a_table_from_full_to_empty_that_falls_strictly()
        {
            for (int chemistry = 0; chemistry < ChemistryCount; chemistry++)
            {
                short[] curve = DischargeCurve.For((BatteryChemistry)chemistry);

                Assert.IsNotNull(curve);
                Check.Is(0, curve.Length % DischargeCurve.NumbersPerPoint);
                Check.Is(100, (int)curve[1]);
                Check.Is(0, (int)curve[curve.Length - 1]);

                for (int i = DischargeCurve.NumbersPerPoint; i < curve.Length; i++)
                {
                    Check.True(curve[i] < curve[i - DischargeCurve.NumbersPerPoint]);
                }
            }
        }

        [TestMethod]
        public void A_number_that_is_no_chemistry_has_no_table()
        {
            Assert.IsNull(DischargeCurve.For((BatteryChemistry)ChemistryCount));
        }

        [TestMethod]
        public void Every_point_of_every_table_is_met_exactly()
        {
            for (int chemistry = 0; chemistry < ChemistryCount; chemistry++)
            {
                short[] curve = DischargeCurve.For((BatteryChemistry)chemistry);

                for (int i = 0; i < curve.Length; i += DischargeCurve.NumbersPerPoint)
                {
                    Check.Is((int)curve[i + 1], DischargeCurve.Percent(curve, curve[i]));
                }
            }
        }

        [TestMethod]
        public void Percent_never_falls_as_the_voltage_rises()
        {
            for (int chemistry = 0; chemistry < ChemistryCount; chemistry++)
            {
                short[] curve = DischargeCurve.For((BatteryChemistry)chemistry);
                int before = 0;

                for (int millivolts = 0; millivolts <= HighestMillivolts; millivolts++)
                {
                    int percent = DischargeCurve.Percent(curve, millivolts);
                    Check.True(percent >= before && percent <= 100);
                    before = percent;
                }

                Check.Is(100, before);
            }
        }

        [TestMethod]
        public void Beyond_the_ends_it_stays_full_and_empty()
        {
            for (int chemistry = 0; chemistry < ChemistryCount; chemistry++)
            {
                short[] curve = DischargeCurve.For((BatteryChemistry)chemistry);

                Check.Is(100, DischargeCurve.Percent(curve, curve[0] + 1));
                Check.Is(100, DischargeCurve.Percent(curve, int.MaxValue));
                Check.Is(0, DischargeCurve.Percent(curve, curve[curve.Length - 2] - 1));
                Check.Is(0, DischargeCurve.Percent(curve, 0));
            }
        }

        [TestMethod]
        public void Between_points_it_interpolates_and_rounds_to_the_nearest()
        {
            short[] curve = DischargeCurve.For(BatteryChemistry.LithiumIon);

            Check.Is(55, DischargeCurve.Percent(curve, 3845));
            Check.Is(50, DischargeCurve.Percent(curve, 3822));
            Check.Is(51, DischargeCurve.Percent(curve, 3823));
        }
    }
}
