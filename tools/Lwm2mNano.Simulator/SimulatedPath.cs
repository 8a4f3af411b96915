using System;
using System.Collections.Generic;
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
        private readonly Queue<byte[]> _arrived = new();

        // What is on its way belongs to the socket that was open when it was sent.
        private int _socket;
        private int _address;
        private SimulatedServer _server;

        /// <summary>Gets or sets whether the device has a network.</summary>
        public bool IsNetworkUp { get; set; } = true;

        /// <summary>Gets how often the path was opened.</summary>
        public int OpenCount { get; private set; }

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
            long before = GC.GetAllocatedBytesForCurrentThread();
            OpenCount++;
            Close();
            _address = network.NewAddress();
            int result = TransportResult.NetworkDown;
            if (IsNetworkUp)
            {
                result = servers.TryGetValue(Encoding.UTF8.GetString(host), out _server) ? TransportResult.Ok : TransportResult.NameNotResolved;
            }

            watch?.OnOpened(network.Now);
            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
            return result;
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
                int socket = _socket;
                int address = _address;
                SimulatedServer server = _server;
                network.Send(datagram, d => server.Receive(d, address, answer => network.Send(answer, a => Arrive(a, socket, address))));
            }

            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
            power?.Pass();
            return TransportResult.Ok;
        }

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
