namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What happened to a request that waits for a device that sleeps.
    /// </summary>
    public enum QueueChangeKind
    {
        /// <summary>It was queued.</summary>
        Queued,

        /// <summary>It was sent, the device fell asleep over it, and it waits again, before all others.</summary>
        PutBack,
    }
}
