using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// What can go wrong with a device that sleeps, and that it comes to no more than a plain Register.
    /// </summary>
    [TestClass]
    public class SleepFailureTests
    {
        private const int IntervalMilliseconds = SleepBoard.SleepSeconds * 1000;

        [TestMethod]
        public void Power_cut_at_every_step_of_a_cycle_replays_no_nonce_and_ends_registered()
        {
            // The server itself refuses the test where a record number is used twice.
            for (int steps = 0; steps < 40; steps++)
            {
                SleepBoard board = new SleepBoard();
                board.Cycles(2);
                board.Boot();
                bool isAsleep = board.Run(steps);
                board.CutPower();
                board.Cycles(2);
                Check.Is(SleepReason.Done, board.SleepReasonSeen);
                Check.True(board.WasRestored);
                if (isAsleep)
                {
                    return;
                }
            }

            Check.True(false, "no end");
        }

        [TestMethod]
        public void Power_cut_while_the_record_is_written_costs_a_Register()
        {
            for (int leaves = FlashStore.Cut; leaves <= FlashStore.Mixed; leaves++)
            {
                for (int at = 0; at < 250; at += 31)
                {
                    SleepBoard board = new SleepBoard();
                    board.Cycle();
                    board.Store.FailsAt = at;
                    board.Store.Leaves = leaves;
                    board.Cycle();
                    board.CutPower();
                    board.Cycle();
                    Check.False(board.WasRestored);
                    Check.Is(2, board.Server.RegisterCount);
                    Check.Is(2, board.Server.HandshakeCount);
                }
            }
        }

        [TestMethod]
        public void Record_with_any_byte_changed_is_not_used()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            byte[] record = board.Store.File(SleepRecord.FileName);
            for (int i = 0; i < record.Length; i += 7)
            {
                byte[] damaged = (byte[])record.Clone();
                damaged[i] ^= 0x10;
                board.Store.Put(SleepRecord.FileName, damaged);
                board.Cycle();
                Check.False(board.WasRestored);
                Check.Is(SleepReason.Done, board.SleepReasonSeen);
            }
        }

        [TestMethod]
        public void Record_of_another_configuration_is_not_used()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            byte[] record = board.Store.File(SleepRecord.FileName);
            board = new SleepBoard(SleepBoard.Sleeper("coaps://other", 0, SleepBoard.Lifetime).Add(ConfigurationFormat.SleepSeconds, 900));
            board.Store.Put(SleepRecord.FileName, record);
            board.Cycle();
            Check.False(board.WasRestored);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Record_is_gone_before_anything_is_sent()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Boot();
            board.Run(1);
            Check.Is(1, board.Server.HandshakeCount);
            Check.True(board.Store.File(SleepRecord.FileName) == null);
        }

        [TestMethod]
        public void Record_that_cannot_be_erased_is_not_used()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Store.IsBroken = true;
            for (int i = 2; i < 6; i++)
            {
                board.Cycle();
                Check.False(board.WasRestored);
                Check.Is(i, board.Server.HandshakeCount);
                Check.Is(i, board.Server.RegisterCount);
                Check.Is(i, board.Server.SendCount);
            }
        }

        [TestMethod]
        public void Full_store_costs_a_Register_at_each_wake_up_and_no_more()
        {
            SleepBoard board = new SleepBoard();
            for (int i = 1; i < 5; i++)
            {
                board.Store.FailsAt = 0;
                board.Cycle();
                Check.Is(i, board.Server.RegisterCount);
                Check.Is(i, board.Server.SendCount);
                Check.Is(SleepReason.Done, board.SleepReasonSeen);
            }
        }

        [TestMethod]
        public void Network_that_is_away_makes_the_interval_grow_and_samples_wait()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.NetworkIsThere = false;
            long[] intervals = { 1, 2, 4, 8, 16, 24, 24 };
            for (int i = 0; i < intervals.Length; i++)
            {
                long from = board.Now;
                board.Cycle();
                Check.Is(SleepReason.NoNetwork, board.SleepReasonSeen);
                Check.Is(intervals[i] * IntervalMilliseconds, board.Now - from);
                Check.Is(10000, board.AwakeMilliseconds);
            }

            board.NetworkIsThere = true;
            board.Cycle();
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(IntervalMilliseconds, (int)(board.SleepMilliseconds + board.AwakeMilliseconds));

            // Two values of each of eight measurements, of 27 bytes each, in packs of one message.
            Check.True(board.Server.SendCount > 1);
        }

        [TestMethod]
        public void Server_that_was_restarted_meanwhile_costs_one_handshake_and_one_Register_and_gets_the_samples()
        {
            SleepBoard board = new SleepBoard();
            board.Cycles(3);
            board.Server.Restart();
            board.Cycle();
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            Check.Is(2, board.Server.HandshakeCount);
            Check.Is(2, board.Server.RegisterCount);
            Check.Is(4, board.Server.SendCount);
            board.Cycles(3);
            Check.Is(2, board.Server.HandshakeCount);
            Check.Is(7, board.Server.SendCount);
        }

        [TestMethod]
        public void Server_that_forgot_the_registration_gets_a_Register_over_the_same_session()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Server.ForgetRegistration();
            board.Cycles(100);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(2, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Server_that_is_away_is_asked_less_and_less_often()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Server.IsThere = false;
            board.Cycle();
            Check.Is(SleepReason.NoAnswer, board.SleepReasonSeen);
            int handshakes = board.Server.HandshakeCount;
            long from = board.Now;
            board.Cycles(10);
            Check.True(board.Server.HandshakeCount - handshakes <= 10);
            Check.True(board.Now - from > 40L * IntervalMilliseconds);
            Check.True(board.AwakeMilliseconds <= 40000);
            board.Server.IsThere = true;
            board.Cycles(2);
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            Check.Is(2, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Name_is_looked_up_once_whatever_the_path_is()
        {
            for (int i = 0; i < 3; i++)
            {
                // With a Connection ID, without one, plain.
                SleepBoard board = i < 2 ? new SleepBoard() : Plain();
                board.Server.GrantsConnectionId = i == 0;
                board.Server.IsSecure = i < 2;
                board.Cycle();
                Check.Is(1, board.Server.LookUpCount);
                board.Server.OpenResult = TransportResult.NameNotResolved;
                board.Cycles(4);
                Check.Is(SleepReason.Done, board.SleepReasonSeen);
                Check.Is(5, board.Server.SendCount);
                Check.Is(1, board.Server.LookUpCount);
                Check.Is(i == 1 ? 5 : 1, board.Server.HandshakeCount + (i < 2 ? 0 : 1));
                Check.Is(i == 2 ? 4 : 0, board.Server.UpdateCount);
            }
        }

        [TestMethod]
        public void Server_that_has_moved_is_found_by_its_name()
        {
            for (int i = 0; i < 3; i++)
            {
                SleepBoard board = i < 2 ? new SleepBoard() : Plain();
                board.Server.GrantsConnectionId = i == 0;
                board.Server.IsSecure = i < 2;
                board.Cycles(2);
                board.Server.Address++;
                for (int cycles = 0; board.Server.LookUpCount == 1; cycles++)
                {
                    Check.True(cycles < 4, "looked up");
                    board.Cycle();
                }

                board.Cycle();
                Check.Is(SleepReason.Done, board.SleepReasonSeen);
                Check.Is(2, board.Server.LookUpCount);
            }
        }

        [TestMethod]
        public void Network_that_cannot_be_used_keeps_registration_session_and_samples()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Server.OpenResult = TransportResult.NetworkDown;
            board.Cycles(2);
            Check.Is(SleepReason.NoAnswer, board.SleepReasonSeen);
            board.Server.OpenResult = TransportResult.Ok;
            board.Cycle();
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Exchange_that_does_not_end_is_cut_off()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Server.RoundTripMilliseconds = 1000000;
            board.Cycle();
            Check.Is(SleepReason.NoAnswer, board.SleepReasonSeen);
            Check.True(board.AwakeMilliseconds <= 30200);
        }

        [TestMethod]
        public void Path_without_Connection_ID_is_made_anew_at_each_wake_up()
        {
            SleepBoard board = new SleepBoard();
            board.Server.GrantsConnectionId = false;
            board.Cycles(3);
            Check.Is(3, board.Server.HandshakeCount);
            Check.Is(3, board.Server.RegisterCount);
            Check.Is(3, board.Server.SendCount);
        }

        [TestMethod]
        public void Plain_path_gets_an_Update_before_anything_else()
        {
            SleepBoard board = Plain();
            board.Server.IsSecure = false;
            board.Cycle();
            board.Server.DatagramCount = 0;
            board.Cycles(10);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(10, board.Server.UpdateCount);
            Check.Is(11, board.Server.SendCount);
            Check.Is(40, board.Server.DatagramCount);
        }

        [TestMethod]
        public void Lifetime_shorter_than_the_sleep_registers_over_the_same_session()
        {
            SleepBoard board = new SleepBoard(SleepBoard.Sleeper("coaps://server", 0, 300).Add(ConfigurationFormat.SleepSeconds, 900));
            board.Cycle();
            board.Server.ForgetRegistration();
            board.Cycle();
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(2, board.Server.RegisterCount);
            Check.Is(2, board.Server.SendCount);
        }

        [TestMethod]
        public void Clock_that_jumps_between_cycles_changes_nothing()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            long[] jumps = { 100000000, -100000000, -1789999999, 1789999999, 86400 };
            for (int i = 0; i < jumps.Length; i++)
            {
                board.UtcOffset += jumps[i];
                board.Cycle();
                Check.Is(SleepReason.Done, board.SleepReasonSeen);
                Check.True(board.WasRestored);
            }

            Check.Is(1, board.Server.RegisterCount);
            Check.Is(1, board.Server.HandshakeCount);
        }

        [TestMethod]
        public void Pin_wakes_before_the_time_and_the_lifetime_is_not_lost()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            for (int i = 0; i < 2000; i++)
            {
                board.Boot();
                Check.True(board.Run(int.MaxValue));
                board.Server.Cut();
                board.Now += 60000;
                board.Cause = WakeCause.Pin;
            }

            // 33 hours: one Update.
            Check.Is(1, board.Server.UpdateCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Low_battery_stretches_the_interval()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Battery.NextIsLow = true;
            long from = board.Now;
            board.Cycle();
            Check.Is(SleepReason.LowBattery, board.SleepReasonSeen);
            Check.Is(4L * IntervalMilliseconds, board.Now - from);
        }

        [TestMethod]
        public void Below_the_cut_off_there_is_one_last_report_and_then_the_radio_stays_off()
        {
            SleepBoard board = new SleepBoard(SleepBoard.Sleeper().Add(ConfigurationFormat.CutOffMillivolts, 3100));
            board.Cycle();
            board.Battery.NextMillivolts = 3099;
            board.Battery.NextIsLow = true;
            board.Cycle();
            Check.Is(SleepReason.CutOff, board.SleepReasonSeen);
            Check.Is(2, board.Server.SendCount);
            int connects = board.ConnectCount;

            // Without load it recovers a little: that is not enough.
            board.Battery.NextMillivolts = 3250;
            long from = board.Now;
            board.Cycles(3);
            Check.Is(SleepReason.CutOff, board.SleepReasonSeen);
            Check.Is(3L * SleepSettings.CutOffSleepSeconds * 1000, board.Now - from);
            Check.Is(connects, board.ConnectCount);
            Check.Is(2, board.Server.SendCount);

            board.Battery.NextMillivolts = 3400;
            board.Battery.NextIsLow = false;
            board.Cycle();
            Check.Is(SleepReason.Done, board.SleepReasonSeen);
            Check.Is(3, board.Server.SendCount);
            Check.Is(1, board.Server.HandshakeCount);
        }

        private static SleepBoard Plain()
        {
            return new SleepBoard(
                SleepBoard.Sleeper("coap://server", SecurityMode.NoSec, SleepBoard.Lifetime)
                    .Add(ConfigurationFormat.SleepSeconds, SleepBoard.SleepSeconds));
        }
    }
}
