namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What happened in a bootstrap.
    /// </summary>
    public enum BootstrapChangeKind
    {
        /// <summary>A device asked for it.</summary>
        Requested,

        /// <summary>A device answered a step, and there is another one.</summary>
        Step,

        /// <summary>A device agreed that it is finished.</summary>
        Finished,

        /// <summary>It ended before.</summary>
        Failed,
    }
}
