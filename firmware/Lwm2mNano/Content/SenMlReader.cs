using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// The part that the formats of SenML share (RFC 8428; LwM2M Core 1.1, section 7.4): records of a name, a value and a time, whose
    /// base name and base time hold for the records behind them, too. Each record is an entry, <see cref="ContentEntry.Value"/> if it has a
    /// value and else <see cref="ContentEntry.Name"/>; which resources are multiple, and where an instance ends, SenML does not say.
    /// </summary>
    /// <remarks>
    /// A record's name is its base name and its name, one behind the other: a path from the root, whatever the target is, of no, one, two,
    /// three or four ids. The slash before the first id may be missing, one behind the last id may not stand there, and an id may have leading
    /// zeros, as in a Uri-Path. The root is "/". Malformed is a payload in which a name is anything else or lies outside of the target, a value
    /// does not belong to a resource or a resource instance, a field comes twice in a record or has a value of another type than
    /// its own, or a record has two values, a base value, a version above 10 or an unknown field whose label ends in "_". Other
    /// unknown fields, units, sums and update times are passed over (section 4.4).
    /// </remarks>
    public abstract class SenMlReader : ContentReader
    {
        /// <summary>The label of the base sum in CBOR, the smallest (section 6); a field's number is its label less this one.</summary>
        protected const int FirstLabel = -6;

        /// <summary>The largest label in CBOR.</summary>
        protected const int LastLabel = 8;

        /// <summary>The field of the base name, "bn".</summary>
        protected const int BaseName = -2 - FirstLabel;

        /// <summary>The field of the base time, "bt".</summary>
        protected const int BaseTime = -3 - FirstLabel;

        /// <summary>The field of the version, "bver".</summary>
        protected const int BaseVersion = -1 - FirstLabel;

        /// <summary>The field of the name, "n".</summary>
        protected const int Name = 0 - FirstLabel;

        /// <summary>The field of a number, "v".</summary>
        protected const int NumberValue = 2 - FirstLabel;

        /// <summary>The field of a string, "vs".</summary>
        protected const int StringValue = 3 - FirstLabel;

        /// <summary>The field of a boolean, "vb".</summary>
        protected const int BooleanValue = 4 - FirstLabel;

        /// <summary>The field of the time, "t".</summary>
        protected const int Time = 6 - FirstLabel;

        /// <summary>The field of opaque data, "vd".</summary>
        protected const int DataValue = 8 - FirstLabel;

        /// <summary>The field of an Object Link, "vlo", which has no label but its name in CBOR, too.</summary>
        protected const int LinkValue = LastLabel + 1 - FirstLabel;

        /// <summary>A field that is not known and may be passed over.</summary>
        protected const int UnknownField = LinkValue + 1;

        /// <summary>A field that is not known and must be.</summary>
        protected const int RefusedField = -1;

        private const int BaseSum = -6 - FirstLabel;
        private const int BaseValue = -5 - FirstLabel;
        private const int BaseUnit = -4 - FirstLabel;
        private const int Unit = 1 - FirstLabel;
        private const int Sum = 5 - FirstLabel;
        private const int UpdateTime = 7 - FirstLabel;

        private const int ValueFields =
            (1 << NumberValue) | (1 << StringValue) | (1 << BooleanValue) | (1 << DataValue) | (1 << LinkValue);

        // Times below this are relative to now (section 4.5.3).
        private const double FirstAbsoluteTime = 1 << 28;

        // What RFC 8428 defines (section 4.4).
        private const int LatestVersion = 10;

        private const int Levels = 4;
        private const int LastDigit = 9;

        // What stands before the next character of a name, if it is no digit.
        private const int Nothing = -3;
        private const int LeadingSlash = -2;
        private const int Slash = -1;

        /// <summary>The buffer that holds the payload.</summary>
        protected byte[] _buffer;

        /// <summary>Where the next record starts, or what stands before it.</summary>
        protected int _position;

        /// <summary>Where the payload ends.</summary>
        protected int _end;

        /// <summary>Whether the array of the records has started.</summary>
        protected bool _inArray;

        /// <summary>The buffer that holds the record's name.</summary>
        protected byte[] _nameBuffer;

        /// <summary>Where the name starts.</summary>
        protected int _nameOffset;

        /// <summary>The length of the name in bytes, or -1 if the record has none.</summary>
        protected int _nameCount;

        /// <summary>Which of its fields the record's value is, or <see cref="UnknownField"/> if it has none.</summary>
        protected int _valueField;

        /// <summary>Where the value starts, if it is text or bytes.</summary>
        protected int _valueOffset;

        /// <summary>The length of the value in bytes, if it is text or bytes; 0 or 1 for a boolean.</summary>
        protected int _valueCount;

        private readonly ResourcePath _target = new ResourcePath();

        // The ids of the name as far as it is read. Those of the base name stay there for the next record.
        private readonly int[] _ids = new int[Levels];
        private int _level;
        private int _id;
        private int _baseLevel;
        private int _baseId;

        private ContentEntry _entry;
        private int _fields;
        private double _time;
        private double _baseTime;
        private bool _hasBaseTime;

        /// <inheritdoc/>
        public override bool IsSingleValue => false;

        /// <inheritdoc/>
        public override bool IsComposite => true;

        /// <summary>Gets whether the present record has a time, of its own or as a base of those before it.</summary>
        public bool HasTime => _hasBaseTime || (_fields & (1 << Time)) != 0;

        /// <summary>
        /// Gets the present record's time in seconds, the base time and its own added up (section 4.5.3): since 1970-01-01 00:00:00 UTC, or from
        /// now on, and negative for the past, if <see cref="IsTimeRelative"/>. 0, which is now, if it has none.
        /// </summary>
        public double TimeSeconds => _baseTime + _time;

        /// <summary>Gets whether <see cref="TimeSeconds"/> is relative to the present time: it is below 2^28.</summary>
        public bool IsTimeRelative => TimeSeconds < FirstAbsoluteTime;

        /// <inheritdoc/>
        public override void Begin(byte[] buffer, int offset, int count, ResourcePath target)
        {
            _target.CopyFrom(target);
            _path.CopyFrom(target);
            _buffer = buffer;
            _position = offset;
            _end = offset + count;
            _inArray = false;
            _entry = ContentEntry.Name;
            _fields = 0;
            _baseLevel = 0;
            _baseId = Nothing;
            _time = 0;
            _baseTime = 0;
            _hasBaseTime = false;
        }

        /// <inheritdoc/>
        public override ContentEntry Next()
        {
            ContentEntry entry = _entry;
            if (entry == ContentEntry.End || entry == ContentEntry.Malformed)
            {
                return entry;
            }

            _fields = 0;
            _valueField = UnknownField;
            _time = 0;
            _nameBuffer = _buffer;
            _nameCount = -1;
            entry = ReadRecord();
            if (entry == ContentEntry.Name)
            {
                entry = Resolve();
            }

            _entry = entry;
            return entry;
        }

        /// <inheritdoc/>
        public override bool ReadValue(ResourceType type, ResourceValue value)
        {
            switch (type)
            {
                case ResourceType.Integer:
                case ResourceType.Time:
                case ResourceType.Unsigned:
                case ResourceType.Float:
                    value._type = type;
                    return _valueField == NumberValue && ReadNumber(type, value);
                case ResourceType.Boolean:
                    value.SetBoolean(_valueCount != 0);
                    return _valueField == BooleanValue;
                case ResourceType.String:
                case ResourceType.Opaque:
                    value._type = type;
                    return _valueField == (type == ResourceType.String ? StringValue : DataValue) && ReadBytes(value);
                case ResourceType.ObjectLink:
                    // Servers are known that send it as a string.
                    return (_valueField == LinkValue || _valueField == StringValue) && ReadBytes(value)
                        && TextReader.ReadObjectLink(value._buffer, value._offset, value._count, value);
                default:
                    return false;
            }
        }

        /// <summary>
        /// Gets the field that a label names.
        /// </summary>
        /// <param name="buffer">The buffer that holds the label's text.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns>The number of the field, <see cref="UnknownField"/> or <see cref="RefusedField"/>.</returns>
        protected static int FieldOf(byte[] buffer, int offset, int count)
        {
            if (count == 0)
            {
                return UnknownField;
            }

            int first = buffer[offset];
            int second = count > 1 ? buffer[offset + 1] : 0;
            switch (count)
            {
                case 1:
                    return first == 'n' ? Name : first == 'v' ? NumberValue : first == 't' ? Time : first == 'u' ? Unit : first == 's' ? Sum
                        : first == '_' ? RefusedField : UnknownField;
                case 2 when first == 'v':
                    return second == 's' ? StringValue : second == 'b' ? BooleanValue : second == 'd' ? DataValue
                        : second == '_' ? RefusedField : UnknownField;
                case 2 when first == 'b':
                    return second == 'n' ? BaseName : second == 't' ? BaseTime : second == 'u' ? BaseUnit : second == 'v' ? BaseValue
                        : second == 's' ? BaseSum : second == '_' ? RefusedField : UnknownField;
                case 2 when first == 'u' && second == 't':
                    return UpdateTime;
                case 3 when first == 'v' && second == 'l' && buffer[offset + 2] == 'o':
                    return LinkValue;
                case 4 when first == 'b' && second == 'v' && buffer[offset + 2] == 'e' && buffer[offset + 3] == 'r':
                    return BaseVersion;
                default:
                    return buffer[offset + count - 1] == '_' ? RefusedField : UnknownField;
            }
        }

        /// <summary>
        /// Reads the next record and gives what its fields are to <see cref="Take"/>, <see cref="SetBaseName"/> and
        /// <see cref="SetTime"/>, and leaves its name and its value in the fields for these.
        /// </summary>
        /// <returns><see cref="ContentEntry.Name"/> if there is one, else <see cref="ContentEntry.End"/> or <see cref="ContentEntry.Malformed"/>.</returns>
        protected abstract ContentEntry ReadRecord();

        /// <summary>
        /// Reads the record's number.
        /// </summary>
        /// <param name="type">Integer, Time, Unsigned or Float.</param>
        /// <param name="value">Receives it.</param>
        /// <returns>Whether it is one of that type: an integer of 64 bits, or a finite float.</returns>
        protected abstract bool ReadNumber(ResourceType type, ResourceValue value);

        /// <summary>
        /// Reads the record's string, link or data.
        /// </summary>
        /// <param name="value">Receives where it is.</param>
        /// <returns>Whether that can be done.</returns>
        protected abstract bool ReadBytes(ResourceValue value);

        /// <summary>
        /// Gets whether a version is one that this reads.
        /// </summary>
        /// <param name="version">The version.</param>
        /// <returns>Whether it is.</returns>
        protected static bool IsVersion(long version)
        {
            return version > 0 && version <= LatestVersion;
        }

        /// <summary>
        /// Notes that the record has a field.
        /// </summary>
        /// <param name="field">The field.</param>
        /// <returns>Whether it may have that, beside what it has already.</returns>
        protected bool Take(int field)
        {
            if (field < 0 || field == BaseValue)
            {
                return false;
            }

            int bit = 1 << field;
            if ((bit & ValueFields) == 0)
            {
                bool first = (_fields & bit) == 0;
                _fields |= bit;
                return first;
            }

            if ((_fields & ValueFields) != 0)
            {
                return false;
            }

            _fields |= bit;
            _valueField = field;
            return true;
        }

        /// <summary>
        /// Takes over the base name.
        /// </summary>
        /// <param name="buffer">The buffer that holds its text.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns>Whether a name can start with it.</returns>
        protected bool SetBaseName(byte[] buffer, int offset, int count)
        {
            _baseLevel = 0;
            _baseId = Nothing;
            bool valid = Walk(buffer, offset, count);
            _baseLevel = _level;
            _baseId = _id;
            return valid;
        }

        /// <summary>
        /// Takes over a time or a base time.
        /// </summary>
        /// <param name="field"><see cref="Time"/> or <see cref="BaseTime"/>.</param>
        /// <param name="seconds">What it is.</param>
        /// <returns>Whether it is finite.</returns>
        protected bool SetTime(int field, double seconds)
        {
            if (field == Time)
            {
                _time = seconds;
            }
            else
            {
                _baseTime = seconds;
                _hasBaseTime = true;
            }

            return seconds - seconds == 0;
        }

        // Puts the name behind the base name, as far as that goes, and checks what the two say.
        private ContentEntry Resolve()
        {
            if (!Walk(_nameBuffer, _nameOffset, _nameCount))
            {
                return ContentEntry.Malformed;
            }

            int[] ids = _ids;
            int level = _level;
            if (_id >= 0 && level < Levels)
            {
                ids[level++] = _id;
            }
            else if (_id != LeadingSlash)
            {
                return ContentEntry.Malformed;
            }

            ResourcePath path = _path;
            path._objectId = level > 0 ? ids[0] : ResourcePath.None;
            path._instanceId = level > 1 ? ids[1] : ResourcePath.None;
            path._resourceId = level > 2 ? ids[2] : ResourcePath.None;
            path._resourceInstanceId = level > 3 ? ids[3] : ResourcePath.None;

            ResourcePath target = _target;
            if ((target._objectId != ResourcePath.None && target._objectId != path._objectId)
                || (target._instanceId != ResourcePath.None && target._instanceId != path._instanceId)
                || (target._resourceId != ResourcePath.None && target._resourceId != path._resourceId)
                || (target._resourceInstanceId != ResourcePath.None && target._resourceInstanceId != path._resourceInstanceId))
            {
                return ContentEntry.Malformed;
            }

            if (_valueField == UnknownField)
            {
                return ContentEntry.Name;
            }

            return level > 2 ? ContentEntry.Value : ContentEntry.Malformed;
        }

        // Goes on with a path from where the base name ends. The last id stays open: what follows may add digits to it.
        private bool Walk(byte[] buffer, int offset, int count)
        {
            int level = _baseLevel;
            int id = _baseId;
            int end = offset + count;
            for (; offset < end; offset++)
            {
                int digit = buffer[offset] - '0';
                if (digit >= 0 && digit <= LastDigit)
                {
                    id = id < 0 ? digit : (id * 10) + digit;
                    if (id > ResourcePath.MaxId)
                    {
                        return false;
                    }
                }
                else if (digit != '/' - '0' || id == Slash || id == LeadingSlash || level == Levels)
                {
                    return false;
                }
                else if (id == Nothing)
                {
                    id = LeadingSlash;
                }
                else
                {
                    _ids[level++] = id;
                    id = Slash;
                }
            }

            _level = level;
            _id = id;
            return true;
        }
    }
}
