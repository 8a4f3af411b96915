using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Lwm2mNano.Device;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Provision;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Provisioning writes what the device reads.</summary>
    [TestFixture]
    public sealed class ProvisionTests
    {
        private string _folder;

        [SetUp]
        public void CreateFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(_folder, true);

        [Test]
        public async Task WhatIsWrittenIsReadByTheDeviceAndShownWithoutSecrets()
        {
            string password = Secret("password", "correct horse\n");
            string key = Secret("key", "00112233445566778899aabbccddeeff");
            string output = Path.Combine(_folder, "new", "out");
            (int code, string written, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.Provision,
                "--server", "coaps://lwm2m.example:5684", "--endpoint", "urn:dev:1", "--lifetime", "86400", "--short-server-id", "123",
                "--identity", "me", "--key-file", key, "--ssid", "home net", "--password-file", password,
                "--battery-pin", "34", "--divider", "147:100", "--calibrate", "3000=2550,1000=900", "--chemistry", "lifepo4", "--low-percent", "25", "--report", "900",
                "--out", output);
            Assert.That(error, Is.Empty);
            Assert.That(code, Is.Zero);
            string file = Path.Combine(output, "device.cfg");
            Assert.That(written, Is.EqualTo(file + "\n" + Path.Combine(output, "files.json") + "\n"));

            Configuration configuration = new();
            byte[] content = File.ReadAllBytes(file);
            Assert.That(configuration.Parse(content, content.Length), Is.EqualTo(ConfigurationResult.Ok));
            Assert.That(Encoding.UTF8.GetString(configuration.WifiPassword), Is.EqualTo("correct horse"));
            Assert.That(configuration.Account.SecretKey.Length, Is.EqualTo(16));
            Assert.That(configuration.Account.ShortServerId, Is.EqualTo(123));
            Assert.That(configuration.Server.Account(0).LifetimeSeconds, Is.EqualTo(86400));
            Assert.That(configuration.BatteryPin, Is.EqualTo(34));
            Assert.That(configuration.Battery.DividerNumerator, Is.EqualTo(147));
            Assert.That(configuration.Battery.LowRaw, Is.EqualTo(1000));
            Assert.That(configuration.Battery.HighMillivolts, Is.EqualTo(2550));
            Assert.That(configuration.Battery.Chemistry, Is.EqualTo(BatteryChemistry.LithiumIronPhosphate));
            Assert.That(configuration.Battery.LowPercent, Is.EqualTo(25));
            Assert.That(configuration.ReportSeconds, Is.EqualTo(900));

            (code, string shown, error) = await DevKitProcess.RunAsync(DevKitProcess.Provision, "--show", file);
            Assert.That(error, Is.Empty);
            Assert.That(code, Is.Zero);
            Assert.That(
                shown,
                Is.EqualTo(
                    "Server    coaps://lwm2m.example:5684, Short Server ID 123, lifetime 86400 s\n"
                    + "Security  pre-shared key, identity me, key of 16 bytes ****\n"
                    + "Endpoint  urn:dev:1\n"
                    + "Wi-Fi     home net, password ****\n"
                    + "Battery   GPIO 34, divider 147:100, calibrated 1000=900,3000=2550, lifepo4, low at 25 %\n"
                    + "Report    every 900 s\n"
                    + "Sleep     none\n"));
        }

        [Test]
        public async Task ASleeperIsWrittenAndShown()
        {
            string output = Path.Combine(_folder, "out");
            (int code, _, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.Provision,
                "--server", "coap://h", "--lifetime", "2000", "--battery-pin", "34", "--sleep", "900", "--awake", "5", "--wake-pin", "4", "--wake-level", "1",
                "--network-timeout", "11", "--exchange-timeout", "31", "--max-sleep", "7200", "--low-battery-factor", "8", "--cut-off", "3100", "--out", output);
            Assert.That(error, Is.Empty);
            Assert.That(code, Is.Zero);
            Assert.That(
                Provisioning.Show(Path.Combine(output, "device.cfg")),
                Does.Contain(
                    "Sleep     every 900 s, or GPIO 4 at 1, awake 5 s after the last exchange, network 11 s, exchange 31 s, at most 7200 s, "
                    + "8 times at low battery, cut off at 3100 mV").And.Contain("Report    at each wake-up"));
            Assert.That(Read(output).Sleep.AwakeMilliseconds, Is.EqualTo(5000));
        }

        [Test]
        public async Task ASleepersDefaultsAreAWindowThatFollowsTheRoundTripAndALifetimeForLowBattery()
        {
            string output = Path.Combine(_folder, "out");
            (int code, _, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.Provision, "--server", "coap://h", "--battery-pin", "34", "--chemistry", "li-socl2", "--sleep", "900", "--queue", "--out", output);
            Assert.That(error, Is.Empty);
            Assert.That(code, Is.Zero);
            Configuration configuration = Read(output);
            Assert.That(configuration.Sleep.AwakeMilliseconds, Is.Zero);
            Assert.That(configuration.Server.Account(0).LifetimeSeconds, Is.EqualTo((900 * 4 * 21 / 20) + 10 + 30));
            Assert.That(
                SleepOptions.Show(configuration.Sleep),
                Is.EqualTo("every 900 s, awake until drained, network 10 s, exchange 30 s, at most 21600 s, 4 times at low battery, cut off at 2000 mV"));
        }

        [TestCase("--queue", 93_000, "none, queue mode, awake 93 s after the last exchange")]
        [TestCase("--awake 5", 5_000, "none, queue mode, awake 5 s after the last exchange")]
        [TestCase("--queue --awake drained", 0, "none, queue mode, awake until drained")]
        public async Task QueueModeNeedsNoSleep(string arguments, long milliseconds, string line)
        {
            string output = Path.Combine(_folder, "out");
            (int code, _, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.Provision, ["--server", "coap://h", .. arguments.Split(' '), "--out", output]);
            Assert.That(error, Is.Empty);
            Assert.That(code, Is.Zero);
            Configuration configuration = Read(output);
            Assert.That(configuration.Sleep.AwakeMilliseconds, Is.EqualTo(milliseconds));
            Assert.That(configuration.Sleep.IsSleeper, Is.False);
            Assert.That(SleepOptions.Show(configuration.Sleep), Is.EqualTo(line));
        }

        [Test]
        public async Task ABootstrapServersAccountStandsAlone()
        {
            string output = Path.Combine(_folder, "out");
            (int code, _, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.Provision,
                "--server", "coaps://bs.example", "--bootstrap", "--hold-off", "5", "--account-timeout", "3600",
                "--identity", "me", "--key-file", Secret("key", "00112233445566778899aabbccddeeff"), "--ssid", "home net", "--out", output);
            Assert.That(error, Is.Empty);
            Assert.That(code, Is.Zero);
            string file = Path.Combine(output, "device.cfg");
            Configuration configuration = new();
            byte[] content = File.ReadAllBytes(file);
            Assert.That(configuration.Parse(content, content.Length), Is.EqualTo(ConfigurationResult.Ok));
            Assert.That(configuration.Server.InstanceCount, Is.Zero);
            Assert.That(configuration.Security.InstanceCount, Is.EqualTo(1));
            Assert.That(configuration.Account.IsBootstrapServer);
            Assert.That(configuration.Account.ClientHoldOffSeconds, Is.EqualTo(5));
            Assert.That(configuration.Account.BootstrapAccountTimeoutSeconds, Is.EqualTo(3600));
            Assert.That(configuration.IsSecure);
            Assert.That(
                Provisioning.Show(file),
                Is.EqualTo(
                    new[]
                    {
                        "Bootstrap coaps://bs.example, asked after 5 s, kept for 3600 s after a bootstrap",
                        "Security  pre-shared key, identity me, key of 16 bytes ****",
                        "Endpoint  the device's own",
                        "Wi-Fi     home net, open",
                        "Battery   none",
                        "Report    none",
                        "Sleep     none",
                    }));
        }

        [Test]
        public void TheDeploymentIsWhatTheFlasherTakes()
        {
            Provisioning.Write(new ConfigurationSettings { ServerUri = "coap://h" }, _folder);
            JsonNode deployment = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, "files.json")));
            JsonArray files = deployment["Files"].AsArray();
            Assert.That(files, Has.Count.EqualTo(1));
            Assert.That((string)files[0]["DestinationFilePath"], Is.EqualTo("I:\\device.cfg"));

            // It is read from wherever the flasher was started.
            string source = (string)files[0]["SourceFilePath"];
            Assert.That(Path.IsPathFullyQualified(source));
            Assert.That(File.Exists(source));
        }

        [Test]
        [Platform(Exclude = "Win")]
        [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
        public void NobodyElseReadsTheSecrets()
        {
            string file = Path.Combine(_folder, "device.cfg");
            File.WriteAllText(file, "an old one, for everybody");
            Provisioning.Write(new ConfigurationSettings { ServerUri = "coap://h" }, _folder);
            Assert.That(File.GetUnixFileMode(file), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        [Test]
        public void ALeastConfigurationShowsWhatIsMissing()
        {
            Provisioning.Write(new ConfigurationSettings { ServerUri = "coap://h" }, _folder);
            Assert.That(
                Provisioning.Show(Path.Combine(_folder, "device.cfg")),
                Is.EqualTo(
                    new[]
                    {
                        "Server    coap://h, Short Server ID 1, lifetime 3600 s",
                        "Security  none",
                        "Endpoint  the device's own",
                        "Wi-Fi     none",
                        "Battery   none",
                        "Report    none",
                        "Sleep     none",
                    }));
        }

        [TestCase("", "--server")]
        [TestCase("--server coap://h", "--out")]
        [TestCase("--server h --out o", "--server h")]
        [TestCase("--server coap://h --identity me --out o", "--identity")]
        [TestCase("--server coaps://h --out o", "--key-file")]
        [TestCase("--server coaps://h --identity me --key-file /does/not/exist --out o", "--key-file /does/not/exist")]
        [TestCase("--server coap://h --password-file p --out o", "--ssid")]
        [TestCase("--server coap://h --ssid s --password-file /does/not/exist --out o", "--password-file /does/not/exist")]
        [TestCase("--server coap://h --ssid 123456789012345678901234567890123 --out o", "--ssid")]
        [TestCase("--server coap://h --lifetime 0 --out o", "--lifetime")]
        [TestCase("--server coap://h --lifetime x --out o", "--lifetime")]
        [TestCase("--server coap://h --short-server-id 65535 --out o", "--short-server-id")]
        [TestCase("--server coap://h --battery-pin 4 --out o", "--battery-pin 4")]
        [TestCase("--server coap://h --divider 2:1 --out o", "--battery-pin")]
        [TestCase("--server coap://h --battery-pin 34 --divider 2 --out o", "--divider 2")]
        [TestCase("--server coap://h --battery-pin 34 --divider 1:2 --out o", "--divider 1:2")]
        [TestCase("--server coap://h --battery-pin 34 --calibrate 1=1 --out o", "--calibrate 1=1")]
        [TestCase("--server coap://h --battery-pin 34 --calibrate 1=1,1=2 --out o", "--calibrate 1=1,1=2")]
        [TestCase("--server coap://h --battery-pin 34 --chemistry x --out o", "--chemistry x")]
        [TestCase("--server coap://h --battery-pin 34 --low-percent 99 --out o", "--low-percent 99")]
        [TestCase("--server coap://h --hold-off 5 --out o", "--bootstrap")]
        [TestCase("--server coap://h --account-timeout 5 --out o", "--bootstrap")]
        [TestCase("--server coap://h --bootstrap --hold-off -1 --out o", "--hold-off")]
        [TestCase("--server coap://h --bootstrap --lifetime 60 --out o", "--lifetime")]
        [TestCase("--server coap://h --bootstrap --short-server-id 2 --out o", "--short-server-id")]
        [TestCase("--server coap://h --report 60 --out o", "--battery-pin")]
        [TestCase("--server coap://h --battery-pin 34 --report 0 --out o", "--report")]
        [TestCase("--server coap://h --sleep 0 --out o", "--sleep 0")]
        [TestCase("--server coap://h --sleep 604801 --out o", "--sleep 604801")]
        [TestCase("--server coap://h --sleep 60 --awake 60 --out o", "--awake 60")]
        [TestCase("--server coap://h --awake 3601 --out o", "--awake 3601")]
        [TestCase("--server coap://h --awake 0 --out o", "--awake 0")]
        [TestCase("--server coap://h --awake never --out o", "--awake never")]
        [TestCase("--server coap://h --wake-pin 4 --out o", "--sleep")]
        [TestCase("--server coap://h --cut-off 3000 --out o", "--sleep")]
        [TestCase("--server coap://h --sleep 60 --wake-pin 5 --out o", "--wake-pin 5")]
        [TestCase("--server coap://h --sleep 60 --wake-pin 4 --wake-level 2 --out o", "--wake-level 2")]
        [TestCase("--server coap://h --sleep 60 --wake-level 1 --out o", "--wake-pin")]
        [TestCase("--server coap://h --sleep 60 --battery-pin 34 --wake-pin 34 --out o", "--wake-pin 34")]
        [TestCase("--server coap://h --sleep 60 --network-timeout 0 --out o", "--network-timeout 0")]
        [TestCase("--server coap://h --sleep 60 --exchange-timeout 601 --out o", "--exchange-timeout 601")]
        [TestCase("--server coap://h --sleep 60 --max-sleep 59 --out o", "--max-sleep 59")]
        [TestCase("--server coap://h --sleep 60 --max-sleep 0 --out o", "--max-sleep 0")]
        [TestCase("--server coap://h --sleep 60 --low-battery-factor 97 --out o", "--low-battery-factor 97")]
        [TestCase("--server coap://h --sleep 60 --cut-off -1 --out o", "--cut-off -1")]
        [TestCase("--server coap://h --sleep 60 --cut-off 60001 --out o", "--cut-off 60001")]
        [TestCase("--server coap://h --sleep 900 --lifetime 300 --out o", "300 s is shorter than the sleep of 900 s: every wake-up would register anew; set it to at least 985 s")]
        [TestCase("--show /does/not/exist", "--show /does/not/exist")]
        public async Task AWrongCallGetsOneLine(string arguments, string about)
        {
            (int code, string output, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.Provision, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error, Does.StartWith("provision: ").And.Contain(about).And.Match("^[^\n]+\n$"));
        }

        private static Configuration Read(string folder)
        {
            Configuration configuration = new();
            byte[] content = File.ReadAllBytes(Path.Combine(folder, "device.cfg"));
            Assert.That(configuration.Parse(content, content.Length), Is.EqualTo(ConfigurationResult.Ok));
            return configuration;
        }

        private string Secret(string name, string content)
        {
            string path = Path.Combine(_folder, name);
            File.WriteAllText(path, content);
            return path;
        }
    }
}
