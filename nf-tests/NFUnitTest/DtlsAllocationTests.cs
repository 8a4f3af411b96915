using System;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>The DTLS transport allocates nothing, by the device's own heap: see <see cref="ClientAllocationTests"/>.</summary>
    [TestClass]
    public class DtlsAllocationTests
    {
        private const int MaxObjects = 2000000;
        private const int MaxCycles = 4000;

        private static object s_garbage;

        [TestMethod]
        public void Object_that_nobody_holds_outlives_sessions_and_their_data()
        {
            if (!typeof(object).Assembly.FullName.StartsWith("mscorlib,"))
            {
                Assert.SkipTest("Elsewhere than on the device other threads collect, too; the host counts the bytes instead.");
            }

            DtlsSteadyState steady = new DtlsSteadyState();
            steady.Cycle();
            WeakReference canary = Canary();
            int objects = 0;
            while (canary.IsAlive && objects < MaxObjects)
            {
                s_garbage = new object();
                objects++;
            }

            Check.False(canary.IsAlive, "This heap does not collect.");

            canary = Canary();
            int cycles = objects < MaxCycles ? objects : MaxCycles;
            for (int i = 0; i < cycles; i++)
            {
                steady.Cycle();
            }

            Check.True(canary.IsAlive, "Something has allocated.");
        }

        // Apart from the test, so that nothing there holds the object.
        private static WeakReference Canary()
        {
            return new WeakReference(new object());
        }
    }
}
