using Lwm2mNano;
using Lwm2mNano.Content;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Items of CBOR, most of them from RFC 8949, appendix A (well-formed) and appendix F (not well-formed).
    /// </summary>
    [TestClass]
    public class CborItemTests
    {
        private static readonly CborItem s_item = new CborItem();

        [TestMethod]
        public void Unsigned_integers_of_every_length()
        {
            Integer("00", 0);
            Integer("01", 1);
            Integer("0A", 10);
            Integer("17", 23);
            Integer("1818", 24);
            Integer("1819", 25);
            Integer("1864", 100);
            Integer("1903E8", 1000);
            Integer("1A000F4240", 1000000);
            Integer("1B000000E8D4A51000", 1000000000000);
            Integer("1B7FFFFFFFFFFFFFFF", long.MaxValue);

            // Longer than it has to be is well-formed all the same.
            Integer("1817", 23);
            Integer("1B0000000000000001", 1);
        }

        [TestMethod]
        public void Negative_integers_of_every_length()
        {
            Integer("20", -1);
            Integer("29", -10);
            Integer("3863", -100);
            Integer("3903E7", -1000);
            Integer("3A7FFFFFFF", int.MinValue);
            Integer("3B7FFFFFFFFFFFFFFF", long.MinValue);
        }

        [TestMethod]
        public void Integers_beyond_64_bits_of_their_sign()
        {
            Number("1BFFFFFFFFFFFFFFFF");
            Check.False(s_item.ToInteger(out _));
            Check.True(s_item.ToUnsigned(out long bits));
            Check.Is(-1L, bits);
            Float(18446744073709551616.0);

            Number("1B8000000000000000");
            Check.False(s_item.ToInteger(out _));
            Check.True(s_item.ToUnsigned(out bits));
            Check.Is(long.MinValue, bits);
            Float(9223372036854775808.0);

            Number("3BFFFFFFFFFFFFFFFF");
            Check.False(s_item.ToInteger(out _));
            Check.False(s_item.ToUnsigned(out _));
            Float(-18446744073709551616.0);

            Number("3B8000000000000000");
            Check.False(s_item.ToInteger(out _));
            Float(-9223372036854775808.0);
        }

        [TestMethod]
        public void Integers_beyond_the_mantissa_become_the_nearest_double()
        {
            Number("1B0020000000000001");
            Float(9007199254740992.0);
            Number("1B0020000000000003");
            Float(9007199254740996.0);
            Number("3B0020000000000002");
            Float(-9007199254740996.0);
            Number("1BFFFFFFFFFFFFFBFF");
            Float(18446744073709549568.0);
            Number("1BFFFFFFFFFFFFFC00");
            Float(18446744073709551616.0);
        }

        [TestMethod]
        public void Floats_of_half_precision()
        {
            Float("F90000", 0.0);
            Float("F98000", -0.0);
            Float("F93C00", 1.0);
            Float("F93E00", 1.5);
            Float("F97BFF", 65504.0);
            Float("F90001", 5.960464477539063e-8);
            Float("F90400", 0.00006103515625);
            Float("F9C400", -4.0);
            Float("F98001", -5.960464477539063e-8);
            Float("F903FF", 0.00006097555160522461);
        }

        [TestMethod]
        public void Floats_of_single_and_double_precision()
        {
            Float("FA47C35000", 100000.0);
            Float("FA7F7FFFFF", 3.4028234663852886e+38);
            Float("FA00000001", 1.401298464324817e-45);
            Float("FB3FF199999999999A", 1.1);
            Float("FB7E37E43C8800759C", 1.0e+300);
            Float("FBC010666666666666", -4.1);
        }

        [TestMethod]
        public void Infinities_and_not_a_number_of_every_precision()
        {
            Float("F97C00", double.PositiveInfinity);
            Float("FA7F800000", double.PositiveInfinity);
            Float("FB7FF0000000000000", double.PositiveInfinity);
            Float("F9FC00", double.NegativeInfinity);
            Float("FAFF800000", double.NegativeInfinity);
            Float("FBFFF0000000000000", double.NegativeInfinity);
            NotANumber("F97E00");
            NotANumber("FA7FC00000");
            NotANumber("FB7FF8000000000000");
        }

        [TestMethod]
        public void A_float_is_an_integer_where_it_is_integral()
        {
            FloatAsInteger("F98000", 0);
            FloatAsInteger("F97BFF", 65504);
            FloatAsInteger("F9C400", -4);
            FloatAsInteger("FA47C35000", 100000);
            FloatAsInteger("FB4340000000000000", 9007199254740992);
            FloatAsInteger("FBC3E0000000000000", long.MinValue);
            FloatAsInteger("FB43DFFFFFFFFFFFFF", 9223372036854774784);
            NoInteger("F93E00");
            NoInteger("FB3FF199999999999A");
            NoInteger("FB43E0000000000000");
            NoInteger("FBC3E0000000000001");
            NoInteger("FB7E37E43C8800759C");
            NoInteger("F97C00");
            NoInteger("F9FC00");
            NoInteger("F97E00");
        }

        [TestMethod]
        public void A_float_is_an_unsigned_integer_where_it_is_integral()
        {
            Number("FB43E0000000000000");
            Check.True(s_item.ToUnsigned(out long bits));
            Check.Is(long.MinValue, bits);
            Number("FB43EFFFFFFFFFFFFF");
            Check.True(s_item.ToUnsigned(out bits));
            Check.Is(-2048L, bits);
            Number("F98000");
            Check.True(s_item.ToUnsigned(out bits));
            Check.Is(0L, bits);
            NoUnsigned("FB43F0000000000000");
            NoUnsigned("F9C400");
            NoUnsigned("20");
            NoUnsigned("F97C00");
            NoUnsigned("F97E00");
            NoUnsigned("F93E00");
        }

        [TestMethod]
        public void Decimal_fractions()
        {
            // 273.15, RFC 8949, section 3.4.4.
            Float("C48221196AB3", 273.15);
            NoInteger("C48221196AB3");
            Float("C4822003", 0.3);
            Float("C4822122", -0.03);
            Float("C482390143181B", 27e-324);
            Float("C48219FFFF01", double.PositiveInfinity);
            Float("C48239FFFF01", 0.0);

            Number("C482021903E8");
            Check.True(s_item.ToInteger(out long value));
            Check.Is(100000L, value);
            Number("C482211864");
            Check.True(s_item.ToInteger(out value));
            Check.Is(1L, value);
            Number("C4820038C7");
            Check.True(s_item.ToInteger(out value));
            Check.Is(-200L, value);
            Check.False(s_item.ToUnsigned(out _));
            Number("C482003B7FFFFFFFFFFFFFFF");
            Check.True(s_item.ToInteger(out value));
            Check.Is(long.MinValue, value);
            Number("C482001BFFFFFFFFFFFFFFFF");
            Check.False(s_item.ToInteger(out _));
            Check.True(s_item.ToUnsigned(out value));
            Check.Is(-1L, value);
            NoInteger("C4821301");
            NoInteger("C482003B8000000000000000");
        }

        [TestMethod]
        public void What_is_no_number()
        {
            string[] items =
            {
                "", "40", "60", "80", "A0", "F4", "F6", "FF", "C0", "C100", "C24101", "C4", "C400", "C480", "C48101", "C4830101", "C483010101",
                "C49F0101FF", "C482F93C0001", "C482014101", "C482613101", "C4821BFFFFFFFFFFFFFFFF01", "C482003BFFFFFFFFFFFFFFFF", "C5820101",
                "C4C4820101", "C48201C48201",
            };
            for (int i = 0; i < items.Length; i++)
            {
                byte[] bytes = Hex.Bytes(items[i]);
                Check.Is(-1, s_item.ReadNumber(bytes, 0, bytes.Length), items[i]);
            }
        }

        [TestMethod]
        public void Heads_of_what_is_no_number()
        {
            Head("F4", Cbor.Simple, 20, false);
            Head("F5", Cbor.Simple, 21, false);
            Head("F6", Cbor.Simple, 22, false);
            Head("F7", Cbor.Simple, 23, false);
            Head("F0", Cbor.Simple, 16, false);
            Head("F8FF", Cbor.Simple, 255, false);
            Head("F820", Cbor.Simple, 32, false);
            Head("FF", CborItem.Break, 0, false);
            Head("C0", Cbor.Tag, 0, false);
            Head("D74401020304", Cbor.Tag, 23, false);
            Head("D818456449455446", Cbor.Tag, 24, false);
            Head("DBFFFFFFFFFFFFFFFF00", Cbor.Tag, -1, false);
            Head("4401020304", Cbor.Bytes, 4, false);
            Head("62C3BC", Cbor.Text, 2, false);
            Head("580101", Cbor.Bytes, 1, false);
            Head("83010203", Cbor.Array, 3, false);
            Head("A201020304", Cbor.Map, 2, false);
            Head("5FFF", Cbor.Bytes, 0, true);
            Head("7FFF", Cbor.Text, 0, true);
            Head("9FFF", Cbor.Array, 0, true);
            Head("BFFF", Cbor.Map, 0, true);
        }

        [TestMethod]
        public void What_is_converted_is_a_number()
        {
            Read("F5");
            Check.False(s_item.ToInteger(out _));
            Check.False(s_item.ToUnsigned(out _));
            Check.False(s_item.ToFloat(out _));
        }

        [TestMethod]
        public void Any_item_is_passed_over_and_each_byte_of_it_is_needed()
        {
            string[] items =
            {
                "00", "1864", "3903E7", "1BFFFFFFFFFFFFFFFF", "F97E00", "FA47C35000", "FB3FF199999999999A", "F4", "F7", "F8FF", "40", "4401020304",
                "60", "6449455446", "64F0908591", "C074323031332D30332D32315432303A30343A30305A", "C11A514B67B0", "C249010000000000000000",
                "D82076687474703A2F2F7777772E6578616D706C652E636F6D", "80", "83010203", "8301820203820405",
                "98190102030405060708090A0B0C0D0E0F101112131415161718181819", "A0", "A201020304", "A26161016162820203", "826161A161626163",
                "A56161614161626142616361436164614461656145", "5F42010243030405FF", "7F657374726561646D696E67FF", "9FFF", "9F018202039F0405FFFF",
                "9F01820203820405FF", "83018202039F0405FF", "83019F0203FF820405", "9F0102030405060708090A0B0C0D0E0F101112131415161718181819FF",
                "BF61610161629F0203FFFF", "826161BF61626163FF", "BF6346756EF563416D7421FF", "5FFF", "7FFF", "BFFF", "C48221196AB3",
            };
            for (int i = 0; i < items.Length; i++)
            {
                byte[] bytes = Hex.Bytes(items[i] + "00");
                int length = bytes.Length - 1;
                Check.Is(length, s_item.Skip(bytes, 0, bytes.Length), items[i]);
                Check.Is(length, s_item.Skip(bytes, 0, length), items[i]);
                for (int limit = 0; limit < length; limit++)
                {
                    Check.Is(-1, s_item.Skip(bytes, 0, limit), items[i]);
                }
            }
        }

        [TestMethod]
        public void What_is_not_well_formed_is_refused()
        {
            string[] items =
            {
                // Additional information that is reserved.
                "1C", "1D", "1E", "3C", "3D", "3E", "5C", "5D", "5E", "7C", "7D", "7E", "9C", "9D", "9E", "BC", "BD", "BE", "DC", "DD", "DE", "FC", "FD", "FE",

                // Simple values that have a shorter form.
                "F800", "F801", "F818", "F81F",

                // Strings of indefinite length of what is none of their kind, or of indefinite length, too.
                "5F00FF", "5F21FF", "5F6100FF", "5F80FF", "5FA0FF", "5FC000FF", "5FE0FF", "7F4100FF", "5F5F4100FFFF", "7F7F6100FFFF",

                // A break where none may be.
                "FF", "81FF", "8200FF", "A1FF", "A1FF00", "A100FF", "A20000FF", "9F81FF", "9F829F819F9FFFFFFFFF", "BF00FF", "BF000000FF", "C0FF", "D820FF",

                // Integers, tags and floats of indefinite length.
                "1F", "3F", "DF00",

                // Lengths beyond the end, up to those that an int or a long does not hold.
                "41", "5801", "59FFFF00", "5A7FFFFFFF00", "5A8000000000", "5AFFFFFFFF00", "5B7FFFFFFFFFFFFFFF00", "5B800000000000000000", "5BFFFFFFFFFFFFFFFF00",
                "61", "7BFFFFFFFFFFFFFFFF00", "9A7FFFFFFF00", "9BFFFFFFFFFFFFFFFF00", "9B800000000000000000", "BA4000000000", "BBFFFFFFFFFFFFFFFF00",
                "BB800000000000000000", "A3000000",
            };
            for (int i = 0; i < items.Length; i++)
            {
                byte[] bytes = Hex.Bytes(items[i]);
                Check.Is(-1, s_item.Skip(bytes, 0, bytes.Length), items[i]);
            }
        }

        [TestMethod]
        public void Only_so_deep()
        {
            // An array that holds one that holds one; a map to a map; tags of tags.
            int[] heads = { 0x81, 0x9F, 0xC1 };
            for (int i = 0; i < heads.Length; i++)
            {
                for (int depth = 0; depth < 2 * Limits.MaxNestingDepth; depth++)
                {
                    byte[] bytes = new byte[(2 * depth) + 1];
                    for (int j = 0; j < depth; j++)
                    {
                        bytes[j] = (byte)heads[i];
                        bytes[depth + 1 + j] = 0xFF;
                    }

                    int length = heads[i] == 0x9F ? bytes.Length : depth + 1;
                    Check.Is(depth <= Limits.MaxNestingDepth ? length : -1, s_item.Skip(bytes, 0, bytes.Length));
                }
            }

            byte[] many = new byte[500];
            for (int i = 0; i < many.Length; i++)
            {
                many[i] = 0x9F;
            }

            Check.Is(-1, s_item.Skip(many, 0, many.Length));
        }

        [TestMethod]
        public void Nothing_follows_from_a_fault()
        {
            byte[] bytes = { 0 };
            Check.Is(-1, s_item.Read(bytes, -1, 1));
            Check.Is(-1, s_item.ReadNumber(bytes, -1, 1));
            Check.Is(-1, s_item.Skip(bytes, -1, 1));
            Check.Is(-1, s_item.Read(bytes, 1, 1));
        }

        private static void Read(string hex)
        {
            byte[] bytes = Hex.Bytes("FFFF" + hex);
            Check.True(s_item.Read(bytes, 2, bytes.Length) > 2, hex);
        }

        private static void Number(string hex)
        {
            byte[] bytes = Hex.Bytes("FFFF" + hex);
            for (int limit = 2; limit < bytes.Length; limit++)
            {
                Check.Is(-1, s_item.ReadNumber(bytes, 2, limit), hex);
            }

            Check.Is(bytes.Length, s_item.ReadNumber(bytes, 2, bytes.Length), hex);
        }

        private static void Integer(string hex, long expected)
        {
            Number(hex);
            Check.True(s_item.ToInteger(out long value));
            Check.Is(expected, value, hex);
            Check.Is(expected >= 0, s_item.ToUnsigned(out long bits), hex);
            Check.Is(expected, bits, hex);
            Float(expected);
        }

        private static void NoInteger(string hex)
        {
            Number(hex);
            Check.False(s_item.ToInteger(out _), hex);
        }

        private static void NoUnsigned(string hex)
        {
            Number(hex);
            Check.False(s_item.ToUnsigned(out _), hex);
        }

        private static void FloatAsInteger(string hex, long expected)
        {
            Number(hex);
            Check.Is(CborItem.Float, s_item.Kind);
            Check.True(s_item.ToInteger(out long value), hex);
            Check.Is(expected, value, hex);
        }

        private static void Float(string hex, double expected)
        {
            Number(hex);
            Float(expected);
        }

        private static void Float(double expected)
        {
            Check.True(s_item.ToFloat(out double value));
            Check.Is(expected, value);
        }

        private static void NotANumber(string hex)
        {
            Number(hex);
            Check.True(s_item.ToFloat(out double value));
            Check.True(double.IsNaN(value));
        }

        private static void Head(string hex, int kind, long argument, bool isIndefinite)
        {
            Read(hex);
            Check.Is(kind, s_item.Kind, hex);
            Check.Is(argument, s_item.Argument, hex);
            Check.Is(isIndefinite, s_item.IsIndefinite, hex);
        }
    }
}
