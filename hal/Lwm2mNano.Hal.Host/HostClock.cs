using System;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// The machine's clocks. Setting the time moves this clock only, never the machine's.
    /// </summary>
    public sealed class HostClock : IClock
    {
        private readonly long _start = Environment.TickCount64;
        private long _utcOffsetSeconds;

        /// <inheritdoc/>
        public long Milliseconds => Environment.TickCount64 - _start;

        /// <inheritdoc/>
        public long UtcSeconds
        {
            get => MachineUtcSeconds() + _utcOffsetSeconds;
            set => _utcOffsetSeconds = value - MachineUtcSeconds();
        }

        private static long MachineUtcSeconds() => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
    }
}
