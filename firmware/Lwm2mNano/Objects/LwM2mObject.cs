using System.Diagnostics;

namespace Lwm2mNano.Objects
{
    /// <summary>
    /// An object: a table of resources, instances that come and go, and what reading, writing and executing do. Types, operations,
    /// multiplicity and mandatory resources stand in the table and are enforced before an object is called: it sees only values of the
    /// right type, for resources that exist and allow the operation. Objects are called from the timer thread only and allocate
    /// nothing once they are built.
    /// </summary>
    public abstract class LwM2mObject
    {
        private const int MaxResources = 64;

        private readonly uint[] _resources;
        private readonly int[] _instanceIds;
        private readonly int[] _slots;
        private int _instanceCount;
        private ObjectChanges _changes;

        /// <summary>
        /// Creates an object without instances.
        /// </summary>
        /// <param name="objectId">Object ID, 0 to 65534.</param>
        /// <param name="resources">The table, at most 64 definitions in rising order of their ids; not copied. See <see cref="Resource"/>.</param>
        /// <param name="maxInstances">How many instances there can be; their ids are allocated here.</param>
        protected LwM2mObject(int objectId, uint[] resources, int maxInstances)
        {
            Debug.Assert(resources.Length <= MaxResources);
            ObjectId = objectId;
            _resources = resources;
            _instanceIds = new int[maxInstances];
            _slots = new int[maxInstances];
            for (int i = 0; i < maxInstances; i++)
            {
                _slots[i] = i;
            }
        }

        /// <summary>Gets the Object ID.</summary>
        public int ObjectId { get; }

        /// <summary>
        /// Gets the object's version in UTF-8 ("1.2"), or <see langword="null"/> if it is the one that LwM2M 1.1 gives it.
        /// </summary>
        public virtual byte[] Version => null;

        /// <summary>Gets whether servers may create and delete instances.</summary>
        public virtual bool IsCreatable => false;

        /// <summary>Gets whether servers may delete instances.</summary>
        public virtual bool IsDeletable => IsCreatable;

        /// <summary>Gets how many resources the table defines.</summary>
        public int ResourceCount => _resources.Length;

        /// <summary>Gets how many instances there are.</summary>
        public int InstanceCount => _instanceCount;

        /// <summary>Gets a number that changes whenever an instance comes or goes.</summary>
        public int InstancesVersion { get; private set; }

        /// <summary>
        /// Gets a definition of the table.
        /// </summary>
        /// <param name="index">0 to <see cref="ResourceCount"/> − 1.</param>
        /// <returns>The definition.</returns>
        public uint DefinitionAt(int index)
        {
            return _resources[index];
        }

        /// <summary>
        /// Finds a resource in the table.
        /// </summary>
        /// <param name="resourceId">Resource ID.</param>
        /// <returns>Its index, or -1.</returns>
        public int IndexOf(int resourceId)
        {
            uint[] resources = _resources;
            for (int i = 0; i < resources.Length; i++)
            {
                if ((resources[i] & 0xFFFF) == resourceId)
                {
                    return i;
                }
            }

            return -1;
        }

        /// <summary>
        /// Finds the definition of a resource.
        /// </summary>
        /// <param name="resourceId">Resource ID.</param>
        /// <returns>The definition, or <see cref="Resource.NotDefined"/>.</returns>
        public uint Definition(int resourceId)
        {
            int index = IndexOf(resourceId);
            return index < 0 ? Resource.NotDefined : _resources[index];
        }

        /// <summary>
        /// Gets an Object Instance ID; they are in rising order.
        /// </summary>
        /// <param name="index">0 to <see cref="InstanceCount"/> − 1.</param>
        /// <returns>The id.</returns>
        public int InstanceIdAt(int index)
        {
            return _instanceIds[index];
        }

        /// <summary>
        /// Gets whether an instance exists.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <returns>Whether it does.</returns>
        public bool HasInstance(int instanceId)
        {
            return SlotOf(instanceId) >= 0;
        }

        /// <summary>
        /// Gets the lowest id that no instance has.
        /// </summary>
        /// <returns>The id.</returns>
        public int FreeInstanceId()
        {
            int id = 0;
            while (HasInstance(id))
            {
                id++;
            }

            return id;
        }

        /// <summary>
        /// Prepares for being read: an object that measures takes its measurement here, once for each operation.
        /// </summary>
        public virtual void Refresh()
        {
        }

        /// <summary>
        /// Gets how often a measurement is worth taking while somebody observes the object: <see cref="Refresh"/> is then called and says
        /// by <see cref="Changed"/> what is new. An epmax attribute of a server goes before it. In seconds;
        /// 0 for an object that is not measured.
        /// </summary>
        public virtual int RefreshSeconds => 0;

        /// <summary>Gets when the object was measured last, in milliseconds.</summary>
        internal long MeasuredAt { get; private set; }

        /// <summary>
        /// Writes what outlives a sleep and is nowhere else. Allocates nothing.
        /// </summary>
        /// <param name="state">The writer.</param>
        public virtual void Save(StateWriter state)
        {
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written; nothing of that is a change. Allocates nothing.
        /// </summary>
        /// <param name="state">The reader.</param>
        public virtual void Restore(StateReader state)
        {
        }

        /// <summary>
        /// Measures, for all who read or observe the object.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        internal void Measure(long now)
        {
            MeasuredAt = now;
            Refresh();
        }

        /// <summary>
        /// Gets whether an instance has a resource of the table at this time.
        /// </summary>
        /// <param name="instanceId">Object Instance ID; it exists.</param>
        /// <param name="resourceId">Resource ID; it is in the table.</param>
        /// <returns>Whether it has; always for mandatory ones.</returns>
        public virtual bool IsPresent(int instanceId, int resourceId)
        {
            return true;
        }

        /// <summary>
        /// Gets how many instances a multiple resource has.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID of a multiple resource.</param>
        /// <returns>0 or more.</returns>
        public virtual int ResourceInstanceCount(int instanceId, int resourceId)
        {
            return 0;
        }

        /// <summary>
        /// Gets a Resource Instance ID; they are in rising order.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID of a multiple resource.</param>
        /// <param name="index">0 to the number of its instances − 1.</param>
        /// <returns>The id; the index itself, unless an object says otherwise.</returns>
        public virtual int ResourceInstanceIdAt(int instanceId, int resourceId, int index)
        {
            return index;
        }

        /// <summary>
        /// Gives the value of a resource or of one of its instances, which exists and is readable.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID.</param>
        /// <param name="resourceInstanceId">Resource Instance ID, or <see cref="ResourcePath.None"/> for a single resource.</param>
        /// <param name="value">To be set to a value of the resource's type.</param>
        /// <returns><see cref="ResponseCode.Content"/>, or the code to answer instead.</returns>
        public abstract int Read(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value);

        /// <summary>
        /// Says whether <see cref="Write"/> will take a value. Every value of a message is checked before the first is written, so that
        /// a message that fails is applied not at all.
        /// </summary>
        /// <param name="instanceId">Object Instance ID; it need not exist yet when an instance is created.</param>
        /// <param name="resourceId">Resource ID.</param>
        /// <param name="resourceInstanceId">Resource Instance ID, or <see cref="ResourcePath.None"/>.</param>
        /// <param name="value">A value of the resource's type; valid during the call only.</param>
        /// <returns><see cref="ResponseCode.Changed"/>, or the code to answer instead, such as <see cref="ResponseCode.BadRequest"/>.</returns>
        public virtual int Check(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            return ResponseCode.Changed;
        }

        /// <summary>
        /// Writes a value that <see cref="Check"/> accepted.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID.</param>
        /// <param name="resourceInstanceId">Resource Instance ID, or <see cref="ResourcePath.None"/>. One that is not there yet is added.</param>
        /// <param name="value">A value of the resource's type; valid during the call only, so its bytes are copied.</param>
        /// <returns><see cref="ResponseCode.Changed"/>, or the code to answer instead.</returns>
        public virtual int Write(int instanceId, int resourceId, int resourceInstanceId, ResourceValue value)
        {
            return ResponseCode.MethodNotAllowed;
        }

        /// <summary>
        /// Gets whether an object takes an Opaque or String resource in pieces, so that it may be longer than any buffer of the client.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID of a writable single resource.</param>
        /// <returns>Whether <see cref="WritePiece"/> is called in place of <see cref="Check"/> and <see cref="Write"/> where the value comes
        /// as it is (text or octets).</returns>
        public virtual bool TakesPieces(int instanceId, int resourceId)
        {
            return false;
        }

        /// <summary>
        /// Writes a piece of a value. Pieces come in order and without gaps; one at offset 0 begins anew, whatever came before.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID.</param>
        /// <param name="valueOffset">Where the piece starts in the value, in bytes.</param>
        /// <param name="buffer">The buffer that holds the piece; valid during the call only.</param>
        /// <param name="offset">Where it starts there.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="isLast">Whether the value is complete with it.</param>
        /// <returns><see cref="ResponseCode.Changed"/>, or the code to answer instead, which ends the transfer.</returns>
        public virtual int WritePiece(int instanceId, int resourceId, int valueOffset, byte[] buffer, int offset, int count, bool isLast)
        {
            return ResponseCode.MethodNotAllowed;
        }

        /// <summary>
        /// Takes away a writable resource that a replacing write leaves out, or all instances of a multiple resource that is replaced.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID.</param>
        public virtual void Clear(int instanceId, int resourceId)
        {
        }

        /// <summary>
        /// Executes a resource. What ends the program or the registration is only noted here and done in <see cref="Answered"/>.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID of an executable resource.</param>
        /// <param name="arguments">The arguments, well-formed.</param>
        /// <returns><see cref="ResponseCode.Changed"/>, or the code to answer instead.</returns>
        public virtual int Execute(int instanceId, int resourceId, ExecuteArguments arguments)
        {
            return ResponseCode.MethodNotAllowed;
        }

        /// <summary>
        /// Creates an instance; called only where <see cref="IsCreatable"/>, or by the configuration. Values are written next.
        /// </summary>
        /// <param name="instanceId">Object Instance ID, not taken.</param>
        /// <returns><see cref="ResponseCode.Created"/>, or the code to answer instead.</returns>
        public virtual int Create(int instanceId)
        {
            return AddInstance(instanceId) ? ResponseCode.Created : ResponseCode.ServiceUnavailable;
        }

        /// <summary>
        /// Deletes an instance; called only where <see cref="IsCreatable"/>.
        /// </summary>
        /// <param name="instanceId">Object Instance ID; it exists.</param>
        /// <returns><see cref="ResponseCode.Deleted"/>, or the code to answer instead.</returns>
        public virtual int Delete(int instanceId)
        {
            RemoveInstance(instanceId);
            return ResponseCode.Deleted;
        }

        /// <summary>
        /// Deletes all instances.
        /// </summary>
        public void DeleteAll()
        {
            while (_instanceCount > 0)
            {
                Delete(_instanceIds[_instanceCount - 1]);
            }
        }

        /// <summary>
        /// Called when the answer to an operation on the object has been sent.
        /// </summary>
        public virtual void Answered()
        {
        }

        /// <summary>
        /// Says where changes are noted from now on.
        /// </summary>
        /// <param name="changes">The client's changes.</param>
        internal void Attach(ObjectChanges changes)
        {
            _changes = changes;
        }

        /// <summary>
        /// Says that a value has changed by itself, so that those who observe it are told. What a server writes, creates or deletes
        /// is noted without this. Called from the timer thread.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID, or <see cref="ResourcePath.None"/> for all of the instance.</param>
        protected internal void Changed(int instanceId, int resourceId)
        {
            if (_changes != null)
            {
                _changes.Note(ObjectId, instanceId, resourceId);
            }
        }

        /// <summary>
        /// Gets where an object keeps what belongs to an instance: a number that the instance has for as long as it exists, and no other meanwhile.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <returns>0 to the number of instances there can be − 1, or -1 if the instance does not exist.</returns>
        protected int SlotOf(int instanceId)
        {
            for (int i = 0; i < _instanceCount; i++)
            {
                if (_instanceIds[i] == instanceId)
                {
                    return _slots[i];
                }
            }

            return -1;
        }

        /// <summary>
        /// Adds an instance.
        /// </summary>
        /// <param name="instanceId">Object Instance ID, 0 to 65534, not taken.</param>
        /// <returns><see langword="false"/> if there is no room.</returns>
        protected bool AddInstance(int instanceId)
        {
            if (_instanceCount == _instanceIds.Length)
            {
                return false;
            }

            // Behind the instances the array holds the free slots.
            int i = _instanceCount;
            int slot = _slots[i];
            while (i > 0 && _instanceIds[i - 1] > instanceId)
            {
                _instanceIds[i] = _instanceIds[i - 1];
                _slots[i] = _slots[i - 1];
                i--;
            }

            _instanceIds[i] = instanceId;
            _slots[i] = slot;
            _instanceCount++;
            InstancesVersion++;
            Changed(instanceId, ResourcePath.None);
            return true;
        }

        /// <summary>
        /// Removes an instance, if it exists.
        /// </summary>
        /// <param name="instanceId">Object Instance ID.</param>
        protected void RemoveInstance(int instanceId)
        {
            int i = 0;
            while (i < _instanceCount && _instanceIds[i] != instanceId)
            {
                i++;
            }

            if (i < _instanceCount)
            {
                int slot = _slots[i];
                _instanceCount--;
                for (; i < _instanceCount; i++)
                {
                    _instanceIds[i] = _instanceIds[i + 1];
                    _slots[i] = _slots[i + 1];
                }

                _slots[_instanceCount] = slot;
                InstancesVersion++;
                Changed(instanceId, ResourcePath.None);
            }
        }
    }
}
