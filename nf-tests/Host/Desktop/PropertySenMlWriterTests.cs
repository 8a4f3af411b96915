using System;
using System.Collections.Generic;
using System.Formats.Cbor;
using System.Linq;
using System.Text;
using System.Text.Json;
using CsCheck;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using NUnit.Framework;
using CborReader = System.Formats.Cbor.CborReader;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// Properties of the writers of SenML and CBOR over random packs: .NET's own readers, and names and times resolved as RFC 8428 says,
    /// give the paths, times and values that were written.
    /// </summary>
    public class PropertySenMlWriterTests
    {
        private const int None = ResourcePath.None;

        private static readonly Gen<int> s_object = Gen.OneOf(Gen.OneOf<int>(3), Gen.OneOf<int>(0, 42, 33000, ResourcePath.MaxId));

        private static readonly Gen<int> s_instance = Gen.OneOf<int>(0, 0, 0, 1, 10, ResourcePath.MaxId);

        private static readonly Gen<int> s_id = Gen.OneOf(Gen.Int[0, 12], Gen.OneOf<int>(99, 100, 999, 1000, 9999, 10000, ResourcePath.MaxId));

        private static readonly Gen<long> s_long = Gen.OneOf(
            Gen.Long, Gen.Int.Select(i => (long)i), Gen.Int[-300, 300].Select(i => (long)i), Gen.UInt.Select(i => (long)i));

        private static readonly Gen<double> s_double = Gen.OneOf(
            Gen.Double,
            Gen.Long.Select(BitConverter.Int64BitsToDouble),
            Gen.Float.Select(f => (double)f),
            Gen.UShort.Select(bits => (double)BitConverter.UInt16BitsToHalf(bits)),
            Gen.Int[-1000, 1000].Select(i => i / 10.0)).Where(double.IsFinite);

        private static readonly Gen<string> s_text = Gen.OneOf(
            Gen.String[Gen.Char.AlphaNumeric, 0, 30],
            Gen.String[Gen.Char["\"\\/\b\f\n\r\t\u0000\u0001\u001F \u007F\u00FC\u6C34a"], 0, 12],
            Gen.String[Gen.Char.AlphaNumeric, 250, 260]);

        private static readonly Gen<object> s_value = Gen.OneOf(
            s_long.Select(v => (object)new Number(ResourceType.Integer, v)),
            s_long.Select(v => (object)new Number(ResourceType.Time, v)),
            s_long.Select(v => (object)new Number(ResourceType.Unsigned, v)),
            s_double.Select(v => (object)v),
            Gen.Bool.Select(v => (object)v),
            Gen.Select(Gen.UShort, Gen.UShort, (o, i) => (object)new Link(o, i)),
            s_text.Select(v => (object)v),
            Gen.OneOf(Gen.Byte.Array[0, 10], Gen.Byte.Array[20, 30]).Select(v => (object)v));

        // A resource has one value, or instances of which there may be none.
        private static readonly Gen<Node> s_resource = Gen.OneOf(
            Gen.Select(s_id, s_value, (id, value) => new Node(id, value, null)),
            Gen.Select(
                s_id, Gen.Select(s_id, s_value, (id, value) => new Node(id, value, null)).Array[0, 4], (id, children) => new Node(id, null, children)));

        private static readonly Gen<Node[]> s_resources = Gen.OneOf(s_resource.Array[0, 4], s_resource.Array[0, 4], s_resource.Array[0, 30]);

        // Absolute ones near one another, relative ones, and any.
        private static readonly Gen<long> s_time = Gen.OneOf(
            Gen.Const(SenMlWriter.NoTime),
            Gen.Int[0, 100_000].Select(i => 1_767_225_600_000 + i),
            Gen.Int[0, 100].Select(i => 1_767_225_600_000 + (i * 1000L)),
            Gen.Int[-100_000, 100_000].Select(i => (long)i),
            Gen.Long[-(1L << 50), 1L << 50]);

        private static readonly Gen<Part> s_part = Gen.Select(
            Gen.Int[0, 3], s_object, Gen.Select(s_instance, s_resources, (id, children) => new Node(id, null, children)).Array[0, 3], s_resource,
            (depth, objectId, instances, resource) => depth switch
            {
                0 => new Part(objectId, None, instances, null),
                1 => new Part(objectId, instances.Length > 0 ? instances[0].Id : 0, instances.Take(1).ToArray(), null),
                _ => new Part(objectId, instances.Length > 0 ? instances[0].Id : 0, null, resource),
            });

        private static readonly Gen<(Part Part, long[] Times)[]> s_pack =
            Gen.Select(s_part, Gen.OneOf(Gen.Const(Array.Empty<long>()), s_time.Array[1, 3]), (part, times) => (part, times)).Array[0, 6];

        private readonly byte[] _buffer = new byte[200_000];

        [Test]
        public void What_is_written_in_CBOR_is_read_by_dotnet()
        {
            SenMlCborWriter writer = new();
            s_pack.Sample(pack => IsWritten(writer, pack, ReadCbor), iter: 10_000, threads: 1);
        }

        [Test]
        public void What_is_written_in_JSON_is_read_by_dotnet()
        {
            SenMlJsonWriter writer = new();
            s_pack.Sample(pack => IsWritten(writer, pack, ReadJson), iter: 10_000, threads: 1);
        }

        [Test]
        public void More_records_than_two_bytes_count()
        {
            SenMlCborWriter writer = new();
            ResourceValue value = new();
            ResourcePath path = new();
            byte[] buffer = new byte[(3 * 65537) + 20];
            foreach (int count in new[] { 65535, 65536, 65537 })
            {
                path.Set(3, 0, 9, None);
                writer.Begin(buffer, 0, buffer.Length);
                writer.BeginPath(path);
                value.SetInteger(1);
                for (int i = 0; i < count; i++)
                {
                    writer.Write(9, value);
                }

                int length = writer.End();
                Assert.That(ReadCbor(buffer.AsMemory(0, length)), Has.Count.EqualTo(count).And.All.EqualTo(new Record("/3/0/9", 0, new Number(ResourceType.Integer, 1))));
            }
        }

        [Test]
        public void Single_values_in_CBOR_are_those_of_dotnet()
        {
            Lwm2mNano.Content.CborWriter writer = new();
            ResourceValue value = new();
            ResourcePath path = new();
            path.Set(3, 0, 1, None);
            s_value.Sample(
                content =>
                {
                    Give(value, content);
                    writer.Begin(_buffer, 0, _buffer.Length);
                    writer.BeginPath(path);
                    writer.Write(1, value);
                    int length = writer.End();

                    // Shortest, too: .NET writes canonical CBOR in the fewest bytes.
                    System.Formats.Cbor.CborWriter expected = new(CborConformanceMode.Canonical);
                    switch (content)
                    {
                        case Number { Type: ResourceType.Unsigned } number:
                            expected.WriteUInt64((ulong)number.Value);
                            break;
                        case Number number:
                            if (number.Type == ResourceType.Time)
                            {
                                expected.WriteTag(CborTag.UnixTimeSeconds);
                            }

                            expected.WriteInt64(number.Value);
                            break;
                        case double number:
                            expected.WriteDouble(number);
                            break;
                        case bool boolean:
                            expected.WriteBoolean(boolean);
                            break;
                        case Link link:
                            expected.WriteTextString(link.ToString());
                            break;
                        case string text:
                            expected.WriteTextString(text);
                            break;
                        default:
                            expected.WriteByteString((byte[])content);
                            break;
                    }

                    return _buffer.AsSpan(0, length).SequenceEqual(expected.Encode());
                },
                iter: 100_000,
                threads: 1);
        }

        private bool IsWritten(SenMlWriter writer, (Part Part, long[] Times)[] pack, Func<ReadOnlyMemory<byte>, List<Record>> read)
        {
            List<Record> expected = [];
            writer.Begin(_buffer, 5, _buffer.Length);
            Write(writer, pack, expected);
            int length = writer.End();
            List<Record> records = read(_buffer.AsMemory(5, length));
            if (!records.SequenceEqual(expected))
            {
                return false;
            }

            // One byte less is too little.
            byte[] small = new byte[length - 1];
            writer.Begin(small, 0, small.Length);
            Write(writer, pack, []);
            return writer.End() == -1;
        }

        private static void Write(SenMlWriter writer, (Part Part, long[] Times)[] pack, List<Record> expected)
        {
            ResourcePath path = new();
            ResourceValue value = new();
            long now = 0;
            foreach ((Part part, long[] times) in pack)
            {
                foreach (long time in times.DefaultIfEmpty(now))
                {
                    now = time == SenMlWriter.NoTime ? 0 : time;
                    if (times.Length > 0)
                    {
                        writer.SetTime(time);
                    }

                    WritePart(part);
                }
            }

            void WritePart(Part part)
            {
                if (part.Resource is { } resource)
                {
                    // A path to one of the resource's instances where it has just one.
                    bool isInstance = resource.Children is { Length: 1 };
                    path.Set(part.ObjectId, part.InstanceId, resource.Id, isInstance ? resource.Children[0].Id : None);
                    writer.BeginPath(path);
                    if (isInstance)
                    {
                        WriteValue($"/{part.ObjectId}/{part.InstanceId}/{resource.Id}", resource.Children[0]);
                    }
                    else
                    {
                        WriteResource($"/{part.ObjectId}/{part.InstanceId}", resource);
                    }

                    return;
                }

                path.Set(part.ObjectId, part.InstanceId, None, None);
                writer.BeginPath(path);
                foreach (Node instance in part.Instances)
                {
                    if (part.InstanceId == None)
                    {
                        writer.BeginInstance(instance.Id);
                    }

                    foreach (Node child in instance.Children)
                    {
                        WriteResource($"/{part.ObjectId}/{instance.Id}", child);
                    }

                    if (part.InstanceId == None)
                    {
                        writer.EndInstance();
                    }
                }
            }

            void WriteResource(string parent, Node resource)
            {
                if (resource.Children is null)
                {
                    WriteValue(parent, resource);
                    return;
                }

                writer.BeginMultiple(resource.Id);
                foreach (Node child in resource.Children)
                {
                    WriteValue($"{parent}/{resource.Id}", child);
                }

                writer.EndMultiple();
            }

            void WriteValue(string parent, Node node)
            {
                Give(value, node.Value);
                writer.Write(node.Id, value);
                expected.Add(new Record($"{parent}/{node.Id}", now, node.Value));
            }
        }

        private static List<Record> ReadCbor(ReadOnlyMemory<byte> bytes)
        {
            // Lax, for the labels of a record are in no order.
            CborReader reader = new(bytes, CborConformanceMode.Lax);
            List<Record> records = [];
            string baseName = "";
            double baseTime = 0;
            int? count = reader.ReadStartArray();
            for (int i = 0; i < count.Value; i++)
            {
                string name = "";
                double time = 0;
                object value = null;
                int pairs = reader.ReadStartMap().Value;
                for (int pair = 0; pair < pairs; pair++)
                {
                    string label = reader.PeekState() == CborReaderState.TextString ? reader.ReadTextString() : $"{reader.ReadInt32()}";
                    switch (label)
                    {
                        case "-2":
                            baseName = reader.ReadTextString();
                            break;
                        case "-3":
                            baseTime = ReadSeconds(reader);
                            break;
                        case "0":
                            name = reader.ReadTextString();
                            break;
                        case "6":
                            time = ReadSeconds(reader);
                            break;
                        case "2":
                            value = reader.PeekState() switch
                            {
                                CborReaderState.UnsignedInteger => new Number(ResourceType.Unsigned, (long)reader.ReadUInt64()),
                                CborReaderState.NegativeInteger => new Number(ResourceType.Integer, reader.ReadInt64()),
                                _ => reader.ReadDouble(),
                            };
                            break;
                        case "3":
                            value = reader.ReadTextString();
                            break;
                        case "4":
                            value = reader.ReadBoolean();
                            break;
                        case "8":
                            value = reader.ReadByteString();
                            break;
                        case "vlo":
                            value = Link.Parse(reader.ReadTextString());
                            break;
                        default:
                            throw new InvalidOperationException(label);
                    }
                }

                reader.ReadEndMap();
                records.Add(new Record(baseName + name, (long)Math.Round((baseTime + time) * 1000), value));
            }

            reader.ReadEndArray();
            Assert.That(reader.BytesRemaining, Is.Zero);
            return records;
        }

        private static double ReadSeconds(CborReader reader)
        {
            return reader.PeekState() is CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger ? reader.ReadInt64() : reader.ReadDouble();
        }

        private static List<Record> ReadJson(ReadOnlyMemory<byte> bytes)
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            List<Record> records = [];
            string baseName = "";
            decimal baseTime = 0;
            foreach (JsonElement record in document.RootElement.EnumerateArray())
            {
                string name = "";
                decimal time = 0;
                object value = null;
                foreach (JsonProperty field in record.EnumerateObject())
                {
                    switch (field.Name)
                    {
                        case "bn":
                            baseName = field.Value.GetString();
                            break;
                        case "bt":
                            baseTime = field.Value.GetDecimal();
                            break;
                        case "n":
                            name = field.Value.GetString();
                            break;
                        case "t":
                            time = field.Value.GetDecimal();
                            break;
                        case "v":
                            value = field.Value.TryGetInt64(out long integer) ? new Number(ResourceType.Integer, integer)
                                : field.Value.TryGetUInt64(out ulong natural) ? new Number(ResourceType.Unsigned, (long)natural)
                                : field.Value.GetDouble();
                            break;
                        case "vs":
                            value = field.Value.GetString();
                            break;
                        case "vb":
                            value = field.Value.GetBoolean();
                            break;
                        case "vd":
                            string text = field.Value.GetString();
                            Assert.That(text, Does.Not.Contain("=").And.Not.Contain("+").And.Not.Contain("/"));
                            value = Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/') + new string('=', -text.Length & 3));
                            break;
                        case "vlo":
                            value = Link.Parse(field.Value.GetString());
                            break;
                        default:
                            throw new InvalidOperationException(field.Name);
                    }
                }

                records.Add(new Record(baseName + name, (long)((baseTime + time) * 1000), value));
            }

            return records;
        }

        private static void Give(ResourceValue target, object value)
        {
            switch (value)
            {
                case Number { Type: ResourceType.Integer } number:
                    target.SetInteger(number.Value);
                    break;
                case Number { Type: ResourceType.Time } number:
                    target.SetTime(number.Value);
                    break;
                case Number number:
                    target.SetUnsigned(number.Value);
                    break;
                case double number:
                    target.SetFloat(number);
                    break;
                case bool boolean:
                    target.SetBoolean(boolean);
                    break;
                case Link link:
                    target.SetObjectLink(link.ObjectId, link.InstanceId);
                    break;
                case string text:
                    target.SetString(Encoding.UTF8.GetBytes(text));
                    break;
                default:
                    byte[] bytes = (byte[])value;
                    target.SetOpaque(bytes, 0, bytes.Length);
                    break;
            }
        }

        private sealed record Node(int Id, object Value, Node[] Children);

        private sealed record Part(int ObjectId, int InstanceId, Node[] Instances, Node Resource);

        private sealed record Number(ResourceType Type, long Value)
        {
            /// <summary>The number itself, whatever its type.</summary>
            public decimal Amount => Type == ResourceType.Unsigned ? (ulong)Value : Value;
        }

        private sealed record Link(int ObjectId, int InstanceId)
        {
            public static Link Parse(string text)
            {
                string[] parts = text.Split(':');
                return new Link(int.Parse(parts[0]), int.Parse(parts[1]));
            }

            public override string ToString()
            {
                return $"{ObjectId}:{InstanceId}";
            }
        }

        private sealed record Record(string Path, long Time, object Value)
        {
            public bool Equals(Record other)
            {
                return Path == other.Path && Time == other.Time && (Value, other.Value) switch
                {
                    (byte[] left, byte[] right) => left.AsSpan().SequenceEqual(right),
                    (Number left, Number right) => left.Amount == right.Amount,
                    (double left, double right) => BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right),

                    // JSON does not tell an integer from a float that is one.
                    (double left, Number right) => left == (double)right.Amount,
                    (Number left, double right) => right == (double)left.Amount,
                    _ => Equals(Value, other.Value),
                };
            }

            public override int GetHashCode()
            {
                return Path.GetHashCode();
            }
        }
    }
}
