using System;

namespace NFUnitTest
{
    /// <summary>Datagrams in buffers that are there from the beginning, oldest first; one too many or too long is lost.</summary>
    internal sealed class DtlsFakeQueue
    {
        /// <summary>Instead of a type: the datagram is added as it is.</summary>
        public const int NoHead = -1;

        private const int MaxCount = 8;
        private const int MaxBytes = 320;
        private const int HeadBytes = 2;

        private readonly byte[][] _datagrams = new byte[MaxCount][];
        private readonly int[] _lengths = new int[MaxCount];
        private int _first;

        public DtlsFakeQueue()
        {
            for (int i = 0; i < MaxCount; i++)
            {
                _datagrams[i] = new byte[MaxBytes];
            }
        }

        public int Count { get; private set; }

        /// <summary>Gets the length of the oldest.</summary>
        public int Length => _lengths[_first];

        public void Clear()
        {
            Count = 0;
        }

        /// <summary>Adds a datagram, behind a type and the number of a session.</summary>
        public void Add(int type, int session, byte[] buffer, int offset, int count)
        {
            int head = type == NoHead ? 0 : HeadBytes;
            if (Count == MaxCount || count + head > MaxBytes)
            {
                return;
            }

            int index = (_first + Count) % MaxCount;
            byte[] datagram = _datagrams[index];
            if (head > 0)
            {
                datagram[0] = (byte)type;
                datagram[1] = (byte)session;
            }

            if (count > 0)
            {
                Array.Copy(buffer, offset, datagram, head, count);
            }

            _lengths[index] = count + head;
            Count++;
        }

        /// <summary>Takes the oldest, cut to what fits. Gives its length, 0 if there is none.</summary>
        public int Take(byte[] buffer, int offset, int capacity)
        {
            if (Count == 0)
            {
                return 0;
            }

            int length = Length < capacity ? Length : capacity;
            Array.Copy(_datagrams[_first], 0, buffer, offset, length);
            _first = (_first + 1) % MaxCount;
            Count--;
            return length;
        }
    }
}
