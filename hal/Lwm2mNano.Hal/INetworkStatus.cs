namespace Lwm2mNano.Hal
{
    /// <summary>
    /// What a link tells of itself, as the Connectivity Monitoring Object (/4) reports it. Texts are UTF-8, and <see langword="null"/> where they
    /// are not known; the bytes of a text never change, for a new text is a new array. Reading a property neither blocks nor measures
    /// nor allocates.
    /// </summary>
    public interface INetworkStatus
    {
        /// <summary>
        /// Gets the kind of link, one of <see cref="NetworkBearer"/>.
        /// </summary>
        int Bearer { get; }

        /// <summary>
        /// Gets the strength of the received signal in dBm, or <see cref="int.MinValue"/> where it is not known.
        /// </summary>
        int SignalStrength { get; }

        /// <summary>
        /// Gets the network's name, the SSID of a Wi-Fi network.
        /// </summary>
        byte[] Name { get; }

        /// <summary>
        /// Gets the device's own IP address, such as "192.168.1.20".
        /// </summary>
        byte[] Address { get; }

        /// <summary>
        /// Gets the IP address of the router.
        /// </summary>
        byte[] RouterAddress { get; }
    }
}
