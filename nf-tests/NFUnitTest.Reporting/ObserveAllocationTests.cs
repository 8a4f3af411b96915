using System;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Observing and notifying allocate nothing, by the device's own heap: an object that nobody holds lives until the first collection, and
    /// there is a collection only when an allocation does not fit any more.
    /// </summary>
    [TestClass]
    public class ObserveAllocationTests
    {
        private const int MaxObjects = 2000000;

        private static object s_garbage;

        [TestMethod]
        public void Object_that_nobody_holds_outlives_observations_and_notifications()
        {
            if (!typeof(object).Assembly.FullName.StartsWith("mscorlib,"))
            {
                Assert.SkipTest("Elsewhere than on the device other threads collect, too; the host counts the bytes instead.");
            }

            ObserveSteadyState steady = new ObserveSteadyState();
            steady.Cycle();

            // The first collection leaves the whole heap for the second one to be counted.
            CountToCollection();
            int objects = CountToCollection();

            // As many messages: one object for each of them would do the same.
            WeakReference canary = Canary();
            int before = steady.MessageCount;
            while (steady.MessageCount - before <= objects)
            {
                steady.Cycle();
            }

            Check.True(canary.IsAlive, "Something has allocated.");
        }

        // How many objects of the smallest kind bring about a collection.
        private static int CountToCollection()
        {
            WeakReference canary = Canary();
            int objects = 0;
            while (canary.IsAlive && objects < MaxObjects)
            {
                s_garbage = new object();
                objects++;
            }

            Check.False(canary.IsAlive, "The canary does not sing: this heap does not collect.");
            return objects;
        }

        // Apart from the test, so that nothing there holds the object.
        private static WeakReference Canary()
        {
            return new WeakReference(new object());
        }
    }
}
