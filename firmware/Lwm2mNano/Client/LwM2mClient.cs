using System.Diagnostics;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// A LwM2M client: a state machine without I/O of its own. One call, <see cref="Step"/>, takes the time, does what is due and says
    /// when it wants the next one; between two calls the thread waits for a datagram or for that time. Everything is allocated while the
    /// client is built, by <see cref="Limits"/>; errors are events and answers, never exceptions. It is used from one thread.
    /// </summary>
    public sealed partial class LwM2mClient
    {

        private readonly ObjectRegistry _objects = new ObjectRegistry();
        private readonly SecurityObject _security;
        private readonly ServerObject _server;
        private readonly DeviceManagement _management;
        private readonly ServerConnection[] _connections;
        private readonly ConfigurationImage _image = new ConfigurationImage();
        private readonly Bootstrap _bootstrap;
        private readonly IClientObserver _observer;
        private readonly ResourcePath _path = new ResourcePath();
        private long _utcOffset = SenMlWriter.NoTime;

        // The connections whose servers have a Registration Priority Order, in that order, and how many of them have been started.
        private readonly ServerConnection[] _order;
        private int _orderCount;
        private int _startedCount;
        private long _accountEnd = CoapTiming.Never;
        private bool _isStopped;

        /// <summary>
        /// Creates a client that registers with one server.
        /// </summary>
        /// <param name="endpointName">The Endpoint Client Name in UTF-8, 1 to <see cref="Limits.MaxEndpointNameBytes"/> bytes; not copied.</param>
        /// <param name="security">The Security Object.</param>
        /// <param name="server">The Server Object.</param>
        /// <param name="transport">The path to the server.</param>
        /// <param name="random">The source of message ids, tokens and delays.</param>
        /// <param name="observer">Who is told what happens, or <see langword="null"/>.</param>
        public LwM2mClient(
            byte[] endpointName, SecurityObject security, ServerObject server, IDatagramTransport transport, IRandom random, IClientObserver observer)
            : this(endpointName, security, server, new IDatagramTransport[] { transport }, random, observer)
        {
        }

        /// <summary>
        /// Creates a client with its Security and Server Objects, which the configuration has filled or will fill, and an Access Control Object.
        /// </summary>
        /// <param name="endpointName">The Endpoint Client Name in UTF-8, 1 to <see cref="Limits.MaxEndpointNameBytes"/> bytes; not copied.</param>
        /// <param name="security">The Security Object.</param>
        /// <param name="server">The Server Object.</param>
        /// <param name="transports">A path for each server, at most <see cref="Limits.MaxServers"/>; not copied. A bootstrap uses the first one.</param>
        /// <param name="random">The source of message ids, tokens and delays.</param>
        /// <param name="observer">Who is told what happens, or <see langword="null"/>.</param>
        public LwM2mClient(
            byte[] endpointName, SecurityObject security, ServerObject server, IDatagramTransport[] transports, IRandom random, IClientObserver observer)
        {
            Debug.Assert(transports.Length > 0 && transports.Length <= Limits.MaxServers);
            _security = security;
            _server = server;
            _observer = observer;
            AccessControlObject access = new AccessControlObject();
            _objects.Add(security);
            _objects.Add(server);
            _objects.Add(access);
            AccessRights rights = new AccessRights(access, server);
            _objects.Rights = rights;
            Representation representation = new Representation(_objects, rights);
            CoapBuffers buffers = new CoapBuffers();
            _connections = new ServerConnection[transports.Length];
            _order = new ServerConnection[transports.Length];
            for (int i = 0; i < transports.Length; i++)
            {
                _connections[i] = new ServerConnection(endpointName, _objects, representation, transports[i], buffers, random, observer);
            }

            _management = new DeviceManagement(_objects, representation, rights, _connections);
            _bootstrap = new Bootstrap(
                endpointName, transports[0], _connections[0].Layer, _objects, security, server, access, _image, random, observer);
        }

        /// <summary>
        /// Gets the state of the registration; where there are several servers, that of the first one that is not stopped.
        /// </summary>
        public RegistrationState State
        {
            get
            {
                if (_bootstrap.State != BootstrapState.Idle)
                {
                    return RegistrationState.Bootstrapping;
                }

                for (int i = 0; i < _connections.Length; i++)
                {
                    if (_connections[i].Registration.State != RegistrationState.Stopped)
                    {
                        return _connections[i].Registration.State;
                    }
                }

                return _startedCount < _orderCount ? RegistrationState.Waiting : RegistrationState.Stopped;
            }
        }

        /// <summary>
        /// Gets a number that changes whenever the configuration (Objects 0, 1 and 2) is to be stored again.
        /// </summary>
        public int ConfigurationVersion { get; private set; }

        /// <summary>
        /// Gets the state of the registration with one server.
        /// </summary>
        /// <param name="shortServerId">The server's Short Server ID.</param>
        /// <returns>The state; <see cref="RegistrationState.Stopped"/> if there is no such server.</returns>
        public RegistrationState StateOf(int shortServerId)
        {
            for (int i = 0; i < _connections.Length; i++)
            {
                ServerAccount server = _connections[i].Server;
                if (server != null && server.ShortServerId == shortServerId)
                {
                    return _connections[i].Registration.State;
                }
            }

            return RegistrationState.Stopped;
        }

        /// <summary>
        /// Gets whether a datagram may come over a transport now: that of a server which is not silent, or of the bootstrap server.
        /// </summary>
        /// <param name="index">Which of the transports that the client was created with.</param>
        /// <returns>Whether it is worth to wait for one there.</returns>
        public bool UsesTransport(int index)
        {
            if (_bootstrap.State != BootstrapState.Idle)
            {
                return index == 0;
            }

            RegistrationState state = _connections[index].Registration.State;
            return state != RegistrationState.Stopped && state != RegistrationState.Waiting && state != RegistrationState.Disabled
                && state != RegistrationState.Asleep;
        }

        /// <summary>
        /// Gets or sets how often a message is sent again before it is given up, 0 or more; MAX_RETRANSMIT of RFC 7252, 4, when nothing is set.
        /// Each time doubles the wait, so a device on a battery wants less.
        /// </summary>
        public int MaxRetransmit
        {
            get => _connections[0].Layer.MaxRetransmit;
            set
            {
                for (int i = 0; i < _connections.Length; i++)
                {
                    _connections[i].Layer.MaxRetransmit = value;
                }
            }
        }

        /// <summary>
        /// Adds an object. Allocates nothing itself; called before <see cref="Start"/>.
        /// </summary>
        /// <param name="added">The object; its id is not taken.</param>
        /// <returns><see langword="false"/> if there are <see cref="Limits.MaxObjects"/> already.</returns>
        public bool Add(LwM2mObject added)
        {
            return _objects.Add(added);
        }

        /// <summary>
        /// Takes the present configuration, to be stored.
        /// </summary>
        /// <returns>The image, valid until the next call of a member; <see langword="null"/> if it does not fit, or while a bootstrap server may
        /// be changing it.</returns>
        public ConfigurationImage TakeConfiguration()
        {
            return !_bootstrap.IsOpen && _image.Take(_objects) ? _image : null;
        }

        /// <summary>
        /// Gets the image to fill with what was stored, before <see cref="RestoreConfiguration"/>.
        /// </summary>
        public ConfigurationImage StoredConfiguration => _image;

        /// <summary>
        /// Puts the configuration in force that <see cref="StoredConfiguration"/> was filled with. Called before <see cref="Start"/>.
        /// </summary>
        /// <returns><see langword="false"/> if the objects do not accept it; what they have then is not said, and the factory's configuration is
        /// to be read again.</returns>
        public bool RestoreConfiguration()
        {
            bool restored = _image.Restore(_objects);
            _objects.Changes.Clear();
            return restored;
        }

        /// <summary>
        /// Starts: the next <see cref="Step"/> registers with the servers of the Server Object, or asks the bootstrap server where there is none.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see langword="false"/> if there is neither an account with a Security Object's instance to it nor a bootstrap account.</returns>
        public bool Start(long now)
        {
            _isStopped = false;
            if (_bootstrap.IsOpen || StartServers(now) || _bootstrap.Start(now))
            {
                return true;
            }

            if (_observer != null)
            {
                _observer.OnEvent(ClientEvent.NotConfigured, 0);
            }

            return false;
        }

        /// <summary>
        /// Measures an object now, for all who observe it.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Measure(int objectId, long now)
        {
            LwM2mObject target = _objects.Find(objectId);
            if (target != null)
            {
                target.Measure(now);
            }
        }

        /// <summary>
        /// Stops: the next <see cref="Step"/> deregisters. <see cref="State"/> is <see cref="RegistrationState.Stopped"/> when that is done.
        /// </summary>
        public void Stop()
        {
            _isStopped = true;
            _bootstrap.Stop();
            _orderCount = 0;
            _startedCount = 0;
            for (int i = 0; i < _connections.Length; i++)
            {
                _connections[i].Registration.Stop();
            }
        }

        /// <summary>
        /// Says that the network came back after it was away.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void NetworkCameUp(long now)
        {
            _bootstrap.NetworkCameUp(now);
            for (int i = 0; i < _connections.Length; i++)
            {
                _connections[i].NetworkCameUp(now);
            }
        }

        /// <summary>
        /// Says what time it is in the world, so that values are sent with it. Without it they carry how long ago they were taken.
        /// </summary>
        /// <param name="utcMilliseconds">Milliseconds since 1970-01-01 00:00:00 UTC.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void SetUtc(long utcMilliseconds, long now)
        {
            _utcOffset = utcMilliseconds - now;
        }

        /// <summary>
        /// Sends values to the servers without being asked (Send, LwM2M Core 1.1, section 6.4.6): takes them now, with the time, and sends
        /// them as soon as a server can be told, together with what was taken before. Objects are refreshed by the caller where that is wanted.
        /// When there is no room the oldest are given up (<see cref="Limits.MaxSampleBytes"/>).
        /// </summary>
        /// <param name="paths">Objects, instances, resources or resource instances.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see langword="false"/> if one of the paths is not there or cannot be read; the others are sent.</returns>
        public bool Send(PathList paths, long now)
        {
            bool all = true;
            for (int i = 0; i < paths.Count; i++)
            {
                paths.CopyTo(i, _path);
                bool taken = false;
                for (int k = 0; k < _connections.Length; k++)
                {
                    taken |= _connections[k].Send(_path, now);
                }

                all &= taken;
            }

            return all;
        }

        /// <summary>
        /// Does everything that is due: takes the datagrams that have arrived, answers them, retransmits, registers, updates. Does not
        /// block, but for the look-up of the server's name where a connection is opened. Allocates nothing otherwise.
        /// </summary>
        /// <param name="now">The time in milliseconds; never less than at the call before.</param>
        /// <returns>When to call again at the latest, in milliseconds; <see cref="CoapTiming.Never"/> if only a datagram can change anything.</returns>
        [SteadyState]
        public long Step(long now)
        {
            if (_bootstrap.State != BootstrapState.Idle)
            {
                return StepBootstrap(now);
            }

            for (int i = 0; i < _connections.Length; i++)
            {
                _connections[i].Receive(_management, now);
            }

            if (now >= _accountEnd)
            {
                _accountEnd = CoapTiming.Never;
                _security.DeleteBootstrapAccount();
                _server.HasBootstrap = false;
            }

            TakeChanges(now);
            long next = _accountEnd;
            bool isSettled = true;
            for (int i = 0; i < _connections.Length; i++)
            {
                ServerConnection connection = _connections[i];
                connection.Advance(now, _utcOffset);
                next = connection.NextDeadline < next ? connection.NextDeadline : next;
                isSettled &= connection.Server == null || !connection.Server.Exists || connection.Registration.IsRegistered;
            }

            if (isSettled)
            {
                _bootstrap.Settle();
            }

            long bootstrapAt = BootstrapDeadline(now);
            if (StartNext(now) || (bootstrapAt <= now && StartBootstrap(now)))
            {
                return now;
            }

            next = bootstrapAt > now && bootstrapAt < next ? bootstrapAt : next;

            // A measurement that was due may have changed what others observe.
            return _objects.Changes.IsEmpty ? next : now;
        }

        private long StepBootstrap(long now)
        {
            _bootstrap.Advance(_management, now);
            _objects.Changes.Clear();
            bool succeeded = _bootstrap.State == BootstrapState.Succeeded;
            if (!succeeded && _bootstrap.State != BootstrapState.Failed)
            {
                return _bootstrap.NextDeadline;
            }

            if (succeeded)
            {
                ConfigurationVersion++;
                long seconds = _security.BootstrapAccount == null ? 0 : _security.BootstrapAccount.BootstrapAccountTimeoutSeconds;
                _accountEnd = seconds == 0 ? CoapTiming.Never : now + (seconds * CoapTiming.MillisecondsPerSecond);
            }

            if (StartServers(now))
            {
                _bootstrap.Stop();
            }
            else
            {
                _bootstrap.StartAgain(now);
            }

            return now;
        }

        private void TakeChanges(long now)
        {
            ObjectChanges changes = _objects.Changes;
            if (changes.IsEmpty)
            {
                return;
            }

            if (changes.Has(SecurityObject.Id) || changes.Has(ServerObject.Id) || changes.Has(AccessControlObject.Id))
            {
                ConfigurationVersion++;
            }

            for (int i = 0; i < _connections.Length; i++)
            {
                _connections[i].Observations.Mark(changes, now);
            }

            changes.Clear();
        }

        // Gives each server its connection and starts those without an order, and the first one of those with.
        private bool StartServers(long now)
        {
            _server.HasBootstrap = _security.BootstrapAccount != null;
            _orderCount = 0;
            _startedCount = 0;
            int used = 0;
            for (int i = 0; i < _server.InstanceCount && used < _connections.Length; i++)
            {
                ServerAccount server = _server.Account(_server.InstanceIdAt(i));
                SecurityAccount security = _security.AccountOf(server.ShortServerId);
                if (security == null)
                {
                    continue;
                }

                ServerConnection connection = _connections[used++];
                connection.Assign(security, server);
                if (server.PriorityOrder == ServerAccount.Absent)
                {
                    connection.Start(now);
                }
                else
                {
                    Order(connection);
                }
            }

            for (int i = used; i < _connections.Length; i++)
            {
                _connections[i].Assign(null, null);
            }

            StartNext(now);
            return used > 0;
        }

        private void Order(ServerConnection connection)
        {
            int i = _orderCount++;
            while (i > 0 && _order[i - 1].Server.PriorityOrder > connection.Server.PriorityOrder)
            {
                _order[i] = _order[i - 1];
                i--;
            }

            _order[i] = connection;
        }

        // The next server's turn has come when the one before is registered, or has failed and does not keep others waiting.
        private bool StartNext(long now)
        {
            if (_startedCount == _orderCount)
            {
                return false;
            }

            if (_startedCount > 0)
            {
                ServerConnection before = _order[_startedCount - 1];
                if (!before.Registration.IsRegistered && (!before.Registration.HasFailed || before.Server.BlocksOthersOnFailure))
                {
                    return false;
                }
            }

            _order[_startedCount++].Start(now);
            return true;
        }

        // When to turn to the bootstrap server: at once where a server says so, where one cannot be registered with not too often.
        private long BootstrapDeadline(long now)
        {
            bool isTriggered = false;
            bool hasFailed = false;
            for (int i = 0; i < _connections.Length; i++)
            {
                ServerAccount server = _connections[i].Server;
                if (server != null && server.Exists)
                {
                    Registration registration = _connections[i].Registration;
                    hasFailed |= registration.State == RegistrationState.Waiting && registration.HasFailed && server.BootstrapsOnFailure;
                    isTriggered |= server.IsBootstrapTriggered;
                    server.IsBootstrapTriggered = false;
                }
            }

            if (_isStopped || _security.BootstrapAccount == null || !(isTriggered || hasFailed))
            {
                return CoapTiming.Never;
            }

            return isTriggered ? now : _bootstrap.Earliest;
        }

        private bool StartBootstrap(long now)
        {
            if (!_bootstrap.Start(now))
            {
                return false;
            }

            for (int i = 0; i < _connections.Length; i++)
            {
                _connections[i].Registration.Suspend();
            }

            return true;
        }
    }
}
