using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Writes what happens: for people one line an event, with details indented below it where there are several; for programs one
    /// JSON object a line. May be used by several threads at once.
    /// </summary>
    public sealed class EventLog
    {
        private const int NameWidth = 12;
        private const string DetailIndent = "           ";

        private static readonly JsonSerializerOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

        private readonly TextWriter _output;
        private readonly bool _isJson;
        private readonly TimeProvider _time;
        private readonly object _lock = new();

        /// <summary>
        /// Creates the log.
        /// </summary>
        /// <param name="output">Where it goes.</param>
        /// <param name="isJson">Whether it is for programs.</param>
        /// <param name="time">The clock.</param>
        public EventLog(TextWriter output, bool isJson, TimeProvider time)
        {
            _output = output;
            _isJson = isJson;
            _time = time;
        }

        /// <summary>
        /// Gets a time for programs.
        /// </summary>
        /// <param name="time">The time.</param>
        /// <returns>Such as <c>2030-01-01T00:00:00.000Z</c>.</returns>
        internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

        /// <summary>
        /// Writes an event.
        /// </summary>
        /// <param name="name">Its name.</param>
        /// <param name="text">The event for people.</param>
        /// <param name="data">The event for programs.</param>
        /// <param name="details">Further lines for people, or <see langword="null"/>.</param>
        public void Write(string name, string text, JsonObject data, IEnumerable<string> details = null)
        {
            lock (_lock)
            {
                if (_isJson)
                {
                    JsonObject line = new() { ["event"] = name, ["time"] = Time(_time.GetUtcNow()) };
                    foreach ((string key, JsonNode value) in data)
                    {
                        line[key] = value?.DeepClone();
                    }

                    _output.WriteLine(line.ToJsonString(s_options));
                }
                else
                {
                    _output.WriteLine($"{_time.GetLocalNow():HH:mm:ss} {name.PadRight(NameWidth)} {text}");
                    foreach (string detail in details ?? Array.Empty<string>())
                    {
                        _output.WriteLine(DetailIndent + detail);
                    }
                }

                _output.Flush();
            }
        }
    }
}
