using System;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class CoapReaderTests
    {
        private static CoapReader s_reader;

        [TestMethod]
        public void Reads_the_request_of_RFC_7252_figure_16()
        {
            Accept("40 01 7D34 BB 74656D7065726174757265");

            Check.Is(CoapType.Confirmable, s_reader.Type);
            Check.Is(CoapCode.Get, s_reader.Code);
            Check.Is(0x7D34, s_reader.MessageId);
            Check.Is(0, s_reader.TokenLength);
            Check.Is(0, s_reader.PayloadLength);
            Option(CoapOption.UriPath, "74656D7065726174757265");
            Check.False(s_reader.NextOption());
            Check.False(s_reader.NextOption());
        }

        [TestMethod]
        public void Reads_the_response_of_RFC_7252_figure_16()
        {
            Accept("60 45 7D34 FF 32322E332043");

            Check.Is(CoapType.Acknowledgement, s_reader.Type);
            Check.Is(0x45, s_reader.Code);
            Check.Is(CoapCode.SuccessClass, CoapCode.Class(s_reader.Code));
            Check.Is(0x7D34, s_reader.MessageId);
            Check.False(s_reader.NextOption());
            Payload("32322E332043");
        }

        [TestMethod]
        public void Reads_the_request_of_RFC_7252_figure_17_with_its_token()
        {
            Accept("41 01 7D35 20 BB 74656D7065726174757265");

            Token("20");
            Option(CoapOption.UriPath, "74656D7065726174757265");
        }

        [TestMethod]
        public void Reads_the_response_of_RFC_7252_figure_17_with_its_token()
        {
            Accept("61 45 7D35 20 FF 32322E332043");

            Token("20");
            Payload("32322E332043");
        }

        [TestMethod]
        public void Reads_where_the_message_stands_in_its_buffer()
        {
            byte[] buffer = Hex.Bytes("FFFFFF 51 02 0001 AA B1 33 FF 01 EEEE");

            s_reader = new CoapReader();
            Check.Is(CoapParseResult.Ok, s_reader.Parse(buffer, 3, 9));

            Check.Is(CoapType.NonConfirmable, s_reader.Type);
            Token("AA");
            Option(CoapOption.UriPath, "33");
            Payload("01");
        }

        [TestMethod]
        public void Takes_tokens_of_up_to_eight_bytes_and_no_more()
        {
            for (int length = 0; length <= 15; length++)
            {
                byte[] message = new byte[4 + length];
                message[0] = (byte)(0x40 | length);
                message[1] = CoapCode.Get;

                Check.Is(length <= 8 ? CoapParseResult.Ok : CoapParseResult.FormatError, Parse(message), "a token of " + length.ToString());
            }
        }

        [TestMethod]
        public void Refuses_a_token_that_is_cut()
        {
            for (int length = 1; length <= 8; length++)
            {
                byte[] message = new byte[4 + length - 1];
                message[0] = (byte)(0x40 | length);
                message[1] = CoapCode.Get;

                Check.Is(CoapParseResult.FormatError, Parse(message), "a token of " + length.ToString());
            }
        }

        [TestMethod]
        public void Ignores_what_is_shorter_than_a_header()
        {
            Check.Is(CoapParseResult.NotCoap, Parse(""));
            Check.Is(CoapParseResult.NotCoap, Parse("40"));
            Check.Is(CoapParseResult.NotCoap, Parse("4001"));
            Check.Is(CoapParseResult.NotCoap, Parse("400112"));
        }

        [TestMethod]
        public void Ignores_other_versions()
        {
            Check.Is(CoapParseResult.NotCoap, Parse("00010001"));
            Check.Is(CoapParseResult.NotCoap, Parse("80010001"));
            Check.Is(CoapParseResult.NotCoap, Parse("C0010001"));
        }

        [TestMethod]
        public void Knows_type_and_message_id_of_what_it_refuses()
        {
            Refuse("59 01 ABCD 0102030405060708");
            Check.Is(CoapType.NonConfirmable, s_reader.Type);
            Check.Is(0xABCD, s_reader.MessageId);
        }

        [TestMethod]
        public void Takes_an_empty_message_of_a_header_only()
        {
            Accept("40000001");
            Check.False(s_reader.NextOption());
            Accept("60000001");
            Accept("70000001");
        }

        [TestMethod]
        public void Refuses_an_empty_message_with_anything_behind_its_header()
        {
            Refuse("4000000100");
            Refuse("40000001FF01");
            Refuse("41000001AA");
            Refuse("41000001");
            Refuse("7000000111");
        }

        [TestMethod]
        public void Refuses_the_reserved_code_classes()
        {
            Refuse("40200001");
            Refuse("403F0001");
            Refuse("40C00001");
            Refuse("40DF0001");
            Refuse("40E00001");
            Refuse("40FF0001");
            Accept("401F0001");
            Accept("60400001");
            Accept("60840001");
            Accept("60A00001");
        }

        [TestMethod]
        public void Refuses_a_payload_marker_without_a_payload()
        {
            Refuse("40010001FF");
            Refuse("40010001B131FF");
            Refuse("41010001AAFF");
        }

        [TestMethod]
        public void Takes_a_payload_that_looks_like_a_marker()
        {
            Accept("40010001FFFF");
            Payload("FF");
        }

        [TestMethod]
        public void Takes_a_marker_inside_a_value_for_what_it_is()
        {
            Accept("40010001B2FFFF");
            Option(CoapOption.UriPath, "FFFF");
            Check.Is(0, s_reader.PayloadLength);
        }

        [TestMethod]
        public void Refuses_an_option_nibble_of_15()
        {
            Refuse("40010001F0");
            Refuse("40010001F1AA");
            Refuse("40010001FE0000");
            Refuse("400100010F");
            Refuse("400100011F000000000000000000000000000000000000");
            Refuse("40010001DF00");
            Refuse("40010001EF0000");
        }

        [TestMethod]
        public void Refuses_options_that_are_cut()
        {
            Refuse("4001000101");
            Refuse("40010001B36161");
            Refuse("40010001D0");
            Refuse("40010001E0");
            Refuse("40010001E000");
            Refuse("400100010D");
            Refuse("400100010E");
            Refuse("400100010E00");
            Refuse("400100010D00");
            Refuse("40010001DD00");
            Refuse("40010001EE000000");
            Refuse("400100010EFFFF00");
        }

        [TestMethod]
        public void Takes_no_option_number_above_65535()
        {
            Accept("40010001E0FEF2");
            Option(CoapOption.MaxNumber, "");
            Refuse("40010001E0FEF3");
            Refuse("40010001E0FFFF");
            Refuse("40010001E0FEF210");
            Accept("40010001E0FEF200");
        }

        [TestMethod]
        public void Reads_every_edge_of_the_extended_option_deltas()
        {
            Accept("40010001 C0 10 D000 D001 E00000 E00001");
            Option(12, "");
            Option(13, "");
            Option(26, "");
            Option(40, "");
            Option(309, "");
            Option(579, "");
            Check.False(s_reader.NextOption());

            Accept("40010001 D0FF");
            Option(268, "");
            Accept("40010001 E00000");
            Option(269, "");
        }

        [TestMethod]
        public void Reads_every_edge_of_the_extended_option_lengths()
        {
            ReadLength("0C", 12);
            ReadLength("0D00", 13);
            ReadLength("0D01", 14);
            ReadLength("0DFF", 268);
            ReadLength("0E0000", 269);
            ReadLength("0E0001", 270);
            ReadLength("0E0300", 1037);
        }

        [TestMethod]
        public void Goes_through_the_options_again_after_a_rewind()
        {
            Accept("40010001 B131 0132 FF 07");
            for (int i = 0; i < 2; i++)
            {
                Option(CoapOption.UriPath, "31");
                Option(CoapOption.UriPath, "32");
                Check.False(s_reader.NextOption());
                s_reader.RewindOptions();
            }
        }

        [TestMethod]
        public void Reads_unsigned_options_of_up_to_four_bytes()
        {
            Accept("40010001 C0 01FF 020100 03FFFFFF 04FFFFFFFF 050000000001 020001");
            Unsigned(0);
            Unsigned(255);
            Unsigned(256);
            Unsigned(0xFFFFFF);
            Unsigned(0xFFFFFFFFL);
            Unsigned(-1);
            Unsigned(1);
        }

        [TestMethod]
        public void Forgets_the_message_before()
        {
            Accept("44010001 AABBCCDD B131 FF 0102");
            Accept("40000002");
            Check.Is(0, s_reader.TokenLength);
            Check.Is(0, s_reader.PayloadLength);
            Check.Is(0, s_reader.OptionNumber);
            Check.False(s_reader.NextOption());
        }

        [TestMethod]
        public void Never_reads_beyond_a_message_that_is_cut_anywhere()
        {
            byte[] whole = Hex.Bytes("48 03 0001 0102030405060708 3D03 61626364656162636465616263646500 8131 0132 11FF E0000AFF 0E0000");
            for (int count = 0; count <= whole.Length; count++)
            {
                // A buffer of exactly that length: reading beyond it throws.
                byte[] message = new byte[count];
                Array.Copy(whole, 0, message, 0, count);
                if (Parse(message) == CoapParseResult.Ok)
                {
                    int options = 0;
                    while (s_reader.NextOption())
                    {
                        options++;
                        Check.True(s_reader.OptionOffset + s_reader.OptionLength <= count);
                    }

                    Check.True(options < 6);
                }
            }
        }

        private static void ReadLength(string head, int length)
        {
            byte[] value = new byte[length];
            for (int i = 0; i < length; i++)
            {
                value[i] = (byte)i;
            }

            byte[] message = Hex.Join(Hex.Bytes("40010001" + head), value, Hex.Bytes("FF09"));
            Check.Is(CoapParseResult.Ok, Parse(message), head);
            Option(0, Hex.Text(value));
            Check.False(s_reader.NextOption());
            Payload("09");
        }

        private static int Parse(byte[] message)
        {
            if (s_reader == null)
            {
                s_reader = new CoapReader();
            }

            return s_reader.Parse(message, 0, message.Length);
        }

        private static int Parse(string hex)
        {
            return Parse(Hex.Bytes(hex));
        }

        private static void Accept(string hex)
        {
            Check.Is(CoapParseResult.Ok, Parse(hex), hex);
        }

        private static void Refuse(string hex)
        {
            Check.Is(CoapParseResult.FormatError, Parse(hex), hex);
        }

        private static void Token(string hex)
        {
            Hex.AreEqual(hex, s_reader.Buffer, s_reader.TokenOffset, s_reader.TokenLength);
        }

        private static void Payload(string hex)
        {
            Hex.AreEqual(hex, s_reader.Buffer, s_reader.PayloadOffset, s_reader.PayloadLength);
        }

        private static void Option(int number, string hex)
        {
            Check.True(s_reader.NextOption(), "option " + number.ToString());
            Check.Is(number, s_reader.OptionNumber);
            Hex.AreEqual(hex, s_reader.Buffer, s_reader.OptionOffset, s_reader.OptionLength);
        }

        private static void Unsigned(long value)
        {
            Check.True(s_reader.NextOption());
            Check.Is(value, s_reader.ReadUnsignedOption());
        }
    }
}
