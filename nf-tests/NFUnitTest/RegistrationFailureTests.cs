using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Servers that refuse, forget or are silent, names that do not resolve: the way back, and that it is never a loop.
    /// </summary>
    [TestClass]
    public class RegistrationFailureTests
    {
        private const long Day = 86400000;

        [TestMethod]
        public void Update_with_4_04_registers_again()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Run(30);
            fixture.ExpectUpdate("", 204);
            fixture.Run(30);
            fixture.ExpectUpdate("", 404);
            Check.Is(1, fixture.Observer.Count(ClientEvent.UpdateFailed));
            Check.Is(0x84, fixture.Observer.Detail(ClientEvent.UpdateFailed));
            fixture.AcceptRegister();
            Check.Is(2, fixture.Observer.Count(ClientEvent.Registered));
        }

        [TestMethod]
        public void Update_with_any_code_but_Changed_registers_again()
        {
            int[] codes = { 400, 401, 402, 403, 404, 405, 406, 413, 415, 500, 501, 503, 201, 205, 202 };
            for (int i = 0; i < codes.Length; i++)
            {
                ClientFixture fixture = ClientFixture.Registered(60);
                fixture.Run(30);
                fixture.ExpectUpdate("", codes[i]);
                fixture.AcceptRegister();
            }
        }

        [TestMethod]
        public void Update_that_is_reset_registers_again()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Run(30);
            fixture.TakeRequest(CoapCode.Post);
            fixture.RespondReset();
            fixture.Step();
            Check.Is(0, fixture.Observer.Detail(ClientEvent.UpdateFailed));
            fixture.AcceptRegister();
        }

        [TestMethod]
        public void Update_that_is_not_answered_registers_again()
        {
            ClientFixture fixture = ClientFixture.Registered(600);
            long due = fixture.Now + 507000;
            fixture.RunTo(due);
            int sent = 0;
            while (fixture.Client.State == RegistrationState.Updating)
            {
                while (fixture.Transport.SentCount > 0)
                {
                    fixture.TakeRequest(CoapCode.Post);
                    Check.Is("/rd/abcde", fixture.RequestPathAndQuery());
                    sent++;
                }

                fixture.Now = fixture.Next;
                fixture.Step();
            }

            // Four retransmissions, and the registration still lived when it was given up.
            Check.Is(5, sent);
            Check.True(fixture.Now - due >= 62000 && fixture.Now - due <= 93000);
            fixture.AcceptRegister();
        }

        [TestMethod]
        public void Second_refused_Update_in_a_row_waits_before_it_registers()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Run(30);
            fixture.ExpectUpdate("", 404);
            fixture.AcceptRegister();
            fixture.Run(30);
            fixture.ExpectUpdate("", 404);
            fixture.ExpectSilence();
            ExpectWait(fixture, 60);
            fixture.AcceptRegister();
            fixture.Run(30);
            fixture.ExpectUpdate("", 404);
            ExpectWait(fixture, 120);
            fixture.AcceptRegister();

            // An Update that is taken ends the row.
            fixture.Run(30);
            fixture.ExpectUpdate("", 204);
            fixture.Run(30);
            fixture.ExpectUpdate("", 404);
            fixture.AcceptRegister();
        }

        [TestMethod]
        public void Server_that_takes_each_Register_and_refuses_each_Update_is_no_loop()
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 60);
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Serve(fixture.Now + (10 * Day), 201, 404);
            Check.True(fixture.RegisterCount > 20, "It keeps trying.");
            Check.True(fixture.RegisterCount < 70, "It does not hammer.");
        }

        [TestMethod]
        public void Server_that_takes_each_Register_and_resets_lifetimes_of_a_second_is_no_loop()
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 1);
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Serve(fixture.Now + Day, 201, 503);
            Check.True(fixture.RegisterCount < 10);
        }

        [TestMethod]
        public void Refused_Register_waits_twice_as_long_each_time_and_then_a_day()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            int[] waits = { 60, 120, 240, 480, 86400, 60, 120 };
            for (int i = 0; i < waits.Length; i++)
            {
                Refuse(fixture, 500);
                Check.Is(waits[i], fixture.Observer.Detail(ClientEvent.Waiting));
                ExpectWait(fixture, waits[i]);
            }
        }

        [TestMethod]
        public void Wait_is_lengthened_by_up_to_a_tenth()
        {
            int[] numbers = { 0, 1, 6000, 6001, -1, int.MinValue, int.MaxValue };
            int[] lengthened = { 0, 1, 6000, 0, int.MaxValue % 6001, 0, int.MaxValue % 6001 };
            for (int i = 0; i < numbers.Length; i++)
            {
                ClientFixture fixture = new ClientFixture();
                fixture.Random.Set(numbers[i]);
                Check.True(fixture.Client.Start(fixture.Now));
                fixture.Step();
                Refuse(fixture, 500);
                Check.Is(60, fixture.Observer.Detail(ClientEvent.Waiting));
                Check.Is(fixture.Now + 60000 + lengthened[i], fixture.Next);
                fixture = null;
            }
        }

        [TestMethod]
        public void Fleet_does_not_come_back_all_at_once()
        {
            const int Devices = 8;
            long first = CoapTiming.Never;
            long last = 0;
            for (int i = 0; i < Devices; i++)
            {
                // What a good source gives eight devices: an eighth of its range to each.
                ClientFixture fixture = new ClientFixture();
                fixture.Random.Set(i * (86400000 / 10 / Devices));
                Check.True(fixture.Client.Start(fixture.Now));
                fixture.Step();
                Refuse(fixture, 403);
                first = fixture.Next < first ? fixture.Next : first;
                last = fixture.Next > last ? fixture.Next : last;
                Check.True(fixture.Next >= fixture.Now + Day && fixture.Next <= fixture.Now + Day + (Day / 10));
                fixture = null;
            }

            // Within two hours and more, not within a second.
            Check.True(last - first >= 7200000);
        }

        [TestMethod]
        public void Back_off_goes_by_the_retry_resources_of_the_account()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.ConfigureAccount("C11103 C11205 C21303E8");
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            int[] waits = { 5, 10, 1000, 5, 10, 1000 };
            for (int i = 0; i < waits.Length; i++)
            {
                Refuse(fixture, 503);
                ExpectWait(fixture, waits[i]);
            }
        }

        [TestMethod]
        public void Back_off_of_no_time_at_all_is_no_loop()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.ConfigureAccount("C11100 C11200 C11300");
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Serve(fixture.Now + 60000, 500, 500);
            Check.True(fixture.RegisterCount <= 61);

            fixture = null;
            fixture = new ClientFixture();
            fixture.ConfigureAccount("C41100010000 C11200 C11300");
            fixture.Transport.OpenResult = TransportResult.NameNotResolved;
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.RunTo(fixture.Now + 60000);
            Check.True(fixture.Transport.OpenCount <= 61);
        }

        [TestMethod]
        public void Longest_back_off_there_can_be_does_not_overflow()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.ConfigureAccount("C411 7FFFFFFF C412 7FFFFFFF C413 7FFFFFFF");
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            for (int i = 0; i < 20; i++)
            {
                Refuse(fixture, 500);
                Check.True(fixture.Next >= fixture.Now + 2147483647000L);
                Check.Is(int.MaxValue, fixture.Observer.Detail(ClientEvent.Waiting));
                fixture.Now = fixture.Next;
                fixture.Step();
            }
        }

        [TestMethod]
        public void Forbidden_is_not_retried_at_once()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            Refuse(fixture, 403);
            ExpectWait(fixture, 86400);
            Refuse(fixture, 403);
            ExpectWait(fixture, 86400);
            fixture.AcceptRegister();
        }

        [TestMethod]
        public void Silent_server_gets_five_datagrams_an_attempt_and_five_attempts_a_day()
        {
            ClientFixture fixture = new ClientFixture();
            long start = fixture.Now;
            Check.True(fixture.Client.Start(start));
            fixture.Serve(start + Day, 0, 0);
            Check.Is(25, fixture.ServedCount);
            Check.Is(5, fixture.Observer.Count(ClientEvent.RegistrationFailed));
            Check.Is(0, fixture.Observer.Detail(ClientEvent.RegistrationFailed));
            Check.False(fixture.Transport.IsOpen);
        }

        [TestMethod]
        public void Register_that_is_reset_waits()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeRequest(CoapCode.Post);
            fixture.RespondReset();
            fixture.Step();
            ExpectWait(fixture, 60);
        }

        [TestMethod]
        public void Name_that_does_not_resolve_is_looked_up_by_the_back_off()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.Transport.OpenResult = TransportResult.NameNotResolved;
            long start = fixture.Now;
            Check.True(fixture.Client.Start(start));
            fixture.Step();
            Check.Is(TransportResult.NameNotResolved, fixture.Observer.Detail(ClientEvent.RegistrationFailed));
            fixture.RunTo(start + 59999);
            Check.Is(1, fixture.Transport.OpenCount);
            fixture.RunTo(start + 60000);
            Check.Is(2, fixture.Transport.OpenCount);
            fixture.RunTo(start + Day);
            Check.Is(5, fixture.Transport.OpenCount);
            fixture.ExpectSilence();

            fixture.Transport.OpenResult = TransportResult.Ok;
            fixture.RunTo(start + (2 * Day));
            Check.True(fixture.Transport.SentCount > 0);
        }

        [TestMethod]
        public void Datagrams_that_cannot_be_sent_count_as_lost()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.Transport.SendResult = TransportResult.NetworkDown;
            long start = fixture.Now;
            Check.True(fixture.Client.Start(start));
            fixture.Step();
            fixture.Transport.SendResult = TransportResult.Ok;
            fixture.RunTo(start + 3000);
            fixture.AcceptRegister();
        }

        [TestMethod]
        public void Receiving_that_fails_does_not_end_the_client()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Transport.ReceiveResult = TransportResult.NetworkDown;
            fixture.Run(30);
            fixture.ExpectUpdate("", 204);
            Check.True(fixture.Client.State == RegistrationState.Registered);
        }

        [TestMethod]
        public void Register_larger_than_what_is_sent_in_blocks_is_a_failed_attempt()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Add(new ManyInstances(200)));
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.ExpectSilence();
            Check.Is(0x8D, fixture.Observer.Detail(ClientEvent.RegistrationFailed));
            ExpectWait(fixture, 60);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Unusable_account_stops_the_client()
        {
            string[] uris = { "http://server.example", "coaps://server.example", "coap://", string.Empty };
            for (int i = 0; i < uris.Length; i++)
            {
                ClientFixture fixture = new ClientFixture(uris[i], 60);
                Check.True(fixture.Client.Start(fixture.Now));
                fixture.Step();
                Check.True(fixture.Client.State == RegistrationState.Stopped);
                Check.Is(1, fixture.Observer.Count(ClientEvent.NotConfigured));
                Check.Is(CoapTiming.Never, fixture.Next);
                Check.Is(0, fixture.Transport.OpenCount);
                fixture = null;
            }
        }

        [TestMethod]
        public void Client_without_an_account_does_not_start()
        {
            ClientFixture fixture = new ClientFixture();
            fixture.Security.Delete(0);
            Check.False(fixture.Client.Start(fixture.Now));
            Check.Is(1, fixture.Observer.Count(ClientEvent.NotConfigured));

            fixture = null;
            fixture = new ClientFixture();
            fixture.Server.Delete(0);
            Check.False(fixture.Client.Start(fixture.Now));
            Check.Is(CoapTiming.Never, fixture.Step());
        }

        [TestMethod]
        public void Disable_before_a_refused_Update_still_holds()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Run(30);
            fixture.TakeRequest(CoapCode.Post);
            int messageId = fixture.Answer.MessageId;
            byte[] update = fixture.AnswerBytes;
            Check.Is(204, fixture.Post("/1/0/4"));
            fixture.ExpectSilence();

            // 4.04 for the Update that was outstanding.
            fixture.Transport.Arrive(Hex.Join(
                new byte[] { 0x64, 0x84, (byte)(messageId >> 8), (byte)messageId, update[4], update[5], update[6], update[7] }));
            fixture.Step();
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(201, "rd", "abcde");
            fixture.Step();
            fixture.ExpectDeregister();
            Check.True(fixture.Client.State == RegistrationState.Disabled);
        }

        private static void Refuse(ClientFixture fixture, int code)
        {
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd?ep=nano-1", fixture.RequestPath());
            fixture.Respond(code);
            fixture.Step();
        }

        // Nothing is sent for that long, and then a step is asked for.
        private static void ExpectWait(ClientFixture fixture, int seconds)
        {
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            Check.False(fixture.Transport.IsOpen);
            long until = fixture.Now + (seconds * 1000L);
            Check.Is(until, fixture.Next);
            fixture.RunTo(until - 1);
            fixture.ExpectSilence();
            fixture.Now = until;
            fixture.Step();
        }

        private sealed class ManyInstances : Lwm2mNano.Objects.LwM2mObject
        {
            private static readonly uint[] s_resources = { Lwm2mNano.Objects.Resource.Integer | Lwm2mNano.Objects.Resource.Read };

            public ManyInstances(int count)
                : base(30000, s_resources, count)
            {
                for (int i = 0; i < count; i++)
                {
                    AddInstance(i);
                }
            }

            public override int Read(int instanceId, int resourceId, int resourceInstanceId, Lwm2mNano.Objects.ResourceValue value)
            {
                value.SetInteger(instanceId);
                return Lwm2mNano.Objects.ResponseCode.Content;
            }
        }
    }
}
