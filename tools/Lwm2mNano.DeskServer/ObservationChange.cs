using System;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says what happened to an observation.
    /// </summary>
    /// <param name="Kind">What happened.</param>
    /// <param name="Observation">The observation.</param>
    public sealed record ObservationChange(ObservationChangeKind Kind, Observation Observation)
    {
        /// <summary>Gets the notification's sequence number, 0 to 16777215.</summary>
        public int Sequence { get; init; }

        /// <summary>Gets whether the notification was confirmable.</summary>
        public bool IsConfirmable { get; init; }

        /// <summary>Gets the time since the notification before it, or since the observation began.</summary>
        public TimeSpan Elapsed { get; init; }

        /// <summary>Gets the notification's content; <see langword="null"/> where it is not told.</summary>
        public DeviceAnswer Answer { get; init; }

        /// <summary>Gets the sequence number that overtook it; or why it ended.</summary>
        public string Reason { get; init; }

        /// <summary>Gets which notification it is, from 1.</summary>
        internal int Number { get; init; }

        /// <summary>Gets the notification as it came.</summary>
        internal CoapMessage Message { get; init; }
    }
}
