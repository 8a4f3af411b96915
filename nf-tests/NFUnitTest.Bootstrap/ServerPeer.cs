using System;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// A server at the other end of one of a client's transports, which is the test: a LwM2M server or the bootstrap server.
    /// </summary>
    internal sealed class ServerPeer
    {
        /// <summary>An option that is left out.</summary>
        public const int None = -1;

        private const int MaxDatagramBytes = 1400;

        private static readonly byte[] s_token = { 0xA1, 0xB2, 0xC3 };
        private static readonly CoapWriter s_writer = new CoapWriter(MaxDatagramBytes);

        private readonly ServersFixture _fixture;
        private int _messageId = 0x7000;

        public ServerPeer(ServersFixture fixture, FakeTransport transport)
        {
            _fixture = fixture;
            Transport = transport;
        }

        public FakeTransport Transport { get; }

        /// <summary>Gets or sets the token of the requests sent.</summary>
        public byte[] Token { get; set; } = s_token;

        /// <summary>Gets how many datagrams were sent and taken.</summary>
        public int Datagrams { get; private set; }

        /// <summary>Gets how many bytes these had together.</summary>
        public int Bytes { get; private set; }

        /// <summary>Gets the last message taken from the client.</summary>
        public CoapReader Message { get; } = new CoapReader();

        public byte[] MessageBytes { get; private set; }

        /// <summary>Gets the Content-Format of that message, or <see cref="None"/>.</summary>
        public int Format { get; private set; }

        /// <summary>Gets the Observe option of that message, or <see cref="None"/>.</summary>
        public int Observe { get; private set; }

        public byte[] Payload
        {
            get
            {
                byte[] payload = new byte[Message.PayloadLength];
                Array.Copy(Message.Buffer, Message.PayloadOffset, payload, 0, payload.Length);
                return payload;
            }
        }

        public string PayloadHex => Hex.Text(Payload);

        public string PayloadText => Text(Message.Buffer, Message.PayloadOffset, Message.PayloadLength);

        /// <summary>Gets Uri-Path and Uri-Query of that message.</summary>
        public string Uri => Options(CoapOption.UriPath, '/') + Options(CoapOption.UriQuery, '?');

        /// <summary>Gets the Location-Path of that message.</summary>
        public string Location => Options(CoapOption.LocationPath, '/');

        /// <summary>Gets the host that the client has reached.</summary>
        public string Host => Transport.Host == null ? null : Text(Transport.Host, 0, Transport.Host.Length);

        /// <summary>Fails unless the client has sent nothing that was not taken.</summary>
        public void ExpectSilence()
        {
            Check.Is(0, Transport.SentCount, "sent");
        }

        /// <summary>Takes the oldest message of the client.</summary>
        public void Take()
        {
            MessageBytes = Transport.TakeSent();
            Assert.IsNotNull(MessageBytes, Check.Doing);
            Datagrams++;
            Bytes += MessageBytes.Length;
            Check.Is(CoapParseResult.Ok, Message.Parse(MessageBytes, 0, MessageBytes.Length));
            Format = None;
            Observe = None;
            Message.RewindOptions();
            while (Message.NextOption())
            {
                if (Message.OptionNumber == CoapOption.ContentFormat)
                {
                    Format = (int)Message.ReadUnsignedOption();
                }
                else if (Message.OptionNumber == CoapOption.Observe)
                {
                    Observe = (int)Message.ReadUnsignedOption();
                }
            }
        }

        /// <summary>Takes the client's confirmable request, which has that method and URI.</summary>
        public void Expect(int method, string uri)
        {
            Take();
            Check.Is(uri, Uri);
            Check.Is(method, Message.Code);
            Check.Is(CoapType.Confirmable, Message.Type);
        }

        /// <summary>Answers the request taken last, with that code and Location-Path.</summary>
        public void Respond(int code, params string[] location)
        {
            s_writer.Begin(
                CoapType.Acknowledgement, ((code / 100) << 5) | (code % 100), Message.MessageId, MessageBytes, Message.TokenOffset, Message.TokenLength);
            for (int i = 0; i < location.Length; i++)
            {
                byte[] segment = Hex.Ascii(location[i]);
                s_writer.WriteOption(CoapOption.LocationPath, segment, 0, segment.Length);
            }

            Arrive();
        }

        /// <summary>Resets the message taken last.</summary>
        public void Reset()
        {
            s_writer.Begin(CoapType.Reset, CoapCode.Empty, Message.MessageId, s_token, 0, 0);
            Arrive();
        }

        /// <summary>Acknowledges the message taken last.</summary>
        public void Acknowledge()
        {
            s_writer.Begin(CoapType.Acknowledgement, CoapCode.Empty, Message.MessageId, s_token, 0, 0);
            Arrive();
        }

        /// <summary>Lets the client register here with a lifetime of a day.</summary>
        public void Accept()
        {
            Accept("rd", "5a3f");
        }

        public void Accept(params string[] location)
        {
            Expect(CoapCode.Post, "/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U");
            Respond(201, location);
        }

        /// <summary>Grants the Bootstrap-Request that was just sent.</summary>
        public void AcceptBootstrap()
        {
            Expect(CoapCode.Post, "/bs?ep=nano-1&pct=11542");
            Respond(204);
        }

        public int Get(string path)
        {
            return Request(CoapCode.Get, path, None, None, None, null);
        }

        public int GetAs(int accept, string path)
        {
            return Request(CoapCode.Get, path, None, accept, None, null);
        }

        public int Discover(string path)
        {
            return GetAs(ClientFixture.Link, path);
        }

        public int ObserveAt(string path)
        {
            return Request(CoapCode.Get, path, None, None, 0, null);
        }

        /// <summary>Puts a TLV, or nothing where the path has attributes.</summary>
        public int Put(string path, byte[] tlv)
        {
            return Request(CoapCode.Put, path, tlv == null ? None : ClientFixture.Tlv, None, None, tlv);
        }

        public int PutAs(int format, string path, byte[] payload)
        {
            return Request(CoapCode.Put, path, format, None, None, payload);
        }

        public int PutText(string path, string text)
        {
            return PutAs(ClientFixture.Text, path, Hex.Ascii(text));
        }

        public int Post(string path)
        {
            return Request(CoapCode.Post, path, None, None, None, null);
        }

        public int Post(string path, byte[] tlv)
        {
            return Request(CoapCode.Post, path, ClientFixture.Tlv, None, None, tlv);
        }

        public int Delete(string path)
        {
            return Request(CoapCode.Delete, path, None, None, None, null);
        }

        /// <summary>
        /// Sends a confirmable request and takes the answer, which comes with the acknowledgement.
        /// </summary>
        /// <returns>The code as people write it: 205 for 2.05.</returns>
        public int Request(int method, string path, int format, int accept, int observe, byte[] payload)
        {
            Check.Doing = path;
            Write(Begin(method), path, format, accept, observe, None, payload, 0, payload == null ? 0 : payload.Length);
            return Exchange();
        }

        /// <summary>
        /// Puts a TLV in blocks, each but the last of which is answered with 2.31.
        /// </summary>
        /// <returns>The code of the last answer.</returns>
        public int PutInBlocks(string path, byte[] tlv, int exponent)
        {
            Check.Doing = path;
            int size = 16 << exponent;
            int code = 0;
            for (int offset = 0; offset < tlv.Length; offset += size)
            {
                bool more = tlv.Length - offset > size;
                Write(
                    Begin(CoapCode.Put), path, ClientFixture.Tlv, None, None, BlockOption.Make(offset / size, more, exponent), tlv, offset,
                    more ? size : tlv.Length - offset);
                code = Exchange();
                if (code != 231)
                {
                    break;
                }
            }

            return code;
        }

        /// <summary>Sends a request whose answer, if there is one, the test takes.</summary>
        public void Send(int method, string path)
        {
            Write(Begin(method), path, None, None, None, None, null, 0, 0);
            Arrive();
        }

        private CoapWriter Begin(int method)
        {
            _messageId++;
            s_writer.Begin(CoapType.Confirmable, method, _messageId, Token, 0, Token.Length);
            return s_writer;
        }

        private int Exchange()
        {
            Arrive();
            _fixture.Step();
            Take();
            Check.Is(CoapType.Acknowledgement, Message.Type);
            Check.Is(_messageId, Message.MessageId);
            Hex.AreEqual(Hex.Text(Token), MessageBytes, Message.TokenOffset, Message.TokenLength);
            return ((Message.Code >> 5) * 100) + (Message.Code & 0x1F);
        }

        private void Arrive()
        {
            Check.True(s_writer.Length > 0);
            byte[] datagram = new byte[s_writer.Length];
            Array.Copy(s_writer.Buffer, 0, datagram, 0, datagram.Length);
            Datagrams++;
            Bytes += datagram.Length;
            Transport.Arrive(datagram);
        }

        private static void Write(
            CoapWriter writer, string path, int format, int accept, int observe, int block, byte[] payload, int offset, int count)
        {
            if (observe != None)
            {
                writer.WriteUnsignedOption(CoapOption.Observe, observe);
            }

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

            if (block != None)
            {
                writer.WriteUnsignedOption(CoapOption.Block1, block);
            }

            if (payload != null)
            {
                int position = writer.BeginPayload();
                Array.Copy(payload, offset, writer.Buffer, position, count);
                writer.EndPayload(count);
            }
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

                if (start >= 0 && start < i && inQuery == (option == CoapOption.UriQuery))
                {
                    writer.WriteOption(option, bytes, start, i - start);
                }

                inQuery = inQuery || c == '?';
                start = i + 1;
            }
        }

        private string Options(int option, char first)
        {
            string text = string.Empty;
            Message.RewindOptions();
            while (Message.NextOption())
            {
                if (Message.OptionNumber == option)
                {
                    text += first + Text(Message.Buffer, Message.OptionOffset, Message.OptionLength);
                    first = option == CoapOption.UriQuery ? '&' : first;
                }
            }

            return text;
        }

        private static string Text(byte[] bytes, int offset, int count)
        {
            char[] characters = new char[count];
            for (int i = 0; i < count; i++)
            {
                characters[i] = (char)bytes[offset + i];
            }

            return new string(characters);
        }
    }
}
