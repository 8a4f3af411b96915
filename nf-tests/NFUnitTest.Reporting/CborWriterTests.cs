using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class CborWriterTests
    {
        private static readonly CborWriter s_writer = new CborWriter();
        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_path = new ResourcePath();

        [TestMethod]
        public void Writes_each_type()
        {
            s_value.SetInteger(-42);
            Written("3829");
            s_value.SetInteger(long.MinValue);
            Written("3B7FFFFFFFFFFFFFFF");
            s_value.SetUnsigned(-1);
            Written("1BFFFFFFFFFFFFFFFF");
            s_value.SetTime(1367491215);
            Written("C11A5182428F");
            s_value.SetTime(-1);
            Written("C120");
            s_value.SetFloat(0.5);
            Written("F93800");
            s_value.SetFloat(0.1);
            Written("FB3FB999999999999A");
            s_value.SetBoolean(true);
            Written("F5");
            s_value.SetBoolean(false);
            Written("F4");
            s_value.SetObjectLink(65535, 0);
            Written("67 36353533353A30");
            s_value.SetString(Hex.Ascii("xabcx"), 1, 3);
            Written("63616263");
            s_value.SetString(new byte[0]);
            Written("60");
            s_value.SetOpaque(Hex.Bytes("00FF"), 1, 1);
            Written("41FF");
        }

        [TestMethod]
        public void Says_what_it_can_hold()
        {
            Check.Is(ContentFormat.Cbor, s_writer.Format);
            Check.Is(60, s_writer.Format);
            Check.True(s_writer.IsSingleValue);
            Check.False(s_writer.IsComposite);
            Check.True(s_writer.Supports(ResourceType.Opaque));
            Check.False(s_writer.Supports(ResourceType.None));
        }

        private static void Written(string hex)
        {
            int length = Hex.Bytes(hex).Length;
            for (int limit = 0; limit <= length; limit++)
            {
                byte[] buffer = new byte[3 + limit];
                s_path.Set(3, 0, 13, ResourcePath.None);
                s_writer.Begin(buffer, 3, buffer.Length);
                s_writer.BeginPath(s_path);
                s_writer.Write(13, s_value);
                if (limit < length)
                {
                    Check.Is(-1, s_writer.End());
                }
                else
                {
                    Hex.AreEqual(hex, buffer, 3, s_writer.End());
                }
            }
        }
    }
}
