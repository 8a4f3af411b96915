using Lwm2mNano;
using Lwm2mNano.Content;
using Lwm2mNano.Device;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class ConfigurationTests
    {
        [TestMethod]
        public void The_checksum_is_that_of_zip()
        {
            byte[] digits = ConfigurationTestFile.Bytes("-123456789-");
            Check.True(ConfigurationFormat.Checksum(digits, 1, 9) == 0xCBF43926);
            Check.True(ConfigurationFormat.Checksum(digits, 0, 0) == 0);
        }

        [TestMethod]
        public void A_whole_file_is_read()
        {
            Configuration configuration = new Configuration();
            byte[] content = ConfigurationTestFile.Whole().Content();
            AreSame(ConfigurationResult.Ok, configuration.Parse(content, content.Length));

            AreEqual("coap://server", configuration.Account.ServerUri.Bytes, configuration.Account.ServerUri.Length);
            Check.Is(SecurityMode.NoSec, configuration.Account.SecurityMode);
            Check.Is(300, configuration.Server.Account(0).LifetimeSeconds);
            Check.Is(1, configuration.Server.Account(0).ShortServerId);
            AreEqual("device-1", configuration.EndpointName);
            AreEqual("home", configuration.WifiSsid);
            AreEqual("password", configuration.WifiPassword);
            Check.Is(34, configuration.BatteryPin);
            Check.Is(3, configuration.Battery.DividerNumerator);
            Check.Is(2, configuration.Battery.DividerDenominator);
            Check.Is(500, configuration.Battery.LowRaw);
            Check.Is(600, configuration.Battery.LowMillivolts);
            Check.Is(3500, configuration.Battery.HighRaw);
            Check.Is(2900, configuration.Battery.HighMillivolts);
            Check.Is((int)BatteryChemistry.LithiumIronPhosphate, (int)configuration.Battery.Chemistry);
            Check.Is(20, configuration.Battery.LowPercent);
        }

        [TestMethod]
        public void What_a_file_leaves_out_has_a_default()
        {
            Configuration configuration = new Configuration();
            byte[] content = ConfigurationTestFile.WithServer().Content();
            AreSame(ConfigurationResult.Ok, configuration.Parse(content, content.Length));
            Assert.IsNull(configuration.EndpointName);
            Assert.IsNull(configuration.WifiSsid);
            Check.Is(0, configuration.WifiPassword.Length);
            Check.Is(Configuration.NoPin, configuration.BatteryPin);
            Check.Is(BatterySettings.Valid, configuration.Battery.Validate());
        }

        [TestMethod]
        public void A_server_with_a_key_is_read()
        {
            Configuration configuration = new Configuration();
            byte[] content = new ConfigurationTestFile().AddSecurity(7, 123, "coaps://[::1]:7000", SecurityMode.PreSharedKey, "me", "key").AddServer(3, 123).Content();
            AreSame(ConfigurationResult.Ok, configuration.Parse(content, content.Length));
            AreEqual("me", configuration.Account.Identity.Bytes, configuration.Account.Identity.Length);
            AreEqual("key", configuration.Account.SecretKey.Bytes, configuration.Account.SecretKey.Length);
            Check.Is(123, configuration.Account.ShortServerId);
        }

        [TestMethod]
        public void A_file_that_is_cut_anywhere_is_refused()
        {
            Configuration configuration = new Configuration();
            byte[] content = ConfigurationTestFile.Whole().Content();
            for (int length = 0; length < content.Length; length++)
            {
                AreSame(ConfigurationResult.Damaged, configuration.Parse(content, length));
                IsEmpty(configuration);
            }
        }

        [TestMethod]
        public void A_file_with_a_flipped_bit_anywhere_is_refused()
        {
            Configuration configuration = new Configuration();
            byte[] content = ConfigurationTestFile.Whole().Content();
            for (int i = 0; i < content.Length; i++)
            {
                for (int bit = 1; bit <= 0x80; bit <<= 1)
                {
                    content[i] ^= (byte)bit;
                    ConfigurationResult expected = i == ConfigurationFormat.VersionOffset || i == ConfigurationFormat.VersionOffset + 1
                        ? ConfigurationResult.UnknownVersion
                        : ConfigurationResult.Damaged;
                    AreSame(expected, configuration.Parse(content, content.Length));
                    content[i] ^= (byte)bit;
                }
            }

            AreSame(ConfigurationResult.Ok, configuration.Parse(content, content.Length));
        }

        [TestMethod]
        public void A_file_with_bytes_behind_it_is_refused()
        {
            byte[] content = ConfigurationTestFile.Whole().Content();
            byte[] longer = new byte[content.Length + 1];
            System.Array.Copy(content, 0, longer, 0, content.Length);
            AreSame(ConfigurationResult.Damaged, new Configuration().Parse(longer, longer.Length));
        }

        // With a right checksum everything gets as far as the readers of the content.
        [TestMethod]
        public void No_content_makes_it_throw()
        {
            Configuration configuration = new Configuration();
            byte[] content = ConfigurationTestFile.Whole().Content();
            for (int i = ConfigurationFormat.HeaderBytes; i < content.Length; i++)
            {
                byte kept = content[i];
                for (int change = 0; change < 4; change++)
                {
                    content[i] = change == 0 ? (byte)0 : change == 1 ? (byte)0xFF : change == 2 ? (byte)(kept + 1) : (byte)(kept ^ 0x20);
                    ConfigurationTestFile.Seal(content);
                    ConfigurationResult result = configuration.Parse(content, content.Length);
                    if (result == ConfigurationResult.Ok)
                    {
                        Assert.IsNotNull(configuration.Account);
                        Check.Is(BatterySettings.Valid, configuration.Battery.Validate());
                    }
                    else
                    {
                        IsEmpty(configuration);
                        Assert.IsNotNull(ConfigurationFormat.Explain(result));
                    }
                }

                content[i] = kept;
            }
        }

        [TestMethod]
        public void Another_version_is_told_from_damage()
        {
            byte[] content = ConfigurationTestFile.Whole().Content();
            content[ConfigurationFormat.VersionOffset + 1] = 2;
            AreSame(ConfigurationResult.UnknownVersion, new Configuration().Parse(content, content.Length));
        }

        [TestMethod]
        public void Entries_that_are_not_known_are_skipped()
        {
            AreSame(
                ConfigurationResult.Ok,
                ConfigurationTestFile.WithServer().Add(200, "?").Add(60000, "").Add(Tlv.MultipleResource, 2, new byte[1]).Parse());
        }

        [TestMethod]
        public void A_file_without_a_server_is_refused()
        {
            AreSame(ConfigurationResult.NoServer, new ConfigurationTestFile().Parse());
            AreSame(ConfigurationResult.NoServer, new ConfigurationTestFile().AddServer(0, 1).Parse());
            AreSame(ConfigurationResult.NoServer, new ConfigurationTestFile().AddSecurity(0, 1, "coap://server", SecurityMode.NoSec, "", "").Parse());
            AreSame(
                ConfigurationResult.NoServer,
                new ConfigurationTestFile().AddSecurity(0, 1, "coap://server", SecurityMode.NoSec, "", "").AddServer(0, 2).Parse());
        }

        [TestMethod]
        public void Objects_check_their_instances()
        {
            // One server too many, one twice, one without its mandatory resources, a value out of range, none of an instance.
            AreSame(ConfigurationResult.InvalidObject, ConfigurationTestFile.WithServer().AddServer(1, 2).AddServer(2, 3).Parse());
            AreSame(ConfigurationResult.InvalidObject, ConfigurationTestFile.WithServer().AddServer(0, 1).Parse());
            AreSame(
                ConfigurationResult.InvalidObject,
                new ConfigurationTestFile().Add(ConfigurationFormat.ServerObject, new byte[] { 0x03, 0x00, 0xC1, 0x00, 0x01 }).Parse());
            AreSame(ConfigurationResult.InvalidObject, new ConfigurationTestFile().AddServer(0, 0).Parse());
            AreSame(ConfigurationResult.InvalidObject, new ConfigurationTestFile().AddSecurity(0, 1, "coap://server", 2, "", "").Parse());
            AreSame(ConfigurationResult.InvalidObject, new ConfigurationTestFile().Add(ConfigurationFormat.ServerObject, "x").Parse());
            AreSame(ConfigurationResult.InvalidObject, new ConfigurationTestFile().Add(ConfigurationFormat.ServerObject, new byte[] { 0xC1, 0, 1 }).Parse());
        }

        [TestMethod]
        [DataRow("http://server", SecurityMode.NoSec, "", "")]
        [DataRow("coap://", SecurityMode.NoSec, "", "")]
        [DataRow("coap://server:0", SecurityMode.NoSec, "", "")]
        [DataRow("coaps://server", SecurityMode.NoSec, "", "")]
        [DataRow("coap://server", SecurityMode.PreSharedKey, "me", "key")]
        [DataRow("coaps://server", SecurityMode.PreSharedKey, "", "key")]
        [DataRow("coaps://server", SecurityMode.PreSharedKey, "me", "")]
        public void A_server_that_cannot_be_used_is_refused(string uri, int mode, string identity, string key)
        {
            AreSame(ConfigurationResult.InvalidServer, new ConfigurationTestFile().AddSecurity(0, 1, uri, mode, identity, key).AddServer(0, 1).Parse());
        }

        [TestMethod]
        public void Names_have_a_length()
        {
            AreSame(ConfigurationResult.InvalidEndpointName, With(ConfigurationFormat.EndpointName, 0));
            AreSame(ConfigurationResult.Ok, With(ConfigurationFormat.EndpointName, Limits.MaxEndpointNameBytes));
            AreSame(ConfigurationResult.InvalidEndpointName, With(ConfigurationFormat.EndpointName, Limits.MaxEndpointNameBytes + 1));
            AreSame(ConfigurationResult.InvalidWifi, With(ConfigurationFormat.WifiSsid, 0));
            AreSame(ConfigurationResult.Ok, With(ConfigurationFormat.WifiSsid, ConfigurationFormat.MaxSsidBytes));
            AreSame(ConfigurationResult.InvalidWifi, With(ConfigurationFormat.WifiSsid, ConfigurationFormat.MaxSsidBytes + 1));
            AreSame(ConfigurationResult.Ok, With(ConfigurationFormat.WifiPassword, 0));
            AreSame(ConfigurationResult.InvalidWifi, With(ConfigurationFormat.WifiPassword, ConfigurationFormat.MinPasswordBytes - 1));
            AreSame(ConfigurationResult.Ok, With(ConfigurationFormat.WifiPassword, ConfigurationFormat.MaxPasswordBytes));
            AreSame(ConfigurationResult.InvalidWifi, With(ConfigurationFormat.WifiPassword, ConfigurationFormat.MaxPasswordBytes + 1));
        }

        [TestMethod]
        [DataRow(ConfigurationFormat.BatteryPin, 31)]
        [DataRow(ConfigurationFormat.BatteryPin, 40)]
        [DataRow(ConfigurationFormat.BatteryPin, -1)]
        [DataRow(ConfigurationFormat.BatteryDividerNumerator, 0)]
        [DataRow(ConfigurationFormat.BatteryDividerDenominator, 0)]
        [DataRow(ConfigurationFormat.BatteryLowRaw, 4000)]
        [DataRow(ConfigurationFormat.BatteryHighMillivolts, 1)]
        [DataRow(ConfigurationFormat.BatteryChemistry, 4)]
        [DataRow(ConfigurationFormat.BatteryLowPercent, 100)]
        public void A_battery_out_of_range_is_refused(int id, int value)
        {
            AreSame(ConfigurationResult.InvalidBattery, ConfigurationTestFile.WithServer().Add(id, value).Parse());
        }

        [TestMethod]
        public void A_number_of_a_battery_has_the_length_of_one()
        {
            AreSame(ConfigurationResult.InvalidBattery, ConfigurationTestFile.WithServer().Add(ConfigurationFormat.BatteryLowRaw, new byte[3]).Parse());
            AreSame(ConfigurationResult.InvalidBattery, ConfigurationTestFile.WithServer().Add(ConfigurationFormat.BatteryLowRaw, 0x100000000L).Parse());
        }

        [TestMethod]
        public void What_the_store_answers_is_told()
        {
            ConfigurationTestFile store = ConfigurationTestFile.Whole();
            Configuration configuration = new Configuration();
            byte[] buffer = new byte[ConfigurationFormat.MaxFileBytes];
            store.StoreAnswer = StoreResult.NotFound;
            AreSame(ConfigurationResult.Missing, configuration.Load(store, buffer));
            store.StoreAnswer = StoreResult.Failed;
            AreSame(ConfigurationResult.Unreadable, configuration.Load(store, buffer));
            store.StoreAnswer = StoreResult.TooLarge;
            AreSame(ConfigurationResult.TooLarge, configuration.Load(store, buffer));

            // The same configuration is read again until there is a file, and again after that.
            store.StoreAnswer = 0;
            AreSame(ConfigurationResult.Ok, configuration.Load(store, buffer));
            AreSame(ConfigurationResult.Ok, configuration.Load(store, buffer));
            AreEqual("device-1", configuration.EndpointName);
            store.StoreAnswer = StoreResult.NotFound;
            AreSame(ConfigurationResult.Missing, configuration.Load(store, buffer));
            IsEmpty(configuration);
        }

        [TestMethod]
        public void Every_failure_has_a_line_for_the_console()
        {
            Assert.IsNull(ConfigurationFormat.Explain(ConfigurationResult.Ok));
            for (int result = (int)ConfigurationResult.Missing; result <= (int)ConfigurationResult.InvalidSleep; result++)
            {
                string line = ConfigurationFormat.Explain((ConfigurationResult)result);
                Check.True(line.IndexOf(ConfigurationFormat.FileName) == 0);
                Check.True(line.IndexOf("tools/provision") > 0);
            }
        }

        private static ConfigurationResult With(int id, int length)
        {
            byte[] value = new byte[length];
            for (int i = 0; i < length; i++)
            {
                value[i] = (byte)'x';
            }

            return ConfigurationTestFile.WithServer().Add(id, value).Parse();
        }

        private static void IsEmpty(Configuration configuration)
        {
            Assert.IsNull(configuration.Account);
            Assert.IsNull(configuration.EndpointName);
            Assert.IsNull(configuration.WifiSsid);
            Check.Is(0, configuration.Security.InstanceCount);
            Check.Is(0, configuration.Server.InstanceCount);
            Check.Is(Configuration.NoPin, configuration.BatteryPin);
        }

        private static void AreSame(ConfigurationResult expected, ConfigurationResult result)
        {
            Check.Is((int)expected, (int)result);
        }

        private static void AreEqual(string expected, byte[] bytes)
        {
            AreEqual(expected, bytes, bytes.Length);
        }

        private static void AreEqual(string expected, byte[] bytes, int length)
        {
            Check.Is(expected.Length, length);
            for (int i = 0; i < length; i++)
            {
                Check.Is((int)expected[i], (int)bytes[i]);
            }
        }
    }
}
