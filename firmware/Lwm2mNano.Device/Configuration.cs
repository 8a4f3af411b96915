using System;
using Lwm2mNano.Client;
using Lwm2mNano.Content;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// What a device was told by provisioning: its servers or its bootstrap server, its name, its Wi-Fi, its battery and its sleep. The servers are
    /// Objects 0 and 1 in TLV and go the way of a Write operation: each instance is checked as a whole by the objects themselves before it
    /// is applied. No content of the file makes it throw.
    /// </summary>
    public sealed class Configuration
    {
        /// <summary>The value of <see cref="BatteryPin"/> where there is no battery.</summary>
        public const int NoPin = -1;

        /// <summary>Gets the Security Object with the accounts of the file.</summary>
        public SecurityObject Security { get; } = new SecurityObject();

        /// <summary>Gets the Server Object with the accounts of the file.</summary>
        public ServerObject Server { get; } = new ServerObject();

        /// <summary>Gets how to reach the first server, the bootstrap server where there is no other; <see langword="null"/> before a file was read.</summary>
        public SecurityAccount Account { get; private set; }

        /// <summary>Gets the checksum of the file, by which one file is told from another.</summary>
        public uint Checksum { get; private set; }

        /// <summary>Gets or sets the Endpoint Client Name in UTF-8; <see langword="null"/> if the file has none, for the device to set its own.</summary>
        public byte[] EndpointName { get; set; }

        /// <summary>Gets the Wi-Fi network's name in UTF-8, or <see langword="null"/> if the file has none.</summary>
        public byte[] WifiSsid { get; private set; }

        /// <summary>Gets the Wi-Fi network's password in UTF-8; empty for an open network.</summary>
        public byte[] WifiPassword { get; private set; }

        /// <summary>Gets the GPIO of the battery's divider, or <see cref="NoPin"/>.</summary>
        public int BatteryPin { get; private set; }

        /// <summary>Gets the battery's settings; those that the file leaves out are the defaults.</summary>
        public BatterySettings Battery { get; private set; }

        /// <summary>
        /// Gets every how many seconds the battery is reported to the servers; 0 for never, and on a device that sleeps for each wake-up. A device that
        /// sleeps reports at the first wake-up after so many seconds.
        /// </summary>
        public int ReportSeconds { get; private set; }

        /// <summary>
        /// Gets when the device is awake; what the file leaves out is the default, and the cut-off that of <see cref="Battery"/>.
        /// </summary>
        public SleepSettings Sleep { get; private set; }

        /// <summary>Gets whether one of the servers is reached over DTLS.</summary>
        public bool IsSecure
        {
            get
            {
                bool isSecure = false;
                for (int i = 0; i < Security.InstanceCount; i++)
                {
                    isSecure |= Security.Account(Security.InstanceIdAt(i)).SecurityMode != SecurityMode.NoSec;
                }

                return isSecure;
            }
        }

        /// <summary>
        /// Reads the configuration file. It may be called again after it failed. Allocates what the properties hold.
        /// </summary>
        /// <param name="store">The store that has the file.</param>
        /// <param name="buffer">A buffer of <see cref="ConfigurationFormat.MaxFileBytes"/>; not needed afterwards.</param>
        /// <returns><see cref="ConfigurationResult.Ok"/>, or what is wrong; everything is empty then.</returns>
        public ConfigurationResult Load(IStore store, byte[] buffer)
        {
            Clear();
            int length = store.Read(ConfigurationFormat.FileName, buffer, 0, buffer.Length);
            switch (length)
            {
                case StoreResult.NotFound:
                    return ConfigurationResult.Missing;
                case StoreResult.TooLarge:
                    return ConfigurationResult.TooLarge;
                case StoreResult.Failed:
                    return ConfigurationResult.Unreadable;
                default:
                    return Parse(buffer, length);
            }
        }

        /// <summary>
        /// Reads the content of a configuration file. It may be called again. Allocates what the properties hold.
        /// </summary>
        /// <param name="content">The buffer that holds the content from its beginning.</param>
        /// <param name="length">The content's length in bytes.</param>
        /// <returns><see cref="ConfigurationResult.Ok"/>, or what is wrong; everything is empty then.</returns>
        public ConfigurationResult Parse(byte[] content, int length)
        {
            Clear();
            ConfigurationResult result = CheckHeader(content, length);

            // Not a field: the image's buffer is not needed for longer.
            ConfigurationImage accounts = new ConfigurationImage();
            int position = ConfigurationFormat.HeaderBytes;
            while (result == ConfigurationResult.Ok && position < length)
            {
                int offset = Tlv.ReadHeader(content, position, length, out int kind, out int id, out int count);
                if (offset < 0)
                {
                    result = ConfigurationResult.Damaged;
                }
                else
                {
                    position = offset + count;
                    result = kind == Tlv.Resource ? ReadEntry(accounts, id, content, offset, count) : ConfigurationResult.Ok;
                }
            }

            if (result == ConfigurationResult.Ok)
            {
                result = CheckWhole();
            }

            if (result == ConfigurationResult.Ok)
            {
                Checksum = ConfigurationFormat.ReadUnsigned(content, ConfigurationFormat.ChecksumOffset);
            }
            else
            {
                Clear();
            }

            return result;
        }

        private void Clear()
        {
            Account = null;
            Checksum = 0;
            EndpointName = null;
            WifiSsid = null;
            WifiPassword = new byte[0];
            BatteryPin = NoPin;
            Battery = new BatterySettings();
            ReportSeconds = 0;
            Sleep = new SleepSettings();
            Security.DeleteAll();
            Server.DeleteAll();
        }

        private static ConfigurationResult CheckHeader(byte[] content, int length)
        {
            if (length < ConfigurationFormat.HeaderBytes || ConfigurationFormat.ReadUnsigned(content, 0) != ConfigurationFormat.Magic)
            {
                return ConfigurationResult.Damaged;
            }

            // Before the rest, which another version may have somewhere else.
            if (ConfigurationFormat.ReadShort(content, ConfigurationFormat.VersionOffset) != ConfigurationFormat.Version)
            {
                return ConfigurationResult.UnknownVersion;
            }

            int count = ConfigurationFormat.ReadShort(content, ConfigurationFormat.LengthOffset);
            return count == length - ConfigurationFormat.HeaderBytes
                && ConfigurationFormat.ReadUnsigned(content, ConfigurationFormat.ChecksumOffset)
                    == ConfigurationFormat.Checksum(content, ConfigurationFormat.HeaderBytes, count)
                ? ConfigurationResult.Ok
                : ConfigurationResult.Damaged;
        }

        private ConfigurationResult ReadEntry(ConfigurationImage accounts, int id, byte[] content, int offset, int count)
        {
            switch (id)
            {
                case ConfigurationFormat.SecurityObject:
                    return accounts.RestoreInstances(Security, content, offset, count) ? ConfigurationResult.Ok : ConfigurationResult.InvalidObject;
                case ConfigurationFormat.ServerObject:
                    return accounts.RestoreInstances(Server, content, offset, count) ? ConfigurationResult.Ok : ConfigurationResult.InvalidObject;
                case ConfigurationFormat.EndpointName:
                    EndpointName = Copy(content, offset, count);
                    return count >= 1 && count <= Limits.MaxEndpointNameBytes ? ConfigurationResult.Ok : ConfigurationResult.InvalidEndpointName;
                case ConfigurationFormat.WifiSsid:
                    WifiSsid = Copy(content, offset, count);
                    return count >= 1 && count <= ConfigurationFormat.MaxSsidBytes ? ConfigurationResult.Ok : ConfigurationResult.InvalidWifi;
                case ConfigurationFormat.WifiPassword:
                    WifiPassword = Copy(content, offset, count);
                    return count == 0 || (count >= ConfigurationFormat.MinPasswordBytes && count <= ConfigurationFormat.MaxPasswordBytes)
                        ? ConfigurationResult.Ok
                        : ConfigurationResult.InvalidWifi;
                case ConfigurationFormat.ReportSeconds:
                    return ReadReport(content, offset, count);
                default:
                    if (id >= ConfigurationFormat.SleepSeconds && id <= ConfigurationFormat.CutOffMillivolts)
                    {
                        return ReadSleep(id, content, offset, count);
                    }

                    return id >= ConfigurationFormat.BatteryPin && id <= ConfigurationFormat.BatteryLowPercent
                        ? ReadBattery(id, content, offset, count)
                        : ConfigurationResult.Ok;
            }
        }

        private ConfigurationResult ReadReport(byte[] content, int offset, int count)
        {
            if (!Tlv.ReadInteger(content, offset, count, out long number) || number < 1 || number > int.MaxValue)
            {
                return ConfigurationResult.InvalidReport;
            }

            ReportSeconds = (int)number;
            return ConfigurationResult.Ok;
        }

        private ConfigurationResult ReadBattery(int id, byte[] content, int offset, int count)
        {
            if (!Tlv.ReadInteger(content, offset, count, out long number) || number < 0 || number > int.MaxValue)
            {
                return ConfigurationResult.InvalidBattery;
            }

            int value = (int)number;
            switch (id)
            {
                case ConfigurationFormat.BatteryPin:
                    BatteryPin = value;
                    return value >= ConfigurationFormat.MinBatteryPin && value <= ConfigurationFormat.MaxBatteryPin
                        ? ConfigurationResult.Ok
                        : ConfigurationResult.InvalidBattery;
                case ConfigurationFormat.BatteryDividerNumerator:
                    Battery.DividerNumerator = value;
                    break;
                case ConfigurationFormat.BatteryDividerDenominator:
                    Battery.DividerDenominator = value;
                    break;
                case ConfigurationFormat.BatteryLowRaw:
                    Battery.LowRaw = value;
                    break;
                case ConfigurationFormat.BatteryLowMillivolts:
                    Battery.LowMillivolts = value;
                    break;
                case ConfigurationFormat.BatteryHighRaw:
                    Battery.HighRaw = value;
                    break;
                case ConfigurationFormat.BatteryHighMillivolts:
                    Battery.HighMillivolts = value;
                    break;
                case ConfigurationFormat.BatteryChemistry:
                    Battery.Chemistry = (BatteryChemistry)value;
                    break;
                default:
                    Battery.LowPercent = value;
                    break;
            }

            return ConfigurationResult.Ok;
        }

        private ConfigurationResult ReadSleep(int id, byte[] content, int offset, int count)
        {
            if (!Tlv.ReadInteger(content, offset, count, out long number) || number < 0 || number > int.MaxValue)
            {
                return ConfigurationResult.InvalidSleep;
            }

            int value = (int)number;
            switch (id)
            {
                case ConfigurationFormat.SleepSeconds:
                    Sleep.SleepSeconds = value;
                    break;
                case ConfigurationFormat.AwakeSeconds:
                    Sleep.AwakeSeconds = value;
                    break;
                case ConfigurationFormat.WakePin:
                    Sleep.WakePin = value;
                    break;
                case ConfigurationFormat.WakeLevel:
                    Sleep.WakeLevel = value;
                    break;
                case ConfigurationFormat.NetworkSeconds:
                    Sleep.NetworkSeconds = value;
                    break;
                case ConfigurationFormat.ExchangeSeconds:
                    Sleep.ExchangeSeconds = value;
                    break;
                case ConfigurationFormat.MaxSleepSeconds:
                    Sleep.MaxSleepSeconds = value;
                    break;
                case ConfigurationFormat.LowBatteryFactor:
                    Sleep.LowBatteryFactor = value;
                    break;
                default:
                    Sleep.CutOffMillivolts = value;
                    break;
            }

            return ConfigurationResult.Ok;
        }

        private ConfigurationResult CheckWhole()
        {
            if (Battery.Validate() != BatterySettings.Valid)
            {
                return ConfigurationResult.InvalidBattery;
            }

            // A pin that wakes cannot be the converter's too.
            if (Sleep.Validate() != SleepSettings.Valid || (BatteryPin != NoPin && Sleep.WakePin == BatteryPin))
            {
                return ConfigurationResult.InvalidSleep;
            }

            if (Sleep.CutOffMillivolts == SleepSettings.NotSet)
            {
                Sleep.CutOffMillivolts = SleepSettings.DefaultCutOff(Battery.Chemistry);
            }

            ServerUri uri = new ServerUri();
            int bootstrapServers = 0;
            for (int i = 0; i < Security.InstanceCount; i++)
            {
                SecurityAccount account = Security.Account(Security.InstanceIdAt(i));
                bootstrapServers += account.IsBootstrapServer ? 1 : 0;
                if (!ConfigurationCheck.IsReachable(account, uri))
                {
                    return ConfigurationResult.InvalidServer;
                }
            }

            if (bootstrapServers > 1)
            {
                return ConfigurationResult.InvalidObject;
            }

            // A bootstrap server alone will do: it gives the device its servers.
            bool isToBeBootstrapped = bootstrapServers == 1 && Security.InstanceCount == 1 && Server.InstanceCount == 0;
            if (!isToBeBootstrapped && !ConfigurationCheck.IsConsistent(Security, Server, uri))
            {
                return ConfigurationResult.NoServer;
            }

            Account = isToBeBootstrapped
                ? Security.BootstrapAccount
                : Security.AccountOf(Server.Account(Server.InstanceIdAt(0)).ShortServerId);
            return ConfigurationResult.Ok;
        }

        private static byte[] Copy(byte[] content, int offset, int count)
        {
            byte[] copy = new byte[count];
            Array.Copy(content, offset, copy, 0, count);
            return copy;
        }
    }
}
