using System;
using System.Collections.Generic;
using System.Formats.Cbor;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;
using CborReader = System.Formats.Cbor.CborReader;
using CborWriter = System.Formats.Cbor.CborWriter;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// Properties of the readers of SenML and CBOR: what .NET's writers write in any style is read as it was meant, and what is read to its end
    /// is well-formed by .NET's readers, whatever the faults in it.
    /// </summary>
    public class PropertySenMlReaderTests
    {
        private const int None = ResourcePath.None;
        private const int MaxFaults = 4;

        private static readonly ResourceType[] s_types = Enum.GetValues<ResourceType>();

        private static readonly Gen<int> s_id = Gen.OneOf(Gen.Int[0, 20], Gen.OneOf<int>(99, 100, 9999, 10000, ResourcePath.MaxId));

        private static readonly Gen<double> s_double = Gen.OneOf(
            Gen.Double,
            Gen.Long.Select(BitConverter.Int64BitsToDouble),
            Gen.Float.Select(f => (double)f),
            Gen.UShort.Select(bits => (double)BitConverter.UInt16BitsToHalf(bits)),
            Gen.Int[-1000, 1000].Select(i => i / 10.0),
            Gen.Int.Select(i => (double)i)).Where(double.IsFinite);

        private static readonly Gen<object> s_value = Gen.OneOf(
            Gen.OneOf(Gen.Long, Gen.Int.Select(i => (long)i), Gen.Int[-300, 300].Select(i => (long)i), Gen.Int[-99, 99].Select(i => i * 100_000L)).Select(v => (object)v),
            Gen.ULong.Select(v => (object)v),
            s_double.Select(v => (object)v),
            Gen.Bool.Select(v => (object)v),
            Gen.OneOf(
                Gen.String[Gen.Char.AlphaNumeric, 0, 30],
                Gen.String[Gen.Char["\"\\/\b\f\n\r\t\u0000\u0001\u001F \u007F\u00FC\u6C34a<>&+"], 0, 12],
                Gen.Int[0x10000, 0x10FFFF].Array[0, 5].Select(a => string.Concat(a.Select(char.ConvertFromUtf32)))).Select(v => (object)v),
            Gen.OneOf(Gen.Byte.Array[0, 12], Gen.Byte.Array[0, Limits.MaxDecodedBytes]).Select(v => (object)v),
            Gen.Select(Gen.UShort, Gen.UShort, (o, i) => (object)new Link(o, i)));

        // A record without a value names a path of any length, and one with a value has the path of a resource or an instance of one.
        private static readonly Gen<Record> s_record = Gen.OneOf(
            Gen.Select(s_id.Array[3, 4], s_value, (ids, value) => new Record(ids, value)),
            s_id.Array[0, 4].Select(ids => new Record(ids, null)));

        private static readonly Gen<Record[]> s_pack = Gen.Select(Gen.Int[0, 4], s_id.Array[3, 3], s_record.Array[0, 6], NearOneAnother);

        private readonly byte[] _decoded = new byte[Limits.MaxDecodedBytes];
        private readonly ResourcePath _target = new();
        private readonly ResourceValue _value = new();

        [Test]
        public void Any_style_of_CBOR_is_read_as_it_is_meant()
        {
            SenMlCborReader reader = new();
            Gen.Select(s_pack, Gen.Int).Sample((pack, seed) => IsRead(reader, pack, new CborStyle(seed)), iter: 20_000, threads: 1);
        }

        [Test]
        public void Any_style_of_JSON_is_read_as_it_is_meant()
        {
            SenMlJsonReader reader = new(_decoded);
            Gen.Select(s_pack, Gen.Int).Sample((pack, seed) => IsRead(reader, pack, new JsonStyle(seed)), iter: 20_000, threads: 1);
        }

        [Test]
        public void What_our_writers_write_our_readers_read()
        {
            byte[] buffer = new byte[10_000];
            (SenMlWriter, SenMlReader)[] formats = [(new SenMlCborWriter(), new SenMlCborReader()), (new SenMlJsonWriter(), new SenMlJsonReader(_decoded))];
            Gen<long> time = Gen.OneOf(Gen.Const(SenMlWriter.NoTime), Gen.Long[-100_000, 100_000], Gen.Int.Select(i => 1_700_000_000_000 + i));
            Gen.Select(s_pack, time.Array[6]).Sample(
                (pack, times) => formats.All(
                    format =>
                    {
                        (SenMlWriter writer, SenMlReader reader) = format;
                        Record[] values = pack.Where(r => r.Value != null && r.Ids.Length == 3).ToArray();
                        writer.Begin(buffer, 0, buffer.Length);
                        for (int i = 0; i < values.Length; i++)
                        {
                            SetPath(values[i].Ids);
                            writer.BeginPath(_target);
                            writer.SetTime(times[i]);
                            values[i].Give(_value);
                            writer.Write(values[i].Ids[2], _value);
                        }

                        SetPath([]);
                        reader.Begin(buffer, 0, writer.End(), _target);
                        for (int i = 0; i < values.Length; i++)
                        {
                            long expected = times[i] == SenMlWriter.NoTime ? 0 : times[i];
                            if (reader.Next() != ContentEntry.Value || !IsAt(reader.Path, values[i].Ids) || !values[i].Is(reader, _value)
                                || Math.Abs((reader.TimeSeconds * 1000) - expected) > 0.001 || reader.IsTimeRelative != expected < SenMlWriter.FirstAbsoluteTime)
                            {
                                return false;
                            }
                        }

                        return reader.Next() == ContentEntry.End;
                    }),
                iter: 10_000,
                threads: 1);
        }

        [Test]
        public void Damaged_CBOR_is_refused_or_well_formed()
        {
            Damage(new SenMlCborReader(), seed => new CborStyle(seed), IsWellFormedCbor);
        }

        [Test]
        public void Damaged_JSON_is_refused_or_well_formed()
        {
            Damage(new SenMlJsonReader(_decoded), seed => new JsonStyle(seed), IsWellFormedJson);
        }

        [Test]
        public void Damaged_values_in_CBOR_and_text_are_refused_or_read_within_their_bounds()
        {
            ContentReader[] readers = [new Lwm2mNano.Content.CborReader(), new Lwm2mNano.Content.TextReader(_decoded)];
            Gen<byte> likely = Gen.OneOf(Gen.OneOf<byte>(0x18, 0x19, 0x1B, 0x3B, 0x41, 0x5B, 0x63, 0x7B, 0x82, 0xC1, 0xC4, 0xF4, 0xF9, 0xFB, 0x30, 0x3A, 0x2D, 0x3D), Gen.Byte);
            likely.Array[0, 24].Sample(
                bytes => readers.All(
                    reader =>
                    {
                        SetPath([3, 0, 9]);
                        reader.Begin(bytes, 0, bytes.Length, _target);
                        return reader.Next() == ContentEntry.Value && ReadsWithinBounds(reader, bytes) && reader.Next() == ContentEntry.End;
                    }),
                iter: 300_000,
                threads: 1);
        }

        [Test]
        public void Items_are_passed_over_as_dotnet_does()
        {
            CborItem item = new();
            Gen<byte> likely = Gen.OneOf(
                Gen.OneOf<byte>(0x00, 0x20, 0x40, 0x41, 0x60, 0x61, 0x80, 0x81, 0x82, 0xA0, 0xA1, 0xC1, 0x18, 0xF4, 0xF9, 0x5F, 0x7F, 0x9F, 0xBF, 0xFF), Gen.Byte[0, 0x7F]);

            // Of up to so many bytes none lies too deep.
            likely.Array[0, Limits.MaxNestingDepth].Sample(bytes => item.Skip(bytes, 0, bytes.Length) == DotnetSkip(bytes), iter: 200_000, threads: 1);
            likely.Array[0, 60].Sample(
                bytes =>
                {
                    int end = item.Skip(bytes, 0, bytes.Length);
                    return end < 0 || end == DotnetSkip(bytes);
                },
                iter: 100_000,
                threads: 1);
        }

        private static Record[] NearOneAnother(int depth, int[] ids, Record[] records)
        {
            return records.Select(r => r with { Ids = [.. ids.Take(Math.Min(depth, r.Ids.Length)), .. r.Ids.Skip(depth)] }).ToArray();
        }

        private bool IsRead(SenMlReader reader, Record[] pack, Style style)
        {
            byte[] bytes = style.Write(pack);

            // In the middle of a buffer, and for a target as deep as there is one that holds all.
            byte[] buffer = [0x81, .. bytes, 0xFF];
            int depth = pack.Length == 0 ? 0 : style.Random.Next(pack.Min(r => r.Ids.Length) + 1);
            int[] target = depth == 0 || pack.Any(r => !r.Ids.Take(depth).SequenceEqual(pack[0].Ids.Take(depth))) ? [] : pack[0].Ids[..depth];
            SetPath(target);
            reader.Begin(buffer, 1, bytes.Length, _target);
            for (int i = 0; i < pack.Length; i++)
            {
                if (reader.Next() != (pack[i].Value == null ? ContentEntry.Name : ContentEntry.Value) || !IsAt(reader.Path, pack[i].Ids)
                    || reader.HasTime != style.Times[i].HasValue || reader.TimeSeconds != style.Times[i].GetValueOrDefault()
                    || !pack[i].Is(reader, _value) || !pack[i].Is(reader, _value))
                {
                    TestContext.Out.WriteLine(Hex.Text(bytes));
                    return false;
                }
            }

            return reader.Next() == ContentEntry.End && reader.Next() == ContentEntry.End;
        }

        // Faults in a payload, read in all types; that nothing is allocated on the way is part of it.
        private void Damage(SenMlReader reader, Func<int, Style> style, Func<byte[], bool> isWellFormed)
        {
            int malformed = 0;
            int whole = 0;
            Gen.Select(s_pack, Gen.Int).Sample(
                (pack, seed) =>
                {
                    byte[] original = style(seed).Write(pack);
                    Random random = new(seed);
                    for (int i = 0; i < 10; i++)
                    {
                        byte[] bytes = original;
                        for (int faults = 1 + random.Next(MaxFaults); faults > 0 && bytes.Length > 0; faults--)
                        {
                            bytes = Fault(bytes, original, random);
                        }

                        SetPath(random.Next(2) == 0 || pack.Length == 0 ? [] : pack[0].Ids[..random.Next(pack[0].Ids.Length + 1)]);
                        long before = GC.GetAllocatedBytesForCurrentThread();
                        bool bounded = ReadsToTheEnd(reader, bytes, out bool valid);
                        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                        if (!bounded || allocated != 0 || (valid && !isWellFormed(bytes)))
                        {
                            TestContext.Out.WriteLine($"{Hex.Text(bytes)} {bounded} {allocated}");
                            return false;
                        }

                        malformed += valid ? 0 : 1;
                        whole += valid ? 1 : 0;
                    }

                    return true;
                },
                iter: 10_000,
                threads: 1);
            Assert.That(malformed, Is.GreaterThan(whole / 10));
            Assert.That(whole, Is.GreaterThan(malformed / 100));
        }

        private bool ReadsToTheEnd(SenMlReader reader, byte[] bytes, out bool valid)
        {
            valid = false;
            reader.Begin(bytes, 0, bytes.Length, _target);
            for (int i = 0; i <= bytes.Length; i++)
            {
                ContentEntry entry = reader.Next();
                if (entry is ContentEntry.End or ContentEntry.Malformed)
                {
                    valid = entry == ContentEntry.End;
                    return reader.Next() == entry;
                }

                if (!ReadsWithinBounds(reader, bytes)
                    || (_target.ObjectId != None && _target.ObjectId != reader.Path.ObjectId)
                    || (_target.ResourceInstanceId != None && _target.ResourceInstanceId != reader.Path.ResourceInstanceId)
                    || (entry == ContentEntry.Value && reader.Path.ResourceId == None)
                    || !double.IsFinite(reader.TimeSeconds))
                {
                    return false;
                }
            }

            return false;
        }

        private bool ReadsWithinBounds(ContentReader reader, byte[] bytes)
        {
            foreach (ResourceType type in s_types)
            {
                if (reader.ReadValue(type, _value) && type is ResourceType.String or ResourceType.Opaque
                    && (_value.Buffer != bytes && _value.Buffer != _decoded || _value.Offset < 0 || _value.Count < 0
                        || _value.Offset + _value.Count > _value.Buffer.Length))
                {
                    return false;
                }
            }

            return true;
        }

        private void SetPath(int[] ids)
        {
            _target.Set(
                ids.Length > 0 ? ids[0] : None, ids.Length > 1 ? ids[1] : None, ids.Length > 2 ? ids[2] : None, ids.Length > 3 ? ids[3] : None);
        }

        private static bool IsAt(ResourcePath path, int[] ids)
        {
            int[] actual = [path.ObjectId, path.InstanceId, path.ResourceId, path.ResourceInstanceId];
            return actual.Take(ids.Length).SequenceEqual(ids) && actual.Skip(ids.Length).All(id => id == None);
        }

        private static byte[] Fault(byte[] bytes, byte[] original, Random random)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes = [.. bytes];
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    return bytes;
                case 1:
                    bytes = [.. bytes];
                    bytes[at] = (byte)random.Next(256);
                    return bytes;
                case 2:
                    return bytes[..at];
                case 3:
                    return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
                case 4:
                    return [.. bytes[..at], .. bytes[(at + 1 + random.Next(bytes.Length - at))..]];
                default:
                    // Part of the payload once more.
                    int from = random.Next(original.Length);
                    return [.. bytes[..at], .. original[from..(from + random.Next(original.Length - from + 1))], .. bytes[at..]];
            }
        }

        private static bool IsWellFormedCbor(byte[] bytes)
        {
            return DotnetSkip(bytes) == bytes.Length;
        }

        private static int DotnetSkip(byte[] bytes)
        {
            try
            {
                CborReader reader = new(bytes, CborConformanceMode.Lax, allowMultipleRootLevelValues: true);
                reader.SkipValue();
                return bytes.Length - reader.BytesRemaining;
            }
            catch (Exception exception) when (exception is CborContentException or InvalidOperationException)
            {
                return -1;
            }
        }

        private static bool IsWellFormedJson(byte[] bytes)
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(bytes);
                return document.RootElement.ValueKind == JsonValueKind.Array;
            }
            catch (JsonException)
            {
                return false;
            }
        }

        private sealed record Link(ushort ObjectId, ushort InstanceId);

        private sealed record Record(int[] Ids, object Value)
        {
            public void Give(ResourceValue value)
            {
                switch (Value)
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
                    case string text:
                        value.SetString(Encoding.UTF8.GetBytes(text));
                        break;
                    case byte[] bytes:
                        value.SetOpaque(bytes, 0, bytes.Length);
                        break;
                    case Link link:
                        value.SetObjectLink(link.ObjectId, link.InstanceId);
                        break;
                }
            }

            // Whether the reader has that value, and has it as no other type.
            public bool Is(SenMlReader reader, ResourceValue value)
            {
                switch (Value)
                {
                    case null:
                        return s_types.All(type => !reader.ReadValue(type, value));
                    case long number:
                        return reader.ReadValue(ResourceType.Integer, value) && value.Integer == number
                            && reader.ReadValue(ResourceType.Time, value) && value.Integer == number
                            && reader.ReadValue(ResourceType.Unsigned, value) == number >= 0 && (number < 0 || value.Integer == number)
                            && reader.ReadValue(ResourceType.Float, value) && value.Float == number
                            && !reader.ReadValue(ResourceType.Boolean, value) && !reader.ReadValue(ResourceType.String, value);
                    case ulong number:
                        return reader.ReadValue(ResourceType.Unsigned, value) && (ulong)value.Integer == number
                            && reader.ReadValue(ResourceType.Integer, value) == number <= long.MaxValue
                            && reader.ReadValue(ResourceType.Float, value) && value.Float == number;
                    case double number:
                        bool isInteger = number == Math.Floor(number) && number >= long.MinValue && number < -(double)long.MinValue;
                        return reader.ReadValue(ResourceType.Float, value)
                            && BitConverter.DoubleToInt64Bits(value.Float) == BitConverter.DoubleToInt64Bits(number)
                            && reader.ReadValue(ResourceType.Integer, value) == isInteger && (!isInteger || value.Integer == number);
                    case bool boolean:
                        return reader.ReadValue(ResourceType.Boolean, value) && value.Boolean == boolean && !reader.ReadValue(ResourceType.Integer, value);
                    case string text:
                        return reader.ReadValue(ResourceType.String, value)
                            && value.Buffer.AsSpan(value.Offset, value.Count).SequenceEqual(Encoding.UTF8.GetBytes(text))
                            && !reader.ReadValue(ResourceType.Opaque, value) && !reader.ReadValue(ResourceType.Float, value);
                    case byte[] bytes:
                        return reader.ReadValue(ResourceType.Opaque, value) && value.Buffer.AsSpan(value.Offset, value.Count).SequenceEqual(bytes)
                            && !reader.ReadValue(ResourceType.String, value) && !reader.ReadValue(ResourceType.ObjectLink, value);
                    default:
                        Link link = (Link)Value;
                        return reader.ReadValue(ResourceType.ObjectLink, value) && value.LinkedObjectId == link.ObjectId
                            && value.LinkedInstanceId == link.InstanceId && !reader.ReadValue(ResourceType.String, value);
                }
            }
        }

        /// <summary>One of the many ways to say the same in a pack of SenML; what the formats have in common.</summary>
        private abstract class Style(int seed)
        {
            public Random Random { get; } = new(seed);

            /// <summary>Gets the times of the records, as they are to be resolved.</summary>
            public List<double?> Times { get; } = [];

            public byte[] Write(Record[] pack)
            {
                string baseName = "";
                double? baseTime = null;
                BeginPack(pack.Length);
                foreach (Record record in pack)
                {
                    // A field is its label and what writes its value.
                    List<(string Label, object Value)> fields = [];
                    string name = Name(record.Ids);
                    if (!name.StartsWith(baseName, StringComparison.Ordinal) || Random.Next(4) == 0)
                    {
                        baseName = name[..Random.Next(name.Length + 1)];
                        fields.Add(("bn", baseName));
                    }

                    if (name.Length > baseName.Length || Random.Next(2) == 0)
                    {
                        fields.Add(("n", name[baseName.Length..]));
                    }

                    double? time = null;
                    if (Random.Next(4) == 0)
                    {
                        baseTime = Random.Next(2) == 0 ? Random.Next() : Random.Next(-1_000_000, 1_000_000) / 8.0;
                        fields.Add(("bt", baseTime));
                    }

                    if (Random.Next(4) == 0)
                    {
                        time = Random.Next(-1_000_000, 1_000_000) / 8.0;
                        fields.Add(("t", time));
                    }

                    Times.Add(baseTime == null && time == null ? null : baseTime.GetValueOrDefault() + time.GetValueOrDefault());
                    if (record.Value != null)
                    {
                        fields.Add((LabelOf(record.Value), record.Value));
                    }

                    AddOthers(fields);
                    (string, object)[] shuffled = fields.ToArray();
                    Random.Shuffle(shuffled);
                    WriteRecord(shuffled);
                }

                return EndPack();
            }

            /// <summary>Writes what a reader passes over: any value that does not lie too deep.</summary>
            protected object Other(int depth)
            {
                return Random.Next(depth > 0 ? 8 : 6) switch
                {
                    0 => Random.NextInt64(),
                    1 => Random.NextDouble(),
                    2 => Random.Next(2) == 0,
                    3 => "\u00FC\"{[,:]}\\" + Random.Next(),
                    4 => null,
                    5 => -1L,
                    6 => Enumerable.Range(0, Random.Next(3)).Select(_ => Other(depth - 1)).ToList(),
                    _ => Enumerable.Range(0, Random.Next(3)).ToDictionary(i => "n" + i, _ => Other(depth - 1)),
                };
            }

            protected abstract void BeginPack(int count);

            protected abstract void WriteRecord((string Label, object Value)[] fields);

            protected abstract byte[] EndPack();

            private static string LabelOf(object value)
            {
                return value switch
                {
                    string => "vs",
                    bool => "vb",
                    byte[] => "vd",
                    Link => "vlo",
                    _ => "v",
                };
            }

            private string Name(int[] ids)
            {
                string name = string.Concat(ids.Select(id => "/" + (Random.Next(16) == 0 ? "0" : "") + id));
                return name.Length == 0 ? "/" : Random.Next(4) == 0 ? name[1..] : name;
            }

            private void AddOthers(List<(string Label, object Value)> fields)
            {
                foreach (string label in new[] { "u", "bu", "s", "bs", "ut", "x", "other", "" })
                {
                    if (Random.Next(8) == 0)
                    {
                        // A decimal fraction is an array with a tag.
                        fields.Add((label, Other(Limits.MaxNestingDepth - 2)));
                    }
                }

                if (Random.Next(8) == 0)
                {
                    fields.Add(("bver", 10L));
                }
            }
        }

        private sealed class CborStyle(int seed) : Style(seed)
        {
            private static readonly string[] s_labels = ["bs", "bv", "bu", "bt", "bn", "bver", "n", "u", "v", "vs", "vb", "s", "t", "ut", "vd"];

            private readonly CborWriter _writer = new(CborConformanceMode.Lax, convertIndefiniteLengthEncodings: false);

            protected override void BeginPack(int count)
            {
                _writer.WriteStartArray(Random.Next(2) == 0 ? count : null);
            }

            protected override void WriteRecord((string Label, object Value)[] fields)
            {
                _writer.WriteStartMap(Random.Next(2) == 0 ? fields.Length : null);
                foreach ((string label, object value) in fields)
                {
                    int number = Array.IndexOf(s_labels, label);
                    if (number < 0 || Random.Next(8) == 0)
                    {
                        _writer.WriteTextString(label);
                    }
                    else
                    {
                        _writer.WriteInt32(number - 6);
                    }

                    Write(value, label == "bver");
                }

                _writer.WriteEndMap();
            }

            protected override byte[] EndPack()
            {
                _writer.WriteEndArray();
                return _writer.Encode();
            }

            private void Write(object value, bool plainly)
            {
                switch (value)
                {
                    case null:
                        _writer.WriteNull();
                        break;
                    case long number:
                        if (plainly || !WriteOtherwise(number))
                        {
                            _writer.WriteInt64(number);
                        }

                        break;
                    case ulong number:
                        _writer.WriteUInt64(number);
                        break;
                    case double number:
                        WriteDouble(number);
                        break;
                    case bool boolean:
                        _writer.WriteBoolean(boolean);
                        break;
                    case string text:
                        _writer.WriteTextString(text);
                        break;
                    case byte[] bytes:
                        _writer.WriteByteString(bytes);
                        break;
                    case Link link:
                        _writer.WriteTextString($"{link.ObjectId}:{link.InstanceId}");
                        break;
                    case List<object> list:
                        _writer.WriteStartArray(Random.Next(2) == 0 ? list.Count : null);
                        list.ForEach(o => Write(o, false));
                        _writer.WriteEndArray();
                        break;
                    default:
                        Dictionary<string, object> map = (Dictionary<string, object>)value;
                        _writer.WriteStartMap(Random.Next(2) == 0 ? map.Count : null);
                        foreach ((string key, object o) in map)
                        {
                            _writer.WriteTextString(key);
                            Write(o, false);
                        }

                        _writer.WriteEndMap();
                        break;
                }
            }

            // An integer as a floating point number, or as a decimal fraction, where it is one.
            private bool WriteOtherwise(long number)
            {
                switch (Random.Next(4))
                {
                    case 0 when Math.Abs((double)number) < 1L << 53:
                        _writer.WriteDouble(number);
                        return true;
                    case 1 when number % 1000 == 0:
                        _writer.WriteTag(CborTag.DecimalFraction);
                        _writer.WriteStartArray(2);
                        _writer.WriteInt32(3);
                        _writer.WriteInt64(number / 1000);
                        _writer.WriteEndArray();
                        return true;
                    case 2 when Math.Abs((double)number) < 1e15:
                        _writer.WriteTag(CborTag.DecimalFraction);
                        _writer.WriteStartArray(2);
                        _writer.WriteInt32(-3);
                        _writer.WriteInt64(number * 1000);
                        _writer.WriteEndArray();
                        return true;
                    default:
                        return false;
                }
            }

            private void WriteDouble(double number)
            {
                bool isZero = number == 0;
                if (!isZero && number == Math.Floor(number) && Math.Abs(number) < 1L << 53 && Random.Next(2) == 0)
                {
                    _writer.WriteInt64((long)number);
                }
                else if ((double)(Half)number == number && Random.Next(4) != 0)
                {
                    _writer.WriteHalf((Half)number);
                }
                else if ((float)number == number && Random.Next(4) != 0)
                {
                    _writer.WriteSingle((float)number);
                }
                else
                {
                    _writer.WriteDouble(number);
                }
            }
        }

        private sealed class JsonStyle : Style
        {
            private readonly MemoryStream _stream = new();
            private readonly Utf8JsonWriter _writer;

            public JsonStyle(int seed)
                : base(seed)
            {
                JsonWriterOptions options = new()
                {
                    Encoder = Random.Next(2) == 0 ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                    Indented = Random.Next(2) == 0,
                    IndentCharacter = Random.Next(2) == 0 ? ' ' : '\t',
                    NewLine = Random.Next(2) == 0 ? "\n" : "\r\n",
                };
                _writer = new Utf8JsonWriter(_stream, options);
            }

            protected override void BeginPack(int count)
            {
                _writer.WriteStartArray();
            }

            protected override void WriteRecord((string Label, object Value)[] fields)
            {
                _writer.WriteStartObject();
                foreach ((string label, object value) in fields)
                {
                    _writer.WritePropertyName(label);
                    Write(value, label == "bver");
                }

                _writer.WriteEndObject();
            }

            protected override byte[] EndPack()
            {
                _writer.WriteEndArray();
                _writer.Flush();
                return _stream.ToArray();
            }

            private void Write(object value, bool plainly)
            {
                switch (value)
                {
                    case null:
                        _writer.WriteNullValue();
                        break;
                    case long number:
                        Raw(plainly ? $"{number}" : Otherwise($"{number}"));
                        break;
                    case ulong number:
                        Raw(Otherwise($"{number}"));
                        break;
                    case double number:
                        if (Random.Next(2) == 0)
                        {
                            _writer.WriteNumberValue(number);
                        }
                        else
                        {
                            Raw(number.ToString("E16", CultureInfo.InvariantCulture));
                        }

                        break;
                    case bool boolean:
                        _writer.WriteBooleanValue(boolean);
                        break;
                    case string text:
                        _writer.WriteStringValue(text);
                        break;
                    case byte[] bytes:
                        string data = Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
                        _writer.WriteStringValue(Random.Next(2) == 0 ? data : data.TrimEnd('='));
                        break;
                    case Link link:
                        _writer.WriteStringValue($"{link.ObjectId}:{link.InstanceId}");
                        break;
                    case List<object> list:
                        _writer.WriteStartArray();
                        list.ForEach(o => Write(o, false));
                        _writer.WriteEndArray();
                        break;
                    default:
                        _writer.WriteStartObject();
                        foreach ((string key, object o) in (Dictionary<string, object>)value)
                        {
                            _writer.WritePropertyName(key);
                            Write(o, false);
                        }

                        _writer.WriteEndObject();
                        break;
                }
            }

            // An integer with a fraction of zeros, or with an exponent either way.
            private string Otherwise(string digits)
            {
                int sign = digits[0] == '-' ? 1 : 0;
                return Random.Next(5) switch
                {
                    0 => digits + "." + new string('0', 1 + Random.Next(20)),
                    1 when digits.Trim('-', '0').Length > 0 => digits + "000e-3",
                    2 when digits.Length > sign + 1 => $"{digits[..(sign + 1)]}.{digits[(sign + 1)..]}E+{digits.Length - sign - 1}",
                    _ => digits,
                };
            }

            private void Raw(string number)
            {
                _writer.WriteRawValue(number);
            }
        }
    }
}
