using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Lwm2mNano.Coap;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The CoAP message layer towards many peers (RFC 7252, section 4): serves their requests, each one once, and sends requests to them.
    /// </summary>
    public sealed class CoapEndpoint
    {
        private const int TokenBytes = 4;
        private const int MaxMessageId = 0xFFFF;

        private static readonly TimeSpan s_rememberTime = TimeSpan.FromMilliseconds(CoapTiming.ExchangeLifetimeMilliseconds);

        private readonly IDatagramChannel _channel;
        private readonly TimeProvider _time;
        private readonly Func<CoapMessage, EndPoint, (CoapMessage Answer, Action Then)> _serve;
        private readonly Action<EndPoint> _heard;
        private readonly object _lock = new();
        private readonly Dictionary<string, CoapExchange> _exchanges = new();
        private readonly Dictionary<string, CoapObserver> _observers = new();
        private readonly Dictionary<(EndPoint, int), byte[]> _answers = new();
        private readonly Queue<((EndPoint, int) Key, DateTimeOffset Expiry)> _expiries = new();
        private int _nextMessageId = RandomNumberGenerator.GetInt32(MaxMessageId + 1);

        /// <summary>
        /// Creates the endpoint.
        /// </summary>
        /// <param name="channel">The way to the peers.</param>
        /// <param name="time">The clock and timers.</param>
        /// <param name="serve">Answers a request, or gives <see langword="null"/> to drop it; and says what is to be done when the answer
        /// has been sent, or <see langword="null"/>. Called by one thread at a time.</param>
        /// <param name="heard">Is told who sent a message, once it is dealt with and what is to be answered at once is answered; or <see langword="null"/>.</param>
        public CoapEndpoint(
            IDatagramChannel channel,
            TimeProvider time,
            Func<CoapMessage, EndPoint, (CoapMessage Answer, Action Then)> serve,
            Action<EndPoint> heard = null)
        {
            _channel = channel;
            _time = time;
            _serve = serve;
            _heard = heard;
        }

        /// <summary>
        /// Receives until it is cancelled.
        /// </summary>
        /// <param name="cancellation">Ends it.</param>
        /// <returns>A task that ends when receiving has ended.</returns>
        public async Task RunAsync(CancellationToken cancellation)
        {
            try
            {
                while (true)
                {
                    ReceivedDatagram datagram = await _channel.ReceiveAsync(cancellation);
                    OnDatagram(datagram.Bytes, datagram.Peer);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
            }
        }

        /// <summary>
        /// Sends a request, confirmable, and waits for its response.
        /// </summary>
        /// <param name="peer">Whom it goes to.</param>
        /// <param name="request">The request. Its type and message id are not used; without a token it gets a random one.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>How it ended, and the response if it was answered.</returns>
        public Task<(CoapOutcome Outcome, CoapMessage Response)> RequestAsync(EndPoint peer, CoapMessage request, CancellationToken cancellation) =>
            RequestAsync(peer, request, null, cancellation);

        /// <summary>
        /// Sends a request like <see cref="RequestAsync(EndPoint, CoapMessage, CancellationToken)"/> to a peer that may sleep.
        /// </summary>
        /// <param name="peer">Whom it goes to.</param>
        /// <param name="request">The request.</param>
        /// <param name="sleeper">Knows whether the peer sleeps, or <see langword="null"/> where none does.</param>
        /// <param name="cancellation">Gives it up.</param>
        /// <returns>How it ended, and the response if it was answered.</returns>
        internal async Task<(CoapOutcome Outcome, CoapMessage Response)> RequestAsync(
            EndPoint peer, CoapMessage request, CoapSleeper sleeper, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            TimeSpan timeout = TimeSpan.FromMilliseconds(
                CoapTiming.AckTimeoutMilliseconds + RandomNumberGenerator.GetInt32(CoapTiming.AckRandomMilliseconds + 1));
            CoapExchange exchange;
            string token;
            lock (_lock)
            {
                CoapMessage sent = request.Without();
                sent.Type = CoapType.Confirmable;
                sent.MessageId = TakeMessageId();
                sent.Token = request.Token.Length > 0 ? request.Token : NewToken();
                token = Convert.ToHexString(sent.Token);
                exchange = new CoapExchange(
                    sent, peer, timeout, _time, sleeper, TakeMessageId, e => _channel.Send(e.Datagram, e.Peer), OnTimer);
                _exchanges.Add(token, exchange);
                exchange.Start();
            }

            try
            {
                return await exchange.Ended.WaitAsync(cancellation);
            }
            finally
            {
                lock (_lock)
                {
                    _exchanges.Remove(token);
                    exchange.Dispose();

                    // Whoever wakes it later finds it over, even if it was given up.
                    exchange.End(CoapOutcome.TimedOut, null);
                }
            }
        }

        /// <summary>
        /// Has an exchange take note that its peer, which may have slept, was heard.
        /// </summary>
        /// <param name="exchange">The exchange.</param>
        /// <param name="peer">Where the peer is now.</param>
        /// <param name="contact">Its name now, like <see cref="CoapSleeper.Contact"/>.</param>
        internal void Wake(CoapExchange exchange, EndPoint peer, string contact)
        {
            lock (_lock)
            {
                exchange.Wake(peer, contact);
            }
        }

        /// <summary>
        /// Keeps a token for responses that come again and again.
        /// </summary>
        /// <param name="observer">Takes them.</param>
        /// <param name="token">The token, from its observer so far; or <see langword="null"/> for a random one.</param>
        /// <returns>The token.</returns>
        internal byte[] Observe(CoapObserver observer, byte[] token)
        {
            lock (_lock)
            {
                byte[] kept = token ?? NewToken();
                _observers[Convert.ToHexString(kept)] = observer;
                return kept;
            }
        }

        /// <summary>
        /// Lets go of a token: further responses with it are answered with a reset.
        /// </summary>
        /// <param name="token">The token.</param>
        internal void Forget(byte[] token)
        {
            lock (_lock)
            {
                _observers.Remove(Convert.ToHexString(token));
            }
        }

        private void OnTimer(CoapExchange exchange)
        {
            lock (_lock)
            {
                if (!exchange.Ended.IsCompleted)
                {
                    exchange.Advance();
                }
            }
        }

        private void OnDatagram(byte[] datagram, EndPoint peer)
        {
            int result = CoapMessage.Parse(datagram, out CoapMessage message);
            if (result == CoapParseResult.FormatError)
            {
                if (message.Type == CoapType.Confirmable)
                {
                    _channel.Send(Empty(CoapType.Reset, message.MessageId), peer);
                }
            }
            else if (result == CoapParseResult.Ok)
            {
                OnMessage(message, peer);
                _heard?.Invoke(peer);
            }
        }

        private void OnMessage(CoapMessage message, EndPoint peer)
        {
            if (message.Code == CoapCode.Empty)
            {
                OnEmpty(message, peer);
            }
            else if (!IsRepeated(message, peer))
            {
                if (CoapCode.IsRequest(message.Code))
                {
                    OnRequest(message, peer);
                }
                else
                {
                    OnResponse(message, peer);
                }
            }
        }

        // Repeats the answer to a message that was seen before; what it asked for is not done, what it says not told again.
        private bool IsRepeated(CoapMessage message, EndPoint peer)
        {
            if (message.Type is CoapType.Acknowledgement or CoapType.Reset)
            {
                return false;
            }

            DateTimeOffset now = _time.GetUtcNow();
            while (_expiries.TryPeek(out ((EndPoint, int) Key, DateTimeOffset Expiry) oldest) && oldest.Expiry <= now)
            {
                _answers.Remove(_expiries.Dequeue().Key);
            }

            if (!_answers.TryGetValue((peer, message.MessageId), out byte[] answer))
            {
                return false;
            }

            if (answer != null)
            {
                _channel.Send(answer, peer);
            }

            return true;
        }

        private void Answer(CoapMessage message, EndPoint peer, byte[] answer)
        {
            _answers.Add((peer, message.MessageId), answer);
            _expiries.Enqueue(((peer, message.MessageId), _time.GetUtcNow() + s_rememberTime));
            if (answer != null)
            {
                _channel.Send(answer, peer);
            }
        }

        private void OnRequest(CoapMessage request, EndPoint peer)
        {
            if (request.Type is not (CoapType.Confirmable or CoapType.NonConfirmable))
            {
                return;
            }

            (CoapMessage answer, Action then) = _serve(request, peer);
            if (answer != null)
            {
                bool confirmable = request.Type == CoapType.Confirmable;
                answer.Type = confirmable ? CoapType.Acknowledgement : CoapType.NonConfirmable;
                answer.MessageId = confirmable ? request.MessageId : TakeMessageId();
                answer.Token = request.Token;
            }

            Answer(request, peer, answer?.ToBytes());
            then?.Invoke();
        }

        private void OnResponse(CoapMessage response, EndPoint peer)
        {
            string token = Convert.ToHexString(response.Token);
            CoapExchange exchange;
            CoapObserver observer;
            lock (_lock)
            {
                exchange = _exchanges.GetValueOrDefault(token);
                observer = _observers.GetValueOrDefault(token);
            }

            bool isAnswer = exchange != null && exchange.Peer.Equals(peer) && exchange.IsAnsweredBy(response);
            bool isWanted = isAnswer;
            Action then = null;
            if (observer != null && (isAnswer || response.Type is CoapType.Confirmable or CoapType.NonConfirmable))
            {
                (bool observed, then) = observer(response, peer, isAnswer);
                isWanted |= observed;
            }

            if (isAnswer)
            {
                exchange.End(CoapOutcome.Answered, response);
            }

            if (response.Type == CoapType.Confirmable || (response.Type == CoapType.NonConfirmable && !isWanted))
            {
                Answer(response, peer, Empty(isWanted ? CoapType.Acknowledgement : CoapType.Reset, response.MessageId));
            }
            else if (response.Type == CoapType.NonConfirmable)
            {
                Answer(response, peer, null);
            }

            then?.Invoke();
        }

        private void OnEmpty(CoapMessage message, EndPoint peer)
        {
            if (message.Type == CoapType.Confirmable)
            {
                // A ping.
                _channel.Send(Empty(CoapType.Reset, message.MessageId), peer);
                return;
            }

            lock (_lock)
            {
                CoapExchange exchange = _exchanges.Values.FirstOrDefault(
                    e => e.IsUnacknowledged && e.MessageId == message.MessageId && e.Peer.Equals(peer));
                if (message.Type == CoapType.Acknowledgement)
                {
                    exchange?.Acknowledge();
                }
                else if (message.Type == CoapType.Reset)
                {
                    exchange?.End(CoapOutcome.Reset, null);
                }
            }
        }

        private static byte[] Empty(int type, int messageId) => new CoapMessage(CoapCode.Empty) { Type = type, MessageId = messageId }.ToBytes();

        // A token that no exchange and no observer has.
        private byte[] NewToken()
        {
            byte[] token;
            do
            {
                token = RandomNumberGenerator.GetBytes(TokenBytes);
            }
            while (_exchanges.ContainsKey(Convert.ToHexString(token)) || _observers.ContainsKey(Convert.ToHexString(token)));

            return token;
        }

        private int TakeMessageId()
        {
            lock (_lock)
            {
                _nextMessageId = (_nextMessageId + 1) & MaxMessageId;
                return _nextMessageId;
            }
        }
    }
}
