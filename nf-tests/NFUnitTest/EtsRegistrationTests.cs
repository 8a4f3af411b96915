using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The registration's test cases of OMA's Enabler Test Specification for LwM2M 1.1, LightweightM2M-1.1-int-101 to 107.
    /// </summary>
    [TestClass]
    public class EtsRegistrationTests
    {
        // 05 -> 4 token bytes, method 2; then Uri-Path rd, Content-Format 40 and the parameters in this order.
        private const string RegisterBehindToken =
            "B2 7264 11 28 39 65703D6E616E6F2D31 08 6C743D3836343030 09 6C776D326D3D312E31 03 623D55 FF 3C2F3E3B72743D226F6D612E6C776D326D223B63743D2236302031313020313132203131353432222C 3C2F312F303E2C3C2F332F303E";

        [TestMethod]
        public void Int_101_Initial_registration()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();

            fixture.TakeRequest(CoapCode.Post);
            Check.Is(4, fixture.Answer.TokenLength);
            Hex.AreEqual(RegisterBehindToken, fixture.AnswerBytes, 8, fixture.AnswerBytes.Length - 8);
            Check.Is("/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U", fixture.RequestPathAndQuery());
            Check.Is(ClientFixture.Link, fixture.AnswerFormat);
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>", fixture.PayloadText);

            fixture.Respond(201, "rd", "abcde");
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(1, fixture.Observer.Count(ClientEvent.Registered));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_102_Registration_update()
        {
            ClientFixture fixture = ClientFixture.Registered();
            long written = fixture.Now;

            Check.Is(204, fixture.Put("/1/0/1", "20"));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde?lt=20", fixture.RequestPathAndQuery());
            Check.Is(0, fixture.Answer.PayloadLength);
            Check.Is(ClientFixture.None, fixture.AnswerFormat);
            fixture.Respond(204);
            fixture.Step();

            fixture.RunTo(written + 9999);
            fixture.ExpectSilence();
            fixture.RunTo(written + 10000);
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde", fixture.RequestPathAndQuery());
            Check.Is(0, fixture.Answer.PayloadLength);
        }

        [TestMethod]
        public void Int_103_Deregistration()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(204, fixture.Post("/1/0/4"));
            Check.Is(0, fixture.Answer.PayloadLength);
            fixture.ExpectDeregister();
            Check.True(fixture.Client.State == RegistrationState.Disabled);
            Check.Is(202, Decimal(fixture.Observer.Detail(ClientEvent.Deregistered)));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Int_104_Registration_update_trigger()
        {
            ClientFixture fixture = ClientFixture.Registered(20);
            long registered = fixture.Now;
            fixture.RunTo(registered + 5000);

            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectUpdate("", 204);
            fixture.ExpectSilence();

            // The lifetime counts from the Update: the next one is due half a lifetime after it.
            fixture.RunTo(registered + 14999);
            fixture.ExpectSilence();
            fixture.RunTo(registered + 15000);
            fixture.ExpectUpdate("", 204);
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(1, fixture.Observer.Count(ClientEvent.Registered));
        }

        [TestMethod]
        public void Int_105_Discarded_register_update()
        {
            ClientFixture fixture = ClientFixture.Registered();

            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectUpdate("", 404);

            // At once and whole.
            fixture.TakeRequest(CoapCode.Post);
            Hex.AreEqual(RegisterBehindToken, fixture.AnswerBytes, 8, fixture.AnswerBytes.Length - 8);
            fixture.Respond(201, "rd", "fghij");
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Registered);

            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/fghij", fixture.RequestPathAndQuery());
        }

        [TestMethod]
        public void Int_107_Extending_the_lifetime_of_a_registration()
        {
            ClientFixture fixture = ClientFixture.Registered(30);
            long written = fixture.Now;

            Check.Is(204, fixture.Put("/1/0/1", "120"));
            fixture.ExpectUpdate("?lt=120", 204);

            fixture.RunTo(written + 59999);
            fixture.ExpectSilence();
            fixture.RunTo(written + 60000);
            fixture.ExpectUpdate("", 204);
            fixture.RunTo(written + 120000);
            fixture.ExpectUpdate("", 204);
        }

        private static int Decimal(int code)
        {
            return ((code >> 5) * 100) + (code & 0x1F);
        }
    }
}
