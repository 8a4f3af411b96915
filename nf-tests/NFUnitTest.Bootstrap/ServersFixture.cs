using System;
using Lwm2mNano.Client;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A client with a path to each of two servers and what surrounds it, in virtual time. It starts from a stored configuration; the bootstrap
    /// server is reached over the first path. Two do not fit into the device's heap at once: a test lets go of one before it builds the next.
    /// </summary>
    internal sealed class ServersFixture
    {
        // A client that makes more than this many steps in a row without time passing runs in a loop.
        private const int MaxStepsAtOneTime = 12;

        /// <summary>
        /// Builds a client with that configuration, not started.
        /// </summary>
        public ServersFixture(byte[] image)
            : this(image, false)
        {
        }

        public ServersFixture(byte[] image, bool hasSample)
        {
            First = new ServerPeer(this, new FakeTransport());
            Second = new ServerPeer(this, new FakeTransport());
            Device = new DeviceObject(new DeviceInformation { Manufacturer = Hex.Ascii("Lwm2mNano") }, null, Memory, Clock, new ClientFakePower(First.Transport));
            Client = new LwM2mClient(
                Hex.Ascii("nano-1"), Security, Server, new Lwm2mNano.Hal.IDatagramTransport[] { First.Transport, Second.Transport }, Random, Observer);
            Random.Set(0);
            Check.True(Client.Add(Device));
            if (hasSample)
            {
                Sample = new ObjectSample();
                Check.True(Client.Add(Sample));
            }

            Check.True(Restore(image));
        }

        /// <summary>Gets the bootstrap server, or the first server.</summary>
        public ServerPeer First { get; }

        public ServerPeer Second { get; }

        public ClientFakeMemory Memory { get; } = new ClientFakeMemory();

        public ClientFakeClock Clock { get; } = new ClientFakeClock();

        /// <summary>Gets the random source; zeros once the client is built, so that waits and time-outs are as short as they can be.</summary>
        public FakeRandom Random { get; } = new FakeRandom();

        public ClientFakeObserver Observer { get; } = new ClientFakeObserver();

        public SecurityObject Security { get; } = new SecurityObject();

        public ServerObject Server { get; } = new ServerObject();

        public DeviceObject Device { get; }

        /// <summary>Gets the sample object, if there is one.</summary>
        public ObjectSample Sample { get; }

        public LwM2mClient Client { get; }

        /// <summary>Gets or sets the time in milliseconds.</summary>
        public long Now { get; set; } = 1000;

        /// <summary>Gets when the client wants to be called again, as it said last.</summary>
        public long Next { get; private set; }

        /// <summary>Builds a client that has nothing but a bootstrap account and whose Bootstrap-Request was granted.</summary>
        public static ServersFixture Bootstrapping()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            return fixture;
        }

        /// <summary>Builds a client with two servers, registered with both.</summary>
        public static ServersFixture Registered(params byte[][] access)
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(null, null, access), true);
            fixture.Start();
            fixture.First.Accept("rd", "a");
            fixture.Second.Accept("rd", "b");
            fixture.Step();
            Check.True(fixture.Client.StateOf(101) == RegistrationState.Registered);
            Check.True(fixture.Client.StateOf(102) == RegistrationState.Registered);
            return fixture;
        }

        /// <summary>Writes the account of the first server, with the Short Server ID 1, as the bootstrap server.</summary>
        public void WriteServer()
        {
            Check.Is(204, First.Put("/0/1", Accounts.Way(Accounts.FirstUri, 1)));
            Check.Is(204, First.Put("/1/0", Accounts.Server(1, 86400)));
        }

        /// <summary>Ends the bootstrap, which has brought what is needed.</summary>
        public void Finish()
        {
            Check.Is(204, First.Post("/bs"));
            Check.Is(1, Observer.Count(ClientEvent.Bootstrapped));
        }

        /// <summary>Starts the client, and steps it.</summary>
        public void Start()
        {
            Check.Doing = string.Empty;
            Check.True(Client.Start(Now));
            Step();
        }

        /// <summary>Gets what the client would store now.</summary>
        public byte[] Image()
        {
            ConfigurationImage image = Client.TakeConfiguration();
            byte[] bytes = new byte[image.Length];
            Array.Copy(image.Bytes, 0, bytes, 0, bytes.Length);
            return bytes;
        }

        /// <summary>Gives the client what it has stored.</summary>
        public bool Restore(byte[] image)
        {
            Array.Copy(image, 0, Client.StoredConfiguration.Bytes, 0, image.Length);
            Client.StoredConfiguration.Length = image.Length;
            return Client.RestoreConfiguration();
        }

        /// <summary>Steps the client at the present time until it wants no more of it.</summary>
        public long Step()
        {
            for (int i = 0; i < MaxStepsAtOneTime; i++)
            {
                Next = Client.Step(Now);
                if (Next > Now && (First.Transport.ArrivingCount == 0 || !Client.UsesTransport(0))
                    && (Second.Transport.ArrivingCount == 0 || !Client.UsesTransport(1)))
                {
                    return Next;
                }
            }

            Check.True(Client.State == RegistrationState.Stopped, "The client runs in a loop.");
            return Next;
        }

        /// <summary>Lets time pass up to a moment, stepping whenever the client asks for it.</summary>
        public void RunTo(long time)
        {
            while (Step() <= time)
            {
                Now = Next;
            }

            Now = time;
            Step();
        }

        /// <summary>Lets seconds pass.</summary>
        public void Run(int seconds)
        {
            RunTo(Now + (seconds * 1000L));
        }

        /// <summary>Lets that many seconds pass, in which nothing is sent until the last millisecond.</summary>
        public void ExpectSilence(int seconds)
        {
            long until = Now + (seconds * 1000L);
            RunTo(until - 1);
            First.ExpectSilence();
            Second.ExpectSilence();
            RunTo(until);
        }
    }
}
