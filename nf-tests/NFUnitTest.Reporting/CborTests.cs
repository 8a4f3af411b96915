using Lwm2mNano.Content;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class CborTests
    {
        private static readonly byte[] s_buffer = new byte[40];

        // Numbers, texts and byte strings up to Tags_and_containers are those of RFC 8949, appendix A.
        [TestMethod]
        public void Integers()
        {
            Integer(0, "00");
            Integer(1, "01");
            Integer(10, "0A");
            Integer(23, "17");
            Integer(24, "1818");
            Integer(25, "1819");
            Integer(100, "1864");
            Integer(1000, "1903E8");
            Integer(1000000, "1A000F4240");
            Integer(1000000000000, "1B000000E8D4A51000");
            Integer(-1, "20");
            Integer(-10, "29");
            Integer(-100, "3863");
            Integer(-1000, "3903E7");
        }

        [TestMethod]
        public void Integers_at_the_edges_of_their_lengths()
        {
            Integer(255, "18FF");
            Integer(256, "190100");
            Integer(65535, "19FFFF");
            Integer(65536, "1A00010000");
            Integer(2147483647, "1A7FFFFFFF");
            Integer(2147483648, "1A80000000");
            Integer(4294967295, "1AFFFFFFFF");
            Integer(4294967296, "1B0000000100000000");
            Integer(long.MaxValue, "1B7FFFFFFFFFFFFFFF");
            Integer(-24, "37");
            Integer(-25, "3818");
            Integer(-256, "38FF");
            Integer(-257, "390100");
            Integer(-65536, "39FFFF");
            Integer(-65537, "3A00010000");
            Integer(-2147483648, "3A7FFFFFFF");
            Integer(-2147483649, "3A80000000");
            Integer(-4294967296, "3AFFFFFFFF");
            Integer(-4294967297, "3B0000000100000000");
            Integer(long.MinValue, "3B7FFFFFFFFFFFFFFF");
        }

        [TestMethod]
        public void Unsigned_integers_of_64_bits()
        {
            Head(Cbor.Unsigned, -1, "1BFFFFFFFFFFFFFFFF");
            Head(Cbor.Unsigned, long.MinValue, "1B8000000000000000");
            Head(Cbor.Negative, -1, "3BFFFFFFFFFFFFFFFF");
        }

        [TestMethod]
        public void Floats_of_16_bits()
        {
            Float(0.0, "F90000");
            Float(-0.0, "F98000");
            Float(1.0, "F93C00");
            Float(1.5, "F93E00");
            Float(65504.0, "F97BFF");
            Float(5.960464477539063e-8, "F90001");
            Float(0.00006103515625, "F90400");
            Float(-4.0, "F9C400");
            Float(double.PositiveInfinity, "F97C00");
            Float(double.NaN, "F97E00");
            Float(-double.NaN, "F97E00");
            Float(double.NegativeInfinity, "F9FC00");
        }

        [TestMethod]
        public void Floats_of_32_bits()
        {
            Float(100000.0, "FA47C35000");
            Float(3.4028234663852886e+38, "FA7F7FFFFF");
            Float(-3.4028234663852886e+38, "FAFF7FFFFF");
        }

        [TestMethod]
        public void Floats_of_64_bits()
        {
            Float(1.1, "FB3FF199999999999A");
            Float(1.0e+300, "FB7E37E43C8800759C");
            Float(-4.1, "FBC010666666666666");
            Float(double.MaxValue, "FB7FEFFFFFFFFFFFFF");
            Float(double.Epsilon, "FB0000000000000001");
            Float(-2.2250738585072014e-308, "FB8010000000000000");
        }

        [TestMethod]
        public void Floats_where_one_bit_more_would_be_lost()
        {
            // 65520 is the first that 16 bits round to infinity, 65536 their exponent's end.
            Float(65505.0, "FA477FE100");
            Float(65520.0, "FA477FF000");
            Float(65536.0, "FA47800000");
            Float(1.0009765625, "F93C01");
            Float(1.00048828125, "FA3F801000");

            // The largest subnormal number of 16 bits, half of the smallest one, and one between two of them.
            Float(6.097555160522461e-5, "F903FF");
            Float(2.9802322387695312e-8, "FA33000000");
            Float(8.940696716308594e-8, "FA33C00000");
            Float(-5.960464477539063e-8, "F98001");

            // The same of 32 bits.
            Float(1.1754943508222875e-38, "FA00800000");
            Float(1.1754942106924411e-38, "FA007FFFFF");
            Float(1.401298464324817e-45, "FA00000001");
            Float(-1.401298464324817e-45, "FA80000001");
            Float(7.006492321624085e-46, "FB3690000000000000");
            Float(2.1019476964872256e-45, "FB36A8000000000000");
            Float(3.4028236692093854e+38, "FB47F0000000000001");
            Float(3.4028236692093846e+38, "FB47F0000000000000");
            Float(1.0000001192092896, "FA3F800001");
            Float(1.0000000596046448, "FB3FF0000010000000");
            Float(4294967296.0, "FA4F800000");
        }

        [TestMethod]
        public void Booleans()
        {
            Check.Is(2, Cbor.WriteBoolean(s_buffer, 1, 2, false));
            Check.Is(3, Cbor.WriteBoolean(s_buffer, 2, 3, true));
            Hex.AreEqual("F4F5", s_buffer, 1, 2);
            Check.Is(Cbor.DoesNotFit, Cbor.WriteBoolean(s_buffer, 3, 3, true));
        }

        [TestMethod]
        public void Texts_and_byte_strings()
        {
            String(Cbor.Bytes, "", "40");
            String(Cbor.Bytes, "01020304", "4401020304");
            String(Cbor.Text, "", "60");
            String(Cbor.Text, "61", "6161");
            String(Cbor.Text, "49455446", "6449455446");
            String(Cbor.Text, "225C", "62225C");
            String(Cbor.Text, "C3BC", "62C3BC");
            String(Cbor.Text, "E6B0B4", "63E6B0B4");
            String(Cbor.Text, "F0908591", "64F0908591");
        }

        [TestMethod]
        public void Strings_at_the_edges_of_the_length_of_length()
        {
            int[] lengths = { 23, 24, 255, 256, 65535, 65536 };
            string[] heads = { "57", "5818", "58FF", "590100", "59FFFF", "5A00010000" };
            for (int i = 0; i < lengths.Length; i++)
            {
                int length = lengths[i];
                if (length >= 65535)
                {
                    // On the device two such buffers are more than there is.
                    Head(Cbor.Bytes, length, heads[i]);
                    continue;
                }

                byte[] value = new byte[length];
                value[length - 1] = 0xAA;
                int whole = length + (heads[i].Length / 2);
                byte[] buffer = new byte[whole];
                Check.Is(Cbor.DoesNotFit, Cbor.WriteString(buffer, 0, whole - 1, Cbor.Bytes, value, 0, length));
                Check.Is(whole, Cbor.WriteString(buffer, 0, whole, Cbor.Bytes, value, 0, length));
                Hex.AreEqual(heads[i] + Hex.Text(value), buffer, 0, whole);
            }
        }

        [TestMethod]
        public void Tags_and_containers()
        {
            Head(Cbor.Tag, Cbor.EpochTimeTag, "C1");
            Head(Cbor.Tag, 32, "D820");
            Head(Cbor.Array, 3, "83");
            Head(Cbor.Array, 25, "9819");
            Head(Cbor.Map, 5, "A5");
            Head(Cbor.Simple, 16, "F0");
            Head(Cbor.Simple, 255, "F8FF");
            Check.Is(1, Cbor.HeadLength(23));
            Check.Is(2, Cbor.HeadLength(24));
            Check.Is(2, Cbor.HeadLength(255));
            Check.Is(3, Cbor.HeadLength(256));
            Check.Is(3, Cbor.HeadLength(65535));
            Check.Is(5, Cbor.HeadLength(65536));
        }

        [TestMethod]
        public void Object_links()
        {
            Link(3, 0, "63333A30");
            Link(65535, 65535, "6B36353533353A3635353335");
        }

        [TestMethod]
        public void What_did_not_fit_before_does_not_fit()
        {
            Check.Is(Cbor.DoesNotFit, Cbor.WriteHead(s_buffer, Cbor.DoesNotFit, 40, Cbor.Array, 1));
            Check.Is(Cbor.DoesNotFit, Cbor.WriteInteger(s_buffer, Cbor.DoesNotFit, 40, -1));
            Check.Is(Cbor.DoesNotFit, Cbor.WriteFloat(s_buffer, Cbor.DoesNotFit, 40, 1.1));
            Check.Is(Cbor.DoesNotFit, Cbor.WriteBoolean(s_buffer, Cbor.DoesNotFit, 40, true));
            Check.Is(Cbor.DoesNotFit, Cbor.WriteString(s_buffer, Cbor.DoesNotFit, 40, Cbor.Text, s_buffer, 0, 1));
            Check.Is(Cbor.DoesNotFit, Cbor.WriteObjectLink(s_buffer, Cbor.DoesNotFit, 40, 1, 1));
        }

        private static void Integer(long value, string hex)
        {
            int length = hex.Length / 2;
            for (int limit = 2; limit < 2 + length; limit++)
            {
                Check.Is(Cbor.DoesNotFit, Cbor.WriteInteger(s_buffer, 2, limit, value));
            }

            Hex.AreEqual(hex, s_buffer, 2, Cbor.WriteInteger(s_buffer, 2, 2 + length, value) - 2);
        }

        private static void Head(int major, long argument, string hex)
        {
            int length = hex.Length / 2;
            for (int limit = 2; limit < 2 + length; limit++)
            {
                Check.Is(Cbor.DoesNotFit, Cbor.WriteHead(s_buffer, 2, limit, major, argument));
            }

            Hex.AreEqual(hex, s_buffer, 2, Cbor.WriteHead(s_buffer, 2, 2 + length, major, argument) - 2);
        }

        private static void Float(double value, string hex)
        {
            int length = hex.Length / 2;
            for (int limit = 2; limit < 2 + length; limit++)
            {
                Check.Is(Cbor.DoesNotFit, Cbor.WriteFloat(s_buffer, 2, limit, value));
            }

            Hex.AreEqual(hex, s_buffer, 2, Cbor.WriteFloat(s_buffer, 2, 2 + length, value) - 2);
        }

        private static void String(int major, string value, string hex)
        {
            byte[] bytes = Hex.Bytes("EE" + value + "EE");
            int length = hex.Length / 2;
            for (int limit = 2; limit < 2 + length; limit++)
            {
                Check.Is(Cbor.DoesNotFit, Cbor.WriteString(s_buffer, 2, limit, major, bytes, 1, bytes.Length - 2));
            }

            Hex.AreEqual(hex, s_buffer, 2, Cbor.WriteString(s_buffer, 2, 2 + length, major, bytes, 1, bytes.Length - 2) - 2);
        }

        private static void Link(int objectId, int instanceId, string hex)
        {
            int length = hex.Length / 2;
            for (int limit = 2; limit < 2 + length; limit++)
            {
                Check.Is(Cbor.DoesNotFit, Cbor.WriteObjectLink(s_buffer, 2, limit, objectId, instanceId));
            }

            Hex.AreEqual(hex, s_buffer, 2, Cbor.WriteObjectLink(s_buffer, 2, 2 + length, objectId, instanceId) - 2);
        }
    }
}
