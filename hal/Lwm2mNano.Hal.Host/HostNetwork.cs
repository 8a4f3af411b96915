using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// A desktop's network: up, unless somebody says otherwise to see what the application does then. It tells the addresses of the
    /// interface that leads out of the machine, and a signal strength that it is told.
    /// </summary>
    public sealed class HostNetwork : INetwork, INetworkStatus
    {
        /// <summary>The signal strength of a good Wi-Fi network, in dBm.</summary>
        public const int GoodSignalStrength = -60;

        /// <summary>
        /// Creates the network. Allocates what it tells.
        /// </summary>
        public HostNetwork()
        {
            NetworkInterface network = NetworkInterface.GetAllNetworkInterfaces()
                .Where(candidate => candidate.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .OrderByDescending(candidate => candidate.GetIPProperties().GatewayAddresses.Count)
                .ThenBy(candidate => candidate.NetworkInterfaceType == NetworkInterfaceType.Loopback)
                .FirstOrDefault();
            IPInterfaceProperties properties = network?.GetIPProperties();

            Bearer = network?.NetworkInterfaceType == NetworkInterfaceType.Wireless80211 ? NetworkBearer.Wlan : NetworkBearer.Ethernet;
            Name = ToBytes(network?.Name);
            Address = ToBytes(First(properties?.UnicastAddresses.Select(address => address.Address)));
            RouterAddress = ToBytes(First(properties?.GatewayAddresses.Select(gateway => gateway.Address)));
        }

        /// <summary>
        /// Gets or sets whether the link is up.
        /// </summary>
        public bool IsUp { get; set; } = true;

        /// <inheritdoc/>
        public int Bearer { get; }

        /// <summary>
        /// Gets or sets the strength of the received signal in dBm, or <see cref="int.MinValue"/> for one that is not known.
        /// </summary>
        public int SignalStrength { get; set; } = GoodSignalStrength;

        /// <summary>
        /// Gets the interface's name in UTF-8: a desktop's SSID cannot be asked for everywhere.
        /// </summary>
        public byte[] Name { get; }

        /// <inheritdoc/>
        public byte[] Address { get; }

        /// <inheritdoc/>
        public byte[] RouterAddress { get; }

        /// <summary>
        /// Says whether the link is up; does not wait, whatever the time-out.
        /// </summary>
        /// <param name="timeoutMilliseconds">Not used.</param>
        /// <returns><see cref="IsUp"/>.</returns>
        public bool Connect(int timeoutMilliseconds) => IsUp;

        // The board's address is of IPv4, too.
        private static string First(IEnumerable<IPAddress> addresses) =>
            addresses?.OrderBy(address => address.AddressFamily != AddressFamily.InterNetwork).FirstOrDefault()?.ToString();

        private static byte[] ToBytes(string text) => text is null ? null : Encoding.UTF8.GetBytes(text);
    }
}
