using System;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Makes payloads of what people write, by the client's writers and the registry's types.
    /// </summary>
    public static class ContentEncoder
    {
        private const int MaxPayloadBytes = 65536;

        // A comma parts two values where an id and an equals sign follow it; so texts may have commas in them.
        private static readonly Regex s_separator = new(",(?=\\d{1,5}(?:/\\d{1,5})?=)", RegexOptions.CultureInvariant);
        private static readonly Regex s_item = new("^(\\d{1,5})(?:/(\\d{1,5}))?=(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

        /// <summary>
        /// Encodes a value, or values, for a path.
        /// </summary>
        /// <param name="path">What is written.</param>
        /// <param name="format">The content format.</param>
        /// <param name="text">In text the value as it is sent; in opaque its hexadecimal digits; in TLV a value, or values of an instance's
        /// resources as <c>2=101,7/0=3800</c>, or of a resource's instances as <c>0=1,1=2</c>.</param>
        /// <returns>The payload.</returns>
        /// <exception cref="FormatException">It cannot be encoded; the message says why.</exception>
        public static byte[] Encode(ResourcePath path, int format, string text)
        {
            return format switch
            {
                ContentFormat.PlainText => Encoding.UTF8.GetBytes(text),
                ContentFormat.Opaque => Hexadecimal(text),
                ContentFormat.Tlv or ContentFormat.LegacyTlv => EncodeTlv(path, text),
                _ => throw new FormatException($"nothing is written in {CoapNames.Format(format)}: use text, opaque or tlv"),
            };
        }

        /// <summary>
        /// Encodes values as TLV for a new instance of an object.
        /// </summary>
        /// <param name="path">The object, or the instance that it is to be.</param>
        /// <param name="text">The values as in <see cref="Encode"/>; empty for none.</param>
        /// <returns>The payload.</returns>
        /// <exception cref="FormatException">It cannot be encoded; the message says why.</exception>
        public static byte[] EncodeInstance(ResourcePath path, string text)
        {
            byte[] resources = text.Length == 0 ? Array.Empty<byte>() : EncodeTlv(path, text);
            if (path.InstanceId == ResourcePath.None)
            {
                return resources;
            }

            byte[] buffer = new byte[Tlv.MaxHeaderBytes + resources.Length];
            int length = Tlv.WriteBytes(buffer, 0, buffer.Length, Tlv.ObjectInstance, path.InstanceId, resources, 0, resources.Length);
            return buffer[..length];
        }

        private static byte[] EncodeTlv(ResourcePath path, string text)
        {
            byte[] buffer = new byte[MaxPayloadBytes];
            TlvWriter writer = new();
            writer.Begin(buffer, 0, buffer.Length);
            writer.BeginPath(path);
            Match[] items = s_separator.Split(text).Select(item => s_item.Match(item)).ToArray();

            if (path.ResourceId == ResourcePath.None)
            {
                WriteResources(writer, path.ObjectId, items);
            }
            else if (path.ResourceInstanceId == ResourcePath.None && ResourceModel.Find(path.ObjectId, path.ResourceId)?.IsMultiple == true)
            {
                writer.BeginMultiple(path.ResourceId);
                foreach (Match item in items)
                {
                    Require(item.Success && !item.Groups[2].Success, $"/{path.ObjectId}/{path.InstanceId}/{path.ResourceId} is multiple: write 0=VALUE,1=VALUE");
                    writer.Write(Id(item.Groups[1]), Value(path.ObjectId, path.ResourceId, item.Groups[3].Value));
                }

                writer.EndMultiple();
            }
            else
            {
                int[] ids = PathText.Ids(path);
                writer.Write(ids[^1], Value(path.ObjectId, path.ResourceId, text));
            }

            int length = writer.End();
            Require(length >= 0, "that is too long");
            return buffer[..length];
        }

        private static void WriteResources(TlvWriter writer, int objectId, Match[] items)
        {
            int multiple = ResourcePath.None;
            foreach (Match item in items)
            {
                Require(item.Success, "values of an instance are written as ID=VALUE,ID=VALUE, those of a multiple resource as ID/INSTANCE=VALUE");
                int id = Id(item.Groups[1]);
                bool isMultiple = item.Groups[2].Success;
                if (multiple != ResourcePath.None && (!isMultiple || id != multiple))
                {
                    writer.EndMultiple();
                    multiple = ResourcePath.None;
                }

                if (isMultiple && multiple == ResourcePath.None)
                {
                    writer.BeginMultiple(id);
                    multiple = id;
                }

                writer.Write(isMultiple ? Id(item.Groups[2]) : id, Value(objectId, id, item.Groups[3].Value));
            }

            if (multiple != ResourcePath.None)
            {
                writer.EndMultiple();
            }
        }

        private static ResourceValue Value(int objectId, int resourceId, string text)
        {
            ResourceDefinition definition = ResourceModel.Find(objectId, resourceId);
            Require(definition != null, $"the type of /{objectId}/x/{resourceId} is not known here: write it as text");
            Require(definition.Type != ResourceType.None, $"/{objectId}/x/{resourceId} {definition.Name} is executed, not written");

            ResourceValue value = new();
            if (definition.Type == ResourceType.Opaque)
            {
                byte[] bytes = Hexadecimal(text);
                value.SetOpaque(bytes, 0, bytes.Length);
                return value;
            }

            string canonical = definition.Type != ResourceType.Boolean ? text : text switch
            {
                "true" => "1",
                "false" => "0",
                _ => text,
            };
            byte[] utf8 = Encoding.UTF8.GetBytes(canonical);
            TextReader reader = new();
            reader.Begin(utf8, 0, utf8.Length, new ResourcePath());
            reader.Next();
            Require(reader.ReadValue(definition.Type, value), $"'{text}' is no {definition.Type}, which /{objectId}/x/{resourceId} {definition.Name} is");
            return value;
        }

        private static int Id(Group digits)
        {
            int id = int.Parse(digits.Value);
            Require(id <= ResourcePath.MaxId, $"there is no id {id}: the largest is {ResourcePath.MaxId}");
            return id;
        }

        private static byte[] Hexadecimal(string text)
        {
            string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
            Require(digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit), $"'{text}' is not hexadecimal, two digits a byte");
            return Convert.FromHexString(digits);
        }

        private static void Require(bool condition, string message)
        {
            if (!condition)
            {
                throw new FormatException(message);
            }
        }
    }
}
