using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>libcoap's client reads and writes in blocks, and observes, over real UDP.</summary>
    public class PeerLibcoapBlockTests
    {
        private const int LongBytes = 1200;
        private const string TextPath = "26250/0/1";
        private const string PiecesPath = "26250/0/0";

        private string _client;
        private string _sent;
        private string _received;
        private PeerRelay _relay;

        [SetUp]
        public async Task Start()
        {
            _client = Peers.CoapClient();
            _sent = Path.GetTempFileName();
            _received = Path.GetTempFileName();
            _relay = await PeerRelay.StartAsync();
            await _relay.DoAsync(() => _relay.Bulk.SetText(BlockPeer.Pattern(LongBytes, 1)));
        }

        [TearDown]
        public async Task Stop()
        {
            if (_relay is not null)
            {
                await _relay.DisposeAsync();
                File.Delete(_sent);
                File.Delete(_received);
            }
        }

        [TestCase("1024", 512)]
        [TestCase("512", 512)]
        [TestCase("64", 64)]
        [TestCase("16", 16)]
        public async Task Get_of_much_comes_in_blocks(string asked, int size)
        {
            string log = await Ask("get", TextPath, "-b", asked, "-o", _received);
            Assert.That(await File.ReadAllBytesAsync(_received), Is.EqualTo(BlockPeer.Pattern(LongBytes, 1)), log);
            Assert.That(log, Does.Contain($"Block2:0/M/{size}").And.Contain($"Block2:{(LongBytes - 1) / size}/_/{size}").And.Contain($"Size2:{LongBytes}"));
        }

        [Test]
        public async Task Get_comes_in_blocks_without_being_asked_to()
        {
            string log = await Ask("get", TextPath, "-o", _received);
            Assert.That(await File.ReadAllBytesAsync(_received), Is.EqualTo(BlockPeer.Pattern(LongBytes, 1)), log);
            Assert.That(log, Does.Contain("Block2:0/M/512"));

            await Ask("get", "26250/0", "-A", "11542", "-o", _received);
            Assert.That(await File.ReadAllBytesAsync(_received), Is.EqualTo(BlockPeer.InstanceTlv(BlockPeer.Pattern(LongBytes, 1), 0)));
            await Ask("get", TextPath, "-N", "-o", _received);
            Assert.That(await File.ReadAllBytesAsync(_received), Is.EqualTo(BlockPeer.Pattern(LongBytes, 1)));
        }

        [Test]
        public async Task Values_stay_while_the_blocks_are_fetched()
        {
            Task<string> ask = Ask("get", TextPath, "-b", "16", "-o", _received);
            for (int i = 2; !ask.IsCompleted; i++)
            {
                byte[] text = BlockPeer.Pattern(LongBytes, i);
                await _relay.DoAsync(() => _relay.Bulk.SetText(text));
            }

            string log = await ask;
            byte[] received = await File.ReadAllBytesAsync(_received);
            Assert.That(Enumerable.Range(1, 26).Select(i => BlockPeer.Pattern(LongBytes, i)).Any(received.SequenceEqual), log);
        }

        [TestCase("64")]
        [TestCase("512")]
        public async Task Put_of_TLV_comes_in_blocks(string size)
        {
            await File.WriteAllBytesAsync(_sent, BlockPeer.InstanceTlv(BlockPeer.Pattern(900, 3), 33));
            string log = await Ask("put", "26250/0", "-t", "11542", "-b", size, "-f", _sent);
            Assert.That(log, Does.Contain("c:2.31").And.Contain("c:2.04"));
            await ExpectText(900, 3);
            Assert.That(_relay.Bulk.WriteCount, Is.EqualTo(2), log);
        }

        [TestCase]
        [TestCase("-b", "1024")]
        public async Task Put_of_more_than_a_datagram_is_told_the_size_of_blocks(params string[] options)
        {
            // Where nothing is said of blocks, this libcoap sends up to a kilobyte whole, and does not try again by itself.
            await File.WriteAllBytesAsync(_sent, BlockPeer.Pattern(1000, 4));
            string log = await Ask("put", TextPath, [.. options, "-t", "0", "-f", _sent]);
            Assert.That(log, Does.Contain("c:4.13").And.Contain("Block1:0/_/512"));
            Assert.That(await Ask("put", TextPath, "-b", "512", "-t", "0", "-f", _sent), Does.Contain("c:2.04"));
            await ExpectText(1000, 4);
            Assert.That(_relay.Bulk.WriteCount, Is.EqualTo(1));
        }

        [Test]
        public async Task Small_put_may_be_called_a_block()
        {
            Assert.That(await Ask("put", "26250/0/2", "-t", "0", "-b", "64", "-e", "77"), Does.Contain("c:2.04"));
            Assert.That(await Ask("get", "26250/0/2", "-b", "64"), Does.Contain("'77'"));
        }

        [Test]
        public async Task Post_creates_in_blocks()
        {
            await File.WriteAllBytesAsync(_sent, BlockPeer.InstanceTlv(BlockPeer.Pattern(500, 5), 55));
            string log = await Ask("post", "26250", "-t", "11542", "-b", "64", "-f", _sent);
            Assert.That(log, Does.Contain("c:2.01").And.Contain("Location-Path:26250, Location-Path:1"));
            await ExpectText(500, 5);
            Assert.That(await Ask("delete", "26250/1"), Does.Contain("c:2.02"));
        }

        [TestCase("64")]
        [TestCase("512")]
        public async Task Value_in_pieces_has_no_bound(string size)
        {
            await File.WriteAllBytesAsync(_sent, BlockPeer.Pattern(20_000, 6));
            string log = await Ask("put", PiecesPath, "-t", "42", "-b", size, "-f", _sent);
            Assert.That(log, Does.Contain("c:2.04"));
            await _relay.DoAsync(() =>
            {
                Assert.That(_relay.Bulk.PiecesLength, Is.EqualTo(20_000));
                Assert.That(_relay.Bulk.PiecesSum, Is.EqualTo(BlockPeer.PatternSum(20_000, 6)));
                Assert.That(_relay.Bulk.CompleteCount, Is.EqualTo(1));
                Assert.That(_relay.Bulk.HasGap, Is.False);
            });
        }

        [Test]
        public async Task Put_of_too_much_is_refused()
        {
            await File.WriteAllBytesAsync(_sent, BlockPeer.Pattern(2000, 6));
            Assert.That(await Ask("put", TextPath, "-t", "0", "-b", "64", "-f", _sent), Does.Contain("c:4.13").And.Contain("Size1:1024"));
        }

        [Test]
        public async Task Composite_write_comes_in_blocks()
        {
            await File.WriteAllBytesAsync(_sent, Hex.Join([0x82], Record("/26250/0/2", [0x02, 0x09]), Record("/26250/0/1", [0x03, 0x79, 0x01, 0x90, .. BlockPeer.Pattern(400, 7)])));
            string log = await Ask("ipatch", string.Empty, "-t", "112", "-b", "64", "-f", _sent);
            Assert.That(log, Does.Contain("c:2.31").And.Contain("c:2.04"));
            await ExpectText(400, 7);
            Assert.That(_relay.Bulk.NumberOf(0), Is.EqualTo(9));
        }

        [TestCase("64")]
        [TestCase("512")]
        public async Task Composite_read_asks_and_is_answered_in_blocks(string size)
        {
            string[] paths = ["/3/0/0", "/3/0/1", "/3/0/2", "/3/0/3", "/1/0/1", "/26250/0/2", "/26250/0/1"];
            await File.WriteAllBytesAsync(_sent, Hex.Join([(byte)(0x80 + paths.Length)], Hex.Join([.. paths.Select(p => Record(p, []))])));
            string log = await Ask("fetch", string.Empty, "-t", "112", "-A", "112", "-b", size, "-f", _sent, "-o", _received);
            byte[] pack = await File.ReadAllBytesAsync(_received);
            Assert.That(Encoding.Latin1.GetString(pack), Does.Contain("Lwm2mNano").And.Contain(Encoding.Latin1.GetString(BlockPeer.Pattern(LongBytes, 1))), log);
        }

        [Test]
        public async Task Observe_prints_each_notification()
        {
            List<string> told = await ObserveAsync("26250/0/2", 3, i => _relay.Bulk.SetNumber(0, 100 + i));
            Assert.That(told, Is.SupersetOf(new[] { "101", "102", "103" }));
        }

        [Test]
        public async Task Observe_of_much_fetches_the_rest_of_each_notification()
        {
            List<string> told = await ObserveAsync(TextPath, 3, i => _relay.Bulk.SetText(BlockPeer.Pattern(LongBytes, i)));
            Assert.That(told, Is.SupersetOf(Enumerable.Range(1, 3).Select(i => Encoding.Latin1.GetString(BlockPeer.Pattern(LongBytes, i)))));
        }

        // What libcoap prints, a line each, while something changes once a moment.
        private async Task<List<string>> ObserveAsync(string path, int seconds, Action<int> change)
        {
            Task<string> observing = PeerProcess.Run(_client, "-s", seconds.ToString(), "-w", "-v", "3", "-m", "get", $"coap://127.0.0.1:{_relay.Port}/{path}");
            for (int i = 1; !observing.IsCompleted; i++)
            {
                await Task.WhenAny(observing, Task.Delay(TimeSpan.FromMilliseconds(700)));
                int number = i;
                await _relay.DoAsync(() => change(number));
            }

            string output = await observing;
            TestContext.Out.WriteLine(output);
            return [.. output.Split('\n')];
        }

        private static byte[] Record(string path, byte[] value)
        {
            return [(byte)(value.Length == 0 ? 0xA1 : 0xA2), 0x00, (byte)(0x60 + path.Length), .. Hex.Ascii(path), .. value];
        }

        private Task ExpectText(int count, int seed)
        {
            return _relay.DoAsync(() =>
            {
                Assert.That(_relay.Bulk.TextLength, Is.EqualTo(count));
                Assert.That(_relay.Bulk.TextSum(), Is.EqualTo(BlockPeer.PatternSum(count, seed)));
            });
        }

        private Task<string> Ask(string method, string path, params string[] options)
        {
            string[] common = ["-v", "7", "-B", "10", "-m", method];
            return PeerProcess.Run(_client, common.Concat(options).Append($"coap://127.0.0.1:{_relay.Port}/{path}").ToArray());
        }
    }
}
