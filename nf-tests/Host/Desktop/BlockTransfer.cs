using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using NFUnitTest;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>What a transfer does.</summary>
    internal enum BlockTransferKind
    {
        ReadText,
        ReadInstance,
        ReadComposite,
        WriteText,
        WriteInstance,
        WriteComposite,
        WritePieces,
        Create,
    }

    /// <summary>
    /// A block-wise transfer as the server does it, by RFC 7959: one request at a time, the next block when one is answered; a read begins
    /// anew when its ETag changes.
    /// </summary>
    internal sealed class BlockTransfer
    {
        private const int SenMlCbor = 112;
        private const int RequestTag = 292;
        private const int MaxRestarts = 200;
        private const int MaxNameBytes = 40;

        private readonly int _instance;
        private readonly byte[] _body;
        private readonly List<byte> _read = [];
        private int _exponent;
        private int _position;
        private string _tag;
        private int _restarts;
        private readonly bool _isRead;

        public BlockTransfer(BlockTransferKind kind, int instance, int exponent, byte[] content)
        {
            Kind = kind;
            _instance = instance;
            _exponent = exponent;
            Content = content;
            _isRead = kind <= BlockTransferKind.ReadComposite;
            _body = kind switch
            {
                BlockTransferKind.ReadComposite => Pack(null),
                BlockTransferKind.WriteComposite => Pack(content),
                BlockTransferKind.WriteInstance or BlockTransferKind.Create => Tlv(content),
                _ => content,
            };
        }

        public BlockTransferKind Kind { get; }

        /// <summary>Gets what is written.</summary>
        public byte[] Content { get; }

        /// <summary>Gets the code that it ended with, or 0.</summary>
        public int Result { get; private set; }

        /// <summary>Gets what went wrong, or null.</summary>
        public string Fault { get; private set; }

        /// <summary>Gets or sets the request that is on its way.</summary>
        public BlockExchange Exchange { get; set; }

        /// <summary>Gets whether it sends a body that the client has to put together.</summary>
        public bool NeedsRoom => !_isRead && _body.Length > BlockOption.Size(_exponent);

        /// <summary>Gets whether the client has no room for what it sends.</summary>
        public bool IsTooLong => Kind != BlockTransferKind.WritePieces && !_isRead && _body.Length > Limits.MaxBodyBytes;

        /// <summary>Gets whether the first block was sent once more, so that the client has begun anew.</summary>
        public bool HasBegunAnew { get; private set; }

        /// <summary>Gets the instance that it reads or writes.</summary>
        public int Instance => _instance;

        /// <summary>Tells whether what was read is a text.</summary>
        public bool HasRead(byte[] text)
        {
            return Kind switch
            {
                BlockTransferKind.ReadInstance => _read.SequenceEqual(Tlv(text)),

                // Behind the name, in whatever way it is split.
                BlockTransferKind.ReadComposite => _read.Count < text.Length + MaxNameBytes && _read.TakeLast(CborText(text).Length).SequenceEqual(CborText(text)),
                _ => _read.SequenceEqual(text),
            };
        }

        /// <summary>Writes the next request behind header and token.</summary>
        public void WriteNext(CoapWriter writer)
        {
            Write(writer, _position, _exponent);
        }

        /// <summary>Writes a block that was sent before, in a new message: any, or the last where it is done. Tells whether there is one.</summary>
        public bool WriteAgain(CoapWriter writer, int choice)
        {
            bool isDone = Result == ResponseCode.Changed || Result == ResponseCode.Created;
            int size = BlockOption.Size(_exponent);
            if (!NeedsRoom || _position == 0 || (Result != 0 && !isDone))
            {
                return false;
            }

            int position = isDone ? _position : choice * size % _position;
            HasBegunAnew |= position == 0;
            Write(writer, position, _exponent);
            return true;
        }

        /// <summary>Lets the blocks that follow be smaller.</summary>
        public void Shrink()
        {
            if (_exponent > 0 && _position > 0 && Result == 0)
            {
                _exponent--;
            }
        }

        public int Method => Kind switch
        {
            BlockTransferKind.ReadText or BlockTransferKind.ReadInstance => CoapCode.Get,
            BlockTransferKind.ReadComposite => CoapCode.Fetch,
            BlockTransferKind.WriteComposite => CoapCode.IPatch,
            BlockTransferKind.Create => CoapCode.Post,
            _ => CoapCode.Put,
        };

        /// <summary>Takes the answer to the request that was on its way.</summary>
        public void Take(CoapReader answer)
        {
            Exchange = null;
            if (_isRead)
            {
                TakeContent(answer);
            }
            else
            {
                TakeReceipt(answer);
            }
        }

        /// <summary>Ends it.</summary>
        public void Fail(string fault)
        {
            Fault ??= fault;
        }

        private void TakeContent(CoapReader answer)
        {
            if (answer.Code == ResponseCode.BadOption && _position > 0)
            {
                // What is there now is shorter.
                Restart();
                return;
            }

            if (answer.Code != ResponseCode.Content)
            {
                Fail($"{Kind}: code {answer.Code:X2}");
                return;
            }

            int block = BlockOption.Find(answer, CoapOption.Block2);
            string tag = Tag(answer);
            if (_position > 0 && (block == BlockOption.None || tag != _tag))
            {
                Restart();
                return;
            }

            if (block != BlockOption.None && BlockOption.Offset(block) != _position)
            {
                Fail($"{Kind}: block {block:X} at {_position}");
                return;
            }

            _tag = tag;
            _read.AddRange(answer.Buffer.AsSpan(answer.PayloadOffset, answer.PayloadLength));
            _position = _read.Count;
            if (block == BlockOption.None || !BlockOption.HasMore(block))
            {
                Result = answer.Code;
                return;
            }

            _exponent = Math.Min(_exponent, BlockOption.Exponent(block));
            if (answer.PayloadLength != BlockOption.Size(BlockOption.Exponent(block)))
            {
                Fail($"{Kind}: a block of {answer.PayloadLength} bytes");
            }
        }

        private void Restart()
        {
            _restarts++;
            _position = 0;
            _read.Clear();
            if (_restarts > MaxRestarts)
            {
                Fail($"{Kind}: no end");
            }
        }

        private void TakeReceipt(CoapReader answer)
        {
            int size = BlockOption.Size(_exponent);
            bool more = _body.Length - _position > size;
            if (answer.Code == ResponseCode.Continue)
            {
                int block = BlockOption.Find(answer, CoapOption.Block1);
                if (!more || block != BlockOption.Make(_position / size, true, _exponent))
                {
                    Fail($"{Kind}: 2.31 with {block:X} at {_position}");
                }

                _position += size;
                return;
            }

            Result = answer.Code;
        }

        private void Write(CoapWriter writer, int position, int exponent)
        {
            int size = BlockOption.Size(exponent);
            string path = Kind switch
            {
                BlockTransferKind.ReadText or BlockTransferKind.WriteText => $"{BlockObject.Id}/{_instance}/{BlockObject.Text}",
                BlockTransferKind.WritePieces => $"{BlockObject.Id}/{_instance}/{BlockObject.Pieces}",
                BlockTransferKind.Create => $"{BlockObject.Id}",
                BlockTransferKind.ReadComposite or BlockTransferKind.WriteComposite => string.Empty,
                _ => $"{BlockObject.Id}/{_instance}",
            };
            foreach (byte[] segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Hex.Ascii))
            {
                writer.WriteOption(CoapOption.UriPath, segment, 0, segment.Length);
            }

            int format = Kind switch
            {
                BlockTransferKind.WriteText => ClientFixture.Text,
                BlockTransferKind.WritePieces => ClientFixture.Opaque,
                BlockTransferKind.ReadComposite or BlockTransferKind.WriteComposite => SenMlCbor,
                _ => ClientFixture.Tlv,
            };
            if (Method != CoapCode.Get)
            {
                writer.WriteUnsignedOption(CoapOption.ContentFormat, format);
            }

            if (_isRead)
            {
                writer.WriteUnsignedOption(CoapOption.Block2, BlockOption.Make(position / size, false, exponent));
                if (Method == CoapCode.Fetch)
                {
                    writer.WritePayload(_body, 0, _body.Length);
                }

                return;
            }

            bool more = _body.Length - position > size;
            writer.WriteUnsignedOption(CoapOption.Block1, BlockOption.Make(position / size, more, exponent));

            // Two transfers of the same operation are told apart by it (RFC 9175, section 3).
            writer.WriteUnsignedOption(RequestTag, _instance);
            writer.WritePayload(_body, position, more ? size : _body.Length - position);
        }

        private static string Tag(CoapReader answer)
        {
            answer.RewindOptions();
            while (answer.NextOption())
            {
                if (answer.OptionNumber == CoapOption.ETag)
                {
                    return Hex.Text(answer.Buffer, answer.OptionOffset, answer.OptionLength);
                }
            }

            return string.Empty;
        }

        private static byte[] Tlv(byte[] text)
        {
            byte[] head = text.Length < 8
                ? [(byte)(0xC0 | text.Length), BlockObject.Text]
                : text.Length < 256 ? [0xC8, BlockObject.Text, (byte)text.Length] : [0xD0, BlockObject.Text, (byte)(text.Length >> 8), (byte)text.Length];
            return [.. head, .. text];
        }

        // The path of the text in SenML, with a text or, to ask for it, without.
        private byte[] Pack(byte[] text)
        {
            byte[] path = Hex.Ascii($"/{BlockObject.Id}/{_instance}/{BlockObject.Text}");
            byte[] name = [0x00, (byte)(0x60 + path.Length), .. path];
            if (text is null)
            {
                return [0x81, 0xA1, .. name];
            }

            return [0x81, 0xA2, .. name, 0x03, .. CborText(text)];
        }

        private static byte[] CborText(byte[] text)
        {
            byte[] head = text.Length < 24
                ? [(byte)(0x60 + text.Length)]
                : text.Length < 256 ? [0x78, (byte)text.Length] : [0x79, (byte)(text.Length >> 8), (byte)text.Length];
            return [.. head, .. text];
        }
    }
}
