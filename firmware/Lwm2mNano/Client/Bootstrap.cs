using System;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// A bootstrap that the client asks for (LwM2M Core 1.1, section 6.1): waits the hold-off time, requests, and lets the bootstrap server
    /// write until it says Finish. A bootstrap that fails, falls silent or leaves something inconsistent puts what was before back in
    /// force. The client asks again after a wait that doubles until it is registered with every server, so that neither a bootstrap that
    /// fails nor one that does not help is asked for over and over.
    /// </summary>
    public sealed class Bootstrap
    {
        /// <summary>How long the bootstrap server may be silent, in milliseconds (EXCHANGE_LIFETIME).</summary>
        public const int SilenceMilliseconds = CoapTiming.ExchangeLifetimeMilliseconds;

        private const int FirstDelaySeconds = 60;
        private const int MaxDelaySeconds = 86400;
        private const int NoAnswer = 0;

        private static readonly byte[] s_path = Ascii.Bytes("bs");
        private static readonly byte[] s_endpoint = Ascii.Bytes("ep=");
        private static readonly byte[] s_preferredFormat = Ascii.Bytes("pct=11542");

        private readonly byte[] _endpointName;
        private readonly IDatagramTransport _transport;
        private readonly CoapMessageLayer _layer;
        private readonly ObjectRegistry _objects;
        private readonly SecurityObject _security;
        private readonly IRandom _random;
        private readonly IClientObserver _observer;
        private readonly BootstrapOperations _operations;
        private readonly ConfigurationImage _before;
        private readonly ServerUri _uri = new ServerUri();
        private readonly byte[] _query;

        private BootstrapState _state;
        private long _deadline = CoapTiming.Never;
        private int _delaySeconds = FirstDelaySeconds;
        private bool _waitsAgain;

        /// <summary>
        /// Creates the bootstrap, idle. It uses the transport and the message layer of a server connection, which rests meanwhile.
        /// </summary>
        /// <param name="endpointName">The Endpoint Client Name in UTF-8; not copied.</param>
        /// <param name="transport">The path.</param>
        /// <param name="layer">The message layer over it.</param>
        /// <param name="objects">The objects.</param>
        /// <param name="security">The Security Object, one of them.</param>
        /// <param name="server">The Server Object, one of them.</param>
        /// <param name="access">The Access Control Object, one of them.</param>
        /// <param name="before">Where what was in force before is kept.</param>
        /// <param name="random">What spreads the delays of a fleet.</param>
        /// <param name="observer">Who is told what happens, or <see langword="null"/>.</param>
        public Bootstrap(
            byte[] endpointName, IDatagramTransport transport, CoapMessageLayer layer, ObjectRegistry objects, SecurityObject security,
            ServerObject server, AccessControlObject access, ConfigurationImage before, IRandom random, IClientObserver observer)
        {
            _endpointName = endpointName;
            _transport = transport;
            _layer = layer;
            _objects = objects;
            _security = security;
            _before = before;
            _random = random;
            _observer = observer;
            _operations = new BootstrapOperations(objects, security, server, access);
            _query = new byte[s_endpoint.Length + endpointName.Length];
            Array.Copy(s_endpoint, 0, _query, 0, s_endpoint.Length);
            Array.Copy(endpointName, 0, _query, s_endpoint.Length, endpointName.Length);
        }

        /// <summary>Gets the state.</summary>
        public BootstrapState State => _state;

        /// <summary>Gets whether the bootstrap server may be changing what is in force: it is not to be stored.</summary>
        public bool IsOpen => _state == BootstrapState.Requesting || _state == BootstrapState.Open;

        /// <summary>Gets before when the client does not ask of its own accord, in milliseconds.</summary>
        public long Earliest { get; private set; }

        /// <summary>Gets when <see cref="Advance"/> has something to do, in milliseconds.</summary>
        public long NextDeadline => _deadline < _layer.NextDeadline ? _deadline : _layer.NextDeadline;

        /// <summary>
        /// Starts: what is in force now is what a failure goes back to.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see langword="false"/> if there is no bootstrap account, or what is in force is too long to be kept.</returns>
        public bool Start(long now)
        {
            SecurityAccount account = _security.BootstrapAccount;
            if (account == null || !_before.Take(_objects))
            {
                return false;
            }

            _waitsAgain = false;
            Enter(BootstrapState.Waiting, now + ((long)account.ClientHoldOffSeconds * CoapTiming.MillisecondsPerSecond));
            return true;
        }

        /// <summary>
        /// Starts again after a failure, when its wait is over.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void StartAgain(long now)
        {
            Tell(ClientEvent.Waiting, (int)((Earliest - now) / CoapTiming.MillisecondsPerSecond));
            _waitsAgain = true;
            Enter(BootstrapState.Waiting, Earliest);
        }

        /// <summary>
        /// Writes what outlives a sleep: when to ask again, and how long to wait after that. A bootstrap that is under way has failed with it.
        /// </summary>
        /// <param name="state">The writer.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Save(StateWriter state, long now)
        {
            if (IsOpen)
            {
                Fail(NoAnswer, now);
            }

            state.WriteBoolean(_state == BootstrapState.Waiting);
            state.WriteTime(_state == BootstrapState.Waiting ? _deadline : Earliest);
            state.WriteNumber(_delaySeconds);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        /// <returns>Whether it waited: then <see cref="Resume"/> goes on with it.</returns>
        public bool Restore(StateReader state)
        {
            bool isWaiting = state.ReadBoolean();
            Earliest = state.ReadTime();
            _delaySeconds = state.ReadCount(MaxDelaySeconds);
            return isWaiting;
        }

        /// <summary>
        /// Waits on after a sleep.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>As <see cref="Start"/>.</returns>
        public bool Resume(long now)
        {
            if (_security.BootstrapAccount == null || !_before.Take(_objects))
            {
                return false;
            }

            StartAgain(now);
            return true;
        }

        /// <summary>
        /// Says that the client is registered with every server: the next bootstrap is the first one again.
        /// </summary>
        public void Settle()
        {
            _delaySeconds = FirstDelaySeconds;
            Earliest = 0;
        }

        /// <summary>
        /// Gives up, as a failure does.
        /// </summary>
        public void Stop()
        {
            if (IsOpen)
            {
                Undo();
            }

            Enter(BootstrapState.Idle, CoapTiming.Never);
        }

        /// <summary>
        /// Says that the network came back: what waits after a failure is tried at once, and a bootstrap under way is begun anew.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void NetworkCameUp(long now)
        {
            if (_state == BootstrapState.Waiting && _waitsAgain)
            {
                _deadline = now;
            }
            else if (IsOpen)
            {
                Undo();
                Enter(BootstrapState.Waiting, now);
            }
        }

        /// <summary>
        /// Takes the datagrams that have arrived, has the bootstrap server's requests served, and does what is due.
        /// </summary>
        /// <param name="management">What serves requests.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Advance(DeviceManagement management, long now)
        {
            for (int i = 0; i < Limits.MaxDatagramsPerStep && IsOpen; i++)
            {
                CoapEvent what = _layer.Receive(now);
                if (what == CoapEvent.None)
                {
                    break;
                }

                Handle(what, management, now);
            }

            if (IsOpen)
            {
                Handle(_layer.Advance(now), management, now);
            }

            if (now >= _deadline)
            {
                if (_state == BootstrapState.Waiting)
                {
                    Request(now);
                }
                else
                {
                    Fail(NoAnswer, now);
                }
            }
        }

        private void Request(long now)
        {
            SecurityAccount account = _security.BootstrapAccount;
            if (account == null || !ConfigurationCheck.IsReachable(account, _uri))
            {
                Fail(NoAnswer, now);
                return;
            }

            _transport.Credentials = account.SecurityMode == SecurityMode.NoSec ? null : account;
            int opened = _transport.Open(_uri.Host, _uri.Port);
            if (opened != TransportResult.Ok)
            {
                Fail(opened, now);
                return;
            }

            _layer.Restart();
            CoapWriter request = _layer.BeginRequest(CoapCode.Post);
            request.WriteOption(CoapOption.UriPath, s_path, 0, s_path.Length);
            request.WriteOption(CoapOption.UriQuery, _query, 0, _query.Length);
            request.WriteOption(CoapOption.UriQuery, s_preferredFormat, 0, s_preferredFormat.Length);
            _layer.SendRequest(now);
            Enter(BootstrapState.Requesting, CoapTiming.Never);
            Tell(ClientEvent.Bootstrapping, 0);
        }

        private void Handle(CoapEvent what, DeviceManagement management, long now)
        {
            switch (what)
            {
                case CoapEvent.Request:
                    Serve(management, now);
                    break;
                case CoapEvent.Response:
                    if (_state == BootstrapState.Requesting)
                    {
                        if (_layer.Incoming.Code == ResponseCode.Changed)
                        {
                            Enter(BootstrapState.Open, now + SilenceMilliseconds);
                        }
                        else
                        {
                            Fail(_layer.Incoming.Code, now);
                        }
                    }

                    break;
                case CoapEvent.Reset:
                case CoapEvent.TimedOut:
                    Fail(NoAnswer, now);
                    break;
                case CoapEvent.SecurityLost:
                    Fail(TransportResult.SecurityFailed, now);
                    break;
                default:
                    break;
            }
        }

        private void Serve(DeviceManagement management, long now)
        {
            _operations.FinishCode = CoapCode.Empty;
            int code = management.ServeBootstrap(_layer, _operations, now);
            if (_observer != null && code != CoapCode.Empty)
            {
                _observer.OnRequest(_layer.Incoming.Code, management.Path, code);
            }

            if (_operations.FinishCode == ResponseCode.Changed)
            {
                _layer.CancelRequest();
                _transport.Close();
                End(BootstrapState.Succeeded, now);
                Tell(ClientEvent.Bootstrapped, code);
            }
            else if (_operations.FinishCode != CoapCode.Empty)
            {
                Fail(_operations.FinishCode, now);
            }
            else if (_state == BootstrapState.Open)
            {
                _deadline = now + SilenceMilliseconds;
            }
        }

        private void Fail(int code, long now)
        {
            Undo();
            End(BootstrapState.Failed, now);
            Tell(ClientEvent.BootstrapFailed, code);
        }

        private void End(BootstrapState state, long now)
        {
            long wait = (long)_delaySeconds * CoapTiming.MillisecondsPerSecond;
            Earliest = now + wait + Jitter.Of(wait, _random);
            _delaySeconds = _delaySeconds < MaxDelaySeconds / 2 ? 2 * _delaySeconds : MaxDelaySeconds;
            Enter(state, CoapTiming.Never);
        }

        private void Undo()
        {
            _layer.CancelRequest();
            _transport.Close();
            _before.Restore(_objects);

            // Nothing has changed after all.
            _objects.Changes.Clear();
        }

        private void Enter(BootstrapState state, long deadline)
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
