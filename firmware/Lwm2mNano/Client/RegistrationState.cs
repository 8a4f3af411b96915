namespace Lwm2mNano.Client
{
    /// <summary>
    /// The states of a registration with one server.
    /// </summary>
    public enum RegistrationState
    {
        /// <summary>Not started, or ended by the application.</summary>
        Stopped,

        /// <summary>Waiting before the next attempt to register.</summary>
        Waiting,

        /// <summary>Silent for the Disable Timeout, then registering.</summary>
        Disabled,

        /// <summary>A Register is outstanding.</summary>
        Registering,

        /// <summary>Registered, and nothing is outstanding.</summary>
        Registered,

        /// <summary>Registered in queue mode, and the time is over for which the client stays reachable: nothing is received until there is something to send.</summary>
        Asleep,

        /// <summary>Registered, and an Update is outstanding.</summary>
        Updating,

        /// <summary>A Deregister is outstanding.</summary>
        Deregistering,

        /// <summary>The client has no server yet, or turns to the bootstrap server again.</summary>
        Bootstrapping,
    }
}
