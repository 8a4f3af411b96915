using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says in the log what happens to observations.
    /// </summary>
    public static class ObservationReport
    {
        /// <summary>
        /// Writes the event of a change; a notification of one number with the numbers before it as small bars.
        /// </summary>
        /// <param name="log">The log.</param>
        /// <param name="change">The change.</param>
        public static void Write(EventLog log, ObservationChange change)
        {
            Observation observation = change.Observation;
            JsonObject data = new() { ["endpoint"] = observation.Endpoint, ["path"] = string.Join(' ', observation.Paths.Select(PathText.ToText)) };
            if (change.Kind == ObservationChangeKind.Ended)
            {
                data["reason"] = change.Reason;
                log.Write("ended", $"{observation}: {change.Reason}", data);
                return;
            }

            string type = change.IsConfirmable ? "CON" : "NON";
            string told = $"{type}, sequence {change.Sequence}, after {Seconds(change.Elapsed)}";
            data["sequence"] = change.Sequence;
            data["confirmable"] = change.IsConfirmable;
            data["seconds"] = Math.Round(change.Elapsed.TotalSeconds, 3);
            if (change.Kind == ObservationChangeKind.Overtaken)
            {
                data["reason"] = change.Reason;
                log.Write("overtaken", $"{observation} ({told}): {change.Reason}", data);
                return;
            }

            DeviceAnswer answer = change.Answer;
            if (answer.Outcome != CoapOutcome.Answered || !answer.IsSuccess)
            {
                data["message"] = answer.ToString();
                log.Write("error", $"{observation} ({told}): the rest did not come: {answer}", data);
                return;
            }

            told += AnswerReport.Payload(answer, data);
            IReadOnlyList<string> content = AnswerReport.Content(answer, data);
            if (content.Count != 1)
            {
                log.Write("notify", $"{observation} ({told})", data, content);
                return;
            }

            // The path of a single value stands there already.
            string path = PathText.ToText(observation.Paths[0]);
            string value = !observation.IsComposite && content[0].StartsWith(path + " ", StringComparison.Ordinal) ? content[0][path.Length..] : ": " + content[0];
            string bars = string.Empty;
            if (observation.History.Count > 0)
            {
                bars = " " + Sparkline.Draw(observation.History);
                data["history"] = new JsonArray(observation.History.Select(number => (JsonNode)number).ToArray());
            }

            log.Write("notify", $"{observation}{value}{bars} ({told})", data);
        }

        /// <summary>
        /// Describes an observation in a line.
        /// </summary>
        /// <param name="observation">The observation.</param>
        /// <returns>The line.</returns>
        public static string Describe(Observation observation)
        {
            string kind = observation.IsComposite ? ", composite" : string.Empty;
            string values = observation.Values.Count switch
            {
                0 => string.Empty,
                1 => $", {observation.Values[0].Text}",
                _ => $", {observation.Values.Count} values",
            };
            string bars = observation.History.Count > 1 ? " " + Sparkline.Draw(observation.History) : string.Empty;
            string reset = observation.IsResetting ? ", its next notification will be reset" : string.Empty;
            return $"{observation}{kind}: {observation.Notifications} {(observation.Notifications == 1 ? "notification" : "notifications")}{values}{bars}{reset}";
        }

        /// <summary>
        /// Gets an observation for programs.
        /// </summary>
        /// <param name="observation">The observation.</param>
        /// <returns>Its data.</returns>
        public static JsonObject ToJson(Observation observation) => new()
        {
            ["endpoint"] = observation.Endpoint,
            ["paths"] = new JsonArray(observation.Paths.Select(path => (JsonNode)PathText.ToText(path)).ToArray()),
            ["composite"] = observation.IsComposite,
            ["notifications"] = observation.Notifications,
            ["sequence"] = observation.Sequence,
            ["values"] = AnswerReport.ToJson(observation.Values),
            ["history"] = new JsonArray(observation.History.Select(number => (JsonNode)number).ToArray()),
        };

        private static string Seconds(TimeSpan elapsed) => elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture) + " s";
    }
}
