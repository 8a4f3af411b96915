using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Several servers over sleeps, and what a server asks for that outlives one.
    /// </summary>
    [TestClass]
    public class SleepServersTests
    {
        private const string Voltage = "/3/0/7";
        private const int Sessions = 64;

        [TestMethod]
        public void Each_server_has_its_own_session_observations_and_attributes()
        {
            SleepBoard board = Two(null, null);
            board.Server.Queue(CoapCode.Get, Voltage, "A1", 0, null);
            board.Second.Queue(CoapCode.Put, Voltage + "?lt=3500", "", -1, null);
            board.Second.Queue(CoapCode.Get, Voltage, "B2", 0, null);
            board.Cycle();
            Check.Is(205, board.Server.Code);
            Check.Is(205, board.Second.Code);
            int[] millivolts = { 3700, 3650, 3400, 3400, 3450, 3600 };
            int[] first = { 1, 2, 3, 3, 4, 5 };
            int[] second = { 0, 0, 1, 1, 1, 2 };
            for (int i = 0; i < millivolts.Length; i++)
            {
                board.Battery.NextMillivolts = millivolts[i];
                board.Cycle();
                Check.True(board.WasRestored);
                Check.Is(first[i], board.Server.NotificationCount);
                Check.Is(second[i], board.Second.NotificationCount);
            }

            Check.Is(7, board.Server.SendCount);
            Check.Is(7, board.Second.SendCount);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Second.HandshakeCount);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(1, board.Second.RegisterCount);
        }

        [TestMethod]
        public void Server_that_is_away_does_not_keep_the_other_waiting()
        {
            SleepBoard board = Two(null, null);
            board.Cycle();
            board.Second.IsThere = false;
            long at = board.Now;
            board.Cycle();
            Check.Is(2, board.Server.SendCount);
            Check.True(board.Server.LastArrivalAt - at < 1000);

            // It does not keep the device awake for long either, and what it misses is kept for it.
            for (int i = 3; i <= 5; i++)
            {
                board.Cycle();
                Check.Is(i, board.Server.SendCount);
                Check.True(board.AwakeMilliseconds < 2000);
                Check.Is(SleepBoard.SleepSeconds, (int)((board.SleepMilliseconds + board.AwakeMilliseconds) / 1000));
            }

            Check.Is(1, board.Second.SendCount);
            board.Second.IsThere = true;
            board.Cycle();
            Check.Is(2, board.Second.RegisterCount);
            Check.True(board.Second.LastSend.Length > 2 * board.Server.LastSend.Length);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(1, board.Server.HandshakeCount);
        }

        [TestMethod]
        public void Priority_order_is_kept_over_sleeps()
        {
            SleepBoard board = Two(
                SleepAccounts.Server(1).Add(ServerObject.PriorityOrder, 20),
                SleepAccounts.Server(2).Add(ServerObject.PriorityOrder, 3).Add(ServerObject.RetryCount, 3).Add(ServerObject.SequenceDelay, 7200));
            board.Second.IsThere = false;
            board.Cycles(2);
            Check.Is(2, board.Second.HandshakeCount);
            Check.Is(0, board.Server.RegisterCount);

            // The third attempt ends the sequence, and it is the other one's turn.
            board.Cycle();
            Check.Is(1, board.Server.RegisterCount);
            board.Second.IsThere = true;
            board.Cycles(10);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(1, board.Second.RegisterCount);
            Check.Is(4, board.Second.HandshakeCount);
        }

        [TestMethod]
        public void Server_that_keeps_others_waiting_does_so_over_sleeps()
        {
            SleepBoard board = Two(
                SleepAccounts.Server(1).Add(ServerObject.PriorityOrder, 20),
                SleepAccounts.Server(2).Add(ServerObject.PriorityOrder, 3).Add(ServerObject.FailureBlock, 1).Add(ServerObject.RetryCount, 1)
                    .Add(ServerObject.SequenceDelay, 600));
            board.Second.IsThere = false;
            board.Cycles(6);
            Check.Is(6, board.Second.HandshakeCount);
            Check.Is(0, board.Server.RegisterCount);
            board.Second.IsThere = true;
            board.Cycle();
            Check.Is(1, board.Second.RegisterCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Disabled_server_stays_silent_over_sleeps_and_is_registered_with_again()
        {
            SleepBoard board = Two(null, null);
            board.Second.Queue(CoapCode.Put, "/1/1/5", "", -1, new ConfigurationTestFile().Add(ServerObject.DisableTimeout, 3600).Body());
            board.Second.Queue(CoapCode.Post, "/1/1/4", "", -1, null);
            board.Cycle();
            Check.Is(1, board.Second.DeregisterCount);
            board.Second.DatagramCount = 0;
            board.Cycles(3);
            Check.Is(0, board.Second.DatagramCount);
            Check.Is(4, board.Server.SendCount);
            board.Cycles(2);
            Check.Is(2, board.Second.RegisterCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Device_that_its_only_server_has_disabled_leaves_the_radio_off()
        {
            SleepBoard board = new SleepBoard(SleepAccounts.One(SleepAccounts.Server(1).Add(ServerObject.DisableTimeout, 7000)));
            board.Server.Queue(CoapCode.Post, "/1/0/4", "", -1, null);
            board.Cycle();
            Check.Is(1, board.Server.DeregisterCount);
            int connects = board.ConnectCount;
            board.Cycles(7);
            Check.Is(connects, board.ConnectCount);
            board.Cycle();
            Check.Is(2, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Sequence_of_attempts_goes_on_over_sleeps()
        {
            SleepBoard board = new SleepBoard(SleepAccounts.One(
                SleepAccounts.Server(1).Add(ServerObject.RetryCount, 3).Add(ServerObject.RetryTimer, 60).Add(ServerObject.SequenceDelay, 86400)));
            board.Server.IsThere = false;
            board.Cycles(3);
            Check.Is(3, board.Server.HandshakeCount);
            long over = board.Now - board.SleepMilliseconds + 86400000;
            int connects = board.ConnectCount;
            while (board.Now + board.SleepMilliseconds < over)
            {
                board.Cycle();
            }

            Check.Is(3, board.Server.HandshakeCount);
            Check.Is(connects, board.ConnectCount);

            // The next sequence.
            board.Cycles(6);
            Check.Is(6, board.Server.HandshakeCount);
        }

        [TestMethod]
        public void Lifetime_that_is_written_in_the_window_is_told_and_stored()
        {
            SleepBoard board = new SleepBoard();
            board.Server.Queue(CoapCode.Put, "/1/0/1", "", -1, new ConfigurationTestFile().Add(ServerObject.Lifetime, 7200).Body());
            board.Cycle();
            Check.Is(204, board.Server.Code);
            Check.Is(1, board.Server.UpdateCount);
            Check.Is("lt=7200", board.Server.UpdateQuery);
            board.Server.Queue(CoapCode.Get, "/1/0/1", "", -1, null);
            board.Cycle();
            Check.True(board.WasRestored);
            Check.Is("7200", Text(board.Server.Payload));
            int updates = board.Server.UpdateCount;
            board.Cycles(96);
            Check.True(board.Server.UpdateCount - updates >= 12);
            Check.Is("", board.Server.UpdateQuery);

            // Also without what was kept.
            board.Store.Delete(Lwm2mNano.Device.SleepRecord.FileName);
            board.Cycle();
            Check.Is("ep=device-1&lt=7200&lwm2m=1.1&b=U&Q", board.Server.RegisterQuery);
        }

        [TestMethod]
        public void Update_trigger_in_the_window_is_one_Update()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            board.Server.Queue(CoapCode.Post, "/1/0/8", "", -1, null);
            board.Cycle();
            Check.Is(1, board.Server.UpdateCount);
            board.Cycles(5);
            Check.Is(1, board.Server.UpdateCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Utc_offset_outlives_sleeps()
        {
            SleepBoard board = new SleepBoard();
            board.Server.Queue(CoapCode.Put, "/3/0/14", "", -1, new ConfigurationTestFile().Add(DeviceObject.UtcOffset, "+02:00").Body());
            board.Cycles(3);
            board.Server.Queue(CoapCode.Get, "/3/0/14", "", -1, null);
            board.Cycle();
            Check.Is("+02:00", Text(board.Server.Payload));
        }

        [TestMethod]
        public void Firmware_with_another_object_tells_its_links_in_one_Update()
        {
            SleepBoard board = new SleepBoard();
            board.Cycles(2);
            board.NetworkStatus = new SleepNetworkStatus();
            board.Cycle();
            Check.True(board.WasRestored);
            Check.Is(1, board.Server.UpdateCount);
            Check.True(board.Server.UpdateLinks > 0);
            board.Server.Queue(CoapCode.Get, "/4/0/2", "A1", 0, null);
            board.Cycles(3);
            Check.Is(205, board.Server.Code);
            Check.Is(1, board.Server.UpdateCount);
            Check.Is(1, board.Server.RegisterCount);

            // And one that has it no more: what was observed in it ends.
            int notifications = board.Server.NotificationCount;
            board.NetworkStatus = null;
            board.Cycle();
            Check.Is(2, board.Server.UpdateCount);
            Check.Is(notifications + 1, board.Server.NotificationCount);
            board.Cycles(3);
            Check.Is(notifications + 1, board.Server.NotificationCount);
            Check.Is(2, board.Server.UpdateCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        private static SleepBoard Two(ConfigurationTestFile first, ConfigurationTestFile second)
        {
            return new SleepBoard(SleepAccounts.Two(first ?? SleepAccounts.Server(1), second ?? SleepAccounts.Server(2)), Sessions);
        }

        private static string Text(byte[] bytes)
        {
            char[] characters = new char[bytes.Length];
            for (int i = 0; i < characters.Length; i++)
            {
                characters[i] = (char)bytes[i];
            }

            return new string(characters);
        }
    }
}
