using System;
using System.Collections;
using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>
    /// A flash whose power fails while it writes, at a byte that the test chose. It counts what is written.
    /// </summary>
    internal sealed class FlashStore : IStore
    {
        /// <summary>What a cut write leaves behind the bytes that were written: nothing.</summary>
        public const int Cut = 0;

        /// <summary>What a cut write leaves behind the bytes that were written: erased flash.</summary>
        public const int Erased = 1;

        /// <summary>What a cut write leaves behind the bytes that were written: what was there before.</summary>
        public const int Mixed = 2;

        private const int Never = int.MaxValue;
        private const byte ErasedByte = 0xFF;

        private readonly ArrayList _names = new ArrayList();
        private readonly ArrayList _contents = new ArrayList();

        /// <summary>Gets or sets after how many bytes of the next write the power fails.</summary>
        public int FailsAt { get; set; } = Never;

        /// <summary>Gets or sets one of <see cref="Cut"/>, <see cref="Erased"/> and <see cref="Mixed"/>.</summary>
        public int Leaves { get; set; }

        /// <summary>Gets or sets whether nothing can be written or deleted.</summary>
        public bool IsBroken { get; set; }

        public int WriteCount { get; private set; }

        public int WrittenBytes { get; private set; }

        public int DeleteCount { get; private set; }

        public int FileCount => _names.Count;

        /// <summary>Gets a file, which the test may change; null if there is none.</summary>
        public byte[] File(string name)
        {
            int index = _names.IndexOf(name);
            return index < 0 ? null : (byte[])_contents[index];
        }

        public void Put(string name, byte[] content)
        {
            Delete(name);
            _names.Add(name);
            _contents.Add(content);
        }

        public int Read(string name, byte[] buffer, int offset, int count)
        {
            byte[] content = File(name);
            if (content == null)
            {
                return StoreResult.NotFound;
            }

            if (content.Length > count)
            {
                return StoreResult.TooLarge;
            }

            Array.Copy(content, 0, buffer, offset, content.Length);
            return content.Length;
        }

        public int Write(string name, byte[] buffer, int offset, int count)
        {
            if (IsBroken)
            {
                return StoreResult.Failed;
            }

            WriteCount++;
            bool fails = FailsAt <= count;
            int written = fails ? FailsAt : count;
            WrittenBytes += written;
            byte[] before = File(name);
            int length = !fails || Leaves == Cut ? written : count;
            if (fails && Leaves == Mixed && before != null && before.Length > length)
            {
                length = before.Length;
            }

            byte[] content = new byte[length];
            for (int i = 0; i < length; i++)
            {
                content[i] = i < written ? buffer[offset + i] : Leaves == Mixed && before != null && i < before.Length ? before[i] : ErasedByte;
            }

            Put(name, content);
            FailsAt = Never;
            return fails ? StoreResult.Failed : StoreResult.Ok;
        }

        public int Delete(string name)
        {
            if (IsBroken)
            {
                return StoreResult.Failed;
            }

            DeleteCount++;
            int index = _names.IndexOf(name);
            if (index >= 0)
            {
                _names.RemoveAt(index);
                _contents.RemoveAt(index);
            }

            return StoreResult.Ok;
        }
    }
}
