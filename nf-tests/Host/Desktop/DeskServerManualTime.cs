using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A clock that stands still until a test moves it; timers fire on the thread that does.</summary>
    internal sealed class DeskServerManualTime : TimeProvider
    {
        private readonly List<ManualTimer> _timers = new();
        private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object state, TimeSpan dueTime, TimeSpan period)
        {
            ManualTimer timer = new(this, callback, state);
            timer.Change(dueTime, period);
            lock (_timers)
            {
                _timers.Add(timer);
            }

            return timer;
        }

        /// <summary>Lets time pass.</summary>
        public void Advance(double seconds)
        {
            DateTimeOffset end = _now.AddSeconds(seconds);
            while (Next(end) is ManualTimer timer)
            {
                _now = timer.Due > _now ? timer.Due : _now;
                timer.Fire();
            }

            _now = end;
        }

        private ManualTimer Next(DateTimeOffset end)
        {
            lock (_timers)
            {
                return _timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            }
        }

        private sealed class ManualTimer : ITimer
        {
            private readonly DeskServerManualTime _time;
            private readonly TimerCallback _callback;
            private readonly object _state;

            public ManualTimer(DeskServerManualTime time, TimerCallback callback, object state)
            {
                _time = time;
                _callback = callback;
                _state = state;
            }

            public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : _time._now + dueTime;
                return true;
            }

            public void Fire()
            {
                Due = DateTimeOffset.MaxValue;
                _callback(_state);
            }

            public void Dispose()
            {
                lock (_time._timers)
                {
                    _time._timers.Remove(this);
                }
            }

            public System.Threading.Tasks.ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }
        }
    }
}
