using System;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The network between a client and whoever attacks it. It hands over one datagram at a time and, as the server, takes every Register,
    /// Update and Deregister. It allocates nothing, so that what is allocated meanwhile is the client's.
    /// </summary>
    internal sealed class FuzzTransport : IDatagramTransport
    {
        private const int TokenLengthMask = 0x0F;
        private const int HeaderBytes = 4;
        private const int CodeClasses = 8;

        // Behind header and token: Location-Path rd and abcde.
        private static readonly byte[] s_location = { 0x82, (byte)'r', (byte)'d', 0x05, (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'e' };

        private readonly byte[] _attack = new byte[Limits.MaxDatagramBytes * 2];
        private readonly byte[] _response = new byte[64];
        private readonly byte[] _answer = new byte[Limits.MaxDatagramBytes];
        private readonly int[] _answers = new int[CodeClasses];
        private bool _isOpen;
        private int _responseLength;

        public bool IsPeerAuthenticated => false;

        public IPreSharedKey Credentials { get; set; }

        public bool HasConnectionId => false;

        /// <summary>Gets whether the client listens.</summary>
        public bool IsOpen => _isOpen;

        /// <summary>Gets the buffer for the datagram that comes next.</summary>
        public byte[] Attack => _attack;

        /// <summary>Gets or sets its length; 0 if there is none.</summary>
        public int AttackLength { get; set; }

        /// <summary>Gets the last answer of the client.</summary>
        public byte[] Answer => _answer;

        /// <summary>Gets or sets the length of the last answer.</summary>
        public int AnswerLength { get; set; }

        /// <summary>Gets the first bytes of the client's last own request: type, code, message id and token.</summary>
        public byte[] OwnRequest { get; } = new byte[HeaderBytes + 8];

        /// <summary>Gets how many Registers came.</summary>
        public int Registers { get; private set; }

        /// <summary>Gets how many answers of a class of codes the client gave; class 0 are the empty messages.</summary>
        public int Answers(int codeClass) => _answers[codeClass];

        public int Open(byte[] host, int port)
        {
            _isOpen = true;
            return TransportResult.Ok;
        }

        public int Reopen(byte[] host, int port)
        {
            return Open(host, port);
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        public bool Resume(byte[] buffer, int offset, int count)
        {
            return false;
        }

        public void Close()
        {
            _isOpen = false;
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            if (!_isOpen)
            {
                return TransportResult.Closed;
            }

            int code = buffer[offset + 1];
            if (((buffer[offset] >> 4) & 3) == CoapType.Confirmable)
            {
                Respond(buffer, offset, count, code);
                return TransportResult.Ok;
            }

            _answers[code >> 5]++;
            Array.Copy(buffer, offset, _answer, 0, count);
            AnswerLength = count;
            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            if (!_isOpen)
            {
                return TransportResult.Closed;
            }

            byte[] from = AttackLength > 0 ? _attack : _response;
            int length = Math.Min(AttackLength > 0 ? AttackLength : _responseLength, count);
            if (AttackLength > 0)
            {
                AttackLength = 0;
            }
            else
            {
                _responseLength = 0;
            }

            Array.Copy(from, 0, buffer, offset, length);
            return length;
        }

        public void Wait(int milliseconds)
        {
        }

        private void Respond(byte[] buffer, int offset, int count, int code)
        {
            int header = HeaderBytes + (buffer[offset] & TokenLengthMask);
            Array.Copy(buffer, offset, OwnRequest, 0, header);
            Array.Copy(buffer, offset, _response, 0, header);
            _response[0] |= CoapType.Acknowledgement << 4;

            // /rd alone is a Register; a location follows otherwise.
            bool register = code == CoapCode.Post && (buffer[offset + header + 3] >> 4) != 0;
            _response[1] = (byte)(register ? 0x41 : code == CoapCode.Delete ? 0x42 : 0x44);
            _responseLength = header;
            if (register)
            {
                Registers++;
                s_location.CopyTo(_response, header);
                _responseLength += s_location.Length;
            }
        }
    }
}
