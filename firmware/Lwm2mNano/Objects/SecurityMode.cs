namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Values of Security Mode (Object 0, resource 2) that this client knows.
    /// </summary>
    public static class SecurityMode
    {
        /// <summary>Pre-Shared Key.</summary>
        public const int PreSharedKey = 0;

        /// <summary>No security.</summary>
        public const int NoSec = 3;
    }
}
