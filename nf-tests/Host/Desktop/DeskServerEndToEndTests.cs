using System;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The client and the desk server over real UDP.</summary>
    public class DeskServerEndToEndTests
    {
        private const string Endpoint = "e2e";
        private const int LongestWaitMilliseconds = 20;

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(20);

        [Test]
        public async Task The_client_registers_is_managed_and_deregisters()
        {
            System.Threading.Channels.Channel<RegistrationChange> changes = System.Threading.Channels.Channel.CreateUnbounded<RegistrationChange>();
            await using LwM2mServer server = new(new UdpChannel(0), changed: change => changes.Writer.TryWrite(change));
            async Task<RegistrationChange> Next() => await changes.Reader.ReadAsync().AsTask().WaitAsync(s_maxWait);

            using CancellationTokenSource stop = new();
            Task device = Task.Factory.StartNew(
                () => RunDevice(((IPEndPoint)server.LocalEndPoint).Port, stop.Token), TaskCreationOptions.LongRunning);
            try
            {
                RegistrationChange registered = await Next();
                Assert.That(registered.Kind, Is.EqualTo(RegistrationChangeKind.Registered), registered.Reason);
                Assert.That(registered.Registration.Endpoint, Is.EqualTo(Endpoint));
                Assert.That(registered.Registration.LifetimeSeconds, Is.EqualTo(300));
                Assert.That(registered.Registration.Links.Select(l => l.Path), Is.EqualTo(new[] { "/", "/1/0", "/3/0" }));
                Assert.That(registered.Registration.Formats, Is.EqualTo(new[] { ContentFormat.Cbor, ContentFormat.SenMlJson, ContentFormat.SenMlCbor, ContentFormat.Tlv }));

                DeviceAnswer text = await server.ReadAsync(Endpoint, "/3/0/0").WaitAsync(s_maxWait);
                Assert.That(text.Values(out _).Single().ToString(), Is.EqualTo("/3/0/0 Manufacturer = \"Acme\""));

                DeviceAnswer tlv = await server.ReadAsync(Endpoint, "/3/0", ContentFormat.Tlv).WaitAsync(s_maxWait);
                string[] values = tlv.Values(out string problem).Select(v => v.ToString()).ToArray();
                Assert.That(problem, Is.Null);
                Assert.That(values, Has.Member("/3/0/0 Manufacturer = \"Acme\"").And.Member("/3/0/11/0 Error Code = 0"));

                Assert.That((await server.WriteAsync(Endpoint, "/1/0/1", "600").WaitAsync(s_maxWait)).ToString(), Is.EqualTo("2.04 Changed"));
                RegistrationChange updated = await Next();
                Assert.That(updated.Kind, Is.EqualTo(RegistrationChangeKind.Updated));
                Assert.That(updated.Registration.LifetimeSeconds, Is.EqualTo(600));

                byte[] payload = ContentEncoder.Encode(PathText.Parse("/1/0"), ContentFormat.Tlv, "2=101,3=1010,6=true");
                DeviceAnswer written = await server.WriteAsync(Endpoint, "/1/0", ContentFormat.Tlv, payload, update: true).WaitAsync(s_maxWait);
                Assert.That(written.ToString(), Is.EqualTo("2.04 Changed"));
                DeviceAnswer readBack = await server.ReadAsync(Endpoint, "/1/0").WaitAsync(s_maxWait);
                Assert.That(
                    readBack.Values(out _).Select(v => v.ToString()),
                    Has.Member("/1/0/2 Default Minimum Period = 101 s").And.Member("/1/0/1 Lifetime = 600 s"));

                Assert.That((await server.ExecuteAsync(Endpoint, "/1/0/8").WaitAsync(s_maxWait)).ToString(), Is.EqualTo("2.04 Changed"));
                Assert.That((await Next()).Kind, Is.EqualTo(RegistrationChangeKind.Updated));

                Assert.That((await server.WriteAttributesAsync(Endpoint, "/3/0/9", new[] { "pmin=10" }).WaitAsync(s_maxWait)).IsSuccess, Is.True);
                DeviceAnswer discovered = await server.DiscoverAsync(Endpoint, "/3/0").WaitAsync(s_maxWait);
                Assert.That(
                    discovered.Links().Select(l => l.ToString()),
                    Has.Member("/3/0/0").And.Member("/3/0/9 (pmin=10)").And.Member("/3/0/11 (dim=1)"));

                await InEveryFormat(server);
                await Observed(server);

                Assert.That((await server.ReadAsync(Endpoint, "/0/0").WaitAsync(s_maxWait)).ToString(), Is.EqualTo("4.01 Unauthorized"));
                Assert.That((await server.ReadAsync(Endpoint, "/9").WaitAsync(s_maxWait)).ToString(), Is.EqualTo("4.04 Not Found"));
                Assert.That((await server.DeleteAsync(Endpoint, "/3/0").WaitAsync(s_maxWait)).ToString(), Is.EqualTo("4.05 Method Not Allowed"));
            }
            finally
            {
                stop.Cancel();
                await device.WaitAsync(s_maxWait);
            }

            Assert.That((await Next()).Kind, Is.EqualTo(RegistrationChangeKind.Deregistered));
            Assert.That(server.Registrations.ToList(), Is.Empty);
        }

        // The formats of the client and those of the desk server are not the same code.
        private static async Task InEveryFormat(LwM2mServer server)
        {
            foreach (int format in new[] { ContentFormat.SenMlJson, ContentFormat.SenMlCbor })
            {
                DeviceAnswer tlv = await server.ReadAsync(Endpoint, "/3/0", ContentFormat.Tlv).WaitAsync(s_maxWait);
                foreach (int? size in new int?[] { null, 64, 16 })
                {
                    DeviceAnswer read = await server.ReadAsync(Endpoint, "/3/0", format, size).WaitAsync(s_maxWait);
                    Assert.That(Steady(read), Is.EqualTo(Steady(tlv)));
                    Assert.That(read.Exchanges, size == null ? Is.EqualTo(1) : Is.EqualTo((read.Payload.Length + size - 1) / size));
                }

                byte[] values = ContentEncoder.Encode(PathText.Parse("/1/0"), format, "2=7,3=90");
                Assert.That(
                    (await server.WriteAsync(Endpoint, "/1/0", format, values, update: true, blockBytes: 16).WaitAsync(s_maxWait)).ToString(),
                    Is.EqualTo("2.04 Changed"));
                byte[] several = ContentEncoder.EncodeComposite(format, new[] { (PathText.Parse("/1/0/2"), "8"), (PathText.Parse("/3/0/15"), "Europe/Berlin") });
                Assert.That((await server.WriteCompositeAsync(Endpoint, format, several, 32).WaitAsync(s_maxWait)).ToString(), Is.EqualTo("2.04 Changed"));
                byte[] readOnly = ContentEncoder.EncodeComposite(format, new[] { (PathText.Parse("/1/0/2"), "9"), (PathText.Parse("/3/0/9"), "1") });
                Assert.That((await server.WriteCompositeAsync(Endpoint, format, readOnly).WaitAsync(s_maxWait)).IsSuccess, Is.False);
                DeviceAnswer composite = await server.ReadCompositeAsync(Endpoint, new[] { "/1/0/2", "/1/0/3", "/3/0/15", "/99" }, format, 32).WaitAsync(s_maxWait);
                Assert.That(
                    composite.Values(out string problem).Select(v => v.ToString()),
                    Is.EqualTo(new[]
                    {
                        "/1/0/2 Default Minimum Period = 8 s", "/1/0/3 Default Maximum Period = 90 s", "/3/0/15 Timezone = \"Europe/Berlin\"",
                    }),
                    problem);
            }

            Assert.That(
                (await server.WriteAsync(Endpoint, "/1/0/2", ContentFormat.Cbor, ContentEncoder.Encode(PathText.Parse("/1/0/2"), ContentFormat.Cbor, "1000"))
                    .WaitAsync(s_maxWait)).ToString(),
                Is.EqualTo("2.04 Changed"));
            DeviceAnswer single = await server.ReadAsync(Endpoint, "/1/0/2", ContentFormat.Cbor).WaitAsync(s_maxWait);
            Assert.That(single.Values(out _).Single().Value, Is.EqualTo(1000));
        }

        // All but what differs from one moment to the next.
        private static string[] Steady(DeviceAnswer answer)
        {
            string[] values = answer.Values(out string problem).Where(v => v.Path is not ("/3/0/10" or "/3/0/13")).Select(v => v.ToString()).ToArray();
            Assert.That(problem, Is.Null);
            return values;
        }

        private static async Task Observed(LwM2mServer server)
        {
            System.Threading.Channels.Channel<ObservationChange> told = System.Threading.Channels.Channel.CreateUnbounded<ObservationChange>();
            async Task<ObservationChange> Told() => await told.Reader.ReadAsync().AsTask().WaitAsync(s_maxWait);
            server.ObservationChanged += change => told.Writer.TryWrite(change);
            await server.WriteAttributesAsync(Endpoint, "/1/0/2", new[] { "pmin=0" }).WaitAsync(s_maxWait);
            await server.WriteAttributesAsync(Endpoint, "/1/0/3", new[] { "pmin=0" }).WaitAsync(s_maxWait);

            Assert.That((await server.ObserveAsync(Endpoint, "/1/0/2").WaitAsync(s_maxWait)).IsObserved, Is.True);
            foreach (int value in new[] { 3, 5, 4 })
            {
                await server.WriteAsync(Endpoint, "/1/0/2", $"{value}").WaitAsync(s_maxWait);
                Assert.That((await Told()).Answer.Values(out _).Single().Value, Is.EqualTo(value));
            }

            Assert.That((await server.CancelAsync(Endpoint, new[] { "/1/0/2" }).WaitAsync(s_maxWait)).IsSuccess, Is.True);
            DeviceAnswer observed = await server.ObserveCompositeAsync(Endpoint, new[] { "/1/0/2", "/1/0/3" }).WaitAsync(s_maxWait);
            Assert.That(observed.IsObserved, Is.True, observed.ToString());
            await server.WriteAsync(Endpoint, "/1/0/3", "77").WaitAsync(s_maxWait);
            ObservationChange composite = await Told();
            Assert.That(composite.Observation.IsComposite, Is.True);
            Assert.That(composite.Answer.Values(out _).Select(v => v.ToString()), Has.Member("/1/0/3 Default Maximum Period = 77 s"));
            Assert.That(await server.ResetAsync(Endpoint, new[] { "/1/0/3", "/1/0/2" }), Is.True);
            await server.WriteAsync(Endpoint, "/1/0/3", "78").WaitAsync(s_maxWait);
            Assert.That((await Told()).Reason, Is.EqualTo("reset by this server"));
        }

        private static void RunDevice(int port, CancellationToken stop)
        {
            HostClock clock = new();
            using UdpTransport transport = new();
            LwM2mClient client = new(
                Utf8(Endpoint), Security(port), Server(), transport, new HostRandom(), null);
            DeviceInformation information = new()
            {
                Manufacturer = Utf8("Acme"),
                ModelNumber = Utf8("A-1"),
                SerialNumber = Utf8("1"),
                FirmwareVersion = Utf8("1.0"),
                DeviceType = Utf8("desk"),
                HardwareVersion = Utf8("1"),
                SoftwareVersion = Utf8("1"),
            };
            client.Add(new DeviceObject(information, new ClientFakeBattery(), new HostMemory(), clock, new HostPower(null)));
            client.Start(clock.Milliseconds);
            bool stopping = false;
            while (client.State != RegistrationState.Stopped)
            {
                if (stop.IsCancellationRequested && !stopping)
                {
                    stopping = true;
                    client.Stop();
                }

                long wait = client.Step(clock.Milliseconds) - clock.Milliseconds;
                transport.Wait((int)Math.Clamp(wait, 0, LongestWaitMilliseconds));
            }
        }

        private static SecurityObject Security(int port)
        {
            SecurityObject security = new();
            ResourceValue value = new();
            security.Create(0);
            value.SetString(Utf8($"coap://127.0.0.1:{port}"));
            security.Write(0, SecurityObject.ServerUri, ResourcePath.None, value);
            value.SetInteger(SecurityMode.NoSec);
            security.Write(0, SecurityObject.Mode, ResourcePath.None, value);
            value.SetInteger(1);
            security.Write(0, SecurityObject.ShortServerId, ResourcePath.None, value);
            return security;
        }

        private static ServerObject Server()
        {
            ServerObject server = new();
            ResourceValue value = new();
            server.Create(0);
            value.SetInteger(1);
            server.Write(0, ServerObject.ShortServerId, ResourcePath.None, value);
            value.SetInteger(300);
            server.Write(0, ServerObject.Lifetime, ResourcePath.None, value);
            value.SetString(Utf8("U"));
            server.Write(0, ServerObject.Binding, ResourcePath.None, value);
            return server;
        }

        private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
    }
}
