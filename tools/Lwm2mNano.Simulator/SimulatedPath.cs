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
    public sealed class SimulatedPath(SimulatedNetwork network, IReadOnlyDictionary<string, SimulatedServer> servers, ExchangeWatch watch) : IDatagramTransport
    {
        private readonly Queue<byte[]> _arrived = new();

        // What is on its way belongs to the socket that was open when it was sent.
        private int _socket;
        private SimulatedServer _server;

        /// <summary>Gets or sets whether the device has a network.</summary>
        public bool IsNetworkUp { get; set; } = true;

        /// <summary>Gets how often the path was opened.</summary>
        public int OpenCount { get; private set; }

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
            int result = TransportResult.NetworkDown;
            if (IsNetworkUp)
            {
                result = servers.TryGetValue(Encoding.UTF8.GetString(host), out _server) ? TransportResult.Ok : TransportResult.NameNotResolved;
            }

            watch.OnOpened(network.Now);
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

            long before = GC.GetAllocatedBytesForCurrentThread();
            byte[] datagram = buffer.AsSpan(offset, count).ToArray();
            watch.OnSent(datagram, network.Now);
            if (IsNetworkUp)
            {
                int socket = _socket;
                SimulatedServer server = _server;
                network.Send(datagram, d => server.Receive(d, answer => network.Send(answer, a => Arrive(a, socket))));
            }

            AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
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
            watch.OnReceived(datagram, network.Now);
            int length = Math.Min(datagram.Length, count);
            datagram.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));
            return length;
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds)
        {
        }

        private void Arrive(byte[] datagram, int socket)
        {
            if (socket == _socket && IsNetworkUp)
            {
                _arrived.Enqueue(datagram);
            }
        }
    }
}
