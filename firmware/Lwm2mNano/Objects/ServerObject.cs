namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Object 1, LwM2M Server, version 1.1. Resource 9 is there where there is a bootstrap
    /// account. Resources 11 and 12 are there once
    /// there was an alert or a bootstrap; 13 to 20 are for the configuration and are not open to servers (OMA registry, version 1.1).
    /// </summary>
    public sealed class ServerObject : LwM2mObject
    {
        /// <summary>The Object ID.</summary>
        public const int Id = 1;

        /// <summary>Short Server ID.</summary>
        public const int ShortServerId = 0;

        /// <summary>Lifetime.</summary>
        public const int Lifetime = 1;

        /// <summary>Default Minimum Period.</summary>
        public const int DefaultMinimumPeriod = 2;

        /// <summary>Default Maximum Period.</summary>
        public const int DefaultMaximumPeriod = 3;

        /// <summary>Disable.</summary>
        public const int Disable = 4;

        /// <summary>Disable Timeout.</summary>
        public const int DisableTimeout = 5;

        /// <summary>Notification Storing When Disabled or Offline.</summary>
        public const int NotificationStoring = 6;

        /// <summary>Binding.</summary>
        public const int Binding = 7;

        /// <summary>Registration Update Trigger.</summary>
        public const int UpdateTrigger = 8;

        /// <summary>TLS-DTLS Alert Code.</summary>
        public const int AlertCode = 11;

        /// <summary>Last Bootstrapped.</summary>
        public const int LastBootstrapped = 12;

        /// <summary>Registration Priority Order.</summary>
        public const int PriorityOrder = 13;

        /// <summary>Initial Registration Delay Timer.</summary>
        public const int InitialDelay = 14;

        /// <summary>Registration Failure Block.</summary>
        public const int FailureBlock = 15;

        /// <summary>Bootstrap on Registration Failure.</summary>
        public const int BootstrapOnFailure = 16;

        /// <summary>Communication Retry Count.</summary>
        public const int RetryCount = 17;

        /// <summary>Communication Retry Timer.</summary>
        public const int RetryTimer = 18;

        /// <summary>Communication Sequence Delay Timer.</summary>
        public const int SequenceDelay = 19;

        /// <summary>Communication Sequence Retry Count.</summary>
        public const int SequenceRetryCount = 20;

        /// <summary>Mute Send.</summary>
        public const int MuteSend = 23;

        /// <summary>Bootstrap-Request Trigger.</summary>
        public const int BootstrapTrigger = 9;

        private const int MaxShortServerId = 65534;
        private const int MaxBindingLetters = 5;

        private static readonly uint[] s_resources =
        {
            ShortServerId | Resource.Integer | Resource.Read | Resource.Mandatory,
            Lifetime | Resource.Integer | Resource.ReadWrite | Resource.Mandatory,
            DefaultMinimumPeriod | Resource.Integer | Resource.ReadWrite,
            DefaultMaximumPeriod | Resource.Integer | Resource.ReadWrite,
            Disable | Resource.Execute,
            DisableTimeout | Resource.Integer | Resource.ReadWrite,
            NotificationStoring | Resource.Boolean | Resource.ReadWrite | Resource.Mandatory,
            Binding | Resource.String | Resource.ReadWrite | Resource.Mandatory,
            UpdateTrigger | Resource.Execute | Resource.Mandatory,
            BootstrapTrigger | Resource.Execute,
            AlertCode | Resource.Unsigned | Resource.Read,
            LastBootstrapped | Resource.Time | Resource.Read,
            PriorityOrder | Resource.Unsigned,
            InitialDelay | Resource.Unsigned,
            FailureBlock | Resource.Boolean,
            BootstrapOnFailure | Resource.Boolean,
            RetryCount | Resource.Unsigned,
            RetryTimer | Resource.Unsigned,
            SequenceDelay | Resource.Unsigned,
            SequenceRetryCount | Resource.Unsigned,
            MuteSend | Resource.Boolean | Resource.ReadWrite,
        };

        private readonly ServerAccount[] _accounts;

        /// <summary>
        /// Creates the object without accounts. Allocates room for <see cref="Limits.MaxServers"/>.
        /// </summary>
        public ServerObject()
            : base(Id, s_resources, Limits.MaxServers)
        {
            _accounts = new ServerAccount[Limits.MaxServers];
            for (int i = 0; i < _accounts.Length; i++)
            {
                _accounts[i] = new ServerAccount();
            }
        }

        /// <summary>Gets or sets whether there is a bootstrap server to turn to; the client says so.</summary>
        public bool HasBootstrap { get; set; }

        /// <inheritdoc/>
        public override bool IsDeletable => InstanceCount > 1;

        /// <summary>
        /// Finds the account of a server.
        /// </summary>
        /// <param name="shortServerId">Short Server ID.</param>
        /// <returns>The index of its instance, or -1.</returns>
        public int IndexOfServer(int shortServerId)
        {
            for (int i = 0; i < InstanceCount; i++)
            {
                if (Account(InstanceIdAt(i)).ShortServerId == shortServerId)
                {
                    return i;
                }
            }

            return -1;
        }

        /// <summary>
        /// Finds an account.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <returns>The account, or <see langword="null"/>.</returns>
        public ServerAccount Account(int instanceId)
        {
            int slot = SlotOf(instanceId);
            return slot < 0 ? null : _accounts[slot];
        }

        /// <inheritdoc/>
        public override int Create(int instanceId)
        {
            int code = base.Create(instanceId);
            if (code == ResponseCode.Created)
            {
                Account(instanceId).Reset();
                Account(instanceId).Exists = true;
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
            return resourceId == Disable || (resourceId == BootstrapTrigger && HasBootstrap) || resourceId == Binding || resourceId == UpdateTrigger
                || (resourceId != BootstrapTrigger && Account(instanceId).Number(resourceId) != ServerAccount.Absent);
        }

        /// <inheritdoc/>
        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            ServerAccount account = Account(instanceId);
            long number = account.Number(resourceId);
            switch (Resource.Type(Definition(resourceId)))
            {
                case ResourceType.String:
                    value.SetString(account.Binding.Bytes, 0, account.Binding.Length);
                    break;
                case ResourceType.Boolean:
                    value.SetBoolean(number != 0);
                    break;
                case ResourceType.Unsigned:
                    value.SetUnsigned(number);
                    break;
                case ResourceType.Time:
                    value.SetTime(number);
                    break;
                default:
                    value.SetInteger(number);
                    break;
            }

            return ResponseCode.Content;
        }

        /// <inheritdoc/>
        public override int Check(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            bool valid;
            switch (resourceId)
            {
                case ShortServerId:
                    valid = value.Integer >= 1 && value.Integer <= MaxShortServerId;
                    break;
                case Lifetime:
                    valid = value.Integer >= 1 && value.Integer <= int.MaxValue;
                    break;
                case Binding:
                    valid = IsBinding(value.Buffer, value.Offset, value.Count);
                    break;
                case LastBootstrapped:
                    valid = value.Integer >= 0;
                    break;
                default:
                    valid = value.Integer >= 0 && value.Integer <= int.MaxValue;
                    break;
            }

            return valid ? ResponseCode.Changed : ResponseCode.BadRequest;
        }

        /// <inheritdoc/>
        public override int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            ServerAccount account = Account(instanceId);
            if (resourceId == Binding)
            {
                account.Binding.Set(value);
            }
            else
            {
                account.SetNumber(resourceId, value.Integer);
            }

            return ResponseCode.Changed;
        }

        /// <inheritdoc/>
        public override void Clear(int instanceId, int resourceId)
        {
            Account(instanceId).SetNumber(resourceId, ServerAccount.Absent);
        }

        /// <inheritdoc/>
        public override int Execute(int instanceId, int resourceId, ExecuteArguments arguments)
        {
            ServerAccount account = Account(instanceId);
            if (resourceId == Disable)
            {
                account.IsDisableRequested = true;
            }
            else if (resourceId == BootstrapTrigger)
            {
                account.IsBootstrapTriggered = true;
            }
            else
            {
                account.IsUpdateTriggered = true;
            }

            return ResponseCode.Changed;
        }

        // Among the transports named there must be UDP, which is the one there is; Q is that of LwM2M 1.0.
        private static bool IsBinding(byte[] buffer, int offset, int count)
        {
            bool udp = false;
            for (int i = 0; i < count; i++)
            {
                switch (buffer[offset + i])
                {
                    case (byte)'U':
                        udp = true;
                        break;
                    case (byte)'T':
                    case (byte)'S':
                    case (byte)'N':
                    case (byte)'Q':
                        break;
                    default:
                        return false;
                }
            }

            return udp && count <= MaxBindingLetters;
        }
    }
}
