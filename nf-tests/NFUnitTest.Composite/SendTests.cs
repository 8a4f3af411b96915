using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// The Send operation (LwM2M Core 1.1, section 6.4.6).
    /// </summary>
    [TestClass]
    public class SendTests
    {
        private const string Whole = "/26241/0/1";
        private const string WholeName = "21 69 2F32363234312F302F";

        // How many numbers the queue holds.
        private const int Room = Limits.MaxSampleBytes / 27;

        // 2026-01-01 00:00:00.
        private const long Utc = 1767225600000;

        [TestMethod]
        public void One_call_names_paths_of_any_level()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, "/1/0 /26241/0/8 /26241/0/8/2 /26241/0/0"));
            ExpectSend(
                fixture,
                "88 A3 21 65 2F312F302F 00 6130 02 01 A2 00 6131 02 1A 00015180 A2 00 6136 04 F4 A2 00 6137 03 6155"
                    + "A3 21 69 2F32363234312F302F 00 63382F30 02 05 A2 00 63382F32 02 19012C A2 00 63382F32 02 19012C A2 00 6130 03 6161");
            Check.Is(1, fixture.Observer.Count(ClientEvent.Sending));
            Check.Is(8, fixture.Observer.Detail(ClientEvent.Sending));
            fixture.Respond(204);
            fixture.Step();
            Check.Is(1, fixture.Observer.Count(ClientEvent.Sent));
            Check.Is(68, fixture.Observer.Detail(ClientEvent.Sent));
            fixture.Run(600);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void All_types_are_sent_as_a_Read_gives_them()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, "/26241"));
            ExpectSend(fixture, "8B" + CompositePeer.SampleCbor);
            Check.Is(205, fixture.GetAs(CompositePeer.SenMlCbor, "/26241"));
            Hex.AreEqual("8B" + CompositePeer.SampleCbor, Hex.Bytes(fixture.PayloadHex));
        }

        [TestMethod]
        public void What_is_not_there_or_cannot_be_read_is_said_and_the_rest_is_sent()
        {
            string[] bad = { "/5", "/26241/1", "/26241/0/99", "/26241/0/9", "/26241/0/11", "/26241/0/300", "/26241/0/8/1", "/0", "/0/0/0", "/3/0/15" };
            ClientFixture fixture = ClientFixture.WithSample();
            for (int i = 0; i < bad.Length; i++)
            {
                Check.Doing = bad[i];
                Check.False(Send(fixture, bad[i]));
                fixture.ExpectSilence();
            }

            Check.False(Send(fixture, "/5 /26241/0/1 /0"));
            ExpectSend(fixture, "81 A3" + WholeName + "00 6131 02 24");
            fixture.Respond(204);
            fixture.Step();
            fixture.Sample.ReadResult = 0xA3;
            Check.False(Send(fixture, Whole));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Samples_of_a_time_without_a_server_go_out_together_with_their_age()
        {
            ClientFixture fixture = Offline();
            SampleThree(fixture);
            fixture.AcceptRegister();

            // 40.5 s, 30.5 s and nothing ago.
            ExpectSend(fixture, "83 A4" + WholeName + "22 F9D110 00 6131 02 01 A3 06 0A 00 6131 02 02 A3 22 00 00 6131 02 03");
            fixture.Respond(204);
            fixture.Step();
            fixture.Run(600);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Samples_have_absolute_times_where_the_time_is_known()
        {
            ClientFixture fixture = Offline();
            SampleThree(fixture);
            fixture.Client.SetUtc(Utc, fixture.Now);
            fixture.AcceptRegister();
            ExpectSend(
                fixture, "83 A4" + WholeName + "22 FB 41DA556E35E00000 00 6131 02 01 A3 06 0A 00 6131 02 02 A3 06 F95110 00 6131 02 03");
        }

        [TestMethod]
        public void What_is_sent_at_once_has_a_time_only_where_it_is_known()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            ExpectSend(fixture, "81 A3" + WholeName + "00 6131 02 24");
            fixture.Respond(204);
            fixture.Client.SetUtc(Utc, fixture.Now);
            Check.True(Send(fixture, Whole));
            ExpectSend(fixture, "81 A4" + WholeName + "22 1A 6955B900 00 6131 02 24");
        }

        [TestMethod]
        public void Oldest_samples_make_room()
        {
            ClientFixture fixture = Offline();
            for (int i = 1; i <= Room + 3; i++)
            {
                Sample(fixture, i);
            }

            fixture.RunTo(61000);
            fixture.AcceptRegister();
            ExpectValues(fixture, 4, Room);
            fixture.Respond(204);
            fixture.Step();
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void What_no_message_holds_goes_in_several_one_at_a_time()
        {
            ClientFixture fixture = Offline();
            Check.Is(ResponseCode.Created, fixture.Sample.Create(1));
            SenMlSum sum = new SenMlSum();
            ResourceValue value = new ResourceValue();
            value.SetInteger(1L << 40);
            fixture.Sample.Write(0, ObjectSample.Whole, ResourcePath.None, value);
            fixture.Sample.Write(1, ObjectSample.Whole, ResourcePath.None, value);

            // Each with a base name, a time and a value that are long.
            for (int i = 0; i < Room; i++)
            {
                fixture.RunTo(20000 + (i * 1001));
                Check.True(Send(fixture, (i & 1) == 0 ? Whole : "/26241/1/1"));
                fixture.Step();
            }

            fixture.RunTo(61000);
            fixture.AcceptRegister();
            int messages = 0;
            while (sum.Count < Room)
            {
                messages++;
                fixture.TakeRequest(CoapCode.Post);
                Check.Is("/dp", fixture.RequestPath());
                Check.True(fixture.Answer.PayloadLength <= Limits.MaxBlockBytes);
                sum.Add(fixture.Answer);
                fixture.ExpectSilence();
                fixture.Respond(204);
                fixture.Step();
            }

            fixture.ExpectSilence();
            Check.Is(Room, sum.Count);
            Check.True(messages > 1);
            Check.Is(messages, fixture.Observer.Count(ClientEvent.Sent));
        }

        [TestMethod]
        public void Refusal_drops_the_samples_and_tells()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(400);
            fixture.Step();
            Check.Is(1, fixture.Observer.Count(ClientEvent.SendFailed));
            Check.Is(0x80, fixture.Observer.Detail(ClientEvent.SendFailed));
            fixture.Run(600);
            fixture.ExpectSilence();
            Check.Is(204, fixture.Put(Whole, "7"));
            Check.True(Send(fixture, Whole));
            ExpectSend(fixture, "81 A3" + WholeName + "00 6131 02 07");
        }

        [TestMethod]
        public void Server_that_knows_no_registration_is_sent_an_Update_and_them_again_once()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(404);
            fixture.Step();
            fixture.ExpectUpdate(string.Empty, 204);
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(404);
            fixture.Step();
            Check.Is(2, fixture.Observer.Count(ClientEvent.SendFailed));
            fixture.Run(600);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Server_that_cannot_take_them_now_is_sent_them_after_the_next_Update()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(503);
            fixture.Step();
            Check.Is(0xA3, fixture.Observer.Detail(ClientEvent.SendFailed));
            fixture.Run(600);
            fixture.ExpectSilence();
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectSend(fixture, "81 A4" + WholeName + "22 390257 00 6131 02 24");
            fixture.Respond(503);
            fixture.Step();

            // Or with what comes next.
            Check.Is(204, fixture.Put(Whole, "7"));
            Check.True(Send(fixture, Whole));
            ExpectSend(fixture, "82 A4" + WholeName + "22 390257 00 6131 02 24 A3 22 00 00 6131 02 07");
        }

        [TestMethod]
        public void Silence_is_followed_by_an_Update_and_the_samples()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ObservingServer server = new ObservingServer(fixture);
            long start = fixture.Now;
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            server.LeaveUnanswered();
            Check.Is(62000, fixture.Now - start);
            Check.Is(1, fixture.Observer.Count(ClientEvent.SendFailed));
            Check.Is(0, fixture.Observer.Detail(ClientEvent.SendFailed));
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectSend(fixture, "81 A4" + WholeName + "22 383D 00 6131 02 24");
            fixture.Respond(204);
            fixture.Step();
            fixture.Run(600);
            fixture.ExpectSilence();
            Check.Is(1, fixture.Observer.Count(ClientEvent.Sent));
        }

        [TestMethod]
        public void Samples_outlive_a_new_registration()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            new ObservingServer(fixture).LeaveUnanswered();
            fixture.ExpectUpdate(string.Empty, 404);
            fixture.AcceptRegister();
            ExpectSend(fixture, "81 A4" + WholeName + "22 383D 00 6131 02 24");
        }

        [TestMethod]
        public void Server_that_answers_all_but_Send_is_not_asked_for_ever()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ObservingServer server = new ObservingServer(fixture);
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            server.LeaveUnanswered();
            fixture.ExpectUpdate(string.Empty, 204);
            fixture.TakeRequest(CoapCode.Post);
            for (int i = 0; i < CoapTiming.MaxRetransmit; i++)
            {
                server.Wait();
                fixture.Transport.TakeSent();
            }

            fixture.Run(3600);
            fixture.ExpectSilence();
            Check.Is(2, fixture.Observer.Count(ClientEvent.SendFailed));

            // Once with each Update.
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectSend(fixture, "81 A4" + WholeName + "22 390E6B 00 6131 02 24");
            fixture.Respond(204);
            fixture.Step();
            Check.Is(1, fixture.Observer.Count(ClientEvent.Sent));
        }

        [TestMethod]
        public void Reset_is_no_answer_and_no_loop()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            fixture.RespondReset();
            fixture.Step();
            Check.Is(1, fixture.Observer.Count(ClientEvent.SendFailed));
            Check.Is(0, fixture.Observer.Detail(ClientEvent.SendFailed));
            fixture.ExpectUpdate(string.Empty, 204);
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/dp", fixture.RequestPath());
            fixture.RespondReset();
            fixture.Step();
            fixture.Run(600);
            fixture.ExpectSilence();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            Check.Is(2, fixture.Observer.Detail(ClientEvent.Sending));
        }

        [TestMethod]
        public void Value_that_no_message_holds_is_given_up_and_told()
        {
            BlockPeer peer = new BlockPeer(490);
            peer.Fixture.Client.SetUtc(Utc, peer.Fixture.Now);
            Check.True(Send(peer.Fixture, BlockPeer.Instance + "/1"));
            peer.Fixture.ExpectSilence();
            Check.Is(1, peer.Fixture.Observer.Count(ClientEvent.SendFailed));
            Check.Is(0x8D, peer.Fixture.Observer.Detail(ClientEvent.SendFailed));
            peer.Bulk.SetText(BlockPeer.Pattern(500, 1));
            Check.False(Send(peer.Fixture, BlockPeer.Instance + "/1"));
            peer.Bulk.SetText(BlockPeer.Pattern(480, 1));
            Check.True(Send(peer.Fixture, BlockPeer.Instance + "/1"));
            peer.Fixture.TakeRequest(CoapCode.Post);
            Check.Is(506, peer.Fixture.Answer.PayloadLength);
        }

        [TestMethod]
        public void Oldest_may_make_room_while_they_are_being_sent()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Sample(fixture, 1);
            fixture.TakeRequest(CoapCode.Post);
            for (int i = 2; i <= Room; i++)
            {
                Sample(fixture, i);
            }

            // Of those outstanding some are gone, or all.
            fixture.Respond(204);
            fixture.Step();
            ExpectValues(fixture, 2, Room - 1);
            for (int i = 1; i <= 3; i++)
            {
                Sample(fixture, Room + i);
            }

            fixture.Respond(204);
            fixture.Step();
            ExpectValues(fixture, Room + 1, 3);
            for (int i = 4; i <= Room + 8; i++)
            {
                Sample(fixture, Room + i);
            }

            fixture.Respond(204);
            fixture.Step();
            ExpectValues(fixture, Room + 9, Room);
        }

        [TestMethod]
        public void Muted_server_is_sent_nothing_until_it_wants_to_hear()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Put("/1/0/23", "1"));
            Check.True(Send(fixture, Whole));
            fixture.Run(600);
            fixture.ExpectSilence();
            Check.Is(204, fixture.Put("/1/0/23", "0"));
            ExpectSend(fixture, "81 A4" + WholeName + "22 390257 00 6131 02 24");
        }

        [TestMethod]
        public void Send_waits_while_something_else_is_outstanding()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Post("/1/0/8"));
            Check.True(Send(fixture, Whole));
            fixture.ExpectUpdate(string.Empty, 204);
            ExpectSend(fixture, "81 A3" + WholeName + "00 6131 02 24");
            fixture.Respond(204);
            fixture.Step();

            // A notification that is to be acknowledged, and then the server's own turn of both.
            Check.Is(204, fixture.WriteAttributes(Whole + "?con=1"));
            ObservingServer server = new ObservingServer(fixture);
            server.Observe("AB01", Whole);
            int sequence = server.Sequence;
            server.Set(Whole, "1");
            server.ExpectConfirmable("AB01", sequence + 1, "1");
            Check.True(Send(fixture, Whole));
            fixture.ExpectSilence();
            server.Acknowledge();
            fixture.TakeRequest(CoapCode.Post);
            byte[] send = fixture.AnswerBytes;
            server.Set(Whole, "2");
            fixture.ExpectSilence();
            server.Answer(send, 0x44);
            server.ExpectConfirmable("AB01", sequence + 2, "2");
        }

        [TestMethod]
        public void Others_wait_while_a_Send_is_outstanding_and_requests_are_served()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            ObservingServer server = new ObservingServer(fixture);
            server.Observe("AB01", Whole);
            int sequence = server.Sequence;
            Check.True(Send(fixture, "/26241/0/0"));
            fixture.TakeRequest(CoapCode.Post);
            byte[] send = fixture.AnswerBytes;

            server.Set(Whole, "3");
            server.Expect("AB01", sequence + 1, "3");
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectSilence();
            server.Answer(send, 0x44);
            fixture.ExpectUpdate(string.Empty, 204);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Deregister_waits_for_the_answer()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            fixture.Client.Stop();
            fixture.Step();
            fixture.ExpectSilence();
            fixture.Respond(204);
            fixture.Step();
            fixture.ExpectDeregister();
            Check.True(Send(fixture, Whole));
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Response_may_come_apart_from_its_acknowledgement()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            ObservingServer server = new ObservingServer(fixture);
            byte[] send = fixture.AnswerBytes;
            server.Acknowledge();
            fixture.Run(20);
            fixture.ExpectSilence();
            fixture.Transport.Arrive(Hex.Join(Hex.Bytes("44 44 1234"), Hex.Bytes(Hex.Text(send, 4, 4))));
            fixture.Step();
            Hex.AreEqual("60 00 1234", fixture.Transport.TakeSent());
            Check.Is(1, fixture.Observer.Count(ClientEvent.Sent));
            fixture.Run(600);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Server_that_is_authenticated_needs_no_token()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            fixture.Transport.IsPeerAuthenticated = true;
            Check.True(Send(fixture, Whole));
            fixture.TakeRequest(CoapCode.Post);
            byte[] send = fixture.AnswerBytes;
            Hex.AreEqual(
                "40 02" + Hex.Text(send, 2, 2) + "B2 6470 11 70 FF 81 A3" + WholeName + "00 6131 02 24", send);
            fixture.Respond(204);
            fixture.Step();
            Check.Is(1, fixture.Observer.Count(ClientEvent.Sent));
        }

        [TestMethod]
        public void Client_without_a_server_takes_nothing()
        {
            ClientFixture fixture = new ClientFixture();
            Check.False(fixture.Client.Send(CompositePeer.Paths("/1/0/1"), fixture.Now));
        }

        // A client whose registration is lost and whose Register was refused at 1 s and is due again at 61 s.
        private static ClientFixture Offline()
        {
            ClientFixture fixture = ClientFixture.WithSample();
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectUpdate(string.Empty, 404);
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(503);
            fixture.Step();
            Check.Is(61000, fixture.Next);
            return fixture;
        }

        private static void SampleThree(ClientFixture fixture)
        {
            fixture.RunTo(20500);
            Sample(fixture, 1);
            fixture.RunTo(30500);
            Sample(fixture, 2);
            fixture.RunTo(61000 - 1);
            fixture.ExpectSilence();
            fixture.Now = 61000;
            Sample(fixture, 3);
        }

        // Sends a number that the application has set.
        private static void Sample(ClientFixture fixture, int number)
        {
            ResourceValue value = new ResourceValue();
            value.SetInteger(number);
            fixture.Sample.Write(0, ObjectSample.Whole, ResourcePath.None, value);
            Check.True(Send(fixture, Whole));
        }

        private static bool Send(ClientFixture fixture, string paths)
        {
            bool all = fixture.Client.Send(CompositePeer.Paths(paths), fixture.Now);
            fixture.Step();
            return all;
        }

        private static void ExpectSend(ClientFixture fixture, string hex)
        {
            fixture.TakeRequest(CoapCode.Post);
            Check.Is("/dp", fixture.RequestPathAndQuery());
            Check.Is(CompositePeer.SenMlCbor, fixture.AnswerFormat);
            Hex.AreEqual(hex, Hex.Bytes(fixture.PayloadHex));
            fixture.ExpectSilence();
        }

        // Numbers that follow one another, of one resource.
        private static void ExpectValues(ClientFixture fixture, int first, int count)
        {
            fixture.TakeRequest(CoapCode.Post);
            SenMlSum sum = new SenMlSum();
            sum.Add(fixture.Answer);
            Check.Is(count, sum.Count);
            Check.Is(((2 * first) + count - 1) * count / 2, sum.Total);
        }
    }
}
