using System;
using System.Text;
using BenchmarkDotNet.Attributes;
using Lwm2mNano.Coap;
using Lwm2mNano.Content;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// How long the client's work on one message takes. Each group has something of .NET's own as its baseline, so that a ratio can
    /// be told that does not depend on the machine.
    /// </summary>
    [MemoryDiagnoser(false)]
    [GroupBenchmarksBy(BenchmarkDotNet.Configs.BenchmarkLogicalGroupRule.ByCategory)]
    [CategoriesColumn]
    public class SpeedBenchmarks
    {
        private const string Encode = "encode 17 values";
        private const string Decode = "decode 17 values";
        private const string Parse = "parse a GET";
        private const string Serialise = "serialise a 2.05";
        private const string Serve = "answer GET /3/0";
        private const string Idle = "a step with nothing due";
        private const int Observations = 8;

        private static readonly byte[][] s_devicePath = { new[] { (byte)'3' }, new[] { (byte)'0' } };

        private readonly DeviceSample _sample = new DeviceSample(new TlvWriter(), new TlvReader());
        private readonly DeviceSample _senMl = new DeviceSample(new SenMlCborWriter(), new SenMlCborReader());
        private readonly DeviceSample _json = new DeviceSample(new SenMlJsonWriter(), new SenMlJsonReader(new byte[Limits.MaxDecodedBytes]));
        private readonly CoapWriter _writer = new CoapWriter(Limits.MaxDatagramBytes);
        private readonly CoapReader _reader = new CoapReader();
        private readonly byte[] _token = { 1, 2, 3, 4 };
        private readonly byte[] _payload = Encoding.ASCII.GetBytes("22.5 degrees");
        private readonly byte[] _copy = new byte[64];
        private readonly BenchClient _client = new BenchClient(false);
        private readonly BenchClient _observed = new BenchClient(false);
        private byte[] _get;

        /// <summary>Builds the request that is parsed.</summary>
        [GlobalSetup]
        public void Setup()
        {
            _writer.Begin(CoapType.Confirmable, CoapCode.Get, 1, _token, 0, _token.Length);
            foreach (string segment in new[] { "3", "0", "9" })
            {
                _writer.WriteOption(CoapOption.UriPath, Encoding.ASCII.GetBytes(segment), 0, segment.Length);
            }

            _writer.WriteUnsignedOption(CoapOption.Accept, ContentFormat.Tlv);
            _get = _writer.Buffer.AsSpan(0, _writer.Length).ToArray();
            _client.Register();
            _observed.Register();
            for (int i = 0; i < Observations; i++)
            {
                _observed.Observe(s_devicePath, i);
            }
        }

        /// <summary>TLV.</summary>
        /// <returns>The length.</returns>
        [Benchmark]
        [BenchmarkCategory(Encode)]
        public int Tlv_encode()
        {
            return _sample.Encode();
        }

        /// <summary>SenML CBOR.</summary>
        /// <returns>The length.</returns>
        [Benchmark]
        [BenchmarkCategory(Encode)]
        public int SenMl_cbor_encode()
        {
            return _senMl.Encode();
        }

        /// <summary>SenML JSON.</summary>
        /// <returns>The length.</returns>
        [Benchmark]
        [BenchmarkCategory(Encode)]
        public int SenMl_json_encode()
        {
            return _json.Encode();
        }

        /// <summary>The same values in CBOR by System.Formats.Cbor.</summary>
        /// <returns>The length.</returns>
        [Benchmark(Baseline = true)]
        [BenchmarkCategory(Encode)]
        public int Cbor_encode()
        {
            return _sample.EncodeCbor();
        }

        /// <summary>TLV.</summary>
        /// <returns>A sum of what was read.</returns>
        [Benchmark]
        [BenchmarkCategory(Decode)]
        public long Tlv_decode()
        {
            return _sample.Decode();
        }

        /// <summary>SenML CBOR.</summary>
        /// <returns>A sum of what was read.</returns>
        [Benchmark]
        [BenchmarkCategory(Decode)]
        public long SenMl_cbor_decode()
        {
            return _senMl.Decode();
        }

        /// <summary>SenML JSON.</summary>
        /// <returns>A sum of what was read.</returns>
        [Benchmark]
        [BenchmarkCategory(Decode)]
        public long SenMl_json_decode()
        {
            return _json.Decode();
        }

        /// <summary>The same values in CBOR by System.Formats.Cbor.</summary>
        /// <returns>A sum of what was read.</returns>
        [Benchmark(Baseline = true)]
        [BenchmarkCategory(Decode)]
        public long Cbor_decode()
        {
            return _sample.DecodeCbor();
        }

        /// <summary>Header, token, and every option.</summary>
        /// <returns>A sum of what was read.</returns>
        [Benchmark]
        [BenchmarkCategory(Parse)]
        public int Coap_parse()
        {
            _reader.Parse(_get, 0, _get.Length);
            int sum = 0;
            while (_reader.NextOption())
            {
                sum += _reader.OptionNumber;
            }

            return sum;
        }

        /// <summary>The sum of the same bytes.</summary>
        /// <returns>The sum.</returns>
        [Benchmark(Baseline = true)]
        [BenchmarkCategory(Parse)]
        public int Sum_of_the_bytes()
        {
            int sum = 0;
            foreach (byte b in _get)
            {
                sum += b;
            }

            return sum;
        }

        /// <summary>Header, token, Content-Format and a payload of 12 bytes.</summary>
        /// <returns>The length.</returns>
        [Benchmark]
        [BenchmarkCategory(Serialise)]
        public int Coap_serialise()
        {
            _writer.Begin(CoapType.Acknowledgement, Objects.ResponseCode.Content, 1, _token, 0, _token.Length);
            _writer.WriteUnsignedOption(CoapOption.ContentFormat, ContentFormat.PlainText);
            int offset = _writer.BeginPayload();
            Array.Copy(_payload, 0, _writer.Buffer, offset, _payload.Length);
            _writer.EndPayload(_payload.Length);
            return _writer.Length;
        }

        /// <summary>A copy of as many bytes, one by one.</summary>
        /// <returns>The last byte.</returns>
        [Benchmark(Baseline = true)]
        [BenchmarkCategory(Serialise)]
        public int Copy_of_the_bytes()
        {
            for (int i = 0; i < _payload.Length; i++)
            {
                _copy[i + 10] = _payload[i];
            }

            return _copy[10];
        }

        /// <summary>The whole way: datagram in, objects read, datagram out.</summary>
        /// <returns>The length of the answer.</returns>
        [Benchmark(Baseline = true)]
        [BenchmarkCategory(Serve)]
        public int Read_of_the_device_object()
        {
            _client.Get(s_devicePath, ContentFormat.Tlv);
            return _client.SentLength;
        }

        /// <summary>Eight observations of the Device Object, none of them due.</summary>
        /// <returns>When the client wants to be called again.</returns>
        [Benchmark]
        [BenchmarkCategory(Idle)]
        public long Step_with_8_observations()
        {
            return _observed.Idle();
        }

        /// <summary>No observation.</summary>
        /// <returns>When the client wants to be called again.</returns>
        [Benchmark(Baseline = true)]
        [BenchmarkCategory(Idle)]
        public long Step_without_observations()
        {
            return _client.Idle();
        }
    }
}
