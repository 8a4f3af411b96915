using Lwm2mNano.Hal;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// What a wait is lengthened by, so that a fleet does not come back all at once after its server was away.
    /// </summary>
    internal static class Jitter
    {
        private const int Share = 10;
        private const int PositiveMask = int.MaxValue;

        /// <summary>
        /// Gets a random time.
        /// </summary>
        /// <param name="wait">The wait in milliseconds.</param>
        /// <param name="random">The source of random numbers.</param>
        /// <returns>0 to a tenth of the wait, in milliseconds.</returns>
        internal static long Of(long wait, IRandom random)
        {
            return (random.Next() & PositiveMask) % ((wait / Share) + 1);
        }
    }
}
