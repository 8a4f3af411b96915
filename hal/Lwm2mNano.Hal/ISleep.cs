namespace Lwm2mNano.Hal
{
    /// <summary>
    /// Deep sleep: everything is off but the timer, the wake-up pin and the memory that outlives it. A wake-up is a new start of the application.
    /// </summary>
    public interface ISleep
    {
        /// <summary>
        /// Gets why the application has started, one of <see cref="WakeCause"/>.
        /// </summary>
        int Cause { get; }

        /// <summary>
        /// Goes to sleep. On a board this does not return; elsewhere it may return, and the application ends its loop.
        /// </summary>
        /// <param name="milliseconds">When to wake up, in milliseconds from now, 1 or more.</param>
        /// <param name="wakesByPin">Whether the wake-up pin, where there is one, wakes too.</param>
        [Allocates("The program ends here.")]
        void DeepSleep(long milliseconds, bool wakesByPin);
    }
}
