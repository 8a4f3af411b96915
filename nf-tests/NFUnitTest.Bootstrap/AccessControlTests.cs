using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Who may do what where there are two servers (LwM2M Core 1.1, section 7.3): 101 and 102, and an instance 0 of the sample object that the
    /// test protects.
    /// </summary>
    [TestClass]
    public class AccessControlTests
    {
        private const int Json = 110;
        private const int None = 0;
        private const int Read = 1;
        private const int Write = 2;
        private const int Execute = 4;
        private const int Delete = 8;
        private const int Create = 16;
        private const int All = Read | Write | Execute | Delete;
        private const int Everyone = 0;
        private const int WholeObject = 65535;
        private const int BootstrapServer = 65535;
        private const int Sample = 26241;

        [TestMethod]
        public void Object_is_shown_only_where_there_is_more_than_one_server()
        {
            ServersFixture fixture = new ServersFixture(
                Accounts.Image(
                    Accounts.Instances(Accounts.Way(Accounts.FirstUri, 101)), Accounts.Instances(Accounts.Server(101, 86400)),
                    Accounts.Instances(Accounts.Access(3, 0, 7, 101, None))));
            fixture.Start();
            fixture.First.Accept();
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>", fixture.First.PayloadText);
            fixture.Step();
            string[] paths = { "/2", "/2/0", "/2/0/0", "/2/0/2/101" };
            for (int i = 0; i < paths.Length; i++)
            {
                Check.Is(404, fixture.First.Get(paths[i]));
                Check.Is(404, fixture.First.Discover(paths[i]));
                Check.Is(404, fixture.First.Put(paths[i], Accounts.Number(3, 101)));
                Check.Is(404, fixture.First.Post(paths[i], Accounts.Number(3, 101)));
                Check.Is(404, fixture.First.Delete(paths[i]));
                Check.Is("[]", ReadComposite(fixture.First, paths[i]));
            }

            // Nor does it bind.
            Check.Is(205, fixture.First.Get("/3/0/0"));
            Check.Is(205, fixture.First.Get("/3/0"));

            // With two it is there.
            fixture = null;
            fixture = ServersFixture.Registered(Accounts.Access(3, 0, 101));
            Check.Is(205, fixture.First.Discover("/2"));
            Check.Is("</2>,</2/0>,</2/0/0>,</2/0/1>,</2/0/3>", fixture.First.PayloadText);
            Check.Is(205, fixture.Second.GetAs(ClientFixture.Tlv, "/2/0"));
            Hex.AreEqual(Hex.Text(Accounts.Access(3, 0, 101)), fixture.Second.Payload);
        }

        [TestMethod]
        public void Where_nothing_is_said_every_server_may_do_everything()
        {
            ExpectRights(Protected().First, All);
            ExpectRights(Protected().Second, All);
            ServersFixture fixture = ServersFixture.Registered();
            CreateSample(fixture, fixture.First);
        }

        [TestMethod]
        public void Owner_has_every_right_unless_an_entry_says_which()
        {
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101)).First, All);
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101, Everyone, None)).First, All);
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101, 101, Read)).First, Read);
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101, Everyone, All, 101, None)).First, None);
        }

        [TestMethod]
        public void Another_server_has_the_rights_of_its_entry_or_of_the_default_one_or_none()
        {
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101)).Second, None);
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101, 101, All)).Second, None);
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101, Everyone, Read)).Second, Read);
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101, Everyone, Read, 102, Write)).Second, Write);
            ExpectRights(Protected(Accounts.Access(Sample, 0, 101, Everyone, All, 102, None)).Second, None);
            ExpectRights(Protected(Accounts.Access(Sample, 0, BootstrapServer, 102, Execute)).Second, Execute);
            ExpectRights(Protected(Accounts.Access(Sample, 0, BootstrapServer, 102, Delete)).Second, Delete);
            ExpectRights(Protected(Accounts.Access(Sample, 0, BootstrapServer, 102, All)).Second, All);

            // That of another instance is not meant.
            ExpectRights(Protected(Accounts.Access(Sample, 1, 101)).Second, All);
        }

        [TestMethod]
        public void Discover_and_attributes_of_an_object_take_no_right()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 101));
            Check.Is(205, fixture.Second.Discover("/26241"));
            Check.Is(205, fixture.Second.Discover("/26241/0"));
            Check.Is(205, fixture.Second.Discover("/26241/0/10"));
            Check.Is(204, fixture.Second.Put("/26241?pmin=5", null));
        }

        [TestMethod]
        public void What_is_not_there_is_not_found_whoever_asks()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 101));
            Check.Is(404, fixture.Second.Get("/26241/1"));
            Check.Is(404, fixture.Second.PutText("/26241/1/1", "1"));
            Check.Is(404, fixture.Second.Post("/26241/1/9"));
            Check.Is(404, fixture.Second.Delete("/26241/1"));
            Check.Is(401, fixture.Second.Get("/0/0"));
        }

        [TestMethod]
        public void Read_of_an_object_leaves_out_what_may_not_be_read()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 101), Accounts.Access(Sample, 1, 101, 102, Read), Accounts.Access(Sample, 2, 101, 102, Write));
            fixture.Sample.Create(1);
            fixture.Sample.Create(2);
            fixture.Step();
            TakeUpdates(fixture);
            Check.Is(205, fixture.First.GetAs(Json, "/26241"));
            Check.Is("[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"10\",\"v\":0},{\"bn\":\"/26241/1/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"10\",\"v\":0},"
                + "{\"bn\":\"/26241/2/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"10\",\"v\":0}]", fixture.First.PayloadText);
            Check.Is(205, fixture.Second.GetAs(Json, "/26241"));
            Check.Is("[{\"bn\":\"/26241/1/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"10\",\"v\":0}]", fixture.Second.PayloadText);

            // Nothing is left: that is no right at all.
            fixture.Sample.Delete(1);
            fixture.Step();
            TakeUpdates(fixture);
            Check.Is(401, fixture.Second.GetAs(Json, "/26241"));
            Check.Is(401, fixture.Second.ObserveAt("/26241"));
        }

        [TestMethod]
        public void Composite_read_leaves_out_what_may_not_be_read()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 101), Accounts.Access(1, 1, 102, 101, None));
            Check.Is("[{\"bn\":\"/26241/0/0\",\"vs\":\"\"}]", ReadComposite(fixture.First, "/26241/0/0"));
            Check.Is("[]", ReadComposite(fixture.Second, "/26241/0/0"));
            Check.Is("[{\"bn\":\"/1/0/0\",\"v\":101}]", ReadComposite(fixture.First, "/1/0/0"));
            Check.Is("[]", ReadComposite(fixture.First, "/1/1/0"));
            Check.Is("[{\"bn\":\"/1/1/0\",\"v\":102}]", ReadComposite(fixture.Second, "/1/1/0"));
        }

        [TestMethod]
        public void Composite_write_needs_the_right_on_every_instance()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 101, 102, Read), Accounts.Access(1, 0, 101, 102, Write));
            Check.Is(401, WriteComposite(fixture.Second, "[{\"n\":\"/1/0/1\",\"v\":60},{\"n\":\"/26241/0/1\",\"v\":7}]"));
            Check.Is(86400, fixture.Server.Account(0).LifetimeSeconds);
            Check.Is(204, WriteComposite(fixture.First, "[{\"n\":\"/1/0/6\",\"vb\":true},{\"n\":\"/26241/0/1\",\"v\":7}]"));
            Check.Is(204, WriteComposite(fixture.Second, "[{\"n\":\"/1/0/6\",\"vb\":false}]"));
            Check.Is(401, WriteComposite(fixture.First, "[{\"n\":\"/0/0/0\",\"vs\":\"coap://evil.example\"}]"));
        }

        [TestMethod]
        public void Create_takes_the_right_of_the_object_as_a_whole()
        {
            ServersFixture fixture = ServersFixture.Registered(Accounts.Access(Sample, WholeObject, BootstrapServer, 101, Create, 102, All));
            Check.Is(401, fixture.Second.Post("/26241", Hex.Bytes("C10061")));
            Check.Is(201, fixture.First.Post("/26241", Hex.Bytes("C10061")));
            Check.Is("/26241/0", fixture.First.Location);
            TakeUpdates(fixture);

            // The default entry counts here, too.
            fixture = null;
            fixture = ServersFixture.Registered(Accounts.Access(Sample, WholeObject, BootstrapServer, Everyone, Create));
            Check.Is(201, fixture.Second.Post("/26241", Hex.Bytes("C10061")));
        }

        [TestMethod]
        public void Created_instance_belongs_to_the_server_that_created_it()
        {
            ServersFixture fixture = ServersFixture.Registered();
            CreateSample(fixture, fixture.Second);
            ExpectRights(fixture.First, None);
            Check.Is(205, fixture.First.GetAs(ClientFixture.Tlv, "/2/0"));
            Hex.AreEqual(Hex.Text(Accounts.Access(Sample, 0, 102)), fixture.First.Payload);

            // It lets the other one read.
            Check.Is(401, fixture.First.Post("/2/0/2", Accounts.AccessList(101, All)));
            Check.Is(204, fixture.Second.Post("/2/0/2", Accounts.AccessList(101, Read)));
            ExpectRights(fixture.First, Read);
            ExpectRights(fixture.Second, All);

            // With the instance goes what was said about it.
            TakeUpdates(fixture);
            Check.Is(205, fixture.First.Get("/2"));
            Check.Is(0, fixture.First.Payload.Length);
        }

        [TestMethod]
        public void Instance_that_nobody_could_own_is_not_created()
        {
            byte[][] full = new byte[Limits.MaxAccessControls][];
            for (int i = 0; i < full.Length; i++)
            {
                full[i] = Accounts.Access(9000 + i, 0, 101);
            }

            ServersFixture fixture = ServersFixture.Registered(full);
            int version = fixture.Client.ConfigurationVersion;
            Check.Is(503, fixture.First.Post("/26241", Hex.Bytes("C10061")));
            Check.False(fixture.Sample.HasInstance(0));
            Check.Is(version, fixture.Client.ConfigurationVersion);
        }

        [TestMethod]
        public void Access_control_is_read_by_all_and_written_by_its_owner()
        {
            ServersFixture fixture = ServersFixture.Registered(Accounts.Access(3, 0, 101, Everyone, Read), Accounts.Access(4, 0, BootstrapServer, 101, All));
            int version = fixture.Client.ConfigurationVersion;
            Check.Is(205, fixture.Second.Get("/2"));
            Hex.AreEqual(
                Hex.Text(Accounts.Instances(Accounts.Access(3, 0, 101, Everyone, Read), Accounts.Access(4, 0, BootstrapServer, 101, All))),
                fixture.Second.Payload);
            Check.Is(205, fixture.Second.Get("/2/0/2/0"));
            Check.Is("1", fixture.Second.PayloadText);

            // Not even all rights on what it protects are one on it.
            Check.Is(401, fixture.Second.Put("/2/0/2", Accounts.AccessList(102, All)));
            Check.Is(401, fixture.Second.Put("/2/0/3", Accounts.Number(3, 102)));
            Check.Is(401, fixture.First.Put("/2/1/2", Accounts.AccessList(101, All)));
            Check.Is(version, fixture.Client.ConfigurationVersion);

            Check.Is(204, fixture.First.Put("/2/0/2", Accounts.AccessList(101, All, 102, Write)));
            Check.Is(204, fixture.First.PutText("/2/0/2/102", "3"));
            Check.Is(205, fixture.First.GetAs(ClientFixture.Tlv, "/2/0/2"));
            Hex.AreEqual(Hex.Text(Accounts.AccessList(101, All, 102, Read | Write)), fixture.First.Payload);
            Check.True(fixture.Client.ConfigurationVersion > version);

            // Rights that there are none of, servers beyond the room for them; what is protected stays.
            Check.Is(400, fixture.First.Put("/2/0/2", Accounts.AccessList(102, 32)));
            Check.Is(503, fixture.First.Post("/2/0/2", Accounts.AccessList(103, Read, 104, Read, 105, Read)));
            Check.Is(405, fixture.First.Put("/2/0/0", Accounts.Number(0, 4)));
            Check.Is(405, fixture.First.Put("/2/0/1", Accounts.Number(1, 1)));
            Check.Is(405, fixture.First.Delete("/2/0"));
            Check.Is(405, fixture.First.Post("/2", Accounts.Access(5, 0, 101)));

            // The owner gives it away.
            Check.Is(204, fixture.First.PutText("/2/0/3", "102"));
            Check.Is(401, fixture.First.PutText("/2/0/3", "101"));
            Check.Is(204, fixture.Second.PutText("/2/0/2/102", "1"));
        }

        [TestMethod]
        public void Notification_waits_for_the_right_to_read()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 101, 102, Read));
            Check.Is(204, fixture.First.PutText("/26241/0/1", "1"));
            Check.Is(205, fixture.Second.ObserveAt("/26241/0/1"));
            Check.Is(204, fixture.First.PutText("/26241/0/1", "2"));
            fixture.Second.Take();
            Check.Is("2", fixture.Second.PayloadText);

            Check.Is(204, fixture.First.Put("/2/0/2", Accounts.AccessList(102, Write)));
            Check.Is(204, fixture.First.PutText("/26241/0/1", "3"));
            fixture.Run(1000);
            fixture.Second.ExpectSilence();

            Check.Is(204, fixture.First.Put("/2/0/2", Accounts.AccessList(102, Read)));
            Check.Is(204, fixture.First.PutText("/26241/0/1", "4"));
            fixture.Second.Take();
            Check.Is("4", fixture.Second.PayloadText);
        }

        [TestMethod]
        public void Notification_of_an_object_has_what_its_server_may_read()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 101), Accounts.Access(Sample, 1, 101, 102, Read));
            fixture.Sample.Create(1);
            fixture.Step();
            TakeUpdates(fixture);
            Check.Is(205, fixture.First.Request(CoapCode.Get, "/26241", ServerPeer.None, Json, 0, null));
            Check.Is(205, fixture.Second.Request(CoapCode.Get, "/26241", ServerPeer.None, Json, 0, null));
            Check.Is(204, fixture.First.PutText("/26241/1/1", "5"));
            fixture.First.Take();
            Check.Is(
                "[{\"bn\":\"/26241/0/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"10\",\"v\":0},{\"bn\":\"/26241/1/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"1\",\"v\":5},{\"n\":\"10\",\"v\":0}]",
                fixture.First.PayloadText);
            fixture.Second.Take();
            Check.Is("[{\"bn\":\"/26241/1/\",\"n\":\"0\",\"vs\":\"\"},{\"n\":\"1\",\"v\":5},{\"n\":\"10\",\"v\":0}]", fixture.Second.PayloadText);
        }

        [TestMethod]
        public void Server_that_is_left_alone_is_bound_by_nothing()
        {
            ServersFixture fixture = Protected(Accounts.Access(Sample, 0, 102, 101, None));
            ExpectRights(fixture.First, None);
            Check.Is(202, fixture.First.Delete("/1/1"));
            fixture.Second.Expect(CoapCode.Delete, "/rd/b");
            fixture.Second.Respond(202);
            fixture.Step();
            TakeUpdates(fixture);
            Check.Is(404, fixture.First.Get("/2"));
            ExpectRights(fixture.First, All);
        }

        // Both servers are registered with, and there is an instance 0 of the sample object.
        private static ServersFixture Protected(params byte[][] access)
        {
            ServersFixture fixture = ServersFixture.Registered(access);
            Check.Is(ResponseCode.Created, fixture.Sample.Create(0));
            fixture.Step();
            TakeUpdates(fixture);
            return fixture;
        }

        private static void CreateSample(ServersFixture fixture, ServerPeer server)
        {
            Check.Is(201, server.Post("/26241", Hex.Bytes("C10061")));
            TakeUpdates(fixture);
        }

        // Every operation on the instance and its resources, and the one that ends it last.
        private static void ExpectRights(ServerPeer server, int rights)
        {
            Expect(server.Get("/26241/0"), 205, rights & Read);
            Expect(server.Get("/26241/0/10"), 205, rights & Read);
            Expect(server.GetAs(Json, "/26241/0/10"), 205, rights & Read);
            Expect(server.ObserveAt("/26241/0/10"), 205, rights & Read);
            Expect(server.Put("/26241/0?pmin=1", null), 204, rights & Read);
            Expect(server.PutText("/26241/0/1", "1"), 204, rights & Write);
            Expect(server.Put("/26241/0", Hex.Bytes("C10061")), 204, rights & Write);
            Expect(server.Post("/26241/0", Hex.Bytes("C10107")), 204, rights & Write);
            Expect(server.Post("/26241/0/8", Hex.Bytes("8608 410005 410106")), 204, rights & Write);
            Expect(server.Post("/26241/0/9"), 204, rights & Execute);
            if ((rights & Delete) == 0)
            {
                Check.Is(401, server.Delete("/26241/0"));
            }
            else
            {
                Check.Is(202, server.Delete("/26241/0"));
            }
        }

        private static void Expect(int code, int granted, int right)
        {
            Check.Is(right != 0 ? granted : 401, code);
        }

        private static string ReadComposite(ServerPeer server, string path)
        {
            Check.Is(205, server.Request(CoapCode.Fetch, "/", Json, Json, ServerPeer.None, Hex.Ascii("[{\"n\":\"" + path + "\"}]")));
            return server.PayloadText;
        }

        private static int WriteComposite(ServerPeer server, string pack)
        {
            return server.Request(CoapCode.IPatch, "/", Json, ServerPeer.None, ServerPeer.None, Hex.Ascii(pack));
        }

        // The links have changed, and both servers are told; who observed what is gone is told that, too.
        private static void TakeUpdates(ServersFixture fixture)
        {
            ServerPeer[] servers = { fixture.First, fixture.Second };
            for (int i = 0; i < servers.Length; i++)
            {
                while (servers[i].Transport.SentCount > 0)
                {
                    servers[i].Take();
                    if (servers[i].Message.Code == CoapCode.Post)
                    {
                        servers[i].Respond(204);
                        fixture.Step();
                    }
                }
            }
        }
    }
}
