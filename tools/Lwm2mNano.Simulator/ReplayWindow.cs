namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The last 64 record numbers that have come (RFC 6347, section 4.1.2.6).
    /// </summary>
    internal sealed class ReplayWindow
    {
        private const int Size = 64;

        public long Highest { get; set; } = -1;

        public ulong Seen { get; set; }

        /// <summary>Takes a number; false if it has come before or is too old to be known.</summary>
        public bool Take(long sequence)
        {
            long ahead = sequence - Highest;
            if (ahead > 0)
            {
                Seen = ahead >= Size ? 1 : (Seen << (int)ahead) | 1;
                Highest = sequence;
                return true;
            }

            if (-ahead >= Size || (Seen & (1UL << (int)-ahead)) != 0)
            {
                return false;
            }

            Seen |= 1UL << (int)-ahead;
            return true;
        }
    }
}
