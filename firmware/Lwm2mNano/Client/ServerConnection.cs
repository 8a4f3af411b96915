using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// What a client has for one server: the path and the message layer, the registration, the server's notification attributes and
    /// observations, and what is sent to it. Everything is allocated at construction.
    /// </summary>
    public sealed class ServerConnection
    {
        private readonly IClientObserver _observer;
        private readonly SendOperation _send;
        private SecurityAccount _security;
        private ServerAccount _server;

        /// <summary>
        /// Creates a connection without a server.
        /// </summary>
        /// <param name="endpointName">The Endpoint Client Name in UTF-8; not copied.</param>
        /// <param name="objects">The objects.</param>
        /// <param name="representation">What writes values and links.</param>
        /// <param name="transport">The path to the server.</param>
        /// <param name="buffers">What the message layers share.</param>
        /// <param name="random">The source of message ids, tokens and delays.</param>
        /// <param name="observer">Who is told what happens, or <see langword="null"/>.</param>
        public ServerConnection(
            byte[] endpointName, ObjectRegistry objects, Representation representation, IDatagramTransport transport, CoapBuffers buffers,
            IRandom random, IClientObserver observer)
        {
            _observer = observer;
            Layer = new CoapMessageLayer(transport, random, buffers);
            Observations = new Observations(objects, Attributes, representation, Layer, observer);
            Registration = new Registration(endpointName, transport, Layer, objects, representation, Observations, random, observer);
            _send = new SendOperation(objects, Layer, representation.PackWriter, observer);
        }

        /// <summary>Gets the message layer.</summary>
        public CoapMessageLayer Layer { get; }

        /// <summary>Gets the registration.</summary>
        public Registration Registration { get; }

        /// <summary>Gets the notification attributes that the server has written.</summary>
        public NotificationAttributes Attributes { get; } = new NotificationAttributes();

        /// <summary>Gets the server's observations.</summary>
        public Observations Observations { get; }

        /// <summary>Gets when <see cref="Advance"/> has something to do, in milliseconds.</summary>
        public long NextDeadline
        {
            get
            {
                long deadline = Layer.NextDeadline;
                deadline = Registration.NextDeadline < deadline ? Registration.NextDeadline : deadline;
                return Observations.NextDeadline < deadline ? Observations.NextDeadline : deadline;
            }
        }

        /// <summary>Gets the server's account, or <see langword="null"/> if the connection has none.</summary>
        public ServerAccount Server => _server;

        /// <summary>
        /// Says which server the connection is for.
        /// </summary>
        /// <param name="security">The account in the Security Object, or <see langword="null"/>.</param>
        /// <param name="server">The account in the Server Object, or <see langword="null"/> for no server.</param>
        public void Assign(SecurityAccount security, ServerAccount server)
        {
            if (server != null)
            {
                Observations.Restart(server);
            }

            Attributes.Clear();
            _security = security;
            _server = server;
        }

        /// <summary>
        /// Registers with the server, when its Initial Registration Delay has passed.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void Start(long now)
        {
            Registration.Start(_security, _server, now + ((long)_server.InitialDelaySeconds * CoapTiming.MillisecondsPerSecond));
        }

        /// <summary>
        /// Takes the present values of a path, to be sent as soon as the server can be told.
        /// </summary>
        /// <param name="path">The path.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether there is such a thing to read.</returns>
        public bool Send(ResourcePath path, long now)
        {
            return _server != null && _send.Add(path, now);
        }

        /// <summary>
        /// Takes the datagrams that have arrived, and has requests served.
        /// </summary>
        /// <param name="management">What serves them.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Receive(DeviceManagement management, long now)
        {
            for (int i = 0; i < Limits.MaxDatagramsPerStep && Registration.State != RegistrationState.Stopped; i++)
            {
                CoapEvent what = Layer.Receive(now);
                if (what == CoapEvent.None)
                {
                    break;
                }

                Handle(what, management, now);
            }

            Handle(Layer.Advance(now), management, now);
        }

        /// <summary>
        /// Does what is due: registers, updates, notifies, sends.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <param name="utcOffset">What added to the time gives milliseconds since 1970, or <see cref="Content.SenMlWriter.NoTime"/>.</param>
        public void Advance(long now, long utcOffset)
        {
            if (_server == null)
            {
                return;
            }

            if (!_server.Exists)
            {
                // A server has deleted the account.
                Registration.Stop();
            }

            Registration.Advance(now);
            bool isReachable = Registration.IsRegistered && !Observations.IsUnanswered;
            Observations.Advance(now, isReachable);
            if (isReachable)
            {
                _send.Advance(now, utcOffset, _server);
            }
        }

        /// <summary>
        /// Says that the network came back after it was away.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void NetworkCameUp(long now)
        {
            Registration.NetworkCameUp(now);
        }

        private void Handle(CoapEvent what, DeviceManagement management, long now)
        {
            switch (what)
            {
                case CoapEvent.Request:
                    int code = management.Serve(this, now);
                    if (_observer != null && code != CoapCode.Empty)
                    {
                        _observer.OnRequest(Layer.Incoming.Code, management.Path, code);
                    }

                    management.Finish();
                    break;
                case CoapEvent.Response:
                    Observations.OnAnswered();
                    if (_send.HasExchange)
                    {
                        _send.OnResponse(Layer.Incoming.Code);
                    }
                    else
                    {
                        Registration.OnResponse(Layer.Incoming, now);
                        _send.Retry();
                    }

                    break;
                case CoapEvent.Acknowledged:
                    Observations.OnAcknowledged(now);
                    Observations.OnAnswered();
                    break;
                case CoapEvent.OtherReset:
                    Observations.OnReset(Layer.Incoming.MessageId);
                    break;
                case CoapEvent.Reset:
                case CoapEvent.TimedOut:
                    OnNoResponse(what, now);
                    break;
                case CoapEvent.SecurityLost:
                    Registration.OnSecurityLost(now);
                    break;
                default:
                    break;
            }
        }

        private void OnNoResponse(CoapEvent what, long now)
        {
            if (_send.HasExchange)
            {
                if (_send.OnNoResponse())
                {
                    Registration.Confirm();
                }
            }
            else if (!Observations.HasExchange)
            {
                Registration.OnNoResponse(now);
            }
            else if (what == CoapEvent.Reset)
            {
                Observations.OnReset(Layer.Incoming.MessageId);
            }
            else
            {
                // Whether the server is there at all is for an Update to find out.
                Observations.OnUnanswered();
                Registration.Confirm();
            }
        }
    }
}
