using System;

namespace Lwm2mNano.Coap
{
    /// <summary>
    /// Remembers message ids that were received and the answers that were sent to them, so that a repeated request gets the same
    /// answer and is not executed again (RFC 7252, section 4.5). Parallel arrays, oldest entry reused first; the answers share one
    /// buffer, written round and round.
    /// </summary>
    internal sealed class AnswerMemory
    {
        private const int NoAnswer = -1;

        private readonly ushort[] _messageIds = new ushort[Limits.MaxRememberedMessages];
        private readonly long[] _expiries = new long[Limits.MaxRememberedMessages];
        private readonly short[] _offsets = new short[Limits.MaxRememberedMessages];
        private readonly short[] _lengths = new short[Limits.MaxRememberedMessages];
        private readonly byte[] _answers = new byte[Limits.RememberedAnswerBytes];
        private int _nextEntry;
        private int _nextByte;

        /// <summary>
        /// Gets the buffer that holds the answers.
        /// </summary>
        internal byte[] Answers => _answers;

        /// <summary>
        /// Forgets everything.
        /// </summary>
        internal void Clear()
        {
            for (int i = 0; i < _expiries.Length; i++)
            {
                _expiries[i] = 0;
            }
        }

        /// <summary>
        /// Writes the message ids that may still be repeated; the answers are not kept.
        /// </summary>
        internal void Save(StateWriter state, long now)
        {
            int count = 0;
            for (int i = 0; i < _expiries.Length; i++)
            {
                count += _expiries[i] > now ? 1 : 0;
            }

            state.WriteNumber(count);
            for (int i = 0; i < _expiries.Length; i++)
            {
                if (_expiries[i] > now)
                {
                    state.WriteNumber(_messageIds[i]);
                    state.WriteTime(_expiries[i]);
                }
            }
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        internal void Restore(StateReader state)
        {
            Clear();
            int count = state.ReadCount(Limits.MaxRememberedMessages);
            for (int i = 0; i < count; i++)
            {
                int messageId = state.ReadCount(ushort.MaxValue);
                Add(messageId, state.ReadTime());
            }
        }

        /// <summary>
        /// Finds a message id.
        /// </summary>
        /// <returns>The entry, or -1 if the id was not received or its time is over.</returns>
        internal int Find(int messageId, long now)
        {
            ushort[] messageIds = _messageIds;
            for (int i = 0; i < messageIds.Length; i++)
            {
                if (messageIds[i] == messageId && _expiries[i] > now)
                {
                    return i;
                }
            }

            return -1;
        }

        /// <summary>
        /// Gets where the answer of an entry starts.
        /// </summary>
        internal int OffsetOf(int entry)
        {
            return _offsets[entry];
        }

        /// <summary>
        /// Gets how long the answer of an entry is; negative if it is not kept any more.
        /// </summary>
        internal int LengthOf(int entry)
        {
            return _lengths[entry];
        }

        /// <summary>
        /// Remembers a message id whose answer does not exist yet.
        /// </summary>
        internal int Add(int messageId, long expiry)
        {
            int entry = _nextEntry;
            _nextEntry = (entry + 1) % Limits.MaxRememberedMessages;
            _messageIds[entry] = (ushort)messageId;
            _expiries[entry] = expiry;
            _lengths[entry] = NoAnswer;
            return entry;
        }

        /// <summary>
        /// Keeps the answer of an entry. One that is longer than the whole buffer is not kept.
        /// </summary>
        internal void Keep(int entry, byte[] answer, int length)
        {
            if (length > _answers.Length)
            {
                return;
            }

            int start = _nextByte + length <= _answers.Length ? _nextByte : 0;
            for (int i = 0; i < _lengths.Length; i++)
            {
                if (_lengths[i] > 0 && _offsets[i] < start + length && start < _offsets[i] + _lengths[i])
                {
                    _lengths[i] = NoAnswer;
                }
            }

            Array.Copy(answer, 0, _answers, start, length);
            _offsets[entry] = (short)start;
            _lengths[entry] = (short)length;
            _nextByte = start + length;
        }
    }
}
