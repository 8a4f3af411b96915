using Lwm2mNano;
using Lwm2mNano.Client;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    [TestClass]
    public class ConfigurationStoreTests
    {
        private const uint Origin = 0x89ABCDEF;
        private const uint OtherOrigin = 0x01234567;
        private const int FlashBlockBytes = 4096;
        private const int ShortImage = 24;

        // Where the file has its version and its generation (ConfigurationStore's own business otherwise).
        private const int ChecksumOffset = 4;
        private const int CheckedOffset = 8;
        private const int VersionOffset = 8;
        private const int GenerationOffset = 12;

        [TestMethod]
        public void Nothing_is_stored_at_first()
        {
            FlashStore flash = new FlashStore();
            ConfigurationStore store = new ConfigurationStore(flash, Origin);
            ConfigurationImage image = new ConfigurationImage();
            AreSame(ConfigurationEvent.NotStored, store.Load(image));

            // What the factory gave need not be stored.
            store.Note(Image(1, ShortImage));
            Check.Is(0, store.Save(Image(1, ShortImage)));
            Check.Is(0, flash.WriteCount);
            Check.Is(ConfigurationStore.HeaderBytes + ShortImage, store.Save(Image(2, ShortImage)));
            Check.Is(1, flash.WriteCount);
        }

        [TestMethod]
        public void A_change_is_written_once_and_is_there_again()
        {
            FlashStore flash = new FlashStore();
            ConfigurationStore store = new ConfigurationStore(flash, Origin);
            for (int seed = 1; seed <= 5; seed++)
            {
                int before = flash.WrittenBytes;
                int length = ShortImage + seed;
                Check.Is(ConfigurationStore.HeaderBytes + length, store.Save(Image(seed, length)));
                Check.Is(ConfigurationStore.HeaderBytes + length, flash.WrittenBytes - before);
                Check.Is(0, store.Save(Image(seed, length)));
                Check.Is(seed, flash.WriteCount);
                Loads(ConfigurationEvent.Loaded, flash, seed, length);

                // Also by who has not written it.
                store = new ConfigurationStore(flash, Origin);
                AreSame(ConfigurationEvent.Loaded, store.Load(new ConfigurationImage()));
                Check.Is(0, store.Save(Image(seed, length)));
            }
        }

        [TestMethod]
        public void The_longest_configuration_takes_less_than_a_block()
        {
            FlashStore flash = new FlashStore();
            ConfigurationStore store = new ConfigurationStore(flash, Origin);
            Check.Is(ConfigurationStore.MaxFileBytes, store.Save(Image(1, Limits.MaxConfigurationBytes)));
            Check.Is(ConfigurationStore.MaxFileBytes, flash.WrittenBytes);
            Check.True(flash.WrittenBytes <= FlashBlockBytes);
            Loads(ConfigurationEvent.Loaded, flash, 1, Limits.MaxConfigurationBytes);
        }

        [TestMethod]
        [DataRow(FlashStore.Cut)]
        [DataRow(FlashStore.Erased)]
        [DataRow(FlashStore.Mixed)]
        public void Power_may_fail_at_any_byte(int leaves)
        {
            int total = ConfigurationStore.HeaderBytes + ShortImage + 3;

            // Nothing before, one file before, two files before: the third image goes where the first one was.
            for (int before = 0; before <= 3; before++)
            {
                for (int at = 0; at <= total; at++)
                {
                    FlashStore flash = new FlashStore();
                    ConfigurationStore store = new ConfigurationStore(flash, Origin);
                    store.Note(Image(0, ShortImage));
                    for (int seed = 1; seed <= before; seed++)
                    {
                        Check.True(store.Save(Image(seed, ShortImage + seed)) > 0);
                    }

                    flash.FailsAt = at;
                    flash.Leaves = leaves;
                    Check.Is(StoreResult.Failed, store.Save(Image(9, ShortImage + 3)));

                    // The power is back.
                    ConfigurationStore next = new ConfigurationStore(flash, Origin);
                    ConfigurationImage image = new ConfigurationImage();
                    ConfigurationEvent what = next.Load(image);
                    bool isNew = IsImage(image, 9, ShortImage + 3);
                    bool isOld = before > 0 && IsImage(image, before, ShortImage + before);
                    if (what == ConfigurationEvent.Loaded || what == ConfigurationEvent.OtherLoaded)
                    {
                        Check.True(isNew || isOld);
                        Check.True(!isNew || at == total);
                    }
                    else
                    {
                        // Back to the factory's, which was in force.
                        Check.Is(0, before);
                        Check.Is(0, image.Length);
                    }

                    // And the change can be stored again, with and without the power failure.
                    Check.Is(isNew ? 0 : total, next.Save(Image(9, ShortImage + 3)));
                    Check.Is(total, store.Save(Image(9, ShortImage + 3)));
                }
            }
        }

        [TestMethod]
        public void A_flipped_bit_anywhere_in_the_newest_gives_the_one_before()
        {
            FlashStore flash = WithTwo();
            byte[] newest = flash.File(ConfigurationStore.SecondFile);
            for (int i = 0; i < newest.Length; i++)
            {
                for (int bit = 1; bit <= 0x80; bit <<= 1)
                {
                    newest[i] ^= (byte)bit;
                    Loads(ConfigurationEvent.OtherLoaded, flash, 1, ShortImage);
                    newest[i] ^= (byte)bit;
                }
            }

            Loads(ConfigurationEvent.Loaded, flash, 2, ShortImage);
        }

        [TestMethod]
        public void The_damaged_one_is_written_next()
        {
            FlashStore flash = WithTwo();
            flash.File(ConfigurationStore.SecondFile)[5] ^= 1;
            ConfigurationStore store = Loads(ConfigurationEvent.OtherLoaded, flash, 1, ShortImage);
            Check.True(store.Save(Image(3, ShortImage)) > 0);
            Loads(ConfigurationEvent.Loaded, flash, 3, ShortImage);
            flash.File(ConfigurationStore.SecondFile)[5] ^= 1;
            Loads(ConfigurationEvent.OtherLoaded, flash, 1, ShortImage);
        }

        [TestMethod]
        public void Where_both_are_damaged_there_is_none()
        {
            FlashStore flash = WithTwo();
            flash.File(ConfigurationStore.FirstFile)[30] ^= 1;
            flash.Put(ConfigurationStore.SecondFile, new byte[ConfigurationStore.MaxFileBytes + 1]);
            ConfigurationStore store = new ConfigurationStore(flash, Origin);
            ConfigurationImage image = new ConfigurationImage();
            AreSame(ConfigurationEvent.Damaged, store.Load(image));
            Check.Is(0, image.Length);

            // A change is stored again, though.
            store.Note(Image(0, ShortImage));
            Check.Is(0, store.Save(Image(0, ShortImage)));
            Check.True(store.Save(Image(7, ShortImage)) > 0);
            Loads(ConfigurationEvent.OtherLoaded, flash, 7, ShortImage);
            Check.True(store.Save(Image(8, ShortImage)) > 0);
            Loads(ConfigurationEvent.Loaded, flash, 8, ShortImage);
        }

        [TestMethod]
        public void Another_version_is_not_read()
        {
            FlashStore flash = WithTwo();
            byte[] newest = flash.File(ConfigurationStore.SecondFile);
            newest[VersionOffset + 1]++;
            Seal(newest);
            Loads(ConfigurationEvent.OtherLoaded, flash, 1, ShortImage);
        }

        [TestMethod]
        public void The_generation_may_go_beyond_its_end()
        {
            FlashStore flash = WithTwo();
            byte[] older = flash.File(ConfigurationStore.FirstFile);
            byte[] newest = flash.File(ConfigurationStore.SecondFile);
            ConfigurationFormat.WriteUnsigned(older, GenerationOffset, 0x7FFFFFFE);
            ConfigurationFormat.WriteUnsigned(newest, GenerationOffset, 0x7FFFFFFF);
            Seal(older);
            Seal(newest);
            ConfigurationStore store = Loads(ConfigurationEvent.Loaded, flash, 2, ShortImage);
            for (int seed = 3; seed <= 5; seed++)
            {
                Check.True(store.Save(Image(seed, ShortImage)) > 0);
                Loads(ConfigurationEvent.Loaded, flash, seed, ShortImage);
            }
        }

        [TestMethod]
        public void Another_device_cfg_wins_for_good()
        {
            FlashStore flash = WithTwo();
            ConfigurationStore store = new ConfigurationStore(flash, OtherOrigin);
            ConfigurationImage image = new ConfigurationImage();
            AreSame(ConfigurationEvent.NotStored, store.Load(image));
            Check.Is(0, image.Length);
            Check.Is(0, flash.FileCount);

            // Also when the first one comes back.
            AreSame(ConfigurationEvent.NotStored, new ConfigurationStore(flash, Origin).Load(image));

            // What cannot be deleted is not read all the same.
            flash = WithTwo();
            flash.IsBroken = true;
            AreSame(ConfigurationEvent.NotStored, new ConfigurationStore(flash, OtherOrigin).Load(image));
            Check.Is(0, image.Length);
        }

        [TestMethod]
        public void What_could_not_be_written_is_written_later()
        {
            FlashStore flash = WithTwo();
            ConfigurationStore store = Loads(ConfigurationEvent.Loaded, flash, 2, ShortImage);
            flash.IsBroken = true;
            Check.Is(StoreResult.Failed, store.Save(Image(3, ShortImage)));
            Check.Is(StoreResult.Failed, store.Save(Image(3, ShortImage)));
            Loads(ConfigurationEvent.Loaded, flash, 2, ShortImage);
            flash.IsBroken = false;
            Check.True(store.Save(Image(3, ShortImage)) > 0);
            Loads(ConfigurationEvent.Loaded, flash, 3, ShortImage);
        }

        [TestMethod]
        public void What_is_deleted_is_gone()
        {
            FlashStore flash = WithTwo();
            ConfigurationStore store = Loads(ConfigurationEvent.Loaded, flash, 2, ShortImage);
            Check.Is(StoreResult.Ok, store.Delete());
            Check.Is(0, flash.FileCount);
            AreSame(ConfigurationEvent.NotStored, store.Load(new ConfigurationImage()));
            flash = WithTwo();
            flash.IsBroken = true;
            Check.Is(StoreResult.Failed, new ConfigurationStore(flash, Origin).Delete());
        }

        // The first file has image 1, the second one image 2.
        private static FlashStore WithTwo()
        {
            FlashStore flash = new FlashStore();
            ConfigurationStore store = new ConfigurationStore(flash, Origin);
            store.Save(Image(1, ShortImage));
            store.Save(Image(2, ShortImage));
            Check.Is(2, flash.FileCount);
            return flash;
        }

        private static ConfigurationStore Loads(ConfigurationEvent expected, FlashStore flash, int seed, int length)
        {
            ConfigurationStore store = new ConfigurationStore(flash, Origin);
            ConfigurationImage image = new ConfigurationImage();
            AreSame(expected, store.Load(image));
            Check.True(IsImage(image, seed, length));
            return store;
        }

        private static ConfigurationImage Image(int seed, int length)
        {
            ConfigurationImage image = new ConfigurationImage();
            for (int i = 0; i < length; i++)
            {
                image.Bytes[i] = (byte)((seed * 37) + i);
            }

            image.Length = length;
            return image;
        }

        private static bool IsImage(ConfigurationImage image, int seed, int length)
        {
            bool isSame = image.Length == length;
            for (int i = 0; isSame && i < length; i++)
            {
                isSame = image.Bytes[i] == (byte)((seed * 37) + i);
            }

            return isSame;
        }

        private static void Seal(byte[] file)
        {
            ConfigurationFormat.WriteUnsigned(
                file, ChecksumOffset, ConfigurationFormat.Checksum(file, CheckedOffset, file.Length - CheckedOffset));
        }

        private static void AreSame(ConfigurationEvent expected, ConfigurationEvent actual)
        {
            Check.Is((int)expected, (int)actual);
        }
    }
}
