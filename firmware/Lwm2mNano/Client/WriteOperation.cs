using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The values of a Write or Create operation, and of a stored configuration (LwM2M Core 1.1, sections 6.3.3 and 6.3.6): the payload
    /// is read twice, first to check every value, then to write them, so that a message that fails is applied not at all.
    /// </summary>
    public sealed class WriteOperation
    {
        private readonly ResourceValue _value = new ResourceValue();
        private readonly ResourcePath _base = new ResourcePath();

        // A bit for each resource of the table that the payload has.
        private ulong _seen;
        private ulong _cleared;
        private WriteMode _mode;
        private LwM2mObject _target;
        private int _instanceId;

        // Of a Write-Composite, whose values name their objects.
        private ObjectRegistry _objects;

        /// <summary>
        /// Checks a whole payload.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">An instance, a resource or a resource instance. For a new instance, its path.</param>
        /// <param name="mode">What the write does.</param>
        /// <param name="reader">The reader of the payload's format.</param>
        /// <param name="buffer">The buffer that holds the payload.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns><see cref="ResponseCode.Changed"/> if <see cref="Apply"/> may follow, else the code to answer.</returns>
        public int Check(LwM2mObject target, ResourcePath path, WriteMode mode, ContentReader reader, byte[] buffer, int offset, int count)
        {
            _objects = null;
            _target = target;
            _mode = mode;
            return Check(path, reader, buffer, offset, count);
        }

        /// <summary>
        /// Checks the whole payload of a Write-Composite (section 6.3.10).
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="root">The path of the root.</param>
        /// <param name="reader">A reader of a composite format.</param>
        /// <param name="buffer">The buffer that holds the payload.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns>As the other one.</returns>
        public int CheckComposite(ObjectRegistry objects, ResourcePath root, ContentReader reader, byte[] buffer, int offset, int count)
        {
            _objects = objects;
            _target = null;
            _mode = WriteMode.Update;
            return Check(root, reader, buffer, offset, count);
        }

        private int Check(ResourcePath path, ContentReader reader, byte[] buffer, int offset, int count)
        {
            _seen = 0;
            _cleared = 0;
            _base.CopyFrom(path);
            _instanceId = path.InstanceId;
            reader.Begin(buffer, offset, count, path);
            bool resourceSeen = false;
            while (true)
            {
                int result;
                switch (reader.Next())
                {
                    case ContentEntry.End:
                        if (_objects != null || path.ResourceId != ResourcePath.None)
                        {
                            return resourceSeen ? ResponseCode.Changed : ResponseCode.BadRequest;
                        }

                        return LacksMandatory() ? ResponseCode.BadRequest : ResponseCode.Changed;
                    case ContentEntry.Instance:
                        result = ResponseCode.Changed;
                        break;
                    case ContentEntry.Multiple:
                        resourceSeen = true;
                        result = CheckResource(reader.Path, true);
                        break;
                    case ContentEntry.Value:
                        resourceSeen = true;
                        result = _objects == null ? CheckValue(reader) : CheckTarget(reader);
                        break;
                    default:
                        return ResponseCode.BadRequest;
                }

                if (result != ResponseCode.Changed)
                {
                    return result;
                }
            }
        }

        /// <summary>
        /// Writes the values of the payload that was checked last.
        /// </summary>
        /// <param name="reader">The same reader.</param>
        /// <param name="buffer">The same buffer.</param>
        /// <param name="offset">Where the payload starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns><see cref="ResponseCode.Changed"/>, or the code of an object that does not write what it accepted.</returns>
        public int Apply(ContentReader reader, byte[] buffer, int offset, int count)
        {
            if (_mode == WriteMode.Replace && _base.ResourceId == ResourcePath.None)
            {
                ClearUnseen();
            }
            else if (_mode == WriteMode.Replace && (_target.Definition(_base.ResourceId) & Resource.Multiple) != 0)
            {
                ClearOnce(_base.ResourceId);
            }

            reader.Begin(buffer, offset, count, _base);
            while (true)
            {
                ContentEntry entry = reader.Next();
                if (entry == ContentEntry.End)
                {
                    return ResponseCode.Changed;
                }

                ResourcePath path = reader.Path;
                if (_objects != null)
                {
                    _target = _objects.Find(path.ObjectId);
                    _instanceId = path.InstanceId;
                }

                uint definition = _target.Definition(path.ResourceId);
                if (definition == Resource.NotDefined)
                {
                    continue;
                }

                if (_mode == WriteMode.Replace && (definition & Resource.Multiple) != 0)
                {
                    ClearOnce(path.ResourceId);
                }

                if (entry == ContentEntry.Value)
                {
                    reader.ReadValue(Resource.Type(definition), _value);
                    int result = _target.Write(_instanceId, path.ResourceId, path.ResourceInstanceId, _value);
                    if (result != ResponseCode.Changed)
                    {
                        return result;
                    }

                    _target.Changed(_instanceId, path.ResourceId);
                }
            }
        }

        // The object and instance of a value of a Write-Composite.
        private int CheckTarget(ContentReader reader)
        {
            ResourcePath path = reader.Path;
            if (path.ObjectId == SecurityObject.Id)
            {
                return ResponseCode.Unauthorized;
            }

            if (path.ResourceId == ResourcePath.None)
            {
                return ResponseCode.BadRequest;
            }

            _target = _objects.FindShown(path.ObjectId);
            if (_target == null || !_target.HasInstance(path.InstanceId))
            {
                return ResponseCode.NotFound;
            }

            if (!_objects.Rights.Allow(path.ObjectId, path.InstanceId, AccessControlObject.WriteRight))
            {
                return ResponseCode.Unauthorized;
            }

            _instanceId = path.InstanceId;
            return CheckValue(reader);
        }

        private int CheckResource(ResourcePath path, bool multiple)
        {
            int index = _target.IndexOf(path.ResourceId);
            if (index < 0)
            {
                // Create ignores what it does not know (section 6.3.6); Write names a resource that is not there.
                return _mode == WriteMode.Create ? ResponseCode.Changed : ResponseCode.NotFound;
            }

            uint definition = _target.DefinitionAt(index);
            if (_mode != WriteMode.Configure && (definition & Resource.Write) == 0)
            {
                if (_mode != WriteMode.Create || (definition & Resource.Read) == 0)
                {
                    return ResponseCode.MethodNotAllowed;
                }
            }

            if (Resource.Type(definition) == ResourceType.None || ((definition & Resource.Multiple) != 0) != multiple)
            {
                return ResponseCode.BadRequest;
            }

            _seen |= 1UL << index;
            return ResponseCode.Changed;
        }

        private int CheckValue(ContentReader reader)
        {
            ResourcePath path = reader.Path;
            int result = CheckResource(path, path.ResourceInstanceId != ResourcePath.None);
            if (result != ResponseCode.Changed)
            {
                return result;
            }

            uint definition = _target.Definition(path.ResourceId);
            if (definition == Resource.NotDefined)
            {
                return ResponseCode.Changed;
            }

            if (!reader.ReadValue(Resource.Type(definition), _value))
            {
                return ResponseCode.BadRequest;
            }

            return _target.Check(_instanceId, path.ResourceId, path.ResourceInstanceId, _value);
        }

        // A replacing write and a new instance need every mandatory resource that they may set; a configuration needs all.
        private bool LacksMandatory()
        {
            if (_mode == WriteMode.Update)
            {
                return false;
            }

            int count = _target.ResourceCount;
            for (int i = 0; i < count; i++)
            {
                uint definition = _target.DefinitionAt(i);
                bool settable = _mode == WriteMode.Configure ? Resource.Type(definition) != ResourceType.None : (definition & Resource.Write) != 0;
                if ((definition & Resource.Mandatory) != 0 && settable && (_seen & (1UL << i)) == 0)
                {
                    return true;
                }
            }

            return false;
        }

        // What a replaced multiple resource had goes before the first of its new instances.
        private void ClearOnce(int resourceId)
        {
            ulong bit = 1UL << _target.IndexOf(resourceId);
            if (_base.ResourceInstanceId == ResourcePath.None && (_cleared & bit) == 0)
            {
                _cleared |= bit;
                _target.Clear(_instanceId, resourceId);
                _target.Changed(_instanceId, resourceId);
            }
        }

        private void ClearUnseen()
        {
            int count = _target.ResourceCount;
            for (int i = 0; i < count; i++)
            {
                uint definition = _target.DefinitionAt(i);
                if ((definition & Resource.Write) != 0 && (_seen & (1UL << i)) == 0)
                {
                    int resourceId = Resource.Id(definition);
                    _target.Clear(_instanceId, resourceId);
                    _target.Changed(_instanceId, resourceId);
                }
            }
        }
    }
}
