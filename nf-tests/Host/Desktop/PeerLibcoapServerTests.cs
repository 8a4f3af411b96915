using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>libcoap's server takes the body of an own request in blocks.</summary>
    public class PeerLibcoapServerTests
    {
        private const int MaxWaitMilliseconds = 20;
        private const int MaxSeconds = 20;

        [TestCase(513)]
        [TestCase(1024)]
        [TestCase(1500)]
        public async Task Body_of_a_request_comes_in_blocks(int count)
        {
            byte[] body = BlockPeer.Pattern(count, count);
            int port = FreePort();
            string file = Path.GetTempFileName();
            using Process server = Process.Start(
                new ProcessStartInfo(Peers.CoapServer("notls"), ["-A", "127.0.0.1", "-p", port.ToString()]) { RedirectStandardError = true });
            UdpTransport transport = new();
            try
            {
                Assert.That(transport.Open("127.0.0.1"u8.ToArray(), port), Is.EqualTo(TransportResult.Ok));
                CoapMessageLayer layer = new(transport, new FakeRandom());
                Stopwatch time = Stopwatch.StartNew();
                CoapWriter request = layer.BeginRequest(CoapCode.Put);
                byte[] path = Hex.Ascii("example_data");
                request.WriteOption(CoapOption.UriPath, path, 0, path.Length);
                Assert.That(layer.SendRequest(body, body.Length, time.ElapsedMilliseconds));
                CoapEvent what = CoapEvent.None;
                while (what != CoapEvent.Response && time.Elapsed.TotalSeconds < MaxSeconds)
                {
                    transport.Wait(MaxWaitMilliseconds);
                    what = layer.Receive(time.ElapsedMilliseconds);
                    layer.Advance(time.ElapsedMilliseconds);
                }

                Assert.That(what, Is.EqualTo(CoapEvent.Response));
                Assert.That(CoapCode.Class(layer.Incoming.Code), Is.EqualTo(CoapCode.Class(ResponseCode.Changed)));
                await PeerProcess.Run(Peers.CoapClient(), "-B", "10", "-m", "get", "-o", file, $"coap://127.0.0.1:{port}/example_data");
                Assert.That(await File.ReadAllBytesAsync(file), Is.EqualTo(body));
            }
            finally
            {
                transport.Close();
                server.Kill();
                File.Delete(file);
            }
        }

        private static int FreePort()
        {
            using UdpChannel channel = new(0);
            return ((System.Net.IPEndPoint)channel.LocalEndPoint).Port;
        }
    }
}
