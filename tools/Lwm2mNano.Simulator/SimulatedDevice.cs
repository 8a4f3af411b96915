using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;
using Lwm2mNano.Client;
using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The real client with its objects on the parts of the simulation.
    /// </summary>
    public sealed class SimulatedDevice : IBattery, IClock, IMemory, IPower
    {
        private readonly SecurityObject _security = new();
        private readonly ServerObject _server = new();
        private readonly SimulatedNetwork _network;

        // A device sets all static fields when it loads an assembly, and not at the first use.
        static SimulatedDevice()
        {
            foreach (Type type in typeof(LwM2mClient).Assembly.GetTypes())
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
        }

        /// <summary>
        /// Creates the device.
        /// </summary>
        /// <param name="network">The network, whose time it has.</param>
        /// <param name="paths">A path for each server.</param>
        /// <param name="hosts">The servers' names.</param>
        /// <param name="settings">The lifetime and the retry resources.</param>
        /// <param name="random">The client's source of random numbers.</param>
        /// <param name="observer">Who is told what the client does, or <see langword="null"/>.</param>
        public SimulatedDevice(
            SimulatedNetwork network, IReadOnlyList<SimulatedPath> paths, IReadOnlyList<string> hosts, RetrySettings settings, SeededRandom random,
            IClientObserver observer)
        {
            _network = network;
            for (int i = 0; i < hosts.Count; i++)
            {
                Configure(_security, i, Security("coap://" + hosts[i], i + 1));
                Configure(_server, i, Server(settings, i + 1));
            }

            IDatagramTransport[] transports = new IDatagramTransport[paths.Count];
            for (int i = 0; i < transports.Length; i++)
            {
                transports[i] = paths[i];
            }

            Client = new LwM2mClient(Encoding.UTF8.GetBytes("simulated"), _security, _server, transports, random, observer);
            Client.Add(new DeviceObject(new DeviceInformation(), this, this, this, this));
        }

        /// <summary>Gets the client.</summary>
        public LwM2mClient Client { get; }

        /// <inheritdoc/>
        public int Percent => (int)(100 - ((_network.Now / 3600000) % 100));

        /// <inheritdoc/>
        public int Millivolts => 3000 + (10 * Percent);

        /// <inheritdoc/>
        public int Milliamperes => int.MinValue;

        /// <inheritdoc/>
        public bool IsLow => Percent < 20;

        /// <inheritdoc/>
        public int Memory { get; set; }

        /// <inheritdoc/>
        public bool IsCharging => false;

        /// <inheritdoc/>
        public long Milliseconds => _network.Now;

        /// <inheritdoc/>
        public long UtcSeconds { get; set; }

        /// <inheritdoc/>
        public int FreeKilobytes => 64;

        /// <inheritdoc/>
        public int TotalKilobytes => 128;

        /// <inheritdoc/>
        public bool Sample() => true;

        /// <inheritdoc/>
        public int MeasureMillivolts() => Millivolts;

        /// <inheritdoc/>
        public void Reboot()
        {
        }

        /// <inheritdoc/>
        public void FactoryReset()
        {
        }

        private static void Configure(LwM2mObject target, int instanceId, byte[] tlv)
        {
            ResourcePath path = new();
            path.Set(target.ObjectId, instanceId, ResourcePath.None, ResourcePath.None);
            WriteOperation write = new();
            TlvReader reader = new();
            if (write.Check(target, path, WriteMode.Configure, reader, tlv, 0, tlv.Length) != ResponseCode.Changed
                || target.Create(instanceId) != ResponseCode.Created
                || write.Apply(reader, tlv, 0, tlv.Length) != ResponseCode.Changed)
            {
                throw new InvalidOperationException("The simulation's configuration is not one that the client takes.");
            }
        }

        private static byte[] Security(string uri, int shortServerId) => Values(w =>
        {
            w.Text(SecurityObject.ServerUri, uri);
            w.Boolean(SecurityObject.BootstrapServer, false);
            w.Number(SecurityObject.Mode, SecurityMode.NoSec);
            w.Text(SecurityObject.Identity, string.Empty);
            w.Text(SecurityObject.ServerPublicKey, string.Empty);
            w.Text(SecurityObject.SecretKey, string.Empty);
            w.Number(SecurityObject.ShortServerId, shortServerId);
        });

        private static byte[] Server(RetrySettings settings, int shortServerId) => Values(w =>
        {
            w.Number(ServerObject.ShortServerId, shortServerId);
            w.Number(ServerObject.Lifetime, settings.LifetimeSeconds);
            w.Boolean(ServerObject.NotificationStoring, true);
            w.Text(ServerObject.Binding, "U");
            w.Unsigned(ServerObject.RetryCount, settings.RetryCount);
            w.Unsigned(ServerObject.RetryTimer, settings.RetryTimerSeconds);
            w.Unsigned(ServerObject.SequenceDelay, settings.SequenceDelaySeconds);
        });

        private static byte[] Values(Action<TlvValues> write)
        {
            TlvValues values = new();
            write(values);
            return values.ToArray();
        }
    }
}
