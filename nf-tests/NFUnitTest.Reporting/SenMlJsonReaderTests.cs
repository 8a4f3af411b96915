using Lwm2mNano;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class SenMlJsonReaderTests
    {
        // RFC 8428, section 5.1.2, its names replaced by paths.
        private const string Rfc8428 =
            "[\n  {'bn':'/72/','bt':1.276020076001e+09,\n   'bu':'A','bver':5,\n   'n':'0/1','u':'V','v':120.1},\n  {'n':'0/2','t':-5,'v':1.2},\n"
            + "  {'n':'0/2','t':-4,'v':1.3},\n  {'n':'0/2','t':-3,'v':1.4},\n  {'n':'0/2','t':-2,'v':1.5},\n  {'n':'0/2','t':-1,'v':1.6},\n"
            + "  {'n':'0/2','v':1.7}\n]";

        // LwM2M Core 1.1, section 7.4.4: a Device Object, and two objects with links.
        private const string Device =
            "[{'bn':'/3/0/','n':'0','vs':'Open Mobile Alliance'},{'n':'1','vs':'Lightweight M2M Client'},{'n':'2','vs':'345000123'},"
            + "{'n':'3','vs':'1.0'},{'n':'6/0','v':1},{'n':'6/1','v':5},{'n':'7/0','v':3800},{'n':'7/1','v':5000},{'n':'8/0','v':125},"
            + "{'n':'8/1','v':900},{'n':'9','v':100},{'n':'10','v':15},{'n':'11/0','v':0},{'n':'13','v':1367491215},{'n':'14','vs':'+02:00'},"
            + "{'n':'16','vs':'U'}]";

        private const string Links =
            "[{'bn':'/','n':'65/0/0/0','vlo':'66:0'},{'n':'65/0/0/1','vlo':'66:1'},{'n':'65/0/1','vs':'8613800755500'},{'n':'65/0/2','v':1},"
            + "{'n':'66/0/0','vs':'myService1'},{'n':'66/0/2','vlo':'67:0'},{'n':'66/1/2','vlo':'65535:65535'}]";

        // Spaces, escapes in names and labels, and values that are passed over.
        private const string Odd =
            " [ { '\\u006e' : '\\/3\\/0\\/\\u0039' , 'x' : { 'a' : [ 1 , -2.5e+3 , true , false , null , '\\ud83d\\ude00' , { } , [ ] ] } ,\t'v'\r\n: 1 } ] ";

        private static readonly SenMlJsonReader s_reader = new SenMlJsonReader(new byte[Limits.MaxDecodedBytes]);
        private static readonly ResourcePath s_path = new ResourcePath();
        private static readonly ResourceValue s_value = new ResourceValue();

        [TestMethod]
        public void Says_what_it_holds()
        {
            Check.Is(ContentFormat.SenMlJson, s_reader.Format);
            Check.False(s_reader.IsSingleValue);
            Check.True(s_reader.IsComposite);
        }

        [TestMethod]
        public void Reads_the_examples_of_the_specification()
        {
            Is(
                "/3/0/0='Open Mobile Alliance' /3/0/1='Lightweight M2M Client' /3/0/2='345000123' /3/0/3='1.0' /3/0/6/0=1 /3/0/6/1=5 "
                + "/3/0/7/0=3800 /3/0/7/1=5000 /3/0/8/0=125 /3/0/8/1=900 /3/0/9=100 /3/0/10=15 /3/0/11/0=0 /3/0/13=1367491215 "
                + "/3/0/14='+02:00' /3/0/16='U' ",
                Device);
            Is(
                "/65/0/0/0=66:0 /65/0/0/1=66:1 /65/0/1='8613800755500' /65/0/2=1 /66/0/0='myService1' /66/0/2=67:0 /66/1/2=65535:65535 ",
                Links);
            Is("/3/0/0 /3/0/9 /1/0/1 ", "[{'n':'/3/0/0'},{'n':'/3/0/9'},{'n':'/1/0/1'}]");
            Is("/3311/0/5850=false /3311/1/5850=true ", "[{'n':'/3311/0/5850', 'vb':false},\n{'n':'/3311/1/5850', 'vb':true}]");
        }

        [TestMethod]
        public void Reads_the_example_of_the_rfc()
        {
            string[] expected = { "120100m", "1200m", "1300m", "1400m", "1500m", "1600m", "1700m" };
            double[] times = { 0, -5, -4, -3, -2, -1, 0 };
            byte[] payload = SenMlTrace.JsonBytes(Rfc8428);
            s_path.Set(72, ResourcePath.None, ResourcePath.None, ResourcePath.None);
            s_reader.Begin(payload, 0, payload.Length, s_path);
            for (int i = 0; i < expected.Length; i++)
            {
                Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
                Check.Is(i == 0 ? 1 : 2, s_reader.Path.ResourceId);
                Check.Is(expected[i], SenMlTrace.Value(s_reader, ResourceType.Float));
                Check.True(s_reader.HasTime);
                Check.Is(1276020076.001 + times[i], s_reader.TimeSeconds);
            }

            Check.Is((int)ContentEntry.End, (int)s_reader.Next());
        }

        [TestMethod]
        public void Every_byte_is_needed_and_none_may_follow()
        {
            string[] payloads = { Rfc8428, Links, Odd, "[{'n':'/3/0/1','vs':'\\\\\\u00e9\\uD83D\\uDE00'}]", "[]", "[{'n':'/3/0/1','vb':false}]" };
            for (int i = 0; i < payloads.Length; i++)
            {
                byte[] payload = SenMlTrace.JsonBytes(payloads[i] + "x");
                s_path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
                int whole = payload.Length - 1;
                Check.False(IsMalformed(SenMlTrace.Of(s_reader, payload, whole, s_path, ResourceType.None)), payloads[i]);
                Check.True(IsMalformed(SenMlTrace.Of(s_reader, payload, payload.Length, s_path, ResourceType.None)));

                // Space at the end is not missed.
                whole -= payload[whole - 1] == ' ' ? 1 : 0;
                for (int count = 0; count < whole; count++)
                {
                    Check.True(IsMalformed(SenMlTrace.Of(s_reader, payload, count, s_path, ResourceType.None)), count.ToString());
                }
            }
        }

        [TestMethod]
        public void Space_and_escapes_may_be_anywhere()
        {
            Is("/3/0/9=1 ", Odd);
            Is("/3/0/9=1 ", "\t[\r{\n'n' :\t'/3/0/9' ,'v'\n:1\r}\n]\r\n ");
            Is("/3/0/9=1 /3/0/10=2 ", "[{'bn':'\\u002F3/0\\/','n':'\\u0039','v':1},{'n':'1\\u0030','v':2}]");
            Is("/3/0/9=1 ", "[{'n':'\\u0039','v':1,'\\u0062n':'/3\\u002f0/'}]");
            Is("/3/0/9='ab' ", "[{'v\\u0073':'\\u0061b','n':'\\/3/0/9'}]");
            Is("/3/0/9=3:0 ", "[{'n':'/3/0/9','vl\\u006f':'3\\u003a0'}]");
            Is("/3/0/9=xFFFFFF ", "[{'n':'/3/0/9','vd':'\\u005f___'}]");
            Is("!", "[{'n':'/3/0/9','\\u0078\\u005f':1,'v':1}]");
            Is("!", "[{'n':'/3\\\\0/9'}]");
            Is("!", "[{'n':'/3\\u0000'}]");
        }

        [TestMethod]
        public void What_is_not_known_is_passed_over()
        {
            Is("/3/0/9=1 ", "[{'n':'/3/0/9','u':'%','bu':'%','s':1,'bs':2,'ut':3,'bver':10,'v':1}]");
            string[] values = { "0", "-0.0e-0", "null", "true", "false", "''", "'\\\"'", "[]", "{}", "[[],{}]", "{'':{},'a':[]}", "[1,'2',null]" };
            for (int i = 0; i < values.Length; i++)
            {
                Is("/3/0/9=1 ", "[{'x':" + values[i] + ",'n':'/3/0/9','':" + values[i] + ",'v':1,'bverx':" + values[i] + "}]");
                Is("!", "[{'x_':" + values[i] + ",'n':'/3/0/9','v':1}]");
                Is("!", "[{'n':'/3/0/9','v':1,'_':" + values[i] + "}]");
            }
        }

        [TestMethod]
        public void What_is_no_json_is_refused()
        {
            string[] values =
            {
                "", "x", "nul", "nulL", "tru", "truth", "True", "fals", "falsy", "undefined", "NaN", "Infinity", "-Infinity", "+1", "01", "-01", "-", ".5", "1.", "1.e1", "1e",
                "1e+", "1e1.5", "0x10", "1_000", "--1", "1-", "1 2", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}", "{", "{'a'", "{'a':", "{'a':1", "{'a':1,", "{'a':1,}",
                "{,}", "{'a' 1}", "{'a':1 'b':2}", "{a:1}", "{1:1}", "{'a':1]", "'", "'a", "'\\'", "'\\x'", "'\\u'", "'\\u12'", "'\\u123'", "'\\u123g'", "'\\U0041'",
                "'\n'", "'\t'", "'\u0001'", "'\\ud83d'", "'\\ude00'", "'\\ud83dx'", "'\\ud83d\\u0041'", "'\\ud83d\\ud83d'", "'\\ude00\\ud83d'", "'\\ude00\\ude00'", "'\\ud83d\\ue000'", "'\\ud83d\\n'", "'\\ud83d\\ude'",
                "/**/1", "1//",
            };
            for (int i = 0; i < values.Length; i++)
            {
                // As what is passed over, as a value, as a name.
                Is("!", "[{'n':'/3/0/9','x':" + values[i] + ",'v':1}]");
                Is("!", "[{'n':'/3/0/9','v':" + values[i] + "}]");
                Is("!", "[{'n':'/3/0/9','vs':" + values[i] + "}]");
                Is("!", "[{'n':" + values[i] + "}]");
            }
        }

        [TestMethod]
        public void What_is_no_array_of_objects_is_refused()
        {
            string[] payloads =
            {
                "", " ", "1", "{}", "{'n':'/3'}", "null", "'/3'", "[", "]", "[1]", "[null]", "['/3']", "[[]]", "[,]", "[{'n':'/3'},]", "[,{'n':'/3'}]", "[{'n':'/3'}{'n':'/3'}]",
                "[{'n':'/3'};{'n':'/3'}]", "[{'n':'/3'}]]", "[{'n':'/3'}][]", "[{'n':'/3'}],", "[{'n':'/3'}}", "[{'n':'/3',}]", "[{,'n':'/3'}]", "[{'n' '/3'}]", "[{'n':'/3' 'v':1}]",
                "[{'n'}]", "[{'n':}]", "[{n:'/3'}]", "[{:'/3'}]", "[}", "[{]", "{'e':[{'n':'/3'}]}", "\u00EF\u00BB\u00BF[]", "[]x",
            };
            for (int i = 0; i < payloads.Length; i++)
            {
                string trace = SenMlTrace.OfJson(payloads[i], ResourceType.None);
                Check.True(IsMalformed(trace), payloads[i]);
            }

            Is("", "[]");
            Is("", " [ ] ");
        }

        [TestMethod]
        public void A_field_has_a_value_of_its_type()
        {
            string[] types = { "1", "-1.5e2", "'1'", "true", "false", "null", "[]", "{}" };

            // For each field, which of these are right.
            string[] fields = { "n", "bn", "v", "vs", "vb", "vd", "t", "bt", "vlo" };
            int[] right = { 1 << 2, 1 << 2, 3, 1 << 2, (1 << 3) | (1 << 4), 1 << 2, 3, 3, 1 << 2 };
            for (int i = 0; i < fields.Length; i++)
            {
                for (int j = 0; j < types.Length; j++)
                {
                    string before = i == 1 ? "[{'n':'/0/19','" : i == 0 ? "[{'bn':'/3/0/8','" : "[{'bn':'/3/0/8','n':'0','";
                    string trace = SenMlTrace.OfJson(before + fields[i] + "':" + types[j] + "}]", ResourceType.None);
                    Check.Is((right[i] & (1 << j)) == 0, IsMalformed(trace), trace + " " + fields[i] + types[j]);
                }
            }

            string[] versions = { "0", "11", "-1", "1.5", "1e1", "'10'", "null", "99999999999999999999" };
            for (int i = 0; i < versions.Length; i++)
            {
                Is("!", "[{'n':'/3','bver':" + versions[i] + "}]");
            }

            Is("/3 ", "[{'n':'/3','bver':1}]");
        }

        [TestMethod]
        public void No_field_comes_twice()
        {
            string[] fields = { "'n':'/3/0/9'", "'bn':''", "'t':0", "'bt':0", "'bver':10", "'u':'%'", "'bu':'%'", "'s':0", "'bs':0", "'ut':0" };
            for (int i = 0; i < fields.Length; i++)
            {
                string name = i == 0 ? "" : "'n':'/3/0/9',";
                Is("/3/0/9 ", "[{" + name + fields[i] + "}]");
                Is("!", "[{" + name + fields[i] + "," + fields[i] + "}]");
            }

            string[] values = { "'v':1", "'vs':''", "'vb':true", "'vd':''", "'vlo':'3:0'" };
            for (int i = 0; i < values.Length; i++)
            {
                for (int j = 0; j < values.Length; j++)
                {
                    Is("!", "[{'n':'/3/0/9'," + values[i] + "," + values[j] + "}]");
                }
            }

            Is("!", "[{'n':'/3/0/9','v':1,'\\u0076':1}]");
            Is("!", "[{'n':'/3/0/9','v':1,'bv':1}]");
            Is("/3/0/9=1 /3/0/9=2 ", "[{'n':'/3/0/9','v':1},{'n':'/3/0/9','v':2}]");
        }

        [TestMethod]
        public void A_value_is_read_as_the_types_that_it_has()
        {
            Types("'v':0", "0 0 0 0 ? ? ? ?");
            Types("'v':-0", "0 0 0 0 ? ? ? ?");
            Types("'v':18446744073709551615", "? 18446744073709551615 ? 0x43F0000000000000 ? ? ? ?");
            Types("'v':18446744073709551616", "? ? ? 0x43F0000000000000 ? ? ? ?");
            Types("'v':9223372036854775807", "9223372036854775807 9223372036854775807 9223372036854775807 0x43E0000000000000 ? ? ? ?");
            Types("'v':-9223372036854775808", "-9223372036854775808 ? -9223372036854775808 0xC3E0000000000000 ? ? ? ?");
            Types("'v':-9223372036854775809", "? ? ? 0xC3E0000000000000 ? ? ? ?");
            Types("'v':9007199254740993", "9007199254740993 9007199254740993 9007199254740993 0x4340000000000000 ? ? ? ?");
            Types("'v':1.5", "? ? ? 1500m ? ? ? ?");
            Types("'v':2.0", "2 2 2 2 ? ? ? ?");
            Types("'v':-2.00000000000000000000000000000000", "-2 ? -2 -2 ? ? ? ?");
            Types("'v':1.8446744073709551615E+19", "? 18446744073709551615 ? 0x43F0000000000000 ? ? ? ?");
            Types("'v':9.223372036854775807e18", "9223372036854775807 9223372036854775807 9223372036854775807 0x43E0000000000000 ? ? ? ?");
            Types("'v':1.25e2", "125 125 125 125 ? ? ? ?");
            Types("'v':125e-1", "? ? ? 12500m ? ? ? ?");
            Types("'v':1200e-2", "12 12 12 12 ? ? ? ?");
            Types("'v':0e99999999", "0 0 0 0 ? ? ? ?");
            Types("'v':1e-99999999", "? ? ? 0 ? ? ? ?");
            Types("'v':1e308", "? ? ? 0x7FE1CCF385EBC8A0 ? ? ? ?");
            Types("'v':1e309", "? ? ? ? ? ? ? ?");
            Types("'v':123456789012345678901234567890", "? ? ? 0x45F8EE90FF6C373E ? ? ? ?");
            Types("'vs':''", "? ? ? ? ? '' ? ?");
            Types("'vs':'3:0'", "? ? ? ? ? '3:0' ? 3:0");
            Types("'vs':'1'", "? ? ? ? ? '1' ? ?");
            Types("'vb':false", "? ? ? ? false ? ? ?");
            Types("'vb':true", "? ? ? ? true ? ? ?");
            Types("'vd':''", "? ? ? ? ? ? x ?");
            Types("'vlo':'65535:65535'", "? ? ? ? ? ? ? 65535:65535");
            string[] links = { "", "3", "3:", ":3", "3:65536", "3:-1", "3:0:0", "a:0" };
            for (int i = 0; i < links.Length; i++)
            {
                Types("'vlo':'" + links[i] + "'", "? ? ? ? ? ? ? ?");
            }
        }

        [TestMethod]
        public void Strings_with_escapes_are_decoded()
        {
            Decoded("\\\"\\\\\\/\\b\\f\\n\\r\\t", "225C2F080C0A0D09");
            Decoded("\\u0000\\u007F\\u0080\\u07ff\\u0800\\uFFFF", "007FC280DFBFE0A080EFBFBF");
            Decoded("\\ud800\\udc00\\uDBFF\\uDFFF\\ud83d\\uDE00", "F0908080F48FBFBFF09F9880");
            Decoded("\\ud7ff\\ue000", "ED9FBFEE8080");

            // Bytes from 128 on stay as they are.
            Decoded("\u00C3\u00A9\\u00e9", "C3A9C3A9");
        }

        [TestMethod]
        public void Strings_without_escapes_point_into_the_payload()
        {
            byte[] payload = SenMlTrace.JsonBytes("..[{'n':'/3/0/1','vs':'abc'}]..");
            s_path.Set(3, 0, 1, ResourcePath.None);
            s_reader.Begin(payload, 2, payload.Length - 4, s_path);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
            Check.True(s_reader.ReadValue(ResourceType.String, s_value));
            Assert.AreSame(payload, s_value.Buffer);
            Hex.AreEqual("616263", s_value.Buffer, s_value.Offset, s_value.Count);
            Check.Is((int)ContentEntry.End, (int)s_reader.Next());
        }

        [TestMethod]
        public void Data_are_base64_for_urls()
        {
            Types("'vd':'Zg'", "? ? ? ? ? ? x66 ?");
            Types("'vd':'Zg=='", "? ? ? ? ? ? x66 ?");
            Types("'vd':'Zm8'", "? ? ? ? ? ? x666F ?");
            Types("'vd':'Zm8='", "? ? ? ? ? ? x666F ?");
            Types("'vd':'Zm9v'", "? ? ? ? ? ? x666F6F ?");
            Types("'vd':'-_8'", "? ? ? ? ? ? xFBFF ?");
            Types("'vd':'\\u002d_8\\u003d'", "? ? ? ? ? ? xFBFF ?");
            string[] faults = { "Z", "Zg=", "Zg===", "Zh", "Zm9", "Zm9vZ", "+/8=", "Zm 9v", "Zm\\n9v", "Zm9v=", "=", "====", "Z===", "Zg==Zg==", "\u00C3" };
            for (int i = 0; i < faults.Length; i++)
            {
                Types("'vd':'" + faults[i] + "'", "? ? ? ? ? ? ? ?");
            }
        }

        [TestMethod]
        public void What_is_decoded_is_only_so_long()
        {
            string text = Repeat("a", Limits.MaxDecodedBytes - 1);
            Check.Is("/3/0/9='" + text + "\n' ", SenMlTrace.OfJson("[{'n':'/3/0/9','vs':'" + text + "\\n'}]", ResourceType.String));
            Check.Is("/3/0/9='\n" + text + "' ", SenMlTrace.OfJson("[{'n':'/3/0/9','vs':'\\n" + text + "'}]", ResourceType.String));
            Check.Is("/3/0/9=? ", SenMlTrace.OfJson("[{'n':'/3/0/9','vs':'" + text + "a\\n'}]", ResourceType.String));
            Check.Is("/3/0/9=? ", SenMlTrace.OfJson("[{'n':'/3/0/9','vs':'" + text + "\\u00e9'}]", ResourceType.String));
            Check.Is("/3/0/9=? ", SenMlTrace.OfJson("[{'n':'/3/0/9','vs':'\\n" + text + "a'}]", ResourceType.String));

            // Without an escape a string is as long as it likes; so is one that is passed over.
            Check.Is("/3/0/9='" + text + "aa' ", SenMlTrace.OfJson("[{'n':'/3/0/9','vs':'" + text + "aa'}]", ResourceType.String));
            Is("/3/0/9=1 ", "[{'x':'" + text + "a\\n','n':'/3/0/9','v':1}]");
            Is("!", "[{'" + text + "a\\n':1,'n':'/3/0/9','v':1}]");
            Is("!", "[{'n':'\\/" + Repeat("0", Limits.MaxDecodedBytes) + "'}]");

            string data = Repeat("AAAA", Limits.MaxDecodedBytes / 3);
            Check.Is("/3/0/9=x" + Repeat("00", Limits.MaxDecodedBytes) + " ", SenMlTrace.OfJson("[{'n':'/3/0/9','vd':'" + data + "AA'}]", ResourceType.Opaque));
            Check.Is("/3/0/9=? ", SenMlTrace.OfJson("[{'n':'/3/0/9','vd':'" + data + "AAA'}]", ResourceType.Opaque));
        }

        [TestMethod]
        public void What_is_passed_over_is_only_so_deep()
        {
            string before = "";
            string behind = "";
            for (int depth = 0; depth <= Limits.MaxNestingDepth + 1; depth++)
            {
                Is(depth <= Limits.MaxNestingDepth ? "/3/0/9=1 " : "!", "[{'x':" + before + "0" + behind + ",'n':'/3/0/9','v':1}]");
                before += depth % 2 == 0 ? "[" : "{'a':";
                behind = (depth % 2 == 0 ? "]" : "}") + behind;
            }

            Is("!", "[{'x':" + Repeat("[", 200));
            Is("!", Repeat("[", 200));
            Is("!", Repeat("[{'x':", 100));
        }

        [TestMethod]
        public void Reading_may_begin_again_and_a_fault_stays()
        {
            byte[] payload = SenMlTrace.JsonBytes("[{'bn':'/3/0/','n':'\\u0039','vs':'\\u0061'},{'n':'10','bt':0},7]");
            for (int i = 0; i < 3; i++)
            {
                s_path.Set(3, 0, ResourcePath.None, ResourcePath.None);
                s_reader.Begin(payload, 0, payload.Length, s_path);
                Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
                Check.Is(9, s_reader.Path.ResourceId);
                Check.Is("'a'", SenMlTrace.Value(s_reader, ResourceType.String));
                Check.Is("'a'", SenMlTrace.Value(s_reader, ResourceType.String));
                Check.False(s_reader.HasTime);
                Check.Is((int)ContentEntry.Name, (int)s_reader.Next());
                Check.True(s_reader.HasTime);
                Check.Is("?", SenMlTrace.Value(s_reader, ResourceType.String));
                Check.Is((int)ContentEntry.Malformed, (int)s_reader.Next());
                Check.Is((int)ContentEntry.Malformed, (int)s_reader.Next());
            }
        }

        private static string Repeat(string text, int count)
        {
            string result = "";
            for (int i = 0; i < count; i++)
            {
                result += text;
            }

            return result;
        }

        private static bool IsMalformed(string trace)
        {
            return trace.Length > 0 && trace[trace.Length - 1] == '!';
        }

        private static void Is(string expected, string json)
        {
            Check.Is(expected, SenMlTrace.OfJson(json, ResourceType.None), json);
        }

        private static void Decoded(string text, string expected)
        {
            byte[] payload = SenMlTrace.JsonBytes("[{'n':'/3/0/1','vs':'" + text + "'}]");
            s_path.Set(3, 0, 1, ResourcePath.None);
            s_reader.Begin(payload, 0, payload.Length, s_path);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next(), text);
            Check.True(s_reader.ReadValue(ResourceType.String, s_value), text);
            Hex.AreEqual(expected, s_value.Buffer, s_value.Offset, s_value.Count);
            Check.Is((int)ContentEntry.End, (int)s_reader.Next(), text);
        }

        // Integer, Unsigned, Time, Float, Boolean, String, Opaque, Object Link.
        private static void Types(string field, string expected)
        {
            ResourceType[] types =
            {
                ResourceType.Integer, ResourceType.Unsigned, ResourceType.Time, ResourceType.Float, ResourceType.Boolean, ResourceType.String,
                ResourceType.Opaque, ResourceType.ObjectLink,
            };
            byte[] payload = SenMlTrace.JsonBytes("[{'n':'/3/0/9'," + field + "}]");
            s_path.Set(3, 0, 9, ResourcePath.None);
            s_reader.Begin(payload, 0, payload.Length, s_path);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next(), field);
            string values = "";
            for (int i = 0; i < types.Length; i++)
            {
                values += (i == 0 ? "" : " ") + SenMlTrace.Value(s_reader, types[i]);
            }

            Check.Is(expected, values, field);
            Check.Is((int)ContentEntry.End, (int)s_reader.Next(), field);
        }
    }
}
