using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Wireshark's dissectors read the capture of a whole life of a client, TLV included.</summary>
    public class PeerTsharkTests
    {
        private const int OwnRequests = 3;
        private const int MessageIdOffset = 2;
        private const int TokenOffset = 4;

        // Requests on the Device Object, the account and the sample object, good and bad, in the order in which they are sent. Message id
        // and token are written in.
        private static readonly string[] s_requests =
        {
            "42 01 0000 0000 B133 0130 0130",
            "42 01 0000 0000 B133 622D16",
            "42 01 0000 0000 B133 0130 622D16",
            "42 01 0000 0000 B133 0130 023131 622D16",
            "42 01 0000 0000 B131 622D16",
            "42 01 0000 0000 B133 6128",
            "42 03 0000 0000 B5 3236323431 0130 122D16 FF" + ClientFixture.SampleWritten,
            "42 01 0000 0000 B5 3236323431 622D16",
            "42 01 0000 0000 B5 3236323431 0130 622D16",
            "42 01 0000 0000 B5 3236323431 0130 0138 0130 612A",
            "42 03 0000 0000 B5 3236323431 0130 0138 122D16 FF 8708 410005 4202012C",
            "42 02 0000 0000 B5 3236323431 122D16 FF 080203 C10062",
            "42 01 0000 0000 B5 3236323431 622D16",
            "42 02 0000 0000 B5 3236323431 0130 0139 FF 302C353D277827",
            "52 01 0000 0000 B133 0130 0130",
            "42 01 0000 0000 B130 0130",
            "42 01 0000 0000 10 A133",
            "40 00 0000",
        };

        [Test]
        public async Task A_capture_has_no_malformed_frame_and_its_TLV_is_dissected()
        {
            string tshark = Peers.Tshark();
            string file = Path.GetTempFileName();
            try
            {
                Capture(file);

                string text = await PeerProcess.Run(tshark, "-r", file, "-V");
                Assert.That(text.Split('\n').Where(l => l.Contains("Malformed") || l.Contains("Expert Info")), Is.Empty);

                Assert.That(await Frames(tshark, file, "!coap"), Is.Empty);

                // Each request has its answer: those of the server, Register, the Update after the creation, Deregister.
                Assert.That(await Frames(tshark, file, "coap"), Has.Length.EqualTo(2 * (s_requests.Length + OwnRequests)));

                // Each TLV read or written is recognised, and the objects that tshark knows by their names; nothing is a byte too short or long.
                string[] tlv = await Frames(tshark, file, "lwm2mtlv");
                Assert.That(tlv, Has.Length.EqualTo(s_requests.Count(r => r.Contains("2D16"))));
                Assert.That(text, Does.Contain("Lightweight M2M TLV, Device").And.Contain("Lightweight M2M TLV, LwM2M Server"));
                Assert.That(text, Does.Contain("Manufacturer: Lwm2mNano").And.Contain("[06] Available Power Sources (1 element)"));
                Assert.That(text, Does.Contain("Lifetime: 86400"));
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
            ObjectSample sample = new();
            sample.Create(0);
            LwM2mClient client = new(Hex.Ascii("tshark"), fixture.Security, fixture.Server, transport, new FakeRandom(), null);
            client.Add(fixture.Device);
            client.Add(sample);
            client.Start(now);
            Step();
            for (int i = 0; i < s_requests.Length; i++)
            {
                byte[] datagram = Hex.Bytes(s_requests[i]);
                datagram[MessageIdOffset + 1] = (byte)i;
                if (datagram.Length > TokenOffset)
                {
                    // By its token tshark finds the request that an answer belongs to.
                    datagram[TokenOffset] = (byte)i;
                }

                datagram.CopyTo(network.Attack, 0);
                network.AttackLength = datagram.Length;
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
