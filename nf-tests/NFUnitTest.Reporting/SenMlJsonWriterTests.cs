using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class SenMlJsonWriterTests
    {
        private const long SomeTime = 1767225600000;

        private static readonly SenMlJsonWriter s_writer = new SenMlJsonWriter();

        private static string s_character;

        [TestMethod]
        public void Says_what_it_can_hold()
        {
            Check.Is(ContentFormat.SenMlJson, s_writer.Format);
            Check.Is(110, s_writer.Format);
            Check.False(s_writer.IsSingleValue);
            Check.True(s_writer.IsComposite);
            Check.True(s_writer.Supports(ResourceType.Opaque));
            Check.True(s_writer.Supports(ResourceType.ObjectLink));
            Check.False(s_writer.Supports(ResourceType.None));
        }

        [TestMethod]
        public void The_device_of_the_specification()
        {
            Written(
                "[{'bn':'/3/0/','n':'0','vs':'Open Mobile Alliance'},{'n':'1','vs':'Lightweight M2M Client'},{'n':'2','vs':'345000123'},"
                + "{'n':'3','vs':'1.0'},{'n':'6/0','v':1},{'n':'6/1','v':5},{'n':'7/0','v':3800},{'n':'7/1','v':5000},{'n':'8/0','v':125},"
                + "{'n':'8/1','v':900},{'n':'9','v':100},{'n':'10','v':15},{'n':'11/0','v':0},{'n':'13','v':1367491215},"
                + "{'n':'14','vs':'+02:00'},{'n':'16','vs':'U'}]",
                WriteDevice);
        }

        [TestMethod]
        public void Each_type_has_its_field()
        {
            Written(
                "[{'bn':'/26241/0/','n':'0','vs':''},{'n':'1','v':-9223372036854775808},{'n':'2','v':18446744073709551615},{'n':'3','v':-0.5},"
                + "{'n':'4','vb':true},{'n':'5','vb':false},{'n':'6','vd':'-_8'},{'n':'7','v':9223372036854775807},{'n':'8','vlo':'65535:0'},"
                + "{'n':'65534','v':1e300}]",
                WriteTypes);
        }

        [TestMethod]
        public void An_object_has_a_base_name_for_each_instance_with_values()
        {
            Written("[{'bn':'/3/0/','n':'9','v':1},{'n':'10','v':2},{'bn':'/3/12/','n':'9','v':3},{'n':'6/0','v':4},{'n':'6/1','v':5}]", WriteInstances);
        }

        [TestMethod]
        public void Nothing_is_an_empty_array()
        {
            Written("[]", WriteNothing);
            Written("[]", WriteEmptyObject);
            Written("[]", WriteEmptyMultiple);
        }

        [TestMethod]
        public void A_resource_is_its_own_base_name()
        {
            Written("[{'bn':'/3/0/9','v':95}]", WriteResource);
            Written("[{'bn':'/3/0/7/','n':'0','v':3800},{'n':'1','v':5000}]", WriteMultiple);
            Written("[{'bn':'/65534/65533/65532/65531','v':7}]", WriteResourceInstance);
        }

        [TestMethod]
        public void Several_paths_of_an_instance_come_to_share_its_base_name()
        {
            Written(
                "[{'bn':'/3/0/9','v':95},{'bn':'/3/0/','n':'13','v':1},{'n':'7/0','v':3},{'n':'7/1','v':4},{'n':'11/0','v':0},{'n':'9','v':95},"
                + "{'n':'16','vs':'U'},{'bn':'/1/0/1','v':300},{'bn':'/3/0/9','v':96}]",
                WriteComposite);
            Written("[{'bn':'/3/0/7/','n':'0','v':1},{'n':'1','v':2},{'bn':'/3/0/','n':'7/0','v':3}]", WriteMultipleAndOneOfIt);
            Written("[{'bn':'/3/0/7/0','v':3},{'bn':'/3/0/','n':'7/0','v':1},{'n':'7/1','v':2}]", WriteOneOfMultipleAndIt);
            Written("[{'bn':'/3/0/','n':'9','v':1},{'bn':'/3/1/9','v':2},{'bn':'/4/1/9','v':3},{'bn':'/3/1/','n':'9','v':4}]", WriteInstancesAndResources);
        }

        [TestMethod]
        public void Samples_of_one_resource_have_neither_names_nor_base_times_but_the_first()
        {
            Written(
                "[{'bn':'/3303/0/5700','bt':1767225600,'v':20},{'t':60,'v':21},{'t':-0.5,'v':22},{'v':23}]",
                WriteSamples);
        }

        [TestMethod]
        public void A_base_time_holds_for_what_follows()
        {
            Written(
                "[{'bn':'/3/0/','bt':1767225600,'n':'6/0','v':1},{'n':'6/1','v':5},{'n':'9','v':1},{'t':0.25,'n':'10','v':2},"
                + "{'t':0.25,'n':'11','v':3},{'n':'12','v':4}]",
                WriteTimedInstance);
        }

        [TestMethod]
        public void What_has_no_time_behind_what_has_one_is_of_now()
        {
            Written(
                "[{'bn':'/3/0/','n':'9','v':1},{'bt':1767225600.007,'n':'9','v':2},{'bt':0,'n':'9','v':3},{'n':'9','v':4},{'bt':-5,'n':'9','v':5},"
                + "{'t':2,'n':'9','v':6},{'bt':0,'n':'9','v':7}]",
                WriteUntimed);
        }

        [TestMethod]
        public void A_time_relative_to_now_is_no_difference_to_an_absolute_one()
        {
            Written(
                "[{'bn':'/3/0/9','bt':1767225600,'v':1},{'bt':-30.25,'v':2},{'t':30.249,'v':3},{'bt':268435456,'v':4},{'bt':536870912,'v':5},"
                + "{'t':-268435455.999,'v':6}]",
                WriteMixedTimes);
        }

        [TestMethod]
        public void Fractions_of_seconds_lose_nothing()
        {
            Written(
                "[{'bn':'/3/0/9','bt':-0.001,'v':1},{'t':0.002,'v':1},{'t':0.011,'v':1},{'t':0.101,'v':1},{'t':0.121,'v':1},{'t':-0.999,'v':1},"
                + "{'t':-1,'v':1},{'bt':9007199254740.991,'v':1},{'bt':-9007199254740.991,'v':1}]",
                WriteFractions);
        }

        [TestMethod]
        public void A_new_pack_knows_nothing_of_the_last_one()
        {
            Written("[{'bn':'/3303/0/5700','bt':1767225600,'v':20},{'t':60,'v':21},{'t':-0.5,'v':22},{'v':23}]", WriteSamples);
            Written("[{'bn':'/3/0/9','v':95}]", WriteResource);
            Written("[{'bn':'/3/0/9','v':95}]", WriteResource);
        }

        [TestMethod]
        public void Characters_are_escaped_where_JSON_wants_it()
        {
            SenMlTestPack.Writer = s_writer;
            EscapedAs("22", "5C22");
            EscapedAs("5C", "5C5C");
            EscapedAs("08", "5C62");
            EscapedAs("09", "5C74");
            EscapedAs("0A", "5C6E");
            EscapedAs("0C", "5C66");
            EscapedAs("0D", "5C72");
            EscapedAs("00", "5C7530303030");
            EscapedAs("01", "5C7530303031");
            EscapedAs("1F", "5C7530303146");
            EscapedAs("20", "20");
            EscapedAs("2F", "2F");
            EscapedAs("7F", "7F");
            EscapedAs("C3BC", "C3BC");

            // Invalid UTF-8 stays what it is.
            EscapedAs("C3", "C3");
            EscapedAs("FF", "FF");
        }

        [TestMethod]
        public void A_number_without_text_does_not_fit()
        {
            DoesNotFit(double.NaN);
            DoesNotFit(double.PositiveInfinity);
            DoesNotFit(double.NegativeInfinity);
        }

        private static void DoesNotFit(double value)
        {
            SenMlTestPack.Writer = s_writer;
            s_writer.Begin(new byte[100], 0, 100);
            SenMlTestPack.Path(3, 0);
            SenMlTestPack.Float(1, value);
            SenMlTestPack.Integer(2, 1);
            Check.Is(-1, s_writer.End());
        }

        private static void EscapedAs(string hex, string escaped)
        {
            s_character = hex;
            byte[] head = SenMlTestPack.Json("[{'bn':'/3/0/0','vs':'");
            byte[] tail = SenMlTestPack.Json("'}]");
            SenMlTestPack.Write(Hex.Join(head, Hex.Bytes("61" + escaped + "62" + escaped + escaped), tail), WriteCharacters);
        }

        private static void WriteCharacters()
        {
            SenMlTestPack.Path(3, 0, 0);
            byte[] text = Hex.Bytes("EE61" + s_character + "62" + s_character + s_character + "EE");
            ResourceValue value = new ResourceValue();
            value.SetString(text, 1, text.Length - 2);
            s_writer.Write(0, value);
        }

        private static void Written(string json, SenMlTestPack.Records records)
        {
            SenMlTestPack.Writer = s_writer;
            SenMlTestPack.Write(SenMlTestPack.Json(json), records);
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
            SenMlTestPack.Float(65534, 1e300);
        }

        private static void WriteInstances()
        {
            SenMlTestPack.Path(3);
            s_writer.BeginInstance(0);
            SenMlTestPack.Integer(9, 1);
            SenMlTestPack.Integer(10, 2);
            s_writer.EndInstance();
            s_writer.BeginInstance(11);
            s_writer.BeginMultiple(11);
            s_writer.EndMultiple();
            s_writer.EndInstance();
            s_writer.BeginInstance(12);
            SenMlTestPack.Integer(9, 3);
            SenMlTestPack.Pair(6, 4, 5);
            s_writer.EndInstance();
        }

        private static void WriteNothing()
        {
        }

        private static void WriteEmptyObject()
        {
            SenMlTestPack.Path(3);
            s_writer.BeginInstance(0);
            s_writer.EndInstance();
            SenMlTestPack.Path(4, 0);
            SenMlTestPack.Path(4, 0, 1);
        }

        private static void WriteEmptyMultiple()
        {
            SenMlTestPack.Path(3, 0, 7);
            s_writer.BeginMultiple(7);
            s_writer.EndMultiple();
        }

        private static void WriteResource()
        {
            SenMlTestPack.Path(3, 0, 9);
            SenMlTestPack.Integer(9, 95);
        }

        private static void WriteMultiple()
        {
            SenMlTestPack.Path(3, 0, 7);
            SenMlTestPack.Pair(7, 3800, 5000);
        }

        private static void WriteResourceInstance()
        {
            SenMlTestPack.Path(65534, 65533, 65532, 65531);
            SenMlTestPack.Integer(65531, 7);
        }

        private static void WriteComposite()
        {
            SenMlTestPack.Path(3, 0, 9);
            SenMlTestPack.Integer(9, 95);
            SenMlTestPack.Path(3, 0, 13);
            SenMlTestPack.Time(13, 1);
            SenMlTestPack.Path(3, 0, 7);
            SenMlTestPack.Pair(7, 3, 4);
            SenMlTestPack.Path(3, 0, 11, 0);
            SenMlTestPack.Integer(0, 0);
            SenMlTestPack.Path(3, 0, 9);
            SenMlTestPack.Integer(9, 95);
            SenMlTestPack.Path(3, 0);
            SenMlTestPack.String(16, "U");
            SenMlTestPack.Path(1, 0, 1);
            SenMlTestPack.Integer(1, 300);
            SenMlTestPack.Path(3, 0, 9);
            SenMlTestPack.Integer(9, 96);
        }

        private static void WriteMultipleAndOneOfIt()
        {
            SenMlTestPack.Path(3, 0, 7);
            SenMlTestPack.Pair(7, 1, 2);
            SenMlTestPack.Path(3, 0, 7, 0);
            SenMlTestPack.Integer(0, 3);
        }

        private static void WriteOneOfMultipleAndIt()
        {
            SenMlTestPack.Path(3, 0, 7, 0);
            SenMlTestPack.Integer(0, 3);
            SenMlTestPack.Path(3, 0, 7);
            SenMlTestPack.Pair(7, 1, 2);
        }

        private static void WriteInstancesAndResources()
        {
            SenMlTestPack.Path(3);
            s_writer.BeginInstance(0);
            SenMlTestPack.Integer(9, 1);
            s_writer.EndInstance();
            SenMlTestPack.Path(3, 1, 9);
            SenMlTestPack.Integer(9, 2);
            SenMlTestPack.Path(4, 1, 9);
            SenMlTestPack.Integer(9, 3);
            SenMlTestPack.Path(3, 1);
            SenMlTestPack.Integer(9, 4);
        }

        private static void Sample(long time, int value)
        {
            s_writer.SetTime(time);
            SenMlTestPack.Path(3303, 0, 5700);
            SenMlTestPack.Integer(5700, value);
        }

        private static void WriteSamples()
        {
            Sample(SomeTime, 20);
            Sample(SomeTime + 60000, 21);
            Sample(SomeTime - 500, 22);
            Sample(SomeTime, 23);
        }

        private static void WriteTimedInstance()
        {
            SenMlTestPack.Path(3, 0);
            s_writer.SetTime(SomeTime);
            SenMlTestPack.Pair(6, 1, 5);
            SenMlTestPack.Integer(9, 1);
            s_writer.SetTime(SomeTime + 250);
            SenMlTestPack.Integer(10, 2);
            SenMlTestPack.Integer(11, 3);
            s_writer.SetTime(SomeTime);
            SenMlTestPack.Integer(12, 4);
        }

        private static void WriteUntimed()
        {
            SenMlTestPack.Path(3, 0);
            SenMlTestPack.Integer(9, 1);
            s_writer.SetTime(SomeTime + 7);
            SenMlTestPack.Integer(9, 2);
            s_writer.SetTime(SenMlWriter.NoTime);
            SenMlTestPack.Integer(9, 3);
            SenMlTestPack.Integer(9, 4);
            s_writer.SetTime(-5000);
            SenMlTestPack.Integer(9, 5);
            s_writer.SetTime(-3000);
            SenMlTestPack.Integer(9, 6);
            s_writer.SetTime(0);
            SenMlTestPack.Integer(9, 7);
        }

        private static void At(long time, int value)
        {
            s_writer.SetTime(time);
            SenMlTestPack.Integer(9, value);
        }

        private static void WriteMixedTimes()
        {
            SenMlTestPack.Path(3, 0, 9);
            At(SomeTime, 1);
            At(-30250, 2);
            At(-1, 3);
            At(SenMlWriter.FirstAbsoluteTime, 4);
            At(2 * SenMlWriter.FirstAbsoluteTime, 5);
            At(SenMlWriter.FirstAbsoluteTime + 1, 6);
        }

        private static void WriteFractions()
        {
            SenMlTestPack.Path(3, 0, 9);
            At(-1, 1);
            At(1, 1);
            At(10, 1);
            At(100, 1);
            At(120, 1);
            At(-1000, 1);
            At(-1001, 1);
            At(9007199254740991, 1);
            At(-9007199254740991, 1);
        }
    }
}
