using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The Discover operation on an object, an instance or a resource (LwM2M Core 1.1, section 6.3.2): what is instantiated, as links, with
    /// the attributes that the asking server has attached.
    /// </summary>
    public sealed class DiscoverOperation
    {
        private static readonly byte[] s_dimension = Ascii.Bytes("dim");
        private static readonly byte[] s_version = Ascii.Bytes("lwm2m");
        private static readonly byte[] s_versionNumber = Ascii.Bytes("1.1");
        private static readonly byte[] s_shortServerId = Ascii.Bytes("ssid");
        private static readonly byte[] s_uri = Ascii.Bytes("uri");
        private static readonly byte[] s_quote = Ascii.Bytes("\"");

        private readonly ResourcePath _path = new ResourcePath();

        /// <summary>
        /// Says whether what is below a path can be told.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">The path, at least an object.</param>
        /// <returns><see cref="ResponseCode.Content"/>, <see cref="ResponseCode.NotFound"/> if the path is not there, or
        /// <see cref="ResponseCode.BadRequest"/> for a resource instance.</returns>
        public static int Check(LwM2mObject target, ResourcePath path)
        {
            if (path.ResourceInstanceId != ResourcePath.None)
            {
                return ResponseCode.BadRequest;
            }

            return ReadOperation.Exists(target, path) ? ResponseCode.Content : ResponseCode.NotFound;
        }

        /// <summary>
        /// Writes the links of what a path names.
        /// </summary>
        /// <param name="target">The object that the path names.</param>
        /// <param name="path">A path that <see cref="Check"/> accepted.</param>
        /// <param name="attributes">The attributes of the asking server.</param>
        /// <param name="writer">The writer, begun by the caller.</param>
        public void Run(LwM2mObject target, ResourcePath path, NotificationAttributes attributes, LinkFormatWriter writer)
        {
            if (path.ResourceId != ResourcePath.None)
            {
                uint definition = target.Definition(path.ResourceId);
                WriteResource(target, path.InstanceId, definition, attributes, writer, true);
                WriteResourceInstances(target, path.InstanceId, definition, attributes, writer);
                return;
            }

            if (path.InstanceId != ResourcePath.None)
            {
                WriteInstance(target, path.InstanceId, attributes, writer);
                return;
            }

            _path.Set(target.ObjectId, ResourcePath.None, ResourcePath.None, ResourcePath.None);
            ObjectRegistry.WriteObjectLink(writer, target);
            attributes.WriteTo(writer, _path, false);
            for (int i = 0; i < target.InstanceCount; i++)
            {
                WriteInstance(target, target.InstanceIdAt(i), attributes, writer);
            }
        }

        /// <summary>
        /// Writes the links that a bootstrap server is told: objects and instances, with the servers that they are for (section 6.1.7.3).
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="path">The root or an object.</param>
        /// <param name="writer">The writer, begun by the caller.</param>
        public void RunBootstrap(ObjectRegistry objects, ResourcePath path, LinkFormatWriter writer)
        {
            writer.WriteRoot();
            writer.WriteAttribute(s_version);
            writer.WriteText(s_versionNumber);
            for (int i = 0; i < objects.Count; i++)
            {
                LwM2mObject target = objects[i];
                if (!path.IsRoot && path.ObjectId != target.ObjectId)
                {
                    continue;
                }

                if (target.InstanceCount == 0 || target.Version != null)
                {
                    ObjectRegistry.WriteObjectLink(writer, target);
                }

                for (int k = 0; k < target.InstanceCount; k++)
                {
                    int instanceId = target.InstanceIdAt(k);
                    writer.WriteLink(target.ObjectId, instanceId, ResourcePath.None, ResourcePath.None);
                    WriteServer(target, instanceId, writer);
                }
            }
        }

        private static void WriteServer(LwM2mObject target, int instanceId, LinkFormatWriter writer)
        {
            if (target.ObjectId == ServerObject.Id)
            {
                writer.WriteAttribute(s_shortServerId);
                writer.WriteInteger(((ServerObject)target).Account(instanceId).ShortServerId);
            }
            else if (target.ObjectId == SecurityObject.Id)
            {
                SecurityAccount account = ((SecurityObject)target).Account(instanceId);
                if (account.IsBootstrapServer)
                {
                    return;
                }

                writer.WriteAttribute(s_shortServerId);
                writer.WriteInteger(account.ShortServerId);
                writer.WriteAttribute(s_uri);
                writer.WriteText(s_quote);
                writer.WriteBytes(account.ServerUri.Bytes, account.ServerUri.Length);
                writer.WriteText(s_quote);
            }
        }

        private void WriteInstance(LwM2mObject target, int instanceId, NotificationAttributes attributes, LinkFormatWriter writer)
        {
            _path.Set(target.ObjectId, instanceId, ResourcePath.None, ResourcePath.None);
            writer.WriteLink(target.ObjectId, instanceId, ResourcePath.None, ResourcePath.None);
            attributes.WriteTo(writer, _path, false);
            for (int i = 0; i < target.ResourceCount; i++)
            {
                uint definition = target.DefinitionAt(i);
                if (target.IsPresent(instanceId, Resource.Id(definition)))
                {
                    WriteResource(target, instanceId, definition, attributes, writer, false);
                }
            }
        }

        private void WriteResource(
            LwM2mObject target, int instanceId, uint definition, NotificationAttributes attributes, LinkFormatWriter writer, bool inherited)
        {
            int resourceId = Resource.Id(definition);
            writer.WriteLink(target.ObjectId, instanceId, resourceId, ResourcePath.None);
            if ((definition & Resource.Multiple) != 0)
            {
                writer.WriteAttribute(s_dimension);
                writer.WriteInteger(target.ResourceInstanceCount(instanceId, resourceId));
            }

            _path.Set(target.ObjectId, instanceId, resourceId, ResourcePath.None);
            attributes.WriteTo(writer, _path, inherited);
        }

        // Only those that carry attributes: the dimension tells of the others.
        private void WriteResourceInstances(
            LwM2mObject target, int instanceId, uint definition, NotificationAttributes attributes, LinkFormatWriter writer)
        {
            if ((definition & Resource.Multiple) == 0)
            {
                return;
            }

            int resourceId = Resource.Id(definition);
            int count = target.ResourceInstanceCount(instanceId, resourceId);
            for (int i = 0; i < count; i++)
            {
                int resourceInstanceId = target.ResourceInstanceIdAt(instanceId, resourceId, i);
                _path.Set(target.ObjectId, instanceId, resourceId, resourceInstanceId);
                if (attributes.HasOwn(_path))
                {
                    writer.WriteLink(target.ObjectId, instanceId, resourceId, resourceInstanceId);
                    attributes.WriteTo(writer, _path, false);
                }
            }
        }
    }
}
