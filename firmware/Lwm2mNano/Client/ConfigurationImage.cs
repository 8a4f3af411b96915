using System;
using System.Diagnostics;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The configuration of a client as bytes: the instances of the Security, Server and Access Control Objects in TLV, each object a TLV of
    /// its own with the Object ID. It is what a failed bootstrap goes back to and what is kept in a store. The buffer is allocated at
    /// construction.
    /// </summary>
    public sealed class ConfigurationImage
    {
        // Type, id, two bytes of length: what wraps an object is moved only if it is shorter.
        private const int ObjectGapBytes = 4;

        private readonly byte[] _bytes = new byte[Limits.MaxConfigurationBytes];
        private readonly ReadOperation _read = new ReadOperation(Resource.None);
        private readonly WriteOperation _write = new WriteOperation();
        private readonly TlvWriter _writer = new TlvWriter();
        private readonly TlvReader _reader = new TlvReader();
        private readonly ResourcePath _path = new ResourcePath();

        /// <summary>Gets the buffer that holds the image from its first byte.</summary>
        public byte[] Bytes => _bytes;

        /// <summary>Gets or sets the image's length in bytes; 0 for none. Who fills <see cref="Bytes"/> sets it.</summary>
        public int Length { get; set; }

        /// <summary>
        /// Gets whether an object belongs to the configuration.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <returns>Whether it is 0, 1 or 2.</returns>
        public static bool Has(int objectId)
        {
            return objectId == SecurityObject.Id || objectId == ServerObject.Id || objectId == AccessControlObject.Id;
        }

        /// <summary>
        /// Takes the present instances of the objects.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <returns>Whether they fit; else there is no image.</returns>
        public bool Take(ObjectRegistry objects)
        {
            int position = 0;
            for (int i = 0; i < objects.Count && position >= 0; i++)
            {
                if (Has(objects[i].ObjectId))
                {
                    position = Write(objects[i], position);
                }
            }

            Length = position < 0 ? 0 : position;
            return position >= 0;
        }

        /// <summary>
        /// Makes the objects what they were when the image was taken.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <returns><see langword="false"/> if the image is not one that the objects accept; what they are then is not said.</returns>
        public bool Restore(ObjectRegistry objects)
        {
            for (int i = 0; i < objects.Count; i++)
            {
                if (Has(objects[i].ObjectId))
                {
                    objects[i].DeleteAll();
                }
            }

            int position = 0;
            while (position < Length)
            {
                int offset = Tlv.ReadHeader(_bytes, position, Length, out int kind, out int objectId, out int count);
                if (offset < 0 || kind != Tlv.Resource)
                {
                    return false;
                }

                LwM2mObject target = Has(objectId) ? objects.Find(objectId) : null;
                if (target != null && !RestoreInstances(target, _bytes, offset, count))
                {
                    return false;
                }

                position = offset + count;
            }

            return true;
        }

        /// <summary>
        /// Creates the instances that stand in a buffer, one Object Instance TLV behind the other.
        /// </summary>
        /// <param name="target">The object; none of the instances exists.</param>
        /// <param name="buffer">The buffer.</param>
        /// <param name="offset">Where the first instance starts.</param>
        /// <param name="count">The length of all in bytes.</param>
        /// <returns>Whether the object accepts them, with every mandatory resource.</returns>
        public bool RestoreInstances(LwM2mObject target, byte[] buffer, int offset, int count)
        {
            int position = offset;
            int end = offset + count;
            while (position < end)
            {
                int start = Tlv.ReadHeader(buffer, position, end, out int kind, out int instanceId, out int length);
                if (start < 0 || kind != Tlv.ObjectInstance || instanceId > ResourcePath.MaxId || target.HasInstance(instanceId))
                {
                    return false;
                }

                // The values are checked before there is an instance, as those of a Create operation.
                _path.Set(target.ObjectId, instanceId, ResourcePath.None, ResourcePath.None);
                if (_write.Check(target, _path, WriteMode.Configure, _reader, buffer, start, length) != ResponseCode.Changed
                    || target.Create(instanceId) != ResponseCode.Created
                    || _write.Apply(_reader, buffer, start, length) != ResponseCode.Changed)
                {
                    return false;
                }

                position = start + length;
            }

            return true;
        }

        private int Write(LwM2mObject target, int start)
        {
            if (_bytes.Length - start < ObjectGapBytes)
            {
                return -1;
            }

            int offset = start + ObjectGapBytes;
            _path.Set(target.ObjectId, ResourcePath.None, ResourcePath.None, ResourcePath.None);
            _writer.Begin(_bytes, offset, _bytes.Length);
            _writer.BeginPath(_path);
            _read.Run(target, _path, _writer);
            int length = _writer.End();
            return length < 0
                ? -1
                : Tlv.Wrap(_bytes, start, ObjectGapBytes, offset + length, _bytes.Length, Tlv.Resource, target.ObjectId);
        }
    }
}
