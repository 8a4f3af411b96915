using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Objects
{
    /// <summary>
    /// One instance of the Security Object: how to reach and trust one server. Buffers are allocated at construction.
    /// </summary>
    public sealed class SecurityAccount : IPreSharedKey
    {
        internal SecurityAccount()
        {
        }

        /// <summary>Gets the LwM2M Server URI (resource 0).</summary>
        public BoundedBytes ServerUri { get; } = new BoundedBytes(Limits.MaxServerUriBytes);

        /// <summary>Gets the Public Key or Identity (resource 3).</summary>
        public BoundedBytes Identity { get; } = new BoundedBytes(Limits.MaxIdentityBytes);

        /// <summary>Gets the Secret Key (resource 5).</summary>
        public BoundedBytes SecretKey { get; } = new BoundedBytes(Limits.MaxSecretKeyBytes);

        /// <inheritdoc/>
        public byte[] IdentityBytes => Identity.Bytes;

        /// <inheritdoc/>
        public int IdentityLength => Identity.Length;

        /// <inheritdoc/>
        public byte[] KeyBytes => SecretKey.Bytes;

        /// <inheritdoc/>
        public int KeyLength => SecretKey.Length;

        /// <summary>Gets whether this is a bootstrap server's account (resource 1).</summary>
        public bool IsBootstrapServer { get; internal set; }

        /// <summary>Gets the Security Mode (resource 2), one of <see cref="Objects.SecurityMode"/>.</summary>
        public int SecurityMode { get; internal set; }

        /// <summary>Gets the Short Server ID (resource 10), 1 to 65534; 0 if there is none.</summary>
        public int ShortServerId { get; internal set; }

        /// <summary>Gets the Client Hold Off Time (resource 11) in seconds.</summary>
        public int ClientHoldOffSeconds { get; internal set; }

        /// <summary>Gets the Bootstrap-Server Account Timeout (resource 12) in seconds; 0 means never.</summary>
        public int BootstrapAccountTimeoutSeconds { get; internal set; }

        internal void Reset()
        {
            ServerUri.Clear();
            Identity.Clear();
            SecretKey.Clear();
            IsBootstrapServer = false;
            SecurityMode = Objects.SecurityMode.NoSec;
            ShortServerId = 0;
            ClientHoldOffSeconds = 0;
            BootstrapAccountTimeoutSeconds = 0;
        }
    }
}
