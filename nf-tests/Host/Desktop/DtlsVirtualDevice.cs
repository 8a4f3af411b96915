using System;
using System.Collections.Generic;
using Lwm2mNano.Client;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using Lwm2mNano.Objects;
using Lwm2mNano.Provision;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The device's application with the engine in C, over a network whose waits move the clock.
    /// </summary>
    internal sealed class DtlsVirtualDevice : IDisposable, IRandom
    {
        // An application that makes more than this many steps in a row without time passing runs in a loop.
        private const int MaxStepsAtOneTime = 200;

        // So many steps are enough for what arrives at the last moment.
        private const int LastSteps = 8;

        private readonly ClientFakeClock _clock;
        private readonly FakeRandom _random = new();

        public DtlsVirtualDevice(
            IDatagramTransport network, ClientFakeClock clock, string identity = DtlsMemoryServer.Identity, byte[] key = null, int lifetime = 600,
            string uri = "coaps://server")
        {
            _clock = clock;
            byte[] content = ConfigurationWriter.Write(
                new ConfigurationSettings
                {
                    ServerUri = uri, EndpointName = "nano-1", LifetimeSeconds = lifetime, Identity = identity, Key = key ?? DtlsMemoryServer.Key,
                },
                out ConfigurationResult result);
            Configuration = new Configuration();
            if (result != ConfigurationResult.Ok || Configuration.Parse(content, content.Length) != ConfigurationResult.Ok)
            {
                throw new ArgumentException(result.ToString());
            }

            Transport = CreateTransport(network);
            Path = new Switch { Inner = Transport };
            Application = new DeviceApplication(Configuration, new Board
            {
                Clock = clock,
                Random = this,
                Network = Network,
                Transports = [Path],
                Memory = new ClientFakeMemory(),
                Power = new HostPower(null),
                Information = new DeviceInformation { Manufacturer = "Acme"u8.ToArray() },
                Observer = Observer,
            });
        }

        public Configuration Configuration { get; }

        public DeviceApplication Application { get; }

        public HostNetwork Network { get; } = new();

        public Watch Observer { get; } = new();

        /// <summary>The transport; another one takes its place as after a restart.</summary>
        public DtlsTransport Transport { get; private set; }

        private Switch Path { get; }

        /// <summary>Runs until a moment.</summary>
        public void Run(double seconds)
        {
            RunUntil(() => false, seconds);
        }

        /// <summary>Runs until something is so, or the time is over.</summary>
        /// <returns>Whether it was so.</returns>
        public bool RunUntil(Func<bool> condition, double seconds)
        {
            long end = _clock.Milliseconds + (long)(seconds * 1000);
            int steps = 0;
            int last = 0;
            while (true)
            {
                long now = _clock.Milliseconds;
                long next = Application.Step(now);
                if (condition())
                {
                    return true;
                }

                if (now >= end && ++last == LastSteps)
                {
                    return false;
                }

                long wait = Math.Min(next, end) - now;
                if (!Application.IsRunning)
                {
                    _clock.Milliseconds = end;
                    return condition();
                }

                if (wait > 0)
                {
                    Path.Wait((int)wait);
                }

                steps = _clock.Milliseconds == now ? steps + 1 : 0;
                if (steps > MaxStepsAtOneTime)
                {
                    throw new InvalidOperationException("The application runs in a loop.");
                }
            }
        }

        public bool Register(double seconds = 90) => RunUntil(() => Application.State == RegistrationState.Registered, seconds);

        /// <summary>The network goes away and comes back: the application confirms its registration over a new path.</summary>
        public void Reconnect()
        {
            Network.IsUp = false;
            Run(0);
            Network.IsUp = true;
            Run(0);
        }

        /// <summary>Takes what outlives a restart out of the transport.</summary>
        /// <returns>What was handed out; empty for nothing.</returns>
        public byte[] Suspend()
        {
            byte[] buffer = new byte[DtlsTransport.MaxSavedBytes];
            return buffer[..Transport.Suspend(buffer, 0, buffer.Length)];
        }

        /// <summary>Puts another transport object in the place of this, as after a restart.</summary>
        /// <returns>Whether it goes on with the session.</returns>
        public bool Replace(IDatagramTransport network, byte[] saved)
        {
            Transport = CreateTransport(network);
            Path.Inner = Transport;
            return Transport.Resume(saved, 0, saved.Length);
        }

        public int Next() => _random.Next();

        public void Dispose() => Path.Close();

        private DtlsTransport CreateTransport(IDatagramTransport network) =>
            new(network, DtlsEngines.Native(), Configuration.Account, _clock, Limits.MaxDatagramBytes);

        /// <summary>Notes what the client tells. Counts only, but for the failures.</summary>
        internal sealed class Watch : IDeviceObserver
        {
            private readonly int[] _counts = new int[(int)ClientEvent.BootstrapFailed + 1];

            public List<(ClientEvent What, int Detail)> Failures { get; } = new();

            public List<int> Waits { get; } = new();

            public int Count(ClientEvent what) => _counts[(int)what];

            public void OnEvent(ClientEvent what, int detail)
            {
                _counts[(int)what]++;
                if (what is ClientEvent.RegistrationFailed or ClientEvent.UpdateFailed)
                {
                    Failures.Add((what, detail));
                }
                else if (what == ClientEvent.Waiting)
                {
                    Waits.Add(detail);
                }
            }

            public void OnRequest(int method, ResourcePath path, int responseCode)
            {
            }

            public void OnNotification(ResourcePath path, bool isConfirmable)
            {
            }

            public void OnNetworkUp()
            {
            }

            public void OnNetworkDown(int waitSeconds)
            {
            }

            public void OnConfiguration(ConfigurationEvent what)
            {
            }

            public void OnAwake(int cause, bool isRestored)
            {
            }

            public void OnSleeping(long milliseconds, int why)
            {
            }
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
