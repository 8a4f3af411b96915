using System;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>Composite operations, their notifications and Send in bytes of managed memory on this host.</summary>
    [TestFixture]
    public class CompositeAllocationBytesTests
    {
        private const int WarmUpCycles = 100;
        private const int Cycles = 1_000;

        [Test]
        public void Read_Composite_allocates_nothing()
        {
            AssertNothing(s => s.Read());
        }

        [Test]
        public void Write_Composite_allocates_nothing()
        {
            AssertNothing(s => s.Write());
        }

        [Test]
        public void Notifications_of_Observe_Composite_allocate_nothing()
        {
            AssertNothing(s => s.Notify());
        }

        [Test]
        public void Send_allocates_nothing()
        {
            AssertNothing(s => s.Send());
        }

        private static void AssertNothing(Action<CompositeSteadyState> operation)
        {
            CompositeSteadyState steady = new();
            Run(steady, operation, WarmUpCycles);

            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(steady, operation, Cycles);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(allocated, Is.Zero);
        }

        private static void Run(CompositeSteadyState steady, Action<CompositeSteadyState> operation, int cycles)
        {
            for (int i = 0; i < cycles; i++)
            {
                operation(steady);
            }
        }
    }
}
