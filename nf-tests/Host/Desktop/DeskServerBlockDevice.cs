using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A device that takes and gives what is long in blocks (RFC 7959), by code of its own.</summary>
    internal sealed class DeskServerBlockDevice
    {
        private byte[] _taken = Array.Empty<byte>();

        /// <summary>Gets or sets what it answers.</summary>
        public byte[] Body { get; set; } = Array.Empty<byte>();

        /// <summary>Gets or sets the ETag of that, or null for none.</summary>
        public byte[] Tag { get; set; }

        /// <summary>Gets or sets the largest block that it gives.</summary>
        public int GivesBytes { get; set; } = 1024;

        /// <summary>Gets or sets the largest block that it takes.</summary>
        public int TakesBytes { get; set; } = 1024;

        /// <summary>Gets or sets what answers in its place, where it does not give null.</summary>
        public Func<CoapMessage, CoapMessage> Instead { get; set; } = _ => null;

        /// <summary>Gets the exchanges: the request's code, Block1, Block2 and payload, and those of the answer.</summary>
        public List<string> Trace { get; } = new();

        /// <summary>Gets the requests.</summary>
        public List<CoapMessage> Requests { get; } = new();

        /// <summary>Gets the payloads that were taken, whole.</summary>
        public List<byte[]> Taken { get; } = new();

        public static uint Block(int number, bool more, int bytes) => ((uint)number << 4) | (more ? 8u : 0) | (uint)(BitOperations.Log2((uint)bytes) - 4);

        /// <summary>Answers a request; other messages get none.</summary>
        public CoapMessage Serve(CoapMessage request)
        {
            if (!CoapCode.IsRequest(request.Code))
            {
                return null;
            }

            CoapMessage answer = Instead(request) ?? Take(request) ?? Give(request);
            answer.Type = CoapType.Acknowledgement;
            answer.MessageId = request.MessageId;
            answer.Token = request.Token;
            lock (Trace)
            {
                Requests.Add(request);
                Trace.Add($"{Show(request)} > {Show(answer)}");
            }

            return answer;
        }

        // Gives null when there is nothing to take or all is taken.
        private CoapMessage Take(CoapMessage request)
        {
            if (request.Unsigned(CoapOption.Block1) is not uint block)
            {
                _taken = request.Payload;
                Taken.Add(_taken);
                return null;
            }

            int bytes = 16 << (int)(block & 7);
            int number = (int)(block >> 4);
            bool more = (block & 8) != 0;
            CoapMessage answer = new(ResponseCode.Continue);
            if (number * bytes != (number == 0 ? 0 : _taken.Length))
            {
                return new CoapMessage(ResponseCode.RequestEntityIncomplete);
            }

            _taken = (number == 0 ? Array.Empty<byte>() : _taken).Concat(request.Payload).ToArray();
            if (!more)
            {
                Taken.Add(_taken);
                answer = Give(request);
            }

            answer.Add(CoapOption.Block1, Block(number, more, Math.Min(bytes, TakesBytes)));
            return answer;
        }

        private CoapMessage Give(CoapMessage request)
        {
            CoapMessage answer = new(request.Code is CoapCode.Get or CoapCode.Fetch ? ResponseCode.Content : ResponseCode.Changed);
            if (answer.Code == ResponseCode.Changed)
            {
                return answer;
            }

            uint asked = request.Unsigned(CoapOption.Block2) ?? Block(0, false, GivesBytes);
            int bytes = Math.Min(16 << (int)(asked & 7), GivesBytes);
            int offset = (int)(asked >> 4) * (16 << (int)(asked & 7));
            answer.Payload = Body.Skip(offset).Take(bytes).ToArray();
            answer.Add(CoapOption.ContentFormat, 42u);
            if (request.Unsigned(CoapOption.Observe) is uint observe && observe == 0)
            {
                answer.Add(CoapOption.Observe, 1u);
            }

            if (Tag != null)
            {
                answer.Add(CoapOption.ETag, Tag);
            }

            if (Body.Length > bytes || request.Unsigned(CoapOption.Block2) != null)
            {
                answer.Add(CoapOption.Block2, Block(offset / bytes, offset + bytes < Body.Length, bytes));
            }

            return answer;
        }

        private static string Show(CoapMessage message) => string.Join(' ', new[] { $"{message.Code >> 5}.{message.Code & 31:D2}" }
            .Concat(message.Unsigned(CoapOption.Observe) is uint observe ? new[] { $"obs={observe}" } : Array.Empty<string>())
            .Concat(ShowBlock(message, CoapOption.Block1, "b1"))
            .Concat(ShowBlock(message, CoapOption.Block2, "b2"))
            .Concat(message.Payload.Length > 0 ? new[] { $"{message.Payload.Length}B" } : Array.Empty<string>()));

        private static IEnumerable<string> ShowBlock(CoapMessage message, int option, string name)
        {
            if (message.Unsigned(option) is uint block)
            {
                yield return $"{name}={block >> 4}/{(block >> 3) & 1}/{16 << (int)(block & 7)}";
            }
        }
    }
}
