using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class LinkFormatTests
    {
        private const int None = ResourcePath.None;

        [TestMethod]
        public void Writes_links_of_every_level()
        {
            Links("</3>,</3/0>,</3/0/6>,</3/0/6/1>,</65534/65534/65534/65534>", 100);
        }

        [TestMethod]
        public void Writes_attributes_behind_their_link()
        {
            byte[] buffer = new byte[100];
            LinkFormatWriter writer = new LinkFormatWriter();
            writer.Begin(buffer, 1, 100);
            writer.WriteLink(3, 0, 6, None);
            writer.WriteAttribute(Hex.Ascii("dim"));
            writer.WriteInteger(8);
            writer.WriteLink(5, None, None, None);
            writer.WriteAttribute(Hex.Ascii("ver"));
            writer.WriteText(Hex.Ascii("1.1"));
            writer.WriteAttribute(Hex.Ascii("gt"));
            writer.WriteFloat(-0.5);
            writer.WriteAttribute(Hex.Ascii("lt"));
            writer.WriteInteger(-7);
            Hex.AreEqual(Hex.Text(Hex.Ascii("</3/0/6>;dim=8,</5>;ver=1.1;gt=-0.5;lt=-7")), buffer, 1, writer.End());
        }

        [TestMethod]
        public void An_empty_payload_has_no_bytes()
        {
            LinkFormatWriter writer = new LinkFormatWriter();
            writer.Begin(new byte[0], 0, 0);
            Check.Is(0, writer.End());
        }

        [TestMethod]
        public void Writes_nothing_beyond_the_limit()
        {
            const string Whole = "</3>,</3/0>,</3/0/6>,</3/0/6/1>,</65534/65534/65534/65534>";
            for (int limit = 0; limit <= Whole.Length; limit++)
            {
                Links(Whole, limit);
            }
        }

        [TestMethod]
        public void What_did_not_fit_is_remembered()
        {
            byte[] buffer = new byte[8];
            LinkFormatWriter writer = new LinkFormatWriter();
            writer.Begin(buffer, 0, 8);
            writer.WriteLink(65534, 65534, None, None);
            Check.Is(-1, writer.End());
            writer.WriteLink(3, None, None, None);
            writer.WriteAttribute(Hex.Ascii("a"));
            writer.WriteInteger(1);
            writer.WriteInteger(-1);
            writer.WriteFloat(1.5);
            writer.WriteText(Hex.Ascii(""));
            Check.Is(-1, writer.End());
            writer.Begin(buffer, 0, 8);
            writer.WriteLink(3, None, None, None);
            Check.Is(4, writer.End());
        }

        private static void Links(string expected, int limit)
        {
            byte[] buffer = new byte[limit];
            LinkFormatWriter writer = new LinkFormatWriter();
            writer.Begin(buffer, 0, limit);
            writer.WriteLink(3, None, None, None);
            writer.WriteLink(3, 0, None, None);
            writer.WriteLink(3, 0, 6, None);
            writer.WriteLink(3, 0, 6, 1);
            writer.WriteLink(65534, 65534, 65534, 65534);
            if (limit < expected.Length)
            {
                Check.Is(-1, writer.End(), limit.ToString());
            }
            else
            {
                Hex.AreEqual(Hex.Text(Hex.Ascii(expected)), buffer, 0, writer.End());
            }
        }
    }
}
