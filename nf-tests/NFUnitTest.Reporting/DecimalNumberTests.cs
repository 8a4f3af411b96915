using Lwm2mNano.Content;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Floating point numbers in text: the nearest double, whatever the number of digits and the exponent.
    /// </summary>
    [TestClass]
    public class DecimalNumberTests
    {
        [TestMethod]
        public void Numbers_that_need_more_than_the_precision_of_a_double()
        {
            Is("0.30000000000000004", 0.30000000000000004);
            Is("9007199254740993", 9007199254740992.0);
            Is("9007199254740995", 9007199254740996.0);
            Is("18446744073709551615", 18446744073709551616.0);
            Is("123456789.01234568", 123456789.01234568);
            Is("1.7976931348623157e308", 1.7976931348623157e308);
            Is("-1.7976931348623157E+308", -1.7976931348623157e308);
            Is("2.2250738585072014e-308", 2.2250738585072014e-308);
            Is("2.2250738585072011e-308", 2.2250738585072011e-308);
            Is("5e-324", 5e-324);
            Is("4.9406564584124654e-324", 5e-324);
            Is("2.4703282292062328e-324", 5e-324);
            Is("2.4703282292062327e-324", 0.0);
            Is("1e23", 1e23);
            Is("8.988465674311579e307", 8.988465674311579e307);
            Is("6.02214076e23", 6.02214076e23);
            Is("1.6021766339999999e-19", 1.6021766339999999e-19);
        }

        [TestMethod]
        public void Zeros_cost_no_digits()
        {
            Is("100000000000000000000000", 1e23);
            Is("0.00000000000000000000000000000000000000001", 1e-41);
            Is("000000000000000000000000000000000000000001.50000000000000000000000000000000000", 1.5);
            Is("0.000e99999", 0.0);
            Is("-0", -0.0);
        }

        [TestMethod]
        public void What_is_too_large_is_no_number_and_what_is_too_small_is_0()
        {
            Check.False(Read("1.7976931348623159e308", out _));
            Check.False(Read("1e309", out _));
            Check.False(Read("1e99999999999", out _));
            Check.False(Read("-1e310", out _));
            Is("1e-400", 0.0);
            Is("-1e-99999999999", -0.0);
        }

        private static void Is(string text, double expected)
        {
            Check.True(Read(text, out double value), text);
            Check.Is(expected, value, text);
        }

        private static bool Read(string text, out double value)
        {
            byte[] bytes = Hex.Ascii(text);
            return NumberText.ReadFloat(bytes, 0, bytes.Length, out value);
        }
    }
}
