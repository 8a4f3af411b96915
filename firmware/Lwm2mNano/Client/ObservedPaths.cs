using System;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The observed paths of one server: what each was when the server was told last, and whether it is to be told again (LwM2M Core 1.1,
    /// section 5.1.2). Parallel arrays of <see cref="Limits.MaxObservedPaths"/>. Objects are called only when something they contain has
    /// changed or is due to be measured.
    /// </summary>
    public sealed class ObservedPaths
    {
        private readonly ObjectRegistry _objects;
        private readonly NotificationAttributes _attributes;
        private readonly PathList _paths = new PathList(Limits.MaxObservedPaths);
        private readonly bool[] _isChanged = new bool[Limits.MaxObservedPaths];
        private readonly byte[] _lastTypes = new byte[Limits.MaxObservedPaths];
        private readonly long[] _lastIntegers = new long[Limits.MaxObservedPaths];
        private readonly double[] _lastFloats = new double[Limits.MaxObservedPaths];
        private readonly long[] _evaluatedAt = new long[Limits.MaxObservedPaths];
        private readonly ResourcePath _path = new ResourcePath();
        private readonly ResourcePath _other = new ResourcePath();
        private readonly ResourceValue _value = new ResourceValue();

        /// <summary>
        /// Creates the table, empty. Allocates its arrays.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="attributes">The server's notification attributes.</param>
        public ObservedPaths(ObjectRegistry objects, NotificationAttributes attributes)
        {
            _objects = objects;
            _attributes = attributes;
        }

        /// <summary>Gets the paths.</summary>
        public PathList Paths => _paths;

        /// <summary>Gets how many paths there are.</summary>
        public int Count => _paths.Count;

        /// <summary>Gets whether <see cref="Evaluate"/> found a change to be told.</summary>
        public bool IsDue { get; private set; }

        /// <summary>Gets whether <see cref="Evaluate"/> found that the maximum period has passed.</summary>
        public bool IsOverdue { get; private set; }

        /// <summary>Gets whether <see cref="Evaluate"/> found the edge of a Boolean: it is told, though the server may have been told the same value last.</summary>
        public bool IsEdge { get; private set; }

        /// <summary>Gets when <see cref="Evaluate"/> is to be called again, in milliseconds, unless something changes before.</summary>
        public long NextDeadline { get; private set; }

        /// <summary>
        /// Gets a path.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> − 1.</param>
        /// <param name="path">Receives it.</param>
        public void CopyTo(int index, ResourcePath path)
        {
            _paths.CopyTo(index, path);
        }

        /// <summary>
        /// Adds paths behind those there are.
        /// </summary>
        /// <param name="added">The paths; copied.</param>
        /// <returns><see langword="false"/> if there is no room; then none is added.</returns>
        public bool Add(PathList added)
        {
            if (added.Count > Limits.MaxObservedPaths - _paths.Count)
            {
                return false;
            }

            for (int i = 0; i < added.Count; i++)
            {
                added.CopyTo(i, _path);
                _paths.Add(_path);
            }

            return true;
        }

        /// <summary>
        /// Removes paths; those behind move up.
        /// </summary>
        /// <param name="first">The first one.</param>
        /// <param name="count">How many.</param>
        public void Remove(int first, int count)
        {
            int from = first + count;
            int rest = _paths.Count - from;
            Array.Copy(_isChanged, from, _isChanged, first, rest);
            Array.Copy(_lastTypes, from, _lastTypes, first, rest);
            Array.Copy(_lastIntegers, from, _lastIntegers, first, rest);
            Array.Copy(_lastFloats, from, _lastFloats, first, rest);
            Array.Copy(_evaluatedAt, from, _evaluatedAt, first, rest);
            _paths.Remove(first, count);
        }

        /// <summary>
        /// Removes all paths.
        /// </summary>
        public void Clear()
        {
            _paths.Clear();
        }

        /// <summary>
        /// Writes what outlives a sleep: the paths and what each was last.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            state.WriteNumber(_paths.Count);
            for (int row = 0; row < _paths.Count; row++)
            {
                _paths.CopyTo(row, _path);
                _path.Save(state);
                state.WriteBoolean(_isChanged[row]);
                state.WriteTime(_evaluatedAt[row]);
                state.WriteByte(_lastTypes[row]);
                if (_lastTypes[row] == (byte)ResourceType.Float)
                {
                    state.WriteFloat(_lastFloats[row]);
                }
                else if (_lastTypes[row] != (byte)ResourceType.None)
                {
                    state.WriteNumber(_lastIntegers[row]);
                }
            }
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written.
        /// </summary>
        /// <param name="state">The reader.</param>
        public void Restore(StateReader state)
        {
            _paths.Clear();
            int count = state.ReadCount(Limits.MaxObservedPaths);
            for (int row = 0; row < count; row++)
            {
                _path.Restore(state);
                _paths.Add(_path);
                _isChanged[row] = state.ReadBoolean();
                _evaluatedAt[row] = state.ReadTime();
                _lastTypes[row] = (byte)state.ReadByte();
                bool isFloat = _lastTypes[row] == (byte)ResourceType.Float;
                _lastFloats[row] = isFloat ? state.ReadFloat() : 0;
                _lastIntegers[row] = isFloat || _lastTypes[row] == (byte)ResourceType.None ? 0 : state.ReadNumber();
            }
        }

        /// <summary>
        /// Takes what has changed in the objects.
        /// </summary>
        /// <param name="first">The first path of an observation.</param>
        /// <param name="count">How many it has.</param>
        /// <param name="changes">The changes.</param>
        /// <returns>Whether one of the paths is touched.</returns>
        public bool Mark(int first, int count, ObjectChanges changes)
        {
            bool isTouched = false;
            for (int row = first; row < first + count; row++)
            {
                if (IsTouched(changes, row))
                {
                    _isChanged[row] = true;
                    isTouched = true;
                }
            }

            return isTouched;
        }

        /// <summary>
        /// Measures what paths name, unless it was measured at this time already.
        /// </summary>
        /// <param name="first">The first path of an observation.</param>
        /// <param name="count">How many it has.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Measure(int first, int count, long now)
        {
            for (int i = 0; i < _objects.Count; i++)
            {
                LwM2mObject target = _objects[i];
                for (int row = first; row < first + count && target.MeasuredAt < now; row++)
                {
                    if (_paths.IsIn(row, target.ObjectId))
                    {
                        target.Measure(now);
                    }
                }
            }
        }

        /// <summary>
        /// Takes the present values as what the server was told.
        /// </summary>
        /// <param name="first">The first path of an observation.</param>
        /// <param name="count">How many it has.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void TakeSent(int first, int count, long now)
        {
            for (int row = first; row < first + count; row++)
            {
                _evaluatedAt[row] = now;
                _paths.CopyTo(row, _path);
                _lastTypes[row] = (byte)(ReadNumber() ? _value.Type : ResourceType.None);
                _lastIntegers[row] = _value.Integer;
                _lastFloats[row] = _value.Float;
            }

            ClearChanged(first, count);
        }

        /// <summary>
        /// Takes that the server does not know what it was told: every value is a change.
        /// </summary>
        /// <param name="first">The first path of an observation.</param>
        /// <param name="count">How many it has.</param>
        public void TakeUnsent(int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                _isChanged[row] = true;
                _lastTypes[row] = (byte)ResourceType.None;
            }
        }

        /// <summary>
        /// Takes that the changes of paths need not be told.
        /// </summary>
        /// <param name="first">The first one.</param>
        /// <param name="count">How many.</param>
        public void ClearChanged(int first, int count)
        {
            for (int row = first; row < first + count; row++)
            {
                _isChanged[row] = false;
            }
        }

        /// <summary>
        /// Finds out whether a notification is due: a value has changed as the attributes want it and pmin has passed, or pmax has passed.
        /// </summary>
        /// <param name="first">The first path of the observation.</param>
        /// <param name="count">How many it has.</param>
        /// <param name="sentAt">When the last notification was sent, in milliseconds.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <param name="server">The server's account, which has the default periods.</param>
        public void Evaluate(int first, int count, long sentAt, long now, ServerAccount server)
        {
            long next = CoapTiming.Never;
            IsDue = false;
            IsOverdue = false;
            IsEdge = false;
            for (int row = first; row < first + count; row++)
            {
                _paths.CopyTo(row, _path);
                long minimum = Period(NotificationAttributes.MinimumPeriod, server.DefaultMinimumPeriodSeconds);
                long maximum = Period(NotificationAttributes.MaximumPeriod, server.DefaultMaximumPeriodSeconds);
                long evaluation = _evaluatedAt[row] + Period(NotificationAttributes.MinimumEvaluationPeriod, 0);
                long measured = Measure(row, now);
                next = measured < next ? measured : next;
                if (_isChanged[row])
                {
                    long earliest = sentAt + minimum;
                    earliest = evaluation > earliest ? evaluation : earliest;
                    if (now < earliest)
                    {
                        next = earliest < next ? earliest : next;
                    }
                    else
                    {
                        _evaluatedAt[row] = now;
                        _isChanged[row] = Holds(row);
                        IsDue |= _isChanged[row];
                    }
                }

                if (maximum > 0 && maximum >= minimum)
                {
                    long latest = sentAt + maximum;
                    IsOverdue |= now >= latest;
                    next = latest < next ? latest : next;
                }
            }

            NextDeadline = next;
        }

        // Takes a measurement if it is due, and says when the next one is.
        private long Measure(int row, long now)
        {
            LwM2mObject target = _objects.Find(_path.ObjectId);
            long period = Period(NotificationAttributes.MaximumEvaluationPeriod, target == null ? 0 : target.RefreshSeconds);
            if (period == 0 || target == null)
            {
                return CoapTiming.Never;
            }

            // What is not looked at need not be measured.
            long shortest = Period(NotificationAttributes.MinimumEvaluationPeriod, 0);
            period = period < shortest ? shortest : period;
            if (now >= target.MeasuredAt + period)
            {
                target.Measure(now);
                _isChanged[row] |= IsTouched(_objects.Changes, row);
            }

            // Where a condition says what is news the value is compared though the object says nothing, whoever had it measured.
            _isChanged[row] |= target.MeasuredAt > _evaluatedAt[row] && HasCondition();
            return target.MeasuredAt + period;
        }

        // Whether the value is another one in a way that the server wants to know of.
        private bool Holds(int row)
        {
            ResourceType type = (ResourceType)_lastTypes[row];
            if (type == ResourceType.None || !HasCondition() || !ReadNumber())
            {
                return true;
            }

            long integer = _value.Integer;
            double number = _value.Float;
            if (type == ResourceType.Boolean)
            {
                return HoldsEdge(row, integer);
            }

            double threshold;
            if (_attributes.TryGet(_path, NotificationAttributes.GreaterThan, out threshold)
                && ValueCondition.IsAbove(type, integer, number, threshold)
                    != ValueCondition.IsAbove(type, _lastIntegers[row], _lastFloats[row], threshold))
            {
                return true;
            }

            if (_attributes.TryGet(_path, NotificationAttributes.LessThan, out threshold)
                && ValueCondition.IsBelow(type, integer, number, threshold)
                    != ValueCondition.IsBelow(type, _lastIntegers[row], _lastFloats[row], threshold))
            {
                return true;
            }

            return _attributes.TryGet(_path, NotificationAttributes.Step, out threshold)
                && ValueCondition.Differs(type, integer, _lastIntegers[row], number, _lastFloats[row], threshold);
        }

        // The other edge is not told, but the next one of those that are comes after it.
        private bool HoldsEdge(int row, long value)
        {
            bool isRising = _attributes.TryGet(_path, NotificationAttributes.Edge, out double edge) && edge != 0;
            bool isEdge = value != _lastIntegers[row] && (value != 0) == isRising;
            if (!isEdge)
            {
                _lastIntegers[row] = value;
            }

            IsEdge |= isEdge;
            return isEdge;
        }

        private bool HasCondition()
        {
            return _attributes.TryGet(_path, NotificationAttributes.GreaterThan, out double unused)
                || _attributes.TryGet(_path, NotificationAttributes.LessThan, out unused)
                || _attributes.TryGet(_path, NotificationAttributes.Step, out unused)
                || _attributes.TryGet(_path, NotificationAttributes.Edge, out unused);
        }

        // Reads the one number or Boolean that the path names. One of several instances of a resource is compared only if it is named.
        private bool ReadNumber()
        {
            LwM2mObject target = _path.ResourceId == ResourcePath.None ? null : _objects.Find(_path.ObjectId);
            if (target == null || ReadOperation.Check(target, _path) != ResponseCode.Content)
            {
                return false;
            }

            uint definition = target.Definition(_path.ResourceId);
            ResourceType type = Resource.Type(definition);
            if (!ValueCondition.IsNumeric(type) && type != ResourceType.Boolean)
            {
                return false;
            }

            int resourceInstanceId = _path.ResourceInstanceId;
            if (resourceInstanceId == ResourcePath.None && (definition & Resource.Multiple) != 0)
            {
                if (target.ResourceInstanceCount(_path.InstanceId, _path.ResourceId) != 1)
                {
                    return false;
                }

                resourceInstanceId = target.ResourceInstanceIdAt(_path.InstanceId, _path.ResourceId, 0);
            }

            return target.Read(_path.InstanceId, _path.ResourceId, resourceInstanceId, _value) == ResponseCode.Content;
        }

        private long Period(int attribute, int absentSeconds)
        {
            return _attributes.TryGet(_path, attribute, out double seconds)
                ? (long)seconds * CoapTiming.MillisecondsPerSecond
                : (long)absentSeconds * CoapTiming.MillisecondsPerSecond;
        }

        private bool IsTouched(ObjectChanges changes, int row)
        {
            if (changes.IsOverflowed)
            {
                return true;
            }

            for (int i = 0; i < changes.Count; i++)
            {
                changes.CopyTo(i, _other);
                if (_paths.Meets(row, _other))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
