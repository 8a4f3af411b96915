using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A server that reads, writes and observes several paths at once, in SenML.
    /// </summary>
    internal sealed class CompositePeer
    {
        public const int Cbor = 60;
        public const int Json = 110;
        public const int SenMlCbor = 112;

        /// <summary>An option that is not there.</summary>
        public const int None = -1;

        // What the client says of its objects right after the registration, without the array around the records.
        public const string ServerJson =
            "{\"bn\":\"/1/0/\",\"n\":\"0\",\"v\":1},{\"n\":\"1\",\"v\":86400},{\"n\":\"6\",\"vb\":false},{\"n\":\"7\",\"vs\":\"U\"}";

        public const string DeviceJson =
            "{\"bn\":\"/3/0/\",\"n\":\"0\",\"vs\":\"Lwm2mNano\"},{\"n\":\"1\",\"vs\":\"ESP32\"},{\"n\":\"2\",\"vs\":\"0001\"},{\"n\":\"3\",\"vs\":\"1.0\"},"
            + "{\"n\":\"6/0\",\"v\":1},{\"n\":\"7/0\",\"v\":3800},{\"n\":\"9\",\"v\":75},{\"n\":\"10\",\"v\":61},{\"n\":\"11/0\",\"v\":0},"
            + "{\"n\":\"13\",\"v\":1367491215},{\"n\":\"16\",\"vs\":\"U\"},{\"n\":\"20\",\"v\":0},{\"n\":\"21\",\"v\":96}";

        public const string SampleJson =
            "{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"a\"},{\"n\":\"1\",\"v\":-5},{\"n\":\"2\",\"v\":1.5},{\"n\":\"3\",\"v\":4294967295},"
            + "{\"n\":\"4\",\"vb\":true},{\"n\":\"5\",\"vd\":\"AQI\"},{\"n\":\"6\",\"v\":1000},{\"n\":\"7\",\"vlo\":\"3:0\"},{\"n\":\"8/0\",\"v\":5},"
            + "{\"n\":\"8/2\",\"v\":300},{\"n\":\"10\",\"v\":0}";

        public const string ServerCbor = "A3 21 65 2F312F302F 00 6130 02 01 A2 00 6131 02 1A 00015180 A2 00 6136 04 F4 A2 00 6137 03 6155";

        public const string DeviceCbor =
            "A3 21 65 2F332F302F 00 6130 03 69 4C776D326D4E616E6F A2 00 6131 03 65 4553503332 A2 00 6132 03 64 30303031 A2 00 6133 03 63 312E30"
            + "A2 00 63362F30 02 01 A2 00 63372F30 02 190ED8 A2 00 6139 02 184B A2 00 623130 02 183D A2 00 6431312F30 02 00"
            + "A2 00 623133 02 1A 5182428F A2 00 623136 03 6155 A2 00 623230 02 00 A2 00 623231 02 1860";

        public const string SampleCbor =
            "A3 21 69 2F32363234312F302F 00 6130 03 6161 A2 00 6131 02 24 A2 00 6132 02 F93E00 A2 00 6133 02 1A FFFFFFFF A2 00 6134 04 F5"
            + "A2 00 6135 08 420102 A2 00 6136 02 1903E8 A2 00 6137 63 766C6F 63 333A30 A2 00 63382F30 02 05 A2 00 63382F32 02 19012C"
            + "A2 00 623130 02 00";

        private const string AnyToken = "0C";

        private readonly CoapWriter _writer = new CoapWriter(1400);
        private int _messageId = 0x3000;

        public CompositePeer(ClientFixture fixture)
        {
            Fixture = fixture;
        }

        /// <summary>Builds the server of a client that has just registered and has a sample object with a value for each resource.</summary>
        public static CompositePeer OfSample()
        {
            return new CompositePeer(ClientFixture.WithSample());
        }

        /// <summary>Gets the client with what surrounds it.</summary>
        public ClientFixture Fixture { get; }

        /// <summary>Gets the Observe option of the last message taken, or <see cref="None"/>.</summary>
        public int Sequence { get; private set; }

        /// <summary>Gets the Block2 option of the last message taken, or <see cref="None"/>.</summary>
        public int Block { get; private set; }

        /// <summary>Gets the payload of the last message taken, which is in JSON, without the array around its records.</summary>
        public string Records
        {
            get
            {
                Check.Is(Json, Fixture.AnswerFormat);
                string text = Fixture.PayloadText;
                Check.True(text.Length >= 2 && text[0] == '[' && text[text.Length - 1] == ']');
                return text.Substring(1, text.Length - 2);
            }
        }

        /// <summary>Writes paths, "/3 /1/0/1", as names in a format.</summary>
        public static byte[] Names(int format, string paths)
        {
            string[] names = paths.Split(' ');
            byte[] pack = format == Json ? Hex.Ascii("[") : new byte[] { (byte)(0x80 + names.Length) };
            for (int i = 0; i < names.Length; i++)
            {
                pack = format == Json
                    ? Hex.Join(pack, Hex.Ascii((i > 0 ? ",{\"n\":\"" : "{\"n\":\"") + names[i] + "\"}"))
                    : Hex.Join(pack, new byte[] { 0xA1, 0x00, (byte)(0x60 + names[i].Length) }, Hex.Ascii(names[i]));
            }

            return format == Json ? Hex.Join(pack, Hex.Ascii("]")) : pack;
        }

        /// <summary>Makes a list of paths of "/3/0 /1/0/1".</summary>
        public static PathList Paths(string text)
        {
            string[] names = text.Split(' ');
            PathList list = new PathList(names.Length);
            ResourcePath path = new ResourcePath();
            for (int i = 0; i < names.Length; i++)
            {
                path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
                string[] ids = names[i].Substring(1).Split('/');
                for (int k = 0; k < ids.Length; k++)
                {
                    Check.True(path.Append(int.Parse(ids[k])));
                }

                Check.True(list.Add(path));
            }

            return list;
        }

        /// <summary>Reads paths in JSON.</summary>
        public int Read(string paths)
        {
            return Read(Json, None, paths);
        }

        /// <summary>Reads paths that are named in a format.</summary>
        public int Read(int format, int accept, string paths)
        {
            return Fetch(AnyToken, None, format, accept, None, Names(format, paths));
        }

        /// <summary>Begins an observation, which the client takes.</summary>
        public void Observe(string token, string paths)
        {
            Check.Is(205, Fetch(token, 0, Json, None, None, Names(Json, paths)));
            Check.True(Sequence != None);
        }

        /// <summary>Sends a FETCH to the root and takes the answer.</summary>
        /// <returns>The code as people write it.</returns>
        public int Fetch(string token, int observe, int format, int accept, int block, byte[] payload)
        {
            byte[] bytes = Hex.Bytes(token);
            _writer.Begin(CoapType.Confirmable, CoapCode.Fetch, ++_messageId, bytes, 0, bytes.Length);
            WriteOption(CoapOption.Observe, observe);
            WriteOption(CoapOption.ContentFormat, format);
            WriteOption(CoapOption.Accept, accept);
            WriteOption(CoapOption.Block2, block);
            return Exchange(token, payload);
        }

        /// <summary>Writes a pack in JSON at once.</summary>
        public int Write(string pack)
        {
            return Write(Json, Hex.Ascii(pack));
        }

        /// <summary>Writes a pack at once.</summary>
        public int Write(int format, byte[] payload)
        {
            byte[] bytes = Hex.Bytes(AnyToken);
            _writer.Begin(CoapType.Confirmable, CoapCode.IPatch, ++_messageId, bytes, 0, bytes.Length);
            WriteOption(CoapOption.ContentFormat, format);
            int code = Exchange(AnyToken, payload);
            Check.Is(0, Fixture.Answer.PayloadLength);
            return code;
        }

        /// <summary>Takes a notification in JSON with those records.</summary>
        public void Expect(string token, int sequence, string records)
        {
            Take(CoapType.NonConfirmable, token);
            Check.Is(ResponseCode.Content, Fixture.Answer.Code);
            Check.Is(sequence, Sequence);
            Check.Is(records, Records);
        }

        /// <summary>Lets seconds pass in which the client says nothing, and at their end it says that.</summary>
        public void ExpectIn(int seconds, string token, int sequence, string records)
        {
            long at = Fixture.Now + (seconds * 1000L);
            Fixture.RunTo(at - 1);
            Fixture.ExpectSilence();
            Fixture.RunTo(at);
            Expect(token, sequence, records);
        }

        /// <summary>Writes a value as text; the object notes the change.</summary>
        public void Set(string path, string text)
        {
            Check.Is(204, Fixture.Put(path, text), path);
        }

        /// <summary>Resets the message taken last.</summary>
        public void Reset()
        {
            Fixture.RespondReset();
            Fixture.Step();
        }

        private int Exchange(string token, byte[] payload)
        {
            if (payload != null)
            {
                _writer.WritePayload(payload, 0, payload.Length);
            }

            Fixture.Transport.Arrive(Hex.Text(_writer.Buffer, 0, _writer.Length));
            Fixture.Step();
            Take(CoapType.Acknowledgement, token);
            Check.Is(_messageId, Fixture.Answer.MessageId);
            return ((Fixture.Answer.Code >> 5) * 100) + (Fixture.Answer.Code & 0x1F);
        }

        private void Take(int type, string token)
        {
            Fixture.TakeMessage();
            CoapReader answer = Fixture.Answer;
            Check.Is(type, answer.Type);
            Hex.AreEqual(token, Fixture.AnswerBytes, answer.TokenOffset, answer.TokenLength);
            Block = BlockOption.Find(answer, CoapOption.Block2);
            Sequence = None;
            answer.RewindOptions();
            while (answer.NextOption())
            {
                if (answer.OptionNumber == CoapOption.Observe)
                {
                    Sequence = (int)answer.ReadUnsignedOption();
                }
            }
        }

        private void WriteOption(int option, int value)
        {
            if (value != None)
            {
                _writer.WriteUnsignedOption(option, value);
            }
        }
    }
}
