using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// What a TLV reader finds, as one line of text: "[0]" an instance, "6*" a multiple resource, "9=100" a resource and "6.1=5" a
    /// resource instance with their values, "!" the place where the payload is malformed.
    /// </summary>
    internal static class TlvTrace
    {
        private static readonly TlvReader s_reader = new TlvReader();
        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_target = new ResourcePath();

        /// <summary>Reads a payload whose values are all of one type.</summary>
        public static string Of(byte[] buffer, int offset, int count, int instanceId, int resourceId, int resourceInstanceId, ResourceType type)
        {
            return Read(buffer, offset, count, instanceId, resourceId, resourceInstanceId, type);
        }

        /// <summary>Reads a payload of the Device Object.</summary>
        public static string OfDevice(byte[] payload, int instanceId, int resourceId)
        {
            return Read(payload, 0, payload.Length, instanceId, resourceId, ResourcePath.None, ResourceType.None);
        }

        /// <summary>Gets the type of a resource of the Device Object.</summary>
        public static ResourceType DeviceType(int resourceId)
        {
            switch (resourceId)
            {
                case 6:
                case 7:
                case 8:
                case 9:
                case 10:
                case 11:
                    return ResourceType.Integer;
                case 13:
                    return ResourceType.Time;
                default:
                    return ResourceType.String;
            }
        }

        private static string Read(byte[] buffer, int offset, int count, int instanceId, int resourceId, int resourceInstanceId, ResourceType type)
        {
            s_target.Set(3, instanceId, resourceId, resourceInstanceId);
            s_reader.Begin(buffer, offset, count, s_target);
            string trace = "";

            // Each entry has two bytes at least.
            for (int i = 0; i <= count; i++)
            {
                ResourcePath path = s_reader.Path;
                ContentEntry entry = s_reader.Next();
                switch (entry)
                {
                    case ContentEntry.End:
                        return trace;
                    case ContentEntry.Malformed:
                        return trace + "!";
                    case ContentEntry.Instance:
                        trace += "[" + path.InstanceId.ToString() + "] ";
                        break;
                    case ContentEntry.Multiple:
                        trace += path.ResourceId.ToString() + "* ";
                        break;
                    default:
                        trace += path.ResourceId.ToString();
                        if (path.ResourceInstanceId != ResourcePath.None)
                        {
                            trace += "." + path.ResourceInstanceId.ToString();
                        }

                        trace += "=" + Value(type == ResourceType.None ? DeviceType(path.ResourceId) : type) + " ";
                        break;
                }
            }

            return trace + "without end";
        }

        private static string Value(ResourceType type)
        {
            if (!s_reader.ReadValue(type, s_value))
            {
                return "?";
            }

            switch (type)
            {
                case ResourceType.String:
                    char[] characters = new char[s_value.Count];
                    for (int i = 0; i < characters.Length; i++)
                    {
                        characters[i] = (char)s_value.Buffer[s_value.Offset + i];
                    }

                    return "'" + new string(characters) + "'";
                case ResourceType.Opaque:
                    return Hex.Text(s_value.Buffer, s_value.Offset, s_value.Count);
                case ResourceType.Boolean:
                    return s_value.Boolean ? "true" : "false";
                case ResourceType.ObjectLink:
                    return s_value.LinkedObjectId.ToString() + ":" + s_value.LinkedInstanceId.ToString();
                case ResourceType.Float:
                    return ((long)(s_value.Float * 1000)).ToString() + "m";
                case ResourceType.Unsigned:
                    return ((ulong)s_value.Integer).ToString();
                default:
                    return s_value.Integer.ToString();
            }
        }
    }
}
