using Lwm2mNano.Coap;
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
        private readonly CoapMessageLayer _layer;
        private readonly DeviceManagement _management;
        private readonly Registration _registration;
        private readonly IClientObserver _observer;

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
            _layer = new CoapMessageLayer(transport, random);
            _management = new DeviceManagement(_objects);
            _registration = new Registration(endpointName, transport, _layer, _objects, observer);
        }

        /// <summary>Gets the state of the registration.</summary>
        public RegistrationState State => _registration.State;

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
                    _registration.Start(security, server, now);
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
            _registration.Stop();
        }

        /// <summary>
        /// Says that the network came back after it was away.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void NetworkCameUp(long now)
        {
            _registration.NetworkCameUp(now);
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
            for (int i = 0; i < Limits.MaxDatagramsPerStep && _registration.State != RegistrationState.Stopped; i++)
            {
                CoapEvent what = _layer.Receive(now);
                if (what == CoapEvent.None)
                {
                    break;
                }

                Handle(what, now);
            }

            Handle(_layer.Advance(now), now);
            _registration.Advance(now);

            long deadline = _layer.NextDeadline;
            return deadline < _registration.NextDeadline ? deadline : _registration.NextDeadline;
        }

        private void Handle(CoapEvent what, long now)
        {
            switch (what)
            {
                case CoapEvent.Request:
                    int code = _management.Serve(_layer);
                    if (_observer != null && code != CoapCode.Empty)
                    {
                        _observer.OnRequest(_layer.Incoming.Code, _management.Path, code);
                    }

                    _management.Finish();
                    break;
                case CoapEvent.Response:
                    _registration.OnResponse(_layer.Incoming, now);
                    break;
                case CoapEvent.Reset:
                case CoapEvent.TimedOut:
                    _registration.OnNoResponse(now);
                    break;
                case CoapEvent.SecurityLost:
                    _registration.OnSecurityLost(now);
                    break;
                default:
                    break;
            }
        }
    }
}
