namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What happened to a registration.
    /// </summary>
    public enum RegistrationChangeKind
    {
        /// <summary>A device registered, perhaps anew.</summary>
        Registered,

        /// <summary>A device updated its registration.</summary>
        Updated,

        /// <summary>A device deregistered.</summary>
        Deregistered,

        /// <summary>A registration was not updated within its lifetime.</summary>
        Expired,

        /// <summary>A Register, Update, Deregister or Send was refused.</summary>
        Refused,
    }
}
