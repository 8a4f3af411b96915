using System;
using Lwm2mNano.Client;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// The configuration as servers have changed it, in two files of a store. The one that is not the newest is written, and closed before the
    /// other one is given up, so that power may fail at any byte. A file is magic number, CRC-32 of all behind it, version, length, generation,
    /// checksum of the device.cfg that it came from (all big-endian), and the image. The buffer is allocated at construction.
    /// </summary>
    public sealed class ConfigurationStore
    {
        /// <summary>The name of the first file.</summary>
        public const string FirstFile = "config.a";

        /// <summary>The name of the second file.</summary>
        public const string SecondFile = "config.b";

        /// <summary>The length of what stands before the image, in bytes.</summary>
        public const int HeaderBytes = 20;

        /// <summary>The longest file in bytes.</summary>
        public const int MaxFileBytes = HeaderBytes + Limits.MaxConfigurationBytes;

        private const uint Magic = 0x4C4D3253;
        private const int ChecksumOffset = 4;
        private const int CheckedOffset = 8;
        private const int Version = 1;
        private const int VersionOffset = 8;
        private const int LengthOffset = 10;
        private const int GenerationOffset = 12;
        private const int OriginOffset = 16;

        private const int NoSlot = -1;
        private const int NotKnown = -1;

        private static readonly string[] s_files = { FirstFile, SecondFile };

        private readonly IStore _store;
        private readonly uint _origin;

        // Behind the header the image that is in force: the stored one, or the factory's where there is none.
        private readonly byte[] _buffer = new byte[MaxFileBytes];
        private int _length = NotKnown;
        private int _newest = NoSlot;
        private int _generation;

        /// <summary>
        /// Creates the store of one configuration. Allocates <see cref="MaxFileBytes"/>.
        /// </summary>
        /// <param name="store">Where the files are.</param>
        /// <param name="origin">The checksum of the device.cfg that the device has: what came from another one is not read.</param>
        public ConfigurationStore(IStore store, uint origin)
        {
            _store = store;
            _origin = origin;
        }

        /// <summary>
        /// Reads the newest file that is whole. What another device.cfg has left is deleted, so that it cannot come back with that one.
        /// </summary>
        /// <param name="image">Receives the image where one was loaded.</param>
        /// <returns><see cref="ConfigurationEvent.Loaded"/>, <see cref="ConfigurationEvent.OtherLoaded"/>, <see cref="ConfigurationEvent.Damaged"/>
        /// or <see cref="ConfigurationEvent.NotStored"/>.</returns>
        public ConfigurationEvent Load(ConfigurationImage image)
        {
            bool isDamaged = false;
            _newest = NoSlot;
            _length = NotKnown;
            for (int slot = 0; slot < s_files.Length; slot++)
            {
                int length = Read(slot);
                isDamaged |= length < 0 && length != StoreResult.NotFound;
                if (length >= 0)
                {
                    // The difference is right also when the number has gone beyond its end.
                    int generation = (int)ConfigurationFormat.ReadUnsigned(_buffer, GenerationOffset);
                    if (_newest == NoSlot || generation - _generation > 0)
                    {
                        _newest = slot;
                        _generation = generation;
                    }
                }
            }

            int count = _newest == NoSlot ? NotKnown : Read(_newest);
            if (count < 0)
            {
                return isDamaged ? ConfigurationEvent.Damaged : ConfigurationEvent.NotStored;
            }

            if (ConfigurationFormat.ReadUnsigned(_buffer, OriginOffset) != _origin)
            {
                Delete();
                return ConfigurationEvent.NotStored;
            }

            _length = count;
            Array.Copy(_buffer, HeaderBytes, image.Bytes, 0, count);
            image.Length = count;
            return isDamaged ? ConfigurationEvent.OtherLoaded : ConfigurationEvent.Loaded;
        }

        /// <summary>
        /// Notes what is in force where nothing is stored, so that <see cref="Save"/> writes only what differs from it.
        /// </summary>
        /// <param name="image">The factory's configuration.</param>
        public void Note(ConfigurationImage image)
        {
            Array.Copy(image.Bytes, 0, _buffer, HeaderBytes, image.Length);
            _length = image.Length;
        }

        /// <summary>
        /// Stores an image, unless it is the one that is in force.
        /// </summary>
        /// <param name="image">The image.</param>
        /// <returns>How many bytes were written, 0 for none; <see cref="StoreResult.Failed"/>: what was stored before still is.</returns>
        public int Save(ConfigurationImage image)
        {
            if (IsInForce(image))
            {
                return 0;
            }

            Note(image);
            int total = HeaderBytes + _length;
            int slot = _newest == 0 ? 1 : 0;
            int generation = _generation + 1;
            ConfigurationFormat.WriteUnsigned(_buffer, 0, Magic);
            ConfigurationFormat.WriteShort(_buffer, VersionOffset, Version);
            ConfigurationFormat.WriteShort(_buffer, LengthOffset, _length);
            ConfigurationFormat.WriteUnsigned(_buffer, GenerationOffset, (uint)generation);
            ConfigurationFormat.WriteUnsigned(_buffer, OriginOffset, _origin);
            ConfigurationFormat.WriteUnsigned(
                _buffer, ChecksumOffset, ConfigurationFormat.Checksum(_buffer, CheckedOffset, total - CheckedOffset));
            if (_store.Write(s_files[slot], _buffer, 0, total) != StoreResult.Ok)
            {
                _length = NotKnown;
                return StoreResult.Failed;
            }

            _newest = slot;
            _generation = generation;
            return total;
        }

        /// <summary>
        /// Deletes what is stored.
        /// </summary>
        /// <returns><see cref="StoreResult.Ok"/> or <see cref="StoreResult.Failed"/>.</returns>
        public int Delete()
        {
            int result = StoreResult.Ok;
            for (int slot = 0; slot < s_files.Length; slot++)
            {
                if (_store.Delete(s_files[slot]) != StoreResult.Ok)
                {
                    result = StoreResult.Failed;
                }
            }

            _newest = NoSlot;
            _length = NotKnown;
            return result;
        }

        private bool IsInForce(ConfigurationImage image)
        {
            if (image.Length != _length)
            {
                return false;
            }

            for (int i = 0; i < _length; i++)
            {
                if (image.Bytes[i] != _buffer[HeaderBytes + i])
                {
                    return false;
                }
            }

            return true;
        }

        // The image's length, StoreResult.NotFound, or another negative number for a file that is not whole.
        private int Read(int slot)
        {
            int total = _store.Read(s_files[slot], _buffer, 0, _buffer.Length);
            if (total < 0)
            {
                return total;
            }

            int length = total - HeaderBytes;
            return length >= 0
                && ConfigurationFormat.ReadUnsigned(_buffer, 0) == Magic
                && ConfigurationFormat.ReadShort(_buffer, VersionOffset) == Version
                && ConfigurationFormat.ReadShort(_buffer, LengthOffset) == length
                && ConfigurationFormat.ReadUnsigned(_buffer, ChecksumOffset)
                    == ConfigurationFormat.Checksum(_buffer, CheckedOffset, total - CheckedOffset)
                ? length
                : StoreResult.Failed;
        }
    }
}
