using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// One wake-up of a device that sleeps: measures the battery and, where something is new, brings the network up, lets the client say it and the
    /// servers what they have kept for it, and says for how long to sleep. Each phase has a time-out. A state machine on a time that is handed in, like the client.
    /// </summary>
    internal sealed class SleepCycle
    {
        // Less than an attempt to connect takes, and more than the platform's own steps.
        private const int NetworkPollMilliseconds = 20;
        private const int MinSleepMilliseconds = 1000;
        private const int MaxDoublings = 16;
        private const int MinPinMilliseconds = 5000;

        // 14 to 21 s, not 93: what is lost three times is for the next wake-up.
        private const int MaxRetransmit = 2;

        private readonly LwM2mClient _client;
        private readonly SleepSettings _settings;
        private readonly INetwork _network;
        private readonly IClock _clock;
        private readonly IBattery _battery;
        private readonly BatteryReport _report;
        private readonly LoadReport _load;
        private readonly IDeviceObserver _observer;
        private Phase _phase;
        private long _wokeAt;
        private long _phaseEnd;

        // Kept over sleeps: failures in a row, and whether the battery is below its cut-off.
        private int _failures;
        private bool _isCutOff;

        private enum Phase
        {
            Measure,
            Network,
            Exchange,
            Over,
        }

        public SleepCycle(
            LwM2mClient client, SleepSettings settings, Board board, IBattery battery, BatteryReport report, LoadReport load)
        {
            _client = client;
            _settings = settings;
            _network = board.Network;
            _clock = board.Clock;
            _battery = battery;
            _report = report;
            _load = load;
            _observer = board.Observer;
            _client.MaxRetransmit = MaxRetransmit;
        }

        /// <summary>Whether it is time to sleep.</summary>
        public bool IsOver => _phase == Phase.Over;

        /// <summary>For how long, in milliseconds.</summary>
        public long SleepMilliseconds { get; private set; }

        /// <summary>
        /// Whether the wake-up pin is to wake: not where it has just woken a device that had hardly slept. One that is held at its level would wake it
        /// without end.
        /// </summary>
        public bool IsPinArmed { get; private set; } = true;

        /// <summary>Why, one of <see cref="SleepReason"/>.</summary>
        public int Reason { get; private set; }

        /// <summary>Whether the network is up and the client talks.</summary>
        public bool IsOnline => _phase == Phase.Exchange;

        public void Save(StateWriter state)
        {
            state.WriteNumber(_failures);
            state.WriteBoolean(_isCutOff);
            state.WriteNumber(SleepMilliseconds);
            state.WriteNumber(_clock.UtcSeconds);
            state.WriteNumber(_battery == null ? 0 : _battery.Memory);
            _report.Save(state);
        }

        /// <summary>Reads what <see cref="Save"/> has written, and says how long the device has slept, in milliseconds.</summary>
        public long Restore(StateReader state, int cause)
        {
            _failures = state.ReadCount(int.MaxValue);
            _isCutOff = state.ReadBoolean();
            long planned = state.ReadNumber();
            long utc = state.ReadNumber();
            int memory = (int)state.ReadNumber();
            if (_battery != null)
            {
                _battery.Memory = memory;
            }

            _report.Restore(state);
            long slept = (_clock.UtcSeconds - utc) * CoapTiming.MillisecondsPerSecond;

            // The timer knows. Else it is the clock's turn if it has gone on; one that jumps says nothing, and then it was the whole sleep: what is
            // taken for longer ago than it is gets an Update too early, not too late.
            bool isClockRight = slept >= 0 && (cause == WakeCause.Start ? utc >= DeviceApplication.MinUtcSeconds : slept <= planned);
            if (cause == WakeCause.Timer || !isClockRight)
            {
                slept = planned;
            }

            IsPinArmed = cause != WakeCause.Pin || slept >= MinPinMilliseconds;
            if (utc >= DeviceApplication.MinUtcSeconds && _clock.UtcSeconds < utc)
            {
                _clock.UtcSeconds = utc + (slept / CoapTiming.MillisecondsPerSecond);
            }

            return slept;
        }

        /// <summary>Begins, when the client has been started or resumed.</summary>
        public void Begin(long now)
        {
            _wokeAt = now;
            _phase = Phase.Measure;
        }

        /// <summary>Does what is due, and says when there is more.</summary>
        public long Step(long now)
        {
            switch (_phase)
            {
                case Phase.Measure:
                    return Measure(now);
                case Phase.Network:
                    return AwaitNetwork(now);
                case Phase.Exchange:
                    return Exchange(now);
                default:
                    return CoapTiming.Never;
            }
        }

        private long Measure(long now)
        {
            _client.Measure(DeviceObject.Id, now);
            if (IsBelowCutOff())
            {
                if (_isCutOff)
                {
                    return End(SleepReason.CutOff, now);
                }

                // The last report.
                _isCutOff = true;
            }
            else
            {
                _isCutOff = false;
            }

            _report.Advance(now);
            _client.SleepsUntil(now + (Interval() * Stretch()) + LongestExchange());
            if (!_client.WantsNetwork(now))
            {
                // Nothing is new, or every server is one to wait for: the radio stays off.
                return End(_client.IsTold ? SleepReason.Done : SleepReason.NoAnswer, now);
            }

            _network.Connect(0);
            _phase = Phase.Network;
            _phaseEnd = now + ((long)_settings.NetworkSeconds * CoapTiming.MillisecondsPerSecond);
            return now;
        }

        private long AwaitNetwork(long now)
        {
            _load.Sample();
            if (!_network.IsUp)
            {
                if (now >= _phaseEnd)
                {
                    _failures++;
                    return End(SleepReason.NoNetwork, now);
                }

                return now + NetworkPollMilliseconds;
            }

            if (_observer != null)
            {
                _observer.OnNetworkUp();
            }

            _load.Report(now);
            _phase = Phase.Exchange;
            _phaseEnd = now + LongestExchange();
            return now;
        }

        // The servers' window follows the exchange: it is no part of what times out.
        private long LongestExchange()
        {
            return ((long)_settings.ExchangeSeconds * CoapTiming.MillisecondsPerSecond) + _settings.AwakeMilliseconds;
        }

        private long Exchange(long now)
        {
            long next = _client.Step(now);
            if (_client.IsAsleep(now))
            {
                _failures = _client.IsTold ? 0 : _failures + 1;
                return End(_client.IsTold ? SleepReason.Done : SleepReason.NoAnswer, now);
            }

            if (now >= _phaseEnd)
            {
                _failures++;
                return End(SleepReason.NoAnswer, now);
            }

            return next < _phaseEnd ? next : _phaseEnd;
        }

        private bool IsBelowCutOff()
        {
            if (_battery == null || _battery.Millivolts < 0 || _settings.CutOffMillivolts <= 0)
            {
                return false;
            }

            return _battery.Millivolts < _settings.CutOffMillivolts + (_isCutOff ? SleepSettings.CutOffHysteresisMillivolts : 0);
        }

        private long Interval()
        {
            return (long)_settings.SleepSeconds * CoapTiming.MillisecondsPerSecond;
        }

        private int Stretch()
        {
            return _battery != null && _battery.IsLow ? _settings.LowBatteryFactor : 1;
        }

        private long End(int reason, long now)
        {
            long interval = Interval();
            if (_isCutOff)
            {
                reason = SleepReason.CutOff;
                interval = (long)SleepSettings.CutOffSleepSeconds * CoapTiming.MillisecondsPerSecond;
            }
            else
            {
                long longest = (long)_settings.LongestSleepSeconds * CoapTiming.MillisecondsPerSecond;
                for (int i = 1; i < _failures && i < MaxDoublings && interval < longest; i++)
                {
                    interval *= 2;
                }

                interval = _failures > 1 && interval > longest ? longest : interval;
                interval *= Stretch();
                if (reason == SleepReason.Done && _battery != null && _battery.IsLow)
                {
                    reason = SleepReason.LowBattery;
                }
            }

            // The reports keep their distance however long they take.
            long sleep = _wokeAt + interval - now;
            SleepMilliseconds = sleep < MinSleepMilliseconds ? MinSleepMilliseconds : sleep;
            Reason = reason;
            _phase = Phase.Over;
            return now;
        }
    }
}
