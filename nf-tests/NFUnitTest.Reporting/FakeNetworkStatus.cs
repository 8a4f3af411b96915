using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>A link that tells what the test says; at first a Wi-Fi network that it knows everything of.</summary>
    internal sealed class FakeNetworkStatus : INetworkStatus
    {
        public int Bearer { get; set; } = NetworkBearer.Wlan;

        public int SignalStrength { get; set; } = -61;

        public byte[] Name { get; set; } = Hex.Ascii("HOME");

        public byte[] Address { get; set; } = Hex.Ascii("192.168.1.20");

        public byte[] RouterAddress { get; set; } = Hex.Ascii("192.168.1.1");
    }
}
