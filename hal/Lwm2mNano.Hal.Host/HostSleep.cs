namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// Notes for how long the application wants to sleep, and returns: whoever runs it ends it and starts it anew, as the board would.
    /// </summary>
    public sealed class HostSleep : ISleep
    {
        /// <summary>Gets or sets why the application has started, one of <see cref="WakeCause"/>.</summary>
        public int Cause { get; set; }

        /// <summary>Gets the milliseconds of the last <see cref="DeepSleep"/>; 0 before any.</summary>
        public long RequestedMilliseconds { get; private set; }

        /// <summary>Notes the time; does not sleep.</summary>
        /// <param name="milliseconds">When to wake up, in milliseconds from now, 1 or more.</param>
        /// <param name="wakesByPin">Whether a pin wakes too; there is none.</param>
        public void DeepSleep(long milliseconds, bool wakesByPin) => RequestedMilliseconds = milliseconds;
    }
}
