namespace Lwm2mNano.Hal
{
    /// <summary>
    /// The two times a device has: one that never jumps, for protocol timers, and the one people read.
    /// </summary>
    public interface IClock
    {
        /// <summary>
        /// Gets the time since start in milliseconds. Never goes back; allocates nothing.
        /// </summary>
        long Milliseconds { get; }

        /// <summary>
        /// Gets or sets the time in seconds since 1970-01-01 00:00:00 UTC. May jump. Allocates nothing.
        /// </summary>
        long UtcSeconds { get; set; }
    }
}
