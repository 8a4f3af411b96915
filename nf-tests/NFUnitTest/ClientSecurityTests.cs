using Lwm2mNano.Client;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>The client and its security context: lost in every state, made anew, kept; and never a storm of handshakes.</summary>
    [TestClass]
    public class ClientSecurityTests
    {
        private const int Day = 86400;

        [TestMethod]
        public void Registers_updates_and_deregisters_with_an_empty_token()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.Run(507);
            Check.Is(1, fixture.UpdateCount);
            fixture.Client.Stop();
            fixture.Run(0);
            Check.Is(1, fixture.DeregisterCount);
            Check.True(fixture.Client.State == RegistrationState.Stopped);
            Check.True(fixture.IsTokenEmpty);

            // Nothing was sent twice, and the session is closed.
            Check.Is(3, fixture.Records);
            Check.Is(1, fixture.HandshakeRecords);
            Check.Is(0, fixture.Engine.Session);
            Check.False(fixture.Link.IsOpen);
        }

        [TestMethod]
        public void Peer_that_is_not_authenticated_gets_a_token()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeMessage();
            Check.Is(4, fixture.Answer.TokenLength);

            fixture = null;
            fixture = new ClientFixture();
            fixture.Transport.IsPeerAuthenticated = true;
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeMessage();
            Check.Is(0, fixture.Answer.TokenLength);
        }

        [TestMethod]
        public void Lost_while_registered_one_handshake_then_Register()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.EndSession();
            fixture.Run(0);
            ExpectAgain(fixture, 2);
            Check.Is(TransportResult.SecurityFailed, fixture.Observer.Detail(ClientEvent.UpdateFailed));
        }

        [TestMethod]
        public void Lost_while_updating_one_handshake_then_Register()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.UpdateCode = 0;
            fixture.Run(507);
            Check.True(fixture.Client.State == RegistrationState.Updating);
            fixture.EndSession();
            fixture.Run(0);
            ExpectAgain(fixture, 2);
        }

        [TestMethod]
        public void Lost_while_registering_waits()
        {
            ClientSecurityFixture fixture = new ClientSecurityFixture(600);
            fixture.RegisterCode = 0;
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Registering);
            fixture.EndSession();
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            Check.Is(TransportResult.SecurityFailed, fixture.Observer.Detail(ClientEvent.RegistrationFailed));
            fixture.RegisterCode = 201;
            fixture.Run(59);
            Check.Is(1, fixture.Engine.OpenCount);
            fixture.Run(1);
            ExpectAgain(fixture, 2);
        }

        [TestMethod]
        public void Lost_while_deregistering_is_the_end()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.DeregisterCode = 0;
            fixture.Client.Stop();
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Deregistering);
            fixture.EndSession();
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Stopped);
            fixture.Run(Day);
            Check.Is(1, fixture.Engine.OpenCount);
        }

        [TestMethod]
        public void Lost_while_disabled_or_waiting_changes_nothing()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.Server.Account(0).IsDisableRequested = true;
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Disabled);
            fixture.EndSession();
            fixture.Run(1000);
            Check.True(fixture.Client.State == RegistrationState.Disabled);
            Check.Is(1, fixture.Engine.OpenCount);
            fixture.Run(Day - 1000);
            ExpectAgain(fixture, 2);

            fixture = null;
            fixture = new ClientSecurityFixture(600);
            fixture.RegisterCode = 500;
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            fixture.EndSession();
            fixture.Run(59);
            Check.Is(1, fixture.Engine.OpenCount);
        }

        [TestMethod]
        public void Server_that_starts_again_gets_one_handshake_after_the_time_out()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.Restart();
            fixture.Run(507 + 61);
            Check.Is(1, fixture.Engine.OpenCount);
            Check.Is(5, fixture.UpdateCount);
            fixture.Run(40);
            ExpectAgain(fixture, 2);
            Check.Is(2, fixture.HandshakeRecords);
            Check.Is(0, fixture.Observer.Count(ClientEvent.Waiting));

            // And all is well from then on.
            fixture.Run(507);
            Check.Is(6, fixture.UpdateCount);
            Check.Is(2, fixture.Engine.OpenCount);
        }

        [TestMethod]
        public void Server_that_ends_each_session_is_no_storm()
        {
            ClientSecurityFixture fixture = Registered(600);
            long start = fixture.Now;
            while (fixture.Now < start + (Day * 1000L))
            {
                if (fixture.Transport.IsEstablished)
                {
                    fixture.EndSession();
                }

                fixture.Run(10);
            }

            // One at once, and then by the back-off: 60, 120, 240 s, and a day.
            Check.True(fixture.Engine.OpenCount >= 5);
            Check.True(fixture.Engine.OpenCount <= 8);
        }

        [TestMethod]
        public void Server_that_refuses_each_handshake_is_no_storm()
        {
            ClientSecurityFixture fixture = new ClientSecurityFixture(600);
            fixture.Refuses = true;
            fixture.Run(Day);
            Check.Is(5, fixture.Engine.OpenCount);
            Check.Is(5, fixture.HandshakeRecords);
            Check.Is(DtlsResult.UnknownIdentity, fixture.Transport.Failure);
            Check.Is(TransportResult.SecurityFailed, fixture.Observer.Detail(ClientEvent.RegistrationFailed));
            Check.Is(5, fixture.Observer.Count(ClientEvent.RegistrationFailed));
            Check.Is(Day, fixture.Observer.Detail(ClientEvent.Waiting));
        }

        [TestMethod]
        public void Server_that_never_completes_a_handshake_is_no_storm()
        {
            ClientSecurityFixture fixture = new ClientSecurityFixture(600);
            fixture.Completes = false;
            fixture.Run(Day);
            Check.Is(5, fixture.Engine.OpenCount);
            Check.Is(0, fixture.Records);
            Check.Is(DtlsResult.Timeout, fixture.Transport.Failure);
            Check.Is(TransportResult.SecurityFailed, fixture.Observer.Detail(ClientEvent.RegistrationFailed));

            // At once and after 1, 3, 7, 15 and 31 s.
            Check.Is(5 * 6, fixture.HandshakeRecords);

            fixture.Completes = true;
            fixture.Run(Day);
            ExpectAgain(fixture, 6);
        }

        [TestMethod]
        public void Server_that_completes_handshakes_and_answers_nothing_is_no_storm()
        {
            ClientSecurityFixture fixture = new ClientSecurityFixture(600);
            fixture.RegisterCode = 0;
            fixture.Run(Day);
            Check.Is(5, fixture.Engine.OpenCount);
            Check.Is(5, fixture.HandshakeRecords);
            Check.Is(25, fixture.Records);
        }

        [TestMethod]
        public void Network_that_comes_back_keeps_the_session_and_updates()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.Run(100);
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Run(0);
            Check.Is(1, fixture.UpdateCount);
            Check.Is(1, fixture.RegisterCount);
            Check.Is(1, fixture.HandshakeRecords);
            Check.Is(2, fixture.Records);
            Check.Is(2, fixture.Link.OpenCount);
        }

        [TestMethod]
        public void New_context_after_the_network_came_back_registers()
        {
            ClientSecurityFixture fixture = new ClientSecurityFixture(600);
            fixture.Engine.HasConnectionId = false;
            fixture.Run(0);
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Run(0);
            ExpectAgain(fixture, 2);
            Check.Is(0, fixture.UpdateCount);
            Check.Is(2, fixture.HandshakeRecords);

            // Also while an Update is outstanding.
            fixture.UpdateCode = 0;
            fixture.Run(507);
            Check.True(fixture.Client.State == RegistrationState.Updating);
            fixture.UpdateCode = 204;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Run(0);
            Check.Is(3, fixture.RegisterCount);
            Check.Is(1, fixture.UpdateCount);
        }

        [TestMethod]
        public void New_context_whose_Register_fails_waits()
        {
            ClientSecurityFixture fixture = new ClientSecurityFixture(600);
            fixture.Engine.HasConnectionId = false;
            fixture.Run(0);
            fixture.Refuses = true;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            Check.Is(60, fixture.Observer.Detail(ClientEvent.Waiting));
            fixture.Run(59);
            Check.Is(2, fixture.Engine.OpenCount);
        }

        [TestMethod]
        public void Engine_that_fails_is_waited_for()
        {
            ClientSecurityFixture fixture = Registered(600);
            fixture.Engine.HasConnectionId = false;
            fixture.EndSession();
            fixture.Engine.OpenResult = -5;
            fixture.Run(0);
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            fixture.Run(59);
            Check.Is(2, fixture.Engine.OpenCount);
            fixture.Engine.OpenResult = 0;
            fixture.Run(1);
            ExpectAgain(fixture, 3);
        }

        [TestMethod]
        public void Reopening_that_fails_waits_and_registers()
        {
            ClientFixture fixture = ClientFixture.Registered(600);
            fixture.Transport.ReopenResult = TransportResult.SecurityFailed;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.ExpectSilence();
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            fixture.Run(60);
            fixture.AcceptRegister();

            fixture.Transport.ReopenResult = TransportResult.NewSecurityContext;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.AcceptRegister();
            fixture.ExpectSilence();

            fixture.Transport.ReopenResult = TransportResult.Ok;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.ExpectUpdate("", 204);
        }

        private static ClientSecurityFixture Registered(int lifetime)
        {
            Check.Doing = string.Empty;
            return ClientSecurityFixture.Registered(lifetime);
        }

        // Registered with that many sessions opened in all, and nothing sent in another than the present one.
        private static void ExpectAgain(ClientSecurityFixture fixture, int sessions)
        {
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(sessions, fixture.Engine.OpenCount);
            Check.Is(fixture.Session, fixture.Engine.Session);
            Check.True(fixture.Transport.IsEstablished);
        }
    }
}
