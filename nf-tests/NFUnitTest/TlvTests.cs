using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class TlvTests
    {
        private const int None = ResourcePath.None;

        private static readonly TlvWriter s_writer = new TlvWriter();
        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_path = new ResourcePath();

        [TestMethod]
        public void Headers_of_every_width_of_id_and_length()
        {
            Header(Tlv.Resource, 0, 0, "C000");
            Header(Tlv.Resource, 255, 7, "C7FF");
            Header(Tlv.Resource, 256, 7, "E70100");
            Header(Tlv.Resource, 255, 8, "C8FF08");
            Header(Tlv.Resource, 256, 8, "E8010008");
            Header(Tlv.ResourceInstance, 1, 255, "4801FF");
            Header(Tlv.ResourceInstance, 1, 256, "50010100");
            Header(Tlv.MultipleResource, 65535, 255, "A8FFFFFF");
            Header(Tlv.MultipleResource, 65535, 256, "B0FFFF0100");
            Header(Tlv.ObjectInstance, 0, 65535, "1000FFFF");
            Header(Tlv.ObjectInstance, 0, 65536, "1800010000");
            Header(Tlv.ObjectInstance, 65535, 65536, "38FFFF010000");
            Header(Tlv.Resource, 1, 0xFFFFFF, "D801FFFFFF");
        }

        [TestMethod]
        public void A_length_of_more_than_24_bits_does_not_fit()
        {
            Check.Is(Tlv.DoesNotFit, Tlv.WriteHeader(new byte[10], 0, int.MaxValue, Tlv.Resource, 1, 0x1000000));
        }

        [TestMethod]
        public void A_header_is_written_only_where_its_value_fits_too()
        {
            byte[] buffer = new byte[20];
            Check.Is(Tlv.DoesNotFit, Tlv.WriteHeader(buffer, 0, 8, Tlv.Resource, 1, 7));
            Check.Is(2, Tlv.WriteHeader(buffer, 0, 9, Tlv.Resource, 1, 7));
            Check.Is(Tlv.DoesNotFit, Tlv.WriteHeader(buffer, 0, 9, Tlv.Resource, 256, 7));
            Check.Is(Tlv.DoesNotFit, Tlv.WriteHeader(buffer, 0, 10, Tlv.Resource, 1, 8));
            Check.Is(3, Tlv.WriteHeader(buffer, 0, 11, Tlv.Resource, 1, 8));
        }

        [TestMethod]
        public void Integers_at_the_edges_of_their_lengths()
        {
            Integer(0, "C10100");
            Integer(127, "C1017F");
            Integer(128, "C2010080");
            Integer(-128, "C10180");
            Integer(-129, "C201FF7F");
            Integer(32767, "C2017FFF");
            Integer(32768, "C40100008000");
            Integer(-32768, "C2018000");
            Integer(-32769, "C401FFFF7FFF");
            Integer(int.MaxValue, "C4017FFFFFFF");
            Integer(2147483648L, "C801080000000080000000");
            Integer(int.MinValue, "C40180000000");
            Integer(-2147483649L, "C80108FFFFFFFF7FFFFFFF");
            Integer(long.MaxValue, "C801087FFFFFFFFFFFFFFF");
            Integer(long.MinValue, "C801088000000000000000");
        }

        [TestMethod]
        public void Unsigned_integers_at_the_edges_of_their_lengths()
        {
            Unsigned(0, "C10100");
            Unsigned(255, "C101FF");
            Unsigned(256, "C2010100");
            Unsigned(65535, "C201FFFF");
            Unsigned(65536, "C40100010000");
            Unsigned(4294967295, "C401FFFFFFFF");
            Unsigned(4294967296, "C801080000000100000000");
            Unsigned(long.MaxValue, "C801087FFFFFFFFFFFFFFF");
            Unsigned(long.MinValue, "C801088000000000000000");
            Unsigned(-1, "C80108FFFFFFFFFFFFFFFF");
        }

        [TestMethod]
        public void Integers_may_be_longer_than_needed()
        {
            long value;
            byte[] bytes = Hex.Bytes("FFFFFFFFFFFFFFD6 000000000000002A");
            Check.True(Tlv.ReadInteger(bytes, 6, 2, out value));
            Check.Is(-42L, value);
            Check.True(Tlv.ReadInteger(bytes, 4, 4, out value));
            Check.Is(-42L, value);
            Check.True(Tlv.ReadInteger(bytes, 0, 8, out value));
            Check.Is(-42L, value);
            Check.True(Tlv.ReadUnsigned(bytes, 8, 8, out value));
            Check.Is(42L, value);
        }

        [TestMethod]
        public void Values_of_other_lengths_are_refused()
        {
            byte[] bytes = new byte[17];
            for (int count = 0; count <= bytes.Length; count++)
            {
                long integer;
                double number;
                bool boolean;
                int objectId;
                int instanceId;
                bool isInteger = count == 1 || count == 2 || count == 4 || count == 8;
                Check.Is(isInteger, Tlv.ReadInteger(bytes, 0, count, out integer));
                Check.Is(isInteger, Tlv.ReadUnsigned(bytes, 0, count, out integer));
                Check.Is(count == 4 || count == 8, Tlv.ReadFloat(bytes, 0, count, out number));
                Check.Is(count == 1, Tlv.ReadBoolean(bytes, 0, count, out boolean));
                Check.Is(count == 4, Tlv.ReadObjectLink(bytes, 0, count, out objectId, out instanceId));
            }
        }

        [TestMethod]
        public void Zero_bytes_are_a_value_of_string_and_opaque_only()
        {
            Check.Is("1=? ", Trace("C001", 0, None, ResourceType.Integer));
            Check.Is("1=? ", Trace("C001", 0, None, ResourceType.Unsigned));
            Check.Is("1=? ", Trace("C001", 0, None, ResourceType.Time));
            Check.Is("1=? ", Trace("C001", 0, None, ResourceType.Float));
            Check.Is("1=? ", Trace("C001", 0, None, ResourceType.Boolean));
            Check.Is("1=? ", Trace("C001", 0, None, ResourceType.ObjectLink));
            Check.Is("1='' ", Trace("C001", 0, None, ResourceType.String));
            Check.Is("1= ", Trace("C001", 0, None, ResourceType.Opaque));
        }

        [TestMethod]
        public void Booleans_are_one_byte_of_0_or_1()
        {
            bool value;
            byte[] bytes = new byte[1];
            for (int i = 0; i <= 255; i++)
            {
                bytes[0] = (byte)i;
                Check.Is(i <= 1, Tlv.ReadBoolean(bytes, 0, 1, out value));
                Check.Is(i == 1, value);
            }
        }

        [TestMethod]
        public void Floats_of_32_bits_are_read()
        {
            Single("00000000", 0);
            Single("3F800000", 1);
            Single("C0490FDB", -3.1415927410125732);
            Single("3DCCCCCD", 0.10000000149011612);
            Single("7F7FFFFF", 3.4028234663852886e38);
            Single("00800000", 1.1754943508222875e-38);
            Single("007FFFFF", 1.1754942106924411e-38);
            Single("00000001", 1.401298464324817e-45);
            Single("80000001", -1.401298464324817e-45);
            Single("00400000", 5.877471754111438e-39);
            Single("7F800000", double.PositiveInfinity);
            Single("FF800000", double.NegativeInfinity);
            double value;
            Check.True(Tlv.ReadFloat(Hex.Bytes("7FC00000"), 0, 4, out value));
            Check.True(double.IsNaN(value));
        }

        [TestMethod]
        public void Floats_of_64_bits_are_written_and_read()
        {
            Double(0, "C801080000000000000000");
            Double(-1.5, "C80108BFF8000000000000");
            Double(1e-300, "C8010801A56E1FC2F8F359");
            Double(double.MaxValue, "C801087FEFFFFFFFFFFFFF");
        }

        [TestMethod]
        public void Strings_at_the_edges_of_the_length_of_length()
        {
            int[] lengths = { 0, 7, 8, 255, 256, 300 };
            string[] headers = { "C001", "C701", "C80108", "C801FF", "D0010100", "D001012C" };
            for (int i = 0; i < lengths.Length; i++)
            {
                byte[] value = Filled(lengths[i]);
                byte[] buffer = Begin(0, None, 400);
                s_value.SetOpaque(value, 0, value.Length);
                s_writer.Write(1, s_value);
                string hex = headers[i] + Hex.Text(value);
                Hex.AreEqual(hex, buffer, 0, s_writer.End());
                Check.Is("1=" + Hex.Text(value) + " ", Trace(hex, 0, None, ResourceType.Opaque));
            }
        }

        [TestMethod]
        public void An_instance_moves_its_content_where_its_header_is_of_another_length()
        {
            Instance(0, 0, "0000");
            Instance(0, 1, "0300");
            Instance(0, 5, "0700");
            Instance(0, 6, "080008");
            Instance(0, 252, "0800FF");
            Instance(0, 253, "10000100");
            Instance(255, 10, "08FF0D");
            Instance(256, 1, "230100");
            Instance(256, 10, "2801000D");
            Instance(65534, 300, "30FFFE0130");
        }

        [TestMethod]
        public void A_multiple_resource_moves_its_content_where_its_header_is_of_another_length()
        {
            Multiple(6, 0, "8006");
            Multiple(6, 5, "8706");
            Multiple(6, 6, "880608");
            Multiple(6, 252, "8806FF");
            Multiple(6, 253, "90060100");
            Multiple(256, 1, "A30100");
            Multiple(256, 10, "A801000D");
            Multiple(65534, 300, "B0FFFE0130");
        }

        [TestMethod]
        public void Several_instances_follow_one_another()
        {
            byte[] buffer = Begin(None, None, 100);
            for (int i = 0; i < 3; i++)
            {
                s_writer.BeginInstance(i * 300);
                s_writer.BeginMultiple(1000);
                Write(500, 7);
                s_writer.EndMultiple();
                Write(2, i);
                s_writer.EndInstance();
            }

            const string Multiple = "A403E86101F407";
            string hex = "08000A" + Multiple + "C10200" + "28012C0A" + Multiple + "C10201" + "2802580A" + Multiple + "C10202";
            Hex.AreEqual(hex, buffer, 0, s_writer.End());
            Check.Is(
                "[0] 1000* 1000.500=7 2=0 [300] 1000* 1000.500=7 2=1 [600] 1000* 1000.500=7 2=2 ", Trace(hex, None, None, ResourceType.Integer));
        }

        [TestMethod]
        public void A_resource_instance_by_itself_is_a_resource_instance()
        {
            byte[] buffer = new byte[10];
            s_path.Set(3, 0, 6, 1);
            s_writer.Begin(buffer, 0, 10);
            s_writer.BeginPath(s_path);
            Write(1, 5);
            Hex.AreEqual("410105", buffer, 0, s_writer.End());

            Check.Is("6.1=5 ", TlvTrace.Of(buffer, 0, 3, 0, 6, 1, ResourceType.Integer));
            Check.Is("!", TlvTrace.Of(buffer, 0, 3, 0, 6, 2, ResourceType.Integer));
        }

        [TestMethod]
        public void Writes_nothing_beyond_the_limit()
        {
            for (int limit = 0; limit <= 40; limit++)
            {
                // The buffer ends at the limit: writing beyond it throws.
                byte[] buffer = new byte[limit];
                s_path.Set(3, None, None, None);
                s_writer.Begin(buffer, 0, limit);
                s_writer.BeginPath(s_path);
                s_writer.BeginInstance(256);
                s_writer.BeginMultiple(256);
                Write(256, 1);
                Write(1, long.MaxValue);
                s_writer.EndMultiple();
                Write(1, 70000);
                Write(300, 70000);
                s_value.SetObjectLink(1, 2);
                s_writer.Write(2, s_value);
                s_writer.EndInstance();
                Check.Is(limit < 42 ? -1 : 42, s_writer.End(), limit.ToString());
            }
        }

        [TestMethod]
        public void What_fits_exactly_is_written()
        {
            byte[] buffer = new byte[12];
            s_path.Set(3, None, None, None);
            s_writer.Begin(buffer, 0, 12);
            s_writer.BeginPath(s_path);
            s_writer.BeginInstance(1);
            s_writer.BeginMultiple(2);
            Write(0, 70000);
            s_writer.EndMultiple();
            s_writer.EndInstance();
            Hex.AreEqual("08010886024400000111" + "70", buffer, 0, s_writer.End());
        }

        [TestMethod]
        public void Reads_only_its_part_of_the_buffer()
        {
            byte[] buffer = Hex.Bytes("C101 C10205 C103");
            Check.Is("2=5 ", TlvTrace.Of(buffer, 2, 3, 0, None, None, ResourceType.Integer));
        }

        [TestMethod]
        public void Lengths_that_reach_beyond_what_holds_them_are_malformed()
        {
            Check.Is("!", Trace("C1", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("C201AA", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("E1", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("E001", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("C801", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("C801FFAA", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("D00101", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("D801FFFFFF", 0, None, ResourceType.Opaque));
            Check.Is("!", Trace("F8010203", 0, None, ResourceType.Opaque));

            // The inner value ends beyond the multiple resource or the instance, though not beyond the payload.
            Check.Is("6* !", Trace("8306 4200 AA C10000", 0, None, ResourceType.Opaque));
            Check.Is("[0] !", Trace("0300 C200AA C10000", None, None, ResourceType.Opaque));
            Check.Is("[0] !", Trace("0400 8306 4100 AA", None, None, ResourceType.Opaque));
            Check.Is("[0] !", Trace("0100 C1 AA AA", None, None, ResourceType.Opaque));
        }

        [TestMethod]
        public void Levels_in_the_wrong_place_are_malformed()
        {
            // Instance in instance, multiple in multiple, resource in multiple, instance in multiple.
            Check.Is("[0] !", Trace("0500 0300 C10001", None, None, ResourceType.Integer));
            Check.Is("1* !", Trace("8501 8301 410001", 0, None, ResourceType.Integer));
            Check.Is("1* !", Trace("8301 C10001", 0, None, ResourceType.Integer));
            Check.Is("1* !", Trace("8501 0300 C10001", 0, None, ResourceType.Integer));

            // A resource instance outside a multiple resource, where nothing says whose it is.
            Check.Is("!", Trace("410001", 0, None, ResourceType.Integer));
            Check.Is("[0] !", Trace("0300 410001", None, None, ResourceType.Integer));
            Check.Is("1* 1.0=1 !", Trace("8301 410001 410001", 0, None, ResourceType.Integer));
        }

        [TestMethod]
        public void What_is_not_the_target_is_malformed()
        {
            Check.Is("!", Trace("0301 C10001", 0, None, ResourceType.Integer));
            Check.Is("!", Trace("0300 C10601", 0, 6, ResourceType.Integer));
            Check.Is("!", Trace("C10701", 0, 6, ResourceType.Integer));
            Check.Is("!", Trace("8307 410001", 0, 6, ResourceType.Integer));
            byte[] multiple = Hex.Bytes("8306410001");
            Check.Is("!", TlvTrace.Of(multiple, 0, multiple.Length, 0, 6, 0, ResourceType.Integer));
        }

        [TestMethod]
        public void Resource_instances_may_come_without_the_resource_that_is_the_target()
        {
            Check.Is("6.0=1 6.1=5 ", Trace("410001 410105", 0, 6, ResourceType.Integer));
        }

        [TestMethod]
        public void The_reserved_id_is_malformed()
        {
            Check.Is("!", Trace("E1FFFF01", 0, None, ResourceType.Integer));
            Check.Is("65534=1 ", Trace("E1FFFE01", 0, None, ResourceType.Integer));
        }

        [TestMethod]
        public void An_id_may_have_two_bytes_where_one_would_do()
        {
            Check.Is("1=5 ", Trace("E1000105", 0, None, ResourceType.Integer));
        }

        [TestMethod]
        public void A_length_may_have_more_bytes_than_it_needs()
        {
            Check.Is("1=5 ", Trace("C8010105", 0, None, ResourceType.Integer));
            Check.Is("1=5 ", Trace("D001000105", 0, None, ResourceType.Integer));
            Check.Is("1=5 ", Trace("D80100000105", 0, None, ResourceType.Integer));
        }

        [TestMethod]
        public void Empty_levels_are_left_at_once()
        {
            Check.Is("[0] [1] 1* 2=7 [2] ", Trace("0000 0501 8001 C10207 0002", None, None, ResourceType.Integer));
            Check.Is("", Trace("", None, None, ResourceType.Integer));
        }

        [TestMethod]
        public void Reading_begins_anew()
        {
            byte[] payload = Hex.Bytes("0500 8301 410007");
            TlvReader reader = new TlvReader();
            for (int i = 0; i < 3; i++)
            {
                s_path.Set(3, None, None, None);
                reader.Begin(payload, 0, payload.Length, s_path);
                Check.Is((int)ContentEntry.Instance, (int)reader.Next());
                Check.Is((int)ContentEntry.Multiple, (int)reader.Next());
                Check.Is(None, reader.Path.ResourceInstanceId);
            }
        }

        [TestMethod]
        public void After_an_instance_its_id_is_forgotten()
        {
            byte[] payload = Hex.Bytes("0301 C10207 C10308");
            TlvReader reader = new TlvReader();
            s_path.Set(3, None, None, None);
            reader.Begin(payload, 0, payload.Length, s_path);
            Check.Is((int)ContentEntry.Instance, (int)reader.Next());
            Check.Is((int)ContentEntry.Value, (int)reader.Next());
            Check.Is(1, reader.Path.InstanceId);
            Check.Is((int)ContentEntry.Value, (int)reader.Next());
            Check.Is(None, reader.Path.InstanceId);
            Check.Is(3, reader.Path.ResourceId);
        }

        [TestMethod]
        public void Says_what_it_can_hold()
        {
            Check.Is(ContentFormat.Tlv, s_writer.Format);
            Check.Is(ContentFormat.Tlv, new TlvReader().Format);
            Check.False(s_writer.IsSingleValue);
            Check.True(s_writer.Supports(ResourceType.Opaque));
            Check.False(s_writer.Supports(ResourceType.None));
        }

        private static void Header(int kind, int id, int length, string hex)
        {
            int header = hex.Length / 2;
            byte[] buffer = new byte[header];
            Check.Is(header, Tlv.HeaderLength(id, length), hex);
            Check.Is(Tlv.DoesNotFit, Tlv.WriteHeader(buffer, 0, header + length - 1, kind, id, length), hex);
            Check.Is(header, Tlv.WriteHeader(buffer, 0, header + length, kind, id, length), hex);
            Hex.AreEqual(hex, buffer);
            int readKind;
            int readId;
            int readLength;
            Check.Is(header, Tlv.ReadHeader(buffer, 0, header + length, out readKind, out readId, out readLength));
            Check.Is(kind, readKind);
            Check.Is(id, readId);
            Check.Is(length, readLength);
        }

        private static void Integer(long value, string hex)
        {
            byte[] buffer = Begin(0, None, 11);
            Write(1, value);
            Hex.AreEqual(hex, buffer, 0, s_writer.End());
            Check.Is("1=" + value.ToString() + " ", Trace(hex, 0, None, ResourceType.Integer));
        }

        private static void Unsigned(long bits, string hex)
        {
            byte[] buffer = Begin(0, None, 11);
            s_value.SetUnsigned(bits);
            s_writer.Write(1, s_value);
            Hex.AreEqual(hex, buffer, 0, s_writer.End());
            Check.Is("1=" + ((ulong)bits).ToString() + " ", Trace(hex, 0, None, ResourceType.Unsigned));
        }

        private static void Single(string hex, double expected)
        {
            double value;
            Check.True(Tlv.ReadFloat(Hex.Bytes(hex), 0, 4, out value));
            Check.Is(expected, value, hex);
        }

        private static void Double(double expected, string hex)
        {
            byte[] buffer = Begin(0, None, 11);
            s_value.SetFloat(expected);
            s_writer.Write(1, s_value);
            Hex.AreEqual(hex, buffer, 0, s_writer.End());
            double value;
            Check.True(Tlv.ReadFloat(buffer, 3, 8, out value));
            Check.Is(expected, value);
        }

        private static void Instance(int id, int valueBytes, string header)
        {
            byte[] buffer = Begin(None, None, 400);
            s_writer.BeginInstance(id);
            string content = Content("C", valueBytes);
            s_writer.EndInstance();
            Hex.AreEqual(header + content, buffer, 0, s_writer.End());
        }

        private static void Multiple(int id, int valueBytes, string header)
        {
            byte[] buffer = Begin(0, None, 400);
            s_writer.BeginMultiple(id);
            string content = Content("4", valueBytes);
            s_writer.EndMultiple();
            Hex.AreEqual(header + content, buffer, 0, s_writer.End());
        }

        // An opaque value of so many bytes, or nothing; gives what it is as TLV.
        private static string Content(string kind, int valueBytes)
        {
            if (valueBytes == 0)
            {
                return "";
            }

            byte[] value = Filled(valueBytes);
            s_value.SetOpaque(value, 0, valueBytes);
            s_writer.Write(1, s_value);
            string length = Hex.Text(new byte[] { (byte)(valueBytes >> 8), (byte)valueBytes });
            if (valueBytes < 8)
            {
                return kind + valueBytes.ToString() + "01" + Hex.Text(value);
            }

            return valueBytes < 256
                ? kind + "801" + length.Substring(2) + Hex.Text(value)
                : (kind == "C" ? "D" : "5") + "001" + length + Hex.Text(value);
        }

        private static byte[] Filled(int count)
        {
            byte[] bytes = new byte[count];
            for (int i = 0; i < count; i++)
            {
                bytes[i] = (byte)(i + 1);
            }

            return bytes;
        }

        private static byte[] Begin(int instanceId, int resourceId, int size)
        {
            byte[] buffer = new byte[size];
            s_path.Set(3, instanceId, resourceId, None);
            s_writer.Begin(buffer, 0, size);
            s_writer.BeginPath(s_path);
            return buffer;
        }

        private static void Write(int id, long value)
        {
            s_value.SetInteger(value);
            s_writer.Write(id, s_value);
        }

        private static string Trace(string hex, int instanceId, int resourceId, ResourceType type)
        {
            byte[] payload = Hex.Bytes(hex);
            return TlvTrace.Of(payload, 0, payload.Length, instanceId, resourceId, None, type);
        }
    }
}
