using System.Text;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A client with its objects, and the other end of its transport: it registers, and hands over what the client sends.
    /// </summary>
    internal sealed class BenchClient
    {
        private const int ShortServerId = 1;
        private const int LifetimeSeconds = 86400;
        private const string Location = "5a3f1";

        private readonly BenchDevice _device = new BenchDevice();
        private readonly BenchTransport _transport;
        private readonly CoapReader _reader = new CoapReader();
        private readonly CoapWriter _writer = new CoapWriter(Limits.MaxDatagramBytes);
        private readonly byte[] _token = { 1, 2, 3, 4 };
        private int _messageId;
        private long _now;

        public BenchClient(bool isPeerAuthenticated)
        {
            _transport = new BenchTransport(isPeerAuthenticated);
            Security = new SecurityObject();
            Server = new ServerObject();
            Configure();
            Device = new DeviceObject(_device.Information, _device, _device, _device, _device);
            Client = new LwM2mClient(Encoding.ASCII.GetBytes("bench"), Security, Server, _transport, _device, null);
            Client.Add(Device);
            Client.Start(_now);
        }

        public LwM2mClient Client { get; }

        public SecurityObject Security { get; }

        public ServerObject Server { get; }

        public DeviceObject Device { get; }

        /// <summary>Gets the last datagram that the client sent.</summary>
        public byte[] Sent => _transport.Sent;

        /// <summary>Gets its length in bytes.</summary>
        public int SentLength => _transport.SentLength;

        /// <summary>Gets how many bytes the server's last answer had.</summary>
        public int AnswerLength => _writer.Length;

        /// <summary>Lets the client register, and answers it.</summary>
        public void Register()
        {
            Client.Step(_now);
            Begin(ResponseCode.Created);
            foreach (string segment in new[] { "rd", Location })
            {
                byte[] bytes = Encoding.ASCII.GetBytes(segment);
                _writer.WriteOption(CoapOption.LocationPath, bytes, 0, bytes.Length);
            }

            Deliver();
        }

        /// <summary>Asks the client to update, and answers it.</summary>
        public void Update()
        {
            Server.Account(0).IsUpdateTriggered = true;
            Client.Step(++_now);
            Begin(ResponseCode.Changed);
            Deliver();
        }

        /// <summary>Reads a path; the answer is in <see cref="Sent"/>.</summary>
        public void Get(byte[][] path, int accept)
        {
            _writer.Begin(CoapType.Confirmable, CoapCode.Get, _messageId++ & 0xFFFF, _token, 0, _token.Length);
            for (int i = 0; i < path.Length; i++)
            {
                _writer.WriteOption(CoapOption.UriPath, path[i], 0, path[i].Length);
            }

            _writer.WriteUnsignedOption(CoapOption.Accept, accept);
            Deliver();
        }

        /// <summary>Observes a path, as text where it is one value; each with a token of its own.</summary>
        public void Observe(byte[][] path, int token)
        {
            byte[] bytes = { 0, 0, 0, (byte)token };
            _writer.Begin(CoapType.Confirmable, CoapCode.Get, _messageId++ & 0xFFFF, bytes, 0, bytes.Length);
            _writer.WriteUnsignedOption(CoapOption.Observe, 0);
            for (int i = 0; i < path.Length; i++)
            {
                _writer.WriteOption(CoapOption.UriPath, path[i], 0, path[i].Length);
            }

            Deliver();
        }

        /// <summary>Lets the battery have another level and the time of its measurement come; what is observed is notified.</summary>
        public void MeasureAnotherLevel()
        {
            _device.Percent--;
            _now += Device.RefreshSeconds * 1000L;
            Client.Step(_now);
        }

        /// <summary>Steps the client without anything to do.</summary>
        public long Idle()
        {
            return Client.Step(_now);
        }

        private void Begin(int code)
        {
            _reader.Parse(_transport.Sent, 0, _transport.SentLength);
            _writer.Begin(CoapType.Acknowledgement, code, _reader.MessageId, _transport.Sent, _reader.TokenOffset, _reader.TokenLength);
        }

        private void Deliver()
        {
            _transport.Put(_writer.Buffer, _writer.Length);
            Client.Step(++_now);
        }

        private void Configure()
        {
            var value = new ResourceValue();
            Security.Create(0);
            byte[] uri = Encoding.ASCII.GetBytes("coap://server");
            value.SetString(uri);
            Security.Write(0, SecurityObject.ServerUri, ResourcePath.None, value);
            value.SetInteger(ShortServerId);
            Security.Write(0, SecurityObject.ShortServerId, ResourcePath.None, value);
            Server.Create(0);
            Server.Write(0, ServerObject.ShortServerId, ResourcePath.None, value);
            value.SetInteger(LifetimeSeconds);
            Server.Write(0, ServerObject.Lifetime, ResourcePath.None, value);
            value.SetBoolean(true);
            Server.Write(0, ServerObject.NotificationStoring, ResourcePath.None, value);
            value.SetString(Encoding.ASCII.GetBytes("U"));
            Server.Write(0, ServerObject.Binding, ResourcePath.None, value);
        }
    }
}
