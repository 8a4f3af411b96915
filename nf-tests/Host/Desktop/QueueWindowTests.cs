using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Measures, in real time, how long a device that sleeps when drained stays awake, and whether it misses anything. On request only.</summary>
    [Explicit("Minutes of real time.")]
    public class QueueWindowTests
    {
        private const int Cycles = 10;
        private const int RequestsACycle = 10;
        private const int Asks = 100;
        private const int LifetimeSeconds = 600;
        private const int ShortestWindowMilliseconds = 300;
        private static readonly TimeSpan s_awake = TimeSpan.FromMilliseconds(250);

        [TestCase(0, TestName = "Desk_server_0")]
        [TestCase(50, TestName = "Desk_server_50")]
        [TestCase(100, TestName = "Desk_server_100")]
        [TestCase(200, TestName = "Desk_server_200")]
        public async Task Desk_server(int delay)
        {
            DtlsEngines.RequireConnectionId();
            HostClock clock = new();
            DeskServerDtlsServer server = new(awake: s_awake);
            await using LwM2mServer lwm2m = server.Server;
            DtlsSleeper device = new(
                $"coaps://127.0.0.1:{((IPEndPoint)server.LocalEndPoint).Port}", "device", Convert.FromHexString(DeskServerDtlsServer.Key), clock);
            device.WakeUp(new Ear(Slow(clock, delay)));
            double[] windows = new double[Cycles];
            int missed = 0;
            for (int i = 0; i < Cycles; i++)
            {
                device.Percent--;
                SpinWait.SpinUntil(() => !lwm2m.Registrations.Find(DtlsSleeper.Endpoint).Queue.IsAwake);
                Task<DeviceAnswer>[] reads = Enumerable.Range(0, RequestsACycle).Select(_ => lwm2m.ReadAsync(DtlsSleeper.Endpoint, "/3/0/9")).ToArray();
                Ear ear = new(Slow(clock, delay));
                device.WakeUp(ear);
                windows[i] = Stopwatch.GetElapsedTime(ear.HeardAt).TotalMilliseconds;
                missed += reads.Count(r => !r.IsCompletedSuccessfully || !r.Result.IsSuccess);
            }

            TestContext.Out.WriteLine(
                $"RESULT desk server, delay {delay} ms: awake after the last datagram {windows.Min():F0} to {windows.Max():F0} ms (wanted "
                + $"{Math.Max(8 * delay, ShortestWindowMilliseconds)}), missed {missed} of {Cycles * RequestsACycle}");
            Assert.That(missed, Is.Zero);
        }

        [TestCase(0, TestName = "Libcoap_0")]
        [TestCase(50, TestName = "Libcoap_50")]
        [TestCase(100, TestName = "Libcoap_100")]
        [TestCase(200, TestName = "Libcoap_200")]
        public async Task Libcoap(int delay)
        {
            string client = Peers.CoapClient();
            await using PeerRelay relay = await PeerRelay.StartAsync(LwM2mClient.Drained, LifetimeSeconds, delay);
            await relay.HeardAsync();
            int missed = 0;
            Stopwatch time = Stopwatch.StartNew();
            for (int i = 0; i < Asks; i++)
            {
                while (await relay.PassAsync(0) != RegistrationState.Asleep)
                {
                    await Task.Delay(5);
                }

                await relay.PassAsync((LifetimeSeconds - 93) * 1000);
                await relay.HeardAsync();
                string answer = await PeerProcess.Run(client, "-v", "7", "-B", "2", "-m", "get", $"coap://127.0.0.1:{relay.Port}/3/0/0");
                missed += answer.Contains("c:2.05") ? 0 : 1;
            }

            TestContext.Out.WriteLine($"RESULT libcoap, delay {delay} ms: missed {missed} of {Asks} in {time.Elapsed.TotalSeconds:F0} s");
            Assert.That(missed, Is.Zero);
        }

        private static FaultyTransport Slow(HostClock clock, int delay) => new(new UdpTransport(), clock, 1) { DelayMilliseconds = delay };

        /// <summary>Notes when it heard something last.</summary>
        private sealed class Ear(IDatagramTransport inner) : IDatagramTransport
        {
            public long HeardAt { get; private set; }

            public bool IsPeerAuthenticated => inner.IsPeerAuthenticated;

            public bool HasConnectionId => inner.HasConnectionId;

            public IPreSharedKey Credentials
            {
                get => inner.Credentials;
                set => inner.Credentials = value;
            }

            public int Open(byte[] host, int port) => inner.Open(host, port);

            public int Reopen(byte[] host, int port) => inner.Reopen(host, port);

            public int Suspend(byte[] buffer, int offset, int count) => inner.Suspend(buffer, offset, count);

            public bool Resume(byte[] buffer, int offset, int count) => inner.Resume(buffer, offset, count);

            public void Close() => inner.Close();

            public int Send(byte[] buffer, int offset, int count) => inner.Send(buffer, offset, count);

            public int Receive(byte[] buffer, int offset, int count)
            {
                int length = inner.Receive(buffer, offset, count);
                HeardAt = length > 0 ? Stopwatch.GetTimestamp() : HeardAt;
                return length;
            }

            public void Wait(int milliseconds) => inner.Wait(milliseconds);
        }
    }
}
