using System.Reflection;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Notifications that are acknowledged or not, and what becomes of them while the server cannot be told (RFC 7641, section 4.5;
    /// LwM2M Core 1.1, resource 1/x/6).
    /// </summary>
    [TestClass]
    public class ObserveConfirmableTests
    {
        private const string Token = "01020304";
        private const string Whole = "/26241/0/1";
        private const string Natural = "/26241/0/3";
        private const string Value = "/26242/0/0";
        private const int Day = 86400;

        [TestMethod]
        public void Confirmable_notification_is_like_the_other_but_for_its_type()
        {
            ObservingServer server = Confirmable(Whole);
            server.Set(Whole, "7");
            server.ExpectConfirmable(Token, 1, "7");
            Hex.AreEqual("44 45" + server.MessageId + "01020304 61 01 60 FF 37", server.Fixture.AnswerBytes);
            server.Acknowledge();
            server.Silence(300);
            server.Write(Whole + "?con=0");
            server.Set(Whole, "8");
            server.Expect(Token, 2, "8");
        }

        [TestMethod]
        public void One_notification_in_24_hours_is_to_be_acknowledged()
        {
            FakeSensor sensor = new FakeSensor(1);
            ObservingServer server = OfSensor(sensor, 100 * Day);
            server.Observe(Token, Value);
            int sequence = 0;
            for (int day = 0; day < 2; day++)
            {
                for (int i = 0; i < 3; i++)
                {
                    Change(server, sensor, ++sequence);
                    server.Expect(Token, sequence, sequence.ToString());
                    server.Silence(Day / 3);
                }

                Change(server, sensor, ++sequence);
                server.ExpectConfirmable(Token, sequence, sequence.ToString());

                // It counts when it is acknowledged, not when it is sent.
                server.Silence(1);
                server.Acknowledge();
            }

            server.Silence(Day - 1);
            Change(server, sensor, ++sequence);
            server.Expect(Token, sequence, sequence.ToString());
            server.Silence(1);
            Change(server, sensor, ++sequence);
            server.ExpectConfirmable(Token, sequence, sequence.ToString());
        }

        [TestMethod]
        public void Notification_is_sent_again_until_it_is_acknowledged()
        {
            ObservingServer server = Confirmable(Whole);
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            string first = Hex.Text(server.Fixture.AnswerBytes);
            for (int i = 0; i < 4; i++)
            {
                server.Wait();
                server.ExpectConfirmable(Token, 1, "1");
                Check.Is(first, Hex.Text(server.Fixture.AnswerBytes));
            }

            server.Acknowledge();
            server.Silence(300);

            // An acknowledgement of nothing is nothing.
            server.Acknowledge();
            server.Respond(CoapType.Acknowledgement, 0x1234);
            server.Set(Whole, "2");
            server.ExpectConfirmable(Token, 2, "2");
        }

        [TestMethod]
        public void Only_the_latest_value_follows_an_acknowledgement()
        {
            ObservingServer server = Confirmable(Whole);
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            server.Set(Whole, "2");
            server.Fixture.ExpectSilence();
            server.Set(Whole, "3");
            server.Fixture.ExpectSilence();

            // What is sent again is what it was.
            server.Wait();
            server.ExpectConfirmable(Token, 1, "1");
            server.Acknowledge();
            server.ExpectConfirmable(Token, 2, "3");
            int messageId = server.Fixture.Answer.MessageId;

            // One that came back is none.
            server.Set(Whole, "4");
            server.Set(Whole, "3");
            server.Respond(CoapType.Acknowledgement, messageId);
            server.Silence(300);
        }

        [TestMethod]
        public void Notification_waits_for_the_one_before_though_others_end_meanwhile()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?con=1");
            server.Observe("05", Natural);
            server.Observe(Token, Whole);
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            int messageId = server.Fixture.Answer.MessageId;

            // Also one that is not confirmable.
            server.Write(Whole + "?con=0");
            server.Set(Whole, "2");
            server.Fixture.ExpectSilence();
            server.Cancel("05", Natural);
            server.Set(Whole, "3");
            server.Fixture.ExpectSilence();
            server.Respond(CoapType.Acknowledgement, messageId);
            server.Expect(Token, 2, "3");
            server.Silence(300);
        }

        [TestMethod]
        public void One_confirmable_notification_is_outstanding_at_a_time()
        {
            ObservingServer server = Confirmable(Whole);
            server.Write(Natural + "?con=1");
            server.Observe("05", Natural);
            server.Observe("06", "/3/0/11/0");
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            int messageId = server.Fixture.Answer.MessageId;
            server.Set(Natural, "2");
            server.Fixture.ExpectSilence();

            // Others wait for nobody.
            server.Fixture.Device.ReportError(DeviceError.OutOfMemory);
            server.Fixture.Step();
            server.Expect("06", 1, "5");
            server.Set(Natural, "3");
            server.Fixture.ExpectSilence();
            server.Respond(CoapType.Acknowledgement, messageId);
            server.ExpectConfirmable("05", 1, "3");
            server.Acknowledge();
            server.Silence(300);
        }

        [TestMethod]
        public void Maximum_period_waits_for_the_acknowledgement()
        {
            ObservingServer server = Confirmable(Whole);
            server.Write(Whole + "?pmax=5");
            server.Fixture.Run(5);
            server.ExpectConfirmable(Token, 1, "-5");
            server.Wait();
            server.ExpectConfirmable(Token, 1, "-5");
            server.Wait();
            server.ExpectConfirmable(Token, 1, "-5");
            server.Acknowledge();
            server.ExpectConfirmable(Token, 2, "-5");
            server.Acknowledge();
            server.Fixture.Run(5);
            server.ExpectConfirmable(Token, 3, "-5");
        }

        [TestMethod]
        public void Unanswered_notification_makes_an_Update_find_out()
        {
            ObservingServer server = Unanswered("0");
            server.Fixture.ExpectUpdate("", 204);

            // Not stored: neither what was lost nor what came meanwhile.
            server.Silence(300);
            server.Set(Whole, "3");
            server.ExpectConfirmable(Token, 2, "3");
        }

        [TestMethod]
        public void Unanswered_notification_is_sent_again_after_an_Update_where_it_is_stored()
        {
            ObservingServer server = Unanswered("1");
            server.Fixture.ExpectUpdate("", 204);
            server.ExpectConfirmable(Token, 2, "1");
            server.Acknowledge();
            server.Silence(300);
        }

        [TestMethod]
        public void Value_that_was_lost_is_sent_again_whatever_its_conditions_are()
        {
            ObservingServer server = Confirmable(Whole);
            server.Set("/1/0/6", "1");
            server.Write(Whole + "?gt=10");
            server.Set(Whole, "11");
            server.ExpectConfirmable(Token, 1, "11");
            server.LeaveUnanswered();
            server.Fixture.ExpectUpdate("", 204);
            server.ExpectConfirmable(Token, 2, "11");
            server.Acknowledge();
            server.Set(Whole, "12");
            server.Silence(300);
        }

        [TestMethod]
        public void Of_what_changes_while_the_server_is_away_the_latest_is_stored_or_nothing()
        {
            for (int stores = 0; stores < 2; stores++)
            {
                ObservingServer server = Unanswered(stores.ToString());
                ClientFixture fixture = server.Fixture;
                fixture.TakeRequest(CoapCode.Post);

                // The server is heard, but has not answered yet: nothing goes out.
                server.Set(Whole, "2");
                server.Set(Natural, "3");
                server.Set(Natural, "4");
                fixture.ExpectSilence();
                server.Wait();
                fixture.ExpectUpdate("", 204);
                if (stores != 0)
                {
                    server.ExpectConfirmable(Token, 2, "2");
                    server.Expect("05", 1, "4");
                    server.Acknowledge();
                }

                fixture.ExpectSilence();
                server.Set(Natural, "5");
                server.Expect("05", 1 + stores, "5");

                // The next one does not fit into a device's heap beside it.
                fixture = null;
                server = null;
            }
        }

        [TestMethod]
        public void Server_that_does_not_answer_the_Update_either_is_registered_with_anew()
        {
            ObservingServer server = Unanswered("1");
            ClientFixture fixture = server.Fixture;
            fixture.TakeRequest(CoapCode.Post);
            server.LeaveUnanswered();
            fixture.AcceptRegister();

            // All observations are gone, stored or not.
            server.Set(Whole, "9");
            server.Silence(300);
        }

        [TestMethod]
        public void Maximum_period_that_passed_meanwhile_is_made_up_for()
        {
            ObservingServer server = Confirmable(Whole);
            server.Write(Whole + "?pmax=20");
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            server.LeaveUnanswered();
            server.Fixture.ExpectUpdate("", 204);
            server.ExpectConfirmable(Token, 2, "1");
        }

        [TestMethod]
        public void Notifications_do_not_wait_for_an_Update_but_confirmable_ones_do()
        {
            ObservingServer server = Confirmable(Whole);
            ClientFixture fixture = server.Fixture;
            server.Observe("05", Natural);
            Check.Is(204, fixture.Post("/1/0/8"));
            fixture.TakeRequest(CoapCode.Post);
            byte[] update = fixture.AnswerBytes;
            server.Set(Natural, "1");
            server.Expect("05", 1, "1");
            server.Set(Whole, "2");
            fixture.ExpectSilence();
            server.Answer(update, ResponseCode.Changed);
            server.ExpectConfirmable(Token, 1, "2");
            server.Acknowledge();
            server.Silence(100);
        }

        [TestMethod]
        public void Notifications_do_not_wait_for_a_Send_but_confirmable_ones_do()
        {
            ObservingServer server = Confirmable(Whole);
            ClientFixture fixture = server.Fixture;
            server.Observe("05", Natural);
            PathList paths = new PathList(1);
            ResourcePath path = new ResourcePath();
            path.Set(3, 0, 16, ResourcePath.None);
            paths.Add(path);
            Check.True(fixture.Client.Send(paths, fixture.Now));
            fixture.Step();
            fixture.TakeRequest(CoapCode.Post);
            byte[] send = fixture.AnswerBytes;
            server.Set(Natural, "1");
            server.Expect("05", 1, "1");
            server.Set(Whole, "2");
            fixture.ExpectSilence();
            server.Answer(send, ResponseCode.Changed);
            server.ExpectConfirmable(Token, 1, "2");

            // A Send waits for the acknowledgement, too.
            Check.True(fixture.Client.Send(paths, fixture.Now));
            fixture.Step();
            fixture.ExpectSilence();
            server.Acknowledge();
            fixture.TakeRequest(CoapCode.Post);
        }

        [TestMethod]
        public void Update_that_is_due_waits_for_the_acknowledgement_without_a_loop()
        {
            ObservingServer server = Confirmable(Whole);
            ClientFixture fixture = server.Fixture;
            fixture.RunTo(1000 + (86307 * 1000L) - 500);
            fixture.ExpectSilence();
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            server.Silence(1);
            server.Wait();
            server.ExpectConfirmable(Token, 1, "1");
            server.Acknowledge();
            fixture.ExpectUpdate("", 204);
            server.Silence(300);
        }

        [TestMethod]
        public void Observation_that_ends_takes_its_outstanding_notification_along()
        {
            ObservingServer server = Confirmable(Whole);
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            server.Cancel(Token, Whole);
            server.Silence(300);

            // As does one that begins anew: its answer is newer.
            server.Observe(Token, Whole);
            server.Set(Whole, "2");
            server.ExpectConfirmable(Token, 1, "2");
            server.Set(Whole, "3");
            server.Observe(Token, Whole);
            Check.Is("3", server.Fixture.PayloadText);
            server.Silence(300);

            // And one whose instance is deleted.
            Check.Is(204, server.Fixture.PutTlv("/26241/0/8", "8308 410007"));
            server.Write("/26241/0/8?con=1");
            server.Observe("05", "/26241/0/8/0");
            server.Set("/26241/0/8/0", "4");
            server.ExpectConfirmable("05", 1, "4");
            Check.Is(204, server.Fixture.PutTlv("/26241/0/8", "8308 410107"));
            server.Fixture.ExpectSilence();
            server.Wait();
            server.ExpectConfirmable("05", 1, "4");
            server.Acknowledge();
            server.ExpectGone("05");
        }

        [TestMethod]
        public void Network_that_was_away_is_followed_by_an_Update_and_what_was_lost_where_it_is_stored()
        {
            for (int stores = 0; stores < 2; stores++)
            {
                FakeSensor sensor = new FakeSensor(1);
                ObservingServer server = OfSensor(sensor, Day);
                ClientFixture fixture = server.Fixture;
                server.Write(Value + "?con=1");
                server.Observe(Token, Value);
                server.Set("/1/0/6", stores.ToString());
                fixture.Transport.SendResult = TransportResult.NetworkDown;
                Change(server, sensor, 1);
                fixture.Run(10);
                fixture.Transport.SendResult = TransportResult.Ok;
                fixture.Client.NetworkCameUp(fixture.Now);
                fixture.Step();
                fixture.ExpectUpdate("", 204);
                if (stores != 0)
                {
                    server.ExpectConfirmable(Token, 2, "1");
                    server.Acknowledge();
                }

                server.Silence(300);
            }
        }

        [TestMethod]
        public void New_security_context_ends_every_observation()
        {
            ObservingServer server = Confirmable(Whole);
            ClientFixture fixture = server.Fixture;
            server.Set("/1/0/6", "1");
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            fixture.Transport.ReopenResult = TransportResult.NewSecurityContext;
            fixture.Client.NetworkCameUp(fixture.Now);
            fixture.Step();
            fixture.AcceptRegister();
            server.Set(Whole, "2");
            server.Silence(300);
        }

        [TestMethod]
        public void Disabled_server_is_told_nothing_and_observes_anew()
        {
            ObservingServer server = Confirmable(Whole);
            ClientFixture fixture = server.Fixture;
            server.Set("/1/0/6", "1");
            server.Set("/1/0/5", "100");
            Check.Is(204, fixture.Post("/1/0/4"));
            fixture.ExpectDeregister();
            fixture.Run(99);
            fixture.ExpectSilence();
            fixture.Run(1);
            fixture.AcceptRegister();
            server.Set(Whole, "2");
            server.Silence(100);
        }

        [TestMethod]
        public void Sequence_number_has_24_bits()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);

            // Sixteen million notifications later.
            BindingFlags hidden = BindingFlags.NonPublic | BindingFlags.Instance;
            object connections = typeof(LwM2mClient).GetField("_connections", hidden).GetValue(server.Fixture.Client);
            Observations observations = ((ServerConnection[])connections)[0].Observations;
            ((int[])typeof(Observations).GetField("_sequences", hidden).GetValue(observations))[0] = 0xFFFFFD;
            server.Set(Whole, "1");
            server.Expect(Token, 0xFFFFFE, "1");
            server.Set(Whole, "2");
            server.Expect(Token, 0xFFFFFF, "2");
            Hex.AreEqual("63 FFFFFF", server.Fixture.AnswerBytes, 8, 4);
            server.Set(Whole, "3");
            server.Expect(Token, 0, "3");
            server.Set(Whole, "4");
            server.Expect(Token, 1, "4");
        }

        private static ObservingServer Confirmable(string path)
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(path + "?con=1");
            server.Observe(Token, path);
            return server;
        }

        // The client has given up a notification and sent an Update.
        private static ObservingServer Unanswered(string stores)
        {
            ObservingServer server = Confirmable(Whole);
            server.Set("/1/0/6", stores);
            server.Observe("05", Natural);
            server.Set(Whole, "1");
            server.ExpectConfirmable(Token, 1, "1");
            long sentAt = server.Fixture.Now;
            server.LeaveUnanswered();
            Check.True(server.Fixture.Now - sentAt <= CoapTiming.MaxTransmitWaitMilliseconds);
            return server;
        }

        private static ObservingServer OfSensor(FakeSensor sensor, int lifetime)
        {
            ClientFixture fixture = new ClientFixture("coap://server.example", lifetime);
            Check.True(fixture.Client.Add(sensor));
            fixture.StartAndRegister();
            return new ObservingServer(fixture);
        }

        private static void Change(ObservingServer server, FakeSensor sensor, int value)
        {
            sensor.SetValue(value);
            server.Fixture.Step();
        }
    }
}
