namespace Lwm2mNano
{
    /// <summary>
    /// A hash of 32 bits (FNV-1a): tells one sequence of bytes from another where nobody means to deceive.
    /// </summary>
    internal static class Hash
    {
        /// <summary>The hash of nothing.</summary>
        internal const int Empty = unchecked((int)2166136261);

        private const int Prime = 16777619;

        /// <summary>
        /// Adds a number.
        /// </summary>
        /// <returns>The hash with it.</returns>
        internal static int Add(int hash, int value)
        {
            return unchecked((((hash ^ (value & 0xFFFF)) * Prime) ^ (value >> 16)) * Prime);
        }

        /// <summary>
        /// Adds bytes.
        /// </summary>
        /// <returns>The hash with them.</returns>
        internal static int Add(int hash, byte[] buffer, int offset, int count)
        {
            int end = offset + count;
            for (int i = offset; i < end; i++)
            {
                hash = unchecked((hash ^ buffer[i]) * Prime);
            }

            return hash;
        }
    }
}
