using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Requests of every form: paths, methods and options that a client does not know.
    /// </summary>
    [TestClass]
    public class DeviceManagementRequestTests
    {
        [TestMethod]
        public void Path_that_names_nothing_is_not_found()
        {
            ClientFixture fixture = ClientFixture.Registered();
            string[] paths =
            {
                "/3/", "/3//0", "/3/0/", "/a", "/3/a", "/3/0/0x0", "/3/0/0 ", "/-3", "/+3", "/3.0", "/3/0/65535", "/65535", "/65536", "/4294967299",
                "/18446744073709551619", "/99999999999999999999999999", "/3/0/11/0/0", "/3/0/11/0/0/0/0", "/3/0/11/65535", "/.well-known/core", "/rd", "/bs",
            };
            for (int i = 0; i < paths.Length; i++)
            {
                Check.Is(404, fixture.Get(paths[i]), paths[i]);
                Check.Is(404, fixture.Put(paths[i], "1"), paths[i]);
                Check.Is(404, fixture.Post(paths[i]), paths[i]);
                Check.Is(404, fixture.Delete(paths[i]), paths[i]);
            }

            Check.Is(0, fixture.Power.RebootCount);
        }

        [TestMethod]
        public void Root_allows_no_method()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(405, fixture.Get(""));
            Check.Is(405, fixture.Discover(""));
            Check.Is(405, fixture.Put("", "1"));
            Check.Is(405, fixture.Post("", "1"));
            Check.Is(405, fixture.Delete(""));
        }

        [TestMethod]
        public void Method_that_is_not_known_is_not_allowed()
        {
            ClientFixture fixture = ClientFixture.Registered();
            for (int method = 5; method < 32; method++)
            {
                Check.Is(405, fixture.Request(method, "/3/0", ClientFixture.None, ClientFixture.None, null));
                Check.Is(401, fixture.Request(method, "/0/0", ClientFixture.None, ClientFixture.None, null));
            }
        }

        [TestMethod]
        public void Critical_option_that_is_not_known_is_a_bad_option()
        {
            ClientFixture fixture = ClientFixture.Registered();
            int[] numbers = { 1, 5, 9, 13, 2049, 65001 };
            for (int i = 0; i < numbers.Length; i++)
            {
                Check.Is(402, fixture.Exchange(WithOption(fixture, CoapType.Confirmable, numbers[i])));
                Check.Is(0, fixture.Answer.PayloadLength);
            }
        }

        [TestMethod]
        public void Request_that_need_not_be_confirmed_is_dropped_for_it()
        {
            ClientFixture fixture = ClientFixture.Registered();
            int[] numbers = { 1, 5, 9, 13, 2049, 65001 };
            for (int i = 0; i < numbers.Length; i++)
            {
                fixture.ExpectDropped(WithOption(fixture, CoapType.NonConfirmable, numbers[i]));
            }

            Check.Is(0, fixture.Observer.RequestCount);
        }

        [TestMethod]
        public void Elective_option_that_is_not_known_is_ignored()
        {
            ClientFixture fixture = ClientFixture.Registered();
            int[] numbers = { 2, 4, 14, 28, 60, 258, 65000 };
            for (int i = 0; i < numbers.Length; i++)
            {
                Check.Is(205, fixture.Exchange(WithOption(fixture, CoapType.Confirmable, numbers[i])));
                Check.Is("Lwm2mNano", fixture.PayloadText);
                Check.Is(205, fixture.Exchange(WithOption(fixture, CoapType.NonConfirmable, numbers[i])));
                Check.Is("Lwm2mNano", fixture.PayloadText);
            }
        }

        [TestMethod]
        public void Host_and_port_are_ignored_and_proxying_refused()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(205, fixture.Exchange(WithOption(fixture, CoapType.Confirmable, CoapOption.UriHost)));
            Check.Is(205, fixture.Exchange(WithOption(fixture, CoapType.Confirmable, CoapOption.UriPort)));
            Check.Is(505, fixture.Exchange(WithOption(fixture, CoapType.Confirmable, CoapOption.ProxyUri)));
            Check.Is(505, fixture.Exchange(WithOption(fixture, CoapType.Confirmable, CoapOption.ProxyScheme)));
            Check.Is(0, fixture.Answer.PayloadLength);
        }

        [TestMethod]
        public void Accept_that_is_too_long_or_there_twice_is_a_bad_option()
        {
            ClientFixture fixture = ClientFixture.Registered();
            CoapWriter writer = Path(fixture, CoapType.Confirmable);
            byte[] wide = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
            writer.WriteOption(CoapOption.Accept, wide, 0, 3);
            Check.Is(402, fixture.Exchange(writer));

            writer = Path(fixture, CoapType.Confirmable);
            writer.WriteOption(CoapOption.Accept, wide, 0, 5);
            Check.Is(402, fixture.Exchange(writer));

            writer = Path(fixture, CoapType.Confirmable);
            writer.WriteUnsignedOption(CoapOption.Accept, 0);
            writer.WriteUnsignedOption(CoapOption.Accept, 0);
            Check.Is(402, fixture.Exchange(writer));

            writer = Path(fixture, CoapType.NonConfirmable);
            writer.WriteOption(CoapOption.Accept, wide, 0, 3);
            fixture.ExpectDropped(writer);
        }

        [TestMethod]
        public void Content_Format_that_is_too_long_or_there_twice_is_ignored()
        {
            ClientFixture fixture = ClientFixture.Registered();
            byte[] wide = { 0x00, 0x2D, 0x16, 0x00, 0x00 };
            for (int length = 3; length <= 5; length++)
            {
                CoapWriter writer = fixture.BeginRequest(CoapType.Confirmable, CoapCode.Put);
                WritePath(writer, "1", "0", "2");
                writer.WriteOption(CoapOption.ContentFormat, wide, 0, length);
                WriteText(writer, "30");
                Check.Is(204, fixture.Exchange(writer));
            }

            CoapWriter twice = fixture.BeginRequest(CoapType.Confirmable, CoapCode.Put);
            WritePath(twice, "1", "0", "2");
            twice.WriteUnsignedOption(CoapOption.ContentFormat, ClientFixture.Text);
            twice.WriteUnsignedOption(CoapOption.ContentFormat, ClientFixture.Tlv);
            WriteText(twice, "31");
            Check.Is(204, fixture.Exchange(twice));
            Check.Is(205, fixture.Get("/1/0/2"));
            Check.Is("31", fixture.PayloadText);
        }

        [TestMethod]
        public void Accept_of_a_number_with_leading_zeros_is_that_number()
        {
            ClientFixture fixture = ClientFixture.Registered();
            CoapWriter writer = Path(fixture, CoapType.Confirmable);
            writer.WriteOption(CoapOption.Accept, new byte[] { 0, 0 }, 0, 2);
            Check.Is(205, fixture.Exchange(writer));
            Check.Is(ClientFixture.Text, fixture.AnswerFormat);
        }

        [TestMethod]
        public void Request_that_need_not_be_confirmed_is_answered_likewise()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(205, fixture.Exchange(Path(fixture, CoapType.NonConfirmable)));
            Check.Is("Lwm2mNano", fixture.PayloadText);
        }

        [TestMethod]
        public void Request_that_comes_again_is_answered_again_and_not_executed_again()
        {
            ClientFixture fixture = ClientFixture.Registered();
            byte[] execute = Hex.Bytes("43 02 1234 A1B2C3 B133 0130 0134");
            fixture.Transport.Arrive(execute);
            fixture.Step();
            byte[] first = fixture.Transport.TakeSent();
            Hex.AreEqual("63 44 1234 A1B2C3", first);
            fixture.Transport.Arrive(execute);
            fixture.Now += 20000;
            fixture.Step();
            Hex.AreEqual("63 44 1234 A1B2C3", fixture.Transport.TakeSent());
            Check.Is(1, fixture.Power.RebootCount);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Answer_to_a_read_is_exactly_this()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Transport.Arrive(Hex.Bytes("40 01 0001 B133 0130 0133"));
            fixture.Step();
            Hex.AreEqual("60 45 0001 C0 FF 312E30", fixture.Transport.TakeSent());

            fixture.Transport.Arrive(Hex.Bytes("48 01 0002 0102030405060708 B131 0130 0131 622D16"));
            fixture.Step();
            Hex.AreEqual("68 45 0002 0102030405060708 C22D16 FF C40100015180", fixture.Transport.TakeSent());
        }

        private static CoapWriter Path(ClientFixture fixture, int type)
        {
            CoapWriter writer = fixture.BeginRequest(type, CoapCode.Get);
            WritePath(writer, "3", "0", "0");
            return writer;
        }

        // A read of /3/0/0 with one more option, at its place.
        private static CoapWriter WithOption(ClientFixture fixture, int type, int number)
        {
            CoapWriter writer = fixture.BeginRequest(type, CoapCode.Get);
            byte[] value = Hex.Ascii("x");
            if (number < CoapOption.UriPath)
            {
                writer.WriteOption(number, value, 0, 1);
            }

            WritePath(writer, "3", "0", "0");
            if (number > CoapOption.UriPath)
            {
                writer.WriteOption(number, value, 0, 1);
            }

            return writer;
        }

        private static void WritePath(CoapWriter writer, params string[] segments)
        {
            for (int i = 0; i < segments.Length; i++)
            {
                byte[] segment = Hex.Ascii(segments[i]);
                writer.WriteOption(CoapOption.UriPath, segment, 0, segment.Length);
            }
        }

        private static void WriteText(CoapWriter writer, string text)
        {
            byte[] bytes = Hex.Ascii(text);
            int offset = writer.BeginPayload();
            System.Array.Copy(bytes, 0, writer.Buffer, offset, bytes.Length);
            writer.EndPayload(bytes.Length);
        }
    }
}
