using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Makes payloads readable by the registry's names and types: text, opaque and TLV by the client's readers, the formats of CBOR and
    /// JSON by .NET's. Payloads are untrusted: what is wrong with one is said in its place.
    /// </summary>
    public static class ContentDecoder
    {
        /// <summary>
        /// Decodes the values of a payload.
        /// </summary>
        /// <param name="path">What was read; the root where it was several.</param>
        /// <param name="format">The payload's content format.</param>
        /// <param name="payload">The payload.</param>
        /// <param name="now">The time that relative times in the payload count from.</param>
        /// <param name="problem">Receives what is wrong with it, or <see langword="null"/>.</param>
        /// <returns>The values as far as they could be read; none in a format that has no values or is not known.</returns>
        public static IReadOnlyList<DecodedValue> Decode(ResourcePath path, int format, byte[] payload, DateTimeOffset now, out string problem)
        {
            List<DecodedValue> values = new();
            problem = format switch
            {
                ContentFormat.PlainText when !path.IsRoot => Decode(new TextReader(), path, payload, values),
                ContentFormat.Opaque when !path.IsRoot => Decode(new OpaqueReader(), path, payload, values),
                ContentFormat.Tlv or ContentFormat.LegacyTlv when !path.IsRoot => Decode(new TlvReader(), path, payload, values),
                ContentFormat.Cbor when !path.IsRoot => DecodeCbor(path, payload, values),
                ContentFormat.SenMlJson or ContentFormat.SenMlCbor => DecodeSenMl(path, format, payload, now, values),
                _ => null,
            };
            if (problem != null)
            {
                string raw = format == ContentFormat.SenMlJson ? Printable(Encoding.UTF8.GetString(payload)) : Convert.ToHexString(payload);
                problem = $"the {CoapNames.Format(format)} payload is malformed{problem}: {raw}";
            }

            return values;
        }

        /// <summary>
        /// Gets a time as people read it.
        /// </summary>
        /// <param name="time">The time.</param>
        /// <returns>The time in UTC, to the second, or to the millisecond where it is between two.</returns>
        public static string Date(DateTimeOffset time)
        {
            string format = time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.fff";
            return $"{time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)} UTC";
        }

        private static string Decode(ContentReader reader, ResourcePath path, byte[] payload, List<DecodedValue> values)
        {
            reader.Begin(payload, 0, payload.Length, path);
            while (true)
            {
                switch (reader.Next())
                {
                    case ContentEntry.End:
                        return null;
                    case ContentEntry.Malformed:
                        return string.Empty;
                    case ContentEntry.Value:
                        values.Add(Value(reader));
                        break;
                    default:
                        break;
                }
            }
        }

        private static DecodedValue Value(ContentReader reader)
        {
            ResourceDefinition definition = ResourceModel.Find(reader.Path.ObjectId, reader.Path.ResourceId);
            ResourceType asItIs = reader.Format == ContentFormat.PlainText ? ResourceType.String : ResourceType.Opaque;
            ResourceType type = definition == null || definition.Type == ResourceType.None ? asItIs : definition.Type;
            ResourceValue value = new();
            bool fits = reader.ReadValue(type, value);
            if (!fits)
            {
                reader.ReadValue(asItIs, value);
            }

            return Value(PathText.ToText(reader.Path), definition, value.Type switch
            {
                ResourceType.Integer or ResourceType.Time => value.Integer,
                ResourceType.Unsigned => (ulong)value.Integer,
                ResourceType.Float => value.Float,
                ResourceType.Boolean => value.Boolean,
                ResourceType.ObjectLink => new ObjectLink((ushort)value.LinkedObjectId, (ushort)value.LinkedInstanceId),
                ResourceType.Opaque => value.Buffer.AsSpan(value.Offset, value.Count).ToArray(),
                _ => Encoding.UTF8.GetString(value.Buffer, value.Offset, value.Count),
            }, fits);
        }

        private static string DecodeCbor(ResourcePath path, byte[] payload, List<DecodedValue> values)
        {
            try
            {
                values.Add(Value(path, CborValue.Decode(payload)));
                return null;
            }
            catch (FormatException exception)
            {
                return $" ({Printable(exception.Message)})";
            }
        }

        private static string DecodeSenMl(ResourcePath asked, int format, byte[] payload, DateTimeOffset now, List<DecodedValue> values)
        {
            IReadOnlyList<SenMlRecord> records = SenMl.Decode(format, payload, now, out string problem);
            foreach (SenMlRecord record in records)
            {
                ResourcePath path = record.Name.StartsWith('/') ? PathText.Parse(record.Name) : null;
                if (path == null)
                {
                    problem ??= $"'{record.Name}' is no path";
                }
                else if (!PathText.IsBelow(path, asked))
                {
                    problem ??= $"{record.Name} is not asked for";
                }
                else if (record.Value != null && path.ResourceId == ResourcePath.None)
                {
                    problem ??= $"{record.Name} is no resource";
                }
                else if (record.Value != null)
                {
                    // The registry's unit where it has one.
                    DecodedValue value = Value(path, record.Value);
                    bool wantsUnit = record.Unit != null && ResourceModel.Find(path.ObjectId, path.ResourceId)?.Units == null;
                    values.Add(value with { Time = record.Time, Text = wantsUnit ? $"{value.Text} {Printable(record.Unit)}" : value.Text });
                }
            }

            return problem == null ? null : $" ({Printable(problem)})";
        }

        // A value of a format that says types of its own, which need not be the registry's.
        private static DecodedValue Value(ResourcePath path, object value)
        {
            ResourceDefinition definition = ResourceModel.Find(path.ObjectId, path.ResourceId);
            object typed = definition?.Type switch
            {
                ResourceType.Integer or ResourceType.Time when value is double number && number == Math.Floor(number) && Math.Abs(number) < 1L << 53 => (long)number,
                ResourceType.Integer or ResourceType.Time => value as long?,
                ResourceType.Unsigned when value is long and >= 0 => (ulong)(long)value,
                ResourceType.Unsigned => value as ulong?,
                ResourceType.Float when value is long or ulong or double => Convert.ToDouble(value),
                ResourceType.Float => null,
                ResourceType.Boolean => value as bool?,
                ResourceType.String => value as string,
                ResourceType.Opaque => value as byte[],
                ResourceType.ObjectLink when value is string text => ObjectLink.Parse(text),
                ResourceType.ObjectLink => value as ObjectLink,
                _ => value,
            };
            return Value(PathText.ToText(path), definition, typed ?? value, typed != null);
        }

        private static DecodedValue Value(string path, ResourceDefinition definition, object value, bool fits)
        {
            string text = ToText(value, fits && definition?.Type == ResourceType.Time);
            return new DecodedValue(path, definition?.Name, ToPlain(value), !fits ? $"{text} (no {definition.Type})" : definition?.Units == null ? text : $"{text} {definition.Units}");
        }

        private static object ToPlain(object value) => value switch
        {
            byte[] bytes => Convert.ToHexString(bytes),
            double number when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
            ObjectLink link => link.ToString(),
            _ => value,
        };

        private static string ToText(object value, bool isTime) => value switch
        {
            string text => $"\"{Printable(text)}\"",
            byte[] bytes => $"0x{Convert.ToHexString(bytes)}",
            bool boolean => boolean ? "true" : "false",
            long seconds when isTime && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() =>
                $"{seconds} ({Date(DateTimeOffset.FromUnixTimeSeconds(seconds))})",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

        // One value is one line, whatever a device sends.
        private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()));
    }
}
