using System;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The engine in C, as the tests need it. Where it is missing its tests are skipped, but in continuous integration (CI=true) they fail.
    /// </summary>
    internal static class DtlsEngines
    {
        public static NativeDtlsEngine Native()
        {
            NativeDtlsEngine engine = NativeDtlsEngine.Create(out string problem);
            if (engine == null && Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(problem);
            }

            if (engine == null)
            {
                Assert.Ignore(problem);
            }

            return engine;
        }

        /// <summary>Whether the engine's mbedTLS has the Connection ID of RFC 9146: 3.6 has, 2.28 has not.</summary>
        public static bool HasConnectionId => (Native().Features() & DtlsFeature.ConnectionId) != 0;

        /// <summary>Skips a test where <see cref="HasConnectionId"/> is not so.</summary>
        public static void RequireConnectionId()
        {
            if (!HasConnectionId)
            {
                Assert.Ignore("The engine's mbedTLS has no Connection ID (RFC 9146): LWM2M_DTLS_LIBRARY may name an engine built with 3.6.");
            }
        }
    }
}
