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
    public sealed class LwM2mClient
    {
        private readonly ObjectRegistry _objects = new ObjectRegistry();
        private readonly SecurityObject _security;
        private readonly ServerObject _server;
        private readonly DeviceManagement _management;
        private readonly ServerConnection _connection;
        private readonly IClientObserver _observer;
        private readonly ResourcePath _path = new ResourcePath();
        private long _utcOffset = SenMlWriter.NoTime;

        /// <summary>
        /// Creates a client with its Security and Server Objects, which the configuration has filled or will fill.
        /// </summary>
        /// <param name="endpointName">The Endpoint Client Name in UTF-8, 1 to <see cref="Limits.MaxEndpointNameBytes"/> bytes; not copied.</param>
        /// <param name="security">The Security Object.</param>
        /// <param name="server">The Server Object.</param>
        /// <param name="transport">The path to the server.</param>
        /// <param name="random">The source of message ids, tokens and delays.</param>
        /// <param name="observer">Who is told what happens, or <see langword="null"/>.</param>
        public LwM2mClient(
            byte[] endpointName, SecurityObject security, ServerObject server, IDatagramTransport transport, IRandom random, IClientObserver observer)
        {
            _security = security;
            _server = server;
            _observer = observer;
            _objects.Add(security);
            _objects.Add(server);
            Representation representation = new Representation(_objects);
            _management = new DeviceManagement(_objects, representation);
            _connection = new ServerConnection(endpointName, _objects, representation, transport, random, observer);
        }

        /// <summary>Gets the state of the registration.</summary>
        public RegistrationState State => _connection.Registration.State;

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
        /// Starts: the next <see cref="Step"/> registers with the server of the first account of the Server Object.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see langword="false"/> if there is no account with a Security Object's instance to it.</returns>
        public bool Start(long now)
        {
            for (int i = 0; i < _server.InstanceCount; i++)
            {
                ServerAccount server = _server.Account(_server.InstanceIdAt(i));
                SecurityAccount security = _security.AccountOf(server.ShortServerId);
                if (security != null)
                {
                    _connection.Start(security, server, now);
                    return true;
                }
            }

            if (_observer != null)
            {
                _observer.OnEvent(ClientEvent.NotConfigured, 0);
            }

            return false;
        }

        /// <summary>
        /// Stops: the next <see cref="Step"/> deregisters. <see cref="State"/> is <see cref="RegistrationState.Stopped"/> when that is done.
        /// </summary>
        public void Stop()
        {
            _connection.Registration.Stop();
        }

        /// <summary>
        /// Says that the network came back after it was away.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void NetworkCameUp(long now)
        {
            _connection.NetworkCameUp(now);
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
                all &= _connection.Send(_path, now);
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
            _connection.Receive(_management, now);
            if (!_objects.Changes.IsEmpty)
            {
                _connection.Observations.Mark(_objects.Changes, now);
                _objects.Changes.Clear();
            }

            _connection.Advance(now, _utcOffset);

            // A measurement that was due may have changed what others observe.
            return _objects.Changes.IsEmpty ? _connection.NextDeadline : now;
        }
    }
}
