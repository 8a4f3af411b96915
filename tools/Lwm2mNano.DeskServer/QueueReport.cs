using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says in the log what waits for devices that sleep.
    /// </summary>
    public static class QueueReport
    {
        /// <summary>
        /// Writes the event of a change.
        /// </summary>
        /// <param name="log">The log.</param>
        /// <param name="change">The change.</param>
        public static void Write(EventLog log, QueueChange change)
        {
            bool isPutBack = change.Kind == QueueChangeKind.PutBack;
            JsonObject data = new() { ["endpoint"] = change.Endpoint, ["request"] = change.Request.What, ["waiting"] = change.Waiting };
            log.Write(
                isPutBack ? "putback" : "queued",
                $"{change.Endpoint} {change.Request.What}: device {(isPutBack ? "fell asleep" : "asleep")}, {change.Waiting} waiting",
                data);
        }

        /// <summary>
        /// Describes a device's queue.
        /// </summary>
        /// <param name="queue">The queue.</param>
        /// <returns>Such as <c>asleep, 2 waiting</c>.</returns>
        public static string Describe(DeviceQueue queue)
        {
            int waiting = queue.ToList().Count;
            return (queue.IsAwake ? "awake" : "asleep") + (waiting == 0 ? string.Empty : $", {waiting} waiting");
        }

        /// <summary>
        /// Describes what waits, a line each.
        /// </summary>
        /// <param name="requests">The requests.</param>
        /// <param name="now">The time.</param>
        /// <returns>The lines.</returns>
        public static IEnumerable<string> Describe(IEnumerable<QueuedRequest> requests, DateTimeOffset now) => requests.Select(request =>
        {
            string back = request.IsPutBack ? ", put back" : string.Empty;
            string left = request.ExpiresAt == DateTimeOffset.MaxValue ? string.Empty : $", for {Seconds(request.ExpiresAt - now)} more";
            return $"{request.What}: since {Seconds(now - request.QueuedAt)}{left}{back}";
        });

        /// <summary>
        /// Gets what waits for programs.
        /// </summary>
        /// <param name="requests">The requests.</param>
        /// <returns>Their data.</returns>
        public static JsonArray ToJson(IEnumerable<QueuedRequest> requests) => new(requests.Select(request => (JsonNode)new JsonObject
        {
            ["request"] = request.What,
            ["queuedAt"] = EventLog.Time(request.QueuedAt),
            ["expiresAt"] = request.ExpiresAt == DateTimeOffset.MaxValue ? null : EventLog.Time(request.ExpiresAt),
            ["putBack"] = request.IsPutBack,
        }).ToArray());

        private static string Seconds(TimeSpan time) => $"{(long)time.TotalSeconds} s";
    }
}
