using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// What a bootstrap server may do to the objects (LwM2M Core 1.1, section 6.1.7): it writes resources that servers only read, creates
    /// instances by writing them, and deletes. The bootstrap account itself and the Device Object survive it.
    /// </summary>
    public sealed class BootstrapOperations
    {
        private const int MaxInstances = Limits.MaxAccessControls;

        private readonly ObjectRegistry _objects;
        private readonly SecurityObject _security;
        private readonly ServerObject _server;
        private readonly AccessControlObject _access;
        private readonly ServerUri _uri = new ServerUri();
        private readonly ResourceValue _value = new ResourceValue();

        // The instances that the present message has replaced.
        private readonly int[] _replaced = new int[MaxInstances];
        private int _replacedCount;

        /// <summary>
        /// Creates the operations.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="security">The Security Object, one of them.</param>
        /// <param name="server">The Server Object, one of them.</param>
        /// <param name="access">The Access Control Object, one of them.</param>
        public BootstrapOperations(ObjectRegistry objects, SecurityObject security, ServerObject server, AccessControlObject access)
        {
            _objects = objects;
            _security = security;
            _server = server;
            _access = access;
        }

        /// <summary>Gets or sets what <see cref="Finish"/> has answered since this was set to 0.</summary>
        public int FinishCode { get; set; }

        /// <summary>
        /// Says whether a path may be read.
        /// </summary>
        /// <param name="path">The path.</param>
        /// <returns>Whether it is that of the Server or the Access Control Object or of one of their instances.</returns>
        public static bool IsReadable(ResourcePath path)
        {
            return (path.ObjectId == ServerObject.Id || path.ObjectId == AccessControlObject.Id) && path.ResourceId == ResourcePath.None;
        }

        /// <summary>
        /// Bootstrap-Write: every value is checked before the first is written; what an instance had is gone where the path is that of an
        /// object or an instance.
        /// </summary>
        /// <param name="path">An object, an instance or a resource.</param>
        /// <param name="reader">The reader of the payload's format.</param>
        /// <param name="buffer">The buffer that holds the payload.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns><see cref="ResponseCode.Changed"/> or the code to answer instead.</returns>
        public int Write(ResourcePath path, ContentReader reader, byte[] buffer, int offset, int count)
        {
            LwM2mObject target = _objects.Find(path.ObjectId);
            if (target == null || (path.ResourceId != ResourcePath.None && target.Definition(path.ResourceId) == Resource.NotDefined))
            {
                return ResponseCode.BadRequest;
            }

            _replacedCount = 0;
            int code = Run(target, path, reader, buffer, offset, count, false);
            return code == ResponseCode.Changed ? Run(target, path, reader, buffer, offset, count, true) : code;
        }

        /// <summary>
        /// Bootstrap-Delete.
        /// </summary>
        /// <param name="path">The root, an object or an instance.</param>
        /// <returns><see cref="ResponseCode.Deleted"/> or the code to answer instead.</returns>
        public int Delete(ResourcePath path)
        {
            if (path.IsRoot)
            {
                for (int i = 0; i < _objects.Count; i++)
                {
                    DeleteInstances(_objects[i]);
                }

                return ResponseCode.Deleted;
            }

            LwM2mObject target = _objects.Find(path.ObjectId);
            if (target == null || !IsDeletable(target) || path.ResourceId != ResourcePath.None)
            {
                return ResponseCode.BadRequest;
            }

            if (path.InstanceId == ResourcePath.None)
            {
                DeleteInstances(target);
                return ResponseCode.Deleted;
            }

            return !target.HasInstance(path.InstanceId) || IsBootstrapAccount(target, path.InstanceId)
                ? ResponseCode.BadRequest
                : target.Delete(path.InstanceId);
        }

        /// <summary>
        /// Says whether the configuration is one to go on with.
        /// </summary>
        /// <returns><see cref="ResponseCode.Changed"/> or <see cref="ResponseCode.NotAcceptable"/>.</returns>
        public int Finish()
        {
            bool isConsistent = ConfigurationCheck.IsConsistent(_security, _server, _uri) && _access.IsComplete;
            FinishCode = isConsistent ? ResponseCode.Changed : ResponseCode.NotAcceptable;
            return FinishCode;
        }

        private static bool IsDeletable(LwM2mObject target)
        {
            return target.IsCreatable || ConfigurationImage.Has(target.ObjectId);
        }

        private int Run(LwM2mObject target, ResourcePath path, ContentReader reader, byte[] buffer, int offset, int count, bool applies)
        {
            bool hasValue = path.InstanceId == ResourcePath.None || path.ResourceId == ResourcePath.None;
            reader.Begin(buffer, offset, count, path);
            if (applies && path.InstanceId != ResourcePath.None)
            {
                int code = path.ResourceId == ResourcePath.None ? Replace(target, path.InstanceId) : ReplaceResource(target, path);
                if (code != ResponseCode.Created)
                {
                    return code;
                }
            }

            while (true)
            {
                int code = ResponseCode.Changed;
                int instanceId = ResourcePath.None;
                ContentEntry entry = reader.Next();
                if (entry != ContentEntry.End && entry != ContentEntry.Malformed)
                {
                    instanceId = reader.Path.InstanceId;
                    if (instanceId == ResourcePath.None)
                    {
                        return ResponseCode.BadRequest;
                    }

                    if (applies && path.InstanceId == ResourcePath.None)
                    {
                        code = Replace(target, instanceId);
                        if (code != ResponseCode.Created)
                        {
                            return code;
                        }
                    }
                }

                switch (entry)
                {
                    case ContentEntry.End:
                        return hasValue ? ResponseCode.Changed : ResponseCode.BadRequest;
                    case ContentEntry.Instance:
                        code = ResponseCode.Changed;
                        break;
                    case ContentEntry.Multiple:
                        hasValue = true;
                        code = ResponseCode.Changed;
                        break;
                    case ContentEntry.Value:
                        hasValue = true;
                        code = TakeValue(target, reader, applies);
                        break;
                    default:
                        return ResponseCode.BadRequest;
                }

                if (code != ResponseCode.Changed)
                {
                    return code;
                }
            }
        }

        private int TakeValue(LwM2mObject target, ContentReader reader, bool applies)
        {
            ResourcePath path = reader.Path;
            uint definition = path.ResourceId == ResourcePath.None ? Resource.NotDefined : target.Definition(path.ResourceId);
            if (definition == Resource.NotDefined)
            {
                // A bootstrap server may know more of an object than this client.
                return path.ResourceId == ResourcePath.None ? ResponseCode.BadRequest : ResponseCode.Changed;
            }

            bool isMultiple = (definition & Resource.Multiple) != 0;
            if (Resource.Type(definition) == ResourceType.None || isMultiple != (path.ResourceInstanceId != ResourcePath.None)
                || !reader.ReadValue(Resource.Type(definition), _value))
            {
                return ResponseCode.BadRequest;
            }

            if (applies)
            {
                return target.Write(path.InstanceId, path.ResourceId, path.ResourceInstanceId, _value);
            }

            return IsSecondBootstrapAccount(target, path)
                ? ResponseCode.BadRequest
                : target.Check(path.InstanceId, path.ResourceId, path.ResourceInstanceId, _value);
        }

        private bool IsSecondBootstrapAccount(LwM2mObject target, ResourcePath path)
        {
            if (target != _security || path.ResourceId != SecurityObject.BootstrapServer || !_value.Boolean)
            {
                return false;
            }

            SecurityAccount there = _security.BootstrapAccount;
            return there != null && _security.Account(path.InstanceId) != there;
        }

        // The first time that a message comes to an instance, what it was is gone.
        private int Replace(LwM2mObject target, int instanceId)
        {
            for (int i = 0; i < _replacedCount; i++)
            {
                if (_replaced[i] == instanceId)
                {
                    return ResponseCode.Created;
                }
            }

            if (_replacedCount == _replaced.Length)
            {
                return ResponseCode.RequestEntityTooLarge;
            }

            _replaced[_replacedCount++] = instanceId;
            if (!IsDeletable(target))
            {
                return target.HasInstance(instanceId) ? ResponseCode.Created : ResponseCode.NotFound;
            }

            if (target.HasInstance(instanceId))
            {
                target.Delete(instanceId);
            }

            return target.Create(instanceId);
        }

        // A resource is written whether or not its instance is there (section 6.1.7.5), a multiple one as a whole.
        private static int ReplaceResource(LwM2mObject target, ResourcePath path)
        {
            if (!target.HasInstance(path.InstanceId))
            {
                return IsDeletable(target) ? target.Create(path.InstanceId) : ResponseCode.NotFound;
            }

            if ((target.Definition(path.ResourceId) & Resource.Multiple) != 0)
            {
                target.Clear(path.InstanceId, path.ResourceId);
            }

            return ResponseCode.Created;
        }

        private bool IsBootstrapAccount(LwM2mObject target, int instanceId)
        {
            return target == _security && _security.Account(instanceId).IsBootstrapServer;
        }

        private void DeleteInstances(LwM2mObject target)
        {
            if (!IsDeletable(target))
            {
                return;
            }

            for (int i = target.InstanceCount - 1; i >= 0; i--)
            {
                int instanceId = target.InstanceIdAt(i);
                if (!IsBootstrapAccount(target, instanceId))
                {
                    target.Delete(instanceId);
                }
            }
        }
    }
}
