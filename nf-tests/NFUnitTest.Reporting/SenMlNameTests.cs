using Lwm2mNano;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Names and times of SenML records (RFC 8428, sections 4.5.1 and 4.5.3), which both of its formats read alike.
    /// </summary>
    [TestClass]
    public class SenMlNameTests
    {
        private const int None = ResourcePath.None;

        private static readonly ResourcePath s_path = new ResourcePath();

        [TestMethod]
        public void A_name_is_a_path_of_up_to_four_ids()
        {
            Name("/", "/");
            Name("/3", "/3");
            Name("/3/0", "/3/0");
            Name("/3/0/9", "/3/0/9");
            Name("/3/0/7/1", "/3/0/7/1");
            Name("/65534/65534/65534/65534", "/65534/65534/65534/65534");
            Name("/0/0/0/0", "/0/0/0/0");
        }

        [TestMethod]
        public void The_first_slash_may_be_missing_and_zeros_may_lead()
        {
            Name("3", "/3");
            Name("3/0/9", "/3/0/9");
            Name("/003/00/0000000000000000000000009", "/3/0/9");
            Name("/00", "/0");
        }

        [TestMethod]
        public void Anything_else_is_no_name()
        {
            string[] names =
            {
                "", "//", "//3", "/3/", "/3//0", "3/", "/3/0/", "/3/0/9/", "/3/0/7/1/", "/3/0/7/1/2", "/3/0/7/1/2/3/4", "/65535", "/3/65535", "/3/0/65536",
                "/99999999999", "/18446744073709551619", "/-1", "/+3", "/a", "a", "/3a", "/3/a", "/3 ", " /3", "/ 3", "/3.0", "/3,", "/3/0x9", "/3/0:9", "\\\\3",
                "urn:dev:ow:10e2073a0108006:", "/3?", "/%33",
            };
            for (int i = 0; i < names.Length; i++)
            {
                Is("!", "[{'n':'" + names[i] + "'}]");
                Is("!", "[{'bn':'" + names[i] + "'}]");
            }

            Is("!", "[{}]");
            Is("!", "[{'v':1}]");
        }

        [TestMethod]
        public void The_base_name_stands_before_it_wherever_that_ends()
        {
            Is("/3/0/9 ", "[{'bn':'/3/0/','n':'9'}]");
            Is("/3/0/9 ", "[{'n':'9','bn':'/3/0/'}]");
            Is("/3/0/9 ", "[{'bn':'/3/0','n':'/9'}]");
            Is("/3/0/19 ", "[{'bn':'/3/0/1','n':'9'}]");
            Is("/3/0/9 ", "[{'bn':'/','n':'3/0/9'}]");
            Is("/3/0/9 ", "[{'bn':'','n':'/3/0/9'}]");
            Is("/3/0/9 ", "[{'bn':'/3/0/9','n':''}]");
            Is("/3/0/9 ", "[{'bn':'/3/0/9'}]");
            Is("/ ", "[{'bn':'/'}]");
            Is("/ ", "[{'bn':'/','n':''}]");
            Is("/ ", "[{'bn':'','n':'/'}]");
            Is("/65534 ", "[{'bn':'/655','n':'34'}]");
            Is("!", "[{'bn':'/655','n':'35'}]");
            Is("!", "[{'bn':'/3/','n':'/0'}]");
            Is("!", "[{'bn':'/','n':'/3'}]");
            Is("!", "[{'bn':'/3/0/7/1','n':'/0'}]");
            Is("!", "[{'bn':'/3/0/7/1/','n':'0'}]");
            Is("!", "[{'bn':'/3/0/'}]");
            Is("!", "[{'bn':'','n':''}]");
        }

        [TestMethod]
        public void The_base_name_holds_until_the_next_one()
        {
            Is("/3/0/9=1 /3/0/7/1=2 /3/0/10=3 /3/0/1=4 ", "[{'bn':'/3/0/','n':'9','v':1},{'n':'7/1','v':2},{'n':'10','v':3},{'n':'1','v':4}]");
            Is("/3/0/9=1 /3/0/9=2 ", "[{'bn':'/3/0/9','v':1},{'v':2}]");
            Is("/3/0/9=1 /1/0/1=2 /1/0/3=3 ", "[{'bn':'/3/0/','n':'9','v':1},{'bn':'/1/0/','n':'1','v':2},{'n':'3','v':3}]");
            Is("/3/0/9 /1/0/1 ", "[{'bn':'/3/0/','n':'9'},{'bn':'','n':'/1/0/1'}]");
            Is("/3/0/9 !", "[{'bn':'/3/0/','n':'9'},{'n':'/1/0/1'}]");
        }

        [TestMethod]
        public void A_value_belongs_to_a_resource_or_an_instance_of_one()
        {
            Is("/3/0/9=1 ", "[{'n':'/3/0/9','v':1}]");
            Is("/3/0/7/0=1 ", "[{'n':'/3/0/7/0','v':1}]");
            Is("!", "[{'n':'/3/0','v':1}]");
            Is("!", "[{'n':'/3','v':1}]");
            Is("!", "[{'n':'/','v':1}]");
        }

        [TestMethod]
        public void Nothing_lies_outside_of_the_target()
        {
            string[] names = { "/", "/3", "/3/0", "/3/0/7", "/3/0/7/1", "/3/0/7/2", "/3/0/9", "/3/1", "/3/1/7/1", "/4", "/4/0/7/1" };
            Inside(names, new[] { true, true, true, true, true, true, true, true, true, true, true }, None, None, None, None);
            Inside(names, new[] { false, true, true, true, true, true, true, true, true, false, false }, 3, None, None, None);
            Inside(names, new[] { false, false, true, true, true, true, true, false, false, false, false }, 3, 0, None, None);
            Inside(names, new[] { false, false, false, true, true, true, false, false, false, false, false }, 3, 0, 7, None);
            Inside(names, new[] { false, false, false, false, true, false, false, false, false, false, false }, 3, 0, 7, 1);
        }

        [TestMethod]
        public void The_target_is_copied()
        {
            byte[] payload = SenMlTrace.JsonBytes("[{'n':'/3/0/9'},{'n':'/3/0/10'}]");
            s_path.Set(3, 0, None, None);
            SenMlTrace.Json.Begin(payload, 0, payload.Length, s_path);
            Check.Is((int)ContentEntry.Name, (int)SenMlTrace.Json.Next());
            s_path.Set(4, None, None, None);
            Check.Is((int)ContentEntry.Name, (int)SenMlTrace.Json.Next());
            Check.Is((int)ContentEntry.End, (int)SenMlTrace.Json.Next());
        }

        [TestMethod]
        public void Base_time_and_time_add_up()
        {
            byte[] payload = SenMlTrace.JsonBytes(
                "[{'n':'/3'},{'n':'/3','t':-5},{'n':'/3','bt':1700000000.25},{'t':-1.25,'n':'/3'},{'n':'/3','bt':0},{'n':'/3','t':268435456},"
                + "{'n':'/3','t':268435455}]");
            bool[] has = { false, true, true, true, true, true, true };
            double[] times = { 0, -5, 1700000000.25, 1699999999, 0, 268435456, 268435455 };
            bool[] relative = { true, true, false, false, true, false, true };
            SenMlReader reader = SenMlTrace.Json;
            s_path.Set(None, None, None, None);
            reader.Begin(payload, 0, payload.Length, s_path);
            for (int i = 0; i < times.Length; i++)
            {
                Check.Is((int)ContentEntry.Name, (int)reader.Next());
                Check.Is(has[i], reader.HasTime);
                Check.Is(times[i], reader.TimeSeconds);
                Check.Is(relative[i], reader.IsTimeRelative);
            }

            Check.Is((int)ContentEntry.End, (int)reader.Next());
            reader.Begin(payload, 0, payload.Length, s_path);
            Check.False(reader.HasTime);
            Check.Is(0.0, reader.TimeSeconds);
        }

        [TestMethod]
        public void A_time_is_finite()
        {
            Is("!", "[{'n':'/3','t':1e999}]");
            Is("!", "[{'n':'/3','bt':-1e999}]");
            Check.Is("!", SenMlTrace.OfCbor("81 A2 00 62 2F33 06 F97C00", ResourceType.None));
            Check.Is("!", SenMlTrace.OfCbor("81 A2 00 62 2F33 06 F97E00", ResourceType.None));
            Check.Is("!", SenMlTrace.OfCbor("81 A2 00 62 2F33 22 F9FC00", ResourceType.None));
        }

        private static void Name(string name, string expected)
        {
            Is(expected + " ", "[{'n':'" + name + "'}]");
            Is(expected + " ", "[{'bn':'" + name + "'}]");

            // Wherever it is cut in two, and in the other format.
            for (int i = 0; i <= name.Length; i++)
            {
                Is(expected + " ", "[{'n':'" + name.Substring(i) + "','bn':'" + name.Substring(0, i) + "'}]");
            }

            Check.Is(expected + " ", SenMlTrace.OfCbor("81 A1 00 78" + Hex.Text(new[] { (byte)name.Length }) + Hex.Text(Hex.Ascii(name)), ResourceType.None));
        }

        private static void Inside(string[] names, bool[] expected, int objectId, int instanceId, int resourceId, int resourceInstanceId)
        {
            for (int i = 0; i < names.Length; i++)
            {
                s_path.Set(objectId, instanceId, resourceId, resourceInstanceId);
                byte[] payload = SenMlTrace.JsonBytes("[{'n':'" + names[i] + "'}]");
                string trace = SenMlTrace.Of(SenMlTrace.Json, payload, payload.Length, s_path, ResourceType.None);
                Check.Is(expected[i] ? names[i] + " " : "!", trace);
            }
        }

        private static void Is(string expected, string json)
        {
            Check.Is(expected, SenMlTrace.OfJson(json, ResourceType.None), json);
        }
    }
}
