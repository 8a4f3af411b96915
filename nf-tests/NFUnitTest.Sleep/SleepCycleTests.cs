using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Cycles of a device that sleeps, from start to start.
    /// </summary>
    [TestClass]
    public class SleepCycleTests
    {
        [TestMethod]
        public void First_start_registers_in_queue_mode_and_reports()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            Check.Is("ep=device-1&lt=86400&lwm2m=1.1&b=U&Q", board.Server.RegisterQuery);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Server.SendCount);
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            Check.False(board.WasRestored);
        }

        [TestMethod]
        public void Wake_up_that_reports_takes_two_datagrams()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Server.DatagramCount = 0;
            board.Cycle();
            Check.True(board.WasRestored);
            Check.Is(2, board.Server.DatagramCount);
            Check.Is(2, board.Server.SendCount);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Wake_up_with_nothing_new_leaves_the_radio_off()
        {
            SleepBoard board = new SleepBoard(SleepBoard.Sleeper().Add(ConfigurationFormat.ReportSeconds, 3600));
            board.Server.Queue(CoapCode.Get, "/3/0/7", "A1", 0, null);
            board.Server.Queue(CoapCode.Put, "/3/0/7?lt=3500", "", -1, null);
            board.Cycle();
            int connects = board.ConnectCount;
            board.Cycles(3);
            Check.Is(connects, board.ConnectCount);
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            board.Cycle();
            Check.Is(connects + 1, board.ConnectCount);
            Check.Is(2, board.Server.SendCount);
            board.Battery.NextMillivolts = 3400;
            board.Cycle();
            Check.Is(connects + 2, board.ConnectCount);
            Check.Is(1, board.Server.NotificationCount);
        }

        [TestMethod]
        public void Pin_that_is_held_at_its_level_does_not_wake_without_end()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            Check.True(board.IsPinArmed);

            // A second after it went to sleep.
            board.Now += 1000 - board.SleepMilliseconds;
            board.Cause = WakeCause.Pin;
            board.Boot();
            board.Run(int.MaxValue);
            Check.False(board.IsPinArmed);
            board.SleepNow();
            board.Cycle();
            Check.True(board.IsPinArmed);
        }

        [TestMethod]
        public void Wake_ups_keep_their_distance()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            long at = board.Now;
            board.Cycles(4);
            Check.Is(at + (4 * SleepBoard.SleepSeconds * 1000L), board.Now);
        }

        [TestMethod]
        public void Three_days_take_one_handshake_and_an_Update_a_day()
        {
            SleepBoard board = new SleepBoard();
            board.Cycles(300);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(3, board.Server.UpdateCount);
            Check.Is(300, board.Server.SendCount);
        }
    }
}
