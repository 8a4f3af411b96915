using System;
using Lwm2mNano.Coap;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// Makes each report (Send, POST /dp) longer, as that of a device with more to say. The simulated server does not look into it.
    /// </summary>
    /// <param name="inner">What carries the datagrams.</param>
    /// <param name="bytes">How many bytes longer.</param>
    internal sealed class PaddedTransport(IDatagramTransport inner, int bytes) : IDatagramTransport
    {
        private readonly CoapReader _reader = new();

        public bool IsPeerAuthenticated => inner.IsPeerAuthenticated;

        public IPreSharedKey Credentials
        {
            get => inner.Credentials;
            set => inner.Credentials = value;
        }

        public bool HasConnectionId => inner.HasConnectionId;

        public int Open(byte[] host, int port) => inner.Open(host, port);

        public int Reopen(byte[] host, int port) => inner.Reopen(host, port);

        public int Suspend(byte[] buffer, int offset, int count) => inner.Suspend(buffer, offset, count);

        public bool Resume(byte[] buffer, int offset, int count) => inner.Resume(buffer, offset, count);

        public void Close() => inner.Close();

        public int Send(byte[] buffer, int offset, int count)
        {
            if (!IsReport(buffer, offset, count))
            {
                return inner.Send(buffer, offset, count);
            }

            byte[] longer = new byte[count + bytes];
            Array.Copy(buffer, offset, longer, 0, count);
            return inner.Send(longer, 0, longer.Length);
        }

        public int Receive(byte[] buffer, int offset, int count) => inner.Receive(buffer, offset, count);

        public void Wait(int milliseconds) => inner.Wait(milliseconds);

        private bool IsReport(byte[] buffer, int offset, int count)
        {
            if (_reader.Parse(buffer, offset, count) != CoapParseResult.Ok || _reader.Code != CoapCode.Post)
            {
                return false;
            }

            _reader.RewindOptions();
            while (_reader.NextOption())
            {
                if (_reader.OptionNumber == CoapOption.UriPath)
                {
                    return _reader.Buffer.AsSpan(_reader.OptionOffset, _reader.OptionLength).SequenceEqual("dp"u8);
                }
            }

            return false;
        }
    }
}
