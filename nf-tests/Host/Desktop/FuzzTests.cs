using System;
using System.Linq;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// A registered client under fire: random datagrams, and requests and responses with random faults in them.
    /// </summary>
    public class FuzzTests
    {
        private const int Datagrams = 1_000_000;
        private const int WarmUp = 50_000;
        private const int StepMilliseconds = 20;
        private const int MessageIdOffset = 2;
        private const int MaxFaults = 4;

        private static readonly byte[] s_interesting = { 0, 1, 7, 8, 0x0D, 0x0E, 0x0F, 0x40, 0x7F, 0x80, 0xC0, 0xD0, 0xE0, 0xF0, 0xFE, 0xFF };

        // What an instance of the sample has, with fields that are passed over.
        private const string SampleInSenMlCbor =
            "89 A4 21 69 2F32363234312F302F 22 1A 65000000 00 61 30 03 61 61 A2 00 61 31 02 24 A3 00 61 32 02 FB 3FF8000000000000 06 38 63"
            + "A2 00 61 33 02 1A FFFFFFFF A2 00 61 34 04 F5 BF 00 61 35 08 42 0102 FF A2 00 61 37 63 766C6F 63 333A30"
            + "A3 00 63 382F30 02 05 01 82 61 41 A0 A2 00 63 382F32 02 19 012C";

        private const string SampleInSenMlJson =
            "[{\"bn\":\"/26241/0/\",\"bt\":1.7e9,\"n\":\"0\",\"vs\":\"\\u0061\\ud83d\\ude00\"}, {\"n\":\"1\",\"v\":-5e0},{\"n\":\"2\",\"v\":1.5,\"x\":[{},null]},"
            + "{\"n\":\"5\",\"vd\":\"AQI\"},{\"n\":\"7\",\"vlo\":\"3:0\"},{\"n\":\"8\\/0\",\"v\":5,\"t\":-1},{\"n\":\"4\",\"vb\":true}]";

        // Message ids are written in as they go out. Requests, and responses to the client's last request whose token is written in.
        private static readonly byte[][] s_requests = new[]
        {
            "42 01 0000 A1B2 B133",
            "42 01 0000 A1B2 B133 622D16",
            "42 01 0000 A1B2 B133 0130 0130",
            "42 01 0000 A1B2 B133 0130 023131 0130",
            "42 01 0000 A1B2 B133 6128",
            "42 03 0000 A1B2 B131 0130 0131 FF 393030",
            "42 02 0000 A1B2 B131 0130 122D16 FF C1063C C20303F2",
            "42 03 0000 A1B2 B131 0130 122D16 FF 08000F C10001 C401000000F0 C10600 C10755",
            "42 02 0000 A1B2 B131 0130 0138",
            "42 02 0000 A1B2 B131 0130 0134",
            "42 02 0000 A1B2 B133 0130 0134",
            "42 02 0000 A1B2 B133 0130 0135",
            "42 02 0000 A1B2 B133 0130 023132",
            "42 03 0000 A1B2 B133 0130 023134 FF 2B30323A3030",
            "42 03 0000 A1B2 B133 0130 0237 46 706D696E3D35 06 67743D312E35",
            "42 02 0000 A1B2 B5 3236323431 122D16 FF C10062",
            "42 02 0000 A1B2 B5 3236323431 122D16 FF 080103 C10062",
            "42 04 0000 A1B2 B5 3236323431 0131",
            "42 03 0000 A1B2 B5 3236323431 0130 0132 FF 2D31322E3765313233",
            "42 02 0000 A1B2 B5 3236323431 0130 0139 FF 302C353D277827",
            "42 03 0000 A1B2 B5 3236323431 0130 0137 FF 33353A3636",
            "42 03 0000 A1B2 B5 3236323431 0130 122D16 FF" + ClientFixture.SampleWritten,
            "42 03 0000 A1B2 B5 3236323431 0130 0138 122D16 FF 8708 410005 4202012C",
            "42 01 0000 A1B2 B130 0130",
            "42 01 0000 A1B2 10 A133",
            "42 01 0000 A1B2 B133 0130 613C",
            "52 01 0000 A1B2 B133 0130 0130",
            "42 05 0000 A1B2 B133 1170 FF 8101",

            // SenML in both formats, to an instance, to a new one and to any paths; one value in CBOR, and one in Base64.
            "42 03 0000 A1B2 B5 3236323431 0130 1170 FF" + SampleInSenMlCbor,
            "42 02 0000 A1B2 B5 3236323431 0130 116E FF" + Hex.Text(Hex.Ascii(SampleInSenMlJson)),
            "42 02 0000 A1B2 B5 3236323431 1170 FF 81 A2 00 6A 2F32363234312F312F30 03 61 62",
            "42 03 0000 A1B2 B5 3236323431 0130 0132 113C FF C48221196AB3",
            "42 03 0000 A1B2 B5 3236323431 0130 0136 113C FF C11A514B67B0",
            "42 03 0000 A1B2 B5 3236323431 0130 0135 FF 5A6D3976",
            "42 07 0000 A1B2 C170 FF" + SampleInSenMlCbor,
            "42 07 0000 A1B2 C16E FF" + Hex.Text(Hex.Ascii(SampleInSenMlJson)),
            "42 05 0000 A1B2 C170 5170 FF 9F A2 21 65 2F332F302F 00 61 39 A1 00 61 30 A1 00 64 31312F30 BF 21 66 2F3236323431 FF FF",
            "42 05 0000 A1B2 C16E 516E FF" + Hex.Text(Hex.Ascii("[{\"n\":\"/3/0/9\"},{\"n\":\"\\/26241\\/0\"}]")),
            "42 05 0000 A1B2 60 6170 FF 82 A1 00 66 2F332F302F39 A1 00 66 2F312F302F31",
            "40 00 0000",
        }.Select(Hex.Bytes).ToArray();

        private static readonly byte[][] s_responses = new[]
        {
            "64 44 0000 00000000",
            "64 41 0000 00000000 82 7264 05 6162636465",
            "64 84 0000 00000000",
            "44 44 0000 00000000",
            "54 80 0000 00000000",
            "60 00 0000",
            "70 00 0000",
        }.Select(Hex.Bytes).ToArray();

        private readonly ClientFixture _fixture = new("coap://192.0.2.1", 300);
        private readonly FuzzTransport _transport = new();
        private readonly LwM2mClient _client;
        private ulong _state;
        private long _now = 1000;
        private ushort _messageId;

        public FuzzTests()
        {
            ObjectSample sample = new() { KeepsArguments = false };
            sample.Create(0);
            _client = new LwM2mClient(Hex.Ascii("fuzz"), _fixture.Security, _fixture.Server, _transport, new FakeRandom(), null);
            _client.Add(_fixture.Device);
            _client.Add(sample);
            _client.Start(_now);
        }

        [Test]
        public void A_million_hostile_datagrams_do_no_harm()
        {
            ulong seed = ulong.Parse(TestContext.Parameters.Get("seed", Environment.TickCount64.ToString()));
            TestContext.Out.WriteLine($"seed {seed}: give it again with the test parameter seed");
            _state = (seed * 2) + 1;

            int sent = 0;
            byte[] last = new byte[_transport.Attack.Length];
            int lastLength = 0;
            try
            {
                Settle();
                for (; sent < WarmUp; sent++)
                {
                    lastLength = Fire(last);
                }

                long allocated = GC.GetAllocatedBytesForCurrentThread();
                for (; sent < WarmUp + Datagrams; sent++)
                {
                    lastLength = Fire(last);
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                Assert.That(allocated, Is.Zero, "bytes allocated");
            }
            catch (Exception exception) when (exception is not AssertionException)
            {
                Assert.Fail($"seed {seed}, datagram {sent}, {Hex.Text(last, 0, lastLength)}: {exception}");
            }

            TestContext.Out.WriteLine(
                $"{_transport.Registers} Registers, {_fixture.Power.RebootCount} reboots; answers: {_transport.Answers(0)} empty, "
                + $"{_transport.Answers(2)} of success, {_transport.Answers(4)} client errors, {_transport.Answers(5)} server errors");

            // The attack reached every depth: nothing of it was turned away at the door.
            Assert.That(_transport.Answers(0), Is.GreaterThan(Datagrams / 100));
            Assert.That(_transport.Answers(2), Is.GreaterThan(Datagrams / 100));
            Assert.That(_transport.Answers(4), Is.GreaterThan(Datagrams / 100));

            // It may have disabled the client, or moved its lifetime: by itself it registers again and serves.
            Settle();
            Assert.That(_client.State, Is.EqualTo(RegistrationState.Registered));

            // With a message id unlike those that faults may have made of the last ones, which are remembered.
            _messageId ^= 0x5A5A;
            Put("41 01 0000 07 B133 0130 0130");
            _transport.AnswerLength = 0;
            _client.Step(_now);
            Assert.That(
                Hex.Text(_transport.Answer, 0, _transport.AnswerLength),
                Is.EqualTo($"6145{_messageId:X4}07C0FF" + Hex.Text(Hex.Ascii("Lwm2mNano"))));
        }

        private int Fire(byte[] last)
        {
            int length = Forge(_transport.Attack);
            Array.Copy(_transport.Attack, last, length);
            _transport.AttackLength = length;
            _now += StepMilliseconds;
            long next = _client.Step(_now);
            if (!_transport.IsOpen)
            {
                // Whoever has closed the path is out of reach until the time comes that was said.
                if (next == CoapTiming.Never)
                {
                    throw new InvalidOperationException("The client gave up for good.");
                }

                _now = Math.Max(_now, next);
                _transport.AttackLength = 0;
                _client.Step(_now);
            }

            return length;
        }

        private void Settle()
        {
            for (int i = 0; i < 100 && (i < 4 || _client.State != RegistrationState.Registered); i++)
            {
                long next = _client.Step(_now);
                _now = _client.State == RegistrationState.Registered ? _now + 1 : Math.Max(_now + 1, Math.Min(next, _now + 1_000_000_000));
            }
        }

        private void Put(string hex)
        {
            byte[] datagram = Hex.Bytes(hex);
            _messageId++;
            datagram[MessageIdOffset] = (byte)(_messageId >> 8);
            datagram[MessageIdOffset + 1] = (byte)_messageId;
            datagram.CopyTo(_transport.Attack, 0);
            _transport.AttackLength = datagram.Length;
        }

        // One in sixteen is noise, one in sixteen is a response; one in eight is well-formed, the others have up to four faults.
        private int Forge(byte[] target)
        {
            int kind = Next(16);
            int length;
            if (kind == 0)
            {
                length = 1 + Next(Next(16) == 0 ? Limits.MaxDatagramBytes + 8 : 64);
                for (int i = 0; i < length; i++)
                {
                    target[i] = (byte)Next(256);
                }

                if (Next(2) == 0)
                {
                    target[0] = (byte)(0x40 | (target[0] & 0x38));
                }

                return length;
            }

            byte[][] all = kind == 1 ? s_responses : s_requests;
            byte[] template = all[Next(all.Length)];
            length = template.Length;
            Array.Copy(template, target, length);
            _messageId++;
            target[MessageIdOffset] = (byte)(_messageId >> 8);
            target[MessageIdOffset + 1] = (byte)_messageId;
            if (kind == 1)
            {
                Array.Copy(_transport.OwnRequest, MessageIdOffset, target, MessageIdOffset, Math.Min(6, length - MessageIdOffset));
            }

            if (kind >= 14)
            {
                return length;
            }

            int faults = 1 + Next(MaxFaults);
            for (int i = 0; i < faults && length > 0; i++)
            {
                length = Damage(target, length);
            }

            return length;
        }

        private int Damage(byte[] target, int length)
        {
            int at = Next(length);
            switch (Next(8))
            {
                case 0:
                case 1:
                    target[at] ^= (byte)(1 << Next(8));
                    return length;
                case 2:
                    target[at] = (byte)Next(256);
                    return length;
                case 3:
                    target[at] = s_interesting[Next(s_interesting.Length)];
                    return length;
                case 4:
                    return at;
                case 5:
                    int inserted = 1 + Next(Next(64) == 0 ? 600 : 8);
                    inserted = Math.Min(inserted, target.Length - length);
                    Array.Copy(target, at, target, at + inserted, length - at);
                    for (int i = 0; i < inserted; i++)
                    {
                        target[at + i] = (byte)Next(256);
                    }

                    return length + inserted;
                case 6:
                    int removed = 1 + Next(length - at);
                    Array.Copy(target, at + removed, target, at, length - at - removed);
                    return length - removed;
                default:
                    // The end of another request behind the start of this one.
                    byte[] other = s_requests[Next(s_requests.Length)];
                    int from = Next(other.Length);
                    int count = Math.Min(other.Length - from, target.Length - at);
                    Array.Copy(other, from, target, at, count);
                    return at + count;
            }
        }

        // xorshift64*.
        private int Next(int below)
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)(((_state * 0x2545F4914F6CDD1DUL) >> 33) % (ulong)below);
        }
    }
}
