using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Lwm2mNano.DeskServer;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>libcoap's client observes, reads and writes the virtual devkit, over plain UDP and with DTLS on both sides of its server.</summary>
    [TestFixture(false)]
    [TestFixture(true)]
    public class PeerDevKitTests(bool isSecure)
    {
        private const string Identity = "peer";
        private const string KeyText = "sixteen letters.";
        private const int Size = 16;

        private PeerGate _gate;
        private DevKitProcess _kit;
        private string _client;
        private string _file;

        [SetUp]
        public async Task Start()
        {
            _client = isSecure ? Peers.SecureCoapClient() : Peers.CoapClient();
            byte[] key = Encoding.ASCII.GetBytes(KeyText);
            if (isSecure)
            {
                DtlsEngines.Native();
            }

            _file = Path.GetTempFileName();
            _gate = isSecure ? new PeerGate(Secure(key), Secure(key)) : new PeerGate();
            string[] arguments = ["--server", $"{Scheme}://127.0.0.1:{_gate.ServerPort}", "--endpoint", "peer-kit", "--log", "json"];
            string[] account = isSecure ? ["--identity", Identity, "--key", Convert.ToHexString(key)] : [];
            _kit = new DevKitProcess(DevKitProcess.DevKit, [.. arguments, .. account]);
            await _gate.RegisteredAsync();
            await _kit.NextAsync("registered");
        }

        [TearDown]
        public async Task Stop()
        {
            _kit?.Dispose();
            if (_gate is not null)
            {
                await _gate.DisposeAsync();
                File.Delete(_file);
            }
        }

        [TestCase("3/0/9", 1, 100)]
        [TestCase("3/0/13", 1_700_000_000, 4_000_000_000)]
        public async Task Observe_prints_each_notification(string path, long least, long most)
        {
            // Whatever happens, once in a second.
            Assert.That(await Ask("put", path + "?pmax=1"), Does.Contain("c:2.04"));
            string output = await PeerProcess.Run(_client, Arguments("get", path, "-s", "4", "-w", "-v", "3"));
            long[] told = [.. output.Split('\n').Select(l => long.TryParse(l, out long value) ? value : -1).Where(v => v >= 0)];
            TestContext.Out.WriteLine(string.Join(" ", told));
            Assert.That(told, Has.Length.GreaterThanOrEqualTo(3), output);
            Assert.That(told, Has.All.InRange(least, most));
            Assert.That(told, most > 100 ? Is.Ordered.Ascending : Is.Ordered.Descending);
        }

        [Test]
        public async Task Reads_come_in_blocks()
        {
            Assert.That(await Ask("get", "3", "-A", "11542", "-o", _file), Does.Not.Contain("Block2"));
            byte[] whole = await File.ReadAllBytesAsync(_file);
            string log = await Ask("get", "3", "-A", "11542", "-b", "64", "-o", _file);
            Assert.That(log, Does.Contain("Block2:0/M/64").And.Contain("Block2:1/"));

            // The same values, but for those that never stand still.
            byte[] received = await File.ReadAllBytesAsync(_file);
            Assert.That(received, Has.Length.EqualTo(whole.Length).Within(4));
            Assert.That(received.AsSpan(3, 11).ToArray(), Is.EqualTo(whole.AsSpan(3, 11).ToArray()));
        }

        [Test]
        public async Task Writes_come_in_blocks()
        {
            // Lifetime, the two default periods, Disable Timeout and Notification Storing.
            byte[] account = Hex.Bytes("C401 00001C20 C10205 C2030258 C405 00000E10 C10601");
            Assert.That(account, Has.Length.GreaterThan(Size));
            await File.WriteAllBytesAsync(_file, account);
            Assert.That(await Ask("post", "1/0", "-t", "11542", "-b", Size.ToString(), "-f", _file), Does.Contain("c:2.31").And.Contain("c:2.04"));
            Assert.That(await Ask("get", "1/0/1"), Does.Contain("'7200'"));
            Assert.That(await Ask("get", "1/0/5"), Does.Contain("'3600'"));
            await _kit.NextAsync("updated");
        }

        private string Scheme => isSecure ? "coaps" : "coap";

        private static DtlsChannel Secure(byte[] key)
        {
            PskKeys keys = new();
            keys.Add(Identity, key);
            return new DtlsChannel(new UdpChannel(0), keys);
        }

        private Task<string> Ask(string method, string path, params string[] options)
        {
            return PeerProcess.Run(_client, Arguments(method, path, [.. options, "-v", "7", "-B", "10"]));
        }

        private string[] Arguments(string method, string path, params string[] options)
        {
            string[] account = isSecure ? ["-u", Identity, "-k", KeyText] : [];
            return [.. account, "-m", method, .. options, $"{Scheme}://127.0.0.1:{_gate.Port}/{path}"];
        }
    }
}
