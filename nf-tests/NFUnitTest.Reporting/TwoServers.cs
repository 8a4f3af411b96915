using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A client with a sensor that has registered with two servers, which are the test. They are 0 and 1, and each has a transport of its own.
    /// </summary>
    internal sealed class TwoServers
    {
        private readonly FakeTransport[] _transports = { new FakeTransport(), new FakeTransport() };
        private readonly CoapWriter _writer = new CoapWriter(Limits.MaxDatagramBytes);
        private readonly CoapReader _reader = new CoapReader();
        private readonly LwM2mClient _client;
        private int _messageId;
        private long _next;
        private long _now = 1000;

        public TwoServers()
        {
            SecurityObject security = new SecurityObject();
            ServerObject server = new ServerObject();
            for (int i = 0; i < 2; i++)
            {
                string id = (i + 1).ToString();
                Configure(security, i, "C80008 636F61703A2F2F61 C10100 C10203 C003 C004 C005 C10A0" + id);
                Configure(server, i, "C1000" + id + " C40100015180 C10600 C10755");
            }

            _client = new LwM2mClient(
                Hex.Ascii("nano-1"), security, server, new IDatagramTransport[] { _transports[0], _transports[1] }, new FakeRandom(), null);
            Check.True(_client.Add(Sensor));
            Check.True(_client.Start(_now));
            Step();
            for (int i = 0; i < 2; i++)
            {
                byte[] register = _transports[i].TakeSent();
                _writer.Begin(CoapType.Acknowledgement, ResponseCode.Created, (register[2] << 8) | register[3], register, 4, register[0] & 0x0F);
                _writer.WriteOption(CoapOption.LocationPath, register, 1, 1);
                Arrive(i);
            }

            Check.True(_client.State == RegistrationState.Registered);
        }

        /// <summary>Gets the sensor, /26242/0.</summary>
        public FakeSensor Sensor { get; } = new FakeSensor(1);

        /// <summary>Gets the payload of the message taken last as text.</summary>
        public string PayloadText
        {
            get
            {
                string text = string.Empty;
                for (int i = 0; i < _reader.PayloadLength; i++)
                {
                    text += (char)_reader.Buffer[_reader.PayloadOffset + i];
                }

                return text;
            }
        }

        /// <summary>
        /// Sends a request of one of the servers without a payload, and takes the answer.
        /// </summary>
        /// <param name="server">0 or 1.</param>
        /// <param name="method">The method.</param>
        /// <param name="observes">Whether it has an Observe option of 0.</param>
        /// <param name="path">The path.</param>
        /// <param name="query">The parts of the query, or <see langword="null"/>.</param>
        /// <param name="accept">The format asked for, or -1.</param>
        /// <returns>The code as people write it.</returns>
        public int Request(int server, int method, bool observes, string path, string query, int accept)
        {
            _writer.Begin(CoapType.Confirmable, method, ++_messageId, _writer.Buffer, 0, 0);
            if (observes)
            {
                _writer.WriteUnsignedOption(CoapOption.Observe, 0);
            }

            WriteParts(CoapOption.UriPath, path.Split('/'));
            if (query != null)
            {
                WriteParts(CoapOption.UriQuery, query.Split('&'));
            }

            if (accept >= 0)
            {
                _writer.WriteUnsignedOption(CoapOption.Accept, accept);
            }

            Arrive(server);
            Take(server);
            return ((_reader.Code >> 5) * 100) + (_reader.Code & 0x1F);
        }

        /// <summary>Takes what a server was sent.</summary>
        public void Take(int server)
        {
            byte[] message = _transports[server].TakeSent();
            Check.True(message != null, "A server has been sent nothing.");
            Check.Is(CoapParseResult.Ok, _reader.Parse(message, 0, message.Length));
        }

        /// <summary>Lets seconds pass.</summary>
        public void Run(int seconds)
        {
            long end = _now + (seconds * 1000L);
            while (_next <= end)
            {
                _now = _next;
                Step();
            }

            _now = end;
            Step();
        }

        /// <summary>Fails unless nobody has been sent anything that was not taken.</summary>
        public void ExpectSilence()
        {
            Check.Is(0, _transports[0].SentCount + _transports[1].SentCount);
        }

        /// <summary>Steps the client until it wants no more of the present time.</summary>
        public void Step()
        {
            do
            {
                _next = _client.Step(_now);
            }
            while (_next <= _now);
        }

        private static void Configure(LwM2mObject target, int instanceId, string hex)
        {
            byte[] tlv = Hex.Bytes(hex);
            ResourcePath path = new ResourcePath();
            path.Set(target.ObjectId, instanceId, ResourcePath.None, ResourcePath.None);
            WriteOperation operation = new WriteOperation();
            TlvReader reader = new TlvReader();
            Check.Is(ResponseCode.Created, target.Create(instanceId));
            Check.Is(ResponseCode.Changed, operation.Check(target, path, WriteMode.Configure, reader, tlv, 0, tlv.Length));
            Check.Is(ResponseCode.Changed, operation.Apply(reader, tlv, 0, tlv.Length));
        }

        private void WriteParts(int option, string[] parts)
        {
            for (int i = 0; i < parts.Length; i++)
            {
                byte[] part = Hex.Ascii(parts[i]);
                _writer.WriteOption(option, part, 0, part.Length);
            }
        }

        private void Arrive(int server)
        {
            _transports[server].Arrive(Hex.Text(_writer.Buffer, 0, _writer.Length));
            Step();
        }
    }
}
