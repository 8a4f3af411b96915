namespace Lwm2mNano.Objects
{
    /// <summary>
    /// A path to an object, an object instance, a resource or a resource instance. What a path does not name is <see cref="None"/>.
    /// </summary>
    public sealed class ResourcePath
    {
        /// <summary>The id of a level that the path does not reach.</summary>
        public const int None = -1;

        /// <summary>The largest id; 65535 is reserved (LwM2M Core 1.1, section 6.1).</summary>
        public const int MaxId = 65534;

        // Fields for this assembly's inner loops: in the interpreter a property costs a call.
        internal int _objectId = None;
        internal int _instanceId = None;
        internal int _resourceId = None;
        internal int _resourceInstanceId = None;

        /// <summary>Gets or sets the Object ID.</summary>
        public int ObjectId
        {
            get => _objectId;
            set => _objectId = value;
        }

        /// <summary>Gets or sets the Object Instance ID.</summary>
        public int InstanceId
        {
            get => _instanceId;
            set => _instanceId = value;
        }

        /// <summary>Gets or sets the Resource ID.</summary>
        public int ResourceId
        {
            get => _resourceId;
            set => _resourceId = value;
        }

        /// <summary>Gets or sets the Resource Instance ID.</summary>
        public int ResourceInstanceId
        {
            get => _resourceInstanceId;
            set => _resourceInstanceId = value;
        }

        /// <summary>Gets whether the path is that of the root.</summary>
        public bool IsRoot => ObjectId == None;

        /// <summary>
        /// Sets all levels.
        /// </summary>
        /// <param name="objectId">Object ID or <see cref="None"/>.</param>
        /// <param name="instanceId">Object Instance ID or <see cref="None"/>.</param>
        /// <param name="resourceId">Resource ID or <see cref="None"/>.</param>
        /// <param name="resourceInstanceId">Resource Instance ID or <see cref="None"/>.</param>
        public void Set(int objectId, int instanceId, int resourceId, int resourceInstanceId)
        {
            _objectId = objectId;
            _instanceId = instanceId;
            _resourceId = resourceId;
            _resourceInstanceId = resourceInstanceId;
        }

        /// <summary>
        /// Takes over another path.
        /// </summary>
        /// <param name="other">The path to copy.</param>
        public void CopyFrom(ResourcePath other)
        {
            Set(other._objectId, other._instanceId, other._resourceId, other._resourceInstanceId);
        }

        /// <summary>
        /// Writes the path.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            state.WriteNumber(_objectId);
            state.WriteNumber(_instanceId);
            state.WriteNumber(_resourceId);
            state.WriteNumber(_resourceInstanceId);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void Restore(StateReader state)
        {
            _objectId = (int)state.ReadNumber();
            _instanceId = (int)state.ReadNumber();
            _resourceId = (int)state.ReadNumber();
            _resourceInstanceId = (int)state.ReadNumber();
        }

        /// <summary>
        /// Goes one level deeper.
        /// </summary>
        /// <param name="id">The id there, 0 to <see cref="MaxId"/>.</param>
        /// <returns><see langword="false"/> if the path already names a resource instance.</returns>
        public bool Append(int id)
        {
            if (ObjectId == None)
            {
                ObjectId = id;
            }
            else if (InstanceId == None)
            {
                InstanceId = id;
            }
            else if (ResourceId == None)
            {
                ResourceId = id;
            }
            else if (ResourceInstanceId == None)
            {
                ResourceInstanceId = id;
            }
            else
            {
                return false;
            }

            return true;
        }
    }
}
