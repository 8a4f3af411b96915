#if LWM2M_DTLS
using Lwm2mNano.Dtls;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// A store of one file, whatever its name, in the ESP32's RTC memory: it outlives deep sleep and a restart, wears no flash, and is empty after
    /// a loss of power. Allocates nothing. <see cref="DtlsSupport.CreateRtcStore"/> knows whether the firmware has it.
    /// </summary>
    public sealed class RtcStore : IStore
    {
        // What the native side answers when the buffer is too short for the content (LWM2M_RTC_E_BUFFER).
        private const int BufferTooShort = -8;

        /// <inheritdoc/>
        public int Read(string name, byte[] buffer, int offset, int count)
        {
            int length = RtcMemory.Read(buffer, offset, count);
            if (length > 0)
            {
                return length;
            }

            return length == 0 ? StoreResult.NotFound : length == BufferTooShort ? StoreResult.TooLarge : StoreResult.Failed;
        }

        /// <inheritdoc/>
        public int Write(string name, byte[] buffer, int offset, int count)
        {
            return RtcMemory.Write(buffer, offset, count) == 0 ? StoreResult.Ok : StoreResult.Failed;
        }

        /// <inheritdoc/>
        public int Delete(string name)
        {
            return RtcMemory.Erase() == 0 ? StoreResult.Ok : StoreResult.Failed;
        }
    }
}
#endif
