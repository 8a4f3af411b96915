using System.Runtime.CompilerServices;

namespace Lwm2mNano.Dtls
{
    /// <summary>
    /// One small file in the ESP32's RTC memory, which outlives deep sleep and a restart, but no loss of power: hal/native/lwm2m_rtc.h. A range
    /// that leaves its array, and an array that is <see langword="null"/>, are answered with -2. No member allocates or throws.
    /// </summary>
    public static class RtcMemory
    {
        /// <summary>
        /// Gets the longest content.
        /// </summary>
        /// <returns>Bytes.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Capacity();

        /// <summary>
        /// Copies the content.
        /// </summary>
        /// <param name="buffer">The buffer to fill.</param>
        /// <param name="offset">Where to put the first byte.</param>
        /// <param name="capacity">How many bytes fit.</param>
        /// <returns>The length in bytes, 0 if there is none, or -8 if it does not fit.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Read(byte[] buffer, int offset, int capacity);

        /// <summary>
        /// Puts another content in the place of what is there.
        /// </summary>
        /// <param name="data">The buffer that holds it.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <returns>0, or -9 if it is longer than <see cref="Capacity"/>.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Write(byte[] data, int offset, int length);

        /// <summary>
        /// Overwrites the content with zeros and leaves none.
        /// </summary>
        /// <returns>0.</returns>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public static extern int Erase();
    }
}
