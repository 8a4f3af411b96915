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
        private const int SavedOffset = 3;

        // The length of the address, which is none in most tests, stands before the session.
        private const int LengthBytes = 1;
        private const int HandedOutBytes = LengthBytes + FakeDtlsEngine.SavedBytes;
        private const int MaxHandedOutBytes = LengthBytes + DtlsTransport.MaxSavedBytes;

        private static readonly byte[] s_host = { (byte)'h' };

        private static DtlsFakeLink s_link;
        private static FakeDtlsEngine s_engine;
        private static DtlsTransport s_transport;
        private static byte[] s_buffer;
        private static byte[] s_saved;

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
        public void Session_handed_out_cannot_send_any_more()
        {
            Establish(true);
            Check.True(s_transport.HasConnectionId);
            Check.Is(HandedOutBytes, Suspend());
            Check.Is("save ", s_engine.Log);
            Check.False(s_link.IsOpen);
            Check.False(s_transport.IsEstablished);
            Check.False(s_transport.HasConnectionId);
            Check.Is(TransportResult.Closed, s_transport.Send(s_buffer, 0, 1));
            Check.Is(TransportResult.Closed, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
            s_transport.Close();

            // Neither data nor a goodbye, not even one that nobody carries.
            Check.Is(0, s_link.Sent.Count);
            Check.Is(0, s_link.LostCount);

            // What comes next is another session.
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is("1602", s_link.TakeSent());
        }

        [TestMethod]
        public void Session_is_handed_out_once()
        {
            Establish(true);
            Check.Is(HandedOutBytes, Suspend());
            byte[] saved = s_saved;
            s_saved = new byte[saved.Length];
            Check.Is(0, Suspend());
            Check.Is(Hex.Text(new byte[saved.Length]), Hex.Text(s_saved));
            Check.Is("save ", s_engine.Log);
        }

        [TestMethod]
        public void Session_is_handed_out_where_the_caller_wants_it_and_no_copy_stays()
        {
            Establish(true);
            Check.Is(HandedOutBytes, Suspend());
            Check.Is(0, s_saved[SavedOffset - 1]);
            Check.Is(0, s_saved[SavedOffset]);
            Check.Is(1, s_saved[SavedOffset + LengthBytes]);
            Check.Is(0xFE, s_saved[SavedOffset + HandedOutBytes - 1]);
            Check.Is(0, s_saved[SavedOffset + HandedOutBytes]);
            Check.Is(0, s_engine.SavedInto[0]);
            Check.Is(0, s_engine.SavedInto[FakeDtlsEngine.SavedBytes - 1]);

            // It is taken from there, too.
            Check.True(s_transport.Resume(s_saved, SavedOffset, HandedOutBytes));
            Check.Is(0, s_engine.SavedInto[0]);
            Check.Is(0, s_engine.SavedInto[FakeDtlsEngine.SavedBytes - 1]);
        }

        [TestMethod]
        public void Suspended_session_goes_on_after_a_restart()
        {
            Establish(true);
            Suspend();
            Restart();
            Check.True(Resume());
            Check.True(s_transport.IsEstablished);
            Check.True(s_transport.HasConnectionId);
            Check.Is(1, s_link.OpenCount);
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(2, s_link.OpenCount);
            Check.Is(0, s_link.Sent.Count);
            Check.Is(0, s_link.LostCount);
            Check.Is(1, s_engine.OpenCount);
            ExpectData(1);
        }

        [TestMethod]
        public void Resumed_session_can_be_suspended_again_before_it_sends()
        {
            Establish(true);
            Suspend();
            Check.True(Resume());

            // Neither opened, nor used.
            Check.Is(HandedOutBytes, Suspend());
            Check.True(Resume());
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(HandedOutBytes, Suspend());
            Check.True(Resume());
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_link.Sent.Count);
            Check.Is(0, s_link.LostCount);
            ExpectData(1);
        }

        [TestMethod]
        public void Resumed_session_outlives_an_opening_that_fails()
        {
            Establish(true);
            Suspend();
            Check.True(Resume());
            s_link.OpenResult = TransportResult.NameNotResolved;
            Check.Is(TransportResult.NameNotResolved, s_transport.Reopen(s_host, 5684));
            Check.True(s_transport.HasConnectionId);
            s_link.OpenResult = TransportResult.Ok;
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_link.LostCount);
            ExpectData(1);

            // Or is handed out again, where there is no way to the server before the next sleep.
            s_link.OpenResult = TransportResult.NetworkDown;
            Check.Is(TransportResult.NetworkDown, s_transport.Reopen(s_host, 5684));
            Check.Is(HandedOutBytes, Suspend());
            Check.Is(0, s_link.LostCount);
            Check.True(Resume());
            s_link.OpenResult = TransportResult.Ok;
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            ExpectData(1);
            Check.Is(1, s_engine.OpenCount);
        }

        [TestMethod]
        public void Opening_forgets_a_resumed_session_without_a_word()
        {
            Establish(true);
            Suspend();
            Check.True(Resume());
            Check.Is(TransportResult.Ok, s_transport.Open(s_host, 5684));
            Check.Is("1602", s_link.TakeSent());
            Check.Is(0, s_link.Sent.Count);
            Check.Is(2, s_engine.Session);

            // So does closing.
            Establish(true);
            Suspend();
            Check.True(Resume());
            s_transport.Close();
            Check.Is(0, s_engine.Session);
            Check.Is(0, s_link.Sent.Count);
            Check.Is(0, Suspend());
        }

        [TestMethod]
        public void Resuming_ends_the_session_that_there_is()
        {
            Establish(true);
            Suspend();
            Establish(false);
            Check.True(Resume());
            Check.Is("1502", s_link.TakeSent());
            Check.False(s_link.IsOpen);
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            ExpectData(1);
        }

        [TestMethod]
        public void Damaged_session_is_refused_and_a_new_one_is_made()
        {
            Establish(true);
            Suspend();
            s_saved[SavedOffset + LengthBytes]++;
            Check.False(Resume());
            Check.Is(1, s_engine.LoadCount);
            Check.False(s_transport.IsEstablished);
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
            Check.Is("1602", s_link.TakeSent());
            Check.False(s_transport.HasConnectionId);

            // Cut; nothing; longer than any.
            Start();
            Check.False(s_transport.Resume(s_saved, SavedOffset, HandedOutBytes - 1));
            Check.Is(1, s_engine.LoadCount);
            Check.False(s_transport.Resume(s_saved, SavedOffset, 0));
            Check.False(s_transport.Resume(s_saved, SavedOffset, LengthBytes));
            Check.False(s_transport.Resume(new byte[MaxHandedOutBytes + 1], 0, MaxHandedOutBytes + 1));
            Check.Is(1, s_engine.LoadCount);
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
        }

        [TestMethod]
        public void Without_credentials_nothing_is_resumed()
        {
            Establish(true);
            Suspend();
            s_transport = new DtlsTransport(s_link, s_engine, null, s_link, MaxDatagramBytes);
            Check.False(Resume());
            Check.Is(0, s_engine.LoadCount);
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5683));
            Check.False(s_transport.HasConnectionId);
            Check.Is(0, Suspend());
            Check.False(s_link.IsOpen);
        }

        [TestMethod]
        public void Session_without_a_Connection_ID_is_closed_and_not_handed_out()
        {
            Start();
            s_engine.HasConnectionId = false;
            Establish(false);
            Check.False(s_transport.HasConnectionId);
            Check.Is(0, Suspend());
            Check.Is("1501", s_link.TakeSent());
            Check.Is(0, s_link.LostCount);
            Check.False(s_link.IsOpen);
            Check.Is(string.Empty, s_engine.Log);
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
        }

        [TestMethod]
        public void What_cannot_be_handed_out_is_closed()
        {
            // No session; a handshake.
            Start();
            Check.Is(0, Suspend());

            s_transport.Open(s_host, 5684);
            Check.Is(0, Suspend());
            Check.False(s_link.IsOpen);
            Check.Is(0, s_engine.Session);

            // No room for it: it ends as any other does.
            Establish(true);
            Check.Is(0, s_transport.Suspend(s_saved, SavedOffset, HandedOutBytes - 1));
            Check.Is(Hex.Text(new byte[s_saved.Length]), Hex.Text(s_saved));
            Check.Is("1501", s_link.TakeSent());
            Check.False(s_link.IsOpen);
            Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
        }

        [TestMethod]
        public void Failure_of_the_last_session_is_not_that_of_a_resumed_one()
        {
            Establish(true);
            Suspend();
            s_transport.Open(s_host, 5684);
            s_engine.NextState = DtlsResult.WrongKey;
            s_transport.Send(s_buffer, 0, 1);
            Check.Is(DtlsResult.WrongKey, s_transport.Failure);
            Check.True(Resume());
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(0, s_transport.Failure);
            Check.Is(0, s_transport.Receive(s_buffer, 0, MaxDatagramBytes));
        }

        [TestMethod]
        public void Address_is_handed_out_with_the_session_and_no_name_is_looked_up()
        {
            Establish(true);
            s_link.Address = Hex.Bytes("C0000201");
            Check.Is(HandedOutBytes + 4, Suspend());
            Check.Is("04C0000201", Hex.Text(s_saved, SavedOffset, 5));
            Restart();
            Check.True(s_transport.Resume(s_saved, SavedOffset, HandedOutBytes + 4));
            Check.Is("C0000201", s_link.ResumedAddress);
            Check.True(s_transport.HasConnectionId);
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5684));
            Check.Is(2, s_link.OpenCount);
            Check.Is(1, s_link.LookUpCount);
            ExpectData(1);

            // Opening, which is what follows where nobody answers there, does.
            Check.Is(TransportResult.Ok, s_transport.Open(s_host, 5684));
            Check.Is(2, s_link.LookUpCount);
        }

        [TestMethod]
        public void Address_alone_is_where_a_new_session_is_made()
        {
            // The server grants no Connection ID; the session is refused.
            for (int i = 0; i < 2; i++)
            {
                Start();
                s_engine.HasConnectionId = i > 0;
                s_link.Address = Hex.Bytes("C0000201");
                Establish(false);
                int length = Suspend();
                Check.Is(i == 0 ? LengthBytes + 4 : HandedOutBytes + 4, length);
                s_saved[SavedOffset + LengthBytes + 4] = 0x77;
                s_link.Sent.Clear();
                Restart();
                Check.True(s_transport.Resume(s_saved, SavedOffset, length) == (i == 0));
                Check.False(s_transport.HasConnectionId);
                Check.False(s_transport.IsEstablished);
                Check.Is(TransportResult.Closed, s_transport.Send(s_buffer, 0, 1));
                Check.Is(TransportResult.NewSecurityContext, s_transport.Reopen(s_host, 5684));
                Check.Is("1602", s_link.TakeSent());
                Check.Is(1, s_link.LookUpCount);
            }
        }

        [TestMethod]
        public void Address_of_a_path_without_credentials_is_handed_out()
        {
            Start();
            s_transport.Credentials = null;
            Check.Is(TransportResult.Ok, s_transport.Open(s_host, 5683));
            s_link.Address = Hex.Bytes("C0000201");
            Check.Is(LengthBytes + 4, Suspend());
            Restart();
            s_transport.Credentials = null;
            Check.True(s_transport.Resume(s_saved, SavedOffset, LengthBytes + 4));
            Check.False(s_transport.HasConnectionId);
            Check.Is(TransportResult.Ok, s_transport.Reopen(s_host, 5683));
            Check.Is(1, s_link.LookUpCount);
            Check.Is(0, s_engine.OpenCount);

            // It is handed out again, whether the path was opened or not.
            Check.Is(LengthBytes + 4, Suspend());
            Check.Is(LengthBytes + 4, Suspend());
        }

        [TestMethod]
        public void Session_goes_before_the_address_where_there_is_no_room_for_both()
        {
            Establish(true);
            s_link.Address = Hex.Bytes("C0000201");
            Check.Is(HandedOutBytes, s_transport.Suspend(s_saved, SavedOffset, HandedOutBytes + 3));
            Check.Is(0, s_saved[SavedOffset]);
            Check.True(Resume());
            Check.Is(string.Empty, s_link.ResumedAddress);

            // A length that says more than there is.
            s_saved[SavedOffset] = 200;
            Check.False(s_transport.Resume(s_saved, SavedOffset, 100));
            Check.Is(string.Empty, s_link.ResumedAddress);
            Check.Is(0, s_transport.Suspend(s_saved, SavedOffset, 0));
        }

        // The transport alone: what is around it stays.
        private static void Restart()
        {
            s_transport = new DtlsTransport(s_link, s_engine, s_link, s_link, MaxDatagramBytes);
        }

        private static int Suspend()
        {
            return s_transport.Suspend(s_saved, SavedOffset, MaxHandedOutBytes);
        }

        private static bool Resume()
        {
            return s_transport.Resume(s_saved, SavedOffset, HandedOutBytes);
        }

        private static void Start()
        {
            Check.Doing = string.Empty;
            s_link = new DtlsFakeLink();
            s_engine = new FakeDtlsEngine();
            s_saved = new byte[SavedOffset + MaxHandedOutBytes + 1];
            s_buffer = new byte[MaxDatagramBytes];
            s_transport = new DtlsTransport(s_link, s_engine, s_link, s_link, MaxDatagramBytes);
        }

        // A session in which something was sent, and taken.
        private static void Establish(bool anew)
        {
            if (anew)
            {
                Start();
            }

            s_transport.Open(s_host, 5684);
            s_link.Arrive(FakeDtlsEngine.HandshakeRecord, s_engine.Session, null);
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
