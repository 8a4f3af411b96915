namespace Lwm2mNano.Hal
{
    /// <summary>
    /// Why the application has started.
    /// </summary>
    public static class WakeCause
    {
        /// <summary>Power, a reset, or a program that was flashed: not a wake-up.</summary>
        public const int Start = 0;

        /// <summary>The time of <see cref="ISleep.DeepSleep"/> is over.</summary>
        public const int Timer = 1;

        /// <summary>The wake-up pin.</summary>
        public const int Pin = 2;
    }
}
