using System.Diagnostics;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Coap
{
    /// <summary>
    /// The CoAP message layer towards one peer (RFC 7252, section 4): reliability, duplicate detection and the matching of
    /// responses, as a state machine on a time that is handed in. One own request or confirmable notification is outstanding at a time
    /// (NSTART 1); the peer's requests are served meanwhile. A request's body goes out in blocks where one message does not hold it
    /// (RFC 7959). Buffers are allocated at construction, nothing later.
    /// </summary>
    public sealed class CoapMessageLayer
    {
        /// <summary>What stands for an Observe option that is not there.</summary>
        public const int NoObserve = -1;

        private const int RequestTokenBytes = 4;
        private const int MaxMessageId = 0xFFFF;
        private const int EmptyMessageBytes = 4;
        private const int PositiveMask = int.MaxValue;

        private readonly IDatagramTransport _transport;
        private readonly IRandom _random;

        // Those of the buffers that layers share.
        private readonly byte[] _received;
        private readonly CoapReader _incoming;
        private readonly CoapWriter _answer;
        private readonly CoapWriter _empty;

        private readonly CoapWriter _request = new CoapWriter(Limits.MaxDatagramBytes);
        private readonly AnswerMemory _memory = new AnswerMemory();
        private readonly byte[] _token = new byte[RequestTokenBytes];

        private RequestState _state;
        private int _tokenLength;
        private int _requestId;
        private int _retransmissions;
        private long _timeout;
        private long _sentAt;
        private long _deadline = CoapTiming.Never;
        private int _nextMessageId;
        private int _answerEntry;
        private CoapWriter _notification;
        private bool _isNotification;

        // The body that is sent in blocks; its owner's buffer.
        private byte[] _body;
        private int _bodyLength;
        private int _bodyPosition;
        private int _blockExponent;

        private enum RequestState
        {
            None,
            Unacknowledged,
            Acknowledged,
        }

        /// <summary>
        /// Creates the layer and allocates its buffers.
        /// </summary>
        /// <param name="transport">The path to the peer.</param>
        /// <param name="random">The source of message ids, tokens and the random factor.</param>
        public CoapMessageLayer(IDatagramTransport transport, IRandom random)
            : this(transport, random, new CoapBuffers())
        {
        }

        /// <summary>
        /// Creates the layer and allocates the buffers that it has for itself.
        /// </summary>
        /// <param name="transport">The path to the peer.</param>
        /// <param name="random">The source of message ids, tokens and the random factor.</param>
        /// <param name="buffers">The buffers that it shares with others.</param>
        public CoapMessageLayer(IDatagramTransport transport, IRandom random, CoapBuffers buffers)
        {
            _received = buffers._received;
            _incoming = buffers._incoming;
            _answer = buffers._answer;
            _empty = buffers._empty;
            _transport = transport;
            _random = random;
            _nextMessageId = random.Next() & MaxMessageId;
        }

        /// <summary>Gets the message of the last event: the request or the response. Valid until the next <see cref="Receive"/>.</summary>
        public CoapReader Incoming => _incoming;

        /// <summary>Gets whether an own request or confirmable notification is outstanding.</summary>
        public bool IsRequestOutstanding => _state != RequestState.None;

        /// <summary>
        /// Gets a number that changes with each own request and confirmable notification: who sent one knows by it whether the outstanding
        /// one is still its own.
        /// </summary>
        public int Exchange { get; private set; }

        /// <summary>Gets or sets how often a message is sent again before it is given up (MAX_RETRANSMIT), 0 or more.</summary>
        public int MaxRetransmit { get; set; } = CoapTiming.MaxRetransmit;

        /// <summary>
        /// Gets how long the peer took to answer the last message that was sent once only, in milliseconds; negative before there was one.
        /// </summary>
        public long RoundTripMilliseconds { get; private set; } = -1;

        /// <summary>Gets when a message was sent or received last, in milliseconds.</summary>
        public long LastExchangeAt { get; private set; }

        /// <summary>Gets when a message was received last, in milliseconds.</summary>
        public long LastReceivedAt { get; private set; }

        /// <summary>Gets whether notifications and Sends are held back, because the path rests or the peer does not know it yet.</summary>
        public bool IsHeld { get; private set; }

        /// <summary>Gets whether there is something that is held back.</summary>
        public bool IsWanted { get; private set; }

        /// <summary>Gets when <see cref="Advance"/> has something to do, in milliseconds; <see cref="CoapTiming.Never"/> if nothing is due.</summary>
        public long NextDeadline => _deadline;

        /// <summary>
        /// Forgets the outstanding request and every message received: a new path to a peer begins.
        /// </summary>
        public void Restart()
        {
            CancelRequest();
            Release();
            _memory.Clear();
        }

        /// <summary>
        /// Holds back notifications and Sends.
        /// </summary>
        public void Hold()
        {
            IsHeld = true;
        }

        /// <summary>
        /// Lets notifications and Sends go.
        /// </summary>
        public void Release()
        {
            IsHeld = false;
            IsWanted = false;
        }

        /// <summary>
        /// Asks whether something may be sent that the peer has not asked for; notes it where that is held back.
        /// </summary>
        /// <returns>Whether it may.</returns>
        public bool MayTell()
        {
            IsWanted |= IsHeld;
            return !IsHeld;
        }

        /// <summary>
        /// Writes what outlives a sleep: the next message id, the messages that may still be repeated, the round trip.
        /// </summary>
        /// <param name="state">The writer.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Save(StateWriter state, long now)
        {
            state.WriteNumber(_nextMessageId);
            state.WriteNumber(RoundTripMilliseconds);
            _memory.Save(state, now);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void Restore(StateReader state)
        {
            _nextMessageId = state.ReadCount(MaxMessageId);
            RoundTripMilliseconds = state.ReadNumber();
            _memory.Restore(state);
        }

        /// <summary>
        /// Takes one datagram from the transport.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>What it was; <see cref="CoapEvent.None"/> if there was none.</returns>
        public CoapEvent Receive(long now)
        {
            int count = _transport.Receive(_received, 0, _received.Length);
            if (count <= 0)
            {
                if (count != TransportResult.SecurityFailed)
                {
                    return CoapEvent.None;
                }

                CancelRequest();
                return CoapEvent.SecurityLost;
            }

            CoapReader incoming = _incoming;
            bool isTooLong = count > Limits.MaxDatagramBytes;
            int result = incoming.Parse(_received, 0, count);
            if (result == CoapParseResult.Ok && isTooLong && !CoapCode.IsRequest(incoming.Code))
            {
                result = CoapParseResult.FormatError;
            }

            if (result != CoapParseResult.Ok)
            {
                if (result == CoapParseResult.FormatError && incoming.Type == CoapType.Confirmable)
                {
                    SendEmpty(CoapType.Reset, incoming.MessageId);
                }

                return CoapEvent.Handled;
            }

            LastExchangeAt = now;
            LastReceivedAt = now;
            int type = incoming.Type;
            int code = incoming.Code;
            if (code == CoapCode.Empty)
            {
                return OnEmpty(type, incoming.MessageId, now);
            }

            if (CoapCode.IsRequest(code))
            {
                return type <= CoapType.NonConfirmable ? OnRequest(isTooLong, now) : CoapEvent.Handled;
            }

            return OnResponse(now);
        }

        /// <summary>
        /// Starts an own request, confirmable, with a token of its own.
        /// </summary>
        /// <param name="code">The request's code.</param>
        /// <returns>The writer for options and payload, or <see langword="null"/> while another request is outstanding.</returns>
        public CoapWriter BeginRequest(int code)
        {
            if (_state != RequestState.None)
            {
                return null;
            }

            _requestId = TakeMessageId();
            _tokenLength = 0;
            if (!_transport.IsPeerAuthenticated)
            {
                int bits = _random.Next();
                for (int i = 0; i < RequestTokenBytes; i++)
                {
                    _token[i] = (byte)(bits >> (8 * i));
                }

                _tokenLength = RequestTokenBytes;
            }

            _request.Begin(CoapType.Confirmable, code, _requestId, _token, 0, _tokenLength);
            return _request;
        }

        /// <summary>
        /// Sends the request that was begun, and again until it is acknowledged.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether it was complete; <see langword="false"/> if it did not fit into a datagram.</returns>
        public bool SendRequest(long now)
        {
            Debug.Assert(_state == RequestState.None);
            _body = null;
            _isNotification = false;
            return SendConfirmable(now);
        }

        /// <summary>
        /// Sends the request that was begun with a body, in blocks (Block1). The response that is handed out is the one to the last block.
        /// </summary>
        /// <param name="body">The buffer that holds the body from its first byte; not copied, and left alone until the response.</param>
        /// <param name="count">The body's length in bytes.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>As <see cref="SendRequest(long)"/>.</returns>
        public bool SendRequest(byte[] body, int count, long now)
        {
            Debug.Assert(_state == RequestState.None);
            _body = body;
            _bodyLength = count;
            _bodyPosition = 0;
            _blockExponent = Limits.BlockSizeExponent;
            _isNotification = false;
            _request.Mark();
            WriteBlock();
            return SendConfirmable(now);
        }

        /// <summary>
        /// Starts a notification (RFC 7641).
        /// </summary>
        /// <param name="confirmable">Whether it is to be acknowledged.</param>
        /// <param name="code">The response's code.</param>
        /// <param name="token">The buffer that holds the observation's token; copied.</param>
        /// <param name="tokenOffset">Where the token starts.</param>
        /// <param name="tokenLength">Its length, 0 to 8 bytes.</param>
        /// <returns>The writer for options and payload, or <see langword="null"/> for a confirmable one while a request is outstanding.</returns>
        public CoapWriter BeginNotification(bool confirmable, int code, byte[] token, int tokenOffset, int tokenLength)
        {
            if (confirmable && _state != RequestState.None)
            {
                return null;
            }

            NotificationId = TakeMessageId();
            _notification = confirmable ? _request : _answer;
            _notification.Begin(
                confirmable ? CoapType.Confirmable : CoapType.NonConfirmable, code, NotificationId, token, tokenOffset, tokenLength);
            return _notification;
        }

        /// <summary>Gets the message id of the notification begun last.</summary>
        public int NotificationId { get; private set; }

        /// <summary>
        /// Sends the notification that was begun; a confirmable one again until it is acknowledged.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether it was complete; <see langword="false"/> if it did not fit into a datagram.</returns>
        public bool SendNotification(long now)
        {
            if (_notification == _request)
            {
                _requestId = NotificationId;
                _body = null;
                _isNotification = true;
                return SendConfirmable(now);
            }

            int length = _notification.Length;
            if (length > 0)
            {
                LastExchangeAt = now;
                _transport.Send(_notification.Buffer, 0, length);
            }

            return length > 0;
        }

        /// <summary>
        /// Gives up the outstanding request, if there is one. A response that still comes is not taken.
        /// </summary>
        public void CancelRequest()
        {
            _state = RequestState.None;
            _deadline = CoapTiming.Never;
        }

        /// <summary>
        /// Starts the answer to the request in <see cref="Incoming"/>: piggybacked on the acknowledgement, or non-confirmable as the
        /// request was.
        /// </summary>
        /// <param name="code">The answer's code. Beginning again starts the answer anew.</param>
        /// <returns>The writer for options and payload.</returns>
        public CoapWriter BeginAnswer(int code)
        {
            CoapReader incoming = _incoming;
            bool confirmable = incoming.Type == CoapType.Confirmable;
            _answer.Begin(
                confirmable ? CoapType.Acknowledgement : CoapType.NonConfirmable,
                code,
                confirmable ? incoming.MessageId : TakeMessageId(),
                incoming.Buffer,
                incoming.TokenOffset,
                incoming.TokenLength);
            return _answer;
        }

        /// <summary>
        /// Sends the answer that was begun and remembers it for repetitions of the request.
        /// </summary>
        public void SendAnswer()
        {
            int length = _answer.Length;
            Debug.Assert(length > 0);
            _memory.Keep(_answerEntry, _answer.Buffer, length);
            _transport.Send(_answer.Buffer, 0, length);
        }

        /// <summary>
        /// Does what the passing of time asks for: retransmits, or gives up.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see cref="CoapEvent.TimedOut"/> if the outstanding request failed, else <see cref="CoapEvent.None"/>.</returns>
        public CoapEvent Advance(long now)
        {
            if (now < _deadline)
            {
                return CoapEvent.None;
            }

            if (_state == RequestState.Unacknowledged && _retransmissions < MaxRetransmit)
            {
                _retransmissions++;
                _timeout *= 2;
                _deadline = now + _timeout;
                LastExchangeAt = now;
                _transport.Send(_request.Buffer, 0, _request.Length);
                return CoapEvent.None;
            }

            CancelRequest();
            return CoapEvent.TimedOut;
        }

        private CoapEvent OnEmpty(int type, int messageId, long now)
        {
            bool ours = _state == RequestState.Unacknowledged && messageId == _requestId;
            if (type == CoapType.Confirmable)
            {
                SendEmpty(CoapType.Reset, messageId);
            }
            else if (type == CoapType.Acknowledgement && ours)
            {
                NoteRoundTrip(now);
                if (_isNotification)
                {
                    CancelRequest();
                    return CoapEvent.Acknowledged;
                }

                _state = RequestState.Acknowledged;
                _deadline = now + CoapTiming.ExchangeLifetimeMilliseconds;
            }
            else if (type == CoapType.Reset)
            {
                if (!ours)
                {
                    return CoapEvent.OtherReset;
                }

                CancelRequest();
                return CoapEvent.Reset;
            }

            return CoapEvent.Handled;
        }

        private CoapEvent OnRequest(bool isTooLong, long now)
        {
            int entry = _memory.Find(_incoming.MessageId, now);
            if (entry >= 0)
            {
                Repeat(entry);
                return CoapEvent.Handled;
            }

            _answerEntry = Remember(now);
            if (isTooLong)
            {
                // What follows the cut is missing: it must not be taken for a shorter value. Smaller blocks would be welcome.
                CoapWriter answer = BeginAnswer(ResponseCode.RequestEntityTooLarge);
                answer.WriteUnsignedOption(CoapOption.Block1, BlockOption.Make(0, false, Limits.BlockSizeExponent));
                answer.WriteUnsignedOption(CoapOption.Size1, Limits.MaxBodyBytes);
                SendAnswer();
                return CoapEvent.Handled;
            }

            return CoapEvent.Request;
        }

        private CoapEvent OnResponse(long now)
        {
            CoapReader incoming = _incoming;
            int type = incoming.Type;
            if (type == CoapType.Reset)
            {
                return CoapEvent.Handled;
            }

            bool ours = _state != RequestState.None && !_isNotification && IsOwnToken();
            if (type == CoapType.Acknowledgement)
            {
                if (!ours || _state != RequestState.Unacknowledged || incoming.MessageId != _requestId)
                {
                    return CoapEvent.Handled;
                }
            }
            else
            {
                int entry = _memory.Find(incoming.MessageId, now);
                if (entry >= 0)
                {
                    Repeat(entry);
                    return CoapEvent.Handled;
                }

                if (!ours)
                {
                    if (type == CoapType.Confirmable)
                    {
                        SendEmpty(CoapType.Reset, incoming.MessageId);
                    }

                    return CoapEvent.Handled;
                }

                entry = Remember(now);
                if (type == CoapType.Confirmable)
                {
                    SendEmpty(CoapType.Acknowledgement, incoming.MessageId);
                    _memory.Keep(entry, _empty.Buffer, EmptyMessageBytes);
                }
            }

            if (_state == RequestState.Unacknowledged)
            {
                NoteRoundTrip(now);
            }

            CancelRequest();
            return _body != null && SendNextBlock(now) ? CoapEvent.Handled : CoapEvent.Response;
        }

        private bool SendConfirmable(long now)
        {
            int length = _request.Length;
            if (length < 0)
            {
                return false;
            }

            Exchange++;
            Transmit(now);
            return true;
        }

        private void Transmit(long now)
        {
            _state = RequestState.Unacknowledged;
            _retransmissions = 0;
            _timeout = CoapTiming.AckTimeoutMilliseconds + ((_random.Next() & PositiveMask) % (CoapTiming.AckRandomMilliseconds + 1));
            _deadline = now + _timeout;
            _sentAt = now;
            LastExchangeAt = now;
            _transport.Send(_request.Buffer, 0, _request.Length);
        }

        // Which of several copies was answered is not known (RFC 6298, section 3).
        private void NoteRoundTrip(long now)
        {
            if (_retransmissions == 0)
            {
                RoundTripMilliseconds = now - _sentAt;
            }
        }

        private void WriteBlock()
        {
            int size = BlockOption.Size(_blockExponent);
            int rest = _bodyLength - _bodyPosition;
            bool more = rest > size;
            _request.WriteUnsignedOption(CoapOption.Block1, BlockOption.Make(_bodyPosition / size, more, _blockExponent));
            if (_bodyPosition == 0)
            {
                _request.WriteUnsignedOption(CoapOption.Size1, _bodyLength);
            }

            _request.WritePayload(_body, _bodyPosition, more ? size : rest);
        }

        // Whether the response is one to go on after: another block was sent.
        private bool SendNextBlock(long now)
        {
            CoapReader response = _incoming;
            int block = BlockOption.Find(response, CoapOption.Block1);
            if (block == BlockOption.None)
            {
                return false;
            }

            int size = BlockOption.Size(_blockExponent);
            int exponent = BlockOption.Exponent(block);
            if (response.Code == ResponseCode.Continue && BlockOption.Number(block) == _bodyPosition / size && _bodyLength - _bodyPosition > size)
            {
                _bodyPosition += size;
            }
            else if (response.Code != ResponseCode.RequestEntityTooLarge || _bodyPosition > 0 || exponent >= _blockExponent)
            {
                return false;
            }

            _blockExponent = exponent < _blockExponent ? exponent : _blockExponent;
            _requestId = TakeMessageId();
            _request.Rewind();
            _request.SetMessageId(_requestId);
            WriteBlock();
            Transmit(now);
            return true;
        }

        private int Remember(long now)
        {
            return _memory.Add(
                _incoming.MessageId,
                now + (_incoming.Type == CoapType.Confirmable ? CoapTiming.ExchangeLifetimeMilliseconds : CoapTiming.NonLifetimeMilliseconds));
        }

        private void Repeat(int entry)
        {
            int length = _memory.LengthOf(entry);
            if (length > 0)
            {
                _transport.Send(_memory.Answers, _memory.OffsetOf(entry), length);
            }
        }

        private bool IsOwnToken()
        {
            CoapReader incoming = _incoming;
            if (incoming.TokenLength != _tokenLength)
            {
                return false;
            }

            for (int i = 0; i < _tokenLength; i++)
            {
                if (incoming.Buffer[incoming.TokenOffset + i] != _token[i])
                {
                    return false;
                }
            }

            return true;
        }

        private void SendEmpty(int type, int messageId)
        {
            _empty.Begin(type, CoapCode.Empty, messageId, _token, 0, 0);
            _transport.Send(_empty.Buffer, 0, EmptyMessageBytes);
        }

        private int TakeMessageId()
        {
            int messageId = _nextMessageId;
            _nextMessageId = (messageId + 1) & MaxMessageId;
            return messageId;
        }
    }
}
