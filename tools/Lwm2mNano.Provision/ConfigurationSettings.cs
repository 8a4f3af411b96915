using Lwm2mNano.Device;
using Lwm2mNano.Device.Battery;

namespace Lwm2mNano.Provision;

/// <summary>What a device is to be told. What is <see langword="null"/> is left out of the file.</summary>
public sealed class ConfigurationSettings
{
    /// <summary>The lifetime of a registration where nobody says otherwise, in seconds.</summary>
    public const int DefaultLifetimeSeconds = 3600;

    /// <summary>The Short Server ID where nobody says otherwise.</summary>
    public const int DefaultShortServerId = 1;

    /// <summary>The server, coap://host[:port] or coaps://host[:port].</summary>
    public required string ServerUri { get; init; }

    /// <summary>
    /// Whether it is a bootstrap server, which gives the device its servers: then the lifetime and the Short Server ID are not written.
    /// </summary>
    public bool IsBootstrapServer { get; init; }

    /// <summary>How long the device waits before it asks the bootstrap server, in seconds.</summary>
    public int HoldOffSeconds { get; init; }

    /// <summary>How long the bootstrap server's account is kept after a bootstrap, in seconds; 0 for ever.</summary>
    public int AccountTimeoutSeconds { get; init; }

    /// <summary>The Endpoint Client Name; without it the device takes one of its own.</summary>
    public string EndpointName { get; init; }

    /// <summary>The lifetime of a registration in seconds, 1 or more.</summary>
    public int LifetimeSeconds { get; init; } = DefaultLifetimeSeconds;

    /// <summary>The Short Server ID, 1 to 65534.</summary>
    public int ShortServerId { get; init; } = DefaultShortServerId;

    /// <summary>The identity of the pre-shared key; with it the Security Mode is 0, without it 3 (NoSec).</summary>
    public string Identity { get; init; }

    /// <summary>The pre-shared key.</summary>
    public byte[] Key { get; init; }

    /// <summary>Every how many seconds the battery is reported to the servers; without it a device that sleeps reports at each wake-up.</summary>
    public int? ReportSeconds { get; init; }

    /// <summary>The Wi-Fi network's name.</summary>
    public string Ssid { get; init; }

    /// <summary>The Wi-Fi network's password.</summary>
    public string Password { get; init; }

    /// <summary>The GPIO of the battery's divider.</summary>
    public int? BatteryPin { get; init; }

    /// <summary>The battery's settings; written only where there is a pin.</summary>
    public BatterySettings Battery { get; init; } = new();

    /// <summary>When the device is awake.</summary>
    public SleepSettings Sleep { get; init; } = new();
}
