namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Object 0, LwM2M Security, version 1.1: the accounts of the servers. No server sees it; the configuration writes it. Certificates
    /// are not supported, so resources 13 to 16 have no meaning here and are not there, and Server Public Key is accepted and not kept.
    /// </summary>
    public sealed class SecurityObject : LwM2mObject
    {
        /// <summary>The Object ID.</summary>
        public const int Id = 0;

        /// <summary>LwM2M Server URI.</summary>
        public const int ServerUri = 0;

        /// <summary>Bootstrap-Server.</summary>
        public const int BootstrapServer = 1;

        /// <summary>Security Mode.</summary>
        public const int Mode = 2;

        /// <summary>Public Key or Identity.</summary>
        public const int Identity = 3;

        /// <summary>Server Public Key.</summary>
        public const int ServerPublicKey = 4;

        /// <summary>Secret Key.</summary>
        public const int SecretKey = 5;

        /// <summary>Short Server ID.</summary>
        public const int ShortServerId = 10;

        /// <summary>Client Hold Off Time.</summary>
        public const int ClientHoldOffTime = 11;

        /// <summary>Bootstrap-Server Account Timeout.</summary>
        public const int BootstrapAccountTimeout = 12;

        private const int MaxShortServerId = 65534;

        private static readonly uint[] s_resources =
        {
            ServerUri | Resource.String | Resource.Mandatory,
            BootstrapServer | Resource.Boolean | Resource.Mandatory,
            Mode | Resource.Integer | Resource.Mandatory,
            Identity | Resource.Opaque | Resource.Mandatory,
            ServerPublicKey | Resource.Opaque | Resource.Mandatory,
            SecretKey | Resource.Opaque | Resource.Mandatory,
            ShortServerId | Resource.Integer,
            ClientHoldOffTime | Resource.Integer,
            BootstrapAccountTimeout | Resource.Integer,
        };

        private readonly SecurityAccount[] _accounts;

        /// <summary>
        /// Creates the object without accounts. Allocates room for <see cref="Limits.MaxServers"/> and the bootstrap server.
        /// </summary>
        public SecurityObject()
            : base(Id, s_resources, Limits.MaxServers + 1)
        {
            _accounts = new SecurityAccount[Limits.MaxServers + 1];
            for (int i = 0; i < _accounts.Length; i++)
            {
                _accounts[i] = new SecurityAccount();
            }
        }

        /// <summary>
        /// Finds an account.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <returns>The account, or <see langword="null"/>.</returns>
        public SecurityAccount Account(int instanceId)
        {
            int slot = SlotOf(instanceId);
            return slot < 0 ? null : _accounts[slot];
        }

        /// <summary>Gets the account of the bootstrap server, or <see langword="null"/>.</summary>
        public SecurityAccount BootstrapAccount
        {
            get
            {
                for (int i = 0; i < InstanceCount; i++)
                {
                    SecurityAccount account = Account(InstanceIdAt(i));
                    if (account.IsBootstrapServer)
                    {
                        return account;
                    }
                }

                return null;
            }
        }

        /// <summary>
        /// Deletes the account of the bootstrap server.
        /// </summary>
        public void DeleteBootstrapAccount()
        {
            for (int i = InstanceCount - 1; i >= 0; i--)
            {
                if (Account(InstanceIdAt(i)).IsBootstrapServer)
                {
                    Delete(InstanceIdAt(i));
                }
            }
        }

        /// <summary>
        /// Finds the account of a server.
        /// </summary>
        /// <param name="shortServerId">Short Server ID.</param>
        /// <returns>The account, or <see langword="null"/>.</returns>
        public SecurityAccount AccountOf(int shortServerId)
        {
            for (int i = 0; i < InstanceCount; i++)
            {
                SecurityAccount account = Account(InstanceIdAt(i));
                if (!account.IsBootstrapServer && account.ShortServerId == shortServerId)
                {
                    return account;
                }
            }

            return null;
        }

        /// <inheritdoc/>
        public override int Create(int instanceId)
        {
            int code = base.Create(instanceId);
            if (code == ResponseCode.Created)
            {
                Account(instanceId).Reset();
            }

            return code;
        }

        /// <inheritdoc/>
        public override int Delete(int instanceId)
        {
            Account(instanceId).Reset();
            return base.Delete(instanceId);
        }

        /// <inheritdoc/>
        public override bool IsPresent(int instanceId, int resourceId)
        {
            SecurityAccount account = Account(instanceId);
            switch (resourceId)
            {
                case ShortServerId:
                    return account.ShortServerId != 0;
                case ClientHoldOffTime:
                    return account.ClientHoldOffSeconds != 0;
                case BootstrapAccountTimeout:
                    return account.BootstrapAccountTimeoutSeconds != 0;
                default:
                    return true;
            }
        }

        /// <inheritdoc/>
        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            SecurityAccount account = Account(instanceId);
            switch (resourceId)
            {
                case ServerUri:
                    value.SetString(account.ServerUri.Bytes, 0, account.ServerUri.Length);
                    break;
                case BootstrapServer:
                    value.SetBoolean(account.IsBootstrapServer);
                    break;
                case Mode:
                    value.SetInteger(account.SecurityMode);
                    break;
                case Identity:
                    value.SetOpaque(account.Identity.Bytes, 0, account.Identity.Length);
                    break;
                case ServerPublicKey:
                    value.SetOpaque(account.Identity.Bytes, 0, 0);
                    break;
                case SecretKey:
                    value.SetOpaque(account.SecretKey.Bytes, 0, account.SecretKey.Length);
                    break;
                case ShortServerId:
                    value.SetInteger(account.ShortServerId);
                    break;
                case ClientHoldOffTime:
                    value.SetInteger(account.ClientHoldOffSeconds);
                    break;
                case BootstrapAccountTimeout:
                    value.SetInteger(account.BootstrapAccountTimeoutSeconds);
                    break;
                default:
                    return ResponseCode.NotFound;
            }

            return ResponseCode.Content;
        }

        /// <inheritdoc/>
        public override int Check(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            bool valid;
            switch (resourceId)
            {
                case ServerUri:
                    valid = value.Count <= Limits.MaxServerUriBytes;
                    break;
                case Mode:
                    valid = value.Integer == SecurityMode.PreSharedKey || value.Integer == SecurityMode.NoSec;
                    break;
                case Identity:
                    valid = value.Count <= Limits.MaxIdentityBytes;
                    break;
                case SecretKey:
                    valid = value.Count <= Limits.MaxSecretKeyBytes;
                    break;
                case ShortServerId:
                    valid = value.Integer >= 1 && value.Integer <= MaxShortServerId;
                    break;
                case ClientHoldOffTime:
                case BootstrapAccountTimeout:
                    valid = value.Integer >= 0 && value.Integer <= int.MaxValue;
                    break;
                default:
                    valid = true;
                    break;
            }

            return valid ? ResponseCode.Changed : ResponseCode.BadRequest;
        }

        /// <inheritdoc/>
        public override int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            SecurityAccount account = Account(instanceId);
            switch (resourceId)
            {
                case ServerUri:
                    account.ServerUri.Set(value);
                    break;
                case BootstrapServer:
                    account.IsBootstrapServer = value.Boolean;
                    break;
                case Mode:
                    account.SecurityMode = (int)value.Integer;
                    break;
                case Identity:
                    account.Identity.Set(value);
                    break;
                case SecretKey:
                    account.SecretKey.Set(value);
                    break;
                case ShortServerId:
                    account.ShortServerId = (int)value.Integer;
                    break;
                case ClientHoldOffTime:
                    account.ClientHoldOffSeconds = (int)value.Integer;
                    break;
                case BootstrapAccountTimeout:
                    account.BootstrapAccountTimeoutSeconds = (int)value.Integer;
                    break;
                default:
                    break;
            }

            return ResponseCode.Changed;
        }
    }
}
