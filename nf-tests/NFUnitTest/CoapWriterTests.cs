using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class CoapWriterTests
    {
        private const int Capacity = 1152;

        [TestMethod]
        public void Writes_the_request_of_RFC_7252_figure_16()
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Get, 0x7D34, "");
            Option(writer, CoapOption.UriPath, "74656D7065726174757265");

            Message("40017D34BB74656D7065726174757265", writer);
        }

        [TestMethod]
        public void Writes_the_response_of_RFC_7252_figure_17()
        {
            CoapWriter writer = Begin(CoapType.Acknowledgement, 0x45, 0x7D35, "20");
            Payload(writer, "32322E332043");

            Message("61457D3520FF32322E332043", writer);
        }

        [TestMethod]
        public void Writes_an_empty_message()
        {
            Message("7000FFFF", Begin(CoapType.Reset, CoapCode.Empty, 0xFFFF, ""));
        }

        [TestMethod]
        public void Writes_tokens_of_every_length()
        {
            Message("4101000001", Begin(CoapType.Confirmable, CoapCode.Get, 0, "01"));
            Message("480100000102030405060708", Begin(CoapType.Confirmable, CoapCode.Get, 0, "0102030405060708"));
        }

        [TestMethod]
        public void Takes_the_token_from_where_it_stands()
        {
            CoapWriter writer = new CoapWriter(16);
            writer.Begin(CoapType.NonConfirmable, CoapCode.Post, 1, Hex.Bytes("AABBCCDD"), 1, 2);

            Message("52020001BBCC", writer);
        }

        [TestMethod]
        public void Writes_every_edge_of_the_extended_option_deltas()
        {
            OptionNumber(0, "00");
            OptionNumber(1, "10");
            OptionNumber(12, "C0");
            OptionNumber(13, "D000");
            OptionNumber(14, "D001");
            OptionNumber(268, "D0FF");
            OptionNumber(269, "E00000");
            OptionNumber(270, "E00001");
            OptionNumber(65535, "E0FEF2");
        }

        [TestMethod]
        public void Writes_every_edge_of_the_extended_option_lengths()
        {
            OptionLength(0, "00");
            OptionLength(1, "01");
            OptionLength(12, "0C");
            OptionLength(13, "0D00");
            OptionLength(14, "0D01");
            OptionLength(268, "0DFF");
            OptionLength(269, "0E0000");
            OptionLength(270, "0E0001");
            OptionLength(1034, "0E02FD");
        }

        [TestMethod]
        public void Writes_delta_before_length_where_both_are_extended()
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Get, 1, "");
            byte[] value = new byte[300];
            writer.WriteOption(500, value, 0, value.Length);

            Hex.AreEqual("40010001EE00E7001F00", writer.Buffer, 0, 10);
            Check.Is(4 + 5 + 300, writer.Length);
        }

        [TestMethod]
        public void Writes_options_as_differences()
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Post, 1, "");
            Option(writer, CoapOption.UriPath, "72 64");
            Option(writer, CoapOption.UriPath, "31");
            writer.WriteUnsignedOption(CoapOption.ContentFormat, 40);
            Option(writer, CoapOption.UriQuery, "6C743D31");

            Message("40020001 B27264 0131 1128 346C743D31", writer);
        }

        [TestMethod]
        public void Starts_the_differences_anew_with_each_message()
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Get, 1, "");
            Option(writer, 300, "");
            writer.Begin(CoapType.Confirmable, CoapCode.Get, 2, new byte[0], 0, 0);
            Option(writer, 1, "");

            Message("4001000210", writer);
        }

        [TestMethod]
        public void Writes_unsigned_options_in_as_few_bytes_as_hold_them()
        {
            UnsignedOption(0, "C0");
            UnsignedOption(1, "C101");
            UnsignedOption(255, "C1FF");
            UnsignedOption(256, "C20100");
            UnsignedOption(11542, "C22D16");
            UnsignedOption(65535, "C2FFFF");
            UnsignedOption(65536, "C3010000");
            UnsignedOption(0xFFFFFF, "C3FFFFFF");
            UnsignedOption(0x1000000, "C401000000");
            UnsignedOption(int.MaxValue, "C47FFFFFFF");
        }

        [TestMethod]
        public void Takes_the_marker_away_where_the_payload_is_empty()
        {
            CoapWriter writer = Begin(CoapType.Acknowledgement, 0x45, 1, "");
            writer.BeginPayload();
            writer.EndPayload(0);

            Message("60450001", writer);
        }

        [TestMethod]
        public void Takes_a_payload_up_to_the_last_byte()
        {
            CoapWriter writer = new CoapWriter(10);
            writer.Begin(CoapType.Acknowledgement, 0x45, 1, new byte[0], 0, 0);
            int offset = writer.BeginPayload();
            Check.Is(5, offset);
            for (int i = offset; i < 10; i++)
            {
                writer.Buffer[i] = 7;
            }

            writer.EndPayload(5);
            Message("60450001FF0707070707", writer);
        }

        [TestMethod]
        public void Has_no_length_where_an_option_does_not_fit()
        {
            for (int capacity = 4; capacity < 4 + 2 + 20; capacity++)
            {
                CoapWriter writer = new CoapWriter(capacity);
                writer.Begin(CoapType.Confirmable, CoapCode.Get, 1, new byte[0], 0, 0);
                writer.WriteOption(CoapOption.UriPath, new byte[20], 0, 20);
                Check.Is(-1, writer.Length, capacity.ToString());
            }
        }

        [TestMethod]
        public void Has_no_length_where_an_unsigned_option_does_not_fit()
        {
            for (int capacity = 4; capacity < 4 + 5; capacity++)
            {
                CoapWriter writer = new CoapWriter(capacity);
                writer.Begin(CoapType.Confirmable, CoapCode.Get, 1, new byte[0], 0, 0);
                writer.WriteUnsignedOption(CoapOption.Accept, int.MaxValue);
                Check.Is(-1, writer.Length, capacity.ToString());
            }
        }

        [TestMethod]
        public void Has_no_length_from_then_on()
        {
            CoapWriter writer = new CoapWriter(40);
            writer.Begin(CoapType.Confirmable, CoapCode.Get, 1, new byte[0], 0, 0);
            writer.WriteOption(CoapOption.UriPath, new byte[50], 0, 50);
            writer.WriteOption(CoapOption.UriPath, new byte[1], 0, 1);
            Check.Is(-1, writer.Length);
            writer.WriteUnsignedOption(CoapOption.Accept, 1);
            Check.Is(-1, writer.Length);
            writer.BeginPayload();
            writer.EndPayload(1);
            Check.Is(-1, writer.Length);
        }

        [TestMethod]
        public void Has_no_length_where_marker_or_payload_do_not_fit()
        {
            CoapWriter writer = new CoapWriter(4);
            writer.Begin(CoapType.Confirmable, CoapCode.Get, 1, new byte[0], 0, 0);
            Check.Is(4, writer.BeginPayload());
            writer.EndPayload(0);
            Check.Is(-1, writer.Length);

            writer = new CoapWriter(5);
            writer.Begin(CoapType.Confirmable, CoapCode.Get, 1, new byte[0], 0, 0);
            Check.Is(5, writer.BeginPayload());
            writer.EndPayload(-1);
            Check.Is(-1, writer.Length);
        }

        [TestMethod]
        public void Forgets_with_the_next_message_that_something_did_not_fit()
        {
            CoapWriter writer = new CoapWriter(8);
            writer.Begin(CoapType.Confirmable, CoapCode.Get, 1, new byte[0], 0, 0);
            writer.WriteOption(CoapOption.UriPath, new byte[50], 0, 50);
            writer.Begin(CoapType.Confirmable, CoapCode.Get, 2, new byte[0], 0, 0);

            Message("40010002", writer);
        }

        [TestMethod]
        public void Fills_a_whole_datagram_with_options()
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Get, 1, "");
            writer.WriteOption(1, new byte[Capacity - 4 - 5], 0, Capacity - 4 - 5);
            Check.Is(Capacity - 2, writer.Length);

            CoapReader reader = new CoapReader();
            Check.Is(CoapParseResult.Ok, reader.Parse(writer.Buffer, 0, writer.Length));
        }

        [TestMethod]
        public void What_is_written_is_read()
        {
            int[] numbers = { 0, 1, 11, 11, 12, 13, 26, 40, 308, 309, 577, 846, 846, 65535 };
            int[] lengths = { 0, 1, 12, 13, 14, 0, 15, 20, 268, 2, 269, 270, 5, 8 };
            CoapWriter writer = Begin(CoapType.NonConfirmable, 0x1F, 0xBEEF, "0102030405060708");
            byte[] value = new byte[300];
            for (int i = 0; i < value.Length; i++)
            {
                value[i] = (byte)(i * 7);
            }

            for (int i = 0; i < numbers.Length; i++)
            {
                writer.WriteOption(numbers[i], value, i, lengths[i]);
            }

            Payload(writer, "FF00FF");
            CoapReader reader = new CoapReader();
            Check.Is(CoapParseResult.Ok, reader.Parse(writer.Buffer, 0, writer.Length));
            Check.Is(CoapType.NonConfirmable, reader.Type);
            Check.Is(0x1F, reader.Code);
            Check.Is(0xBEEF, reader.MessageId);
            Hex.AreEqual("0102030405060708", reader.Buffer, reader.TokenOffset, reader.TokenLength);
            for (int i = 0; i < numbers.Length; i++)
            {
                Check.True(reader.NextOption());
                Check.Is(numbers[i], reader.OptionNumber);
                Hex.AreEqual(Hex.Text(value, i, lengths[i]), reader.Buffer, reader.OptionOffset, reader.OptionLength);
            }

            Check.False(reader.NextOption());
            Hex.AreEqual("FF00FF", reader.Buffer, reader.PayloadOffset, reader.PayloadLength);
        }

        private static CoapWriter Begin(int type, int code, int messageId, string token)
        {
            CoapWriter writer = new CoapWriter(Capacity);
            byte[] bytes = Hex.Bytes(token);
            writer.Begin(type, code, messageId, bytes, 0, bytes.Length);
            return writer;
        }

        private static void Option(CoapWriter writer, int number, string hex)
        {
            byte[] value = Hex.Bytes(hex);
            writer.WriteOption(number, value, 0, value.Length);
        }

        private static void Payload(CoapWriter writer, string hex)
        {
            byte[] payload = Hex.Bytes(hex);
            int offset = writer.BeginPayload();
            for (int i = 0; i < payload.Length; i++)
            {
                writer.Buffer[offset + i] = payload[i];
            }

            writer.EndPayload(payload.Length);
        }

        private static void Message(string hex, CoapWriter writer)
        {
            Hex.AreEqual(hex, writer.Buffer, 0, writer.Length);
        }

        private static void OptionNumber(int number, string hex)
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Get, 1, "");
            Option(writer, number, "");
            Message("40010001" + hex, writer);
        }

        private static void OptionLength(int length, string head)
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Get, 1, "");
            byte[] value = new byte[length];
            writer.WriteOption(0, value, 0, length);
            Message("40010001" + head + Hex.Text(value), writer);
        }

        private static void UnsignedOption(int value, string hex)
        {
            CoapWriter writer = Begin(CoapType.Confirmable, CoapCode.Get, 1, "");
            writer.WriteUnsignedOption(CoapOption.ContentFormat, value);
            Message("40010001" + hex, writer);
        }
    }
}
