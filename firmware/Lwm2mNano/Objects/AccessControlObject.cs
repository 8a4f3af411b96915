namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Object 2, LwM2M Access Control, version 1.0: who may do what with an object instance where there is more than one server (LwM2M Core
    /// 1.1, section 7.3). An instance belongs to one object instance, or to an object as a whole for the right to create. What no
    /// instance belongs to is open to every server.
    /// </summary>
    public sealed class AccessControlObject : LwM2mObject
    {
        /// <summary>The Object ID.</summary>
        public const int Id = 2;

        /// <summary>Object ID of what is protected.</summary>
        public const int ProtectedObjectId = 0;

        /// <summary>Object Instance ID of what is protected.</summary>
        public const int ProtectedInstanceId = 1;

        /// <summary>ACL: rights by Short Server ID; the Resource Instance 0 holds those of all others.</summary>
        public const int Acl = 2;

        /// <summary>Access Control Owner: the Short Server ID of the server that may change the instance.</summary>
        public const int Owner = 3;

        /// <summary>The right to read, to observe and to write attributes.</summary>
        public const int ReadRight = 1;

        /// <summary>The right to write.</summary>
        public const int WriteRight = 2;

        /// <summary>The right to execute.</summary>
        public const int ExecuteRight = 4;

        /// <summary>The right to delete.</summary>
        public const int DeleteRight = 8;

        /// <summary>The right to create, which is one on an object as a whole.</summary>
        public const int CreateRight = 16;

        /// <summary>The Object Instance ID that stands for an object as a whole.</summary>
        public const int WholeObject = 65535;

        /// <summary>The owner that is no server: only a bootstrap server changes the instance.</summary>
        public const int BootstrapOwner = 65535;

        private const int AllRights = 31;
        private const int DefaultEntry = 0;
        private const int NoEntry = -1;

        private static readonly uint[] s_resources =
        {
            ProtectedObjectId | Resource.Integer | Resource.Read | Resource.Mandatory,
            ProtectedInstanceId | Resource.Integer | Resource.Read | Resource.Mandatory,
            Acl | Resource.Integer | Resource.ReadWrite | Resource.Multiple,
            Owner | Resource.Integer | Resource.ReadWrite | Resource.Mandatory,
        };

        private readonly int[] _objectIds = new int[Limits.MaxAccessControls];
        private readonly int[] _protectedIds = new int[Limits.MaxAccessControls];
        private readonly int[] _owners = new int[Limits.MaxAccessControls];

        // Short Server ID and rights of each entry, in rising order of the ids; behind them NoEntry.
        private readonly int[] _servers = new int[Limits.MaxAccessControls * Limits.MaxAccessEntries];
        private readonly byte[] _rights = new byte[Limits.MaxAccessControls * Limits.MaxAccessEntries];

        /// <summary>
        /// Creates the object without instances. Allocates room for <see cref="Limits.MaxAccessControls"/>.
        /// </summary>
        public AccessControlObject()
            : base(Id, s_resources, Limits.MaxAccessControls)
        {
        }

        /// <summary>Gets whether every instance says what it protects.</summary>
        public bool IsComplete
        {
            get
            {
                bool isComplete = true;
                for (int i = 0; i < InstanceCount; i++)
                {
                    int slot = SlotOf(InstanceIdAt(i));
                    isComplete &= _objectIds[slot] != ResourcePath.None && _protectedIds[slot] != ResourcePath.None;
                }

                return isComplete;
            }
        }

        /// <summary>
        /// Gets whether a server has a right.
        /// </summary>
        /// <param name="shortServerId">The server's Short Server ID.</param>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID, or <see cref="WholeObject"/> for the right to create.</param>
        /// <param name="right">One of the rights.</param>
        /// <returns>Whether it has.</returns>
        public bool Allows(int shortServerId, int objectId, int instanceId, int right)
        {
            if (objectId == Id)
            {
                // An instance of this object can be read by all and changed by its owner.
                int own = SlotOf(instanceId);
                return right == ReadRight || (own >= 0 && right == WriteRight && _owners[own] == shortServerId);
            }

            int slot = Find(objectId, instanceId);
            if (slot < 0)
            {
                return true;
            }

            int rights = RightsOf(slot, shortServerId);
            if (rights == NoEntry)
            {
                rights = _owners[slot] == shortServerId ? AllRights : RightsOf(slot, DefaultEntry);
            }

            return rights != NoEntry && (rights & right) != 0;
        }

        /// <summary>
        /// Makes a server the owner of an instance that it has created.
        /// </summary>
        /// <param name="shortServerId">The server's Short Server ID.</param>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <returns><see langword="false"/> if there is no room.</returns>
        public bool Own(int shortServerId, int objectId, int instanceId)
        {
            int id = FreeInstanceId();
            if (Create(id) != ResponseCode.Created)
            {
                return false;
            }

            int slot = SlotOf(id);
            _objectIds[slot] = objectId;
            _protectedIds[slot] = instanceId;
            _owners[slot] = shortServerId;
            return true;
        }

        /// <summary>
        /// Forgets who may do what with an instance that was deleted.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID.</param>
        public void Forget(int objectId, int instanceId)
        {
            for (int i = InstanceCount - 1; i >= 0; i--)
            {
                int id = InstanceIdAt(i);
                int slot = SlotOf(id);
                if (_objectIds[slot] == objectId && _protectedIds[slot] == instanceId)
                {
                    Delete(id);
                }
            }
        }

        /// <inheritdoc/>
        public override int Create(int instanceId)
        {
            int code = base.Create(instanceId);
            if (code == ResponseCode.Created)
            {
                int slot = SlotOf(instanceId);
                _objectIds[slot] = ResourcePath.None;
                _protectedIds[slot] = ResourcePath.None;
                _owners[slot] = BootstrapOwner;
                Clear(instanceId, Acl);
            }

            return code;
        }

        /// <inheritdoc/>
        public override bool IsPresent(int instanceId, int resourceId)
        {
            return resourceId != Acl || ResourceInstanceCount(instanceId, Acl) > 0;
        }

        /// <inheritdoc/>
        public override int ResourceInstanceCount(int instanceId, int resourceId)
        {
            int first = SlotOf(instanceId) * Limits.MaxAccessEntries;
            int count = 0;
            while (count < Limits.MaxAccessEntries && _servers[first + count] != NoEntry)
            {
                count++;
            }

            return count;
        }

        /// <inheritdoc/>
        public override int ResourceInstanceIdAt(int instanceId, int resourceId, int index)
        {
            return _servers[(SlotOf(instanceId) * Limits.MaxAccessEntries) + index];
        }

        /// <inheritdoc/>
        public override int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            int slot = SlotOf(instanceId);
            switch (resourceId)
            {
                case ProtectedObjectId:
                    value.SetInteger(_objectIds[slot]);
                    break;
                case ProtectedInstanceId:
                    value.SetInteger(_protectedIds[slot]);
                    break;
                case Acl:
                    value.SetInteger(RightsOf(slot, resourceInstanceId));
                    break;
                default:
                    value.SetInteger(_owners[slot]);
                    break;
            }

            return ResponseCode.Content;
        }

        /// <inheritdoc/>
        public override int Check(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            long number = value.Integer;
            bool valid = resourceId == Acl
                ? number >= 0 && number <= AllRights
                : number >= 0 && number <= (resourceId == ProtectedObjectId ? ResourcePath.MaxId : WholeObject);
            return valid ? ResponseCode.Changed : ResponseCode.BadRequest;
        }

        /// <inheritdoc/>
        public override int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            int slot = SlotOf(instanceId);
            int number = (int)value.Integer;
            switch (resourceId)
            {
                case ProtectedObjectId:
                    _objectIds[slot] = number;
                    break;
                case ProtectedInstanceId:
                    _protectedIds[slot] = number;
                    break;
                case Acl:
                    return SetRights(slot, resourceInstanceId, number) ? ResponseCode.Changed : ResponseCode.ServiceUnavailable;
                default:
                    _owners[slot] = number;
                    break;
            }

            return ResponseCode.Changed;
        }

        /// <inheritdoc/>
        public override void Clear(int instanceId, int resourceId)
        {
            int first = SlotOf(instanceId) * Limits.MaxAccessEntries;
            for (int i = 0; i < Limits.MaxAccessEntries; i++)
            {
                _servers[first + i] = NoEntry;
            }
        }

        private int Find(int objectId, int instanceId)
        {
            for (int i = 0; i < InstanceCount; i++)
            {
                int slot = SlotOf(InstanceIdAt(i));
                if (_objectIds[slot] == objectId && _protectedIds[slot] == instanceId)
                {
                    return slot;
                }
            }

            return -1;
        }

        private int RightsOf(int slot, int shortServerId)
        {
            int first = slot * Limits.MaxAccessEntries;
            for (int i = first; i < first + Limits.MaxAccessEntries; i++)
            {
                if (_servers[i] == shortServerId)
                {
                    return _rights[i];
                }
            }

            return NoEntry;
        }

        private bool SetRights(int slot, int shortServerId, int rights)
        {
            int first = slot * Limits.MaxAccessEntries;
            int end = first + Limits.MaxAccessEntries;
            int at = first;
            while (at < end && _servers[at] != NoEntry && _servers[at] < shortServerId)
            {
                at++;
            }

            if (at == end || (_servers[at] != shortServerId && _servers[end - 1] != NoEntry))
            {
                return false;
            }

            if (_servers[at] != shortServerId)
            {
                for (int i = end - 1; i > at; i--)
                {
                    _servers[i] = _servers[i - 1];
                    _rights[i] = _rights[i - 1];
                }

                _servers[at] = shortServerId;
            }

            _rights[at] = (byte)rights;
            return true;
        }
    }
}
