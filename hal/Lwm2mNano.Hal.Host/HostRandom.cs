using System;
using System.Security.Cryptography;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// Random numbers: the machine's own, or the same ones again from a seed.
    /// </summary>
    public sealed class HostRandom : IRandom
    {
        private readonly Random _seeded;

        /// <summary>
        /// Creates a source of cryptographic quality.
        /// </summary>
        public HostRandom()
        {
        }

        /// <summary>
        /// Creates a source that gives the same numbers for the same seed.
        /// </summary>
        /// <param name="seed">Any number.</param>
        public HostRandom(int seed)
        {
            _seeded = new Random(seed);
        }

        /// <inheritdoc/>
        public int Next()
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];

            if (_seeded == null)
            {
                RandomNumberGenerator.Fill(bytes);
            }
            else
            {
                _seeded.NextBytes(bytes);
            }

            return BitConverter.ToInt32(bytes);
        }
    }
}
