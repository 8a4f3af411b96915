using System;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// The hardware's random number generator: truly random while the radio is on.
    /// </summary>
    public sealed class Esp32Random : IRandom
    {
        private const int HalfOfTheBits = 16;

        private readonly Random _random = new Random();

        /// <inheritdoc/>
        public int Next()
        {
            // The platform gives 31 bits at a time.
            return (_random.Next() << HalfOfTheBits) ^ _random.Next();
        }
    }
}
