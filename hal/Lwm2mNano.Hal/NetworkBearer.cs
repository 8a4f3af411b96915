namespace Lwm2mNano.Hal
{
    /// <summary>
    /// Kinds of links, by the numbers of Network Bearer (/4/0/0). The registry has more; these are what a board or a desktop has.
    /// </summary>
    public static class NetworkBearer
    {
        /// <summary>Wi-Fi.</summary>
        public const int Wlan = 21;

        /// <summary>Ethernet.</summary>
        public const int Ethernet = 41;
    }
}
