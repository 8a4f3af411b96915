using System;
using System.Collections.Generic;
using System.Formats.Cbor;
using System.Linq;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// SenML's representation in CBOR (RFC 8428, section 6).
    /// </summary>
    internal static class SenMlCbor
    {
        private static readonly Dictionary<string, long> s_labels = new()
        {
            [SenMl.BaseVersion] = -1, [SenMl.BaseName] = -2, [SenMl.BaseTime] = -3, [SenMl.BaseUnit] = -4, [SenMl.BaseValue] = -5,
            [SenMl.Name] = 0, [SenMl.Unit] = 1, [SenMl.Number] = 2, [SenMl.Text] = 3, [SenMl.Boolean] = 4, [SenMl.Time] = 6, [SenMl.Data] = 8,
        };

        private static readonly Dictionary<long, string> s_names = s_labels.ToDictionary(l => l.Value, l => l.Key);

        /// <summary>
        /// Reads a pack's records as they are.
        /// </summary>
        /// <param name="payload">The pack.</param>
        /// <param name="take">Takes each record's fields by their names in JSON; the value of one of no known kind is <see langword="null"/>.</param>
        /// <exception cref="FormatException">It is malformed.</exception>
        internal static void Read(byte[] payload, Action<Dictionary<string, object>> take) => CborValue.Read(payload, reader =>
        {
            reader.ReadStartArray();
            while (reader.PeekState() != CborReaderState.EndArray)
            {
                Dictionary<string, object> fields = new();
                reader.ReadStartMap();
                while (reader.PeekState() != CborReaderState.EndMap)
                {
                    string name = CborValue.Read(reader) switch
                    {
                        long label => s_names.GetValueOrDefault(label, label.ToString()),
                        string label => label,
                        _ => throw new FormatException("a field's label is neither an integer nor text"),
                    };
                    fields[name] = CborValue.Read(reader);
                }

                reader.ReadEndMap();
                take(fields);
            }

            reader.ReadEndArray();
        });

        /// <summary>
        /// Writes a pack.
        /// </summary>
        /// <param name="records">The records' fields.</param>
        /// <returns>The pack.</returns>
        internal static byte[] Write(IReadOnlyList<KeyValuePair<string, object>[]> records)
        {
            CborWriter writer = new();
            writer.WriteStartArray(records.Count);
            foreach (KeyValuePair<string, object>[] record in records)
            {
                writer.WriteStartMap(record.Length);
                foreach ((string name, object value) in record)
                {
                    CborValue.Write(writer, s_labels.TryGetValue(name, out long label) ? label : name);
                    CborValue.Write(writer, value);
                }

                writer.WriteEndMap();
            }

            writer.WriteEndArray();
            return writer.Encode();
        }
    }
}
