using System;
using System.Globalization;
using Lwm2mNano.Device;

namespace Lwm2mNano.Provision;

/// <summary>When a device is awake, as it stands on a command line. What is <see langword="null"/> is the default.</summary>
public sealed class SleepOptions
{
    /// <summary>The word for a window that follows the measured round trip.</summary>
    public const string Drained = "drained";

    /// <summary>Every how many seconds the device wakes.</summary>
    public int? Sleep { get; init; }

    /// <summary>How many seconds the device stays reachable after the last exchange, or <see cref="Drained"/>.</summary>
    public string Awake { get; init; }

    /// <summary>Whether the device is in queue mode: without <see cref="Awake"/> for the default window, or as a device that sleeps.</summary>
    public bool IsQueueMode { get; init; }

    /// <summary>The GPIO that wakes.</summary>
    public int? WakePin { get; init; }

    /// <summary>The level of that pin that wakes.</summary>
    public int? WakeLevel { get; init; }

    /// <summary>The time-out of the network phase in seconds.</summary>
    public int? NetworkTimeout { get; init; }

    /// <summary>The time-out of the exchange in seconds.</summary>
    public int? ExchangeTimeout { get; init; }

    /// <summary>What the growing interval stops at, in seconds.</summary>
    public int? MaxSleep { get; init; }

    /// <summary>What the interval is multiplied by while the battery is low.</summary>
    public int? LowBatteryFactor { get; init; }

    /// <summary>The battery's voltage below which the device stays asleep, in millivolts; 0 for none.</summary>
    public int? CutOff { get; init; }

    /// <summary>Gets the lifetime of a registration that outlives the sleep at low battery, and suits a device that is always on, in seconds.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The lifetime.</returns>
    public static int LifetimeFor(SleepSettings settings)
    {
        SleepSettings stretched = new()
        {
            SleepSeconds = settings.SleepSeconds * settings.LowBatteryFactor,
            NetworkSeconds = settings.NetworkSeconds,
            ExchangeSeconds = settings.ExchangeSeconds,
        };
        return Math.Max(ConfigurationSettings.DefaultLifetimeSeconds, stretched.MinLifetimeSeconds);
    }

    /// <summary>Says a device's settings in one line.</summary>
    /// <param name="settings">The settings.</param>
    /// <returns>The line.</returns>
    public static string Show(SleepSettings settings)
    {
        string awake = settings.AwakeSeconds == SleepSettings.DrainedSeconds || (settings.AwakeSeconds == SleepSettings.NotSet && settings.IsSleeper)
            ? "awake until drained"
            : $"awake {settings.AwakeSeconds} s after the last exchange";
        if (!settings.IsSleeper)
        {
            return settings.AwakeSeconds == SleepSettings.NotSet ? "none" : $"none, queue mode, {awake}";
        }

        string pin = settings.WakePin == Configuration.NoPin ? string.Empty : $", or GPIO {settings.WakePin} at {settings.WakeLevel}";
        string cutOff = settings.CutOffMillivolts > 0 ? $"cut off at {settings.CutOffMillivolts} mV" : "no cut-off";
        return $"every {settings.SleepSeconds} s{pin}, {awake}, network {settings.NetworkSeconds} s, exchange {settings.ExchangeSeconds} s, "
            + $"at most {settings.LongestSleepSeconds} s, {settings.LowBatteryFactor} times at low battery, {cutOff}";
    }

    /// <summary>Reads the settings.</summary>
    /// <returns>The settings.</returns>
    /// <exception cref="ProvisionException">One of the options cannot be used.</exception>
    public SleepSettings Read()
    {
        if (Sleep < 1)
        {
            throw new ProvisionException(BadInterval());
        }

        if (Sleep is null && (WakePin ?? WakeLevel ?? NetworkTimeout ?? ExchangeTimeout ?? MaxSleep ?? LowBatteryFactor ?? CutOff) is not null)
        {
            throw new ProvisionException(
                "--wake-pin, --wake-level, --network-timeout, --exchange-timeout, --max-sleep, --low-battery-factor and --cut-off: give --sleep too.");
        }

        if (WakeLevel is not null && WakePin is null)
        {
            throw new ProvisionException("--wake-level: give --wake-pin too.");
        }

        SleepSettings settings = new() { AwakeSeconds = ReadAwake() };
        settings.SleepSeconds = Sleep ?? settings.SleepSeconds;
        settings.WakePin = WakePin ?? settings.WakePin;
        settings.WakeLevel = WakeLevel ?? settings.WakeLevel;
        settings.NetworkSeconds = NetworkTimeout ?? settings.NetworkSeconds;
        settings.ExchangeSeconds = ExchangeTimeout ?? settings.ExchangeSeconds;
        settings.MaxSleepSeconds = MaxSleep ?? settings.MaxSleepSeconds;
        settings.LowBatteryFactor = LowBatteryFactor ?? settings.LowBatteryFactor;
        settings.CutOffMillivolts = CutOff ?? settings.CutOffMillivolts;
        if (MaxSleep < 1 || CutOff < 0)
        {
            throw new ProvisionException(MaxSleep < 1 ? BadMaxSleep() : BadCutOff());
        }

        return settings.Validate() switch
        {
            SleepSettings.Valid => settings,
            SleepSettings.BadInterval => throw new ProvisionException(BadInterval()),
            SleepSettings.BadAwake => throw new ProvisionException(
                $"--awake {Awake}: {Drained}, or seconds up to {SleepSettings.MaxAwakeSeconds} and less than --sleep."),
            SleepSettings.BadWakePin => throw new ProvisionException(
                $"--wake-pin {WakePin}, --wake-level {settings.WakeLevel}: GPIO 0, 2, 4, 12 to 15, 25 to 27 or 32 to 39, at level 0 or 1."),
            SleepSettings.BadTimeout => throw new ProvisionException(
                $"--network-timeout {settings.NetworkSeconds}, --exchange-timeout {settings.ExchangeSeconds}: 1 to {SleepSettings.MaxPhaseSeconds} seconds."),
            SleepSettings.BadMaxSleep => throw new ProvisionException(BadMaxSleep()),
            SleepSettings.BadLowBatteryFactor => throw new ProvisionException(
                $"--low-battery-factor {LowBatteryFactor}: 1 to {SleepSettings.MaxLowBatteryFactor}."),
            _ => throw new ProvisionException(BadCutOff()),
        };
    }

    private int ReadAwake()
    {
        if (Awake is null)
        {
            return IsQueueMode && Sleep is null ? SleepSettings.DefaultAwakeSeconds : SleepSettings.NotSet;
        }

        if (Awake == Drained)
        {
            return SleepSettings.DrainedSeconds;
        }

        return int.TryParse(Awake, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds > 0
            ? seconds
            : throw new ProvisionException($"--awake {Awake}: give seconds, 1 or more, or {Drained}.");
    }

    private string BadInterval() => $"--sleep {Sleep}: 1 to {SleepSettings.MaxIntervalSeconds} seconds.";

    private string BadMaxSleep() => $"--max-sleep {MaxSleep}: from --sleep to {SleepSettings.MaxIntervalSeconds} seconds.";

    private string BadCutOff() => $"--cut-off {CutOff}: 0 to {SleepSettings.MaxCutOffMillivolts} millivolts.";
}
