namespace Lwm2mNano.Objects
{
    /// <summary>
    /// One instance of the Server Object: how the client behaves towards one server. Buffers are allocated at construction. A resource
    /// that is not there is <see cref="Absent"/>; the properties give the default of LwM2M Core 1.1, appendix E.2, in its place where
    /// there is one.
    /// </summary>
    public sealed class ServerAccount
    {
        /// <summary>The value of an optional number that is not there.</summary>
        public const long Absent = -1;

        private const int MaxBindingBytes = 8;
        private const int DefaultDisableTimeoutSeconds = 86400;
        private const int DefaultRetryCount = 5;
        private const int DefaultRetryTimerSeconds = 60;
        private const int DefaultSequenceDelaySeconds = 86400;
        private const int DefaultSequenceRetryCount = 1;

        // By Resource ID: a number, or Absent.
        private readonly long[] _numbers = new long[ServerObject.MuteSend + 1];

        internal ServerAccount()
        {
        }

        /// <summary>Gets the Short Server ID (resource 0), 1 to 65534.</summary>
        public int ShortServerId => (int)Number(ServerObject.ShortServerId);

        /// <summary>Gets the Lifetime (resource 1) in seconds, 1 or more.</summary>
        public int LifetimeSeconds => (int)Number(ServerObject.Lifetime);

        /// <summary>Gets the Binding (resource 7), such as "U".</summary>
        public BoundedBytes Binding { get; } = new BoundedBytes(MaxBindingBytes);

        /// <summary>Gets the Default Minimum Period (resource 2) in seconds; 0 by default.</summary>
        public int DefaultMinimumPeriodSeconds => NumberOr(ServerObject.DefaultMinimumPeriod, 0);

        /// <summary>Gets the Default Maximum Period (resource 3) in seconds; 0, which is none, by default.</summary>
        public int DefaultMaximumPeriodSeconds => NumberOr(ServerObject.DefaultMaximumPeriod, 0);

        /// <summary>Gets whether notifications are stored while the server cannot be reached (resource 6).</summary>
        public bool StoresNotifications => Number(ServerObject.NotificationStoring) == 1;

        /// <summary>Gets whether the server does not want Send operations (resource 23); not by default.</summary>
        public bool IsSendMuted => Number(ServerObject.MuteSend) == 1;

        /// <summary>Gets the Disable Timeout (resource 5) in seconds; 86400 by default.</summary>
        public int DisableTimeoutSeconds => NumberOr(ServerObject.DisableTimeout, DefaultDisableTimeoutSeconds);

        /// <summary>Gets the Communication Retry Count (resource 17): attempts in a sequence; 5 by default.</summary>
        public int RetryCount => NumberOr(ServerObject.RetryCount, DefaultRetryCount);

        /// <summary>Gets the Communication Retry Timer (resource 18) in seconds; 60 by default.</summary>
        public int RetryTimerSeconds => NumberOr(ServerObject.RetryTimer, DefaultRetryTimerSeconds);

        /// <summary>Gets the Communication Sequence Retry Count (resource 20): sequences before the registration counts as failed; 1 by default.</summary>
        public int SequenceRetryCount => NumberOr(ServerObject.SequenceRetryCount, DefaultSequenceRetryCount);

        /// <summary>Gets the place in the Registration Priority Order (resource 13), the lowest first, or <see cref="Absent"/> for none.</summary>
        public long PriorityOrder => Number(ServerObject.PriorityOrder);

        /// <summary>Gets the Initial Registration Delay Timer (resource 14) in seconds; 0 by default.</summary>
        public int InitialDelaySeconds => NumberOr(ServerObject.InitialDelay, 0);

        /// <summary>Gets whether a failed registration keeps those that come later waiting (resource 15); not by default.</summary>
        public bool BlocksOthersOnFailure => Number(ServerObject.FailureBlock) == 1;

        /// <summary>Gets whether a failed registration leads to a bootstrap (resource 16); it does by default.</summary>
        public bool BootstrapsOnFailure => Number(ServerObject.BootstrapOnFailure) != 0;

        /// <summary>Gets whether every mandatory resource has a value.</summary>
        public bool IsComplete => Number(ServerObject.ShortServerId) != Absent && Number(ServerObject.Lifetime) != Absent
            && Number(ServerObject.NotificationStoring) != Absent && Binding.Length > 0;

        /// <summary>Gets whether the instance exists.</summary>
        public bool Exists { get; internal set; }

        /// <summary>Gets the Communication Sequence Delay Timer (resource 19) in seconds; 86400 by default.</summary>
        public int SequenceDelaySeconds => NumberOr(ServerObject.SequenceDelay, DefaultSequenceDelaySeconds);

        /// <summary>Gets or sets whether Registration Update Trigger (resource 8) was executed and no Update was sent since.</summary>
        public bool IsUpdateTriggered { get; set; }

        /// <summary>Gets or sets whether Disable (resource 4) was executed and not done yet.</summary>
        public bool IsDisableRequested { get; set; }

        /// <summary>Gets or sets whether Bootstrap-Request Trigger (resource 9) was executed and not done yet.</summary>
        public bool IsBootstrapTriggered { get; set; }

        internal long Number(int resourceId)
        {
            return _numbers[resourceId];
        }

        internal void SetNumber(int resourceId, long value)
        {
            _numbers[resourceId] = value;
        }

        internal void Reset()
        {
            IsUpdateTriggered = false;
            IsDisableRequested = false;
            IsBootstrapTriggered = false;
            Exists = false;
            Binding.Clear();
            for (int i = 0; i < _numbers.Length; i++)
            {
                _numbers[i] = Absent;
            }
        }

        private int NumberOr(int resourceId, int absent)
        {
            long number = _numbers[resourceId];
            return number == Absent ? absent : (int)number;
        }
    }
}
