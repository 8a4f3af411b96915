namespace Lwm2mNano.Device
{
    /// <summary>
    /// The format of the configuration file, which provisioning writes and the device reads: a header of magic number, version,
    /// length and CRC-32 of what follows (all big-endian), then Resource TLVs with the ids below. An id that is not known is skipped.
    /// </summary>
    public static class ConfigurationFormat
    {
        /// <summary>The file's name in the store.</summary>
        public const string FileName = "device.cfg";

        /// <summary>The longest file in bytes.</summary>
        public const int MaxFileBytes = 1024;

        /// <summary>The first four bytes: "LM2N".</summary>
        public const uint Magic = 0x4C4D324E;

        /// <summary>The version of the format, in two bytes.</summary>
        public const int Version = 1;

        /// <summary>Where the version is.</summary>
        public const int VersionOffset = 4;

        /// <summary>Where the length of what follows the header is, in two bytes.</summary>
        public const int LengthOffset = 6;

        /// <summary>Where the checksum of what follows the header is, in four bytes.</summary>
        public const int ChecksumOffset = 8;

        /// <summary>The header's length in bytes.</summary>
        public const int HeaderBytes = 12;

        /// <summary>Opaque: the Object Instance TLVs of Object 0.</summary>
        public const int SecurityObject = 0;

        /// <summary>Opaque: the Object Instance TLVs of Object 1.</summary>
        public const int ServerObject = 1;

        /// <summary>String: the Endpoint Client Name. Without it the device takes one of its own.</summary>
        public const int EndpointName = 2;

        /// <summary>String: the Wi-Fi network's name, 1 to <see cref="MaxSsidBytes"/> bytes.</summary>
        public const int WifiSsid = 3;

        /// <summary>String: its password, <see cref="MinPasswordBytes"/> to <see cref="MaxPasswordBytes"/> bytes; empty or absent for an open network.</summary>
        public const int WifiPassword = 4;

        /// <summary>Integer: the GPIO of the battery's divider, <see cref="MinBatteryPin"/> to <see cref="MaxBatteryPin"/>. Without it there is no battery.</summary>
        public const int BatteryPin = 5;

        /// <summary>Integer: the numerator of battery voltage to pin voltage.</summary>
        public const int BatteryDividerNumerator = 6;

        /// <summary>Integer: the denominator of battery voltage to pin voltage.</summary>
        public const int BatteryDividerDenominator = 7;

        /// <summary>Integer: the converter's count at the lower calibration point.</summary>
        public const int BatteryLowRaw = 8;

        /// <summary>Integer: the pin's voltage there in millivolts.</summary>
        public const int BatteryLowMillivolts = 9;

        /// <summary>Integer: the converter's count at the upper calibration point.</summary>
        public const int BatteryHighRaw = 10;

        /// <summary>Integer: the pin's voltage there in millivolts.</summary>
        public const int BatteryHighMillivolts = 11;

        /// <summary>Integer: one of <see cref="Battery.BatteryChemistry"/>.</summary>
        public const int BatteryChemistry = 12;

        /// <summary>Integer: the charge at and below which the battery is low, in percent.</summary>
        public const int BatteryLowPercent = 13;

        /// <summary>
        /// Integer: every how many seconds the battery is reported to the servers (Send), 1 or more. Without it nothing is, but by a device that sleeps:
        /// that reports at each wake-up.
        /// </summary>
        public const int ReportSeconds = 14;

        /// <summary>Integer: every how many seconds the device wakes (<see cref="SleepSettings.SleepSeconds"/>). Without it, or with 0, it is always on.</summary>
        public const int SleepSeconds = 15;

        /// <summary>
        /// Integer: queue mode, and for how many seconds the device stays reachable after the last exchange; 0 for a window that follows the measured
        /// round trip (<see cref="SleepSettings.AwakeSeconds"/>).
        /// </summary>
        public const int AwakeSeconds = 16;

        /// <summary>Integer: the GPIO that wakes the device (<see cref="SleepSettings.WakePin"/>).</summary>
        public const int WakePin = 17;

        /// <summary>Integer: the level of that pin that wakes, 0 or 1.</summary>
        public const int WakeLevel = 18;

        /// <summary>Integer: how many seconds a wake-up waits for the network (<see cref="SleepSettings.NetworkSeconds"/>).</summary>
        public const int NetworkSeconds = 19;

        /// <summary>Integer: how many seconds the exchange of a wake-up may take (<see cref="SleepSettings.ExchangeSeconds"/>).</summary>
        public const int ExchangeSeconds = 20;

        /// <summary>Integer: what the interval that grows after failures stops at, in seconds (<see cref="SleepSettings.MaxSleepSeconds"/>).</summary>
        public const int MaxSleepSeconds = 21;

        /// <summary>Integer: what the interval is multiplied by while the battery is low (<see cref="SleepSettings.LowBatteryFactor"/>).</summary>
        public const int LowBatteryFactor = 22;

        /// <summary>Integer: the battery's voltage below which the device stays asleep, in millivolts; 0 for none (<see cref="SleepSettings.CutOffMillivolts"/>).</summary>
        public const int CutOffMillivolts = 23;

        /// <summary>The longest name of a Wi-Fi network in bytes (IEEE 802.11).</summary>
        public const int MaxSsidBytes = 32;

        /// <summary>The shortest password of a Wi-Fi network in bytes (WPA).</summary>
        public const int MinPasswordBytes = 8;

        /// <summary>The longest password of a Wi-Fi network in bytes (WPA: 63 characters, or 64 hexadecimal digits).</summary>
        public const int MaxPasswordBytes = 64;

        /// <summary>The first GPIO of the ESP32's first converter; the second cannot be read while Wi-Fi runs.</summary>
        public const int MinBatteryPin = 32;

        /// <summary>The last GPIO of the ESP32's first converter.</summary>
        public const int MaxBatteryPin = 39;

        private const int ByteBits = 8;
        private const int ShortBits = 16;
        private const int NibbleBits = 4;
        private const int NibbleMask = 15;

        // CRC-32 (IEEE 802.3, reflected) of each nibble: a sixteenth of the usual table, for a sum that is taken once at start.
        private static readonly uint[] s_nibbles =
        {
            0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
            0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
        };

        /// <summary>
        /// Calculates the CRC-32 of IEEE 802.3 (that of zip and Ethernet). Allocates nothing.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where to start.</param>
        /// <param name="count">How many bytes.</param>
        /// <returns>The checksum.</returns>
        public static uint Checksum(byte[] buffer, int offset, int count)
        {
            uint sum = 0xFFFFFFFF;
            for (int i = offset; i < offset + count; i++)
            {
                sum ^= buffer[i];
                sum = (sum >> NibbleBits) ^ s_nibbles[(int)(sum & NibbleMask)];
                sum = (sum >> NibbleBits) ^ s_nibbles[(int)(sum & NibbleMask)];
            }

            return ~sum;
        }

        /// <summary>
        /// Reads a number of two bytes, big-endian.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the number starts.</param>
        /// <returns>The number.</returns>
        public static int ReadShort(byte[] buffer, int offset)
        {
            return (buffer[offset] << ByteBits) | buffer[offset + 1];
        }

        /// <summary>
        /// Reads a number of four bytes, big-endian.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the number starts.</param>
        /// <returns>The number.</returns>
        public static uint ReadUnsigned(byte[] buffer, int offset)
        {
            return ((uint)ReadShort(buffer, offset) << ShortBits) | (uint)ReadShort(buffer, offset + 2);
        }

        /// <summary>
        /// Writes a number of two bytes, big-endian.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the number starts.</param>
        /// <param name="value">The number.</param>
        public static void WriteShort(byte[] buffer, int offset, int value)
        {
            buffer[offset] = (byte)(value >> ByteBits);
            buffer[offset + 1] = (byte)value;
        }

        /// <summary>
        /// Writes a number of four bytes, big-endian.
        /// </summary>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the number starts.</param>
        /// <param name="value">The number.</param>
        public static void WriteUnsigned(byte[] buffer, int offset, uint value)
        {
            WriteShort(buffer, offset, (int)(value >> ShortBits));
            WriteShort(buffer, offset + 2, (int)value);
        }

        /// <summary>
        /// Says in one line what is wrong with a configuration and what to do. Allocates nothing.
        /// </summary>
        /// <param name="result">What reading it came to.</param>
        /// <returns>The line, or <see langword="null"/> for <see cref="ConfigurationResult.Ok"/>.</returns>
        public static string Explain(ConfigurationResult result)
        {
            switch (result)
            {
                case ConfigurationResult.Ok:
                    return null;
                case ConfigurationResult.Missing:
                    return "device.cfg is not there: write it with tools/provision";
                case ConfigurationResult.Unreadable:
                    return "device.cfg cannot be read: the store failed; write it again with tools/provision";
                case ConfigurationResult.TooLarge:
                    return "device.cfg is longer than 1024 bytes: write it again with tools/provision";
                case ConfigurationResult.Damaged:
                    return "device.cfg is damaged: write it again with tools/provision";
                case ConfigurationResult.UnknownVersion:
                    return "device.cfg has a version that this firmware does not know: use the tools/provision of the same release";
                case ConfigurationResult.InvalidObject:
                    return "device.cfg has a Security or Server Object that is refused: write it again with tools/provision";
                case ConfigurationResult.NoServer:
                    return "device.cfg names no server, or one without its account: write it again with tools/provision --server";
                case ConfigurationResult.InvalidServer:
                    return "device.cfg has a server that is neither coap:// nor coaps:// with identity and key: see tools/provision --server";
                case ConfigurationResult.InvalidEndpointName:
                    return "device.cfg has an endpoint name that is not 1 to 64 bytes long: see tools/provision --endpoint";
                case ConfigurationResult.InvalidReport:
                    return "device.cfg has a report interval out of range: see tools/provision --report";
                case ConfigurationResult.InvalidWifi:
                    return "device.cfg has a Wi-Fi name or password of a wrong length: see tools/provision --ssid";
                case ConfigurationResult.InvalidSleep:
                    return "device.cfg has sleep settings out of range: see tools/provision --sleep";
                default:
                    return "device.cfg has battery settings out of range: see tools/provision --battery-pin";
            }
        }
    }
}
