using System;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// What an application keeps while its device sleeps, as one file: magic number, CRC-32 of all behind it, version, length, checksum of the
    /// configuration that it belongs to, the time when it was written (all big-endian), and the state. It is erased before anything of it is used, so
    /// that power may fail at any moment: a DTLS session in it is gone on with once. The buffer is allocated at construction.
    /// </summary>
    public sealed class SleepRecord
    {
        /// <summary>The name of the file.</summary>
        public static readonly string FileName = "sleep.rec";

        /// <summary>The length of what stands before the state, in bytes.</summary>
        public const int HeaderBytes = 24;

        /// <summary>The longest file in bytes.</summary>
        public const int MaxFileBytes = HeaderBytes + Limits.MaxStateBytes;

        /// <summary>The version of the state: one of another version is not read.</summary>
        public const int Version = 1;

        private const uint Magic = 0x4C4D3257;
        private const int ChecksumOffset = 4;
        private const int CheckedOffset = 8;
        private const int VersionOffset = 8;
        private const int LengthOffset = 10;
        private const int OriginOffset = 12;
        private const int TimeOffset = 16;
        private const int WordBits = 32;

        private readonly IStore _store;
        private readonly byte[] _buffer = new byte[MaxFileBytes];

        /// <summary>
        /// Creates the record. Allocates <see cref="MaxFileBytes"/>.
        /// </summary>
        /// <param name="store">Where it is kept.</param>
        public SleepRecord(IStore store)
        {
            _store = store;
        }

        /// <summary>Gets the reader of the state, after <see cref="Load"/>.</summary>
        public StateReader Reader { get; } = new StateReader();

        /// <summary>Gets the time when the record was written, in milliseconds, after <see cref="Load"/>.</summary>
        public long WrittenAt { get; private set; }

        /// <summary>
        /// Reads the record and erases it. What cannot be erased is not used.
        /// </summary>
        /// <param name="origin">The checksum of the configuration.</param>
        /// <returns>Whether there is one that is whole and belongs to the configuration.</returns>
        public bool Load(uint origin)
        {
            int total = _store.Read(FileName, _buffer, 0, _buffer.Length);
            if (total == StoreResult.NotFound || _store.Delete(FileName) != StoreResult.Ok)
            {
                return false;
            }

            int length = total - HeaderBytes;
            if (length < 0
                || ConfigurationFormat.ReadUnsigned(_buffer, 0) != Magic
                || ConfigurationFormat.ReadShort(_buffer, VersionOffset) != Version
                || ConfigurationFormat.ReadShort(_buffer, LengthOffset) != length
                || ConfigurationFormat.ReadUnsigned(_buffer, OriginOffset) != origin
                || ConfigurationFormat.ReadUnsigned(_buffer, ChecksumOffset)
                    != ConfigurationFormat.Checksum(_buffer, CheckedOffset, total - CheckedOffset))
            {
                return false;
            }

            WrittenAt = ((long)ConfigurationFormat.ReadUnsigned(_buffer, TimeOffset) << WordBits)
                | ConfigurationFormat.ReadUnsigned(_buffer, TimeOffset + sizeof(uint));
            Reader.Begin(_buffer, HeaderBytes, length, WrittenAt);
            return true;
        }

        /// <summary>
        /// Begins a new record.
        /// </summary>
        /// <param name="writer">The writer, begun then.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Begin(StateWriter writer, long now)
        {
            ConfigurationFormat.WriteUnsigned(_buffer, TimeOffset, (uint)(now >> WordBits));
            ConfigurationFormat.WriteUnsigned(_buffer, TimeOffset + sizeof(uint), (uint)now);
            writer.Begin(_buffer, HeaderBytes, _buffer.Length, now);
        }

        /// <summary>
        /// Stores the record that was begun, and forgets it.
        /// </summary>
        /// <param name="writer">The writer.</param>
        /// <param name="origin">The checksum of the configuration.</param>
        /// <returns>The length of the file in bytes; <see cref="StoreResult.TooLarge"/> or <see cref="StoreResult.Failed"/>: the next start registers
        /// anew.</returns>
        [Allocates("The store's file, once for each sleep.")]
        public int Save(StateWriter writer, uint origin)
        {
            int length = writer.Length;
            int total = HeaderBytes + length;
            int result = StoreResult.TooLarge;
            if (length >= 0)
            {
                ConfigurationFormat.WriteUnsigned(_buffer, 0, Magic);
                ConfigurationFormat.WriteShort(_buffer, VersionOffset, Version);
                ConfigurationFormat.WriteShort(_buffer, LengthOffset, length);
                ConfigurationFormat.WriteUnsigned(_buffer, OriginOffset, origin);
                ConfigurationFormat.WriteUnsigned(
                    _buffer, ChecksumOffset, ConfigurationFormat.Checksum(_buffer, CheckedOffset, total - CheckedOffset));
                result = _store.Write(FileName, _buffer, 0, total) == StoreResult.Ok ? total : StoreResult.Failed;
            }

            Array.Clear(_buffer, 0, _buffer.Length);
            return result;
        }
    }
}
