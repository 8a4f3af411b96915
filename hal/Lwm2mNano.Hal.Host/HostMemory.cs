using System;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// The managed heap: what it may grow to (the machine's or container's memory) and what of that is not in use.
    /// </summary>
    public sealed class HostMemory : IMemory
    {
        private const int BytesPerKilobyte = 1024;

        // Asking for it allocates, so it is asked once.
        private readonly long _totalBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

        /// <inheritdoc/>
        public int FreeKilobytes => ToKilobytes(_totalBytes - GC.GetTotalMemory(false));

        /// <inheritdoc/>
        public int TotalKilobytes => ToKilobytes(_totalBytes);

        private static int ToKilobytes(long bytes) => (int)Math.Clamp(bytes / BytesPerKilobyte, 0, int.MaxValue);
    }
}
