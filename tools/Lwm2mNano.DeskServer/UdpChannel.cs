using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Plain UDP on all of the machine's addresses, IPv4 and, where there is any, IPv6.
    /// </summary>
    public sealed class UdpChannel : IDatagramChannel
    {
        private const int MaxDatagramBytes = 65536;

        private readonly Socket _socket;
        private readonly EndPoint _anyPeer;
        private readonly byte[] _buffer = new byte[MaxDatagramBytes];

        /// <summary>
        /// Opens the port.
        /// </summary>
        /// <param name="port">The port, or 0 for any that is free.</param>
        /// <exception cref="SocketException">The port is in use or not allowed.</exception>
        public UdpChannel(int port)
        {
            bool dual = Socket.OSSupportsIPv6;
            IPAddress any = dual ? IPAddress.IPv6Any : IPAddress.Any;
            _anyPeer = new IPEndPoint(any, 0);
            _socket = new Socket(any.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                if (dual)
                {
                    _socket.DualMode = true;
                }

                _socket.Bind(new IPEndPoint(any, port));
            }
            catch (SocketException)
            {
                _socket.Dispose();
                throw;
            }
        }

        /// <inheritdoc/>
        public EndPoint LocalEndPoint => _socket.LocalEndPoint;

        /// <inheritdoc/>
        public async ValueTask<ReceivedDatagram> ReceiveAsync(CancellationToken cancellation)
        {
            while (true)
            {
                try
                {
                    SocketReceiveFromResult result = await _socket.ReceiveFromAsync(_buffer, SocketFlags.None, _anyPeer, cancellation);
                    return new ReceivedDatagram(_buffer.AsSpan(0, result.ReceivedBytes).ToArray(), result.RemoteEndPoint);
                }
                catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionRefused)
                {
                    // Nobody listened where an earlier datagram went: no news about the next one.
                }
            }
        }

        /// <inheritdoc/>
        public void Send(ReadOnlySpan<byte> datagram, EndPoint peer)
        {
            try
            {
                _socket.SendTo(datagram, SocketFlags.None, peer);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Lost, as it could be on its way.
            }
        }

        /// <inheritdoc/>
        public void Dispose() => _socket.Dispose();
    }
}
