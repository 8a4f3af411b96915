using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// What a bootstrap server asks for and does not get, and what a LwM2M server asks for that only a bootstrap server may. The answers are those of
    /// LwM2M Transport 1.1, section 6.6.
    /// </summary>
    [TestClass]
    public class BootstrapRefusalTests
    {
        private const int ServersOnlyFormat = 11543;

        [TestMethod]
        public void Delete_of_what_must_stay_or_is_not_there_is_a_bad_request()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            string[] paths = { "/0/0", "/3", "/3/0", "/3/0/13", "/1/0/1", "/0/1/0", "/1/9", "/0/9", "/5", "/99", "/26241/0" };
            for (int i = 0; i < paths.Length; i++)
            {
                Check.Is(400, fixture.First.Delete(paths[i]));
            }

            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Read_of_anything_but_servers_and_access_control_is_not_allowed()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            string[] paths = { "/", "/0", "/0/0", "/0/0/5", "/0/1", "/3", "/3/0", "/3/0/0", "/1/0/1", "/2/0/2", "/99" };
            for (int i = 0; i < paths.Length; i++)
            {
                Check.Is(405, fixture.First.Get(paths[i]));
                Check.Is(0, fixture.First.Payload.Length);
            }

            Check.Is(404, fixture.First.Get("/1/9"));
            Check.Is(404, fixture.First.Get("/2/0"));
            Check.Is(406, fixture.First.GetAs(ClientFixture.Text, "/1/0"));
            Check.Is(406, fixture.First.GetAs(ServersOnlyFormat, "/1"));
        }

        [TestMethod]
        public void Discover_is_of_everything_or_an_object()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(400, fixture.First.Discover("/0/0"));
            Check.Is(400, fixture.First.Discover("/3/0/1"));
            Check.Is(404, fixture.First.Discover("/99"));
            Check.Is(404, fixture.First.Discover("/here"));
        }

        [TestMethod]
        public void Operations_of_servers_are_not_allowed()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            string[] paths = { "/", "/1", "/1/0", "/1/0/8", "/3/0/4", "/0/0" };
            int[] methods = { CoapCode.Post, CoapCode.Fetch, CoapCode.IPatch };
            for (int i = 0; i < paths.Length; i++)
            {
                for (int k = 0; k < methods.Length; k++)
                {
                    Check.Is(405, fixture.First.Request(methods[k], paths[i], ClientFixture.Tlv, ServerPeer.None, ServerPeer.None, Hex.Bytes("C1013C")));
                }
            }

            Check.Is(405, fixture.First.Put("/", Accounts.Instances(Accounts.Server(1, 60))));
            Check.Is(405, fixture.First.Put("/2/0/2/101", Accounts.Number(101, 1)));
            Check.Is(0, fixture.Observer.Count(ClientEvent.Bootstrapped));
            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Finish_is_a_POST_on_one_path()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(405, fixture.First.Get("/bs"));
            Check.Is(405, fixture.First.Delete("/bs"));
            Check.Is(405, fixture.First.Put("/bs", new byte[0]));
            Check.Is(404, fixture.First.Post("/bs/bs"));
            Check.Is(404, fixture.First.Post("/1/bs"));
            Check.Is(405, fixture.First.Post("/bs/1"));
            Check.Is(404, fixture.First.Post("/bt"));
            ExpectUnchanged(fixture);
            fixture.Finish();
        }

        [TestMethod]
        public void Second_bootstrap_account_is_a_bad_request()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(400, fixture.First.Put("/0/7", Accounts.Bootstrap()));
            Check.Is(400, fixture.First.Put("/0", Accounts.Instance(7, Accounts.Bootstrap())));
            Check.Is(400, fixture.First.Put("/0/1/1", Accounts.Number(1, 1)));
            Check.Is(400, fixture.First.PutText("/0/1/1", "1"));
            Check.Is(400, fixture.First.PutAs(SenMlPack.Format, "/0", SenMlPack.Of(SenMlPack.First("/0/7/", "1", "04F5"))));
            ExpectUnchanged(fixture);

            // The one there is may be written again.
            Check.Is(204, fixture.First.Put("/0/0/1", Accounts.Number(1, 1)));
            Check.Is(204, fixture.First.Put("/0/0", Accounts.Bootstrap()));
        }

        [TestMethod]
        public void Value_that_cannot_be_is_a_bad_request_and_nothing_of_the_message_is_applied()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            byte[] good = Accounts.Number(1, 60);
            byte[][] bad =
            {
                // Of the Server Object: id 0, id 65535, no lifetime, no UDP, a binding that is none, two bytes of a boolean, a boolean of 2, eleven
                // bytes of a number, a resource to execute, a multiple one that is single, a resource instance on its own.
                Accounts.Number(0, 0), Accounts.Number(0, 65535), Accounts.Number(1, 0), Accounts.Number(1, -1), Accounts.Text(7, "S"), Accounts.Text(7, "X"),
                Accounts.Text(7, string.Empty), Hex.Bytes("C2060001"), Hex.Bytes("C10602"), Hex.Bytes("C311000102"), Hex.Bytes("C808 0B 0102030405060708090A0B"),
                Hex.Bytes("C008"), Hex.Bytes("830141003C"), Hex.Bytes("41003C"),

                // No TLV at all, and such that ends too early.
                Hex.Bytes("C1"), Hex.Bytes("C10A"), Hex.Bytes("C8"), Hex.Bytes("C8FF"), Hex.Bytes("C5"),
            };
            for (int i = 0; i < bad.Length; i++)
            {
                Check.Is(400, fixture.First.Put("/1/0", Hex.Join(good, bad[i])), i.ToString());
                Check.Is(400, fixture.First.Put("/1", Accounts.Instance(0, Hex.Join(good, bad[i]))), i.ToString());
            }

            byte[][] badAccounts =
            {
                // Of the Security Object: raw public keys, certificates, a mode there is not, ids out of range, times out of range.
                Accounts.Number(2, 1), Accounts.Number(2, 2), Accounts.Number(2, 4), Accounts.Number(10, 0), Accounts.Number(10, 65535), Accounts.Number(11, -1),
                Accounts.Number(12, -1), Accounts.Text(1, "yes"),
                Accounts.Opaque(0, new byte[Limits.MaxServerUriBytes + 1]), Accounts.Opaque(3, new byte[Limits.MaxIdentityBytes + 1]),
                Accounts.Opaque(5, new byte[Limits.MaxSecretKeyBytes + 1]),
            };
            for (int i = 0; i < badAccounts.Length; i++)
            {
                Check.Is(400, fixture.First.Put("/0/1", Hex.Join(Accounts.Text(0, "coap://evil.example"), badAccounts[i])), i.ToString());
            }

            byte[][] badRights =
            {
                // Of the Access Control Object: a right there is not, a list that is none, ids out of range.
                Accounts.AccessList(1, 32), Accounts.AccessList(1, -1), Hex.Bytes("C10201"), Accounts.Number(0, 65535), Accounts.Number(1, 65536),
                Accounts.Number(3, -1),
            };
            for (int i = 0; i < badRights.Length; i++)
            {
                Check.Is(400, fixture.First.Put("/2/0", Hex.Join(Accounts.Number(1, 0), badRights[i])), i.ToString());
            }

            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Resource_that_is_not_known_or_not_a_value_is_a_bad_request()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(400, fixture.First.Put("/99/0", Accounts.Number(0, 1)));
            Check.Is(400, fixture.First.Put("/99", Accounts.Instance(0, Accounts.Number(0, 1))));
            Check.Is(400, fixture.First.PutText("/1/0/99", "1"));
            Check.Is(400, fixture.First.PutText("/1/0/8", "1"));
            Check.Is(400, fixture.First.PutText("/1/0/1", "x"));
            Check.Is(400, fixture.First.Put("/1/0/1", Accounts.Number(2, 60)));
            Check.Is(400, fixture.First.Put("/1/0/1", new byte[0]));
            Check.Is(400, fixture.First.Put("/1", Accounts.Server(1, 60)));
            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Format_that_cannot_be_read_is_unsupported()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            int[] formats = { ClientFixture.Text, ClientFixture.Link, ClientFixture.Opaque, 60, ServersOnlyFormat, 11544, 65535 };
            for (int i = 0; i < formats.Length; i++)
            {
                Check.Is(415, fixture.First.PutAs(formats[i], "/1/0", Accounts.Server(1, 60)));
                Check.Is(415, fixture.First.PutAs(formats[i], "/1", Accounts.Instances(Accounts.Server(1, 60))));
            }

            Check.Is(415, fixture.First.PutAs(ServersOnlyFormat, "/1/0/1", Hex.Ascii("60")));
            ExpectUnchanged(fixture);
        }

        [TestMethod]
        public void Account_too_many_is_refused()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            for (int i = 0; i < Limits.MaxServers; i++)
            {
                Check.Is(204, fixture.First.Put("/0/" + (i + 1).ToString(), Accounts.Way(Accounts.FirstUri, i + 1)));
                Check.Is(204, fixture.First.Put("/1/" + i.ToString(), Accounts.Server(i + 1, 60)));
            }

            Check.Is(503, fixture.First.Put("/0/9", Accounts.Way(Accounts.FirstUri, 9)));
            Check.Is(503, fixture.First.Put("/1/9", Accounts.Server(9, 60)));
            Check.Is(503, fixture.First.PutText("/1/9/1", "60"));
            for (int i = 0; i < Limits.MaxAccessControls; i++)
            {
                Check.Is(204, fixture.First.Put("/2/" + i.ToString(), Accounts.Access(3, 0, 1)));
            }

            Check.Is(503, fixture.First.Put("/2/9", Accounts.Access(3, 0, 1)));
            fixture.Finish();
        }

        [TestMethod]
        public void Body_in_blocks_has_an_end()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(413, fixture.First.PutInBlocks("/0", new byte[Limits.MaxBodyBytes + 100], 4));
            fixture.WriteServer();
            fixture.Finish();
        }

        [TestMethod]
        public void Options_that_are_not_known_are_refused_as_those_of_a_server_are()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();

            // If-Match: critical, and of no meaning here.
            fixture.First.Transport.Arrive("40030101 10 A131 0130 FF C1013C");
            fixture.Step();
            fixture.First.Take();
            Hex.AreEqual("60820101", fixture.First.MessageBytes);
        }

        [TestMethod]
        public void LwM2M_server_is_no_bootstrap_server()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            fixture.Start();
            fixture.First.Accept();
            fixture.Step();
            string before = Hex.Text(fixture.Image());
            Check.Is(404, fixture.First.Post("/bs"));
            Check.Is(401, fixture.First.Put("/0/1", Accounts.Way("coap://evil.example", 1)));
            Check.Is(401, fixture.First.Put("/0", Accounts.Instance(1, Accounts.Way("coap://evil.example", 1))));
            Check.Is(401, fixture.First.Delete("/0"));
            Check.Is(401, fixture.First.Discover("/0"));
            Check.Is(405, fixture.First.Discover("/"));
            Check.Is(405, fixture.First.Delete("/"));
            Check.Is(405, fixture.First.Put("/1", Accounts.Instance(0, Accounts.Server(1, 60))));
            Check.Is(405, fixture.First.Put("/1/0/0", Accounts.Number(0, 2)));
            Hex.AreEqual(before, fixture.Image());
        }

        // As WriteServer left it.
        private static void ExpectUnchanged(ServersFixture fixture)
        {
            Check.Is(205, fixture.First.Discover("/"));
            Check.Is(
                "</>;lwm2m=1.1,</0/0>,</0/1>;ssid=1;uri=\"coap://first.example\",</1/0>;ssid=1,</2>,</3/0>", fixture.First.PayloadText);
            Check.Is(205, fixture.First.Get("/1/0"));
            Hex.AreEqual(Hex.Text(Accounts.Server(1, 86400)), fixture.First.Payload);
        }
    }
}
