using System.Diagnostics;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Object 3, Device, version 1.1. The battery is measured once for each operation that reads the object, and every minute while somebody
    /// observes it. Current Time and Memory Free never count as changed by themselves. Reboot and Factory Reset happen after their answer
    /// was sent.
    /// </summary>
    public sealed class DeviceObject : LwM2mObject
    {
        /// <summary>The Object ID.</summary>
        public const int Id = 3;

        /// <summary>Manufacturer.</summary>
        public const int Manufacturer = 0;

        /// <summary>Model Number.</summary>
        public const int ModelNumber = 1;

        /// <summary>Serial Number.</summary>
        public const int SerialNumber = 2;

        /// <summary>Firmware Version.</summary>
        public const int FirmwareVersion = 3;

        /// <summary>Reboot.</summary>
        public const int Reboot = 4;

        /// <summary>Factory Reset.</summary>
        public const int FactoryReset = 5;

        /// <summary>Available Power Sources.</summary>
        public const int AvailablePowerSources = 6;

        /// <summary>Power Source Voltage.</summary>
        public const int PowerSourceVoltage = 7;

        /// <summary>Power Source Current.</summary>
        public const int PowerSourceCurrent = 8;

        /// <summary>Battery Level.</summary>
        public const int BatteryLevel = 9;

        /// <summary>Memory Free.</summary>
        public const int MemoryFree = 10;

        /// <summary>Error Code.</summary>
        public const int ErrorCode = 11;

        /// <summary>Reset Error Code.</summary>
        public const int ResetErrorCode = 12;

        /// <summary>Current Time.</summary>
        public const int CurrentTime = 13;

        /// <summary>UTC Offset.</summary>
        public const int UtcOffset = 14;

        /// <summary>Timezone.</summary>
        public const int Timezone = 15;

        /// <summary>Supported Binding and Modes.</summary>
        public const int SupportedBinding = 16;

        /// <summary>Device Type.</summary>
        public const int DeviceType = 17;

        /// <summary>Hardware Version.</summary>
        public const int HardwareVersion = 18;

        /// <summary>Software Version.</summary>
        public const int SoftwareVersion = 19;

        /// <summary>Battery Status.</summary>
        public const int BatteryStatus = 20;

        /// <summary>Memory Total.</summary>
        public const int MemoryTotal = 21;

        /// <summary>How often the battery is measured while somebody observes the object, in seconds.</summary>
        public const int BatteryPeriodSeconds = 60;

        private const int DcPower = 0;
        private const int InternalBattery = 1;
        private const int BatteryNormal = 0;
        private const int BatteryCharging = 1;
        private const int BatteryLow = 4;
        private const int BatteryUnknown = 6;
        private const int LastErrorCode = DeviceError.PeripheralMalfunction;

        private static readonly uint[] s_resources =
        {
            Manufacturer | Resource.String | Resource.Read,
            ModelNumber | Resource.String | Resource.Read,
            SerialNumber | Resource.String | Resource.Read,
            FirmwareVersion | Resource.String | Resource.Read,
            Reboot | Resource.Execute | Resource.Mandatory,
            FactoryReset | Resource.Execute,
            AvailablePowerSources | Resource.Integer | Resource.Read | Resource.Multiple,
            PowerSourceVoltage | Resource.Integer | Resource.Read | Resource.Multiple,
            PowerSourceCurrent | Resource.Integer | Resource.Read | Resource.Multiple,
            BatteryLevel | Resource.Integer | Resource.Read,
            MemoryFree | Resource.Integer | Resource.Read,
            ErrorCode | Resource.Integer | Resource.Read | Resource.Multiple | Resource.Mandatory,
            ResetErrorCode | Resource.Execute,
            CurrentTime | Resource.Time | Resource.ReadWrite,
            UtcOffset | Resource.String | Resource.ReadWrite,
            Timezone | Resource.String | Resource.ReadWrite,
            SupportedBinding | Resource.String | Resource.Read | Resource.Mandatory,
            DeviceType | Resource.String | Resource.Read,
            HardwareVersion | Resource.String | Resource.Read,
            SoftwareVersion | Resource.String | Resource.Read,
            BatteryStatus | Resource.Integer | Resource.Read,
            MemoryTotal | Resource.Integer | Resource.Read,
        };

        private static readonly byte[] s_binding = { (byte)'U' };

        private readonly DeviceInformation _information;
        private readonly IBattery _battery;
        private readonly IMemory _memory;
        private readonly IClock _clock;
        private readonly IPower _power;
        private readonly BoundedBytes _utcOffset = new BoundedBytes(Limits.MaxStringBytes);
        private readonly BoundedBytes _timezone = new BoundedBytes(Limits.MaxStringBytes);
        private int _errors;
        private bool _batteryWasLow;

        // The battery as it was at the last refresh.
        private int _millivolts;
        private int _milliamperes;
        private int _percent;
        private int _status;
        private bool _rebootRequested;
        private bool _resetRequested;

        /// <summary>
        /// Creates the object with its one instance.
        /// </summary>
        /// <param name="information">What does not change; not copied.</param>
        /// <param name="battery">The battery, or <see langword="null"/> for a device on DC power.</param>
        /// <param name="memory">The memory figures.</param>
        /// <param name="clock">The clock behind Current Time.</param>
        /// <param name="power">What reboots.</param>
        public DeviceObject(DeviceInformation information, IBattery battery, IMemory memory, IClock clock, IPower power)
            : base(Id, s_resources, 1)
        {
            _information = information;
            _battery = battery;
            _memory = memory;
            _clock = clock;
            _power = power;
            AddInstance(0);
        }

        /// <inheritdoc/>
        public override int RefreshSeconds => _battery == null ? 0 : BatteryPeriodSeconds;

        /// <summary>
        /// Adds an error to Error Code, where it stays until Reset Error Code is executed.
        /// </summary>
        /// <param name="error">One of <see cref="DeviceError"/>, 1 to 8.</param>
        public void ReportError(int error)
        {
            Debug.Assert(error > DeviceError.None && error <= LastErrorCode);
            SetErrors(_errors | (1 << error));
        }

        /// <inheritdoc/>
        public override void Refresh()
        {
            if (_battery == null)
            {
                return;
            }

            if (!_battery.Sample())
            {
                ReportError(DeviceError.PeripheralMalfunction);
            }

            // Only becoming low is an event: a reset of the error codes holds until the battery was replaced and is low again.
            bool low = _battery.IsLow;
            if (low && !_batteryWasLow)
            {
                ReportError(DeviceError.LowBattery);
            }

            _batteryWasLow = low;
            NoteBattery();
        }

        /// <inheritdoc/>
        public override void Save(StateWriter state)
        {
            _utcOffset.Save(state);
            _timezone.Save(state);
            state.WriteNumber(_errors);
            state.WriteBoolean(_batteryWasLow);
            state.WriteNumber(_millivolts);
            state.WriteNumber(_milliamperes);
            state.WriteNumber(_percent);
            state.WriteNumber(_status);
        }

        /// <inheritdoc/>
        public override void Restore(StateReader state)
        {
            _utcOffset.Restore(state);
            _timezone.Restore(state);
            _errors = (int)state.ReadNumber();
            _batteryWasLow = state.ReadBoolean();
            _millivolts = (int)state.ReadNumber();
            _milliamperes = (int)state.ReadNumber();
            _percent = (int)state.ReadNumber();
            _status = (int)state.ReadNumber();
        }

        /// <inheritdoc/>
        public override bool IsPresent(int instanceId, int resourceId)
        {
            switch (resourceId)
            {
                case PowerSourceVoltage:
                    return _battery != null && _battery.Millivolts >= 0;
                case PowerSourceCurrent:
                    return _battery != null && _battery.Milliamperes != int.MinValue;
                case BatteryLevel:
                    return _battery != null && _battery.Percent >= 0;
                case BatteryStatus:
                    return _battery != null;
                case MemoryFree:
                    return _memory.FreeKilobytes >= 0;
                case MemoryTotal:
                    return _memory.TotalKilobytes >= 0;
                case UtcOffset:
                    return _utcOffset.Length > 0;
                case Timezone:
                    return _timezone.Length > 0;
                default:
                    return Text(resourceId) != null || !IsText(resourceId);
            }
        }

        /// <inheritdoc/>
        public override int ResourceInstanceCount(int instanceId, int resourceId)
        {
            if (resourceId != ErrorCode)
            {
                return 1;
            }

            int count = 0;
            for (int errors = _errors; errors != 0; errors &= errors - 1)
            {
                count++;
            }

            return count == 0 ? 1 : count;
        }

        /// <inheritdoc/>
        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            switch (resourceId)
            {
                case AvailablePowerSources:
                    value.SetInteger(_battery == null ? DcPower : InternalBattery);
                    break;
                case PowerSourceVoltage:
                    value.SetInteger(_battery.Millivolts);
                    break;
                case PowerSourceCurrent:
                    value.SetInteger(_battery.Milliamperes);
                    break;
                case BatteryLevel:
                    value.SetInteger(_battery.Percent);
                    break;
                case MemoryFree:
                    value.SetInteger(_memory.FreeKilobytes);
                    break;
                case ErrorCode:
                    value.SetInteger(ErrorAt(resourceInstanceId));
                    break;
                case CurrentTime:
                    value.SetTime(_clock.UtcSeconds);
                    break;
                case UtcOffset:
                    value.SetString(_utcOffset.Bytes, 0, _utcOffset.Length);
                    break;
                case Timezone:
                    value.SetString(_timezone.Bytes, 0, _timezone.Length);
                    break;
                case BatteryStatus:
                    value.SetInteger(Status());
                    break;
                case MemoryTotal:
                    value.SetInteger(_memory.TotalKilobytes);
                    break;
                default:
                    value.SetString(Text(resourceId));
                    break;
            }

            return ResponseCode.Content;
        }

        /// <inheritdoc/>
        public override int Check(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            if (resourceId == CurrentTime)
            {
                return value.Integer >= 0 ? ResponseCode.Changed : ResponseCode.BadRequest;
            }

            return value.Count <= Limits.MaxStringBytes ? ResponseCode.Changed : ResponseCode.BadRequest;
        }

        /// <inheritdoc/>
        public override int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            if (resourceId == CurrentTime)
            {
                _clock.UtcSeconds = value.Integer;
            }
            else if (resourceId == UtcOffset)
            {
                _utcOffset.Set(value);
            }
            else
            {
                _timezone.Set(value);
            }

            return ResponseCode.Changed;
        }

        /// <inheritdoc/>
        public override void Clear(int instanceId, int resourceId)
        {
            if (resourceId == UtcOffset)
            {
                _utcOffset.Clear();
            }
            else if (resourceId == Timezone)
            {
                _timezone.Clear();
            }
        }

        /// <inheritdoc/>
        public override int Execute(int instanceId, int resourceId, ExecuteArguments arguments)
        {
            if (resourceId == Reboot)
            {
                _rebootRequested = true;
            }
            else if (resourceId == FactoryReset)
            {
                _resetRequested = true;
            }
            else
            {
                SetErrors(0);
            }

            return ResponseCode.Changed;
        }

        /// <inheritdoc/>
        public override void Answered()
        {
            if (_resetRequested)
            {
                _resetRequested = false;
                _power.FactoryReset();
            }
            else if (_rebootRequested)
            {
                _rebootRequested = false;
                _power.Reboot();
            }
        }

        private static bool IsText(int resourceId)
        {
            return resourceId <= FirmwareVersion || (resourceId >= SupportedBinding && resourceId <= SoftwareVersion);
        }

        private byte[] Text(int resourceId)
        {
            switch (resourceId)
            {
                case Manufacturer:
                    return _information.Manufacturer;
                case ModelNumber:
                    return _information.ModelNumber;
                case SerialNumber:
                    return _information.SerialNumber;
                case FirmwareVersion:
                    return _information.FirmwareVersion;
                case SupportedBinding:
                    return s_binding;
                case DeviceType:
                    return _information.DeviceType;
                case HardwareVersion:
                    return _information.HardwareVersion;
                case SoftwareVersion:
                    return _information.SoftwareVersion;
                default:
                    return null;
            }
        }

        private void NoteBattery()
        {
            _millivolts = Compare(_millivolts, _battery.Millivolts, PowerSourceVoltage);
            _milliamperes = Compare(_milliamperes, _battery.Milliamperes, PowerSourceCurrent);
            _percent = Compare(_percent, _battery.Percent, BatteryLevel);
            _status = Compare(_status, Status(), BatteryStatus);
        }

        private void SetErrors(int errors)
        {
            _errors = Compare(_errors, errors, ErrorCode);
        }

        // Returns the value of now.
        private int Compare(int before, int now, int resourceId)
        {
            if (now != before)
            {
                Changed(0, resourceId);
            }

            return now;
        }

        private int Status()
        {
            if (_battery.IsCharging)
            {
                return BatteryCharging;
            }

            if (_battery.Percent < 0)
            {
                return BatteryUnknown;
            }

            return _battery.IsLow ? BatteryLow : BatteryNormal;
        }

        private int ErrorAt(int index)
        {
            for (int error = DeviceError.LowBattery; error <= LastErrorCode; error++)
            {
                if ((_errors & (1 << error)) != 0 && index-- == 0)
                {
                    return error;
                }
            }

            return DeviceError.None;
        }
    }
}
