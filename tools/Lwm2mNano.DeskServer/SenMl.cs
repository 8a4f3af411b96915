using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Content;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Packs of SenML (RFC 8428) in JSON and CBOR with LwM2M's own field for Object Links, by .NET's readers and writers: independent of
    /// the client's.
    /// </summary>
    public static class SenMl
    {
        internal const string BaseVersion = "bver";
        internal const string BaseName = "bn";
        internal const string BaseTime = "bt";
        internal const string BaseUnit = "bu";
        internal const string BaseValue = "bv";
        internal const string Name = "n";
        internal const string Unit = "u";
        internal const string Number = "v";
        internal const string Text = "vs";
        internal const string Boolean = "vb";
        internal const string Data = "vd";
        internal const string Link = "vlo";
        internal const string Time = "t";

        // RFC 8428, section 4.4; sections 4.5.3 and 4.5.4: an earlier time counts from now.
        private const int Version = 10;
        private const double RelativeTimeBelow = 1 << 28;
        private const int MillisecondsPerSecond = 1000;
        private const char MustUnderstandEnd = '_';

        private static readonly Type[] s_numbers = { typeof(long), typeof(ulong), typeof(double) };
        private static readonly double s_earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
        private static readonly double s_latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

        /// <summary>
        /// Reads a pack.
        /// </summary>
        /// <param name="format">SenML JSON or SenML CBOR.</param>
        /// <param name="payload">The pack.</param>
        /// <param name="now">The time that relative ones count from.</param>
        /// <param name="problem">Receives what is wrong with it, or <see langword="null"/>.</param>
        /// <returns>The records as far as they could be read.</returns>
        public static IReadOnlyList<SenMlRecord> Decode(int format, byte[] payload, DateTimeOffset now, out string problem)
        {
            List<SenMlRecord> records = new();
            try
            {
                Dictionary<string, object> bases = new();
                Action<byte[], Action<Dictionary<string, object>>> read = format == ContentFormat.SenMlJson ? SenMlJson.Read : SenMlCbor.Read;
                read(payload, fields => records.Add(Resolve(fields, bases, now)));
                problem = null;
            }
            catch (FormatException exception)
            {
                problem = exception.Message;
            }

            return records;
        }

        /// <summary>
        /// Writes a pack.
        /// </summary>
        /// <param name="format">SenML JSON or SenML CBOR.</param>
        /// <param name="baseName">What all names begin with; empty for nothing.</param>
        /// <param name="records">The records; their names behind the base name, without times.</param>
        /// <returns>The pack.</returns>
        public static byte[] Encode(int format, string baseName, IReadOnlyList<SenMlRecord> records)
        {
            List<KeyValuePair<string, object>[]> pack = new();
            foreach (SenMlRecord record in records)
            {
                (string field, object value) = record.Value switch
                {
                    string text => (Text, text),
                    bool boolean => (Boolean, boolean),
                    byte[] bytes => (Data, bytes),
                    ObjectLink link => (Link, link.ToString()),
                    object number => (Number, number),
                    null => (null, null),
                };
                pack.Add(new (string Key, object Value)[]
                {
                    (BaseName, pack.Count == 0 && baseName.Length > 0 ? baseName : null),
                    (Name, record.Name.Length > 0 ? record.Name : null),
                    (field, value),
                }.Where(f => f.Value != null).Select(f => KeyValuePair.Create(f.Key, f.Value)).ToArray());
            }

            return format == ContentFormat.SenMlJson ? SenMlJson.Write(pack) : SenMlCbor.Write(pack);
        }

        private static SenMlRecord Resolve(Dictionary<string, object> fields, Dictionary<string, object> bases, DateTimeOffset now)
        {
            if (fields.Keys.FirstOrDefault(k => k.EndsWith(MustUnderstandEnd)) is string unknown)
            {
                throw new FormatException($"the field '{unknown}' must be understood, and is not");
            }

            foreach (string name in new[] { BaseVersion, BaseName, BaseTime, BaseUnit, BaseValue })
            {
                if (fields.TryGetValue(name, out object given))
                {
                    bases[name] = given;
                }
            }

            if (Field(bases, BaseVersion, s_numbers) is object version && ToDouble(version) > Version)
            {
                throw new FormatException($"this is version {version} of SenML, newer than {Version}");
            }

            object value = Field(fields, Number, s_numbers) is object number
                ? Sum(Field(bases, BaseValue, s_numbers), number)
                : Field(fields, Text, typeof(string))
                    ?? Field(fields, Boolean, typeof(bool))
                    ?? Field(fields, Data, typeof(byte[]))
                    ?? (Field(fields, Link, typeof(string)) is string link
                        ? ObjectLink.Parse(link) ?? throw new FormatException($"'{link}' is no Object Link")
                        : null);
            return new SenMlRecord(
                (string)Field(bases, BaseName, typeof(string)) + (string)Field(fields, Name, typeof(string)),
                value,
                TimeOf(Field(bases, BaseTime, s_numbers), Field(fields, Time, s_numbers), now),
                (string)(Field(fields, Unit, typeof(string)) ?? Field(bases, BaseUnit, typeof(string))));
        }

        // Gives a field's value, or null if it is not there.
        private static object Field(Dictionary<string, object> fields, string name, params Type[] types)
        {
            object value = fields.GetValueOrDefault(name);
            return value == null || types.Contains(value.GetType()) ? value : throw new FormatException($"the field '{name}' has a value of the wrong type");
        }

        private static object Sum(object first, object second)
        {
            if (first == null)
            {
                return second;
            }

            if (first is double || second is double)
            {
                return ToDouble(first) + ToDouble(second);
            }

            // Wide enough for both.
            decimal sum = Convert.ToDecimal(first) + Convert.ToDecimal(second);
            return sum >= long.MinValue && sum <= long.MaxValue ? (long)sum : ToDouble(first) + ToDouble(second);
        }

        private static double ToDouble(object number) => number switch
        {
            null => 0,
            long integer => integer,
            ulong integer => integer,
            _ => (double)number,
        };

        private static DateTimeOffset? TimeOf(object baseTime, object time, DateTimeOffset now)
        {
            if (baseTime == null && time == null)
            {
                return null;
            }

            double seconds = ToDouble(baseTime) + ToDouble(time);
            double sinceEpoch = seconds < RelativeTimeBelow ? (now - DateTimeOffset.UnixEpoch).TotalSeconds + seconds : seconds;
            return sinceEpoch >= s_earliest && sinceEpoch <= s_latest
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(sinceEpoch * MillisecondsPerSecond))
                : throw new FormatException($"there is no time {seconds}");
        }
    }
}
