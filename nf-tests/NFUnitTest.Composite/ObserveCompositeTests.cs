using Lwm2mNano;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Observe-Composite (LwM2M Core 1.1, section 6.4.4): each notification has the values of all paths, and the attributes of each path say
    /// when there is one.
    /// </summary>
    [TestClass]
    public class ObserveCompositeTests
    {
        private const string Token = "AB01";
        private const string Paths = "/26241/0/1 /26241/0/3";

        [TestMethod]
        public void Change_of_one_value_is_told_with_all_of_them()
        {
            CompositePeer peer = Observed();
            Check.Is(Pair("-5", "4294967295"), peer.Records);
            int sequence = peer.Sequence;
            peer.Fixture.ExpectSilence();

            peer.Set("/26241/0/1", "6");
            peer.Expect(Token, sequence + 1, Pair("6", "4294967295"));
            peer.Set("/26241/0/3", "7");
            peer.Expect(Token, sequence + 2, Pair("6", "7"));

            // What nobody observes, and a value that is the same.
            peer.Set("/26241/0/2", "7.5");
            peer.Set("/26241/0/3", "7");
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Changes_of_several_values_at_once_are_told_together()
        {
            CompositePeer peer = Observed();
            int sequence = peer.Sequence;
            Check.Is(204, peer.Write("[{\"bn\":\"/26241/0/\",\"n\":\"1\",\"v\":1},{\"n\":\"3\",\"v\":2},{\"n\":\"2\",\"v\":3}]"));
            peer.Expect(Token, sequence + 1, Pair("1", "2"));
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Notifications_come_in_the_format_of_the_request_or_the_one_asked_for()
        {
            CompositePeer peer = CompositePeer.OfSample();
            byte[] names = CompositePeer.Names(CompositePeer.SenMlCbor, "/26241/0/1");
            Check.Is(205, peer.Fetch(Token, 0, CompositePeer.SenMlCbor, CompositePeer.None, CompositePeer.None, names));
            int sequence = peer.Sequence;
            peer.Set("/26241/0/1", "6");
            new ObservingServer(peer.Fixture).ExpectHex(Token, sequence + 1, "81 A2 21 6A 2F32363234312F302F31 02 06");

            Check.Is(205, peer.Fetch(Token, 0, CompositePeer.SenMlCbor, CompositePeer.Json, CompositePeer.None, names));
            sequence = peer.Sequence;
            peer.Set("/26241/0/1", "7");
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/26241/0/1\",\"v\":7}");
        }

        [TestMethod]
        public void Refused_request_begins_nothing()
        {
            CompositePeer peer = CompositePeer.OfSample();
            byte[] names = CompositePeer.Names(CompositePeer.Json, Paths);
            Check.Is(406, peer.Fetch(Token, 0, CompositePeer.Json, ClientFixture.Tlv, CompositePeer.None, names));
            Check.Is(CompositePeer.None, peer.Sequence);
            Check.Is(415, peer.Fetch(Token, 0, ClientFixture.Tlv, CompositePeer.None, CompositePeer.None, names));
            Check.Is(400, peer.Fetch(Token, 0, CompositePeer.SenMlCbor, CompositePeer.None, CompositePeer.None, names));
            peer.Set("/26241/0/1", "6");
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Minimum_period_of_one_path_does_not_hold_back_another_one()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(204, peer.Fixture.WriteAttributes("/26241/0/1?pmin=10"));
            peer.Observe(Token, Paths);
            int sequence = peer.Sequence;
            peer.Fixture.Run(4);

            // Of the one the latest value counts when its time has come.
            peer.Set("/26241/0/1", "6");
            peer.Set("/26241/0/1", "7");
            peer.ExpectIn(6, Token, sequence + 1, Pair("7", "4294967295"));

            // The other one takes it along.
            peer.Fixture.Run(2);
            peer.Set("/26241/0/1", "8");
            peer.Fixture.ExpectSilence();
            peer.Set("/26241/0/3", "1");
            peer.Expect(Token, sequence + 2, Pair("8", "1"));
            peer.Fixture.Run(60);
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Maximum_period_of_one_path_has_all_of_them_told()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(204, peer.Fixture.WriteAttributes("/26241/0/3?pmax=30"));
            peer.Observe(Token, Paths);
            int sequence = peer.Sequence;
            peer.ExpectIn(30, Token, sequence + 1, Pair("-5", "4294967295"));
            peer.Fixture.Run(10);
            peer.Set("/26241/0/1", "0");
            peer.Expect(Token, sequence + 2, Pair("0", "4294967295"));
            peer.ExpectIn(30, Token, sequence + 3, Pair("0", "4294967295"));
        }

        [TestMethod]
        public void Value_conditions_hold_for_their_own_path()
        {
            CompositePeer peer = CompositePeer.OfSample();
            Check.Is(204, peer.Fixture.WriteAttributes("/26241/0/1?gt=10&lt=0"));
            Check.Is(204, peer.Fixture.WriteAttributes("/26241/0/3?st=5"));
            peer.Set("/26241/0/1", "5");
            peer.Set("/26241/0/3", "20");
            peer.Observe(Token, Paths);
            int sequence = peer.Sequence;

            peer.Set("/26241/0/1", "10");
            peer.Set("/26241/0/3", "24");
            peer.Fixture.ExpectSilence();
            peer.Set("/26241/0/1", "11");
            peer.Expect(Token, sequence + 1, Pair("11", "24"));

            // The step counts from what was told last, whoever had it told.
            peer.Set("/26241/0/3", "28");
            peer.Fixture.ExpectSilence();
            peer.Set("/26241/0/3", "29");
            peer.Expect(Token, sequence + 2, Pair("11", "29"));
            peer.Set("/26241/0/1", "-1");
            peer.Expect(Token, sequence + 3, Pair("-1", "29"));
            peer.Set("/26241/0/1", "-2");
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Default_periods_hold_for_paths_without_their_own()
        {
            CompositePeer peer = CompositePeer.OfSample();
            peer.Set("/1/0/2", "20");
            Check.Is(204, peer.Fixture.WriteAttributes("/26241/0/3?pmin=1"));
            peer.Observe(Token, Paths);
            int sequence = peer.Sequence;
            peer.Fixture.Run(5);
            peer.Set("/26241/0/1", "1");
            peer.Fixture.ExpectSilence();
            peer.Set("/26241/0/3", "2");
            peer.Expect(Token, sequence + 1, Pair("1", "2"));
            peer.Set("/26241/0/1", "3");
            peer.ExpectIn(20, Token, sequence + 2, Pair("3", "2"));
        }

        [TestMethod]
        public void Path_that_is_not_there_yet_is_told_when_it_comes_and_left_out_when_it_goes()
        {
            CompositePeer peer = CompositePeer.OfSample();
            ClientFixture fixture = peer.Fixture;
            const string Whole = "{\"bn\":\"/26241/0/1\",\"v\":-5}";
            peer.Observe(Token, "/26241/2/0 /26241/0/1");
            Check.Is(Whole, peer.Records);
            int sequence = peer.Sequence;

            Check.Is(201, fixture.PostTlv("/26241", "080203 C10062"));
            Check.Is("/26241/2", fixture.Location());
            fixture.ExpectUpdate(string.Empty, 204);
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/26241/2/0\",\"vs\":\"b\"}," + Whole);
            Check.Is(202, fixture.Delete("/26241/2"));
            fixture.ExpectUpdate(string.Empty, 204);
            peer.Expect(Token, sequence + 2, Whole);

            // The same without any of them.
            Check.Is(202, fixture.Delete("/26241/0"));
            fixture.ExpectUpdate(string.Empty, 204);
            peer.Expect(Token, sequence + 3, string.Empty);
            fixture.ExpectSilence();
        }

        [TestMethod]
        public void Root_is_observed_as_a_whole()
        {
            CompositePeer peer = CompositePeer.OfSample();
            ClientFixture fixture = peer.Fixture;
            byte[] names = CompositePeer.Names(CompositePeer.SenMlCbor, "/");
            Check.Is(205, peer.Fetch(Token, 0, CompositePeer.SenMlCbor, CompositePeer.None, CompositePeer.None, names));
            string before = fixture.PayloadHex;
            int sequence = peer.Sequence;
            peer.Set("/26241/0/1", "9");
            int at = before.IndexOf("A20061310224");
            Check.True(at > 0);
            new ObservingServer(fixture).ExpectHex(Token, sequence + 1, before.Substring(0, at) + "A20061310209" + before.Substring(at + 12));
        }

        [TestMethod]
        public void Nothing_that_is_there_can_be_observed_too()
        {
            CompositePeer peer = CompositePeer.OfSample();
            peer.Observe(Token, "/3/0/14 /3/0/15");
            Check.Is(string.Empty, peer.Records);
            int sequence = peer.Sequence;
            peer.Set("/3/0/15", "CET");
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/3/0/15\",\"vs\":\"CET\"}");
        }

        [TestMethod]
        public void Observe_1_ends_it_and_a_new_request_with_the_token_replaces_it()
        {
            CompositePeer peer = Observed();
            Check.Is(205, peer.Fetch(Token, 1, CompositePeer.Json, CompositePeer.None, CompositePeer.None, CompositePeer.Names(CompositePeer.Json, Paths)));
            Check.Is(CompositePeer.None, peer.Sequence);
            peer.Set("/26241/0/1", "6");
            peer.Fixture.ExpectSilence();

            peer.Observe(Token, Paths);
            peer.Observe(Token, "/26241/0/3");
            int sequence = peer.Sequence;
            peer.Set("/26241/0/1", "7");
            peer.Fixture.ExpectSilence();
            peer.Set("/26241/0/3", "8");
            peer.Expect(Token, sequence + 1, "{\"bn\":\"/26241/0/3\",\"v\":8}");
        }

        [TestMethod]
        public void Observe_1_ends_it_whatever_else_the_request_says()
        {
            CompositePeer peer = Observed();
            Check.Is(406, peer.Fetch(Token, 1, CompositePeer.Json, ClientFixture.Tlv, CompositePeer.None, CompositePeer.Names(CompositePeer.Json, Paths)));
            peer.Set("/26241/0/1", "6");
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Reset_of_a_notification_ends_it()
        {
            CompositePeer peer = Observed();
            int sequence = peer.Sequence;
            peer.Observe("AB02", "/26241/0/3");
            peer.Set("/26241/0/1", "6");
            peer.Expect(Token, sequence + 1, Pair("6", "4294967295"));
            peer.Reset();
            peer.Set("/26241/0/1", "7");
            peer.Fixture.ExpectSilence();

            // The other one goes on.
            sequence = 0;
            peer.Set("/26241/0/3", "1");
            peer.Expect("AB02", sequence + 1, "{\"bn\":\"/26241/0/3\",\"v\":1}");
            peer.Fixture.ExpectSilence();
        }

        [TestMethod]
        public void Paths_that_do_not_fit_into_the_table_are_read_only()
        {
            CompositePeer peer = CompositePeer.OfSample();
            string paths = "/26241/0/1";
            for (int i = 1; i < Limits.MaxObservedPaths; i++)
            {
                paths += " /26241/0/1";
            }

            peer.Observe("AB02", "/26241/0/3");
            Check.Is(205, peer.Fetch(Token, 0, CompositePeer.Json, CompositePeer.None, CompositePeer.None, CompositePeer.Names(CompositePeer.Json, paths)));
            Check.Is(CompositePeer.None, peer.Sequence);

            // Room for them.
            Check.Is(205, peer.Fetch("AB02", 1, CompositePeer.Json, CompositePeer.None, CompositePeer.None, CompositePeer.Names(CompositePeer.Json, Paths)));
            peer.Observe(Token, paths);
        }

        [TestMethod]
        public void Observation_beside_it_of_one_path_goes_its_own_way()
        {
            CompositePeer peer = Observed();
            int sequence = peer.Sequence;
            ObservingServer server = new ObservingServer(peer.Fixture);
            server.Observe("AB03", "/26241/0/3");
            int single = server.Sequence;
            peer.Set("/26241/0/3", "9");
            peer.Expect(Token, sequence + 1, Pair("-5", "9"));
            server.Expect("AB03", single + 1, "9");
            peer.Set("/26241/0/1", "1");
            peer.Expect(Token, sequence + 2, Pair("1", "9"));
            peer.Fixture.ExpectSilence();
        }

        private static CompositePeer Observed()
        {
            CompositePeer peer = CompositePeer.OfSample();
            peer.Observe(Token, Paths);
            return peer;
        }

        private static string Pair(string whole, string natural)
        {
            return "{\"bn\":\"/26241/0/1\",\"v\":" + whole + "},{\"bn\":\"/26241/0/\",\"n\":\"3\",\"v\":" + natural + "}";
        }
    }
}
