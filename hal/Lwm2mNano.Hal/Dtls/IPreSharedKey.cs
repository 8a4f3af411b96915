namespace Lwm2mNano.Hal.Dtls
{
    /// <summary>
    /// The credentials of a DTLS session with a pre-shared key, as the Security Object holds them. Read whenever a session is opened; the buffers
    /// belong to whoever implements this, and their beginnings are the values.
    /// </summary>
    public interface IPreSharedKey
    {
        /// <summary>Gets the buffer of the PSK identity.</summary>
        byte[] IdentityBytes { get; }

        /// <summary>Gets the identity's length, 1 to 128 bytes.</summary>
        int IdentityLength { get; }

        /// <summary>Gets the buffer of the key.</summary>
        byte[] KeyBytes { get; }

        /// <summary>Gets the key's length, 1 to 64 bytes.</summary>
        int KeyLength { get; }
    }
}
