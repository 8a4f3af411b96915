using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A device's registration as it was when it was asked for; an Update makes a new one of it.
    /// </summary>
    public sealed record Registration
    {
        /// <summary>The lifetime of a registration that names none (LwM2M Core 1.1, section 6.2.1).</summary>
        public const uint DefaultLifetimeSeconds = 86400;

        /// <summary>The binding of a registration that names none.</summary>
        public const string DefaultBinding = "U";

        /// <summary>Gets the Endpoint Client Name.</summary>
        public string Endpoint { get; init; }

        /// <summary>Gets the second segment of the location, <c>rd/</c> before it.</summary>
        public string Id { get; init; }

        /// <summary>Gets where the device is.</summary>
        public EndPoint Peer { get; init; }

        /// <summary>Gets the lifetime in seconds; 0 is without end.</summary>
        public uint LifetimeSeconds { get; init; } = DefaultLifetimeSeconds;

        /// <summary>Gets the LwM2M version, such as <c>1.1</c>.</summary>
        public string Version { get; init; }

        /// <summary>Gets the binding, such as <c>U</c>.</summary>
        public string Binding { get; init; } = DefaultBinding;

        /// <summary>Gets whether the device sleeps between its Updates (queue mode).</summary>
        public bool IsQueueMode { get; init; }

        /// <summary>Gets the objects and instances.</summary>
        public IReadOnlyList<LwM2mLink> Links { get; init; } = Array.Empty<LwM2mLink>();

        /// <summary>
        /// Gets the content formats that the device announces beyond the mandatory ones, the attribute <c>ct</c> of its root
        /// (LwM2M Core 1.1, section 6.2.1).
        /// </summary>
        public IReadOnlyList<int> Formats => Links
            .Where(link => link.Path is "/" or "")
            .SelectMany(link => link.Attributes.Where(a => a.Key == "ct" && a.Value != null))
            .SelectMany(ct => ct.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(format => ushort.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(format => int.Parse(format, CultureInfo.InvariantCulture))
            .ToArray();

        /// <summary>Gets when it was made.</summary>
        public DateTimeOffset RegisteredAt { get; init; }

        /// <summary>Gets when it was made or updated last.</summary>
        public DateTimeOffset UpdatedAt { get; init; }

        /// <summary>Gets when it ends unless it is updated.</summary>
        public DateTimeOffset ExpiresAt => LifetimeSeconds == 0 ? DateTimeOffset.MaxValue : UpdatedAt.AddSeconds(LifetimeSeconds);

        /// <summary>Gets the location that the device updates and deregisters at.</summary>
        public string Location => $"rd/{Id}";

        /// <summary>Gets the requests to the device; those of a new registration in place of an old one are the same.</summary>
        public DeviceQueue Queue { get; internal init; }
    }
}
