using System;
using System.Collections.Generic;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// A network in memory on virtual time: datagrams are lost, doubled and delayed, and so come out of order, by the faults in force when
    /// they are sent.
    /// </summary>
    public sealed class SimulatedNetwork(SeededRandom random)
    {
        private readonly PriorityQueue<Action, (long Time, long Order)> _events = new();
        private long _order;
        private int _lastAddress;

        /// <summary>Gets or sets the faults in force.</summary>
        public NetworkFaults Faults { get; set; } = NetworkFaults.None;

        /// <summary>Gets the virtual time in milliseconds.</summary>
        public long Now { get; private set; }

        /// <summary>Gets when the next thing happens, in milliseconds.</summary>
        public long NextTime => _events.TryPeek(out _, out (long Time, long Order) at) ? at.Time : long.MaxValue;

        /// <summary>
        /// Gets an address that nobody has: a new socket's, or one behind a NAT that has forgotten the old.
        /// </summary>
        /// <returns>The address.</returns>
        public int NewAddress() => ++_lastAddress;

        /// <summary>
        /// Has something done at a time.
        /// </summary>
        /// <param name="time">The time in milliseconds.</param>
        /// <param name="action">What is done.</param>
        public void At(long time, Action action) => _events.Enqueue(action, (Math.Max(time, Now), _order++));

        /// <summary>
        /// Sends a datagram on its way.
        /// </summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="arrive">What takes it where it arrives.</param>
        public void Send(byte[] datagram, Action<byte[]> arrive)
        {
            int copies = random.Chance(Faults.Duplication) ? 2 : 1;
            for (int i = 0; i < copies; i++)
            {
                if (!random.Chance(Faults.Loss))
                {
                    At(Now + random.Range(Faults.MinDelay, Faults.MaxDelay + 1), () => arrive(datagram));
                }
            }
        }

        /// <summary>
        /// Lets time pass to a moment and everything happen that is due by then.
        /// </summary>
        /// <param name="time">The time in milliseconds.</param>
        public void RunTo(long time)
        {
            while (NextTime <= time)
            {
                _events.TryDequeue(out Action action, out (long Time, long Order) at);
                Now = at.Time;
                action();
            }

            Now = time;
        }
    }
}
