using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Queue mode of a device that is always on, and the window of one that sleeps (LwM2M Transport 1.1, Queue Mode Operation).
    /// </summary>
    [TestClass]
    public class QueueModeTests
    {
        [TestMethod]
        public void Device_without_queue_mode_registers_without_Q_and_is_always_reachable()
        {
            SleepBoard board = new SleepBoard(SleepBoard.Sleeper("coaps://server", 0, SleepBoard.Lifetime));
            board.Boot();
            board.RunFor(3600);
            Check.Is("ep=device-1&lt=86400&lwm2m=1.1&b=U", board.Server.RegisterQuery);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
            board.Server.Request(CoapCode.Get, "/3/0/0", "01", -1, null);
            board.RunFor(5);
            Check.True(board.Server.Code != 0);
        }

        [TestMethod]
        public void Device_registers_with_Q_and_sleeps_when_its_time_is_over()
        {
            SleepBoard board = Registered(93);
            Check.Is("ep=device-1&lt=86400&lwm2m=1.1&b=U&Q", board.Server.RegisterQuery);
            board.RunFor(90);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
            board.RunFor(5);
            Check.Is((int)RegistrationState.Asleep, (int)board.Application.State);
            Check.Is(1, board.Count(ClientEvent.Asleep));
        }

        [TestMethod]
        public void Request_that_comes_too_late_is_not_answered_before_the_device_wakes()
        {
            SleepBoard board = Registered(10);
            board.RunFor(20);
            board.Server.Request(CoapCode.Get, "/3/0/16", "01", -1, null);
            board.RunFor(300);
            Check.Is(0, board.Server.Code);
            board.RunFor(600);
            Check.Is(205, board.Server.Code);
        }

        [TestMethod]
        public void Each_exchange_restarts_the_time()
        {
            SleepBoard board = Registered(10);
            for (int i = 0; i < 10; i++)
            {
                board.RunFor(8);
                Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
                board.Server.Request(CoapCode.Get, "/3/0/16", "01", -1, null);
            }

            board.RunFor(9);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
            board.RunFor(2);
            Check.Is((int)RegistrationState.Asleep, (int)board.Application.State);
        }

        [TestMethod]
        public void Report_wakes_without_an_Update_where_there_is_a_Connection_ID()
        {
            SleepBoard board = Registered(10);
            board.RunFor(3600);
            Check.Is(0, board.Server.UpdateCount);
            Check.Is(5, board.Server.SendCount);
            Check.Is(1, board.Server.HandshakeCount);
        }

        [TestMethod]
        public void Report_wakes_with_an_Update_where_there_is_none()
        {
            SleepBoard board = new SleepBoard(SleepBoard.Queueing(10));
            board.Server.GrantsConnectionId = false;
            board.Boot();
            board.RunFor(3600);
            Check.Is(3, board.Server.UpdateCount);
            Check.Is(4, board.Server.SendCount);
            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Update_comes_in_time_from_sleep()
        {
            SleepBoard board = new SleepBoard(SleepBoard.Sleeper("coaps://server", 0, 600).Add(ConfigurationFormat.AwakeSeconds, 10));
            board.Boot();
            board.RunFor(600 - 93 - 1);
            Check.Is(0, board.Server.UpdateCount);
            Check.Is((int)RegistrationState.Asleep, (int)board.Application.State);
            board.RunFor(3);
            Check.Is(1, board.Server.UpdateCount);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
            board.RunFor(60);
            Check.Is((int)RegistrationState.Asleep, (int)board.Application.State);
        }

        [TestMethod]
        public void Stop_wakes_and_deregisters()
        {
            SleepBoard board = Registered(10);
            board.RunFor(60);
            board.Application.Stop();
            board.Run(int.MaxValue);
            Check.Is(1, board.Server.DeregisterCount);
            Check.Is(0, board.Server.UpdateCount);
        }

        [TestMethod]
        public void Drained_window_is_four_round_trips()
        {
            SleepBoard board = new SleepBoard();
            board.Server.RoundTripMilliseconds = 150;
            board.Cycle();
            board.Cycle();
            Check.Is(board.ConnectMilliseconds + 150 + 600, board.AwakeMilliseconds);
        }

        [TestMethod]
        public void Drained_window_is_at_least_300_milliseconds()
        {
            SleepBoard board = new SleepBoard();
            board.Server.RoundTripMilliseconds = 10;
            board.Cycle();
            board.Cycle();
            Check.Is(board.ConnectMilliseconds + 10 + 300, board.AwakeMilliseconds);
        }

        [TestMethod]
        public void Everything_that_was_queued_is_answered_in_one_window()
        {
            SleepBoard board = new SleepBoard();
            board.Cycle();
            for (int i = 0; i < 20; i++)
            {
                board.Server.Queue(CoapCode.Get, "/3/0/16", "01", -1, null);
            }

            board.Server.DatagramCount = 0;
            board.Cycle();
            Check.Is(0, board.Server.QueueCount);
            Check.Is(205, board.Server.Code);
            Check.Is(2 + 40, board.Server.DatagramCount);
        }

        [TestMethod]
        public void Message_ids_go_on_over_sleeps()
        {
            SleepBoard board = new SleepBoard();
            board.Server.Queue(CoapCode.Get, "/3/0/7", "A1", 0, null);
            board.Cycle();
            int last = -1;
            for (int i = 0; i < 30; i++)
            {
                board.Battery.NextMillivolts--;
                board.Cycle();
                byte[] told = board.Server.LastNotification;
                int id = (told[2] << 8) | told[3];
                Check.True(last < 0 || (id > last && id < last + 8));
                last = id;
            }
        }

        [TestMethod]
        public void Request_that_is_repeated_after_a_short_sleep_is_not_executed_again()
        {
            SleepBoard board = new SleepBoard(SleepBoard.Sleeper("coaps://server", 0, SleepBoard.Lifetime).Add(ConfigurationFormat.SleepSeconds, 30));
            byte[] reset = { 0x40, 2, 0x12, 0x34, 0xB1, (byte)'3', 0x01, (byte)'0', 0x02, (byte)'1', (byte)'2' };
            board.Server.QueueRaw(reset);
            board.Cycle();
            Check.Is(204, board.Server.Code);
            board.Server.Code = 0;
            board.Server.QueueRaw(reset);
            board.Cycle();
            Check.Is(0, board.Server.Code);
        }

        // OMA's test case int-108: the server lists the client as one in queue mode.
        [TestMethod]
        public void Ets_108_Turn_on_Queue_Mode()
        {
            SleepBoard board = Registered(93);
            Check.Is("ep=device-1&lt=86400&lwm2m=1.1&b=U&Q", board.Server.RegisterQuery);
        }

        // OMA's test case int-109: after its time the client sleeps; what the server wants waits; the lifetime that it has set comes with an Update.
        [TestMethod]
        public void Ets_109_Behavior_in_Queue_Mode()
        {
            SleepBoard board = Registered(10);
            board.RunFor(30);
            Check.Is((int)RegistrationState.Asleep, (int)board.Application.State);
            board.Server.Queue(CoapCode.Put, "/1/0/1", "", -1, Hex.Bytes("C20102 58"));
            board.RunFor(60);
            Check.Is(1, board.Server.QueueCount);
            board.RunFor(900);
            Check.Is(0, board.Server.QueueCount);
            Check.Is(204, board.Server.Code);
            Check.Is(1, board.Server.UpdateCount);
        }

        [TestMethod]
        public void Record_of_a_session_and_four_observations_fits_into_768_bytes()
        {
            SleepBoard board = new SleepBoard();
            string[] paths = { "/3/0/7", "/3/0/9", "/3/0/20", "/3" };
            for (int i = 0; i < paths.Length; i++)
            {
                board.Server.Queue(CoapCode.Get, paths[i], "A1B2C3D4E5F6070" + i, 0, null);
            }

            board.Server.Queue(CoapCode.Put, "/3/0/7?pmin=60&pmax=86400&gt=4100&lt=3300", "", -1, null);
            board.Server.Queue(CoapCode.Put, "/3/0/9?pmax=86400&st=5", "", -1, null);
            board.Cycles(4);
            int length = board.Store.File(SleepRecord.FileName).Length;
            Check.True(length <= 768, "the record has " + length + " bytes");
        }

        private static SleepBoard Registered(int awakeSeconds)
        {
            SleepBoard board = new SleepBoard(SleepBoard.Queueing(awakeSeconds));
            board.Boot();
            board.RunFor(1);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
            return board;
        }
    }
}
