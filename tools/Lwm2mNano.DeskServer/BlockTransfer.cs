using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A request of any length and its response of any length, in as many exchanges as they take (RFC 7959).
    /// </summary>
    internal sealed class BlockTransfer
    {
        /// <summary>The size of blocks in bytes where nobody asks for another; a payload that fits goes without blocks.</summary>
        internal const int DefaultBlockBytes = 512;

        // How often a body is started anew because it changed while it was read.
        private const int MaxRestarts = 3;

        private static readonly int[] s_transferOptions = { CoapOption.Observe, CoapOption.Block1, CoapOption.Block2, CoapOption.Size1, CoapOption.Size2 };

        private readonly Func<CoapMessage, Task<(CoapOutcome Outcome, CoapMessage Response)>> _exchange;
        private readonly int? _askedExponent;
        private int _sizeExponent;

        /// <summary>
        /// Creates a transfer.
        /// </summary>
        /// <param name="blockBytes">The size of blocks that is asked for with the first request and that payloads are sent in;
        /// <see langword="null"/> to leave it to the peer.</param>
        /// <param name="exchange">Sends a request and waits for its response.</param>
        internal BlockTransfer(int? blockBytes, Func<CoapMessage, Task<(CoapOutcome Outcome, CoapMessage Response)>> exchange)
        {
            _exchange = exchange;
            _sizeExponent = CoapBlock.ExponentOf(blockBytes ?? DefaultBlockBytes);
            _askedExponent = blockBytes == null ? null : _sizeExponent;
        }

        /// <summary>Gets how many exchanges it took.</summary>
        internal int Exchanges { get; private set; }

        /// <summary>
        /// Sends the request and fetches the whole response.
        /// </summary>
        /// <param name="request">The request with its whole payload.</param>
        /// <returns>How it ended; the response with its whole payload where it was answered.</returns>
        internal async Task<(CoapOutcome Outcome, CoapMessage Response)> RunAsync(CoapMessage request)
        {
            CoapMessage first = request;

            // Early negotiation (RFC 7959, section 2.4).
            if (_askedExponent is int exponent && request.Code is CoapCode.Get or CoapCode.Fetch)
            {
                first = request.Without();
                new CoapBlock(0, false, exponent).AddTo(first, CoapOption.Block2);
            }

            (CoapOutcome outcome, CoapMessage response) = await SendAsync(first);
            return outcome == CoapOutcome.Answered ? await CompleteAsync(request, response) : (outcome, null);
        }

        /// <summary>
        /// Fetches what is missing of a response.
        /// </summary>
        /// <param name="request">The request that it answers.</param>
        /// <param name="response">The response or notification as it came.</param>
        /// <returns>How it ended; the response with its whole payload where it was answered.</returns>
        internal async Task<(CoapOutcome Outcome, CoapMessage Response)> CompleteAsync(CoapMessage request, CoapMessage response)
        {
            CoapMessage first = response;
            using MemoryStream body = new();
            int restarts = 0;
            while (true)
            {
                if (!CoapBlock.TryRead(response, CoapOption.Block2, out CoapBlock block))
                {
                    return (CoapOutcome.BrokenTransfer, null);
                }

                if (block == null || !ResponseCode.IsSuccess(response.Code))
                {
                    // An error, or a body that needs no blocks, perhaps any more.
                    return (CoapOutcome.Answered, response);
                }

                if (body.Length > 0 && !ETag(response).AsSpan().SequenceEqual(ETag(first)))
                {
                    if (++restarts > MaxRestarts)
                    {
                        return (CoapOutcome.BrokenTransfer, null);
                    }

                    // It has changed: from the start again.
                    body.SetLength(0);
                    block = new CoapBlock(0, true, block.SizeExponent);
                }
                else if (block.Offset != body.Length || !block.Fits(response.Payload))
                {
                    return (CoapOutcome.BrokenTransfer, null);
                }
                else
                {
                    first = body.Length == 0 ? response : first;
                    body.Write(response.Payload);
                }

                if (!block.More)
                {
                    first.Payload = body.ToArray();
                    return (CoapOutcome.Answered, first);
                }

                if (body.Length >= CoapBlock.MaxBodyBytes)
                {
                    return (CoapOutcome.TooLarge, null);
                }

                CoapMessage next = request.Without(s_transferOptions);
                next.Token = Array.Empty<byte>();
                new CoapBlock((int)body.Length / block.Size, false, block.SizeExponent).AddTo(next, CoapOption.Block2);
                (CoapOutcome outcome, response) = await SendAsync(next);
                if (outcome != CoapOutcome.Answered)
                {
                    return (outcome, null);
                }
            }
        }

        // Sends a request, in blocks where its payload is longer than one.
        private async Task<(CoapOutcome Outcome, CoapMessage Response)> SendAsync(CoapMessage request)
        {
            if (request.Payload.Length <= CoapBlock.MinBytes << _sizeExponent)
            {
                (CoapOutcome outcome, CoapMessage response) = await ExchangeAsync(request);
                if (outcome != CoapOutcome.Answered || !TakesSmaller(response))
                {
                    return (outcome, response);
                }
            }

            int offset = 0;
            bool isRestarted = false;
            byte[] token = request.Token;
            while (true)
            {
                int size = CoapBlock.MinBytes << _sizeExponent;
                int count = Math.Min(size, request.Payload.Length - offset);
                bool more = offset + count < request.Payload.Length;

                // Which block of the response is wanted is asked with the last block of the request (RFC 7959, section 3.3).
                CoapMessage part = more ? request.Without(CoapOption.Block2) : request.Without();
                part.Payload = request.Payload.AsSpan(offset, count).ToArray();
                part.Token = token;
                new CoapBlock(offset / size, more, _sizeExponent).AddTo(part, CoapOption.Block1);
                if (offset == 0)
                {
                    part.Add(CoapOption.Size1, (uint)request.Payload.Length);
                }

                (CoapOutcome outcome, CoapMessage response) = await ExchangeAsync(part);
                if (outcome != CoapOutcome.Answered)
                {
                    return (outcome, null);
                }

                // There are peers that know by the token which blocks belong together.
                token = response.Token;
                if (!CoapBlock.TryRead(response, CoapOption.Block1, out CoapBlock taken))
                {
                    return (CoapOutcome.BrokenTransfer, null);
                }

                if (response.Code == ResponseCode.RequestEntityIncomplete && !isRestarted)
                {
                    isRestarted = true;
                    offset = 0;
                }
                else if (TakesSmaller(response))
                {
                    offset = 0;
                }
                else if (more && taken != null && ResponseCode.IsSuccess(response.Code))
                {
                    // Usually 2.31; a peer that deals with each block by itself says what it says to a whole.
                    offset += count;
                    _sizeExponent = Math.Min(_sizeExponent, taken.SizeExponent);
                }
                else
                {
                    return (CoapOutcome.Answered, response);
                }
            }
        }

        // Whether a request was refused as too large by a peer that takes smaller blocks, which are sent from then on.
        private bool TakesSmaller(CoapMessage response)
        {
            if (response.Code != ResponseCode.RequestEntityTooLarge
                || !CoapBlock.TryRead(response, CoapOption.Block1, out CoapBlock taken)
                || taken == null
                || taken.SizeExponent >= _sizeExponent)
            {
                return false;
            }

            _sizeExponent = taken.SizeExponent;
            return true;
        }

        private Task<(CoapOutcome Outcome, CoapMessage Response)> ExchangeAsync(CoapMessage request)
        {
            Exchanges++;
            return _exchange(request);
        }

        private static byte[] ETag(CoapMessage message) => message.Options.FirstOrDefault(o => o.Number == CoapOption.ETag).Value ?? Array.Empty<byte>();
    }
}
