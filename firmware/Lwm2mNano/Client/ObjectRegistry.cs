using System.Diagnostics;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The objects of a client in rising order of their ids.
    /// </summary>
    public sealed class ObjectRegistry
    {
        private static readonly byte[] s_version = Ascii.Bytes("ver");

        private readonly LwM2mObject[] _objects = new LwM2mObject[Limits.MaxObjects];
        private int _count;

        /// <summary>Gets what has changed in the objects.</summary>
        public ObjectChanges Changes { get; } = new ObjectChanges();

        /// <summary>Gets or sets what says which objects servers are shown; all are where this is <see langword="null"/>.</summary>
        public AccessRights Rights { get; set; }

        /// <summary>Gets how many objects there are.</summary>
        public int Count => _count;

        /// <summary>
        /// Gets an object.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> − 1.</param>
        /// <returns>The object.</returns>
        public LwM2mObject this[int index] => _objects[index];

        /// <summary>
        /// Adds an object.
        /// </summary>
        /// <param name="added">The object; its id is not taken.</param>
        /// <returns><see langword="false"/> if there are <see cref="Limits.MaxObjects"/> already.</returns>
        public bool Add(LwM2mObject added)
        {
            Debug.Assert(Find(added.ObjectId) == null);
            if (_count == _objects.Length)
            {
                return false;
            }

            int i = _count;
            while (i > 0 && _objects[i - 1].ObjectId > added.ObjectId)
            {
                _objects[i] = _objects[i - 1];
                i--;
            }

            _objects[i] = added;
            added.Attach(Changes);
            _count++;
            return true;
        }

        /// <summary>
        /// Finds an object.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <returns>The object, or <see langword="null"/>.</returns>
        public LwM2mObject Find(int objectId)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_objects[i].ObjectId == objectId)
                {
                    return _objects[i];
                }
            }

            return null;
        }

        /// <summary>
        /// Finds an object that servers are shown.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <returns>The object, or <see langword="null"/>.</returns>
        public LwM2mObject FindShown(int objectId)
        {
            return Rights == null || Rights.Shows(objectId) ? Find(objectId) : null;
        }

        /// <summary>
        /// Gets a number that changes whenever the links of a registration change.
        /// </summary>
        /// <returns>The sum of the objects' instance versions, but for Object 0, which has no links; they only rise.</returns>
        public int InstancesVersion()
        {
            int version = 0;
            for (int i = 0; i < _count; i++)
            {
                version += _objects[i].ObjectId == SecurityObject.Id ? 0 : _objects[i].InstancesVersion;
            }

            return version;
        }

        /// <summary>
        /// Writes the links of a registration: every instance, and the object itself where it has none or a version of its own;
        /// Object 0 is left out (LwM2M Core 1.1, section 6.2.1).
        /// </summary>
        /// <param name="writer">The writer, begun by the caller.</param>
        public void WriteLinks(LinkFormatWriter writer)
        {
            for (int i = 0; i < _count; i++)
            {
                LwM2mObject item = _objects[i];
                if (item.ObjectId == SecurityObject.Id || FindShown(item.ObjectId) == null)
                {
                    continue;
                }

                if (item.InstanceCount == 0 || item.Version != null)
                {
                    WriteObjectLink(writer, item);
                }

                for (int k = 0; k < item.InstanceCount; k++)
                {
                    writer.WriteLink(item.ObjectId, item.InstanceIdAt(k), ResourcePath.None, ResourcePath.None);
                }
            }
        }

        /// <summary>
        /// Writes the link of an object, with its version where that is not the default.
        /// </summary>
        /// <param name="writer">The writer, begun by the caller.</param>
        /// <param name="item">The object.</param>
        public static void WriteObjectLink(LinkFormatWriter writer, LwM2mObject item)
        {
            writer.WriteLink(item.ObjectId, ResourcePath.None, ResourcePath.None, ResourcePath.None);
            if (item.Version != null)
            {
                writer.WriteAttribute(s_version);
                writer.WriteText(item.Version);
            }
        }
    }
}
