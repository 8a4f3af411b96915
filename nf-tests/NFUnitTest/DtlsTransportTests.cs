using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>The DTLS transport over an engine and a transport that the test plays: handshake, data, failures.</summary>
    [TestClass]
    public class DtlsTransportTests
    {
        private const int MaxDatagramBytes = 300;

        private static readonly byte[] s_host = { (byte)'h' };

        private static DtlsFakeLink s_link;
        private static FakeDtlsEngine s_engine;
        private static DtlsTransport s_transport;
        private static byte[] s_buffer;

        [TestMethod]
        public void Peer_is_authenticated_and_opening_begins_the_handshake()
        {
            Start();
            Check.True(s_transport.IsPeerAuthenticated);
            Check.Is(TransportResult.Ok, s_transport.Open(s_host, 5684));
            Check.Is("1601", s_link.TakeSent());
            Check.False(s_transport.IsEstablished);
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(0, s_link.Sent.Count);
            s_link.Arrive(FakeDtlsEngine.HandshakeRecord, 1, null);
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.True(s_transport.IsEstablished);
            Check.Is(0, s_link.Sent.Count);
            Check.Is(0, s_transport.Failure);
        }

        [TestMethod]
        public void Handshake_is_sent_again_by_the_clock()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_link.TakeSent();
            s_link.Milliseconds += 999;
            s_transport.Receive(s_buffer, 0, MaxDatagramBytes);
            Check.Is(0, s_link.Sent.Count);
            s_link.Milliseconds++;
            s_transport.Receive(s_buffer, 0, MaxDatagramBytes);
            Check.Is("1601", s_link.TakeSent());
            s_link.Milliseconds += 2000;
            s_transport.Receive(s_buffer, 0, MaxDatagramBytes);
            Check.Is("1601", s_link.TakeSent());
            Check.Is(0, s_link.Sent.Count);
        }

        [TestMethod]
        public void Latest_of_what_was_sent_meanwhile_goes_out_once()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_link.TakeSent();
            Check.Is(TransportResult.Ok, s_transport.Send(Hex.Bytes("AABBCC"), 0, 3));
            Check.Is(TransportResult.Ok, s_transport.Send(Hex.Bytes("AABBCC"), 1, 2));
            Check.Is(0, s_link.Sent.Count);

            s_link.Arrive(FakeDtlsEngine.HandshakeRecord, 1, null);
            s_transport.Receive(s_buffer, 0, MaxDatagramBytes);
            Check.Is("1901BBCC", s_link.TakeSent());
            s_transport.Receive(s_buffer, 0, MaxDatagramBytes);
            Check.Is(0, s_link.Sent.Count);
        }

        [TestMethod]
        public void What_was_kept_is_gone_with_its_session()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_transport.Send(Hex.Bytes("AA"), 0, 1);
            s_transport.Open(s_host, 5684);
            s_link.Sent.Clear();
            s_link.Arrive(FakeDtlsEngine.HandshakeRecord, 2, null);
            s_transport.Receive(s_buffer, 0, MaxDatagramBytes);
            Check.True(s_transport.IsEstablished);
            Check.Is(0, s_link.Sent.Count);
        }

        [TestMethod]
        public void Data_goes_both_ways()
        {
            Establish();
            Check.Is(TransportResult.Ok, s_transport.Send(Hex.Bytes("010203"), 1, 2));
            Check.Is("19010203", s_link.TakeSent());
            s_link.Arrive(FakeDtlsEngine.DataRecord, 1, Hex.Bytes("0405"));
            s_link.Arrive(FakeDtlsEngine.DataRecord, 1, Hex.Bytes("06"));
            Check.Is(2, s_transport.Receive(s_buffer, 3, 2));
            Hex.AreEqual("0405", s_buffer, 3, 2);
            Check.Is(1, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
        }

        [TestMethod]
        public void Forged_records_are_passed_over()
        {
            Establish();
            for (int i = 0; i < 5; i++)
            {
                s_link.Arrive(FakeDtlsEngine.DataRecord, 99, Hex.Bytes("01"));
            }

            s_link.Arrive(FakeDtlsEngine.DataRecord, 1, Hex.Bytes("02"));
            Check.Is(1, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(2, s_buffer[0]);
        }

        [TestMethod]
        public void Record_larger_than_the_buffer_is_cut()
        {
            Establish();
            s_link.Arrive(FakeDtlsEngine.DataRecord, 1, Hex.Bytes("01020304"));
            s_link.Arrive(FakeDtlsEngine.DataRecord, 1, Hex.Bytes("0506"));
            Check.Is(3, s_transport.Receive(s_buffer, 1, 3));
            Hex.AreEqual("0001020300", s_buffer, 0, 5);
            Check.Is(2, s_transport.Receive(s_buffer, 0, 3));
            Hex.AreEqual("0506", s_buffer, 0, 2);
        }

        [TestMethod]
        public void What_is_too_long_is_not_sent()
        {
            Start();
            s_transport.Open(s_host, 5684);
            Check.Is(TransportResult.TooLong, s_transport.Send(new byte[MaxDatagramBytes + 1], 0, MaxDatagramBytes + 1));
            Establish();
            s_engine.MaxDataBytes = 2;
            Check.Is(TransportResult.TooLong, s_transport.Send(new byte[3], 0, 3));
            Check.Is(0, s_link.Sent.Count);
            Check.True(s_transport.IsEstablished);
        }

        [TestMethod]
        public void Handshake_that_fails_is_told_once()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_link.Arrive(FakeDtlsEngine.AlertRecord, 1, new byte[] { 23 });
            Check.Is(TransportResult.SecurityFailed, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(DtlsResult.UnknownIdentity, s_transport.Failure);
            ExpectClosed();
        }

        [TestMethod]
        public void Handshake_that_never_ends_is_given_up()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_link.Milliseconds += DtlsTransport.MaxHandshakeMilliseconds - 1;
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            s_transport.Wait(60000);
            Check.Is(1, s_link.Waited);
            s_link.Milliseconds++;
            Check.Is(TransportResult.SecurityFailed, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(DtlsResult.Timeout, s_transport.Failure);
            ExpectClosed();
        }

        [TestMethod]
        public void Failure_while_sending_is_told_by_the_next_Receive()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_engine.NextState = DtlsResult.WrongKey;
            Check.Is(TransportResult.Ok, s_transport.Send(s_buffer, 0, 1));
            Check.Is(TransportResult.Closed, s_transport.Send(s_buffer, 0, 1));
            Check.Is(TransportResult.SecurityFailed, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(DtlsResult.WrongKey, s_transport.Failure);
            ExpectClosed();
        }

        [TestMethod]
        public void Failure_while_opening_is_told_by_Open()
        {
            Start();
            s_engine.NextState = DtlsResult.FatalAlert;
            Check.Is(TransportResult.SecurityFailed, s_transport.Open(s_host, 5684));
            Check.Is(DtlsResult.FatalAlert, s_transport.Failure);
            ExpectClosed();

            s_engine.OpenResult = -5;
            Check.Is(TransportResult.SecurityFailed, s_transport.Open(s_host, 5684));
            Check.Is(-5, s_transport.Failure);
            ExpectClosed();
        }

        [TestMethod]
        public void Network_that_is_down_is_told_by_Open()
        {
            Start();
            s_link.OpenResult = TransportResult.NameNotResolved;
            Check.Is(TransportResult.NameNotResolved, s_transport.Open(s_host, 5684));
            Check.Is(0, s_engine.OpenCount);
            ExpectClosed();
        }

        [TestMethod]
        public void Next_session_begins_without_the_failure_of_the_last()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_engine.NextState = DtlsResult.WrongKey;
            s_transport.Send(s_buffer, 0, 1);
            s_link.IdentityBytes[0] = (byte)'j';
            Check.Is(TransportResult.Ok, s_transport.Open(s_host, 5684));
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(0, s_transport.Failure);

            // Credentials are read at each session.
            Check.Is('j', s_engine.Identity);
        }

        [TestMethod]
        public void Close_notify_of_the_server_ends_the_session()
        {
            Establish();
            s_link.Arrive(FakeDtlsEngine.AlertRecord, 1, null);
            Check.Is(TransportResult.SecurityFailed, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(DtlsState.Closed, s_transport.Failure);
            ExpectClosed();
        }

        [TestMethod]
        public void Data_before_a_close_notify_is_read_first()
        {
            Establish();
            s_link.Arrive(FakeDtlsEngine.DataRecord, 1, Hex.Bytes("0405"));
            s_link.Arrive(FakeDtlsEngine.AlertRecord, 1, null);
            Check.Is(2, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(TransportResult.SecurityFailed, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
        }

        [TestMethod]
        public void Closing_says_so_to_the_server_while_it_can()
        {
            Establish();
            s_transport.Close();
            Check.Is("1501", s_link.TakeSent());
            Check.Is(0, s_link.LostCount);
            s_transport.Close();
            Check.Is(0, s_link.Sent.Count);
            ExpectClosed();
        }

        [TestMethod]
        public void Waiting_ends_with_the_engines_deadline()
        {
            Start();
            s_transport.Wait(700);
            Check.Is(700, s_link.Waited);
            s_transport.Open(s_host, 5684);
            s_transport.Wait(700);
            Check.Is(700, s_link.Waited);
            s_transport.Wait(60000);
            Check.Is(1000, s_link.Waited);
            s_link.Milliseconds += 1500;
            s_transport.Wait(60000);
            Check.Is(0, s_link.Waited);
            Establish();
            s_transport.Wait(int.MaxValue);
            Check.Is(int.MaxValue, s_link.Waited);
        }

        [TestMethod]
        public void Every_failure_has_its_line()
        {
            for (int code = -28; code < 0; code++)
            {
                Check.True(DtlsResult.Explain(code).Length > 20);
            }

            Check.Is(DtlsResult.Explain(DtlsResult.WrongKey), DtlsResult.Explain(DtlsResult.NotConfirmed));
            Check.True(DtlsResult.Explain(DtlsResult.Timeout) != DtlsResult.Explain(DtlsResult.WrongVersion));
        }

        private static void Start()
        {
            Check.Doing = string.Empty;
            s_link = new DtlsFakeLink();
            s_engine = new FakeDtlsEngine();
            s_buffer = new byte[MaxDatagramBytes];
            s_transport = new DtlsTransport(s_link, s_engine, s_link, s_link, MaxDatagramBytes);
        }

        private static void Establish()
        {
            Start();
            Check.Is(TransportResult.Ok, s_transport.Open(s_host, 5684));
            s_link.Arrive(FakeDtlsEngine.HandshakeRecord, 1, null);
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.True(s_transport.IsEstablished);
            s_link.Sent.Clear();
        }

        private static void ExpectClosed()
        {
            Check.Is(TransportResult.Closed, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(TransportResult.Closed, s_transport.Send(s_buffer, 0, 1));
            Check.False(s_transport.IsEstablished);
            Check.False(s_link.IsOpen);
            Check.Is(0, s_engine.Session);
        }
    }
}
