using System;
using System.Collections.Generic;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// A transport on a bad network: datagrams of both directions are lost, doubled, delayed and overtaken, by a seed. The same seed and the
    /// same traffic give the same faults; each direction has its own sequence. Allocates for every datagram.
    /// </summary>
    public sealed class FaultyTransport : IDatagramTransport
    {
        private const int MaxDatagramBytes = 65536;

        // Of a flood, one call takes this many, and a direction holds this many; what is beyond waits in the socket or is lost.
        private const int MaxTakenAtOnce = 64;
        private const int MaxHeld = 1024;

        private readonly IDatagramTransport _inner;
        private readonly IClock _clock;
        private readonly Direction _outgoing;
        private readonly Direction _incoming;
        private readonly byte[] _buffer = new byte[MaxDatagramBytes];

        /// <summary>
        /// Wraps a transport.
        /// </summary>
        /// <param name="inner">The transport that carries the datagrams.</param>
        /// <param name="clock">The time by which they are delayed; virtual time will do.</param>
        /// <param name="seed">The seed of all faults.</param>
        public FaultyTransport(IDatagramTransport inner, IClock clock, int seed)
        {
            _inner = inner;
            _clock = clock;
            _outgoing = new Direction(new Random(seed));
            _incoming = new Direction(new Random(unchecked(seed + 1)));
        }

        /// <summary>Gets or sets the probability that a datagram is lost, 0 to 1.</summary>
        public double Loss { get; set; }

        /// <summary>Gets or sets the probability that a datagram arrives twice, 0 to 1.</summary>
        public double Duplication { get; set; }

        /// <summary>Gets or sets the probability that a datagram is held back for <see cref="HoldMilliseconds"/>, so that later ones
        /// overtake it, 0 to 1.</summary>
        public double Reordering { get; set; }

        /// <summary>Gets or sets how long a datagram that is to be overtaken is held back, in milliseconds.</summary>
        public int HoldMilliseconds { get; set; } = 100;

        /// <summary>Gets or sets the delay of every datagram in milliseconds.</summary>
        public int DelayMilliseconds { get; set; }

        /// <summary>Gets or sets what is added to the delay at most, evenly spread, in milliseconds.</summary>
        public int JitterMilliseconds { get; set; }

        /// <summary>Gets how many datagrams came in from both sides.</summary>
        public int Seen { get; private set; }

        /// <summary>Gets how many of them were lost.</summary>
        public int Lost { get; private set; }

        /// <summary>Gets how many of them were doubled.</summary>
        public int Duplicated { get; private set; }

        /// <summary>Gets how many of them were held back.</summary>
        public int Reordered { get; private set; }

        /// <inheritdoc/>
        public bool IsPeerAuthenticated => _inner.IsPeerAuthenticated;

        /// <inheritdoc/>
        public IPreSharedKey Credentials
        {
            get => _inner.Credentials;
            set => _inner.Credentials = value;
        }

        /// <inheritdoc/>
        public bool HasConnectionId => _inner.HasConnectionId;

        /// <inheritdoc/>
        public int Open(byte[] host, int port)
        {
            _outgoing.Clear();
            _incoming.Clear();

            return _inner.Open(host, port);
        }

        /// <inheritdoc/>
        public int Reopen(byte[] host, int port)
        {
            _outgoing.Clear();
            _incoming.Clear();

            return _inner.Reopen(host, port);
        }

        /// <inheritdoc/>
        public int Suspend(byte[] buffer, int offset, int count) => _inner.Suspend(buffer, offset, count);

        /// <inheritdoc/>
        public bool Resume(byte[] buffer, int offset, int count) => _inner.Resume(buffer, offset, count);

        /// <inheritdoc/>
        public void Close()
        {
            _outgoing.Clear();
            _incoming.Clear();
            _inner.Close();
        }

        /// <inheritdoc/>
        public int Send(byte[] buffer, int offset, int count)
        {
            Submit(_outgoing, buffer.AsSpan(offset, count));

            return SendWhatIsDue();
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int count)
        {
            SendWhatIsDue();
            int result = 0;

            for (int i = 0; i < MaxTakenAtOnce; i++)
            {
                result = _inner.Receive(_buffer, 0, _buffer.Length);

                if (result <= 0)
                {
                    break;
                }

                Submit(_incoming, _buffer.AsSpan(0, result));
            }

            if (!_incoming.TryTake(_clock.Milliseconds, out byte[] datagram))
            {
                return Math.Min(result, 0);
            }

            int length = Math.Min(datagram.Length, count);
            datagram.AsSpan(0, length).CopyTo(buffer.AsSpan(offset));

            return length;
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds)
        {
            SendWhatIsDue();
            long next = Math.Min(_outgoing.NextDue, _incoming.NextDue);
            _inner.Wait((int)Math.Clamp(next - _clock.Milliseconds, 0, milliseconds));
        }

        private int SendWhatIsDue()
        {
            int result = TransportResult.Ok;

            while (_outgoing.TryTake(_clock.Milliseconds, out byte[] datagram))
            {
                result = _inner.Send(datagram, 0, datagram.Length);
            }

            return result;
        }

        private void Submit(Direction direction, ReadOnlySpan<byte> datagram)
        {
            // All are drawn for each datagram, so that one rate does not shift the draws of another.
            double loss = direction.Random.NextDouble();
            double duplication = direction.Random.NextDouble();
            double reordering = direction.Random.NextDouble();
            int jitter = direction.Random.Next(JitterMilliseconds + 1);
            int secondJitter = direction.Random.Next(JitterMilliseconds + 1);
            long due = _clock.Milliseconds + DelayMilliseconds;

            Seen++;

            if (loss < Loss || direction.Count >= MaxHeld)
            {
                Lost++;

                return;
            }

            if (reordering < Reordering)
            {
                Reordered++;
                jitter += HoldMilliseconds;
            }

            direction.Hold(datagram.ToArray(), due + jitter);

            if (duplication < Duplication)
            {
                Duplicated++;
                direction.Hold(datagram.ToArray(), due + secondJitter);
            }
        }

        /// <summary>
        /// The datagrams of one direction that are under way.
        /// </summary>
        private sealed class Direction
        {
            private readonly PriorityQueue<byte[], (long Due, long Number)> _held = new PriorityQueue<byte[], (long Due, long Number)>();
            private long _number;

            public Direction(Random random)
            {
                Random = random;
            }

            public Random Random { get; }

            public int Count => _held.Count;

            public long NextDue => _held.TryPeek(out _, out (long Due, long Number) first) ? first.Due : long.MaxValue;

            public void Hold(byte[] datagram, long due) => _held.Enqueue(datagram, (due, _number++));

            public bool TryTake(long now, out byte[] datagram)
            {
                datagram = null;

                return NextDue <= now && _held.TryDequeue(out datagram, out _);
            }

            public void Clear() => _held.Clear();
        }
    }
}
