using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class TextContentTests
    {
        private static readonly TextWriter s_writer = new TextWriter();
        private static readonly TextReader s_reader = new TextReader();
        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_path = new ResourcePath();

        [TestMethod]
        public void Writes_each_type()
        {
            s_value.SetInteger(-42);
            Written("-42");
            s_value.SetTime(1367491215);
            Written("1367491215");
            s_value.SetUnsigned(-1);
            Written("18446744073709551615");
            s_value.SetBoolean(true);
            Written("1");
            s_value.SetBoolean(false);
            Written("0");
            s_value.SetFloat(-0.5);
            Written("-0.5");
            s_value.SetObjectLink(65535, 0);
            Written("65535:0");
            s_value.SetString(Hex.Ascii("xabcx"), 1, 3);
            Written("abc");
            s_value.SetString(new byte[0]);
            Written("");
            s_value.SetOpaque(Hex.Bytes("00FBFFFE01"), 1, 4);
            Written("+//+AQ==");
        }

        [TestMethod]
        public void Says_what_it_can_hold()
        {
            Check.Is(ContentFormat.PlainText, s_writer.Format);
            Check.Is(ContentFormat.PlainText, s_reader.Format);
            Check.True(s_writer.IsSingleValue);
            Check.True(s_reader.IsSingleValue);
            Check.True(s_writer.Supports(ResourceType.Time));
            Check.True(s_writer.Supports(ResourceType.Opaque));
            Check.False(s_writer.Supports(ResourceType.None));
        }

        [TestMethod]
        public void Writes_nothing_beyond_the_limit()
        {
            s_value.SetObjectLink(65535, 65535);
            DoesNotFit(11);
            s_value.SetString(Hex.Ascii("0123456789"));
            DoesNotFit(10);
            s_value.SetInteger(-12);
            DoesNotFit(3);
            s_value.SetFloat(0.25);
            DoesNotFit(4);
            s_value.SetOpaque(new byte[4], 0, 4);
            DoesNotFit(8);
        }

        [TestMethod]
        public void A_number_without_text_does_not_fit()
        {
            s_value.SetFloat(double.NaN);
            s_writer.Begin(new byte[50], 0, 50);
            s_writer.BeginPath(s_path);
            s_writer.Write(0, s_value);
            Check.Is(-1, s_writer.End());
        }

        [TestMethod]
        public void Reads_each_type()
        {
            Read("-9223372036854775808", ResourceType.Integer, true);
            Check.Is(long.MinValue, s_value.Integer);
            Read("18446744073709551615", ResourceType.Unsigned, true);
            Check.Is(-1L, s_value.Integer);
            Read("-1", ResourceType.Time, true);
            Check.Is(-1L, s_value.Integer);
            Check.Is((int)ResourceType.Time, (int)s_value.Type);
            Read("-2.5e1", ResourceType.Float, true);
            Check.Is(-25.0, s_value.Float);
            Read("1", ResourceType.Boolean, true);
            Check.True(s_value.Boolean);
            Read("0", ResourceType.Boolean, true);
            Check.False(s_value.Boolean);
            Read("3:65535", ResourceType.ObjectLink, true);
            Check.Is(3, s_value.LinkedObjectId);
            Check.Is(65535, s_value.LinkedInstanceId);
            Read("", ResourceType.String, true);
            Check.Is(0, s_value.Count);
        }

        [TestMethod]
        public void A_string_points_into_the_payload()
        {
            byte[] buffer = Hex.Ascii("..abc..");
            s_reader.Begin(buffer, 2, 3, s_path);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
            Check.True(s_reader.ReadValue(ResourceType.String, s_value));
            Assert.AreSame(buffer, s_value.Buffer);
            Check.Is(2, s_value.Offset);
            Check.Is(3, s_value.Count);
            Check.Is((int)ContentEntry.End, (int)s_reader.Next());
            Check.Is((int)ContentEntry.End, (int)s_reader.Next());
        }

        [TestMethod]
        public void Refuses_what_is_no_value_of_the_type()
        {
            Read("", ResourceType.Integer, false);
            Read("1.5", ResourceType.Integer, false);
            Read("9223372036854775808", ResourceType.Integer, false);
            Read("9223372036854775808", ResourceType.Time, false);
            Read("-1", ResourceType.Unsigned, false);
            Read("", ResourceType.Float, false);
            Read("1e999", ResourceType.Float, false);
            Read("", ResourceType.Boolean, false);
            Read("2", ResourceType.Boolean, false);
            Read("true", ResourceType.Boolean, false);
            Read("01", ResourceType.Boolean, false);
            Read("x", ResourceType.None, false);
            string[] links = { "", ":", "1", "1:", ":1", "1:2:3", "65536:0", "0:65536", "-1:0", "1:-1", "1: 2", "18446744073709551615:0", "a:b" };
            for (int i = 0; i < links.Length; i++)
            {
                Read(links[i], ResourceType.ObjectLink, false);
            }
        }

        [TestMethod]
        public void The_value_belongs_to_the_target()
        {
            s_path.Set(3, 0, 14, ResourcePath.None);
            s_reader.Begin(Hex.Ascii("1"), 0, 1, s_path);
            s_path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
            Check.Is(3, s_reader.Path.ObjectId);
            Check.Is(14, s_reader.Path.ResourceId);
            Check.Is(ResourcePath.None, s_reader.Path.ResourceInstanceId);
        }

        private static void Written(string text)
        {
            byte[] buffer = new byte[50];
            s_writer.Begin(buffer, 3, buffer.Length);
            s_writer.BeginPath(s_path);
            s_writer.Write(0, s_value);
            Hex.AreEqual(Hex.Text(Hex.Ascii(text)), buffer, 3, s_writer.End());
        }

        private static void DoesNotFit(int length)
        {
            for (int limit = 0; limit <= length; limit++)
            {
                s_writer.Begin(new byte[limit], 0, limit);
                s_writer.BeginPath(s_path);
                s_writer.Write(0, s_value);
                Check.Is(limit < length ? -1 : length, s_writer.End());
            }
        }

        private static void Read(string text, ResourceType type, bool valid)
        {
            byte[] bytes = Hex.Ascii(text);
            s_reader.Begin(bytes, 0, bytes.Length, s_path);
            Check.Is((int)ContentEntry.Value, (int)s_reader.Next());
            Check.Is(valid, s_reader.ReadValue(type, s_value), text);
        }
    }
}
