namespace Lwm2mNano.Client
{
    /// <summary>
    /// What a client tells whoever watches it.
    /// </summary>
    public enum ClientEvent
    {
        /// <summary>A Register was sent.</summary>
        Registering,

        /// <summary>The server took the registration.</summary>
        Registered,

        /// <summary>An attempt to register failed; the detail is the response code, 0 for no answer, or a negative <see cref="Hal.TransportResult"/>.</summary>
        RegistrationFailed,

        /// <summary>An Update was sent.</summary>
        Updating,

        /// <summary>The server took the Update.</summary>
        Updated,

        /// <summary>An Update failed; the detail is the response code, 0 for no answer, or a negative <see cref="Hal.TransportResult"/>. A Register follows.</summary>
        UpdateFailed,

        /// <summary>The registration was ended, by the application or by Disable; the detail is the response code, or 0 for no answer.</summary>
        Deregistered,

        /// <summary>The client waits before it registers again; the detail is the wait in seconds.</summary>
        Waiting,

        /// <summary>There is no usable account: no server, no URI, or one of a scheme that is not known.</summary>
        NotConfigured,

        /// <summary>The time is over for which the client stays reachable (queue mode).</summary>
        Asleep,

        /// <summary>Values are being sent (Send); the detail is how many.</summary>
        Sending,

        /// <summary>The server has taken the values sent; the detail is the code.</summary>
        Sent,

        /// <summary>The server has refused the values sent, which are then given up, or has not answered, 0; then they are sent again later.</summary>
        SendFailed,

        /// <summary>A bootstrap was requested.</summary>
        Bootstrapping,

        /// <summary>A bootstrap has finished and its configuration is in force; the detail is the code.</summary>
        Bootstrapped,

        /// <summary>A bootstrap has failed, and what was in force before is again; the detail is the code or a negative transport result, 0 without an answer.</summary>
        BootstrapFailed,
    }
}
