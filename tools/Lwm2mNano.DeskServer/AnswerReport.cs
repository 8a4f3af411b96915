using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lwm2mNano.Content;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says in the log what became of requests to devices.
    /// </summary>
    public static class AnswerReport
    {
        /// <summary>
        /// Writes the event of an answer, or of there being none.
        /// </summary>
        /// <param name="log">The log.</param>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="operation">What was asked for.</param>
        /// <param name="paths">Of what.</param>
        /// <param name="answer">The answer.</param>
        public static void Write(EventLog log, string endpoint, string operation, IReadOnlyList<string> paths, DeviceAnswer answer)
        {
            string path = string.Join(' ', paths);
            JsonObject data = new() { ["endpoint"] = endpoint, ["operation"] = operation, ["path"] = path };
            string what = $"{endpoint} {operation} {path}";
            if (answer.Outcome != CoapOutcome.Answered)
            {
                data["message"] = answer.ToString();
                data["seconds"] = Math.Round(answer.Elapsed.TotalSeconds, 1);
                log.Write("error", $"{what}: {answer} ({answer.Elapsed.TotalSeconds:F1} s)", data);
                return;
            }

            StringBuilder text = new($"{what}: {answer}");
            data["code"] = answer.ToString();
            data["success"] = answer.IsSuccess;
            data["milliseconds"] = (long)answer.Elapsed.TotalMilliseconds;
            data["exchanges"] = answer.Exchanges;
            if (answer.Location != null)
            {
                text.Append($", {answer.Location}");
                data["location"] = answer.Location;
            }

            if (operation is CommandConsole.Observe or CommandConsole.ObserveComposite)
            {
                text.Append(answer.IsObserved ? ", observed" : ", not observed");
                data["observed"] = answer.IsObserved;
            }

            if (answer.MaxBytes != null)
            {
                text.Append($", takes up to {answer.MaxBytes} bytes");
                data["maxBytes"] = answer.MaxBytes;
            }

            text.Append(Payload(answer, data));
            if (answer.Exchanges > 1)
            {
                text.Append($", {answer.Exchanges} exchanges");
            }

            IReadOnlyList<LwM2mLink> links = answer.Links();
            if (links != null)
            {
                data["links"] = RegistrationReport.ToJson(links);
                log.Write("response", text.ToString(), data, links.Select(l => l.ToString()));
                return;
            }

            // A single value fits into the line.
            IReadOnlyList<string> content = Content(answer, data);
            log.Write("response", content.Count == 1 ? $"{text}: {content[0]}" : text.ToString(), data, content.Count == 1 ? null : content);
        }

        /// <summary>
        /// Describes an answer's payload.
        /// </summary>
        /// <param name="answer">The answer.</param>
        /// <param name="data">Receives its format and bytes.</param>
        /// <returns>Such as <c>, text, 2 bytes</c>; empty if there is none.</returns>
        internal static string Payload(DeviceAnswer answer, JsonObject data)
        {
            if (answer.Payload.Length == 0)
            {
                return string.Empty;
            }

            string format = answer.Format == ContentFormat.None ? "no format" : CoapNames.Format(answer.Format);
            data["format"] = format;
            data["payload"] = Convert.ToHexString(answer.Payload);
            return $", {format}, {answer.Payload.Length} {(answer.Payload.Length == 1 ? "byte" : "bytes")}";
        }

        /// <summary>
        /// Describes what is in an answer's payload.
        /// </summary>
        /// <param name="answer">The answer.</param>
        /// <param name="data">Receives the values and what is wrong with the payload.</param>
        /// <returns>The values and what is wrong, a line each; what else there is in one line.</returns>
        internal static IReadOnlyList<string> Content(DeviceAnswer answer, JsonObject data)
        {
            IReadOnlyList<DecodedValue> values = answer.Values(out string problem);
            List<string> lines = values.Select(v => v.ToString()).ToList();
            if (values.Count > 0)
            {
                data["values"] = ToJson(values);
            }
            else if (answer.Payload.Length > 0 && problem == null)
            {
                lines.Add(answer.IsSuccess ? Convert.ToHexString(answer.Payload) : Encoding.UTF8.GetString(answer.Payload));
            }

            if (problem != null)
            {
                lines.Add(problem);
                data["problem"] = problem;
            }

            return lines;
        }

        /// <summary>
        /// Gets values for programs.
        /// </summary>
        /// <param name="values">The values.</param>
        /// <returns>Their data.</returns>
        internal static JsonArray ToJson(IEnumerable<DecodedValue> values) => new(values.Select(value => (JsonNode)new JsonObject
        {
            ["path"] = value.Path,
            ["name"] = value.Name,
            ["value"] = JsonSerializer.SerializeToNode(value.Value),
            ["text"] = value.Text,
            ["at"] = value.Time == null ? null : EventLog.Time(value.Time.Value),
        }).ToArray());
    }
}
