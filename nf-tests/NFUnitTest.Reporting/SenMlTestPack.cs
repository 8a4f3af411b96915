using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>A pack that a test writes, in either format of SenML: <see cref="Write"/> runs the same calls with every limit.</summary>
    internal static class SenMlTestPack
    {
        private const int Offset = 2;

        private static readonly ResourceValue s_value = new ResourceValue();
        private static readonly ResourcePath s_path = new ResourcePath();

        /// <summary>Writes the records.</summary>
        public delegate void Records();

        /// <summary>Gets or sets the writer under test.</summary>
        public static SenMlWriter Writer { get; set; }

        /// <summary>Fails unless the records give those bytes, and do not fit into one byte less or any limit below.</summary>
        public static void Write(byte[] expected, Records records)
        {
            byte[] buffer = new byte[Offset + expected.Length];
            for (int limit = Offset; limit < buffer.Length; limit++)
            {
                Writer.Begin(buffer, Offset, limit);
                records();
                Check.Is(-1, Writer.End());
            }

            Writer.Begin(buffer, Offset, buffer.Length);
            records();
            int length = Writer.End();
            if (Writer.Format == ContentFormat.SenMlJson && length >= 0)
            {
                Check.Is(Text(expected, 0, expected.Length), Text(buffer, Offset, length));
            }

            Hex.AreEqual(Hex.Text(expected), buffer, Offset, length);
        }

        /// <summary>Begins a path, as far as it is given.</summary>
        public static void Path(int objectId, int instanceId = ResourcePath.None, int resourceId = ResourcePath.None, int resourceInstanceId = ResourcePath.None)
        {
            s_path.Set(objectId, instanceId, resourceId, resourceInstanceId);
            Writer.BeginPath(s_path);

            // A path is read during the call only.
            s_path.Set(ResourcePath.None, ResourcePath.None, ResourcePath.None, ResourcePath.None);
        }

        /// <summary>Writes an Integer.</summary>
        public static void Integer(int id, long value)
        {
            s_value.SetInteger(value);
            Writer.Write(id, s_value);
        }

        /// <summary>Writes a Time.</summary>
        public static void Time(int id, long value)
        {
            s_value.SetTime(value);
            Writer.Write(id, s_value);
        }

        /// <summary>Writes an Unsigned Integer.</summary>
        public static void Unsigned(int id, long value)
        {
            s_value.SetUnsigned(value);
            Writer.Write(id, s_value);
        }

        /// <summary>Writes a Float.</summary>
        public static void Float(int id, double value)
        {
            s_value.SetFloat(value);
            Writer.Write(id, s_value);
        }

        /// <summary>Writes a Boolean.</summary>
        public static void Boolean(int id, bool value)
        {
            s_value.SetBoolean(value);
            Writer.Write(id, s_value);
        }

        /// <summary>Writes a String.</summary>
        public static void String(int id, string text)
        {
            s_value.SetString(Hex.Ascii(text));
            Writer.Write(id, s_value);
        }

        /// <summary>Writes an Opaque.</summary>
        public static void Opaque(int id, string hex)
        {
            byte[] bytes = Hex.Bytes("EE" + hex);
            s_value.SetOpaque(bytes, 1, bytes.Length - 1);
            Writer.Write(id, s_value);
        }

        /// <summary>Writes an Object Link.</summary>
        public static void Link(int id, int objectId, int instanceId)
        {
            s_value.SetObjectLink(objectId, instanceId);
            Writer.Write(id, s_value);
        }

        /// <summary>Writes a multiple resource of two Integers, instances 0 and 1.</summary>
        public static void Pair(int id, long first, long second)
        {
            Writer.BeginMultiple(id);
            Integer(0, first);
            Integer(1, second);
            Writer.EndMultiple();
        }

        /// <summary>Writes the Device Object that the LwM2M specification has as its example.</summary>
        public static void Device()
        {
            String(0, "Open Mobile Alliance");
            String(1, "Lightweight M2M Client");
            String(2, "345000123");
            String(3, "1.0");
            Pair(6, 1, 5);
            Pair(7, 3800, 5000);
            Pair(8, 125, 900);
            Integer(9, 100);
            Integer(10, 15);
            Writer.BeginMultiple(11);
            Integer(0, 0);
            Writer.EndMultiple();
            Time(13, 1367491215);
            String(14, "+02:00");
            String(16, "U");
        }

        /// <summary>Gets the bytes of JSON with apostrophes for quotation marks.</summary>
        public static byte[] Json(string text)
        {
            byte[] bytes = Hex.Ascii(text);
            for (int i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] == '\'')
                {
                    bytes[i] = (byte)'"';
                }
            }

            return bytes;
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
    }
}
