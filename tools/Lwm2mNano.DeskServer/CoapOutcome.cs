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

        /// <summary>It was never sent: as many requests as may wait for the device wait already.</summary>
        QueueFull,

        /// <summary>It waited for the device until it was too late; it was not sent, or not answered and not sent again.</summary>
        QueueExpired,

        /// <summary>It was taken out of the device's queue; it was not sent, or not answered and not sent again.</summary>
        QueueCleared,

        /// <summary>The device's registration ended while it waited for the device; it was not sent, or not answered and not sent again.</summary>
        RegistrationEnded,
    }
}
