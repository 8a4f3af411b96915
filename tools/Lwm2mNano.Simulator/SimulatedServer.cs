using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// A LwM2M server as the client meets it: it knows registrations until they expire or it is restarted, may be away, and may answer
    /// what makes no sense. Requests for a device in queue mode wait until it is heard, and are then sent one after the other.
    /// </summary>
    public sealed class SimulatedServer(SimulatedNetwork network, SeededRandom random)
    {
        private const int HeaderBytes = 4;
        private const int MaxMessageBytes = 1200;
        private const int None = -1;
        private const int TokenBytes = 2;

        // What a server that is out of its mind answers, to Register and Update alike.
        private static readonly int[] s_oddCodes =
        {
            ResponseCode.Changed, ResponseCode.Content, ResponseCode.BadRequest, ResponseCode.Forbidden, ResponseCode.NotFound,
            ResponseCode.MethodNotAllowed, 0x8C, ResponseCode.InternalServerError, ResponseCode.ServiceUnavailable, 0x7F,
        };

        private readonly CoapReader _reader = new();
        private readonly CoapWriter _writer = new(MaxMessageBytes);
        private readonly Dictionary<int, byte[]> _answers = new();
        private readonly HashSet<int> _notifications = new();
        private readonly Queue<(int Code, Action<CoapWriter> Write)> _waiting = new();
        private int _askedToken = None;
        private long _askedAt;
        private Action<byte[]> _reply;
        private string _location;
        private long _lifetime;
        private long _expiry;
        private int _nextLocation;
        private int _messageId = 0x1000;

        /// <summary>Gets or sets whether the server is there at all.</summary>
        public bool IsUp { get; set; } = true;

        /// <summary>Gets or sets how often it answers what makes no sense, 0 to 1.</summary>
        public double Oddness { get; set; }

        /// <summary>Gets whether the client is registered here.</summary>
        public bool IsRegistered => _location != null && network.Now < _expiry;

        /// <summary>Gets how many Registers have been accepted.</summary>
        public int RegisterCount { get; private set; }

        /// <summary>Gets how many Updates have been accepted.</summary>
        public int UpdateCount { get; private set; }

        /// <summary>Gets how many notifications have come; one that comes again is not counted again.</summary>
        public int NotificationCount { get; private set; }

        /// <summary>Gets how many times the device has sent data without being asked (Send).</summary>
        public int SendCount { get; private set; }

        /// <summary>Gets whether the device is registered in queue mode.</summary>
        public bool IsQueueMode { get; private set; }

        /// <summary>Gets how many requests wait to be answered.</summary>
        public int WaitingCount => _waiting.Count;

        /// <summary>Gets how many requests that waited were answered.</summary>
        public int AnsweredCount { get; private set; }

        /// <summary>Gets the answers' codes to requests that waited, in their order.</summary>
        public List<int> AnswerCodes { get; } = new();

        /// <summary>Gets or sets who is shown each message of the device's, once.</summary>
        public Action<CoapReader> Heard { get; set; }

        /// <summary>Gets or sets the DTLS that the server speaks; <see langword="null"/> for none.</summary>
        public ModelDtlsServer Dtls { get; set; }

        /// <summary>
        /// Forgets every registration, as a server does that is restarted.
        /// </summary>
        public void Restart()
        {
            _location = null;
            _answers.Clear();
            _notifications.Clear();
            _askedToken = None;
            _reply = null;
            Dtls?.Restart();
        }

        /// <summary>
        /// Lets the registration expire now, whatever its lifetime.
        /// </summary>
        public void Expire() => _location = null;

        /// <summary>
        /// Asks the device when it is heard next, after what already waits.
        /// </summary>
        /// <param name="code">The method.</param>
        /// <param name="write">Writes the request's options; it is given the writer.</param>
        public void Enqueue(int code, Action<CoapWriter> write) => _waiting.Enqueue((code, write));

        /// <summary>
        /// Sends the client a request over the path that it has used last, if it is registered.
        /// </summary>
        /// <param name="write">Writes the request's options; it is given the writer.</param>
        /// <param name="code">The method.</param>
        public void Request(int code, Action<CoapWriter> write)
        {
            if (!IsUp || !IsRegistered || _reply == null)
            {
                return;
            }

            _writer.Begin(CoapType.Confirmable, code, _messageId, [(byte)(_messageId >> 8), (byte)_messageId], 0, TokenBytes);
            _messageId = (_messageId + 1) & 0xFFFF;
            write(_writer);
            _reply(_writer.Buffer.AsSpan(0, _writer.Length).ToArray());
        }

        /// <summary>
        /// Takes a datagram of the client's.
        /// </summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="address">Where it comes from.</param>
        /// <param name="reply">The way back.</param>
        public void Receive(byte[] datagram, int address, Action<byte[]> reply)
        {
            if (IsUp && Dtls != null)
            {
                Dtls.Receive(datagram, address, reply, Receive);
            }
            else
            {
                Receive(datagram, reply);
            }
        }

        private void Receive(byte[] datagram, Action<byte[]> reply)
        {
            if (!IsUp || _reader.Parse(datagram, 0, datagram.Length) != CoapParseResult.Ok)
            {
                return;
            }

            _reply = reply;
            if (CoapCode.Class(_reader.Code) == CoapCode.SuccessClass && _reader.Type <= CoapType.NonConfirmable)
            {
                int id = _reader.MessageId;
                if (_notifications.Add(id))
                {
                    NotificationCount++;
                    Heard?.Invoke(_reader);
                    network.At(network.Now + CoapTiming.ExchangeLifetimeMilliseconds, () => _notifications.Remove(id));
                }

                if (_reader.Type == CoapType.Confirmable)
                {
                    Empty(CoapType.Acknowledgement, id, reply);
                }

                Ask();
                return;
            }

            if (!CoapCode.IsRequest(_reader.Code))
            {
                TakeAnswer();
                return;
            }

            int key = _reader.MessageId;
            if (!_answers.TryGetValue(key, out byte[] answer))
            {
                Heard?.Invoke(_reader);
                answer = random.Chance(Oddness) ? Odd() : Serve();
                _answers[key] = answer;
                network.At(network.Now + CoapTiming.ExchangeLifetimeMilliseconds, () => _answers.Remove(key));
            }

            if (answer != null)
            {
                reply(answer);
            }

            Ask();
        }

        // What was asked before and not answered is asked again: the device was asleep, or it was lost.
        private void Ask()
        {
            bool isAnswerDue = _askedToken != None && network.Now - _askedAt < CoapTiming.AckTimeoutMilliseconds;
            if (IsUp && IsRegistered && !isAnswerDue && _waiting.TryPeek(out (int Code, Action<CoapWriter> Write) first))
            {
                _askedAt = network.Now;
                _askedToken = _messageId;
                Request(first.Code, first.Write);
            }
        }

        private void TakeAnswer()
        {
            if (_askedToken == None || _reader.TokenLength != TokenBytes || CoapCode.Class(_reader.Code) < CoapCode.SuccessClass
                || ((_reader.Buffer[_reader.TokenOffset] << 8) | _reader.Buffer[_reader.TokenOffset + 1]) != _askedToken)
            {
                return;
            }

            _askedToken = None;
            _waiting.Dequeue();
            AnsweredCount++;
            AnswerCodes.Add(_reader.Code);
            Heard?.Invoke(_reader);
            Ask();
        }

        private byte[] Odd()
        {
            switch (random.Range(0, 5))
            {
                case 0:
                    return null;
                case 1:
                    _writer.Begin(CoapType.Acknowledgement, CoapCode.Empty, _reader.MessageId, [], 0, 0);
                    return Bytes();
                case 2:
                    _writer.Begin(CoapType.Reset, CoapCode.Empty, _reader.MessageId, [], 0, 0);
                    return Bytes();
                case 3:
                    // Created, and a location that is too long to be one.
                    Begin(ResponseCode.Created);
                    for (int i = 0; i < Limits.MaxLocationSegments + 1; i++)
                    {
                        _writer.WriteOption(CoapOption.LocationPath, [(byte)'x'], 0, 1);
                    }

                    return Bytes();
                default:
                    Begin(s_oddCodes[random.Range(0, s_oddCodes.Length)]);
                    return Bytes();
            }
        }

        private byte[] Serve()
        {
            List<string> path = new();
            long lifetime = 0;
            bool isQueueMode = false;
            _reader.RewindOptions();
            while (_reader.NextOption())
            {
                string text = Encoding.UTF8.GetString(_reader.Buffer, _reader.OptionOffset, _reader.OptionLength);
                if (_reader.OptionNumber == CoapOption.UriPath)
                {
                    path.Add(text);
                }
                else if (_reader.OptionNumber == CoapOption.UriQuery && text.StartsWith("lt=", StringComparison.Ordinal))
                {
                    lifetime = long.Parse(text.AsSpan(3), CultureInfo.InvariantCulture) * CoapTiming.MillisecondsPerSecond;
                }
                else if (_reader.OptionNumber == CoapOption.UriQuery && text == "Q")
                {
                    isQueueMode = true;
                }
            }

            bool isKnown = path.Count == 2 && IsRegistered && path[1] == _location;
            switch (_reader.Code)
            {
                case CoapCode.Post when path is ["rd"]:
                    _location = "r" + _nextLocation++;
                    _lifetime = lifetime;
                    _expiry = network.Now + _lifetime;
                    IsQueueMode = isQueueMode;
                    RegisterCount++;
                    Begin(ResponseCode.Created);
                    Segment("rd");
                    Segment(_location);
                    break;
                case CoapCode.Post when path is ["dp"]:
                    if (!IsRegistered)
                    {
                        goto default;
                    }

                    SendCount++;
                    Begin(ResponseCode.Changed);
                    break;
                case CoapCode.Post when isKnown:
                    _lifetime = lifetime == 0 ? _lifetime : lifetime;
                    _expiry = network.Now + _lifetime;
                    UpdateCount++;
                    Begin(ResponseCode.Changed);
                    break;
                case CoapCode.Delete when isKnown:
                    _location = null;
                    Begin(ResponseCode.Deleted);
                    break;
                default:
                    Begin(ResponseCode.NotFound);
                    break;
            }

            return Bytes();
        }

        private void Empty(int type, int messageId, Action<byte[]> reply)
        {
            _writer.Begin(type, CoapCode.Empty, messageId, [], 0, 0);
            reply(Bytes());
        }

        private void Begin(int code) =>
            _writer.Begin(CoapType.Acknowledgement, code, _reader.MessageId, _reader.Buffer, _reader.TokenOffset, _reader.TokenLength);

        private void Segment(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            _writer.WriteOption(CoapOption.LocationPath, bytes, 0, bytes.Length);
        }

        private byte[] Bytes() => _writer.Buffer.AsSpan(0, _writer.Length).ToArray();
    }
}
