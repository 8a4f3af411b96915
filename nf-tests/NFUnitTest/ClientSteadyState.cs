using System;
using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A registered client and its server in the steady state: cycles of a request, its answer and the Update that follows, of every kind,
    /// in which the test itself allocates nothing.
    /// </summary>
    internal sealed class ClientSteadyState : IDatagramTransport
    {
        private const int MessageIdOffset = 2;
        private const int AnyCode = -1;

        // Values of the sample, with a time and with a field that is passed over.
        private const string SenMlCbor =
            "84 A4 21 69 2F32363234312F302F 22 1A 65000000 00 61 31 02 24 A2 00 61 34 04 F5 BF 00 61 37 63 766C6F 63 333A30 FF A3 00 63 382F32 02 05 01 82 61 41 A0";

        private const string SenMlJson =
            "[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"\\u0061\"}, {\"n\":\"2\",\"v\":1.5e1},{\"n\":\"5\",\"vd\":\"AQI\",\"x\":[{},null]},{\"n\":\"8\\/0\",\"v\":5,\"t\":-1}]";

        // Requests with the code that answers each; the message id is written in each time. Token A1B2.
        private readonly byte[][] _requests;
        private readonly int[] _codes;
        private readonly ClientFixture _fixture = new ClientFixture();
        private readonly ObjectSample _sample = new ObjectSample();
        private readonly LwM2mClient _client;

        private readonly byte[] _answer = new byte[Limits.MaxDatagramBytes];
        private readonly byte[] _own = new byte[Limits.MaxDatagramBytes];
        private readonly byte[] _created = Hex.Bytes("64 41 0000 00000000 82 7264 05 6162636465");
        private readonly byte[] _changed = Hex.Bytes("64 44 0000 00000000");
        private int _ownLength;
        private byte[] _arriving;
        private int _messageId;
        private long _now = 1000;

        public ClientSteadyState()
        {
            _requests = new byte[][]
            {
                // GET /3 as TLV, GET /3/0/0, GET /3/0/11/0, discover /3.
                Hex.Bytes("42 01 0000 A1B2 B133 622D16"),
                Hex.Bytes("42 01 0000 A1B2 B133 0130 0130"),
                Hex.Bytes("42 01 0000 A1B2 B133 0130 023131 0130"),
                Hex.Bytes("42 01 0000 A1B2 B133 6128"),

                // PUT /1/0/1 = 90 and 91: an Update with the lifetime each time. POST /1/0 in TLV. POST /1/0/8: an Update of nothing.
                Hex.Bytes("42 03 0000 A1B2 B131 0130 0131 FF 3930"),
                Hex.Bytes("42 03 0000 A1B2 B131 0130 0131 FF 3931"),
                Hex.Bytes("42 02 0000 A1B2 B131 0130 122D16 FF C10601 C20303F2"),
                Hex.Bytes("42 02 0000 A1B2 B131 0130 0138"),

                // POST /26241 and DELETE /26241/1: an Update with links each time. PUT /26241/0 with everything; text of a float; arguments.
                Hex.Bytes("42 02 0000 A1B2 B5 3236323431 122D16 FF C10062"),
                Hex.Bytes("42 04 0000 A1B2 B5 3236323431 0131"),
                Hex.Join(Hex.Bytes("42 03 0000 A1B2 B5 3236323431 0130 122D16 FF"), Hex.Bytes(ClientFixture.SampleWritten)),
                Hex.Bytes("42 03 0000 A1B2 B5 3236323431 0130 0132 FF 2D31322E3735"),
                Hex.Bytes("42 01 0000 A1B2 B5 3236323431 0130 0132"),
                Hex.Bytes("42 02 0000 A1B2 B131 0130 0138 FF 302C353D277827"),

                // Write-Attributes on /3/0/7 and away again.
                Hex.Bytes("42 03 0000 A1B2 B133 0130 0137 46 706D696E3D35 06 67743D312E35"),
                Hex.Bytes("42 03 0000 A1B2 B133 0130 0137 45 706D696E3D 03 67743D"),

                // Refusals: 4.01, 4.02, 4.04, 4.05, 4.06, 4.15, 4.00.
                Hex.Bytes("42 01 0000 A1B2 B130 0130"),
                Hex.Bytes("42 01 0000 A1B2 10 A133"),
                Hex.Bytes("42 01 0000 A1B2 B135 0130"),
                Hex.Bytes("42 03 0000 A1B2 B131 0130 0130 FF 37"),
                Hex.Bytes("42 01 0000 A1B2 B133 0130 613C"),
                Hex.Bytes("42 03 0000 A1B2 B131 0130 0131 1128 FF 01"),
                Hex.Bytes("42 02 0000 A1B2 B131 0130 122D16 FF C1013C C10602"),

                // SenML CBOR to an instance, SenML JSON with escapes and Base64 to any paths; one value in CBOR, one in Base64. Any paths read.
                Hex.Bytes("42 02 0000 A1B2 B5 3236323431 0130 1170 FF" + SenMlCbor),
                Hex.Join(Hex.Bytes("42 07 0000 A1B2 C16E FF"), Hex.Ascii(SenMlJson)),
                Hex.Bytes("42 03 0000 A1B2 B5 3236323431 0130 0132 113C FF C48221196AB3"),
                Hex.Bytes("42 03 0000 A1B2 B5 3236323431 0130 0135 FF 5A6D3976"),
                Hex.Bytes("42 05 0000 A1B2 C170 5170 FF 82 A1 00 66 2F332F302F39 A1 00 68 2F32363234312F30"),

                // Not confirmed, malformed, a ping.
                Hex.Bytes("52 01 0000 A1B2 B133 0130 0130"),
                Hex.Bytes("42 01 0000 A1B2 B133 FF"),
                Hex.Bytes("40 00 0000"),
            };
            _codes = new int[]
            {
                0x45, 0x45, 0x45, 0x45, 0x44, 0x44, 0x44, 0x44, 0x41, 0x42, 0x44, 0x44, 0x45, 0x44, 0x44, 0x44,
                0x81, 0x82, 0x84, 0x85, 0x86, 0x8F, 0x80, 0x44, 0x44, 0x44, 0x44, 0x45, 0x45, AnyCode, AnyCode,
            };
            Check.Is(_requests.Length, _codes.Length);

            _sample.Create(0);
            _client = new LwM2mClient(Hex.Ascii("nano-1"), _fixture.Security, _fixture.Server, this, new FakeRandom(), null);
            _client.Add(_fixture.Device);
            _client.Add(_sample);
            Check.True(_client.Start(_now));
            _client.Step(_now);
            AnswerOwn(_created);
        }

        /// <summary>Gets how many Updates the server has answered.</summary>
        public int UpdateCount { get; private set; }

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>Sends each request once, each with its Update where one follows.</summary>
        public void Cycle()
        {
            for (int i = 0; i < _requests.Length; i++)
            {
                Exchange(i);
            }

            // The time for an Update passes, too.
            _now += 100000;
            Step();
            if (_ownLength > 0)
            {
                UpdateCount++;
                AnswerOwn(_changed);
            }
        }

        public int Open(byte[] host, int port)
        {
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
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            // Confirmable is what the client asks by itself.
            bool own = (buffer[offset] & 0x30) == 0;
            Array.Copy(buffer, offset, own ? _own : _answer, 0, count);
            _ownLength = own ? count : _ownLength;
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

        private void Exchange(int index)
        {
            byte[] request = _requests[index];
            _messageId = (_messageId + 1) & 0xFFFF;
            request[MessageIdOffset] = (byte)(_messageId >> 8);
            request[MessageIdOffset + 1] = (byte)_messageId;
            _arriving = request;
            _answer[1] = 0;
            Step();
            int code = _codes[index];
            if (code != AnyCode && _answer[1] != code)
            {
                Check.Is(code, _answer[1]);
            }

            // And again: the same answer, and nothing done twice.
            _arriving = request;
            Step();
            while (_ownLength > 0)
            {
                UpdateCount++;
                AnswerOwn(_changed);
            }

            _now += 10;
        }

        private void AnswerOwn(byte[] response)
        {
            Check.True(_ownLength >= 8);
            Array.Copy(_own, MessageIdOffset, response, MessageIdOffset, 6);
            _ownLength = 0;
            _arriving = response;
            Step();
            Check.True(_client.State == RegistrationState.Registered || _ownLength > 0);
        }

        private void Step()
        {
            _client.Step(_now);
        }
    }
}
