namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What happened to an observation.
    /// </summary>
    public enum ObservationChangeKind
    {
        /// <summary>A notification came.</summary>
        Notified,

        /// <summary>A notification came that is older than one before it, which is not told.</summary>
        Overtaken,

        /// <summary>It ended without this server having asked for that.</summary>
        Ended,
    }
}
