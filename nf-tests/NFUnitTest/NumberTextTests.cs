using Lwm2mNano.Content;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class NumberTextTests
    {
        private const int DoesNotFit = -1;

        [TestMethod]
        public void Writes_integers_of_every_length()
        {
            Integer(0, "0");
            Integer(9, "9");
            Integer(10, "10");
            Integer(-1, "-1");
            Integer(1000000, "1000000");
            Integer(4294967296, "4294967296");
            Integer(int.MinValue, "-2147483648");
            Integer(long.MaxValue, "9223372036854775807");
            Integer(long.MinValue, "-9223372036854775808");
        }

        [TestMethod]
        public void Writes_unsigned_integers_of_all_64_bits()
        {
            Unsigned(0, "0");
            Unsigned(4294967295, "4294967295");
            Unsigned(long.MaxValue, "9223372036854775807");
            Unsigned(long.MinValue, "9223372036854775808");
            Unsigned(-1, "18446744073709551615");
        }

        [TestMethod]
        public void Refuses_integers_of_more_than_64_bits()
        {
            NoInteger("9223372036854775808");
            NoInteger("-9223372036854775809");
            NoInteger("18446744073709551616");
            NoInteger("99999999999999999999");
            NoInteger("100000000000000000000000000000000000000000");
            NoUnsigned("18446744073709551616");
            NoUnsigned("18446744073709551620");
            NoUnsigned("36893488147419103232");
        }

        [TestMethod]
        public void Refuses_what_is_no_integer()
        {
            string[] texts = { "", "-", "+1", "--1", "1-", " 1", "1 ", "1.0", "1e3", "0x10", "a", "-a", ":", "/" };
            for (int i = 0; i < texts.Length; i++)
            {
                NoInteger(texts[i]);
                NoUnsigned(texts[i]);
            }

            NoUnsigned("-1");
            NoUnsigned("-0");
        }

        [TestMethod]
        public void Takes_leading_zeros()
        {
            long value;
            byte[] text = Hex.Ascii("-007");
            Check.True(NumberText.ReadInteger(text, 0, 4, out value));
            Check.Is(-7L, value);
            Check.True(NumberText.ReadUnsigned(text, 1, 3, out value));
            Check.Is(7L, value);
        }

        [TestMethod]
        public void Reads_only_its_part_of_the_buffer()
        {
            long value;
            byte[] text = Hex.Ascii("912-345678");
            Check.True(NumberText.ReadInteger(text, 3, 3, out value));
            Check.Is(-34L, value);
            Check.True(NumberText.ReadUnsigned(text, 1, 2, out value));
            Check.Is(12L, value);
            double number;
            Check.True(NumberText.ReadFloat(text, 3, 3, out number));
            Check.Is(-34.0, number);
        }

        [TestMethod]
        public void Writes_floats_as_people_do()
        {
            Float(0, "0");
            Float(-0.0, "-0");
            Float(1, "1");
            Float(-1, "-1");
            Float(0.5, "0.5");
            Float(0.1, "0.1");
            Float(-273.15, "-273.15");
            Float(23.05, "23.05");
            Float(3.14159265358979, "3.14159265358979");
            Float(1000, "1000");
            Float(100000000000000, "100000000000000");
            Float(0.001, "0.001");
            Float(0.00001, "0.00001");
            Float(1.00000000000001, "1.00000000000001");
            Float(999999999999999, "999999999999999");
            Float(10.01, "10.01");
            Float(1234.0625, "1234.0625");
        }

        [TestMethod]
        public void Writes_very_large_and_small_floats_with_an_exponent()
        {
            Float(1e15, "1e15");
            Float(-2.5e20, "-25e19");
            Float(1e100, "1e100");
            Float(1.7e-10, "17e-11");
            Float(-1e-7, "-1e-7");
            Float(1e300, "1e300");
            Float(1e-300, "1e-300");
            Float(double.MaxValue, "17976931348623157e292");
            Float(double.Epsilon, "494065645841247e-338");
        }

        [TestMethod]
        public void Writes_17_digits_where_15_lose_something()
        {
            Float(1.0 / 3, "0.33333333333333331");
            Float(0.1f, "0.10000000149011612");
        }

        [TestMethod]
        public void Not_a_number_and_the_infinities_have_no_text()
        {
            byte[] buffer = new byte[40];
            Check.Is(DoesNotFit, NumberText.WriteFloat(buffer, 0, 40, double.NaN));
            Check.Is(DoesNotFit, NumberText.WriteFloat(buffer, 0, 40, double.PositiveInfinity));
            Check.Is(DoesNotFit, NumberText.WriteFloat(buffer, 0, 40, double.NegativeInfinity));
        }

        [TestMethod]
        public void Reads_every_form_of_a_float()
        {
            ReadFloat("0", 0);
            ReadFloat("-0", 0);
            ReadFloat("0.0", 0);
            ReadFloat("12", 12);
            ReadFloat("-12.5", -12.5);
            ReadFloat("1e3", 1000);
            ReadFloat("1E3", 1000);
            ReadFloat("1e+3", 1000);
            ReadFloat("25e-2", 0.25);
            ReadFloat("2.5e1", 25);
            ReadFloat("0.000000000000000000000000000001", 1e-30);
            ReadFloat("100000000000000000000000", 1e23);
            ReadFloat("0.1000000000000000000000000000000000000", 0.1);
            ReadFloat("0e999", 0);
            ReadFloat("1e-999", 0);
            ReadFloat("1000000000000e-9", 1000);
        }

        [TestMethod]
        public void An_exponent_makes_up_for_many_digits()
        {
            string zeros = "";
            for (int i = 0; i < 45; i++)
            {
                zeros += "0000000000";
            }

            ReadFloat("1" + zeros + "e-450", 1);
            ReadFloat("0." + zeros + "1e451", 1);
        }

        [TestMethod]
        public void Refuses_what_is_no_finite_number()
        {
            string[] texts =
            {
                "", "-", "+", "+1", ".", ".5", "5.", "-.5", "1.e5", "1..2", "1.2.3", "e5", "1e", "1e+", "1e-", "1e5.0", "1 ", " 1", "1,5", "--1",
                "0x10", "NaN", "nan", "Infinity", "-Infinity", "inf", "1e309", "-1e309", "1e99999", "1e999999999999999999999", "1f",
            };
            for (int i = 0; i < texts.Length; i++)
            {
                double value;
                byte[] text = Hex.Ascii(texts[i]);
                Check.False(NumberText.ReadFloat(text, 0, text.Length, out value), texts[i]);
            }
        }

        [TestMethod]
        public void Floats_survive_the_way_into_text_and_back()
        {
            double[] values =
            {
                1, 0.1, 1.0 / 3, 2.0 / 3, 3.3, 1e-5, 1.5e-7, 1e22, 1e23, 123456789.123456789, 4.35, 0.000123, 6.02214076e23, 1.602176634e-19,
                9007199254740993, 1e300, 1e-300, 2.2250738585072014e-308, 1.7e308, 0.3, 5e14, 999999999999999.9, 1e15, 1e16, 12345678901234567890.0,
                double.MaxValue, double.Epsilon, 2.2250738585072009e-308, 0.0,
            };
            for (int i = 0; i < values.Length; i++)
            {
                double value = values[i];
                byte[] buffer = new byte[32];
                int end = NumberText.WriteFloat(buffer, 0, buffer.Length, -value);
                Check.True(end > 0, i.ToString());
                double back;
                Check.True(NumberText.ReadFloat(buffer, 0, end, out back), i.ToString());
                Check.Is(-value, back, i.ToString());
            }
        }

        [TestMethod]
        public void Writes_nothing_beyond_the_limit()
        {
            for (int limit = 0; limit <= 30; limit++)
            {
                // The buffer ends at the limit: writing beyond it throws.
                byte[] buffer = new byte[limit];
                Check.Is(limit >= 20 ? 20 : DoesNotFit, NumberText.WriteInteger(buffer, 0, limit, long.MinValue));
                Check.Is(limit >= 20 ? 20 : DoesNotFit, NumberText.WriteUnsigned(buffer, 0, limit, -1));
                Check.Is(limit >= 7 ? 7 : DoesNotFit, NumberText.WriteFloat(buffer, 0, limit, -273.15));
                Check.Is(limit >= 7 ? 7 : DoesNotFit, NumberText.WriteFloat(buffer, 0, limit, 0.00025));
                Check.Is(limit >= 8 ? 8 : DoesNotFit, NumberText.WriteFloat(buffer, 0, limit, 100.0625));
                Check.Is(limit >= 7 ? 7 : DoesNotFit, NumberText.WriteFloat(buffer, 0, limit, 12e-200));
                Check.Is(limit >= 6 ? 6 : DoesNotFit, NumberText.WriteFloat(buffer, 0, limit, 100000));
                Check.Is(limit >= 1 ? 1 : DoesNotFit, NumberText.WriteFloat(buffer, 0, limit, 0));
            }
        }

        [TestMethod]
        public void What_did_not_fit_before_stays_so()
        {
            byte[] buffer = new byte[8];
            Check.Is(DoesNotFit, NumberText.WriteInteger(buffer, DoesNotFit, 8, 1));
            Check.Is(DoesNotFit, NumberText.WriteInteger(buffer, DoesNotFit, 8, -1));
            Check.Is(DoesNotFit, NumberText.WriteUnsigned(buffer, DoesNotFit, 8, 1));
            Check.Is(DoesNotFit, NumberText.WriteFloat(buffer, DoesNotFit, 8, 1));
        }

        private static void Integer(long value, string text)
        {
            byte[] expected = Hex.Ascii(text);
            byte[] buffer = new byte[32];
            int end = NumberText.WriteInteger(buffer, 2, buffer.Length, value);
            Hex.AreEqual(Hex.Text(expected), buffer, 2, end - 2);
            long back;
            Check.True(NumberText.ReadInteger(expected, 0, expected.Length, out back), text);
            Check.Is(value, back);
        }

        private static void Unsigned(long bits, string text)
        {
            byte[] expected = Hex.Ascii(text);
            byte[] buffer = new byte[32];
            int end = NumberText.WriteUnsigned(buffer, 2, buffer.Length, bits);
            Hex.AreEqual(Hex.Text(expected), buffer, 2, end - 2);
            long back;
            Check.True(NumberText.ReadUnsigned(expected, 0, expected.Length, out back), text);
            Check.Is(bits, back);
        }

        private static void Float(double value, string text)
        {
            byte[] buffer = new byte[32];
            int end = NumberText.WriteFloat(buffer, 0, buffer.Length, value);
            Hex.AreEqual(Hex.Text(Hex.Ascii(text)), buffer, 0, end);
        }

        private static void ReadFloat(string text, double expected)
        {
            byte[] bytes = Hex.Ascii(text);
            double value;
            Check.True(NumberText.ReadFloat(bytes, 0, bytes.Length, out value), text);
            double difference = value - expected;
            double tolerance = (expected < 0 ? -expected : expected) * 1e-15;
            Check.True(difference <= tolerance && -difference <= tolerance, text);
        }

        private static void NoInteger(string text)
        {
            long value;
            byte[] bytes = Hex.Ascii(text);
            Check.False(NumberText.ReadInteger(bytes, 0, bytes.Length, out value), text);
        }

        private static void NoUnsigned(string text)
        {
            long value;
            byte[] bytes = Hex.Ascii(text);
            Check.False(NumberText.ReadUnsigned(bytes, 0, bytes.Length, out value), text);
        }
    }
}
