using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>A converter that gives the count that the test says.</summary>
    internal sealed class FakeAdcInput : IAdcInput
    {
        public int Count { get; set; }

        public int ReadRaw()
        {
            return Count;
        }
    }
}
