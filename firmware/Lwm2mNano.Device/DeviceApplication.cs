using System.Threading;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// The application of a device: a client with its objects, and one timer thread that keeps the network up, steps the client, stores the
    /// configuration when a server has changed it, and waits for the next datagram or deadline. Nothing else runs. A network or a server that
    /// is away is waited for with growing delays; nothing is allocated for that but what an attempt to connect takes. A device that sleeps
    /// (<see cref="SleepSettings"/>) goes through one <see cref="SleepCycle"/> and is in deep sleep then; a wake-up is a new start.
    /// </summary>
    public sealed class DeviceApplication
    {
        /// <summary>The version of the application, the Firmware Version of the Device Object.</summary>
        public const string Version = "0.1.0";

        /// <summary>The longest wait for a datagram, so that a lost network and <see cref="Stop"/> are noticed, in milliseconds.</summary>
        public const int MaxWaitMilliseconds = 1000;

        /// <summary>How long one attempt to bring the network up may take, in milliseconds.</summary>
        public const int ConnectTimeoutMilliseconds = 30000;

        /// <summary>The delay after the first failed attempt to bring the network up, in milliseconds; each one doubles it.</summary>
        public const int FirstConnectDelayMilliseconds = 5000;

        /// <summary>The longest delay between two attempts to bring the network up, in milliseconds.</summary>
        public const int MaxConnectDelayMilliseconds = 300000;

        /// <summary>How long the network has to stay up for the delay to start from the beginning again, in milliseconds.</summary>
        public const int StableNetworkMilliseconds = 60000;

        /// <summary>How long <see cref="Stop"/> lets the server take to answer the Deregister, in milliseconds.</summary>
        public const int StopTimeoutMilliseconds = 5000;

        /// <summary>
        /// How long one server's path is waited on while there are others, in milliseconds: a datagram of another one waits so long at most. No
        /// shorter, for a board waits in steps of 10 ms, and each wait costs a round of the loop.
        /// </summary>
        public const int SharedWaitMilliseconds = 50;

        /// <summary>How long a store that failed is left alone before the configuration is stored again, in milliseconds.</summary>
        public const int StoreRetryMilliseconds = 60000;

        /// <summary>The time before which a clock has not been set, in seconds since 1970: 2024-01-01 00:00:00 UTC.</summary>
        public const long MinUtcSeconds = 1704067200;

        private const int NoAnswer = 0;

        private readonly IClock _clock;
        private readonly INetwork _network;
        private readonly IDatagramTransport[] _transports;
        private readonly IDeviceObserver _observer;
        private readonly RestartSwitch _restart;
        private readonly LwM2mClient _client;
        private readonly BatteryReport _report;
        private readonly ConfigurationStore _store;

        // Of a device that sleeps.
        private readonly ISleep _sleep;
        private readonly SleepCycle _cycle;
        private readonly SleepRecord _record;
        private readonly uint _origin;
        private readonly StateWriter _writer = new StateWriter();

        // What added to the clock's time gives the client's, which goes on over sleeps.
        private long _timeOffset;

        // Whether the objects have the stored configuration, or what this firmware accepted of it.
        private bool _isStored;
        private bool _isRefused;

        private int _storedVersion;
        private long _storeAt;
        private int _waitedOn;

        private bool _isStarted;
        private bool _isRunning;

        // Set by any thread; the loop calls out in every round, so it sees the change.
        private bool _stopRequested;
        private long _stopDeadline = CoapTiming.Never;

        private bool _wasUp;
        private long _upSince;
        private long _connectAt;
        private int _connectDelay = FirstConnectDelayMilliseconds;

        /// <summary>
        /// Puts the application together. Allocates all that it will need.
        /// </summary>
        /// <param name="configuration">A configuration that was read and has an endpoint name.</param>
        /// <param name="board">The board; its parts are used on the timer thread only.</param>
        public DeviceApplication(Configuration configuration, Board board)
        {
            _clock = board.Clock;
            _network = board.Network;
            _transports = board.Transports;
            _observer = board.Observer;
            _restart = new RestartSwitch(board.Power);
            _client = new LwM2mClient(
                configuration.EndpointName, configuration.Security, configuration.Server, board.Transports, board.Random, board.Observer);
            SleepSettings settings = configuration.Sleep;
            bool isSleeper = settings.IsSleeper && board.Sleep != null;
            _client.AwakeMilliseconds = settings.AwakeMilliseconds;
            IBattery battery = isSleeper && board.Battery != null ? new HeldBattery(board.Battery) : board.Battery;
            DeviceObject device = new DeviceObject(board.Information, battery, board.Memory, board.Clock, _restart);
            _client.Add(device);
            if (board.NetworkStatus != null)
            {
                _client.Add(new ConnectivityMonitoringObject(board.NetworkStatus));
            }

            bool reportsLoad = isSleeper && board.Battery != null;
            VoltageObject voltage = null;
            if (board.VoltageInput != null || reportsLoad)
            {
                voltage = new VoltageObject(board.VoltageInput, reportsLoad);
                _client.Add(voltage);
            }

            if (configuration.ReportSeconds > 0 || isSleeper)
            {
                _report = new BatteryReport(_client, device, board.Clock, configuration.ReportSeconds, isSleeper ? settings.SleepSeconds / 2 : 0);
            }

            if (board.Store != null)
            {
                _store = new ConfigurationStore(board.Store, configuration.Checksum);
                Restore();
            }

            if (isSleeper)
            {
                _origin = configuration.Checksum;
                _sleep = board.Sleep;
                _record = board.SleepStore == null ? null : new SleepRecord(board.SleepStore);
                _cycle = new SleepCycle(_client, settings, board, battery, _report, new LoadReport(_client, battery, voltage));
            }
        }

        /// <summary>Gets whether the application was started and has not ended yet.</summary>
        public bool IsRunning => _isRunning;

        /// <summary>Gets whether it ended because a server asked for a restart; on a board nobody is left to ask.</summary>
        public bool IsRestartRequested => _restart.IsThrown;

        /// <summary>Gets whether it ended because the device goes to sleep; on a board nobody is left to ask.</summary>
        public bool IsAsleep { get; private set; }

        /// <summary>Gets the state of the registration.</summary>
        public RegistrationState State => _client.State;

        /// <summary>
        /// Starts the timer thread, once.
        /// </summary>
        public void Start()
        {
            Begin(_clock.Milliseconds);
            new Thread(Run).Start();
        }

        /// <summary>
        /// Does the timer thread's work on the calling thread, until the application has ended.
        /// </summary>
        public void Run()
        {
            Begin(_clock.Milliseconds);
            try
            {
                while (_isRunning)
                {
                    Wait(Step(_clock.Milliseconds));
                }
            }
            finally
            {
                End();
            }
        }

        /// <summary>
        /// Asks the application to deregister and end, from any thread. It ends within <see cref="MaxWaitMilliseconds"/> and
        /// <see cref="StopTimeoutMilliseconds"/>, or the time of an attempt to connect where one is going on.
        /// </summary>
        public void Stop()
        {
            _stopRequested = true;
        }

        /// <summary>
        /// One round of the timer thread: everything that is due, without waiting for a datagram. Starts the application if nobody has.
        /// </summary>
        /// <param name="now">The clock's time in milliseconds.</param>
        /// <returns>When to call again at the latest, at most <see cref="MaxWaitMilliseconds"/> later; <see cref="CoapTiming.Never"/>
        /// once the application has ended.</returns>
        [SteadyState]
        public long Step(long now)
        {
            Begin(now);
            long next = StepAt(now + _timeOffset);
            return next == CoapTiming.Never ? next : next - _timeOffset;
        }

        private long StepAt(long now)
        {
            if (_isRunning && _stopRequested && _stopDeadline == CoapTiming.Never)
            {
                _stopDeadline = now + StopTimeoutMilliseconds;
                _client.Stop();
            }

            long next = CoapTiming.Never;
            if (_isRunning)
            {
                // Also while there is no network: the report collects.
                if (_cycle == null)
                {
                    long reportAt = _report == null ? CoapTiming.Never : _report.Advance(now);
                    next = StepNetwork(now);
                    next = reportAt < next ? reportAt : next;
                }
                else
                {
                    next = StepCycle(now);
                }

                StoreConfiguration(now);
                if (_restart.IsThrown)
                {
                    _restart.Restart();
                }
            }

            bool isOverdue = now >= _stopDeadline;
            if (_client.State == RegistrationState.Stopped || _restart.IsThrown || isOverdue)
            {
                if (isOverdue && _client.State == RegistrationState.Deregistering && _observer != null)
                {
                    _observer.OnEvent(ClientEvent.Deregistered, NoAnswer);
                }

                End();
                return CoapTiming.Never;
            }

            if (_cycle != null && _cycle.IsOver)
            {
                Sleep(now);
                return CoapTiming.Never;
            }

            long latest = now + MaxWaitMilliseconds;
            latest = latest < _stopDeadline ? latest : _stopDeadline;
            return next < latest ? next : latest;
        }

        private void Begin(long now)
        {
            if (!_isStarted)
            {
                _isStarted = true;
                _connectAt = now;
                _isRunning = !_isRefused && (_cycle == null ? _client.Start(now) : WakeUp(now));
                if (!_isRunning && _isStored)
                {
                    ReturnToFactory();
                }
            }
        }

        private void End()
        {
            if (_isRunning)
            {
                for (int i = 0; i < _transports.Length; i++)
                {
                    _transports[i].Close();
                }

                _isRunning = false;
            }
        }

        // What was kept comes back before the network is up: whatever is wrong with it, a plain start is what is left.
        private bool WakeUp(long now)
        {
            bool isRestored = _record != null && _record.Load(Origin());
            if (isRestored)
            {
                long slept = _cycle.Restore(_record.Reader, _sleep.Cause);
                _timeOffset = _record.WrittenAt + slept - now;
                isRestored = !_record.Reader.IsDamaged && _client.Resume(_record.Reader, now + _timeOffset);
            }

            bool isStarted = isRestored || _client.Start(now + _timeOffset);
            _cycle.Begin(now + _timeOffset);
            if (isStarted && _observer != null)
            {
                _observer.OnAwake(_sleep.Cause, isRestored);
            }

            return isStarted;
        }

        private long StepCycle(long now)
        {
            if (_stopRequested)
            {
                // Without a network nothing reaches the server, so there is nothing to wait for.
                _wasUp = _cycle.IsOnline;
                _stopDeadline = _wasUp ? _stopDeadline : now;
                return _wasUp ? _client.Step(now) : now;
            }

            long next = _cycle.Step(now);
            _wasUp = _cycle.IsOnline;
            return next;
        }

        // The record is the last thing that is written: from there on nothing is sent.
        private void Sleep(long now)
        {
            if (_record != null)
            {
                _record.Begin(_writer, now);
                _cycle.Save(_writer);
                _client.Suspend(_writer, now);
                _record.Save(_writer, Origin());
            }

            if (_observer != null)
            {
                _observer.OnSleeping(_cycle.SleepMilliseconds, _cycle.Reason);
            }

            End();
            IsAsleep = true;
            _sleep.DeepSleep(_cycle.SleepMilliseconds, _cycle.IsPinArmed);
        }

        // Of the configuration in force: what was kept under another one is nobody's.
        private uint Origin()
        {
            ConfigurationImage image = _client.TakeConfiguration();
            return image == null ? _origin : ConfigurationFormat.Checksum(image.Bytes, 0, image.Length);
        }

        private long StepNetwork(long now)
        {
            if (!_network.IsUp)
            {
                _wasUp = false;
                return Connect(now);
            }

            if (!_wasUp)
            {
                _wasUp = true;
                _upSince = now;
                if (_observer != null)
                {
                    _observer.OnNetworkUp();
                }

                _client.NetworkCameUp(now);
            }
            else if (now - _upSince >= StableNetworkMilliseconds)
            {
                _connectDelay = FirstConnectDelayMilliseconds;
            }

            return _client.Step(now);
        }

        private long Connect(long now)
        {
            // Nothing reaches the server, so there is nothing to wait for.
            if (_stopRequested)
            {
                _stopDeadline = now;
                return now;
            }

            if (now < _connectAt)
            {
                return _connectAt;
            }

            bool isUp = _network.Connect(ConnectTimeoutMilliseconds);

            // Also after success: a network that comes and goes is not asked for more often than one that is away.
            long after = _clock.Milliseconds;
            _connectAt = after + _connectDelay;
            if (!isUp && _observer != null)
            {
                _observer.OnNetworkDown(_connectDelay / CoapTiming.MillisecondsPerSecond);
            }

            _connectDelay = _connectDelay < MaxConnectDelayMilliseconds / 2 ? 2 * _connectDelay : MaxConnectDelayMilliseconds;
            return isUp ? after : _connectAt;
        }

        private void Restore()
        {
            ConfigurationEvent what = _store.Load(_client.StoredConfiguration);
            _isStored = what == ConfigurationEvent.Loaded || what == ConfigurationEvent.OtherLoaded;
            if (_isStored)
            {
                _isRefused = !_client.RestoreConfiguration();
            }
            else
            {
                ConfigurationImage factory = _client.TakeConfiguration();
                if (factory != null)
                {
                    _store.Note(factory);
                }
            }

            if (what != ConfigurationEvent.NotStored && !_isRefused)
            {
                Tell(what);
            }
        }

        // The objects have what is stored, or some of it: a restart gives them the factory's again. Not where it cannot be deleted, or the device
        // would restart for ever.
        private void ReturnToFactory()
        {
            Tell(ConfigurationEvent.Refused);
            if (_store.Delete() == StoreResult.Ok)
            {
                _restart.Reboot();
                _restart.Restart();
            }
        }

        // Not during a bootstrap, which may still fail and keeps what was before in the client's image.
        private void StoreConfiguration(long now)
        {
            int version = _client.ConfigurationVersion;
            if (_store == null || version == _storedVersion || now < _storeAt || _client.State == RegistrationState.Bootstrapping)
            {
                return;
            }

            ConfigurationImage image = _client.TakeConfiguration();
            int written = image == null ? StoreResult.TooLarge : _store.Save(image);
            if (written == StoreResult.Failed)
            {
                _storeAt = now + StoreRetryMilliseconds;
            }
            else
            {
                _storedVersion = version;
            }

            if (written != 0)
            {
                Tell(written > 0 ? ConfigurationEvent.Saved : ConfigurationEvent.NotSaved);
            }
        }

        private void Tell(ConfigurationEvent what)
        {
            if (_observer != null)
            {
                _observer.OnConfiguration(what);
            }
        }

        private void Wait(long next)
        {
            long wait = next - _clock.Milliseconds;
            if (!_isRunning || wait <= 0)
            {
                return;
            }

            int milliseconds = wait < MaxWaitMilliseconds ? (int)wait : MaxWaitMilliseconds;
            if (_wasUp)
            {
                WaitForDatagram(milliseconds);
            }
            else
            {
                // What a lost network left in the socket is nobody's to read now, and would end every wait at once.
                Thread.Sleep(milliseconds);
            }
        }

        // One thread cannot wait for two sockets: where there are several it waits for each in turn.
        private void WaitForDatagram(int milliseconds)
        {
            int used = 0;
            int turn = _waitedOn;
            for (int i = 1; i <= _transports.Length; i++)
            {
                int index = (_waitedOn + i) % _transports.Length;
                if (_client.UsesTransport(index))
                {
                    turn = used == 0 ? index : turn;
                    used++;
                }
            }

            if (used == 0 && _client.State == RegistrationState.Asleep)
            {
                // Every path rests, and what may still lie in its socket would end the wait at once.
                Thread.Sleep(milliseconds);
                return;
            }

            _waitedOn = turn;
            _transports[turn].Wait(used > 1 && milliseconds > SharedWaitMilliseconds ? SharedWaitMilliseconds : milliseconds);
        }
    }
}
