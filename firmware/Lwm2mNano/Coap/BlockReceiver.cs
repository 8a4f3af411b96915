using System;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Coap
{
    /// <summary>
    /// Puts the body of a request together that comes in blocks (Block1, RFC 7959, section 2.5). One transfer at a time; a second one is
    /// asked to come later, unless the first has gone silent. Its buffer is allocated at construction, nothing later.
    /// </summary>
    public sealed class BlockReceiver
    {
        private readonly byte[] _body = new byte[Limits.MaxBodyBytes];
        private CoapMessageLayer _peer;
        private int _key;
        private int _next;
        private long _silentAt;
        private bool _isRunning;

        // The last block of the transfer that ended last, so that it is not applied again.
        private int _endedBlock = BlockOption.None;
        private int _endedCode;

        /// <summary>Gets the body so far.</summary>
        public byte[] Body => _body;

        /// <summary>Gets how many bytes have come, the last block included.</summary>
        public int Length => _next;

        /// <summary>Gets where the block taken last starts in the body.</summary>
        public int Offset { get; private set; }

        /// <summary>Gets whether the block that came last had been taken before: it is acknowledged again and not applied again.</summary>
        public bool IsRepeated { get; private set; }

        /// <summary>
        /// Takes a block.
        /// </summary>
        /// <param name="peer">Where it comes from.</param>
        /// <param name="request">The request.</param>
        /// <param name="block">The value of its Block1 option.</param>
        /// <param name="keeps">Whether the body is to be kept here; else its length has no bound and each block is the caller's.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see cref="CoapCode.Empty"/> for the last block: the body is complete. <see cref="ResponseCode.Continue"/> while more
        /// follow; <see cref="ResponseCode.RequestEntityIncomplete"/> after a gap, <see cref="ResponseCode.RequestEntityTooLarge"/>,
        /// <see cref="ResponseCode.ServiceUnavailable"/> during another transfer, <see cref="ResponseCode.BadRequest"/>; or, where the
        /// block is the last one of a transfer that has ended, what was answered then, and it is not to be applied.</returns>
        public int Take(CoapMessageLayer peer, CoapReader request, int block, bool keeps, long now)
        {
            IsRepeated = false;
            bool more = BlockOption.HasMore(block);
            int count = request.PayloadLength;
            int size = BlockOption.Size(BlockOption.Exponent(block));
            if (more ? count != size : count > size)
            {
                return ResponseCode.BadRequest;
            }

            int key = request.ExchangeKey();
            bool isSame = peer == _peer && key == _key && now < _silentAt;
            int offset = BlockOption.Offset(block);
            if (offset == 0)
            {
                if (_isRunning && !isSame && now < _silentAt)
                {
                    return ResponseCode.ServiceUnavailable;
                }

                _isRunning = true;
                _peer = peer;
                _key = key;
                _next = 0;
                _endedBlock = BlockOption.None;
            }
            else if (isSame && !_isRunning && block == _endedBlock)
            {
                IsRepeated = true;
                return _endedCode;
            }
            else if (!isSame || !_isRunning || offset > _next)
            {
                return ResponseCode.RequestEntityIncomplete;
            }
            else if (offset < _next)
            {
                // Sent again in a new message: it is here already.
                IsRepeated = more && offset + count <= _next;
                return IsRepeated ? ResponseCode.Continue : ResponseCode.RequestEntityIncomplete;
            }

            if (keeps)
            {
                if (count > _body.Length - offset)
                {
                    _isRunning = false;
                    return ResponseCode.RequestEntityTooLarge;
                }

                Array.Copy(request.Buffer, request.PayloadOffset, _body, offset, count);
            }

            Offset = offset;
            _next = offset + count;
            _silentAt = now + CoapTiming.MaxTransmitWaitMilliseconds;
            if (more)
            {
                return ResponseCode.Continue;
            }

            _endedBlock = block;
            _endedCode = ResponseCode.InternalServerError;
            _isRunning = false;
            return CoapCode.Empty;
        }

        /// <summary>
        /// Gives the transfer up that a request replaces which came whole.
        /// </summary>
        /// <param name="peer">Where it comes from.</param>
        /// <param name="request">The request.</param>
        public void Leave(CoapMessageLayer peer, CoapReader request)
        {
            if (_isRunning && peer == _peer && request.ExchangeKey() == _key)
            {
                _isRunning = false;
            }
        }

        /// <summary>
        /// Says how the transfer ended whose last block was just taken, or that it is given up before.
        /// </summary>
        /// <param name="code">What is answered.</param>
        public void End(int code)
        {
            _isRunning = false;
            _endedCode = code;
        }
    }
}
