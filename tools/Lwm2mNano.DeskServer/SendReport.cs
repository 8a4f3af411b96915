using System;
using System.Linq;
using System.Text.Json.Nodes;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says in the log what devices send of their own accord.
    /// </summary>
    public static class SendReport
    {
        /// <summary>
        /// Writes the event.
        /// </summary>
        /// <param name="log">The log.</param>
        /// <param name="sent">What was sent.</param>
        public static void Write(EventLog log, SentData sent)
        {
            JsonObject data = new()
            {
                ["endpoint"] = sent.Registration.Endpoint,
                ["format"] = CoapNames.Format(sent.Format),
                ["payload"] = Convert.ToHexString(sent.Payload),
                ["values"] = AnswerReport.ToJson(sent.Values),
            };
            string count = sent.Values.Count == 1 ? "1 value" : $"{sent.Values.Count} values";
            log.Write(
                "send",
                $"{sent.Registration.Endpoint}: {count}, {CoapNames.Format(sent.Format)}, {sent.Payload.Length} bytes",
                data,
                sent.Values.Select(v => v.ToString()));
        }
    }
}
