using nanoFramework.Hardware.Esp32;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// The board's heap by ESP-IDF's count, external RAM included. The managed heap is one block of it, taken at start:
    /// asking what is free within that would stop the world for a garbage collection.
    /// </summary>
    public sealed class Esp32Memory : IMemory
    {
        private const uint BytesPerKilobyte = 1024;

        /// <inheritdoc/>
        public int FreeKilobytes
        {
            get
            {
                NativeMemory.GetMemoryInfo(NativeMemory.MemoryType.All, out uint total, out uint free, out uint largest);

                return (int)(free / BytesPerKilobyte);
            }
        }

        /// <inheritdoc/>
        public int TotalKilobytes
        {
            get
            {
                NativeMemory.GetMemoryInfo(NativeMemory.MemoryType.All, out uint total, out uint free, out uint largest);

                return (int)(total / BytesPerKilobyte);
            }
        }
    }
}
