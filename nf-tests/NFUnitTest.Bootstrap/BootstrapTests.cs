using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// A client that asks a bootstrap server for its accounts (LwM2M Core 1.1, section 6.1): what it says and when, and what the bootstrap
    /// server may do.
    /// </summary>
    [TestClass]
    public class BootstrapTests
    {
        private const int BytesOfFourteen = 210;

        [TestMethod]
        public void Request_says_who_asks_and_which_format_is_preferred()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            Check.Is("bootstrap.example", fixture.First.Host);
            Check.Is(5683, fixture.First.Transport.Port);
            Assert.IsNull(fixture.First.Transport.Credentials);
            Check.True(fixture.Client.State == RegistrationState.Bootstrapping);
            Check.Is(1, fixture.Observer.Count(ClientEvent.Bootstrapping));

            // POST with a token of four bytes; Uri-Path bs, Uri-Query ep=nano-1 and pct=11542.
            fixture.First.Take();
            Hex.AreEqual("4402", fixture.First.MessageBytes, 0, 2);
            Hex.AreEqual("B2 6273 49 65703D6E616E6F2D31 09 7063743D3131353432", fixture.First.MessageBytes, 8, fixture.First.MessageBytes.Length - 8);
            fixture.First.ExpectSilence();
            fixture.Second.ExpectSilence();
        }

        [TestMethod]
        public void Hold_off_time_passes_before_the_request()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly(Accounts.Number(11, 30)));
            long start = fixture.Now;
            fixture.Start();
            Check.Is(start + 30000, fixture.Next);
            fixture.ExpectSilence(30);
            Check.Is(1, fixture.First.Transport.OpenCount);
            fixture.First.AcceptBootstrap();
        }

        [TestMethod]
        public void Request_is_sent_again_until_it_is_answered()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            fixture.First.Take();
            string request = Hex.Text(fixture.First.MessageBytes);
            int[] waits = { 2, 4, 8, 16 };
            for (int i = 0; i < waits.Length; i++)
            {
                fixture.ExpectSilence(waits[i]);
                fixture.First.Take();
                Hex.AreEqual(request, fixture.First.MessageBytes);
            }

            fixture.First.Respond(204);
            fixture.Step();
            fixture.WriteServer();
        }

        [TestMethod]
        public void Answer_may_come_apart_from_its_acknowledgement()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            fixture.First.Take();
            string token = Hex.Text(fixture.First.MessageBytes, 4, 4);
            fixture.First.Acknowledge();
            fixture.Run(20);
            fixture.First.ExpectSilence();
            fixture.First.Transport.Arrive("4444 0909" + token);
            fixture.Step();
            fixture.First.Take();
            Hex.AreEqual("60000909", fixture.First.MessageBytes);
            fixture.WriteServer();
        }

        [TestMethod]
        public void Writes_that_come_before_the_answer_count()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            fixture.First.Take();
            fixture.WriteServer();
            fixture.Finish();
            fixture.First.Accept();
        }

        [TestMethod]
        public void Server_that_was_written_is_registered_with_after_Finish_and_not_before()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            fixture.Run(200);
            fixture.First.ExpectSilence();
            Check.True(fixture.Client.State == RegistrationState.Bootstrapping);

            int version = fixture.Client.ConfigurationVersion;
            fixture.Finish();
            Assert.AreNotEqual(version, fixture.Client.ConfigurationVersion);
            Check.Is("first.example", fixture.First.Host);
            fixture.First.Accept();
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>", fixture.First.PayloadText);

            // What is to be stored is what was written, beside the bootstrap account.
            Hex.AreEqual(Hex.Text(Accounts.OneServer()), fixture.Image());
        }

        [TestMethod]
        public void Fourteen_datagrams_make_a_device_ready_to_register()
        {
            // The order of a common server: both objects are emptied, the accounts are written, its own included.
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.First.Token = new byte[0];
            fixture.Start();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            Check.Is(202, fixture.First.Delete("/0"));
            Check.Is(202, fixture.First.Delete("/1"));
            Check.Is(204, fixture.First.Put("/0/0", Accounts.Bootstrap()));
            fixture.WriteServer();
            fixture.Finish();
            Check.Is(14, fixture.First.Datagrams);
            Check.Is(BytesOfFourteen, fixture.First.Bytes, "bytes");
        }

        [TestMethod]
        public void Object_is_written_with_all_its_instances()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.Put("/0", Accounts.Instances(Accounts.Bootstrap(), Accounts.Way(Accounts.FirstUri, 101), Accounts.Way(Accounts.SecondUri, 102))));
            Check.Is(204, fixture.First.Put("/1", Accounts.Instances(Accounts.Server(101, 86400), Accounts.Server(102, 86400))));
            fixture.Finish();
            fixture.First.Accept();
            fixture.Second.Accept();
        }

        [TestMethod]
        public void Object_with_many_instances_is_written_in_one_message()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            byte[] access = new byte[0];
            for (int i = 0; i < Limits.MaxAccessControls; i++)
            {
                access = Hex.Join(access, Accounts.Instance(i, Accounts.Access(3, i, 1, 0, 1, 101, 5)));
            }

            Check.Is(204, fixture.First.Put("/2", access));
            Check.Is(205, fixture.First.Get("/2"));
            Hex.AreEqual(Hex.Text(access), fixture.First.Payload);
        }

        [TestMethod]
        public void Body_may_come_in_blocks()
        {
            byte[] ways = Accounts.Instances(Accounts.Bootstrap(), Accounts.Way(Accounts.FirstUri, 1));
            for (int exponent = 0; exponent <= 5; exponent++)
            {
                ServersFixture fixture = ServersFixture.Bootstrapping();
                Check.Is(204, fixture.First.PutInBlocks("/0", ways, exponent));
                Check.Is(204, fixture.First.PutInBlocks("/1/0", Accounts.Server(1, 86400), exponent));
                fixture.Finish();
                fixture.First.Accept();
                fixture = null;
            }
        }

        [TestMethod]
        public void Instance_is_written_with_and_without_its_wrapper()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(101, 60)));
            Check.Is(204, fixture.First.Put("/1/7", Accounts.Instance(7, Accounts.Server(102, 61))));
            Check.Is(400, fixture.First.Put("/1/7", Accounts.Instance(8, Accounts.Server(102, 61))));
            ExpectServers(fixture, Hex.Join(Accounts.Instance(0, Accounts.Server(101, 60)), Accounts.Instance(7, Accounts.Server(102, 61))));
        }

        [TestMethod]
        public void Instance_that_is_written_again_has_what_the_last_message_says_and_no_more()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(101, 60, Accounts.Number(23, 1))));
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(101, 61)));
            ExpectServers(fixture, Accounts.Instance(0, Accounts.Server(101, 61)));

            // That of the object as well, and instances that the message does not name stay.
            Check.Is(204, fixture.First.Put("/1/1", Accounts.Server(102, 62)));
            Check.Is(204, fixture.First.Put("/1", Accounts.Instance(0, Accounts.Server(101, 63))));
            ExpectServers(fixture, Accounts.Instances(Accounts.Server(101, 63), Accounts.Server(102, 62)));
        }

        [TestMethod]
        public void Resources_are_written_that_servers_only_read_or_do_not_see()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(101, 60)));
            ServerAccount account = fixture.Server.Account(0);
            Check.Is(204, fixture.First.Put("/1/0/0", Accounts.Number(0, 102)));
            Check.Is(102, account.ShortServerId);
            Check.Is(204, fixture.First.PutText("/1/0/0", "103"));
            Check.Is(103, account.ShortServerId);
            Check.Is(204, fixture.First.PutAs(60, "/1/0/0", Hex.Bytes("1868")));
            Check.Is(104, account.ShortServerId);
            Check.Is(204, fixture.First.Put("/1/0/13", Accounts.Number(13, 2)));
            Check.Is(2, account.PriorityOrder);
            Check.Is(204, fixture.First.PutAs(ClientFixture.Opaque, "/0/0/3", Hex.Bytes("6D65")));
            Hex.AreEqual("6D65", fixture.Security.Account(0).IdentityBytes, 0, fixture.Security.Account(0).IdentityLength);

            // The others stay.
            Check.Is(60, account.LifetimeSeconds);
        }

        [TestMethod]
        public void Resource_is_written_whether_or_not_its_instance_is_there()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.PutText("/1/3/0", "101"));
            Check.Is(204, fixture.First.PutText("/1/3/1", "86400"));
            Check.Is(204, fixture.First.PutText("/1/3/6", "0"));
            Check.Is(204, fixture.First.PutText("/1/3/7", "U"));
            ExpectServers(fixture, Accounts.Instance(3, Accounts.Server(101, 86400)));
        }

        [TestMethod]
        public void Multiple_resource_is_replaced_as_a_whole()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.Put("/2/0", Accounts.Access(3, 0, 101, 0, 1, 101, 31)));
            Check.Is(204, fixture.First.Put("/2/0/2", Accounts.AccessList(102, 15)));
            ExpectAccess(fixture, Accounts.Access(3, 0, 101, 102, 15));

            Check.Is(204, fixture.First.PutAs(SenMlPack.Format, "/2/0/2", SenMlPack.Of(SenMlPack.First("/2/0/2/", "0", "0203"), SenMlPack.Record("101", "0207"))));
            ExpectAccess(fixture, Accounts.Access(3, 0, 101, 0, 3, 101, 7));

            // With no instance at all, too.
            Check.Is(204, fixture.First.Put("/2/0/2", Accounts.AccessList()));
            ExpectAccess(fixture, Accounts.Access(3, 0, 101));
        }

        [TestMethod]
        public void Accounts_are_written_in_SenML_CBOR()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            byte[] way = SenMlPack.Of(
                SenMlPack.First("/0/1/", "0", SenMlPack.TextValue(Accounts.FirstUri)),
                SenMlPack.Record("1", "04F4"),
                SenMlPack.Record("2", "0203"),
                SenMlPack.Record("3", "0840"),
                SenMlPack.Record("4", "0840"),
                SenMlPack.Record("5", "0840"),
                SenMlPack.Record("10", "0201"));
            Check.Is(204, fixture.First.PutAs(SenMlPack.Format, "/0/1", way));
            byte[] server = SenMlPack.Of(
                SenMlPack.First("/1/0/", "0", "0201"),
                SenMlPack.Record("1", "021A00015180"),
                SenMlPack.Record("6", "04F4"),
                SenMlPack.Record("7", SenMlPack.TextValue("U")));
            Check.Is(204, fixture.First.PutAs(SenMlPack.Format, "/1/0", server));
            fixture.Finish();
            fixture.First.Accept();
            fixture.Step();
            Hex.AreEqual(Hex.Text(Accounts.OneServer()), fixture.Image());
        }

        [TestMethod]
        public void Objects_and_resources_are_written_in_SenML_CBOR()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            byte[] servers = SenMlPack.Of(
                SenMlPack.First("/1/", "0/0", "021865"),
                SenMlPack.Record("0/1", "02183C"),
                SenMlPack.Record("0/6", "04F4"),
                SenMlPack.Record("0/7", SenMlPack.TextValue("U")),
                SenMlPack.Record("1/0", "021866"),
                SenMlPack.Record("1/1", "02183D"),
                SenMlPack.Record("1/6", "04F4"),
                SenMlPack.Record("1/7", SenMlPack.TextValue("U")));
            Check.Is(204, fixture.First.PutAs(SenMlPack.Format, "/1", servers));
            ExpectServers(fixture, Accounts.Instances(Accounts.Server(101, 60), Accounts.Server(102, 61)));

            byte[] access = SenMlPack.Of(
                SenMlPack.First("/2/", "0/0", "0203"),
                SenMlPack.Record("0/1", "0200"),
                SenMlPack.Record("0/2/0", "0201"),
                SenMlPack.Record("0/2/102", "020F"),
                SenMlPack.Record("0/3", "021865"),
                SenMlPack.Record("1/0", "0204"),
                SenMlPack.Record("1/1", "0200"),
                SenMlPack.Record("1/3", "021866"));
            Check.Is(204, fixture.First.PutAs(SenMlPack.Format, "/2", access));
            Check.Is(205, fixture.First.Get("/2"));
            Hex.AreEqual(Hex.Text(Accounts.Instances(Accounts.Access(3, 0, 101, 0, 1, 102, 15), Accounts.Access(4, 0, 102))), fixture.First.Payload);

            Check.Is(204, fixture.First.PutAs(SenMlPack.Format, "/1/1/1", SenMlPack.Of(SenMlPack.First("/1/1/1", string.Empty, "021903E8"))));
            ExpectServers(fixture, Accounts.Instances(Accounts.Server(101, 60), Accounts.Server(102, 1000)));
        }

        [TestMethod]
        public void Objects_of_the_application_are_written_and_deleted_too()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly(), true);
            fixture.Start();
            fixture.First.AcceptBootstrap();
            fixture.Step();

            // Counter, which servers only read, included.
            Check.Is(204, fixture.First.Put("/26241/2", Hex.Bytes("C10061 C10107 C10A05")));
            Check.True(fixture.Sample.HasInstance(2));
            Check.Is(405, fixture.First.Get("/26241/2"));
            Check.Is(205, fixture.First.Discover("/26241"));
            Check.Is("</>;lwm2m=1.1,</26241>;ver=2.1,</26241/2>", fixture.First.PayloadText);
            Check.Is(202, fixture.First.Delete("/26241"));
            Check.False(fixture.Sample.HasInstance(2));
        }

        [TestMethod]
        public void What_the_client_does_not_know_of_an_instance_is_no_error()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(101, 60, Accounts.Number(21, 1), Accounts.Number(300, 1), Accounts.Text(10, "apn"))));
            ExpectServers(fixture, Accounts.Instance(0, Accounts.Server(101, 60)));
        }

        [TestMethod]
        public void Delete_of_everything_leaves_the_bootstrap_account_and_the_device()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly(), true);
            fixture.Start();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            fixture.WriteServer();
            Check.Is(204, fixture.First.Put("/2/0", Accounts.Access(3, 0, 1)));
            Check.Is(204, fixture.First.Put("/26241/0", Hex.Bytes("C10061")));
            Check.Is(202, fixture.First.Delete("/"));
            Check.Is(205, fixture.First.Discover("/"));
            Check.Is("</>;lwm2m=1.1,</0/0>,</1>,</2>,</3/0>,</26241>;ver=2.1", fixture.First.PayloadText);
            Hex.AreEqual(Hex.Text(Accounts.Bootstrap()), SecurityOf(fixture, 0));
        }

        [TestMethod]
        public void Delete_of_the_security_object_leaves_the_bootstrap_account()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(202, fixture.First.Delete("/0"));
            Check.Is(202, fixture.First.Delete("/1"));
            Check.Is(205, fixture.First.Discover("/"));
            Check.Is("</>;lwm2m=1.1,</0/0>,</1>,</2>,</3/0>", fixture.First.PayloadText);
        }

        [TestMethod]
        public void Delete_of_an_instance_leaves_the_others()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(204, fixture.First.Put("/1/1", Accounts.Server(102, 60)));
            Check.Is(202, fixture.First.Delete("/1/0"));
            Check.Is(202, fixture.First.Delete("/0/1"));
            Check.Is(205, fixture.First.Discover("/"));
            Check.Is("</>;lwm2m=1.1,</0/0>,</1/1>;ssid=102,</2>,</3/0>", fixture.First.PayloadText);
        }

        [TestMethod]
        public void Discover_tells_accounts_with_their_servers_and_no_attribute_of_a_server()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(205, fixture.First.Discover("/"));
            Check.Is(ClientFixture.Link, fixture.First.Format);
            Check.Is("</>;lwm2m=1.1,</0/0>,</1>,</2>,</3/0>", fixture.First.PayloadText);

            fixture.WriteServer();
            Check.Is(204, fixture.First.Put("/0/2", Accounts.SecureWay("coaps://[2001:db8::2]:61616", 102, "me", Hex.Bytes("00112233"))));
            Check.Is(204, fixture.First.Put("/1/7", Accounts.Server(102, 60)));
            Check.Is(205, fixture.First.Discover("/"));
            Check.Is(
                "</>;lwm2m=1.1,</0/0>,</0/1>;ssid=1;uri=\"coap://first.example\",</0/2>;ssid=102;uri=\"coaps://[2001:db8::2]:61616\","
                    + "</1/0>;ssid=1,</1/7>;ssid=102,</2>,</3/0>",
                fixture.First.PayloadText);
            Check.Is(205, fixture.First.Discover("/0"));
            Check.Is(
                "</>;lwm2m=1.1,</0/0>,</0/1>;ssid=1;uri=\"coap://first.example\",</0/2>;ssid=102;uri=\"coaps://[2001:db8::2]:61616\"",
                fixture.First.PayloadText);
            Check.Is(205, fixture.First.Discover("/1"));
            Check.Is("</>;lwm2m=1.1,</1/0>;ssid=1,</1/7>;ssid=102", fixture.First.PayloadText);
            Check.Is(205, fixture.First.Discover("/2"));
            Check.Is("</>;lwm2m=1.1,</2>", fixture.First.PayloadText);
            Check.Is(205, fixture.First.Discover("/3"));
            Check.Is("</>;lwm2m=1.1,</3/0>", fixture.First.PayloadText);
        }

        [TestMethod]
        public void Read_gives_what_servers_would_read()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(101, 60, Accounts.Number(13, 1))));
            Check.Is(205, fixture.First.GetAs(ClientFixture.Tlv, "/1/0"));
            Check.Is(ClientFixture.Tlv, fixture.First.Format);
            Hex.AreEqual(Hex.Text(Accounts.Server(101, 60)), fixture.First.Payload);
            Check.Is(205, fixture.First.GetAs(SenMlPack.Format, "/1/0"));
            Hex.AreEqual(
                Hex.Text(SenMlPack.Of(
                    SenMlPack.First("/1/0/", "0", "021865"),
                    SenMlPack.Record("1", "02183C"),
                    SenMlPack.Record("6", "04F4"),
                    SenMlPack.Record("7", SenMlPack.TextValue("U")))),
                fixture.First.Payload);
            Check.Is(205, fixture.First.Get("/2"));
            Check.Is(0, fixture.First.Payload.Length);

            // It is not observed.
            Check.Is(205, fixture.First.ObserveAt("/1"));
            Check.Is(ServerPeer.None, fixture.First.Observe);
        }

        [TestMethod]
        public void Account_with_a_key_is_used_with_it()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            byte[] key = Hex.Bytes("00112233445566778899AABBCCDDEEFF");
            Check.Is(204, fixture.First.Put("/0/1", Accounts.SecureWay("coaps://first.example", 1, "me", key)));
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(1, 86400)));
            fixture.Finish();
            Check.Is("first.example", fixture.First.Host);
            Check.Is(5684, fixture.First.Transport.Port);
            Hex.AreEqual("6D65", fixture.First.Transport.Credentials.IdentityBytes, 0, fixture.First.Transport.Credentials.IdentityLength);
            Hex.AreEqual(Hex.Text(key), fixture.First.Transport.Credentials.KeyBytes, 0, fixture.First.Transport.Credentials.KeyLength);
            fixture.First.Accept();
        }

        [TestMethod]
        public void Bootstrap_server_with_a_key_is_asked_with_it()
        {
            byte[] account = Hex.Join(
                Accounts.Text(0, "coaps://bootstrap.example:6000"), Accounts.Number(1, 1), Accounts.Number(2, 0), Accounts.Text(3, "nano-1"),
                Accounts.Text(4, string.Empty), Accounts.Text(5, "secret"));
            ServersFixture fixture = new ServersFixture(Accounts.Image(Accounts.Instances(account), new byte[0], new byte[0]));
            fixture.First.Transport.IsPeerAuthenticated = true;
            fixture.Start();
            Check.Is(6000, fixture.First.Transport.Port);
            Hex.AreEqual(Hex.Text(Hex.Ascii("secret")), fixture.First.Transport.Credentials.KeyBytes, 0, fixture.First.Transport.Credentials.KeyLength);
            fixture.First.AcceptBootstrap();
            Check.Is(0, fixture.First.Message.TokenLength);

            // Without one, for the server that it writes.
            fixture.Step();
            fixture.First.Transport.IsPeerAuthenticated = false;
            fixture.WriteServer();
            fixture.Finish();
            Assert.IsNull(fixture.First.Transport.Credentials);
            fixture.First.Accept();
        }

        [TestMethod]
        public void Bootstrap_server_may_move()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            byte[] account = Hex.Join(
                Accounts.Text(0, "coap://elsewhere.example"), Accounts.Number(1, 1), Accounts.Number(2, 3), Accounts.Text(3, string.Empty),
                Accounts.Text(4, string.Empty), Accounts.Text(5, string.Empty));
            Check.Is(204, fixture.First.Put("/0/0", account));
            fixture.WriteServer();
            fixture.Finish();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(204, fixture.First.Post("/1/0/9"));
            fixture.Step();
            Check.Is("elsewhere.example", fixture.First.Host);
            fixture.First.AcceptBootstrap();
        }

        [TestMethod]
        public void Bootstrap_account_is_given_up_when_its_time_is_over()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly(Accounts.Number(12, 600)));
            fixture.Start();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            fixture.WriteServer();
            fixture.Run(100);
            fixture.Finish();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(205, fixture.First.Discover("/1/0"));
            Check.Is("</1/0>,</1/0/0>,</1/0/1>,</1/0/4>,</1/0/6>,</1/0/7>,</1/0/8>,</1/0/9>", fixture.First.PayloadText);

            int version = fixture.Client.ConfigurationVersion;
            fixture.Run(599);
            Check.True(fixture.Security.BootstrapAccount != null);
            Check.Is(version, fixture.Client.ConfigurationVersion);
            fixture.Run(1);
            Assert.IsNull(fixture.Security.BootstrapAccount);
            Assert.AreNotEqual(version, fixture.Client.ConfigurationVersion);

            // Then there is nothing to trigger.
            Check.Is(404, fixture.First.Post("/1/0/9"));
            Check.Is(205, fixture.First.Discover("/1/0"));
            Check.Is("</1/0>,</1/0/0>,</1/0/1>,</1/0/4>,</1/0/6>,</1/0/7>,</1/0/8>", fixture.First.PayloadText);
            Check.True(fixture.Client.State == RegistrationState.Registered);
        }

        [TestMethod]
        public void Bootstrap_account_without_a_time_stays()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            fixture.Finish();
            fixture.First.Accept();
            fixture.Step();
            fixture.Now += 80000000;
            fixture.Step();
            Check.True(fixture.Security.BootstrapAccount != null);
        }

        [TestMethod]
        public void Message_ids_of_a_server_are_not_those_of_the_bootstrap_server()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            fixture.Start();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(204, fixture.First.Post("/1/0/9"));
            string messageId = Hex.Text(fixture.First.MessageBytes, 2, 2);
            fixture.First.AcceptBootstrap();
            fixture.Step();

            // DELETE /1 with the message id of the server's request, whose answer it would be if it were the same.
            fixture.First.Transport.Arrive("4004" + messageId + "B131");
            fixture.Step();
            fixture.First.Take();
            Hex.AreEqual("6042" + messageId, fixture.First.MessageBytes);
        }

        [TestMethod]
        public void Attributes_and_observations_of_a_server_do_not_outlive_a_bootstrap()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            fixture.Start();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(204, fixture.First.Put("/1/0/6?pmin=7", null));
            Check.Is(205, fixture.First.ObserveAt("/1/0/6"));
            Check.Is(204, fixture.First.Post("/1/0/9"));
            fixture.First.AcceptBootstrap();
            fixture.Step();
            Check.Is(204, fixture.First.Put("/0/1", Accounts.Way(Accounts.SecondUri, 2)));
            Check.Is(204, fixture.First.Put("/1/0", Accounts.Server(2, 86400)));
            fixture.Finish();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(205, fixture.First.Discover("/1/0/6"));
            Check.Is("</1/0/6>", fixture.First.PayloadText);
            Check.Is(204, fixture.First.PutText("/1/0/6", "1"));
            fixture.Run(60);
            fixture.First.ExpectSilence();
        }

        [TestMethod]
        public void Stop_ends_a_bootstrap()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            fixture.Client.Stop();
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Stopped);
            Check.False(fixture.First.Transport.IsOpen);
            Check.Is(CoapTiming.Never, fixture.Next);
            Hex.AreEqual(Hex.Text(Accounts.BootstrapOnly()), fixture.Image());
        }


        private static void ExpectServers(ServersFixture fixture, byte[] instances)
        {
            Check.Is(205, fixture.First.Get("/1"));
            Hex.AreEqual(Hex.Text(instances), fixture.First.Payload);
        }

        private static void ExpectAccess(ServersFixture fixture, byte[] instance)
        {
            Check.Is(205, fixture.First.Get("/2/0"));
            Hex.AreEqual(Hex.Text(instance), fixture.First.Payload);
        }

        // What the client keeps of an account, as the resources of the Security Object that a bootstrap account has.
        private static byte[] SecurityOf(ServersFixture fixture, int instanceId)
        {
            SecurityAccount account = fixture.Security.Account(instanceId);
            byte[] none = new byte[0];
            byte[] uri = new byte[account.ServerUri.Length];
            System.Array.Copy(account.ServerUri.Bytes, 0, uri, 0, uri.Length);
            Check.Is(0, account.IdentityLength);
            Check.Is(0, account.KeyLength);
            return Hex.Join(
                Accounts.Opaque(0, uri), Accounts.Number(1, account.IsBootstrapServer ? 1 : 0), Accounts.Number(2, account.SecurityMode),
                Accounts.Opaque(3, none), Accounts.Opaque(4, none), Accounts.Opaque(5, none));
        }
    }
}
