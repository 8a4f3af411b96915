using System;
using System.Linq;
using CsCheck;
using Lwm2mNano.Coap;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>Properties of the CoAP reader and writer over random messages.</summary>
    public class PropertyCoapTests
    {
        private const int Capacity = 700;

        private static readonly Gen<byte[]> s_bytes = Gen.OneOf(Gen.Byte.Array[0, 20], Gen.Byte.Array[250, 290]);

        private static readonly Gen<(int Number, byte[] Value)[]> s_options =
            Gen.Select(Gen.OneOf(Gen.Int[0, 40], Gen.Int[250, 300], Gen.Int[0, 65535]), s_bytes, (n, v) => (Number: n, Value: v)).Array[0, 6]
                .Select(o => o.OrderBy(p => p.Number).ToArray());

        private static readonly Gen<int> s_code = Gen.OneOf(Gen.Int[1, 31], Gen.Int[64, 191]);

        [Test]
        public void What_is_written_is_read()
        {
            CoapWriter writer = new(Capacity);
            CoapReader reader = new();
            Gen.Select(Gen.Int[0, 3], s_code, Gen.Int[0, 65535], Gen.Byte.Array[0, 8], s_options, s_bytes).Sample(
                (type, code, messageId, token, options, payload) =>
                {
                    writer.Begin(type, code, messageId, token, 0, token.Length);
                    foreach ((int number, byte[] value) in options)
                    {
                        writer.WriteOption(number, value, 0, value.Length);
                    }

                    int offset = writer.BeginPayload();
                    bool fits = offset + payload.Length <= Capacity;
                    if (fits)
                    {
                        payload.CopyTo(writer.Buffer, offset);
                    }

                    writer.EndPayload(fits ? payload.Length : -1);
                    if (writer.Length < 0)
                    {
                        // An option may need up to five bytes in front of its value, and is given that room.
                        return 4 + token.Length + options.Sum(o => 5 + o.Value.Length) + 1 + payload.Length > Capacity;
                    }

                    byte[] message = writer.Buffer.AsSpan(0, writer.Length).ToArray();
                    return reader.Parse(message, 0, message.Length) == CoapParseResult.Ok
                        && reader.Type == type && reader.Code == code && reader.MessageId == messageId
                        && Is(token, reader.TokenOffset, reader.TokenLength)
                        && options.All(
                            o => reader.NextOption() && reader.OptionNumber == o.Number && Is(o.Value, reader.OptionOffset, reader.OptionLength))
                        && !reader.NextOption()
                        && Is(payload, reader.PayloadOffset, reader.PayloadLength);

                    bool Is(byte[] expected, int start, int length) => message.AsSpan(start, length).SequenceEqual(expected);
                },
                iter: 20_000,
                threads: 1);
        }

        [Test]
        public void Noise_is_refused_or_read_within_its_bounds()
        {
            CoapReader reader = new();
            Gen.Select(Gen.Bool, Gen.Byte.Array[0, 60]).Sample(
                (likely, noise) =>
                {
                    if (likely && noise.Length > 0)
                    {
                        noise[0] = (byte)(0x40 | (noise[0] & 0x38));
                    }

                    if (reader.Parse(noise, 0, noise.Length) != CoapParseResult.Ok)
                    {
                        return true;
                    }

                    int end = reader.TokenOffset + reader.TokenLength;
                    int number = 0;
                    while (reader.NextOption())
                    {
                        if (reader.OptionNumber < number || reader.OptionOffset <= end || reader.OptionLength < 0)
                        {
                            return false;
                        }

                        number = reader.OptionNumber;
                        end = reader.OptionOffset + reader.OptionLength;
                        reader.ReadUnsignedOption();
                    }

                    return reader.PayloadLength == 0
                        ? end == noise.Length
                        : end + 1 == reader.PayloadOffset && reader.PayloadOffset + reader.PayloadLength == noise.Length;
                },
                iter: 300_000,
                threads: 1);
        }
    }
}
