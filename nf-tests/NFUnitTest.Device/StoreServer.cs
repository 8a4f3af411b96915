using System;
using System.Collections;
using Lwm2mNano;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// The path to a server and that server: it takes whatever a device asks, and asks the device what the test says. After a POST on /bs it
    /// does what is in its script.
    /// </summary>
    internal sealed class StoreServer : IDatagramTransport
    {
        public const int Tlv = 11542;

        private readonly StoreBoard _board;
        private readonly ArrayList _arriving = new ArrayList();
        private readonly ArrayList _script = new ArrayList();
        private readonly CoapReader _reader = new CoapReader();
        private readonly CoapWriter _writer = new CoapWriter(Limits.MaxDatagramBytes);
        private int _messageId;

        public StoreServer(StoreBoard board)
        {
            _board = board;
        }

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>Gets or sets whether anything is answered.</summary>
        public bool IsThere { get; set; } = true;

        /// <summary>Gets whether a datagram of the server waits.</summary>
        public bool HasDatagram => _arriving.Count > 0;

        public bool IsOpen { get; private set; }

        public int RegisterCount { get; private set; }

        public int BootstrapCount { get; private set; }

        /// <summary>Gets how often values were sent (Send), and the last of them.</summary>
        public int SendCount { get; private set; }

        public byte[] LastSend { get; private set; }

        /// <summary>Gets the code of the device's last answer, as people write it: 205 for 2.05, and its payload.</summary>
        public int Code { get; private set; }

        public byte[] Payload { get; private set; }

        /// <summary>Gets how often the path was waited on, and the longest time of it.</summary>
        public int WaitCount { get; private set; }

        public int LongestWait { get; private set; }

        /// <summary>Gets how many requests of the script are left.</summary>
        public int ScriptCount => _script.Count;

        /// <summary>Lets a request arrive.</summary>
        public void Request(int method, string path, byte[] payload)
        {
            _arriving.Add(Encode(method, path, payload));
        }

        /// <summary>Adds a request to what the bootstrap server does.</summary>
        public void Script(int method, string path, byte[] payload)
        {
            _script.Add(Encode(method, path, payload));
        }

        public int Open(byte[] host, int port)
        {
            IsOpen = true;
            return TransportResult.Ok;
        }

        public int Reopen(byte[] host, int port)
        {
            return Open(host, port);
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        public bool Resume(byte[] buffer, int offset, int count)
        {
            return false;
        }

        public void Close()
        {
            IsOpen = false;
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            Check.True(IsOpen);
            Check.Is(CoapParseResult.Ok, _reader.Parse(buffer, offset, count));
            Payload = new byte[_reader.PayloadLength];
            Array.Copy(buffer, _reader.PayloadOffset, Payload, 0, Payload.Length);
            if (!CoapCode.IsRequest(_reader.Code))
            {
                Code = ((_reader.Code >> 5) * 100) + (_reader.Code & 0x1F);
                Continue();
            }
            else if (IsThere)
            {
                Answer(buffer);
            }

            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            if (_arriving.Count == 0)
            {
                return 0;
            }

            byte[] datagram = (byte[])_arriving[0];
            _arriving.RemoveAt(0);
            Array.Copy(datagram, 0, buffer, offset, datagram.Length);
            return datagram.Length;
        }

        public void Wait(int milliseconds)
        {
            WaitCount++;
            LongestWait = milliseconds > LongestWait ? milliseconds : LongestWait;
            if (_arriving.Count == 0)
            {
                _board.Pass(milliseconds);
            }
        }

        private void Answer(byte[] buffer)
        {
            // The first letter tells them apart: rd, bs, dp.
            char what = 'r';
            bool hasLocation = false;
            int segments = 0;
            while (_reader.NextOption())
            {
                if (_reader.OptionNumber == CoapOption.UriPath)
                {
                    what = segments == 0 ? (char)buffer[_reader.OptionOffset] : what;
                    segments++;
                }
            }

            int code = ResponseCode.Changed;
            if (_reader.Code == CoapCode.Delete)
            {
                code = ResponseCode.Deleted;
            }
            else if (what == 'b')
            {
                BootstrapCount++;
            }
            else if (what == 'd')
            {
                SendCount++;
                LastSend = Payload;
            }
            else if (segments == 1)
            {
                RegisterCount++;
                code = ResponseCode.Created;
                hasLocation = true;
            }

            _writer.Begin(CoapType.Acknowledgement, code, _reader.MessageId, buffer, _reader.TokenOffset, _reader.TokenLength);
            if (hasLocation)
            {
                byte[] location = Hex.Ascii("rd");
                _writer.WriteOption(CoapOption.LocationPath, location, 0, location.Length);
                _writer.WriteOption(CoapOption.LocationPath, location, 0, location.Length);
            }

            _arriving.Add(Copy());
            if (what == 'b')
            {
                Continue();
            }
        }

        private void Continue()
        {
            if (_script.Count > 0 && BootstrapCount > 0)
            {
                _arriving.Add(_script[0]);
                _script.RemoveAt(0);
            }
        }

        private byte[] Encode(int method, string path, byte[] payload)
        {
            _messageId++;
            _writer.Begin(CoapType.Confirmable, method, _messageId, new byte[0], 0, 0);
            byte[] bytes = Hex.Ascii(path);
            int start = 1;
            for (int i = 1; i <= bytes.Length; i++)
            {
                if (i == bytes.Length || bytes[i] == '/')
                {
                    if (i > start)
                    {
                        _writer.WriteOption(CoapOption.UriPath, bytes, start, i - start);
                    }

                    start = i + 1;
                }
            }

            if (payload != null)
            {
                _writer.WriteUnsignedOption(CoapOption.ContentFormat, Tlv);
                _writer.WritePayload(payload, 0, payload.Length);
            }

            return Copy();
        }

        private byte[] Copy()
        {
            Check.True(_writer.Length > 0);
            byte[] copy = new byte[_writer.Length];
            Array.Copy(_writer.Buffer, 0, copy, 0, copy.Length);
            return copy;
        }
    }
}
