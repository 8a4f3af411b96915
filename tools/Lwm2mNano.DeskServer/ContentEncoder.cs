using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Makes payloads of what people write, by the registry's types: TLV by the client's writer, the formats of CBOR and JSON by .NET's.
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
        /// <param name="text">In text the value as it is sent; in opaque its hexadecimal digits; in CBOR a value; in TLV and SenML a value, or
        /// values of an instance's resources as <c>2=101,7/0=3800</c>, or of a resource's instances as <c>0=1,1=2</c>.</param>
        /// <returns>The payload.</returns>
        /// <exception cref="FormatException">It cannot be encoded; the message says why.</exception>
        public static byte[] Encode(ResourcePath path, int format, string text)
        {
            return format switch
            {
                ContentFormat.PlainText => Encoding.UTF8.GetBytes(text),
                ContentFormat.Opaque => Hexadecimal(text),
                ContentFormat.Cbor => CborValue.Encode(Plain(path, text)),
                ContentFormat.Tlv or ContentFormat.LegacyTlv => EncodeTlv(path, text),
                ContentFormat.SenMlJson or ContentFormat.SenMlCbor => EncodeSenMl(path, format, text),
                _ => throw new FormatException($"nothing is written in {CoapNames.Format(format)}: use text, opaque, tlv, cbor, senml-json or senml-cbor"),
            };
        }

        /// <summary>
        /// Encodes values for a new instance of an object.
        /// </summary>
        /// <param name="path">The object, or the instance that it is to be.</param>
        /// <param name="format">TLV or, for an instance, SenML.</param>
        /// <param name="text">The values as in <see cref="Encode"/>; empty for none.</param>
        /// <returns>The payload.</returns>
        /// <exception cref="FormatException">It cannot be encoded; the message says why.</exception>
        public static byte[] EncodeInstance(ResourcePath path, int format, string text)
        {
            if (format is ContentFormat.SenMlJson or ContentFormat.SenMlCbor)
            {
                Require(path.InstanceId != ResourcePath.None, "SenML names the instance: create such as /1/2");
                return EncodeSenMl(path, format, text);
            }

            byte[] resources = text.Length == 0 ? Array.Empty<byte>() : EncodeTlv(path, text);
            if (path.InstanceId == ResourcePath.None)
            {
                return resources;
            }

            byte[] buffer = new byte[Tlv.MaxHeaderBytes + resources.Length];
            int length = Tlv.WriteBytes(buffer, 0, buffer.Length, Tlv.ObjectInstance, path.InstanceId, resources, 0, resources.Length);
            return buffer[..length];
        }

        /// <summary>
        /// Encodes what a composite operation names.
        /// </summary>
        /// <param name="format">The content format.</param>
        /// <param name="items">The paths; with values where they are written.</param>
        /// <returns>The payload.</returns>
        /// <exception cref="FormatException">It cannot be encoded; the message says why.</exception>
        public static byte[] EncodeComposite(int format, IEnumerable<(ResourcePath Path, string Value)> items)
        {
            Require(format is ContentFormat.SenMlJson or ContentFormat.SenMlCbor, $"nothing composite is in {CoapNames.Format(format)}: use senml-json or senml-cbor");
            return SenMl.Encode(
                format, string.Empty, items.Select(i => new SenMlRecord(PathText.ToText(i.Path), i.Value == null ? null : Plain(i.Path, i.Value))).ToArray());
        }

        private static byte[] EncodeSenMl(ResourcePath path, int format, string text)
        {
            bool isMultiple = path.ResourceId == ResourcePath.None
                || (path.ResourceInstanceId == ResourcePath.None && ResourceModel.Find(path.ObjectId, path.ResourceId)?.IsMultiple == true);
            if (!isMultiple)
            {
                return SenMl.Encode(format, string.Empty, new[] { new SenMlRecord(PathText.ToText(path), Plain(path, text)) });
            }

            string[] items = text.Length == 0 ? Array.Empty<string>() : s_separator.Split(text);
            string baseName = PathText.ToText(path) + "/";
            return SenMl.Encode(format, baseName, items.Select(item =>
            {
                int equals = item.IndexOf('=');
                ResourcePath target = equals < 0 ? null : PathText.Parse(baseName + item[..equals]);
                Require(target != null && s_item.IsMatch(item), $"values below {PathText.ToText(path)} are written as ID=VALUE,ID=VALUE or ID/INSTANCE=VALUE, not '{item}'");
                return new SenMlRecord(item[..equals], Plain(target, item[(equals + 1)..]));
            }).ToArray());
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
            Require(ResourceModel.Find(objectId, resourceId) != null, $"the type of /{objectId}/x/{resourceId} is not known here: write it as text");
            ResourceValue value = new();
            switch (Plain(objectId, resourceId, text))
            {
                case long number:
                    value.SetInteger(number);
                    break;
                case ulong number:
                    value.SetUnsigned((long)number);
                    break;
                case double number:
                    value.SetFloat(number);
                    break;
                case bool boolean:
                    value.SetBoolean(boolean);
                    break;
                case byte[] bytes:
                    value.SetOpaque(bytes, 0, bytes.Length);
                    break;
                case ObjectLink link:
                    value.SetObjectLink(link.ObjectId, link.InstanceId);
                    break;
                case string words:
                    value.SetString(Encoding.UTF8.GetBytes(words));
                    break;
            }

            return value;
        }

        private static object Plain(ResourcePath path, string text)
        {
            Require(path.ResourceId != ResourcePath.None, $"a resource has a value, and {PathText.ToText(path)} is none");
            return Plain(path.ObjectId, path.ResourceId, text);
        }

        // The value that a text means, by the registry's type; of a resource that is not in there by what it looks like.
        private static object Plain(int objectId, int resourceId, string text)
        {
            ResourceDefinition definition = ResourceModel.Find(objectId, resourceId);
            Require(definition?.Type != ResourceType.None, $"/{objectId}/x/{resourceId} {definition?.Name} is executed, not written");
            object value = definition?.Type switch
            {
                ResourceType.String => text,
                ResourceType.Integer or ResourceType.Time => Integer(text),
                ResourceType.Unsigned => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null,
                ResourceType.Float => Float(text),
                ResourceType.Boolean => Boolean(text),
                ResourceType.Opaque => Hexadecimal(text),
                ResourceType.ObjectLink => ObjectLink.Parse(text),
                _ when text is "true" or "false" => text == "true",
                _ when text.StartsWith("0x", StringComparison.Ordinal) => Hexadecimal(text),
                _ => Integer(text) ?? Float(text) ?? text,
            };
            Require(value != null, $"'{text}' is no {definition?.Type}, which /{objectId}/x/{resourceId} {definition?.Name} is");
            return value;
        }

        private static object Integer(string text) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

        private static object Float(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

        private static object Boolean(string text) => text switch
        {
            "true" or "1" => true,
            "false" or "0" => false,
            _ => null,
        };

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
