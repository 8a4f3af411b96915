using System;
using Lwm2mNano.Client;
using Lwm2mNano.Content;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// What a device was told by provisioning: its servers, its name, its Wi-Fi and its battery. The servers are Objects 0 and 1 in TLV
    /// and go the way of a Write operation: each instance is checked as a whole by the objects themselves before it is applied. No
    /// content of the file makes it throw.
    /// </summary>
    public sealed class Configuration
    {
        /// <summary>The value of <see cref="BatteryPin"/> where there is no battery.</summary>
        public const int NoPin = -1;

        private readonly WriteOperation _write = new WriteOperation();
        private readonly TlvReader _reader = new TlvReader();
        private readonly ResourcePath _path = new ResourcePath();

        /// <summary>Gets the Security Object with the accounts of the file.</summary>
        public SecurityObject Security { get; } = new SecurityObject();

        /// <summary>Gets the Server Object with the accounts of the file.</summary>
        public ServerObject Server { get; } = new ServerObject();

        /// <summary>Gets how to reach the server that the device registers with, or <see langword="null"/> before a file was read.</summary>
        public SecurityAccount Account { get; private set; }

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
                    result = kind == Tlv.Resource ? ReadEntry(id, content, offset, count) : ConfigurationResult.Ok;
                }
            }

            if (result == ConfigurationResult.Ok)
            {
                result = CheckWhole();
            }

            if (result != ConfigurationResult.Ok)
            {
                Clear();
            }

            return result;
        }

        private void Clear()
        {
            Account = null;
            EndpointName = null;
            WifiSsid = null;
            WifiPassword = new byte[0];
            BatteryPin = NoPin;
            Battery = new BatterySettings();
            RemoveInstances(Security);
            RemoveInstances(Server);
        }

        private static void RemoveInstances(LwM2mObject target)
        {
            while (target.InstanceCount > 0)
            {
                target.Delete(target.InstanceIdAt(0));
            }
        }

        private static ConfigurationResult CheckHeader(byte[] content, int length)
        {
            if (length < ConfigurationFormat.HeaderBytes || ReadUnsigned(content, 0) != ConfigurationFormat.Magic)
            {
                return ConfigurationResult.Damaged;
            }

            // Before the rest, which another version may have somewhere else.
            if (ReadShort(content, ConfigurationFormat.VersionOffset) != ConfigurationFormat.Version)
            {
                return ConfigurationResult.UnknownVersion;
            }

            int count = ReadShort(content, ConfigurationFormat.LengthOffset);
            return count == length - ConfigurationFormat.HeaderBytes
                && ReadUnsigned(content, ConfigurationFormat.ChecksumOffset)
                    == ConfigurationFormat.Checksum(content, ConfigurationFormat.HeaderBytes, count)
                ? ConfigurationResult.Ok
                : ConfigurationResult.Damaged;
        }

        private ConfigurationResult ReadEntry(int id, byte[] content, int offset, int count)
        {
            switch (id)
            {
                case ConfigurationFormat.SecurityObject:
                    return ReadInstances(Security, content, offset, count);
                case ConfigurationFormat.ServerObject:
                    return ReadInstances(Server, content, offset, count);
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
                default:
                    return id >= ConfigurationFormat.BatteryPin && id <= ConfigurationFormat.BatteryLowPercent
                        ? ReadBattery(id, content, offset, count)
                        : ConfigurationResult.Ok;
            }
        }

        private ConfigurationResult ReadInstances(LwM2mObject target, byte[] content, int offset, int count)
        {
            int position = offset;
            int end = offset + count;
            while (position < end)
            {
                int start = Tlv.ReadHeader(content, position, end, out int kind, out int instanceId, out int length);
                if (start < 0 || kind != Tlv.ObjectInstance || instanceId > ResourcePath.MaxId || target.HasInstance(instanceId))
                {
                    return ConfigurationResult.InvalidObject;
                }

                // The values are checked before there is an instance, as those of a Create operation.
                _path.Set(target.ObjectId, instanceId, ResourcePath.None, ResourcePath.None);
                if (_write.Check(target, _path, WriteMode.Configure, _reader, content, start, length) != ResponseCode.Changed
                    || target.Create(instanceId) != ResponseCode.Created
                    || _write.Apply(_reader, content, start, length) != ResponseCode.Changed)
                {
                    return ConfigurationResult.InvalidObject;
                }

                position = start + length;
            }

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

        private ConfigurationResult CheckWhole()
        {
            if (Battery.Validate() != BatterySettings.Valid)
            {
                return ConfigurationResult.InvalidBattery;
            }

            for (int i = 0; i < Server.InstanceCount && Account == null; i++)
            {
                Account = Security.AccountOf(Server.Account(Server.InstanceIdAt(i)).ShortServerId);
            }

            if (Account == null)
            {
                return ConfigurationResult.NoServer;
            }

            bool isSecure = Account.SecurityMode != SecurityMode.NoSec;
            ServerUri uri = new ServerUri();
            return uri.Parse(Account.ServerUri) && uri.IsSecure == isSecure
                && (!isSecure || (Account.Identity.Length > 0 && Account.SecretKey.Length > 0))
                ? ConfigurationResult.Ok
                : ConfigurationResult.InvalidServer;
        }

        private static byte[] Copy(byte[] content, int offset, int count)
        {
            byte[] copy = new byte[count];
            Array.Copy(content, offset, copy, 0, count);
            return copy;
        }

        private static int ReadShort(byte[] content, int offset)
        {
            return (content[offset] << 8) | content[offset + 1];
        }

        private static uint ReadUnsigned(byte[] content, int offset)
        {
            return ((uint)ReadShort(content, offset) << 16) | (uint)ReadShort(content, offset + 2);
        }
    }
}
