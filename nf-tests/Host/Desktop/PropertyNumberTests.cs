using System;
using System.Globalization;
using System.Text;
using CsCheck;
using Lwm2mNano.Content;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Properties of numbers as text, against those of .NET.</summary>
    public class PropertyNumberTests
    {
        private static readonly Gen<double> s_common = Gen.Select(Gen.Long, Gen.Int[-30, 15], (digits, exponent) => digits * Math.Pow(10, exponent));

        // Every double is as likely, so that most have many digits and an exponent.
        private static readonly Gen<double> s_any = Gen.Long.Select(BitConverter.Int64BitsToDouble);

        private static readonly Gen<double> s_subnormal = Gen.Long[-(1L << 53), 1L << 53].Select(bits => BitConverter.Int64BitsToDouble(bits & ~(1L << 62)));

        // Digits as people write them, with any exponent.
        private static readonly Gen<string> s_text = Gen.Select(
            Gen.OneOf(Gen.ULong, Gen.UInt.Select(i => (ulong)i), Gen.Int[0, 9999].Select(i => (ulong)i)), Gen.Int[-345, 310], (digits, exponent) => $"{digits}e{exponent}");

        [Test]
        public void Integers_are_those_of_dotnet()
        {
            Gen.OneOf(Gen.Long, Gen.Int.Select(i => (long)i), Gen.Int[-1000, 1000].Select(i => (long)i)).Sample(
                value =>
                {
                    byte[] buffer = new byte[Limits.MaxNumberBytes];
                    string text = Text(buffer, NumberText.WriteInteger(buffer, 0, buffer.Length, value));
                    string unsigned = Text(buffer, NumberText.WriteUnsigned(buffer, 0, buffer.Length, value));
                    byte[] bytes = Encoding.ASCII.GetBytes(text);
                    byte[] natural = Encoding.ASCII.GetBytes(unsigned);
                    return text == value.ToString(CultureInfo.InvariantCulture)
                        && unsigned == ((ulong)value).ToString(CultureInfo.InvariantCulture)
                        && NumberText.ReadInteger(bytes, 0, bytes.Length, out long back) && back == value
                        && NumberText.ReadUnsigned(natural, 0, natural.Length, out back) && back == value;
                },
                iter: 100_000,
                threads: 1);
        }

        [Test]
        public void Floats_survive_the_way_into_text_and_back()
        {
            Gen.OneOf(Gen.Double, s_common, s_any, s_subnormal, Gen.Float.Select(f => (double)f)).Sample(
                value =>
                {
                    byte[] buffer = new byte[Limits.MaxNumberBytes];
                    int end = NumberText.WriteFloat(buffer, 0, buffer.Length, value);
                    return double.IsFinite(value)
                        ? NumberText.ReadFloat(buffer, 0, end, out double back) && IsSame(value, back)
                            && IsSame(value, double.Parse(Text(buffer, end), CultureInfo.InvariantCulture))
                        : end < 0;
                },
                iter: 500_000,
                threads: 1);
        }

        [Test]
        public void Powers_of_ten_and_of_two_survive_with_their_neighbours()
        {
            for (int i = -1074; i <= 1023; i++)
            {
                Neighbours(Math.ScaleB(1, i));
            }

            for (int i = -323; i <= 308; i++)
            {
                Neighbours(double.Parse($"1e{i}", CultureInfo.InvariantCulture));
            }

            static void Neighbours(double value)
            {
                foreach (double neighbour in new[] { Math.BitDecrement(value), value, Math.BitIncrement(value) })
                {
                    byte[] buffer = new byte[Limits.MaxNumberBytes];
                    int end = NumberText.WriteFloat(buffer, 0, buffer.Length, neighbour);
                    Assert.That(double.Parse(Text(buffer, end), CultureInfo.InvariantCulture), Is.EqualTo(neighbour));
                    Assert.That(NumberText.ReadFloat(buffer, 0, end, out double back), Is.True);
                    Assert.That(back, Is.EqualTo(neighbour));
                }
            }
        }

        [Test]
        public void Numbers_of_up_to_15_digits_come_out_as_they_are()
        {
            Gen.Select(Gen.Int[1, 15], Gen.Long, Gen.Int[-22, 22]).Sample(
                (count, bits, exponent) =>
                {
                    long digits = (long)((ulong)bits % (ulong)Math.Pow(10, count));
                    double value = double.Parse($"{digits}e{exponent}", CultureInfo.InvariantCulture);
                    byte[] buffer = new byte[Limits.MaxNumberBytes];
                    string text = Text(buffer, NumberText.WriteFloat(buffer, 0, buffer.Length, value));
                    return double.Parse(text, CultureInfo.InvariantCulture) == value && text.Trim('-').Length <= 22;
                },
                iter: 200_000,
                threads: 1);
        }

        [Test]
        public void Floats_of_dotnet_are_read()
        {
            Gen.Select(Gen.OneOf(Gen.Double, s_common, s_any), Gen.OneOf("R", "E17", "F6", "E3")).Sample(
                (value, format) => !double.IsFinite(value) || IsReadAsDotnetDoes(value.ToString(format, CultureInfo.InvariantCulture)),
                iter: 300_000,
                threads: 1);
        }

        [Test]
        public void Digits_with_an_exponent_are_read_as_the_nearest_float()
        {
            s_text.Sample(IsReadAsDotnetDoes, iter: 500_000, threads: 1);
            string[] ties = ["9007199254740993", "9007199254740995", "4503599627370497.5", "45035996273704965e-1", "90071992547409930e-1", "5e-324", "24703282292062327e-340",
                "2.2250738585072011e-308", "2.2250738585072014e-308", "1.7976931348623157e308", "1.7976931348623159e308", "18446744073709551615", "18446744073709551616"];
            foreach (string text in ties)
            {
                Assert.That(IsReadAsDotnetDoes(text), text);
            }
        }

        [Test]
        public void What_is_read_is_a_number_of_dotnet_and_what_is_not_is_none_of_json()
        {
            // Leading zeros are taken, which JSON does not; else the two agree on what is a number.
            Gen.String[Gen.Char["0123456789.-+eE"], 1, 12].Sample(
                text =>
                {
                    byte[] bytes = Encoding.ASCII.GetBytes(text);
                    bool read = NumberText.ReadFloat(bytes, 0, bytes.Length, out _);
                    bool isNumber = System.Text.RegularExpressions.Regex.IsMatch(text, @"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$");
                    if (!isNumber)
                    {
                        return !read;
                    }

                    return IsReadAsDotnetDoes(text);
                },
                iter: 200_000,
                threads: 1);
        }

        private static bool IsReadAsDotnetDoes(string text)
        {
            byte[] bytes = Encoding.ASCII.GetBytes(text);
            double expected = double.Parse(text, CultureInfo.InvariantCulture);
            return NumberText.ReadFloat(bytes, 0, bytes.Length, out double value) == double.IsFinite(expected)
                && (!double.IsFinite(expected) || IsSame(expected, value));
        }

        private static bool IsSame(double expected, double actual)
        {
            return BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual);
        }

        private static string Text(byte[] buffer, int end)
        {
            return Encoding.ASCII.GetString(buffer, 0, end);
        }
    }
}
