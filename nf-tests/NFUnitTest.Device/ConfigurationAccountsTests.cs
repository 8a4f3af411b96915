using Lwm2mNano.Device;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>Which accounts a device.cfg may have, and its report interval.</summary>
    [TestClass]
    public class ConfigurationAccountsTests
    {
        [TestMethod]
        public void A_bootstrap_server_alone_will_do()
        {
            Configuration configuration = Parse(ConfigurationResult.Ok, StoreBoard.Bootstrap());
            Check.True(configuration.Account.IsBootstrapServer);
            Check.Is(0, configuration.Server.InstanceCount);
            Check.False(configuration.IsSecure);
        }

        [TestMethod]
        public void A_bootstrap_server_may_stand_beside_servers()
        {
            Configuration configuration = Parse(
                ConfigurationResult.Ok,
                StoreBoard.TwoServers().Add(ConfigurationFormat.SecurityObject, StoreBoard.Instance(2, StoreBoard.BootstrapAccount())));
            Check.False(configuration.Account.IsBootstrapServer);
            Check.Is(1, configuration.Account.ShortServerId);
            Check.Is(3, configuration.Security.InstanceCount);
            Check.Is(2, configuration.Server.InstanceCount);
        }

        [TestMethod]
        public void Accounts_that_do_not_fit_together_are_refused()
        {
            // A second bootstrap server; a server that has a way and no account, an account and no way; two of one Short Server ID.
            Parse(ConfigurationResult.InvalidObject, StoreBoard.Bootstrap().Add(ConfigurationFormat.SecurityObject, StoreBoard.Instance(1, StoreBoard.BootstrapAccount())));
            Parse(ConfigurationResult.NoServer, StoreBoard.Bootstrap().AddSecurity(1, 1, "coap://server", SecurityMode.NoSec, "", ""));
            Parse(ConfigurationResult.NoServer, StoreBoard.Bootstrap().AddServer(0, 1));
            Parse(ConfigurationResult.NoServer, StoreBoard.OneServer().AddServer(1, 2));
            Parse(ConfigurationResult.NoServer, StoreBoard.OneServer().AddSecurity(1, 1, "coap://other", SecurityMode.NoSec, "", "").AddServer(1, 1));
        }

        [TestMethod]
        public void Each_account_is_looked_at()
        {
            Parse(ConfigurationResult.InvalidServer, StoreBoard.OneServer().AddSecurity(1, 2, "coaps://other", SecurityMode.NoSec, "", "").AddServer(1, 2));
            Configuration configuration = Parse(
                ConfigurationResult.Ok, StoreBoard.OneServer().AddSecurity(1, 2, "coaps://other", SecurityMode.PreSharedKey, "me", "key").AddServer(1, 2));
            Check.True(configuration.IsSecure);
            Check.Is(SecurityMode.NoSec, configuration.Account.SecurityMode);
        }

        [TestMethod]
        public void Files_are_told_apart()
        {
            Configuration one = Parse(ConfigurationResult.Ok, StoreBoard.OneServer());
            Check.True(one.Checksum == Parse(ConfigurationResult.Ok, StoreBoard.OneServer()).Checksum);
            Check.True(one.Checksum != Parse(ConfigurationResult.Ok, StoreBoard.TwoServers()).Checksum);
            Check.True(Parse(ConfigurationResult.NoServer, new ConfigurationTestFile()).Checksum == 0);
        }

        [TestMethod]
        public void A_report_interval_is_a_second_or_more()
        {
            Check.Is(0, Parse(ConfigurationResult.Ok, StoreBoard.OneServer()).ReportSeconds);
            Check.Is(1, Parse(ConfigurationResult.Ok, Reporting(1)).ReportSeconds);
            Check.Is(int.MaxValue, Parse(ConfigurationResult.Ok, Reporting(int.MaxValue)).ReportSeconds);
            Parse(ConfigurationResult.InvalidReport, Reporting(0));
            Parse(ConfigurationResult.InvalidReport, Reporting(-1));
            Parse(ConfigurationResult.InvalidReport, Reporting(1L + int.MaxValue));
            Parse(ConfigurationResult.InvalidReport, StoreBoard.OneServer().Add(ConfigurationFormat.ReportSeconds, "abc"));
        }

        private static ConfigurationTestFile Reporting(long seconds)
        {
            return StoreBoard.OneServer().Add(ConfigurationFormat.ReportSeconds, seconds);
        }

        private static Configuration Parse(ConfigurationResult expected, ConfigurationTestFile file)
        {
            byte[] content = file.Content();
            Configuration configuration = new Configuration();
            Check.Is((int)expected, (int)configuration.Parse(content, content.Length));
            return configuration;
        }
    }
}
