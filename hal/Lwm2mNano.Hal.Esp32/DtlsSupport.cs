#if LWM2M_DTLS
using System;
using Lwm2mNano.Dtls;
#endif
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// The DTLS engine and the RTC memory of a firmware that has them. Visual Studio does not deploy an application that refers to an assembly whose native part the
    /// board lacks, so nothing refers to them unless the build asks for it: <c>-p:Lwm2mDtls=true</c>, see hal/native/README.md.
    /// </summary>
    public static class DtlsSupport
    {
        /// <summary>
        /// Creates the engine. Allocates it.
        /// </summary>
        /// <returns>The engine, or <see langword="null"/> if the build does not refer to it or the firmware does not have it.</returns>
        public static IDtlsEngine CreateEngine()
        {
#if LWM2M_DTLS
            DtlsEngine engine = new DtlsEngine();
            try
            {
                engine.Features();
                return engine;
            }
            catch (NotSupportedException)
            {
                // What the interpreter throws at a call of a native method that it does not have.
                return null;
            }
#else
            return null;
#endif
        }

        /// <summary>
        /// Creates the store in memory that outlives deep sleep. Allocates it.
        /// </summary>
        /// <returns>The store, of one file; or <see langword="null"/> where the firmware does not have it: then flash has to do.</returns>
        public static IStore CreateRtcStore()
        {
#if LWM2M_DTLS
            try
            {
                return RtcMemory.Capacity() > 0 ? new RtcStore() : null;
            }
            catch (NotSupportedException)
            {
                return null;
            }
#else
            return null;
#endif
        }
    }
}
