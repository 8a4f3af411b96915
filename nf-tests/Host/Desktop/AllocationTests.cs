using System;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>The steady state in bytes of managed memory on this host.</summary>
    [TestFixture]
    public class AllocationTests
    {
        private const int WarmUpCycles = 100;
        private const int Cycles = 10_000;

        [Test]
        public void Ten_thousand_cycles_of_request_answer_and_update_allocate_nothing()
        {
            ClientSteadyState steady = new();
            Run(steady, WarmUpCycles);
            int updatesBefore = steady.UpdateCount;

            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(steady, Cycles);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(allocated, Is.Zero);
            Assert.That(steady.UpdateCount - updatesBefore, Is.GreaterThanOrEqualTo(5 * Cycles));
        }

        private static void Run(ClientSteadyState steady, int cycles)
        {
            for (int i = 0; i < cycles; i++)
            {
                steady.Cycle();
            }
        }
    }
}
