using System;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// Random numbers that are the same for the same seed, for the client and for what surrounds it.
    /// </summary>
    public sealed class SeededRandom(int seed) : IRandom
    {
        private readonly Random _random = new(seed);

        /// <inheritdoc/>
        public int Next() => _random.Next(int.MinValue, int.MaxValue);

        /// <summary>Gets a number from a range.</summary>
        /// <param name="from">The lowest.</param>
        /// <param name="below">One more than the highest.</param>
        /// <returns>The number.</returns>
        public long Range(long from, long below) => _random.NextInt64(from, below);

        /// <summary>Gets true with a probability.</summary>
        /// <param name="probability">0 to 1.</param>
        /// <returns>Whether it happens.</returns>
        public bool Chance(double probability) => _random.NextDouble() < probability;
    }
}
