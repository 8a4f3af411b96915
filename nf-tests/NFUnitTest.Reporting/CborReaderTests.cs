using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class CborReaderTests
    {
        private static readonly CborReader s_reader = new CborReader();
        private static readonly ResourcePath s_path = new ResourcePath();

        [TestMethod]
        public void Says_what_it_holds()
        {
            Check.Is(ContentFormat.Cbor, s_reader.Format);
            Check.True(s_reader.IsSingleValue);
            Check.False(s_reader.IsComposite);
        }

        [TestMethod]
        public void Reads_one_value_as_the_types_that_it_has()
        {
            Types("00", "0 0 0 0 ? ? ? ?");
            Types("1BFFFFFFFFFFFFFFFF", "? 18446744073709551615 ? 0x43F0000000000000 ? ? ? ?");
            Types("3B7FFFFFFFFFFFFFFF", "-9223372036854775808 ? -9223372036854775808 0xC3E0000000000000 ? ? ? ?");
            Types("F93E00", "? ? ? 1500m ? ? ? ?");
            Types("FA47C35000", "100000 100000 100000 100000 ? ? ? ?");
            Types("FB4010666666666666", "? ? ? 4100m ? ? ? ?");
            Types("F97C00", "? ? ? 0x7FF0000000000000 ? ? ? ?");
            Types("C48221196AB3", "? ? ? 273150m ? ? ? ?");
            Types("F4", "? ? ? ? false ? ? ?");
            Types("F5", "? ? ? ? true ? ? ?");
            Types("60", "? ? ? ? ? '' ? ?");
            Types("6449455446", "? ? ? ? ? 'IETF' ? ?");
            Types("63333A30", "? ? ? ? ? '3:0' ? 3:0");
            Types("6B36353533353A3635353335", "? ? ? ? ? '65535:65535' ? 65535:65535");
            Types("40", "? ? ? ? ? ? x ?");
            Types("4401020304", "? ? ? ? ? ? x01020304 ?");
        }

        [TestMethod]
        public void A_time_may_have_its_tag()
        {
            // RFC 8949, appendix A.
            Types("C11A514B67B0", "? ? 1363896240 ? ? ? ? ?");
            Types("1A514B67B0", "1363896240 1363896240 1363896240 1363896240 ? ? ? ?");
            Types("C1FB41D452D9EC000000", "? ? 1363896240 ? ? ? ? ?");
            Types("C1FB41D452D9EC200000", "? ? ? ? ? ? ? ?");
            Types("C120", "? ? -1 ? ? ? ? ?");
            Types("D8011A514B67B0", "? ? 1363896240 ? ? ? ? ?");
            Types("C01A514B67B0", "? ? ? ? ? ? ? ?");
            Types("C1C11A514B67B0", "? ? ? ? ? ? ? ?");
            Types("C174323031332D30332D32315432303A30343A30305A", "? ? ? ? ? ? ? ?");
        }

        [TestMethod]
        public void Anything_else_is_no_value()
        {
            string[] values =
            {
                "", "F6", "F7", "F820", "80", "8100", "A0", "A10000", "FF", "1C", "5F4101FF", "7F6161FF", "C24101", "C100FF", "D9D9F700", "9FFF", "F800", "C4820101FF",
                "5BFFFFFFFFFFFFFFFF", "7B7FFFFFFFFFFFFFFF", "7AFFFFFFFF61", "62333A00",
            };
            for (int i = 0; i < values.Length; i++)
            {
                Types(values[i], "? ? ? ? ? ? ? ?");
            }
        }

        [TestMethod]
        public void Every_byte_is_needed_and_none_may_follow()
        {
            string[] values = { "1BFFFFFFFFFFFFFFFF", "3863", "F93E00", "FA47C35000", "FB4010666666666666", "C48221196AB3", "C11A514B67B0", "F5", "6449455446", "4401020304" };
            for (int i = 0; i < values.Length; i++)
            {
                for (int length = 0; length < values[i].Length; length += 2)
                {
                    Types(values[i].Substring(0, length), "? ? ? ? ? ? ? ?");
                }

                Types(values[i] + "00", "? ? ? ? ? ? ? ?");
            }
        }

        [TestMethod]
        public void Strings_point_into_the_payload()
        {
            ResourceValue value = new ResourceValue();
            byte[] payload = Hex.Bytes("FFFF43010203FF");
            s_path.Set(3, 0, 9, ResourcePath.None);
            s_reader.Begin(payload, 2, 4, s_path);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
            Check.Is(9, s_reader.Path.ResourceId);
            Check.True(s_reader.ReadValue(ResourceType.Opaque, value));
            Assert.AreSame(payload, value.Buffer);
            Hex.AreEqual("010203", value.Buffer, value.Offset, value.Count);
            Check.False(s_reader.ReadValue(ResourceType.None, value));
            Check.Is((int)ContentEntry.End, (int)s_reader.Next());
        }

        // Integer, Unsigned, Time, Float, Boolean, String, Opaque, Object Link; each twice.
        private static void Types(string hex, string expected)
        {
            ResourceType[] types =
            {
                ResourceType.Integer, ResourceType.Unsigned, ResourceType.Time, ResourceType.Float, ResourceType.Boolean, ResourceType.String,
                ResourceType.Opaque, ResourceType.ObjectLink,
            };
            byte[] payload = Hex.Bytes(hex);
            for (int round = 0; round < 2; round++)
            {
                s_reader.Begin(payload, 0, payload.Length, s_path);
                Check.Is((int)ContentEntry.Value, (int)s_reader.Next(), hex);
                string values = "";
                for (int i = 0; i < types.Length; i++)
                {
                    values += (i == 0 ? "" : " ") + SenMlTrace.Value(s_reader, types[i]);
                }

                Check.Is(expected, values, hex);
            }
        }
    }
}
