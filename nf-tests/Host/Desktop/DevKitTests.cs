using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Device;
using Lwm2mNano.Provision;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The virtual devkit as a process, and its server in the test.</summary>
    [TestFixture]
    public sealed class DevKitTests
    {
        private const string Endpoint = "devkit-1";
        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);

        [TestCase("INT")]
        [TestCase("TERM")]
        [Platform(Exclude = "Win")]
        public async Task ASignalDeregistersFirst(string signal)
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            using DevKitProcess kit = new(DevKitProcess.DevKit, "--server", Uri(server), "--endpoint", Endpoint, "--log", "json");
            await kit.NextAsync("registering");
            JsonObject registered = await kit.NextAsync();
            Assert.That((string)registered["event"], Is.EqualTo("registered"));
            Assert.That((string)registered["code"], Is.EqualTo("2.01"));

            await kit.SignalAsync(signal);
            JsonObject deregistered = await kit.NextAsync();
            Assert.That((string)deregistered["event"], Is.EqualTo("deregistered"));
            Assert.That((string)deregistered["code"], Is.EqualTo("2.02"));
            Assert.That(await kit.NextAsync(), Is.Null);
            Assert.That(await kit.ExitCodeAsync(), Is.Zero);
        }

        [Test]
        public async Task ItSaysWhatItIsAsked()
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            using DevKitProcess kit = new(
                DevKitProcess.DevKit, "--server", Uri(server), "--endpoint", Endpoint, "--log", "json", "--battery", "3700");
            await kit.NextAsync("registered");

            // A converter counts in steps of a few millivolts.
            DeviceAnswer voltage = await server.ReadAsync(Endpoint, "/3/0/7").WaitAsync(s_maxWait);
            int millivolts = int.Parse(voltage.Values(out _).Single().ToString().Split('=')[1].Trim().Split(' ')[0]);
            Assert.That(millivolts, Is.EqualTo(3700).Within(5));
            JsonObject request = await kit.NextAsync("request");
            Assert.That((string)request["method"], Is.EqualTo("GET"));
            Assert.That((string)request["path"], Is.EqualTo("/3/0/7"));
            Assert.That((string)request["code"], Is.EqualTo("2.05"));

            await server.ExecuteAsync(Endpoint, "/1/0/8").WaitAsync(s_maxWait);
            await kit.NextAsync("updating");
            Assert.That((string)(await kit.NextAsync("updated"))["code"], Is.EqualTo("2.04"));
        }

        [TestCase("--queue")]
        [TestCase("--awake 5")]
        [TestCase("--awake drained")]
        public async Task QueueModeIsInTheRegistration(string arguments)
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            using DevKitProcess kit = new(DevKitProcess.DevKit, ["--server", Uri(server), "--endpoint", Endpoint, "--log", "json", .. arguments.Split(' ')]);
            await kit.NextAsync("registered");
            Assert.That(server.Registrations.Find(Endpoint).IsQueueMode);
        }

        [Test]
        public async Task ASleeperGoesOnWithItsRegistration()
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            int registered = 0;
            server.RegistrationChanged += change => registered += change.Kind == RegistrationChangeKind.Registered ? 1 : 0;
            using DevKitProcess kit = new(DevKitProcess.DevKit, "--server", Uri(server), "--endpoint", Endpoint, "--log", "json", "--sleep", "1");
            Assert.That((bool)(await kit.NextAsync("awake"))["restored"], Is.False);
            await kit.NextAsync("registered");
            for (int i = 0; i < 2; i++)
            {
                Assert.That((string)(await kit.NextAsync("asleep"))["reason"], Is.EqualTo("done"));
                JsonObject awake = await kit.NextAsync("awake");
                Assert.That((string)awake["cause"], Is.EqualTo("timer"));
                Assert.That((bool)awake["restored"]);
                await kit.NextAsync("sent");
            }

            Assert.That(registered, Is.EqualTo(1));
        }

        [Test]
        public async Task ARebootRegistersAgain()
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            using DevKitProcess kit = new(DevKitProcess.DevKit, "--server", Uri(server), "--endpoint", Endpoint, "--log", "json");
            await kit.NextAsync("registered");
            Assert.That((await server.WriteAsync(Endpoint, "/1/0/1", "600").WaitAsync(s_maxWait)).IsSuccess);
            Assert.That((string)(await kit.NextAsync("configuration"))["state"], Is.EqualTo("stored"));
            await kit.NextAsync("updated");

            Assert.That((await server.ExecuteAsync(Endpoint, "/3/0/4").WaitAsync(s_maxWait)).IsSuccess);
            List<string> events = new();
            do
            {
                events.Add((string)(await kit.NextAsync())["event"]);
            }
            while (events[^1] != "registered");
            Assert.That(events, Is.EqualTo(new[] { "request", "rebooting", "configuration", "network", "registering", "registered" }));

            // What a server wrote is still there, until a factory reset.
            Assert.That(await LifetimeAsync(server), Does.Contain("600"));
            Assert.That((await server.ExecuteAsync(Endpoint, "/3/0/5").WaitAsync(s_maxWait)).IsSuccess);
            await kit.NextAsync("registered");
            Assert.That(await LifetimeAsync(server), Does.Contain(ConfigurationSettings.DefaultLifetimeSeconds.ToString()));
        }

        [Test]
        public async Task SecondsEndItAndThePcapHasIt()
        {
            string folder = Directory.CreateTempSubdirectory().FullName;
            try
            {
                string capture = Path.Combine(folder, "kit.pcap");
                await using LwM2mServer server = new(new UdpChannel(0));
                (int code, string output, string error) = await DevKitProcess.RunAsync(
                    DevKitProcess.DevKit, "--server", Uri(server), "--endpoint", Endpoint, "--seconds", "1", "--pcap", capture);
                Assert.That(error, Is.Empty);
                Assert.That(code, Is.Zero);
                Assert.That(output, Does.Match(@"registering\n[0-9:.]+ registered +2\.01\n[0-9:.]+ deregistered +2\.02\n$"));
                Assert.That(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(capture)), Does.Contain("ep=" + Endpoint));
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }

        [Test]
        public async Task WithoutAServerTheExitCodeSaysSo()
        {
            // Nobody listens at the discard port.
            (int code, string output, _) = await DevKitProcess.RunAsync(
                DevKitProcess.DevKit, "--server", "coap://127.0.0.1:9", "--endpoint", Endpoint, "--seconds", "1");
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output, Does.Contain("registering").And.Not.Contain("registered"));
        }

        [Test]
        public async Task ADevicesConfigurationFileWillDo()
        {
            string folder = Directory.CreateTempSubdirectory().FullName;
            try
            {
                await using LwM2mServer server = new(new UdpChannel(0));
                Provisioning.Write(new ConfigurationSettings { ServerUri = Uri(server), EndpointName = "from-file", LifetimeSeconds = 99 }, folder);
                string file = Path.Combine(folder, ConfigurationFormat.FileName);
                using DevKitProcess kit = new(DevKitProcess.DevKit, "--config", file, "--log", "json");
                await kit.NextAsync("registered");
                DeviceAnswer lifetime = await server.ReadAsync("from-file", "/1/0/1").WaitAsync(s_maxWait);
                Assert.That(lifetime.Values(out _).Single().ToString(), Does.Contain("99"));

                byte[] damaged = File.ReadAllBytes(file);
                damaged[^1] ^= 1;
                File.WriteAllBytes(file, damaged);
                (int code, string output, string error) = await DevKitProcess.RunAsync(DevKitProcess.DevKit, "--config", file);
                Assert.That(code, Is.EqualTo(2));
                Assert.That(output, Is.Empty);
                Assert.That(error, Does.Contain(file).And.Contain("damaged").And.Match("^[^\n]+\n$"));
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }

        [TestCase("", "--server")]
        [TestCase("--server coap://h", "--endpoint")]
        [TestCase("--server http://h --endpoint e", "coap://HOST")]
        [TestCase("--server coaps://h --endpoint e", "--identity")]
        [TestCase("--server coaps://h --endpoint e --identity i --key 0", "hexadecimal")]
        [TestCase("--server coap://h --endpoint e --identity i", "coaps://")]
        [TestCase("--server coap://h --endpoint e --config f", "--config")]
        [TestCase("--lifetime 60 --config f", "--config")]
        [TestCase("--config /does/not/exist", "--config /does/not/exist")]
        [TestCase("--server coap://h --endpoint e --battery x", "--battery x")]
        [TestCase("--server coap://h --endpoint e --loss 2", "--loss")]
        [TestCase("--server coap://h --endpoint e --loss x", "--loss")]
        [TestCase("--server coap://h --endpoint e --lifetime 0", "--lifetime")]
        [TestCase("--server coap://h --endpoint e --seconds -1", "--seconds")]
        [TestCase("--server coap://h --endpoint e --pcap /does/not/exist", "--pcap")]
        [TestCase("--server coap://h --endpoint e --log xml", "json")]
        [TestCase("--server coap://h --endpoint 12345678901234567890123456789012345678901234567890123456789012345", "--endpoint")]
        [TestCase("--server coap://h --endpoint e --bootstrap --lifetime 60", "--bootstrap")]
        [TestCase("--server coap://h --endpoint e --report 0", "--report")]
        [TestCase("--server coap://h --endpoint e --store /dev/null/store", "--store /dev/null/store")]
        [TestCase("--bootstrap --config f", "--bootstrap")]
        [TestCase("--queue --config f", "--queue")]
        [TestCase("--server coap://h --endpoint e --sleep 0", "--sleep 0")]
        [TestCase("--server coap://h --endpoint e --awake soon", "--awake soon")]
        [TestCase("--server coap://h --endpoint e --sleep 900 --lifetime 300", "set it to at least 985 s")]
        [TestCase("--frobnicate", "--frobnicate")]
        public async Task AWrongCallGetsOneLine(string arguments, string about)
        {
            (int code, string output, string error) = await DevKitProcess.RunAsync(
                DevKitProcess.DevKit, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error, Does.StartWith("devkit: ").And.Contain(about).And.Match("^[^\n]+\n$"));
        }

        private static async Task<string> LifetimeAsync(LwM2mServer server) =>
            (await server.ReadAsync(Endpoint, "/1/0/1").WaitAsync(s_maxWait)).Values(out _).Single().ToString();

        private static string Uri(LwM2mServer server) => $"coap://127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}";
    }
}
