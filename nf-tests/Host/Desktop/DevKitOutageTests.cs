using System;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>What the application allocates while network, name and server are away: nothing, so there is nothing to leak.</summary>
    [TestFixture]
    public sealed class DevKitOutageTests
    {
        private const long Day = 24L * 60 * 60 * 1000;
        private const int Days = 30;

        [Test]
        public void AMonthWithoutNetworkAllocatesNothing() => Measure(board => board.NetworkIsThere = false);

        [Test]
        public void AMonthWithoutNameAllocatesNothing() => Measure(board => board.OpenResult = Hal.TransportResult.NameNotResolved);

        [Test]
        public void AMonthWithoutServerAllocatesNothing() => Measure(board => board.ServerIsThere = false);

        [Test]
        public void AMonthOfUpdatesAllocatesNothing() => Measure(_ => { });

        private static void Measure(Action<DeviceApplicationTestBoard> outage)
        {
            DeviceApplicationTestBoard board = new();
            board.RunFor(Day / Days);
            outage(board);
            board.RunFor(Day);
            long before = GC.GetAllocatedBytesForCurrentThread();
            board.RunFor(Days * Day);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(allocated, Is.Zero);
            Assert.That(board.Application.IsRunning);
        }
    }
}
