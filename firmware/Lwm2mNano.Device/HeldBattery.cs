using Lwm2mNano.Hal;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// A battery that is measured once in a wake-up, before the radio loads it: whoever asks for a measurement later gets that one.
    /// </summary>
    internal sealed class HeldBattery : IBattery
    {
        private readonly IBattery _battery;
        private bool _isSampled;
        private bool _isKnown;

        public HeldBattery(IBattery battery)
        {
            _battery = battery;
        }

        public int Millivolts => _battery.Millivolts;

        public int Percent => _battery.Percent;

        public int Milliamperes => _battery.Milliamperes;

        public bool IsCharging => _battery.IsCharging;

        public bool IsLow => _battery.IsLow;

        public int Memory
        {
            get => _battery.Memory;
            set => _battery.Memory = value;
        }

        public bool Sample()
        {
            if (!_isSampled)
            {
                _isSampled = true;
                _isKnown = _battery.Sample();
            }

            return _isKnown;
        }

        public int MeasureMillivolts()
        {
            return _battery.MeasureMillivolts();
        }
    }
}
