using System;
using System.Diagnostics;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The registration with one server as a state machine on a time that is handed in: Register, Update, Deregister and the way back
    /// from every failure (LwM2M Core 1.1, section 6.2). A failed attempt is followed by a wait that doubles within a sequence, by the
    /// retry resources 1/x/17 to 1/x/19, so that no answer of a server makes it loop. REGISTRATION.md draws it.
    /// </summary>
    public sealed partial class Registration
    {
        // 1/x/18 · 2^(n−1) stays a number of seconds that people understand.
        private const int MaxDoublings = 16;
        private const int MinWaitSeconds = 1;
        private const int NoAnswer = 0;

        private static readonly byte[] s_rd = Ascii.Bytes("rd");
        private static readonly byte[] s_endpoint = Ascii.Bytes("ep=");
        private static readonly byte[] s_lifetime = Ascii.Bytes("lt=");
        private static readonly byte[] s_version = Ascii.Bytes("lwm2m=1.1");
        private static readonly byte[] s_binding = Ascii.Bytes("b=");
        private static readonly byte[] s_queueMode = Ascii.Bytes("Q");

        private readonly IDatagramTransport _transport;
        private readonly CoapMessageLayer _layer;
        private readonly ObjectRegistry _objects;
        private readonly Representation _representation;
        private readonly Observations _observations;
        private readonly IRandom _random;
        private readonly IClientObserver _observer;
        private readonly byte[] _endpointName;
        private readonly ServerUri _uri = new ServerUri();
        private readonly RegistrationLocation _location = new RegistrationLocation();
        private readonly byte[] _query = new byte[Limits.MaxEndpointNameBytes + Limits.MaxNumberBytes];

        // What the server was told last, so that an Update says only what changed.
        private readonly BoundedBytes _announcedBinding = new BoundedBytes(Limits.MaxStringBytes);
        private int _announcedLifetime;
        private int _announcedInstances;
        private int _sentLifetime;
        private int _sentInstances;

        private RegistrationState _state;
        private SecurityAccount _security;
        private ServerAccount _server;
        private long _deadline = CoapTiming.Never;
        private long _sentAt;
        private int _failures;
        private int _sequences;
        private bool _mayRegisterAtOnce;
        private bool _stopRequested;

        // Whether the server answers over the path that there is.
        private bool _isPathGood;

        /// <summary>
        /// Creates the registration, stopped.
        /// </summary>
        /// <param name="endpointName">The Endpoint Client Name in UTF-8, 1 to <see cref="Limits.MaxEndpointNameBytes"/> bytes; not copied.</param>
        /// <param name="transport">The path to the server.</param>
        /// <param name="layer">The message layer over that path.</param>
        /// <param name="objects">The objects that are registered.</param>
        /// <param name="representation">What writes the objects' links.</param>
        /// <param name="observations">The server's observations, which end with the registration.</param>
        /// <param name="random">What spreads the waits of a fleet.</param>
        /// <param name="observer">Who is told what happens, or <see langword="null"/>.</param>
        public Registration(
            byte[] endpointName, IDatagramTransport transport, CoapMessageLayer layer, ObjectRegistry objects, Representation representation,
            Observations observations, IRandom random, IClientObserver observer)
        {
            Debug.Assert(endpointName.Length > 0 && endpointName.Length <= Limits.MaxEndpointNameBytes);
            _endpointName = endpointName;
            _transport = transport;
            _layer = layer;
            _objects = objects;
            _representation = representation;
            _observations = observations;
            _random = random;
            _observer = observer;
        }

        /// <summary>Gets the state.</summary>
        public RegistrationState State => _state;

        /// <summary>
        /// Gets whether every sequence of attempts has failed that 1/x/20 allows; attempts go on all the same, unless a bootstrap takes over.
        /// </summary>
        public bool HasFailed => _sequences > 0 && _sequences >= _server.SequenceRetryCount;

        /// <summary>Gets whether the server has a registration of this client.</summary>
        public bool IsRegistered => _state == RegistrationState.Registered || _state == RegistrationState.Updating || _state == RegistrationState.Asleep;

        /// <summary>Gets when <see cref="Advance"/> has something to do, in milliseconds. An Update that is due waits for what else is outstanding.</summary>
        public long NextDeadline
        {
            get
            {
                if (_state == RegistrationState.Registered)
                {
                    long asleepAt = AsleepAt;
                    return _layer.IsRequestOutstanding ? CoapTiming.Never : asleepAt < _deadline ? asleepAt : _deadline;
                }

                return _state == RegistrationState.Asleep && (_layer.IsWanted || _deadline < _reopenAt) ? _reopenAt : _deadline;
            }
        }

        /// <summary>
        /// Starts with an account.
        /// </summary>
        /// <param name="security">The account in the Security Object.</param>
        /// <param name="server">The account in the Server Object.</param>
        /// <param name="at">When to register, in milliseconds.</param>
        public void Start(SecurityAccount security, ServerAccount server, long at)
        {
            _security = security;
            _server = server;
            _isPathGood = false;
            _mustReopen = false;
            _reopenAt = 0;
            _failures = 0;
            _mayRegisterAtOnce = true;
            _stopRequested = false;
            server.IsDisableRequested = false;
            server.IsUpdateTriggered = false;
            _sequences = 0;
            Enter(RegistrationState.Waiting, at);
        }

        /// <summary>
        /// Ends the registration: deregisters at the next <see cref="Advance"/>, if there is one, and stops.
        /// </summary>
        public void Stop()
        {
            _stopRequested = true;
        }

        /// <summary>
        /// Stops without a word to the server.
        /// </summary>
        public void Suspend()
        {
            _layer.CancelRequest();
            _transport.Close();
            Enter(RegistrationState.Stopped, CoapTiming.Never);
        }

        /// <summary>
        /// Takes that the server has taken a Send, which it does of a client that is registered with it: failures before count no more. A client that
        /// sleeps may send no Update for a day.
        /// </summary>
        public void OnServed()
        {
            _failures = 0;
            _sequences = 0;
            _mayRegisterAtOnce = true;
        }

        /// <summary>
        /// Has an Update sent, to find out whether the server is still there.
        /// </summary>
        public void Confirm()
        {
            _server.IsUpdateTriggered = true;
        }

        /// <summary>
        /// Says that the network has come back: what waits is tried at once, and a registration is confirmed over a new path.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void NetworkCameUp(long now)
        {
            if (_state == RegistrationState.Waiting)
            {
                _failures = 0;
                _sequences = 0;
                _deadline = now;
            }
            else if (_state == RegistrationState.Asleep)
            {
                // Whatever wakes it next opens the path anew.
                _mustReopen = true;
                _reopenAt = 0;
            }
            else if (IsRegistered)
            {
                _layer.CancelRequest();
                int opened = _transport.Reopen(_uri.Host, _uri.Port);
                if (opened == TransportResult.NewSecurityContext)
                {
                    SendRegister(now);
                }
                else if (opened != TransportResult.Ok)
                {
                    Fail(opened, now);
                }
                else
                {
                    _server.IsUpdateTriggered = true;
                    Enter(RegistrationState.Registered, now);
                }
            }
        }

        /// <summary>
        /// Does what is due.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void Advance(long now)
        {
            switch (_state)
            {
                case RegistrationState.Waiting:
                case RegistrationState.Disabled:
                    if (_stopRequested)
                    {
                        // A registration that the server has just refused to update waits with the path still open.
                        _transport.Close();
                        Enter(RegistrationState.Stopped, CoapTiming.Never);
                    }
                    else if (now >= _deadline)
                    {
                        Register(now);
                    }

                    break;
                case RegistrationState.Asleep:
                    if (now >= _reopenAt && WantsToWake(now))
                    {
                        Wake(now);
                    }

                    if (_state == RegistrationState.Registered)
                    {
                        goto case RegistrationState.Registered;
                    }

                    break;
                case RegistrationState.Registered:
                    if (_stopRequested || _server.IsDisableRequested)
                    {
                        Deregister(now);
                    }
                    else if (now >= _deadline || IsUpdateNeeded())
                    {
                        Update(now);
                    }

                    break;
                case RegistrationState.Updating:
                    if (_stopRequested)
                    {
                        _layer.CancelRequest();
                        Deregister(now);
                    }

                    break;
                default:
                    // While a Register is outstanding a stop waits: only its answer says what there is to deregister.
                    break;
            }
        }

        /// <summary>
        /// Takes the response to the outstanding request.
        /// </summary>
        /// <param name="response">The response.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void OnResponse(CoapReader response, long now)
        {
            int code = response.Code;
            switch (_state)
            {
                case RegistrationState.Registering:
                    if (code == ResponseCode.Created && _location.Read(response))
                    {
                        Announced();
                        EnterRegistered(now);
                        Tell(ClientEvent.Registered, code);
                    }
                    else
                    {
                        Fail(code, now);
                    }

                    break;
                case RegistrationState.Updating:
                    if (code == ResponseCode.Changed)
                    {
                        Announced();
                        OnServed();
                        _layer.Release();
                        EnterRegistered(now);
                        Tell(ClientEvent.Updated, code);
                    }
                    else
                    {
                        UpdateFailed(code, now);
                    }

                    break;
                case RegistrationState.Deregistering:
                    Deregistered(code, now);
                    break;
                default:
                    break;
            }
        }

        /// <summary>
        /// Takes that the outstanding request was reset or not answered.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void OnNoResponse(long now)
        {
            GiveUp(NoAnswer, now);
        }

        /// <summary>
        /// Takes that the path's security context could not be made or was ended: with it goes the registration.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void OnSecurityLost(long now)
        {
            if (_state == RegistrationState.Registered)
            {
                UpdateFailed(TransportResult.SecurityFailed, now);
            }
            else
            {
                GiveUp(TransportResult.SecurityFailed, now);
            }
        }

        private void GiveUp(int code, long now)
        {
            switch (_state)
            {
                case RegistrationState.Registering:
                    Fail(code, now);
                    break;
                case RegistrationState.Updating:
                    UpdateFailed(code, now);
                    break;
                case RegistrationState.Deregistering:
                    Deregistered(code, now);
                    break;
                default:
                    break;
            }
        }

        private bool IsToBeEnded => _stopRequested || _server.IsDisableRequested;

        private void Register(long now)
        {
            if (!_uri.Parse(_security.ServerUri) || _uri.IsSecure != (_security.SecurityMode != SecurityMode.NoSec))
            {
                Tell(ClientEvent.NotConfigured, 0);
                Enter(RegistrationState.Stopped, CoapTiming.Never);
                return;
            }

            // A server that has refused an Update over the path takes a Register there.
            _transport.Credentials = _uri.IsSecure ? _security : null;
            int opened = _isPathGood ? _transport.Reopen(_uri.Host, _uri.Port) : _transport.Open(_uri.Host, _uri.Port);
            _isPathGood = false;
            if (opened != TransportResult.Ok && opened != TransportResult.NewSecurityContext)
            {
                Fail(opened, now);
                return;
            }

            SendRegister(now);
        }

        private void SendRegister(long now)
        {
            _layer.Restart();
            _observations.Restart(_server);
            _server.IsUpdateTriggered = false;
            CoapWriter request = _layer.BeginRequest(CoapCode.Post);
            request.WriteOption(CoapOption.UriPath, s_rd, 0, s_rd.Length);
            request.WriteUnsignedOption(CoapOption.ContentFormat, ContentFormat.LinkFormat);
            WriteQuery(request, s_endpoint, _endpointName, _endpointName.Length);
            WriteLifetime(request);
            request.WriteOption(CoapOption.UriQuery, s_version, 0, s_version.Length);
            WriteBinding(request);
            if (AwakeMilliseconds != CoapTiming.Never)
            {
                request.WriteOption(CoapOption.UriQuery, s_queueMode, 0, s_queueMode.Length);
            }

            _sentAt = now;
            if (!SendLinks(request, now))
            {
                Fail(ResponseCode.RequestEntityTooLarge, now);
                return;
            }

            Enter(RegistrationState.Registering, CoapTiming.Never);
            Tell(ClientEvent.Registering, 0);
        }

        private void Update(long now)
        {
            CoapWriter request = _layer.BeginRequest(CoapCode.Post);
            if (request == null)
            {
                return;
            }

            bool linksChanged = _objects.InstancesVersion() != _announcedInstances;
            _server.IsUpdateTriggered = false;
            _location.WriteTo(request);
            if (linksChanged)
            {
                request.WriteUnsignedOption(CoapOption.ContentFormat, ContentFormat.LinkFormat);
            }

            _sentLifetime = _server.LifetimeSeconds;
            if (_sentLifetime != _announcedLifetime)
            {
                WriteLifetime(request);
            }

            if (!_server.Binding.IsSameAs(_announcedBinding))
            {
                WriteBinding(request);
            }

            _sentInstances = _announcedInstances;
            _sentAt = now;
            if (!(linksChanged ? SendLinks(request, now) : _layer.SendRequest(now)))
            {
                UpdateFailed(ResponseCode.RequestEntityTooLarge, now);
                return;
            }

            Enter(RegistrationState.Updating, CoapTiming.Never);
            Tell(ClientEvent.Updating, 0);
        }

        private void Deregister(long now)
        {
            CoapWriter request = _layer.BeginRequest(CoapCode.Delete);
            if (request == null)
            {
                return;
            }

            _location.WriteTo(request);
            _layer.SendRequest(now);
            Enter(RegistrationState.Deregistering, CoapTiming.Never);
        }

        private void Deregistered(int code, long now)
        {
            _transport.Close();
            if (_server.IsDisableRequested && !_stopRequested)
            {
                _server.IsDisableRequested = false;
                _failures = 0;
                _sequences = 0;
                Enter(RegistrationState.Disabled, now + ((long)_server.DisableTimeoutSeconds * CoapTiming.MillisecondsPerSecond));
                Tell(ClientEvent.Deregistered, code);
                Tell(ClientEvent.Waiting, _server.DisableTimeoutSeconds);
                return;
            }

            Enter(RegistrationState.Stopped, CoapTiming.Never);
            Tell(ClientEvent.Deregistered, code);
        }

        private void UpdateFailed(int code, long now)
        {
            Tell(ClientEvent.UpdateFailed, code);
            _layer.CancelRequest();
            _isPathGood = code > NoAnswer && _transport.HasConnectionId;

            // Registered anew at once, but only once: where no Update succeeds after that it counts as a failed attempt, or a server that
            // takes each Register and refuses each Update would be asked for ever.
            if (_mayRegisterAtOnce)
            {
                _mayRegisterAtOnce = false;
                _failures = 0;
                Enter(RegistrationState.Waiting, now);
            }
            else
            {
                _failures++;
                WaitAfterFailure(code, now);
            }
        }

        private void Fail(int code, long now)
        {
            _failures++;
            Tell(ClientEvent.RegistrationFailed, code);
            WaitAfterFailure(code, now);
        }

        private void WaitAfterFailure(int code, long now)
        {
            _layer.CancelRequest();
            _transport.Close();
            long seconds;
            if (code == ResponseCode.Forbidden || _failures >= _server.RetryCount)
            {
                _failures = 0;
                _sequences++;
                seconds = _server.SequenceDelaySeconds;
            }
            else
            {
                int doublings = _failures - 1 < MaxDoublings ? _failures - 1 : MaxDoublings;
                seconds = (long)_server.RetryTimerSeconds << doublings;
            }

            // A configuration of no wait at all would be a loop.
            seconds = seconds < MinWaitSeconds ? MinWaitSeconds : seconds;

            long wait = seconds * CoapTiming.MillisecondsPerSecond;
            Enter(RegistrationState.Waiting, now + wait + Jitter.Of(wait, _random));
            Tell(ClientEvent.Waiting, (int)(seconds < int.MaxValue ? seconds : int.MaxValue));
        }

        // The lifetime runs from the request on: the server has had it since then at the earliest.
        private void EnterRegistered(long now)
        {
            long lifetime = (long)_announcedLifetime * CoapTiming.MillisecondsPerSecond;
            long wait = lifetime > 2 * CoapTiming.MaxTransmitWaitMilliseconds
                ? lifetime - CoapTiming.MaxTransmitWaitMilliseconds
                : lifetime / 2;
            long due = _sentAt + wait;
            Enter(RegistrationState.Registered, due > now ? due : now);
        }

        private bool IsUpdateNeeded()
        {
            return _server.IsUpdateTriggered
                || _server.LifetimeSeconds != _announcedLifetime
                || !_server.Binding.IsSameAs(_announcedBinding)
                || _objects.InstancesVersion() != _announcedInstances;
        }

        private void Announced()
        {
            _announcedLifetime = _sentLifetime;
            _announcedInstances = _sentInstances;
        }

        private void WriteLifetime(CoapWriter request)
        {
            _sentLifetime = _server.LifetimeSeconds;
            Array.Copy(s_lifetime, 0, _query, 0, s_lifetime.Length);
            int length = NumberText.WriteUnsigned(_query, s_lifetime.Length, _query.Length, _sentLifetime);
            request.WriteOption(CoapOption.UriQuery, _query, 0, length);
        }

        private void WriteBinding(CoapWriter request)
        {
            BoundedBytes binding = _server.Binding;
            WriteQuery(request, s_binding, binding.Bytes, binding.Length);
            _announcedBinding.Set(binding.Bytes, 0, binding.Length);
        }

        private void WriteQuery(CoapWriter request, byte[] name, byte[] value, int valueLength)
        {
            Array.Copy(name, 0, _query, 0, name.Length);
            Array.Copy(value, 0, _query, name.Length, valueLength);
            request.WriteOption(CoapOption.UriQuery, _query, 0, name.Length + valueLength);
        }

        private bool SendLinks(CoapWriter request, long now)
        {
            _sentInstances = _objects.InstancesVersion();
            return _representation.SendLinks(_layer, request, now);
        }

        private void Enter(RegistrationState state, long deadline)
        {
            _state = state;
            _deadline = deadline;
        }

        private void Tell(ClientEvent what, int detail)
        {
            if (_observer != null)
            {
                _observer.OnEvent(what, detail);
            }
        }
    }
}
