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
    /// A registered client and its server in the steady state of reporting: observations begin and end, values change and are told, acknowledged,
    /// reset or lost. The test itself allocates nothing.
    /// </summary>
    internal sealed class ObserveSteadyState : IDatagramTransport
    {
        private const int MessageIdOffset = 2;
        private const int TypeShift = 4;
        private const int TypeMask = 3;
        private const int Content = 0x45;
        private const int Changed = 0x44;
        private const int NotFound = 0x84;

        // Requests; the message id is written in each time. Tokens: A1 for a number, A2 for an object in blocks, A3 for two paths, A4 for a slot.
        private readonly byte[] _observeNumber = Hex.Bytes("41 01 0000 A1 60 55 3236323432 0130 0130");
        private readonly byte[] _cancelNumber = Hex.Bytes("41 01 0000 A1 61 01 55 3236323432 0130 0130");
        private readonly byte[] _observeObject = Hex.Bytes("41 01 0000 A2 60 55 3236323431 622D16");
        private readonly byte[] _nextBlock = Hex.Bytes("41 01 0000 A5 B5 3236323431 622D16 61 15");
        private readonly byte[] _cancelObject = Hex.Bytes("41 01 0000 A2 61 01 55 3236323431 622D16");
        private readonly byte[] _observeTwo = Hex.Bytes(
            "41 05 0000 A3 60 61 70 51 70 FF 82 A1 00 6A 2F32363234322F302F30 A1 00 6A 2F32363234322F302F31");
        private readonly byte[] _cancelTwo = Hex.Bytes(
            "41 05 0000 A3 61 01 61 70 51 70 FF 82 A1 00 6A 2F32363234322F302F30 A1 00 6A 2F32363234322F302F31");
        private readonly byte[] _observeSlot = Hex.Bytes("41 01 0000 A4 60 55 3236323431 0130 0138 0132");
        private readonly byte[] _writeOneSlot = Hex.Bytes("41 03 0000 A6 B5 3236323431 0130 0138 122D16 FF 8308 410005");
        private readonly byte[] _writeTwoSlots = Hex.Bytes("41 03 0000 A6 B5 3236323431 0130 0138 122D16 FF 8608 410005 410206");
        private readonly byte[] _setPeriods = Hex.Bytes("41 03 0000 A6 B5 3236323432 0130 0130 46 706D696E3D35 07 706D61783D3230 05 67743D3530");
        private readonly byte[] _setConfirmable = Hex.Bytes("41 03 0000 A6 B5 3236323432 0130 0130 45 706D696E3D 05 706D61783D 03 67743D 05 636F6E3D31");
        private readonly byte[] _unset = Hex.Bytes("41 03 0000 A6 B5 3236323432 0130 0130 44 636F6E3D");

        private readonly byte[] _created = Hex.Bytes("64 41 0000 00000000 82 7264 05 6162636465");
        private readonly byte[] _updated = Hex.Bytes("64 44 0000 00000000");
        private readonly byte[] _acknowledgement = Hex.Bytes("60 00 0000");
        private readonly byte[] _reset = Hex.Bytes("70 00 0000");

        private readonly ClientFixture _fixture = new ClientFixture();
        private readonly ObjectSample _sample = new ObjectSample();
        private readonly FakeSensor _sensor = new FakeSensor(1);
        private readonly LwM2mClient _client;
        private readonly byte[] _answer = new byte[Limits.MaxDatagramBytes];
        private readonly byte[] _own = new byte[Limits.MaxDatagramBytes];
        private readonly byte[] _notification = new byte[Limits.MaxDatagramBytes];
        private byte[] _arriving;
        private int _messageId;
        private int _value;
        private long _next;
        private long _now = 1000;

        public ObserveSteadyState()
        {
            byte[] text = new byte[200];
            ResourceValue value = new ResourceValue();
            value.SetString(text);
            for (int i = 0; i < ObjectSample.MaxInstances; i++)
            {
                _sample.Create(i);
                _sample.Write(i, ObjectSample.Name, ResourcePath.None, value);
            }

            _client = new LwM2mClient(Hex.Ascii("nano-1"), _fixture.Security, _fixture.Server, this, new FakeRandom(), null);
            _client.Add(_fixture.Device);
            _client.Add(_sample);
            _client.Add(_sensor);
            Check.True(_client.Start(_now));
            Step();
            Respond(_created);
            Check.True(_client.State == RegistrationState.Registered);
            Exchange(_writeTwoSlots, Changed);
            Exchange(Hex.Bytes("41 03 0000 A6 B131 0130 0136 FF 31"), Changed);
        }

        /// <summary>Gets how many notifications were sent that are not acknowledged.</summary>
        public int PlainCount { get; private set; }

        /// <summary>Gets how many were sent that are, repetitions included.</summary>
        public int ConfirmableCount { get; private set; }

        /// <summary>Gets how many messages the client has sent.</summary>
        public int MessageCount { get; private set; }

        /// <summary>Gets how many Updates were sent, repetitions included.</summary>
        public int UpdateCount { get; private set; }

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>Does everything once: about sixty messages.</summary>
        public void Cycle()
        {
            // A change that is told, and by two observations.
            Exchange(_observeNumber, Content);
            Exchange(_observeTwo, Content);
            Change(2, 0);

            // Minimum and maximum period, and a threshold, for both.
            Exchange(_setPeriods, Changed);
            Run(20000, 2, 0);
            _value = 100;
            Change(0, 0);
            Run(5000, 2, 0);
            _value = 0;
            Change(0, 0);
            Run(5000, 2, 0);
            Exchange(_cancelTwo, Content);

            // Confirmable: acknowledged, left to be repeated, reset.
            Exchange(_setConfirmable, Changed);
            Change(0, 1);
            Reply(_acknowledgement);
            Change(0, 1);
            Run(4000, 0, 1);
            Reply(_acknowledgement);
            Change(0, 1);
            Reply(_reset);
            Change(0, 0);

            // Lost, and sent again after an Update.
            Exchange(_observeNumber, Content);
            Change(0, 1);
            int updates = UpdateCount;
            while (UpdateCount == updates)
            {
                _now = _next;
                Step();
            }

            int confirmables = ConfirmableCount;
            Respond(_updated);
            Check.Is(confirmables + 1, ConfirmableCount);
            Reply(_acknowledgement);
            Exchange(_cancelNumber, Content);
            Exchange(_unset, Changed);

            // In blocks.
            Exchange(_observeObject, Content);
            Exchange(_nextBlock, Content);
            int plain = PlainCount;
            Exchange(_writeOneSlot, Changed);
            Check.Is(plain + 1, PlainCount);
            Exchange(_nextBlock, Content);
            Exchange(_cancelObject, Content);
            Exchange(_writeTwoSlots, Changed);

            // What is observed goes.
            Exchange(_observeSlot, Content);
            Exchange(_writeOneSlot, Changed);
            Check.Is(NotFound, _notification[1]);
            Reply(_acknowledgement);
            Exchange(_writeTwoSlots, Changed);
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

        public int Send(byte[] buffer, int offset, int count)
        {
            int type = (buffer[offset] >> TypeShift) & TypeMask;
            bool isRequest = CoapCode.IsRequest(buffer[offset + 1]);
            byte[] copy = type == CoapType.Acknowledgement ? _answer : isRequest ? _own : _notification;
            Array.Copy(buffer, offset, copy, 0, count);
            MessageCount++;
            if (isRequest)
            {
                UpdateCount++;
            }
            else if (type == CoapType.NonConfirmable)
            {
                PlainCount++;
            }
            else if (type == CoapType.Confirmable)
            {
                ConfirmableCount++;
            }

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

        private void Exchange(byte[] request, int code)
        {
            _messageId = (_messageId + 1) & 0xFFFF;
            request[MessageIdOffset] = (byte)(_messageId >> 8);
            request[MessageIdOffset + 1] = (byte)_messageId;
            _answer[1] = 0;
            _arriving = request;
            Step();
            Check.Is(code, _answer[1]);
        }

        // Has the number change, after which that many notifications are sent.
        private void Change(int plain, int confirmable)
        {
            _value++;
            _sensor.NextValue = _value;
            _sensor.SetValue(_value);
            Run(0, plain, confirmable);
        }

        private void Run(int milliseconds, int plain, int confirmable)
        {
            int plainBefore = PlainCount;
            int confirmableBefore = ConfirmableCount;
            long end = _now + milliseconds;
            Step();
            while (_next <= end)
            {
                _now = _next;
                Step();
            }

            _now = end;
            Check.Is(plainBefore + plain, PlainCount);
            Check.Is(confirmableBefore + confirmable, ConfirmableCount);
        }

        // Answers the confirmable notification sent last.
        private void Reply(byte[] empty)
        {
            Array.Copy(_notification, MessageIdOffset, empty, MessageIdOffset, 2);
            _arriving = empty;
            Step();
        }

        // Answers the request sent last.
        private void Respond(byte[] response)
        {
            Array.Copy(_own, MessageIdOffset, response, MessageIdOffset, 6);
            _arriving = response;
            Step();
        }

        private void Step()
        {
            do
            {
                _next = _client.Step(_now);
            }
            while (_next <= _now);
        }
    }
}
