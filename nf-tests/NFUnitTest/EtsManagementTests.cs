using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The device management's test cases of OMA's Enabler Test Specification for LwM2M 1.1, LightweightM2M-1.1-int-201 to 260.
    /// </summary>
    [TestClass]
    public class EtsManagementTests
    {
        private const string DeviceTlv =
            "C80009 4C776D326D4E616E6F C501 4553503332 C402 30303031 C303 312E30 8306 410001 8407 42000ED8 C1094B C10A3D"
            + "830B 410000 C40D 5182428F C11055 C11400 C11560";

        private const string ServerTlv = "C10001 C401 00015180 C10600 C10755";

        private const string DeviceLinks =
            "</3>,</3/0>,</3/0/0>,</3/0/1>,</3/0/2>,</3/0/3>,</3/0/4>,</3/0/5>,</3/0/6>;dim=1,</3/0/7>;dim=1,</3/0/9>,</3/0/10>,"
            + "</3/0/11>;dim=1,</3/0/12>,</3/0/13>,</3/0/16>,</3/0/20>,</3/0/21>";

        [TestMethod]
        public void Int_201_Querying_basic_information_in_plain_text()
        {
            ClientFixture fixture = ClientFixture.Registered();

            ExpectText(fixture, "/3/0/0", "Lwm2mNano");
            ExpectText(fixture, "/3/0/1", "ESP32");
            ExpectText(fixture, "/3/0/2", "0001");
        }

        [TestMethod]
        public void Int_203_Querying_basic_information_in_TLV()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/3/0"));
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Hex.AreEqual(DeviceTlv, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_205_Setting_basic_information_in_plain_text()
        {
            ClientFixture fixture = ClientFixture.Registered();

            SetAndRead(fixture, "/1/0/2", "101");
            SetAndRead(fixture, "/1/0/3", "1010");
            SetAndRead(fixture, "/1/0/5", "2000");
            SetAndRead(fixture, "/1/0/2", "0");
            SetAndRead(fixture, "/1/0/3", "60");
            SetAndRead(fixture, "/1/0/5", "86400");
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_215_Setting_basic_information_in_TLV()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(204, fixture.PostTlv("/1/0", "C10265 C20303F2 C20507D0 C10601 C2075551"));
            fixture.ExpectUpdate("?b=UQ", 204);
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/1/0"));
            Hex.AreEqual("C10001 C401 00015180 C10265 C20303F2 C20507D0 C10601 C2075551", Hex.Bytes(fixture.PayloadHex));

            // A replacing write with the old values: what it leaves out goes.
            Check.Is(204, fixture.PutTlv("/1/0", "C401 00015180 C10600 C10755"));
            fixture.ExpectUpdate("?b=U", 204);
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/1/0"));
            Hex.AreEqual(ServerTlv, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_215_The_payload_may_be_wrapped_in_an_Object_Instance()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(204, fixture.PostTlv("/1/0", "080012 C10265 C20303F2 C20507D0 C10601 C2075551"));
            fixture.ExpectUpdate("?b=UQ", 204);
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/1/0"));
            Hex.AreEqual("C10001 C401 00015180 C10265 C20303F2 C20507D0 C10601 C2075551", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_221_Attempt_to_perform_operations_on_Security()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(401, fixture.Get("/0/0"));
            Check.Is(401, fixture.Put("/0/0/0", "coap://evil.example"));
            Check.Is(401, fixture.WriteAttributes("/0?pmin=10"));
            Check.Is(0, fixture.Answer.PayloadLength);
        }

        [TestMethod]
        public void Int_222_Read_on_Object()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/1"));
            Hex.AreEqual("08000F" + ServerTlv, Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/3"));
            Hex.AreEqual("080043" + DeviceTlv, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_223_Read_on_Object_Instance()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(205, fixture.Get("/1/0"));
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Hex.AreEqual(ServerTlv, Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.Get("/3/0"));
            Hex.AreEqual(DeviceTlv, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_224_Read_on_Resource()
        {
            ClientFixture fixture = ClientFixture.Registered();

            ExpectText(fixture, "/1/0/0", "1");
            ExpectText(fixture, "/1/0/1", "86400");
            ExpectText(fixture, "/1/0/6", "0");
            ExpectText(fixture, "/1/0/7", "U");

            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/1/0/1"));
            Hex.AreEqual("C401 00015180", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_225_Read_on_Resource_Instance()
        {
            ClientFixture fixture = ClientFixture.Registered();

            ExpectText(fixture, "/3/0/11/0", "0");
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/3/0/11/0"));
            Hex.AreEqual("410000", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_226_Write_Partial_Update_on_Object_Instance()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(204, fixture.PostTlv("/1/0", "C1013C C10601"));
            fixture.ExpectUpdate("?lt=60", 204);
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/1/0"));
            Hex.AreEqual("C10001 C1013C C10601 C10755", Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_227_Write_Replace_on_Resource()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(204, fixture.Put("/1/0/1", "63"));
            fixture.ExpectUpdate("?lt=63", 204);
            ExpectText(fixture, "/1/0/1", "63");
        }

        [TestMethod]
        public void Int_237_Read_on_Object_without_specifying_Content_Type()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(205, fixture.Get("/1"));
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Hex.AreEqual("08000F" + ServerTlv, Hex.Bytes(fixture.PayloadHex));
            Check.Is(205, fixture.Get("/3"));
            Check.Is(ClientFixture.Tlv, fixture.AnswerFormat);
            Hex.AreEqual("080043" + DeviceTlv, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_241_Executable_Resource_Rebooting_the_device()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(204, fixture.Post("/3/0/4"));
            Check.Is(1, fixture.Power.RebootCount);
            Check.Is(1, fixture.Power.SentBefore, "The answer goes before the reboot.");

            // What starts after the reboot registers again.
            fixture = null;
            fixture = new ClientFixture();
            fixture.StartAndRegister();
        }

        [TestMethod]
        public void Int_256_Write_Operation_Failure()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(405, fixture.Put("/1/0/0", "123"));
            ExpectText(fixture, "/1/0/0", "1");
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_260_Discover_Command()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(205, fixture.Discover("/3"));
            Check.Is(ClientFixture.Link, fixture.AnswerFormat);
            Check.Is(DeviceLinks, fixture.PayloadText);

            Check.Is(204, fixture.WriteAttributes("/3/0?pmin=10&pmax=200"));
            Check.Is(205, fixture.Discover("/3"));
            Check.Is(Insert(DeviceLinks, "</3/0>", ";pmin=10;pmax=200"), fixture.PayloadText);

            Check.Is(204, fixture.WriteAttributes("/3/0/7?lt=1&gt=6&st=1"));
            Check.Is(205, fixture.Discover("/3"));
            Check.Is(
                Insert(Insert(DeviceLinks, "</3/0>", ";pmin=10;pmax=200"), "</3/0/7>;dim=1", ";gt=6;lt=1;st=1"), fixture.PayloadText);

            // At the level of a resource what it inherits is shown too.
            Check.Is(205, fixture.Discover("/3/0/7"));
            Check.Is("</3/0/7>;dim=1;pmin=10;pmax=200;gt=6;lt=1;st=1", fixture.PayloadText);
        }

        private static void ExpectText(ClientFixture fixture, string path, string text)
        {
            Check.Is(205, fixture.GetAs(ClientFixture.Text, path));
            Check.Is(ClientFixture.Text, fixture.AnswerFormat);
            Check.Is(text, fixture.PayloadText);
        }

        private static void SetAndRead(ClientFixture fixture, string path, string text)
        {
            Check.Is(204, fixture.Put(path, text));
            Check.Is(0, fixture.Answer.PayloadLength);
            ExpectText(fixture, path, text);
        }

        private static string Insert(string text, string behind, string inserted)
        {
            int at = text.IndexOf(behind) + behind.Length;
            return text.Substring(0, at) + inserted + text.Substring(at);
        }
    }
}
