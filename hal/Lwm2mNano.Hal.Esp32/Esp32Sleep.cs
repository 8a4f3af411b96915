using System;
using System.Threading;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// Deep sleep of the ESP32, which ends by the RTC's timer, or by one pin.
    /// </summary>
    public sealed class Esp32Sleep : ISleep
    {
        /// <summary>No pin: the timer alone wakes.</summary>
        public const int NoPin = -1;

        private readonly int _pin;
        private readonly int _level;

        /// <summary>
        /// Creates it. Nothing is armed before <see cref="DeepSleep"/>.
        /// </summary>
        /// <param name="pin">The GPIO that wakes: one that the RTC sees while all else is off, of an ESP32 0, 2, 4, 12 to 15, 25 to 27 and 32 to 39; or
        /// <see cref="NoPin"/>. It needs a resistor outside; one that is at its level already wakes at once.</param>
        /// <param name="level">The level that wakes, 0 or 1.</param>
        public Esp32Sleep(int pin, int level)
        {
            _pin = pin;
            _level = level;
            Cause = ReadCause();
        }

        /// <inheritdoc/>
        public int Cause { get; }

        /// <summary>
        /// Goes to sleep; does not return. Where the timer cannot be armed, the board waits awake for as long, and restarts: it would sleep for ever.
        /// </summary>
        /// <param name="milliseconds">When to wake up, in milliseconds from now, 1 or more.</param>
        /// <param name="wakesByPin">Whether the pin wakes too.</param>
        [Allocates("The program ends here.")]
        public void DeepSleep(long milliseconds, bool wakesByPin)
        {
            if (wakesByPin && _pin != NoPin)
            {
                EnablePin();
            }

            if (Sleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(milliseconds)) == EspNativeError.OK)
            {
                Sleep.StartDeepSleep();
            }

            Thread.Sleep(milliseconds < int.MaxValue ? (int)milliseconds : int.MaxValue);
            Power.RebootDevice();
        }

        private static int ReadCause()
        {
            switch (Sleep.GetWakeupCause())
            {
                case Sleep.WakeupCause.Timer:
                    return WakeCause.Timer;
                case Sleep.WakeupCause.Ext0:
                    return WakeCause.Pin;
                default:
                    return WakeCause.Start;
            }
        }

        // A pin that cannot be armed is no reason not to sleep: the timer wakes.
        private void EnablePin()
        {
            try
            {
                Sleep.EnableWakeupByPin((Sleep.WakeupGpioPin)(1UL << _pin), _level);
            }
            catch (Exception)
            {
                // Chips without this kind of wake-up.
            }
        }
    }
}
