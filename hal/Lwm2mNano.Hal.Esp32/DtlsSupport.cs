using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// The DTLS engine of a firmware that has it. On one without, an assembly that needs it would keep the whole application from loading, so
    /// nothing refers to it unless the build asks for it: <c>-p:Lwm2mDtls=true</c>, see hal/native/README.md.
    /// </summary>
    public static class DtlsSupport
    {
        /// <summary>
        /// Creates the engine. Allocates it.
        /// </summary>
        /// <returns>The engine, or <see langword="null"/> in a build for firmware without it.</returns>
        public static IDtlsEngine CreateEngine()
        {
#if LWM2M_DTLS
            return new Lwm2mNano.Dtls.DtlsEngine();
#else
            return null;
#endif
        }
    }
}
