using System;
using Lwm2mNano;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>
    /// What a reader of SenML finds, as one line of text: "/3/0/9=100 " a value, "/3/0/9=? " one that is not of the type, "/3/0 " a name,
    /// "!" the place where the payload is malformed.
    /// </summary>
    internal static class SenMlTrace
    {
        internal static readonly SenMlCborReader Cbor = new SenMlCborReader();
        internal static readonly SenMlJsonReader Json = new SenMlJsonReader(new byte[Limits.MaxDecodedBytes]);

        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_root = new ResourcePath();

        /// <summary>Reads SenML CBOR for the root, all values as one type.</summary>
        public static string OfCbor(string hex, ResourceType type)
        {
            byte[] payload = Hex.Bytes(hex);
            return Of(Cbor, payload, payload.Length, s_root, type);
        }

        /// <summary>Reads SenML JSON for the root, all values as one type; single quotes stand for double ones.</summary>
        public static string OfJson(string json, ResourceType type)
        {
            byte[] payload = JsonBytes(json);
            return Of(Json, payload, payload.Length, s_root, type);
        }

        /// <summary>Gets the bytes of JSON in which single quotes stand for double ones.</summary>
        public static byte[] JsonBytes(string json)
        {
            byte[] bytes = Hex.Ascii(json);
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = bytes[i] == '\'' ? (byte)'"' : bytes[i];
            }

            return bytes;
        }

        /// <summary>Reads the first bytes of a payload. With the type <see cref="ResourceType.None"/>, each value is read as what it is.</summary>
        public static string Of(ContentReader reader, byte[] payload, int count, ResourcePath target, ResourceType type)
        {
            reader.Begin(payload, 0, count, target);
            string trace = "";

            // Each record has a byte at least.
            for (int i = 0; i <= count; i++)
            {
                ContentEntry entry = reader.Next();
                switch (entry)
                {
                    case ContentEntry.End:
                        return trace;
                    case ContentEntry.Malformed:
                        return trace + "!";
                    case ContentEntry.Name:
                        trace += Path(reader.Path) + " ";
                        break;
                    case ContentEntry.Value:
                        trace += Path(reader.Path) + "=" + Value(reader, type) + " ";
                        break;
                    default:
                        return trace + "unexpected";
                }
            }

            return trace + "without end";
        }

        /// <summary>Gets the present value of a reader as text, or "?".</summary>
        public static string Value(ContentReader reader, ResourceType type)
        {
            if (type == ResourceType.None)
            {
                return Any(reader);
            }

            if (!reader.ReadValue(type, s_value))
            {
                return "?";
            }

            if (s_value.Type != type)
            {
                return "of another type";
            }

            switch (type)
            {
                case ResourceType.String:
                    return "'" + Text(s_value.Buffer, s_value.Offset, s_value.Count) + "'";
                case ResourceType.Opaque:
                    return "x" + Hex.Text(s_value.Buffer, s_value.Offset, s_value.Count);
                case ResourceType.Boolean:
                    return s_value.Boolean ? "true" : "false";
                case ResourceType.ObjectLink:
                    return s_value.LinkedObjectId.ToString() + ":" + s_value.LinkedInstanceId.ToString();
                case ResourceType.Float:
                    return Float(s_value.Float);
                case ResourceType.Unsigned:
                    return ((ulong)s_value.Integer).ToString();
                default:
                    return s_value.Integer.ToString();
            }
        }

        // A large number by its bits, another one as it is if it is an integer, or else in thousandths.
        private static string Float(double value)
        {
            const double Large = 1e15;

            if (!(value > -Large && value < Large))
            {
                byte[] bytes = BitConverter.GetBytes(value);
                string bits = "";
                for (int i = bytes.Length - 1; i >= 0; i--)
                {
                    bits += Hex.Text(bytes, i, 1);
                }

                return "0x" + bits;
            }

            return value == (long)value ? ((long)value).ToString() : ((long)((value * 1000) + (value < 0 ? -0.5 : 0.5))).ToString() + "m";
        }

        private static string Text(byte[] bytes, int offset, int count)
        {
            char[] characters = new char[count];
            for (int i = 0; i < count; i++)
            {
                characters[i] = (char)bytes[offset + i];
            }

            return new string(characters);
        }

        private static string Any(ContentReader reader)
        {
            ResourceType[] types =
            {
                ResourceType.Integer, ResourceType.Unsigned, ResourceType.Float, ResourceType.Boolean, ResourceType.Opaque, ResourceType.ObjectLink,
                ResourceType.String,
            };
            for (int i = 0; i < types.Length; i++)
            {
                string value = Value(reader, types[i]);
                if (value != "?")
                {
                    return value;
                }
            }

            return "?";
        }

        private static string Path(ResourcePath path)
        {
            string text = "";
            int[] ids = { path.ObjectId, path.InstanceId, path.ResourceId, path.ResourceInstanceId };
            for (int i = 0; i < ids.Length && ids[i] != ResourcePath.None; i++)
            {
                text += "/" + ids[i].ToString();
            }

            return text == "" ? "/" : text;
        }
    }
}
