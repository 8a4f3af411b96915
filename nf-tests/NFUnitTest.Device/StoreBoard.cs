using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A board in virtual time with a flash and a path for each server. A restart builds the application anew.
    /// </summary>
    internal sealed class StoreBoard : IClock, IRandom, INetwork, IMemory, IPower, IDeviceObserver
    {
        public const string Key = "0123456789abcdef";

        // An application that makes more than this many steps in a row without time passing runs in a loop.
        private const int MaxStepsAtOneTime = 40;

        private readonly ConfigurationTestFile _file;
        private readonly int[] _configurationEvents = new int[(int)ConfigurationEvent.NotSaved + 1];
        private readonly int[] _events = new int[(int)ClientEvent.BootstrapFailed + 1];

        public StoreBoard(ConfigurationTestFile file, FlashStore flash)
        {
            _file = file;
            Flash = flash;
            Servers = new StoreServer[Limits.MaxServers];
            for (int i = 0; i < Servers.Length; i++)
            {
                Servers[i] = new StoreServer(this);
            }

            Restart();
        }

        public FlashStore Flash { get; }

        public StoreServer[] Servers { get; }

        public ClientFakeBattery Battery { get; } = new ClientFakeBattery();

        public Configuration Configuration { get; private set; }

        public DeviceApplication Application { get; private set; }

        public long Milliseconds { get; set; } = 1000;

        public long UtcSeconds { get; set; }

        public bool IsUp { get; set; } = true;

        /// <summary>Gets or sets who else is told, or null.</summary>
        public IDeviceObserver Console { get; set; }

        public int RebootCount { get; private set; }

        public int FactoryResetCount { get; private set; }

        public int FreeKilobytes => -1;

        public int TotalKilobytes => -1;

        /// <summary>A device.cfg with one server, and an instance of it that the test may add to.</summary>
        public static ConfigurationTestFile OneServer()
        {
            return ConfigurationTestFile.WithServer().Add(ConfigurationFormat.EndpointName, "device-1");
        }

        /// <summary>A device.cfg with two servers.</summary>
        public static ConfigurationTestFile TwoServers()
        {
            return OneServer().AddSecurity(1, 2, "coap://other", SecurityMode.NoSec, "", "").AddServer(1, 2);
        }

        /// <summary>A device.cfg with a bootstrap server only.</summary>
        public static ConfigurationTestFile Bootstrap()
        {
            return new ConfigurationTestFile()
                .Add(ConfigurationFormat.SecurityObject, Instance(0, BootstrapAccount()))
                .Add(ConfigurationFormat.EndpointName, "device-1");
        }

        public static byte[] BootstrapAccount()
        {
            return new ConfigurationTestFile()
                .Add(SecurityObject.ServerUri, "coap://bootstrap")
                .Add(SecurityObject.BootstrapServer, 1)
                .Add(SecurityObject.Mode, SecurityMode.NoSec)
                .Add(SecurityObject.Identity, "")
                .Add(SecurityObject.ServerPublicKey, "")
                .Add(SecurityObject.SecretKey, "")
                .Body();
        }

        /// <summary>The resources of a server's account with a key.</summary>
        public static byte[] SecureAccount(int shortServerId)
        {
            return new ConfigurationTestFile()
                .Add(SecurityObject.ServerUri, "coaps://server")
                .Add(SecurityObject.BootstrapServer, 0)
                .Add(SecurityObject.Mode, SecurityMode.PreSharedKey)
                .Add(SecurityObject.Identity, "me")
                .Add(SecurityObject.ServerPublicKey, "")
                .Add(SecurityObject.SecretKey, Key)
                .Add(SecurityObject.ShortServerId, shortServerId)
                .Body();
        }

        public static byte[] Server(int shortServerId)
        {
            return new ConfigurationTestFile()
                .Add(ServerObject.ShortServerId, shortServerId)
                .Add(ServerObject.Lifetime, 300)
                .Add(ServerObject.NotificationStoring, 1)
                .Add(ServerObject.Binding, "U")
                .Body();
        }

        public static byte[] Instance(int id, byte[] resources)
        {
            return new ConfigurationTestFile().Add(Tlv.ObjectInstance, id, resources).Body();
        }

        /// <summary>A value of a resource of the Server Object.</summary>
        public static byte[] Number(int id, long value)
        {
            return new ConfigurationTestFile().Add(id, value).Body();
        }

        public int Count(ConfigurationEvent what)
        {
            return _configurationEvents[(int)what];
        }

        public int Count(ClientEvent what)
        {
            return _events[(int)what];
        }

        /// <summary>Starts the device with what its device.cfg and its flash have.</summary>
        public void Restart()
        {
            // Two applications do not fit into the heap at once.
            Application = null;
            Configuration = null;
            byte[] content = _file.Content();
            Configuration = new Configuration();
            Check.Is((int)ConfigurationResult.Ok, (int)Configuration.Parse(content, content.Length));
            IDatagramTransport[] transports = new IDatagramTransport[Servers.Length];
            for (int i = 0; i < transports.Length; i++)
            {
                transports[i] = Servers[i];
            }

            Application = new DeviceApplication(Configuration, new Board
            {
                Clock = this,
                Random = this,
                Network = this,
                Transports = transports,
                Store = Flash,
                Battery = Battery,
                Memory = this,
                Power = this,
                Information = new DeviceInformation(),
                Observer = this,
            });
        }

        public void RunFor(int seconds)
        {
            long end = Milliseconds + (seconds * 1000L);
            int atOneTime = 0;
            while (Milliseconds < end)
            {
                long now = Milliseconds;
                long next = Application.Step(now);
                if (next == CoapTiming.Never)
                {
                    return;
                }

                atOneTime = next > now ? 0 : atOneTime + 1;
                Check.True(atOneTime < MaxStepsAtOneTime, "a loop");
                if (next > now && !HasDatagram())
                {
                    Milliseconds = next < end ? next : end;
                }
            }
        }

        /// <summary>Lets a server ask something and the device answer.</summary>
        public int Request(int method, string path, byte[] payload)
        {
            Servers[0].Request(method, path, payload);
            for (int i = 0; i < MaxStepsAtOneTime && (HasDatagram() || i == 0); i++)
            {
                Application.Step(Milliseconds);
            }

            return Servers[0].Code;
        }

        /// <summary>Lets time pass while the loop waits.</summary>
        public void Pass(int milliseconds)
        {
            Milliseconds += milliseconds;
            if (Milliseconds >= StopAt)
            {
                Application.Stop();
            }
        }

        /// <summary>When a wait asks the application to stop.</summary>
        public long StopAt { get; set; } = CoapTiming.Never;

        public int Next()
        {
            return 0;
        }

        public bool Connect(int timeoutMilliseconds)
        {
            return IsUp;
        }

        public void Reboot()
        {
            RebootCount++;
        }

        public void FactoryReset()
        {
            FactoryResetCount++;
        }

        public void OnEvent(ClientEvent what, int detail)
        {
            _events[(int)what]++;
            if (Console != null)
            {
                Console.OnEvent(what, detail);
            }
        }

        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
            if (Console != null)
            {
                Console.OnRequest(method, path, responseCode);
            }
        }

        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
        }

        public void OnNetworkUp()
        {
            if (Console != null)
            {
                Console.OnNetworkUp();
            }
        }

        public void OnNetworkDown(int waitSeconds)
        {
        }

        public void OnConfiguration(ConfigurationEvent what)
        {
            _configurationEvents[(int)what]++;
            if (Console != null)
            {
                Console.OnConfiguration(what);
            }
        }

        public void OnAwake(int cause, bool isRestored)
        {
        }

        public void OnSleeping(long milliseconds, int why)
        {
        }

        private bool HasDatagram()
        {
            bool has = false;
            for (int i = 0; i < Servers.Length; i++)
            {
                has |= Servers[i].HasDatagram;
            }

            return has;
        }
    }
}
