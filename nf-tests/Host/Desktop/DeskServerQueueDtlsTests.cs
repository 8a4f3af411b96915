using System;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server and a device in queue mode over DTLS on the loopback; the server's time by hand.</summary>
    public class DeskServerQueueDtlsTests
    {
        private const double AwakeSeconds = CoapTiming.MaxTransmitWaitMilliseconds / 1000;

        // A device that sleeps as soon as its server has had its say is awake for as long as this at least.
        private const int ShortestWindowMilliseconds = 300;
        private const int Requests = 16;

        [TestCase("update")]
        [TestCase("send")]
        public async Task A_device_that_moved_while_it_slept_gets_what_waits_at_its_new_address(string heard)
        {
            DeskServerManualTime time = new();
            using DeskServerDtlsServer server = new(time: time);
            await using LwM2mServer lwm2m = server.Server;
            using DeskServerDtlsClient device = new(server.LocalEndPoint) { ConnectionId = Array.Empty<byte>() };
            device.Connect();
            CoapMessage registered = device.Exchange(Register("ep=node", "lwm2m=1.1", "Q"));
            string location = string.Join('/', registered.Texts(CoapOption.LocationPath));
            server.NextRegistration();

            time.Advance(AwakeSeconds);
            Task<DeviceAnswer>[] reads = Enumerable.Range(0, Requests).Select(i => lwm2m.ReadAsync("node", $"/3/0/{i}")).ToArray();
            int sent = server.Sent.Count;
            device.Move();
            CoapMessage wake = heard == "update" ? Request(CoapCode.Post, location) : Request(CoapCode.Post, "dp");
            if (heard == "send")
            {
                wake.Add(CoapOption.ContentFormat, (uint)ContentFormat.SenMlJson);
                wake.Payload = "[{\"n\":\"/3/0/9\",\"v\":80}]"u8.ToArray();
            }

            Assert.That(device.Exchange(wake).Code, Is.EqualTo(ResponseCode.Changed));
            double[] delays = new double[Requests];
            for (int i = 0; i < Requests; i++)
            {
                Stopwatch delay = Stopwatch.StartNew();
                CoapMessage request = device.ReceiveMessage();
                delays[i] = delay.Elapsed.TotalMilliseconds;
                Assert.That(request.Texts(CoapOption.UriPath), Is.EqualTo(new[] { "3", "0", $"{i}" }));
                device.SendData(Answer(request, ResponseCode.Content, ContentFormat.PlainText, $"{i}").ToBytes());
            }

            Assert.That((await Task.WhenAll(reads)).Select(r => Text(r.Payload)), Is.EqualTo(Enumerable.Range(0, Requests).Select(i => $"{i}")));
            Assert.That(RegistrationReport.Address(lwm2m.Registrations.Find("node").Peer), Is.EqualTo(device.Address));
            Assert.That(server.Sent.Skip(sent).Count(), Is.EqualTo(1 + Requests), "an answer, and each request once");
            TestContext.Out.WriteLine(
                $"the first request {delays[0]:F1} ms after the answer to the device; the others after the answer of the device: "
                + string.Join(' ', delays[1..].Select(d => d.ToString("F1"))));
            Assert.That(delays.Max(), Is.LessThan(ShortestWindowMilliseconds));
        }
    }
}
