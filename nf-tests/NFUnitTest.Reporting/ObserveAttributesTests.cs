using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Minimum and maximum periods, their defaults and their levels, and what counts as a change (LwM2M Core 1.1, section 5.1.2).
    /// </summary>
    [TestClass]
    public class ObserveAttributesTests
    {
        private const string Token = "01020304";
        private const string Whole = "/26241/0/1";

        [TestMethod]
        public void Without_attributes_any_change_is_told_at_once()
        {
            ObservingServer server = ObservingServer.OfSample();
            string[] paths = { "/26241/0/0", Whole, "/26241/0/3", "/26241/0/4", "/26241/0/6", "/26241/0/8/0" };
            string[] values = { "b", "-6", "4294967294", "0", "1001", "6" };
            for (int i = 0; i < paths.Length; i++)
            {
                server.Observe(Token, paths[i]);
                int sequence = server.Sequence;
                server.Set(paths[i], values[i]);
                server.Expect(Token, sequence + 1, values[i]);
                server.Fixture.ExpectSilence();
            }

            server.ObserveAs(Token, "/26241/0/2", ClientFixture.Tlv);
            server.Set("/26241/0/2", "2.5");
            server.ExpectHex(Token, server.Sequence + 1, "C80208 4004000000000000");
            server.ObserveAs(Token, "/26241/0/8", ClientFixture.Tlv);
            server.Set("/26241/0/8/2", "7");
            server.ExpectHex(Token, server.Sequence + 1, "8608 410006 410207");
            server.ObserveAs(Token, "/26241/0/10", ClientFixture.Text);
            Check.Is("0", server.Fixture.PayloadText);
            server.Silence(1000);
        }

        [TestMethod]
        public void Write_of_the_same_value_is_no_change()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Observe("05", "/26241/0");
            server.Set(Whole, "-5");
            Check.Is(204, server.Fixture.PostTlv("/26241/0", ClientFixture.SampleWritten));
            server.Silence(100);

            // More changes than are told apart: everything is looked at, and only what differs is told.
            server.Observe("06", "/3/0/9");
            Check.Is(204, server.Fixture.PostTlv("/26241/0", "C10062 C101FB C80208 3FF8000000000000 C403 FFFFFFFF C10401 C205 0102 C206 03E8 C407 00030000 8708 410005 4202012C"));
            server.ExpectContentOf("/26241/0", "05", 1);
            server.Silence(100);
        }

        [TestMethod]
        public void Minimum_period_holds_back_and_then_the_latest_value_is_sent()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?pmin=10");
            server.Observe(Token, Whole);
            server.Set(Whole, "1");
            server.Silence(3);
            server.Set(Whole, "2");
            server.ExpectIn(7, Token, 1, "2");

            // From that notification on.
            server.Silence(4);
            server.Set(Whole, "3");
            server.ExpectIn(6, Token, 2, "3");

            // Long after it a change is told at once.
            server.Silence(100);
            server.Set(Whole, "4");
            server.Expect(Token, 3, "4");
            server.Silence(100);
        }

        [TestMethod]
        public void Value_that_came_back_while_it_was_held_back_is_not_sent()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?pmin=10");
            server.Observe(Token, Whole);
            server.Set(Whole, "1");
            server.Silence(3);
            server.Set(Whole, "-5");
            server.Silence(100);
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
        }

        [TestMethod]
        public void Maximum_period_sends_with_and_without_a_change()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?pmax=20");
            server.Observe(Token, Whole);
            server.ExpectIn(20, Token, 1, "-5");
            server.ExpectIn(20, Token, 2, "-5");
            server.Silence(5);
            server.Set(Whole, "1");
            server.Expect(Token, 3, "1");
            server.ExpectIn(20, Token, 4, "1");
        }

        [TestMethod]
        public void Periods_that_are_the_same_make_a_clock()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?pmin=10&pmax=10");
            server.Observe(Token, Whole);
            server.ExpectIn(10, Token, 1, "-5");
            server.Set(Whole, "1");
            server.ExpectIn(10, Token, 2, "1");
            server.ExpectIn(10, Token, 3, "1");
        }

        [TestMethod]
        public void Maximum_period_below_the_minimum_is_ignored()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?pmin=30&pmax=20");
            server.Observe(Token, Whole);
            server.Silence(100);
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
            server.Set(Whole, "2");
            server.ExpectIn(30, Token, 2, "2");
            server.Silence(100);
        }

        [TestMethod]
        public void Maximum_period_of_0_is_none()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write("/26241?pmax=20");
            server.Write(Whole + "?pmax=0");
            server.Observe(Token, Whole);
            server.Silence(1000);
            server.Set(Whole, "1");
            server.Expect(Token, 1, "1");
            server.Write(Whole + "?pmax=");
            server.ExpectIn(20, Token, 2, "1");
        }

        [TestMethod]
        public void Default_periods_are_those_of_the_server_object_and_follow_it()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Set("/1/0/2", "5");
            server.Set("/1/0/3", "15");
            server.Observe(Token, Whole);
            server.Set(Whole, "1");
            server.ExpectIn(5, Token, 1, "1");
            server.ExpectIn(15, Token, 2, "1");

            // Others while it goes on: what is due by them comes at once.
            server.Silence(10);
            server.Set("/1/0/3", "8");
            server.Expect(Token, 3, "1");
            server.ExpectIn(8, Token, 4, "1");
            server.Set(Whole, "2");
            server.Silence(3);
            server.Set("/1/0/2", "3");
            server.Expect(Token, 5, "2");

            // Attributes go before them.
            server.Write("/26241?pmax=30&pmin=1");
            server.Set(Whole, "3");
            server.ExpectIn(1, Token, 6, "3");
            server.ExpectIn(30, Token, 7, "3");
            server.Write("/26241?pmax=&pmin=");
            server.ExpectIn(8, Token, 8, "3");

            // Without them there is neither.
            Check.Is(204, server.Fixture.PutTlv("/1/0", "C40100015180 C10600 C10755"));
            server.Silence(1000);
            server.Set(Whole, "4");
            server.Expect(Token, 9, "4");
            server.Set(Whole, "5");
            server.Expect(Token, 10, "5");
        }

        [TestMethod]
        public void Nearest_level_has_its_say()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write("/26241?pmin=40&pmax=400");
            server.Write("/26241/0?pmin=30");
            server.Write("/26241/0/8?pmin=20");
            server.Write("/26241/0/8/2?pmin=10&pmax=100");
            server.Observe("08", "/26241/0/8/2");
            server.Observe("07", "/26241/0/8");
            server.Observe("06", "/26241/0");
            server.Observe("05", "/26241");
            server.Set("/26241/0/8/2", "1");
            server.ExpectIn(10, "08", 1, "1");
            server.Silence(9);
            server.Fixture.Run(1);
            server.ExpectContentOf("/26241/0/8", "07", 1);
            server.Silence(9);
            server.Fixture.Run(1);
            server.ExpectContentOf("/26241/0", "06", 1);
            server.Silence(9);
            server.Fixture.Run(1);
            server.ExpectContentOf("/26241", "05", 1);

            // The maximum period of the nearest level that has one.
            server.ExpectIn(70, "08", 2, "1");
        }

        [TestMethod]
        public void Attributes_of_a_level_below_do_not_count_for_the_level_above()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write("/26241/0/1?pmin=100&pmax=200&gt=50");
            server.Observe(Token, "/26241/0");
            server.Set(Whole, "1");
            server.ExpectContentOf("/26241/0", Token, 1);
            server.Silence(1000);
        }

        [TestMethod]
        public void Attributes_that_change_while_a_notification_is_held_back_count_at_once()
        {
            // Lower and passed, lower, unset, higher.
            string[] written = { "pmin=2", "pmin=5", "pmin=", "pmin=30" };
            int[] due = { 0, 2, 0, 27 };
            for (int i = 0; i < written.Length; i++)
            {
                ObservingServer server = ObservingServer.OfSample();
                server.Write(Whole + "?pmin=20");
                server.Observe(Token, Whole);
                server.Set(Whole, "1");
                server.Silence(3);
                server.Write(Whole + "?" + written[i]);
                if (due[i] == 0)
                {
                    server.Expect(Token, 1, "1");
                }
                else
                {
                    server.ExpectIn(due[i], Token, 1, "1");
                }

                server.Silence(100);
            }
        }

        [TestMethod]
        public void Condition_that_is_set_while_a_notification_is_held_back_decides()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write(Whole + "?pmin=20");
            server.Observe(Token, Whole);
            server.Set(Whole, "1");
            server.Silence(3);
            server.Write(Whole + "?gt=50");
            server.Silence(100);
            server.Set(Whole, "51");
            server.Expect(Token, 1, "51");

            // And one that goes.
            server.Set(Whole, "52");
            server.Silence(3);
            server.Write(Whole + "?gt=");
            server.ExpectIn(17, Token, 2, "52");
        }

        [TestMethod]
        public void Maximum_period_that_is_set_or_unset_counts_from_the_last_notification()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Silence(30);
            server.Write(Whole + "?pmax=50");
            server.ExpectIn(20, Token, 1, "-5");
            server.Silence(30);
            server.Write(Whole + "?pmax=10");
            server.Expect(Token, 2, "-5");
            server.Write(Whole + "?pmax=");
            server.Silence(1000);
        }

        [TestMethod]
        public void Attributes_outlive_an_observation_and_a_registration()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Observe(Token, Whole);
            server.Write(Whole + "?pmax=10");
            server.Cancel(Token, Whole);
            server.Silence(100);
            Check.Is(204, server.Fixture.Post("/1/0/8"));
            server.Fixture.ExpectUpdate("", 404);
            server.Fixture.AcceptRegister();
            server.Silence(100);
            server.Observe(Token, Whole);
            server.ExpectIn(10, Token, 1, "-5");
        }
    }
}
