using Lwm2mNano.Content;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// Builds configuration files, sound ones and others, and is the store that has one.
    /// </summary>
    internal sealed class ConfigurationTestFile : IStore
    {
        private const int NoSec = SecurityMode.NoSec;

        private byte[] _body = new byte[ConfigurationFormat.MaxFileBytes];
        private int _length;

        // What the store answers in place of the file, if it is negative.
        public int StoreAnswer { get; set; }

        public static byte[] Bytes(string text)
        {
            byte[] bytes = new byte[text.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)text[i];
            }

            return bytes;
        }

        public static ConfigurationTestFile WithServer()
        {
            return new ConfigurationTestFile().AddSecurity(0, 1, "coap://server", NoSec, "", "").AddServer(0, 1);
        }

        public static ConfigurationTestFile Whole()
        {
            return WithServer()
                .Add(ConfigurationFormat.EndpointName, "device-1")
                .Add(ConfigurationFormat.WifiSsid, "home")
                .Add(ConfigurationFormat.WifiPassword, "password")
                .Add(ConfigurationFormat.BatteryPin, 34)
                .Add(ConfigurationFormat.BatteryDividerNumerator, 3)
                .Add(ConfigurationFormat.BatteryDividerDenominator, 2)
                .Add(ConfigurationFormat.BatteryLowRaw, 500)
                .Add(ConfigurationFormat.BatteryLowMillivolts, 600)
                .Add(ConfigurationFormat.BatteryHighRaw, 3500)
                .Add(ConfigurationFormat.BatteryHighMillivolts, 2900)
                .Add(ConfigurationFormat.BatteryChemistry, 1)
                .Add(ConfigurationFormat.BatteryLowPercent, 20);
        }

        public ConfigurationTestFile Add(int id, byte[] value)
        {
            return Add(Tlv.Resource, id, value);
        }

        public ConfigurationTestFile Add(int kind, int id, byte[] value)
        {
            _length = Tlv.WriteBytes(_body, _length, _body.Length, kind, id, value, 0, value.Length);
            return this;
        }

        public ConfigurationTestFile Add(int id, string value)
        {
            return Add(id, Bytes(value));
        }

        public ConfigurationTestFile Add(int id, long value)
        {
            _length = Tlv.WriteInteger(_body, _length, _body.Length, Tlv.Resource, id, value);
            return this;
        }

        public ConfigurationTestFile AddSecurity(int instanceId, int shortServerId, string uri, int mode, string identity, string key)
        {
            ConfigurationTestFile resources = new ConfigurationTestFile()
                .Add(SecurityObject.ServerUri, uri)
                .Add(SecurityObject.BootstrapServer, 0)
                .Add(SecurityObject.Mode, mode)
                .Add(SecurityObject.Identity, identity)
                .Add(SecurityObject.ServerPublicKey, "")
                .Add(SecurityObject.SecretKey, key)
                .Add(SecurityObject.ShortServerId, shortServerId);
            return Add(ConfigurationFormat.SecurityObject, new ConfigurationTestFile().Add(Tlv.ObjectInstance, instanceId, resources.Body()).Body());
        }

        public ConfigurationTestFile AddServer(int instanceId, int shortServerId)
        {
            return AddServer(instanceId, shortServerId, 300);
        }

        public ConfigurationTestFile AddServer(int instanceId, int shortServerId, int lifetime)
        {
            ConfigurationTestFile resources = new ConfigurationTestFile()
                .Add(ServerObject.ShortServerId, shortServerId)
                .Add(ServerObject.Lifetime, lifetime)
                .Add(ServerObject.NotificationStoring, 1)
                .Add(ServerObject.Binding, "U");
            return Add(ConfigurationFormat.ServerObject, new ConfigurationTestFile().Add(Tlv.ObjectInstance, instanceId, resources.Body()).Body());
        }

        public byte[] Body()
        {
            byte[] body = new byte[_length];
            System.Array.Copy(_body, 0, body, 0, _length);
            return body;
        }

        public byte[] Content()
        {
            byte[] content = new byte[ConfigurationFormat.HeaderBytes + _length];
            System.Array.Copy(_body, 0, content, ConfigurationFormat.HeaderBytes, _length);
            Write(content, 0, ConfigurationFormat.Magic, 4);
            Write(content, ConfigurationFormat.VersionOffset, ConfigurationFormat.Version, 2);
            Write(content, ConfigurationFormat.LengthOffset, (uint)_length, 2);
            Seal(content);
            return content;
        }

        public static void Seal(byte[] content)
        {
            uint sum = ConfigurationFormat.Checksum(content, ConfigurationFormat.HeaderBytes, content.Length - ConfigurationFormat.HeaderBytes);
            Write(content, ConfigurationFormat.ChecksumOffset, sum, 4);
        }

        public ConfigurationResult Parse()
        {
            byte[] content = Content();
            return new Configuration().Parse(content, content.Length);
        }

        public int Read(string name, byte[] buffer, int offset, int count)
        {
            if (StoreAnswer < 0)
            {
                return StoreAnswer;
            }

            byte[] content = Content();
            System.Array.Copy(content, 0, buffer, offset, content.Length);
            return name == ConfigurationFormat.FileName ? content.Length : StoreResult.NotFound;
        }

        public int Write(string name, byte[] buffer, int offset, int count)
        {
            return StoreResult.Failed;
        }

        public int Delete(string name)
        {
            return StoreResult.Failed;
        }

        private static void Write(byte[] content, int offset, uint value, int bytes)
        {
            for (int i = bytes - 1; i >= 0; i--)
            {
                content[offset + i] = (byte)value;
                value >>= 8;
            }
        }
    }
}
