using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Lwm2mNano.DeskServer;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A way to the server without a network: what a test delivers is dealt with before the call returns.</summary>
    internal sealed class DeskServerTestChannel : IDatagramChannel
    {
        private readonly Channel<ReceivedDatagram> _received =
            Channel.CreateUnbounded<ReceivedDatagram>(new UnboundedChannelOptions { AllowSynchronousContinuations = true });

        public static readonly EndPoint Address = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40000);

        public EndPoint LocalEndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 5683);

        /// <summary>What the server sent; a new list each time, because tests look while others send.</summary>
        public List<(CoapMessage Message, byte[] Bytes, EndPoint Peer)> Sent { get; private set; } = new();

        public CoapMessage LastSent => Sent[^1].Message;

        /// <summary>Gets or sets the device: gives its answer to what the server sends, or null.</summary>
        public Func<CoapMessage, CoapMessage> Device { get; set; }

        public ValueTask<ReceivedDatagram> ReceiveAsync(CancellationToken cancellation) => _received.Reader.ReadAsync(cancellation);

        public void Send(ReadOnlySpan<byte> datagram, EndPoint peer)
        {
            CoapMessage.Parse(datagram.ToArray(), out CoapMessage message);
            lock (_received)
            {
                Sent = new List<(CoapMessage Message, byte[] Bytes, EndPoint Peer)>(Sent) { (message, datagram.ToArray(), peer) };
            }

            if (Device?.Invoke(message) is CoapMessage answer)
            {
                Deliver(answer, peer);
            }
        }

        public void Deliver(CoapMessage message, EndPoint peer = null) => Deliver(message.ToBytes(), peer);

        public void Deliver(byte[] datagram, EndPoint peer = null) => _received.Writer.TryWrite(new ReceivedDatagram(datagram, peer ?? Address));

        public void Dispose()
        {
        }
    }
}
