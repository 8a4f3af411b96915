using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Device;
using Lwm2mNano.Objects;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The virtual devkit with a bootstrap server, its flash, and its reports.</summary>
    [TestFixture]
    public sealed class DevKitBootstrapTests
    {
        private const string Endpoint = "devkit-1";
        private const string Identity = "me";
        private const string OtherIdentity = "bootstrapped";
        private const int PcapFileHeaderBytes = 24;
        private const int PcapRecordHeaderBytes = 16;

        // IPv4 and UDP.
        private const int HeaderBytes = 28;

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);

        // Of letters, so that they would also be found as text.
        private static readonly byte[] s_key = "abcdefghijklmnop"u8.ToArray();
        private static readonly byte[] s_otherKey = "ABCDEFGHIJKLMNOP"u8.ToArray();

        private string _folder;

        [SetUp]
        public void CreateFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(_folder, true);

        [Test]
        public async Task ItFindsItsServerAndFindsItAgainByItself()
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            await using BootstrapScriptServer bootstrap = new(new UdpChannel(0), Port(server));
            string capture = Path.Combine(_folder, "kit.pcap");
            using (DevKitProcess kit = new(DevKitProcess.DevKit, [.. Arguments(bootstrap), "--pcap", capture]))
            {
                Assert.That(await EventsAsync(kit, "registered"), Is.EqualTo(
                    new[] { "network", "bootstrapping", "request", "request", "request", "request", "bootstrapped", "configuration", "registering", "registered" }));
                Assert.That(bootstrap.Requests, Is.EqualTo(new[] { "ep=devkit-1&pct=11542" }));
                Assert.That(bootstrap.Codes, Is.EqualTo(new[] { ResponseCode.Deleted, ResponseCode.Changed, ResponseCode.Changed, ResponseCode.Changed }));
                Assert.That(server.Registrations.Find(Endpoint).LifetimeSeconds, Is.EqualTo(1234));
                await StopAsync(kit);
            }

            (int count, int bytes) = CountUntil(capture, "rd");
            TestContext.Out.WriteLine($"A bootstrap takes {count} datagrams, {bytes} bytes of UDP payload.");
            Assert.That(count, Is.LessThanOrEqualTo(14));
            Assert.That(bytes, Is.LessThanOrEqualTo(286));

            // What servers write later is kept, too.
            using (DevKitProcess kit = new(DevKitProcess.DevKit, Arguments(bootstrap)))
            {
                Assert.That(await EventsAsync(kit, "registered"), Is.EqualTo(new[] { "configuration", "network", "registering", "registered" }));
                Assert.That((await server.WriteAsync(Endpoint, "/1/0/1", "777").WaitAsync(s_maxWait)).IsSuccess);
                Assert.That((string)(await kit.NextAsync("configuration"))["state"], Is.EqualTo("stored"));
                await kit.NextAsync("updated");
                Assert.That((await server.ExecuteAsync(Endpoint, "/3/0/4").WaitAsync(s_maxWait)).IsSuccess);
                await kit.NextAsync("registered");
                Assert.That(server.Registrations.Find(Endpoint).LifetimeSeconds, Is.EqualTo(777));
                Assert.That(bootstrap.Requests, Has.Count.EqualTo(1));

                // The factory's state is that without a server.
                Assert.That((await server.ExecuteAsync(Endpoint, "/3/0/5").WaitAsync(s_maxWait)).IsSuccess);
                await kit.NextAsync("bootstrapped");
                await kit.NextAsync("registered");
                Assert.That(bootstrap.Requests, Has.Count.EqualTo(2));
                await StopAsync(kit);
            }
        }

        [Test]
        public async Task ADamagedFlashIsSaidAndItBootstrapsAgain()
        {
            await using LwM2mServer server = new(new UdpChannel(0));
            await using BootstrapScriptServer bootstrap = new(new UdpChannel(0), Port(server));
            using (DevKitProcess kit = new(DevKitProcess.DevKit, Arguments(bootstrap)))
            {
                await kit.NextAsync("registered");
                await StopAsync(kit);
            }

            string file = Path.Combine(_folder, "flash", ConfigurationStore.FirstFile);
            byte[] content = File.ReadAllBytes(file);
            File.WriteAllBytes(file, content[..^1]);
            using (DevKitProcess kit = new(DevKitProcess.DevKit, Arguments(bootstrap)))
            {
                Assert.That((string)(await kit.NextAsync())["state"], Is.EqualTo("damaged"));
                await kit.NextAsync("bootstrapped");
                await kit.NextAsync("registered");
                await StopAsync(kit);
            }

            // Another device.cfg wins: here another name.
            using (DevKitProcess kit = new(DevKitProcess.DevKit, [.. Arguments(bootstrap), "--report", "3600"]))
            {
                await kit.NextAsync("bootstrapped");
                await kit.NextAsync("registered");
                await StopAsync(kit);
            }

            Assert.That(bootstrap.Requests, Has.Count.EqualTo(3));
        }

        [Test]
        [Platform(Exclude = "Win")]
        [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
        public async Task OverDtlsNobodyIsToldAKey()
        {
            DtlsEngines.Native();
            PskKeys keys = new();
            keys.Add(OtherIdentity, s_otherKey);
            PskKeys bootstrapKeys = new();
            bootstrapKeys.Add(Identity, s_key);
            await using LwM2mServer server = new(new DtlsChannel(new UdpChannel(0), keys));
            await using BootstrapScriptServer bootstrap =
                new(new DtlsChannel(new UdpChannel(0), bootstrapKeys), Port(server), OtherIdentity, s_otherKey);
            string keyFile = Path.Combine(_folder, "key.txt");
            File.WriteAllText(keyFile, Convert.ToHexString(s_key));
            string[] arguments =
            [
                "--server", $"coaps://127.0.0.1:{bootstrap.Port}", "--bootstrap", "--endpoint", Endpoint, "--identity", Identity, "--key-file", keyFile,
                "--store", Path.Combine(_folder, "flash"), "--seconds", "2",
            ];
            foreach (string log in new[] { "json", "text" })
            {
                (int code, string output, string error) = await DevKitProcess.RunAsync(DevKitProcess.DevKit, [.. arguments, "--log", log]);
                Assert.That(code, Is.Zero);
                Assert.That(output, Does.Contain("registered"));
                foreach (byte[] key in new[] { s_key, s_otherKey })
                {
                    string text = (output + error).ToUpperInvariant();
                    Assert.That(text, Does.Not.Contain(Convert.ToHexString(key)[..8]));
                    Assert.That(output + error, Does.Not.Contain(Encoding.ASCII.GetString(key)[..4]));
                    Assert.That(output + error, Does.Not.Contain(Convert.ToBase64String(key)[..8]));
                }
            }

            // The second run knew its server.
            Assert.That(bootstrap.Requests, Has.Count.EqualTo(1));
            string stored = Directory.GetFiles(Path.Combine(_folder, "flash")).Single();
            Assert.That(File.GetUnixFileMode(stored), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }

        [Test]
        public async Task ABootstrapServerThatIsNotThereIsSaid()
        {
            // Nobody listens at the discard port.
            (int code, string output, _) = await DevKitProcess.RunAsync(
                DevKitProcess.DevKit, "--server", "coap://127.0.0.1:9", "--bootstrap", "--endpoint", Endpoint, "--seconds", "1");
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output, Does.Contain("bootstrapping").And.Not.Contain("register"));
        }

        [Test]
        public async Task TheBatteryIsReported()
        {
            TaskCompletionSource<SentData> first = new();
            TaskCompletionSource<SentData> second = new();
            await using LwM2mServer server = new(new UdpChannel(0), sent: data =>
            {
                if (!first.TrySetResult(data))
                {
                    second.TrySetResult(data);
                }
            });
            using DevKitProcess kit = new(
                DevKitProcess.DevKit,
                "--server", $"coap://127.0.0.1:{Port(server)}", "--endpoint", Endpoint, "--report", "1", "--battery", "3700", "--log", "json");
            Assert.That(await EventsAsync(kit, "sent"), Does.Contain("sending").And.Not.Contain("error"));
            SentData data = await first.Task.WaitAsync(s_maxWait);

            // One sample, or more where registering took longer than the interval.
            Assert.That(data.Values.Select(value => value.Path).Distinct(), Is.EqualTo(new[] { "/3/0/9", "/3/0/7/0" }));
            await second.Task.WaitAsync(s_maxWait);
            await StopAsync(kit);
        }

        private static int Port(LwM2mServer server) => ((IPEndPoint)server.LocalEndPoint).Port;

        private static async Task<string[]> EventsAsync(DevKitProcess kit, string last)
        {
            System.Collections.Generic.List<string> events = new();
            do
            {
                JsonObject entry = await kit.NextAsync();
                events.Add((string)entry["event"]);
            }
            while (events[^1] != last);
            return [.. events];
        }

        private static async Task StopAsync(DevKitProcess kit)
        {
            await kit.SignalAsync("INT");
            await kit.NextAsync("deregistered");
            Assert.That(await kit.ExitCodeAsync(), Is.Zero);
        }

        // Up to the first datagram that has the text, which is a Register's path.
        private static (int Count, int Bytes) CountUntil(string capture, string text)
        {
            byte[] file = File.ReadAllBytes(capture);
            int count = 0;
            int bytes = 0;
            for (int at = PcapFileHeaderBytes; at < file.Length;)
            {
                int length = BitConverter.ToInt32(file, at + 8);
                ReadOnlySpan<byte> datagram = file.AsSpan(at + PcapRecordHeaderBytes + HeaderBytes, length - HeaderBytes);
                if (datagram.IndexOf(Encoding.ASCII.GetBytes(text)) is > 0 and < 16)
                {
                    break;
                }

                count++;
                bytes += datagram.Length;
                at += PcapRecordHeaderBytes + length;
            }

            return (count, bytes);
        }

        private string[] Arguments(BootstrapScriptServer bootstrap) =>
        [
            "--server", $"coap://127.0.0.1:{bootstrap.Port}", "--bootstrap", "--endpoint", Endpoint, "--log", "json",
            "--store", Path.Combine(_folder, "flash"),
        ];
    }
}
