using System;
using System.Diagnostics;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;
using Lwm2mNano.Provision;
using Lwm2mNano.Simulator;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The device's application as a sleeper, with the engine in C: each wake-up is a new application and a new path, with the store of the one before.</summary>
    internal sealed class DtlsSleeper : IBattery
    {
        public const string Endpoint = "nano-1";
        public const int IntervalSeconds = 900;

        private readonly IClock _clock;
        private readonly SimulatedStore _store = new(new SimulatedPower());
        private readonly HostSleep _sleep = new();
        private readonly HostNetwork _network = new();
        private readonly HostRandom _random = new();
        private readonly byte[] _configuration;

        public DtlsSleeper(string uri, string identity, byte[] key, IClock clock)
        {
            _clock = clock;
            _configuration = ConfigurationWriter.Write(
                new ConfigurationSettings
                {
                    ServerUri = uri, EndpointName = Endpoint, Identity = identity, Key = key, LifetimeSeconds = 86400,
                    Sleep = new SleepSettings { SleepSeconds = IntervalSeconds },
                },
                out ConfigurationResult result);
            if (result != ConfigurationResult.Ok)
            {
                throw new ArgumentException(result.ToString());
            }
        }

        public DtlsVirtualDevice.Watch Observer { get; } = new();

        public int Percent { get; set; } = 100;

        public int Millivolts => 3900;

        public int Milliamperes => int.MinValue;

        public bool IsCharging => false;

        public bool IsLow => false;

        public int Memory { get; set; }

        /// <summary>Wakes up, does what there is to do, and falls asleep.</summary>
        /// <returns>For how many milliseconds.</returns>
        public long WakeUp(IDatagramTransport path)
        {
            Configuration configuration = new();
            configuration.Parse(_configuration, _configuration.Length);
            DeviceApplication application = new(configuration, new Board
            {
                Clock = _clock,
                Random = _random,
                Network = _network,
                Transports = [new DtlsTransport(path, DtlsEngines.Native(), null, _clock, Limits.MaxDatagramBytes)],
                Store = _store,
                SleepStore = _store,
                Sleep = _sleep,
                Battery = this,
                Memory = new ClientFakeMemory(),
                Power = new HostPower(null),
                Information = new DeviceInformation { Manufacturer = "Acme"u8.ToArray() },
                Observer = Observer,
            });
            application.Run();
            Debug.Assert(application.IsAsleep);
            _sleep.Cause = WakeCause.Timer;
            return _sleep.RequestedMilliseconds;
        }

        public bool Sample() => true;

        public int MeasureMillivolts() => -1;
    }
}
