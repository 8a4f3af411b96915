using Lwm2mNano.Coap;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>A request of the server's on its way: sent again until it is answered.</summary>
    internal sealed class BlockExchange
    {
        private const int MaxRetransmissions = 4;

        private readonly long _firstTimeout = CoapTiming.AckTimeoutMilliseconds;
        private int _retransmissions;
        private long _deadline;

        public BlockExchange(byte[] request, long now)
        {
            Request = request;
            _deadline = now + _firstTimeout;
        }

        /// <summary>Gets the datagram.</summary>
        public byte[] Request { get; }

        /// <summary>Gets or sets how often it or its answer was lost.</summary>
        public int Losses { get; set; }

        /// <summary>Gets whether it was given up.</summary>
        public bool IsGivenUp { get; private set; }

        /// <summary>Tells whether it is to be sent again now.</summary>
        public bool IsDue(long now)
        {
            if (now < _deadline || IsGivenUp)
            {
                return false;
            }

            IsGivenUp = _retransmissions == MaxRetransmissions;
            _retransmissions++;
            _deadline = now + (_firstTimeout << _retransmissions);
            return !IsGivenUp;
        }
    }
}
