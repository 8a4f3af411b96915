using System;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>What only CBOR has; names and times of both formats are tested with JSON, where they can be read.</summary>
    [TestClass]
    public class SenMlCborWriterTests
    {
        private const long SomeTime = 1767225600000;

        private static readonly SenMlCborWriter s_writer = new SenMlCborWriter();

        private static double s_number;

        [TestMethod]
        public void Says_what_it_can_hold()
        {
            Check.Is(ContentFormat.SenMlCbor, s_writer.Format);
            Check.Is(112, s_writer.Format);
            Check.False(s_writer.IsSingleValue);
            Check.True(s_writer.IsComposite);
            Check.True(s_writer.Supports(ResourceType.Opaque));
            Check.False(s_writer.Supports(ResourceType.None));
        }

        [TestMethod]
        public void The_device_of_the_specification()
        {
            Written(
                "90 A3 21652F332F302F 006130 03744F70656E204D6F62696C6520416C6C69616E6365 A2 006131 03764C69676874776569676874204D324D20436C69656E74"
                + "A2 006132 0369333435303030313233 A2 006133 0363312E30 A2 0063362F30 0201 A2 0063362F31 0205 A2 0063372F30 02190ED8"
                + "A2 0063372F31 02191388 A2 0063382F30 02187D A2 0063382F31 02190384 A2 006139 021864 A2 00623130 020F A2 006431312F30 0200"
                + "A2 00623133 021A5182428F A2 00623134 03662B30323A3030 A2 00623136 036155",
                WriteDevice);
        }

        [TestMethod]
        public void Each_type_has_its_label()
        {
            Written(
                "8B A3 21692F32363234312F302F 006130 0360 A2 006131 023B7FFFFFFFFFFFFFFF A2 006132 021BFFFFFFFFFFFFFFFF A2 006133 02F9B800"
                + "A2 006134 04F5 A2 006135 04F4 A2 006136 0842FBFF A2 006137 021B7FFFFFFFFFFFFFFF A2 006138 63766C6F 6736353533353A30"
                + "A2 0063393939 0203 A2 00653635353334 02FB7E37E43C8800759C",
                WriteTypes);
        }

        [TestMethod]
        public void Names_of_every_length()
        {
            Written(
                "8A A3 21652F332F302F 006130 0200 A2 006139 0200 A2 00623130 0200 A2 00623939 0200 A2 0063313030 0200 A2 0063393939 0200"
                + "A2 006431303030 0200 A2 006439393939 0200 A2 00653130303030 0200 A2 006B 36353533342F3635353333 0200",
                WriteNames);
        }

        [TestMethod]
        public void A_resource_has_no_name()
        {
            Written("81 A2 21662F332F302F39 02185F", WriteResource);
            Written("81 A2 21 7818 2F36353533342F36353533332F36353533322F3635353331 0207", WriteResourceInstance);
        }

        [TestMethod]
        public void Nothing_is_an_empty_array()
        {
            Written("80", WriteNothing);
        }

        [TestMethod]
        public void Times_are_integers_of_seconds_where_they_can_be()
        {
            Written(
                "87 A3 21662F332F302F39 221A6955B900 0201 A2 06183C 0201 A2 0620 0201 A2 06F93800 0201 A2 06FB3FB999999999999A 0201 A1 0201"
                + "A2 22F9CF90 0201",
                WriteTimes);
        }

        [TestMethod]
        public void The_head_of_the_array_grows_with_the_number_of_records()
        {
            Records(1, "81");
            Records(23, "97");
            Records(24, "9818");
            Records(255, "98FF");
            Records(256, "990100");
            Records(1000, "9903E8");
        }

        [TestMethod]
        public void Floats_that_are_no_numbers_are_written()
        {
            s_number = double.NaN;
            Written("81 A2 21662F332F302F31 02F97E00", WriteNumber);
            s_number = double.NegativeInfinity;
            Written("81 A2 21662F332F302F31 02F9FC00", WriteNumber);
        }

        private static void Written(string hex, SenMlTestPack.Records records)
        {
            SenMlTestPack.Writer = s_writer;
            SenMlTestPack.Write(Hex.Bytes(hex), records);
        }

        private static void Records(int count, string head)
        {
            byte[] first = Hex.Bytes(head + "A2 21662F332F302F39 0201");
            byte[] record = Hex.Bytes("A1 0201");
            byte[] expected = new byte[first.Length + (record.Length * (count - 1))];
            Array.Copy(first, 0, expected, 0, first.Length);
            for (int i = first.Length; i < expected.Length; i += record.Length)
            {
                Array.Copy(record, 0, expected, i, record.Length);
            }

            // The records are moved in the end, when they are counted: up to two bytes more have to be there then.
            byte[] buffer = new byte[expected.Length];
            SenMlTestPack.Writer = s_writer;
            for (int less = 3; less >= 0; less--)
            {
                s_writer.Begin(buffer, 0, buffer.Length - less);
                SenMlTestPack.Path(3, 0, 9);
                for (int i = 0; i < count; i++)
                {
                    SenMlTestPack.Integer(9, 1);
                }

                if (less > 0)
                {
                    Check.Is(-1, s_writer.End());
                }
                else
                {
                    Hex.AreEqual(Hex.Text(expected), buffer, 0, s_writer.End());
                }
            }
        }

        private static void WriteDevice()
        {
            SenMlTestPack.Path(3, 0);
            SenMlTestPack.Device();
        }

        private static void WriteTypes()
        {
            SenMlTestPack.Path(26241, 0);
            SenMlTestPack.String(0, string.Empty);
            SenMlTestPack.Integer(1, long.MinValue);
            SenMlTestPack.Unsigned(2, -1);
            SenMlTestPack.Float(3, -0.5);
            SenMlTestPack.Boolean(4, true);
            SenMlTestPack.Boolean(5, false);
            SenMlTestPack.Opaque(6, "FBFF");
            SenMlTestPack.Time(7, long.MaxValue);
            SenMlTestPack.Link(8, 65535, 0);
            SenMlTestPack.Unsigned(999, 3);
            SenMlTestPack.Float(65534, 1e300);
        }

        private static void WriteNames()
        {
            SenMlTestPack.Path(3, 0);
            SenMlTestPack.Integer(0, 0);
            SenMlTestPack.Integer(9, 0);
            SenMlTestPack.Integer(10, 0);
            SenMlTestPack.Integer(99, 0);
            SenMlTestPack.Integer(100, 0);
            SenMlTestPack.Integer(999, 0);
            SenMlTestPack.Integer(1000, 0);
            SenMlTestPack.Integer(9999, 0);
            SenMlTestPack.Integer(10000, 0);
            s_writer.BeginMultiple(65534);
            SenMlTestPack.Integer(65533, 0);
            s_writer.EndMultiple();
        }

        private static void WriteResource()
        {
            SenMlTestPack.Path(3, 0, 9);
            SenMlTestPack.Integer(9, 95);
        }

        private static void WriteResourceInstance()
        {
            SenMlTestPack.Path(65534, 65533, 65532, 65531);
            SenMlTestPack.Integer(65531, 7);
        }

        private static void WriteNothing()
        {
        }

        private static void At(long time)
        {
            s_writer.SetTime(time);
            SenMlTestPack.Integer(9, 1);
        }

        private static void WriteTimes()
        {
            SenMlTestPack.Path(3, 0, 9);
            At(SomeTime);
            At(SomeTime + 60000);
            At(SomeTime - 1000);
            At(SomeTime + 500);
            At(SomeTime + 100);
            At(SomeTime);
            At(-30250);
        }

        private static void WriteNumber()
        {
            SenMlTestPack.Path(3, 0, 1);
            SenMlTestPack.Float(1, s_number);
        }
    }
}
