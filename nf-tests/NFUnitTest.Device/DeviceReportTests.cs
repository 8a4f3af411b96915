using Lwm2mNano.Device;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>Reports of the battery (Send), and an application with two servers.</summary>
    [TestClass]
    public class DeviceReportTests
    {
        private const int Interval = 60;
        private const int Minute = 60;

        [TestMethod]
        public void The_battery_is_reported_at_its_interval()
        {
            StoreBoard board = Reporting();
            board.Battery.NextPercent = 75;
            board.RunFor(1);
            Check.Is(1, board.Servers[0].SendCount);
            Check.True(Has(board.Servers[0].LastSend, "/3/0/"));
            board.RunFor(Interval - 2);
            Check.Is(1, board.Servers[0].SendCount);
            for (int i = 2; i < 10; i++)
            {
                board.RunFor(Interval);
                Check.Is(i, board.Servers[0].SendCount);
            }

            Check.True(board.Battery.SampleCount >= 9);
        }

        [TestMethod]
        public void Without_an_interval_nothing_is_sent()
        {
            StoreBoard board = new StoreBoard(StoreBoard.OneServer(), new FlashStore());
            board.RunFor(10 * Minute);
            Check.Is(0, board.Servers[0].SendCount);
        }

        [TestMethod]
        public void What_was_measured_without_a_network_goes_out_together()
        {
            StoreBoard board = Reporting();
            board.RunFor(1);
            int length = board.Servers[0].LastSend.Length;
            board.IsUp = false;
            board.RunFor(5 * Interval);
            Check.Is(1, board.Servers[0].SendCount);
            board.IsUp = true;
            board.RunFor((DeviceApplication.MaxConnectDelayMilliseconds / 1000) + 1);

            // Five samples, and one a minute since.
            Check.True(board.Servers[0].SendCount >= 2 && board.Servers[0].SendCount <= 7);
            int sent = board.Servers[0].SendCount;
            board.Servers[0].IsThere = false;
            board.RunFor(3 * Interval);
            board.Servers[0].IsThere = true;
            board.RunFor(10 * Minute);
            Check.True(board.Servers[0].SendCount > sent);
            Check.True(length > 0);
        }

        // A CBOR map has the base time at -3 (RFC 8428, section 6): relative times are given at 6 only.
        [TestMethod]
        public void The_time_is_told_once_the_clock_is_right()
        {
            StoreBoard board = Reporting();
            board.UtcSeconds = DeviceApplication.MinUtcSeconds - 1;
            board.RunFor(1);
            byte[] before = board.Servers[0].LastSend;
            board.UtcSeconds = DeviceApplication.MinUtcSeconds + 100;
            board.RunFor(Interval);
            byte[] after = board.Servers[0].LastSend;
            Check.Is(2, board.Servers[0].SendCount);

            // 1704067300 in CBOR.
            Check.True(IndexOf(after, Hex.Bytes("1A659200E4")) >= 0);
            Check.True(IndexOf(before, Hex.Bytes("1A6592")) < 0);
        }

        [TestMethod]
        public void Two_servers_register_and_both_get_the_report()
        {
            StoreBoard board = new StoreBoard(StoreBoard.TwoServers().Add(ConfigurationFormat.ReportSeconds, Interval), new FlashStore());
            board.RunFor(1);
            Check.Is(1, board.Servers[0].RegisterCount);
            Check.Is(1, board.Servers[1].RegisterCount);
            Check.Is(1, board.Servers[0].SendCount);
            Check.Is(1, board.Servers[1].SendCount);
        }

        [TestMethod]
        public void With_two_servers_neither_waits_long_for_the_other()
        {
            StoreBoard board = new StoreBoard(StoreBoard.TwoServers(), new FlashStore());
            board.StopAt = board.Milliseconds + (Minute * 1000);
            board.Application.Run();
            Check.True(board.Servers[0].LongestWait <= DeviceApplication.SharedWaitMilliseconds);
            Check.True(board.Servers[1].LongestWait <= DeviceApplication.SharedWaitMilliseconds);
            int difference = board.Servers[0].WaitCount - board.Servers[1].WaitCount;
            Check.True(difference >= -10 && difference <= 10);
            Check.False(board.Servers[0].IsOpen);
            Check.False(board.Servers[1].IsOpen);
        }

        [TestMethod]
        public void With_one_server_of_two_paths_nothing_is_waited_for_in_slices()
        {
            StoreBoard board = new StoreBoard(StoreBoard.OneServer(), new FlashStore());
            board.StopAt = board.Milliseconds + (Minute * 1000);
            board.Application.Run();
            Check.Is(DeviceApplication.MaxWaitMilliseconds, board.Servers[0].LongestWait);
            Check.Is(0, board.Servers[1].WaitCount);
            Check.True(board.Servers[0].WaitCount <= Minute + 5);
        }

        [TestMethod]
        public void A_disabled_server_leaves_the_wait_to_the_other()
        {
            StoreBoard board = new StoreBoard(StoreBoard.TwoServers(), new FlashStore());
            board.RunFor(1);
            Check.Is(204, board.Request(Lwm2mNano.Coap.CoapCode.Post, "/1/0/4", null));
            board.RunFor(1);
            Check.False(board.Servers[0].IsOpen);
            board.StopAt = board.Milliseconds + (Minute * 1000);
            board.Application.Run();
            Check.Is(0, board.Servers[0].WaitCount);
            Check.Is(DeviceApplication.MaxWaitMilliseconds, board.Servers[1].LongestWait);
        }

        private static StoreBoard Reporting()
        {
            return new StoreBoard(StoreBoard.OneServer().Add(ConfigurationFormat.ReportSeconds, Interval), new FlashStore());
        }

        private static bool Has(byte[] bytes, string text)
        {
            return IndexOf(bytes, Hex.Ascii(text)) >= 0;
        }

        private static int IndexOf(byte[] bytes, byte[] wanted)
        {
            for (int i = 0; i <= bytes.Length - wanted.Length; i++)
            {
                int count = 0;
                while (count < wanted.Length && bytes[i + count] == wanted[count])
                {
                    count++;
                }

                if (count == wanted.Length)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
