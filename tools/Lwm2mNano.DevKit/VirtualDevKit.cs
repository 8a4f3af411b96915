using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Lwm2mNano.Client;
using Lwm2mNano.Device;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;
using Lwm2mNano.Provision;

namespace Lwm2mNano.DevKit;

/// <summary>
/// The device's application, as it is flashed, on this machine: configuration from the bytes that a board would read, UDP, a battery behind
/// a simulated converter, a flash that keeps what servers have changed. A restart and a wake-up build the application anew from the configuration.
/// </summary>
public sealed class VirtualDevKit : IDisposable
{
    private const int MillisecondsPerSecond = 1000;
    private const int MaxBatteryMillivolts = 100_000;
    private const int SensorMillivolts = 1500;

    private readonly DevKitOptions _options;
    private readonly IDevKitObserver _observer;
    private readonly byte[] _configuration;
    private readonly HostClock _clock = new();
    private readonly HostRandom _random = new();
    private readonly HostNetwork _network = new();
    private readonly HostSleep _sleep = new();
    private readonly ManualResetEventSlim _stopping = new();
    private readonly FixedAdc _sensor = new(new AdcScale { DividerNumerator = 1 }, SensorMillivolts);
    private readonly UdpTransport[] _udp = new UdpTransport[Limits.MaxServers];
    private readonly CountingTransport[] _counters = new CountingTransport[Limits.MaxServers];
    private readonly IDatagramTransport[] _transports = new IDatagramTransport[Limits.MaxServers];
    private readonly DtlsTransport[] _dtls;
    private readonly PcapTransport _pcap;
    private readonly CycleMeter _meter;
    private readonly IStore _store;
    private readonly HostPower _power;
    private readonly IBattery _battery;
    private readonly Lock _gate = new();
    private DeviceApplication _application;
    private bool _stopRequested;

    /// <summary>Checks the options and puts everything together. Nothing is sent yet.</summary>
    /// <param name="options">The options.</param>
    /// <param name="observer">Who is told what happens, or <see langword="null"/>.</param>
    /// <exception cref="DevKitException">The options cannot be used.</exception>
    public VirtualDevKit(DevKitOptions options, IDevKitObserver observer)
    {
        if (options.LifetimeSeconds < 1 || options.Seconds < 1 || options.ReportSeconds < 1)
        {
            throw new DevKitException("--lifetime, --report and --seconds: give 1 second or more.");
        }

        if (options.Loss is not (>= 0 and <= 1))
        {
            throw new DevKitException("--loss: a probability is 0 to 1.");
        }

        if (options.CapacityMilliampereHours is not (> 0 and <= DevKitOptions.MaxCapacityMilliampereHours))
        {
            throw new DevKitException($"--capacity: more than 0, up to {DevKitOptions.MaxCapacityMilliampereHours} mAh.");
        }

        _options = options;
        _observer = observer;
        _meter = new CycleMeter(options.Model, options.CapacityMilliampereHours, _clock);
        _configuration = options.ConfigurationFile is null ? WriteConfiguration(options) : ReadConfiguration(options);
        Configuration configuration = LoadConfiguration();
        IDtlsEngine engine = NativeDtlsEngine.Create(out string problem);
        if (engine is null && configuration.IsSecure)
        {
            throw new DevKitException($"coaps://: {problem}");
        }

        if (engine is not null && configuration.IsSecure && configuration.Sleep.IsSleeper && (engine.Features() & DtlsFeature.ConnectionId) == 0)
        {
            Console.Error.WriteLine(
                "devkit: this machine's mbedTLS has no Connection ID, so each wake-up makes a handshake: tools/setup builds the engine with 3.6.");
        }

        _battery = CreateBattery(options, configuration.Battery);
        if (options.StoreDirectory is not null)
        {
            FileStore files = new(CreateDirectory(options.StoreDirectory));
            _store = files;
            _power = new HostPower(() => files.DeleteAllBut(ConfigurationFormat.FileName));
        }
        else
        {
            MemoryStore memory = new();
            _store = memory;
            _power = new HostPower(memory.Clear);
        }

        // A bootstrap server may give the device servers with DTLS or without, whatever its own has.
        _dtls = new DtlsTransport[engine is null ? 0 : _transports.Length];
        for (int i = 0; i < _transports.Length; i++)
        {
            _udp[i] = new UdpTransport();
            IDatagramTransport transport = _udp[i];
            if (options.PcapFile is not null)
            {
                PcapTransport pcap = _pcap is null
                    ? new PcapTransport(transport, CreateFile(options.PcapFile), _clock)
                    : new PcapTransport(transport, _pcap);
                _pcap ??= pcap;
                transport = pcap;
            }

            if (options.Loss > 0)
            {
                // Round the capture: the file shows what the network saw.
                transport = new FaultyTransport(transport, _clock, options.Seed + i) { Loss = options.Loss };
            }

            // Round the losses: a board pays for what is lost, too.
            _counters[i] = new CountingTransport(transport);
            transport = _counters[i];
            if (engine is not null)
            {
                _dtls[i] = new DtlsTransport(transport, engine, null, _clock, Limits.MaxDatagramBytes);
                transport = _dtls[i];
            }

            _transports[i] = transport;
        }
    }

    /// <summary>Whether the devkit was ever registered.</summary>
    public bool WasRegistered { get; private set; }

    /// <summary>
    /// Runs the application on the calling thread, again after each restart and each sleep, until <see cref="Stop"/> or the seconds of the options.
    /// It deregisters first, unless it is asleep.
    /// </summary>
    /// <returns>Whether it ended because it was told to; else the application found no way to go on.</returns>
    public bool Run()
    {
        using Timer timer = new(_ => Stop(), null, Milliseconds(_options.Seconds), Timeout.Infinite);
        while (true)
        {
            DeviceApplication application = new(LoadConfiguration(), CreateBoard());
            lock (_gate)
            {
                if (_stopRequested)
                {
                    return true;
                }

                _application = application;
            }

            application.Run();
            if (application.IsAsleep)
            {
                if (_stopping.Wait(TimeSpan.FromMilliseconds(_sleep.RequestedMilliseconds)))
                {
                    return true;
                }

                _sleep.Cause = WakeCause.Timer;
                continue;
            }

            _sleep.Cause = WakeCause.Start;
            if (!application.IsRestartRequested)
            {
                lock (_gate)
                {
                    return _stopRequested;
                }
            }

            _observer?.OnRebooting();
        }
    }

    /// <summary>Makes <see cref="Run"/> deregister and end within <see cref="DeviceApplication.StopTimeoutMilliseconds"/>; from any thread.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopRequested = true;
            _stopping.Set();
            _application?.Stop();
        }
    }

    /// <summary>Closes the sockets, the pcap file and the battery.</summary>
    public void Dispose()
    {
        _pcap?.Dispose();
        foreach (UdpTransport udp in _udp)
        {
            udp.Dispose();
        }

        (_battery as IDisposable)?.Dispose();
        _stopping.Dispose();
    }

    private static int Milliseconds(int? seconds) =>
        seconds is int some ? (int)Math.Min((long)some * MillisecondsPerSecond, int.MaxValue) : Timeout.Infinite;

    private static byte[] WriteConfiguration(DevKitOptions options)
    {
        if (options.ServerUri is null || options.EndpointName is null)
        {
            throw new DevKitException("Nothing to register with: give --server coap://HOST[:PORT] and --endpoint NAME, or --config FILE.");
        }

        if (options.IsBootstrapServer && options.LifetimeSeconds is not null)
        {
            throw new DevKitException("--lifetime: not with --bootstrap, for the bootstrap server says it.");
        }

        bool isSecure = options.ServerUri.StartsWith("coaps://", StringComparison.Ordinal);
        if (isSecure && (options.Identity is null || options.Key is null))
        {
            throw new DevKitException($"--server {options.ServerUri}: coaps:// needs --identity ID and --key-file FILE.");
        }

        if (!isSecure && (options.Identity is not null || options.Key is not null))
        {
            throw new DevKitException($"--server {options.ServerUri}: an identity and a key are for coaps://.");
        }

        SleepSettings sleep = options.Sleep ?? new SleepSettings();
        byte[] content = ConfigurationWriter.Write(
            new ConfigurationSettings
            {
                ServerUri = options.ServerUri,
                IsBootstrapServer = options.IsBootstrapServer,
                EndpointName = options.EndpointName,
                LifetimeSeconds = options.LifetimeSeconds ?? SleepOptions.LifetimeFor(sleep),
                ReportSeconds = options.ReportSeconds,
                Sleep = sleep,
                Identity = options.Identity,
                Key = options.Key,
            },
            out ConfigurationResult result);
        return result switch
        {
            ConfigurationResult.Ok => content,
            ConfigurationResult.InvalidServer =>
                throw new DevKitException($"--server {options.ServerUri}: not of the form coap://HOST[:PORT] or coaps://HOST[:PORT]."),
            ConfigurationResult.InvalidEndpointName =>
                throw new DevKitException($"--endpoint: a name has 1 to {Limits.MaxEndpointNameBytes} bytes."),
            ConfigurationResult.InvalidObject when isSecure =>
                throw new DevKitException($"--identity, --key: up to {Limits.MaxIdentityBytes} and {Limits.MaxSecretKeyBytes} bytes."),
            _ => throw new DevKitException($"--server: a URI has up to {Limits.MaxServerUriBytes} bytes."),
        };
    }

    private static byte[] ReadConfiguration(DevKitOptions options)
    {
        if (options.ServerUri is not null)
        {
            throw new DevKitException("--server and --config: give one of them, for the file names a server.");
        }

        if (options.LifetimeSeconds is not null || options.Identity is not null || options.Key is not null
            || options.IsBootstrapServer || options.ReportSeconds is not null || options.Sleep is not null)
        {
            throw new DevKitException(
                "--lifetime, --bootstrap, --report, --sleep, --queue, --awake, --identity and a key do not go with --config, for the file has them.");
        }

        try
        {
            return File.ReadAllBytes(options.ConfigurationFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DevKitException($"--config {options.ConfigurationFile}: {exception.Message}");
        }
    }

    private static Stream CreateFile(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DevKitException($"--pcap {path}: {exception.Message}");
        }
    }

    private static string CreateDirectory(string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DevKitException($"--store {path}: {exception.Message}");
        }
    }

    private Configuration LoadConfiguration()
    {
        Configuration configuration = new();
        ConfigurationResult result = configuration.Parse(_configuration, _configuration.Length);
        if (result != ConfigurationResult.Ok)
        {
            throw new DevKitException($"--config {_options.ConfigurationFile}: {ConfigurationFormat.Explain(result)}.");
        }

        if (_options.EndpointName is not null)
        {
            configuration.EndpointName = Encoding.UTF8.GetBytes(_options.EndpointName);
        }

        for (int i = 0; i < configuration.Server.InstanceCount; i++)
        {
            ServerAccount server = configuration.Server.Account(configuration.Server.InstanceIdAt(i));
            if (configuration.Sleep.ExplainLifetime(server.LifetimeSeconds) is string lifetime)
            {
                throw new DevKitException($"--lifetime: {lifetime}.");
            }
        }

        int length = configuration.EndpointName?.Length ?? 0;
        if (length is < 1 or > Limits.MaxEndpointNameBytes)
        {
            throw new DevKitException($"--endpoint: give a name of 1 to {Limits.MaxEndpointNameBytes} bytes.");
        }

        return configuration;
    }

    private Board CreateBoard() => new()
    {
        Clock = _clock,
        Random = _random,
        Network = _network,
        NetworkStatus = _network,
        Transports = _transports,
        Store = _store,
        Sleep = _sleep,
        SleepStore = _store,
        Battery = _battery,
        VoltageInput = _sensor,
        Memory = new HostMemory(),
        Power = _power,
        Information = new DeviceInformation
        {
            Manufacturer = "Lwm2mNano"u8.ToArray(),
            ModelNumber = "Virtual devkit"u8.ToArray(),
            SerialNumber = Encoding.UTF8.GetBytes(Environment.MachineName),
            FirmwareVersion = Encoding.UTF8.GetBytes(DeviceApplication.Version),
            DeviceType = "sensor"u8.ToArray(),
        },
        Observer = new RegistrationWatch(this),
    };

    private IBattery CreateBattery(DevKitOptions options, BatterySettings settings)
    {
        AdcScale scale = new()
        {
            DividerNumerator = settings.DividerNumerator,
            DividerDenominator = settings.DividerDenominator,
            LowRaw = settings.LowRaw,
            LowMillivolts = settings.LowMillivolts,
            HighRaw = settings.HighRaw,
            HighMillivolts = settings.HighMillivolts,
        };
        switch (options.Battery)
        {
            case DevKitOptions.SimulatedBattery:
                return new BatterySensor(new SimulatedAdc(_clock, scale, DischargeCurve.For(settings.Chemistry), options.Seed), settings);
            case DevKitOptions.SystemBattery:
                PowerSupplyBattery battery = new(PowerSupplyBattery.SystemDirectory);
                return battery.IsPresent
                    ? battery
                    : throw new DevKitException($"--battery sysfs: {PowerSupplyBattery.SystemDirectory} has no battery; use --battery sim.");
            default:
                return int.TryParse(options.Battery, NumberStyles.None, CultureInfo.InvariantCulture, out int millivolts)
                    && millivolts <= MaxBatteryMillivolts
                    ? new BatterySensor(new FixedAdc(scale, millivolts), settings)
                    : throw new DevKitException($"--battery {options.Battery}: give sim, sysfs or a voltage in millivolts such as 3700.");
        }
    }

    /// <summary>Passes everything on and notes a registration.</summary>
    private sealed class RegistrationWatch(VirtualDevKit owner) : IDeviceObserver
    {
        public void OnEvent(ClientEvent what, int detail)
        {
            owner.WasRegistered |= what == ClientEvent.Registered;
            owner._observer?.OnEvent(what, detail);
            if (detail == TransportResult.SecurityFailed)
            {
                // The event does not say of which server it is; the others have a session or have not been tried.
                int failure = owner._dtls.Select(dtls => dtls.Failure).FirstOrDefault(failure => failure != DtlsResult.Ok);
                owner._observer?.OnSecurityFailed(DtlsResult.Explain(failure));
            }
        }

        public void OnRequest(int method, ResourcePath path, int responseCode) => owner._observer?.OnRequest(method, path, responseCode);

        public void OnNotification(ResourcePath path, bool isConfirmable) => owner._observer?.OnNotification(path, isConfirmable);

        public void OnNetworkUp()
        {
            owner._meter.Online();
            owner._observer?.OnNetworkUp();
        }

        public void OnNetworkDown(int waitSeconds) => owner._observer?.OnNetworkDown(waitSeconds);

        public void OnConfiguration(ConfigurationEvent what) => owner._observer?.OnConfiguration(what);

        public void OnAwake(int cause, bool isRestored)
        {
            owner._meter.Awake();
            owner._observer?.OnAwake(cause, isRestored);
        }

        public void OnSleeping(long milliseconds, int why)
        {
            CycleReport cycle = owner._meter.Asleep(milliseconds, owner._counters.Aggregate(default(CycleTraffic), (sum, counter) => sum + counter.Traffic));
            owner._observer?.OnSleeping(milliseconds, why);
            owner._observer?.OnCycle(cycle);
        }
    }
}
