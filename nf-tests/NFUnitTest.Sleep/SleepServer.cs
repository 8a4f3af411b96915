using System;
using System.Collections;
using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// The path to a server, with a security context as DTLS has it, and that server in queue mode: it keeps what it wants of a device until it hears of
    /// it. It knows sessions by Connection ID, or by address where there is none, and refuses the test where one number of a session is used twice.
    /// </summary>
    internal sealed class SleepServer : IDatagramTransport
    {
        // What Suspend hands out: the length of the address and the address, and a session as of mbedTLS 3.6.
        private const int AddressAt = 1;
        private const int AddressBytes = 4;
        private const int SessionAt = AddressAt + AddressBytes;
        private const int NumberAt = SessionAt + 4;
        private const int SessionBytes = 225;
        private const int NoSession = 0;
        private const int NoAddress = 0;
        private const int NoOption = -1;
        private const int ManySessions = 2048;

        private readonly SleepBoard _board;
        private readonly ArrayList _arriving = new ArrayList();
        private readonly ArrayList _arrivalTimes = new ArrayList();
        private readonly ArrayList _queue = new ArrayList();
        private readonly ArrayList _script = new ArrayList();
        private int _scriptPosition;
        private bool _isBootstrapping;
        private readonly CoapReader _reader = new CoapReader();
        private readonly CoapWriter _writer = new CoapWriter(Limits.MaxDatagramBytes);

        // The device's end: where the datagrams go, and whether that is from before a sleep; the session and how many records it has sent with it.
        private int _address;
        private bool _isAddressResumed;
        private int _session;
        private int _number;

        // The server's end: the sessions that it knows and the highest number that each has used.
        private int _sessionCount;
        private int _firstKnown = 1;
        private readonly int[] _highest;
        private int _location;
        private bool _isRegistered;
        private int _messageId = 0x4000;
        private bool _isAsking;

        public SleepServer(SleepBoard board)
            : this(board, ManySessions)
        {
        }

        public SleepServer(SleepBoard board, int maxSessions)
        {
            _board = board;
            _highest = new int[maxSessions];
        }

        public bool IsPeerAuthenticated => IsSecure;

        public IPreSharedKey Credentials { get; set; }

        /// <summary>Gets or sets whether the path has a security context; else it is plain.</summary>
        public bool IsSecure { get; set; } = true;

        /// <summary>Gets or sets whether the server grants a Connection ID.</summary>
        public bool GrantsConnectionId { get; set; } = true;

        public bool HasConnectionId => _session != NoSession && GrantsConnectionId;

        /// <summary>Gets or sets whether anything reaches the server.</summary>
        public bool IsThere { get; set; } = true;

        /// <summary>Gets or sets the address that the server's name stands for, not 0.</summary>
        public int Address { get; set; } = 0x0102A8C0;

        /// <summary>Gets how often the name was looked up.</summary>
        public int LookUpCount { get; private set; }

        /// <summary>Gets or sets how long it takes until an answer is there, in milliseconds.</summary>
        public int RoundTripMilliseconds { get; set; } = 40;

        /// <summary>Gets or sets what opening gives where it does not succeed; a name that is not looked up is not missed.</summary>
        public int OpenResult { get; set; }

        public int HandshakeCount { get; private set; }

        public int RegisterCount { get; private set; }

        public int UpdateCount { get; private set; }

        /// <summary>Gets the query of the last Update, and how many bytes of links it had.</summary>
        public string UpdateQuery { get; private set; }

        public int UpdateLinks { get; private set; }

        public int DeregisterCount { get; private set; }

        /// <summary>Gets or sets what a Bootstrap-Request is answered with.</summary>
        public int BootstrapCode { get; set; } = ResponseCode.Changed;

        public int BootstrapCount { get; private set; }

        /// <summary>Gets or sets whether the server refuses each Register.</summary>
        public bool RefusesRegistration { get; set; }

        /// <summary>Gets how many datagrams went either way, but for handshakes.</summary>
        public int DatagramCount { get; set; }

        /// <summary>Gets the query of the last Register, as "ep=…&amp;lt=…".</summary>
        public string RegisterQuery { get; private set; }

        /// <summary>Gets how many payloads came by Send, and the last of them.</summary>
        public int SendCount { get; private set; }

        public byte[] LastSend { get; private set; }

        /// <summary>Gets how many notifications have come, how many of them to be acknowledged, and the datagram of the last one.</summary>
        public int NotificationCount { get; private set; }

        public int ConfirmableCount { get; private set; }

        public byte[] LastNotification { get; private set; }

        /// <summary>Gets the code of the device's last answer, as people write it, and its payload; 0 before there was one.</summary>
        public int Code { get; set; }

        public byte[] Payload { get; private set; }

        /// <summary>Gets how many requests wait for the device to be heard.</summary>
        public int QueueCount => _queue.Count;

        /// <summary>Gets when the last message of the server arrived at the device.</summary>
        public long LastArrivalAt { get; private set; }

        /// <summary>Gets when the next datagram arrives, or never.</summary>
        public long NextArrival => _arriving.Count == 0 ? CoapTiming.Never : (long)_arrivalTimes[0];

        /// <summary>Sends a request whether the device can be reached or not.</summary>
        public void Request(int method, string path, string token, int observe, byte[] payload)
        {
            Arrive(Encode(method, path, Hex.Bytes(token), observe, NoOption, payload));
        }

        /// <summary>Forgets every session and registration.</summary>
        public void Restart()
        {
            _firstKnown = _sessionCount + 1;
            _isRegistered = false;
            _isAsking = false;
        }

        /// <summary>Forgets the registration, not the session.</summary>
        public void ForgetRegistration()
        {
            _isRegistered = false;
        }

        /// <summary>The radio is off, or the power is: what is on its way is lost.</summary>
        public void Cut()
        {
            _session = NoSession;
            _arriving.Clear();
            _arrivalTimes.Clear();
            _isAsking = false;
            _isBootstrapping = false;
        }

        /// <summary>Keeps a request until the device is heard.</summary>
        public void Queue(int method, string path, string token, int observe, byte[] payload)
        {
            _queue.Add(Encode(method, path, Hex.Bytes(token), observe, NoOption, payload));
        }

        /// <summary>Has a request sent in each bootstrap, after those before it.</summary>
        public void Script(int method, string path, byte[] payload)
        {
            _script.Add(Encode(method, path, Hex.Bytes(""), NoOption, NoOption, payload));
        }

        /// <summary>Keeps a Discover.</summary>
        public void QueueDiscover(string path)
        {
            _queue.Add(Encode(CoapCode.Get, path, new byte[0], NoOption, ContentFormat.LinkFormat, null));
        }

        /// <summary>Keeps a datagram that is no request.</summary>
        public void QueueRaw(byte[] datagram)
        {
            _queue.Add(datagram);
        }

        public int Open(byte[] host, int port)
        {
            _session = NoSession;
            _isAddressResumed = false;
            int result = Connect();
            return result != TransportResult.Ok ? result : Begin();
        }

        public int Reopen(byte[] host, int port)
        {
            int connected = Connect();
            if (connected != TransportResult.Ok)
            {
                return connected;
            }

            if (!IsSecure || HasConnectionId)
            {
                return TransportResult.Ok;
            }

            // A handshake that nobody answers lasts longer than a wake-up.
            Begin();
            return TransportResult.NewSecurityContext;
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            int length = _address == NoAddress ? 0 : SessionAt;
            if (HasConnectionId)
            {
                length = SessionAt + SessionBytes;
            }

            if (length > count)
            {
                length = 0;
            }

            Array.Clear(buffer, offset, length);
            if (length > 0)
            {
                buffer[offset] = AddressBytes;
                Put(buffer, offset + AddressAt, _address);
            }

            if (length > SessionAt)
            {
                Put(buffer, offset + SessionAt, _session);
                Put(buffer, offset + NumberAt, _number);
            }

            Close();
            return length;
        }

        public bool Resume(byte[] buffer, int offset, int count)
        {
            Check.True((Credentials != null) == IsSecure);
            _address = Get(buffer, offset + AddressAt);
            _isAddressResumed = _address != NoAddress;
            if (count > SessionAt)
            {
                Check.Is(SessionAt + SessionBytes, count);
                _session = Get(buffer, offset + SessionAt);
                _number = Get(buffer, offset + NumberAt);
            }

            return true;
        }

        public void Close()
        {
            _session = NoSession;
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            if (IsSecure)
            {
                if (_session == NoSession)
                {
                    return TransportResult.Closed;
                }

                // A number that is used twice gives the key away.
                _number++;
                Check.True(_number > _highest[_session], "a nonce");
                _highest[_session] = _number;
            }

            DatagramCount++;
            if (!IsReached || (IsSecure && _session < _firstKnown))
            {
                return TransportResult.Ok;
            }

            Check.Is(CoapParseResult.Ok, _reader.Parse(buffer, offset, count));
            if (CoapCode.IsRequest(_reader.Code))
            {
                Serve(buffer);
                Ask();
            }
            else if (_reader.Type == CoapType.Acknowledgement)
            {
                TakeAnswer();
                _isAsking = false;
                Ask();
            }
            else if (CoapCode.Class(_reader.Code) == CoapCode.SuccessClass || CoapCode.Class(_reader.Code) == CoapCode.ClientErrorClass)
            {
                byte[] copy = new byte[count];
                Array.Copy(buffer, offset, copy, 0, count);
                NotificationCount++;
                LastNotification = copy;
                if (_reader.Type == CoapType.Confirmable)
                {
                    ConfirmableCount++;
                    _writer.Begin(CoapType.Acknowledgement, CoapCode.Empty, _reader.MessageId, buffer, 0, 0);
                    Arrive(Copy());
                }

                Ask();
            }

            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            if ((IsSecure && _session == NoSession) || NextArrival > _board.Now)
            {
                return 0;
            }

            byte[] datagram = (byte[])_arriving[0];
            _arriving.RemoveAt(0);
            _arrivalTimes.RemoveAt(0);
            Array.Copy(datagram, 0, buffer, offset, datagram.Length);
            LastArrivalAt = _board.Now;
            return datagram.Length;
        }

        public void Wait(int milliseconds)
        {
        }

        private bool IsReached => IsThere && _address == Address;

        private int Connect()
        {
            if (OpenResult != TransportResult.Ok && (OpenResult != TransportResult.NameNotResolved || !_isAddressResumed))
            {
                return OpenResult;
            }

            if (!_isAddressResumed)
            {
                LookUpCount++;
                _address = Address;
            }

            return TransportResult.Ok;
        }

        private int Begin()
        {
            if (IsSecure)
            {
                HandshakeCount++;
                _session = ++_sessionCount;
                _number = 0;
                if (!IsReached)
                {
                    // Nobody answers: no session comes of it.
                    _session = NoSession;
                    return TransportResult.SecurityFailed;
                }
            }

            return TransportResult.Ok;
        }

        private void Serve(byte[] buffer)
        {
            string path = string.Empty;
            string query = string.Empty;
            while (_reader.NextOption())
            {
                if (_reader.OptionNumber == CoapOption.UriPath)
                {
                    path = path + "/" + Text(_reader.OptionOffset, _reader.OptionLength);
                }
                else if (_reader.OptionNumber == CoapOption.UriQuery)
                {
                    query = query + (query.Length == 0 ? string.Empty : "&") + Text(_reader.OptionOffset, _reader.OptionLength);
                }
            }

            bool isKnown = _isRegistered && path == "/rd/" + _location;
            int code = ResponseCode.NotFound;
            bool hasLocation = false;
            if (path == "/rd" && !RefusesRegistration)
            {
                RegisterCount++;
                RegisterQuery = query;
                _isRegistered = true;
                _location++;
                code = ResponseCode.Created;
                hasLocation = true;
            }
            else if (path == "/dp" && _isRegistered)
            {
                byte[] payload = new byte[_reader.PayloadLength];
                Array.Copy(buffer, _reader.PayloadOffset, payload, 0, payload.Length);
                SendCount++;
                LastSend = payload;
                code = ResponseCode.Changed;
            }
            else if (path == "/bs")
            {
                BootstrapCount++;
                _isBootstrapping = BootstrapCode == ResponseCode.Changed;
                _scriptPosition = 0;
                _isAsking = false;
                code = BootstrapCode;
            }
            else if (isKnown && _reader.Code == CoapCode.Post)
            {
                UpdateCount++;
                UpdateQuery = query;
                UpdateLinks = _reader.PayloadLength;
                code = ResponseCode.Changed;
            }
            else if (isKnown && _reader.Code == CoapCode.Delete)
            {
                DeregisterCount++;
                _isRegistered = false;
                code = ResponseCode.Deleted;
            }

            _writer.Begin(CoapType.Acknowledgement, code, _reader.MessageId, buffer, _reader.TokenOffset, _reader.TokenLength);
            if (hasLocation)
            {
                WriteOption(CoapOption.LocationPath, "rd");
                WriteOption(CoapOption.LocationPath, _location.ToString());
            }

            Arrive(Copy());
        }

        private void TakeAnswer()
        {
            Code = ((_reader.Code >> 5) * 100) + (_reader.Code & 0x1F);
            Payload = new byte[_reader.PayloadLength];
            Array.Copy(_reader.Buffer, _reader.PayloadOffset, Payload, 0, Payload.Length);
        }

        // One at a time, as soon as the device is heard.
        private void Ask()
        {
            if (_isAsking)
            {
                return;
            }

            if (_isBootstrapping)
            {
                _isAsking = true;
                Arrive((byte[])_script[_scriptPosition++]);
                _isBootstrapping = _scriptPosition < _script.Count;
            }
            else if (_queue.Count > 0 && _isRegistered)
            {
                _isAsking = true;
                Arrive((byte[])_queue[0]);
                _queue.RemoveAt(0);
            }
        }

        private void Arrive(byte[] datagram)
        {
            DatagramCount++;
            _arriving.Add(datagram);
            _arrivalTimes.Add(_board.Now + RoundTripMilliseconds);
        }

        private byte[] Encode(int method, string path, byte[] token, int observe, int accept, byte[] payload)
        {
            _messageId++;
            _writer.Begin(CoapType.Confirmable, method, _messageId, token, 0, token.Length);
            if (observe >= 0)
            {
                _writer.WriteUnsignedOption(CoapOption.Observe, observe);
            }

            byte[] bytes = Hex.Ascii(path);
            int start = 1;
            int end = path.IndexOf('?');
            end = end < 0 ? bytes.Length : end;
            for (int i = 1; i <= end; i++)
            {
                if (i == end || bytes[i] == '/')
                {
                    _writer.WriteOption(CoapOption.UriPath, bytes, start, i - start);
                    start = i + 1;
                }
            }

            if (payload != null)
            {
                _writer.WriteUnsignedOption(CoapOption.ContentFormat, ContentFormat.Tlv);
            }

            for (int i = end; i < bytes.Length; i++)
            {
                if (bytes[i] == '?' || bytes[i] == '&')
                {
                    int next = i + 1;
                    while (next < bytes.Length && bytes[next] != '&')
                    {
                        next++;
                    }

                    _writer.WriteOption(CoapOption.UriQuery, bytes, i + 1, next - i - 1);
                }
            }

            if (accept != NoOption)
            {
                _writer.WriteUnsignedOption(CoapOption.Accept, accept);
            }

            if (payload != null)
            {
                _writer.WritePayload(payload, 0, payload.Length);
            }

            return Copy();
        }

        private void WriteOption(int number, string text)
        {
            byte[] bytes = Hex.Ascii(text);
            _writer.WriteOption(number, bytes, 0, bytes.Length);
        }

        private string Text(int offset, int count)
        {
            char[] text = new char[count];
            for (int i = 0; i < count; i++)
            {
                text[i] = (char)_reader.Buffer[offset + i];
            }

            return new string(text);
        }

        private byte[] Copy()
        {
            Check.True(_writer.Length > 0);
            byte[] copy = new byte[_writer.Length];
            Array.Copy(_writer.Buffer, 0, copy, 0, copy.Length);
            return copy;
        }

        private static void Put(byte[] buffer, int offset, int number)
        {
            for (int i = 0; i < 4; i++)
            {
                buffer[offset + i] = (byte)(number >> (8 * i));
            }
        }

        private static int Get(byte[] buffer, int offset)
        {
            int number = 0;
            for (int i = 0; i < 4; i++)
            {
                number |= buffer[offset + i] << (8 * i);
            }

            return number;
        }
    }
}
