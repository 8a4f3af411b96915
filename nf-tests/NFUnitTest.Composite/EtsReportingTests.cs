using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The formats', composite operations' and Send's test cases of OMA's Enabler Test Specification for LwM2M 1.1,
    /// LightweightM2M-1.1-int-202 to 311, 551, 555 and 655.
    /// </summary>
    [TestClass]
    public class EtsReportingTests
    {
        private const int Json = CompositePeer.Json;
        private const int SenMlCbor = CompositePeer.SenMlCbor;
        private const string Token = "E701";

        [TestMethod]
        public void Int_202_Querying_basic_information_in_opaque_format()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ExpectHex(fixture, ClientFixture.Opaque, "/26241/0/5", "0102");
            ExpectHex(fixture, ClientFixture.Opaque, "/3/0/0", "4C776D326D4E616E6F");
            ExpectHex(fixture, ClientFixture.Opaque, "/3/0/1", "4553503332");
            Check.Is(406, fixture.GetAs(ClientFixture.Opaque, "/3/0/11/0"));
            Check.Is(406, fixture.GetAs(ClientFixture.Opaque, "/3/0"));
        }

        [TestMethod]
        public void Int_210_Setting_basic_information_in_opaque_format()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Request(CoapCode.Put, "/26241/0/5", ClientFixture.Opaque, ClientFixture.None, Hex.Bytes("00FF7F")));
            ExpectHex(fixture, ClientFixture.Opaque, "/26241/0/5", "00FF7F");
            Check.Is(204, fixture.Request(CoapCode.Put, "/3/0/15", ClientFixture.Opaque, ClientFixture.None, Hex.Bytes("434554")));
            ExpectHex(fixture, ClientFixture.Text, "/3/0/15", "434554");
        }

        [TestMethod]
        public void Int_211_Querying_basic_information_in_CBOR()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectHex(fixture, CompositePeer.Cbor, "/1/0/0", "01");
            ExpectHex(fixture, CompositePeer.Cbor, "/1/0/6", "F4");
            ExpectHex(fixture, CompositePeer.Cbor, "/1/0/7", "6155");
        }

        [TestMethod]
        public void Int_212_Setting_basic_information_in_CBOR()
        {
            ClientFixture fixture = ClientFixture.Registered();
            SetCbor(fixture, "/1/0/2", "1865");
            SetCbor(fixture, "/1/0/3", "1903F2");
            SetCbor(fixture, "/1/0/6", "F5");
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_225_Read_on_Resource_Instance()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(205, fixture.Get("/3/0/11/0"));
            Check.Is(ClientFixture.Text, fixture.AnswerFormat);
            Check.Is("0", fixture.PayloadText);
        }

        [TestMethod]
        public void Int_228_Write_on_Resource_Instance()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Put("/26241/0/8/0", "9"));
            Check.Is(205, fixture.Get("/26241/0/8/0"));
            Check.Is("9", fixture.PayloadText);
            Check.Is(205, fixture.Get("/26241/0/8/2"));
            Check.Is("300", fixture.PayloadText);
        }

        [TestMethod]
        public void Int_229_Read_Composite_operation()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(205, peer.Read("/3 /1/0"));
            Check.Is(CompositePeer.DeviceJson + "," + CompositePeer.ServerJson, peer.Records);
            Check.Is(205, peer.Read("/1/0/1 /3/0/11/0"));
            Check.Is("{\"bn\":\"/1/0/1\",\"v\":86400},{\"bn\":\"/3/0/11/0\",\"v\":0}", peer.Records);
            Check.Is(205, peer.Read(SenMlCbor, CompositePeer.None, "/1/0/1 /3/0/11/0"));
            Hex.AreEqual("82 A2 21 66 2F312F302F31 02 1A00015180 A2 21 69 2F332F302F31312F30 02 00", Hex.Bytes(peer.Fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_230_Write_Composite_operation()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(204, peer.Write("[{\"n\":\"/1/0/1\",\"v\":60},{\"n\":\"/1/0/6\",\"vb\":true},{\"n\":\"/26241/0/8/0\",\"v\":1}]"));
            peer.Fixture.ExpectUpdate("?lt=60", 204);
            Check.Is(205, peer.Read("/1/0/1 /1/0/6 /26241/0/8/0"));
            Check.Is("{\"bn\":\"/1/0/1\",\"v\":60},{\"bn\":\"/1/0/\",\"n\":\"6\",\"vb\":true},{\"bn\":\"/26241/0/8/0\",\"v\":1}", peer.Records);
        }

        [TestMethod]
        public void Int_231_Querying_basic_information_in_SenML_JSON()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectJson(fixture, "/1", CompositePeer.ServerJson);
            ExpectJson(fixture, "/3/0", CompositePeer.DeviceJson);
            ExpectJson(fixture, "/3/0/16", "{\"bn\":\"/3/0/16\",\"vs\":\"U\"}");
            ExpectJson(fixture, "/3/0/11/0", "{\"bn\":\"/3/0/11/0\",\"v\":0}");
        }

        [TestMethod]
        public void Int_232_Querying_basic_information_in_SenML_CBOR()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectHex(fixture, SenMlCbor, "/1", "84" + CompositePeer.ServerCbor);
            ExpectHex(fixture, SenMlCbor, "/3/0", "8D" + CompositePeer.DeviceCbor);
            ExpectHex(fixture, SenMlCbor, "/3/0/16", "81 A2 21 67 2F332F302F3136 03 6155");
            ExpectHex(fixture, SenMlCbor, "/3/0/11/0", "81 A2 21 69 2F332F302F31312F30 02 00");
        }

        [TestMethod]
        public void Int_233_Setting_basic_information_in_SenML_CBOR()
        {
            ClientFixture fixture = ClientFixture.Registered();

            // 1/0/2 = 101, 1/0/3 = 1010, 1/0/5 = 2000, 1/0/6 = true.
            Write(fixture, CoapCode.Post, SenMlCbor, Hex.Bytes("84 A3 21 65 2F312F302F 00 6132 02 1865 A2 00 6133 02 1903F2 A2 00 6135 02 1907D0 A2 00 6136 04 F5"));
            fixture.ExpectSilence();
            ExpectHex(fixture, ClientFixture.Tlv, "/1/0", "C10001 C401 00015180 C10265 C20303F2 C20507D0 C10601 C10755");

            // Replaced with the old values: what is left out goes.
            Write(fixture, CoapCode.Put, SenMlCbor, Hex.Bytes("83 A3 21 65 2F312F302F 00 6131 02 1A00015180 A2 00 6136 04 F4 A2 00 6137 03 6155"));
            ExpectHex(fixture, SenMlCbor, "/1/0", "84" + CompositePeer.ServerCbor);
        }

        [TestMethod]
        public void Int_234_Setting_basic_information_in_SenML_JSON()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Write(
                fixture, CoapCode.Post, Json,
                Hex.Ascii("[{\"bn\":\"/1/0/\",\"n\":\"2\",\"v\":101},{\"n\":\"3\",\"v\":1010},{\"n\":\"5\",\"v\":2000},{\"n\":\"6\",\"vb\":true}]"));
            fixture.ExpectSilence();
            ExpectHex(fixture, ClientFixture.Tlv, "/1/0", "C10001 C401 00015180 C10265 C20303F2 C20507D0 C10601 C10755");
            Write(fixture, CoapCode.Put, Json, Hex.Ascii("[{\"bn\":\"/1/0/\",\"n\":\"1\",\"v\":86400},{\"n\":\"6\",\"vb\":false},{\"n\":\"7\",\"vs\":\"U\"}]"));
            ExpectJson(fixture, "/1/0", CompositePeer.ServerJson);
        }

        [TestMethod]
        public void Int_235_Read_Composite_on_the_root_path()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(205, peer.Read("/"));
            Check.Is(CompositePeer.ServerJson + "," + CompositePeer.DeviceJson, peer.Records);
            Check.Is(205, peer.Read(SenMlCbor, CompositePeer.None, "/"));
            Hex.AreEqual("91" + CompositePeer.ServerCbor + CompositePeer.DeviceCbor, Hex.Bytes(peer.Fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_236_Read_Composite_with_partial_presence()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(205, peer.Read("/1/0/1 /5/0/3 /3/0/99 /3/0/11/7 /3/0/16"));
            Check.Is("{\"bn\":\"/1/0/1\",\"v\":86400},{\"bn\":\"/3/0/16\",\"vs\":\"U\"}", peer.Records);
        }

        [TestMethod]
        public void Int_257_Write_Composite_operation()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(204, peer.Write("[{\"n\":\"/1/0/2\",\"v\":5},{\"n\":\"/1/0/6\",\"vb\":true},{\"n\":\"/3/0/13\",\"v\":1700000000}]"));
            Check.Is(205, peer.Read("/1/0/2 /1/0/6 /3/0/13"));
            Check.Is("{\"bn\":\"/1/0/2\",\"v\":5},{\"bn\":\"/1/0/\",\"n\":\"6\",\"vb\":true},{\"bn\":\"/3/0/13\",\"v\":1700000000}", peer.Records);
            Check.Is(1700000000, peer.Fixture.Clock.UtcSeconds);
        }

        [TestMethod]
        public void Int_270_Create_Object_Instance()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(
                201, fixture.Request(CoapCode.Post, "/26241", SenMlCbor, ClientFixture.None, Hex.Bytes("81 A3 21 69 2F32363234312F312F 00 6130 03 6162")));
            Check.Is("/26241/1", fixture.Location());
            fixture.ExpectUpdate(string.Empty, 204);
            Check.Is(205, fixture.Get("/26241/1/0"));
            Check.Is("b", fixture.PayloadText);

            // Of one that has all its instances.
            Check.Is(405, fixture.PostTlv("/3", "C10062"));
        }

        [TestMethod]
        public void Int_280_Successful_Read_Composite()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(205, peer.Read("/3/0/16 /3/0/11/0 /1/0"));
            Check.Is("{\"bn\":\"/3/0/16\",\"vs\":\"U\"},{\"bn\":\"/3/0/\",\"n\":\"11/0\",\"v\":0}," + CompositePeer.ServerJson, peer.Records);
        }

        [TestMethod]
        public void Int_281_Partially_successful_Read_Composite()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(205, peer.Read("/1/0/1 /1/0/7 /1/0/8"));
            Check.Is("{\"bn\":\"/1/0/1\",\"v\":86400},{\"bn\":\"/1/0/\",\"n\":\"7\",\"vs\":\"U\"}", peer.Records);
        }

        [TestMethod]
        public void Int_304_Observe_Composite()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            Check.Is(204, peer.Fixture.WriteAttributes("/3/0/9?pmin=5&pmax=15"));
            peer.Observe(Token, "/3/0/9 /1/0");
            int sequence = peer.Sequence;
            const string Battery = "{\"bn\":\"/3/0/9\",\"v\":";
            Check.Is(Battery + "75}," + CompositePeer.ServerJson, peer.Records);

            // With all paths after pmax, or when one has changed.
            peer.ExpectIn(15, Token, sequence + 1, Battery + "75}," + CompositePeer.ServerJson);
            peer.Fixture.Battery.NextPercent = 74;
            peer.ExpectIn(15, Token, sequence + 2, Battery + "74}," + CompositePeer.ServerJson);
        }

        [TestMethod]
        public void Int_305_Cancel_Observation_Composite()
        {
            CompositePeer peer = CompositePeer.OfSample();
            byte[] names = CompositePeer.Names(Json, "/26241/0/1");
            peer.Observe(Token, "/26241/0/1");
            Check.Is(205, peer.Fetch(Token, 1, Json, CompositePeer.None, CompositePeer.None, names));
            Check.Is(CompositePeer.None, peer.Sequence);
            peer.Set("/26241/0/1", "1");
            peer.Fixture.ExpectSilence();

            peer.Observe(Token, "/26241/0/1");
            int sequence = peer.Sequence;
            peer.Set("/26241/0/1", "2");
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/26241/0/1\",\"v\":2}");
            peer.Reset();
            peer.Set("/26241/0/1", "3");
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_306_Send_operation()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectSent(fixture, "/1/0/1 /3/0/11/0", "82 A3 21 65 2F312F302F 00 6131 02 1A00015180 A3 21 65 2F332F302F 00 6431312F30 02 00");
        }

        [TestMethod]
        public void Int_307_Muting_Send()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Put("/1/0/23", "1"));
            Check.True(fixture.Client.Send(CompositePeer.Paths("/3/0/16"), fixture.Now));
            fixture.Run(60);
            fixture.ExpectSilence();
            Check.Is(204, fixture.Put("/1/0/23", "0"));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/dp", fixture.RequestPath());
            fixture.Respond(204);
            fixture.Step();
            ExpectSent(fixture, "/3/0/16", "81 A3 21 65 2F332F302F 00 623136 03 6155");
        }

        [TestMethod]
        public void Int_308_Observe_Composite_and_creating_an_Object_Instance()
        {
            CompositePeer peer = CompositePeer.OfSample();
            peer.Observe(Token, "/26241/0/1 /26241/1/0");
            Check.Is("{\"bn\":\"/26241/0/1\",\"v\":-5}", peer.Records);
            int sequence = peer.Sequence;
            Check.Is(201, peer.Fixture.PostTlv("/26241", "080103 C10062"));
            peer.Fixture.ExpectUpdate(string.Empty, 204);
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/26241/0/1\",\"v\":-5},{\"bn\":\"/26241/1/0\",\"vs\":\"b\"}");
        }

        [TestMethod]
        public void Int_309_Observe_Composite_and_deleting_an_Object_Instance()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(201, peer.Fixture.PostTlv("/26241", "080103 C10062"));
            peer.Fixture.ExpectUpdate(string.Empty, 204);
            peer.Observe(Token, "/26241/0/1 /26241/1");
            Check.Is("{\"bn\":\"/26241/0/1\",\"v\":-5},{\"bn\":\"/26241/1/\",\"n\":\"0\",\"vs\":\"b\"},{\"n\":\"10\",\"v\":0}", peer.Records);
            int sequence = peer.Sequence;
            Check.Is(202, peer.Fixture.Delete("/26241/1"));
            peer.Fixture.ExpectUpdate(string.Empty, 204);
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/26241/0/1\",\"v\":-5}");
        }

        [TestMethod]
        public void Int_310_Observe_Composite_and_modification_of_parameter_values()
        {
            CompositePeer peer = new CompositePeer(ClientFixture.Registered());
            peer.Observe(Token, "/1/0/1 /3/0/14");
            int sequence = peer.Sequence;
            peer.Set("/3/0/14", "+02:00");
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/1/0/1\",\"v\":86400},{\"bn\":\"/3/0/14\",\"vs\":\"+02:00\"}");
            peer.Set("/1/0/1", "3600");
            peer.Fixture.ExpectUpdate("?lt=3600", 204);
            peer.Expect(Token, sequence + 2, "{\"bn\":\"/1/0/1\",\"v\":3600},{\"bn\":\"/3/0/14\",\"vs\":\"+02:00\"}");
        }

        [TestMethod]
        public void Int_311_Send_command()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ExpectSent(fixture, "/3", "8B A3 21 65 2F332F302F 00 6130 03 69 4C776D326D4E616E6F A2 00 6131 03 65 4553503332 A2 00 6132 03 64 30303031"
                + "A2 00 6133 03 63 312E30 A2 00 63362F30 02 01 A2 00 623130 02 183D A2 00 6431312F30 02 00 A2 00 623133 02 1A 5182428F"
                + "A2 00 623136 03 6155 A2 00 623230 02 06 A2 00 623231 02 1860");
        }

        [TestMethod]
        public void Int_551_Querying_the_readable_resources_of_the_Server_Object()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(205, fixture.Get("/1/0"));
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Hex.AreEqual("C10001 C401 00015180 C10600 C10755", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_555_Setting_the_writable_resources_of_the_Server_Object()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.PostTlv("/1/0", "C2010E10 C1020A C1033C C20507D0 C10601 C2075551 C11701"));
            fixture.ExpectUpdate("?lt=3600&b=UQ", 204);
            ExpectHex(fixture, ClientFixture.Tlv, "/1/0", "C10001 C2010E10 C1020A C1033C C20507D0 C10601 C2075551 C11701");
        }

        [TestMethod]
        public void Int_655_Setting_the_writable_resources_of_the_Device_Object()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.PostTlv("/3/0", "C40D 65530000 C60E 2B30323A3030 C80F0D 4575726F70652F426572 6C696E"));
            ExpectHex(fixture, ClientFixture.Tlv, "/3/0/13", "C40D 65530000");
            ExpectHex(fixture, ClientFixture.Text, "/3/0/14", "2B30323A3030");
            ExpectHex(fixture, ClientFixture.Text, "/3/0/15", "4575726F70652F4265726C696E");
            fixture.ExpectSilence();
        }

        private static void ExpectSent(ClientFixture fixture, string paths, string hex)
        {
            int sent = fixture.Observer.Count(ClientEvent.Sent);
            Check.True(fixture.Client.Send(CompositePeer.Paths(paths), fixture.Now));
            fixture.Step();
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/dp", fixture.RequestPathAndQuery());
            Check.Is(SenMlCbor, fixture.AnswerFormat);
            Hex.AreEqual(hex, Hex.Bytes(fixture.PayloadHex));
            fixture.Respond(204);
            fixture.Step();
            Check.Is(sent + 1, fixture.Observer.Count(ClientEvent.Sent));
            fixture.ExpectSilence();
        }

        private static void SetCbor(ClientFixture fixture, string path, string hex)
        {
            Check.Is(204, fixture.Request(CoapCode.Put, path, CompositePeer.Cbor, ClientFixture.None, Hex.Bytes(hex)));
            ExpectHex(fixture, CompositePeer.Cbor, path, hex);
        }

        private static void Write(ClientFixture fixture, int method, int format, byte[] payload)
        {
            Check.Is(204, fixture.Request(method, "/1/0", format, ClientFixture.None, payload));
        }

        private static void ExpectJson(ClientFixture fixture, string path, string records)
        {
            Check.Is(205, fixture.GetAs(Json, path));
            Check.Is(Json, fixture.AnswerFormat);
            Check.Is("[" + records + "]", fixture.PayloadText);
        }

        private static void ExpectHex(ClientFixture fixture, int format, string path, string hex)
        {
            Check.Is(205, fixture.GetAs(format, path));
            Check.Is(format, fixture.AnswerFormat);
            Hex.AreEqual(hex, Hex.Bytes(fixture.PayloadHex));
        }
    }
}
