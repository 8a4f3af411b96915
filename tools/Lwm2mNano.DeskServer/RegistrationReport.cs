using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json.Nodes;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says in the log what happens to registrations.
    /// </summary>
    public static class RegistrationReport
    {
        private const int SecondsPerMinute = 60;
        private const int SecondsPerHour = 3600;

        /// <summary>
        /// Writes the event of a change.
        /// </summary>
        /// <param name="log">The log.</param>
        /// <param name="change">The change.</param>
        public static void Write(EventLog log, RegistrationChange change)
        {
            string name = change.Kind.ToString().ToLowerInvariant();
            if (change.Kind == RegistrationChangeKind.Refused)
            {
                string peer = Address(change.Peer);
                log.Write(name, $"{peer}: {change.Reason}", new JsonObject { ["address"] = peer, ["reason"] = change.Reason });
                return;
            }

            Registration registration = change.Registration;
            JsonObject data = ToJson(registration);
            switch (change.Kind)
            {
                case RegistrationChangeKind.Registered:
                    data["replaces"] = change.Replaces;
                    log.Write(name, Describe(registration) + (change.Replaces ? ", in place of the old one" : string.Empty), data);
                    break;
                case RegistrationChangeKind.Updated:
                    log.Write(name, $"{registration.Endpoint} from {Address(registration.Peer)}: lifetime {Duration(registration.LifetimeSeconds)}", data);
                    break;
                case RegistrationChangeKind.Expired:
                    log.Write(name, $"{registration.Endpoint}: no Update within {Duration(registration.LifetimeSeconds)}", data);
                    break;
                default:
                    log.Write(name, registration.Endpoint, data);
                    break;
            }
        }

        /// <summary>
        /// Describes a registration in a line.
        /// </summary>
        /// <param name="registration">The registration.</param>
        /// <returns>The line.</returns>
        public static string Describe(Registration registration)
        {
            string queue = registration.IsQueueMode ? ", queue mode" : string.Empty;
            string key = registration.Peer is DtlsPeer secure ? $" with the key of '{secure.Identity}'" : string.Empty;

            // The root's link says no more than the formats do.
            IEnumerable<LwM2mLink> links = registration.Links.Where(link => registration.Formats.Count == 0 || link.Path.Trim('/').Length > 0);
            string formats = registration.Formats.Count == 0 ? string.Empty : $"formats {string.Join(' ', registration.Formats.Select(CoapNames.Format))}, ";
            return $"{registration.Endpoint} from {Address(registration.Peer)}{key}: lifetime {Duration(registration.LifetimeSeconds)}, LwM2M {registration.Version}, "
                + $"binding {registration.Binding}{queue}, {formats}{registration.Location}, {string.Join(' ', links)}";
        }

        /// <summary>
        /// Gets a registration for programs.
        /// </summary>
        /// <param name="registration">The registration.</param>
        /// <returns>Its data.</returns>
        public static JsonObject ToJson(Registration registration) => new()
        {
            ["endpoint"] = registration.Endpoint,
            ["address"] = Address(registration.Peer),
            ["identity"] = (registration.Peer as DtlsPeer)?.Identity,
            ["location"] = registration.Location,
            ["lifetime"] = registration.LifetimeSeconds,
            ["version"] = registration.Version,
            ["binding"] = registration.Binding,
            ["queueMode"] = registration.IsQueueMode,
            ["awake"] = registration.Queue.IsAwake,
            ["waiting"] = registration.Queue.ToList().Count,
            ["formats"] = new JsonArray(registration.Formats.Select(format => (JsonNode)format).ToArray()),
            ["registeredAt"] = registration.RegisteredAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["updatedAt"] = registration.UpdatedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["links"] = ToJson(registration.Links),
        };

        /// <summary>
        /// Gets links for programs.
        /// </summary>
        /// <param name="links">The links.</param>
        /// <returns>Their data.</returns>
        public static JsonArray ToJson(IEnumerable<LwM2mLink> links) => new(links.Select(link => (JsonNode)new JsonObject
        {
            ["path"] = link.Path,
            ["attributes"] = new JsonObject(
                link.Attributes.DistinctBy(a => a.Key).Select(a => KeyValuePair.Create(a.Key, (JsonNode)JsonValue.Create(a.Value)))),
        }).ToArray());

        /// <summary>
        /// Gets where a peer is.
        /// </summary>
        /// <param name="peer">The peer.</param>
        /// <returns>Its address and port; an address of IPv4 on a socket of both kinds as what it is.</returns>
        public static string Address(EndPoint peer) => peer switch
        {
            DtlsPeer secure => Address(secure.Address),
            IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
            _ => peer.ToString(),
        };

        private static string Duration(uint seconds)
        {
            return seconds == 0 ? "without end"
                : seconds % SecondsPerHour == 0 ? $"{seconds / SecondsPerHour} h"
                : seconds % SecondsPerMinute == 0 ? $"{seconds / SecondsPerMinute} min"
                : $"{seconds} s";
        }
    }
}
