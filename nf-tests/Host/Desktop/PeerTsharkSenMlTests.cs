using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Hal.Host;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Wireshark reads what the client says in SenML CBOR as CBOR, and SenML JSON as JSON: answers, notifications and Sends.</summary>
    public class PeerTsharkSenMlTests
    {
        private const int MessageIdOffset = 2;
        private const int TokenOffset = 4;

        // The root in CBOR, paths in JSON, an instance in either format, one value in CBOR, a Write-Composite, an observation of two paths.
        // Message id and token are written in.
        private static readonly byte[][] s_requests =
        [
            Hex.Join(Hex.Bytes("42 05 0000 0000 C1 70 FF"), CompositePeer.Names(CompositePeer.SenMlCbor, "/")),
            Hex.Join(Hex.Bytes("42 05 0000 0000 C1 6E FF"), CompositePeer.Names(CompositePeer.Json, "/3 /1/0/1")),
            Hex.Bytes("42 01 0000 0000 B133 0130 61 70"),
            Hex.Bytes("42 01 0000 0000 B133 0130 61 6E"),
            Hex.Bytes("42 01 0000 0000 B133 0130 0139 61 3C"),
            Hex.Bytes("42 07 0000 0000 C1 70 FF 81 A2 00 66 2F312F302F32 02 03"),
            Hex.Join(Hex.Bytes("42 05 0000 0000 60 61 70 FF"), CompositePeer.Names(CompositePeer.SenMlCbor, "/1/0/2 /1/0/3")),
        ];

        // In CBOR FETCH and its answer twice, GET's answer, iPATCH and two Sends; in JSON FETCH and its answer, and GET's.
        private const int CborPacks = 8;
        private const int JsonPacks = 3;

        [Test]
        public async Task A_capture_of_composite_operations_and_Sends_is_dissected_as_CBOR_and_JSON()
        {
            string tshark = Peers.Tshark();
            string file = Path.GetTempFileName();
            try
            {
                Capture(file);

                string text = await PeerProcess.Run(tshark, "-r", file, "-V");
                Assert.That(text.Split('\n').Where(l => l.Contains("Malformed") || l.Contains("Expert Info")), Is.Empty);
                Assert.That(await Frames(tshark, file, "!coap"), Is.Empty);

                Assert.That(await Frames(tshark, file, "cbor && coap.opt.ctype == \"application/senml+cbor\""), Has.Length.EqualTo(CborPacks));
                Assert.That(await Frames(tshark, file, "json"), Has.Length.EqualTo(JsonPacks));
                Assert.That(await Frames(tshark, file, "cbor && coap.opt.ctype == \"application/cbor\""), Has.Length.EqualTo(1));

                // The Send has its path, and the base name and the value that it is about.
                string send = await PeerProcess.Run(tshark, "-r", file, "-Y", "coap.opt.uri_path == \"dp\"", "-V");
                Assert.That(send, Does.Contain("Text String: /3/0/").And.Contain("Unsigned Integer: 75").And.Contain("Unsigned Integer: 74"));
            }
            finally
            {
                File.Delete(file);
            }
        }

        private static async Task<string[]> Frames(string tshark, string file, string filter)
        {
            string output = await PeerProcess.Run(tshark, "-r", file, "-Y", filter, "-T", "fields", "-e", "frame.number");
            return output.Split('\n').Where(l => int.TryParse(l, out _)).ToArray();
        }

        private static void Capture(string file)
        {
            ClientFixture fixture = new();
            FuzzTransport network = new();
            long now = 1000;
            using PcapTransport transport = new(network, File.Create(file), fixture.Clock);
            LwM2mClient client = new(Hex.Ascii("tshark"), fixture.Security, fixture.Server, transport, new FakeRandom(), null);
            client.Add(fixture.Device);
            client.Start(now);
            Step();
            for (int i = 0; i < s_requests.Length; i++)
            {
                byte[] datagram = (byte[])s_requests[i].Clone();
                datagram[MessageIdOffset + 1] = (byte)(i + 1);
                datagram[TokenOffset] = (byte)(i + 1);
                datagram.CopyTo(network.Attack, 0);
                network.AttackLength = datagram.Length;
                Step();
            }

            for (int i = 0; i < 2; i++)
            {
                Assert.That(client.Send(CompositePeer.Paths("/3"), now));
                fixture.Battery.NextPercent--;
                fixture.Device.Refresh();
                Assert.That(client.Send(CompositePeer.Paths("/3/0/9"), now + 5));
                Step();
            }

            client.Stop();
            Step();
            Assert.That(client.State, Is.EqualTo(RegistrationState.Stopped));

            void Step()
            {
                for (int i = 0; i < 4; i++)
                {
                    now += 10;
                    fixture.Clock.Milliseconds = now;
                    client.Step(now);
                }
            }
        }
    }
}
