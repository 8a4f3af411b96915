using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Greater Than, Less Than, Step and Edge (LwM2M Core 1.1, section 5.1.2; 1.2, section 7.3.2): what is a crossing, and that no number is rounded.
    /// </summary>
    [TestClass]
    public class ValueConditionTests
    {
        private const string Token = "01020304";
        private const string Whole = "/26241/0/1";
        private const string Real = "/26241/0/2";
        private const string Natural = "/26241/0/3";
        private const string Flag = "/26241/0/4";

        [TestMethod]
        public void Greater_than_is_told_when_it_is_crossed_either_way()
        {
            ObservingServer server = Observing(Whole, "0", "gt=10");
            Quiet(server, Whole, "9", "10");
            Told(server, Whole, "11");
            Quiet(server, Whole, "12", "1000");
            Told(server, Whole, "10");
            Quiet(server, Whole, "9", "-1000");
            Told(server, Whole, "11");
            Told(server, Whole, "-5");
        }

        [TestMethod]
        public void Less_than_is_told_when_it_is_crossed_either_way()
        {
            ObservingServer server = Observing(Whole, "20", "lt=10");
            Quiet(server, Whole, "11", "10");
            Told(server, Whole, "9");
            Quiet(server, Whole, "8", "-1000");
            Told(server, Whole, "10");
            Quiet(server, Whole, "11", "1000");
            Told(server, Whole, "9");
            Told(server, Whole, "20");
        }

        [TestMethod]
        public void Both_thresholds_make_a_band()
        {
            ObservingServer server = Observing(Whole, "7", "lt=5&gt=10");
            Quiet(server, Whole, "5", "10");
            Told(server, Whole, "4");
            Told(server, Whole, "11");
            Quiet(server, Whole, "12");
            Told(server, Whole, "7");
            Quiet(server, Whole, "6");
        }

        [TestMethod]
        public void Step_counts_from_the_value_sent_last()
        {
            ObservingServer server = Observing(Whole, "0", "st=3");
            Quiet(server, Whole, "2", "-2", "1");
            Told(server, Whole, "3");
            Quiet(server, Whole, "5", "1");
            Told(server, Whole, "0");
            Told(server, Whole, "-3");
            Told(server, Whole, "100");

            // What pmax sends is sent.
            server.Write(Whole + "?pmax=50");
            Quiet(server, Whole, "102");
            server.ExpectIn(50, Token, server.Sequence + 1, "102");
            Quiet(server, Whole, "100", "104");
            Told(server, Whole, "105");

            // And so is the answer to a request that observes anew.
            Quiet(server, Whole, "107");
            server.Observe(Token, Whole);
            Quiet(server, Whole, "105");
            Told(server, Whole, "104");

            // But not a Read.
            Quiet(server, Whole, "102");
            Check.Is(205, server.Fixture.Get(Whole));
            Told(server, Whole, "101");
        }

        [TestMethod]
        public void Step_of_0_is_any_change()
        {
            ObservingServer server = Observing(Whole, "0", "st=0");
            Told(server, Whole, "1");
            Quiet(server, Whole, "1");
            Told(server, Whole, "0");
        }

        [TestMethod]
        public void Conditions_are_alternatives()
        {
            ObservingServer server = Observing(Whole, "0", "gt=100&st=50&lt=-1");
            Quiet(server, Whole, "49");
            Told(server, Whole, "50");
            Quiet(server, Whole, "99");
            Told(server, Whole, "101");
            Quiet(server, Whole, "150");
            Told(server, Whole, "99");
            Told(server, Whole, "-2");
        }

        [TestMethod]
        public void Crossing_waits_for_the_minimum_period_and_may_be_over_by_then()
        {
            ObservingServer server = Observing(Whole, "0", "gt=10&pmin=20");
            Quiet(server, Whole, "11", "9");
            server.Silence(100);
            Told(server, Whole, "11");
            Quiet(server, Whole, "9", "8");
            server.ExpectIn(20, Token, server.Sequence + 1, "8");
            Quiet(server, Whole, "15", "9", "20");
            server.ExpectIn(20, Token, server.Sequence + 1, "20");
            server.Silence(100);
        }

        [TestMethod]
        public void Maximum_period_does_not_ask_for_the_condition()
        {
            ObservingServer server = Observing(Whole, "0", "gt=10&pmax=30");
            Quiet(server, Whole, "5");
            server.ExpectIn(30, Token, server.Sequence + 1, "5");
            Quiet(server, Whole, "10");
            server.ExpectIn(30, Token, server.Sequence + 1, "10");
            Told(server, Whole, "11");
        }

        [TestMethod]
        public void Thresholds_with_a_fraction_lie_between_integers()
        {
            Crossing(Whole, "gt=2.5", "2", "3", true);
            Crossing(Whole, "gt=-1.5", "-2", "-1", true);
            Crossing(Whole, "gt=-1.5", "-3", "-2", false);
            Crossing(Whole, "lt=2.5", "3", "2", true);
            Crossing(Whole, "lt=2.5", "4", "3", false);
            Crossing(Whole, "lt=-1.5", "-1", "-2", true);
            Crossing(Whole, "lt=-1.5", "-2", "-3", false);
            Crossing(Whole, "st=1.5", "0", "1", false);
            Crossing(Whole, "st=1.5", "0", "-2", true);
        }

        [TestMethod]
        public void Integers_beyond_53_bits_are_compared_to_the_last_bit()
        {
            // 2^53 and the integers beside it, of which a double has every other one.
            Crossing(Whole, "gt=9007199254740992", "9007199254740992", "9007199254740993", true);
            Crossing(Whole, "gt=9007199254740992", "9007199254740993", "9007199254740994", false);
            Crossing(Whole, "gt=9007199254740992", "9007199254740991", "9007199254740992", false);
            Crossing(Whole, "gt=-9007199254740992", "-9007199254740993", "-9007199254740992", false);
            Crossing(Whole, "gt=-9007199254740992", "-9007199254740992", "-9007199254740991", true);
            Crossing(Whole, "lt=9007199254740996", "9007199254740996", "9007199254740995", true);
            Crossing(Whole, "lt=9007199254740996", "9007199254740997", "9007199254740996", false);
            Crossing(Whole, "lt=-9007199254740996", "-9007199254740996", "-9007199254740997", true);
            Crossing(Whole, "st=2", "9007199254740992", "9007199254740993", false);
            Crossing(Whole, "st=1", "9007199254740992", "9007199254740993", true);
            Crossing(Whole, "st=9007199254740992", "-1", "9007199254740990", false);
            Crossing(Whole, "st=9007199254740992", "-1", "9007199254740991", true);
        }

        [TestMethod]
        public void Integers_at_the_ends_of_63_bits()
        {
            const string Max = "9223372036854775807";
            const string Min = "-9223372036854775808";
            Crossing(Whole, "gt=9223372036854774784", "9223372036854774784", "9223372036854774785", true);
            Crossing(Whole, "gt=9223372036854775808", "0", Max, false);
            Crossing(Whole, "gt=1e30", Min, Max, false);
            Crossing(Whole, "gt=-1e30", Min, Max, false);
            Crossing(Whole, "gt=" + Min, Min, "-9223372036854775807", true);
            Crossing(Whole, "lt=" + Min, Max, Min, false);
            Crossing(Whole, "lt=-9223372036854774784", "-9223372036854774784", "-9223372036854774785", true);
            Crossing(Whole, "lt=1e30", Min, Max, false);
            Crossing(Whole, "lt=9223372036854775808", Min, Max, false);

            // The whole range is a step that has 64 bits.
            Crossing(Whole, "st=18446744073709551616", Min, Max, false);
            Crossing(Whole, "st=18446744073709549568", Min, Max, true);
            Crossing(Whole, "st=9223372036854775808", "-1", Max, true);
            Crossing(Whole, "st=9223372036854775808", "0", Max, false);
            Crossing(Whole, "st=9223372036854775808", Min, "0", true);
        }

        [TestMethod]
        public void Unsigned_integers_have_64_bits()
        {
            const string Max = "18446744073709551615";
            Crossing(Natural, "gt=10", "10", "11", true);
            Crossing(Natural, "gt=-1", "0", Max, false);
            Crossing(Natural, "lt=-1", Max, "0", false);
            Crossing(Natural, "lt=0.5", "1", "0", true);
            Crossing(Natural, "gt=9223372036854775808", "9223372036854775807", "9223372036854775808", false);
            Crossing(Natural, "gt=9223372036854775808", "9223372036854775808", "9223372036854775809", true);
            Crossing(Natural, "gt=9223372036854775808", "9223372036854775809", Max, false);
            Crossing(Natural, "gt=100", "99", Max, true);
            Crossing(Natural, "lt=9223372036854775808", "9223372036854775808", "9223372036854775807", true);
            Crossing(Natural, "lt=9223372036854775808", Max, "9223372036854775808", false);
            Crossing(Natural, "gt=18446744073709549568", "18446744073709549568", "18446744073709549569", true);
            Crossing(Natural, "lt=18446744073709549568", "18446744073709549568", "18446744073709549567", true);
            Crossing(Natural, "gt=18446744073709551616", "0", Max, false);
            Crossing(Natural, "lt=18446744073709551616", "0", Max, false);
            Crossing(Natural, "st=2", "9223372036854775807", "9223372036854775808", false);
            Crossing(Natural, "st=2", "9223372036854775807", "9223372036854775809", true);
            Crossing(Natural, "st=18446744073709549568", "0", Max, true);
            Crossing(Natural, "st=18446744073709551616", Max, "0", false);
        }

        [TestMethod]
        public void Times_are_integers_and_floats_are_floats()
        {
            Crossing("/26241/0/6", "gt=1700000000.5", "1700000000", "1700000001", true);
            Crossing(Real, "gt=1.5", "1.5", "1.500001", true);
            Crossing(Real, "gt=1.5", "1.25", "1.5", false);
            Crossing(Real, "lt=1.5", "1.5", "1.499999", true);
            Crossing(Real, "lt=-0.5", "-0.5", "-0.25", false);
            Crossing(Real, "st=0.25", "1", "1.125", false);
            Crossing(Real, "st=0.25", "1", "0.75", true);
            Crossing(Real, "st=0", "1", "1", false);
        }

        [TestMethod]
        public void One_of_several_instances_is_compared_where_it_is_named()
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Write("/26241/0/8?gt=100");
            server.Observe(Token, "/26241/0/8/2");
            server.Observe("05", "/26241/0/8");
            server.Set("/26241/0/8/2", "301");
            server.ExpectHex("05", 1, "8708 410005 4202 012D");
            server.Set("/26241/0/8/2", "100");
            server.Expect(Token, 1, "100");
            server.ExpectHex("05", 2, "8608 410005 410264");

            // Where it is the only one it need not be named.
            Check.Is(204, server.Fixture.PutTlv("/26241/0/8", "8308 410202"));
            server.ExpectHex("05", 3, "8308 410202");
            server.Set("/26241/0/8/2", "99");
            server.Fixture.ExpectSilence();
            server.Set("/26241/0/8/2", "101");
            server.Expect(Token, 2, "101");
            server.ExpectHex("05", 4, "8308 410265");
        }

        [TestMethod]
        public void Edge_of_1_is_a_boolean_that_becomes_true()
        {
            ObservingServer server = Observing(Flag, "0", "edge=1");
            Told(server, Flag, "1");
            Quiet(server, Flag, "1", "0");
            Told(server, Flag, "1");
            Quiet(server, Flag, "0", "0");
            Told(server, Flag, "1");
        }

        [TestMethod]
        public void Edge_of_0_is_a_boolean_that_becomes_false()
        {
            ObservingServer server = Observing(Flag, "0", "edge=0");
            Quiet(server, Flag, "1");
            Told(server, Flag, "0");
            Quiet(server, Flag, "1");
            Told(server, Flag, "0");
            server.Write(Flag + "?pmin=10");
            Quiet(server, Flag, "1", "0");
            server.Silence(100);
            Quiet(server, Flag, "1");
            Told(server, Flag, "0");
        }

        private static ObservingServer Observing(string path, string value, string attributes)
        {
            ObservingServer server = ObservingServer.OfSample();
            server.Set(path, value);
            server.Write(path + "?" + attributes);
            server.Observe(Token, path);
            Check.Is(value, server.Fixture.PayloadText);
            return server;
        }

        private static void Told(ObservingServer server, string path, string value)
        {
            int sequence = server.Sequence;
            server.Set(path, value);
            Check.Doing = value;
            server.Expect(Token, sequence + 1, value);
            server.Fixture.ExpectSilence();
        }

        private static void Quiet(ObservingServer server, string path, params string[] values)
        {
            for (int i = 0; i < values.Length; i++)
            {
                server.Set(path, values[i]);
                Check.Is(0, server.Fixture.Transport.SentCount, values[i]);
            }
        }

        // One change from a value to another, with a new observation.
        private static void Crossing(string path, string attributes, string from, string to, bool isTold)
        {
            ObservingServer server = Observing(path, from, attributes);
            server.Set(path, to);
            Check.Is(isTold ? 1 : 0, server.Fixture.Transport.SentCount, attributes + ": " + from + " to " + to);
        }
    }
}
