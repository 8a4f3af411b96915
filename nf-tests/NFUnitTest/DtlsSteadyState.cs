using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;

namespace NFUnitTest
{
    /// <summary>
    /// A DTLS transport in use, in which the test itself allocates nothing: a handshake, data both ways, a change of address, a record that is
    /// cut, one that is forged, and the server's goodbye.
    /// </summary>
    internal sealed class DtlsSteadyState
    {
        private const int DataBytes = 40;
        private const int Exchanges = 5;

        private static readonly byte[] s_host = { (byte)'h' };

        private readonly DtlsFakeLink _link = new DtlsFakeLink();
        private readonly FakeDtlsEngine _engine = new FakeDtlsEngine();
        private readonly DtlsTransport _transport;
        private readonly byte[] _buffer = new byte[DataBytes];

        public DtlsSteadyState()
        {
            _transport = new DtlsTransport(_link, _engine, _link, _link, DataBytes);
        }

        /// <summary>Gets how many pieces of data were received.</summary>
        public int ReceivedCount { get; private set; }

        public void Cycle()
        {
            _transport.Open(s_host, 5684);
            _transport.Send(_buffer, 0, DataBytes);
            _link.Milliseconds += 1000;
            _transport.Receive(_buffer, 0, DataBytes);
            _link.Arrive(FakeDtlsEngine.HandshakeRecord, _engine.Session, null);
            _transport.Receive(_buffer, 0, DataBytes);
            for (int i = 0; i < Exchanges; i++)
            {
                _link.Sent.Clear();
                _transport.Send(_buffer, 0, DataBytes);
                _link.Arrive(FakeDtlsEngine.DataRecord, _engine.Session + 1, _buffer);
                _link.Arrive(FakeDtlsEngine.DataRecord, _engine.Session, _buffer);
                _transport.Wait(1000);
                ReceivedCount += _transport.Receive(_buffer, 0, DataBytes - 1) > 0 ? 1 : 0;
                ReceivedCount -= _transport.Reopen(s_host, 5684) == TransportResult.Ok ? 0 : 1;
            }

            _link.Arrive(FakeDtlsEngine.AlertRecord, _engine.Session, null);
            ReceivedCount -= _transport.Receive(_buffer, 0, DataBytes) == TransportResult.SecurityFailed ? 0 : 1;
            _transport.Close();
            _link.Sent.Clear();
        }
    }
}
