using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// A client over the DTLS transport with the engine of the tests, in virtual time, and its server, which answers as far as the test lets it.
    /// </summary>
    internal sealed class ClientSecurityFixture
    {
        // A client that makes more than this many steps in a row without time passing runs in a loop.
        private const int MaxStepsAtOneTime = 20;
        private const int MaxBytes = 400;
        private const int HeadBytes = 2;

        private readonly CoapReader _reader = new CoapReader();
        private readonly CoapWriter _writer = new CoapWriter(MaxBytes);
        private readonly byte[] _taken = new byte[MaxBytes];
        private long _next;

        public ClientSecurityFixture(int lifetime)
        {
            SecurityObject security = new SecurityObject();
            Write(security, "C80012 636F6170733A2F2F7365727665722E636F6D C10100 C10200 C3036B6579 C004 C80510 00112233445566778899AABBCCDDEEFF C10A01");
            Write(Server, "C10001 C401 " + Hex.Text(new byte[] { 0, 0, (byte)(lifetime >> 8), (byte)lifetime }) + " C10600 C10755");
            Transport = new DtlsTransport(Link, Engine, security.Account(0), Link, 1152);
            Client = new LwM2mClient(Hex.Ascii("nano-1"), security, Server, Transport, new FakeRandom(0), Observer);
            Check.True(Client.Start(Link.Milliseconds));
        }

        public DtlsFakeLink Link { get; } = new DtlsFakeLink();

        public FakeDtlsEngine Engine { get; } = new FakeDtlsEngine();

        public ClientFakeObserver Observer { get; } = new ClientFakeObserver();

        public ServerObject Server { get; } = new ServerObject();

        public DtlsTransport Transport { get; }

        public LwM2mClient Client { get; }

        /// <summary>Gets or sets whether the server completes handshakes.</summary>
        public bool Completes { get; set; } = true;

        /// <summary>Gets or sets whether the server refuses handshakes.</summary>
        public bool Refuses { get; set; }

        /// <summary>Gets or sets the code that the server answers a Register with, 0 for none.</summary>
        public int RegisterCode { get; set; } = 201;

        /// <summary>Gets or sets the code that the server answers an Update with, 0 for none.</summary>
        public int UpdateCode { get; set; } = 204;

        /// <summary>Gets or sets the code that the server answers a Deregister with, 0 for none.</summary>
        public int DeregisterCode { get; set; } = 202;

        /// <summary>Gets the last session that the server knows.</summary>
        public int Session { get; private set; }

        public int HandshakeRecords { get; private set; }

        public int Records { get; private set; }

        public int RegisterCount { get; private set; }

        public int UpdateCount { get; private set; }

        public int DeregisterCount { get; private set; }

        /// <summary>Gets whether each request had an empty token.</summary>
        public bool IsTokenEmpty { get; private set; } = true;

        /// <summary>Gets the time.</summary>
        public long Now => Link.Milliseconds;

        /// <summary>Gets a client that has registered with a lifetime, and counts from there.</summary>
        public static ClientSecurityFixture Registered(int lifetime)
        {
            ClientSecurityFixture fixture = new ClientSecurityFixture(lifetime);
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(1, fixture.Engine.OpenCount);
            Check.Is(1, fixture.RegisterCount);
            return fixture;
        }

        /// <summary>The server starts again: it knows no session any more.</summary>
        public void Restart()
        {
            Session = 0;
        }

        /// <summary>The server ends the session and says so.</summary>
        public void EndSession()
        {
            Link.Arrive(FakeDtlsEngine.AlertRecord, Engine.Session, null);
        }

        /// <summary>Lets time pass, stepping whenever the client or the engine asks for it.</summary>
        public void Run(int seconds)
        {
            long until = Now + (seconds * 1000L);
            int steps = 0;
            while (true)
            {
                _next = Client.Step(Now);
                Serve();
                long engine = Engine.Deadline(Engine.Session);
                long next = engine < _next ? engine : _next;
                if (Link.ArrivingCount > 0 || next <= Now)
                {
                    steps++;
                    Check.True(steps < MaxStepsAtOneTime || Client.State == RegistrationState.Stopped, "loop");
                    if (Client.State != RegistrationState.Stopped)
                    {
                        continue;
                    }
                }

                if (next > until || Client.State == RegistrationState.Stopped)
                {
                    Link.Milliseconds = until;
                    return;
                }

                steps = 0;
                Link.Milliseconds = next;
            }
        }

        private void Serve()
        {
            while (Link.Sent.Count > 0)
            {
                int length = Link.Sent.Take(_taken, 0, _taken.Length);
                if (_taken[0] == FakeDtlsEngine.HandshakeRecord)
                {
                    HandshakeRecords++;
                    if (Refuses)
                    {
                        Link.Arrive(FakeDtlsEngine.AlertRecord, _taken[1], new byte[] { 23 });
                    }
                    else if (Completes)
                    {
                        Session = _taken[1];
                        Link.Arrive(FakeDtlsEngine.HandshakeRecord, Session, null);
                    }
                }
                else if (_taken[0] == FakeDtlsEngine.ConnectionIdRecord || _taken[0] == FakeDtlsEngine.DataRecord)
                {
                    Records++;
                    Answer(length);
                }
            }
        }

        private void Answer(int length)
        {
            Check.Is(CoapParseResult.Ok, _reader.Parse(_taken, HeadBytes, length - HeadBytes));
            bool isDeregister = _reader.Code == CoapCode.Delete;
            bool isRegister = !isDeregister && HasQuery();
            IsTokenEmpty = IsTokenEmpty && _reader.TokenLength == 0;
            RegisterCount += isRegister ? 1 : 0;
            UpdateCount += !isRegister && !isDeregister ? 1 : 0;
            DeregisterCount += isDeregister ? 1 : 0;
            int code = isDeregister ? DeregisterCode : isRegister ? RegisterCode : UpdateCode;
            if (_taken[1] != Session || code == 0)
            {
                return;
            }

            _writer.Begin(CoapType.Acknowledgement, ((code / 100) << 5) | (code % 100), _reader.MessageId, _taken, 0, 0);
            if (code == 201)
            {
                _writer.WriteOption(CoapOption.LocationPath, Hex.Ascii("rd"), 0, 2);
                _writer.WriteOption(CoapOption.LocationPath, Hex.Ascii("a"), 0, 1);
            }

            Link.Arrive(FakeDtlsEngine.DataRecord, Session, _writer.Buffer, _writer.Length);
        }

        // ep= and more: only a Register has a query here, for lifetime and binding never change.
        private bool HasQuery()
        {
            _reader.RewindOptions();
            while (_reader.NextOption())
            {
                if (_reader.OptionNumber == CoapOption.UriQuery)
                {
                    return true;
                }
            }

            return false;
        }

        private static void Write(LwM2mObject target, string hex)
        {
            Check.Is(ResponseCode.Created, target.Create(0));
            byte[] tlv = Hex.Bytes(hex);
            ResourcePath path = new ResourcePath();
            path.Set(target.ObjectId, 0, ResourcePath.None, ResourcePath.None);
            WriteOperation operation = new WriteOperation();
            TlvReader reader = new TlvReader();
            Check.Is(ResponseCode.Changed, operation.Check(target, path, WriteMode.Configure, reader, tlv, 0, tlv.Length));
            Check.Is(ResponseCode.Changed, operation.Apply(reader, tlv, 0, tlv.Length));
        }
    }
}
