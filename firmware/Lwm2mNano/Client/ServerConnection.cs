using System;
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
        private readonly IDatagramTransport _transport;
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
            _transport = transport;
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

        /// <summary>Gets whether the connection has a server and was started.</summary>
        public bool IsInUse => _server != null && Registration.State != RegistrationState.Stopped;

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
        /// Gets whether nothing is to be sent now or awaited.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether it is so.</returns>
        public bool IsAsleep(long now)
        {
            switch (Registration.State)
            {
                case RegistrationState.Stopped:
                    return true;
                case RegistrationState.Asleep:
                case RegistrationState.Waiting:
                case RegistrationState.Disabled:
                    return now < NextDeadline;
                default:
                    return false;
            }
        }

        /// <summary>
        /// Finds out whether there is something to say to the server, without saying it where the path rests.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <param name="utcOffset">As for <see cref="Advance"/>.</param>
        /// <returns>Whether there is.</returns>
        public bool WantsNetwork(long now, long utcOffset)
        {
            switch (Registration.State)
            {
                case RegistrationState.Waiting:
                case RegistrationState.Disabled:
                    return now >= Registration.NextDeadline;
                case RegistrationState.Asleep:
                    Tell(now, utcOffset);
                    return Registration.WantsToWake(now);
                default:
                    return true;
            }
        }

        /// <summary>
        /// Writes what outlives a sleep, and closes the path. What is kept to be sent comes apart, by <see cref="SaveSamples"/>.
        /// </summary>
        /// <param name="state">The writer.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Suspend(StateWriter state, long now)
        {
            Registration.Save(state);
            Layer.Save(state, now);
            Attributes.Save(state);
            Observations.Save(state);
            int section = state.BeginSection();
            state.Skip(_transport.Suspend(state.Buffer, state.Position, state.Room));
            state.EndSection(section);
        }

        /// <summary>
        /// Reads what <see cref="Suspend"/> has written, after <see cref="Start"/>.
        /// </summary>
        /// <param name="state">The reader. What it reads of a security context is erased.</param>
        /// <param name="hasSameLinks">Whether the objects have the instances that they had then.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Resume(StateReader state, bool hasSameLinks, long now)
        {
            Registration.Restore(state, hasSameLinks, now);
            Layer.Restore(state);
            Attributes.Restore(state);
            Observations.Restore(state, now);
            int end = state.BeginSection();
            int length = end - state.Position;
            if (length > 0)
            {
                _transport.Credentials = _security.SecurityMode == SecurityMode.NoSec ? null : _security;
                _transport.Resume(state.Buffer, state.Position, length);
                Array.Clear(state.Buffer, state.Position, length);
            }

            state.EndSection(end);
        }

        /// <summary>
        /// Writes what is kept to be sent.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void SaveSamples(StateWriter state)
        {
            _send.Save(state);
        }

        /// <summary>
        /// Reads what <see cref="SaveSamples"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void RestoreSamples(StateReader state)
        {
            _send.Restore(state);
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
            for (int i = 0; i < Limits.MaxDatagramsPerStep && IsListening; i++)
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
            Tell(now, utcOffset);
            if (Layer.IsWanted && Registration.State == RegistrationState.Asleep)
            {
                Registration.Advance(now);
                Tell(now, utcOffset);
            }

            Registration.FallAsleep(now);
        }

        /// <summary>
        /// Says that the network came back after it was away.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void NetworkCameUp(long now)
        {
            Registration.NetworkCameUp(now);
        }

        private bool IsListening => Registration.State != RegistrationState.Stopped && Registration.State != RegistrationState.Asleep;

        private void Tell(long now, long utcOffset)
        {
            bool isReachable = Registration.IsRegistered && !Observations.IsUnanswered;
            Observations.Advance(now, isReachable);
            if (isReachable)
            {
                _send.Advance(now, utcOffset, _server);
            }
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
                        if (_send.OnResponse(Layer.Incoming.Code))
                        {
                            Registration.Confirm();
                        }
                        else if (ResponseCode.IsSuccess(Layer.Incoming.Code))
                        {
                            Registration.OnServed();
                        }
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
                if (_send.OnNoResponse() || !Registration.IsHeard)
                {
                    Registration.Doubt(now);
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
                Registration.Doubt(now);
            }
        }
    }
}
