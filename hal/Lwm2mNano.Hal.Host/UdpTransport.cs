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
        private const int Ipv4Bytes = 4;
        private const int Ipv6Bytes = 16;

        // The address that a name stands for, null where there is none; and whether it comes from before a sleep, so that no name is looked up.
        private IPAddress _address;
        private bool _isResumed;
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
            _isResumed = false;
            return Connect(host, port);
        }

        /// <inheritdoc/>
        public int Reopen(byte[] host, int port) => Connect(host, port);

        /// <inheritdoc/>
        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return _address != null && _address.TryWriteBytes(buffer.AsSpan(offset, count), out int length) ? length : 0;
        }

        /// <inheritdoc/>
        public bool Resume(byte[] buffer, int offset, int count)
        {
            Close();
            _isResumed = count is Ipv4Bytes or Ipv6Bytes;
            _address = _isResumed ? new IPAddress(buffer.AsSpan(offset, count)) : null;
            return _isResumed;
        }

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

        private int Connect(byte[] host, int port)
        {
            Close();
            if (Credentials != null)
            {
                return TransportResult.NotSupported;
            }

            IPAddress address = _isResumed ? _address : Resolve(Encoding.UTF8.GetString(host));

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
                // An address that cannot be reached any more, too, is looked up the next time.
                Close();
                _isResumed = false;

                return TransportResult.NetworkDown;
            }
        }

        // A name with addresses of both kinds means IPv4, which is what the board would take.
        private IPAddress Resolve(string host)
        {
            _address = null;
            if (IPAddress.TryParse(host, out IPAddress numeric))
            {
                return numeric;
            }

            try
            {
                IPAddress[] addresses = Dns.GetHostAddresses(host);
                _address = Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetwork)
                    ?? Array.Find(addresses, address => address.AddressFamily == AddressFamily.InterNetworkV6);
            }
            catch (Exception exception) when (exception is SocketException or ArgumentException)
            {
            }

            return _address;
        }
    }
}
