using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The Read operation on an object, an instance, a resource or a resource instance (LwM2M Core 1.1, section 6.3.1).
    /// </summary>
    public sealed class ReadOperation
    {
        private readonly ResourceValue _value = new ResourceValue();
        private readonly uint _operation;
        private readonly AccessRights _rights;

        /// <summary>
        /// Creates the operation for a server.
        /// </summary>
        /// <param name="rights">The rights of the server, which instances of an object are left out by.</param>
        public ReadOperation(AccessRights rights)
        {
            _operation = Resource.Read;
            _rights = rights;
        }

        /// <summary>
        /// Creates the operation for the client itself.
        /// </summary>
        /// <param name="operation">What a resource must allow to be read: <see cref="Resource.Read"/> or <see cref="Resource.None"/>.</param>
        public ReadOperation(uint operation)
        {
            _operation = operation;
        }

        /// <summary>
        /// Says whether a path can be read, before anything is written.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">The path, at least an object.</param>
        /// <returns><see cref="ResponseCode.Content"/>, <see cref="ResponseCode.NotFound"/> or
        /// <see cref="ResponseCode.MethodNotAllowed"/>.</returns>
        public static int Check(LwM2mObject target, ResourcePath path)
        {
            if (!Exists(target, path))
            {
                return ResponseCode.NotFound;
            }

            return path.ResourceId == ResourcePath.None || (target.Definition(path.ResourceId) & Resource.Read) != 0
                ? ResponseCode.Content
                : ResponseCode.MethodNotAllowed;
        }

        /// <summary>
        /// Gets whether what a path names is there.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">The path, at least an object.</param>
        /// <returns>Whether it is.</returns>
        public static bool Exists(LwM2mObject target, ResourcePath path)
        {
            if (path.InstanceId == ResourcePath.None)
            {
                return true;
            }

            if (!target.HasInstance(path.InstanceId))
            {
                return false;
            }

            if (path.ResourceId == ResourcePath.None)
            {
                return true;
            }

            uint definition = target.Definition(path.ResourceId);
            return definition != Resource.NotDefined
                && target.IsPresent(path.InstanceId, path.ResourceId)
                && (path.ResourceInstanceId == ResourcePath.None || HasResourceInstance(target, definition, path));
        }

        /// <summary>
        /// Gets whether a path names a resource instance that is there.
        /// </summary>
        /// <param name="target">The object.</param>
        /// <param name="definition">The definition of the path's resource.</param>
        /// <param name="path">A path to a resource instance.</param>
        /// <returns>Whether it is there.</returns>
        public static bool HasResourceInstance(LwM2mObject target, uint definition, ResourcePath path)
        {
            if ((definition & Resource.Multiple) == 0)
            {
                return false;
            }

            int count = target.ResourceInstanceCount(path.InstanceId, path.ResourceId);
            for (int i = 0; i < count; i++)
            {
                if (target.ResourceInstanceIdAt(path.InstanceId, path.ResourceId, i) == path.ResourceInstanceId)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>
        /// Writes what a path names. What an instance has and cannot give at this moment is left out.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">A path that <see cref="Check"/> accepted.</param>
        /// <param name="writer">The writer, begun for that path.</param>
        /// <returns><see cref="ResponseCode.Content"/>, or the code that the object gave for the one value asked for.</returns>
        public int Run(LwM2mObject target, ResourcePath path, ContentWriter writer)
        {
            if (path.InstanceId == ResourcePath.None)
            {
                int count = target.InstanceCount;
                for (int i = 0; i < count; i++)
                {
                    int instanceId = target.InstanceIdAt(i);
                    if (_rights != null && !_rights.Allow(target.ObjectId, instanceId, AccessControlObject.ReadRight))
                    {
                        continue;
                    }

                    writer.BeginInstance(instanceId);
                    WriteInstance(target, instanceId, writer);
                    writer.EndInstance();
                }

                return ResponseCode.Content;
            }

            if (path.ResourceId == ResourcePath.None)
            {
                WriteInstance(target, path.InstanceId, writer);
                return ResponseCode.Content;
            }

            if (path.ResourceInstanceId == ResourcePath.None)
            {
                return WriteResource(target, path.InstanceId, path.ResourceId, target.Definition(path.ResourceId), writer);
            }

            int result = target.Read(path.InstanceId, path.ResourceId, path.ResourceInstanceId, _value);
            if (result == ResponseCode.Content)
            {
                writer.Write(path.ResourceInstanceId, _value);
            }

            return result;
        }

        private void WriteInstance(LwM2mObject target, int instanceId, ContentWriter writer)
        {
            int count = target.ResourceCount;
            for (int i = 0; i < count; i++)
            {
                uint definition = target.DefinitionAt(i);
                if ((definition & _operation) == _operation && Resource.Type(definition) != ResourceType.None)
                {
                    int resourceId = Resource.Id(definition);
                    if (target.IsPresent(instanceId, resourceId))
                    {
                        WriteResource(target, instanceId, resourceId, definition, writer);
                    }
                }
            }
        }

        private int WriteResource(LwM2mObject target, int instanceId, int resourceId, uint definition, ContentWriter writer)
        {
            int result;
            if ((definition & Resource.Multiple) == 0)
            {
                result = target.Read(instanceId, resourceId, ResourcePath.None, _value);
                if (result == ResponseCode.Content)
                {
                    writer.Write(resourceId, _value);
                }

                return result;
            }

            writer.BeginMultiple(resourceId);
            int count = target.ResourceInstanceCount(instanceId, resourceId);
            for (int i = 0; i < count; i++)
            {
                int resourceInstanceId = target.ResourceInstanceIdAt(instanceId, resourceId, i);
                result = target.Read(instanceId, resourceId, resourceInstanceId, _value);
                if (result == ResponseCode.Content)
                {
                    writer.Write(resourceInstanceId, _value);
                }
            }

            writer.EndMultiple();
            return ResponseCode.Content;
        }
    }
}
