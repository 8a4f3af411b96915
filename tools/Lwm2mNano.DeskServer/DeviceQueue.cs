using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The requests to a device: one is outstanding, the others wait for their turn (NSTART 1), and where the device is in queue mode for it
    /// to be awake (LwM2M Transport 1.1, section 6.5). May be used by several threads at once.
    /// </summary>
    public sealed class DeviceQueue
    {
        /// <summary>How many requests may wait for a device in queue mode.</summary>
        public const int MaxWaiting = 64;

        // Timers do not reach as far as lifetimes may.
        private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

        private readonly object _lock = new();
        private readonly List<QueuedRequest> _waiting = new();
        private readonly string _endpoint;
        private readonly CoapEndpoint _coap;
        private readonly TimeProvider _time;
        private readonly TimeSpan _awake;
        private readonly Action<QueueChange> _changed;
        private readonly ITimer _timer;
        private QueuedRequest _current;
        private bool _isQueueMode;
        private bool _isClosed;
        private DateTimeOffset _awakeUntil = DateTimeOffset.MinValue;

        /// <summary>
        /// Creates the queue, empty, of a device that never sleeps.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="coap">Sends the requests.</param>
        /// <param name="time">The clock and timers.</param>
        /// <param name="awake">How long a device in queue mode is awake after it was heard.</param>
        /// <param name="changed">Is told what happens; does not block.</param>
        internal DeviceQueue(string endpoint, CoapEndpoint coap, TimeProvider time, TimeSpan awake, Action<QueueChange> changed)
        {
            _endpoint = endpoint;
            _coap = coap;
            _time = time;
            _awake = awake;
            _changed = changed;
            _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Gets whether what is sent now is heard: always where the device is not in queue mode.</summary>
        public bool IsAwake
        {
            get
            {
                lock (_lock)
                {
                    return !_isQueueMode || _time.GetUtcNow() < _awakeUntil;
                }
            }
        }

        /// <summary>Gets what waits, in the order in which it will be sent.</summary>
        /// <returns>A list that does not change.</returns>
        public IReadOnlyList<QueuedRequest> ToList()
        {
            lock (_lock)
            {
                return Waiting().ToArray();
            }
        }

        /// <summary>
        /// Takes out what waits. What is under way stays.
        /// </summary>
        /// <returns>How many requests it was.</returns>
        public int Clear() => Remove(request => true, CoapOutcome.QueueCleared);

        /// <summary>
        /// Waits for a request's turn.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns><see langword="null"/> when it is its turn, until <see cref="Leave"/>; else why it will not be.</returns>
        internal async Task<CoapOutcome?> EnterAsync(QueuedRequest request, CancellationToken cancellation)
        {
            int waiting;
            bool isAsleep;
            lock (_lock)
            {
                if (_isClosed)
                {
                    return CoapOutcome.RegistrationEnded;
                }

                if (_isQueueMode && _waiting.Count >= MaxWaiting)
                {
                    return CoapOutcome.QueueFull;
                }

                _waiting.Add(request);
                SetTimer();
                isAsleep = request.IsForDevice && !IsAwake;
                waiting = Waiting().Count();
            }

            if (isAsleep)
            {
                _changed(new QueueChange(QueueChangeKind.Queued, _endpoint, request, waiting));
            }

            Next();
            bool waits = !request.Turn.Task.IsCompleted;
            CoapOutcome? refusal;
            using (cancellation.Register(() => GiveUp(request, cancellation)))
            {
                refusal = await request.Turn.Task;
            }

            if (waits && (refusal != null || !request.IsForDevice))
            {
                // A request is sent by the thread that heard the device; whoever waits for the end of one goes on elsewhere.
                await Task.Yield();
            }

            return refusal;
        }

        /// <summary>Lets the next one have its turn.</summary>
        internal void Leave(QueuedRequest request)
        {
            lock (_lock)
            {
                _current = _current == request ? null : _current;
            }

            Next();
        }

        /// <summary>
        /// Gets what an exchange for a request asks and tells.
        /// </summary>
        /// <param name="request">The request, whose turn it is.</param>
        /// <param name="registrationId">The registration that it is sent to.</param>
        internal CoapSleeper Sleeper(QueuedRequest request, string registrationId) => new(
            registrationId,
            exchange =>
            {
                lock (_lock)
                {
                    request.Exchange = exchange;
                }
            },
            () => IsAwake,
            () => FallAsleep(request));

        /// <summary>
        /// Takes note that the device was heard: it is awake for a while, and what waits is sent before this returns.
        /// </summary>
        /// <param name="registration">The device as it is registered now.</param>
        internal void Heard(Registration registration)
        {
            CoapExchange exchange = null;
            lock (_lock)
            {
                if ((_isQueueMode || registration.IsQueueMode) && _current?.Exchange != null)
                {
                    exchange = _current.Exchange;
                    _current.IsPutBack = false;
                }

                _isQueueMode = registration.IsQueueMode;
                _awakeUntil = _time.GetUtcNow() + _awake;
                SetTimer();
            }

            if (exchange != null)
            {
                _coap.Wake(exchange, registration.Peer, registration.Id);
            }

            Next();
        }

        /// <summary>Takes note that the registration has ended: nothing waits any more.</summary>
        internal void Close()
        {
            lock (_lock)
            {
                _isClosed = true;
            }

            Remove(request => true, CoapOutcome.RegistrationEnded);
            _timer.Dispose();
        }

        private bool FallAsleep(QueuedRequest request)
        {
            int waiting;
            lock (_lock)
            {
                if (!_isQueueMode || _isClosed)
                {
                    return false;
                }

                // It may have gone to sleep earlier than it is taken for.
                DateTimeOffset now = _time.GetUtcNow();
                _awakeUntil = now < _awakeUntil ? now : _awakeUntil;
                request.IsPutBack = true;
                SetTimer();
                waiting = Waiting().Count();
            }

            _changed(new QueueChange(QueueChangeKind.PutBack, _endpoint, request, waiting));
            return true;
        }

        private void Next()
        {
            QueuedRequest next = null;
            lock (_lock)
            {
                if (_current == null && _waiting.Count > 0 && (!_waiting[0].IsForDevice || IsAwake))
                {
                    next = _waiting[0];
                    _waiting.RemoveAt(0);
                    _current = next;
                    SetTimer();
                }
            }

            // Runs on to where the request has been sent.
            next?.Turn.SetResult(null);
        }

        private void GiveUp(QueuedRequest request, CancellationToken cancellation)
        {
            bool isThere;
            lock (_lock)
            {
                isThere = _waiting.Remove(request);
            }

            if (isThere)
            {
                request.Turn.SetCanceled(cancellation);
                Next();
            }
        }

        private void Expire()
        {
            DateTimeOffset now = _time.GetUtcNow();
            Remove(request => request.ExpiresAt <= now, CoapOutcome.QueueExpired);
        }

        // Gives the number of those that waited for the device.
        private int Remove(Predicate<QueuedRequest> which, CoapOutcome outcome)
        {
            QueuedRequest[] removed;
            CoapExchange exchange;
            lock (_lock)
            {
                removed = _waiting.Where(request => which(request)).ToArray();
                _waiting.RemoveAll(removed.Contains);
                exchange = _current != null && _current.IsPutBack && which(_current) ? _current.Exchange : null;
                SetTimer();
            }

            foreach (QueuedRequest request in removed)
            {
                request.Turn.SetResult(outcome);
            }

            exchange?.End(outcome, null);
            Next();
            return removed.Count(request => request.IsForDevice) + (exchange == null ? 0 : 1);
        }

        private IEnumerable<QueuedRequest> Waiting() =>
            _waiting.Where(request => request.IsForDevice).Prepend(_current).Where(request => request != null && (request != _current || request.IsPutBack));

        private void SetTimer()
        {
            if (_isClosed)
            {
                return;
            }

            DateTimeOffset first = Waiting().Select(request => request.ExpiresAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            TimeSpan wait = first == DateTimeOffset.MaxValue ? Timeout.InfiniteTimeSpan : first - _time.GetUtcNow();
            _timer.Change(
                wait == Timeout.InfiniteTimeSpan ? wait : wait < TimeSpan.Zero ? TimeSpan.Zero : wait < s_longestWait ? wait : s_longestWait,
                Timeout.InfiniteTimeSpan);
        }
    }
}
