using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Bootstraps that come to nothing: what was in force before is again, byte for byte, the client asks anew after a wait, and it is never a
    /// loop, whatever servers answer.
    /// </summary>
    [TestClass]
    public class BootstrapFailureTests
    {
        private const int Silence = 247;
        private const long Hour = 3600000;
        private const long Day = 86400000;

        [TestMethod]
        public void Refused_request_is_made_again_after_waits_that_double_up_to_a_day()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            int[] codes = { 400, 401, 403, 404, 415, 500, 503, 201, 205, 202, 405, 400, 400 };
            int[] waits = { 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 30720, 61440, 86400, 86400 };
            for (int i = 0; i < codes.Length; i++)
            {
                fixture.First.Expect(CoapCode.Post, "/bs?ep=nano-1&pct=11542");
                fixture.First.Respond(codes[i]);
                fixture.Step();
                Check.Is(i + 1, fixture.Observer.Count(ClientEvent.BootstrapFailed));
                Check.Is(codes[i], Decimal(fixture.Observer.Detail(ClientEvent.BootstrapFailed)));
                ExpectWait(fixture, waits[i]);
            }
        }

        [TestMethod]
        public void Waits_are_lengthened_by_up_to_a_tenth()
        {
            int[] numbers = { 0, 1, 6000, 6001 };
            int[] lengthened = { 0, 1, 6000, 0 };
            for (int i = 0; i < numbers.Length; i++)
            {
                ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
                fixture.Random.Set(numbers[i]);
                fixture.Start();
                fixture.First.Take();
                fixture.First.Respond(500);
                fixture.Step();
                Check.Is(fixture.Now + 60000 + lengthened[i], fixture.Next);
                fixture = null;
            }
        }

        [TestMethod]
        public void Request_that_is_reset_or_not_answered_is_made_again()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            fixture.First.Take();
            fixture.First.Reset();
            fixture.Step();
            ExpectWait(fixture, 60);

            for (int i = 0; i < 5; i++)
            {
                fixture.First.Take();
                fixture.Run(i < 4 ? 2 << i : 32);
            }

            Check.Is(2, fixture.Observer.Count(ClientEvent.BootstrapFailed));
            Check.Is(0, fixture.Observer.Detail(ClientEvent.BootstrapFailed));
            ExpectWait(fixture, 120);

            // Acknowledged, and nothing comes of it.
            fixture.First.Take();
            fixture.First.Acknowledge();
            fixture.ExpectSilence(Silence);
            Check.Is(3, fixture.Observer.Count(ClientEvent.BootstrapFailed));
            ExpectWait(fixture, 240);
        }

        [TestMethod]
        public void Name_that_does_not_resolve_is_looked_up_again_by_the_waits()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.First.Transport.OpenResult = TransportResult.NameNotResolved;
            fixture.Start();
            Check.Is(TransportResult.NameNotResolved, fixture.Observer.Detail(ClientEvent.BootstrapFailed));
            fixture.Run(1000);
            Check.Is(5, fixture.First.Transport.OpenCount);
            fixture.RunTo(fixture.Now + Day);
            Check.True(fixture.First.Transport.OpenCount <= 12);
            fixture.First.ExpectSilence();

            fixture.First.Transport.OpenResult = TransportResult.Ok;
            fixture.RunTo(fixture.Now + Day);
            fixture.First.AcceptBootstrap();
        }

        [TestMethod]
        public void Account_that_cannot_be_used_is_tried_again_for_it_may_be_mended()
        {
            byte[] account = Hex.Join(
                Accounts.Text(0, "http://bootstrap.example"), Accounts.Number(1, 1), Accounts.Number(2, 3), Accounts.Text(3, string.Empty),
                Accounts.Text(4, string.Empty), Accounts.Text(5, string.Empty));
            ServersFixture fixture = new ServersFixture(Accounts.Image(Accounts.Instances(account), new byte[0], new byte[0]));
            fixture.Start();
            Check.Is(1, fixture.Observer.Count(ClientEvent.BootstrapFailed));
            Check.Is(fixture.Now + 60000, fixture.Next);
            Check.Is(0, fixture.First.Transport.OpenCount);
        }

        [TestMethod]
        public void Bootstrap_without_a_message_for_247_s_has_failed()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            fixture.Run(Silence - 1);
            Check.Is(205, fixture.First.Get("/1"));
            fixture.Run(Silence - 1);
            Check.Is(202, fixture.First.Delete("/1"));
            fixture.ExpectSilence(Silence);
            Check.Is(1, fixture.Observer.Count(ClientEvent.BootstrapFailed));
            Check.False(fixture.First.Transport.IsOpen);
            Hex.AreEqual(Hex.Text(Accounts.BootstrapOnly()), fixture.Image());
            ExpectWait(fixture, 60);
            fixture.First.AcceptBootstrap();
        }

        [TestMethod]
        public void Inconsistent_configuration_is_refused_at_Finish_and_undone()
        {
            byte[] way = Accounts.Way(Accounts.FirstUri, 1);
            byte[] server = Accounts.Server(1, 86400);

            // No server; no way to one; a way to none; another server than the way's; two of one id; two ways to one.
            ExpectInconsistent("nothing", null, null, null, null);
            ExpectInconsistent("/1/0", null, null, server, null);
            ExpectInconsistent("/0/1", way, null, null, null);
            ExpectInconsistent("/1/0 of 2", way, null, Accounts.Server(2, 86400), null);
            ExpectInconsistent("/1/1 of 1", way, Accounts.Way(Accounts.SecondUri, 2), server, Accounts.Server(1, 60));
            ExpectInconsistent("/0/2 to 1", way, Accounts.Way(Accounts.SecondUri, 1), server, Accounts.Server(2, 60));
            ExpectInconsistent("one way", way, null, server, Accounts.Server(2, 60));

            // Something mandatory is missing.
            ExpectInconsistent("no lifetime", way, null, Hex.Join(Accounts.Number(0, 1), Accounts.Number(6, 0), Accounts.Text(7, "U")), null);
            ExpectInconsistent("no binding", way, null, Hex.Join(Accounts.Number(0, 1), Accounts.Number(1, 60), Accounts.Number(6, 0)), null);
            ExpectInconsistent("no storing", way, null, Hex.Join(Accounts.Number(0, 1), Accounts.Number(1, 60), Accounts.Text(7, "U")), null);
            ExpectInconsistent("no server id", way, null, Hex.Join(Accounts.Number(1, 60), Accounts.Number(6, 0), Accounts.Text(7, "U")), null);
            ExpectInconsistent("no uri", Accounts.Number(10, 1), null, server, null);

            // What cannot be reached.
            ExpectInconsistent("http", Accounts.Way("http://first.example", 1), null, server, null);
            ExpectInconsistent("coaps without a key", Accounts.Way("coaps://first.example", 1), null, server, null);
            ExpectInconsistent("coap with a key", Accounts.SecureWay("coap://first.example", 1, "me", new byte[] { 1 }), null, server, null);
            ExpectInconsistent("no identity", Accounts.SecureWay("coaps://first.example", 1, string.Empty, new byte[] { 1 }), null, server, null);
            ExpectInconsistent("no key", Accounts.SecureWay("coaps://first.example", 1, "me", new byte[0]), null, server, null);
        }

        [TestMethod]
        public void Bootstrap_account_that_is_broken_or_double_is_inconsistent()
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(204, fixture.First.PutText("/0/0/0", "http://bootstrap.example"));
            ExpectUndone(fixture, Accounts.BootstrapOnly());

            // It gives itself up, and two others are written in one message.
            fixture = null;
            fixture = ServersFixture.Bootstrapping();
            fixture.WriteServer();
            Check.Is(204, fixture.First.Put("/0/0/1", Accounts.Number(1, 0)));
            Check.Is(202, fixture.First.Delete("/0/0"));
            Check.Is(204, fixture.First.Put("/0", Hex.Join(Accounts.Instance(5, Accounts.Bootstrap()), Accounts.Instance(6, Accounts.Bootstrap()))));
            ExpectUndone(fixture, Accounts.BootstrapOnly());
        }

        [TestMethod]
        public void Access_control_that_does_not_say_of_what_is_inconsistent()
        {
            byte[] owner = Accounts.Number(3, 1);
            byte[][] incomplete = { owner, Hex.Join(Accounts.Number(0, 3), owner), Hex.Join(Accounts.Number(1, 0), owner) };
            for (int i = 0; i < incomplete.Length; i++)
            {
                ServersFixture fixture = ServersFixture.Bootstrapping();
                fixture.WriteServer();
                Check.Is(204, fixture.First.Put("/2/0", incomplete[i]));
                ExpectUndone(fixture, Accounts.BootstrapOnly());
                fixture = null;
            }
        }

        [TestMethod]
        public void What_was_in_force_is_again_after_a_bootstrap_that_failed()
        {
            byte[] before = Accounts.Image(
                Accounts.Instances(Accounts.Bootstrap(Accounts.Number(11, 1), Accounts.Number(12, 3600)), Accounts.Way(Accounts.FirstUri, 101), Accounts.SecureWay("coaps://second.example", 102, "me", Hex.Bytes("00112233"))),
                Accounts.Instances(
                    Accounts.Server(101, 86400, Accounts.Number(13, 1), Accounts.Number(15, 1), Accounts.Number(17, 3), Accounts.Number(23, 1)),
                    Accounts.Server(102, 86400, Accounts.Number(13, 2))),
                Accounts.Instances(Accounts.Access(3, 0, 101, 0, 1, 102, 15)));
            for (int way = 0; way < 5; way++)
            {
                ServersFixture fixture = new ServersFixture(before);
                Hex.AreEqual(Hex.Text(before), fixture.Image());
                fixture.Start();
                fixture.First.Accept();
                fixture.Step();
                fixture.Second.Accept();
                fixture.Step();
                Check.Is(204, fixture.First.Post("/1/0/9"));
                fixture.Run(1);
                fixture.First.AcceptBootstrap();
                fixture.Step();
                Check.Is(202, fixture.First.Delete("/"));
                Check.Is(204, fixture.First.Put("/0/0", Hex.Join(Accounts.Bootstrap(), Accounts.Number(11, 7))));
                Check.Is(204, fixture.First.Put("/0/7", Accounts.Way("coap://third.example", 7)));

                // It cannot be stored meanwhile.
                Assert.IsNull(fixture.Client.TakeConfiguration());
                int version = fixture.Client.ConfigurationVersion;
                switch (way)
                {
                    case 0:
                        Check.Is(406, fixture.First.Post("/bs"));
                        break;
                    case 1:
                        fixture.Run(Silence);
                        break;
                    case 2:
                        fixture.First.Transport.ReceiveResult = TransportResult.SecurityFailed;
                        fixture.Step();
                        fixture.First.Transport.ReceiveResult = TransportResult.Ok;
                        break;
                    case 3:
                        fixture.Client.Stop();
                        fixture.Step();
                        break;
                    default:
                        fixture.Client.NetworkCameUp(fixture.Now);
                        Hex.AreEqual(Hex.Text(before), fixture.Image());
                        fixture.Step();
                        fixture.First.Take();
                        fixture.First.Respond(400);
                        fixture.Step();
                        break;
                }

                Hex.AreEqual(Hex.Text(before), fixture.Image());
                Check.Is(version, fixture.Client.ConfigurationVersion);
                if (way != 3)
                {
                    // And the servers are registered with again.
                    Check.Is(1, fixture.Observer.Count(ClientEvent.BootstrapFailed));
                    Check.Is("first.example", fixture.First.Host);
                    fixture.First.Accept();
                    fixture.Step();
                    fixture.Second.Accept();
                    fixture.Step();
                }
                fixture = null;
            }
        }

        [TestMethod]
        public void Network_that_comes_up_ends_a_wait_and_begins_a_bootstrap_anew_but_ends_no_hold_off()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly(Accounts.Number(11, 30)));
            fixture.Start();
            long due = fixture.Next;
            fixture.Run(10);
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            Check.Is(due, fixture.Next);
            fixture.Run(20);
            fixture.First.Take();
            fixture.First.Respond(500);
            fixture.Run(10);

            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            fixture.WriteServer();
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.First.AcceptBootstrap();
            fixture.Step();
            Check.Is(205, fixture.First.Discover("/1"));
            Check.Is("</>;lwm2m=1.1,</1>", fixture.First.PayloadText);

            // Nor a later one, though the one before it was a wait after a failure.
            fixture.WriteServer();
            fixture.Finish();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(204, fixture.First.Post("/1/0/9"));
            fixture.Step();
            due = fixture.Next;
            Check.Is(fixture.Now + 30000, due);
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            Check.Is(due, fixture.Next);
        }

        [TestMethod]
        public void Servers_are_not_listened_to_meanwhile()
        {
            byte[] image = Accounts.Image(
                Accounts.Instances(Accounts.Bootstrap(), Accounts.Way(Accounts.FirstUri, 101), Accounts.Way(Accounts.SecondUri, 102)),
                Accounts.Instances(Accounts.Server(101, 86400), Accounts.Server(102, 86400)),
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
            Check.False(fixture.Second.Transport.IsOpen);
            fixture.Second.Send(CoapCode.Get, "/3/0");
            fixture.Run(100);
            fixture.Second.ExpectSilence();
            Check.Is(1, fixture.Second.Transport.ArrivingCount);
        }

        [TestMethod]
        public void Servers_that_neither_register_nor_bootstrap_are_no_loop()
        {
            // One attempt in a sequence, and no name resolves: nothing but the waits keeps time from standing still.
            ServersFixture fixture = new ServersFixture(Accounts.OneServer(Accounts.Number(17, 1), Accounts.Number(18, 1)));
            fixture.First.Transport.OpenResult = TransportResult.NameNotResolved;
            fixture.Start();
            fixture.RunTo(fixture.Now + (10 * Day));

            // 60, 120, 240 … seconds and then a day between bootstraps, and a Register after each.
            Check.True(fixture.Observer.Count(ClientEvent.BootstrapFailed) >= 12);
            Check.True(fixture.Observer.Count(ClientEvent.BootstrapFailed) <= 22);
            Check.True(fixture.First.Transport.OpenCount <= 50);
        }

        [TestMethod]
        public void Bootstrap_that_does_not_help_is_not_asked_for_over_and_over()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            fixture.Start();
            int registers = 0;
            int bootstraps = 0;
            long until = fixture.Now + Day;
            while (fixture.Next <= until)
            {
                while (fixture.First.Transport.SentCount > 0)
                {
                    fixture.First.Take();
                    if (fixture.First.Host == "bootstrap.example")
                    {
                        bootstraps++;
                        fixture.First.Respond(204);
                        fixture.Step();
                        Check.Is(204, fixture.First.Post("/bs"));
                    }
                    else
                    {
                        registers++;
                        fixture.First.Respond(403);
                        fixture.Step();
                    }
                }

                fixture.Now = fixture.Next;
                fixture.Step();
            }

            Check.True(bootstraps >= 8 && bootstraps <= 13, bootstraps.ToString());
            Check.True(registers <= bootstraps + 2, registers.ToString());
        }

        [TestMethod]
        public void Registration_makes_the_next_failure_the_first_one_again()
        {
            ServersFixture fixture = new ServersFixture(Accounts.BootstrapOnly());
            fixture.Start();
            for (int i = 0; i < 4; i++)
            {
                fixture.First.Take();
                fixture.First.Respond(500);
                fixture.Step();
                ExpectWait(fixture, 60 << i);
            }

            fixture.First.AcceptBootstrap();
            fixture.Step();
            fixture.WriteServer();
            fixture.Finish();
            fixture.First.Accept();
            fixture.Step();

            // Soon the server does not know the client any more.
            Check.Is(204, fixture.First.Post("/1/0/8"));
            fixture.First.Expect(CoapCode.Post, "/rd/5a3f");
            fixture.First.Respond(404);
            fixture.Step();
            fixture.First.Expect(CoapCode.Post, "/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U");
            fixture.First.Respond(403);
            fixture.Step();
            Check.Is("bootstrap.example", fixture.First.Host);
            fixture.First.Take();
            fixture.First.Respond(500);
            fixture.Step();
            fixture.First.Expect(CoapCode.Post, "/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U");
            fixture.First.Respond(403);
            fixture.Step();
            Check.Is(fixture.Now + 60000, fixture.Next);
        }

        [TestMethod]
        public void Registration_that_succeeds_after_all_makes_a_bootstrap_needless()
        {
            // Sequences of one attempt, 10 s apart: the bootstrap that comes to nothing is not to be asked for again before 60 s.
            ServersFixture fixture = new ServersFixture(Accounts.OneServer(Accounts.Number(17, 1), Accounts.Number(19, 10)));
            fixture.Start();
            fixture.First.Take();
            fixture.First.Respond(500);
            fixture.Step();
            fixture.First.Expect(CoapCode.Post, "/bs?ep=nano-1&pct=11542");
            fixture.First.Respond(500);
            fixture.Step();
            fixture.First.Take();
            fixture.First.Respond(500);
            fixture.Step();
            fixture.ExpectSilence(10);
            fixture.First.Accept();
            fixture.ExpectSilence(3600);
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(1, fixture.Observer.Count(ClientEvent.Bootstrapping));
        }

        [TestMethod]
        public void Sequences_that_failed_before_a_disable_do_not_count_after_it()
        {
            ServersFixture fixture = new ServersFixture(
                Accounts.OneServer(Accounts.Number(5, 3600), Accounts.Number(17, 1), Accounts.Number(19, 10), Accounts.Number(20, 2)));
            fixture.Start();
            fixture.First.Take();
            fixture.First.Respond(500);
            fixture.ExpectSilence(10);
            fixture.First.Accept();
            fixture.Step();
            Check.Is(204, fixture.First.Post("/1/0/4"));
            fixture.First.Expect(CoapCode.Delete, "/rd/5a3f");
            fixture.First.Respond(202);
            fixture.ExpectSilence(3600);
            fixture.First.Take();
            fixture.First.Respond(500);
            fixture.ExpectSilence(10);
            fixture.First.Accept();
        }

        [TestMethod]
        public void Trigger_of_a_server_does_not_wait_for_what_failed_before()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer());
            fixture.Start();
            fixture.First.Accept();
            fixture.Step();
            for (int i = 0; i < 3; i++)
            {
                Check.Is(204, fixture.First.Post("/1/0/9"));
                fixture.Step();
                fixture.First.Expect(CoapCode.Post, "/bs?ep=nano-1&pct=11542");
                fixture.First.Respond(400);
                fixture.Step();
                fixture.First.Accept();
                fixture.Step();
            }
        }

        [TestMethod]
        public void Server_that_says_not_to_bootstrap_is_waited_for()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer(Accounts.Number(16, 0)));
            fixture.Start();
            fixture.First.Take();
            fixture.First.Respond(403);
            fixture.Step();
            Check.Is(fixture.Now + Day, fixture.Next);
            fixture.RunTo(fixture.Now + Day);
            fixture.First.Accept();
        }

        [TestMethod]
        public void As_many_sequences_fail_as_the_server_says_before_a_bootstrap()
        {
            // Sequences of two attempts, 10 and then 100 s apart; no sequence at all counts as one.
            int[] sequences = { 0, 1, 2, 3 };
            int[] attempts = { 2, 2, 4, 6 };
            for (int i = 0; i < sequences.Length; i++)
            {
                ServersFixture fixture = new ServersFixture(Accounts.OneServer(
                    Accounts.Number(17, 2), Accounts.Number(18, 10), Accounts.Number(19, 100), Accounts.Number(20, sequences[i])));
                fixture.Start();
                for (int k = 0; k < attempts[i]; k++)
                {
                    Check.Is("first.example", fixture.First.Host);
                    fixture.First.Take();
                    fixture.First.Respond(500);
                    if (k < attempts[i] - 1)
                    {
                        fixture.ExpectSilence(k % 2 == 0 ? 10 : 100);
                    }
                }

                fixture.Step();
                Check.Is("bootstrap.example", fixture.First.Host);
                fixture.First.AcceptBootstrap();
                fixture = null;
            }
        }

        [TestMethod]
        public void Disable_is_no_failure()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer(Accounts.Number(5, 3600), Accounts.Number(16, 1)));
            fixture.Start();
            fixture.First.Accept();
            fixture.Step();
            Check.Is(204, fixture.First.Post("/1/0/4"));
            fixture.Step();
            fixture.First.Expect(CoapCode.Delete, "/rd/5a3f");
            fixture.First.Respond(202);
            fixture.ExpectSilence(3600);
            fixture.First.Accept();
            Check.Is(Hour / 1000, fixture.Server.Account(0).DisableTimeoutSeconds);
        }

        private static void ExpectInconsistent(string what, byte[] way, byte[] secondWay, byte[] server, byte[] secondServer)
        {
            ServersFixture fixture = ServersFixture.Bootstrapping();
            byte[][] contents = { way, secondWay, server, secondServer };
            string[] paths = { "/0/1", "/0/2", "/1/0", "/1/1" };
            for (int i = 0; i < contents.Length; i++)
            {
                if (contents[i] != null)
                {
                    Check.Is(204, fixture.First.Put(paths[i], contents[i]), what);
                }
            }

            Check.Is(406, fixture.First.Post("/bs"), what);
            Hex.AreEqual(Hex.Text(Accounts.BootstrapOnly()), fixture.Image());
            ExpectWait(fixture, 60);
        }

        private static void ExpectUndone(ServersFixture fixture, byte[] image)
        {
            Check.Is(406, fixture.First.Post("/bs"));
            Check.Is(406, Decimal(fixture.Observer.Detail(ClientEvent.BootstrapFailed)));
            Hex.AreEqual(Hex.Text(image), fixture.Image());
        }

        // Nothing is sent for that long, and then a request.
        private static void ExpectWait(ServersFixture fixture, int seconds)
        {
            Check.Is(seconds, fixture.Observer.Detail(ClientEvent.Waiting));
            Check.False(fixture.First.Transport.IsOpen);
            Check.Is(fixture.Now + (seconds * 1000L), fixture.Next);
            fixture.ExpectSilence(seconds);
            Check.Is(1, fixture.First.Transport.SentCount);
        }

        private static int Decimal(int code)
        {
            return ((code >> 5) * 100) + (code & 0x1F);
        }
    }
}
