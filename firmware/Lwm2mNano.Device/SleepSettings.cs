using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device.Battery;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// When a device is awake: how often it wakes, how long it stays reachable then, and what bounds each phase of a wake-up. The defaults are a
    /// device that is always on.
    /// </summary>
    public sealed class SleepSettings
    {
        /// <summary>A number that nobody has set.</summary>
        public const int NotSet = -1;

        /// <summary>The longest interval in seconds: 7 days.</summary>
        public const int MaxIntervalSeconds = 604800;

        /// <summary>The value of <see cref="AwakeSeconds"/> for a window that follows the measured round trip.</summary>
        public const int DrainedSeconds = 0;

        /// <summary>The longest window of <see cref="AwakeSeconds"/> in seconds: an hour.</summary>
        public const int MaxAwakeSeconds = 3600;

        /// <summary>The window of queue mode where nobody sets one, in seconds: MAX_TRANSMIT_WAIT.</summary>
        public const int DefaultAwakeSeconds = CoapTiming.MaxTransmitWaitMilliseconds / CoapTiming.MillisecondsPerSecond;

        /// <summary>The longest time-out of a phase in seconds.</summary>
        public const int MaxPhaseSeconds = 600;

        /// <summary>What a growing interval stops at where <see cref="MaxSleepSeconds"/> is not set, in seconds: 6 hours.</summary>
        public const int DefaultMaxSleepSeconds = 21600;

        /// <summary>The largest <see cref="LowBatteryFactor"/>.</summary>
        public const int MaxLowBatteryFactor = 96;

        /// <summary>The largest <see cref="CutOffMillivolts"/>: a pack of cells behind a divider.</summary>
        public const int MaxCutOffMillivolts = 60000;

        /// <summary>How often a device below the cut-off looks whether the battery has recovered, with the radio off, in seconds: a day.</summary>
        public const int CutOffSleepSeconds = 86400;

        /// <summary>
        /// How far above the cut-off the battery has to come for the device to work again, in millivolts: more than a battery recovers by itself
        /// when the load is gone.
        /// </summary>
        public const int CutOffHysteresisMillivolts = 200;

        /// <summary>Answer of <see cref="Validate"/>: all is well.</summary>
        public const int Valid = 0;

        /// <summary>Answer of <see cref="Validate"/>: the interval is out of range.</summary>
        public const int BadInterval = 1;

        /// <summary>Answer of <see cref="Validate"/>: the window is out of range, or not shorter than the interval of a sleeper.</summary>
        public const int BadAwake = 2;

        /// <summary>Answer of <see cref="Validate"/>: the pin cannot wake the chip, or its level is neither 0 nor 1.</summary>
        public const int BadWakePin = 3;

        /// <summary>Answer of <see cref="Validate"/>: a time-out is out of range.</summary>
        public const int BadTimeout = 4;

        /// <summary>Answer of <see cref="Validate"/>: the longest interval is shorter than the interval, or out of range.</summary>
        public const int BadMaxSleep = 5;

        /// <summary>Answer of <see cref="Validate"/>: the factor is out of range.</summary>
        public const int BadLowBatteryFactor = 6;

        /// <summary>Answer of <see cref="Validate"/>: the cut-off is out of range.</summary>
        public const int BadCutOff = 7;

        // The GPIOs that stay alive in deep sleep (RTC), a bit each: 0, 2, 4, 12 to 15, 25 to 27, 32 to 39.
        private const ulong WakePins = 0xFF0E00F015;
        private const int MaxWakePin = 39;

        // The oscillator that counts in deep sleep is off by this part of the time at worst.
        private const int DriftDivisor = 20;

        /// <summary>
        /// Gets or sets every how many seconds the device wakes, 1 to <see cref="MaxIntervalSeconds"/>; 0 for a device that is always on.
        /// </summary>
        public int SleepSeconds { get; set; }

        /// <summary>
        /// Gets or sets how long the device stays reachable after the last exchange, in seconds: <see cref="DrainedSeconds"/> to follow the measured
        /// round trip, or up to <see cref="MaxAwakeSeconds"/>. <see cref="NotSet"/> is drained for a sleeper, and no queue mode for a device that is always on.
        /// </summary>
        public int AwakeSeconds { get; set; } = NotSet;

        /// <summary>Gets or sets the GPIO that wakes the device, one of 0, 2, 4, 12 to 15, 25 to 27 and 32 to 39; <see cref="Configuration.NoPin"/> for none.</summary>
        public int WakePin { get; set; } = Configuration.NoPin;

        /// <summary>Gets or sets the level of <see cref="WakePin"/> that wakes, 0 or 1; 0 suits a button to ground.</summary>
        public int WakeLevel { get; set; }

        /// <summary>Gets or sets how long a wake-up waits for the network, in seconds, 1 to <see cref="MaxPhaseSeconds"/>.</summary>
        public int NetworkSeconds { get; set; } = 10;

        /// <summary>Gets or sets how long the exchange with the servers may take in one wake-up, <see cref="AwakeSeconds"/> behind it apart, in seconds, 1 to <see cref="MaxPhaseSeconds"/>.</summary>
        public int ExchangeSeconds { get; set; } = 30;

        /// <summary>
        /// Gets or sets what the interval that grows after failures stops at, in seconds, from <see cref="SleepSeconds"/> to <see cref="MaxIntervalSeconds"/>;
        /// 0 for <see cref="DefaultMaxSleepSeconds"/> or the interval, whichever is longer.
        /// </summary>
        public int MaxSleepSeconds { get; set; }

        /// <summary>Gets or sets what the interval is multiplied by while the battery is low, 1 to <see cref="MaxLowBatteryFactor"/>.</summary>
        public int LowBatteryFactor { get; set; } = 4;

        /// <summary>
        /// Gets or sets the battery's voltage below which the device stays asleep, in millivolts, up to <see cref="MaxCutOffMillivolts"/>; 0 for none,
        /// <see cref="NotSet"/> for <see cref="DefaultCutOff"/>.
        /// </summary>
        public int CutOffMillivolts { get; set; } = NotSet;

        /// <summary>Gets whether the device sleeps between its reports.</summary>
        public bool IsSleeper => SleepSeconds > 0;

        /// <summary>
        /// Gets how long the client stays reachable after the last exchange, as <see cref="LwM2mClient.AwakeMilliseconds"/> wants it.
        /// </summary>
        public long AwakeMilliseconds
        {
            get
            {
                if (AwakeSeconds == NotSet)
                {
                    return IsSleeper ? LwM2mClient.Drained : CoapTiming.Never;
                }

                return AwakeSeconds == DrainedSeconds ? LwM2mClient.Drained : (long)AwakeSeconds * CoapTiming.MillisecondsPerSecond;
            }
        }

        /// <summary>Gets what the interval that grows after failures stops at, in seconds.</summary>
        public int LongestSleepSeconds
        {
            get
            {
                int longest = MaxSleepSeconds == 0 ? DefaultMaxSleepSeconds : MaxSleepSeconds;
                return longest > SleepSeconds ? longest : SleepSeconds;
            }
        }

        /// <summary>Gets the shortest lifetime of a registration (1/x/1) that outlives a sleep and the wake-up after it, in seconds.</summary>
        public int MinLifetimeSeconds => SleepSeconds + (SleepSeconds / DriftDivisor) + NetworkSeconds + ExchangeSeconds;

        /// <summary>
        /// Gets the cut-off of a battery for which nobody sets one: the end of its discharge curve. Allocates nothing.
        /// </summary>
        /// <param name="chemistry">The chemistry.</param>
        /// <returns>The voltage in millivolts, or 0 for a number that is no chemistry.</returns>
        public static int DefaultCutOff(BatteryChemistry chemistry)
        {
            short[] curve = DischargeCurve.For(chemistry);
            return curve == null ? 0 : curve[curve.Length - DischargeCurve.NumbersPerPoint];
        }

        /// <summary>
        /// Checks the settings.
        /// </summary>
        /// <returns><see cref="Valid"/>, or the first of <see cref="BadInterval"/>, <see cref="BadAwake"/>, <see cref="BadWakePin"/>, <see cref="BadTimeout"/>,
        /// <see cref="BadMaxSleep"/>, <see cref="BadLowBatteryFactor"/> and <see cref="BadCutOff"/> that is true.</returns>
        public int Validate()
        {
            if (SleepSeconds < 0 || SleepSeconds > MaxIntervalSeconds)
            {
                return BadInterval;
            }

            if (AwakeSeconds < NotSet || AwakeSeconds > MaxAwakeSeconds || (IsSleeper && AwakeSeconds >= SleepSeconds))
            {
                return BadAwake;
            }

            if (WakePin != Configuration.NoPin && (WakePin < 0 || WakePin > MaxWakePin || ((WakePins >> WakePin) & 1) == 0))
            {
                return BadWakePin;
            }

            if (WakeLevel < 0 || WakeLevel > 1)
            {
                return BadWakePin;
            }

            if (NetworkSeconds < 1 || NetworkSeconds > MaxPhaseSeconds || ExchangeSeconds < 1 || ExchangeSeconds > MaxPhaseSeconds)
            {
                return BadTimeout;
            }

            if (MaxSleepSeconds != 0 && (MaxSleepSeconds < SleepSeconds || MaxSleepSeconds > MaxIntervalSeconds))
            {
                return BadMaxSleep;
            }

            if (LowBatteryFactor < 1 || LowBatteryFactor > MaxLowBatteryFactor)
            {
                return BadLowBatteryFactor;
            }

            return CutOffMillivolts < NotSet || CutOffMillivolts > MaxCutOffMillivolts ? BadCutOff : Valid;
        }

        /// <summary>
        /// Says in one line why a lifetime does not suit the sleep, and what to do. Allocates the line.
        /// </summary>
        /// <param name="lifetimeSeconds">The lifetime of a server's registration (1/x/1), in seconds.</param>
        /// <returns>The line, or <see langword="null"/> if the lifetime outlives the sleep or the device is always on.</returns>
        public string ExplainLifetime(int lifetimeSeconds)
        {
            if (!IsSleeper || lifetimeSeconds >= MinLifetimeSeconds)
            {
                return null;
            }

            return "the registration lifetime of " + lifetimeSeconds + " s "
                + (lifetimeSeconds < SleepSeconds ? "is shorter than the sleep of " : "leaves too little time after the sleep of ") + SleepSeconds
                + " s: every wake-up would register anew; set it to at least " + MinLifetimeSeconds + " s";
        }
    }
}
