using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Reports the battery to the servers at an interval, without being asked (Send). What is measured while no server can be told goes out
    /// together later.
    /// </summary>
    internal sealed class BatteryReport
    {
        private const int PathCount = 2;

        private readonly LwM2mClient _client;
        private readonly DeviceObject _device;
        private readonly IClock _clock;
        private readonly long _interval;

        // How much earlier than due a report may be: a device that sleeps cannot choose.
        private readonly long _tolerance;
        private readonly PathList _paths = new PathList(PathCount);
        private long _due;
        private bool _isUtcKnown;
        private long _utcOffset;

        public BatteryReport(LwM2mClient client, DeviceObject device, IClock clock, int seconds, int toleranceSeconds)
        {
            _tolerance = (long)toleranceSeconds * CoapTiming.MillisecondsPerSecond;
            _client = client;
            _device = device;
            _clock = clock;
            _interval = (long)seconds * CoapTiming.MillisecondsPerSecond;
            ResourcePath path = new ResourcePath();
            path.Set(DeviceObject.Id, 0, DeviceObject.BatteryLevel, ResourcePath.None);
            _paths.Add(path);
            path.Set(DeviceObject.Id, 0, DeviceObject.PowerSourceVoltage, ResourcePath.None);
            _paths.Add(path);
        }

        public void Save(StateWriter state)
        {
            state.WriteTime(_due);
        }

        public void Restore(StateReader state)
        {
            _due = state.ReadTime();
        }

        /// <summary>Measures and sends when it is due, and says when it is again. What the board does not know is not sent.</summary>
        public long Advance(long now)
        {
            TellTime(now);
            if (now + _tolerance >= _due)
            {
                _device.Refresh();
                _client.Send(_paths, now);

                // What was missed is not made up for.
                _due = _due + _interval > now ? _due + _interval : now + _interval;
            }

            return _due;
        }

        // The clock counts whole seconds: the latest beginning of one is the most exact. One much earlier means that the clock was set back.
        private void TellTime(long now)
        {
            long utc = _clock.UtcSeconds;
            if (utc < DeviceApplication.MinUtcSeconds)
            {
                return;
            }

            long offset = (utc * CoapTiming.MillisecondsPerSecond) - now;
            if (!_isUtcKnown || offset > _utcOffset || offset < _utcOffset - CoapTiming.MillisecondsPerSecond)
            {
                _isUtcKnown = true;
                _utcOffset = offset;
                _client.SetUtc(utc * CoapTiming.MillisecondsPerSecond, now);
            }
        }
    }
}
