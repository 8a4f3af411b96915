using System;
using nanoFramework.Runtime.Native;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// The uptime counter and the real-time clock of the board.
    /// </summary>
    public sealed class Esp32Clock : IClock
    {
        // 9999-12-31 23:59:59, the last second a DateTime can hold.
        private const long MaxUtcSeconds = 253402300799;

        /// <inheritdoc/>
        public long Milliseconds
        {
            get { return Environment.TickCount64; }
        }

        /// <summary>
        /// Gets or sets the time in seconds since 1970-01-01 00:00:00 UTC. It starts near zero or at an arbitrary date until SNTP or
        /// a server sets it; setting it out of range does nothing. Allocates nothing.
        /// </summary>
        public long UtcSeconds
        {
            get
            {
                return (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
            }

            set
            {
                if (value >= 0 && value <= MaxUtcSeconds)
                {
                    Rtc.SetSystemTime(new DateTime(DateTime.UnixEpoch.Ticks + (value * TimeSpan.TicksPerSecond)));
                }
            }
        }
    }
}
