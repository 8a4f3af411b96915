namespace Lwm2mNano.Objects
{
    /// <summary>
    /// One value of a resource on its way between an object and a data format. One instance is used for value after value. Text and
    /// opaque values are not copied: they point into the buffer of whoever set them and are valid during the call only.
    /// </summary>
    public sealed class ResourceValue
    {
        private const int ObjectLinkShift = 16;

        // Fields for the formats of this assembly: in the interpreter a property costs as much as writing the value.
        internal ResourceType _type;
        internal long _integer;
        internal double _float;
        internal byte[] _buffer;
        internal int _offset;
        internal int _count;

        /// <summary>Gets the type of the value that was set.</summary>
        public ResourceType Type => _type;

        /// <summary>Gets the value of an Integer, Time, Unsigned (its 64 bits), Boolean (0 or 1) or Object Link (both ids in 32 bits).</summary>
        public long Integer => _integer;

        /// <summary>Gets the value of a Float.</summary>
        public double Float => _float;

        /// <summary>Gets whether a Boolean is true.</summary>
        public bool Boolean => _integer != 0;

        /// <summary>Gets the Object ID of an Object Link, 0 to 65535.</summary>
        public int LinkedObjectId => (int)(_integer >> ObjectLinkShift);

        /// <summary>Gets the Object Instance ID of an Object Link, 0 to 65535.</summary>
        public int LinkedInstanceId => (int)(_integer & 0xFFFF);

        /// <summary>Gets the buffer that holds a String or an Opaque.</summary>
        public byte[] Buffer => _buffer;

        /// <summary>Gets where a String or an Opaque starts in <see cref="Buffer"/>.</summary>
        public int Offset => _offset;

        /// <summary>Gets the length of a String or an Opaque in bytes.</summary>
        public int Count => _count;

        /// <summary>Sets an Integer.</summary>
        /// <param name="value">The value.</param>
        public void SetInteger(long value)
        {
            _type = ResourceType.Integer;
            _integer = value;
        }

        /// <summary>Sets an Unsigned Integer.</summary>
        /// <param name="value">The value; its 64 bits, where it is larger than a <see cref="long"/> can be.</param>
        public void SetUnsigned(long value)
        {
            _type = ResourceType.Unsigned;
            _integer = value;
        }

        /// <summary>Sets a Time.</summary>
        /// <param name="seconds">Seconds since 1970-01-01 00:00:00 UTC.</param>
        public void SetTime(long seconds)
        {
            _type = ResourceType.Time;
            _integer = seconds;
        }

        /// <summary>Sets a Boolean.</summary>
        /// <param name="value">The value.</param>
        public void SetBoolean(bool value)
        {
            _type = ResourceType.Boolean;
            _integer = value ? 1 : 0;
        }

        /// <summary>Sets a Float.</summary>
        /// <param name="value">The value.</param>
        public void SetFloat(double value)
        {
            _type = ResourceType.Float;
            _float = value;
        }

        /// <summary>Sets an Object Link.</summary>
        /// <param name="objectId">Object ID, 0 to 65535.</param>
        /// <param name="instanceId">Object Instance ID, 0 to 65535.</param>
        public void SetObjectLink(int objectId, int instanceId)
        {
            _type = ResourceType.ObjectLink;
            _integer = ((long)objectId << ObjectLinkShift) | (long)instanceId;
        }

        /// <summary>Sets a String.</summary>
        /// <param name="buffer">The buffer that holds it in UTF-8; not copied.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        public void SetString(byte[] buffer, int offset, int count)
        {
            _type = ResourceType.String;
            _buffer = buffer;
            _offset = offset;
            _count = count;
        }

        /// <summary>Sets a String to the whole of a buffer.</summary>
        /// <param name="utf8">The text in UTF-8; not copied.</param>
        public void SetString(byte[] utf8)
        {
            SetString(utf8, 0, utf8.Length);
        }

        /// <summary>Sets an Opaque.</summary>
        /// <param name="buffer">The buffer that holds it; not copied.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        public void SetOpaque(byte[] buffer, int offset, int count)
        {
            SetString(buffer, offset, count);
            _type = ResourceType.Opaque;
        }
    }
}
