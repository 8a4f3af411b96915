using System.Net;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says what happened to a registration.
    /// </summary>
    /// <param name="Kind">What happened.</param>
    /// <param name="Registration">The registration as it is now, or as it was when it ended; <see langword="null"/> where a request
    /// without one was refused.</param>
    /// <param name="Peer">Who asked for it; <see langword="null"/> where time did.</param>
    /// <param name="Replaces">Whether a device registered that was registered already.</param>
    /// <param name="Reason">Why it was refused, else <see langword="null"/>.</param>
    public sealed record RegistrationChange(
        RegistrationChangeKind Kind, Registration Registration, EndPoint Peer = null, bool Replaces = false, string Reason = null);
}
