using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using Lwm2mNano.Content;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says in the log what happens in bootstraps: a line a step. What is written is not shown, because there are keys in it.
    /// </summary>
    public static class BootstrapReport
    {
        private const string Event = "bootstrap";

        /// <summary>
        /// Writes the event of a change.
        /// </summary>
        /// <param name="log">The log.</param>
        /// <param name="change">The change.</param>
        public static void Write(EventLog log, BootstrapChange change)
        {
            string address = RegistrationReport.Address(change.Peer);
            JsonObject data = new()
            {
                ["endpoint"] = change.Endpoint,
                ["operation"] = change.Operation ?? (change.Kind == BootstrapChangeKind.Requested ? "request" : Event),
            };
            string what = string.Join(' ', new[] { change.Endpoint, change.Operation, change.Path }.Where(w => w != null));
            string format = string.Empty;
            if (change.Path != null)
            {
                data["path"] = change.Path;
            }

            if (change.Format != ContentFormat.None)
            {
                data["format"] = CoapNames.Format(change.Format);
                format = $", {CoapNames.Format(change.Format)}";
            }

            if (change.Bytes > 0)
            {
                data["bytes"] = change.Bytes;
                format += $", {change.Bytes} bytes";
            }

            if (change.Answer?.Outcome == CoapOutcome.Answered)
            {
                data["code"] = change.Answer.ToString();
            }

            if (change.Reason != null)
            {
                data[change.Kind == BootstrapChangeKind.Failed ? "message" : "reason"] = change.Reason;
            }

            switch (change.Kind)
            {
                case BootstrapChangeKind.Requested:
                    data["address"] = address;
                    data["identity"] = (change.Peer as DtlsPeer)?.Identity;
                    string key = change.Peer is DtlsPeer secure ? $" with the key of '{secure.Identity}'" : string.Empty;
                    log.Write(Event, $"{what} from {address}{key} asks for its servers{format}", data);
                    break;
                case BootstrapChangeKind.Step:
                    log.Write(Event, $"{what}: {change.Answer}{format}{(change.Reason == null ? string.Empty : $"; {change.Reason}")}", data);
                    break;
                case BootstrapChangeKind.Finished:
                    data["exchanges"] = change.Exchanges;
                    data["servers"] = new JsonArray(change.Servers.Select(s => (JsonNode)new JsonObject { ["shortServerId"] = s.ShortServerId, ["uri"] = s.Uri }).ToArray());
                    IEnumerable<string> servers = change.Servers.Select(s => $"{s.ShortServerId} at {s.Uri}");
                    log.Write("bootstrapped", $"{change.Endpoint}: {string.Join(", ", servers)}, {change.Exchanges} exchanges", data);
                    break;
                default:
                    log.Write("error", $"{what}: {change.Reason}: the bootstrap ends", data);
                    break;
            }
        }
    }
}
