using System.Formats.Cbor;
using System.Text;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using CborReader = System.Formats.Cbor.CborReader;
using CborWriter = System.Formats.Cbor.CborWriter;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A Device Object of 17 values, in 10 single and 4 multiple resources, through the client's writers and readers, and through .NET's
    /// CBOR writer and reader as something to compare with.
    /// </summary>
    internal sealed class DeviceSample
    {
        public const int Values = 17;

        private readonly byte[] _manufacturer = Encoding.ASCII.GetBytes("Open Mobile Alliance");
        private readonly byte[] _model = Encoding.ASCII.GetBytes("Lightweight M2M Client");
        private readonly byte[] _serial = Encoding.ASCII.GetBytes("345000123");
        private readonly byte[] _firmware = Encoding.ASCII.GetBytes("1.0");
        private readonly byte[] _offset = Encoding.ASCII.GetBytes("+02:00");
        private readonly byte[] _binding = Encoding.ASCII.GetBytes("U");
        private readonly byte[] _type = Encoding.ASCII.GetBytes("sensor");
        private readonly byte[] _buffer = new byte[Limits.MaxDatagramBytes];
        private readonly ContentWriter _writer;
        private readonly ContentReader _reader;
        private readonly ResourceValue _value = new ResourceValue();
        private readonly ResourcePath _path = new ResourcePath();
        private readonly ResourceType[] _types = new ResourceType[DeviceObject.MemoryTotal + 1];
        private readonly CborWriter _cbor = new CborWriter(CborConformanceMode.Lax);
        private byte[] _encodedCbor;

        public DeviceSample(ContentWriter writer, ContentReader reader)
        {
            _writer = writer;
            _reader = reader;
            _path.Set(DeviceObject.Id, 0, ResourcePath.None, ResourcePath.None);
            foreach (int id in new[] { 6, 7, 8, 9, 10, 11 })
            {
                _types[id] = ResourceType.Integer;
            }

            foreach (int id in new[] { 0, 1, 2, 3, 14, 16, 17 })
            {
                _types[id] = ResourceType.String;
            }

            _types[DeviceObject.CurrentTime] = ResourceType.Time;
            Length = Encode();
            EncodeCbor();
        }

        public int Length { get; }

        public int Encode()
        {
            ContentWriter writer = _writer;
            ResourceValue value = _value;
            writer.Begin(_buffer, 0, _buffer.Length);
            writer.BeginPath(_path);
            value.SetString(_manufacturer);
            writer.Write(DeviceObject.Manufacturer, value);
            value.SetString(_model);
            writer.Write(DeviceObject.ModelNumber, value);
            value.SetString(_serial);
            writer.Write(DeviceObject.SerialNumber, value);
            value.SetString(_firmware);
            writer.Write(DeviceObject.FirmwareVersion, value);
            WritePair(DeviceObject.AvailablePowerSources, 1, 5);
            WritePair(DeviceObject.PowerSourceVoltage, 3800, 5000);
            WritePair(DeviceObject.PowerSourceCurrent, 125, 900);
            value.SetInteger(100);
            writer.Write(DeviceObject.BatteryLevel, value);
            value.SetInteger(15);
            writer.Write(DeviceObject.MemoryFree, value);
            writer.BeginMultiple(DeviceObject.ErrorCode);
            value.SetInteger(0);
            writer.Write(0, value);
            writer.EndMultiple();
            value.SetTime(1367491215);
            writer.Write(DeviceObject.CurrentTime, value);
            value.SetString(_offset);
            writer.Write(DeviceObject.UtcOffset, value);
            value.SetString(_binding);
            writer.Write(DeviceObject.SupportedBinding, value);
            value.SetString(_type);
            writer.Write(DeviceObject.DeviceType, value);
            return writer.End();
        }

        public long Decode()
        {
            ContentReader reader = _reader;
            ResourceValue value = _value;
            long sum = 0;
            reader.Begin(_buffer, 0, Length, _path);
            while (true)
            {
                switch (reader.Next())
                {
                    case ContentEntry.Value:
                        reader.ReadValue(_types[reader.Path.ResourceId], value);
                        sum += value.Integer + value.Count;
                        break;
                    case ContentEntry.Multiple:
                        break;
                    default:
                        return sum;
                }
            }
        }

        public int EncodeCbor()
        {
            CborWriter cbor = _cbor;
            cbor.Reset();
            cbor.WriteStartMap(14);
            Text(0, _manufacturer);
            Text(1, _model);
            Text(2, _serial);
            Text(3, _firmware);
            Pair(6, 1, 5);
            Pair(7, 3800, 5000);
            Pair(8, 125, 900);
            cbor.WriteInt32(9);
            cbor.WriteInt64(100);
            cbor.WriteInt32(10);
            cbor.WriteInt64(15);
            cbor.WriteInt32(11);
            cbor.WriteStartMap(1);
            cbor.WriteInt32(0);
            cbor.WriteInt64(0);
            cbor.WriteEndMap();
            cbor.WriteInt32(13);
            cbor.WriteInt64(1367491215);
            Text(14, _offset);
            Text(16, _binding);
            Text(17, _type);
            cbor.WriteEndMap();
            _encodedCbor ??= cbor.Encode();
            return cbor.BytesWritten;
        }

        public long DecodeCbor()
        {
            var reader = new CborReader(_encodedCbor, CborConformanceMode.Lax);
            long sum = 0;
            int? count = reader.ReadStartMap();
            for (int i = 0; i < count; i++)
            {
                reader.ReadInt32();
                sum += DecodeCborValue(reader);
            }

            reader.ReadEndMap();
            return sum;
        }

        private static long DecodeCborValue(CborReader reader)
        {
            switch (reader.PeekState())
            {
                case CborReaderState.ByteString:
                    return reader.ReadDefiniteLengthByteString().Length;
                case CborReaderState.StartMap:
                    long sum = 0;
                    int? count = reader.ReadStartMap();
                    for (int i = 0; i < count; i++)
                    {
                        reader.ReadInt32();
                        sum += reader.ReadInt64();
                    }

                    reader.ReadEndMap();
                    return sum;
                default:
                    return reader.ReadInt64();
            }
        }

        private void WritePair(int id, int first, int second)
        {
            _writer.BeginMultiple(id);
            _value.SetInteger(first);
            _writer.Write(0, _value);
            _value.SetInteger(second);
            _writer.Write(1, _value);
            _writer.EndMultiple();
        }

        private void Text(int id, byte[] text)
        {
            _cbor.WriteInt32(id);
            _cbor.WriteByteString(text);
        }

        private void Pair(int id, int first, int second)
        {
            _cbor.WriteInt32(id);
            _cbor.WriteStartMap(2);
            _cbor.WriteInt32(0);
            _cbor.WriteInt64(first);
            _cbor.WriteInt32(1);
            _cbor.WriteInt64(second);
            _cbor.WriteEndMap();
        }
    }
}
