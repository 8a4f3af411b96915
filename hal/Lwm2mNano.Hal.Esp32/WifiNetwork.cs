using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;
using System.Threading;
using nanoFramework.Networking;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// The board's Wi-Fi as a station that gets its address by DHCP. Once it has been told the network the firmware joins it again by
    /// itself, for ever; <see cref="Connect"/> then only waits, and writes nothing to flash.
    /// </summary>
    public sealed class WifiNetwork : INetwork
    {
        private const int FirstAdapter = 0;
        private const int LinkPollMilliseconds = 200;

        private readonly string _ssid;
        private readonly string _password;
        private bool _isTold;
        private bool _hasAddress;

        /// <summary>
        /// Creates the link. It does not connect yet.
        /// </summary>
        /// <param name="ssid">The network's name.</param>
        /// <param name="password">Its password; empty for an open network.</param>
        public WifiNetwork(string ssid, string password)
        {
            _ssid = ssid;
            _password = password;
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

            return IsUp;
        }

        // At least a moment, so that the helper looks for an address once.
        private static int Remaining(long end)
        {
            long remaining = end - Environment.TickCount64;

            return remaining > LinkPollMilliseconds ? (int)remaining : LinkPollMilliseconds;
        }
    }
}
