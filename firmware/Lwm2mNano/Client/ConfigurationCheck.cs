using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// Whether a configuration can be worked with: what Bootstrap-Finish asks (LwM2M Core 1.1, section 6.1.7.6).
    /// </summary>
    public static class ConfigurationCheck
    {
        /// <summary>
        /// Gets whether every account is whole: each server has a Short Server ID of its own, a lifetime, a binding and one way to reach it, there
        /// is no way to a server that has no account, and none to a second bootstrap server.
        /// </summary>
        /// <param name="security">The Security Object.</param>
        /// <param name="server">The Server Object.</param>
        /// <param name="uri">A parser for the URIs.</param>
        /// <returns>Whether there is a server and nothing contradicts itself.</returns>
        public static bool IsConsistent(SecurityObject security, ServerObject server, ServerUri uri)
        {
            int servers = 0;
            for (int i = 0; i < security.InstanceCount; i++)
            {
                SecurityAccount account = security.Account(security.InstanceIdAt(i));
                if (!IsReachable(account, uri))
                {
                    return false;
                }

                servers += account.IsBootstrapServer ? 0 : 1;
            }

            bool isOneBootstrapServer = security.InstanceCount - servers <= 1;
            if (servers != server.InstanceCount || !isOneBootstrapServer)
            {
                return false;
            }

            for (int i = 0; i < server.InstanceCount; i++)
            {
                ServerAccount account = server.Account(server.InstanceIdAt(i));
                if (!account.IsComplete || security.AccountOf(account.ShortServerId) == null || server.IndexOfServer(account.ShortServerId) != i)
                {
                    return false;
                }
            }

            return servers > 0;
        }

        /// <summary>
        /// Gets whether an account says where its server is and has what its security takes.
        /// </summary>
        /// <param name="account">The account.</param>
        /// <param name="uri">A parser for its URI.</param>
        /// <returns>Whether it does.</returns>
        public static bool IsReachable(SecurityAccount account, ServerUri uri)
        {
            bool isSecure = account.SecurityMode != SecurityMode.NoSec;
            return uri.Parse(account.ServerUri) && uri.IsSecure == isSecure
                && (!isSecure || (account.Identity.Length > 0 && account.SecretKey.Length > 0));
        }
    }
}
