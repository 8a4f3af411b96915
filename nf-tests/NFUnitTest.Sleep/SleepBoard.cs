using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A board in virtual time that sleeps: a wake-up builds the application anew on the same store, and the clock begins at zero.
    /// </summary>
    internal sealed class SleepBoard : IClock, IRandom, INetwork, IMemory, IPower, ISleep, IDeviceObserver
    {
        public const int SleepSeconds = 900;
        public const int Lifetime = 86400;

        // An application that makes more than this many steps in a row without time passing runs in a loop.
        private const int MaxStepsAtOneTime = 40;

        private readonly ConfigurationTestFile _file;
        private readonly IDatagramTransport[] _transports;
        private readonly int[] _events = new int[(int)ClientEvent.BootstrapFailed + 1];
        private long _bootedAt;
        private long _upAt = CoapTiming.Never;
        private int _random;

        public SleepBoard()
            : this(Sleeper())
        {
        }

        public SleepBoard(ConfigurationTestFile file)
        {
            _file = file;
            Server = new SleepServer(this);
            _transports = new IDatagramTransport[] { Server };
        }

        /// <summary>Builds one that has two servers, or a bootstrap server and two.</summary>
        public SleepBoard(ConfigurationTestFile file, int maxSessions)
        {
            _file = file;
            Server = new SleepServer(this, maxSessions);
            Second = new SleepServer(this, maxSessions);
            _transports = new IDatagramTransport[] { Server, Second };
        }

        /// <summary>Gets the time of the world in milliseconds, which goes on over sleeps.</summary>
        public long Now { get; set; } = 1000;

        public FlashStore Store { get; } = new FlashStore();

        public FlashStore Configurations { get; } = new FlashStore();

        public SleepServer Server { get; }

        /// <summary>Gets the second server, or null.</summary>
        public SleepServer Second { get; }

        /// <summary>Gets or sets what Object 4 tells, or null for a firmware without it.</summary>
        public INetworkStatus NetworkStatus { get; set; }

        public ClientFakeBattery Battery { get; } = new ClientFakeBattery();

        public DeviceApplication Application { get; private set; }

        public int Cause { get; set; }

        /// <summary>Gets the time since the start of the application, as the board's clock has it.</summary>
        public long Milliseconds => Now - _bootedAt;

        /// <summary>Gets or sets what added to the world's time gives the board's clock, in seconds.</summary>
        public long UtcOffset { get; set; } = 1790000000;

        public long UtcSeconds
        {
            get => (Now / 1000) + UtcOffset;
            set => UtcOffset = value - (Now / 1000);
        }

        /// <summary>Gets or sets whether the network can be reached, and how long that takes in milliseconds.</summary>
        public bool NetworkIsThere { get; set; } = true;

        public int ConnectMilliseconds { get; set; } = 200;

        public bool IsUp => NetworkIsThere && Now >= _upAt;

        public int ConnectCount { get; private set; }

        /// <summary>Gets for how long the device sleeps or slept last, in milliseconds, and why.</summary>
        public long SleepMilliseconds { get; private set; }

        public int SleepReasonSeen { get; private set; }

        /// <summary>Gets how long the last wake-up took, in milliseconds.</summary>
        public long AwakeMilliseconds { get; private set; }

        /// <summary>Gets whether the last start went on with what was kept.</summary>
        public bool WasRestored { get; private set; }

        /// <summary>Gets how many steps the last wake-up took.</summary>
        public int StepCount { get; private set; }

        public int FreeKilobytes => -1;

        public int TotalKilobytes => -1;

        /// <summary>A device.cfg of a device that wakes every 15 minutes and has one server with a key.</summary>
        public static ConfigurationTestFile Sleeper()
        {
            return Sleeper("coaps://server", SecurityMode.PreSharedKey, Lifetime).Add(ConfigurationFormat.SleepSeconds, SleepSeconds);
        }

        /// <summary>A device.cfg of a device that is always on, in queue mode, and reports every 15 minutes.</summary>
        public static ConfigurationTestFile Queueing(int awakeSeconds)
        {
            return Sleeper("coaps://server", SecurityMode.PreSharedKey, Lifetime)
                .Add(ConfigurationFormat.AwakeSeconds, awakeSeconds)
                .Add(ConfigurationFormat.ReportSeconds, SleepSeconds);
        }

        public static ConfigurationTestFile Sleeper(string uri, int mode, int lifetime)
        {
            return new ConfigurationTestFile()
                .AddSecurity(0, 1, uri, mode, mode == SecurityMode.NoSec ? "" : "me", mode == SecurityMode.NoSec ? "" : "0123456789abcdef")
                .AddServer(0, 1, lifetime)
                .Add(ConfigurationFormat.EndpointName, "device-1");
        }

        public int Count(ClientEvent what)
        {
            return _events[(int)what];
        }

        /// <summary>One whole cycle: starts the application, lets it run until it sleeps, and sleeps.</summary>
        public void Cycle()
        {
            Boot();
            Run(int.MaxValue);
            Check.True(Application.IsAsleep, "asleep");
            SleepNow();
        }

        public void Cycles(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Cycle();
            }
        }

        /// <summary>Starts the application.</summary>
        public void Boot()
        {
            // Two applications do not fit into the heap at once.
            Application = null;
            _bootedAt = Now;
            _upAt = CoapTiming.Never;
            byte[] content = _file.Content();
            Configuration configuration = new Configuration();
            Check.Is((int)ConfigurationResult.Ok, (int)configuration.Parse(content, content.Length));
            Application = new DeviceApplication(configuration, new Board
            {
                Clock = this,
                Random = this,
                Network = this,
                Transports = _transports,
                NetworkStatus = NetworkStatus,
                Store = Configurations,
                Battery = Battery,
                Sleep = this,
                SleepStore = Store,
                Memory = this,
                Power = this,
                Information = new DeviceInformation(),
                Observer = this,
            });
        }

        /// <summary>Lets the application run until it sleeps, or for so many steps; says whether it sleeps.</summary>
        public bool Run(int steps)
        {
            int atOneTime = 0;
            for (StepCount = 0; StepCount < steps; StepCount++)
            {
                long now = Milliseconds;
                long next = Application.Step(now);
                if (next == CoapTiming.Never)
                {
                    AwakeMilliseconds = Milliseconds;
                    return true;
                }

                long at = next + _bootedAt;
                at = Arrival(at);
                atOneTime = at > Now ? 0 : atOneTime + 1;
                Check.True(atOneTime < MaxStepsAtOneTime, "a loop");
                Now = at > Now ? at : Now;
            }

            return false;
        }

        /// <summary>Lets an application that is always on run for so many seconds.</summary>
        public void RunFor(int seconds)
        {
            long end = Now + (seconds * 1000L);
            int atOneTime = 0;
            while (Now < end)
            {
                long next = Application.Step(Milliseconds);
                Check.True(next != CoapTiming.Never, "running");
                long at = next + _bootedAt;
                at = Arrival(at);
                at = at < end ? at : end;
                atOneTime = at > Now ? 0 : atOneTime + 1;
                Check.True(atOneTime < MaxStepsAtOneTime, "a loop");
                Now = at > Now ? at : Now;
            }
        }

        /// <summary>Lets the time of the sleep pass.</summary>
        public void SleepNow()
        {
            Cut();
            Now += SleepMilliseconds;
            Cause = WakeCause.Timer;
        }

        /// <summary>Power fails now and is back at once.</summary>
        public void CutPower()
        {
            Cut();
            Cause = WakeCause.Start;
        }

        private void Cut()
        {
            Server.Cut();
            if (Second != null)
            {
                Second.Cut();
            }
        }

        // What has arrived and was not taken does not wake a device that sleeps.
        private long Arrival(long at)
        {
            long arrival = Server.NextArrival;
            arrival = Second != null && Second.NextArrival < arrival ? Second.NextArrival : arrival;
            return arrival > Now && arrival < at ? arrival : at;
        }

        public int Next()
        {
            // Numbers that differ, and the shortest waits.
            _random += 65536 * 1001;
            return _random & 0x7FFF0000;
        }

        public bool Connect(int timeoutMilliseconds)
        {
            ConnectCount++;
            _upAt = Now + ConnectMilliseconds;
            if (timeoutMilliseconds > 0)
            {
                Now = _upAt;
            }

            return IsUp;
        }

        public bool IsPinArmed { get; private set; }

        public void DeepSleep(long milliseconds, bool wakesByPin)
        {
            IsPinArmed = wakesByPin;
            Check.True(milliseconds > 0);
            Check.Is(milliseconds, SleepMilliseconds);
        }

        public void Reboot()
        {
        }

        public void FactoryReset()
        {
        }

        public void OnEvent(ClientEvent what, int detail)
        {
            _events[(int)what]++;
        }

        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
        }

        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
        }

        public void OnNetworkUp()
        {
        }

        public void OnNetworkDown(int waitSeconds)
        {
        }

        public void OnConfiguration(ConfigurationEvent what)
        {
        }

        public void OnAwake(int cause, bool isRestored)
        {
            WasRestored = isRestored;
        }

        public void OnSleeping(long milliseconds, int why)
        {
            SleepMilliseconds = milliseconds;
            SleepReasonSeen = why;
        }
    }
}
