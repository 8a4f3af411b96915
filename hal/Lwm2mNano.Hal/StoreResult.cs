namespace Lwm2mNano.Hal
{
    /// <summary>
    /// What the members of <see cref="IStore"/> answer. Failures are negative, so that a length can be told from them.
    /// </summary>
    public static class StoreResult
    {
        /// <summary>Done.</summary>
        public const int Ok = 0;

        /// <summary>There is no file of that name.</summary>
        public const int NotFound = -1;

        /// <summary>The file does not fit into the buffer.</summary>
        public const int TooLarge = -2;

        /// <summary>The store failed: full, unreadable or not there.</summary>
        public const int Failed = -3;
    }
}
