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
