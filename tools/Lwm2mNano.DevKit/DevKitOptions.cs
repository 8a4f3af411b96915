using Lwm2mNano.Device;
using Lwm2mNano.Energy;

namespace Lwm2mNano.DevKit;

/// <summary>What a virtual devkit is made of. Either <see cref="ServerUri"/> and <see cref="EndpointName"/>, or a <see cref="ConfigurationFile"/>.</summary>
public sealed class DevKitOptions
{
    /// <summary>The battery that runs down by a model.</summary>
    public const string SimulatedBattery = "sim";

    /// <summary>The machine's own battery.</summary>
    public const string SystemBattery = "sysfs";

    /// <summary>The capacity of a common 18650 cell.</summary>
    public const double DefaultCapacityMilliampereHours = 2500;

    /// <summary>The largest capacity.</summary>
    public const double MaxCapacityMilliampereHours = 1000000;

    /// <summary>The server, coap://host[:port] or coaps://host[:port].</summary>
    public string ServerUri { get; init; }

    /// <summary>Whether it is a bootstrap server, which gives the device its servers.</summary>
    public bool IsBootstrapServer { get; init; }

    /// <summary>The Endpoint Client Name; goes before that of a configuration file.</summary>
    public string EndpointName { get; init; }

    /// <summary>The lifetime of the registration in seconds; <see langword="null"/> for the default.</summary>
    public int? LifetimeSeconds { get; init; }

    /// <summary>Every how many seconds the battery is reported to the servers; <see langword="null"/> for never.</summary>
    public int? ReportSeconds { get; init; }

    /// <summary>When the device is awake; <see langword="null"/> for always.</summary>
    public SleepSettings Sleep { get; init; }

    /// <summary>The path of a device's configuration file.</summary>
    public string ConfigurationFile { get; init; }

    /// <summary>
    /// The directory that is the device's flash, where a changed configuration outlives the devkit; <see langword="null"/> for a flash that lasts
    /// as long as the devkit.
    /// </summary>
    public string StoreDirectory { get; init; }

    /// <summary><see cref="SimulatedBattery"/>, <see cref="SystemBattery"/>, or a voltage in millivolts.</summary>
    public string Battery { get; init; } = SimulatedBattery;

    /// <summary>After how many seconds the devkit deregisters and ends; <see langword="null"/> for never.</summary>
    public int? Seconds { get; init; }

    /// <summary>The probability that a datagram is lost, 0 to 1, in each direction.</summary>
    public double Loss { get; init; }

    /// <summary>The seed of the losses and of the simulated battery's noise.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The board whose charge a device that sleeps is told for.</summary>
    public EnergyModel Model { get; init; } = new();

    /// <summary>What stands on its cell, in milliampere hours.</summary>
    public double CapacityMilliampereHours { get; init; } = DefaultCapacityMilliampereHours;

    /// <summary>The path of a pcap file to write.</summary>
    public string PcapFile { get; init; }

    /// <summary>The identity of the pre-shared key, for coaps.</summary>
    public string Identity { get; init; }

    /// <summary>The pre-shared key, for coaps.</summary>
    public byte[] Key { get; init; }
}
