using System;
using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A registered client that is read, written and observed at several paths and sends values of itself, in which the test itself
    /// allocates nothing.
    /// </summary>
    internal sealed class CompositeSteadyState : IDatagramTransport
    {
        private const int MessageIdOffset = 2;
        private const int TokenOffset = 4;
        private const int TokenBytes = 4;
        private const int TypeMask = 0x30;
        private const int NonConfirmable = 0x10;
        private const int Acknowledgement = 0x20;

        private readonly ClientFixture _fixture = new ClientFixture();
        private readonly ObjectSample _sample = new ObjectSample();
        private readonly LwM2mClient _client;
        private readonly PathList _sent = CompositePeer.Paths("/3/0/9 /26241/0");
        private readonly byte[] _message = new byte[Limits.MaxDatagramBytes];

        // In CBOR and in JSON; the message id is written in each time. Token A1B2.
        private readonly byte[][] _reads;
        private readonly byte[][] _writes;
        // PUT /26241/0/1 = 1 and 2.
        private readonly byte[][] _changes =
        {
            Hex.Bytes("42 03 0000 A1B2 B5 3236323431 0130 0131 FF 31"),
            Hex.Bytes("42 03 0000 A1B2 B5 3236323431 0130 0131 FF 32"),
        };

        private readonly byte[] _response = Hex.Bytes("64 44 0000 00000000");
        private byte[] _arriving;
        private int _messageId;
        private int _sentCount;
        private int _changeCount;
        private long _now = 1000;

        public CompositeSteadyState()
        {
            byte[] fetchCbor = Hex.Bytes("42 05 0000 A1B2 C1 70 FF");
            byte[] fetchJson = Hex.Bytes("42 05 0000 A1B2 C1 6E FF");
            _reads = new byte[][]
            {
                Hex.Join(fetchCbor, CompositePeer.Names(CompositePeer.SenMlCbor, "/3 /26241/0/1 /26241/0/8/2 /5")),
                Hex.Join(fetchJson, CompositePeer.Names(CompositePeer.Json, "/1 /26241/0 /0 /3/0/99")),
                Hex.Join(fetchCbor, CompositePeer.Names(CompositePeer.SenMlCbor, "/")),
            };

            // /26241/0/2 = 1.5 and /26241/0/8/1 = 7.
            _writes = new byte[][]
            {
                Hex.Bytes("42 07 0000 A1B2 C1 70 FF 82 A2 00 6A 2F32363234312F302F32 02 F93E00 A2 00 6C 2F32363234312F302F382F31 02 07"),
                Hex.Join(
                    Hex.Bytes("42 07 0000 A1B2 C1 6E FF"),
                    Hex.Ascii("[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"\\u00e9\"},{\"n\":\"5\",\"vd\":\"AQID\"},{\"n\":\"7\",\"vlo\":\"3:0\"}]")),
            };

            _sample.Create(0);
            _client = new LwM2mClient(Hex.Ascii("nano-1"), _fixture.Security, _fixture.Server, this, new FakeRandom(), null);
            _client.Add(_fixture.Device);
            _client.Add(_sample);
            _fixture.Device.Refresh();
            Check.True(_client.Start(_now));
            Step();
            Respond(Hex.Bytes("64 41 0000 00000000 82 7264 05 6162636465"));
            Check.True(_client.State == RegistrationState.Registered);

            // Two observations, which have a path in common, one in each format.
            Request(Hex.Join(Hex.Bytes("41 05 0000 C3 60 61 70 FF"), CompositePeer.Names(CompositePeer.SenMlCbor, "/26241/0/1 /3/0/9")), ResponseCode.Content);
            Request(Hex.Join(Hex.Bytes("41 05 0000 C4 60 61 6E FF"), CompositePeer.Names(CompositePeer.Json, "/26241/0/1 /26241/0/3 /26241/1")), ResponseCode.Content);
        }

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>Reads several paths in each format, and all of them.</summary>
        public void Read()
        {
            for (int i = 0; i < _reads.Length; i++)
            {
                Request(_reads[i], ResponseCode.Content);
            }
        }

        /// <summary>Writes several paths in each format.</summary>
        public void Write()
        {
            for (int i = 0; i < _writes.Length; i++)
            {
                Request(_writes[i], ResponseCode.Changed);
            }
        }

        /// <summary>Has a value change that both observations have among theirs: an answer and two notifications.</summary>
        public void Notify()
        {
            _changeCount++;
            Exchange(_changes[_changeCount & 1]);
            Expect(3, NonConfirmable, ResponseCode.Content);
        }

        /// <summary>Has values sent twice together, and lets the server take them.</summary>
        public void Send()
        {
            for (int i = 0; i < 2; i++)
            {
                if (!_client.Send(_sent, _now))
                {
                    Check.True(false);
                }

                _now += 10;
            }

            _sentCount = 0;
            Step();
            Expect(1, 0, CoapCode.Post);
            Respond(_response);
        }

        /// <summary>Does everything once.</summary>
        public void Cycle()
        {
            Read();
            Write();
            Notify();
            Send();
        }

        public int Open(byte[] host, int port)
        {
            return TransportResult.Ok;
        }

        public int Reopen(byte[] host, int port)
        {
            return TransportResult.Ok;
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
        }

        int IDatagramTransport.Send(byte[] buffer, int offset, int count)
        {
            Array.Copy(buffer, offset, _message, 0, count);
            _sentCount++;
            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            byte[] datagram = _arriving;
            if (datagram == null)
            {
                return 0;
            }

            _arriving = null;
            Array.Copy(datagram, 0, buffer, offset, datagram.Length);
            return datagram.Length;
        }

        public void Wait(int milliseconds)
        {
        }

        private void Request(byte[] request, int code)
        {
            Exchange(request);
            Expect(1, Acknowledgement, code);
        }

        private void Exchange(byte[] request)
        {
            _messageId++;
            request[MessageIdOffset] = (byte)(_messageId >> 8);
            request[MessageIdOffset + 1] = (byte)_messageId;
            _arriving = request;
            _sentCount = 0;
            Step();
            _now += 10;
        }

        // Answers the client's request.
        private void Respond(byte[] response)
        {
            Array.Copy(_message, MessageIdOffset, response, MessageIdOffset, TokenOffset - MessageIdOffset + TokenBytes);
            _arriving = response;
            Step();
        }

        private void Expect(int count, int type, int code)
        {
            if (_sentCount != count || (_message[0] & TypeMask) != type || _message[1] != code)
            {
                Check.Is(count, _sentCount);
                Check.Is(type, _message[0] & TypeMask);
                Check.Is(code, _message[1]);
            }
        }

        private void Step()
        {
            _client.Step(_now);
        }
    }
}
