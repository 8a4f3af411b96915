using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>libcoap's client asks a device over real UDP.</summary>
    public class PeerLibcoapTests
    {
        private string _client;
        private string _file;
        private PeerRelay _relay;

        [OneTimeSetUp]
        public async Task Start()
        {
            _client = Peers.CoapClient();
            _file = Path.GetTempFileName();
            _relay = await PeerRelay.StartAsync();
        }

        [OneTimeTearDown]
        public async Task Stop()
        {
            if (_relay is not null)
            {
                await _relay.DisposeAsync();
            }

            if (_file is not null)
            {
                File.Delete(_file);
            }
        }

        [Test]
        public async Task Get_gives_text()
        {
            string answer = await Ask("get", "3/0/0");
            Assert.That(answer, Does.Contain("t:ACK c:2.05").And.Contain("Content-Format:text/plain").And.Contain("'Lwm2mNano'"));
        }

        [Test]
        public async Task Get_without_confirmation_is_answered_likewise()
        {
            Assert.That(await Ask("get", "3/0/0", "-N"), Does.Contain("t:NON c:2.05").And.Contain("'Lwm2mNano'"));
        }

        [Test]
        public async Task Get_gives_TLV()
        {
            Assert.That(await Ask("get", "3/0", "-A", "11542", "-o", _file), Does.Contain("c:2.05").And.Contain("11542"));
            string resources = Hex.Text(await File.ReadAllBytesAsync(_file));
            Assert.That(resources, Does.StartWith("C80009" + Hex.Text(Hex.Ascii("Lwm2mNano"))));

            await Ask("get", "3", "-A", "11542", "-o", _file);
            byte[] wrapped = await File.ReadAllBytesAsync(_file);
            Assert.That(Hex.Text(wrapped), Is.EqualTo($"0800{wrapped.Length - 3:X2}{resources}"));
        }

        [Test]
        public async Task Get_gives_links()
        {
            Assert.That(
                await Ask("get", "3", "-A", "40"),
                Does.Contain("Content-Format:application/link-format").And.Contain("</3/0/0>").And.Contain("dim="));
        }

        [Test]
        public async Task Put_writes_text_and_TLV()
        {
            Assert.That(await Ask("put", "26241/0/1", "-t", "0", "-e", "-1234"), Does.Contain("c:2.04"));
            Assert.That(await Ask("get", "26241/0/1"), Does.Contain("'-1234'"));

            await File.WriteAllBytesAsync(_file, Hex.Bytes(ClientFixture.SampleWritten));
            Assert.That(await Ask("put", "26241/0", "-t", "11542", "-f", _file), Does.Contain("c:2.04"));
            await Ask("get", "26241/0", "-A", "11542", "-o", _file);
            Assert.That(Hex.Text(await File.ReadAllBytesAsync(_file)), Does.StartWith(ClientFixture.SampleWritten.Replace(" ", string.Empty)));
        }

        [Test]
        public async Task Put_and_get_carry_octets()
        {
            byte[] octets = [0, 0xFF, 0x80];
            await File.WriteAllBytesAsync(_file, octets);
            Assert.That(await Ask("put", "26241/0/5", "-t", "42", "-f", _file), Does.Contain("c:2.04"));
            Assert.That(await Ask("get", "26241/0/5", "-o", _file), Does.Contain("Content-Format:application/octet-stream"));
            Assert.That(await File.ReadAllBytesAsync(_file), Is.EqualTo(octets));
        }

        [Test]
        public async Task Post_executes_creates_and_delete_deletes()
        {
            Assert.That(await Ask("post", "26241/0/9", "-e", "0='x'"), Does.Contain("c:2.04"));

            await File.WriteAllBytesAsync(_file, Hex.Bytes("080203 C10062"));
            Assert.That(
                await Ask("post", "26241", "-t", "11542", "-f", _file),
                Does.Contain("c:2.01").And.Contain("Location-Path:26241, Location-Path:2"));
            Assert.That(await Ask("get", "26241/2/0"), Does.Contain("'b'"));
            Assert.That(await Ask("delete", "26241/2"), Does.Contain("c:2.02"));
            Assert.That(await Ask("get", "26241/2/0"), Does.Contain("c:4.04"));
        }

        [TestCase("get", "0/0", "4.01")]
        [TestCase("get", "3/0/99", "4.04")]
        [TestCase("get", "nothing", "4.04")]
        [TestCase("get", "3/0/4", "4.05")]
        [TestCase("delete", "3/0", "4.05")]
        [TestCase("get", "3/0/0", "4.06", "-A", "41")]
        [TestCase("put", "26241/0/1", "4.15", "-t", "41", "-e", "1")]
        [TestCase("put", "26241/0/1", "4.00", "-t", "0", "-e", "one")]
        [TestCase("get", "3/0/0", "4.02", "-O", "9,x")]
        public async Task Refusals_have_their_codes(string method, string path, string code, params string[] options)
        {
            Assert.That(await Ask(method, path, options), Does.Contain("c:" + code));
        }

        [Test]
        public async Task What_is_lost_is_sent_again()
        {
            // The first datagram is not sent: libcoap's retransmission reaches the device.
            Assert.That(await Ask("get", "3/0/0", "-l", "1"), Does.Contain("'Lwm2mNano'"));
        }

        private Task<string> Ask(string method, string path, params string[] options)
        {
            string[] common = ["-v", "7", "-B", "10", "-m", method];
            return PeerProcess.Run(_client, common.Concat(options).Append($"coap://127.0.0.1:{_relay.Port}/{path}").ToArray());
        }
    }
}
