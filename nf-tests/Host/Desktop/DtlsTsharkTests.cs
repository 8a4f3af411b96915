using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Wireshark's dissectors decrypt a capture of an encrypted life of a client with its key, and read nothing without it.</summary>
    public class DtlsTsharkTests
    {
        [TestCase(-1)]
        [TestCase(4)]
        public async Task A_capture_shows_CoAP_to_who_has_the_key(int connectionIdBytes)
        {
            string tshark = Peers.Tshark();
            if (connectionIdBytes >= 0)
            {
                DtlsEngines.RequireConnectionId();
            }

            string file = Path.GetTempFileName();
            try
            {
                Capture(file, connectionIdBytes);
                string[] dtls = await Frames(tshark, file, null, "dtls");
                Assert.That(dtls, Has.Length.EqualTo(6 + 8 + 1), "handshake, four exchanges, close_notify");
                Assert.That(await Frames(tshark, file, null, "coap"), Is.Empty);

                string[] codes = await Frames(tshark, file, Convert.ToHexString(DtlsMemoryServer.Key), "coap");
                Assert.That(codes, Is.EqualTo(new[] { "2", "65", "1", "69", "2", "68", "4", "66" }), "Register, read, Update, Deregister");
                Assert.That(await Frames(tshark, file, Convert.ToHexString(DtlsMemoryServer.Key), "_ws.malformed"), Is.Empty);
                Assert.That(await Frames(tshark, file, new string('0', 32), "coap && coap.code == 2"), Is.Empty);
            }
            finally
            {
                File.Delete(file);
            }
        }

        private static async Task<string[]> Frames(string tshark, string file, string key, string filter)
        {
            string[] with = key is null ? [] : ["-o", "dtls.psk:" + key];
            string output = await PeerProcess.Run(
                tshark, ["-r", file, .. with, "-Y", filter, "-T", "fields", "-e", filter.StartsWith("coap") ? "coap.code" : "frame.number"]);
            return output.Split('\n').Where(l => int.TryParse(l, out _)).ToArray();
        }

        private static void Capture(string file, int connectionIdBytes)
        {
            ClientFakeClock clock = new() { Milliseconds = 1000 };
            using DtlsMemoryServer server = new(clock) { ConnectionIdBytes = connectionIdBytes };
            using PcapTransport network = new(server, File.Create(file), clock);
            using DtlsVirtualDevice device = new(network, clock);
            Assert.That(device.Register(0));
            CoapMessage read = new(CoapCode.Get) { MessageId = 7, Token = new byte[] { 1 } };
            new[] { "3", "0", "0" }.ToList().ForEach(s => read.Add(CoapOption.UriPath, s));
            server.Ask(read);
            device.Run(510);
            device.Application.Stop();
            device.Run(1);
            Assert.That(device.Application.State, Is.EqualTo(RegistrationState.Stopped));
            Assert.That((server.RegisterCount, server.UpdateCount, server.DeregisterCount), Is.EqualTo((1, 1, 1)));
            Assert.That(server.Response.Code, Is.EqualTo(ResponseCode.Content));
        }
    }
}
