using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Lwm2mNano.Device.Battery;

namespace Lwm2mNano.Provision;

/// <summary>The battery's settings as they stand on a command line.</summary>
public static class BatteryOptions
{
    /// <summary>The names of the chemistries.</summary>
    public static IReadOnlyDictionary<string, BatteryChemistry> Chemistries { get; } = new Dictionary<string, BatteryChemistry>
    {
        ["li-ion"] = BatteryChemistry.LithiumIon,
        ["lifepo4"] = BatteryChemistry.LithiumIronPhosphate,
        ["2xaa"] = BatteryChemistry.TwoAlkaline,
        ["li-socl2"] = BatteryChemistry.LithiumThionylChloride,
    };

    /// <summary>Reads the settings.</summary>
    /// <param name="divider">"2:1", battery voltage to pin voltage, or <see langword="null"/>.</param>
    /// <param name="calibration">"RAW=MV,RAW=MV", counts and millivolts at the pin, or <see langword="null"/>.</param>
    /// <param name="chemistry">A name of <see cref="Chemistries"/>, or <see langword="null"/>.</param>
    /// <param name="lowPercent">The threshold of a low battery, or <see langword="null"/>.</param>
    /// <returns>The settings; what is not given is the default.</returns>
    /// <exception cref="ProvisionException">One of them cannot be used.</exception>
    public static BatterySettings Read(string divider, string calibration, string chemistry, int? lowPercent)
    {
        BatterySettings settings = new();
        if (divider is not null)
        {
            (settings.DividerNumerator, settings.DividerDenominator) = ReadPair(divider, ':')
                ?? throw new ProvisionException($"--divider {divider}: give two numbers such as 2:1.");
        }

        if (calibration is not null)
        {
            (int Raw, int Millivolts)?[] points = calibration.Split(',').Select(point => ReadPair(point, '=')).ToArray();
            if (points is not [{ } low, { } high])
            {
                throw new ProvisionException($"--calibrate {calibration}: give two points RAW=MV,RAW=MV such as 1000=900,3000=2550.");
            }

            (settings.LowRaw, settings.LowMillivolts) = low.Raw <= high.Raw ? low : high;
            (settings.HighRaw, settings.HighMillivolts) = low.Raw <= high.Raw ? high : low;
        }

        if (chemistry is not null)
        {
            settings.Chemistry = Chemistries.TryGetValue(chemistry, out BatteryChemistry known)
                ? known
                : throw new ProvisionException($"--chemistry {chemistry}: give one of {string.Join(", ", Chemistries.Keys)}.");
        }

        settings.LowPercent = lowPercent ?? settings.LowPercent;
        return settings.Validate() switch
        {
            BatterySettings.Valid => settings,
            BatterySettings.BadDivider =>
                throw new ProvisionException($"--divider {divider}: 1:1 or more, with numbers up to {BatterySettings.MaxDivider}."),
            BatterySettings.BadCalibration => throw new ProvisionException(
                $"--calibrate {calibration}: counts are 0 to {BatterySettings.MaxRaw}, millivolts 0 to {BatterySettings.MaxPinMillivolts}, and both rise."),
            _ => throw new ProvisionException($"--low-percent {lowPercent}: 0 to {BatterySettings.MaxLowPercent}."),
        };
    }

    private static (int First, int Second)? ReadPair(string text, char separator) =>
        text.Split(separator) is [string first, string second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int one)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int two)
            ? (one, two)
            : null;
}
