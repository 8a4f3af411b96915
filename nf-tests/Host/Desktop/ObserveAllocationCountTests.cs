using System;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>The steady state of reporting in bytes of managed memory on this host.</summary>
    [TestFixture]
    public class ObserveAllocationCountTests
    {
        private const int WarmUpCycles = 50;
        private const int Cycles = 1_000;

        [Test]
        public void A_thousand_cycles_of_observing_notifying_and_losing_allocate_nothing()
        {
            ObserveSteadyState steady = new();
            Run(steady, WarmUpCycles);
            int plainBefore = steady.PlainCount;
            int confirmableBefore = steady.ConfirmableCount;

            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(steady, Cycles);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(allocated, Is.Zero);
            Assert.That(steady.PlainCount - plainBefore, Is.GreaterThanOrEqualTo(7 * Cycles));
            Assert.That(steady.ConfirmableCount - confirmableBefore, Is.GreaterThanOrEqualTo(11 * Cycles));
        }

        private static void Run(ObserveSteadyState steady, int cycles)
        {
            for (int i = 0; i < cycles; i++)
            {
                steady.Cycle();
            }
        }
    }
}
