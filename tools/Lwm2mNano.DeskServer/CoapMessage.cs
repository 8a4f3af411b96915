using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Lwm2mNano.Coap;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A CoAP message as an object of its own, read and written by the client's <see cref="CoapReader"/> and <see cref="CoapWriter"/>.
    /// </summary>
    public sealed class CoapMessage
    {
        // Header and token, payload marker, and what the writer keeps in reserve for an option's header.
        private const int MaxOverheadBytes = 4 + 8 + 1 + 5;
        private const int MaxOptionHeaderBytes = 5;

        private readonly List<(int Number, byte[] Value)> _options = new();

        /// <summary>
        /// Creates a message.
        /// </summary>
        /// <param name="code">Its code.</param>
        public CoapMessage(int code)
        {
            Code = code;
        }

        /// <summary>Gets or sets one of <see cref="CoapType"/>.</summary>
        public int Type { get; set; }

        /// <summary>Gets the code, one of <see cref="CoapCode"/> or <see cref="Objects.ResponseCode"/>.</summary>
        public int Code { get; }

        /// <summary>Gets or sets the message id, 0 to 65535.</summary>
        public int MessageId { get; set; }

        /// <summary>Gets or sets the token, 0 to 8 bytes.</summary>
        public byte[] Token { get; set; } = Array.Empty<byte>();

        /// <summary>Gets or sets the payload, of no bytes if there is none.</summary>
        public byte[] Payload { get; set; } = Array.Empty<byte>();

        /// <summary>Gets the options' numbers and values.</summary>
        public IReadOnlyList<(int Number, byte[] Value)> Options => _options;

        /// <summary>
        /// Reads a datagram.
        /// </summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="message">Receives the message; where the format is wrong, only its type and message id; <see langword="null"/> if it is not CoAP.</param>
        /// <returns>One of <see cref="CoapParseResult"/>.</returns>
        public static int Parse(byte[] datagram, out CoapMessage message)
        {
            CoapReader reader = new();
            int result = reader.Parse(datagram, 0, datagram.Length);
            message = result == CoapParseResult.NotCoap ? null : new CoapMessage(reader.Code) { Type = reader.Type, MessageId = reader.MessageId };
            if (result != CoapParseResult.Ok)
            {
                return result;
            }

            message.Token = datagram.AsSpan(reader.TokenOffset, reader.TokenLength).ToArray();
            message.Payload = datagram.AsSpan(reader.PayloadOffset, reader.PayloadLength).ToArray();
            while (reader.NextOption())
            {
                message.Add(reader.OptionNumber, datagram.AsSpan(reader.OptionOffset, reader.OptionLength).ToArray());
            }

            return result;
        }

        /// <summary>Adds an option; a later one of the same number stands behind it.</summary>
        /// <param name="number">One of <see cref="CoapOption"/>.</param>
        /// <param name="value">The value.</param>
        public void Add(int number, byte[] value) => _options.Add((number, value));

        /// <summary>Adds an option that is text.</summary>
        /// <param name="number">One of <see cref="CoapOption"/>.</param>
        /// <param name="text">The value.</param>
        public void Add(int number, string text) => Add(number, Encoding.UTF8.GetBytes(text));

        /// <summary>Adds an option that is an unsigned integer, in as few bytes as hold it.</summary>
        /// <param name="number">One of <see cref="CoapOption"/>.</param>
        /// <param name="value">The value.</param>
        public void Add(int number, uint value)
        {
            byte[] bytes = BitConverter.IsLittleEndian ? BitConverter.GetBytes(value).Reverse().ToArray() : BitConverter.GetBytes(value);
            Add(number, bytes.SkipWhile(b => b == 0).ToArray());
        }

        /// <summary>Gets the texts of all options of a number.</summary>
        /// <param name="number">One of <see cref="CoapOption"/>.</param>
        /// <returns>The texts in their order.</returns>
        public IReadOnlyList<string> Texts(int number) =>
            _options.Where(o => o.Number == number).Select(o => Encoding.UTF8.GetString(o.Value)).ToArray();

        /// <summary>Gets the integer of the first option of a number.</summary>
        /// <param name="number">One of <see cref="CoapOption"/>.</param>
        /// <returns>The integer; <see langword="null"/> if there is no such option or it has more than four bytes.</returns>
        public uint? Unsigned(int number)
        {
            byte[] value = _options.FirstOrDefault(o => o.Number == number).Value;
            return value == null || value.Length > sizeof(uint) ? null : value.Aggregate(0u, (sum, b) => (sum << 8) | b);
        }

        /// <summary>Makes a copy.</summary>
        /// <param name="without">The numbers of the options that it does not have.</param>
        /// <returns>The copy.</returns>
        public CoapMessage Without(params int[] without)
        {
            CoapMessage copy = new(Code) { Type = Type, MessageId = MessageId, Token = Token, Payload = Payload };
            copy._options.AddRange(_options.Where(o => !without.Contains(o.Number)));
            return copy;
        }

        /// <summary>Writes the message.</summary>
        /// <returns>The datagram.</returns>
        public byte[] ToBytes()
        {
            CoapWriter writer = new(MaxOverheadBytes + _options.Sum(o => MaxOptionHeaderBytes + o.Value.Length) + Payload.Length);
            writer.Begin(Type, Code, MessageId, Token, 0, Token.Length);
            foreach ((int number, byte[] value) in _options.OrderBy(o => o.Number))
            {
                writer.WriteOption(number, value, 0, value.Length);
            }

            if (Payload.Length > 0)
            {
                Payload.CopyTo(writer.Buffer, writer.BeginPayload());
                writer.EndPayload(Payload.Length);
            }

            return writer.Buffer.AsSpan(0, writer.Length).ToArray();
        }
    }
}
