using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>Sessions that outlive a change of address and a sleep, and those that do not.</summary>
    [TestClass]
    public class DtlsSessionTests
    {
        private const int MaxDatagramBytes = 300;

        private static readonly byte[] s_host = { (byte)'h' };

        private static DtlsFakeLink s_link;
        private static FakeDtlsEngine s_engine;
        private static DtlsFakeStore s_store;
        private static DtlsTransport s_transport;
        private static byte[] s_buffer;

        [TestMethod]
        public void Session_with_a_Connection_ID_outlives_a_change_of_address()
        {
            Establish(true);
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(2, s_link.OpenCount);
            Check.Is(1, s_engine.OpenCount);
            Check.Is(0, s_link.Sent.Count);
            ExpectData(1);
            Check.Is(string.Empty, s_engine.Log);
        }

        [TestMethod]
        public void Session_with_a_Connection_ID_outlives_an_opening_that_fails()
        {
            Establish(true);
            s_link.OpenResult = TransportResult.NetworkDown;
            Check.Is(TransportResult.NetworkDown, s_transport.Reopen(s_host, 5684));
            s_link.OpenResult = TransportResult.Ok;
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            ExpectData(1);
        }

        [TestMethod]
        public void Without_a_Connection_ID_a_new_session_is_made()
        {
            Start();
            s_engine.FeatureBits = DtlsFeature.Save;
            s_engine.HasConnectionId = false;
            Establish(false);
            ExpectNewSession();

            // The engine has it, and the server does not.
            Start();
            s_engine.HasConnectionId = false;
            Establish(false);
            ExpectNewSession();
        }

        [TestMethod]
        public void Handshake_that_is_not_over_begins_anew()
        {
            Start();
            s_transport.Open(s_host, 5684);
            s_link.TakeSent();
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is("1602", s_link.TakeSent());
        }

        [TestMethod]
        public void Reopening_without_a_session_makes_one()
        {
            Start();
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is("1601", s_link.TakeSent());

            Start();
            s_engine.OpenResult = -4;
            Check.Is(TransportResult.SecurityFailed, s_transport.Reopen(s_host, 5684));
            Check.False(s_link.IsOpen);
        }

        [TestMethod]
        public void Suspended_session_goes_on_without_a_word()
        {
            Establish(true);
            Check.True(s_transport.Suspend());
            Check.False(s_link.IsOpen);
            Check.False(s_transport.IsEstablished);
            Check.Is(0, s_link.Sent.Count);
            Check.Is(0, s_link.LostCount);
            Check.Is(TransportResult.Closed, s_transport.Send(s_buffer, 0, 1));
            Check.Is("save write ", s_engine.Log);

            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_link.Sent.Count);
            Check.Is(1, s_engine.OpenCount);
            ExpectData(1);
        }

        [TestMethod]
        public void Suspended_session_goes_on_after_a_restart()
        {
            Establish(true);
            Check.True(s_transport.Suspend());
            s_transport = new DtlsTransport(s_link, s_engine, s_link, s_link, MaxDatagramBytes, s_store, "s");
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.True(s_transport.IsEstablished);
            ExpectData(1);
        }

        [TestMethod]
        public void Saved_session_is_gone_from_the_store_before_it_is_used()
        {
            Establish(true);
            s_transport.Suspend();
            s_engine.Log = string.Empty;
            s_transport.Reopen(s_host, 5684);
            Check.Is("read delete load ", s_engine.Log);
            Check.True(s_store.File == null);

            // So the next one finds nothing.
            s_transport.Close();
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is(1, s_engine.LoadCount);
        }

        [TestMethod]
        public void Saved_session_that_cannot_be_deleted_is_not_used()
        {
            Establish(true);
            s_transport.Suspend();
            s_store.DeleteResult = StoreResult.Failed;
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_engine.LoadCount);
            Check.Is("1602", s_link.TakeSent());
        }

        [TestMethod]
        public void Damaged_session_is_gone_and_a_new_one_is_made()
        {
            Establish(true);
            s_transport.Suspend();
            s_store.File[0]++;
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.True(s_store.File == null);
            Check.Is(2, s_engine.OpenCount);

            Establish(true);
            s_store.File = new byte[DtlsTransport.MaxSavedBytes + 1];
            s_transport.Close();
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_engine.LoadCount);

            Establish(true);
            s_store.File = new byte[0];
            s_transport.Close();
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_engine.LoadCount);
        }

        [TestMethod]
        public void Network_that_is_down_leaves_the_saved_session_alone()
        {
            Establish(true);
            s_transport.Suspend();
            s_link.OpenResult = TransportResult.NetworkDown;
            Check.Is(TransportResult.NetworkDown, s_transport.Reopen(s_host, 5684));
            Check.Is(FakeDtlsEngine.SavedBytes, s_store.File.Length);
            s_link.OpenResult = TransportResult.Ok;
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            ExpectData(1);
        }

        [TestMethod]
        public void Opening_forgets_the_saved_session()
        {
            Establish(true);
            s_transport.Suspend();
            s_engine.Log = string.Empty;
            Check.Is(TransportResult.Ok, s_transport.Open(s_host, 5684));
            Check.Is("delete ", s_engine.Log);
            Check.Is("1602", s_link.TakeSent());
            Check.True(s_store.File == null);
        }

        [TestMethod]
        public void What_cannot_be_saved_is_closed()
        {
            // No session; a handshake; a store that fails; no store.
            Start();
            Check.False(s_transport.Suspend());

            s_transport.Open(s_host, 5684);
            Check.False(s_transport.Suspend());
            Check.False(s_link.IsOpen);
            Check.Is(0, s_engine.Session);

            Establish(true);
            s_store.WriteResult = StoreResult.Failed;
            Check.False(s_transport.Suspend());
            Check.False(s_link.IsOpen);
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));

            Start();
            s_transport = new DtlsTransport(s_link, s_engine, s_link, s_link, MaxDatagramBytes, null, null);
            Establish(false);
            Check.False(s_transport.Suspend());
            Check.Is("1501", s_link.TakeSent());
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
        }

        [TestMethod]
        public void Failure_of_the_last_session_is_not_that_of_a_resumed_one()
        {
            Establish(true);
            s_transport.Suspend();
            byte[] saved = s_store.File;
            s_transport.Open(s_host, 5684);
            s_engine.NextState = DtlsResult.WrongKey;
            s_transport.Send(s_buffer, 0, 1);
            s_store.File = saved;
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_transport.Failure);
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
        }

        private static void Start()
        {
            Check.Doing = string.Empty;
            s_link = new DtlsFakeLink();
            s_engine = new FakeDtlsEngine();
            s_store = new DtlsFakeStore(s_engine);
            s_buffer = new byte[MaxDatagramBytes];
            s_transport = new DtlsTransport(s_link, s_engine, s_link, s_link, MaxDatagramBytes, s_store, "s");
        }

        // A session in which something was sent, and taken.
        private static void Establish(bool anew)
        {
            if (anew)
            {
                Start();
            }

            s_transport.Open(s_host, 5684);
            s_link.Arrive(FakeDtlsEngine.HandshakeRecord, 1, null);
            s_transport.Receive(s_buffer, 0, MaxDatagramBytes);
            Check.True(s_transport.IsEstablished);
            Check.Is(TransportResult.Ok, s_transport.Send(s_buffer, 0, 1));
            s_link.Sent.Clear();
            s_engine.Log = string.Empty;
        }

        private static void ExpectData(int session)
        {
            Check.Is(TransportResult.Ok, s_transport.Send(Hex.Bytes("0A"), 0, 1));
            Check.Is("19010A", s_link.TakeSent());
            s_link.Arrive(FakeDtlsEngine.DataRecord, session, Hex.Bytes("0B"));
            Check.Is(1, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            Check.Is(0x0B, s_buffer[0]);
        }

        private static void ExpectNewSession()
        {
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is(2, s_engine.OpenCount);

            // Said at the old address; then the new handshake.
            Check.Is("1501", s_link.TakeSent());
            Check.Is("1602", s_link.TakeSent());
            Check.Is(0, s_link.LostCount);
        }
    }
}
