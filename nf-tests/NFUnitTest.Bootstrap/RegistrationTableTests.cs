using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Every situation of a registration and everything that can happen to it, by <see cref="RegistrationTable"/>: no pair is left out. Lifetime 86400,
    /// Disable Timeout 3600, the retry resources as they are by default, a bootstrap account; in queue mode a window of 30 s.
    /// </summary>
    [TestClass]
    public class RegistrationTableTests
    {
        private const string Register = "/rd?ep=nano-1&lt=86400&lwm2m=1.1&b=U";
        private const string Update = "/rd/5a3f";
        private const string BootstrapRequest = "/bs?ep=nano-1&pct=11542";
        private const string WriteLifetime = "40030909 B131 0130 0131 10 FF 363030";
        private const string QueueMode = "&Q";
        private const int WindowSeconds = 30;
        private const int RetransmissionSeconds = 62;
        private const int ExchangeSeconds = 247;
        private const long Start = 1000;

        [TestMethod]
        public void Stopped()
        {
            ExpectAll("S", Start);
        }

        [TestMethod]
        public void Waiting()
        {
            ExpectAll("W", Start);
        }

        [TestMethod]
        public void Disabled()
        {
            ExpectAll("D", Start);
        }

        [TestMethod]
        public void Registering()
        {
            ExpectAll("R", Start);
        }

        [TestMethod]
        public void Registered()
        {
            ExpectAll("G", Start);
        }

        [TestMethod]
        public void Updating()
        {
            ExpectAll("U", Start);
        }

        [TestMethod]
        public void Deregistering()
        {
            ExpectAll("X", Start);
        }

        [TestMethod]
        public void Bootstrapping()
        {
            ExpectAll("B", Start);
        }

        [TestMethod]
        public void Asleep()
        {
            ExpectAll("A", Start);
        }

        [TestMethod]
        public void Clock_of_2_to_the_31_ms_and_later_changes_nothing()
        {
            // So that the moment lies within what happens; and a clock of a thousand years.
            long[] starts = { int.MaxValue - 61000L, int.MaxValue, uint.MaxValue - 1000L, 31557600000000L };
            for (int i = 0; i < starts.Length; i++)
            {
                for (int k = 0; k < RegistrationTable.Situations.Length; k++)
                {
                    Expect(k, starts[i]);
                }
            }
        }

        [TestMethod]
        public void Path_that_cannot_be_opened_after_a_sleep_is_no_loop_without_a_retry_timer()
        {
            ServersFixture fixture = new ServersFixture(Accounts.OneServer(Accounts.Number(18, 0)));
            fixture.Client.AwakeMilliseconds = WindowSeconds * 1000;
            fixture.Start();
            fixture.First.Expect(CoapCode.Post, Register + QueueMode);
            fixture.First.Respond(201, "rd", "5a3f");
            fixture.Step();
            fixture.ExpectSilence(WindowSeconds);
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.First.Transport.OpenResult = TransportResult.NameNotResolved;
            Say(fixture);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Asleep);
            Check.Is(fixture.Now + 1000, fixture.Next);
        }

        // All situations of a state.
        private static void ExpectAll(string letter, long start)
        {
            int count = 0;
            for (int i = 0; i < RegistrationTable.Situations.Length; i++)
            {
                if (RegistrationTable.Situations[i][0] == letter[0])
                {
                    Expect(i, start);
                    count++;
                }
            }

            Check.True(count > 0);
        }

        private static void Expect(int situation, long start)
        {
            for (int i = 0; i < RegistrationTable.EventCount; i++)
            {
                ServersFixture fixture = Build(RegistrationTable.Situations[situation], start);
                Check.Is((int)RegistrationTable.StateOf(situation), (int)fixture.Client.State);
                long deadline = fixture.Next;
                Apply(fixture, RegistrationTable.Event(i));
                Check.Doing = RegistrationTable.Situations[situation] + ": " + RegistrationTable.Event(i);
                Check.Is((int)RegistrationTable.NextState(situation, i), (int)fixture.Client.State);
                if (!RegistrationTable.IsUnchanged(situation, i))
                {
                    long seconds = RegistrationTable.Seconds(situation, i);
                    deadline = seconds == RegistrationTable.Never ? CoapTiming.Never : fixture.Now + (seconds * 1000);
                }

                Check.Is(deadline, fixture.Next);
                fixture = null;
            }
        }

        private static ServersFixture Build(string situation, long start)
        {
            Check.Doing = situation;
            bool bootstraps = situation == "R last attempt and 1/x/16";
            ServersFixture fixture = new ServersFixture(Accounts.OneServer(Accounts.Number(5, 3600), Accounts.Number(16, bootstraps ? 1 : 0)), true);
            fixture.Now = start;
            fixture.Step();
            if (situation == "S")
            {
                return fixture;
            }

            bool isQueueing = situation[0] == 'A' || situation == "G in queue mode";
            if (isQueueing)
            {
                fixture.Client.AwakeMilliseconds = WindowSeconds * 1000;
                fixture.First.Transport.HasConnectionId = situation != "A without Connection ID";
            }

            fixture.Start();
            fixture.First.Expect(CoapCode.Post, isQueueing ? Register + QueueMode : Register);
            switch (situation)
            {
                case "R":
                    break;
                case "W":
                    fixture.First.Respond(500);
                    break;
                case "R last attempt":
                case "R last attempt and 1/x/16":
                    for (int i = 0; i < 4; i++)
                    {
                        fixture.First.Respond(500);
                        fixture.ExpectSilence(60 << i);
                        fixture.First.Expect(CoapCode.Post, Register);
                    }

                    break;
                case "R stop asked for":
                    fixture.Client.Stop();
                    break;
                case "R disable asked for":
                    Ask(fixture, "/1/0/4");
                    break;
                default:
                    fixture.First.Respond(201, "rd", "5a3f");
                    fixture.Step();
                    Go(fixture, situation);
                    break;
            }

            fixture.Step();
            return fixture;
        }

        // From the registration to a situation that takes one.
        private static void Go(ServersFixture fixture, string situation)
        {
            switch (situation)
            {
                case "G":
                case "G in queue mode":
                    break;
                case "A":
                case "A without Connection ID":
                case "A to be opened anew":
                    fixture.ExpectSilence(WindowSeconds);
                    if (situation == "A to be opened anew")
                    {
                        fixture.Client.NetworkCameUp(fixture.Now);
                    }

                    break;
                case "D":
                case "X for disable":
                    Ask(fixture, "/1/0/4");
                    fixture.First.Expect(CoapCode.Delete, Update);
                    if (situation == "D")
                    {
                        fixture.First.Respond(202);
                    }

                    break;
                case "U":
                case "U disable asked for":
                    Ask(fixture, "/1/0/8");
                    fixture.First.Expect(CoapCode.Post, Update);
                    if (situation != "U")
                    {
                        Ask(fixture, "/1/0/4");
                    }

                    break;
                case "U again":
                    Ask(fixture, "/1/0/8");
                    fixture.First.Expect(CoapCode.Post, Update);
                    fixture.First.Respond(404);
                    fixture.Step();
                    fixture.First.Accept();
                    fixture.Step();
                    Ask(fixture, "/1/0/8");
                    fixture.First.Expect(CoapCode.Post, Update);
                    break;
                case "X":
                    fixture.Client.Stop();
                    fixture.Step();
                    fixture.First.Expect(CoapCode.Delete, Update);
                    break;
                default:
                    Ask(fixture, "/1/0/9");
                    fixture.First.Expect(CoapCode.Post, BootstrapRequest);
                    if (situation == "B open")
                    {
                        fixture.First.Respond(204);
                    }

                    break;
            }
        }

        // Executes a resource; the request of the client that was taken last stays the one that is answered.
        private static void Ask(ServersFixture fixture, string path)
        {
            fixture.First.Send(CoapCode.Post, path);
            fixture.Step();
            Assert.IsNotNull(fixture.First.Transport.TakeSent());
        }

        private static void Apply(ServersFixture fixture, string what)
        {
            fixture.First.Transport.ReopenResult = what.IndexOf("and new security context") > 0 ? TransportResult.NewSecurityContext : TransportResult.Ok;
            fixture.First.Transport.OpenResult = what.IndexOf("and no name") > 0 ? TransportResult.NameNotResolved : TransportResult.Ok;
            if (what == "start")
            {
                Check.True(fixture.Client.Start(fixture.Now));
            }
            else if (what.IndexOf("stop") == 0)
            {
                fixture.Client.Stop();
            }
            else if (what.IndexOf("deadline") == 0)
            {
                fixture.Now = fixture.Next < CoapTiming.Never ? fixture.Next : fixture.Now;
            }
            else if (what == "instance added")
            {
                fixture.Sample.Create(0);
            }
            else if (what == "silence")
            {
                Wait(fixture, RetransmissionSeconds);
            }
            else if (what.IndexOf("network up") == 0)
            {
                fixture.Client.NetworkCameUp(fixture.Now);
            }
            else if (what.IndexOf("something to say") == 0)
            {
                Say(fixture);
            }
            else if (fixture.First.Transport.IsOpen)
            {
                Arrive(fixture, what);
            }

            fixture.Step();
        }

        private static void Say(ServersFixture fixture)
        {
            PathList paths = new PathList(1);
            ResourcePath path = new ResourcePath();
            path.Set(DeviceObject.Id, 0, DeviceObject.Manufacturer, ResourcePath.None);
            paths.Add(path);
            fixture.Client.Send(paths, fixture.Now);
        }

        // Over a path that is closed nothing arrives, and what arrives over one that rests is not listened to.
        private static void Arrive(ServersFixture fixture, string what)
        {
            ServerPeer server = fixture.First;
            if (what == "RST")
            {
                server.Reset();
            }
            else if (what == "ACK and silence")
            {
                server.Acknowledge();
                Wait(fixture, ExchangeSeconds);
            }
            else if (what == "security lost")
            {
                server.Transport.ReceiveResult = TransportResult.SecurityFailed;
                fixture.Client.Step(fixture.Now);
                server.Transport.ReceiveResult = TransportResult.Ok;
            }
            else if (what == "lifetime written")
            {
                server.Transport.Arrive(WriteLifetime);
            }
            else if (what == "finish")
            {
                server.Send(CoapCode.Post, "/bs");
            }
            else if (what[1] == '/')
            {
                server.Send(CoapCode.Post, "/1/0" + what.Substring(3));
            }
            else if (what == "2.01")
            {
                server.Respond(201, "rd", "5a3f");
            }
            else if (what == "2.01 with 9 segments")
            {
                server.Respond(201, "1", "2", "3", "4", "5", "6", "7", "8", "9");
            }
            else
            {
                server.Respond(((what[0] - '0') * 100) + ((what[2] - '0') * 10) + (what[3] - '0'));
            }
        }

        // Nobody is silent who was not asked anything.
        private static void Wait(ServersFixture fixture, int seconds)
        {
            RegistrationState state = fixture.Client.State;
            bool isAsked = state == RegistrationState.Registering || state == RegistrationState.Updating || state == RegistrationState.Deregistering
                || (state == RegistrationState.Bootstrapping && fixture.Next < fixture.Now + (ExchangeSeconds * 1000));
            if (isAsked)
            {
                fixture.RunTo(fixture.Now + (seconds * 1000));
            }
        }
    }
}
