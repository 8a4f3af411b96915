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

        /// <summary>With blocks of a response that do not fit together.</summary>
        BrokenTransfer,

        /// <summary>With a response in blocks that is longer than <see cref="CoapBlock.MaxBodyBytes"/>.</summary>
        TooLarge,

        /// <summary>It was never sent: the device is not registered.</summary>
        NotRegistered,

        /// <summary>It was never sent: there is nothing to cancel.</summary>
        NotObserved,
    }
}
