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
    /// itself, for ever, also after a restart and before the application runs; <see cref="Connect"/> then only waits, and writes nothing to flash.
    /// </summary>
    /// <remarks>
    /// The platform joins in a blocking call, whose result is not needed: what tells of an address is its event. So to begin without waiting
    /// means to listen to that event, and a thread for the call only where the firmware was not told this network yet.
    /// <para/>
    /// The platform tells the signal strength of a scan only, and its scan listens for half a second on each channel: six seconds and more in
    /// which datagrams come late or are lost. That is for a board that need not save power; others do not know their signal strength.
    /// </remarks>
    public sealed class WifiNetwork : INetwork, INetworkStatus
    {
        private const int FirstAdapter = 0;
        private const string NoAddress = "0.0.0.0";
        private const int LinkPollMilliseconds = 200;

        // How long a thread that has told the firmware its network waits for an address; then the firmware goes on by itself.
        private const int JoinMilliseconds = 30000;

        private readonly string _ssid;
        private readonly string _password;
        private readonly bool _measuresSignal;
        private readonly byte[] _name;
        private byte[] _address;
        private byte[] _routerAddress;

        // Set by the platform's thread for events, too.
        private int _signalStrength = int.MinValue;
        private bool _isTold;
        private bool _isJoining;
        private bool _isListening;
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
        /// <param name="timeoutMilliseconds">The longest wait in milliseconds; 0 only begins, and <see cref="IsUp"/> tells when there is an
        /// address.</param>
        /// <returns>Whether the link is up.</returns>
        [Allocates("What the platform's Wi-Fi helper takes, once for each attempt to connect.")]
        public bool Connect(int timeoutMilliseconds)
        {
            if (timeoutMilliseconds == 0)
            {
                Begin();

                return IsUp;
            }

            long end = Environment.TickCount64 + timeoutMilliseconds;

            // The address of a lost link stays for a while, so there is a link to wait for first.
            while (_isTold && !NetworkInterface.GetIsNetworkAvailable() && Environment.TickCount64 < end)
            {
                Thread.Sleep(LinkPollMilliseconds);
            }

            Join(Remaining(end));

            if (_hasAddress)
            {
                ReadAddresses();
                StartScan();
            }

            return IsUp;
        }

        private void Begin()
        {
            if (!_isListening)
            {
                _isListening = true;
                NetworkChange.NetworkAddressChanged += OnAddressChanged;
            }

            if (!_isTold && !_isJoining)
            {
                _isTold = IsStored();

                if (!_isTold)
                {
                    _isJoining = true;
                    new Thread(JoinOnce).Start();
                }
            }

            // There may have been an address before there was a listener.
            _hasAddress = ReadAddresses();
        }

        private void JoinOnce()
        {
            Join(JoinMilliseconds);
            _hasAddress = ReadAddresses();
            _isJoining = false;
        }

        private void Join(int milliseconds)
        {
            CancellationTokenSource limit = new CancellationTokenSource(milliseconds);

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
        }

        // Comes from the platform's thread for events when DHCP has an address, also the same as before, and when it is lost.
        private void OnAddressChanged(object sender, EventArgs nothing)
        {
            _hasAddress = ReadAddresses();
        }

        // Whether the firmware knows this network from an earlier start: then it has been joining it since its own start.
        private bool IsStored()
        {
            try
            {
                NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();

                for (int i = 0; i < interfaces.Length; i++)
                {
                    if (interfaces[i].NetworkInterfaceType == NetworkInterfaceType.Wireless80211)
                    {
                        Wireless80211Configuration stored =
                            Wireless80211Configuration.GetAllWireless80211Configurations()[interfaces[i].SpecificConfigId];

                        return stored.Ssid == _ssid
                            && stored.Password == _password
                            && (stored.Options & Wireless80211Configuration.ConfigurationOptions.AutoConnect)
                                == Wireless80211Configuration.ConfigurationOptions.AutoConnect;
                    }
                }
            }
            catch (Exception)
            {
                // What cannot be read is told anew.
            }

            return false;
        }

        // Whether there is an address.
        private bool ReadAddresses()
        {
            bool hasAddress = false;

            try
            {
                NetworkInterface[] interfaces = NetworkInterface.GetAllNetworkInterfaces();

                for (int i = 0; i < interfaces.Length; i++)
                {
                    if (interfaces[i].NetworkInterfaceType == NetworkInterfaceType.Wireless80211)
                    {
                        string address = interfaces[i].IPv4Address;
                        hasAddress = address != NoAddress;
                        _address = Encoding.UTF8.GetBytes(address);
                        _routerAddress = Encoding.UTF8.GetBytes(interfaces[i].IPv4GatewayAddress);
                    }
                }
            }
            catch (Exception)
            {
                // What was known before is told on.
            }

            return hasAddress;
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
