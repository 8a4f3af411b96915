using Lwm2mNano.Content;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// Configurations of sleepers with several servers or a bootstrap server, and what a bootstrap server writes.
    /// </summary>
    internal static class SleepAccounts
    {
        public const string FirstUri = "coaps://server";
        public const string SecondUri = "coaps://second";
        public const string BootstrapUri = "coaps://bootstrap";

        private const string Identity = "me";
        private const string Key = "0123456789abcdef";

        /// <summary>The resources of the way to a server, which is a bootstrap server where it has no Short Server ID.</summary>
        public static ConfigurationTestFile Way(string uri, int shortServerId)
        {
            ConfigurationTestFile way = new ConfigurationTestFile()
                .Add(SecurityObject.ServerUri, uri)
                .Add(SecurityObject.BootstrapServer, shortServerId == 0 ? 1 : 0)
                .Add(SecurityObject.Mode, SecurityMode.PreSharedKey)
                .Add(SecurityObject.Identity, Identity)
                .Add(SecurityObject.ServerPublicKey, "")
                .Add(SecurityObject.SecretKey, Key);
            return shortServerId == 0 ? way : way.Add(SecurityObject.ShortServerId, shortServerId);
        }

        /// <summary>The resources of how to behave towards a server.</summary>
        public static ConfigurationTestFile Server(int shortServerId)
        {
            return new ConfigurationTestFile()
                .Add(ServerObject.ShortServerId, shortServerId)
                .Add(ServerObject.Lifetime, SleepBoard.Lifetime)
                .Add(ServerObject.NotificationStoring, 1)
                .Add(ServerObject.Binding, "U");
        }

        public static ConfigurationTestFile Sleeper()
        {
            return new ConfigurationTestFile()
                .Add(ConfigurationFormat.EndpointName, "device-1")
                .Add(ConfigurationFormat.SleepSeconds, SleepBoard.SleepSeconds);
        }

        /// <summary>A device.cfg that knows a bootstrap server only.</summary>
        public static ConfigurationTestFile Bootstrapping()
        {
            return Bootstrapping(0);
        }

        public static ConfigurationTestFile Bootstrapping(int holdOffSeconds)
        {
            return Add(Sleeper(), ConfigurationFormat.SecurityObject, 0, Way(BootstrapUri, 0).Add(SecurityObject.ClientHoldOffTime, holdOffSeconds));
        }

        /// <summary>A device.cfg that knows one server.</summary>
        public static ConfigurationTestFile One(ConfigurationTestFile server)
        {
            return AddServer(Sleeper(), 0, FirstUri, 1, server);
        }

        /// <summary>A device.cfg that knows two servers, with the Short Server IDs 1 and 2.</summary>
        public static ConfigurationTestFile Two(ConfigurationTestFile first, ConfigurationTestFile second)
        {
            return AddServer(AddServer(Sleeper(), 0, FirstUri, 1, first), 1, SecondUri, 2, second);
        }

        public static ConfigurationTestFile AddServer(ConfigurationTestFile file, int instanceId, string uri, int shortServerId, ConfigurationTestFile server)
        {
            Add(file, ConfigurationFormat.SecurityObject, instanceId, Way(uri, shortServerId));
            return Add(file, ConfigurationFormat.ServerObject, instanceId, server);
        }

        private static ConfigurationTestFile Add(ConfigurationTestFile file, int id, int instanceId, ConfigurationTestFile resources)
        {
            return file.Add(id, new ConfigurationTestFile().Add(Tlv.ObjectInstance, instanceId, resources.Body()).Body());
        }
    }
}
