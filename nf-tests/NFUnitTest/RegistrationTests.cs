using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Register, Update and Deregister where everything goes well: what is said and when.
    /// </summary>
    [TestClass]
    public class RegistrationTests
    {
        [TestMethod]
        public void Opens_the_path_to_the_server_of_the_account()
        {
            ClientFixture fixture = new ClientFixture("coap://[2001:db8::1]:61616/", 86400);
            fixture.StartAndRegister();

            Check.Is("2001:db8::1", new string(Characters(fixture.Transport.Host)));
            Check.Is(61616, fixture.Transport.Port);
            Check.Is(1, fixture.Transport.OpenCount);
        }

        [TestMethod]
        public void Links_name_every_instance_and_a_version_only_where_it_is_not_the_default()
        {
            ClientFixture fixture = new ClientFixture();
            ObjectSample sample = new ObjectSample();
            Check.True(fixture.Client.Add(sample));
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeMessage();
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>,</26241>;ver=2.1", fixture.PayloadText);

            fixture = null;
            fixture = new ClientFixture();
            sample = new ObjectSample();
            sample.Create(7);
            sample.Create(2);
            Check.True(fixture.Client.Add(sample));
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeMessage();
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>,</26241>;ver=2.1,</26241/2>,</26241/7>", fixture.PayloadText);
        }

        [TestMethod]
        public void Register_has_the_parameters_of_the_account()
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 3600);
            fixture.Account.Binding.Set(Hex.Ascii("UQ"), 0, 2);
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeMessage();

            Check.Is("/rd?ep=nano-1&lt=3600&lwm2m=1.1&b=UQ", fixture.RequestPathAndQuery());
        }

        [TestMethod]
        public void Location_may_have_one_segment_and_eight()
        {
            ClientFixture fixture = Registering();
            fixture.Respond(201, "5a3f");
            fixture.Step();
            ExpectTriggeredUpdate(fixture, "/5a3f");

            fixture = null;
            fixture = Registering();
            fixture.Respond(201, "1", "2", "3", "4", "5", "6", "7", "8");
            fixture.Step();
            ExpectTriggeredUpdate(fixture, "/1/2/3/4/5/6/7/8");
        }

        [TestMethod]
        public void Location_may_have_empty_segments_and_one_of_ninety_five_bytes()
        {
            ClientFixture fixture = Registering();
            fixture.Respond(201, "rd", "", "x");
            fixture.Step();
            ExpectTriggeredUpdate(fixture, "/rd//x");

            string longest = string.Empty;
            for (int i = 0; i < 95; i++)
            {
                longest += "x";
            }

            fixture = null;
            fixture = Registering();
            fixture.Respond(201, longest);
            fixture.Step();
            ExpectTriggeredUpdate(fixture, "/" + longest);

            fixture = null;
            fixture = Registering();
            fixture.Respond(201, longest + "x");
            fixture.Step();
            ExpectFailure(fixture, 201);
        }

        [TestMethod]
        public void Location_of_nine_segments_is_a_failed_attempt()
        {
            ClientFixture fixture = Registering();
            fixture.Respond(201, "1", "2", "3", "4", "5", "6", "7", "8", "9");
            fixture.Step();
            ExpectFailure(fixture, 201);
        }

        [TestMethod]
        public void Created_without_a_location_is_a_failed_attempt()
        {
            ClientFixture fixture = Registering();
            fixture.Respond(201);
            fixture.Step();
            ExpectFailure(fixture, 201);
        }

        [TestMethod]
        public void Success_that_is_not_Created_is_a_failed_attempt()
        {
            ClientFixture fixture = Registering();
            fixture.Respond(204, "rd", "abcde");
            fixture.Step();
            ExpectFailure(fixture, 204);
        }

        [TestMethod]
        public void Update_comes_93_seconds_before_the_lifetime_ends()
        {
            ExpectUpdateAfter(86400, 86307000);
            ExpectUpdateAfter(187, 94000);
        }

        [TestMethod]
        public void Update_comes_after_half_of_a_short_lifetime()
        {
            ExpectUpdateAfter(186, 93000);
            ExpectUpdateAfter(60, 30000);
            ExpectUpdateAfter(1, 500);
        }

        [TestMethod]
        public void Longest_lifetime_that_there_is_does_not_overflow()
        {
            ExpectUpdateAfter(int.MaxValue, (2147483647L * 1000) - 93000);
        }

        [TestMethod]
        public void Lifetime_counts_from_the_first_transmission_of_the_request()
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 300);
            long started = fixture.Now;
            Check.True(fixture.Client.Start(started));
            fixture.RunTo(started + 40000);
            Check.True(fixture.Transport.SentCount > 3);
            while (fixture.Transport.SentCount > 1)
            {
                fixture.TakeMessage();
            }

            fixture.AcceptRegister();
            Check.Is(started + 207000, fixture.Next);
        }

        [TestMethod]
        public void Late_answer_to_a_short_lifetime_gives_an_Update_at_once()
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 20);
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeMessage();
            fixture.Now += 1500;
            fixture.Step();
            fixture.Respond(201, "rd", "abcde");
            fixture.Now += 10000;
            fixture.Step();
            fixture.ExpectUpdate("", 204);
            Check.True(fixture.Client.State == RegistrationState.Registered);
        }

        [TestMethod]
        public void Time_beyond_31_and_32_bits_of_milliseconds_is_like_any_other()
        {
            ExpectUpdateAt((1L << 31) - 3000);
            ExpectUpdateAt((1L << 31) + 3000);
            ExpectUpdateAt((1L << 32) - 3000);
            ExpectUpdateAt((1L << 32) + 3000);
            ExpectUpdateAt(1L << 45);
        }

        [TestMethod]
        public void Update_says_nothing_where_nothing_changed()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Run(30);

            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde", fixture.RequestPathAndQuery());
            Check.Is(ClientFixture.None, fixture.AnswerFormat);
            Check.Is(0, fixture.Answer.PayloadLength);
        }

        [TestMethod]
        public void Update_says_the_lifetime_the_binding_and_the_links_that_changed_once()
        {
            ClientFixture fixture = new ClientFixture();
            ObjectSample sample = new ObjectSample();
            Check.True(fixture.Client.Add(sample));
            fixture.StartAndRegister();

            fixture.Account.Binding.Set(Hex.Ascii("UQ"), 0, 2);
            sample.Create(0);
            Check.Is(204, fixture.Put("/1/0/1", "90"));

            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde?lt=90&b=UQ", fixture.RequestPathAndQuery());
            Check.Is(ClientFixture.Link, fixture.AnswerFormat);
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>,</26241>;ver=2.1,</26241/0>", fixture.PayloadText);
            fixture.Respond(204);
            fixture.Step();

            fixture.Run(45);
            fixture.ExpectUpdate("", 204);
            Check.Is(0, fixture.Answer.PayloadLength);
        }

        [TestMethod]
        public void Instance_that_goes_gives_an_Update_with_the_links()
        {
            ClientFixture fixture = new ClientFixture();
            ObjectSample sample = new ObjectSample();
            sample.Create(0);
            Check.True(fixture.Client.Add(sample));
            fixture.StartAndRegister();

            Check.Is(202, fixture.Delete("/26241/0"));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde", fixture.RequestPathAndQuery());
            Check.Is(ClientFixture.Formats + "</1/0>,</3/0>,</26241>;ver=2.1", fixture.PayloadText);
        }

        [TestMethod]
        public void What_changes_while_an_Update_is_outstanding_gives_another()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Put("/1/0/1", "90"));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd/abcde?lt=90", fixture.RequestPathAndQuery());
            byte[] answer = Acknowledge(fixture, CoapCode.Post);

            Check.Is(204, fixture.Put("/1/0/1", "95"));
            fixture.ExpectSilence();
            fixture.Transport.Arrive(answer);
            fixture.Step();
            fixture.ExpectUpdate("?lt=95", 204);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Trigger_while_an_Update_is_outstanding_gives_another()
        {
            ClientFixture fixture = ClientFixture.Registered(60);
            fixture.Run(30);
            fixture.TakeMessage();
            int messageId = fixture.Answer.MessageId;
            Check.True(fixture.Client.State == RegistrationState.Updating);
            byte[] answer = Acknowledge(fixture, CoapCode.Post);

            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectSilence();
            fixture.Transport.Arrive(answer);
            fixture.Step();
            fixture.TakeRequest(CoapCode.Post);
            Assert.AreNotEqual(messageId, fixture.Answer.MessageId);
            Check.Is("/rd/abcde", fixture.RequestPathAndQuery());
        }

        [TestMethod]
        public void Lifetime_written_with_the_same_value_gives_no_Update()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Put("/1/0/1", "86400"));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Requests_are_served_while_a_Register_is_outstanding()
        {
            ClientFixture fixture = Registering();
            byte[] answer = Created(fixture);
            Check.Is(205, fixture.Get("/3/0/0"));
            fixture.Transport.Arrive(answer);
            fixture.Step();
            Check.True(fixture.Client.State == RegistrationState.Registered);
        }

        [TestMethod]
        public void What_changes_while_a_Register_is_outstanding_gives_an_Update()
        {
            ClientFixture fixture = Registering();
            byte[] answer = Created(fixture);
            Check.Is(204, fixture.Put("/1/0/1", "90"));
            Check.Is(204, fixture.Put("/1/0/7", "UT"));
            fixture.Transport.Arrive(answer);
            fixture.Step();
            fixture.ExpectUpdate("?lt=90&b=UT", 204);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Register_after_a_refused_Update_says_the_lifetime_of_now()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Put("/1/0/1", "90"));
            fixture.ExpectUpdate("?lt=90", 404);
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/rd?ep=nano-1&lt=90&lwm2m=1.1&b=U", fixture.RequestPathAndQuery());
            fixture.Respond(201, "rd", "abcde");
            fixture.Step();
            Check.Is(fixture.Now + 45000, fixture.Next);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Answer_to_a_Register_may_come_apart_from_its_acknowledgement()
        {
            ClientFixture fixture = Registering();
            byte[] register = fixture.AnswerBytes;
            fixture.Transport.Arrive(new byte[] { 0x60, 0x00, register[2], register[3] });
            fixture.Now += 30000;
            fixture.Step();
            fixture.ExpectSilence();
            fixture.Transport.Arrive(Hex.Join(
                new byte[] { 0x44, 0x41, 0x77, 0x01, register[4], register[5], register[6], register[7] }, Hex.Bytes("82 7264 05 6162636465")));
            fixture.Step();
            Hex.AreEqual("60 00 7701", fixture.Transport.TakeSent());
            Check.True(fixture.Client.State == RegistrationState.Registered);
            ExpectTriggeredUpdate(fixture, "/rd/abcde");
        }

        [TestMethod]
        public void Answer_to_a_Register_that_is_acknowledged_and_never_comes_is_a_failed_attempt()
        {
            ClientFixture fixture = Registering();
            byte[] register = fixture.AnswerBytes;
            fixture.Transport.Arrive(new byte[] { 0x60, 0x00, register[2], register[3] });
            fixture.Step();
            fixture.RunTo(fixture.Next - 1);
            Check.True(fixture.Client.State == RegistrationState.Registering);
            fixture.Now++;
            fixture.Step();
            ExpectFailure(fixture, 0);
        }

        [TestMethod]
        public void Update_and_its_answer_take_17_and_8_bytes_or_13_and_4_where_the_peer_is_authenticated()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is(17, fixture.AnswerBytes.Length);
            Check.Is(8, 4 + fixture.Answer.TokenLength);

            fixture = null;
            fixture = new ClientFixture();
            fixture.Transport.IsPeerAuthenticated = true;
            fixture.StartAndRegister();
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.TakeRequest(CoapCode.Post);
            Hex.AreEqual("B2 7264 05 6162636465", fixture.AnswerBytes, 4, fixture.AnswerBytes.Length - 4);
            Check.Is(0, fixture.Answer.TokenLength);
        }

        [TestMethod]
        public void Disable_is_silent_for_its_timeout_and_then_registers()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Put("/1/0/5", "100"));
            Check.Is(204, fixture.Post("/1/0/4"));
            fixture.ExpectDeregister();
            ExpectDisabled(fixture, 100);
        }

        [TestMethod]
        public void Disable_is_silent_for_a_day_by_default()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Post("/1/0/4"));
            fixture.ExpectDeregister();
            ExpectDisabled(fixture, 86400);
        }

        [TestMethod]
        public void Disable_holds_where_the_Deregister_is_not_answered()
        {
            ClientFixture fixture = ClientFixture.Registered();
            Check.Is(204, fixture.Post("/1/0/4"));
            fixture.Run(100);
            Check.Is(5, fixture.Transport.SentCount);
            Check.True(fixture.Client.State == RegistrationState.Disabled);
            Check.False(fixture.Transport.IsOpen);
        }

        private static void ExpectDisabled(ClientFixture fixture, int seconds)
        {
            long since = fixture.Now;
            Check.True(fixture.Client.State == RegistrationState.Disabled);
            Check.False(fixture.Transport.IsOpen);
            Check.Is(since + (seconds * 1000L), fixture.Next);
            fixture.RunTo(since + (seconds * 1000L) - 1);
            fixture.ExpectSilence();
            fixture.Now++;
            fixture.Step();
            Check.True(fixture.Transport.IsOpen);
            fixture.AcceptRegister();
            fixture.ExpectSilence();
        }

        private static ClientFixture Registering()
        {
            ClientFixture fixture = new ClientFixture();
            Check.True(fixture.Client.Start(fixture.Now));
            fixture.Step();
            fixture.TakeRequest(CoapCode.Post);
            return fixture;
        }

        private static void ExpectTriggeredUpdate(ClientFixture fixture, string path)
        {
            Check.True(fixture.Client.State == RegistrationState.Registered);
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is(path, fixture.RequestPathAndQuery());
        }

        private static void ExpectFailure(ClientFixture fixture, int code)
        {
            Check.True(fixture.Client.State == RegistrationState.Waiting);
            Check.Is(((code / 100) << 5) | (code % 100), fixture.Observer.Detail(ClientEvent.RegistrationFailed));
            Check.Is(60, fixture.Observer.Detail(ClientEvent.Waiting));
            Check.Is(fixture.Now + 60000, fixture.Next);
            fixture.ExpectSilence();
        }

        private static void ExpectUpdateAfter(int lifetime, long milliseconds)
        {
            ClientFixture fixture = ClientFixture.Registered(lifetime);
            Check.Is(fixture.Now + milliseconds, fixture.Next);
            fixture.Now = fixture.Next - 1;
            fixture.Step();
            fixture.ExpectSilence();
            fixture.Now++;
            fixture.Step();
            fixture.ExpectUpdate("", 204);
            Check.Is(fixture.Now + milliseconds, fixture.Next);
        }

        private static void ExpectUpdateAt(long start)
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", 12);
            fixture.Now = start;
            fixture.StartAndRegister();
            Check.Is(start + 6000, fixture.Next);
            fixture.RunTo(start + 6000);
            fixture.ExpectUpdate("", 204);
            Check.Is(start + 12000, fixture.Next);
        }

        private static byte[] Created(ClientFixture fixture)
        {
            fixture.Respond(201, "rd", "abcde");
            return Back(fixture);
        }

        private static byte[] Acknowledge(ClientFixture fixture, int method)
        {
            Check.Is(method, fixture.Answer.Code);
            fixture.Respond(204);
            return Back(fixture);
        }

        // The datagram that was about to arrive.
        private static byte[] Back(ClientFixture fixture)
        {
            byte[] buffer = new byte[64];
            int count = fixture.Transport.Receive(buffer, 0, buffer.Length);
            byte[] datagram = new byte[count];
            System.Array.Copy(buffer, 0, datagram, 0, count);
            return datagram;
        }

        private static char[] Characters(byte[] bytes)
        {
            char[] characters = new char[bytes.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                characters[i] = (char)bytes[i];
            }

            return characters;
        }
    }
}
