using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// What an application stands on: the parts of a board, or what a desktop or a test has in their place.
    /// </summary>
    public sealed class Board
    {
        /// <summary>Gets or sets the clock.</summary>
        public IClock Clock { get; set; }

        /// <summary>Gets or sets the source of random numbers.</summary>
        public IRandom Random { get; set; }

        /// <summary>Gets or sets the link under the datagrams.</summary>
        public INetwork Network { get; set; }

        /// <summary>Gets or sets what the link tells of itself; <see langword="null"/> for no Connectivity Monitoring Object.</summary>
        public INetworkStatus NetworkStatus { get; set; }

        /// <summary>Gets or sets a path for each server, at most <see cref="Limits.MaxServers"/>.</summary>
        public IDatagramTransport[] Transports { get; set; }

        /// <summary>Gets or sets where a changed configuration is kept; <see langword="null"/> for nowhere.</summary>
        public IStore Store { get; set; }

        /// <summary>Gets or sets the battery; <see langword="null"/> for DC power.</summary>
        public IBattery Battery { get; set; }

        /// <summary>Gets or sets the input of the <see cref="VoltageObject"/>; <see langword="null"/> for none.</summary>
        public IAdcInput VoltageInput { get; set; }

        /// <summary>Gets or sets deep sleep; <see langword="null"/> where there is none, and the device is always on.</summary>
        public ISleep Sleep { get; set; }

        /// <summary>
        /// Gets or sets where the state is kept while the device sleeps: memory that outlives it, or flash; <see langword="null"/> for nowhere, and
        /// each wake-up is a start.
        /// </summary>
        public IStore SleepStore { get; set; }

        /// <summary>Gets or sets the memory figures.</summary>
        public IMemory Memory { get; set; }

        /// <summary>Gets or sets what restarts the device.</summary>
        public IPower Power { get; set; }

        /// <summary>Gets or sets what the Device Object tells and never changes.</summary>
        public DeviceInformation Information { get; set; }

        /// <summary>Gets or sets who is told what happens, or <see langword="null"/>.</summary>
        public IDeviceObserver Observer { get; set; }
    }
}
