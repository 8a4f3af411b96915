using System;
using Lwm2mNano.Coap;

namespace NFUnitTest
{
    /// <summary>
    /// A registered client with an <see cref="ObjectBulk"/>, and a server that speaks block-wise: requests with Block options, answers with
    /// theirs told apart.
    /// </summary>
    internal sealed class BlockPeer
    {
        /// <summary>What stands for an option that is left out.</summary>
        public const int None = -1;

        public const string Instance = "/26250/0";

        private const int MaxBlocks = 4096;

        /// <summary>Builds a client with one instance of the object, whose text has a length.</summary>
        public BlockPeer(int textLength)
            : this(1, textLength)
        {
            Fixture.StartAndRegister();
        }

        /// <summary>Builds a client with instances of the object, not started.</summary>
        public BlockPeer(int instances, int textLength)
        {
            Bulk = new ObjectBulk(instances + 1);
            Bulk.CreateAll(instances);
            Bulk.SetText(Pattern(textLength, 1));
            Check.True(Fixture.Client.Add(Bulk));
        }

        public ClientFixture Fixture { get; } = new ClientFixture();

        public ObjectBulk Bulk { get; }

        /// <summary>Gets or sets the content format of the requests that have a payload.</summary>
        public int Format { get; set; } = ClientFixture.Text;

        /// <summary>Gets or sets the Accept option of the requests.</summary>
        public int Accept { get; set; } = None;

        /// <summary>Gets or sets the Observe option of the requests.</summary>
        public int ObserveOption { get; set; } = None;

        /// <summary>Gets the message's Block1 option, or None.</summary>
        public int Block1 { get; private set; }

        /// <summary>Gets the message's Block2 option, or None.</summary>
        public int Block2 { get; private set; }

        /// <summary>Gets the message's Size1 option, or None.</summary>
        public int Size1 { get; private set; }

        /// <summary>Gets the message's Size2 option, or None.</summary>
        public int Size2 { get; private set; }

        /// <summary>Gets the message's Observe option, or None.</summary>
        public int Observe { get; private set; }

        /// <summary>Gets the message's ETag, empty if there is none.</summary>
        public string ETag { get; private set; }

        /// <summary>Gets the message's payload length.</summary>
        public int Count => Fixture.Answer.PayloadLength;

        /// <summary>Makes a text in which no two blocks are alike.</summary>
        public static byte[] Pattern(int count, int seed)
        {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++)
            {
                bytes[i] = PatternAt(i, seed);
            }

            return bytes;
        }

        /// <summary>Gets one byte of such a text.</summary>
        public static byte PatternAt(int index, int seed)
        {
            return (byte)('a' + ((index + (index / 16) + (index / 341) + seed) % 26));
        }

        /// <summary>Gets the sum of such a text.</summary>
        public static int PatternSum(int count, int seed)
        {
            int sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum = ObjectBulk.Sum(sum, PatternAt(i, seed));
            }

            return sum;
        }

        /// <summary>Makes a TLV of an instance: its text and its number.</summary>
        public static byte[] InstanceTlv(byte[] text, int number)
        {
            return Hex.Join(
                new byte[] { 0xD0, ObjectBulk.Text, (byte)(text.Length >> 8), (byte)text.Length }, text, new byte[] { 0xC1, ObjectBulk.Number, (byte)number });
        }

        /// <summary>Reads, or asks for a block.</summary>
        public int Get(string path, int block2)
        {
            return Send(CoapCode.Get, path, None, block2, null, 0, 0);
        }

        /// <summary>Sends a request and takes the answer.</summary>
        public int Send(int method, string path, int block1, int block2, byte[] body, int offset, int count)
        {
            return Send(method, path, block1, block2, None, body, offset, count);
        }

        /// <summary>Sends a request that says how long the body is, and takes the answer.</summary>
        public int Send(int method, string path, int block1, int block2, int size1, byte[] body, int offset, int count)
        {
            Check.Doing = path + " block " + block1.ToString() + " " + block2.ToString();
            CoapWriter writer = Fixture.BeginRequest(CoapType.Confirmable, method);
            WriteOption(writer, CoapOption.Observe, ObserveOption);
            WritePath(writer, path);
            WriteOption(writer, CoapOption.ContentFormat, body == null ? None : Format);
            WriteOption(writer, CoapOption.Accept, Accept);
            WriteOption(writer, CoapOption.Block2, block2);
            WriteOption(writer, CoapOption.Block1, block1);
            WriteOption(writer, CoapOption.Size1, size1);
            if (count > 0)
            {
                writer.WritePayload(body, offset, count);
            }

            int code = Fixture.Exchange(writer);
            ReadOptions();
            return code;
        }

        /// <summary>Sends a block of a body as a write of a path, and takes the answer.</summary>
        public int PutBlock(string path, byte[] body, int number, int exponent)
        {
            return SendBlock(CoapCode.Put, path, body, number, exponent);
        }

        /// <summary>Sends a block of a body and takes the answer.</summary>
        public int SendBlock(int method, string path, byte[] body, int number, int exponent)
        {
            int size = BlockOption.Size(exponent);
            int offset = number * size;
            bool more = body.Length - offset > size;
            int block = BlockOption.Make(number, more, exponent);
            int code = Send(method, path, block, None, number == 0 ? body.Length : None, body, offset, more ? size : body.Length - offset);
            if (code != 413)
            {
                Check.Is(block, Block1);
            }

            return code;
        }

        /// <summary>Sends a body block by block.</summary>
        /// <returns>The code of the last answer.</returns>
        public int SendAll(int method, string path, byte[] body, int exponent)
        {
            int last = (body.Length - 1) / BlockOption.Size(exponent);
            for (int i = 0; i < last; i++)
            {
                Check.Is(231, SendBlock(method, path, body, i, exponent));
                Check.Is(0, Count);
            }

            return SendBlock(method, path, body, last, exponent);
        }

        /// <summary>Reads a path block by block, and checks that the blocks belong together.</summary>
        public byte[] GetAll(string path, int exponent)
        {
            Check.Is(205, Get(path, BlockOption.Make(0, false, exponent)));
            return GetRest(path, exponent);
        }

        /// <summary>Reads what follows the block taken last, which was the first.</summary>
        public byte[] GetRest(string path, int exponent)
        {
            string tag = ETag;
            byte[] body = Hex.Bytes(Fixture.PayloadHex);
            for (int i = 1; Block2 != None && BlockOption.HasMore(Block2); i++)
            {
                Check.True(i < MaxBlocks);
                Check.Is(205, Get(path, BlockOption.Make(i, false, exponent)));
                Check.Is(tag, ETag);
                Check.Is(i, BlockOption.Number(Block2));
                Check.Is(exponent, BlockOption.Exponent(Block2));
                Check.True(!BlockOption.HasMore(Block2) || Count == BlockOption.Size(exponent));
                body = Hex.Join(body, Hex.Bytes(Fixture.PayloadHex));
            }

            return body;
        }

        /// <summary>Takes the client's oldest message with its options.</summary>
        public void Take()
        {
            Fixture.TakeMessage();
            ReadOptions();
        }

        /// <summary>Answers the request taken last, piggybacked, with a Block1 option.</summary>
        public void Respond(int code, int block1)
        {
            CoapReader request = Fixture.Answer;
            CoapWriter writer = new CoapWriter(64);
            writer.Begin(
                CoapType.Acknowledgement, ((code / 100) << 5) | (code % 100), request.MessageId, request.Buffer, request.TokenOffset, request.TokenLength);
            if (code == 201)
            {
                writer.WriteOption(CoapOption.LocationPath, Hex.Ascii("rd"), 0, 2);
                writer.WriteOption(CoapOption.LocationPath, Hex.Ascii("abcde"), 0, 5);
            }

            WriteOption(writer, CoapOption.Block1, block1);
            byte[] answer = new byte[writer.Length];
            Array.Copy(writer.Buffer, 0, answer, 0, answer.Length);
            Fixture.Transport.Arrive(answer);
            Fixture.Step();
        }

        private static void WriteOption(CoapWriter writer, int option, int value)
        {
            if (value != None)
            {
                writer.WriteUnsignedOption(option, value);
            }
        }

        private static void WritePath(CoapWriter writer, string path)
        {
            string[] segments = path.Substring(1).Split('/');
            for (int i = 0; i < segments.Length; i++)
            {
                byte[] segment = Hex.Ascii(segments[i]);
                if (segment.Length > 0)
                {
                    writer.WriteOption(CoapOption.UriPath, segment, 0, segment.Length);
                }
            }
        }

        private void ReadOptions()
        {
            CoapReader answer = Fixture.Answer;
            Block1 = BlockOption.Find(answer, CoapOption.Block1);
            Block2 = BlockOption.Find(answer, CoapOption.Block2);
            Size1 = None;
            Size2 = None;
            Observe = None;
            ETag = string.Empty;
            answer.RewindOptions();
            while (answer.NextOption())
            {
                switch (answer.OptionNumber)
                {
                    case CoapOption.Size1:
                        Size1 = (int)answer.ReadUnsignedOption();
                        break;
                    case CoapOption.Size2:
                        Size2 = (int)answer.ReadUnsignedOption();
                        break;
                    case CoapOption.Observe:
                        Observe = (int)answer.ReadUnsignedOption();
                        break;
                    case CoapOption.ETag:
                        ETag = Hex.Text(answer.Buffer, answer.OptionOffset, answer.OptionLength);
                        break;
                    default:
                        break;
                }
            }
        }
    }
}
