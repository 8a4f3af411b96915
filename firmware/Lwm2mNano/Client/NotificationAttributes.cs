using Lwm2mNano.Content;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The notification attributes that a server has written, by path (LwM2M Core 1.1, sections 5.1.2 and 6.3.4). A table of
    /// <see cref="Limits.MaxAttributeSets"/> rows in parallel arrays; the nearest level wins.
    /// </summary>
    public sealed class NotificationAttributes
    {
        /// <summary>Minimum Period in seconds.</summary>
        public const int MinimumPeriod = 0;

        /// <summary>Maximum Period in seconds.</summary>
        public const int MaximumPeriod = 1;

        /// <summary>Greater Than.</summary>
        public const int GreaterThan = 2;

        /// <summary>Less Than.</summary>
        public const int LessThan = 3;

        /// <summary>Step.</summary>
        public const int Step = 4;

        /// <summary>Minimum Evaluation Period in seconds.</summary>
        public const int MinimumEvaluationPeriod = 5;

        /// <summary>Maximum Evaluation Period in seconds.</summary>
        public const int MaximumEvaluationPeriod = 6;

        /// <summary>Edge (LwM2M 1.2): 1 for the rising, 0 for the falling edge of a Boolean.</summary>
        public const int Edge = 7;

        /// <summary>Confirmable Notification (LwM2M 1.2): 0 or 1.</summary>
        public const int Confirmable = 8;

        private const int Count = 9;
        private const int Levels = 4;

        private static readonly byte[][] s_names =
        {
            Ascii.Bytes("pmin"),
            Ascii.Bytes("pmax"),
            Ascii.Bytes("gt"),
            Ascii.Bytes("lt"),
            Ascii.Bytes("st"),
            Ascii.Bytes("epmin"),
            Ascii.Bytes("epmax"),
            Ascii.Bytes("edge"),
            Ascii.Bytes("con"),
        };

        private readonly int[] _paths = new int[Limits.MaxAttributeSets * Levels];
        private readonly int[] _set = new int[Limits.MaxAttributeSets];
        private readonly double[] _values = new double[Limits.MaxAttributeSets * Count];

        // The row that a request builds before it takes the place of the old one.
        private readonly double[] _newValues = new double[Count];
        private int _newSet;

        /// <summary>
        /// Gets whether an attribute is in force at a path, by its own level or one above.
        /// </summary>
        /// <param name="path">The path.</param>
        /// <param name="attribute">The attribute, such as <see cref="MinimumPeriod"/>.</param>
        /// <param name="value">Receives the value, 0 if there is none.</param>
        /// <returns>Whether it is.</returns>
        public bool TryGet(ResourcePath path, int attribute, out double value)
        {
            value = 0;
            int nearest = -1;
            int nearestDepth = -1;
            for (int row = 0; row < _set.Length; row++)
            {
                if ((_set[row] & (1 << attribute)) != 0)
                {
                    int depth = Covers(row, path);
                    if (depth > nearestDepth)
                    {
                        nearest = row;
                        nearestDepth = depth;
                    }
                }
            }

            if (nearest < 0)
            {
                return false;
            }

            value = _values[(nearest * Count) + attribute];
            return true;
        }

        /// <summary>
        /// Gets whether attributes are attached to a path itself.
        /// </summary>
        /// <param name="path">The path.</param>
        /// <returns>Whether there are any.</returns>
        public bool HasOwn(ResourcePath path)
        {
            return Find(path) >= 0;
        }

        /// <summary>
        /// Applies the Uri-Query options of a Write-Attributes request. An attribute without a value is unset.
        /// </summary>
        /// <param name="path">The path that the request names; it exists.</param>
        /// <param name="type">The type of the resource, or <see cref="ResourceType.None"/> where the path names none.</param>
        /// <param name="request">The request.</param>
        /// <returns><see cref="ResponseCode.Changed"/>; <see cref="ResponseCode.BadRequest"/> for what may not be, and the old set
        /// stays; <see cref="ResponseCode.ServiceUnavailable"/> if the table is full.</returns>
        public int Write(ResourcePath path, ResourceType type, CoapReader request)
        {
            int row = Find(path);
            _newSet = 0;
            if (row >= 0)
            {
                _newSet = _set[row];
                for (int i = 0; i < Count; i++)
                {
                    _newValues[i] = _values[(row * Count) + i];
                }
            }

            request.RewindOptions();
            while (request.NextOption())
            {
                if (request.OptionNumber == CoapOption.UriQuery && !ParseAttribute(request.Buffer, request.OptionOffset, request.OptionLength))
                {
                    return ResponseCode.BadRequest;
                }
            }

            if (!IsConsistent(path, type))
            {
                return ResponseCode.BadRequest;
            }

            if (row < 0)
            {
                if (_newSet == 0)
                {
                    return ResponseCode.Changed;
                }

                row = FreeRow();
                if (row < 0)
                {
                    return ResponseCode.ServiceUnavailable;
                }

                SetPath(row, path);
            }

            _set[row] = _newSet;
            for (int i = 0; i < Count; i++)
            {
                _values[(row * Count) + i] = _newValues[i];
            }

            return ResponseCode.Changed;
        }

        /// <summary>
        /// Forgets what is attached to an instance and below it: a later instance of that id begins without attributes.
        /// </summary>
        /// <param name="path">The path of the instance that was deleted.</param>
        public void Forget(ResourcePath path)
        {
            for (int row = 0; row < _set.Length; row++)
            {
                int at = row * Levels;
                if (_paths[at] == path.ObjectId && _paths[at + 1] == path.InstanceId)
                {
                    _set[row] = 0;
                }
            }
        }

        /// <summary>
        /// Forgets everything.
        /// </summary>
        public void Clear()
        {
            for (int row = 0; row < _set.Length; row++)
            {
                _set[row] = 0;
            }
        }

        /// <summary>
        /// Writes what outlives a sleep: everything.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            int count = 0;
            for (int row = 0; row < _set.Length; row++)
            {
                count += _set[row] == 0 ? 0 : 1;
            }

            state.WriteNumber(count);
            for (int row = 0; row < _set.Length; row++)
            {
                if (_set[row] == 0)
                {
                    continue;
                }

                state.WriteNumber(_set[row]);
                for (int i = 0; i < Levels; i++)
                {
                    state.WriteNumber(_paths[(row * Levels) + i]);
                }

                for (int i = 0; i < Count; i++)
                {
                    if ((_set[row] & (1 << i)) != 0)
                    {
                        state.WriteFloat(_values[(row * Count) + i]);
                    }
                }
            }
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void Restore(StateReader state)
        {
            Clear();
            int count = state.ReadCount(Limits.MaxAttributeSets);
            for (int row = 0; row < count; row++)
            {
                _set[row] = state.ReadCount((1 << Count) - 1);
                for (int i = 0; i < Levels; i++)
                {
                    _paths[(row * Levels) + i] = (int)state.ReadNumber();
                }

                for (int i = 0; i < Count; i++)
                {
                    if ((_set[row] & (1 << i)) != 0)
                    {
                        _values[(row * Count) + i] = state.ReadFloat();
                    }
                }
            }
        }

        /// <summary>
        /// Writes attributes behind a link.
        /// </summary>
        /// <param name="writer">The writer.</param>
        /// <param name="path">The link's path.</param>
        /// <param name="inherited">Whether those of the levels above are written too.</param>
        public void WriteTo(LinkFormatWriter writer, ResourcePath path, bool inherited)
        {
            int own = Find(path);
            for (int i = 0; i < Count; i++)
            {
                double value;
                if (inherited)
                {
                    if (!TryGet(path, i, out value))
                    {
                        continue;
                    }
                }
                else if (own >= 0 && (_set[own] & (1 << i)) != 0)
                {
                    value = _values[(own * Count) + i];
                }
                else
                {
                    continue;
                }

                writer.WriteAttribute(s_names[i]);
                writer.WriteFloat(value);
            }
        }

        private bool ParseAttribute(byte[] buffer, int offset, int count)
        {
            int nameLength = 0;
            while (nameLength < count && buffer[offset + nameLength] != '=')
            {
                nameLength++;
            }

            for (int i = 0; i < Count; i++)
            {
                if (Matches(s_names[i], buffer, offset, nameLength))
                {
                    int valueOffset = offset + nameLength + 1;
                    int valueLength = count - nameLength - 1;
                    if (valueLength <= 0)
                    {
                        _newSet &= ~(1 << i);
                        return true;
                    }

                    _newSet |= 1 << i;
                    return ParseValue(i, buffer, valueOffset, valueLength);
                }
            }

            return false;
        }

        private bool ParseValue(int attribute, byte[] buffer, int offset, int count)
        {
            bool isPeriod = attribute < GreaterThan || attribute > Step;
            if (!isPeriod)
            {
                bool valid = NumberText.ReadFloat(buffer, offset, count, out double number);
                _newValues[attribute] = number;
                return valid;
            }

            if (!NumberText.ReadUnsigned(buffer, offset, count, out long seconds) || seconds < 0 || seconds > int.MaxValue)
            {
                return false;
            }

            _newValues[attribute] = seconds;
            return attribute < Edge || seconds <= 1;
        }

        private bool IsConsistent(ResourcePath path, ResourceType type)
        {
            const int ValueConditions = (1 << GreaterThan) | (1 << LessThan) | (1 << Step);

            if ((_newSet & (1 << Edge)) != 0 && type != ResourceType.Boolean)
            {
                return false;
            }

            if ((_newSet & ValueConditions) == 0)
            {
                return true;
            }

            if (type != ResourceType.Integer && type != ResourceType.Unsigned && type != ResourceType.Float && type != ResourceType.Time)
            {
                return false;
            }

            bool hasGreater = TryGetNew(path, GreaterThan, out double greater);
            bool hasLess = TryGetNew(path, LessThan, out double less);
            bool hasStep = TryGetNew(path, Step, out double step);
            if (hasStep && step < 0)
            {
                return false;
            }

            return !hasGreater || !hasLess || (less < greater && less + (2 * step) < greater);
        }

        // As it will be: the row being built is nearer than what a level above says.
        private bool TryGetNew(ResourcePath path, int attribute, out double value)
        {
            if ((_newSet & (1 << attribute)) != 0)
            {
                value = _newValues[attribute];
                return true;
            }

            int own = Find(path);
            int kept = 0;
            if (own >= 0)
            {
                kept = _set[own];
                _set[own] &= ~(1 << attribute);
            }

            bool found = TryGet(path, attribute, out value);
            if (own >= 0)
            {
                _set[own] = kept;
            }

            return found;
        }

        private static bool Matches(byte[] name, byte[] buffer, int offset, int count)
        {
            if (name.Length != count)
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                if (buffer[offset + i] != name[i])
                {
                    return false;
                }
            }

            return true;
        }

        // How many levels of the row's path there are if it is the path or above it, else -1.
        private int Covers(int row, ResourcePath path)
        {
            int at = row * Levels;
            if (_paths[at] != path.ObjectId)
            {
                return -1;
            }

            if (_paths[at + 1] == ResourcePath.None)
            {
                return 1;
            }

            if (_paths[at + 1] != path.InstanceId)
            {
                return -1;
            }

            if (_paths[at + 2] == ResourcePath.None)
            {
                return 2;
            }

            if (_paths[at + 2] != path.ResourceId)
            {
                return -1;
            }

            if (_paths[at + 3] == ResourcePath.None)
            {
                return 3;
            }

            return _paths[at + 3] == path.ResourceInstanceId ? Levels : -1;
        }

        private int Find(ResourcePath path)
        {
            for (int row = 0; row < _set.Length; row++)
            {
                int at = row * Levels;
                if (_set[row] != 0 && _paths[at] == path.ObjectId && _paths[at + 1] == path.InstanceId
                    && _paths[at + 2] == path.ResourceId && _paths[at + 3] == path.ResourceInstanceId)
                {
                    return row;
                }
            }

            return -1;
        }

        private int FreeRow()
        {
            for (int row = 0; row < _set.Length; row++)
            {
                if (_set[row] == 0)
                {
                    return row;
                }
            }

            return -1;
        }

        private void SetPath(int row, ResourcePath path)
        {
            int at = row * Levels;
            _paths[at] = path.ObjectId;
            _paths[at + 1] = path.InstanceId;
            _paths[at + 2] = path.ResourceId;
            _paths[at + 3] = path.ResourceInstanceId;
        }
    }
}
