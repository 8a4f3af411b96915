using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Write at every level, replacing and in part, and that a message that fails is applied not at all.
    /// </summary>
    [TestClass]
    public class DeviceManagementWriteTests
    {
        [TestMethod]
        public void Partial_update_keeps_the_rest()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PostTlv("/26241/0", "C10107 C10400"));
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual(
                "C10061 C10107 C80208 3FF8000000000000 C403 FFFFFFFF C10400 C205 0102 C206 03E8 C407 00030000 8708 410005 4202012C C10A00",
                Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Partial_update_of_nothing_changes_nothing()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PostTlv("/26241/0", ""));
            Check.Is(204, fixture.PostTlv("/26241/0", "0000"));
            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Replace_takes_away_what_it_leaves_out()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PutTlv("/26241/0", "C10062 C10108"));
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual("C10062 C10108 C10A00", Hex.Bytes(fixture.PayloadHex));
            Check.Is(404, fixture.Get("/26241/0/5"));
            Check.Is(404, fixture.Get("/26241/0/8"));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Replace_with_the_instance_round_it()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PutTlv("/26241/0", "0600 C10062 C10108"));
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual("C10062 C10108 C10A00", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Replace_without_a_mandatory_resource_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(400, fixture.PutTlv("/26241/0", "C10108"));
            Check.Is(400, fixture.PutTlv("/26241/0", ""));
            ExpectUnchanged(fixture);
            Check.Is(400, fixture.PutTlv("/1/0", "C10601 C10755"));
            Check.Is(400, fixture.PutTlv("/1/0", "C1013C C10755"));
            Check.Is(400, fixture.PutTlv("/1/0", "C1013C C10601"));
            fixture.ExpectSilence();
            Check.Is(205, fixture.Get("/1/0"));
            Hex.AreEqual("C10001 C401 00015180 C10600 C10755", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Good_values_before_a_bad_one_are_not_applied()
        {
            ClientFixture fixture = ClientFixture.WithSample();

            // A boolean of 2, an integer of 3 bytes, a float of 2, a link of 3, an integer and a boolean of none.
            ExpectRefused(fixture, 400, "C10062 C10107 C10402");
            ExpectRefused(fixture, 400, "C10062 C301 010203");
            ExpectRefused(fixture, 400, "C10062 C202 0102");
            ExpectRefused(fixture, 400, "C10062 C307 010203");
            ExpectRefused(fixture, 400, "C10062 C001");
            ExpectRefused(fixture, 400, "C10062 C004");

            // Longer than the object takes; a slot beyond the last.
            ExpectRefused(fixture, 400, "C10062 C80511 0102030405060708090A0B0C0D0E0F1011");
            ExpectRefused(fixture, 400, "C10062 8608 410001 410402");

            // Read-only, executable, hidden, unknown.
            ExpectRefused(fixture, 405, "C10062 C10A05");
            ExpectRefused(fixture, 405, "C10062 C10905");
            ExpectRefused(fixture, 405, "C10062 C10B05");
            ExpectRefused(fixture, 404, "C10062 C10C05");
            ExpectRefused(fixture, 404, "C10062 800C");

            // Single as multiple and the other way round.
            ExpectRefused(fixture, 400, "C10062 8301 410005");
            ExpectRefused(fixture, 400, "C10062 C10805");

            // Cut, and rubbish.
            ExpectRefused(fixture, 400, "C10062 C201 01");
            ExpectRefused(fixture, 400, "C10062 C8");
            ExpectRefused(fixture, 400, "C10062 C801 FF");
            ExpectRefused(fixture, 400, "C10062 E1");
            ExpectRefused(fixture, 400, "C10062 8708 410005 4202");
            ExpectRefused(fixture, 400, "C10062 410005");
        }

        [TestMethod]
        public void Payload_for_another_instance_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectRefused(fixture, 400, "0301 C10062");
            ExpectRefused(fixture, 400, "0300 C10062 0301 C10062");
            ExpectRefused(fixture, 400, "0500 0300 C10062");
        }

        [TestMethod]
        public void Resource_takes_each_type_as_text()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            SetAndRead(fixture, 0, "another");
            SetAndRead(fixture, 0, "");
            SetAndRead(fixture, 1, "-9223372036854775808");
            SetAndRead(fixture, 1, "9223372036854775807");
            SetAndRead(fixture, 2, "-0.001");
            SetAndRead(fixture, 2, "25");
            SetAndRead(fixture, 3, "18446744073709551615");
            SetAndRead(fixture, 4, "0");
            SetAndRead(fixture, 6, "4102444800");
            SetAndRead(fixture, 7, "65535:65535");
        }

        [TestMethod]
        public void Text_that_does_not_parse_is_refused_and_the_old_value_stays()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            string[] wrong =
            {
                "1", "", "1", "x", "1", "1x", "1", " 1", "1", "1.0", "1", "--1", "1", "9223372036854775808", "1", "-9223372036854775809",
                "2", "", "2", "x", "2", "1.", "2", ".5", "2", "1e", "2", "NaN", "2", "1e999", "2", "1.5.5",
                "3", "-1", "3", "18446744073709551616", "3", "+1",
                "4", "", "4", "2", "4", "true", "4", "01",
                "6", "yesterday", "7", "3", "7", "3:", "7", ":0", "7", "3:65536", "7", "-3:0", "7", "3:0:0",
            };
            for (int i = 0; i < wrong.Length; i += 2)
            {
                Check.Is(400, fixture.Put("/26241/0/" + wrong[i], wrong[i + 1]), wrong[i + 1]);
            }

            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Resource_takes_TLV()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PutTlv("/26241/0/2", "C402 3FC00000"));
            Check.Is(205, fixture.Get("/26241/0/2"));
            Check.Is("1.5", fixture.PayloadText);
            Check.Is(204, fixture.PutTlv("/26241/0/300", "E1012C 07"));
            Check.Is(204, fixture.Request(CoapCode.Put, "/26241/0/1", ClientFixture.LegacyTlv, ClientFixture.None, Hex.Bytes("C10109")));
            Check.Is(205, fixture.Get("/26241/0/1"));
            Check.Is("9", fixture.PayloadText);

            // Another resource, an instance, nothing.
            Check.Is(400, fixture.PutTlv("/26241/0/1", "C10307"));
            Check.Is(400, fixture.PutTlv("/26241/0/1", "0300 C10107"));
            Check.Is(400, fixture.PutTlv("/26241/0/1", ""));
            Check.Is(205, fixture.Get("/26241/0/1"));
            Check.Is("9", fixture.PayloadText);
        }

        [TestMethod]
        public void Opaque_resource_takes_octets_and_other_types_do_not()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(400, fixture.Request(CoapCode.Put, "/26241/0/1", ClientFixture.Opaque, ClientFixture.None, Hex.Bytes("01")));
            Check.Is(400, fixture.Put("/26241/0/5", "A?I="));
            ExpectUnchanged(fixture);
            Check.Is(
                204, fixture.Request(CoapCode.Put, "/26241/0/5", ClientFixture.Opaque, ClientFixture.None, Hex.Bytes("FF00FF")));
            Check.Is(205, fixture.Get("/26241/0/5"));
            Hex.AreEqual("FF00FF", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Format_that_cannot_be_read_is_unsupported()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            int[] formats = { 40, 41, 50, 11543, 11544, 65535 };
            for (int i = 0; i < formats.Length; i++)
            {
                Check.Is(415, fixture.Request(CoapCode.Put, "/26241/0/1", formats[i], ClientFixture.None, Hex.Ascii("1")));
                Check.Is(415, fixture.Request(CoapCode.Post, "/26241/0", formats[i], ClientFixture.None, Hex.Ascii("1")));
            }

            // One value is no instance.
            Check.Is(415, fixture.Request(CoapCode.Put, "/26241/0", ClientFixture.Text, ClientFixture.None, Hex.Ascii("1")));
            Check.Is(415, fixture.Request(CoapCode.Post, "/26241/0", ClientFixture.Opaque, ClientFixture.None, Hex.Ascii("1")));
            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Format_that_is_not_given_is_text_for_a_resource_and_TLV_for_an_instance()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Request(CoapCode.Put, "/26241/0/1", ClientFixture.None, ClientFixture.None, Hex.Ascii("12")));
            Check.Is(205, fixture.Get("/26241/0/1"));
            Check.Is("12", fixture.PayloadText);
            Check.Is(204, fixture.Request(CoapCode.Post, "/26241/0", ClientFixture.None, ClientFixture.None, Hex.Bytes("C1010D")));
            Check.Is(205, fixture.Get("/26241/0/1"));
            Check.Is("13", fixture.PayloadText);
        }

        [TestMethod]
        public void Partial_update_of_a_multiple_resource_adds_and_overwrites()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PostTlv("/26241/0/8", "8608 410106 410207"));
            ExpectSlots(fixture, "880809 410005 410106 410207");
            Check.Is(204, fixture.PostTlv("/26241/0/8", "410308"));
            ExpectSlots(fixture, "88080C 410005 410106 410207 410308");
            Check.Is(400, fixture.PostTlv("/26241/0/8", "410009 410409"));
            ExpectSlots(fixture, "88080C 410005 410106 410207 410308");
        }

        [TestMethod]
        public void Partial_update_of_an_instance_adds_to_its_multiple_resource()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PostTlv("/26241/0", "8608 410106 410207"));
            ExpectSlots(fixture, "880809 410005 410106 410207");
        }

        [TestMethod]
        public void Replace_of_an_instance_replaces_its_multiple_resource()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PutTlv("/26241/0", "C10062 8308 410309"));
            ExpectSlots(fixture, "8308 410309");
        }

        [TestMethod]
        public void Replace_of_a_multiple_resource_replaces_all_its_instances()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.PutTlv("/26241/0/8", "8308 410309"));
            ExpectSlots(fixture, "8308 410309");

            // Its instances may come without the resource round them.
            Check.Is(204, fixture.PutTlv("/26241/0/8", "410101 410202"));
            ExpectSlots(fixture, "8608 410101 410202");

            Check.Is(400, fixture.PutTlv("/26241/0/8", "8608 410001 410402"));
            Check.Is(400, fixture.PutTlv("/26241/0/8", "C10805"));
            Check.Is(400, fixture.Put("/26241/0/8", "5"));
            ExpectSlots(fixture, "8608 410101 410202");

            // An array of none is legal.
            Check.Is(204, fixture.PutTlv("/26241/0/8", "8008"));
            Check.Is(404, fixture.Get("/26241/0/8"));
        }

        [TestMethod]
        public void Resource_instance_that_is_there_is_replaced()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Put("/26241/0/8/2", "8"));
            ExpectSlots(fixture, "8608 410005 410208");
            Check.Is(204, fixture.PutTlv("/26241/0/8/2", "410209"));
            ExpectSlots(fixture, "8608 410005 410209");
            Check.Is(400, fixture.PutTlv("/26241/0/8/2", "410009"));
            Check.Is(400, fixture.Put("/26241/0/8/2", "x"));
            Check.Is(404, fixture.Put("/26241/0/8/1", "8"));
            Check.Is(404, fixture.Put("/26241/0/1/0", "8"));
            Check.Is(405, fixture.Post("/26241/0/8/2", "8"));
            ExpectSlots(fixture, "8608 410005 410209");
        }

        [TestMethod]
        public void Write_to_what_is_absent_or_not_writable_is_refused()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(404, fixture.Put("/5/0/0", "x"));
            Check.Is(404, fixture.Put("/3/1/13", "1"));
            Check.Is(404, fixture.Put("/3/0/77", "1"));
            Check.Is(404, fixture.PutTlv("/3/1", "C10D01"));
            Check.Is(404, fixture.PostTlv("/3/1", "C10D01"));
            Check.Is(405, fixture.Put("/3/0/0", "x"));
            Check.Is(405, fixture.Put("/3/0/4", "x"));
            Check.Is(405, fixture.Put("/3/0/11/0", "1"));
            Check.Is(405, fixture.Put("/1/0/17", "1"));
            Check.Is(405, fixture.Put("/26241/0/11", "1"));
            Check.Is(405, fixture.PutTlv("/3", "0300 C10D01"));
            Check.Is(405, fixture.Put("/3", "1"));
            Check.Is(405, fixture.Post("/26241/0/1", "1"));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Request_larger_than_a_datagram_is_too_large()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            byte[] payload = new byte[Lwm2mNano.Limits.MaxDatagramBytes];
            for (int i = 0; i < payload.Length; i++)
            {
                payload[i] = (byte)'x';
            }

            Check.Is(413, fixture.Request(CoapCode.Put, "/26241/0/0", ClientFixture.Text, ClientFixture.None, payload));
            ExpectUnchanged(fixture);
        }

        private static void ExpectRefused(ClientFixture fixture, int code, string tlv)
        {
            Check.Is(code, fixture.PostTlv("/26241/0", tlv), tlv);
            Check.Is(0, fixture.Answer.PayloadLength);
            Check.Is(code, fixture.PutTlv("/26241/0", tlv), tlv);
            ExpectUnchanged(fixture);
        }

        private static void ExpectUnchanged(ClientFixture fixture)
        {
            Check.Is(205, fixture.Get("/26241/0"));
            Hex.AreEqual(ClientFixture.SampleRead, Hex.Bytes(fixture.PayloadHex));
            fixture.ExpectSilence();
        }

        private static void ExpectSlots(ClientFixture fixture, string tlv)
        {
            Check.Is(205, fixture.Get("/26241/0/8"));
            Hex.AreEqual(tlv, Hex.Bytes(fixture.PayloadHex));
        }

        private static void SetAndRead(ClientFixture fixture, int resourceId, string text)
        {
            string path = "/26241/0/" + resourceId.ToString();
            Check.Is(204, fixture.Put(path, text));
            Check.Is(205, fixture.Get(path));
            Check.Is(text, fixture.PayloadText);
        }
    }
}
