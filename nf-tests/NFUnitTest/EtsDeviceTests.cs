using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Device Object's test cases of OMA's Enabler Test Specification for LwM2M 1.1, LightweightM2M-1.1-int-651 to 685.
    /// </summary>
    [TestClass]
    public class EtsDeviceTests
    {
        private const string BeforeTime =
            "C80009 4C776D326D4E616E6F C501 4553503332 C402 30303031 C303 312E30 8306 410001 8407 42000ED8 C1094B C10A3D 830B 410000";

        private const string BehindZone = "C11055 C11400 C11560";

        [TestMethod]
        public void Int_651_Querying_and_setting_the_readable_resources()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Clock.UtcSeconds = 1000000000;

            Check.Is(204, fixture.PostTlv("/3/0", "C40D 5182428F C60E 2B30323A3030 C80F0C 4575726F70652F5061726973"));
            Check.Is(1367491215, fixture.Clock.UtcSeconds);
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/3/0"));
            Hex.AreEqual(
                BeforeTime + "C40D 5182428F C60E 2B30323A3030 C80F0C 4575726F70652F5061726973" + BehindZone, Hex.Bytes(fixture.PayloadHex));

            Check.Is(204, fixture.PutTlv("/3/0", "C40D 3B9ACA00 C60E 2B30313A3030"));
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/3/0"));
            Hex.AreEqual(BeforeTime + "C40D 3B9ACA00 C60E 2B30313A3030" + BehindZone, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void Int_652_Querying_the_firmware_version()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(205, fixture.Get("/3/0/3"));
            Check.Is(ClientFixture.Text, fixture.AnswerFormat);
            Check.Is("1.0", fixture.PayloadText);
        }

        [TestMethod]
        public void Int_680_Create_Object_Instance()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(405, fixture.Post("/3"));
            Check.Is(405, fixture.PostTlv("/3", "080100"));
            Check.Is(1, fixture.Device.InstanceCount);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_685_Delete_Object_Instance()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(405, fixture.Delete("/3/0"));
            Check.Is(1, fixture.Device.InstanceCount);
            Check.Is(205, fixture.Get("/3/0/3"));
            fixture.ExpectSilence();
        }
    }
}
