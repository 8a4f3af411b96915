using Lwm2mNano.Client;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Server and the Security Object: what a server may see and do, and what a configuration may hold.
    /// </summary>
    [TestClass]
    public class ObjectServerTests
    {
        private const string Account = "C10001 C1013C C10600 C10755";
        private const string Security = "C003 C004 C005 C000 C10100 C10203";

        [TestMethod]
        public void Security_Object_is_invisible_to_every_operation_at_every_level()
        {
            ClientFixture fixture = ClientFixture.Registered();
            string[] paths =
            {
                "/0", "/0/0", "/0/0/0", "/0/0/5", "/0/0/5/0", "/0/1", "/0/0/77", "/0/65535", "/0/x", "/0/0/0/0/0", "/0/", "/00",
            };
            for (int i = 0; i < paths.Length; i++)
            {
                for (int method = 1; method <= 7; method++)
                {
                    Check.Is(401, fixture.Request(method, paths[i], ClientFixture.None, ClientFixture.None, null), paths[i]);
                    Check.Is(0, fixture.Answer.PayloadLength);
                }

                Check.Is(401, fixture.Discover(paths[i]), paths[i]);
                Check.Is(401, fixture.GetAs(ClientFixture.Tlv, paths[i]), paths[i]);
                Check.Is(401, fixture.PutTlv(paths[i], "C10001"), paths[i]);
                Check.Is(401, fixture.WriteAttributes(paths[i] + "?pmin=1"), paths[i]);
            }

            Check.Is(21, fixture.Security.Account(0).ServerUri.Length);
        }

        [TestMethod]
        public void Lifetime_is_1_to_the_largest_int()
        {
            ClientFixture fixture = ClientFixture.Registered();
            string[] refused = { "0", "-1", "2147483648", "9223372036854775807", "", "1h", "86400.0" };
            for (int i = 0; i < refused.Length; i++)
            {
                Check.Is(400, fixture.Put("/1/0/1", refused[i]), refused[i]);
            }

            Check.Is(86400, fixture.Account.LifetimeSeconds);
            fixture.ExpectSilence();
            Check.Is(204, fixture.Put("/1/0/1", "2147483647"));
            fixture.ExpectUpdate("?lt=2147483647", 204);
            Check.Is(204, fixture.Put("/1/0/1", "1"));
            fixture.ExpectUpdate("?lt=1", 204);
        }

        [TestMethod]
        public void Binding_names_UDP_and_nothing_that_is_no_transport()
        {
            ClientFixture fixture = ClientFixture.Registered();
            string[] refused = { "", "X", "u", "T", "S", "Q", "U ", "UX", "UTSNQU", "UUUUUUUUU" };
            for (int i = 0; i < refused.Length; i++)
            {
                Check.Is(400, fixture.Put("/1/0/7", refused[i]), refused[i]);
            }

            fixture.ExpectSilence();
            Check.Is(204, fixture.Put("/1/0/7", "UQ"));
            fixture.ExpectUpdate("?b=UQ", 204);
            Check.Is(204, fixture.Put("/1/0/7", "UT"));
            fixture.ExpectUpdate("?b=UT", 204);
        }

        [TestMethod]
        public void Numbers_and_booleans_have_their_ranges()
        {
            ClientFixture fixture = ClientFixture.Registered();
            int[] numbers = { 2, 3, 5 };
            for (int i = 0; i < numbers.Length; i++)
            {
                string path = "/1/0/" + numbers[i].ToString();
                Check.Is(400, fixture.Put(path, "-1"));
                Check.Is(400, fixture.Put(path, "2147483648"));
                Check.Is(404, fixture.Get(path));
                Check.Is(204, fixture.Put(path, "0"));
                Check.Is(205, fixture.Get(path));
                Check.Is("0", fixture.PayloadText);
            }

            Check.Is(400, fixture.Put("/1/0/6", "2"));
            Check.Is(204, fixture.Put("/1/0/6", "1"));
            Check.Is(404, fixture.Get("/1/0/23"));
            Check.Is(204, fixture.Put("/1/0/23", "1"));
            Check.Is(205, fixture.GetAs(ClientFixture.Tlv, "/1/0/23"));
            Hex.AreEqual("C11701", Hex.Bytes(fixture.PayloadHex));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Resources_of_the_configuration_are_not_open_to_servers()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.ConfigureAccount("C10D01 C10E00 C10F01 C11000 C11105 C1123C C2130E10 C11401");
            fixture.StartAndRegister();
            for (int id = 13; id <= 20; id++)
            {
                string path = "/1/0/" + id.ToString();
                Check.Is(405, fixture.Get(path));
                Check.Is(405, fixture.Put(path, "1"));
                Check.Is(405, fixture.Post(path));
            }

            Check.Is(205, fixture.Get("/1/0"));
            Hex.AreEqual("C10001 C40100015180 C10600 C10755", Hex.Bytes(fixture.PayloadHex));
            Check.Is(405, fixture.PutTlv("/1/0", Account + "C11105"));
            Check.Is(405, fixture.PostTlv("/1/0", "C1013C C11105"));

            // A replacing write leaves them alone.
            Check.Is(204, fixture.PutTlv("/1/0", "C40100015180 C10600 C10755"));
            Check.Is(3600, fixture.Account.SequenceDelaySeconds);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Account_has_the_defaults_of_the_specification()
        {
            ClientFixture fixture = new ClientFixture();
            Check.Is(1, fixture.Account.ShortServerId);
            Check.Is(86400, fixture.Account.DisableTimeoutSeconds);
            Check.Is(5, fixture.Account.RetryCount);
            Check.Is(60, fixture.Account.RetryTimerSeconds);
            Check.Is(86400, fixture.Account.SequenceDelaySeconds);
        }

        [TestMethod]
        public void Configured_account_needs_what_is_mandatory_and_in_range()
        {
            ServerObject server = new ServerObject();
            Check.Is(ResponseCode.Changed, Configure(server, Account));
            Check.Is(ResponseCode.BadRequest, Configure(server, "C1013C C10600 C10755"));
            Check.Is(ResponseCode.BadRequest, Configure(server, "C10001 C10600 C10755"));
            Check.Is(ResponseCode.BadRequest, Configure(server, "C10001 C1013C C10755"));
            Check.Is(ResponseCode.BadRequest, Configure(server, "C10001 C1013C C10600"));
            Check.Is(ResponseCode.BadRequest, Configure(server, "C10000 C1013C C10600 C10755"));
            Check.Is(ResponseCode.BadRequest, Configure(server, "C400 0000FFFF C1013C C10600 C10755"));
            Check.Is(ResponseCode.Changed, Configure(server, "C400 0000FFFE C1013C C10600 C10755"));
            Check.Is(ResponseCode.BadRequest, Configure(server, Account + "C811 08 FFFFFFFFFFFFFFFF"));
            Check.Is(ResponseCode.NotFound, Configure(server, Account + "C16301"));
        }

        [TestMethod]
        public void Configured_security_has_its_limits()
        {
            SecurityObject security = new SecurityObject();
            Check.Is(ResponseCode.Changed, Configure(security, Security));
            Check.Is(ResponseCode.BadRequest, Configure(security, "C003 C004 C005 C000 C10203"));
            Check.Is(ResponseCode.Changed, Configure(security, Security + "C803 80", 128));
            Check.Is(ResponseCode.BadRequest, Configure(security, Security + "C803 81", 129));
            Check.Is(ResponseCode.Changed, Configure(security, Security + "C805 40", 64));
            Check.Is(ResponseCode.BadRequest, Configure(security, Security + "C805 41", 65));
            Check.Is(ResponseCode.Changed, Configure(security, Security + "C800 FF", 255));
            Check.Is(ResponseCode.BadRequest, Configure(security, Security + "D000 0100", 256));
            Check.Is(ResponseCode.Changed, Configure(security, Security + "C10200"));
            Check.Is(ResponseCode.BadRequest, Configure(security, Security + "C10201"));
            Check.Is(ResponseCode.BadRequest, Configure(security, Security + "C10202"));
            Check.Is(ResponseCode.BadRequest, Configure(security, Security + "C10A00"));
            Check.Is(ResponseCode.BadRequest, Configure(security, Security + "C10BFF"));
        }

        [TestMethod]
        public void Accounts_beyond_the_limit_are_refused_and_a_deleted_one_leaves_room()
        {
            SecurityObject security = new SecurityObject();
            ServerObject server = new ServerObject();
            for (int i = 0; i < Lwm2mNano.Limits.MaxServers; i++)
            {
                Check.Is(ResponseCode.Created, security.Create(i));
                Check.Is(ResponseCode.Created, server.Create(i));
            }

            // That of the bootstrap server comes on top.
            Check.Is(ResponseCode.Created, security.Create(50));

            Check.Is(ResponseCode.ServiceUnavailable, security.Create(99));
            Check.Is(ResponseCode.ServiceUnavailable, server.Create(99));
            Check.Is(ResponseCode.Deleted, security.Delete(0));
            Check.Is(ResponseCode.Deleted, server.Delete(0));
            Assert.IsNull(security.Account(0));
            Assert.IsNull(server.Account(0));
            Check.Is(ResponseCode.Created, security.Create(99));
            Check.Is(ResponseCode.Created, server.Create(99));
            Check.Is(99, server.InstanceIdAt(server.InstanceCount - 1));
        }

        private static int Configure(LwM2mObject target, string tlv)
        {
            return Configure(target, tlv, 0);
        }

        private static int Configure(LwM2mObject target, string tlv, int more)
        {
            ResourcePath path = new ResourcePath();
            path.Set(target.ObjectId, 0, ResourcePath.None, ResourcePath.None);
            byte[] bytes = Hex.Join(Hex.Bytes(tlv), new byte[more]);
            return new WriteOperation().Check(target, path, WriteMode.Configure, new TlvReader(), bytes, 0, bytes.Length);
        }
    }
}
