using Lwm2mNano.Client;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Watches an application: its client, and the network under it. Called on the timer thread.
    /// </summary>
    public interface IDeviceObserver : IClientObserver
    {
        /// <summary>
        /// Says that the network came up.
        /// </summary>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnNetworkUp();

        /// <summary>
        /// Says that an attempt to bring the network up failed.
        /// </summary>
        /// <param name="waitSeconds">How long the application waits before the next one, in seconds.</param>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnNetworkDown(int waitSeconds);

        /// <summary>
        /// Says what became of the configuration in the store.
        /// </summary>
        /// <param name="what">What happened; never <see cref="ConfigurationEvent.NotStored"/>.</param>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnConfiguration(ConfigurationEvent what);

        /// <summary>
        /// Says that a device that sleeps has started.
        /// </summary>
        /// <param name="cause">Why, one of <see cref="WakeCause"/>.</param>
        /// <param name="isRestored">Whether it goes on with what it saved before it slept, without a Register.</param>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnAwake(int cause, bool isRestored);

        /// <summary>
        /// Says that the device goes to sleep.
        /// </summary>
        /// <param name="milliseconds">For how long, in milliseconds.</param>
        /// <param name="why">One of <see cref="SleepReason"/>.</param>
        [Allocates("A line on a console, only where somebody watches.")]
        void OnSleeping(long milliseconds, int why);
    }
}
