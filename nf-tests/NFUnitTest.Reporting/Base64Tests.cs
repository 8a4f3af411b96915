using Lwm2mNano.Content;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class Base64Tests
    {
        [TestMethod]
        public void Vectors_of_RFC_4648()
        {
            Both("", "", "");
            Both("66", "Zg==", "Zg");
            Both("666F", "Zm8=", "Zm8");
            Both("666F6F", "Zm9v", "Zm9v");
            Both("666F6F62", "Zm9vYg==", "Zm9vYg");
            Both("666F6F6261", "Zm9vYmE=", "Zm9vYmE");
            Both("666F6F626172", "Zm9vYmFy", "Zm9vYmFy");
        }

        [TestMethod]
        public void The_alphabets_differ_in_two_characters()
        {
            Both("FBEFFF", "++//", "--__");
            Both("FFFFFF00", "////AA==", "____AA");
            Both("00108310518720928B30D38F41149351559761969B71D79F8218A39259A7A29AABB2DBAFC31CB3D35DB7E39EBBF3DFBF",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
        }

        [TestMethod]
        public void Padding_is_optional_where_it_is_read()
        {
            Decoded("Zg", false, "66");
            Decoded("Zm8", false, "666F");
            Decoded("Zg==", true, "66");
            Decoded("Zm8=", true, "666F");
        }

        [TestMethod]
        public void Malformed_text_is_refused()
        {
            string[] texts =
            {
                "Z", "Zm9vY", "=", "==", "====", "Z=", "Zg=", "Z===", "Zm8==", "Zm9v=", "Zm9v====", "Zg==Zg==", "Z=9v", "Zm=v", " Zg=", "Zg\n", "Zm 9",
                "Zh", "Zm9", "Zh==", "Zm9=", "Zm9\u007f", "Zm9{", "Zm9@", "Zm9[", "Zm9`", "Zm9:", "Zm9.", "Zm9,", "Zm9*",
            };
            for (int i = 0; i < texts.Length; i++)
            {
                Refused(texts[i], false);
                Refused(texts[i], true);
            }

            Refused("++//", true);
            Refused("--__", false);
            Refused("-___", false);
        }

        [TestMethod]
        public void A_byte_that_is_no_ASCII_is_refused()
        {
            byte[] text = Hex.Ascii("Zm9v");
            byte[] target = new byte[3];
            for (int i = 128; i < 256; i++)
            {
                text[3] = (byte)i;
                Check.Is(-1, Base64.Decode(text, 0, 4, target, 0, 3, false));
                Check.Is(-1, Base64.Decode(text, 0, 4, target, 0, 3, true));
            }
        }

        [TestMethod]
        public void Nothing_is_written_beyond_the_limit()
        {
            byte[] bytes = Hex.Bytes("0102030405");
            for (int count = 0; count <= bytes.Length; count++)
            {
                int padded = (count + 2) / 3 * 4;
                int bare = ((count * 8) + 5) / 6;
                for (int limit = 0; limit <= padded + 1; limit++)
                {
                    byte[] text = new byte[limit];
                    Check.Is(padded <= limit ? padded : -1, Base64.Encode(bytes, 0, count, text, 0, limit, false));
                    Check.Is(bare <= limit ? bare : -1, Base64.Encode(bytes, 0, count, text, 0, limit, true));
                }

                byte[] whole = new byte[padded];
                Base64.Encode(bytes, 0, count, whole, 0, padded, false);
                for (int limit = 0; limit <= count + 1; limit++)
                {
                    byte[] target = new byte[limit];
                    Check.Is(count <= limit ? count : -1, Base64.Decode(whole, 0, padded, target, 0, limit, false));
                    Check.Is(count <= limit ? count : -1, Base64.Decode(whole, 0, bare, target, 0, limit, false));
                }
            }
        }

        [TestMethod]
        public void Text_is_decoded_in_its_place()
        {
            byte[] buffer = Hex.Ascii("..Zm9vYmFy..");
            Check.Is(8, Base64.Decode(buffer, 2, 8, buffer, 2, 10, true));
            Hex.AreEqual("666F6F626172", buffer, 2, 6);
        }

        private static void Both(string hex, string standard, string url)
        {
            Encoded(hex, false, standard);
            Encoded(hex, true, url);
            Decoded(standard, false, hex);
            Decoded(url, true, hex);
        }

        private static void Encoded(string hex, bool url, string text)
        {
            byte[] bytes = Hex.Bytes("FF" + hex);
            byte[] target = new byte[70];
            int end = Base64.Encode(bytes, 1, bytes.Length - 1, target, 2, target.Length, url);
            Hex.AreEqual(Hex.Text(Hex.Ascii(text)), target, 2, end - 2);
        }

        private static void Decoded(string text, bool url, string hex)
        {
            byte[] bytes = Hex.Ascii("!" + text);
            byte[] target = new byte[52];
            int end = Base64.Decode(bytes, 1, bytes.Length - 1, target, 2, target.Length, url);
            Hex.AreEqual(hex, target, 2, end - 2);
        }

        private static void Refused(string text, bool url)
        {
            byte[] bytes = Hex.Ascii(text);
            Check.Is(-1, Base64.Decode(bytes, 0, bytes.Length, new byte[20], 0, 20, url), text);
        }
    }
}
