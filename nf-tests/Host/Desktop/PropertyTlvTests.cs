using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Properties of the TLV reader and writer over random trees; the expected bytes come from an encoder of the test's own.</summary>
    public class PropertyTlvTests
    {
        private const int None = ResourcePath.None;

        private static readonly Gen<int> s_id = Gen.OneOf(Gen.Int[0, 20], Gen.Int[250, 260], Gen.Int[0, ResourcePath.MaxId]);

        private static readonly Gen<long> s_long = Gen.OneOf(
            Gen.Long, Gen.Int.Select(i => (long)i), Gen.Short.Select(i => (long)i), Gen.SByte.Select(i => (long)i), Gen.UInt.Select(i => (long)i));

        private static readonly Gen<byte[]> s_bytes = Gen.OneOf(Gen.Byte.Array[0, 12], Gen.Byte.Array[250, 260]);

        private static readonly Gen<Value> s_value = Gen.OneOf(
            s_long.Select(v => new Value(ResourceType.Integer, v)),
            s_long.Select(v => new Value(ResourceType.Time, v)),
            s_long.Select(v => new Value(ResourceType.Unsigned, v)),
            Gen.Double.Select(v => new Value(ResourceType.Float, v)),
            Gen.Bool.Select(v => new Value(ResourceType.Boolean, v)),
            Gen.UInt.Select(v => new Value(ResourceType.ObjectLink, (int)v)),
            Gen.String[Gen.Char.AlphaNumeric, 0, 20].Select(v => new Value(ResourceType.String, Encoding.UTF8.GetBytes(v))),
            s_bytes.Select(v => new Value(ResourceType.Opaque, v)));

        private static readonly Gen<Node> s_resource = Gen.OneOf(
            Gen.Select(s_id, s_value, (id, value) => new Node(Tlv.Resource, id, value, null)),
            Gen.Select(
                s_id,
                Gen.Select(s_id, s_value, (id, value) => new Node(Tlv.ResourceInstance, id, value, null)).Array[0, 4],
                (id, children) => new Node(Tlv.MultipleResource, id, null, children)));

        private static readonly Gen<Node[]> s_instances =
            Gen.Select(s_id, s_resource.Array[0, 5], (id, children) => new Node(Tlv.ObjectInstance, id, null, children)).Array[0, 3];

        [Test]
        public void What_is_written_is_the_encoding_and_is_read()
        {
            byte[] buffer = new byte[16384];
            TlvWriter writer = new();
            TlvReader reader = new();
            Gen.Select(s_instances, Gen.Bool, Gen.Int[0, 3]).Sample(
                (instances, wrapped, offset) =>
                {
                    // Either an object with its instances, or what one instance holds.
                    Node[] top = wrapped ? instances : instances.SelectMany(i => i.Children).ToArray();
                    ResourcePath path = new();
                    path.Set(3, wrapped ? None : 0, None, None);
                    byte[] expected = Encode(top);
                    writer.Begin(buffer, offset, buffer.Length);
                    writer.BeginPath(path);
                    Write(writer, top);
                    int length = writer.End();
                    if (!buffer.AsSpan(offset, Math.Max(length, 0)).SequenceEqual(expected))
                    {
                        return false;
                    }

                    reader.Begin(expected, 0, expected.Length, path);
                    return Read(reader, top, wrapped ? None : 0, None) && reader.Next() == ContentEntry.End
                        && FitsOnlyWhole(writer, top, path, expected);
                },
                iter: 20_000,
                threads: 1);
        }

        [Test]
        public void Noise_is_refused_or_read_within_its_bounds()
        {
            TlvReader reader = new();
            ResourceValue value = new();
            ResourcePath target = new();
            ResourceType[] types = Enum.GetValues<ResourceType>();
            Gen<byte> type = Gen.OneOf<byte>(0x00, 0x01, 0x02, 0x03, 0x08, 0x41, 0x42, 0x83, 0x86, 0x88, 0xC0, 0xC1, 0xC8);
            Gen<byte[]> likely = Gen.OneOf(type, Gen.Byte).Array[0, 40];
            Gen.Select(likely, Gen.Int[0, 3]).Sample(
                (noise, depth) =>
                {
                    target.Set(3, depth > 0 ? 0 : None, depth > 1 ? 1 : None, depth > 2 ? 0 : None);
                    reader.Begin(noise, 0, noise.Length, target);
                    for (int i = 0; i <= noise.Length; i++)
                    {
                        ContentEntry entry = reader.Next();
                        if (entry is ContentEntry.End or ContentEntry.Malformed)
                        {
                            return true;
                        }

                        if (entry == ContentEntry.Value)
                        {
                            foreach (ResourceType expected in types)
                            {
                                reader.ReadValue(expected, value);
                            }

                            if (value.Offset < 2 || value.Offset + value.Count > noise.Length || reader.Path.ResourceId == None)
                            {
                                return false;
                            }
                        }
                    }

                    return false;
                },
                iter: 300_000,
                threads: 1);
        }

        // One byte less than the payload is too little.
        private static bool FitsOnlyWhole(TlvWriter writer, Node[] nodes, ResourcePath path, byte[] expected)
        {
            if (expected.Length == 0)
            {
                return true;
            }

            byte[] small = new byte[expected.Length - 1];
            writer.Begin(small, 0, small.Length);
            writer.BeginPath(path);
            Write(writer, nodes);
            return writer.End() == -1;
        }

        private static void Write(TlvWriter writer, Node[] nodes)
        {
            ResourceValue value = new();
            foreach (Node node in nodes)
            {
                switch (node.Kind)
                {
                    case Tlv.ObjectInstance:
                        writer.BeginInstance(node.Id);
                        Write(writer, node.Children);
                        writer.EndInstance();
                        break;
                    case Tlv.MultipleResource:
                        writer.BeginMultiple(node.Id);
                        Write(writer, node.Children);
                        writer.EndMultiple();
                        break;
                    default:
                        node.Value.Give(value);
                        writer.Write(node.Id, value);
                        break;
                }
            }
        }

        private static bool Read(TlvReader reader, Node[] nodes, int instanceId, int resourceId)
        {
            ResourceValue value = new();
            foreach (Node node in nodes)
            {
                ContentEntry entry = reader.Next();
                switch (node.Kind)
                {
                    case Tlv.ObjectInstance:
                        if (entry != ContentEntry.Instance || !IsAt(node.Id, None, None) || !Read(reader, node.Children, node.Id, None))
                        {
                            return false;
                        }

                        break;
                    case Tlv.MultipleResource:
                        if (entry != ContentEntry.Multiple || !IsAt(instanceId, node.Id, None) || !Read(reader, node.Children, instanceId, node.Id))
                        {
                            return false;
                        }

                        break;
                    default:
                        bool single = node.Kind == Tlv.Resource;
                        if (entry != ContentEntry.Value || !IsAt(instanceId, single ? node.Id : resourceId, single ? None : node.Id)
                            || !reader.ReadValue(node.Value.Type, value) || !node.Value.Is(value))
                        {
                            return false;
                        }

                        break;
                }
            }

            return true;

            bool IsAt(int instance, int resource, int resourceInstance)
            {
                return reader.Path.ObjectId == 3 && reader.Path.InstanceId == instance && reader.Path.ResourceId == resource
                    && reader.Path.ResourceInstanceId == resourceInstance;
            }
        }

        private static byte[] Encode(IEnumerable<Node> nodes)
        {
            return nodes.SelectMany(
                n =>
                {
                    byte[] content = n.Value is null ? Encode(n.Children) : n.Value.Encode();
                    byte[] id = n.Id < 256 ? [(byte)n.Id] : [(byte)(n.Id >> 8), (byte)n.Id];
                    byte[] length = content.Length switch
                    {
                        < 8 => [],
                        < 256 => [(byte)content.Length],
                        < 65536 => [(byte)(content.Length >> 8), (byte)content.Length],
                        _ => [(byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length],
                    };
                    int type = n.Kind | ((id.Length - 1) << 5) | (length.Length << 3) | (length.Length == 0 ? content.Length : 0);
                    return new[] { (byte)type }.Concat(id).Concat(length).Concat(content);
                }).ToArray();
        }

        private sealed record Node(int Kind, int Id, Value Value, Node[] Children);

        private sealed record Value(ResourceType Type, object Content)
        {
            public void Give(ResourceValue value)
            {
                switch (Type)
                {
                    case ResourceType.Integer:
                        value.SetInteger((long)Content);
                        break;
                    case ResourceType.Time:
                        value.SetTime((long)Content);
                        break;
                    case ResourceType.Unsigned:
                        value.SetUnsigned((long)Content);
                        break;
                    case ResourceType.Float:
                        value.SetFloat((double)Content);
                        break;
                    case ResourceType.Boolean:
                        value.SetBoolean((bool)Content);
                        break;
                    case ResourceType.ObjectLink:
                        value.SetObjectLink((int)((uint)(int)Content >> 16), (int)Content & 0xFFFF);
                        break;
                    case ResourceType.String:
                        value.SetString((byte[])Content);
                        break;
                    default:
                        value.SetOpaque((byte[])Content, 0, ((byte[])Content).Length);
                        break;
                }
            }

            public bool Is(ResourceValue value)
            {
                return value.Type == Type && Type switch
                {
                    ResourceType.Float => BitConverter.DoubleToInt64Bits(value.Float) == BitConverter.DoubleToInt64Bits((double)Content),
                    ResourceType.Boolean => value.Boolean == (bool)Content,
                    ResourceType.ObjectLink => ((value.LinkedObjectId << 16) | value.LinkedInstanceId) == (int)Content,
                    ResourceType.String or ResourceType.Opaque => value.Buffer.AsSpan(value.Offset, value.Count).SequenceEqual((byte[])Content),
                    _ => value.Integer == (long)Content,
                };
            }

            public byte[] Encode()
            {
                byte[] bytes = new byte[8];
                switch (Type)
                {
                    case ResourceType.Integer or ResourceType.Time:
                        long signed = (long)Content;
                        BinaryPrimitives.WriteInt64BigEndian(bytes, signed);
                        return bytes[^(signed == (sbyte)signed ? 1 : signed == (short)signed ? 2 : signed == (int)signed ? 4 : 8)..];
                    case ResourceType.Unsigned:
                        ulong natural = (ulong)(long)Content;
                        BinaryPrimitives.WriteUInt64BigEndian(bytes, natural);
                        return bytes[^(natural <= byte.MaxValue ? 1 : natural <= ushort.MaxValue ? 2 : natural <= uint.MaxValue ? 4 : 8)..];
                    case ResourceType.Float:
                        BinaryPrimitives.WriteDoubleBigEndian(bytes, (double)Content);
                        return bytes;
                    case ResourceType.Boolean:
                        return [(byte)((bool)Content ? 1 : 0)];
                    case ResourceType.ObjectLink:
                        BinaryPrimitives.WriteInt32BigEndian(bytes, (int)Content);
                        return bytes[..4];
                    default:
                        return (byte[])Content;
                }
            }
        }
    }
}
