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
        private const double MaxError = 1e-15;

        // Beyond these a double has fewer digits, or the last digit may be rounded up to more than there is.
        private const double Smallest = 1e-300;
        private const double Largest = 1.7e308;

        private static readonly Gen<double> s_common = Gen.Select(Gen.Long, Gen.Int[-30, 15], (digits, exponent) => digits * Math.Pow(10, exponent));

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
            Gen.OneOf(Gen.Double, s_common, Gen.Float.Select(f => (double)f)).Sample(
                value =>
                {
                    byte[] buffer = new byte[Limits.MaxNumberBytes];
                    int end = NumberText.WriteFloat(buffer, 0, buffer.Length, value);
                    if (!double.IsFinite(value))
                    {
                        return end < 0;
                    }

                    if (value != 0 && (Math.Abs(value) < Smallest || Math.Abs(value) > Largest))
                    {
                        return end > 0;
                    }

                    return NumberText.ReadFloat(buffer, 0, end, out double back) && IsNear(value, back)
                        && IsNear(value, double.Parse(Text(buffer, end), CultureInfo.InvariantCulture));
                },
                iter: 200_000,
                threads: 1);
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
            Gen.Select(Gen.OneOf(Gen.Double, s_common), Gen.OneOf("R", "E17", "F6", "E3")).Sample(
                (value, format) =>
                {
                    if (!double.IsFinite(value) || Math.Abs(value) > Largest || (value != 0 && Math.Abs(value) < Smallest))
                    {
                        return true;
                    }

                    string text = value.ToString(format, CultureInfo.InvariantCulture);
                    byte[] bytes = Encoding.ASCII.GetBytes(text);
                    return NumberText.ReadFloat(bytes, 0, bytes.Length, out double back)
                        && IsNear(double.Parse(text, CultureInfo.InvariantCulture), back);
                },
                iter: 200_000,
                threads: 1);
        }

        [Test]
        public void What_is_read_is_a_number_of_dotnet_and_what_is_not_is_none_of_json()
        {
            // Leading zeros are taken, which JSON does not; else the two agree on what is a number.
            Gen.String[Gen.Char["0123456789.-+eE"], 1, 12].Sample(
                text =>
                {
                    byte[] bytes = Encoding.ASCII.GetBytes(text);
                    bool read = NumberText.ReadFloat(bytes, 0, bytes.Length, out double value);
                    bool isNumber = System.Text.RegularExpressions.Regex.IsMatch(text, @"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$");
                    if (!isNumber)
                    {
                        return !read;
                    }

                    double expected = double.Parse(text, CultureInfo.InvariantCulture);
                    return Math.Abs(expected) > Largest || (expected != 0 && Math.Abs(expected) < Smallest) || (read && IsNear(expected, value));
                },
                iter: 200_000,
                threads: 1);
        }

        private static bool IsNear(double expected, double actual)
        {
            return expected == actual || Math.Abs(expected - actual) <= MaxError * Math.Abs(expected);
        }

        private static string Text(byte[] buffer, int end)
        {
            return Encoding.ASCII.GetString(buffer, 0, end);
        }
    }
}
