using System.Collections.Generic;
using System.Linq;
using System.Text;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Makes the payloads of Bootstrap-Write: an object's instances in one message, or a single resource.
    /// </summary>
    internal static class BootstrapContent
    {
        private const int MaxPayloadBytes = 65536;

        /// <summary>
        /// Encodes instances for the path of their object.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instances">The instances.</param>
        /// <param name="format">TLV, SenML CBOR or SenML JSON.</param>
        /// <returns>The payload.</returns>
        internal static byte[] Encode(int objectId, IReadOnlyList<BootstrapInstance> instances, int format)
        {
            if (format != ContentFormat.Tlv)
            {
                return SenMl.Encode(format, $"/{objectId}/", instances.SelectMany(i => i.Values.SelectMany(v => Records($"{i.Id}/{v.ResourceId}", v.Value))).ToArray());
            }

            byte[] buffer = new byte[MaxPayloadBytes];
            TlvWriter writer = new();
            writer.Begin(buffer, 0, buffer.Length);
            writer.BeginPath(Path(objectId));
            foreach (BootstrapInstance instance in instances)
            {
                writer.BeginInstance(instance.Id);
                foreach ((int resourceId, object value) in instance.Values)
                {
                    Write(writer, objectId, resourceId, value);
                }

                writer.EndInstance();
            }

            return buffer[..writer.End()];
        }

        /// <summary>
        /// Encodes a value for the path of its resource.
        /// </summary>
        /// <param name="path">The resource.</param>
        /// <param name="value">The value.</param>
        /// <param name="format">TLV, SenML CBOR or SenML JSON.</param>
        /// <returns>The payload.</returns>
        internal static byte[] Encode(ResourcePath path, object value, int format)
        {
            if (format != ContentFormat.Tlv)
            {
                return SenMl.Encode(format, string.Empty, new[] { new SenMlRecord(PathText.ToText(path), value) });
            }

            byte[] buffer = new byte[MaxPayloadBytes];
            TlvWriter writer = new();
            writer.Begin(buffer, 0, buffer.Length);
            writer.BeginPath(path);
            Write(writer, path.ObjectId, path.ResourceId, value);
            return buffer[..writer.End()];
        }

        /// <summary>
        /// Gets a path.
        /// </summary>
        /// <param name="ids">The ids of an object, an instance or a resource.</param>
        /// <returns>The path.</returns>
        internal static ResourcePath Path(params int[] ids)
        {
            ResourcePath path = new();
            foreach (int id in ids)
            {
                path.Append(id);
            }

            return path;
        }

        private static IEnumerable<SenMlRecord> Records(string name, object value) => value is IReadOnlyDictionary<int, long> several
            ? several.Select(s => new SenMlRecord($"{name}/{s.Key}", s.Value))
            : new[] { new SenMlRecord(name, value) };

        private static void Write(TlvWriter writer, int objectId, int resourceId, object value)
        {
            if (value is IReadOnlyDictionary<int, long> several)
            {
                writer.BeginMultiple(resourceId);
                foreach ((int id, long number) in several)
                {
                    writer.Write(id, Typed(number, false));
                }

                writer.EndMultiple();
                return;
            }

            writer.Write(resourceId, Typed(value, ResourceModel.Find(objectId, resourceId).Type == ResourceType.Unsigned));
        }

        private static ResourceValue Typed(object plain, bool isUnsigned)
        {
            ResourceValue value = new();
            switch (plain)
            {
                case long number when isUnsigned:
                    value.SetUnsigned(number);
                    break;
                case long number:
                    value.SetInteger(number);
                    break;
                case bool flag:
                    value.SetBoolean(flag);
                    break;
                case byte[] bytes:
                    value.SetOpaque(bytes, 0, bytes.Length);
                    break;
                default:
                    value.SetString(Encoding.UTF8.GetBytes((string)plain));
                    break;
            }

            return value;
        }
    }
}
