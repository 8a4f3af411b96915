using System;
using System.Buffers;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text.Json;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// SenML's representation in JSON (RFC 8428, section 5).
    /// </summary>
    internal static class SenMlJson
    {
        private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

        /// <summary>
        /// Reads a pack's records as they are.
        /// </summary>
        /// <param name="payload">The pack.</param>
        /// <param name="take">Takes each record's fields by their names; the value of one of no known kind is <see langword="null"/>.</param>
        /// <exception cref="FormatException">It is malformed.</exception>
        internal static void Read(byte[] payload, Action<Dictionary<string, object>> take)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(payload, s_options);
                if (document.RootElement.ValueKind != JsonValueKind.Array)
                {
                    throw new FormatException("the pack is no array");
                }

                foreach (JsonElement record in document.RootElement.EnumerateArray())
                {
                    if (record.ValueKind != JsonValueKind.Object)
                    {
                        throw new FormatException("a record is no object");
                    }

                    Dictionary<string, object> fields = new();
                    foreach (JsonProperty field in record.EnumerateObject())
                    {
                        fields.Add(field.Name, Value(field));
                    }

                    take(fields);
                }
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // The latter where a text is no Unicode.
                throw new FormatException(exception.Message);
            }
        }

        /// <summary>
        /// Writes a pack.
        /// </summary>
        /// <param name="records">The records' fields.</param>
        /// <returns>The pack.</returns>
        internal static byte[] Write(IEnumerable<KeyValuePair<string, object>[]> records)
        {
            ArrayBufferWriter<byte> buffer = new();
            using Utf8JsonWriter writer = new(buffer);
            writer.WriteStartArray();
            foreach (KeyValuePair<string, object>[] record in records)
            {
                writer.WriteStartObject();
                foreach ((string name, object value) in record)
                {
                    writer.WritePropertyName(name);
                    JsonSerializer.Serialize(writer, value is byte[] bytes ? Base64Url.EncodeToString(bytes) : value);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.Flush();
            return buffer.WrittenSpan.ToArray();
        }

        private static object Value(JsonProperty field)
        {
            switch (field.Value.ValueKind)
            {
                case JsonValueKind.True:
                    return true;
                case JsonValueKind.False:
                    return false;
                case JsonValueKind.Number when field.Value.TryGetInt64(out long integer):
                    return integer;
                case JsonValueKind.Number when field.Value.TryGetUInt64(out ulong integer):
                    return integer;
                case JsonValueKind.Number when field.Value.TryGetDouble(out double number) && double.IsFinite(number):
                    return number;
                case JsonValueKind.Number:
                    throw new FormatException($"the number {field.Value.GetRawText()} is out of range");
                case JsonValueKind.String when field.Name == SenMl.Data:
                    return Bytes(field.Value.GetString());
                case JsonValueKind.String:
                    return field.Value.GetString();
                default:
                    return null;
            }
        }

        private static byte[] Bytes(string text)
        {
            try
            {
                return Base64Url.DecodeFromChars(text);
            }
            catch (FormatException)
            {
                throw new FormatException($"'{text}' is not Base64 for URLs");
            }
        }
    }
}
