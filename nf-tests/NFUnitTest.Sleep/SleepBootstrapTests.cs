using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Bootstrap and access control of a device that sleeps.
    /// </summary>
    [TestClass]
    public class SleepBootstrapTests
    {
        private const int Sessions = 64;

        [TestMethod]
        public void Bootstrap_is_asked_for_at_the_first_start_only()
        {
            SleepBoard board = new SleepBoard(SleepAccounts.Bootstrapping());
            Script(board);
            board.Cycle();
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(1, board.Server.RegisterCount);
            Check.True(board.Configurations.FileCount > 0);
            board.Cycles(5);
            Check.True(board.WasRestored);

            // The first report was measured for nobody.
            Check.Is(5, board.Server.SendCount);
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(2, board.Server.HandshakeCount);

            // Nor without what was kept of the sleep.
            board.Store.Delete(Lwm2mNano.Device.SleepRecord.FileName);
            board.Cycle();
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(2, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Bootstrap_that_fails_backs_off_over_sleeps()
        {
            SleepBoard board = new SleepBoard(SleepAccounts.Bootstrapping());
            board.Server.BootstrapCode = ResponseCode.BadRequest;
            board.Cycles(40);
            int attempts = board.Server.BootstrapCount;
            Check.True(attempts >= 9 && attempts <= 20);
            int connects = board.ConnectCount;
            Check.Is(attempts, connects);

            // A day at least from one to the next in the end.
            long from = board.Now;
            while (board.Now - from < 4 * 86400000L)
            {
                board.Cycle();
            }

            Check.True(board.Server.BootstrapCount - attempts >= 2 && board.Server.BootstrapCount - attempts <= 4);
            board.Server.BootstrapCode = ResponseCode.Changed;
            Script(board);
            from = board.Now;
            while (board.Server.RegisterCount == 0 && board.Now - from < 3 * 86400000L)
            {
                board.Cycle();
            }

            Check.Is(1, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Bootstrap_trigger_in_the_window_is_a_bootstrap()
        {
            SleepBoard board = new SleepBoard(
                SleepAccounts.AddServer(SleepAccounts.Bootstrapping(), 1, SleepAccounts.FirstUri, 1, SleepAccounts.Server(1)));
            Script(board);
            board.Cycle();
            Check.Is(0, board.Server.BootstrapCount);
            board.Server.Queue(CoapCode.Post, "/1/1/9", "", -1, null);
            board.Cycle();
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(2, board.Server.RegisterCount);
            board.Cycles(3);
            Check.True(board.WasRestored);
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(2, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Hold_off_goes_on_over_a_sleep()
        {
            SleepBoard board = new SleepBoard(
                SleepAccounts.AddServer(SleepAccounts.Bootstrapping(1000), 1, SleepAccounts.FirstUri, 1, SleepAccounts.Server(1)));
            Script(board);
            board.Server.Queue(CoapCode.Post, "/1/1/9", "", -1, null);
            board.Cycles(2);
            Check.Is(0, board.Server.BootstrapCount);
            Check.Is(1, board.Server.RegisterCount);
            board.Cycle();
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(2, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Server_that_is_away_is_given_up_for_a_bootstrap_after_its_hold_off()
        {
            SleepBoard board = new SleepBoard(
                SleepAccounts.AddServer(
                    SleepAccounts.Bootstrapping(1000), 1, SleepAccounts.FirstUri, 1, SleepAccounts.Server(1).Add(ServerObject.RetryCount, 2)));
            board.Server.BootstrapCode = ResponseCode.BadRequest;
            board.Server.RefusesRegistration = true;
            board.Cycles(4);
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(0, board.Server.RegisterCount);
        }

        [TestMethod]
        public void Rights_of_two_servers_hold_after_sleeps()
        {
            SleepBoard board = new SleepBoard(SleepAccounts.Bootstrapping(), Sessions);
            board.Server.Script(CoapCode.Put, "/0/1", SleepAccounts.Way(SleepAccounts.FirstUri, 1).Body());
            board.Server.Script(CoapCode.Put, "/0/2", SleepAccounts.Way(SleepAccounts.SecondUri, 2).Body());
            board.Server.Script(CoapCode.Put, "/1/0", SleepAccounts.Server(1).Body());
            board.Server.Script(CoapCode.Put, "/1/1", SleepAccounts.Server(2).Body());
            board.Server.Script(CoapCode.Put, "/2/0", Access(3, 0, 1, AccessControlObject.ReadRight));
            board.Server.Script(CoapCode.Post, "/bs", null);
            board.Cycles(4);
            Check.Is(1, board.Server.BootstrapCount);
            Check.Is(1, board.Server.RegisterCount);
            Check.Is(1, board.Second.RegisterCount);
            board.Server.Queue(CoapCode.Get, "/3/0/9", "A1", 0, null);
            board.Second.Queue(CoapCode.Get, "/3/0/9", "B1", 0, null);
            board.Cycle();
            Check.Is(205, board.Server.Code);
            Check.Is(401, board.Second.Code);
        }

        // The account of the server with the Short Server ID 1.
        private static void Script(SleepBoard board)
        {
            board.Server.Script(CoapCode.Put, "/0/1", SleepAccounts.Way(SleepAccounts.FirstUri, 1).Body());
            board.Server.Script(CoapCode.Put, "/1/0", SleepAccounts.Server(1).Body());
            board.Server.Script(CoapCode.Post, "/bs", null);
        }

        // One entry, of the server that owns it.
        private static byte[] Access(int objectId, int instanceId, int owner, int rights)
        {
            ConfigurationTestFile entries = new ConfigurationTestFile().Add(Tlv.ResourceInstance, owner, new byte[] { (byte)rights });
            return new ConfigurationTestFile()
                .Add(AccessControlObject.ProtectedObjectId, objectId)
                .Add(AccessControlObject.ProtectedInstanceId, instanceId)
                .Add(Tlv.MultipleResource, AccessControlObject.Acl, entries.Body())
                .Add(AccessControlObject.Owner, owner).Body();
        }
    }
}
