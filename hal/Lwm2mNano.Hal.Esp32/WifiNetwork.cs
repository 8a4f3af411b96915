using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;
using System.Text;
using System.Threading;
using nanoFramework.Networking;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// The board's Wi-Fi as a station that gets its address by DHCP. Once it has been told the network the firmware joins it again by
    /// itself, for ever; <see cref="Connect"/> then only waits, and writes nothing to flash.
    /// </summary>
    /// <remarks>
    /// The platform tells the signal strength of a scan only, and its scan listens for half a second on each channel: six seconds and more in
    /// which datagrams come late or are lost. That is for a board that need not save power; others do not know their signal strength.
    /// </remarks>
    public sealed class WifiNetwork : INetwork, INetworkStatus
    {
        private const int FirstAdapter = 0;
        private const int LinkPollMilliseconds = 200;

        private readonly string _ssid;
        private readonly string _password;
        private readonly bool _measuresSignal;
        private readonly byte[] _name;
        private byte[] _address;
        private byte[] _routerAddress;

        // Set by the platform's thread for events, too.
        private int _signalStrength = int.MinValue;
        private bool _isTold;
        private bool _hasAddress;

        /// <summary>
        /// Creates the link. It does not connect yet.
        /// </summary>
        /// <param name="ssid">The network's name.</param>
        /// <param name="password">Its password; empty for an open network.</param>
        /// <param name="measuresSignal">Whether it scans after each time it has connected, to know the signal strength.</param>
        public WifiNetwork(string ssid, string password, bool measuresSignal)
        {
            _ssid = ssid;
            _password = password;
            _measuresSignal = measuresSignal;
            _name = Encoding.UTF8.GetBytes(ssid);
        }

        /// <summary>
        /// Gets whether the link is up and has an address. Does not block and allocates nothing. After the link was lost,
        /// <see cref="Connect"/> has to find an address again.
        /// </summary>
        public bool IsUp
        {
            get
            {
                if (!NetworkInterface.GetIsNetworkAvailable())
                {
                    _hasAddress = false;
                }

                return _hasAddress;
            }
        }

        /// <inheritdoc/>
        public int Bearer
        {
            get { return NetworkBearer.Wlan; }
        }

        /// <summary>
        /// Gets the strength of the received signal in dBm as it was after connecting, or <see cref="int.MinValue"/> where it is not known.
        /// </summary>
        public int SignalStrength
        {
            get { return _signalStrength; }
        }

        /// <inheritdoc/>
        public byte[] Name
        {
            get { return _name; }
        }

        /// <summary>
        /// Gets the address as it was after connecting, or <see langword="null"/> before that.
        /// </summary>
        public byte[] Address
        {
            get { return _address; }
        }

        /// <summary>
        /// Gets the router's address as it was after connecting, or <see langword="null"/> before that.
        /// </summary>
        public byte[] RouterAddress
        {
            get { return _routerAddress; }
        }

        /// <summary>
        /// Brings the link up. Blocks until it is up or the time has passed; never throws. The first call may take 20 seconds more,
        /// the firmware's own limit for joining.
        /// </summary>
        /// <param name="timeoutMilliseconds">The longest wait in milliseconds.</param>
        /// <returns>Whether the link is up.</returns>
        [Allocates("What the platform's Wi-Fi helper takes, once for each attempt to connect.")]
        public bool Connect(int timeoutMilliseconds)
        {
            long end = Environment.TickCount64 + timeoutMilliseconds;

            // The address of a lost link stays for a while, so there is a link to wait for first.
            while (_isTold && !NetworkInterface.GetIsNetworkAvailable() && Environment.TickCount64 < end)
            {
                Thread.Sleep(LinkPollMilliseconds);
            }

            CancellationTokenSource limit = new CancellationTokenSource(Remaining(end));

            if (_isTold)
            {
                _hasAddress = WifiNetworkHelper.Reconnect(false, FirstAdapter, limit.Token);
            }
            else
            {
                _hasAddress = WifiNetworkHelper.ConnectDhcp(
                    _ssid,
                    _password,
                    WifiReconnectionKind.Automatic,
                    false,
                    FirstAdapter,
                    limit.Token);
                _isTold = WifiNetworkHelper.Status != NetworkHelperStatus.ExceptionOccurred;
            }

            limit.Dispose();

            if (_hasAddress)
            {
                ReadAddresses();
                StartScan();
            }

            return IsUp;
        }

        private void ReadAddresses()
        {
            try
            {
                NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();

                for (int i = 0; i < interfaces.Length; i++)
                {
                    if (interfaces[i].NetworkInterfaceType == NetworkInterfaceType.Wireless80211)
                    {
                        _address = Encoding.UTF8.GetBytes(interfaces[i].IPv4Address);
                        _routerAddress = Encoding.UTF8.GetBytes(interfaces[i].IPv4GatewayAddress);
                    }
                }
            }
            catch (Exception)
            {
                // What was known before is told on.
            }
        }

        private void StartScan()
        {
            if (!_measuresSignal)
            {
                return;
            }

            try
            {
                WifiAdapter adapter = WifiNetworkHelper.WifiAdapter;
                adapter.AvailableNetworksChanged += OnScanned;
                adapter.ScanAsync();
            }
            catch (Exception)
            {
                _signalStrength = int.MinValue;
            }
        }

        // Of several access points the device has most probably joined the strongest.
        private void OnScanned(WifiAdapter adapter, object nothing)
        {
            int strongest = int.MinValue;

            try
            {
                adapter.AvailableNetworksChanged -= OnScanned;
                WifiAvailableNetwork[] networks = adapter.NetworkReport.AvailableNetworks;

                for (int i = 0; i < networks.Length; i++)
                {
                    int strength = (int)networks[i].NetworkRssiInDecibelMilliwatts;

                    if (networks[i].Ssid == _ssid && strength > strongest)
                    {
                        strongest = strength;
                    }
                }
            }
            catch (Exception)
            {
                // An error must not end the platform's thread for events.
            }

            _signalStrength = strongest;
        }

        // At least a moment, so that the helper looks for an address once.
        private static int Remaining(long end)
        {
            long remaining = end - Environment.TickCount64;

            return remaining > LinkPollMilliseconds ? (int)remaining : LinkPollMilliseconds;
        }
    }
}
