using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>A network as Object 4 tells it.</summary>
    internal sealed class SleepNetworkStatus : INetworkStatus
    {
        public int Bearer => 21;

        public int SignalStrength => -60;

        public byte[] Name => Hex.Ascii("home");

        public byte[] Address => Hex.Ascii("192.168.1.2");

        public byte[] RouterAddress => Hex.Ascii("192.168.1.1");
    }
}
