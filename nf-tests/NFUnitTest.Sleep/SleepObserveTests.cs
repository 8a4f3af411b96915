using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Observations over sleeps.
    /// </summary>
    [TestClass]
    public class SleepObserveTests
    {
        private const string Voltage = "/3/0/7";

        [TestMethod]
        public void Observations_survive_a_thousand_cycles_with_rising_sequence_numbers()
        {
            SleepBoard board = Observing(Voltage);
            int expected = board.Server.NotificationCount;
            int sequence = 0;
            for (int i = 1; i <= 1000; i++)
            {
                // New every third time.
                board.Battery.NextMillivolts = 3800 - (i / 3);
                board.Cycle();
                expected += i % 3 == 0 ? 1 : 0;
                Check.Is(expected, board.Server.NotificationCount);
                if (i % 3 == 0)
                {
                    sequence++;
                    Check.Is(sequence, Sequence(board));
                    Check.Is((3800 - (i / 3)).ToString(), Text(board));
                }
            }

            Check.Is(1, board.Server.HandshakeCount);
            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Value_that_stays_the_same_is_not_told_after_a_sleep()
        {
            SleepBoard board = Observing(Voltage);
            int before = board.Server.NotificationCount;
            board.Cycles(20);
            Check.Is(before, board.Server.NotificationCount);
        }

        [TestMethod]
        public void Crossing_during_a_sleep_is_told_once()
        {
            SleepBoard board = Observing(Voltage);
            board.Server.Queue(CoapCode.Put, "/3/0/7?lt=3500", "", -1, null);
            board.Cycle();
            Check.Is(204, board.Server.Code);
            int before = board.Server.NotificationCount;
            int[] millivolts = { 3700, 3600, 3501, 3499, 3300, 3499, 3500, 3501, 3499 };
            int[] told = { 0, 0, 0, 1, 1, 1, 2, 2, 3 };
            for (int i = 0; i < millivolts.Length; i++)
            {
                board.Battery.NextMillivolts = millivolts[i];
                board.Cycle();
                Check.Is(before + told[i], board.Server.NotificationCount);
            }
        }

        [TestMethod]
        public void Maximum_period_goes_on_over_sleeps()
        {
            SleepBoard board = Observing(Voltage);
            board.Server.Queue(CoapCode.Put, "/3/0/7?pmax=3600", "", -1, null);
            board.Cycle();
            int before = board.Server.NotificationCount;
            board.Cycles(40);
            Check.Is(before + 10, board.Server.NotificationCount);
        }

        [TestMethod]
        public void Minimum_period_goes_on_over_sleeps()
        {
            SleepBoard board = Observing(Voltage);
            board.Server.Queue(CoapCode.Put, "/3/0/7?pmin=2000", "", -1, null);
            board.Cycle();
            int before = board.Server.NotificationCount;
            for (int i = 1; i <= 30; i++)
            {
                board.Battery.NextMillivolts = 3800 - i;
                board.Cycle();
            }

            Check.Is(before + 10, board.Server.NotificationCount);
        }

        [TestMethod]
        public void Notification_is_confirmable_once_a_day_over_sleeps()
        {
            SleepBoard board = Observing(Voltage);
            int from = board.Server.NotificationCount;
            for (int i = 1; i <= 288; i++)
            {
                board.Battery.NextMillivolts = 3800 - i;
                board.Cycle();
            }

            Check.Is(from + 288, board.Server.NotificationCount);
            Check.Is(2, board.Server.ConfirmableCount);
        }

        [TestMethod]
        public void Reset_of_a_notification_ends_the_observation_in_the_next_window()
        {
            SleepBoard board = Observing(Voltage);
            board.Battery.NextMillivolts = 3700;
            board.Cycle();
            int before = board.Server.NotificationCount;
            byte[] told = board.Server.LastNotification;
            board.Server.QueueRaw(new byte[] { 0x70, 0, told[2], told[3] });
            board.Cycle();
            board.Battery.NextMillivolts = 3600;
            board.Cycles(3);
            Check.Is(before, board.Server.NotificationCount);
        }

        [TestMethod]
        public void Cancelled_observation_stays_cancelled_after_a_sleep()
        {
            SleepBoard board = Observing(Voltage);
            board.Server.Queue(CoapCode.Get, Voltage, "A1B2", 1, null);
            board.Cycle();
            Check.Is(205, board.Server.Code);
            int before = board.Server.NotificationCount;
            board.Battery.NextMillivolts = 3600;
            board.Cycles(3);
            Check.Is(before, board.Server.NotificationCount);
        }

        [TestMethod]
        public void Attributes_survive_sleeps()
        {
            SleepBoard board = new SleepBoard();
            board.Server.Queue(CoapCode.Put, "/3/0/7?pmin=10&pmax=3600&gt=3.5&lt=2.25&st=0.5", "", -1, null);
            board.Cycles(3);
            Check.Is(204, board.Server.Code);
            board.Server.QueueDiscover("/3/0/7");
            board.Cycle();
            Check.Is("</3/0/7>;dim=1;pmin=10;pmax=3600;gt=3.5;lt=2.25;st=0.5", PayloadText(board));
        }

        private static SleepBoard Observing(string path)
        {
            SleepBoard board = new SleepBoard();
            board.Server.Queue(CoapCode.Get, path, "A1B2", 0, null);
            board.Cycle();
            Check.Is(205, board.Server.Code);
            return board;
        }

        private static int Sequence(SleepBoard board)
        {
            CoapReader reader = Last(board);
            while (reader.NextOption())
            {
                if (reader.OptionNumber == CoapOption.Observe)
                {
                    return (int)reader.ReadUnsignedOption();
                }
            }

            return -1;
        }

        private static string Text(SleepBoard board)
        {
            // The one instance of a multiple resource in TLV: 88 07 05 42 00 .. or shorter; the number is the last two bytes.
            CoapReader reader = Last(board);
            int at = reader.PayloadOffset + reader.PayloadLength;
            return ((reader.Buffer[at - 2] << 8) | reader.Buffer[at - 1]).ToString();
        }

        private static string PayloadText(SleepBoard board)
        {
            char[] text = new char[board.Server.Payload.Length];
            for (int i = 0; i < text.Length; i++)
            {
                text[i] = (char)board.Server.Payload[i];
            }

            return new string(text);
        }

        private static CoapReader Last(SleepBoard board)
        {
            byte[] datagram = board.Server.LastNotification;
            CoapReader reader = new CoapReader();
            Check.Is(CoapParseResult.Ok, reader.Parse(datagram, 0, datagram.Length));
            return reader;
        }
    }
}
