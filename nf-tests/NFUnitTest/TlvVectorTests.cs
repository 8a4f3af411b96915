using System;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Byte-exact vectors, in both directions: those of LwM2M Core 1.1, section 7.4.3, with their length bytes corrected, and the edges
    /// of each type.
    /// </summary>
    [TestClass]
    public class TlvVectorTests
    {
        private const int None = ResourcePath.None;

        private const string DeviceResources =
            "C800144F70656E204D6F62696C6520416C6C69616E6365C801164C69676874776569676874204D324D20436C69656E74C80209333435303030313233C303312E30860641000141010588070842000ED842011388870841007D42010384C10964C10A0F830B410000C40D5182428FC60E2B30323A3030C11055";

        private const string DeviceObject =
            "080079C800144F70656E204D6F62696C6520416C6C69616E6365C801164C69676874776569676874204D324D20436C69656E74C80209333435303030313233C303312E30860641000141010588070842000ED842011388870841007D42010384C10964C10A0F830B410000C40D5182428FC60E2B30323A3030C11055";

        private const string DeviceTrace =
            "0='Open Mobile Alliance' 1='Lightweight M2M Client' 2='345000123' 3='1.0' 6* 6.0=1 6.1=5 7* 7.0=3800 7.1=5000 8* 8.0=125 8.1=900 "
            + "9=100 10=15 11* 11.0=0 13=1367491215 14='+02:00' 16='U' ";

        private const string ServerObject = "08000FC10001C40100015180C10601C10755";
        private const string PowerSources = "8606410001410105";
        private const string ErrorCode = "830B410000";
        private const string EmptyMultiple = "800B";
        private const string InlineLength = "C70031323334353637";
        private const string WideId = "E7A41031323334353637";
        private const string LongHeader = "D8450186A0";
        private const string LongHeaderWideId = "F801020186A0";
        private const string FloatingPoint = "C801083FF199999999999A";
        private const string BooleanFalse = "C10600";
        private const string BooleanOf2 = "C10602";
        private const string Link = "C40100010000";
        private const string NullLink = "C401FFFFFFFF";
        private const string WideResourceInstance = "88010A412A45640202000AA289C10204";

        private static readonly string[] s_integers =
        {
            "C1012A", "C2011092", "C40100067932", "C401FCDE41B2", "C8010800000000FCDE41B2", "C80108000F12765DF4C9B2", "C2010080", "C101FF",
            "C237EDCC",
        };

        private static readonly long[] s_integerValues = { 42, 4242, 424242, -52543054, 4242424242, 4242424242424242, 128, -1, -0x1234 };
        private static readonly int[] s_integerIds = { 1, 1, 1, 1, 1, 1, 1, 1, 55 };

        private static readonly string[] s_unsigned = { "C401FFFFFFFF", "C801080000000100000000" };
        private static readonly long[] s_unsignedValues = { 4294967295, 4294967296 };

        private static readonly byte[] s_buffer = new byte[200];
        private static readonly TlvWriter s_writer = new TlvWriter();
        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_path = new ResourcePath();

        [TestMethod]
        public void Device_instance_is_read()
        {
            Check.Is(DeviceTrace, TlvTrace.OfDevice(Hex.Bytes(DeviceResources), 0, None));
        }

        [TestMethod]
        public void Device_instance_is_written()
        {
            Begin(0, None);
            WriteDevice();
            Written(DeviceResources);
        }

        [TestMethod]
        public void Device_object_is_read_with_its_wrapper()
        {
            Check.Is("[0] " + DeviceTrace, TlvTrace.OfDevice(Hex.Bytes(DeviceObject), None, None));
        }

        [TestMethod]
        public void A_wrapper_round_the_instance_that_was_asked_for_is_taken()
        {
            Check.Is("[0] " + DeviceTrace, TlvTrace.OfDevice(Hex.Bytes(DeviceObject), 0, None));
            Check.Is("!", TlvTrace.OfDevice(Hex.Bytes(DeviceObject), 1, None));
        }

        [TestMethod]
        public void Device_object_is_written_with_its_wrapper()
        {
            Begin(None, None);
            s_writer.BeginInstance(0);
            WriteDevice();
            s_writer.EndInstance();
            Written(DeviceObject);
        }

        [TestMethod]
        public void Server_object_is_read()
        {
            Check.Is("[0] 0=1 1=86400 6=1 7=85 ", Server(ResourceType.Integer));
            Check.Is("[0] 0=true 1=? 6=true 7=? ", Server(ResourceType.Boolean));
            Check.Is("[0] 0=01 1=00015180 6=01 7=55 ", Server(ResourceType.Opaque));
        }

        [TestMethod]
        public void Server_object_is_written()
        {
            Begin(None, None);
            s_writer.BeginInstance(0);
            Integer(0, 1);
            Integer(1, 86400);
            s_value.SetBoolean(true);
            s_writer.Write(6, s_value);
            Text(7, "U");
            s_writer.EndInstance();
            Written(ServerObject);
        }

        [TestMethod]
        public void Multiple_resource_is_read_as_part_of_an_instance_and_by_itself()
        {
            Check.Is("6* 6.0=1 6.1=5 ", TlvTrace.OfDevice(Hex.Bytes(PowerSources), 0, 6));
            Check.Is("6* 6.0=1 6.1=5 ", TlvTrace.OfDevice(Hex.Bytes(PowerSources), 0, None));
            Check.Is("!", TlvTrace.OfDevice(Hex.Bytes(PowerSources), 0, 7));
            Check.Is("11* 11.0=0 ", TlvTrace.OfDevice(Hex.Bytes(ErrorCode), 0, 11));
            Check.Is("11* ", TlvTrace.OfDevice(Hex.Bytes(EmptyMultiple), 0, 11));
        }

        [TestMethod]
        public void Multiple_resource_is_written_whatever_the_number_of_instances()
        {
            Begin(0, 6);
            Pair(6, 1, 5);
            Written(PowerSources);

            Begin(0, 11);
            s_writer.BeginMultiple(11);
            Integer(0, 0);
            s_writer.EndMultiple();
            Written(ErrorCode);

            Begin(0, 11);
            s_writer.BeginMultiple(11);
            s_writer.EndMultiple();
            Written(EmptyMultiple);
        }

        [TestMethod]
        public void Seven_bytes_have_their_length_in_the_type()
        {
            Check.Is("0='1234567' ", TlvTrace.OfDevice(Hex.Bytes(InlineLength), 0, None));
            Begin(0, None);
            Text(0, "1234567");
            Written(InlineLength);
        }

        [TestMethod]
        public void An_id_above_255_has_two_bytes()
        {
            Check.Is("42000='1234567' ", TlvTrace.OfDevice(Hex.Bytes(WideId), 0, None));
            Begin(0, None);
            Text(42000, "1234567");
            Written(WideId);
        }

        [TestMethod]
        public void A_length_of_24_bits_is_written_and_read()
        {
            Header(LongHeader, 69, 100000);
            Header(LongHeaderWideId, 258, 100000);
        }

        [TestMethod]
        public void Integers_are_read_and_written_in_1_2_4_or_8_bytes()
        {
            for (int i = 0; i < s_integers.Length; i++)
            {
                string trace = s_integerIds[i].ToString() + "=" + s_integerValues[i].ToString() + " ";
                byte[] payload = Hex.Bytes(s_integers[i]);
                Check.Is(trace, TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.Integer));
                Check.Is(trace, TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.Time));

                Begin(0, None);
                Integer(s_integerIds[i], s_integerValues[i]);
                Written(s_integers[i]);
                Begin(0, None);
                s_value.SetTime(s_integerValues[i]);
                s_writer.Write(s_integerIds[i], s_value);
                Written(s_integers[i]);
            }
        }

        [TestMethod]
        public void Unsigned_integers_use_the_sign_bit()
        {
            for (int i = 0; i < s_unsigned.Length; i++)
            {
                byte[] payload = Hex.Bytes(s_unsigned[i]);
                string trace = "1=" + s_unsignedValues[i].ToString() + " ";
                Check.Is(trace, TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.Unsigned));
                Begin(0, None);
                s_value.SetUnsigned(s_unsignedValues[i]);
                s_writer.Write(1, s_value);
                Written(s_unsigned[i]);
            }

            byte[] minusOne = Hex.Bytes(s_unsigned[0]);
            Check.Is("1=-1 ", TlvTrace.Of(minusOne, 0, minusOne.Length, 0, None, None, ResourceType.Integer));
        }

        [TestMethod]
        public void A_float_is_written_in_8_bytes()
        {
            byte[] payload = Hex.Bytes(FloatingPoint);
            double value;
            Check.True(Tlv.ReadFloat(payload, 3, 8, out value));
            Check.Is(1.1, value);
            Begin(0, None);
            s_value.SetFloat(1.1);
            s_writer.Write(1, s_value);
            Written(FloatingPoint);
        }

        [TestMethod]
        public void A_boolean_is_0_or_1()
        {
            byte[] payload = Hex.Bytes(BooleanFalse);
            Check.Is("6=false ", TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.Boolean));
            Begin(0, None);
            s_value.SetBoolean(false);
            s_writer.Write(6, s_value);
            Written(BooleanFalse);

            payload = Hex.Bytes(BooleanOf2);
            Check.Is("6=? ", TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.Boolean));
        }

        [TestMethod]
        public void An_object_link_has_two_ids()
        {
            byte[] payload = Hex.Bytes(Link);
            Check.Is("1=1:0 ", TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.ObjectLink));
            Begin(0, None);
            s_value.SetObjectLink(1, 0);
            s_writer.Write(1, s_value);
            Written(Link);

            payload = Hex.Bytes(NullLink);
            Check.Is("1=65535:65535 ", TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.ObjectLink));
            Begin(0, None);
            s_value.SetObjectLink(65535, 65535);
            s_writer.Write(1, s_value);
            Written(NullLink);
        }

        [TestMethod]
        public void A_resource_instance_may_have_a_wide_id()
        {
            byte[] payload = Hex.Bytes(WideResourceInstance);
            Check.Is("1* 1.42=69 1.514=696969 2=4 ", TlvTrace.Of(payload, 0, payload.Length, 0, None, None, ResourceType.Integer));
            Begin(0, None);
            s_writer.BeginMultiple(1);
            Integer(42, 69);
            Integer(514, 696969);
            s_writer.EndMultiple();
            Integer(2, 4);
            Written(WideResourceInstance);
        }

        [TestMethod]
        public void No_vector_that_is_cut_is_taken_for_a_whole_one()
        {
            string[] vectors =
            {
                DeviceResources, DeviceObject, ServerObject, PowerSources, ErrorCode, EmptyMultiple, InlineLength, WideId, LongHeader,
                LongHeaderWideId, FloatingPoint, BooleanFalse, Link, NullLink, WideResourceInstance, "C1012A", "C2011092", "C40100067932",
                "C8010800000000FCDE41B2",
            };
            for (int i = 0; i < vectors.Length; i++)
            {
                byte[] whole = Hex.Bytes(vectors[i]);
                int boundary = 0;
                for (int count = 0; count < whole.Length; count++)
                {
                    if (count > boundary)
                    {
                        boundary = EndOf(whole, boundary);
                    }

                    // A buffer of exactly that length, where reading beyond it throws, and one in which more bytes follow.
                    byte[] cut = new byte[count];
                    Array.Copy(whole, 0, cut, 0, count);
                    string trace = TlvTrace.Of(cut, 0, count, None, None, None, ResourceType.Opaque);
                    Check.Is(trace, TlvTrace.Of(whole, 0, count, None, None, None, ResourceType.Opaque));
                    bool malformed = trace.Length > 0 && trace[trace.Length - 1] == '!';
                    Check.Is(count != boundary, malformed, vectors[i] + " of " + count.ToString());
                }
            }
        }

        // Where the TLV at a position ends, worked out apart from the code under test.
        private static int EndOf(byte[] bytes, int position)
        {
            int type = bytes[position];
            int header = 2 + ((type >> 5) & 1);
            int lengthBytes = (type >> 3) & 3;
            int length = lengthBytes == 0 ? type & 7 : 0;
            for (int i = 0; i < lengthBytes; i++)
            {
                length = (length << 8) + bytes[position + header + i];
            }

            return position + header + lengthBytes + length;
        }

        private static void Header(string hex, int id, int length)
        {
            // Header and value would end exactly at the limit; the value itself is not touched.
            int header = hex.Length / 2;
            byte[] buffer = new byte[header];
            Check.Is(header, Tlv.HeaderLength(id, length));
            Check.Is(header, Tlv.WriteHeader(buffer, 0, header + length, Tlv.Resource, id, length));
            Hex.AreEqual(hex, buffer);

            int kind;
            int readId;
            int readLength;
            Check.Is(header, Tlv.ReadHeader(buffer, 0, header + length, out kind, out readId, out readLength));
            Check.Is(Tlv.Resource, kind);
            Check.Is(id, readId);
            Check.Is(length, readLength);
            Check.Is(-1, Tlv.ReadHeader(buffer, 0, header + length - 1, out kind, out readId, out readLength));
        }

        private static string Server(ResourceType type)
        {
            byte[] payload = Hex.Bytes(ServerObject);
            return TlvTrace.Of(payload, 0, payload.Length, None, None, None, type);
        }

        private static void Begin(int instanceId, int resourceId)
        {
            s_path.Set(3, instanceId, resourceId, None);
            s_writer.Begin(s_buffer, 2, s_buffer.Length);
            s_writer.BeginPath(s_path);
        }

        private static void WriteDevice()
        {
            Text(0, "Open Mobile Alliance");
            Text(1, "Lightweight M2M Client");
            Text(2, "345000123");
            Text(3, "1.0");
            Pair(6, 1, 5);
            Pair(7, 3800, 5000);
            Pair(8, 125, 900);
            Integer(9, 100);
            Integer(10, 15);
            s_writer.BeginMultiple(11);
            Integer(0, 0);
            s_writer.EndMultiple();
            s_value.SetTime(1367491215);
            s_writer.Write(13, s_value);
            Text(14, "+02:00");
            Text(16, "U");
        }

        private static void Pair(int id, long first, long second)
        {
            s_writer.BeginMultiple(id);
            Integer(0, first);
            Integer(1, second);
            s_writer.EndMultiple();
        }

        private static void Integer(int id, long value)
        {
            s_value.SetInteger(value);
            s_writer.Write(id, s_value);
        }

        private static void Text(int id, string text)
        {
            s_value.SetString(Hex.Ascii(text));
            s_writer.Write(id, s_value);
        }

        private static void Written(string hex)
        {
            Hex.AreEqual(hex, s_buffer, 2, s_writer.End());
        }
    }
}
