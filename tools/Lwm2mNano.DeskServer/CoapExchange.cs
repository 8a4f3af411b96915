using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A confirmable request on its way: sent again until it is acknowledged, then waited for (RFC 7252, section 4.2). Whoever holds it
    /// calls it from one thread at a time.
    /// </summary>
    internal sealed class CoapExchange : IDisposable
    {
        private static readonly TimeSpan s_responseWait = TimeSpan.FromMilliseconds(CoapTiming.MaxTransmitWaitMilliseconds);

        private const uint Deregister = 1;

        private readonly Action<CoapExchange> _send;
        private readonly ITimer _timer;
        private readonly TaskCompletionSource<(CoapOutcome, CoapMessage)> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly bool _isCancelling;
        private TimeSpan _timeout;
        private int _retransmissions;
        private bool _acknowledged;

        internal CoapExchange(
            CoapMessage request, EndPoint peer, TimeSpan timeout, TimeProvider time, Action<CoapExchange> send, Action<CoapExchange> timerElapsed)
        {
            Peer = peer;
            MessageId = request.MessageId;
            Datagram = request.ToBytes();
            _isCancelling = request.Unsigned(CoapOption.Observe) == Deregister;
            _timeout = timeout;
            _send = send;
            _timer = time.CreateTimer(_ => timerElapsed(this), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Gets whom the request goes to.</summary>
        internal EndPoint Peer { get; }

        /// <summary>Gets the request's message id.</summary>
        internal int MessageId { get; }

        /// <summary>Gets the request as it is sent.</summary>
        internal byte[] Datagram { get; }

        /// <summary>Gets whether an acknowledgement is still awaited.</summary>
        internal bool IsUnacknowledged => !_acknowledged;

        /// <summary>Gets how it ended and the response, if there was one.</summary>
        internal Task<(CoapOutcome Outcome, CoapMessage Response)> Ended => _ended.Task;

        /// <inheritdoc/>
        public void Dispose() => _timer.Dispose();

        /// <summary>Sends the request for the first time.</summary>
        internal void Start()
        {
            _send(this);
            _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Stops sending: the response comes apart from its acknowledgement.</summary>
        internal void Acknowledge()
        {
            _acknowledged = true;
            _timer.Change(s_responseWait, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Does what the passing of time asks for: sends again, or gives up.</summary>
        internal void Advance()
        {
            if (_acknowledged || _retransmissions == CoapTiming.MaxRetransmit)
            {
                End(CoapOutcome.TimedOut, null);
                return;
            }

            _retransmissions++;
            _timeout *= 2;
            Start();
        }

        /// <summary>
        /// Gets whether a response with the request's token and from its peer answers the request. A piggybacked one also carries its
        /// message id; a separate one is known by its token alone, unless it is a notification that crossed the request for no more of them.
        /// </summary>
        internal bool IsAnsweredBy(CoapMessage response) => response.Type switch
        {
            CoapType.Acknowledgement => response.MessageId == MessageId,
            CoapType.Reset => false,
            _ => !_isCancelling || response.Unsigned(CoapOption.Observe) == null,
        };

        /// <summary>Ends it.</summary>
        internal void End(CoapOutcome outcome, CoapMessage response)
        {
            _ended.TrySetResult((outcome, response));
        }
    }
}
