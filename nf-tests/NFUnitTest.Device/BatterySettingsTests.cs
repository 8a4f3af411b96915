using Lwm2mNano.Device.Battery;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class BatterySettingsTests
    {
        [TestMethod]
        public void The_defaults_are_valid()
        {
            Check.Is(BatterySettings.Valid, new BatterySettings().Validate());
        }

        [TestMethod]
        public void A_divider_below_one_is_refused()
        {
            Check.Is(BatterySettings.BadDivider, new BatterySettings { DividerDenominator = 0 }.Validate());
            Check.Is(BatterySettings.BadDivider, new BatterySettings { DividerDenominator = -1 }.Validate());
            Check.Is(BatterySettings.BadDivider, new BatterySettings { DividerNumerator = 1, DividerDenominator = 2 }.Validate());
            Check.Is(BatterySettings.BadDivider, new BatterySettings { DividerNumerator = BatterySettings.MaxDivider + 1 }.Validate());
            Check.Is(BatterySettings.Valid, new BatterySettings { DividerNumerator = 1, DividerDenominator = 1 }.Validate());
        }

        [TestMethod]
        public void Calibration_points_that_do_not_rise_are_refused()
        {
            Check.Is(BatterySettings.BadCalibration, new BatterySettings { LowRaw = 3000 }.Validate());
            Check.Is(BatterySettings.BadCalibration, new BatterySettings { LowMillivolts = 2559 }.Validate());
            Check.Is(BatterySettings.BadCalibration, new BatterySettings { LowMillivolts = 2600 }.Validate());
        }

        [TestMethod]
        public void Calibration_points_out_of_range_are_refused()
        {
            Check.Is(BatterySettings.BadCalibration, new BatterySettings { LowRaw = -1 }.Validate());
            Check.Is(BatterySettings.BadCalibration, new BatterySettings { LowMillivolts = -1 }.Validate());
            Check.Is(BatterySettings.BadCalibration, new BatterySettings { HighRaw = BatterySettings.MaxRaw + 1 }.Validate());
            Check.Is(
                BatterySettings.BadCalibration,
                new BatterySettings { HighMillivolts = BatterySettings.MaxPinMillivolts + 1 }.Validate());
        }

        [TestMethod]
        public void An_unknown_chemistry_is_refused()
        {
            Check.Is(BatterySettings.BadChemistry, new BatterySettings { Chemistry = (BatteryChemistry)4 }.Validate());
            Check.Is(BatterySettings.BadChemistry, new BatterySettings { Chemistry = (BatteryChemistry)(-1) }.Validate());
        }

        [TestMethod]
        public void A_threshold_out_of_range_is_refused()
        {
            Check.Is(BatterySettings.BadLowPercent, new BatterySettings { LowPercent = -1 }.Validate());
            Check.Is(BatterySettings.BadLowPercent, new BatterySettings { LowPercent = BatterySettings.MaxLowPercent + 1 }.Validate());
            Check.Is(BatterySettings.Valid, new BatterySettings { LowPercent = 0 }.Validate());
        }
    }
}
