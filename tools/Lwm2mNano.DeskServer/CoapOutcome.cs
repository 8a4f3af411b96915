namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// How a request ended.
    /// </summary>
    public enum CoapOutcome
    {
        /// <summary>With a response.</summary>
        Answered,

        /// <summary>Nothing came in time.</summary>
        TimedOut,

        /// <summary>The peer reset it.</summary>
        Reset,

        /// <summary>It was never sent: the device is not registered.</summary>
        NotRegistered,
    }
}
