using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Read, Write and Create in each data format at each level, through the client (LwM2M Core 1.1, sections 6.3 and 7.4).
    /// </summary>
    [TestClass]
    public class FormatsTests
    {
        private const int Text = ClientFixture.Text;
        private const int Opaque = ClientFixture.Opaque;
        private const int Cbor = CompositePeer.Cbor;
        private const int Json = CompositePeer.Json;
        private const int SenMlCbor = CompositePeer.SenMlCbor;
        private const int Tlv = ClientFixture.Tlv;

        private const string Instance = "/26241/0";

        [TestMethod]
        public void Read_of_an_instance()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectText(fixture, Json, Instance, "[" + CompositePeer.SampleJson + "]");
            ExpectHex(fixture, SenMlCbor, Instance, "8B" + CompositePeer.SampleCbor);
            ExpectHex(fixture, Tlv, Instance, ClientFixture.SampleRead);
            ExpectText(fixture, Json, "/3/0", "[" + CompositePeer.DeviceJson + "]");
            ExpectHex(fixture, SenMlCbor, "/3/0", "8D" + CompositePeer.DeviceCbor);
            ExpectNotAcceptable(fixture, Instance, Text, Opaque, Cbor);
        }

        [TestMethod]
        public void Read_of_an_object_with_several_instances()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(ResponseCode.Created, fixture.Sample.Create(7));
            ExpectText(
                fixture, Json, "/26241", "[" + CompositePeer.SampleJson + ",{\"bn\":\"/26241/7/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"10\",\"v\":0}]");
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectHex(
                fixture, SenMlCbor, "/26241", "8D" + CompositePeer.SampleCbor + "A3 21 69 2F32363234312F372F 00 6130 03 60 A2 00 623130 02 00");
            ExpectNotAcceptable(fixture, "/26241", Text, Opaque, Cbor);
            Check.Is(202, fixture.Delete("/26241/0"));
            fixture.ExpectUpdate(string.Empty, 204);
            Check.Is(202, fixture.Delete("/26241/7"));
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectText(fixture, Json, "/26241", "[]");
            ExpectHex(fixture, SenMlCbor, "/26241", "80");
        }

        [TestMethod]
        public void Read_of_a_resource_of_each_type()
        {
            ClientFixture fixture = ClientFixture.WithSample();

            // String, integer, float, unsigned.
            ExpectResource(fixture, "0", "\"vs\":\"a\"", "03 6161", "6161", "61");
            ExpectResource(fixture, "1", "\"v\":-5", "02 24", "24", "2D35");
            ExpectResource(fixture, "2", "\"v\":1.5", "02 F93E00", "F93E00", "312E35");
            ExpectResource(fixture, "3", "\"v\":4294967295", "02 1AFFFFFFFF", "1AFFFFFFFF", "34323934393637323935");

            // Boolean, opaque, time with its tag, link.
            ExpectResource(fixture, "4", "\"vb\":true", "04 F5", "F5", "31");
            ExpectResource(fixture, "5", "\"vd\":\"AQI\"", "08 420102", "420102", "4151493D");
            ExpectResource(fixture, "6", "\"v\":1000", "02 1903E8", "C1 1903E8", "31303030");
            ExpectResource(fixture, "7", "\"vlo\":\"3:0\"", "63 766C6F 63 333A30", "63 333A30", "333A30");

            ExpectHex(fixture, Opaque, Instance + "/5", "0102");
            ExpectNotAcceptable(fixture, Instance + "/5", 11543, 50, 51);
            ExpectNotAcceptable(fixture, Instance + "/1", Opaque, 11543, 50);
            ExpectHex(fixture, Tlv, Instance + "/1", "C101FB");
        }

        [TestMethod]
        public void Read_of_a_multiple_resource_and_of_one_of_its_instances()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectText(fixture, Json, Instance + "/8", "[{\"bn\":\"/26241/0/8/\",\"n\":\"0\",\"v\":5},{\"n\":\"2\",\"v\":300}]");
            ExpectHex(fixture, SenMlCbor, Instance + "/8", "82 A3 21 6B 2F32363234312F302F382F 00 6130 02 05 A2 00 6132 02 19012C");
            ExpectHex(fixture, Tlv, Instance + "/8", "8708 410005 4202012C");
            ExpectNotAcceptable(fixture, Instance + "/8", Text, Opaque, Cbor);

            ExpectText(fixture, Json, Instance + "/8/2", "[{\"bn\":\"/26241/0/8/2\",\"v\":300}]");
            ExpectHex(fixture, SenMlCbor, Instance + "/8/2", "81 A2 21 6C 2F32363234312F302F382F32 02 19012C");
            ExpectHex(fixture, Cbor, Instance + "/8/2", "19012C");
            ExpectText(fixture, Text, Instance + "/8/2", "300");
            ExpectHex(fixture, Tlv, Instance + "/8/2", "4202012C");
            ExpectNotAcceptable(fixture, Instance + "/8/2", Opaque, 11543, 50);
        }

        [TestMethod]
        public void Partial_update_of_an_instance()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            WriteText(fixture, 204, CoapCode.Post, Json, Instance, "[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"b\"},{\"n\":\"4\",\"vb\":false},{\"n\":\"8/1\",\"v\":9}]");
            ExpectHex(
                fixture, Tlv, Instance,
                "C10062 C101FB C80208 3FF8000000000000 C403 FFFFFFFF C10400 C205 0102 C206 03E8 C407 00030000 88080A 410005 410109 4202012C C10A00");
            WriteHex(fixture, 204, CoapCode.Post, SenMlCbor, Instance, "82 A3 21 69 2F32363234312F302F 00 6130 03 6161 A2 00 6134 04 F5");
            ExpectHex(fixture, Cbor, Instance + "/0", "6161");
            ExpectHex(fixture, Cbor, Instance + "/4", "F5");
        }

        [TestMethod]
        public void Replacement_of_an_instance_takes_away_what_it_does_not_name()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            WriteText(
                fixture, 204, CoapCode.Put, Json, Instance,
                "[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"z\"},{\"n\":\"8/1\",\"v\":1},{\"n\":\"7\",\"vlo\":\"1:0\"},{\"n\":\"8/3\",\"v\":3},{\"n\":\"5\",\"vd\":\"_-8\"}]");
            ExpectHex(fixture, Tlv, Instance, "C1007A C205FFEF C407 00010000 8608 410101 410303 C10A00");
            WriteHex(fixture, 204, CoapCode.Put, SenMlCbor, Instance, "81 A3 21 69 2F32363234312F302F 00 6130 03 6179");
            ExpectText(fixture, Json, Instance, "[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"y\"},{\"n\":\"10\",\"v\":0}]");

            // Without what is mandatory nothing is replaced.
            WriteText(fixture, 400, CoapCode.Put, Json, Instance, "[{\"n\":\"/26241/0/1\",\"v\":1}]");
            WriteText(fixture, 400, CoapCode.Put, Json, Instance, "[]");
            ExpectHex(fixture, Cbor, Instance + "/0", "6179");
        }

        [TestMethod]
        public void Replacement_of_a_multiple_resource_clears_it_once()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            const string Slots = Instance + "/8";
            WriteText(fixture, 204, CoapCode.Put, Json, Slots, "[{\"bn\":\"/26241/0/8/\",\"n\":\"1\",\"v\":1},{\"n\":\"3\",\"v\":3}]");
            ExpectHex(fixture, Tlv, Slots, "8608 410101 410303");
            WriteHex(fixture, 204, CoapCode.Put, SenMlCbor, Slots, "82 A3 21 6B 2F32363234312F302F382F 00 6130 02 04 A2 00 6132 02 06");
            ExpectHex(fixture, Tlv, Slots, "8608 410004 410206");

            // Posted they come to those there are.
            WriteText(fixture, 204, CoapCode.Post, Json, Slots, "[{\"n\":\"/26241/0/8/1\",\"v\":5}]");
            WriteHex(fixture, 204, CoapCode.Post, SenMlCbor, Slots, "81 A2 00 6C 2F32363234312F302F382F33 02 07");
            ExpectText(fixture, Json, Slots, "[{\"bn\":\"/26241/0/8/\",\"n\":\"0\",\"v\":4},{\"n\":\"1\",\"v\":5},{\"n\":\"2\",\"v\":6},{\"n\":\"3\",\"v\":7}]");

            // One bad value, and all stay.
            WriteText(fixture, 400, CoapCode.Put, Json, Slots, "[{\"n\":\"/26241/0/8/1\",\"v\":8},{\"n\":\"/26241/0/8/4\",\"v\":9}]");
            WriteText(fixture, 400, CoapCode.Put, Json, Slots, "[{\"n\":\"/26241/0/8\",\"v\":8}]");
            WriteHex(fixture, 400, CoapCode.Put, Cbor, Slots, "08");
            WriteText(fixture, 400, CoapCode.Put, Text, Slots, "8");
            ExpectHex(fixture, Cbor, Slots + "/1", "05");
        }

        [TestMethod]
        public void Write_of_a_resource_of_each_type()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectWritten(fixture, "0", "\"vs\":\"\\u00e9\\n\"", "03 63 C3A90A", "63 C3A90A");
            ExpectWritten(fixture, "1", "\"v\":-70000", "02 3A 0001116F", "3A 0001116F");
            ExpectWritten(fixture, "2", "\"v\":0.1", "02 FB 3FB999999999999A", "FB 3FB999999999999A");
            ExpectWritten(fixture, "3", "\"v\":65536", "02 1A 00010000", "1A 00010000");
            ExpectWritten(fixture, "4", "\"vb\":false", "04 F4", "F4");
            ExpectWritten(fixture, "5", "\"vd\":\"-_8\"", "08 42 FBFF", "42 FBFF");
            ExpectWritten(fixture, "6", "\"v\":-1", "02 20", "C1 20");
            ExpectWritten(fixture, "7", "\"vlo\":\"65535:65535\"", "63 766C6F 6B 36353533353A3635353335", "6B 36353533353A3635353335");
        }

        [TestMethod]
        public void Write_of_one_value_in_the_formats_that_have_no_more()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            WriteText(fixture, 204, CoapCode.Put, Text, Instance + "/1", "-9");
            ExpectHex(fixture, Cbor, Instance + "/1", "28");
            WriteHex(fixture, 204, CoapCode.Put, Cbor, Instance + "/1", "1864");
            ExpectText(fixture, Text, Instance + "/1", "100");
            WriteHex(fixture, 204, CoapCode.Put, Opaque, Instance + "/5", "00FF");
            ExpectHex(fixture, Opaque, Instance + "/5", "00FF");
            WriteHex(fixture, 204, CoapCode.Put, Opaque, Instance + "/5", string.Empty);
            ExpectHex(fixture, Opaque, Instance + "/5", string.Empty);
            WriteHex(fixture, 204, CoapCode.Put, Cbor, Instance + "/8/2", "33");
            ExpectText(fixture, Text, Instance + "/8/2", "-20");

            // Of the wrong type, or not of one value; for more than a resource.
            WriteHex(fixture, 400, CoapCode.Put, Cbor, Instance + "/1", "6131");
            WriteHex(fixture, 400, CoapCode.Put, Cbor, Instance + "/1", "0101");
            WriteHex(fixture, 400, CoapCode.Put, Cbor, Instance + "/4", "01");
            WriteHex(fixture, 400, CoapCode.Put, Cbor, Instance + "/5", "6131");
            WriteHex(fixture, 400, CoapCode.Put, Opaque, Instance + "/1", "01");
            WriteHex(fixture, 415, CoapCode.Put, Cbor, Instance, "01");
            WriteHex(fixture, 415, CoapCode.Post, Opaque, Instance, "01");
            WriteHex(fixture, 415, CoapCode.Post, Cbor, "/26241", "01");
            WriteHex(fixture, 415, CoapCode.Put, 11543, Instance, "01");
            ExpectText(fixture, Text, Instance + "/1", "100");
        }

        [TestMethod]
        public void Base_names_may_end_anywhere()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            string[] good =
            {
                "[{\"bn\":\"/26241/0/\",\"n\":\"1\",\"v\":1}]",
                "[{\"bn\":\"/26241/0/1\",\"v\":1}]",
                "[{\"bn\":\"/26241/\",\"n\":\"0/1\",\"v\":1}]",
                "[{\"bn\":\"/26241/0\",\"n\":\"/1\",\"v\":1}]",
                "[{\"bn\":\"/2624\",\"n\":\"1/0/1\",\"v\":1}]",
                "[{\"bn\":\"/\",\"n\":\"26241/0/1\",\"v\":1}]",
                "[{\"n\":\"/26241/0/1\",\"v\":1}]",
                "[{\"n\":\"26241/0/1\",\"v\":1}]",
                "[{\"v\":1,\"n\":\"1\",\"bn\":\"/26241/0/\"}]",
                "[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"c\"},{\"n\":\"1\",\"v\":1}]",
                "[{\"bn\":\"/26241/0/0\",\"vs\":\"c\"},{\"bn\":\"/26241/0/1\",\"v\":1}]",
            };
            for (int i = 0; i < good.Length; i++)
            {
                Check.Is(204, fixture.Put(Instance + "/1", "0"));
                WriteText(fixture, 204, CoapCode.Post, Json, Instance, good[i]);
                ExpectHex(fixture, Cbor, Instance + "/1", "01");
            }

            // Beside or above what the request names, or /26241/0/10, which is read only.
            WriteText(fixture, 400, CoapCode.Post, Json, Instance, "[{\"n\":\"/26241/1/1\",\"v\":2}]");
            WriteText(fixture, 400, CoapCode.Post, Json, Instance, "[{\"n\":\"/1/0/1\",\"v\":2}]");
            WriteText(fixture, 400, CoapCode.Post, Json, Instance, "[{\"n\":\"1\",\"v\":2}]");
            WriteText(fixture, 400, CoapCode.Put, Json, Instance + "/1", "[{\"n\":\"/26241/0/3\",\"v\":2}]");
            WriteText(fixture, 400, CoapCode.Put, Json, Instance + "/8/2", "[{\"n\":\"/26241/0/8/0\",\"v\":2}]");
            WriteText(fixture, 405, CoapCode.Post, Json, Instance, "[{\"bn\":\"/26241/0/1\",\"n\":\"0\",\"v\":2}]");
            ExpectHex(fixture, Cbor, Instance + "/1", "01");
        }

        [TestMethod]
        public void Write_of_a_resource_instance_in_SenML()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            WriteText(fixture, 204, CoapCode.Put, Json, Instance + "/8/2", "[{\"n\":\"/26241/0/8/2\",\"v\":7}]");
            WriteHex(fixture, 204, CoapCode.Put, SenMlCbor, Instance + "/8/0", "81 A3 21 6B 2F32363234312F302F382F 00 6130 02 08");
            ExpectHex(fixture, Tlv, Instance + "/8", "8608 410008 410207");
            WriteText(fixture, 404, CoapCode.Put, Json, Instance + "/8/1", "[{\"n\":\"/26241/0/8/1\",\"v\":7}]");
        }

        [TestMethod]
        public void Create_in_SenML()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            WriteText(
                fixture, 201, CoapCode.Post, Json, "/26241",
                "[{\"bn\":\"/26241/5/\",\"n\":\"0\",\"vs\":\"e\"},{\"n\":\"8/1\",\"v\":4},{\"n\":\"5\",\"vd\":\"AQI\"},{\"n\":\"99\",\"v\":1}]");
            Check.Is("/26241/5", fixture.Location());
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectText(
                fixture, Json, "/26241/5", "[{\"bn\":\"/26241/5/\",\"n\":\"0\",\"vs\":\"e\"},{\"n\":\"5\",\"vd\":\"AQI\"},{\"n\":\"8/1\",\"v\":4},{\"n\":\"10\",\"v\":0}]");

            // The instance is there; two of them; without what is mandatory; of another object; with a bad value.
            WriteText(fixture, 400, CoapCode.Post, Json, "/26241", "[{\"n\":\"/26241/5/0\",\"vs\":\"f\"}]");
            WriteText(fixture, 400, CoapCode.Post, Json, "/26241", "[{\"n\":\"/26241/6/0\",\"vs\":\"f\"},{\"n\":\"/26241/7/0\",\"vs\":\"f\"}]");
            WriteText(fixture, 400, CoapCode.Post, Json, "/26241", "[{\"n\":\"/26241/6/1\",\"v\":1}]");
            WriteText(fixture, 400, CoapCode.Post, Json, "/26241", "[{\"n\":\"/3/6/0\",\"vs\":\"f\"}]");
            WriteText(fixture, 400, CoapCode.Post, Json, "/26241", "[{\"n\":\"/26241/6/0\",\"vs\":\"f\"},{\"n\":\"/26241/6/4\",\"v\":1}]");
            WriteText(fixture, 400, CoapCode.Post, Json, "/26241", "[]");
            fixture.ExpectSilence();
            Check.Is(404, fixture.Get("/26241/6"));

            WriteHex(fixture, 201, CoapCode.Post, SenMlCbor, "/26241", "81 A3 21 69 2F32363234312F362F 00 6130 03 6166");
            Check.Is("/26241/6", fixture.Location());
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectHex(fixture, Cbor, "/26241/6/0", "6166");
        }

        [TestMethod]
        public void Integers_keep_all_their_bits()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectInteger(fixture, "1", "9223372036854775807", "1B 7FFFFFFFFFFFFFFF");
            ExpectInteger(fixture, "1", "-9223372036854775808", "3B 7FFFFFFFFFFFFFFF");
            ExpectInteger(fixture, "1", "9007199254740993", "1B 0020000000000001");
            ExpectInteger(fixture, "8/0", "-9223372036854775808", "3B 7FFFFFFFFFFFFFFF");
            ExpectInteger(fixture, "3", "18446744073709551615", "1B FFFFFFFFFFFFFFFF");
            ExpectInteger(fixture, "3", "9223372036854775808", "1B 8000000000000000");

            // One more or less than there is, and a fraction.
            string[] bad = { "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1.5", "1e30" };
            Check.Is(204, fixture.Put(Instance + "/1", "1"));
            for (int i = 0; i < bad.Length; i++)
            {
                Check.Doing = bad[i];
                WriteText(fixture, 400, CoapCode.Put, Json, Instance + "/1", "[{\"n\":\"/26241/0/1\",\"v\":" + bad[i] + "}]");
                WriteText(fixture, 400, CoapCode.Put, Text, Instance + "/1", bad[i]);
            }

            WriteHex(fixture, 400, CoapCode.Put, Cbor, Instance + "/1", "1B 8000000000000000");
            WriteHex(fixture, 400, CoapCode.Put, Cbor, Instance + "/1", "3B 8000000000000000");
            WriteHex(fixture, 400, CoapCode.Put, SenMlCbor, Instance + "/1", "81 A2 00 6A 2F32363234312F302F31 02 1B 8000000000000000");
            WriteHex(fixture, 400, CoapCode.Put, Cbor, Instance + "/3", "20");
            ExpectHex(fixture, Cbor, Instance + "/1", "01");
        }

        [TestMethod]
        public void Floats_keep_all_their_bits()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectFloat(fixture, "1.7976931348623157e308", "FB 7FEFFFFFFFFFFFFF");
            ExpectFloat(fixture, "5e-324", "FB 0000000000000001");
            ExpectFloat(fixture, "2.2250738585072014e-308", "FB 0010000000000000");
            ExpectFloat(fixture, "-0.0", "F9 8000");
            ExpectFloat(fixture, "0.30000000000000004", "FB 3FD3333333333334");
            ExpectFloat(fixture, "1e400", null);
        }

        [TestMethod]
        public void What_is_no_number_is_not_taken_where_its_format_has_no_such_thing()
        {
            // Infinity, minus infinity, not a number.
            string[] halves = { "F9 7C00", "F9 FC00", "F9 7E00" };
            string[] doubles = { "7FF0000000000000", "FFF0000000000000", "7FF8000000000000" };
            ClientFixture fixture = ClientFixture.WithSample();
            for (int i = 0; i < halves.Length; i++)
            {
                Check.Is(204, fixture.Put(Instance + "/2", "1.5"));
                WriteHex(fixture, 400, CoapCode.Put, SenMlCbor, Instance + "/2", "81 A2 00 6A 2F32363234312F302F32 02" + halves[i]);
                ExpectHex(fixture, Cbor, Instance + "/2", "F93E00");

                // TLV has the bits as they are. What JSON and text cannot say is an error of theirs only.
                WriteHex(fixture, 204, CoapCode.Put, Tlv, Instance + "/2", "C80208" + doubles[i]);
                ExpectHex(fixture, Tlv, Instance + "/2", "C80208" + doubles[i]);
                ExpectHex(fixture, Cbor, Instance + "/2", halves[i]);
                ExpectHex(fixture, SenMlCbor, Instance + "/2", "81 A2 21 6A 2F32363234312F302F32 02" + halves[i]);
                Check.Is(500, fixture.GetAs(Json, Instance + "/2"));
                Check.Is(0, fixture.Answer.PayloadLength);
            }
        }

        private static void ExpectInteger(ClientFixture fixture, string id, string number, string cbor)
        {
            string path = Instance + "/" + id;
            byte[] name = Hex.Ascii(path);
            string named = "81 A2 00" + Hex.Text(new byte[] { (byte)(0x60 + name.Length) }) + Hex.Text(name) + "02" + cbor;
            string record = "\",\"v\":" + number + "}]";
            Check.Is(204, fixture.Put(path, "1"));
            WriteText(fixture, 204, CoapCode.Put, Json, path, "[{\"n\":\"" + path + record);
            ExpectHex(fixture, Cbor, path, cbor);
            Check.Is(204, fixture.Put(path, "1"));
            WriteHex(fixture, 204, CoapCode.Put, SenMlCbor, path, named);
            ExpectText(fixture, Json, path, "[{\"bn\":\"" + path + record);
            ExpectText(fixture, Text, path, number);
            Check.Is(204, fixture.Put(path, "1"));
            WriteHex(fixture, 204, CoapCode.Put, Cbor, path, cbor);
            ExpectHex(fixture, SenMlCbor, path, named.Substring(0, 5) + " 21" + named.Substring(8));
        }

        // Written as JSON and as CBOR; null where it is none.
        private static void ExpectFloat(ClientFixture fixture, string number, string cbor)
        {
            Check.Is(204, fixture.Put(Instance + "/2", "1.5"));
            WriteText(fixture, cbor == null ? 400 : 204, CoapCode.Put, Json, Instance + "/2", "[{\"n\":\"/26241/0/2\",\"v\":" + number + "}]");
            ExpectHex(fixture, Cbor, Instance + "/2", cbor == null ? "F93E00" : cbor);
            if (cbor != null)
            {
                // What JSON says of it is read as the same number.
                Check.Is(205, fixture.GetAs(Json, Instance + "/2"));
                byte[] json = Hex.Bytes(fixture.PayloadHex);
                Check.Is(204, fixture.Put(Instance + "/2", "1.5"));
                Check.Is(204, fixture.Request(CoapCode.Put, Instance + "/2", Json, ClientFixture.None, json));
                ExpectHex(fixture, SenMlCbor, Instance + "/2", "81 A2 21 6A 2F32363234312F302F32 02" + cbor);
            }
        }

        // A resource's value in SenML JSON, in SenML CBOR, in CBOR and as text.
        private static void ExpectResource(ClientFixture fixture, string id, string json, string senml, string cbor, string text)
        {
            string path = Instance + "/" + id;
            ExpectText(fixture, Json, path, "[{\"bn\":\"" + path + "\"," + json + "}]");
            ExpectHex(fixture, SenMlCbor, path, "81 A2 21 6A" + Hex.Text(Hex.Ascii(path)) + senml);
            ExpectHex(fixture, Cbor, path, cbor);
            ExpectHex(fixture, Text, path, text);
        }

        // Writes it in each format and reads it in CBOR.
        private static void ExpectWritten(ClientFixture fixture, string id, string json, string senml, string cbor)
        {
            string path = Instance + "/" + id;
            WriteText(fixture, 204, CoapCode.Put, Json, path, "[{\"n\":\"" + path + "\"," + json + "}]");
            ExpectHex(fixture, Cbor, path, cbor);
            Check.Is(204, fixture.PutTlv(Instance, ClientFixture.SampleWritten));
            WriteHex(fixture, 204, CoapCode.Put, SenMlCbor, path, "81 A2 00 6A" + Hex.Text(Hex.Ascii(path)) + senml);
            ExpectHex(fixture, Cbor, path, cbor);
            Check.Is(204, fixture.PutTlv(Instance, ClientFixture.SampleWritten));
            WriteHex(fixture, 204, CoapCode.Put, Cbor, path, cbor);
            ExpectHex(fixture, Cbor, path, cbor);
        }

        private static void ExpectText(ClientFixture fixture, int format, string path, string text)
        {
            Check.Is(205, fixture.GetAs(format, path));
            Check.Is(format, fixture.AnswerFormat);
            Check.Is(text, fixture.PayloadText);
        }

        private static void ExpectHex(ClientFixture fixture, int format, string path, string hex)
        {
            Check.Is(205, fixture.GetAs(format, path));
            Check.Is(format, fixture.AnswerFormat);
            Hex.AreEqual(hex, Hex.Bytes(fixture.PayloadHex));
        }

        private static void ExpectNotAcceptable(ClientFixture fixture, string path, int first, int second, int third)
        {
            Check.Is(406, fixture.GetAs(first, path));
            Check.Is(406, fixture.GetAs(second, path));
            Check.Is(406, fixture.GetAs(third, path));
        }

        private static void WriteText(ClientFixture fixture, int code, int method, int format, string path, string text)
        {
            Check.Is(code, fixture.Request(method, path, format, ClientFixture.None, Hex.Ascii(text)), text);
        }

        private static void WriteHex(ClientFixture fixture, int code, int method, int format, string path, string hex)
        {
            byte[] payload = Hex.Bytes(hex);
            Check.Is(code, fixture.Request(method, path, format, ClientFixture.None, payload.Length == 0 ? null : payload), hex);
        }
    }
}
