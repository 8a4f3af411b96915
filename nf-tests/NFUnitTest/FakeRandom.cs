using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>
    /// Random numbers that the test chose, over and over; without any, a fixed sequence that looks random.
    /// </summary>
    internal sealed class FakeRandom : IRandom
    {
        private int[] _values;
        private int _next;
        private int _state = 1;

        public FakeRandom(params int[] values)
        {
            _values = values;
        }

        /// <summary>Gives other numbers from now on.</summary>
        public void Set(params int[] values)
        {
            _values = values;
            _next = 0;
        }

        public int Next()
        {
            if (_values.Length == 0)
            {
                _state = (_state * 1103515245) + 12345;
                return _state ^ (_state >> 16);
            }

            int value = _values[_next];
            _next = (_next + 1) % _values.Length;
            return value;
        }
    }
}
