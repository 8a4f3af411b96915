using System;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The steady state allocates nothing, by the device's own heap: an object that nobody holds lives until the first collection, and there
    /// is a collection only when an allocation does not fit any more.
    /// </summary>
    [TestClass]
    public class ClientAllocationTests
    {
        private const int MaxCycles = 1000;
        private const int MaxObjects = 2000000;

        // Each sends its request twice, and most are followed by an Update.
        private const int RequestsEachCycle = 31;

        private static object s_garbage;

        [TestMethod]
        public void Object_that_nobody_holds_outlives_requests_answers_and_updates()
        {
            if (!typeof(object).Assembly.FullName.StartsWith("mscorlib,"))
            {
                Assert.SkipTest("Elsewhere than on the device other threads collect, too; the host counts the bytes instead.");
            }

            ClientSteadyState steady = new ClientSteadyState();
            steady.Cycle();

            // How many objects of the smallest kind bring about a collection.
            WeakReference canary = Canary();
            int objects = 0;
            while (canary.IsAlive && objects < MaxObjects)
            {
                s_garbage = new object();
                objects++;
            }

            Check.False(canary.IsAlive, "The canary does not sing: this heap does not collect.");

            // As many requests: one object for each of them would do the same.
            canary = Canary();
            int cycles = 1 + (objects / RequestsEachCycle);
            cycles = cycles < MaxCycles ? cycles : MaxCycles;
            for (int i = 0; i < cycles; i++)
            {
                steady.Cycle();
            }

            Check.True(canary.IsAlive, "Something has allocated.");
            Check.True(steady.UpdateCount >= 5 * cycles);
        }

        // Apart from the test, so that nothing there holds the object.
        private static WeakReference Canary()
        {
            return new WeakReference(new object());
        }
    }
}
