using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>
    /// A converter that gives the counts it was told to, over and over.
    /// </summary>
    internal sealed class BatteryTestInput : IAdcInput
    {
        private int[] _counts;
        private int _next;

        public BatteryTestInput(params int[] counts)
        {
            Set(counts);
        }

        public void Set(params int[] counts)
        {
            _counts = counts;
            _next = 0;
        }

        public int ReadRaw()
        {
            int count = _counts[_next];
            _next = (_next + 1) % _counts.Length;

            return count;
        }
    }
}
