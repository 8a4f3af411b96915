using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// What the writers of SenML have in common (RFC 8428; LwM2M Core 1.1, section 7.4.4): a value is a record, and a payload, called a
    /// pack, is an array of them. The base name is the path of an object instance, as in <c>/3/0/</c>, and the names are <c>9</c> or
    /// <c>7/0</c>. Where a path names a resource or one of its instances it is the base name itself, and the record has no name, or that
    /// of the resource instance; a further path of the same object instance goes back to that instance's.
    /// A multiple resource without instances and an instance without values give no record, and nothing at all gives an empty array,
    /// though RFC 8428 wants one record or more: a composite read of what is not there has no other answer.
    /// </summary>
    public abstract class SenMlWriter : ContentWriter
    {
        /// <summary>What <see cref="SetTime"/> takes for no time.</summary>
        public const long NoTime = long.MinValue;

        /// <summary>Milliseconds from which a time is absolute; below, it is relative to now (RFC 8428, section 4.5.3).</summary>
        public const long FirstAbsoluteTime = (1L << 28) * MillisecondsOfSecond;

        internal const int MillisecondsOfSecond = 1000;

        // Fields for the two formats: in the interpreter a property costs a call.
        // The base name that the next record carries; its length is 0 where it carries none.
        internal readonly byte[] _baseName = new byte[MaxBaseNameBytes];
        internal int _baseNameLength;

        // A name is what stands here, such as "7/", and the id that the value has.
        internal readonly byte[] _prefix = new byte[MaxIdBytes + 1];
        internal int _prefixLength;
        internal bool _hasName;

        // Whether a record needs no more than name and value.
        internal bool _isSettled;

        // Times in milliseconds. The difference to the base time is 0 where a record has none.
        internal bool _hasBaseTime;
        internal long _baseTime;
        internal long _timeDifference;
        internal int _records;

        // The id of a resource instance in the path of all of a resource's instances.
        private const int Every = -2;
        private const int MaxIdBytes = 5;
        private const int MaxBaseNameBytes = 4 * (1 + MaxIdBytes);

        private int _objectId;
        private int _instanceId;
        private int _resourceId;
        private int _resourceInstanceId;
        private int _baseObjectId;
        private int _baseInstanceId;
        private int _baseResourceId;
        private int _baseResourceInstanceId;
        private long _time;

        /// <inheritdoc/>
        public override bool IsSingleValue => false;

        /// <inheritdoc/>
        public override bool IsComposite => true;

        /// <inheritdoc/>
        public override bool Supports(ResourceType type)
        {
            return type != ResourceType.None;
        }

        /// <inheritdoc/>
        public override void Begin(byte[] buffer, int offset, int limit)
        {
            base.Begin(buffer, offset, limit);
            _baseObjectId = ResourcePath.None;
            _baseTime = 0;
            _time = 0;
            _records = 0;
        }

        /// <inheritdoc/>
        public override void BeginPath(ResourcePath path)
        {
            _objectId = path._objectId;
            _instanceId = path._instanceId;
            _resourceId = path._resourceId;
            _resourceInstanceId = path._resourceInstanceId;
            _prefixLength = 0;
            if (_resourceInstanceId != ResourcePath.None)
            {
                SetPrefix(_resourceId);
            }

            _isSettled = false;
        }

        /// <inheritdoc/>
        public override void BeginInstance(int id)
        {
            _instanceId = id;
            _isSettled = false;
        }

        /// <inheritdoc/>
        public override void EndInstance()
        {
        }

        /// <inheritdoc/>
        public override void BeginMultiple(int id)
        {
            SetPrefix(id);
            if (_resourceId != ResourcePath.None)
            {
                _resourceInstanceId = Every;
            }
        }

        /// <inheritdoc/>
        public override void EndMultiple()
        {
            _prefixLength = 0;
        }

        /// <summary>
        /// Says when the values that follow were taken (RFC 8428, section 4.5.3). The first of them carries the base time, later ones
        /// the difference to it. <see cref="ContentWriter.Begin"/> goes back to <see cref="NoTime"/>.
        /// </summary>
        /// <param name="milliseconds">
        /// Milliseconds since 1970-01-01 00:00:00 UTC, from <see cref="FirstAbsoluteTime"/> on; below that, milliseconds from now,
        /// negative in the past. Exact within ±2⁵⁰. <see cref="NoTime"/> says the same as 0, which is now.
        /// </param>
        public void SetTime(long milliseconds)
        {
            _time = milliseconds == NoTime ? 0 : milliseconds;
            _isSettled = false;
        }

        /// <summary>
        /// Decides what the next record says of its name and its time.
        /// </summary>
        internal void Settle()
        {
            SettleName();
            SettleTime();
            _isSettled = _timeDifference == 0;
        }

        private void SettleName()
        {
            bool isSameInstance = _baseObjectId == _objectId && _baseInstanceId == _instanceId;
            bool isSame = isSameInstance && _baseResourceId == _resourceId && _baseResourceInstanceId == _resourceInstanceId;
            _baseNameLength = 0;
            if (_resourceId != ResourcePath.None && (isSame || !isSameInstance))
            {
                _hasName = _resourceInstanceId == Every;
                _prefixLength = 0;
                if (!isSame)
                {
                    SetBaseName(_resourceId, _resourceInstanceId);
                }
            }
            else
            {
                _hasName = true;
                if (!isSameInstance || _baseResourceId != ResourcePath.None)
                {
                    SetBaseName(ResourcePath.None, ResourcePath.None);
                }
            }
        }

        // A base time holds for all records behind it, so that a record without a time needs one again, of 0.
        private void SettleTime()
        {
            long difference = _time - _baseTime;
            _hasBaseTime = difference != 0
                && (_time == 0 || _baseTime == 0 || difference >= FirstAbsoluteTime || difference <= -FirstAbsoluteTime);
            if (_hasBaseTime)
            {
                _baseTime = _time;
                difference = 0;
            }

            _timeDifference = difference;
        }

        private void SetBaseName(int resourceId, int resourceInstanceId)
        {
            _baseObjectId = _objectId;
            _baseInstanceId = _instanceId;
            _baseResourceId = resourceId;
            _baseResourceInstanceId = resourceInstanceId;
            int position = AppendToBaseName(AppendToBaseName(0, _objectId), _instanceId);
            if (resourceId != ResourcePath.None)
            {
                position = AppendToBaseName(position, resourceId);
            }

            if (resourceInstanceId >= 0)
            {
                position = AppendToBaseName(position, resourceInstanceId);
            }

            // What a name follows ends with a slash.
            if (_hasName)
            {
                _baseName[position++] = (byte)'/';
            }

            _baseNameLength = position;
        }

        private int AppendToBaseName(int position, int id)
        {
            _baseName[position] = (byte)'/';
            return NumberText.WriteUnsigned(_baseName, position + 1, MaxBaseNameBytes, id);
        }

        private void SetPrefix(int id)
        {
            int end = NumberText.WriteUnsigned(_prefix, 0, MaxIdBytes, id);
            _prefix[end] = (byte)'/';
            _prefixLength = end + 1;
        }
    }
}
