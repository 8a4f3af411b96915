using Lwm2mNano;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Opaque values in plain text, which are Base64 (LwM2M Core 1.1, section 7.4.1 and appendix C).
    /// </summary>
    [TestClass]
    public class TextOpaqueTests
    {
        private static readonly ResourcePath s_path = new ResourcePath();
        private static readonly ResourceValue s_value = new ResourceValue();

        [TestMethod]
        public void Base64_is_decoded()
        {
            Is("", "");
            Is("Zg==", "66");
            Is("Zm8=", "666F");
            Is("Zm9v", "666F6F");
            Is("Zm9vYmFy", "666F6F626172");
            Is("+/8=", "FBFF");
            Is("Zg", "66");
        }

        [TestMethod]
        public void Anything_else_is_refused()
        {
            string[] texts = { "Z", "Zg=", "Zh==", "-_8=", "Zm 9v", "Zm9v\n", "====", "Zg==Zg==", "Zm9v=" };
            for (int i = 0; i < texts.Length; i++)
            {
                Check.False(Read(new TextReader(), texts[i]), texts[i]);
            }
        }

        [TestMethod]
        public void A_value_is_only_so_long()
        {
            string text = "";
            for (int i = 0; i < Limits.MaxDecodedBytes / 3; i++)
            {
                text += "AAAA";
            }

            Check.True(Read(new TextReader(), text + "AA"));
            Check.Is(Limits.MaxDecodedBytes, s_value.Count);
            Check.False(Read(new TextReader(), text + "AAA"));
            Check.False(Read(new TextReader(new byte[2]), "Zm9v"));
        }

        [TestMethod]
        public void It_is_in_the_buffer_that_was_given()
        {
            byte[] decoded = new byte[3];
            TextReader reader = new TextReader(decoded);
            for (int i = 0; i < 2; i++)
            {
                Check.True(Read(reader, "Zm9v"));
                Assert.AreSame(decoded, s_value.Buffer);
                Check.Is((int)ResourceType.Opaque, (int)s_value.Type);
                Hex.AreEqual("666F6F", s_value.Buffer, s_value.Offset, s_value.Count);
            }
        }

        private static void Is(string text, string expected)
        {
            Check.True(Read(new TextReader(), text), text);
            Hex.AreEqual(expected, s_value.Buffer, s_value.Offset, s_value.Count);
        }

        private static bool Read(TextReader reader, string text)
        {
            byte[] payload = Hex.Ascii(text);
            reader.Begin(payload, 0, payload.Length, s_path);
            Check.Is((int)ContentEntry.Value, (int)reader.Next());
            return reader.ReadValue(ResourceType.Opaque, s_value);
        }
    }
}
