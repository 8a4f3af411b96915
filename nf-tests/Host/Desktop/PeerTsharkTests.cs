using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;
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

        // SenML in CBOR (112): an object, a resource, two paths by FETCH, a value by iPATCH; and a single CBOR item (60).
        private static readonly string[] s_cborRequests =
        {
            "42 01 0000 0000 B133 6170",
            "42 01 0000 0000 B133 0130 0130 6170",
            "42 05 0000 0000 C170 5170 FF 82 A10066 2F332F302F30 A10066 2F332F302F39",
            "42 07 0000 0000 C170 FF 81 A2006A 2F32363234312F302F31 0205",
            "42 01 0000 0000 B133 0130 0139 613C",
        };

        // A read and a write in blocks of 32 bytes, and blocks that are refused: behind the end, behind a gap, of the reserved size.
        private static readonly string[] s_blockRequests =
        {
            "42 01 0000 0000 B133 622D16 6101",
            "42 01 0000 0000 B133 622D16 6111",
            "42 01 0000 0000 B133 622D16 6121",
            "42 03 0000 0000 B5 3236323431 0130 122D16 D10209 FF C8003B 6161616161616161616161616161616161616161616161616161616161",
            "42 03 0000 0000 B5 3236323431 0130 122D16 D10211 FF 626262626262626262626262626262626262626262626262626262626262",
            "42 01 0000 0000 B133 622D16 6171",
            "42 03 0000 0000 B5 3236323431 0130 122D16 D10231 FF 62",
            "42 01 0000 0000 B133 0130 0130 C107",
        };

        [Test]
        public async Task A_capture_has_no_malformed_frame_and_its_TLV_is_dissected()
        {
            string tshark = Peers.Tshark();
            string file = Path.GetTempFileName();
            try
            {
                Capture(file, s_requests);

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

        [Test]
        public async Task SenML_in_CBOR_is_dissected_as_CBOR()
        {
            string tshark = Peers.Tshark();
            string file = Path.GetTempFileName();
            try
            {
                Capture(file, s_cborRequests);
                string text = await PeerProcess.Run(tshark, "-r", file, "-V");
                Assert.That(text.Split('\n').Where(l => l.Contains("Malformed") || l.Contains("Expert Info")), Is.Empty);

                // Each answer but that of iPATCH, and two requests.
                Assert.That(await Frames(tshark, file, "cbor"), Has.Length.EqualTo(s_cborRequests.Length - 1 + 2));
                Assert.That(text, Does.Contain("Content-Format: application/senml+cbor").And.Contain("Concise Binary Object Representation"));
                Assert.That(text, Does.Contain("Text String: /3/0/").And.Contain("Text String: Lwm2mNano"));
            }
            finally
            {
                File.Delete(file);
            }
        }

        [Test]
        public async Task Blocks_are_put_together_and_dissected()
        {
            string tshark = Peers.Tshark();
            string file = Path.GetTempFileName();
            try
            {
                Capture(file, s_blockRequests);
                string text = await PeerProcess.Run(tshark, "-r", file, "-V");
                Assert.That(text.Split('\n').Where(l => l.Contains("Malformed") || l.Contains("Expert Info")), Is.Empty);
                Assert.That(text, Does.Contain("[3 Blocks (").And.Contain("[2 Blocks (62 bytes)"));
                Assert.That(text, Does.Contain("Lightweight M2M TLV, Device").And.Contain("Manufacturer: Lwm2mNano"));

                // The answers, each behind its request, between the client's own requests.
                string[] codes = await Fields(tshark, file, "coap && coap.code >= 64", "coap.code");
                Assert.That(
                    codes,
                    Is.EqualTo(new[]
                    {
                        ResponseCode.Created, ResponseCode.Content, ResponseCode.Content, ResponseCode.Content, ResponseCode.Continue, ResponseCode.Changed,
                        ResponseCode.BadOption, ResponseCode.RequestEntityIncomplete, ResponseCode.BadRequest, ResponseCode.Deleted,
                    }.Select(c => c.ToString())));
            }
            finally
            {
                File.Delete(file);
            }
        }

        private static Task<string[]> Frames(string tshark, string file, string filter) => Fields(tshark, file, filter, "frame.number");

        private static async Task<string[]> Fields(string tshark, string file, string filter, string field)
        {
            string output = await PeerProcess.Run(tshark, "-r", file, "-Y", filter, "-T", "fields", "-e", field);
            return output.Split('\n').Where(l => int.TryParse(l, out _)).ToArray();
        }

        private static void Capture(string file, string[] requests)
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
            for (int i = 0; i < requests.Length; i++)
            {
                byte[] datagram = Hex.Bytes(requests[i]);
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
