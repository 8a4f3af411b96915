using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The parser of npm's coap reads what a client sends.</summary>
    public class PeerNpmTests
    {
        private const string Script = @"
            const { parse } = require('coap-packet');
            console.log(JSON.stringify(process.argv.slice(1).map(h => {
                const p = parse(Buffer.from(h, 'hex'));
                return {
                    code: p.code, confirmable: p.confirmable, ack: p.ack, reset: p.reset, messageId: p.messageId, token: p.token.toString('hex'),
                    options: p.options.map(o => o.name + '=' + o.value.toString(o.name.startsWith('Uri') ? 'utf8' : 'hex')),
                    payload: p.payload.toString('hex') };
            })));
            ";

        private readonly List<byte[]> _sent = [];

        [Test]
        public async Task Everything_that_a_client_sends_is_parsed()
        {
            string node = Peers.Node();
            string modules = Peers.NodeModules();

            ClientFixture fixture = new();
            fixture.Client.Start(fixture.Now);
            fixture.Step();
            Keep(fixture.Transport.Sent(0));
            fixture.AcceptRegister();

            fixture.Put("/1/0/1", "300");
            Keep(fixture.AnswerBytes);
            fixture.Step();
            Keep(fixture.Transport.Sent(0));
            fixture.ExpectUpdate("?lt=300", 204);

            fixture.Get("/3/0/0");
            Keep(fixture.AnswerBytes);
            fixture.GetAs(ClientFixture.Tlv, "/3");
            Keep(fixture.AnswerBytes);
            fixture.Discover("/3/0");
            Keep(fixture.AnswerBytes);
            fixture.Get("/0/0");
            Keep(fixture.AnswerBytes);

            fixture.Transport.Arrive("40007777");
            fixture.Step();
            Keep(fixture.Transport.TakeSent());

            fixture.Client.Stop();
            fixture.Step();
            Keep(fixture.Transport.Sent(0));

            string output = await PeerProcess.Run(node, modules, new[] { "-e", Script, "--" }.Concat(_sent.Select(Hex.Text)).ToArray());
            JsonElement[] packets = JsonDocument.Parse(output).RootElement.EnumerateArray().ToArray();
            Assert.That(packets, Has.Length.EqualTo(_sent.Count));
            for (int i = 0; i < packets.Length; i++)
            {
                Assert.That(packets[i].GetProperty("messageId").GetInt32(), Is.EqualTo((_sent[i][2] << 8) | _sent[i][3]));
                Assert.That(packets[i].GetProperty("token").GetString().Length, Is.EqualTo(2 * (_sent[i][0] & 0x0F)));
            }

            Expect(
                packets[0], "0.02", "Uri-Path=rd", "Content-Format=28", "Uri-Query=ep=nano-1", "Uri-Query=lt=86400", "Uri-Query=lwm2m=1.1", "Uri-Query=b=U");
            Assert.That(packets[0].GetProperty("confirmable").GetBoolean());
            Assert.That(packets[0].GetProperty("token").GetString(), Has.Length.EqualTo(8));
            Assert.That(Payload(packets[0]), Does.Contain("</1/0>").And.Contain("</3/0>"));
            Expect(packets[1], "2.04");
            Assert.That(packets[1].GetProperty("ack").GetBoolean());
            Expect(packets[2], "0.02", "Uri-Path=rd", "Uri-Path=abcde", "Uri-Query=lt=300");
            Assert.That(Payload(packets[2]), Is.Empty);
            Expect(packets[3], "2.05", "Content-Format=");
            Assert.That(Payload(packets[3]), Is.EqualTo("Lwm2mNano"));
            Expect(packets[4], "2.05", "Content-Format=2d16");
            Expect(packets[5], "2.05", "Content-Format=28");
            Assert.That(Payload(packets[5]), Does.StartWith("</3/0>"));
            Expect(packets[6], "4.01");
            Expect(packets[7], "0.00");
            Assert.That(packets[7].GetProperty("reset").GetBoolean());
            Expect(packets[8], "0.04", "Uri-Path=rd", "Uri-Path=abcde");
        }

        private static void Expect(JsonElement packet, string code, params string[] options)
        {
            Assert.That(packet.GetProperty("code").GetString(), Is.EqualTo(code));
            string[] parsed = packet.GetProperty("options").EnumerateArray().Select(o => o.GetString()).ToArray();
            Assert.That(parsed, Is.EqualTo(options));
        }

        private static string Payload(JsonElement packet)
        {
            return System.Text.Encoding.UTF8.GetString(System.Convert.FromHexString(packet.GetProperty("payload").GetString()));
        }

        private void Keep(byte[] datagram) => _sent.Add(datagram);
    }
}
