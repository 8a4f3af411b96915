using System.Collections.Generic;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A server that a device is given: how to reach it, and how to behave towards it.
    /// </summary>
    /// <param name="ShortServerId">Short Server ID, 1 to 65534.</param>
    /// <param name="Uri">The LwM2M Server URI; <see langword="null"/> for this server's own, as the device sees it.</param>
    /// <param name="IsSecure">Whether it is reached with DTLS and a pre-shared key.</param>
    /// <param name="Identity">The identity that names the key; of no bytes without security.</param>
    /// <param name="Key">The key; of no bytes without security. It is never shown.</param>
    /// <param name="Settings">The resources of Object 1 other than the Short Server ID and their values: <see cref="long"/>,
    /// <see cref="bool"/> or <see cref="string"/>; in rising order of the ids.</param>
    public sealed record BootstrapAccount(
        int ShortServerId, string Uri, bool IsSecure, byte[] Identity, byte[] Key, IReadOnlyList<(int ResourceId, object Value)> Settings)
    {
        /// <summary>Gets which server it is, without its key.</summary>
        /// <returns>Such as <c>server 101</c>.</returns>
        public override string ToString() => $"server {ShortServerId}";
    }
}
