using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>What the application keeps over a restart.</summary>
    [TestClass]
    public class DeviceStoreTests
    {
        private const int Lifetime = 300;
        private const int NewLifetime = 900;
        private const int FlashBlockBytes = 4096;

        [TestMethod]
        public void What_a_server_writes_survives_a_restart()
        {
            StoreBoard board = Registered();
            Check.Is(0, board.Flash.WriteCount);
            Check.Is(204, WriteLifetime(board, NewLifetime));
            Check.Is(1, board.Count(ConfigurationEvent.Saved));
            Check.Is(1, board.Flash.WriteCount);
            Check.True(board.Flash.WrittenBytes <= 2 * FlashBlockBytes);

            board.Restart();
            Check.Is(1, board.Count(ConfigurationEvent.Loaded));
            Check.Is(NewLifetime, board.Configuration.Server.Account(0).LifetimeSeconds);
            board.RunFor(1);
            Check.Is(2, board.Servers[0].RegisterCount);
            Check.Is(1, board.Flash.WriteCount);
        }

        [TestMethod]
        public void What_does_not_change_is_not_written()
        {
            // The same value as the factory's, and as the stored one; other objects; time.
            StoreBoard board = Registered();
            Check.Is(204, WriteLifetime(board, Lifetime));
            Check.Is(0, board.Flash.WriteCount);
            Check.Is(204, WriteLifetime(board, NewLifetime));
            Check.Is(204, WriteLifetime(board, NewLifetime));
            Check.Is(204, board.Request(CoapCode.Put, "/3/0/15", new ConfigurationTestFile().Add(15, "Europe/Paris").Body()));
            Check.Is(204, board.Request(CoapCode.Post, "/1/0/8", null));
            board.RunFor(1800);
            Check.Is(1, board.Flash.WriteCount);
            Check.Is(1, board.Count(ConfigurationEvent.Saved));
        }

        [TestMethod]
        public void Nothing_is_stored_where_there_is_no_store()
        {
            StoreBoard board = new StoreBoard(StoreBoard.OneServer(), null);
            board.RunFor(1);
            Check.Is(204, WriteLifetime(board, NewLifetime));
            board.RunFor(1);
            Check.True(board.Application.IsRunning);
        }

        [TestMethod]
        public void A_reboot_in_the_same_breath_stores_first()
        {
            StoreBoard board = Registered();
            board.Servers[0].Request(CoapCode.Post, "/1/0", StoreBoard.Number(ServerObject.Lifetime, NewLifetime));
            board.Servers[0].Request(CoapCode.Post, "/3/0/4", null);
            board.Application.Step(board.Milliseconds);
            Check.Is(1, board.RebootCount);
            Check.Is(1, board.Flash.WriteCount);
            Check.True(board.Application.IsRestartRequested);
            Check.False(board.Application.IsRunning);
        }

        [TestMethod]
        public void A_factory_reset_is_asked_for_once()
        {
            StoreBoard board = Registered();
            Check.Is(204, board.Request(CoapCode.Post, "/3/0/5", null));
            Check.Is(1, board.FactoryResetCount);
            Check.Is(0, board.RebootCount);
            Check.True(board.Application.IsRestartRequested);
            Check.True(board.Application.Step(board.Milliseconds + 1) == CoapTiming.Never);
            Check.Is(1, board.FactoryResetCount);
        }

        [TestMethod]
        public void A_store_that_fails_is_tried_again_later()
        {
            StoreBoard board = Registered();
            board.Flash.IsBroken = true;
            Check.Is(204, WriteLifetime(board, NewLifetime));
            Check.Is(1, board.Count(ConfigurationEvent.NotSaved));
            board.RunFor((DeviceApplication.StoreRetryMilliseconds / 1000) - 1);
            Check.Is(1, board.Count(ConfigurationEvent.NotSaved));
            board.RunFor(2);
            Check.Is(2, board.Count(ConfigurationEvent.NotSaved));
            board.Flash.IsBroken = false;
            board.RunFor(DeviceApplication.StoreRetryMilliseconds / 1000);
            Check.Is(1, board.Count(ConfigurationEvent.Saved));
            board.RunFor(3600);
            Check.Is(1, board.Flash.WriteCount);
        }

        [TestMethod]
        public void A_damaged_store_is_said_and_the_factory_is_in_force()
        {
            StoreBoard board = Registered();
            Check.Is(204, WriteLifetime(board, NewLifetime));
            Check.Is(204, WriteLifetime(board, NewLifetime + 1));
            board.Flash.File(ConfigurationStore.FirstFile)[9] ^= 1;
            board.Flash.File(ConfigurationStore.SecondFile)[9] ^= 1;
            board.Restart();
            Check.Is(1, board.Count(ConfigurationEvent.Damaged));
            Check.Is(Lifetime, board.Configuration.Server.Account(0).LifetimeSeconds);
            board.RunFor(1);
            Check.Is(2, board.Servers[0].RegisterCount);

            // The same value as the factory's is not stored, another one is.
            Check.Is(204, WriteLifetime(board, Lifetime));
            Check.Is(2, board.Flash.WriteCount);
            Check.Is(204, WriteLifetime(board, NewLifetime));
            board.Restart();
            Check.Is(NewLifetime, board.Configuration.Server.Account(0).LifetimeSeconds);
        }

        [TestMethod]
        public void One_damaged_file_is_said_and_the_other_in_force()
        {
            StoreBoard board = Registered();
            Check.Is(204, WriteLifetime(board, NewLifetime));
            Check.Is(204, WriteLifetime(board, NewLifetime + 1));
            board.Flash.File(ConfigurationStore.SecondFile)[9] ^= 1;
            board.Restart();
            Check.Is(1, board.Count(ConfigurationEvent.OtherLoaded));
            Check.Is(NewLifetime, board.Configuration.Server.Account(0).LifetimeSeconds);
        }

        [TestMethod]
        public void What_this_firmware_does_not_accept_is_deleted_and_the_device_restarts()
        {
            StoreBoard board = Registered();
            StoreAnother(board);
            board.Restart();
            board.RunFor(1);
            Check.Is(1, board.Count(ConfigurationEvent.Refused));
            Check.Is(0, board.Count(ConfigurationEvent.Loaded));
            Check.Is(1, board.RebootCount);
            Check.True(board.Application.IsRestartRequested);
            Check.False(board.Application.IsRunning);
            Check.Is(0, board.Flash.FileCount);

            board.Restart();
            board.RunFor(1);
            Check.Is(1, board.Count(ConfigurationEvent.Refused));
            Check.Is(2, board.Servers[0].RegisterCount);

            // What cannot be deleted does not restart it again and again.
            StoreAnother(board);
            board.Flash.IsBroken = true;
            board.Restart();
            board.RunFor(1);
            Check.Is(1, board.RebootCount);
            Check.False(board.Application.IsRestartRequested);
            Check.False(board.Application.IsRunning);
        }

        [TestMethod]
        public void What_names_no_server_any_more_is_deleted_and_the_device_restarts()
        {
            StoreBoard board = Registered();
            Store(board, new ConfigurationTestFile().Add(SecurityObject.Id, "").Add(ServerObject.Id, "").Body());
            board.Restart();
            board.RunFor(1);
            Check.Is(1, board.Count(ClientEvent.NotConfigured));
            Check.Is(1, board.Count(ConfigurationEvent.Refused));
            Check.Is(1, board.RebootCount);
            Check.Is(0, board.Flash.FileCount);
            board.Restart();
            board.RunFor(1);
            Check.Is(2, board.Servers[0].RegisterCount);
        }

        [TestMethod]
        public void Another_device_cfg_wins()
        {
            FlashStore flash = new FlashStore();
            StoreBoard board = new StoreBoard(StoreBoard.OneServer(), flash);
            board.RunFor(1);
            Check.Is(204, WriteLifetime(board, NewLifetime));

            // Two do not fit into the heap at once.
            board = null;
            board = new StoreBoard(StoreBoard.OneServer().Add(ConfigurationFormat.BatteryPin, 34), flash);
            Check.Is(Lifetime, board.Configuration.Server.Account(0).LifetimeSeconds);
            Check.Is(0, board.Count(ConfigurationEvent.Loaded));
            board = null;
            board = new StoreBoard(StoreBoard.OneServer(), flash);
            Check.Is(Lifetime, board.Configuration.Server.Account(0).LifetimeSeconds);
        }

        [TestMethod]
        public void What_a_bootstrap_server_gives_survives_a_restart()
        {
            StoreBoard board = Bootstrapping();
            board.Servers[0].Script(CoapCode.Put, "/0", StoreBoard.Instance(1, StoreBoard.SecureAccount(7)));
            board.Servers[0].Script(CoapCode.Put, "/1", StoreBoard.Instance(0, StoreBoard.Server(7)));
            board.RunFor(1);
            Check.Is(1, board.Servers[0].BootstrapCount);
            Check.Is((int)RegistrationState.Bootstrapping, (int)board.Application.State);

            // Not before its end.
            Check.Is(0, board.Servers[0].ScriptCount);
            Check.Is(0, board.Flash.WriteCount);
            Check.Is(204, board.Request(CoapCode.Post, "/bs", null));
            board.RunFor(1);
            Check.Is(1, board.Count(ClientEvent.Bootstrapped));
            Check.Is(1, board.Count(ConfigurationEvent.Saved));
            Check.Is(1, board.Flash.WriteCount);
            Check.True(board.Flash.WrittenBytes <= 2 * FlashBlockBytes);
            Check.Is(1, board.Servers[0].RegisterCount);
            Check.Is("coaps://server", Text(board.Servers[0].Credentials as SecurityAccount));

            board.Restart();
            board.RunFor(1);
            Check.Is(1, board.Servers[0].BootstrapCount);
            Check.Is(2, board.Servers[0].RegisterCount);
            Assert.IsNotNull(board.Configuration.Security.BootstrapAccount);
        }

        [TestMethod]
        public void A_bootstrap_that_fails_stores_nothing()
        {
            StoreBoard board = Bootstrapping();
            board.Servers[0].Script(CoapCode.Put, "/1", StoreBoard.Instance(0, StoreBoard.Server(7)));
            board.Servers[0].Script(CoapCode.Post, "/bs", null);
            board.RunFor(10);
            Check.Is(406, board.Servers[0].Code);
            Check.Is(1, board.Count(ClientEvent.BootstrapFailed));
            Check.Is(0, board.Flash.WriteCount);
            Check.Is(0, board.Configuration.Server.InstanceCount);
            Check.True(board.Application.IsRunning);
        }

        private static StoreBoard Registered()
        {
            StoreBoard board = new StoreBoard(StoreBoard.OneServer(), new FlashStore());
            board.RunFor(1);
            Check.Is((int)RegistrationState.Registered, (int)board.Application.State);
            return board;
        }

        private static StoreBoard Bootstrapping()
        {
            StoreBoard board = new StoreBoard(StoreBoard.Bootstrap(), new FlashStore());
            board.Servers[0].Script(CoapCode.Delete, "/", null);
            return board;
        }

        private static int WriteLifetime(StoreBoard board, int seconds)
        {
            return board.Request(CoapCode.Post, "/1/0", StoreBoard.Number(ServerObject.Lifetime, seconds));
        }

        // An image that is whole, and has an account that lacks what is mandatory.
        private static void StoreAnother(StoreBoard board)
        {
            Store(board, new ConfigurationTestFile()
                .Add(ServerObject.Id, StoreBoard.Instance(0, StoreBoard.Number(ServerObject.Lifetime, NewLifetime)))
                .Body());
        }

        private static void Store(StoreBoard board, byte[] content)
        {
            ConfigurationImage image = new ConfigurationImage();
            content.CopyTo(image.Bytes, 0);
            image.Length = content.Length;
            Check.True(new ConfigurationStore(board.Flash, board.Configuration.Checksum).Save(image) > 0);
        }

        private static string Text(SecurityAccount account)
        {
            string text = string.Empty;
            for (int i = 0; i < account.ServerUri.Length; i++)
            {
                text += (char)account.ServerUri.Bytes[i];
            }

            return text;
        }
    }
}
