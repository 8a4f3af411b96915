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
    /// Makes payloads readable, by the client's readers and the registry's names and types. Payloads are untrusted: what is wrong with
    /// one is said in its place.
    /// </summary>
    public static class ContentDecoder
    {
        /// <summary>
        /// Decodes the values of a payload.
        /// </summary>
        /// <param name="path">What was read.</param>
        /// <param name="format">The payload's content format.</param>
        /// <param name="payload">The payload.</param>
        /// <param name="problem">Receives what is wrong with it, or <see langword="null"/>.</param>
        /// <returns>The values as far as they could be read; none in a format that has no values or is not known.</returns>
        public static IReadOnlyList<DecodedValue> Decode(ResourcePath path, int format, byte[] payload, out string problem)
        {
            List<DecodedValue> values = new();
            ContentReader reader = Reader(format);
            problem = null;
            if (reader == null || path.IsRoot)
            {
                return values;
            }

            reader.Begin(payload, 0, payload.Length, path);
            while (true)
            {
                switch (reader.Next())
                {
                    case ContentEntry.End:
                        return values;
                    case ContentEntry.Malformed:
                        problem = $"the {CoapNames.Format(format)} payload is malformed: {Convert.ToHexString(payload)}";
                        return values;
                    case ContentEntry.Value:
                        values.Add(Value(reader));
                        break;
                    default:
                        break;
                }
            }
        }

        private static ContentReader Reader(int format) => format switch
        {
            ContentFormat.PlainText => new TextReader(),
            ContentFormat.Opaque => new OpaqueReader(),
            ContentFormat.Tlv or ContentFormat.LegacyTlv => new TlvReader(),
            _ => null,
        };

        private static DecodedValue Value(ContentReader reader)
        {
            ResourceDefinition definition = ResourceModel.Find(reader.Path.ObjectId, reader.Path.ResourceId);
            ResourceType asItIs = reader.Format == ContentFormat.PlainText ? ResourceType.String : ResourceType.Opaque;
            ResourceType type = definition == null || definition.Type == ResourceType.None ? asItIs : definition.Type;
            string path = PathText.ToText(reader.Path);
            ResourceValue value = new();
            if (reader.ReadValue(type, value))
            {
                string text = ToText(value);
                return new DecodedValue(path, definition?.Name, ToObject(value), definition?.Units == null ? text : $"{text} {definition.Units}");
            }

            reader.ReadValue(asItIs, value);
            return new DecodedValue(path, definition?.Name, ToObject(value), $"{ToText(value)} (no {type})");
        }

        private static object ToObject(ResourceValue value) => value.Type switch
        {
            ResourceType.Integer or ResourceType.Time => value.Integer,
            ResourceType.Unsigned => (ulong)value.Integer,
            ResourceType.Float when double.IsFinite(value.Float) => value.Float,
            ResourceType.Float => value.Float.ToString(CultureInfo.InvariantCulture),
            ResourceType.Boolean => value.Boolean,
            ResourceType.ObjectLink => $"{value.LinkedObjectId}:{value.LinkedInstanceId}",
            ResourceType.Opaque => Convert.ToHexString(value.Buffer, value.Offset, value.Count),
            _ => Encoding.UTF8.GetString(value.Buffer, value.Offset, value.Count),
        };

        private static string ToText(ResourceValue value)
        {
            object plain = ToObject(value);
            switch (value.Type)
            {
                case ResourceType.String:
                    // One value is one line, whatever a device sends.
                    return $"\"{string.Concat(((string)plain).Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString()))}\"";
                case ResourceType.Opaque:
                    return $"0x{plain}";
                case ResourceType.Time:
                    return $"{plain}{Date(value.Integer)}";
                case ResourceType.Boolean:
                    return value.Boolean ? "true" : "false";
                default:
                    return Convert.ToString(plain, CultureInfo.InvariantCulture);
            }
        }

        private static string Date(long seconds)
        {
            return seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? $" ({DateTimeOffset.FromUnixTimeSeconds(seconds):yyyy-MM-dd HH:mm:ss} UTC)"
                : string.Empty;
        }
    }
}
