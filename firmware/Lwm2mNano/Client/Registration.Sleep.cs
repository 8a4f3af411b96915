using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <content>
    /// Queue mode: until when the client stays reachable, what wakes it, and what outlives a sleep.
    /// </content>
    public sealed partial class Registration
    {
        // A server that has something queued sends it when it hears of the client: that takes one round trip, and some of the server's time.
        private const int DrainedRoundTrips = 4;
        private const int MinDrainedMilliseconds = 300;

        // By 5 % at worst.
        private const int DriftDivisor = 20;

        // Of the sleep: when it ended last, whether the transport is still to be opened after it, and not before when.
        private long _wokeAt;
        private bool _mustReopen;
        private long _reopenAt;

        /// <summary>Gets whether the server has been heard since the client woke up.</summary>
        public bool IsHeard => _layer.LastReceivedAt >= _wokeAt;

        /// <summary>
        /// Gets or sets for how long the client stays reachable after the last exchange (queue mode), in milliseconds, or
        /// <see cref="LwM2mClient.Drained"/>; <see cref="CoapTiming.Never"/> for no queue mode. The server is told by the next Register.
        /// </summary>
        public long AwakeMilliseconds { get; set; } = CoapTiming.Never;

        // When the server has had its say.
        private long AsleepAt
        {
            get
            {
                if (AwakeMilliseconds != LwM2mClient.Drained)
                {
                    return AwakeMilliseconds == CoapTiming.Never ? CoapTiming.Never : _layer.LastExchangeAt + AwakeMilliseconds;
                }

                long roundTrip = _layer.RoundTripMilliseconds < 0 ? CoapTiming.AckTimeoutMilliseconds : _layer.RoundTripMilliseconds;
                long window = DrainedRoundTrips * roundTrip;
                window = window < MinDrainedMilliseconds ? MinDrainedMilliseconds : window;
                return _layer.LastExchangeAt + (window > CoapTiming.MaxTransmitWaitMilliseconds ? CoapTiming.MaxTransmitWaitMilliseconds : window);
            }
        }

        /// <summary>
        /// Writes what outlives a sleep. What is outstanding counts as not done.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            state.WriteBoolean(IsRegistered);
            state.WriteBoolean(_state == RegistrationState.Disabled);
            state.WriteBoolean(_mayRegisterAtOnce);
            state.WriteBoolean(_server.IsUpdateTriggered || _state == RegistrationState.Updating);
            state.WriteNumber(_failures);
            state.WriteNumber(_sequences);
            state.WriteTime(_deadline);
            if (IsRegistered)
            {
                state.WriteBoolean(_announcedInstances == _objects.InstancesVersion());
                state.WriteNumber(_announcedLifetime);
                state.WriteTime(_sentAt);
                _announcedBinding.Save(state);
                _location.Save(state);
            }
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written, after <see cref="Start"/>: a registration that there was sleeps still.
        /// </summary>
        /// <param name="state">The reader.</param>
        /// <param name="hasSameLinks">Whether the objects have the instances that they had then.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Restore(StateReader state, bool hasSameLinks, long now)
        {
            bool isRegistered = state.ReadBoolean();
            bool isDisabled = state.ReadBoolean();
            _mayRegisterAtOnce = state.ReadBoolean();
            _server.IsUpdateTriggered = state.ReadBoolean();
            _failures = state.ReadCount(int.MaxValue);
            _sequences = state.ReadCount(int.MaxValue);
            long deadline = state.ReadTime();
            if (!isRegistered)
            {
                // What was outstanding is begun again.
                Enter(isDisabled ? RegistrationState.Disabled : RegistrationState.Waiting, deadline == CoapTiming.Never ? now : deadline);
                return;
            }

            bool isAnnounced = state.ReadBoolean() && hasSameLinks;
            _announcedInstances = _objects.InstancesVersion() - (isAnnounced ? 0 : 1);
            _announcedLifetime = (int)state.ReadNumber();
            _sentAt = state.ReadTime();
            _announcedBinding.Restore(state);
            _location.Restore(state);
            if (deadline == CoapTiming.Never)
            {
                // An Update was outstanding.
                deadline = now;
            }

            _mustReopen = true;
            _layer.Hold();
            Enter(RegistrationState.Asleep, deadline);
        }

        /// <summary>
        /// Has an Update sent now that would be due by a time until which nothing can be sent.
        /// </summary>
        /// <param name="time">The time in milliseconds.</param>
        public void UpdateBefore(long time)
        {
            // The oscillator that counts a deep sleep may be slow: the server's time goes faster then.
            long due = _deadline - ((_deadline - _sentAt) / DriftDivisor);
            if ((_state == RegistrationState.Registered || _state == RegistrationState.Asleep) && due <= time)
            {
                Confirm();
            }
        }

        /// <summary>
        /// Gets whether there is something to say that ends a sleep.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether there is.</returns>
        public bool WantsToWake(long now)
        {
            return IsToBeEnded || now >= _deadline || _layer.IsWanted || IsUpdateNeeded();
        }

        /// <summary>
        /// Goes to sleep if the time is over for which the client stays reachable (queue mode).
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void FallAsleep(long now)
        {
            if (_state == RegistrationState.Registered && !_layer.IsRequestOutstanding && now >= AsleepAt
                && !_stopRequested && !_server.IsDisableRequested && !IsUpdateNeeded())
            {
                _layer.Hold();
                Enter(RegistrationState.Asleep, _deadline);
                Tell(ClientEvent.Asleep, 0);
            }
        }

        /// <summary>
        /// Takes that the server has not answered a notification or a Send: where it has not been heard since the client woke up its end of the
        /// path is gone, most probably; else an Update asks.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void Doubt(long now)
        {
            if (_state == RegistrationState.Registered && !IsHeard)
            {
                UpdateFailed(NoAnswer, now);
            }
            else
            {
                Confirm();
            }
        }

        private void Wake(long now)
        {
            if (_mustReopen)
            {
                _transport.Credentials = _security.SecurityMode == SecurityMode.NoSec ? null : _security;
                int opened = _uri.Parse(_security.ServerUri) ? _transport.Reopen(_uri.Host, _uri.Port) : TransportResult.NotSupported;
                if (opened == TransportResult.NewSecurityContext)
                {
                    _mustReopen = false;
                    SendRegister(now);
                    return;
                }

                if (opened != TransportResult.Ok)
                {
                    Tell(ClientEvent.UpdateFailed, opened);
                    if (IsToBeEnded)
                    {
                        // Nobody can be told.
                        Deregistered(opened, now);
                        return;
                    }

                    // The registration is as good as it was; a network that is not there yet is tried again later.
                    int seconds = _server.RetryTimerSeconds < MinWaitSeconds ? MinWaitSeconds : _server.RetryTimerSeconds;
                    _reopenAt = now + ((long)seconds * CoapTiming.MillisecondsPerSecond);
                    return;
                }

                _mustReopen = false;
            }

            _wokeAt = now;
            if (_transport.HasConnectionId || IsToBeEnded)
            {
                _layer.Release();
                Enter(RegistrationState.Registered, _deadline);
            }
            else
            {
                // From another address, as far as the server can tell: what it is not told first it would not take.
                Update(now);
            }
        }
    }
}
