using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A confirmable request on its way: sent again until it is acknowledged, then waited for (RFC 7252, section 4.2). One to a peer that
    /// fell asleep over it waits and is sent again when the peer is heard. Whoever holds it calls it from one thread at a time.
    /// </summary>
    internal sealed class CoapExchange : IDisposable
    {
        /// <summary>How often an exchange outlasts a sleep of the peer before it is given up.</summary>
        internal const int MaxSleeps = 3;

        private const uint Deregister = 1;

        // MAX_LATENCY (RFC 7252, section 4.8.2).
        private const int MaxLatencyMilliseconds = 100000;

        private static readonly TimeSpan s_responseWait = TimeSpan.FromMilliseconds(CoapTiming.MaxTransmitWaitMilliseconds);
        private static readonly TimeSpan s_acknowledgementWait = TimeSpan.FromMilliseconds(CoapTiming.AckTimeoutMilliseconds);

        // What is sent by then arrives while the peer remembers the message id, and is not done a second time.
        private static readonly TimeSpan s_repeatTime = TimeSpan.FromMilliseconds(CoapTiming.ExchangeLifetimeMilliseconds - MaxLatencyMilliseconds);

        private readonly CoapMessage _request;
        private readonly TimeSpan _firstTimeout;
        private readonly TimeProvider _time;
        private readonly CoapSleeper _sleeper;
        private readonly Func<int> _takeMessageId;
        private readonly Action<CoapExchange> _send;
        private readonly ITimer _timer;
        private readonly TaskCompletionSource<(CoapOutcome, CoapMessage)> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string _contact;
        private TimeSpan _timeout;
        private int _retransmissions;
        private int _sleeps;
        private long _firstSent;
        private long _lastSent;
        private bool _acknowledged;
        private bool _isAsleep;

        // Whether it was sent last because the peer was heard or for the first time, not because there was no answer.
        private bool _isSentAwake;

        internal CoapExchange(
            CoapMessage request,
            EndPoint peer,
            TimeSpan timeout,
            TimeProvider time,
            CoapSleeper sleeper,
            Func<int> takeMessageId,
            Action<CoapExchange> send,
            Action<CoapExchange> timerElapsed)
        {
            _request = request;
            Peer = peer;
            _firstTimeout = timeout;
            _timeout = timeout;
            _time = time;
            _sleeper = sleeper;
            _contact = sleeper?.Contact;
            _takeMessageId = takeMessageId;
            _send = send;
            _timer = time.CreateTimer(_ => timerElapsed(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Gets whom the request goes to.</summary>
        internal EndPoint Peer { get; private set; }

        /// <summary>Gets the request's message id.</summary>
        internal int MessageId => _request.MessageId;

        /// <summary>Gets the request as it is sent.</summary>
        internal byte[] Datagram { get; private set; }

        /// <summary>Gets whether an acknowledgement is still awaited.</summary>
        internal bool IsUnacknowledged => !_acknowledged;

        /// <summary>Gets how it ended and the response, if there was one.</summary>
        internal Task<(CoapOutcome Outcome, CoapMessage Response)> Ended => _ended.Task;

        private bool IsCancelling => _request.Unsigned(CoapOption.Observe) == Deregister;

        // RFC 7252, section 5.1, and RFC 8132, section 3: done twice it is as if it were done once.
        private bool IsIdempotent => _request.Code is not (CoapCode.Post or CoapCode.Patch);

        /// <inheritdoc/>
        public void Dispose() => _timer.Dispose();

        /// <summary>Sends the request for the first time.</summary>
        internal void Start()
        {
            _firstSent = _time.GetTimestamp();
            Datagram = _request.ToBytes();
            _sleeper?.Begun(this);
            Send(false);
            _isSentAwake = true;
        }

        /// <summary>Stops sending: the response comes apart from its acknowledgement.</summary>
        internal void Acknowledge()
        {
            _acknowledged = true;
            _isAsleep = false;
            _timer.Change(s_responseWait, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Does what the passing of time asks for: sends again, waits for the peer to wake up, or gives up.</summary>
        internal void Advance()
        {
            if (_acknowledged || _isAsleep)
            {
                End(CoapOutcome.TimedOut, null);
            }
            else if (_retransmissions < CoapTiming.MaxRetransmit && (_sleeper == null || _sleeper.IsAwake()))
            {
                _retransmissions++;
                _timeout *= 2;
                Send(false);
                _isSentAwake = false;
            }
            else if (_sleeper != null && _sleeps < MaxSleeps && _sleeper.FallAsleep())
            {
                _sleeps++;
                _isAsleep = true;

                // What must not be done twice is not sent again once the peer may have forgotten its message id.
                TimeSpan left = s_repeatTime - _time.GetElapsedTime(_firstSent);
                _timer.Change(IsIdempotent ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
            else
            {
                End(CoapOutcome.TimedOut, null);
            }
        }

        /// <summary>
        /// Takes note that a peer that sleeps has been heard: what it did not acknowledge is sent again at once, unless it may be on its way.
        /// </summary>
        /// <param name="peer">Where it is now.</param>
        /// <param name="contact">Its name now, like <see cref="CoapSleeper.Contact"/>.</param>
        internal void Wake(EndPoint peer, string contact)
        {
            if (Ended.IsCompleted || _acknowledged)
            {
                return;
            }

            bool isKnown = contact == _contact;
            bool isOnItsWay = !_isAsleep && _isSentAwake && _time.GetElapsedTime(_lastSent) < s_acknowledgementWait;
            if (!isKnown && !IsIdempotent)
            {
                // Perhaps it was done before the peer began anew. What is on its way may still be answered.
                _retransmissions = CoapTiming.MaxRetransmit;
                _sleeps = MaxSleeps;
                if (!isOnItsWay)
                {
                    End(CoapOutcome.TimedOut, null);
                }

                return;
            }

            Peer = peer;
            _contact = contact;
            if (isKnown && isOnItsWay)
            {
                return;
            }

            _isSentAwake = true;

            if (isKnown && !_isAsleep && _retransmissions < CoapTiming.MaxRetransmit)
            {
                // The pauses get longer for a path that may be overloaded; this one carries messages.
                _retransmissions++;
                Send(false);
                return;
            }

            if (!_isAsleep && ++_sleeps > MaxSleeps)
            {
                End(CoapOutcome.TimedOut, null);
                return;
            }

            _isAsleep = false;
            _retransmissions = 0;
            _timeout = _firstTimeout;
            Send(!isKnown);
        }

        /// <summary>
        /// Gets whether a response with the request's token and from its peer answers the request. A piggybacked one also carries its
        /// message id; a separate one is known by its token alone, unless it is a notification that crossed the request for no more of them.
        /// </summary>
        internal bool IsAnsweredBy(CoapMessage response) => response.Type switch
        {
            CoapType.Acknowledgement => response.MessageId == MessageId,
            CoapType.Reset => false,
            _ => !IsCancelling || response.Unsigned(CoapOption.Observe) == null,
        };

        /// <summary>Ends it.</summary>
        internal void End(CoapOutcome outcome, CoapMessage response)
        {
            _ended.TrySetResult((outcome, response));
        }

        // Sends it as the same message for as long as the peer knows that, then as another one.
        private void Send(bool isNew)
        {
            if (isNew || _time.GetElapsedTime(_firstSent) > s_repeatTime)
            {
                if (!IsIdempotent)
                {
                    End(CoapOutcome.TimedOut, null);
                    return;
                }

                _request.MessageId = _takeMessageId();
                _firstSent = _time.GetTimestamp();
                Datagram = _request.ToBytes();
            }

            _lastSent = _time.GetTimestamp();
            _send(this);
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
        }
    }
}
