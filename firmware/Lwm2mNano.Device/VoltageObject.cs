using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Object 3316, Voltage: the voltage at a pin of the converter. It is the sample of an application's own object.
    /// </summary>
    public sealed class VoltageObject : LwM2mObject
    {
        private const int MinMeasured = 5601;
        private const int MaxMeasured = 5602;
        private const int ResetMinAndMax = 5605;
        private const int SensorValue = 5700;
        private const int SensorUnits = 5701;

        // A typical ESP32; chips differ by 5 %.
        private const int MicrovoltsAtZero = 142000;
        private const int MicrovoltsPerCount = 806;
        private const double MicrovoltsPerVolt = 1000000;

        // A smaller change is noise.
        private const int NoiseCounts = 6;

        private static readonly uint[] s_resources =
        {
            MinMeasured | Resource.Float | Resource.Read,
            MaxMeasured | Resource.Float | Resource.Read,
            ResetMinAndMax | Resource.Execute,
            SensorValue | Resource.Float | Resource.Read | Resource.Mandatory,
            SensorUnits | Resource.String | Resource.Read,
        };

        private static readonly byte[] s_units = { (byte)'V' };

        private readonly IAdcInput _input;

        // In counts; negative before the first measurement.
        private int _value = -1;
        private int _min;
        private int _max;

        /// <summary>
        /// Creates the object with its one instance.
        /// </summary>
        /// <param name="input">The pin.</param>
        public VoltageObject(IAdcInput input)
            : base(3316, s_resources, 1)
        {
            _input = input;
            AddInstance(0);
        }

        /// <inheritdoc/>
        public override int RefreshSeconds => 10;

        /// <inheritdoc/>
        public override void Refresh()
        {
            int count = _input.ReadRaw();
            bool isFirst = _value < 0;
            if (count < 0 || (!isFirst && count >= _value - NoiseCounts && count <= _value + NoiseCounts))
            {
                return;
            }

            _value = count;
            Changed(0, SensorValue);
            if (isFirst || count < _min)
            {
                _min = count;
                Changed(0, MinMeasured);
            }

            if (isFirst || count > _max)
            {
                _max = count;
                Changed(0, MaxMeasured);
            }
        }

        /// <inheritdoc/>
        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            if (resourceId == SensorUnits)
            {
                value.SetString(s_units);
                return ResponseCode.Content;
            }

            int count = resourceId == SensorValue ? _value : resourceId == MinMeasured ? _min : _max;
            value.SetFloat((MicrovoltsAtZero + (MicrovoltsPerCount * count)) / MicrovoltsPerVolt);
            return _value < 0 ? ResponseCode.ServiceUnavailable : ResponseCode.Content;
        }

        /// <inheritdoc/>
        public override int Execute(int instanceId, int resourceId, ExecuteArguments arguments)
        {
            _min = _value;
            _max = _value;
            Changed(0, MinMeasured);
            Changed(0, MaxMeasured);
            return ResponseCode.Changed;
        }
    }
}
