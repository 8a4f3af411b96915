using Lwm2mNano.Client;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Reports the battery's voltage while the radio loads it, apart from the voltage at rest: the lowest of a wake-up, in Object 3316. An old cell shows
    /// there first.
    /// </summary>
    internal sealed class LoadReport
    {
        private readonly LwM2mClient _client;
        private readonly IBattery _battery;
        private readonly VoltageObject _object;
        private readonly PathList _paths = new PathList(1);
        private int _lowest = int.MaxValue;

        public LoadReport(LwM2mClient client, IBattery battery, VoltageObject target)
        {
            _client = client;
            _battery = battery;
            _object = target;
            ResourcePath path = new ResourcePath();
            path.Set(VoltageObject.Id, VoltageObject.LoadInstance, VoltageObject.SensorValue, ResourcePath.None);
            _paths.Add(path);
        }

        /// <summary>Measures, while the radio is on.</summary>
        public void Sample()
        {
            int millivolts = _battery == null ? -1 : _battery.MeasureMillivolts();
            if (millivolts >= 0 && millivolts < _lowest)
            {
                _lowest = millivolts;
            }
        }

        /// <summary>Has the lowest voltage sent.</summary>
        public void Report(long now)
        {
            if (_lowest != int.MaxValue)
            {
                _object.SetLoadMillivolts(_lowest);
                _client.Send(_paths, now);
            }
        }
    }
}
