using System.IO;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    public class HalFileStoreTests
    {
        private string _directory;
        private FileStore _store;

        [SetUp]
        public void CreateDirectory()
        {
            _directory = Directory.CreateTempSubdirectory("lwm2mnano-store-").FullName;
            _store = new FileStore(_directory);
        }

        [TearDown]
        public void DeleteDirectory() => Directory.Delete(_directory, true);

        [Test]
        public void A_file_is_read_as_it_was_written()
        {
            byte[] buffer = new byte[8];

            Assert.That(_store.Write("a.cfg", new byte[] { 0, 1, 2, 3 }, 1, 3), Is.EqualTo(StoreResult.Ok));
            Assert.That(_store.Read("a.cfg", buffer, 2, 6), Is.EqualTo(3));
            Assert.That(buffer, Is.EqualTo(new byte[] { 0, 0, 1, 2, 3, 0, 0, 0 }));
        }

        [Test]
        public void A_file_is_replaced_whole_by_a_shorter_one()
        {
            byte[] buffer = new byte[8];
            _store.Write("a.cfg", new byte[] { 1, 2, 3, 4 }, 0, 4);
            _store.Write("a.cfg", new byte[] { 9 }, 0, 1);

            Assert.That(_store.Read("a.cfg", buffer, 0, 8), Is.EqualTo(1));
            Assert.That(buffer[0], Is.EqualTo(9));
            Assert.That(Directory.GetFiles(_directory), Has.Length.EqualTo(1));
        }

        [Test]
        public void An_empty_file_has_no_bytes()
        {
            Assert.That(_store.Write("a.cfg", new byte[0], 0, 0), Is.EqualTo(StoreResult.Ok));
            Assert.That(_store.Read("a.cfg", new byte[0], 0, 0), Is.Zero);
        }

        [Test]
        public void What_is_not_there_is_not_found()
        {
            Assert.That(_store.Read("a.cfg", new byte[8], 0, 8), Is.EqualTo(StoreResult.NotFound));
            Assert.That(new FileStore(Path.Combine(_directory, "none")).Read("a.cfg", new byte[8], 0, 8), Is.EqualTo(StoreResult.NotFound));
        }

        [Test]
        public void What_does_not_fit_is_too_large()
        {
            _store.Write("a.cfg", new byte[9], 0, 9);

            Assert.That(_store.Read("a.cfg", new byte[16], 0, 8), Is.EqualTo(StoreResult.TooLarge));
            Assert.That(_store.Read("a.cfg", new byte[16], 0, 9), Is.EqualTo(9));
        }

        [Test]
        public void A_store_that_cannot_be_written_fails()
        {
            string file = Path.Combine(_directory, "file");
            File.WriteAllText(file, "no directory");

            Assert.That(new FileStore(file).Write("a.cfg", new byte[1], 0, 1), Is.EqualTo(StoreResult.Failed));
        }

        [Test]
        public void The_directory_is_made_at_the_first_write()
        {
            FileStore store = new FileStore(Path.Combine(_directory, "new", "one"));

            Assert.That(store.Write("a.cfg", new byte[1], 0, 1), Is.EqualTo(StoreResult.Ok));
            Assert.That(store.Read("a.cfg", new byte[1], 0, 1), Is.EqualTo(1));
        }

        [Test]
        public void Deleting_is_done_whether_or_not_there_was_a_file()
        {
            _store.Write("a.cfg", new byte[1], 0, 1);

            Assert.That(_store.Delete("a.cfg"), Is.EqualTo(StoreResult.Ok));
            Assert.That(_store.Delete("a.cfg"), Is.EqualTo(StoreResult.Ok));
            Assert.That(_store.Read("a.cfg", new byte[1], 0, 1), Is.EqualTo(StoreResult.NotFound));
        }

        [Test]
        public void A_name_does_not_lead_out_of_the_directory()
        {
            FileStore store = new FileStore(Path.Combine(_directory, "inner"));
            store.Write("../outside.cfg", new byte[1], 0, 1);

            Assert.That(File.Exists(Path.Combine(_directory, "outside.cfg")), Is.False);
        }

        [Test]
        public void A_factory_reset_keeps_the_provisioning_file_only_and_asks_for_a_restart()
        {
            _store.Write("device.cfg", new byte[1], 0, 1);
            _store.Write("server.cfg", new byte[2], 0, 2);
            HostPower power = new HostPower(() => _store.DeleteAllBut("device.cfg"));
            Assert.That(power.IsRebootRequested, Is.False);

            power.FactoryReset();

            Assert.That(power.IsRebootRequested, Is.True);
            Assert.That(_store.Read("device.cfg", new byte[1], 0, 1), Is.EqualTo(1));
            Assert.That(_store.Read("server.cfg", new byte[2], 0, 2), Is.EqualTo(StoreResult.NotFound));
        }
    }
}
