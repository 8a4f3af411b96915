using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>npm's coap reads and writes a client in blocks, and observes it.</summary>
    public class PeerNpmBlockTests
    {
        private const int LongBytes = 1200;

        private const string ReadScript = @"
            const coap = require('coap');
            const [port, path] = process.argv.slice(1);
            const request = coap.request({ host: '127.0.0.1', port: Number(port), pathname: path });
            request.on('response', r => { console.log(r.code + ' ' + r.payload.toString()); process.exit(0); });
            request.end();
            ";

        private const string WriteScript = @"
            const coap = require('coap');
            const [port, path, size, body] = process.argv.slice(1);
            const request = coap.request({ host: '127.0.0.1', port: Number(port), pathname: path, method: 'PUT' });
            request.setOption('Content-Format', 'text/plain');
            request.setOption('Block1', Buffer.of(Number(size)));
            request.on('response', r => { console.log(r.code); process.exit(0); });
            request.end(Buffer.from(body));
            ";

        private const string ObserveScript = @"
            const coap = require('coap');
            const [port, path] = process.argv.slice(1);
            const request = coap.request({ host: '127.0.0.1', port: Number(port), pathname: path, observe: true });
            let count = 0;
            request.on('response', r => r.on('data', d => {
                console.log(d.toString());
                if (++count === 4) { process.exit(0); }
            }));
            request.end();
            ";

        private string _node;
        private string _modules;
        private PeerRelay _relay;

        [SetUp]
        public async Task Start()
        {
            _node = Peers.Node();
            _modules = Peers.NodeModules();
            _relay = await PeerRelay.StartAsync();
        }

        [TearDown]
        public async Task Stop()
        {
            if (_relay is not null)
            {
                await _relay.DisposeAsync();
            }
        }

        [Test]
        public async Task Get_puts_the_blocks_together()
        {
            await _relay.DoAsync(() => _relay.Bulk.SetText(BlockPeer.Pattern(LongBytes, 1)));
            Assert.That(await Run(ReadScript, "/26250/0/1"), Is.EqualTo("2.05 " + Encoding.Latin1.GetString(BlockPeer.Pattern(LongBytes, 1)) + "\n"));
        }

        [TestCase(0, 300)]
        [TestCase(2, 700)]
        [TestCase(5, 1024)]
        public async Task Put_sends_the_blocks(int exponent, int count)
        {
            string body = Encoding.Latin1.GetString(BlockPeer.Pattern(count, 2));
            Assert.That(await Run(WriteScript, "/26250/0/1", exponent.ToString(), body), Is.EqualTo("2.04\n"));
            await _relay.DoAsync(() =>
            {
                Assert.That(_relay.Bulk.TextLength, Is.EqualTo(count));
                Assert.That(_relay.Bulk.TextSum(), Is.EqualTo(BlockPeer.PatternSum(count, 2)));
                Assert.That(_relay.Bulk.WriteCount, Is.EqualTo(1));
            });
        }

        [Test]
        public async Task Observe_gets_each_notification()
        {
            Task<string> observing = Run(ObserveScript, "/26250/0/2");
            for (int i = 1; !observing.IsCompleted; i++)
            {
                await Task.WhenAny(observing, Task.Delay(TimeSpan.FromMilliseconds(300)));
                int number = i;
                await _relay.DoAsync(() => _relay.Bulk.SetNumber(0, number));
            }

            int[] told = [.. (await observing).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
            Assert.That(told, Has.Length.EqualTo(4).And.Ordered.Ascending.And.Unique);
        }

        private Task<string> Run(string script, params string[] arguments)
        {
            return PeerProcess.Run(_node, _modules, ["-e", script, "--", _relay.Port.ToString(), .. arguments]);
        }
    }
}
