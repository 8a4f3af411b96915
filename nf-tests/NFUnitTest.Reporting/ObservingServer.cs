using Lwm2mNano;
using Lwm2mNano.Coap;

namespace NFUnitTest
{
    /// <summary>
    /// A server that observes: it asks with tokens of its choice and takes, acknowledges or resets notifications.
    /// </summary>
    internal sealed class ObservingServer
    {
        /// <summary>An option that is not there.</summary>
        public const int None = -1;

        private const int Register = 0;
        private const int Deregister = 1;

        private readonly ClientFixture _fixture;
        private readonly CoapWriter _writer = new CoapWriter(Limits.MaxDatagramBytes);
        private int _messageId = 0x1000;

        public ObservingServer(ClientFixture fixture)
        {
            _fixture = fixture;
        }

        /// <summary>Builds the server of a client that has just registered and has a sample object.</summary>
        public static ObservingServer OfSample()
        {
            return new ObservingServer(ClientFixture.WithSample());
        }

        /// <summary>Gets the client with what surrounds it.</summary>
        public ClientFixture Fixture => _fixture;

        /// <summary>Gets the Observe option of the last message taken, or <see cref="None"/>.</summary>
        public int Sequence { get; private set; }

        /// <summary>Gets the ETag of the last message taken as hexadecimal text; empty if it has none.</summary>
        public string Tag { get; private set; }

        /// <summary>Gets the Block2 option of the last message taken, or <see cref="None"/>.</summary>
        public int Block { get; private set; }

        /// <summary>Gets the message id of the last message taken as hexadecimal text.</summary>
        public string MessageId => Hex.Text(_fixture.AnswerBytes, 2, 2);

        /// <summary>Begins an observation, which the client takes; its first number may be any.</summary>
        public void Observe(string token, string path)
        {
            ObserveAs(token, path, ClientFixture.None);
        }

        /// <summary>Begins an observation with notifications in that format.</summary>
        public void ObserveAs(string token, string path, int accept)
        {
            Check.Is(205, Ask(token, Register, path, accept));
            Check.True(Sequence != None);
        }

        /// <summary>Asks for an observation that the client does not begin, though it may answer.</summary>
        public void Refused(int code, string token, string path, int accept)
        {
            Check.Is(code, Ask(token, Register, path, accept));
            Check.Is(None, Sequence);
        }

        /// <summary>Ends an observation.</summary>
        public void Cancel(string token, string path)
        {
            Check.Is(205, Ask(token, Deregister, path, ClientFixture.None));
            Check.Is(None, Sequence);
        }

        /// <summary>
        /// Sends a confirmable GET with that token and Observe option, and takes the answer.
        /// </summary>
        /// <returns>The code as people write it.</returns>
        public int Ask(string token, int observe, string path, int accept)
        {
            Check.Doing = path;
            SendGet(CoapType.Confirmable, token, observe, path, accept, None);
            Take(CoapType.Acknowledgement, token);
            Check.Is(_messageId, _fixture.Answer.MessageId);
            return Code;
        }

        /// <summary>Asks for a block without observing, and takes it.</summary>
        public int AskBlock(string token, string path, int block)
        {
            SendGet(CoapType.Confirmable, token, None, path, ClientFixture.None, block);
            Take(CoapType.Acknowledgement, token);
            return Code;
        }

        /// <summary>Sends a GET and steps the client, which may answer.</summary>
        public void SendGet(int type, string token, int observe, string path, int accept, int block)
        {
            byte[] bytes = Hex.Bytes(token);
            CoapWriter writer = _writer;
            writer.Begin(type, CoapCode.Get, ++_messageId, bytes, 0, bytes.Length);
            if (observe != None)
            {
                writer.WriteUnsignedOption(CoapOption.Observe, observe);
            }

            string[] segments = path.Substring(1).Split('/');
            for (int i = 0; i < segments.Length; i++)
            {
                byte[] segment = Hex.Ascii(segments[i]);
                writer.WriteOption(CoapOption.UriPath, segment, 0, segment.Length);
            }

            if (accept != ClientFixture.None)
            {
                writer.WriteUnsignedOption(CoapOption.Accept, accept);
            }

            if (block != None)
            {
                writer.WriteUnsignedOption(CoapOption.Block2, block);
            }

            Send();
        }

        /// <summary>Sends what was sent last once more.</summary>
        public void Send()
        {
            _fixture.Transport.Arrive(Hex.Text(_writer.Buffer, 0, _writer.Length));
            _fixture.Step();
        }

        /// <summary>Takes a notification that is not confirmed.</summary>
        public void Expect(string token, int sequence, string text)
        {
            Take(CoapType.NonConfirmable, token);
            ExpectContent(sequence, text);
        }

        /// <summary>Takes a notification that is to be acknowledged.</summary>
        public void ExpectConfirmable(string token, int sequence, string text)
        {
            Take(CoapType.Confirmable, token);
            ExpectContent(sequence, text);
        }

        /// <summary>Takes a notification with that payload, of any format.</summary>
        public void ExpectHex(string token, int sequence, string hex)
        {
            Take(CoapType.NonConfirmable, token);
            Check.Is(205, Code);
            Check.Is(sequence, Sequence);
            Hex.AreEqual(hex, Hex.Bytes(_fixture.PayloadHex));
        }

        /// <summary>Takes a notification that says the same as a Read does now.</summary>
        public void ExpectContentOf(string path, string token, int sequence)
        {
            Take(CoapType.NonConfirmable, token);
            Check.Is(205, Code);
            Check.Is(sequence, Sequence);
            int format = _fixture.AnswerFormat;
            string content = _fixture.PayloadHex;
            byte[] notification = _fixture.AnswerBytes;
            Check.Is(205, _fixture.Get(path));
            Check.Is(format, _fixture.AnswerFormat);
            Check.Is(content, _fixture.PayloadHex);
            Check.Is(CoapParseResult.Ok, _fixture.Answer.Parse(notification, 0, notification.Length));
        }

        /// <summary>Lets seconds pass in which the client says nothing, and at their end it says that.</summary>
        public void ExpectIn(int seconds, string token, int sequence, string text)
        {
            long at = _fixture.Now + (seconds * 1000L);
            _fixture.RunTo(at - 1);
            _fixture.ExpectSilence();
            _fixture.RunTo(at);
            Expect(token, sequence, text);
        }

        /// <summary>Takes the final notification: what was observed is gone.</summary>
        public void ExpectGone(string token)
        {
            Take(CoapType.Confirmable, token);
            Check.Is(404, Code);
            Check.Is(None, Sequence);
            Check.Is(0, _fixture.Answer.PayloadLength);
        }

        /// <summary>Lets time pass until the client says something.</summary>
        public void Wait()
        {
            while (_fixture.Transport.SentCount == 0)
            {
                Check.True(_fixture.Next < CoapTiming.Never);
                _fixture.Now = _fixture.Next;
                _fixture.Step();
            }
        }

        /// <summary>Leaves the confirmable message taken last unanswered, so that it comes again and again, until the client gives up.</summary>
        public void LeaveUnanswered()
        {
            string first = Hex.Text(_fixture.AnswerBytes);
            for (int i = 0; i < CoapTiming.MaxRetransmit; i++)
            {
                Wait();
                Check.Is(first, Hex.Text(_fixture.Transport.TakeSent()));
            }

            Wait();
        }

        /// <summary>Lets seconds pass in which the client says nothing.</summary>
        public void Silence(int seconds)
        {
            _fixture.Run(seconds);
            _fixture.ExpectSilence();
        }

        /// <summary>Writes a value as text, as a server may; the object notes the change.</summary>
        public void Set(string path, string text)
        {
            Check.Is(204, _fixture.Put(path, text), path);
        }

        /// <summary>Writes attributes.</summary>
        public void Write(string path)
        {
            Check.Is(204, _fixture.WriteAttributes(path), path);
        }

        /// <summary>Acknowledges the message taken last.</summary>
        public void Acknowledge()
        {
            Respond(CoapType.Acknowledgement, _fixture.Answer.MessageId);
        }

        /// <summary>Resets the message taken last.</summary>
        public void Reset()
        {
            Respond(CoapType.Reset, _fixture.Answer.MessageId);
        }

        /// <summary>Answers a request of the client's that was taken before.</summary>
        public void Answer(byte[] request, int code)
        {
            _writer.Begin(CoapType.Acknowledgement, code, (request[2] << 8) | request[3], request, 4, request[0] & 0x0F);
            Send();
        }

        /// <summary>Sends an empty message and steps the client.</summary>
        public void Respond(int type, int messageId)
        {
            _writer.Begin(type, CoapCode.Empty, messageId, _writer.Buffer, 0, 0);
            Send();
        }

        private int Code => ((_fixture.Answer.Code >> 5) * 100) + (_fixture.Answer.Code & 0x1F);

        private void ExpectContent(int sequence, string text)
        {
            Check.Is(205, Code);
            Check.Is(sequence, Sequence);
            Check.Is(ClientFixture.Text, _fixture.AnswerFormat);
            Check.Is(text, _fixture.PayloadText);
        }

        private void Take(int type, string token)
        {
            _fixture.TakeMessage();
            CoapReader answer = _fixture.Answer;
            Check.Is(type, answer.Type);
            Hex.AreEqual(token, _fixture.AnswerBytes, answer.TokenOffset, answer.TokenLength);
            Sequence = None;
            Block = None;
            Tag = string.Empty;
            answer.RewindOptions();
            while (answer.NextOption())
            {
                switch (answer.OptionNumber)
                {
                    case CoapOption.ETag:
                        Tag = Hex.Text(answer.Buffer, answer.OptionOffset, answer.OptionLength);
                        break;
                    case CoapOption.Observe:
                        Check.True(answer.OptionLength <= 3);
                        Sequence = (int)answer.ReadUnsignedOption();
                        break;
                    case CoapOption.Block2:
                        Block = (int)answer.ReadUnsignedOption();
                        break;
                    default:
                        break;
                }
            }
        }
    }
}
