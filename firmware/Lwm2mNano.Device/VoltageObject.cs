using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Object 3316, Voltage: the voltage at a pin of the converter, and that of the battery while the radio loads it. It is the sample of an
    /// application's own object.
    /// </summary>
    public sealed class VoltageObject : LwM2mObject
    {
        /// <summary>The Object ID.</summary>
        public const int Id = 3316;

        /// <summary>The Resource ID of the voltage.</summary>
        public const int SensorValue = 5700;

        /// <summary>The instance of the pin.</summary>
        public const int PinInstance = 0;

        /// <summary>The instance of the battery under load.</summary>
        public const int LoadInstance = 1;

        private const int MinMeasured = 5601;
        private const int MaxMeasured = 5602;
        private const int ResetMinAndMax = 5605;
        private const int SensorUnits = 5701;
        private const int ApplicationType = 5750;

        // A typical ESP32; chips differ by 5 %.
        private const int MicrovoltsAtZero = 142000;
        private const int MicrovoltsPerCount = 806;
        private const int MicrovoltsPerMillivolt = 1000;
        private const double MicrovoltsPerVolt = 1000000;

        // A smaller change is noise.
        private const int NoiseMicrovolts = 6 * MicrovoltsPerCount;

        private static readonly uint[] s_resources =
        {
            MinMeasured | Resource.Float | Resource.Read,
            MaxMeasured | Resource.Float | Resource.Read,
            ResetMinAndMax | Resource.Execute,
            SensorValue | Resource.Float | Resource.Read | Resource.Mandatory,
            SensorUnits | Resource.String | Resource.Read,
            ApplicationType | Resource.String | Resource.Read,
        };

        private static readonly byte[] s_units = { (byte)'V' };
        private static readonly byte[][] s_types = { Ascii.Bytes("pin"), Ascii.Bytes("battery under load") };

        private readonly IAdcInput _input;

        // In microvolts, of each instance; negative before the first measurement.
        private readonly int[] _values = { -1, -1 };
        private readonly int[] _least = new int[2];
        private readonly int[] _most = new int[2];

        /// <summary>
        /// Creates the object with the instances that are asked for.
        /// </summary>
        /// <param name="input">The pin; <see langword="null"/> for no instance of it.</param>
        /// <param name="hasLoad">Whether there is an instance of the battery under load.</param>
        public VoltageObject(IAdcInput input, bool hasLoad = false)
            : base(Id, s_resources, 2)
        {
            _input = input;
            if (input != null)
            {
                AddInstance(PinInstance);
            }

            if (hasLoad)
            {
                AddInstance(LoadInstance);
            }
        }

        /// <inheritdoc/>
        public override int RefreshSeconds => 10;

        /// <inheritdoc/>
        public override void Refresh()
        {
            int count = _input == null ? -1 : _input.ReadRaw();
            if (count >= 0)
            {
                Take(PinInstance, MicrovoltsAtZero + (MicrovoltsPerCount * count));
            }
        }

        /// <summary>
        /// Says what was measured of the battery under load. Allocates nothing.
        /// </summary>
        /// <param name="millivolts">The voltage in millivolts; one that is negative is none.</param>
        public void SetLoadMillivolts(int millivolts)
        {
            if (millivolts >= 0)
            {
                Take(LoadInstance, MicrovoltsPerMillivolt * millivolts);
            }
        }

        /// <inheritdoc/>
        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            if (resourceId == SensorUnits || resourceId == ApplicationType)
            {
                value.SetString(resourceId == SensorUnits ? s_units : s_types[instanceId]);
                return ResponseCode.Content;
            }

            int[] values = resourceId == SensorValue ? _values : resourceId == MinMeasured ? _least : _most;
            value.SetFloat(values[instanceId] / MicrovoltsPerVolt);
            return _values[instanceId] < 0 ? ResponseCode.ServiceUnavailable : ResponseCode.Content;
        }

        /// <inheritdoc/>
        public override int Execute(int instanceId, int resourceId, ExecuteArguments arguments)
        {
            _least[instanceId] = _values[instanceId];
            _most[instanceId] = _values[instanceId];
            Changed(instanceId, MinMeasured);
            Changed(instanceId, MaxMeasured);
            return ResponseCode.Changed;
        }

        /// <inheritdoc/>
        public override void Save(StateWriter state)
        {
            for (int i = 0; i < _values.Length; i++)
            {
                state.WriteNumber(_values[i]);
                state.WriteNumber(_least[i]);
                state.WriteNumber(_most[i]);
            }
        }

        /// <inheritdoc/>
        public override void Restore(StateReader state)
        {
            for (int i = 0; i < _values.Length; i++)
            {
                _values[i] = (int)state.ReadNumber();
                _least[i] = (int)state.ReadNumber();
                _most[i] = (int)state.ReadNumber();
            }
        }

        private void Take(int instanceId, int microvolts)
        {
            int value = _values[instanceId];
            bool isFirst = value < 0;
            if (!isFirst && microvolts >= value - NoiseMicrovolts && microvolts <= value + NoiseMicrovolts)
            {
                return;
            }

            _values[instanceId] = microvolts;
            Changed(instanceId, SensorValue);
            if (isFirst || microvolts < _least[instanceId])
            {
                _least[instanceId] = microvolts;
                Changed(instanceId, MinMeasured);
            }

            if (isFirst || microvolts > _most[instanceId])
            {
                _most[instanceId] = microvolts;
                Changed(instanceId, MaxMeasured);
            }
        }
    }
}
