using System;
using Lwm2mNano.Energy;
using Lwm2mNano.Hal;

namespace Lwm2mNano.DevKit;

/// <summary>
/// Turns each wake-up of a device that sleeps, and the sleep behind it, into the charge that an ESP32 board would take for it. The exchange with the
/// server is measured; what costs nothing here, boot, interpreter, the battery's sample and Wi-Fi, is the model's. The same model and the same phases as
/// tools/bench energy.
/// </summary>
/// <param name="model">The board.</param>
/// <param name="capacityMilliampereHours">What stands on the cell.</param>
/// <param name="clock">The time of the device.</param>
public sealed class CycleMeter(EnergyModel model, double capacityMilliampereHours, IClock clock)
{
    private const double MicroPerMilli = 1000;

    // The shortest sleep of the application.
    private const double MinSleepMilliseconds = 1000;

    private int _number;
    private long _wokeAt;
    private long? _onlineAt;
    private CycleTraffic _before;

    /// <summary>Notes that the application has started.</summary>
    public void Awake()
    {
        _number++;
        _wokeAt = clock.Milliseconds;
        _onlineAt = null;
    }

    /// <summary>Notes that the network is up.</summary>
    public void Online() => _onlineAt = clock.Milliseconds;

    /// <summary>Closes a cycle: the device goes to sleep.</summary>
    /// <param name="milliseconds">For how long it says.</param>
    /// <param name="traffic">What has gone over the network since the beginning of all cycles.</param>
    /// <returns>What the cycle takes.</returns>
    public CycleReport Asleep(double milliseconds, CycleTraffic traffic)
    {
        long now = clock.Milliseconds;
        CycleTraffic since = traffic - _before;
        _before = traffic;
        double network = _onlineAt is null ? 0 : model.ConnectMilliseconds;
        double exchange = now - (_onlineAt ?? now);

        // Reports keep their distance: what the board takes longer than this machine up to its network, it sleeps less.
        double longer = Math.Max(0, model.SampleMilliseconds + network - ((_onlineAt ?? now) - _wokeAt));
        double sleep = Math.Max(MinSleepMilliseconds, milliseconds - longer);

        // The battery is sampled once in a wake-up.
        ChargeMeter meter = new(model);
        meter.AddStart();
        meter.AddSample();
        double start = meter.Milliseconds;
        meter.AddConnect(network);
        meter.AddAwake(exchange, since.Sent, since.SentBytes, since.Received);
        meter.AddHandshakes(since.Handshakes);
        double awake = meter.MilliampereHours;
        meter.AddDeepSleep(sleep);
        return new CycleReport(
            _number,
            start,
            network,
            exchange,
            since,
            sleep,
            awake * MicroPerMilli,
            (meter.MilliampereHours - awake) * MicroPerMilli,
            meter.MeanMilliamperes * MicroPerMilli,
            capacityMilliampereHours,
            meter.LifeDays(capacityMilliampereHours));
    }
}
