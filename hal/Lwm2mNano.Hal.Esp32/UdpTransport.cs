using System;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// Plain UDP on a connected socket, which sends and receives without allocating. A wait parks this thread only; its
    /// granularity is about 10 ms.
    /// </summary>
    public sealed class UdpTransport : IDatagramTransport
    {
        // A datagram that cannot leave within this time is given up, like one lost on the way.
        private const int SendTimeoutMilliseconds = 1000;

        // Poll takes microseconds in an int; whoever wants to wait longer calls again.
        private const int MaxWaitMilliseconds = int.MaxValue / MicrosecondsPerMillisecond;
        private const int MicrosecondsPerMillisecond = 1000;

        // The pause in place of a wait on a socket that failed, so that the caller's loop does not spin.
        private const int FailedWaitMilliseconds = 1000;

        // IPv4 only: the platform gives the bytes of no other address.
        private const int AddressBytes = 4;

        private readonly byte[] _address = new byte[AddressBytes];

        // The bytes of the address that a name stands for, 0 where there is none; and whether it comes from before a sleep, so that no name is looked up.
        private int _addressLength;
        private bool _isResumed;
        private Socket _socket;

        /// <summary>
        /// Gets <see langword="false"/>: anybody can send a datagram in the server's name.
        /// </summary>
        public bool IsPeerAuthenticated
        {
            get { return false; }
        }

        /// <inheritdoc/>
        public IPreSharedKey Credentials { get; set; }

        /// <inheritdoc/>
        public bool HasConnectionId
        {
            get { return false; }
        }

        /// <inheritdoc/>
        [Allocates("A socket, an end point and the resolver's answer, once for each attempt to connect.")]
        public int Open(byte[] host, int port)
        {
            _isResumed = false;
            return Connect(host, port);
        }

        /// <inheritdoc/>
        [Allocates("As Open.")]
        public int Reopen(byte[] host, int port)
        {
            return Connect(host, port);
        }

        /// <inheritdoc/>
        [Allocates("Closing a socket may release native state; once for each sleep.")]
        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            if (_addressLength > count)
            {
                return 0;
            }

            Array.Copy(_address, 0, buffer, offset, _addressLength);
            return _addressLength;
        }

        /// <inheritdoc/>
        public bool Resume(byte[] buffer, int offset, int count)
        {
            Close();
            _isResumed = count == AddressBytes;
            _addressLength = _isResumed ? count : 0;
            Array.Copy(buffer, offset, _address, 0, _addressLength);
            return _isResumed;
        }

        /// <inheritdoc/>
        [Allocates("Closing a socket may release native state; once for each connection.")]
        public void Close()
        {
            Socket socket = _socket;
            _socket = null;

            if (socket != null)
            {
                try
                {
                    socket.Close();
                }
                catch (Exception)
                {
                    // It is closed either way.
                }
            }
        }

        /// <inheritdoc/>
        public int Send(byte[] buffer, int offset, int count)
        {
            if (_socket == null)
            {
                return TransportResult.Closed;
            }

            try
            {
                return _socket.Send(buffer, offset, count, SocketFlags.None) == count ? TransportResult.Ok : TransportResult.NetworkDown;
            }
            catch (Exception)
            {
                return TransportResult.NetworkDown;
            }
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int count)
        {
            if (_socket == null)
            {
                return TransportResult.Closed;
            }

            try
            {
                // Receiving from an empty socket would throw after its time-out.
                return _socket.Poll(0, SelectMode.SelectRead) ? _socket.Receive(buffer, offset, count, SocketFlags.None) : 0;
            }
            catch (Exception)
            {
                return TransportResult.NetworkDown;
            }
        }

        /// <summary>
        /// Blocks the calling thread until a datagram may be waiting or the time has passed, 35 minutes at most. Allocates nothing.
        /// </summary>
        /// <param name="milliseconds">The longest wait in milliseconds, 0 or more.</param>
        public void Wait(int milliseconds)
        {
            if (milliseconds > MaxWaitMilliseconds)
            {
                milliseconds = MaxWaitMilliseconds;
            }

            if (_socket == null)
            {
                Thread.Sleep(milliseconds);

                return;
            }

            try
            {
                _socket.Poll(milliseconds * MicrosecondsPerMillisecond, SelectMode.SelectRead);
            }
            catch (Exception)
            {
                Thread.Sleep(milliseconds < FailedWaitMilliseconds ? milliseconds : FailedWaitMilliseconds);
            }
        }

        private int Connect(byte[] host, int port)
        {
            Close();
            if (Credentials != null)
            {
                return TransportResult.NotSupported;
            }

            try
            {
                if (!NetworkInterface.GetIsNetworkAvailable())
                {
                    return TransportResult.NetworkDown;
                }

                IPAddress address = _isResumed ? new IPAddress(_address) : Resolve(host);

                if (address == null)
                {
                    return TransportResult.NameNotResolved;
                }

                _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                _socket.SendTimeout = SendTimeoutMilliseconds;
                _socket.Connect(new IPEndPoint(address, port));

                return TransportResult.Ok;
            }
            catch (Exception)
            {
                // An address that cannot be reached any more, too, is looked up the next time.
                Close();
                _isResumed = false;

                return TransportResult.NetworkDown;
            }
        }

        // The resolver takes numeric addresses too, without asking anybody.
        private IPAddress Resolve(byte[] host)
        {
            _addressLength = 0;
            try
            {
                string name = Encoding.UTF8.GetString(host, 0, host.Length);
                IPHostEntry entry = Dns.GetHostEntry(name);
                IPAddress address = entry.AddressList.Length > 0 ? entry.AddressList[0] : null;
                if (address != null && address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != name)
                {
                    _addressLength = AddressBytes;
                    Array.Copy(address.GetAddressBytes(), 0, _address, 0, AddressBytes);
                }

                return address;
            }
            catch (Exception)
            {
                return null;
            }
        }
    }
}
