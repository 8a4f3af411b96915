using Lwm2mNano;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class SenMlCborReaderTests
    {
        // RFC 8428, section 6, its names replaced by paths: "/72/" for the base name, "0/1" for "voltage" and "0/2" for "current".
        private const string Rfc8428 =
            "87 A7 21 64 2F37322F 22 FB 41D303A15B001062 23 61 41 20 05 00 63 302F31 01 61 56 02 FB 405E066666666666"
            + "A3 00 63 302F32 06 24 02 FB 3FF3333333333333 A3 00 63 302F32 06 23 02 FB 3FF4CCCCCCCCCCCD"
            + "A3 00 63 302F32 06 22 02 FB 3FF6666666666666 A3 00 63 302F32 06 21 02 F9 3E00"
            + "A3 00 63 302F32 06 20 02 FB 3FF999999999999A A3 00 63 302F32 06 00 02 FB 3FFB333333333333";

        // A Device Object (LwM2M Core 1.1, section 7.4): the first record has the base name.
        private const string Device =
            "90 A3 21 65 2F332F302F 00 61 30 03 74 4F70656E204D6F62696C6520416C6C69616E6365"
            + "A2 00 61 31 03 76 4C69676874776569676874204D324D20436C69656E74 A2 00 61 32 03 69 333435303030313233 A2 00 61 33 03 63 312E30"
            + "A2 00 63 362F30 02 01 A2 00 63 362F31 02 05 A2 00 63 372F30 02 19 0ED8 A2 00 63 372F31 02 19 1388"
            + "A2 00 63 382F30 02 18 7D A2 00 63 382F31 02 19 0384 A2 00 61 39 02 18 64 A2 00 62 3130 02 0F A2 00 64 31312F30 02 00"
            + "A2 00 62 3133 02 1A 5182428F A2 00 62 3134 03 66 2B30323A3030 A2 00 62 3136 03 61 55";

        private static readonly SenMlCborReader s_reader = new SenMlCborReader();
        private static readonly ResourcePath s_path = new ResourcePath();
        private static readonly ResourceValue s_value = new ResourceValue();

        [TestMethod]
        public void Says_what_it_holds()
        {
            Check.Is(ContentFormat.SenMlCbor, s_reader.Format);
            Check.False(s_reader.IsSingleValue);
            Check.True(s_reader.IsComposite);
        }

        [TestMethod]
        public void Reads_a_device_object()
        {
            Check.Is(
                "/3/0/0='Open Mobile Alliance' /3/0/1='Lightweight M2M Client' /3/0/2='345000123' /3/0/3='1.0' /3/0/6/0=1 /3/0/6/1=5 "
                + "/3/0/7/0=3800 /3/0/7/1=5000 /3/0/8/0=125 /3/0/8/1=900 /3/0/9=100 /3/0/10=15 /3/0/11/0=0 /3/0/13=1367491215 "
                + "/3/0/14='+02:00' /3/0/16='U' ",
                SenMlTrace.OfCbor(Device, ResourceType.None));
        }

        [TestMethod]
        public void Reads_the_example_of_the_rfc()
        {
            string[] expected = { "120100m", "1200m", "1300m", "1400m", "1500m", "1600m", "1700m" };
            double[] times = { 0, -5, -4, -3, -2, -1, 0 };
            byte[] payload = Hex.Bytes(Rfc8428);
            s_path.Set(72, 0, ResourcePath.None, ResourcePath.None);
            s_reader.Begin(payload, 0, payload.Length, s_path);
            for (int i = 0; i < expected.Length; i++)
            {
                Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
                Check.Is(72, s_reader.Path.ObjectId);
                Check.Is(i == 0 ? 1 : 2, s_reader.Path.ResourceId);
                Check.Is(expected[i], SenMlTrace.Value(s_reader, ResourceType.Float));
                Check.True(s_reader.HasTime);
                Check.False(s_reader.IsTimeRelative);
                Check.Is(1276020076.001 + times[i], s_reader.TimeSeconds);
            }

            Check.Is((int)ContentEntry.End, (int)s_reader.Next());
        }

        [TestMethod]
        public void Every_byte_is_needed_and_none_may_follow()
        {
            string[] payloads = { Rfc8428, Device, "9F BF 00 66 2F332F302F39 02 C4 82 21 19 6AB3 FF FF", "81 A2 00 66 2F332F302F39 63 766C6F 63 333A30" };
            for (int i = 0; i < payloads.Length; i++)
            {
                byte[] payload = Hex.Bytes(payloads[i] + "00");
                s_path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
                int whole = payload.Length - 1;
                Check.False(IsMalformed(SenMlTrace.Of(s_reader, payload, whole, s_path, ResourceType.None)));
                Check.True(IsMalformed(SenMlTrace.Of(s_reader, payload, payload.Length, s_path, ResourceType.None)));
                for (int count = 0; count < whole; count++)
                {
                    Check.True(IsMalformed(SenMlTrace.Of(s_reader, payload, count, s_path, ResourceType.None)), count.ToString());
                }
            }
        }

        [TestMethod]
        public void Lengths_may_be_indefinite()
        {
            Is("/3/0/9=1 /3/0/10=2 ", "9F BF 21 65 2F332F302F 00 61 39 02 01 FF A2 02 02 00 62 3130 FF");
            Is("", "80");
            Is("", "9FFF");
            Is("!", "9F");
            Is("!", "FF");
            Is("!", "81 FF");
            Is("!", "9F BF 00 FF FF");
            Is("!", "9F BF 00 63 2F332F FF FF");
            Is("/3 !", "9F A1 00 62 2F33 FF FF");
            Is("/3 !", "81 A1 00 62 2F33 FF");
        }

        [TestMethod]
        public void Strings_may_not()
        {
            Is("!", "81 A2 00 7F 66 2F332F302F39 FF 02 01");
            Is("!", "81 A2 00 66 2F332F302F39 03 7F 61 61 FF");
            Is("!", "81 A2 00 66 2F332F302F39 08 5F 41 61 FF");
            Is("!", "81 A2 00 66 2F332F302F39 7F 62 7673 FF 61 61");

            // But for those that are passed over.
            Is("/3/0/9=1 ", "81 A3 00 66 2F332F302F39 01 7F 61 25 FF 02 01");
        }

        [TestMethod]
        public void Fields_come_in_any_order()
        {
            Is("/3/0/9=1 ", "81 A3 02 01 00 61 39 21 65 2F332F302F");
            Is("/3/0/9=1 ", "81 A3 21 65 2F332F302F 02 01 00 61 39");
            Is("/3/0/9=1 ", "81 A3 00 61 39 21 65 2F332F302F 02 01");
        }

        [TestMethod]
        public void Labels_may_have_any_form()
        {
            Is("/3/0/9=1 ", "81 A2 61 6E 66 2F332F302F39 61 76 01");
            Is("/3/0/9=1 ", "81 A3 62 626E 63 2F332F 18 00 63 302F39 1B 0000000000000002 01");
            Is("/3/0/9='a' ", "81 A3 38 01 63 2F332F 00 63 302F39 62 7673 61 61");
            Is("/3/0/9=true ", "81 A2 00 66 2F332F302F39 62 7662 F5");
            Is("/3/0/9=x00FF ", "81 A2 00 66 2F332F302F39 62 7664 42 00FF");
            Is("/3/0/9=3:0 ", "81 A2 00 66 2F332F302F39 63 766C6F 63 333A30");
        }

        [TestMethod]
        public void What_else_a_label_may_be_is_passed_over()
        {
            // Units, sums and an update time; numbers beyond the table; text; whatever value they have.
            Is("/3/0/9=1 ", "81 A6 00 66 2F332F302F39 23 61 41 01 61 56 05 02 07 03 02 01");
            Is("/3/0/9=1 ", "81 A4 00 66 2F332F302F39 09 A1 00 01 18 64 82 01 02 02 01");
            Is("/3/0/9=1 ", "81 A4 00 66 2F332F302F39 26 F6 3BFFFFFFFFFFFFFFFF 80 02 01");
            Is("/3/0/9=1 ", "81 A3 00 66 2F332F302F39 1BFFFFFFFFFFFFFFFF C1 00 02 01");
            Is("/3/0/9=1 ", "81 A4 00 66 2F332F302F39 60 00 62 7878 BF FF 02 01");
            Is("/3/0/9=1 ", "81 A3 00 66 2F332F302F39 25 FB 3FF0000000000000 02 01");
        }

        [TestMethod]
        public void What_must_be_understood_is_refused()
        {
            Is("!", "81 A3 00 66 2F332F302F39 61 5F 00 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 62 785F 00 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 62 765F 00 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 63 78785F 00 02 01");

            // The base value, and versions above 10 and below 1 or of another type.
            Is("!", "81 A3 00 66 2F332F302F39 24 01 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 20 0B 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 20 00 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 20 20 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 20 F93C00 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 20 1BFFFFFFFFFFFFFFFF 02 01");
            Is("/3/0/9=1 ", "81 A3 00 66 2F332F302F39 20 0A 02 01");
        }

        [TestMethod]
        public void Labels_of_other_types_are_refused()
        {
            string[] labels = { "40", "80", "A0", "C100", "F4", "F6", "F90000", "FF" };
            for (int i = 0; i < labels.Length; i++)
            {
                Is("!", "81 A3 00 66 2F332F302F39 " + labels[i] + " 00 02 01");
            }
        }

        [TestMethod]
        public void No_field_comes_twice()
        {
            Is("!", "81 A3 00 66 2F332F302F39 02 01 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 00 66 2F332F302F39 02 01");
            Is("!", "81 A4 21 65 2F332F302F 21 65 2F332F302F 00 61 39 02 01");
            Is("!", "81 A4 00 66 2F332F302F39 06 00 06 00 02 01");
            Is("!", "81 A4 00 66 2F332F302F39 22 00 22 00 02 01");
            Is("!", "81 A4 00 66 2F332F302F39 20 0A 20 0A 02 01");
            Is("!", "81 A4 00 66 2F332F302F39 01 61 56 01 61 56 02 01");
            Is("!", "81 A3 00 66 2F332F302F39 02 01 61 76 01");

            // Not even a value and another.
            string[] values = { "02 01", "03 61 61", "04 F5", "08 41 01", "63 766C6F 63 333A30" };
            for (int i = 0; i < values.Length; i++)
            {
                for (int j = 0; j < values.Length; j++)
                {
                    Is("!", "81 A3 00 66 2F332F302F39 " + values[i] + values[j]);
                }
            }

            // In the next record it may.
            Is("/3/0/9=1 /3/0/9=2 ", "82 A3 21 65 2F332F302F 00 61 39 02 01 A3 21 65 2F332F302F 00 61 39 02 02");
        }

        [TestMethod]
        public void A_field_has_a_value_of_its_type()
        {
            string[] types = { "00", "20", "41 61", "61 31", "80", "A0", "C1 00", "F4", "F5", "F6", "F8 20", "F9 3C00", "C4 82 20 0A", "FF", "C2 41 01" };

            // For the fields n, bn, v, vs, vb, vd, t, bt and vlo, which of these are right.
            string[] labels = { "00", "21", "02", "03", "04", "08", "06", "22", "63 766C6F" };
            int[] right =
            {
                1 << 3, 1 << 3, 0x1803, 1 << 3, (1 << 7) | (1 << 8), 1 << 2, 0x1803, 0x1803, 1 << 3,
            };
            for (int i = 0; i < labels.Length; i++)
            {
                for (int j = 0; j < types.Length; j++)
                {
                    // The base name ends where another id may start.
                    string before = i == 1 ? "81 A2 00 65 2F302F3139 " : "82 A1 21 66 2F332F302F38 " + (i == 0 ? "A1 " : "A2 00 61 30 ");
                    string trace = SenMlTrace.OfCbor(before + labels[i] + types[j], ResourceType.None);
                    Check.Is((right[i] & (1 << j)) == 0, IsMalformed(trace), trace + " " + labels[i] + types[j]);
                }
            }
        }

        [TestMethod]
        public void A_value_is_read_as_the_types_that_it_has()
        {
            Types("02 00", "0 0 0 0 ? ? ? ?");
            Types("02 1BFFFFFFFFFFFFFFFF", "? 18446744073709551615 ? 0x43F0000000000000 ? ? ? ?");
            Types("02 1B7FFFFFFFFFFFFFFF", "9223372036854775807 9223372036854775807 9223372036854775807 0x43E0000000000000 ? ? ? ?");
            Types("02 3B7FFFFFFFFFFFFFFF", "-9223372036854775808 ? -9223372036854775808 0xC3E0000000000000 ? ? ? ?");
            Types("02 3B8000000000000000", "? ? ? 0xC3E0000000000000 ? ? ? ?");
            Types("02 F9 3E00", "? ? ? 1500m ? ? ? ?");
            Types("02 F9 4000", "2 2 2 2 ? ? ? ?");
            Types("02 FB C000000000000000", "-2 ? -2 -2 ? ? ? ?");
            Types("02 C4 82 21 19 6AB3", "? ? ? 273150m ? ? ? ?");
            Types("02 C4 82 02 02", "200 200 200 200 ? ? ? ?");
            Types("02 C4 82 02 22", "-300 ? -300 -300 ? ? ? ?");
            Types("02 F9 7C00", "? ? ? ? ? ? ? ?");
            Types("02 F9 7E00", "? ? ? ? ? ? ? ?");
            Types("03 62 6162", "? ? ? ? ? 'ab' ? ?");
            Types("03 60", "? ? ? ? ? '' ? ?");
            Types("03 63 333A30", "? ? ? ? ? '3:0' ? 3:0");
            Types("04 F4", "? ? ? ? false ? ? ?");
            Types("04 F5", "? ? ? ? true ? ? ?");
            Types("08 42 00FF", "? ? ? ? ? ? x00FF ?");
            Types("08 40", "? ? ? ? ? ? x ?");
            Types("63 766C6F 6B 36353533353A3635353335", "? ? ? ? ? ? ? 65535:65535");
            Types("63 766C6F 63 333A61", "? ? ? ? ? ? ? ?");
            Types("63 766C6F 60", "? ? ? ? ? ? ? ?");
        }

        [TestMethod]
        public void Strings_and_data_point_into_the_payload()
        {
            byte[] payload = Hex.Bytes("FFFF 81 A2 00 66 2F332F302F39 08 43 010203 FF");
            s_path.Set(3, 0, 9, ResourcePath.None);
            s_reader.Begin(payload, 2, payload.Length - 3, s_path);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
            Check.True(s_reader.ReadValue(ResourceType.Opaque, s_value));
            Assert.AreSame(payload, s_value.Buffer);
            Hex.AreEqual("010203", s_value.Buffer, s_value.Offset, s_value.Count);
            Check.False(s_reader.ReadValue(ResourceType.None, s_value));
            Check.Is((int)ContentEntry.End, (int)s_reader.Next());
        }

        [TestMethod]
        public void Lengths_that_no_payload_has_are_refused()
        {
            string[] lengths = { "7BFFFFFFFFFFFFFFFF", "7B8000000000000000", "7B7FFFFFFFFFFFFFFF", "7AFFFFFFFF", "7A80000000", "7A7FFFFFFF", "79FFFF", "78FF" };
            for (int i = 0; i < lengths.Length; i++)
            {
                Is("!", "81 A2 00 " + lengths[i] + " 2F332F302F39 02 01");
                Is("!", "81 A2 00 66 2F332F302F39 03 " + lengths[i] + "61");
                Is("!", "81 A3 00 66 2F332F302F39 01 " + lengths[i] + "61 02 01");
                Is("!", "81 A2 00 66 2F332F302F39 " + lengths[i] + "61 61");
            }

            Is("!", "9BFFFFFFFFFFFFFFFF A1 00 62 2F33");
            Is("!", "81 BBFFFFFFFFFFFFFFFF 00 62 2F33");
            Is("/3 !", "82 A1 00 62 2F33");
            Is("!", "81 A2 00 62 2F33");
            Is("!", "81 A1 00 62 2F");
        }

        [TestMethod]
        public void What_is_no_array_of_maps_is_refused()
        {
            string[] payloads = { "", "00", "A0", "60", "F6", "D9D9F7 80", "81 00", "81 80", "81 60", "81 F6", "82 A0", "81 C1 A0" };
            for (int i = 0; i < payloads.Length; i++)
            {
                Is("!", payloads[i]);
            }
        }

        [TestMethod]
        public void What_is_passed_over_is_only_so_deep()
        {
            string open = "";
            for (int depth = 0; depth <= Limits.MaxNestingDepth + 1; depth++)
            {
                Is(depth <= Limits.MaxNestingDepth ? "/3/0/9=1 " : "!", "81 A3 00 66 2F332F302F39 09 " + open + "00 02 01");
                open += "81";
            }
        }

        [TestMethod]
        public void Reading_may_begin_again_and_a_fault_stays()
        {
            byte[] payload = Hex.Bytes("83 A3 21 65 2F332F302F 00 61 39 02 01 A2 22 00 00 62 3130 00");
            for (int i = 0; i < 3; i++)
            {
                s_path.Set(3, ResourcePath.None, ResourcePath.None, ResourcePath.None);
                s_reader.Begin(payload, 0, payload.Length, s_path);
                Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
                Check.Is("1", SenMlTrace.Value(s_reader, ResourceType.Integer));
                Check.Is("1", SenMlTrace.Value(s_reader, ResourceType.Time));
                Check.False(s_reader.HasTime);
                Check.Is((int)ContentEntry.Name, (int)s_reader.Next());
                Check.True(s_reader.HasTime);
                Check.Is("?", SenMlTrace.Value(s_reader, ResourceType.Integer));
                Check.Is((int)ContentEntry.Malformed, (int)s_reader.Next());
                Check.Is((int)ContentEntry.Malformed, (int)s_reader.Next());
            }
        }

        private static bool IsMalformed(string trace)
        {
            return trace.Length > 0 && trace[trace.Length - 1] == '!';
        }

        private static void Is(string expected, string hex)
        {
            Check.Is(expected, SenMlTrace.OfCbor(hex, ResourceType.None), hex);
        }

        // Integer, Unsigned, Time, Float, Boolean, String, Opaque, Object Link.
        private static void Types(string field, string expected)
        {
            ResourceType[] types =
            {
                ResourceType.Integer, ResourceType.Unsigned, ResourceType.Time, ResourceType.Float, ResourceType.Boolean, ResourceType.String,
                ResourceType.Opaque, ResourceType.ObjectLink,
            };
            byte[] payload = Hex.Bytes("81 A2 00 66 2F332F302F39 " + field);
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
