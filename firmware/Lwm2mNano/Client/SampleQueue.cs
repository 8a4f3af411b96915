using System;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// Values of resources with the time at which they were taken, oldest first, in a buffer of <see cref="Limits.MaxSampleBytes"/> that is
    /// allocated at construction. When it is full the oldest make room. Values are put in by a <see cref="ReadOperation"/>, to which
    /// the queue is one more format.
    /// </summary>
    public sealed class SampleQueue : ContentWriter
    {
        // Length of the sample, four ids, time, type; then the value.
        private const int LengthBytes = 2;
        private const int IdBytes = 2;
        private const int TimeBytes = 8;
        private const int NumberBytes = 8;
        private const int HeaderBytes = LengthBytes + (4 * IdBytes) + TimeBytes + 1;
        private const int NoId = 0xFFFF;

        // In a state: the length of the samples, and what each further server's queue takes when it is empty.
        private const int RoomForOthers = 2 + (8 * (Limits.MaxServers - 1));

        private readonly byte[] _samples = new byte[Limits.MaxSampleBytes];
        private readonly ResourcePath _path = new ResourcePath();
        private int _length;
        private int _next;
        private long _time;
        private bool _inMultiple;

        /// <inheritdoc/>
        public override int Format => ContentFormat.None;

        /// <inheritdoc/>
        public override bool IsSingleValue => false;

        /// <inheritdoc/>
        public override bool IsComposite => true;

        /// <summary>Gets whether there is no sample.</summary>
        public bool IsEmpty => _length == 0;

        /// <summary>Gets the time of the sample that <see cref="Next"/> went to, in milliseconds.</summary>
        public long Time { get; private set; }

        /// <summary>
        /// Forgets everything.
        /// </summary>
        public void Clear()
        {
            _length = 0;
        }

        /// <summary>
        /// Writes what outlives a sleep: the samples, of which the oldest are given up where there is no room for all.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            while (_length > 0 && _length + RoomForOthers > state.Room)
            {
                Remove(ReadNumber(0, LengthBytes));
            }

            state.WriteBytes(_samples, 0, _length);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void Restore(StateReader state)
        {
            _length = state.ReadBytes(_samples);
            int at = 0;
            while (at < _length && !state.IsDamaged)
            {
                int length = at + HeaderBytes <= _length ? (int)ReadNumber(at, LengthBytes) : 0;
                int type = length < HeaderBytes ? 0 : _samples[at + HeaderBytes - 1];
                at += length;
                if (type == 0 || type > (int)ResourceType.ObjectLink || at > _length
                    || (!IsBytes((ResourceType)type) && length != HeaderBytes + NumberBytes))
                {
                    state.Refuse();
                }
            }
        }

        /// <summary>
        /// Says the time of the values that come now.
        /// </summary>
        /// <param name="time">The time in milliseconds; never less than that of the sample before.</param>
        public void Begin(long time)
        {
            _time = time;
            _overflowed = false;
        }

        /// <inheritdoc/>
        public override bool Supports(ResourceType type)
        {
            return type != ResourceType.None;
        }

        /// <inheritdoc/>
        public override void BeginPath(ResourcePath path)
        {
            _path.CopyFrom(path);
            _inMultiple = path.ResourceInstanceId != ResourcePath.None;
        }

        /// <inheritdoc/>
        public override void BeginInstance(int id)
        {
            _path.InstanceId = id;
        }

        /// <inheritdoc/>
        public override void EndInstance()
        {
        }

        /// <inheritdoc/>
        public override void BeginMultiple(int id)
        {
            _path.ResourceId = id;
            _inMultiple = true;
        }

        /// <inheritdoc/>
        public override void EndMultiple()
        {
            _inMultiple = false;
        }

        /// <inheritdoc/>
        public override void Write(int id, ResourceValue value)
        {
            ResourceType type = value.Type;
            bool isBytes = IsBytes(type);
            int length = HeaderBytes + (isBytes ? value.Count : NumberBytes);
            if (length > _samples.Length)
            {
                _overflowed = true;
                return;
            }

            while (length > _samples.Length - _length)
            {
                Remove(ReadNumber(0, LengthBytes));
            }

            int at = _length;
            _length += length;
            at = WriteNumber(at, LengthBytes, length);
            at = WriteNumber(at, IdBytes, _path.ObjectId);
            at = WriteNumber(at, IdBytes, _path.InstanceId);
            at = WriteNumber(at, IdBytes, _inMultiple ? _path.ResourceId : id);
            at = WriteNumber(at, IdBytes, _inMultiple ? id : NoId);
            at = WriteNumber(at, TimeBytes, _time);
            _samples[at++] = (byte)type;
            if (isBytes)
            {
                Array.Copy(value.Buffer, value.Offset, _samples, at, value.Count);
            }
            else
            {
                WriteNumber(at, NumberBytes, type == ResourceType.Float ? BitConverter.DoubleToInt64Bits(value.Float) : value.Integer);
            }
        }

        /// <summary>
        /// Goes before the oldest sample.
        /// </summary>
        public void Rewind()
        {
            _next = 0;
        }

        /// <summary>
        /// Goes to the next sample, whose time is then in <see cref="Time"/>.
        /// </summary>
        /// <param name="path">Receives its path.</param>
        /// <param name="value">Receives its value, which points into the queue.</param>
        /// <returns>Whether there is one.</returns>
        public bool Next(ResourcePath path, ResourceValue value)
        {
            if (_next >= _length)
            {
                return false;
            }

            int at = _next;
            int length = (int)ReadNumber(at, LengthBytes);
            _next += length;
            at += LengthBytes;
            int resourceInstanceId = (int)ReadNumber(at + (3 * IdBytes), IdBytes);
            path.Set(
                (int)ReadNumber(at, IdBytes),
                (int)ReadNumber(at + IdBytes, IdBytes),
                (int)ReadNumber(at + (2 * IdBytes), IdBytes),
                resourceInstanceId == NoId ? ResourcePath.None : resourceInstanceId);
            at += 4 * IdBytes;
            Time = ReadNumber(at, TimeBytes);
            at += TimeBytes;
            ResourceType type = (ResourceType)_samples[at++];
            switch (type)
            {
                case ResourceType.String:
                    value.SetString(_samples, at, length - HeaderBytes);
                    break;
                case ResourceType.Opaque:
                    value.SetOpaque(_samples, at, length - HeaderBytes);
                    break;
                case ResourceType.Float:
                    value.SetFloat(BitConverter.Int64BitsToDouble(ReadNumber(at, NumberBytes)));
                    break;
                default:
                    value._type = type;
                    value._integer = ReadNumber(at, NumberBytes);
                    break;
            }

            return true;
        }

        /// <summary>
        /// Gets where the sample ends that <see cref="Next"/> went to last, so that <see cref="Remove"/> can take all up to it.
        /// </summary>
        public int Position => _next;

        /// <summary>
        /// Removes the oldest samples.
        /// </summary>
        /// <param name="count">How many bytes of them, as <see cref="Position"/> gave it.</param>
        public void Remove(long count)
        {
            int removed = (int)count;
            Array.Copy(_samples, removed, _samples, 0, _length - removed);
            _length -= removed;
            RemovedBytes += removed;
        }

        /// <summary>Gets how many bytes have been removed since the start, whoever did it.</summary>
        public int RemovedBytes { get; private set; }

        private static bool IsBytes(ResourceType type)
        {
            return type == ResourceType.String || type == ResourceType.Opaque;
        }

        private int WriteNumber(int at, int count, long number)
        {
            for (int shift = 8 * (count - 1); shift >= 0; shift -= 8)
            {
                _samples[at++] = (byte)(number >> shift);
            }

            return at;
        }

        private long ReadNumber(int at, int count)
        {
            long number = 0;
            for (int i = 0; i < count; i++)
            {
                number = (number << 8) | _samples[at + i];
            }

            return number;
        }
    }
}
