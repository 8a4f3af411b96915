using System;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// A client with everything that surrounds it, and its server, which is the test: virtual time, a transport in memory, a fake device.
    /// It takes a third of a device's heap: a test that builds a second one lets go of the first one before.
    /// </summary>
    internal sealed class ClientFixture
    {
        /// <summary>A request's Content-Format or Accept that is left out.</summary>
        public const int None = -1;

        public const int Text = 0;
        public const int Link = 40;
        public const int Opaque = 42;
        public const int Tlv = 11542;
        public const int LegacyTlv = 1542;

        /// <summary>What <see cref="WithSample"/> has written.</summary>
        public const string SampleWritten =
            "C10061 C101FB C80208 3FF8000000000000 C403 FFFFFFFF C10401 C205 0102 C206 03E8 C407 00030000 8708 410005 4202012C";

        /// <summary>What an instance read gives then.</summary>
        public const string SampleRead =
            "C10061 C101FB C80208 3FF8000000000000 C403 FFFFFFFF C10401 C205 0102 C206 03E8 C407 00030000 8708 410005 4202012C C10A00";

        /// <summary>How every list of links of the client begins: the formats that it has.</summary>
        public const string Formats = "</>;rt=\"oma.lwm2m\";ct=\"60 110 112 11542\",";

        /// <summary>The token of each request that the server sends.</summary>
        public const string Token = "A1B2C3";

        // A client that makes more than this many steps in a row without time passing runs in a loop.
        private const int MaxStepsAtOneTime = 8;
        private const int MaxDatagramBytes = 1400;

        private static readonly byte[] s_token = { 0xA1, 0xB2, 0xC3 };
        private static readonly CoapWriter s_writer = new CoapWriter(MaxDatagramBytes);

        private int _messageId = 0x7000;

        /// <summary>
        /// Builds a client that knows one server without security, lifetime 86400, and is not started.
        /// </summary>
        public ClientFixture()
            : this("coap://server.example", 86400, true)
        {
        }

        public ClientFixture(string uri, int lifetime)
            : this(uri, lifetime, true)
        {
        }

        public ClientFixture(string uri, int lifetime, bool hasBattery)
        {
            Power = new ClientFakePower(Transport);
            Information = new DeviceInformation
            {
                Manufacturer = Hex.Ascii("Lwm2mNano"),
                ModelNumber = Hex.Ascii("ESP32"),
                SerialNumber = Hex.Ascii("0001"),
                FirmwareVersion = Hex.Ascii("1.0"),
            };
            Device = new DeviceObject(Information, hasBattery ? Battery : null, Memory, Clock, Power);
            Configure(Security, Hex.Join(TlvText(0xC8, 0, uri), Hex.Bytes("C10100 C10203 C003 C004 C005 C10A01")));
            byte[] account = Hex.Bytes("C10001 C40100000000 C10600 C10755");
            for (int i = 0; i < 4; i++)
            {
                account[5 + i] = (byte)(lifetime >> (24 - (8 * i)));
            }

            Configure(Server, account);
            Client = new LwM2mClient(Hex.Ascii("nano-1"), Security, Server, Transport, Random, Observer);
            Random.Set(0);
            Check.True(Client.Add(Device));
        }

        public FakeTransport Transport { get; } = new FakeTransport();

        /// <summary>Gets the random source. Once the client is built it gives zeros, so that waits and time-outs are as short as they can be.</summary>
        public FakeRandom Random { get; } = new FakeRandom();

        public ClientFakeBattery Battery { get; } = new ClientFakeBattery();

        public ClientFakeMemory Memory { get; } = new ClientFakeMemory();

        public ClientFakeClock Clock { get; } = new ClientFakeClock();

        public ClientFakePower Power { get; }

        public ClientFakeObserver Observer { get; } = new ClientFakeObserver();

        public DeviceInformation Information { get; }

        public SecurityObject Security { get; } = new SecurityObject();

        public ServerObject Server { get; } = new ServerObject();

        public DeviceObject Device { get; }

        public LwM2mClient Client { get; }

        /// <summary>Gets the sample object, if there is one.</summary>
        public ObjectSample Sample { get; private set; }

        /// <summary>Gets the one account of the Server Object.</summary>
        public ServerAccount Account => Server.Account(0);

        /// <summary>Gets or sets the time in milliseconds.</summary>
        public long Now { get; set; } = 1000;

        /// <summary>Gets when the client wants to be called again, as it said last.</summary>
        public long Next { get; private set; }

        /// <summary>Gets the last message that the client sent to the test.</summary>
        public CoapReader Answer { get; } = new CoapReader();

        /// <summary>Gets that message whole.</summary>
        public byte[] AnswerBytes { get; private set; }

        /// <summary>Gets the Content-Format of that message, or <see cref="None"/>.</summary>
        public int AnswerFormat { get; private set; }

        /// <summary>Gets the payload of that message as hexadecimal text.</summary>
        public string PayloadHex => Hex.Text(Answer.Buffer, Answer.PayloadOffset, Answer.PayloadLength);

        /// <summary>Gets the payload of that message as text.</summary>
        public string PayloadText => AsciiText(Answer.Buffer, Answer.PayloadOffset, Answer.PayloadLength);

        /// <summary>
        /// Builds a client that has just registered at rd/abcde and whose Register and answer are taken.
        /// </summary>
        public static ClientFixture Registered()
        {
            return Registered(86400);
        }

        public static ClientFixture Registered(int lifetime)
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", lifetime);
            fixture.StartAndRegister();
            return fixture;
        }

        /// <summary>
        /// Builds a client that has registered, with an instance 0 of the sample object that has a value for each resource.
        /// </summary>
        public static ClientFixture WithSample()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.Sample = new ObjectSample();
            Check.True(fixture.Client.Add(fixture.Sample));
            Check.Is(ResponseCode.Created, fixture.Sample.Create(0));
            fixture.StartAndRegister();
            Check.Is(204, fixture.PostTlv("/26241/0", SampleWritten));
            return fixture;
        }

        /// <summary>Gets how many Registers <see cref="Serve"/> has answered or ignored.</summary>
        public int RegisterCount { get; private set; }

        /// <summary>Gets how many Updates <see cref="Serve"/> has answered or ignored.</summary>
        public int UpdateCount { get; private set; }

        /// <summary>Gets how many datagrams the client has sent to <see cref="Serve"/>.</summary>
        public int ServedCount { get; private set; }

        /// <summary>Sets resources of the account as the configuration does, those that no server can write included.</summary>
        public void ConfigureAccount(string tlv)
        {
            Write(Server, Hex.Bytes("C10001 C401 00015180 C10600 C10755" + tlv));
        }

        /// <summary>
        /// Is the server until a moment: answers each Register and each Update with these codes, or not at all where a code is 0.
        /// </summary>
        public void Serve(long until, int registerCode, int updateCode)
        {
            while (true)
            {
                Step();
                while (Transport.SentCount > 0)
                {
                    TakeMessage();
                    ServedCount++;
                    bool register = Answer.Code == CoapCode.Post && RequestPath() == "/rd?ep=nano-1";
                    int code = register ? registerCode : updateCode;
                    RegisterCount += register ? 1 : 0;
                    UpdateCount += register ? 0 : 1;
                    if (code == 201)
                    {
                        Respond(code, "rd", "abcde");
                    }
                    else if (code != 0)
                    {
                        Respond(code);
                    }

                    Step();
                }

                if (Next > until)
                {
                    Now = until;
                    return;
                }

                Now = Next;
            }
        }

        /// <summary>Starts the client and lets the server take its Register.</summary>
        public void StartAndRegister()
        {
            Check.True(Client.Start(Now));
            Step();
            AcceptRegister();
        }

        /// <summary>Answers the Register that was just sent with 2.01 and the location rd/abcde.</summary>
        public void AcceptRegister()
        {
            TakeRequest(CoapCode.Post);
            Check.Is("/rd?ep=nano-1", RequestPath());
            Respond(201, "rd", "abcde");
            Step();
            Check.True(Client.State == RegistrationState.Registered);
        }

        /// <summary>Takes the Update that was just sent, which has that query, and answers it.</summary>
        public void ExpectUpdate(string query, int code)
        {
            TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde" + query, RequestPathAndQuery());
            Respond(code);
            Step();
        }

        /// <summary>Takes the Deregister that was just sent and answers it.</summary>
        public void ExpectDeregister()
        {
            TakeRequest(CoapCode.Delete);
            Check.Is("/rd/abcde", RequestPathAndQuery());
            Check.Is(0, Answer.PayloadLength);
            Respond(202);
            Step();
        }

        /// <summary>Steps the client at the present time until it wants no more of it.</summary>
        public long Step()
        {
            for (int i = 0; i < MaxStepsAtOneTime; i++)
            {
                Next = Client.Step(Now);
                if (Next > Now && Transport.ArrivingCount == 0)
                {
                    return Next;
                }
            }

            Check.True(Client.State == RegistrationState.Stopped, "The client runs in a loop.");
            return Next;
        }

        /// <summary>Lets time pass up to a moment, stepping whenever the client asks for it.</summary>
        public void RunTo(long time)
        {
            while (Step() <= time)
            {
                Now = Next;
            }

            Now = time;
            Step();
        }

        /// <summary>Lets seconds pass.</summary>
        public void Run(int seconds)
        {
            RunTo(Now + (seconds * 1000L));
        }

        /// <summary>Fails unless the client has sent nothing that was not taken.</summary>
        public void ExpectSilence()
        {
            Check.Is(0, Transport.SentCount, "The client has sent something.");
        }

        /// <summary>Takes the oldest datagram that the client sent and reads it.</summary>
        public void TakeMessage()
        {
            AnswerBytes = Transport.TakeSent();
            Assert.IsNotNull(AnswerBytes, "The client has sent nothing.");
            Check.Is(CoapParseResult.Ok, Answer.Parse(AnswerBytes, 0, AnswerBytes.Length));
            AnswerFormat = None;
            Answer.RewindOptions();
            while (Answer.NextOption())
            {
                if (Answer.OptionNumber == CoapOption.ContentFormat)
                {
                    AnswerFormat = (int)Answer.ReadUnsignedOption();
                }
            }
        }

        /// <summary>Takes the client's request, which is confirmable and has that method.</summary>
        public void TakeRequest(int method)
        {
            TakeMessage();
            Check.Is(method, Answer.Code);
            Check.Is(CoapType.Confirmable, Answer.Type);
        }

        /// <summary>Answers the request taken last, piggybacked; <paramref name="location"/> are Location-Path segments.</summary>
        public void Respond(int code, params string[] location)
        {
            CoapWriter writer = s_writer;
            writer.Begin(CoapType.Acknowledgement, ((code / 100) << 5) | (code % 100), Answer.MessageId, AnswerBytes, Answer.TokenOffset, Answer.TokenLength);
            for (int i = 0; i < location.Length; i++)
            {
                byte[] segment = Hex.Ascii(location[i]);
                writer.WriteOption(CoapOption.LocationPath, segment, 0, segment.Length);
            }

            Transport.Arrive(Copy(writer));
        }

        /// <summary>Resets the request taken last.</summary>
        public void RespondReset()
        {
            CoapWriter writer = s_writer;
            writer.Begin(CoapType.Reset, CoapCode.Empty, Answer.MessageId, s_token, 0, 0);
            Transport.Arrive(Copy(writer));
        }

        public int Get(string path)
        {
            return Request(CoapCode.Get, path, None, None, null);
        }

        public int GetAs(int accept, string path)
        {
            return Request(CoapCode.Get, path, None, accept, null);
        }

        public int Discover(string path)
        {
            return Request(CoapCode.Get, path, None, Link, null);
        }

        /// <summary>Puts a text.</summary>
        public int Put(string path, string text)
        {
            return Request(CoapCode.Put, path, Text, None, Hex.Ascii(text));
        }

        /// <summary>Puts a TLV.</summary>
        public int PutTlv(string path, string hex)
        {
            return Request(CoapCode.Put, path, Tlv, None, Hex.Bytes(hex));
        }

        /// <summary>Puts a path with a query and without a payload.</summary>
        public int WriteAttributes(string path)
        {
            return Request(CoapCode.Put, path, None, None, null);
        }

        /// <summary>Posts nothing.</summary>
        public int Post(string path)
        {
            return Request(CoapCode.Post, path, None, None, null);
        }

        /// <summary>Posts a text without saying its format, as Execute does.</summary>
        public int Post(string path, string text)
        {
            return Request(CoapCode.Post, path, None, None, Hex.Ascii(text));
        }

        /// <summary>Posts a TLV.</summary>
        public int PostTlv(string path, string hex)
        {
            return Request(CoapCode.Post, path, Tlv, None, Hex.Bytes(hex));
        }

        public int Delete(string path)
        {
            return Request(CoapCode.Delete, path, None, None, null);
        }

        /// <summary>
        /// Sends a confirmable request to the client and takes its answer, whose type, message id and token are checked.
        /// </summary>
        /// <returns>The code as people write it: 205 for 2.05.</returns>
        public int Request(int method, string path, int format, int accept, byte[] payload)
        {
            Check.Doing = path;
            CoapWriter writer = BeginRequest(CoapType.Confirmable, method);
            WriteUri(writer, CoapOption.UriPath, path);
            if (format != None)
            {
                writer.WriteUnsignedOption(CoapOption.ContentFormat, format);
            }

            WriteUri(writer, CoapOption.UriQuery, path);
            if (accept != None)
            {
                writer.WriteUnsignedOption(CoapOption.Accept, accept);
            }

            if (payload != null)
            {
                int offset = writer.BeginPayload();
                Array.Copy(payload, 0, writer.Buffer, offset, payload.Length);
                writer.EndPayload(payload.Length);
            }

            return Exchange(writer);
        }

        /// <summary>Starts a request of the server's, for tests that write its options themselves.</summary>
        public CoapWriter BeginRequest(int type, int method)
        {
            _messageId++;
            s_writer.Begin(type, method, _messageId, s_token, 0, s_token.Length);
            return s_writer;
        }

        /// <summary>Sends the request that was begun and takes the answer.</summary>
        public int Exchange(CoapWriter writer)
        {
            byte[] request = Copy(writer);
            int type = (request[0] >> 4) & 3;
            Transport.Arrive(request);
            Step();
            TakeMessage();
            Check.Is(type == CoapType.Confirmable ? CoapType.Acknowledgement : CoapType.NonConfirmable, Answer.Type);
            if (type == CoapType.Confirmable)
            {
                Check.Is(_messageId, Answer.MessageId);
            }

            Hex.AreEqual(Token, AnswerBytes, Answer.TokenOffset, Answer.TokenLength);
            return ((Answer.Code >> 5) * 100) + (Answer.Code & 0x1F);
        }

        /// <summary>Sends the request that was begun, which the client is to drop.</summary>
        public void ExpectDropped(CoapWriter writer)
        {
            Transport.Arrive(Copy(writer));
            Step();
            ExpectSilence();
        }

        /// <summary>Gets the Uri-Path and the first Uri-Query of the client's request.</summary>
        public string RequestPath()
        {
            return Uri(CoapOption.UriPath, '/', int.MaxValue) + Uri(CoapOption.UriQuery, '?', 1);
        }

        /// <summary>Gets the Uri-Path and every Uri-Query of the client's request.</summary>
        public string RequestPathAndQuery()
        {
            return Uri(CoapOption.UriPath, '/', int.MaxValue) + Uri(CoapOption.UriQuery, '?', int.MaxValue);
        }

        /// <summary>Gets the Location-Path of the client's answer.</summary>
        public string Location()
        {
            return Uri(CoapOption.LocationPath, '/', int.MaxValue);
        }

        private static byte[] TlvText(int type, int id, string text)
        {
            return Hex.Join(new byte[] { (byte)type, (byte)id, (byte)text.Length }, Hex.Ascii(text));
        }

        // As the application does with the configuration that it reads.
        private static void Configure(LwM2mObject target, byte[] tlv)
        {
            Check.Is(ResponseCode.Created, target.Create(0));
            Write(target, tlv);
        }

        private static void Write(LwM2mObject target, byte[] tlv)
        {
            ResourcePath path = new ResourcePath();
            path.Set(target.ObjectId, 0, ResourcePath.None, ResourcePath.None);
            WriteOperation operation = new WriteOperation();
            TlvReader reader = new TlvReader();
            Check.Is(ResponseCode.Changed, operation.Check(target, path, WriteMode.Configure, reader, tlv, 0, tlv.Length));
            Check.Is(ResponseCode.Changed, operation.Apply(reader, tlv, 0, tlv.Length));
        }

        private static byte[] Copy(CoapWriter writer)
        {
            Check.True(writer.Length > 0);
            byte[] copy = new byte[writer.Length];
            Array.Copy(writer.Buffer, 0, copy, 0, copy.Length);
            return copy;
        }

        // "/3/0?pmin=1&pmax=2" as options of the one number or the other.
        private static void WriteUri(CoapWriter writer, int option, string path)
        {
            byte[] bytes = Hex.Ascii(path);
            bool inQuery = false;
            int start = -1;
            for (int i = 0; i <= bytes.Length; i++)
            {
                int c = i < bytes.Length ? bytes[i] : 0;
                bool ends = i == bytes.Length || (!inQuery && (c == '/' || c == '?')) || (inQuery && c == '&');
                if (!ends)
                {
                    continue;
                }

                if (start >= 0 && inQuery == (option == CoapOption.UriQuery))
                {
                    writer.WriteOption(option, bytes, start, i - start);
                }

                inQuery = inQuery || c == '?';
                start = i + 1;
            }
        }

        private static string AsciiText(byte[] bytes, int offset, int count)
        {
            char[] characters = new char[count];
            for (int i = 0; i < count; i++)
            {
                characters[i] = (char)bytes[offset + i];
            }

            return new string(characters);
        }

        private string Uri(int option, char first, int atMost)
        {
            string text = string.Empty;
            Answer.RewindOptions();
            while (Answer.NextOption())
            {
                if (Answer.OptionNumber == option && atMost-- > 0)
                {
                    text += first + AsciiText(Answer.Buffer, Answer.OptionOffset, Answer.OptionLength);
                    first = option == CoapOption.UriQuery ? '&' : first;
                }
            }

            return text;
        }
    }
}
