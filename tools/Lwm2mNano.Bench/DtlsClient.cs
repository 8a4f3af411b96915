using System;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Lwm2mNano.Client;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A client that is registered with the desk server in this process over DTLS and the loopback's UDP.
    /// </summary>
    internal sealed class DtlsClient : IClientObserver, IDisposable
    {
        /// <summary>The identity, of 7 bytes.</summary>
        public const string Identity = "device7";

        private const int KeyBytes = 16;
        private const int ShortServerId = 1;
        private const int LifetimeSeconds = 86400;
        private const int MaxWaitMilliseconds = 10_000;

        private readonly HostClock _clock = new HostClock();
        private readonly byte[] _saved = new byte[DtlsTransport.MaxSavedBytes];
        private readonly SecurityObject _security = new SecurityObject();
        private readonly ServerObject _server = new ServerObject();
        private readonly UdpTransport _udp = new UdpTransport();
        private readonly LwM2mServer _desk;
        private readonly LwM2mClient _client;
        private readonly Switch _path = new Switch();
        private readonly IDtlsEngine _engine;
        private int _registered;
        private int _updated;

        public DtlsClient(IDtlsEngine engine)
        {
            _engine = engine;
            byte[] key = RandomNumberGenerator.GetBytes(KeyBytes);
            var keys = new PskKeys();
            keys.Add(Identity, key);
            _desk = new LwM2mServer(new DtlsChannel(new UdpChannel(0), keys));
            Configure(((IPEndPoint)_desk.LocalEndPoint).Port, key);
            Records = new DtlsTap(_udp);
            _path.Inner = CreateTransport();
            Plain = new DtlsTap(_path);
            var device = new BenchDevice();
            _client = new LwM2mClient(Encoding.ASCII.GetBytes("bench"), _security, _server, Plain, new HostRandom(), this);
            _client.Add(new DeviceObject(device.Information, device, device, device, device));
            _client.Start(_clock.Milliseconds);
        }

        /// <summary>Gets what counts the datagrams under DTLS.</summary>
        public DtlsTap Records { get; }

        /// <summary>Gets what counts CoAP's datagrams over DTLS.</summary>
        public DtlsTap Plain { get; }

        /// <summary>Gets the length of the last session saved, in bytes.</summary>
        public int SavedBytes { get; private set; }

        private DtlsTransport Transport => (DtlsTransport)_path.Inner;

        /// <summary>Lets the client shake hands and register.</summary>
        public void Register() => RunUntil(_registered + 1, 0);

        /// <summary>Asks the client to update, and waits until it has.</summary>
        public void Update()
        {
            _server.Account(0).IsUpdateTriggered = true;
            RunUntil(0, _updated + 1);
        }

        /// <summary>Gives the client another address, by which it updates; with a session that does not outlive that, it registers.</summary>
        /// <returns>Whether the session outlived it.</returns>
        public bool Move()
        {
            int updated = _updated;
            _client.NetworkCameUp(_clock.Milliseconds);
            RunUntil(_registered + 1, _updated + 1);
            return _updated > updated;
        }

        /// <summary>Saves the session.</summary>
        /// <returns>Whether it could be saved.</returns>
        public bool Save()
        {
            SavedBytes = Transport.Suspend(_saved, 0, _saved.Length);
            return SavedBytes > 0;
        }

        /// <summary>Puts a new transport, with the saved session, in the place of the old one, as a restart does.</summary>
        public void Replace()
        {
            _path.Inner = CreateTransport();
            Transport.Resume(_saved, 0, SavedBytes);
        }

        public void OnEvent(ClientEvent what, int detail)
        {
            _registered += what == ClientEvent.Registered ? 1 : 0;
            _updated += what == ClientEvent.Updated ? 1 : 0;
        }

        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
        }

        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
        }

        public void Dispose()
        {
            _path.Close();
            _udp.Dispose();
            _desk.DisposeAsync().AsTask().Wait();
        }

        // Until the client has registered or updated so often; 0 is not waited for.
        private void RunUntil(int registered, int updated)
        {
            long end = _clock.Milliseconds + MaxWaitMilliseconds;
            while (true)
            {
                long now = _clock.Milliseconds;
                long next = _client.Step(now);
                if ((registered > 0 && _registered >= registered) || (updated > 0 && _updated >= updated))
                {
                    return;
                }

                if (now > end)
                {
                    throw new TimeoutException("The desk server does not answer: " + DtlsResult.Explain(Transport.Failure));
                }

                Plain.Wait((int)Math.Clamp(next - now, 0, MaxWaitMilliseconds));
            }
        }

        private DtlsTransport CreateTransport() => new DtlsTransport(Records, _engine, _security.Account(0), _clock, Limits.MaxDatagramBytes);

        private void Configure(int port, byte[] key)
        {
            var value = new ResourceValue();
            _security.Create(0);
            value.SetString(Encoding.ASCII.GetBytes($"coaps://127.0.0.1:{port}"));
            _security.Write(0, SecurityObject.ServerUri, ResourcePath.None, value);
            value.SetInteger(SecurityMode.PreSharedKey);
            _security.Write(0, SecurityObject.Mode, ResourcePath.None, value);
            value.SetOpaque(Encoding.ASCII.GetBytes(Identity), 0, Identity.Length);
            _security.Write(0, SecurityObject.Identity, ResourcePath.None, value);
            value.SetOpaque(key, 0, key.Length);
            _security.Write(0, SecurityObject.SecretKey, ResourcePath.None, value);
            value.SetInteger(ShortServerId);
            _security.Write(0, SecurityObject.ShortServerId, ResourcePath.None, value);
            _server.Create(0);
            _server.Write(0, ServerObject.ShortServerId, ResourcePath.None, value);
            value.SetInteger(LifetimeSeconds);
            _server.Write(0, ServerObject.Lifetime, ResourcePath.None, value);
            value.SetBoolean(true);
            _server.Write(0, ServerObject.NotificationStoring, ResourcePath.None, value);
            value.SetString(Encoding.ASCII.GetBytes("U"));
            _server.Write(0, ServerObject.Binding, ResourcePath.None, value);
        }

        /// <summary>A transport whose inner one can be another.</summary>
        private sealed class Switch : IDatagramTransport
        {
            public IDatagramTransport Inner { get; set; }

            public bool IsPeerAuthenticated => Inner.IsPeerAuthenticated;

            public IPreSharedKey Credentials
            {
                get => Inner.Credentials;
                set => Inner.Credentials = value;
            }

            public bool HasConnectionId => Inner.HasConnectionId;

            public int Open(byte[] host, int port) => Inner.Open(host, port);

            public int Reopen(byte[] host, int port) => Inner.Reopen(host, port);

            public int Suspend(byte[] buffer, int offset, int count) => Inner.Suspend(buffer, offset, count);

            public bool Resume(byte[] buffer, int offset, int count) => Inner.Resume(buffer, offset, count);

            public void Close() => Inner.Close();

            public int Send(byte[] buffer, int offset, int count) => Inner.Send(buffer, offset, count);

            public int Receive(byte[] buffer, int offset, int count) => Inner.Receive(buffer, offset, count);

            public void Wait(int milliseconds) => Inner.Wait(milliseconds);
        }
    }
}
