using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Puts requests together whose payload comes in blocks (RFC 7959, section 2.5). What is put together and for how long it is kept has
    /// bounds. Used by one thread at a time.
    /// </summary>
    internal sealed class BlockAssembly
    {
        private const int MaxBodies = 64;

        private static readonly TimeSpan s_keepTime = TimeSpan.FromMilliseconds(CoapTiming.ExchangeLifetimeMilliseconds);

        private readonly TimeProvider _time;
        private readonly Dictionary<(EndPoint Peer, string Target), (byte[] Body, DateTimeOffset Touched)> _bodies = new();

        /// <summary>
        /// Creates the assembly, empty.
        /// </summary>
        /// <param name="time">The clock.</param>
        internal BlockAssembly(TimeProvider time)
        {
            _time = time;
        }

        /// <summary>
        /// Takes a request.
        /// </summary>
        /// <param name="request">The request.</param>
        /// <param name="peer">Who sent it.</param>
        /// <param name="block">Its block, or <see langword="null"/> if it has no valid one.</param>
        /// <returns>The request with its whole payload; <see langword="null"/> while more blocks of it are expected.</returns>
        /// <exception cref="RefusedException">The block is refused.</exception>
        internal CoapMessage Add(CoapMessage request, EndPoint peer, out CoapBlock block)
        {
            if (!CoapBlock.TryRead(request, CoapOption.Block1, out block))
            {
                throw new RefusedException(ResponseCode.BadRequest, "the Block1 option is malformed");
            }

            if (block == null)
            {
                return request;
            }

            DateTimeOffset now = _time.GetUtcNow();
            (EndPoint, string) key = (peer, Target(request));
            _bodies.Remove(key, out (byte[] Body, DateTimeOffset Touched) before);
            byte[] begun = block.Number == 0 ? Array.Empty<byte>() : before.Touched + s_keepTime > now ? before.Body : null;
            if (begun == null || begun.Length != block.Offset)
            {
                throw new RefusedException(ResponseCode.RequestEntityIncomplete, $"the block before block {block.Number} is missing: start again");
            }

            if (!block.Fits(request.Payload))
            {
                throw new RefusedException(ResponseCode.BadRequest, $"block {block.Number} has not the length that it says");
            }

            if (Math.Max(begun.Length + request.Payload.Length, request.Unsigned(CoapOption.Size1) ?? 0) > CoapBlock.MaxBodyBytes)
            {
                throw new RefusedException(ResponseCode.RequestEntityTooLarge, $"more than {CoapBlock.MaxBodyBytes} bytes are not taken");
            }

            byte[] body = begun.Concat(request.Payload).ToArray();
            if (block.More)
            {
                MakeRoom(now);
                _bodies.Add(key, (body, now));
                return null;
            }

            CoapMessage whole = request.Without(CoapOption.Block1, CoapOption.Size1);
            whole.Payload = body;
            return whole;
        }

        // What the blocks of one request have in common.
        private static string Target(CoapMessage request) => string.Join('\n', new[] { request.Code.ToString() }
            .Concat(request.Texts(CoapOption.UriPath).Select(segment => "/" + segment))
            .Concat(request.Texts(CoapOption.UriQuery).Select(query => "?" + query)));

        private void MakeRoom(DateTimeOffset now)
        {
            foreach ((EndPoint, string) key in _bodies.Where(b => b.Value.Touched + s_keepTime <= now).Select(b => b.Key).ToArray())
            {
                _bodies.Remove(key);
            }

            if (_bodies.Count == MaxBodies)
            {
                _bodies.Remove(_bodies.MinBy(b => b.Value.Touched).Key);
            }
        }
    }
}
