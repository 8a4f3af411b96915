using System;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Composite operations and Send allocate nothing, by the device's own heap: an object that nobody holds lives until the first
    /// collection, and there is a collection only when an allocation does not fit any more.
    /// </summary>
    [TestClass]
    public class CompositeAllocationTests
    {
        private const int MaxObjects = 2000000;

        // The frames of calls as deep as these take the room of some hundred.
        private const int ObjectsLeft = 900;
        private const int Cycles = 150;
        private const int OperationsEach = 7;

        private static object s_garbage;

        [TestMethod]
        public void Object_that_nobody_holds_outlives_composite_operations_and_Send()
        {
            if (!typeof(object).Assembly.FullName.StartsWith("mscorlib,"))
            {
                Assert.SkipTest("Elsewhere than on the device other threads collect, too; the host counts the bytes instead.");
            }

            CompositeSteadyState steady = new CompositeSteadyState();
            steady.Cycle();

            // The first collection leaves the whole heap for the second one to be counted.
            CountToCollection();
            int objects = CountToCollection();
            Check.True(objects > ObjectsLeft);

            // Little of the heap is left: one object for each operation, and there is a collection.
            Check.True(Cycles * OperationsEach > ObjectsLeft);
            WeakReference canary = Canary();
            for (int i = ObjectsLeft; i < objects; i++)
            {
                s_garbage = new object();
            }

            for (int i = 0; i < Cycles; i++)
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
