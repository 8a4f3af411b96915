using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What a device tells the changes of (RFC 7641; LwM2M Core 1.1, section 6.4).
    /// </summary>
    public sealed class Observation
    {
        /// <summary>How many numbers of the past are kept.</summary>
        public const int MaxHistory = 24;

        internal Observation(string endpoint, IReadOnlyList<ResourcePath> paths, bool isComposite, CoapMessage request)
        {
            Endpoint = endpoint;
            Paths = paths;
            IsComposite = isComposite;
            Request = request;
        }

        /// <summary>Gets the device's Endpoint Client Name.</summary>
        public string Endpoint { get; }

        /// <summary>Gets what is observed: a path, or those of a composite observation.</summary>
        public IReadOnlyList<ResourcePath> Paths { get; }

        /// <summary>Gets whether it is a composite observation, even of one path.</summary>
        public bool IsComposite { get; }

        /// <summary>Gets the sequence number of the newest notification, 0 to 16777215.</summary>
        public int Sequence { get; internal set; }

        /// <summary>Gets how many notifications were taken.</summary>
        public int Notifications { get; internal set; }

        /// <summary>Gets the values last told.</summary>
        public IReadOnlyList<DecodedValue> Values { get; private set; } = Array.Empty<DecodedValue>();

        /// <summary>Gets the last numbers, the newest at the end, where what is observed is one number.</summary>
        public IReadOnlyList<double> History { get; private set; } = Array.Empty<double>();

        /// <summary>Gets whether its next notification will be answered with a reset, which ends it.</summary>
        public bool IsResetting { get; internal set; }

        /// <summary>Gets the request that it began with, without Observe and token.</summary>
        internal CoapMessage Request { get; }

        /// <summary>Gets or sets its token.</summary>
        internal byte[] Token { get; set; }

        /// <summary>Gets or sets whether the device has agreed.</summary>
        internal bool IsActive { get; set; }

        /// <summary>Gets or sets when something was taken last, as a time stamp of the clock.</summary>
        internal long Touched { get; set; }

        /// <summary>Gets or sets which notification was told last, from 1.</summary>
        internal int LastTold { get; set; }

        /// <summary>Gets or sets whether the rest of a notification is being fetched.</summary>
        internal bool IsFetching { get; set; }

        /// <summary>Gets or sets the notification whose rest is fetched next.</summary>
        internal ObservationChange Waiting { get; set; }

        /// <summary>Gets what a single answer is about: its path, or the root of a composite one.</summary>
        internal ResourcePath Path => IsComposite ? new ResourcePath() : Paths[0];

        /// <summary>Gets the device and the paths.</summary>
        /// <returns>Such as <c>node /3/0/9</c>.</returns>
        public override string ToString() => $"{Endpoint} {string.Join(' ', Paths.Select(PathText.ToText))}";

        /// <summary>Keeps what was told.</summary>
        internal void Keep(DeviceAnswer answer)
        {
            IReadOnlyList<DecodedValue> values = answer.Values(out _);
            if (values.Count > 0)
            {
                Values = values;
                History = values.Count == 1 && values[0].Value is long or ulong or double
                    ? History.TakeLast(MaxHistory - 1).Append(Convert.ToDouble(values[0].Value)).ToArray()
                    : Array.Empty<double>();
            }
        }
    }
}
