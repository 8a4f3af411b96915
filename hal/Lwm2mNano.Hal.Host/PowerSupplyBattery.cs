using System;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// The machine's own battery, from Linux's power_supply class. Its files are opened once; measuring allocates nothing.
    /// </summary>
    public sealed class PowerSupplyBattery : IBattery, IDisposable
    {
        /// <summary>Where Linux lists its power supplies.</summary>
        public const string SystemDirectory = "/sys/class/power_supply";

        /// <summary>The charge at and below which the battery is low, in percent.</summary>
        public const int LowPercent = 15;

        /// <summary>How far above <see cref="LowPercent"/> it has to come to be low no more, in percent.</summary>
        public const int LowHysteresisPercent = 5;

        private const int MicroPerMilli = 1000;
        private const int MaxFileBytes = 64;
        private const int NotMeasured = -1;

        private readonly SafeFileHandle _voltage;
        private readonly SafeFileHandle _current;
        private readonly SafeFileHandle _capacity;
        private readonly SafeFileHandle _status;
        private readonly byte[] _content = new byte[MaxFileBytes];

        /// <summary>
        /// Looks for a battery and opens its files.
        /// </summary>
        /// <param name="directory">The directory with one folder a power supply: <see cref="SystemDirectory"/>.</param>
        public PowerSupplyBattery(string directory)
        {
            string battery = Find(directory);

            if (battery != null)
            {
                _voltage = TryOpen(Path.Combine(battery, "voltage_now"));
                _current = TryOpen(Path.Combine(battery, "current_now"));
                _capacity = TryOpen(Path.Combine(battery, "capacity"));
                _status = TryOpen(Path.Combine(battery, "status"));
            }
        }

        /// <summary>
        /// Gets whether the machine has a battery that tells its charge or voltage.
        /// </summary>
        public bool IsPresent => _capacity != null || _voltage != null;

        /// <inheritdoc/>
        public int Millivolts { get; private set; } = NotMeasured;

        /// <inheritdoc/>
        public int Percent { get; private set; } = NotMeasured;

        /// <inheritdoc/>
        public int Milliamperes { get; private set; } = int.MinValue;

        /// <inheritdoc/>
        public bool IsCharging { get; private set; }

        /// <inheritdoc/>
        public bool IsLow { get; private set; }

        /// <inheritdoc/>
        public int Memory { get; set; }

        /// <summary>
        /// Reads the files. What a machine does not tell stays "not measured".
        /// </summary>
        /// <returns><see langword="true"/> if there is a charge or a voltage; else the old values stay.</returns>
        public bool Sample()
        {
            bool hasVoltage = TryReadNumber(_voltage, out long microvolts);
            bool hasPercent = TryReadNumber(_capacity, out long percent);

            if (!hasVoltage && !hasPercent)
            {
                return false;
            }

            if (hasVoltage)
            {
                Millivolts = (int)(microvolts / MicroPerMilli);
            }

            if (hasPercent)
            {
                Percent = (int)Math.Clamp(percent, 0, 100);
                IsLow = Percent <= LowPercent || (IsLow && Percent < LowPercent + LowHysteresisPercent);
            }

            IsCharging = Read(_status).StartsWith("Charging"u8);

            if (TryReadNumber(_current, out long microamperes))
            {
                // Drivers do not agree on the sign: the status decides.
                int magnitude = (int)(Math.Abs(microamperes) / MicroPerMilli);
                Milliamperes = IsCharging ? -magnitude : magnitude;
            }

            return true;
        }

        /// <inheritdoc/>
        public int MeasureMillivolts() => TryReadNumber(_voltage, out long microvolts) ? (int)(microvolts / MicroPerMilli) : NotMeasured;

        /// <summary>
        /// Closes the files.
        /// </summary>
        public void Dispose()
        {
            _voltage?.Dispose();
            _current?.Dispose();
            _capacity?.Dispose();
            _status?.Dispose();
        }

        // The scope "Device" is a mouse's or a keyboard's battery.
        private static string Find(string directory)
        {
            if (!Directory.Exists(directory))
            {
                return null;
            }

            string[] supplies = Directory.GetDirectories(directory);
            Array.Sort(supplies, StringComparer.Ordinal);

            return Array.Find(
                supplies,
                supply => ReadLine(Path.Combine(supply, "type")) == "Battery" && ReadLine(Path.Combine(supply, "scope")) != "Device");
        }

        private static string ReadLine(string path)
        {
            using SafeFileHandle file = TryOpen(path);
            Span<byte> content = stackalloc byte[MaxFileBytes];

            return Encoding.ASCII.GetString(Read(file, content)).Trim();
        }

        private static SafeFileHandle TryOpen(string path)
        {
            try
            {
                return File.OpenHandle(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }

        private static ReadOnlySpan<byte> Read(SafeFileHandle file, Span<byte> content)
        {
            try
            {
                return file == null ? default : content[..RandomAccess.Read(file, content, 0)];
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A battery that was taken out.
                return default;
            }
        }

        private ReadOnlySpan<byte> Read(SafeFileHandle file) => Read(file, _content);

        private bool TryReadNumber(SafeFileHandle file, out long number) =>
            System.Buffers.Text.Utf8Parser.TryParse(Read(file), out number, out _);
    }
}
