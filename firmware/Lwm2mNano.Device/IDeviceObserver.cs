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
    }
}
