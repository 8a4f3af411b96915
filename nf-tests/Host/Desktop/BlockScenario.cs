using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// A client, its server with two transfers and other requests, and a network between them that loses, repeats and holds back single
    /// datagrams, all by a script of bytes. The server has one request outstanding at a time (NSTART). Where the script ends, so do the
    /// faults, and the transfers come to their end.
    /// </summary>
    internal sealed class BlockScenario
    {
        private const int MaxRounds = 20_000;

        // Of one request and its answers, so that it is never given up.
        private const int MaxLosses = 3;
        private const int MaxHeldRounds = 5;
        private const int LongTextBytes = 900;

        private readonly ClientFixture _fixture = new();
        private readonly BlockObject _object = new();
        private readonly BlockTransfer[] _transfers;
        private readonly byte[] _script;
        private readonly CoapReader _reader = new();
        private readonly CoapWriter _writer = new(1200);
        private readonly Dictionary<int, (BlockExchange Exchange, BlockTransfer Owner)> _exchanges = [];
        private readonly List<(byte[] Datagram, bool ToClient, int Held)> _network = [];
        private int _position;
        private ushort _messageId = 0x2000;
        private int _textSeed = 1000;
        private bool _wasSilent;

        public BlockScenario(BlockTransfer[] transfers, byte[] script)
        {
            _transfers = transfers;
            _script = script;
            for (int i = 0; i <= transfers.Length; i++)
            {
                _object.Create(i);
                _object.SetText(i, Text(LongTextBytes));
            }

            _fixture.Client.Add(_object);
            _fixture.StartAndRegister();
        }

        /// <summary>Runs to the end; gives what went wrong, or null.</summary>
        public string Run()
        {
            for (int round = 0; _transfers.Any(t => t.Result == 0); round++)
            {
                Round();
                string fault = _transfers.Select(t => t.Fault).FirstOrDefault(f => f is not null);
                if (fault is not null || round > MaxRounds)
                {
                    return fault ?? "no end";
                }
            }

            return _transfers.Select(Judge).FirstOrDefault(f => f is not null);
        }

        /// <summary>Makes a text.</summary>
        public static byte[] Letters(int seed, int count)
        {
            uint state = (uint)seed * 2654435761;
            byte[] text = new byte[count];
            for (int i = 0; i < count; i++)
            {
                state = (state * 1664525) + 1013904223;
                text[i] = (byte)('a' + ((state >> 16) % 26));
            }

            return text;
        }

        private void Round()
        {
            _fixture.Now += 20 + (40 * Next(8));
            int what = Next(24);
            switch (IsIdle ? what : what - 16)
            {
                case 16:
                case 17:
                    int instance = Next(_transfers.Length + 1);
                    _object.SetText(instance, Text(1 + (Next(6) * 256) + Next(100)));
                    break;
                case 18:
                    SendOther(CoapCode.Get, "3/0/0");
                    break;
                case 19:
                    SendOther(CoapCode.Put, "1/0/2");
                    break;
                case 20:
                    // Much, so that it takes the buffer.
                    SendOther(CoapCode.Get, $"{BlockObject.Id}/{_transfers.Length}");
                    break;
                case 21:
                    BlockTransfer again = _transfers[Next(_transfers.Length)];
                    Begin(again.Method, 0xEE);
                    if (again.WriteAgain(_writer, Next(4)))
                    {
                        Send(null);
                    }

                    break;
                case 22:
                    _transfers[Next(_transfers.Length)].Shrink();
                    break;
                case 23:
                    if (Next(4) == 3)
                    {
                        _fixture.Now += CoapTiming.MaxTransmitWaitMilliseconds;
                        _wasSilent = true;
                    }

                    break;
                default:
                    break;
            }

            int first = Next(_transfers.Length);
            for (int i = 0; i < _transfers.Length; i++)
            {
                int which = (first + i) % _transfers.Length;
                Act(_transfers[which], (byte)(which + 1));
            }

            Deliver();
        }

        private void Act(BlockTransfer transfer, byte token)
        {
            if (transfer.Result != 0 || Next(4) == 3)
            {
                return;
            }

            if (IsIdle)
            {
                Begin(transfer.Method, token);
                transfer.WriteNext(_writer);
                Send(transfer);
            }
            else if (transfer.Exchange?.IsDue(_fixture.Now) == true)
            {
                _network.Add((transfer.Exchange.Request, true, 0));
            }
            else if (transfer.Exchange?.IsGivenUp == true)
            {
                transfer.Fail($"{transfer.Kind}: no answer");
            }
        }

        private void SendOther(int method, string path)
        {
            Begin(method, 0xFF);
            foreach (string segment in path.Split('/'))
            {
                _writer.WriteOption(CoapOption.UriPath, Hex.Ascii(segment), 0, segment.Length);
            }

            if (method == CoapCode.Put)
            {
                _writer.WritePayload(Hex.Ascii("5"), 0, 1);
            }

            Send(null);
        }

        private void Begin(int method, byte token)
        {
            _messageId++;
            _writer.Begin(CoapType.Confirmable, method, _messageId, [token], 0, 1);
        }

        // Without an owner it arrives at once, and its answer tells nobody anything.
        private void Send(BlockTransfer owner)
        {
            byte[] request = _writer.Buffer.AsSpan(0, _writer.Length).ToArray();
            BlockExchange exchange = new(request, _fixture.Now);
            _exchanges[_messageId] = (exchange, owner);
            if (owner is null)
            {
                Arrive(request, true);
                return;
            }

            owner.Exchange = exchange;
            _network.Add((request, true, 0));
        }

        private void Deliver()
        {
            (byte[] Datagram, bool ToClient, int Held)[] now = [.. _network];
            _network.Clear();
            foreach ((byte[] datagram, bool toClient, int held) in now)
            {
                int messageId = (datagram[2] << 8) | datagram[3];
                BlockExchange exchange = _exchanges.TryGetValue(messageId, out var entry) ? entry.Exchange : null;
                switch (Next(16))
                {
                    case 13 when held < MaxHeldRounds:
                        _network.Add((datagram, toClient, held + 1));
                        break;
                    case 14 when exchange is not null && exchange.Losses < MaxLosses:
                        exchange.Losses++;
                        break;
                    case 15 when held < MaxHeldRounds:
                        _network.Add((datagram, toClient, MaxHeldRounds));
                        Arrive(datagram, toClient);
                        break;
                    default:
                        Arrive(datagram, toClient);
                        break;
                }
            }

            _fixture.Step();
            Collect();
        }

        private void Arrive(byte[] datagram, bool toClient)
        {
            if (toClient)
            {
                _fixture.Transport.Arrive(datagram);
                _fixture.Step();
                Collect();
                return;
            }

            _reader.Parse(datagram, 0, datagram.Length);
            (BlockExchange exchange, BlockTransfer owner) = _exchanges[_reader.MessageId];
            if (owner is not null && owner.Exchange == exchange)
            {
                owner.Take(_reader);
            }
        }

        // What the client has sent. Its own requests are answered at once, past the network.
        private void Collect()
        {
            while (_fixture.Transport.SentCount > 0)
            {
                byte[] datagram = _fixture.Transport.TakeSent();
                _reader.Parse(datagram, 0, datagram.Length);
                if (!CoapCode.IsRequest(_reader.Code))
                {
                    _network.Add((datagram, false, 0));
                    continue;
                }

                byte[] answer = [.. datagram.AsSpan(0, 4 + _reader.TokenLength)];
                answer[0] |= CoapType.Acknowledgement << 4;
                answer[1] = ResponseCode.Changed;
                _fixture.Transport.Arrive(answer);
                _fixture.Step();
            }
        }

        private string Judge(BlockTransfer transfer)
        {
            if (_fixture.Client.State != RegistrationState.Registered || _object.HasGap)
            {
                return "the client has lost its way";
            }

            if (transfer.Kind <= BlockTransferKind.ReadComposite)
            {
                return _object.Versions.Any(v => v.Instance == transfer.Instance && transfer.HasRead(v.Text)) ? null : $"{transfer.Kind}: read what never was";
            }

            int applied = _object.Written.Count(w => w.SequenceEqual(transfer.Content));
            bool isDone = transfer.Result == (transfer.Kind == BlockTransferKind.Create ? ResponseCode.Created : ResponseCode.Changed);
            if (applied != (isDone ? 1 : 0))
            {
                return $"{transfer.Kind}: {transfer.Result:X2}, applied {applied} times";
            }

            // Each code has its reason.
            bool isContended = _transfers.All(t => t.NeedsRoom) || transfer.HasBegunAnew;
            bool isExpected = isDone ? !transfer.IsTooLong : transfer.Result switch
            {
                ResponseCode.RequestEntityTooLarge => transfer.IsTooLong,
                ResponseCode.RequestEntityIncomplete => isContended || _wasSilent,
                ResponseCode.ServiceUnavailable => isContended,
                _ => false,
            };
            return isExpected ? null : $"{transfer.Kind}: {transfer.Result:X2} without a reason";
        }

        private bool IsIdle => _transfers.All(t => t.Exchange is null);

        private byte[] Text(int count) => Letters(_textSeed++, count);

        // The script's next number; 0, which is the quiet one, when it is over.
        private int Next(int below) => _position < _script.Length ? _script[_position++] % below : 0;
    }
}
