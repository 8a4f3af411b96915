using System;
using Lwm2mNano.Content;
using Spectre.Console;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// What 10,000 cycles of request, answer and Update allocate on this host.
    /// </summary>
    internal static class AllocationReport
    {
        private const int Cycles = 10_000;
        private const int WarmUpCycles = 1_000;

        private static readonly byte[][] s_path = { new[] { (byte)'3' }, new[] { (byte)'0' } };

        public static void Print()
        {
            var bench = new BenchClient(false);
            bench.Register();
            Run(bench, WarmUpCycles);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run(bench, Cycles);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            AnsiConsole.MarkupLine($"{Cycles} cycles of request, answer and Update allocate {allocated} bytes");
        }

        private static void Run(BenchClient bench, int cycles)
        {
            for (int i = 0; i < cycles; i++)
            {
                bench.Get(s_path, ContentFormat.Tlv);
                bench.Update();
            }
        }
    }
}
