using Lwm2mNano.Hal;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// What outlives a start of a simulated device, or goes on without it: its battery, the access point, the clock that runs in deep sleep, the stores.
    /// </summary>
    public sealed class SleeperWorld
    {
        /// <summary>The voltage of a battery that is empty, in millivolts.</summary>
        public const int EmptyMillivolts = 3300;

        /// <summary>From there to one that is full.</summary>
        public const int RangeMillivolts = 900;

        /// <summary>Under how many percent a battery is low.</summary>
        public const int LowPercent = 10;

        /// <summary>How much less it has while the radio is on.</summary>
        public const int SagMillivolts = 80;

        private const long Epoch = 1767225600;
        private const int MillisecondsPerSecond = 1000;

        private long _utcOffset = Epoch;

        internal SleeperWorld()
        {
            Store = new SimulatedStore(Power);
            SleepStore = new SimulatedStore(Power);
        }

        /// <summary>Gets the supply.</summary>
        public SimulatedPower Power { get; } = new();

        /// <summary>Gets the store of the configuration.</summary>
        public SimulatedStore Store { get; }

        /// <summary>Gets the store of what is kept while the device sleeps.</summary>
        public SimulatedStore SleepStore { get; }

        /// <summary>Gets or sets whether there is an access point.</summary>
        public bool IsNetworkUp { get; set; } = true;

        /// <summary>Gets or sets the voltage of the battery at rest, in millivolts.</summary>
        public int Millivolts { get; set; } = EmptyMillivolts + RangeMillivolts;

        /// <summary>Gets or sets why the next start starts, one of <see cref="WakeCause"/>.</summary>
        public int Cause { get; set; } = WakeCause.Start;

        /// <summary>Gets or sets by what part of it a sleep takes longer than the device thinks; negative for shorter.</summary>
        public double SleepDrift { get; set; }

        /// <summary>
        /// Has the device's clock of the day jump.
        /// </summary>
        /// <param name="seconds">By how many seconds, also back.</param>
        public void JumpClock(long seconds) => _utcOffset += seconds;

        /// <summary>Forgets the time of day, as a board does that loses power.</summary>
        /// <param name="now">The virtual time in milliseconds.</param>
        public void LoseClock(long now) => SetUtcSeconds(now, 0);

        internal long UtcSeconds(long now) => _utcOffset + (now / MillisecondsPerSecond);

        internal void SetUtcSeconds(long now, long value) => _utcOffset = value - (now / MillisecondsPerSecond);
    }
}
