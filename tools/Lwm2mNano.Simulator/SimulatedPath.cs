using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The client's end of a path to the servers of the simulation, which are found by their names. What it allocates is counted, to be taken
    /// from what a step of the client allocates.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="servers">The servers by their names.</param>
    /// <param name="watch">Who is told of each CoAP message, or <see langword="null"/>, as under DTLS.</param>
    /// <param name="power">The device's supply, which may be cut before and behind each datagram; <see langword="null"/> for one that is not cut.</param>
    public sealed class SimulatedPath(
        SimulatedNetwork network, IReadOnlyDictionary<string, SimulatedServer> servers, ExchangeWatch watch, SimulatedPower power = null) : IDatagramTransport
    {
        private const int NoServer = -1;

        // TEST-NET-1 of RFC 5737.
        private static readonly byte[] s_subnet = [192, 0, 2];

        private readonly Queue<byte[]> _arrived = new();

        // What is on its way belongs to the socket that was open when it was sent.
        private int _socket;
        private int _address;
        private SimulatedServer _server;

        // The server's number among all, which is the last byte of its address; and whether that comes from before a sleep.
        private int _serverIndex = NoServer;
        private bool _isResumed;

        /// <summary>Gets or sets whether the device has a network.</summary>
        public bool IsNetworkUp { get; set; } = true;

        /// <summary>Gets how often the path was opened.</summary>
        public int OpenCount { get; private set; }

        /// <summary>Gets how often a name was looked up for it.</summary>
        public int LookUpCount { get; private set; }

        /// <summary>Gets how many datagrams were sent.</summary>
        public int SentCount { get; private set; }

        /// <summary>Gets how many bytes of UDP payload they had.</summary>
        public long SentBytes { get; private set; }

        /// <summary>Gets how many datagrams have come.</summary>
        public int ReceivedCount { get; private set; }

        /// <summary>Gets how many bytes of UDP payload they had.</summary>
        public long ReceivedBytes { get; private set; }

        /// <summary>Gets how many bytes the path itself has allocated.</summary>
        public long AllocatedBytes { get; private set; }

        /// <inheritdoc/>
        public bool IsPeerAuthenticated => false;

        /// <inheritdoc/>
        public IPreSharedKey Credentials { get; set; }

        /// <inheritdoc/>
        public bool HasConnectionId => false;

        /// <inheritdoc/>
        public int Open(byte[] host, int port)
        {
            _isResumed = false;
            return Reopen(host, port);
        }

        /// <inheritdoc/>
        public int Reopen(byte[] host, int port)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            OpenCount++;
            Close();
            _address = network.NewAddress();
            int result = TransportResult.NetworkDown;
            if (IsNetworkUp)
            {
                if (!_isResumed)
                {
                    LookUpCount++;
                    _serverIndex = servers.Keys.ToList().IndexOf(Encoding.UTF8.GetString(host));
                }

                _server = servers.Values.ElementAtOrDefault(_serverIndex);
                result = _server != null ? TransportResult.Ok : TransportResult.NameNotResolved;
            }

            watch?.OnOpened(network.Now);
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
            return result;
        }

        /// <inheritdoc/>
        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            if (_serverIndex == NoServer || count <= s_subnet.Length)
            {
                return 0;
            }

            s_subnet.CopyTo(buffer, offset);
            buffer[offset + s_subnet.Length] = (byte)_serverIndex;
            return s_subnet.Length + 1;
        }

        /// <inheritdoc/>
        public bool Resume(byte[] buffer, int offset, int count)
        {
            _isResumed = count == s_subnet.Length + 1 && buffer.AsSpan(offset, s_subnet.Length).SequenceEqual(s_subnet);
            _serverIndex = _isResumed ? buffer[offset + s_subnet.Length] : NoServer;
            return _isResumed;
        }

        /// <inheritdoc/>
        public void Close()
        {
            _socket++;
            _server = null;
            _arrived.Clear();
        }

        /// <inheritdoc/>
        public int Send(byte[] buffer, int offset, int count)
        {
            if (_server == null)
            {
                return TransportResult.Closed;
            }

            power?.Pass();
            long before = GC.GetAllocatedBytesForCurrentThread();
            byte[] datagram = buffer.AsSpan(offset, count).ToArray();
            watch?.OnSent(datagram, network.Now);
            SentCount++;
            SentBytes += count;
            if (IsNetworkUp)
            {
                Deliver(datagram, _server, _socket, _address);
            }

            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
            power?.Pass();
            return TransportResult.Ok;
        }

        // A method of its own: what its closure takes is counted where it is called.
        private void Deliver(byte[] datagram, SimulatedServer server, int socket, int address) =>
            network.Send(datagram, d => server.Receive(d, address, answer => network.Send(answer, a => Arrive(a, socket, address))));

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int count)
        {
            if (_arrived.Count == 0)
            {
                return 0;
            }

            byte[] datagram = _arrived.Dequeue();
            watch?.OnReceived(datagram, network.Now);
            int length = Math.Min(datagram.Length, count);
            datagram.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));
            return length;
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds)
        {
            long end = network.Now + milliseconds;
            while (network.Now < end && _arrived.Count == 0)
            {
                network.RunTo(Math.Min(end, Math.Max(network.Now, network.NextTime)));
            }
        }

        /// <summary>
        /// Gives the device another address: what is sent to the old one does not arrive.
        /// </summary>
        public void Rebind() => _address = network.NewAddress();

        private void Arrive(byte[] datagram, int socket, int address)
        {
            if (socket == _socket && address == _address && IsNetworkUp)
            {
                ReceivedCount++;
                ReceivedBytes += datagram.Length;
                _arrived.Enqueue(datagram);
            }
        }
    }
}
