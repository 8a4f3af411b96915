using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class DeviceApplicationTests
    {
        private const int Second = 1000;
        private const int Minute = 60 * Second;
        private const int Hour = 60 * Minute;

        // The lifetime is 300 s: an Update is due 93 s before its end.
        private const int UpdateAfter = 207 * Second;

        [TestMethod]
        public void It_connects_registers_and_updates()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            Check.False(board.Application.IsRunning);
            board.RunFor(Second);
            Check.True(board.Application.IsRunning);
            Check.Is(1, board.ConnectCount);
            Check.Is(1, board.NetworkUpCount);
            Check.Is(1, board.RegisterCount);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);

            board.RunFor(UpdateAfter - (2 * Second));
            Check.Is(0, board.UpdateCount);
            board.RunFor(2 * Second);
            Check.Is(1, board.UpdateCount);
            board.RunFor(Hour);
            Check.Is(1 + (Hour / UpdateAfter), board.UpdateCount);
            Check.Is(1, board.RegisterCount);
            Check.Is(1, board.ConnectCount);
        }

        [TestMethod]
        public void A_network_that_is_away_is_asked_for_with_growing_delays()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard { NetworkIsThere = false, ConnectMilliseconds = 20 * Second };
            int delay = DeviceApplication.FirstConnectDelayMilliseconds;
            long expected = board.Milliseconds;
            for (int attempt = 1; attempt <= 12; attempt++)
            {
                board.RunUntil(expected + 1);
                Check.Is(attempt, board.ConnectCount);
                Check.Is(expected, board.LastConnectAt);
                Check.Is(delay / Second, board.LastWaitSeconds);
                expected += board.ConnectMilliseconds + delay;
                delay = delay * 2 < DeviceApplication.MaxConnectDelayMilliseconds ? delay * 2 : DeviceApplication.MaxConnectDelayMilliseconds;
            }

            Check.Is(DeviceApplication.MaxConnectDelayMilliseconds / Second, board.LastWaitSeconds);
            Check.Is(0, board.OpenCount);
            Check.Is(0, board.SentCount);

            // It comes back, is found at the next attempt, and the device registers at once.
            board.NetworkIsThere = true;
            board.RunUntil(expected + board.ConnectMilliseconds + Second);
            Check.Is(13, board.ConnectCount);
            Check.Is(1, board.RegisterCount);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
        }

        [TestMethod]
        public void A_lost_network_is_joined_again_and_the_registration_confirmed()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.RunFor(2 * Minute);
            int sent = board.SentCount;
            board.NetworkIsThere = false;
            board.RunFor(10 * Minute);
            Check.Is(sent, board.SentCount);

            // Lost after it was stable: joined at once. Then 5, 10, 20, 40, 80, 160 and 300 s.
            Check.Is(8, board.ConnectCount);
            int opened = board.OpenCount;
            board.NetworkIsThere = true;
            board.RunFor(5 * Minute);
            Check.Is(2, board.NetworkUpCount);
            Check.Is(opened + 1, board.OpenCount);
            Check.Is(1, board.RegisterCount);
            Check.True(board.UpdateCount >= 1);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
        }

        [TestMethod]
        public void A_network_that_comes_and_goes_is_not_asked_for_more_often()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            long end = board.Milliseconds + Hour;
            while (board.Milliseconds < end)
            {
                board.RunFor(Second);
                board.BreakLink();
            }

            // 5 + 10 + 20 + … + 300 s: at most as often as a network that stays away.
            Check.True(board.ConnectCount <= 20);
            Check.True(board.SentCount <= 40);

            // A minute without a break, and the next loss is answered at once.
            board.RunFor(Hour);
            int connected = board.ConnectCount;
            board.BreakLink();
            board.RunFor(2 * Second);
            Check.Is(connected + 1, board.ConnectCount);
            Check.True(board.IsUp);
        }

        [TestMethod]
        public void A_name_that_does_not_resolve_is_tried_with_growing_delays()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard { OpenResult = TransportResult.NameNotResolved };

            // At 0, 60, 180, 420 and 900 s, and again a day later (resources 1/x/17 to 19).
            board.RunFor(20 * Minute);
            Check.Is(5, board.OpenCount);
            Check.Is(5, board.Count(ClientEvent.RegistrationFailed));
            board.RunFor(23 * Hour);
            Check.Is(5, board.OpenCount);
            Check.Is(0, board.SentCount);

            board.OpenResult = TransportResult.Ok;
            board.RunFor(2 * Hour);
            Check.Is(1, board.RegisterCount);
            Check.True(board.Application.IsRunning);
        }

        [TestMethod]
        public void A_server_that_is_away_is_tried_with_growing_delays()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard { ServerIsThere = false };
            board.RunFor(23 * Hour);
            Check.Is(5, board.OpenCount);
            Check.Is(5 * (1 + CoapTiming.MaxRetransmit), board.SentCount);
            Check.True(board.Application.IsRunning);

            board.ServerIsThere = true;
            board.RunFor(2 * Hour);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
        }

        [TestMethod]
        public void A_stop_deregisters_first()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.RunFor(Second);
            board.Application.Stop();
            Check.True(board.Application.IsRunning);
            board.RunFor(Second);
            Check.Is(1, board.DeregisterCount);
            Check.Is(1, board.Count(ClientEvent.Deregistered));
            Check.False(board.Application.IsRunning);
            Check.False(board.Application.IsRestartRequested);
            Check.False(board.IsOpen);

            // Nothing more happens.
            int sent = board.SentCount;
            Check.True(board.Application.Step(board.Milliseconds + Hour) == CoapTiming.Never);
            Check.Is(sent, board.SentCount);
        }

        [TestMethod]
        public void A_stop_does_not_wait_for_ever_for_a_server()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.RunFor(Second);
            board.ServerIsThere = false;
            board.Application.Stop();
            long start = board.Milliseconds;
            board.RunFor(Hour);
            Check.False(board.Application.IsRunning);
            Check.True(board.Milliseconds - start <= DeviceApplication.StopTimeoutMilliseconds);
            Check.True(board.DeregisterCount >= 1);
            Check.Is(1, board.Count(ClientEvent.Deregistered));
            Check.False(board.IsOpen);
        }

        [TestMethod]
        public void A_stop_while_registering_is_bounded_too()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard { ServerIsThere = false };
            board.RunFor(Second);
            board.Application.Stop();
            long start = board.Milliseconds;
            board.RunFor(Hour);
            Check.False(board.Application.IsRunning);
            Check.True(board.Milliseconds - start <= DeviceApplication.StopTimeoutMilliseconds);
            Check.Is(0, board.DeregisterCount);
            Check.Is(0, board.Count(ClientEvent.Deregistered));
        }

        [TestMethod]
        public void A_stop_without_a_network_ends_at_once()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard { NetworkIsThere = false };
            board.RunFor(Minute);
            int connected = board.ConnectCount;
            board.Application.Stop();
            long start = board.Milliseconds;
            board.RunFor(Hour);
            Check.False(board.Application.IsRunning);
            Check.Is(start, board.Milliseconds);
            Check.Is(connected, board.ConnectCount);
        }

        [TestMethod]
        public void A_stop_before_the_start_ends_it_without_a_datagram()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.Application.Stop();
            board.RunFor(Hour);
            Check.False(board.Application.IsRunning);
            Check.Is(0, board.SentCount);
        }

        [TestMethod]
        public void A_reboot_ends_it_after_the_answer()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.RunFor(Second);
            int sent = board.SentCount;
            board.Post(DeviceObject.Id, 0, DeviceObject.Reboot);
            board.RunFor(Second);
            Check.Is(1, board.RebootCount);
            Check.Is(sent + 1, board.SentBeforeReboot);
            Check.Is(ResponseCode.Changed, (int)board.LastSentCode);
            Check.True(board.Application.IsRestartRequested);
            Check.False(board.Application.IsRunning);
            Check.False(board.IsOpen);
            Check.Is(0, board.DeregisterCount);
        }

        [TestMethod]
        public void Disable_is_silent_and_registers_again()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.RunFor(Second);
            board.Post(ServerObject.Id, 0, ServerObject.Disable);
            board.RunFor(Second);
            Check.Is(1, board.DeregisterCount);
            int sent = board.SentCount;
            board.RunFor(23 * Hour);
            Check.Is(sent, board.SentCount);
            Check.True(board.Application.IsRunning);
            board.RunFor(2 * Hour);
            Check.Is(2, board.RegisterCount);
        }

        [TestMethod]
        public void A_server_that_cannot_be_used_ends_it()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.Configuration.Server.Delete(0);
            board.RunFor(Hour);
            Check.Is(1, board.Count(ClientEvent.NotConfigured));
            Check.False(board.Application.IsRunning);
            Check.Is(0, board.ConnectCount);
        }

        // Here the wait for a datagram is what makes time pass.
        [TestMethod]
        public void The_loop_waits_for_datagrams_and_ends_when_it_is_stopped()
        {
            DeviceApplicationTestBoard board = new DeviceApplicationTestBoard();
            board.StopAt = board.Milliseconds + Hour;
            board.Application.Run();
            Check.False(board.Application.IsRunning);
            Check.Is(1, board.RegisterCount);
            Check.Is(Hour / UpdateAfter, board.UpdateCount);
            Check.Is(1, board.DeregisterCount);
            Check.True(board.Milliseconds <= board.StopAt + Second);
        }
    }
}
