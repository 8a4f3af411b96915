namespace Lwm2mNano.Client
{
    /// <summary>
    /// Where a bootstrap stands.
    /// </summary>
    public enum BootstrapState
    {
        /// <summary>There is none.</summary>
        Idle,

        /// <summary>The hold-off time, or the wait after a failure, has not passed.</summary>
        Waiting,

        /// <summary>The Bootstrap-Request was sent and is not answered yet.</summary>
        Requesting,

        /// <summary>The bootstrap server writes.</summary>
        Open,

        /// <summary>The bootstrap server has finished: its configuration is in force.</summary>
        Succeeded,

        /// <summary>It failed: what was in force before is again.</summary>
        Failed,
    }
}
