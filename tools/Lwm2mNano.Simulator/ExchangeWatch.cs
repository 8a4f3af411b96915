using System.Collections.Generic;
using Lwm2mNano.Coap;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// Looks at every datagram between a client and a server and says what must not be: two exchanges open at a time (RFC 7252, section 4.7:
    /// NSTART 1), retransmissions faster than the back-off allows or more of them than there may be (section 4.2).
    /// </summary>
    public sealed class ExchangeWatch
    {
        private const int HeaderBytes = 4;

        private readonly List<string> _violations = new();
        private int _open = -1;
        private int _transmissions;
        private long _sentAt;
        private bool _isAcknowledged;
        private bool _isNotification;

        /// <summary>Gets what was seen that must not be.</summary>
        public IReadOnlyList<string> Violations => _violations;

        /// <summary>Gets how many datagrams the client has sent.</summary>
        public int SentCount { get; private set; }

        /// <summary>Gets how many bytes they had.</summary>
        public long SentBytes { get; private set; }

        /// <summary>
        /// Takes that the client has begun a new path: what was open is given up.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void OnOpened(long now)
        {
            _open = -1;
        }

        /// <summary>
        /// Takes a datagram of the client's.
        /// </summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void OnSent(byte[] datagram, long now)
        {
            SentCount++;
            SentBytes += datagram.Length;
            int type = (datagram[0] >> 4) & 3;
            if (type != CoapType.Confirmable)
            {
                return;
            }

            int messageId = (datagram[2] << 8) | datagram[3];
            if (messageId != _open)
            {
                long patience = (long)CoapTiming.AckTimeoutMilliseconds << _transmissions;
                bool isOver = _open < 0
                    || (_isAcknowledged ? now - _sentAt >= CoapTiming.ExchangeLifetimeMilliseconds : _transmissions > CoapTiming.MaxRetransmit && now - _sentAt >= patience / 2);
                if (!isOver)
                {
                    _violations.Add($"{now} ms: message {messageId:x4} begins an exchange while {_open:x4} is open");
                }

                _open = messageId;
                _isNotification = !CoapCode.IsRequest(datagram[1]);
                _transmissions = 1;
                _isAcknowledged = false;
            }
            else
            {
                long least = (long)CoapTiming.AckTimeoutMilliseconds << (_transmissions - 1);
                if (now - _sentAt < least)
                {
                    _violations.Add($"{now} ms: message {messageId:x4} is sent again after {now - _sentAt} ms, and {least} have to pass");
                }

                if (++_transmissions > CoapTiming.MaxRetransmit + 1)
                {
                    _violations.Add($"{now} ms: message {messageId:x4} is sent for the {_transmissions}th time");
                }
            }

            _sentAt = now;
        }

        /// <summary>
        /// Takes a datagram that the client is given.
        /// </summary>
        /// <param name="datagram">The datagram.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void OnReceived(byte[] datagram, long now)
        {
            if (datagram.Length < HeaderBytes)
            {
                return;
            }

            int type = (datagram[0] >> 4) & 3;
            int messageId = (datagram[2] << 8) | datagram[3];
            bool isEmpty = datagram[1] == CoapCode.Empty;
            if (messageId == _open && (type == CoapType.Reset || (type == CoapType.Acknowledgement && (!isEmpty || _isNotification))))
            {
                _open = -1;
            }
            else if (messageId == _open && type == CoapType.Acknowledgement)
            {
                _isAcknowledged = true;
                _sentAt = now;
            }
            else if (type <= CoapType.NonConfirmable && CoapCode.Class(datagram[1]) >= CoapCode.SuccessClass)
            {
                // A response apart from its acknowledgement.
                _open = -1;
            }
        }
    }
}
