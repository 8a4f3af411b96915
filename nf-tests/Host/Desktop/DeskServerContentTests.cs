using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Lwm2mNano.DeskServer;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server reads and writes SenML and CBOR without the client's code.</summary>
    public class DeskServerContentTests
    {
        private static readonly DateTimeOffset s_now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        // RFC 8428, sections 5.1.1, 5.1.2, 5.1.3 and 5.1.5.
        [TestCase("[{\"n\":\"urn:dev:ow:10e2073a01080063\",\"u\":\"Cel\",\"v\":23.1}]", "urn:dev:ow:10e2073a01080063 23.1 Cel")]
        [TestCase(
            "[{\"bn\":\"urn:dev:ow:10e2073a01080063:\",\"n\":\"voltage\",\"u\":\"V\",\"v\":120.1},{\"n\":\"current\",\"u\":\"A\",\"v\":1.2}]",
            "urn:dev:ow:10e2073a01080063:voltage 120.1 V|urn:dev:ow:10e2073a01080063:current 1.2 A")]
        [TestCase(
            "[{\"bn\":\"urn:dev:ow:10e2073a0108006:\",\"bt\":1.276020076001e+09,\"bu\":\"A\",\"bver\":10,\"n\":\"voltage\",\"u\":\"V\",\"v\":120.1},"
                + "{\"n\":\"current\",\"t\":-5,\"v\":1.2},{\"n\":\"current\",\"t\":0,\"v\":1.7}]",
            "urn:dev:ow:10e2073a0108006:voltage 120.1 V 2010-06-08T18:01:16.001|urn:dev:ow:10e2073a0108006:current 1.2 A 2010-06-08T18:01:11.001"
                + "|urn:dev:ow:10e2073a0108006:current 1.7 A 2010-06-08T18:01:16.001")]
        [TestCase(
            "[{\"bn\":\"urn:dev:ow:10e2073a01080063\",\"bt\":1.320067464e+09,\"bu\":\"%RH\",\"v\":21.2},{\"t\":10,\"v\":21.3}]",
            "urn:dev:ow:10e2073a01080063 21.2 %RH 2011-10-31T13:24:24.000|urn:dev:ow:10e2073a01080063 21.3 %RH 2011-10-31T13:24:34.000")]
        [TestCase("[{\"n\":\"a\",\"v\":1,\"t\":-10},{\"n\":\"a\",\"v\":2,\"bt\":-5,\"t\":1}]", "a 1 2029-12-31T23:59:50.000|a 2 2029-12-31T23:59:56.000")]
        [TestCase("[{\"n\":\"a\",\"v\":1,\"t\":268435455},{\"n\":\"a\",\"v\":2,\"t\":268435456}]", "a 1 2038-07-04T21:24:15.000|a 2 1978-07-04T21:24:16.000")]
        [TestCase("[{\"bv\":100,\"n\":\"a\",\"v\":1},{\"n\":\"b\",\"v\":0.5},{\"n\":\"c\",\"vs\":\"x\"}]", "a 101|b 100.5|c x")]
        [TestCase("[{\"bn\":\"/3/0/\",\"n\":\"0\",\"vs\":\"Ä\\n\"},{\"bn\":\"/4/\",\"n\":\"1\",\"vb\":false}]", "/3/0/0 Ä\n|/4/1 False")]
        [TestCase("[{\"n\":\"d\",\"vd\":\"aGkgCg\"},{\"n\":\"e\",\"vd\":\"-_8\"},{\"n\":\"f\",\"vd\":\"\"}]", "d 6869200A|e FBFF|f ")]
        [TestCase("[{\"n\":\"l\",\"vlo\":\"3:65535\"}]", "l 3:65535")]
        [TestCase("[{\"n\":\"m\",\"v\":-9223372036854775808},{\"n\":\"n\",\"v\":18446744073709551615},{\"n\":\"o\",\"v\":1e300}]", "m -9223372036854775808|n 18446744073709551615|o 1E+300")]
        [TestCase("[{\"n\":\"a\"},{\"n\":\"b\",\"s\":5,\"ut\":7,\"xyz\":{\"v\":[1]}}]", "a |b ")]
        [TestCase("[]", "")]
        public void SenML_in_JSON_is_read(string pack, string expected) => Assert.That(Show(110, Encoding.UTF8.GetBytes(pack)), Is.EqualTo(expected));

        // The first is RFC 8428's example in section 6; the rest has numbers and strings of every form.
        [TestCase(
            "87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b00106223614120050067766f6c7461676501615602fb405e066666666666"
                + "a3006763757272656e74062402fb3ff3333333333333a3006763757272656e74062302fb3ff4cccccccccccda3006763757272656e74062202fb3ff6666666666666"
                + "a3006763757272656e74062102f93e00a3006763757272656e74062002fb3ff999999999999aa3006763757272656e74060002fb3ffb333333333333",
            "urn:dev:ow:10e2073a0108006:voltage 120.1 V 2010-06-08T18:01:16.001|urn:dev:ow:10e2073a0108006:current 1.2 A 2010-06-08T18:01:11.001"
                + "|urn:dev:ow:10e2073a0108006:current 1.3 A 2010-06-08T18:01:12.001|urn:dev:ow:10e2073a0108006:current 1.4 A 2010-06-08T18:01:13.001"
                + "|urn:dev:ow:10e2073a0108006:current 1.5 A 2010-06-08T18:01:14.001|urn:dev:ow:10e2073a0108006:current 1.6 A 2010-06-08T18:01:15.001"
                + "|urn:dev:ow:10e2073a0108006:current 1.7 A 2010-06-08T18:01:16.001")]
        [TestCase("81a200616102f9c400", "a -4")]
        [TestCase("81a200616102fa3f800000", "a 1")]
        [TestCase("81a200616102c48221196ab3", "a 273.15")]
        [TestCase("81a2006161023b7fffffffffffffff", "a -9223372036854775808")]
        [TestCase("81a2006161021bffffffffffffffff", "a 18446744073709551615")]
        [TestCase("81a200616102c11a65e3bd80", "a 1709424000")]
        [TestCase("81a2006161084200ff", "a 00FF")]
        [TestCase("81a200616104f5", "a True")]
        [TestCase("81a200616163766c6f63333a30", "a 3:0")]
        [TestCase("9fbf007f61616162ff03637a7a7affff", "ab zzz")]
        [TestCase("80", "")]
        public void SenML_in_CBOR_is_read(string pack, string expected) => Assert.That(Show(112, Convert.FromHexString(pack)), Is.EqualTo(expected));

        [TestCase("", "")]
        [TestCase("{", "")]
        [TestCase("{}", "the pack is no array")]
        [TestCase("[1]", "a record is no object")]
        [TestCase("[{\"n\":\"a\",\"n\":\"b\"}]", "Duplicate property 'n' encountered during deserialization.")]
        [TestCase("[{\"n\":1}]", "the field 'n' has a value of the wrong type")]
        [TestCase("[{\"n\":\"a\",\"v\":\"1\"}]", "the field 'v' has a value of the wrong type")]
        [TestCase("[{\"n\":\"a\",\"vb\":1}]", "the field 'vb' has a value of the wrong type")]
        [TestCase("[{\"n\":\"a\",\"vs\":true}]", "the field 'vs' has a value of the wrong type")]
        [TestCase("[{\"bt\":\"now\",\"n\":\"a\",\"v\":1}]", "the field 'bt' has a value of the wrong type")]
        [TestCase("[{\"n\":\"a\",\"vd\":\"*\"}]", "'*' is not Base64 for URLs")]
        [TestCase("[{\"n\":\"a\",\"vlo\":\"3\"}]", "'3' is no Object Link")]
        [TestCase("[{\"n\":\"a\",\"vlo\":\"3:65536\"}]", "'3:65536' is no Object Link")]
        [TestCase("[{\"n\":\"a\",\"v\":1e999}]", "the number 1e999 is out of range")]
        [TestCase("[{\"n\":\"a\",\"v\":1,\"t\":1e15}]", "there is no time 1000000000000000")]
        [TestCase("[{\"bver\":11,\"n\":\"a\",\"v\":1}]", "this is version 11 of SenML, newer than 10")]
        [TestCase("[{\"n\":\"a\",\"v\":1,\"x_\":1}]", "the field 'x_' must be understood, and is not")]
        [TestCase("[{\"n\":\"\\ud800\"}]", "")]
        public void Malformed_JSON_is_said(string pack, string expected)
        {
            SenMl.Decode(110, Encoding.UTF8.GetBytes(pack), s_now, out string problem);

            Assert.That(problem, expected.Length > 0 ? Is.EqualTo(expected) : Is.Not.Empty);
        }

        [TestCase("")]
        [TestCase("a0")]
        [TestCase("8100")]
        [TestCase("81a1")]
        [TestCase("81a100")]
        [TestCase("81a1006161ff")]
        [TestCase("81a10061ff")]
        [TestCase("81a2006161006162")]
        [TestCase("81a2006161026131")]
        [TestCase("81a200616108635858")]
        [TestCase("81a20061610441")]
        [TestCase("81a2006161023bffffffffffffffff")]
        [TestCase("81a2006161025bffffffffffffffff")]
        [TestCase("81a200616102c4821b7fffffffffffffff01")]
        [TestCase("9f")]
        [TestCase("9fa1006161")]
        [TestCase("81a180f5")]
        [TestCase("81a1f900000")]
        [TestCase("1c")]
        [TestCase("8000")]
        public void Malformed_CBOR_is_said(string pack)
        {
            SenMl.Decode(112, Convert.FromHexString(pack.Length % 2 == 0 ? pack : pack + "0"), s_now, out string problem);

            Assert.That(problem, Is.Not.Empty);
        }

        [Test]
        public void Whatever_is_sent_does_no_harm()
        {
            Random random = new(8428);
            byte[] json = Encoding.UTF8.GetBytes("[{\"bn\":\"/3/0/\",\"bt\":1.27e9,\"n\":\"9\",\"v\":80},{\"n\":\"0\",\"vs\":\"a\"},{\"n\":\"x\",\"vd\":\"aGk\"}]");
            byte[] cbor = Convert.FromHexString("83a421652f332f302f22fb41d303a15b001062006139021850a2006130036161a2006178084168");
            byte[] deep = Enumerable.Repeat((byte)0x81, 60000).ToArray();
            byte[] tags = Enumerable.Repeat((byte)0xC1, 60000).ToArray();
            foreach (int format in new[] { 60, 110, 112 })
            {
                ContentDecoder.Decode(PathText.Parse("/3/0/9"), format, deep, s_now, out _);
                ContentDecoder.Decode(PathText.Parse("/3/0/9"), format, tags, s_now, out _);
                ContentDecoder.Decode(PathText.Parse("/3/0/9"), format, Enumerable.Repeat((byte)'[', 60000).ToArray(), s_now, out _);
                for (int i = 0; i < 20000; i++)
                {
                    byte[] payload = (byte[])(format == 110 ? json : cbor).Clone();
                    for (int j = random.Next(4); j >= 0; j--)
                    {
                        payload[random.Next(payload.Length)] = (byte)random.Next(256);
                    }

                    ContentDecoder.Decode(PathText.Parse("/3/0"), format, payload[..random.Next(payload.Length + 1)], s_now, out _);
                }
            }
        }

        [TestCase("/3/0/9", 110, "[{\"n\":\"/3/0/9\",\"v\":80}]", "/3/0/9 Battery Level = 80 %")]
        [TestCase("/3/0/9", 110, "[{\"n\":\"/3/0/9\",\"v\":80.0}]", "/3/0/9 Battery Level = 80 %")]
        [TestCase("/3/0/9", 110, "[{\"n\":\"/3/0/9\",\"v\":80.5}]", "/3/0/9 Battery Level = 80.5 (no Integer)")]
        [TestCase("/3/0/9", 110, "[{\"n\":\"/3/0/9\",\"vs\":\"80\"}]", "/3/0/9 Battery Level = \"80\" (no Integer)")]
        [TestCase("/3/0", 110, "[{\"bn\":\"/3/0/\",\"n\":\"13\",\"v\":1893456000}]", "/3/0/13 Current Time = 1893456000 (2030-01-01 00:00:00 UTC)")]
        [TestCase("/0/0", 110, "[{\"bn\":\"/0/0/\",\"n\":\"1\",\"vb\":true},{\"n\":\"3\",\"vd\":\"AP8\"}]",
            "/0/0/1 Bootstrap-Server = true|/0/0/3 Public Key or Identity = 0x00FF")]
        [TestCase("/6/0/0", 110, "[{\"n\":\"/6/0/0\",\"v\":48}]", "/6/0/0 Latitude = 48 lat")]
        [TestCase("/3303/0/5700", 110, "[{\"n\":\"/3303/0/5700\",\"u\":\"Cel\",\"v\":21.5}]", "/3303/0/5700 = 21.5 Cel")]
        [TestCase("/3303/0/5700", 110, "[{\"n\":\"/3303/0/5700\",\"v\":21.5,\"t\":-1.5}]", "/3303/0/5700 = 21.5 at 2029-12-31 23:59:58.500 UTC")]
        [TestCase("/", 110, "[{\"n\":\"/3/0/7/0\",\"v\":3800},{\"n\":\"/1/0/1\",\"v\":300}]", "/3/0/7/0 Power Source Voltage = 3800 mV|/1/0/1 Lifetime = 300 s")]
        [TestCase("/3/0/9", 60, "1850", "/3/0/9 Battery Level = 80 %")]
        [TestCase("/3/0/13", 60, "C11A70DBD880", "/3/0/13 Current Time = 1893456000 (2030-01-01 00:00:00 UTC)")]
        [TestCase("/3/0/0", 60, "6441636D65", "/3/0/0 Manufacturer = \"Acme\"")]
        [TestCase("/0/0/1", 60, "F4", "/0/0/1 Bootstrap-Server = false")]
        [TestCase("/5/0/0", 60, "4200FF", "/5/0/0 Package = 0x00FF")]
        [TestCase("/3303/0/5700", 60, "F94D60", "/3303/0/5700 = 21.5")]
        public void Values_have_the_registrys_names_types_and_units(string path, int format, string payload, string expected)
        {
            byte[] bytes = format == 60 ? Convert.FromHexString(payload) : Encoding.UTF8.GetBytes(payload);
            IReadOnlyList<DecodedValue> values = ContentDecoder.Decode(PathText.Parse(path), format, bytes, s_now, out string problem);

            Assert.That(problem, Is.Null);
            Assert.That(string.Join('|', values), Is.EqualTo(expected));
        }

        [TestCase("/3/0", 110, "[{\"n\":\"3/0/9\",\"v\":80}]", "the senml-json payload is malformed ('3/0/9' is no path): [{\"n\":\"3/0/9\",\"v\":80}]")]
        [TestCase("/3/0", 110, "[{\"n\":\"/4/0/1\",\"v\":80}]", "the senml-json payload is malformed (/4/0/1 is not asked for): [{\"n\":\"/4/0/1\",\"v\":80}]")]
        [TestCase("/3/0", 110, "[{\"n\":\"/3/0\",\"v\":80}]", "the senml-json payload is malformed (/3/0 is no resource): [{\"n\":\"/3/0\",\"v\":80}]")]
        [TestCase("/3/0/9", 60, "80", "the cbor payload is malformed (it is no single value): 80")]
        [TestCase("/3/0/9", 60, "185000", "the cbor payload is malformed (it does not end where its value does): 185000")]
        public void What_a_device_should_not_have_sent_is_said(string path, int format, string payload, string expected)
        {
            byte[] bytes = format == 60 ? Convert.FromHexString(payload) : Encoding.UTF8.GetBytes(payload);
            ContentDecoder.Decode(PathText.Parse(path), format, bytes, s_now, out string problem);

            Assert.That(problem, Is.EqualTo(expected));
        }

        [TestCase("/3/0/15", "Europe/Berlin", "[{\"n\":\"/3/0/15\",\"vs\":\"Europe/Berlin\"}]", "81A200672F332F302F3135036D4575726F70652F4265726C696E")]
        [TestCase("/1/0/1", "-300", "[{\"n\":\"/1/0/1\",\"v\":-300}]", "81A200662F312F302F310239012B")]
        [TestCase("/1/0/6", "true", "[{\"n\":\"/1/0/6\",\"vb\":true}]", "81A200662F312F302F3604F5")]
        [TestCase("/5/0/0", "00ffFE", "[{\"n\":\"/5/0/0\",\"vd\":\"AP_-\"}]", "81A200662F352F302F30084300FFFE")]
        [TestCase("/6/0/0", "48.5", "[{\"n\":\"/6/0/0\",\"v\":48.5}]", "81A200662F362F302F3002F95210")]
        [TestCase("/6/0/0", "48.1", "[{\"n\":\"/6/0/0\",\"v\":48.1}]", "81A200662F362F302F3002FB40480CCCCCCCCCCD")]
        [TestCase("/6/0/0", "100000.25", "[{\"n\":\"/6/0/0\",\"v\":100000.25}]", "81A200662F362F302F3002FA47C35020")]
        [TestCase("/1/0", "1=300,6=false", "[{\"bn\":\"/1/0/\",\"n\":\"1\",\"v\":300},{\"n\":\"6\",\"vb\":false}]",
            "82A321652F312F302F006131021901 2CA200613604F4")]
        [TestCase("/0/0/16", "0=1,1=2", "[{\"bn\":\"/0/0/16/\",\"n\":\"0\",\"v\":1},{\"n\":\"1\",\"v\":2}]", "82A321682F302F302F31362F0061300201A20061310202")]
        [TestCase("/0/0", "16/0=1", "[{\"bn\":\"/0/0/\",\"n\":\"16/0\",\"v\":1}]", "81A321652F302F302F006431362F300201")]
        [TestCase("/3303/0/5700", "21.5", "[{\"n\":\"/3303/0/5700\",\"v\":21.5}]", "81A2006C2F333330332F302F3537303002F94D60")]
        [TestCase("/3303/0/1", "true", "[{\"n\":\"/3303/0/1\",\"vb\":true}]", "81A200692F333330332F302F3104F5")]
        [TestCase("/3303/0/1", "0xAB", "[{\"n\":\"/3303/0/1\",\"vd\":\"qw\"}]", "81A200692F333330332F302F310841AB")]
        [TestCase("/3303/0/1", "on", "[{\"n\":\"/3303/0/1\",\"vs\":\"on\"}]", "81A200692F333330332F302F3103626F6E")]
        public void SenML_is_written(string path, string text, string json, string cbor)
        {
            Assert.That(Encoding.UTF8.GetString(ContentEncoder.Encode(PathText.Parse(path), 110, text)), Is.EqualTo(json));
            Assert.That(Convert.ToHexString(ContentEncoder.Encode(PathText.Parse(path), 112, text)), Is.EqualTo(cbor.Replace(" ", string.Empty)));
        }

        [TestCase("/1/0/1", "300", "19012C")]
        [TestCase("/3/0/15", "UTC", "63555443")]
        [TestCase("/1/0/6", "1", "F5")]
        [TestCase("/5/0/0", "00ff", "4200FF")]
        public void A_single_value_is_written_in_CBOR(string path, string text, string cbor) =>
            Assert.That(Convert.ToHexString(ContentEncoder.Encode(PathText.Parse(path), 60, text)), Is.EqualTo(cbor));

        [TestCase("/1/0/1", 112, "soon", "'soon' is no Integer, which /1/x/1 Lifetime is")]
        [TestCase("/1/0/8", 112, "1", "/1/x/8 Registration Update Trigger is executed, not written")]
        [TestCase("/1/0", 112, "1:5", "values below /1/0 are written as ID=VALUE,ID=VALUE or ID/INSTANCE=VALUE, not '1:5'")]
        [TestCase("/0/0/16", 112, "0/1=5", "values below /0/0/16 are written as ID=VALUE,ID=VALUE or ID/INSTANCE=VALUE, not '0/1=5'")]
        [TestCase("/1/0", 112, "99999=5", "values below /1/0 are written as ID=VALUE,ID=VALUE or ID/INSTANCE=VALUE, not '99999=5'")]
        [TestCase("/1/0", 60, "5", "a resource has a value, and /1/0 is none")]
        public void What_cannot_be_written_is_said(string path, int format, string text, string message) =>
            Assert.That(() => ContentEncoder.Encode(PathText.Parse(path), format, text), Throws.TypeOf<FormatException>().With.Message.EqualTo(message));

        [Test]
        public void What_is_written_is_read()
        {
            Random random = new(7959);
            for (int i = 0; i < 2000; i++)
            {
                byte[] bytes = new byte[random.Next(20)];
                random.NextBytes(bytes);
                object value = random.Next(6) switch
                {
                    0 => random.NextInt64(long.MinValue, long.MaxValue),
                    1 => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)),
                    2 => random.Next(2) == 0,
                    3 => bytes,
                    4 => Encoding.UTF8.GetString(bytes),
                    _ => new ObjectLink((ushort)random.Next(65536), (ushort)random.Next(65536)),
                };
                foreach (int format in new[] { 110, 112 })
                {
                    byte[] pack = SenMl.Encode(format, "/9/", new[] { new SenMlRecord("1", value) });
                    SenMlRecord read = SenMl.Decode(format, pack, s_now, out string problem).Single();
                    Assert.That(problem, Is.Null);
                    Assert.That(read.Name, Is.EqualTo("/9/1"));
                    Assert.That(value is double ? Convert.ToDouble(read.Value) : read.Value, Is.EqualTo(value));
                }
            }
        }

        private static string Show(int format, byte[] pack)
        {
            IReadOnlyList<SenMlRecord> records = SenMl.Decode(format, pack, s_now, out string problem);
            Assert.That(problem, Is.Null);
            return string.Join('|', records.Select(Show));
        }

        private static string Show(SenMlRecord record)
        {
            object value = record.Value is byte[] bytes ? Convert.ToHexString(bytes) : record.Value;
            string unit = record.Unit == null ? string.Empty : " " + record.Unit;
            return FormattableString.Invariant($"{record.Name} {value}{unit}{(record.Time == null ? string.Empty : $" {record.Time:yyyy-MM-ddTHH:mm:ss.fff}")}");
        }
    }
}
