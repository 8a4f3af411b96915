using Lwm2mNano;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Observations: how they begin, go on and end (LwM2M Core 1.1, section 6.4; RFC 7641).
    /// </summary>
    [TestClass]
    public class ObserveTests
    {
        private const string Token = "01020304";
        private const string Whole = "/26241/0/1";

        [TestMethod]
        public void Notification_of_the_battery_level_has_14_bytes()
        {
            ClientFixture fixture = ClientFixture.Registered();
            ObservingServer server = new ObservingServer(fixture);
            server.Observe(Token, "/3/0/9");
            Hex.AreEqual("64 45 1001 01020304 60 60 FF 3735", fixture.AnswerBytes);

            fixture.Battery.NextPercent = 74;
            server.ExpectIn(60, Token, 1, "74");
            Hex.AreEqual("54 45" + server.MessageId + "01020304 61 01 60 FF 3734", fixture.AnswerBytes);
            Check.Is(14, fixture.AnswerBytes.Length);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Object_instance_resource_and_resource_instance_are_observed()
        {
            string[] paths = { "/26241", "/26241/0", "/26241/0/8", "/26241/0/8/2" };
            for (int i = 0; i < paths.Length; i++)
            {
                ObservingServer server = ObservingServer.OfSample();
                ClientFixture fixture = server.Fixture;
                server.Observe(Token, paths[i]);
                Check.Is(0, server.Sequence);
                string before = fixture.PayloadHex;
                Check.Is(205, fixture.Get(paths[i]));
                Check.Is(fixture.PayloadHex, before);

                server.Set("/26241/0/8/2", "301");
                server.ExpectContentOf(paths[i], Token, 1);
                Check.Is(i < 3 ? ClientFixture.Tlv : ClientFixture.Text, fixture.AnswerFormat);
                server.Silence(100);

                // Of what stands beside it only those are told that contain it.
                server.Set(Whole, "77");
                if (i < 2)
                {
                    server.ExpectContentOf(paths[i], Token, 2);
                }

                server.Silence(100);
            }
        }

        [TestMethod]
        public void Format_is_that_of_the_first_answer()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.ObserveAs(Token, Whole, ClientFixture.Tlv);
            Check.Is(ClientFixture.Tlv, server.Fixture.AnswerFormat);
            server.Set(Whole, "7");
            server.ExpectHex(Token, 1, "C10107");
            Check.Is(ClientFixture.Tlv, server.Fixture.AnswerFormat);
        }

        [TestMethod]
        public void Same_token_again_goes_on_with_a_higher_number()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
            server.Observe(Token, Whole);
            Check.Is(2, server.Sequence);
            server.Set(Whole, "2");
            server.Expect(Token, 3, "2");
            server.Fixture.ExpectSilence();

            // Of another path, too: the token is all that the server knows it by.
            server.Observe(Token, "/26241/0/3");
            Check.Is(4, server.Sequence);
            server.Set(Whole, "3");
            server.Fixture.ExpectSilence();
            server.Set("/26241/0/3", "4");
            server.Expect(Token, 5, "4");
            server.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Tokens_of_every_length_are_told_apart()
        {
            string[] tokens = { "", "01", "0102", "01020304", "0102030405060708", "0102030405060709" };
            ObservingServer server = ObservingServer.OfSample();
            for (int i = 0; i < tokens.Length; i++)
            {
                server.Observe(tokens[i], Whole);
                Check.Is(0, server.Sequence);
            }

            server.Set(Whole, "9");
            for (int i = 0; i < tokens.Length; i++)
            {
                server.Expect(tokens[i], 1, "9");
            }

            server.Cancel("0102", Whole);
            server.Set(Whole, "10");
            for (int i = 0; i < tokens.Length; i++)
            {
                if (i != 2)
                {
                    server.Expect(tokens[i], 2, "10");
                }
            }

            server.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Table_that_is_full_answers_without_observing()
        {
            ObservingServer server = ObservingServer.OfSample();
            for (int i = 0; i < Limits.MaxObservations; i++)
            {
                server.Observe("A" + i.ToString(), Whole);
            }

            server.Refused(205, Token, Whole, ClientFixture.None);
            Check.Is("-5", server.Fixture.PayloadText);

            // What is there can be renewed, and one that ends makes room: the last, the first, one between.
            server.Observe("A7", Whole);
            Check.Is(1, server.Sequence);
            string[] ended = { "A7", "A0", "A4" };
            for (int i = 0; i < ended.Length; i++)
            {
                server.Cancel(ended[i], Whole);
                server.Observe(ended[i], "/26241/0/3");
                server.Refused(205, Token, Whole, ClientFixture.None);
            }

            server.Set(Whole, "1");
            string[] left = { "A1", "A2", "A3", "A5", "A6" };
            for (int i = 0; i < left.Length; i++)
            {
                server.Expect(left[i], 1, "1");
            }

            server.Fixture.ExpectSilence();
            server.Set("/26241/0/3", "2");
            for (int i = 0; i < ended.Length; i++)
            {
                server.Expect(ended[i], 1, "2");
            }

            server.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Observe_of_1_ends_an_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Observe("05", Whole);
            server.Cancel(Token, Whole);
            Check.Is("-5", server.Fixture.PayloadText);
            server.Set(Whole, "1");
            server.Expect("05", 1, "1");
            server.Fixture.ExpectSilence();

            // Where there is none, or by the token of none, it is a Read.
            server.Cancel(Token, Whole);
            server.Cancel("06", Whole);
            server.Set(Whole, "2");
            server.Expect("05", 2, "2");
            server.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Observe_of_1_ends_an_observation_of_what_cannot_be_read_now()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Fixture.Sample.ReadResult = 0xA3;
            Check.Is(503, server.Ask(Token, 1, Whole, ClientFixture.None));
            server.Observe("05", "/3/0/9");
            Check.Is(406, server.Ask("05", 1, "/3/0/9", 9999));
            server.Fixture.Sample.ReadResult = 0x45;
            server.Set(Whole, "1");
            server.Fixture.Battery.NextPercent = 1;
            server.Silence(120);
        }

        [TestMethod]
        public void Reset_of_a_notification_ends_its_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Observe("05", Whole);
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
            int messageId = server.Fixture.Answer.MessageId;
            server.Expect("05", 1, "1");
            server.Respond(CoapType.Reset, messageId);
            server.Set(Whole, "2");
            server.Expect("05", 2, "2");
            server.Fixture.ExpectSilence();

            // One of a message that is not a notification ends none.
            server.Respond(CoapType.Reset, messageId);
            server.Respond(CoapType.Reset, 0x1234);
            server.Set(Whole, "3");
            server.Expect("05", 3, "3");
            server.Reset();
            server.Set(Whole, "4");
            server.Silence(100);
        }

        [TestMethod]
        public void Reset_that_comes_late_ends_no_other_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
            int messageId = server.Fixture.Answer.MessageId;
            server.Cancel(Token, Whole);
            server.Observe("05", Whole);
            server.Respond(CoapType.Reset, messageId);
            server.Set(Whole, "2");
            server.Expect("05", 1, "2");
        }

        [TestMethod]
        public void Reset_of_a_confirmable_notification_ends_its_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?con=1");
            server.Observe(Token, Whole);
            server.Observe("05", "/26241/0/3");
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            server.Reset();
            server.Set(Whole, "2");
            server.Set("/26241/0/3", "3");
            server.Expect("05", 1, "3");
            server.Silence(300);
            Check.Is(0, server.Fixture.Observer.Count(Lwm2mNano.Client.ClientEvent.UpdateFailed));
        }

        [TestMethod]
        public void Register_ends_every_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            server.Observe(Token, Whole);
            server.Observe("05", "/26241/0/8/0");
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.ExpectUpdate("", 404);
            fixture.AcceptRegister();
            server.Set(Whole, "1");
            server.Set("/26241/0/8/0", "2");
            server.Silence(100);

            // And the server may begin them again.
            server.Observe(Token, Whole);
            Check.Is(0, server.Sequence);
            server.Set(Whole, "3");
            server.Expect(Token, 1, "3");
        }

        [TestMethod]
        public void Observation_of_what_is_deleted_ends_with_4_04()
        {
            string[] paths = { "/26241/1", "/26241/1/1", "/26241/1/8/0" };
            for (int i = 0; i < paths.Length; i++)
            {
                ObservingServer server = ObservingServer.OfSample();
                ClientFixture fixture = server.Fixture;
                Create(fixture);
                server.Observe("05", Whole);
                server.Observe(Token, paths[i]);
                server.Observe("06", "/26241/0/3");
                Check.Is(202, fixture.Delete("/26241/1"));

                // One request at a time: the Update that says so goes first.
                fixture.ExpectUpdate("", 204);
                server.ExpectGone(Token);
                Hex.AreEqual("44 84", fixture.AnswerBytes, 0, 2);
                Check.Is(8, fixture.AnswerBytes.Length);
                server.Acknowledge();

                // No other instance of that id takes its place, and the others go on.
                Create(fixture);
                fixture.ExpectSilence();
                server.Set(Whole, "1");
                server.Expect("05", 1, "1");
                server.Set("/26241/0/3", "2");
                server.Expect("06", 1, "2");
                server.Silence(100);
            }
        }

        [TestMethod]
        public void Observation_does_not_go_on_with_another_instance_of_the_same_id()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            Create(fixture);
            server.Observe("05", Whole);
            server.Observe(Token, "/26241/1/1");
            server.Observe("06", "/26241/1");
            Check.Is(202, fixture.Delete("/26241/1"));
            fixture.TakeRequest(CoapCode.Post);
            byte[] update = fixture.AnswerBytes;

            // While the Update has the server's ear the instance comes back, and is observed anew.
            Check.Is(201, fixture.PostTlv("/26241", "08010B C10062 C10107 8308 410005"));
            server.Observe("06", "/26241/1/1");
            fixture.ExpectSilence();
            server.Answer(update, ResponseCode.Changed);
            fixture.ExpectUpdate("", 204);
            server.ExpectGone(Token);
            server.Acknowledge();
            server.Set("/26241/1/1", "8");
            server.Expect("06", 2, "8");
            server.Set(Whole, "9");
            server.Expect("05", 1, "9");
            server.Silence(100);
        }

        [TestMethod]
        public void Observation_of_an_object_outlives_its_instances()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            server.ObserveAs(Token, "/26241", ClientFixture.Tlv);
            string one = fixture.PayloadHex;
            Check.Is(202, fixture.Delete("/26241/0"));
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(204);
            server.ExpectHex(Token, 1, "");
            Check.Is(201, fixture.PostTlv("/26241", "08000B C10062 C10101 8308 410005"));
            fixture.TakeRequest(CoapCode.Post);
            fixture.Respond(204);
            server.ExpectHex(Token, 2, "08000E C10062 C10101 8308 410005 C10A00");
            server.Silence(100);
        }

        [TestMethod]
        public void Observation_of_a_resource_instance_ends_with_it()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            server.Observe(Token, "/26241/0/8/2");
            server.Observe("05", "/26241/0/8/0");
            server.Observe("06", "/26241/0/8");
            Check.Is(204, fixture.PutTlv("/26241/0/8", "8308 410007"));
            server.ExpectGone(Token);
            server.Acknowledge();
            server.Expect("05", 1, "7");
            server.ExpectHex("06", 1, "8308 410007");

            Check.Is(204, fixture.PutTlv("/26241/0/8", "8308 410208"));
            server.ExpectGone("05");
            server.Acknowledge();
            server.ExpectHex("06", 2, "8308 410208");
            server.Silence(100);
        }

        [TestMethod]
        public void Final_notification_is_sent_again_until_it_is_acknowledged()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, "/26241/0/8/2");
            Check.Is(204, server.Fixture.PutTlv("/26241/0/8", "8308 410007"));
            server.ExpectGone(Token);
            string first = Hex.Text(server.Fixture.AnswerBytes);
            server.Fixture.Run(3);
            server.ExpectGone(Token);
            Check.Is(first, Hex.Text(server.Fixture.AnswerBytes));
            server.Acknowledge();
            server.Silence(300);
        }

        [TestMethod]
        public void Resource_that_is_not_there_for_a_while_is_told_when_it_is_back()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            server.Observe(Token, Whole);
            server.Observe("05", "/26241/0/0");

            // What others were told last is nothing that this observation was told.
            server.Set("/26241/0/0", "6");
            server.Expect("05", 1, "6");
            Check.Is(204, fixture.PutTlv("/26241/0", "C10036"));
            fixture.ExpectSilence();
            Check.Is(204, fixture.PostTlv("/26241/0", "C10106"));
            server.Expect(Token, 1, "6");
            server.Silence(100);
        }

        [TestMethod]
        public void Value_that_cannot_be_read_now_is_told_when_it_can()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Fixture.Sample.ReadResult = 0xA3;
            server.Set(Whole, "6");
            server.Silence(100);
            server.Fixture.Sample.ReadResult = 0x45;
            server.Set("/26241/0/3", "6");
            server.Fixture.ExpectSilence();
            server.Set(Whole, "6");
            server.Expect(Token, 1, "6");
        }

        [TestMethod]
        public void Discover_is_no_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Refused(205, Token, Whole, ClientFixture.Link);
            Check.Is("</26241/0/1>", server.Fixture.PayloadText);
            Check.Is(205, server.Ask("05", 1, Whole, ClientFixture.Link));
            Check.Is(ObservingServer.None, server.Sequence);
            server.Set(Whole, "1");
            server.Silence(100);
        }

        [TestMethod]
        public void What_cannot_be_read_is_not_observed()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Refused(405, Token, "/26241/0/9", ClientFixture.None);
            server.Refused(405, Token, "/26241/0/11", ClientFixture.None);
            server.Refused(404, Token, "/26241/1", ClientFixture.None);
            server.Refused(404, Token, "/26241/0/8/1", ClientFixture.None);
            server.Refused(404, Token, "/5", ClientFixture.None);
            server.Refused(401, Token, "/0", ClientFixture.None);
            server.Refused(401, Token, "/0/0/0", ClientFixture.None);
            server.Refused(406, Token, Whole, ClientFixture.Opaque);
            server.Refused(406, Token, Whole, 9999);
            server.Fixture.Sample.ReadResult = 0xA3;
            server.Refused(503, Token, Whole, ClientFixture.None);
            server.Fixture.Sample.ReadResult = 0x45;
            Check.Is(205, server.Ask(Token, 2, Whole, ClientFixture.None));
            Check.Is(ObservingServer.None, server.Sequence);
            server.Set(Whole, "1");
            Check.Is(204, server.Fixture.Post("/26241/0/9"));
            server.Silence(100);

            // None of them has taken a place.
            for (int i = 0; i < Limits.MaxObservations; i++)
            {
                server.Observe("A" + i.ToString(), Whole);
            }
        }

        [TestMethod]
        public void Request_that_is_repeated_begins_one_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            server.Observe(Token, Whole);
            string answer = Hex.Text(fixture.AnswerBytes);
            server.Send();
            Check.Is(answer, Hex.Text(fixture.Transport.TakeSent()));
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Observation_may_be_asked_for_without_confirmation()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.SendGet(CoapType.NonConfirmable, Token, 0, Whole, ClientFixture.None, ObservingServer.None);
            server.Expect(Token, 0, "-5");
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
        }

        [TestMethod]
        public void Request_of_another_method_begins_no_observation()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            byte[] digits = Hex.Ascii("2624101");
            CoapWriter writer = fixture.BeginRequest(CoapType.Confirmable, CoapCode.Put);
            writer.WriteUnsignedOption(CoapOption.Observe, 0);
            writer.WriteOption(CoapOption.UriPath, digits, 0, 5);
            writer.WriteOption(CoapOption.UriPath, digits, 5, 1);
            writer.WriteOption(CoapOption.UriPath, digits, 6, 1);
            writer.WritePayload(digits, 6, 1);
            Check.Is(204, fixture.Exchange(writer));
            Check.Is(4 + 3, fixture.AnswerBytes.Length);
            server.Set(Whole, "2");
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Notification_longer_than_a_message_comes_in_blocks()
        {
            ObservingServer server = ObservingServer.OfSample();
            ClientFixture fixture = server.Fixture;
            string text = string.Empty;
            for (int i = 0; i < 20; i++)
            {
                text += "0123456789";
            }

            Check.Is(201, fixture.PostTlv("/26241", "080103 C10062"));
            fixture.ExpectUpdate("", 204);
            Check.Is(201, fixture.PostTlv("/26241", "080203 C10062"));
            fixture.ExpectUpdate("", 204);
            for (int i = 0; i < 3; i++)
            {
                server.Set("/26241/" + i.ToString() + "/0", text);
            }

            // A request without Observe gets the blocks that follow, and they belong to the notification.
            server.Observe(Token, "/26241");
            Check.Is(0x0D, server.Block);
            server.Set(Whole, "77");
            server.ExpectContentOf("/26241", Token, 1);
            Check.Is(0x0D, server.Block);
            string tag = server.Tag;
            Check.Is(512, fixture.Answer.PayloadLength);
            Check.Is(205, server.AskBlock("07", "/26241", 0x15));
            Check.Is(0x15, server.Block);
            Check.Is(tag, server.Tag);
            Check.Is(8, tag.Length);

            // What changes meanwhile changes the tag.
            server.Set(Whole, "78");
            server.ExpectContentOf("/26241", Token, 2);
            Check.True(server.Tag != tag);
        }

        private static void Create(ClientFixture fixture)
        {
            Check.Is(201, fixture.PostTlv("/26241", "08010B C10062 C10101 8308 410005"));
            fixture.ExpectUpdate("", 204);
        }
    }
}
