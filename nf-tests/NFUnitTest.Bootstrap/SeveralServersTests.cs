using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Two servers: each has its own path, registration, observations, attributes and mute state; and the order in which they are registered
    /// with (LwM2M Core 1.1, section 6.2.1.1).
    /// </summary>
    [TestClass]
    public class SeveralServersTests
    {
        private const string Register = "/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U";
        private const string Links = ClientFixture.Formats + "</1/0>,</1/1>,</2>,</3/0>,</26241>;ver=2.1";
        private const long Day = 86400000;

        [TestMethod]
        public void Int_950_Multi_servers_registration()
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(null, null), true);
            fixture.Start();
            fixture.First.Expect(CoapCode.Post, Register);
            Check.Is("first.example", fixture.First.Host);
            Check.Is(Links, fixture.First.PayloadText);
            fixture.Second.Expect(CoapCode.Post, Register);
            Check.Is("second.example", fixture.Second.Host);
            Check.Is(Links, fixture.Second.PayloadText);
            fixture.First.Respond(201, "rd", "a");
            fixture.Step();
            Check.True(fixture.Client.StateOf(101) == RegistrationState.Registered);
            Check.True(fixture.Client.StateOf(102) == RegistrationState.Registering);
            fixture.Second.Respond(201, "rd", "b");
            fixture.Step();
            Check.True(fixture.Client.StateOf(102) == RegistrationState.Registered);
            Check.Is(2, fixture.Observer.Count(ClientEvent.Registered));
            Check.True(fixture.Client.StateOf(103) == RegistrationState.Stopped);
        }

        [TestMethod]
        public void Int_951_Multi_servers_attributes()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(204, fixture.First.Put("/3/0/13?pmin=10&pmax=60", null));
            Check.Is(204, fixture.Second.Put("/3/0/13?pmin=20&pmax=120", null));
            Check.Is(205, fixture.First.Discover("/3/0/13"));
            Check.Is("</3/0/13>;pmin=10;pmax=60", fixture.First.PayloadText);
            Check.Is(205, fixture.Second.Discover("/3/0/13"));
            Check.Is("</3/0/13>;pmin=20;pmax=120", fixture.Second.PayloadText);

            // One unsets its own.
            Check.Is(204, fixture.First.Put("/3/0/13?pmin&pmax", null));
            Check.Is(205, fixture.First.Discover("/3/0/13"));
            Check.Is("</3/0/13>", fixture.First.PayloadText);
            Check.Is(205, fixture.Second.Discover("/3/0/13"));
            Check.Is("</3/0/13>;pmin=20;pmax=120", fixture.Second.PayloadText);
        }

        [TestMethod]
        public void Int_566_Server_object_delete()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(202, fixture.First.Delete("/1/1"));

            // The other server is told, at its own location, and this one of what there is.
            fixture.Second.Expect(CoapCode.Delete, "/rd/b");
            fixture.Second.Respond(202);
            fixture.First.Expect(CoapCode.Post, "/rd/a");
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>,</26241>;ver=2.1", fixture.First.PayloadText);
            fixture.First.Respond(204);
            fixture.Step();
            Check.False(fixture.Second.Transport.IsOpen);
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(404, fixture.First.Get("/1/1"));

            // The last one stays.
            Check.Is(405, fixture.First.Delete("/1/0"));
            Check.True(fixture.Client.ConfigurationVersion > 0);
            fixture.RunTo(fixture.Now + Day);
            fixture.Second.ExpectSilence();
        }

        [TestMethod]
        public void Server_that_deletes_its_own_account_is_deregistered_from()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(202, fixture.First.Delete("/1/0"));
            fixture.First.Expect(CoapCode.Delete, "/rd/a");
            fixture.First.Respond(202);
            fixture.Step();
            Check.False(fixture.First.Transport.IsOpen);
            Check.True(fixture.Client.StateOf(102) == RegistrationState.Updating);
            Check.True(fixture.Client.State == RegistrationState.Updating);
        }

        [TestMethod]
        public void Update_is_of_one_registration()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(204, fixture.First.Post("/1/1/8"));
            fixture.First.ExpectSilence();
            fixture.Second.Expect(CoapCode.Post, "/rd/b");
            fixture.Second.Respond(204);
            Check.Is(204, fixture.First.PutText("/1/0/1", "600"));
            fixture.First.Expect(CoapCode.Post, "/rd/a?lt=600");
            fixture.First.Respond(204);
            fixture.Step();
            fixture.Second.ExpectSilence();

            // Each by its own lifetime.
            fixture.ExpectSilence(507);
            fixture.First.Expect(CoapCode.Post, "/rd/a");
            fixture.Second.ExpectSilence();
        }

        [TestMethod]
        public void Change_of_the_instances_is_told_to_both()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(201, fixture.First.Post("/26241", Hex.Bytes("C10061")));
            string links = ClientFixture.Formats + "</1/0>,</1/1>,</2/0>,</3/0>,</26241>;ver=2.1,</26241/0>";
            fixture.First.Expect(CoapCode.Post, "/rd/a");
            Check.Is(links, fixture.First.PayloadText);
            fixture.Second.Expect(CoapCode.Post, "/rd/b");
            Check.Is(links, fixture.Second.PayloadText);
        }

        [TestMethod]
        public void Disable_is_of_one_registration()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(204, fixture.First.PutText("/1/1/5", "3600"));
            Check.Is(204, fixture.First.Post("/1/1/4"));
            fixture.Second.Expect(CoapCode.Delete, "/rd/b");
            fixture.Second.Respond(202);
            fixture.Step();
            Check.True(fixture.Client.StateOf(102) == RegistrationState.Disabled);
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(205, fixture.First.Get("/3/0/0"));
            fixture.ExpectSilence(3600);
            fixture.Second.Expect(CoapCode.Post, Register);
        }

        [TestMethod]
        public void Failure_of_one_registration_leaves_the_other()
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(null, null));
            fixture.Second.Transport.OpenResult = TransportResult.NameNotResolved;
            fixture.Start();
            fixture.First.Accept("rd", "a");
            fixture.Step();
            Check.True(fixture.Client.StateOf(101) == RegistrationState.Registered);
            Check.True(fixture.Client.StateOf(102) == RegistrationState.Waiting);
            fixture.Second.Transport.OpenResult = TransportResult.Ok;
            fixture.ExpectSilence(60);
            fixture.Second.Accept("rd", "b");
            fixture.Step();

            // Its security context is lost: one Register, and nothing to the other.
            fixture.Second.Transport.ReceiveResult = TransportResult.SecurityFailed;
            fixture.Client.Step(fixture.Now);
            fixture.Second.Transport.ReceiveResult = TransportResult.Ok;
            fixture.Step();
            fixture.Second.Expect(CoapCode.Post, Register);
            fixture.First.ExpectSilence();
            Check.True(fixture.Client.StateOf(101) == RegistrationState.Registered);
        }

        [TestMethod]
        public void Observation_is_of_one_server()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(205, fixture.First.ObserveAt("/1/0/1"));
            Check.Is(205, fixture.Second.ObserveAt("/1/0/6"));
            Check.Is(204, fixture.Second.PutText("/1/0/6", "1"));
            fixture.Second.Take();
            Check.Is("1", fixture.Second.PayloadText);
            Check.True(fixture.Second.Observe != ServerPeer.None);
            fixture.First.ExpectSilence();

            // The same token and path: both are told, and the one that resets has no part in the other's.
            Check.Is(205, fixture.First.ObserveAt("/1/0/6"));
            Check.Is(204, fixture.Second.PutText("/1/0/6", "0"));
            fixture.Second.Take();
            Check.Is("0", fixture.Second.PayloadText);
            fixture.First.Take();
            Check.Is("0", fixture.First.PayloadText);
            fixture.First.Reset();
            fixture.Step();
            Check.Is(204, fixture.Second.PutText("/1/0/6", "1"));
            fixture.Second.Take();
            fixture.First.ExpectSilence();
        }

        [TestMethod]
        public void Register_drops_the_observations_of_that_server()
        {
            ServersFixture fixture = ServersFixture.Registered();
            Check.Is(205, fixture.First.ObserveAt("/1/0/6"));
            Check.Is(205, fixture.Second.ObserveAt("/1/0/6"));
            Check.Is(204, fixture.First.Post("/1/0/8"));
            fixture.First.Expect(CoapCode.Post, "/rd/a");
            fixture.First.Respond(404);
            fixture.Step();
            fixture.First.Accept("rd", "c");
            fixture.Step();
            Check.Is(204, fixture.First.PutText("/1/0/6", "1"));
            fixture.First.ExpectSilence();
            fixture.Second.Take();
            Check.Is("1", fixture.Second.PayloadText);
        }

        [TestMethod]
        public void Default_periods_are_those_of_the_server()
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(Accounts.Number(2, 0), Accounts.Number(2, 0)), true);
            fixture.Start();
            fixture.First.Accept("rd", "a");
            fixture.Second.Accept("rd", "b");
            fixture.Step();
            Check.Is(204, fixture.First.PutText("/1/1/2", "30"));
            Check.Is(205, fixture.First.ObserveAt("/1/0/6"));
            Check.Is(205, fixture.Second.ObserveAt("/1/0/6"));
            Check.Is(204, fixture.First.PutText("/1/0/6", "1"));
            fixture.First.Take();
            fixture.Second.ExpectSilence();
            fixture.ExpectSilence(30);
            fixture.Second.Take();
            Check.Is("1", fixture.Second.PayloadText);
        }

        [TestMethod]
        public void Send_goes_to_those_that_are_not_muted()
        {
            ServersFixture fixture = ServersFixture.Registered();
            PathList paths = new PathList(1);
            ResourcePath path = new ResourcePath();
            path.Set(3, 0, 0, ResourcePath.None);
            paths.Add(path);
            Check.Is(204, fixture.First.PutText("/1/1/23", "1"));
            Check.True(fixture.Client.Send(paths, fixture.Now));
            fixture.Step();
            fixture.First.Expect(CoapCode.Post, "/dp");
            fixture.First.Respond(204);
            fixture.Step();
            fixture.Second.ExpectSilence();

            Check.Is(204, fixture.First.PutText("/1/1/23", "0"));
            Check.Is(204, fixture.First.PutText("/1/0/23", "1"));
            Check.True(fixture.Client.Send(paths, fixture.Now));
            fixture.Step();
            fixture.First.ExpectSilence();
            fixture.Second.Expect(CoapCode.Post, "/dp");
        }

        [TestMethod]
        public void Lower_order_is_registered_with_first()
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(Accounts.Number(13, 20), Accounts.Number(13, 3)));
            fixture.Start();
            fixture.First.ExpectSilence();
            Check.Is(0, fixture.First.Transport.OpenCount);
            fixture.Second.Expect(CoapCode.Post, Register);
            fixture.Run(1);
            fixture.First.ExpectSilence();
            fixture.Second.Respond(201, "rd", "b");
            fixture.Step();
            fixture.First.Accept("rd", "a");
        }

        [TestMethod]
        public void Equal_orders_are_as_the_instances_are()
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(Accounts.Number(13, 3), Accounts.Number(13, 3)));
            fixture.Start();
            fixture.Second.ExpectSilence();
            fixture.First.Accept("rd", "a");
            fixture.Step();
            fixture.Second.Accept("rd", "b");
        }

        [TestMethod]
        public void Server_without_an_order_waits_for_nobody()
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(Accounts.Number(13, 3), null));
            fixture.Start();
            fixture.Second.Accept("rd", "b");
            fixture.First.Accept("rd", "a");
        }

        [TestMethod]
        public void Delay_passes_before_the_first_Register()
        {
            // With an order the second one's begins when its turn has come.
            ServersFixture fixture = new ServersFixture(
                Accounts.TwoServers(
                    Hex.Join(Accounts.Number(13, 1), Accounts.Number(14, 10)), Hex.Join(Accounts.Number(13, 2), Accounts.Number(14, 5))));
            fixture.Start();
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            fixture.ExpectSilence(10);
            fixture.First.Accept("rd", "a");
            fixture.Step();
            fixture.ExpectSilence(5);
            fixture.Second.Accept("rd", "b");

            // Without one it begins at once.
            fixture = null;
            fixture = new ServersFixture(Accounts.TwoServers(Accounts.Number(14, 10), Accounts.Number(14, 5)));
            fixture.Start();
            fixture.ExpectSilence(5);
            fixture.Second.Accept("rd", "b");
            fixture.Step();
            fixture.ExpectSilence(5);
            fixture.First.Accept("rd", "a");
        }

        [TestMethod]
        public void Server_that_failed_keeps_the_next_waiting_until_its_sequences_are_over()
        {
            ServersFixture fixture = new ServersFixture(
                Accounts.TwoServers(
                    Hex.Join(Accounts.Number(13, 1), Accounts.Number(17, 2), Accounts.Number(18, 10), Accounts.Number(19, 1000)), Accounts.Number(13, 2)));
            fixture.Start();
            Refuse(fixture, 500);
            fixture.Step();
            fixture.ExpectSilence(10);
            Refuse(fixture, 500);
            fixture.Step();
            fixture.Second.Accept("rd", "b");
            fixture.Step();

            // The first one is tried again all the same.
            fixture.ExpectSilence(1000);
            fixture.First.Accept("rd", "a");
        }

        [TestMethod]
        public void Server_that_blocks_others_on_failure_keeps_them_waiting_until_it_is_registered_with()
        {
            ServersFixture fixture = new ServersFixture(
                Accounts.TwoServers(
                    Hex.Join(Accounts.Number(13, 1), Accounts.Number(15, 1), Accounts.Number(17, 1), Accounts.Number(19, 1000)), Accounts.Number(13, 2)));
            fixture.Start();
            for (int i = 0; i < 10; i++)
            {
                Refuse(fixture, 500);
                fixture.Step();
                fixture.ExpectSilence(1000);
                Check.Is(0, fixture.Second.Transport.OpenCount);
            }

            fixture.First.Accept("rd", "a");
            fixture.Step();
            fixture.Second.Accept("rd", "b");
        }

        [TestMethod]
        public void Network_that_comes_up_is_for_all_paths()
        {
            ServersFixture fixture = ServersFixture.Registered();
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.First.Expect(CoapCode.Post, "/rd/a");
            fixture.Second.Expect(CoapCode.Post, "/rd/b");
            Check.Is(2, fixture.First.Transport.OpenCount);
            Check.Is(2, fixture.Second.Transport.OpenCount);
        }

        [TestMethod]
        public void Stop_deregisters_from_both()
        {
            ServersFixture fixture = ServersFixture.Registered();
            fixture.Client.Stop();
            fixture.Step();
            fixture.First.Expect(CoapCode.Delete, "/rd/a");
            fixture.Second.Expect(CoapCode.Delete, "/rd/b");
            fixture.First.Respond(202);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Deregistering);
            fixture.Second.Respond(202);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Stopped);
            Check.Is(CoapTiming.Never, fixture.Next);
        }

        [TestMethod]
        public void Stop_before_the_next_server_s_turn_is_the_end()
        {
            ServersFixture fixture = new ServersFixture(Accounts.TwoServers(Accounts.Number(13, 1), Accounts.Number(13, 2)));
            fixture.Start();
            fixture.Client.Stop();
            fixture.First.Expect(CoapCode.Post, Register);
            fixture.First.Respond(201, "rd", "a");
            fixture.Step();
            fixture.First.Expect(CoapCode.Delete, "/rd/a");
            fixture.First.Respond(202);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Stopped);
            Check.Is(0, fixture.Second.Transport.OpenCount);
        }

        [TestMethod]
        public void Server_without_a_way_is_left_out()
        {
            byte[] image = Accounts.Image(
                Accounts.Instances(Accounts.Way(Accounts.SecondUri, 102)),
                Accounts.Instances(Accounts.Server(101, 86400), Accounts.Server(102, 86400)),
                new byte[0]);
            ServersFixture fixture = new ServersFixture(image);
            fixture.Start();
            Check.Is("second.example", fixture.First.Host);
            fixture.First.Accept();
            fixture.Step();
            Check.True(fixture.Client.StateOf(102) == RegistrationState.Registered);
            Check.True(fixture.Client.StateOf(101) == RegistrationState.Stopped);
            fixture.Second.ExpectSilence();
        }

        [TestMethod]
        public void Message_ids_are_those_of_one_server()
        {
            ServersFixture fixture = ServersFixture.Registered();

            // The same message id from both is two requests.
            fixture.First.Transport.Arrive("40030101 B131 0130 0131 10 FF 3630");
            fixture.Second.Transport.Arrive("40010101 B131 0130 0131");
            fixture.Step();
            fixture.First.Take();
            Check.Is(0x44, fixture.First.Message.Code);
            fixture.Second.Take();
            Check.Is(0x45, fixture.Second.Message.Code);
        }

        private static void Refuse(ServersFixture fixture, int code)
        {
            fixture.First.Expect(CoapCode.Post, Register);
            fixture.First.Respond(code);
        }
    }
}
