using System;
using System.Net;
using System.Text;
using Lwm2mNano.Client;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A client that has nothing but a bootstrap account, and the desk server in this process that gives it one server, over the loopback's
    /// UDP without security.
    /// </summary>
    internal sealed class BootstrapClient : IClientObserver, IDisposable
    {
        /// <summary>The URI of the server that it is given.</summary>
        public const string ServerUri = "coap://127.0.0.1:5683";

        /// <summary>Its Endpoint Client Name.</summary>
        public const string Endpoint = "bench";

        private const int MaxWaitMilliseconds = 10_000;
        private const string Configuration = "{ \"devices\": { \"*\": { \"format\": \"tlv\", \"servers\": [{ \"shortServerId\": 1, \"uri\": \"" + ServerUri + "\" }] } } }";

        private readonly UdpTransport _udp = new UdpTransport();
        private readonly LwM2mServer _desk = new LwM2mServer(new UdpChannel(0), bootstrap: BootstrapFile.Parse(Configuration));
        private readonly DtlsTap _tap;
        private bool _isBootstrapped;

        public BootstrapClient()
        {
            _tap = new DtlsTap(_udp);
        }

        /// <summary>Gets how many datagrams went both ways, until the bootstrap was finished.</summary>
        public int Datagrams { get; private set; }

        /// <summary>Gets their bytes of UDP payload.</summary>
        public int Bytes { get; private set; }

        /// <summary>Lets the client bootstrap.</summary>
        public void Run()
        {
            var clock = new HostClock();
            var security = new SecurityObject();
            var value = new ResourceValue();
            security.Create(0);
            value.SetString(Encoding.ASCII.GetBytes($"coap://127.0.0.1:{((IPEndPoint)_desk.LocalEndPoint).Port}"));
            security.Write(0, SecurityObject.ServerUri, ResourcePath.None, value);
            value.SetBoolean(true);
            security.Write(0, SecurityObject.BootstrapServer, ResourcePath.None, value);
            value.SetInteger(SecurityMode.NoSec);
            security.Write(0, SecurityObject.Mode, ResourcePath.None, value);
            var device = new BenchDevice();
            var client = new LwM2mClient(Encoding.ASCII.GetBytes(Endpoint), security, new ServerObject(), _tap, new HostRandom(), this);
            client.Add(new DeviceObject(device.Information, device, device, device, device));
            client.Start(clock.Milliseconds);
            long end = clock.Milliseconds + MaxWaitMilliseconds;
            while (!_isBootstrapped)
            {
                long now = clock.Milliseconds;
                if (now > end)
                {
                    throw new TimeoutException("The desk server does not finish the bootstrap.");
                }

                long next = client.Step(now);
                _tap.Wait((int)Math.Clamp(next - now, 0, MaxWaitMilliseconds));
            }
        }

        public void OnEvent(ClientEvent what, int detail)
        {
            if (what == ClientEvent.Bootstrapped)
            {
                _isBootstrapped = true;
                Datagrams = _tap.Sent + _tap.Received;
                Bytes = _tap.Bytes;
            }
        }

        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
        }

        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
        }

        public void Dispose()
        {
            _udp.Dispose();
            _desk.DisposeAsync().AsTask().Wait();
        }
    }
}
