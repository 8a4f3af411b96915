namespace Lwm2mNano.DevKit;

/// <summary>What a wake-up and the sleep behind it take from the cell of an ESP32 board.</summary>
/// <param name="Number">The wake-up's number, from 1.</param>
/// <param name="StartMilliseconds">From the wake-up to the radio: boot, interpreter and the battery's sample, by the model.</param>
/// <param name="NetworkMilliseconds">While Wi-Fi connects, by the model; 0 where the radio stayed off.</param>
/// <param name="ExchangeMilliseconds">From there to the sleep, measured.</param>
/// <param name="Traffic">What was sent and received.</param>
/// <param name="SleepMilliseconds">The sleep that follows, as long as it would be on the board.</param>
/// <param name="AwakeMicroampereHours">The charge of the wake-up.</param>
/// <param name="SleepMicroampereHours">The charge of the sleep.</param>
/// <param name="MeanMicroamperes">The mean current over both.</param>
/// <param name="CapacityMilliampereHours">What stands on the cell.</param>
/// <param name="LifeDays">How long it lasts if each wake-up is like this one.</param>
public sealed record CycleReport(
    int Number,
    double StartMilliseconds,
    double NetworkMilliseconds,
    double ExchangeMilliseconds,
    CycleTraffic Traffic,
    double SleepMilliseconds,
    double AwakeMicroampereHours,
    double SleepMicroampereHours,
    double MeanMicroamperes,
    double CapacityMilliampereHours,
    double LifeDays)
{
    /// <summary>Gets how long the board is awake, in milliseconds.</summary>
    public double AwakeMilliseconds => StartMilliseconds + NetworkMilliseconds + ExchangeMilliseconds;
}
