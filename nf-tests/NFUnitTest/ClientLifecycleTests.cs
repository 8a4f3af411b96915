using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Start, Stop and a network that comes back, in every state of the registration.
    /// </summary>
    [TestClass]
    public class ClientLifecycleTests
    {
        [TestMethod]
        public void Client_that_was_not_started_does_nothing()
        {
            ClientFixture fixture = new ClientFixture();
            Check.Is(CoapTiming.Never, fixture.Step());
            fixture.Client.NetworkCameUp(fixture.Now);
            Check.Is(CoapTiming.Never, fixture.Step());
            fixture.Client.Stop();
            Check.Is(CoapTiming.Never, fixture.Step());
            fixture.ExpectSilence();
            Check.Is(0, fixture.Transport.OpenCount);

            // A stop before the start does not count.
            fixture.StartAndRegister();
        }

        [TestMethod]
        public void Stop_while_waiting_ends_without_a_word()
        {
            ClientFixture fixture = Waiting();
            fixture.Client.Stop();
            Check.Is(CoapTiming.Never, fixture.Step());
            ExpectStopped(fixture);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Stop_while_registering_deregisters_what_the_server_made()
        {
            ClientFixture fixture = Registering();
            fixture.Client.Stop();
            fixture.Step();
            fixture.ExpectSilence();
            fixture.Respond(201, "rd", "abcde");
            fixture.Step();
            fixture.ExpectDeregister();
            ExpectStopped(fixture);
        }

        [TestMethod]
        public void Stop_while_registering_ends_where_the_server_refuses()
        {
            ClientFixture fixture = Registering();
            fixture.Client.Stop();
            fixture.Respond(500);
            fixture.Step();
            ExpectStopped(fixture);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Stop_while_registering_ends_where_the_server_is_silent()
        {
            ClientFixture fixture = Registering();
            fixture.Client.Stop();
            fixture.RunTo(fixture.Now + 93000);
            ExpectStopped(fixture);
        }

        [TestMethod]
        public void Stop_while_registered_deregisters()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Client.Stop();
            fixture.Step();
            fixture.ExpectDeregister();
            ExpectStopped(fixture);
            Check.Is(0x42, fixture.Observer.Detail(ClientEvent.Deregistered));
        }

        [TestMethod]
        public void Stop_ends_within_93_seconds_where_the_server_is_silent()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Client.Stop();
            fixture.RunTo(fixture.Now + 93000);
            ExpectStopped(fixture);
            Check.Is(5, fixture.Transport.SentCount);
            Check.Is(0, fixture.Observer.Detail(ClientEvent.Deregistered));
        }

        [TestMethod]
        public void Stop_while_updating_deregisters_at_once()
        {
            ClientFixture fixture = Updating();
            fixture.Client.Stop();
            fixture.Step();
            fixture.ExpectDeregister();
            ExpectStopped(fixture);
        }

        [TestMethod]
        public void Stop_as_an_Update_is_refused_closes_the_path()
        {
            ClientFixture fixture = Updating();
            fixture.Client.Stop();
            fixture.Respond(404);
            fixture.Step();
            ExpectStopped(fixture);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Stop_while_deregistering_for_Disable_stops_and_the_next_start_is_not_disabled()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Post("/1/0/4"));
            fixture.Client.Stop();
            fixture.ExpectDeregister();
            ExpectStopped(fixture);

            fixture.StartAndRegister();
            fixture.ExpectSilence();
            Check.True(fixture.Client.State == RegistrationState.Registered);
        }

        [TestMethod]
        public void Stop_while_disabled_ends_without_a_word()
        {
            ClientFixture fixture = Disabled();
            fixture.Client.Stop();
            Check.Is(CoapTiming.Never, fixture.Step());
            ExpectStopped(fixture);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Stopped_client_starts_anew()
        {
            ClientFixture fixture = ClientFixture.Registered();
            for (int i = 0; i < 3; i++)
            {
                fixture.Client.Stop();
                fixture.Step();
                fixture.ExpectDeregister();
                ExpectStopped(fixture);
                fixture.Now += 5000;
                fixture.StartAndRegister();
            }
        }

        [TestMethod]
        public void Start_of_a_registered_client_registers_anew()
        {
            ClientFixture fixture = Updating();
            fixture.StartAndRegister();
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Network_that_comes_up_ends_a_wait()
        {
            ClientFixture fixture = Waiting();
            fixture.Now += 10;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.AcceptRegister();
        }

        [TestMethod]
        public void Network_that_comes_up_while_registering_changes_nothing()
        {
            ClientFixture fixture = Registering();
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.ExpectSilence();
            fixture.Respond(201, "rd", "abcde");
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Registered);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Network_that_comes_up_while_registered_opens_a_path_and_updates()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Now += 10;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            Check.Is(2, fixture.Transport.OpenCount);
            fixture.ExpectUpdate("", 204);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Network_that_comes_up_while_updating_updates_over_the_new_path()
        {
            ClientFixture fixture = Updating();
            int messageId = fixture.Answer.MessageId;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            Check.Is(2, fixture.Transport.OpenCount);
            fixture.TakeRequest(CoapCode.Post);
            Assert.AreNotEqual(messageId, fixture.Answer.MessageId);
            fixture.Respond(204);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Registered);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Network_that_comes_up_and_does_not_resolve_the_name_waits()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Transport.OpenResult = TransportResult.NameNotResolved;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            Check.Is(TransportResult.NameNotResolved, fixture.Observer.Detail(ClientEvent.RegistrationFailed));
            Check.Is(fixture.Now + 60000, fixture.Next);

            fixture.Transport.OpenResult = TransportResult.Ok;
            fixture.Run(60);
            fixture.AcceptRegister();
        }

        [TestMethod]
        public void Network_that_comes_up_while_deregistering_changes_nothing()
        {
            ClientFixture fixture = ClientFixture.Registered();
            fixture.Client.Stop();
            fixture.Step();
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.ExpectDeregister();
            ExpectStopped(fixture);
        }

        [TestMethod]
        public void Network_that_comes_up_while_disabled_does_not_break_the_silence()
        {
            ClientFixture fixture = Disabled();
            long next = fixture.Next;
            fixture.Client.NetworkCameUp(fixture.Now);
            Check.Is(next, fixture.Step());
            fixture.ExpectSilence();
            Check.False(fixture.Transport.IsOpen);
        }

        [TestMethod]
        public void Flood_does_not_keep_an_Update_waiting()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Now += 30000;
            for (int i = 0; i < 100; i++)
            {
                fixture.Transport.Arrive(new byte[] { 0x40, 0x01, 0x10, (byte)i });
            }

            fixture.Client.Step(fixture.Now);
            int updates = 0;
            while (fixture.Transport.SentCount > 0)
            {
                fixture.TakeMessage();
                updates += fixture.Answer.Code == CoapCode.Post ? 1 : 0;
            }

            Check.Is(1, updates);
            Check.True(fixture.Transport.ArrivingCount > 0);
        }

        [TestMethod]
        public void Observer_hears_of_requests_and_answers()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(405, fixture.Put("/1/0/0", "7"));
            Check.Is(1, fixture.Observer.RequestCount);
            Check.Is(CoapCode.Put, fixture.Observer.Method);
            Check.Is(0x85, fixture.Observer.ResponseCode);
            Check.Is(1, fixture.Observer.Path.ObjectId);
            Check.Is(0, fixture.Observer.Path.InstanceId);
            Check.Is(0, fixture.Observer.Path.ResourceId);

            Check.Is(404, fixture.Get("/here/and/there"));
            Check.True(fixture.Observer.Path.IsRoot);
        }

        [TestMethod]
        public void Client_works_without_an_observer()
        {
            ClientFixture fixture = new ClientFixture();
            LwM2mClient client = new LwM2mClient(
                Hex.Ascii("n"), fixture.Security, fixture.Server, fixture.Transport, new FakeRandom(), null);
            Check.True(client.Start(0));
            client.Step(0);
            Check.Is(1, fixture.Transport.SentCount);
            client.Stop();
            client.Step(100000);
        }

        [TestMethod]
        public void Objects_beyond_the_limit_are_refused()
        {
            ClientFixture fixture = new ClientFixture();
            for (int i = 4; i < Lwm2mNano.Limits.MaxObjects; i++)
            {
                Check.True(fixture.Client.Add(new Empty(100 - i)));
            }

            Check.False(fixture.Client.Add(new Empty(200)));
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeMessage();

            // In rising order, whatever the order in which they were added.
            string links = ClientFixture.Formats + "</1/0>,</3/0>";
            for (int id = 101 - Lwm2mNano.Limits.MaxObjects; id <= 96; id++)
            {
                links += ",</" + id.ToString() + ">";
            }

            Check.Is(links, fixture.PayloadText);
        }

        private static void ExpectStopped(ClientFixture fixture)
        {
            Check.True(fixture.Client.State == RegistrationState.Stopped);
            Check.Is(CoapTiming.Never, fixture.Next);
            Check.False(fixture.Transport.IsOpen);
        }

        private static ClientFixture Registering()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeRequest(CoapCode.Post);
            return fixture;
        }

        private static ClientFixture Waiting()
        {
            ClientFixture fixture = Registering();
            fixture.Respond(500);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            return fixture;
        }

        private static ClientFixture Updating()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Run(30);
            fixture.TakeRequest(CoapCode.Post);
            Check.True(fixture.Client.State == RegistrationState.Updating);
            return fixture;
        }

        private static ClientFixture Disabled()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Post("/1/0/4"));
            fixture.ExpectDeregister();
            Check.True(fixture.Client.State == RegistrationState.Disabled);
            return fixture;
        }

        private sealed class Empty : Lwm2mNano.Objects.LwM2mObject
        {
            private static readonly uint[] s_resources = { };

            public Empty(int id)
                : base(id, s_resources, 0)
            {
            }

            public override int Read(int instanceId, int resourceId, int resourceInstanceId, Lwm2mNano.Objects.ResourceValue value)
            {
                return Lwm2mNano.Objects.ResponseCode.NotFound;
            }
        }
    }
}
