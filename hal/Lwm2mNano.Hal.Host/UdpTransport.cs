using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// Plain UDP on a connected socket that never blocks, IPv4 and IPv6. That nobody listens (ICMP port unreachable) is a lost
    /// datagram and no error, as on the board.
    /// </summary>
    public sealed class UdpTransport : IDatagramTransport, IDisposable
    {
        private const int MicrosecondsPerMillisecond = 1000;
        private const int MaxWaitMilliseconds = int.MaxValue / MicrosecondsPerMillisecond;

        private Socket _socket;

        /// <summary>
        /// Gets <see langword="false"/>: anybody can send a datagram in the server's name.
        /// </summary>
        public bool IsPeerAuthenticated => false;

        /// <inheritdoc/>
        public IPreSharedKey Credentials { get; set; }

        /// <inheritdoc/>
        public bool HasConnectionId => false;

        /// <summary>
        /// Gets the address and port it sends from, or <see langword="null"/> while closed. Allocates.
        /// </summary>
        public IPEndPoint LocalEndPoint => (IPEndPoint)_socket?.LocalEndPoint;

        /// <inheritdoc/>
        public int Open(byte[] host, int port)
        {
            Close();
            if (Credentials != null)
            {
                return TransportResult.NotSupported;
            }

            IPAddress address = Resolve(Encoding.UTF8.GetString(host));

            if (address == null)
            {
                return TransportResult.NameNotResolved;
            }

            try
            {
                _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
                _socket.Connect(address, port);

                return TransportResult.Ok;
            }
            catch (SocketException)
            {
                Close();

                return TransportResult.NetworkDown;
            }
        }

        /// <inheritdoc/>
        public int Reopen(byte[] host, int port) => Open(host, port);

        /// <inheritdoc/>
        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        /// <inheritdoc/>
        public bool Resume(byte[] buffer, int offset, int count) => false;

        /// <inheritdoc/>
        public void Close()
        {
            _socket?.Dispose();
            _socket = null;
        }

        /// <summary>
        /// Closes the path.
        /// </summary>
        public void Dispose() => Close();

        /// <inheritdoc/>
        public int Send(byte[] buffer, int offset, int count)
        {
            if (_socket == null)
            {
                return TransportResult.Closed;
            }

            _socket.Send(buffer, offset, count, SocketFlags.None, out SocketError error);

            if (error == SocketError.ConnectionRefused)
            {
                // That was the answer to an earlier datagram; this one has not been sent yet.
                _socket.Send(buffer, offset, count, SocketFlags.None, out error);
            }

            return error is SocketError.Success or SocketError.ConnectionRefused ? TransportResult.Ok : TransportResult.NetworkDown;
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int count)
        {
            if (_socket == null)
            {
                return TransportResult.Closed;
            }

            int received = _socket.Receive(buffer, offset, count, SocketFlags.None, out SocketError error);

            switch (error)
            {
                case SocketError.Success:
                    return received;
                case SocketError.WouldBlock:
                case SocketError.ConnectionRefused:
                case SocketError.ConnectionReset:
                case SocketError.MessageSize:
                    return 0;
                default:
                    return TransportResult.NetworkDown;
            }
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds)
        {
            if (_socket == null)
            {
                Thread.Sleep(milliseconds);
            }
            else
            {
                _socket.Poll(Math.Min(milliseconds, MaxWaitMilliseconds) * MicrosecondsPerMillisecond, SelectMode.SelectRead);
            }
        }

        // A name with addresses of both kinds means IPv4, which is what the board would take.
        private static IPAddress Resolve(string host)
        {
            if (IPAddress.TryParse(host, out IPAddress numeric))
            {
                return numeric;
            }

            try
            {
                IPAddress[] addresses = Dns.GetHostAddresses(host);

                return Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork)
                    ?? Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetworkV6);
            }
            catch (Exception exception) when (exception is SocketException or ArgumentException)
            {
                return null;
            }
        }
    }
}
