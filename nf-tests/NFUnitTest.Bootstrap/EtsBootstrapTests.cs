using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The bootstrap's test cases of OMA's Enabler Test Specification for LwM2M 1.1, LightweightM2M-1.1-int-0 to 9. Certificates (2) and
    /// smartcards (3) are not supported.
    /// </summary>
    [TestClass]
    public class EtsBootstrapTests
    {
        [TestMethod]
        public void Int_0_Client_initiated_bootstrap()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            fixture.First.Expect(CoapCode.Post, "/bs?ep=nano-1&pct=11542");
            fixture.First.Respond(204);
            fixture.Step();

            Check.Is(204, fixture.First.Put("/0", Accounts.Instance(1, Accounts.Way(Accounts.FirstUri, 1))));
            Check.Is(204, fixture.First.Put("/1", Accounts.Instance(0, Accounts.Server(1, 86400, Accounts.Number(13, 1)))));
            Check.Is(205, fixture.First.Discover("/"));
            Check.Is(ClientFixture.Link, fixture.First.Format);
            Check.Is(
                "</>;lwm2m=1.1,</0/0>,</0/1>;ssid=1;uri=\"coap://first.example\",</1/0>;ssid=1,</2>,</3/0>", fixture.First.PayloadText);
            Check.Is(204, fixture.First.Post("/bs"));

            ExpectRegister(fixture);
        }

        [TestMethod]
        public void Int_1_Client_initiated_bootstrap_full_with_a_pre_shared_key()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            byte[] key = Hex.Bytes("000102030405060708090A0B0C0D0E0F");
            Check.Is(204, fixture.First.Put("/0/1", Accounts.SecureWay("coaps://first.example:5684", 1, "nano-1", key)));
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(1, 86400)));
            Check.Is(204, fixture.First.Post("/bs"));

            Check.Is("first.example", fixture.First.Host);
            Check.Is(5684, fixture.First.Transport.Port);
            Hex.AreEqual(
                Hex.Text(Hex.Ascii("nano-1")), fixture.First.Transport.Credentials.IdentityBytes, 0, fixture.First.Transport.Credentials.IdentityLength);
            Hex.AreEqual(Hex.Text(key), fixture.First.Transport.Credentials.KeyBytes, 0, fixture.First.Transport.Credentials.KeyLength);
            ExpectRegister(fixture);
        }

        [TestMethod]
        public void Int_4_Bootstrap_delete()
        {
            byte[] image = Accounts.Image(
                Accounts.Instances(Accounts.Bootstrap(), Accounts.Way(Accounts.FirstUri, 1), Accounts.Way(Accounts.SecondUri, 102)),
                Hex.Join(Accounts.Instance(0, Accounts.Server(1, 86400)), Accounts.Instance(2, Accounts.Server(102, 86400))),
                new byte[0]);
            ServersFixture fixture = new ServersFixture(image);
            fixture.Start();
            fixture.First.Accept();
            fixture.Second.Accept();
            fixture.Step();

            Check.Is(204, fixture.First.Post("/1/0/9"));
            fixture.Step();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            Check.Is(202, fixture.First.Delete("/1/2"));
            Check.Is(202, fixture.First.Delete("/0/2"));
            Check.Is(204, fixture.First.Post("/bs"));

            ExpectRegister(fixture);
            fixture.Second.ExpectSilence();
            Check.False(fixture.Second.Transport.IsOpen);
            Check.Is(404, fixture.First.Get("/1/2"));
        }

        [TestMethod]
        public void Int_5_Server_initiated_bootstrap()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            fixture.Start();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(205, fixture.First.Discover("/1/0/9"));

            Check.Is(204, fixture.First.Post("/1/0/9"));
            fixture.Step();
            Check.Is("bootstrap.example", fixture.First.Host);
            fixture.First.AcceptBootstrap();
            fixture.Step();
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(1, 86400)));
            Check.Is(204, fixture.First.Post("/bs"));

            ExpectRegister(fixture);
        }

        [TestMethod]
        public void Int_6_Bootstrap_sequence()
        {
            // With an account there is no bootstrap.
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            fixture.Start();
            ExpectRegister(fixture);
            fixture.Client.Stop();
            fixture.Step();
            fixture.First.Expect(CoapCode.Delete, "/rd/5a3f");
            fixture.First.Respond(202);
            fixture.Step();
            fixture.Start();
            ExpectRegister(fixture);
            Check.Is(0, fixture.Observer.Count(ClientEvent.Bootstrapping));

            // Without one there is.
            fixture.Client.Stop();
            fixture.Step();
            fixture.First.Expect(CoapCode.Delete, "/rd/5a3f");
            fixture.First.Respond(202);
            fixture.Step();
            Check.Is(ResponseCode.Deleted, fixture.Security.Delete(1));
            Check.Is(ResponseCode.Deleted, fixture.Server.Delete(0));
            fixture.Start();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            fixture.WriteServer();
            Check.Is(204, fixture.First.Post("/bs"));
            ExpectRegister(fixture);
        }

        [TestMethod]
        public void Int_7_Fallback_to_bootstrap()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            long start = fixture.Now;
            fixture.Start();
            int sent = 0;
            while (fixture.First.Host == "first.example")
            {
                while (fixture.First.Transport.SentCount > 0)
                {
                    fixture.First.Take();
                    sent++;
                }

                fixture.Now = fixture.Next;
                fixture.Step();
            }

            // Five attempts of five datagrams, 60, 120, 240 and 480 s apart.
            Check.Is(25, sent);
            Check.Is(start + (((5 * 62) + 900) * 1000L), fixture.Now);
            Check.Is("bootstrap.example", fixture.First.Host);
            fixture.First.AcceptBootstrap();
            fixture.Step();
            Check.Is(204, fixture.First.Put("/0/1", Accounts.Way("coap://third.example", 1)));
            Check.Is(204, fixture.First.Post("/bs"));
            Check.Is("third.example", fixture.First.Host);
            ExpectRegister(fixture);
        }

        [TestMethod]
        public void Int_8_Bootstrap_read()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(204, fixture.First.Put("/2/0", Accounts.Access(3, 0, 1, 1, 15)));
            Check.Is(205, fixture.First.GetAs(ClientFixture.Tlv, "/1"));
            Hex.AreEqual(Hex.Text(Accounts.Instances(Accounts.Server(1, 86400))), fixture.First.Payload);
            Check.Is(205, fixture.First.GetAs(ClientFixture.Tlv, "/1/0"));
            Hex.AreEqual(Hex.Text(Accounts.Server(1, 86400)), fixture.First.Payload);
            Check.Is(205, fixture.First.GetAs(ClientFixture.Tlv, "/2"));
            Hex.AreEqual(Hex.Text(Accounts.Instances(Accounts.Access(3, 0, 1, 1, 15))), fixture.First.Payload);
            Check.Is(405, fixture.First.GetAs(ClientFixture.Tlv, "/0"));
            Check.Is(405, fixture.First.GetAs(ClientFixture.Tlv, "/3"));
        }

        [TestMethod]
        public void Int_9_Bootstrap_and_configuration_consistency()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            string before = Hex.Text(fixture.Image());
            fixture.Start();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(204, fixture.First.Post("/1/0/9"));
            fixture.Step();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(7, 86400)));
            Check.Is(406, fixture.First.Post("/bs"));
            Hex.AreEqual(before, fixture.Image());
            ExpectRegister(fixture);
        }

        private static void ExpectRegister(ServersFixture fixture)
        {
            fixture.First.Accept();
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>", fixture.First.PayloadText);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Registered);
        }
    }
}
