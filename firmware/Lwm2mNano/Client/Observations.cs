using System;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The observations of one server and its notifications (LwM2M Core 1.1, sections 5.1.2 and 6.4; RFC 7641). A table of
    /// <see cref="Limits.MaxObservations"/> in parallel arrays; each observation has one path, or several where it is composite.
    /// </summary>
    public sealed class Observations
    {
        /// <summary>After how long a notification is sent to be acknowledged, so that a server that is gone is noticed (RFC 7641, section 4.5), in milliseconds.</summary>
        public const long ConfirmableIntervalMilliseconds = 86400000;

        private const int MaxTokenBytes = 8;
        private const int MaxSequence = 0xFFFFFF;
        private const int None = -1;
        private const int MaxBlock = 0xFFFFFF;
        private const int CompositeFlag = 1;
        private const int EndedFlag = 2;

        private readonly ObjectRegistry _objects;
        private readonly NotificationAttributes _attributes;
        private readonly Representation _representation;
        private readonly CoapMessageLayer _layer;
        private readonly IClientObserver _observer;
        private ServerAccount _server;

        // By observation, in the order in which they came.
        private readonly byte[] _tokens = new byte[Limits.MaxObservations * MaxTokenBytes];
        private readonly byte[] _tokenLengths = new byte[Limits.MaxObservations];
        private readonly int[] _formats = new int[Limits.MaxObservations];
        private readonly bool[] _isComposite = new bool[Limits.MaxObservations];
        private readonly bool[] _isEnded = new bool[Limits.MaxObservations];
        private readonly byte[] _pathCounts = new byte[Limits.MaxObservations];
        private readonly int[] _sequences = new int[Limits.MaxObservations];
        private readonly int[] _messageIds = new int[Limits.MaxObservations];
        private readonly int[] _keys = new int[Limits.MaxObservations];
        private readonly int[] _blocks = new int[Limits.MaxObservations];
        private readonly int[] _hashes = new int[Limits.MaxObservations];
        private readonly long[] _sentAt = new long[Limits.MaxObservations];
        private readonly long[] _confirmedAt = new long[Limits.MaxObservations];
        private readonly long[] _deadlines = new long[Limits.MaxObservations];
        private int _count;

        // Those of an observation stand one behind the other.
        private readonly ObservedPaths _paths;

        private readonly ResourcePath _path = new ResourcePath();
        private readonly byte[] _token = new byte[MaxTokenBytes];

        private long _deadline = CoapTiming.Never;
        private bool _isBlocked;
        private bool _isReachable;

        // The observation whose confirmable notification is outstanding, and the exchange of the message layer that it has.
        private int _confirming = None;
        private int _confirmingExchange;

        /// <summary>
        /// Creates the table, empty. Allocates its arrays.
        /// </summary>
        /// <param name="objects">The objects.</param>
        /// <param name="attributes">The server's notification attributes.</param>
        /// <param name="representation">What writes the values.</param>
        /// <param name="layer">The message layer towards the server.</param>
        /// <param name="observer">Who is told of notifications, or <see langword="null"/>.</param>
        public Observations(
            ObjectRegistry objects, NotificationAttributes attributes, Representation representation, CoapMessageLayer layer, IClientObserver observer)
        {
            _objects = objects;
            _attributes = attributes;
            _representation = representation;
            _layer = layer;
            _observer = observer;
            _paths = new ObservedPaths(objects, attributes);
        }

        /// <summary>Gets how many observations there are.</summary>
        public int Count => _count;

        /// <summary>Gets whether the server has left a confirmable notification unanswered since it was heard last.</summary>
        public bool IsUnanswered { get; private set; }

        /// <summary>Gets whether the exchange that the message layer had last is a notification of this table.</summary>
        public bool HasExchange => _confirmingExchange == _layer.Exchange;

        /// <summary>Gets when <see cref="Advance"/> has something to do, in milliseconds.</summary>
        public long NextDeadline => _isReachable ? _deadline : CoapTiming.Never;

        /// <summary>
        /// Forgets every observation: the server starts anew (LwM2M Core 1.1, section 6.4.1).
        /// </summary>
        /// <param name="server">The server's account, which has the default periods.</param>
        public void Restart(ServerAccount server)
        {
            _server = server;
            _count = 0;
            _paths.Clear();
            _confirming = None;
            _deadline = CoapTiming.Never;
            _isBlocked = false;
            IsUnanswered = false;
        }

        /// <summary>
        /// Writes what outlives a sleep: the observations, and what the server was told last.
        /// </summary>
        /// <param name="state">The writer.</param>
        public void Save(StateWriter state)
        {
            if (_confirming != None)
            {
                // Whether it has arrived nobody will say any more.
                TakeUnsent();
            }

            state.WriteNumber(_count);
            for (int i = 0; i < _count; i++)
            {
                state.WriteBytes(_tokens, i * MaxTokenBytes, _tokenLengths[i]);
                state.WriteNumber(_formats[i]);
                state.WriteByte((_isComposite[i] ? CompositeFlag : 0) | (_isEnded[i] ? EndedFlag : 0));
                state.WriteNumber(_pathCounts[i]);
                state.WriteNumber(_sequences[i]);
                state.WriteNumber(_messageIds[i]);
                state.WriteNumber(_keys[i]);
                state.WriteNumber(_blocks[i] - BlockOption.None);
                state.WriteNumber(_hashes[i]);
                state.WriteTime(_sentAt[i]);
                state.WriteTime(_confirmedAt[i]);
            }

            _paths.Save(state);
        }

        /// <summary>
        /// Reads what <see cref="Save"/> has written. Each observation is looked at by the next <see cref="Advance"/>.
        /// </summary>
        /// <param name="state">The reader.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Restore(StateReader state, long now)
        {
            int count = state.ReadCount(Limits.MaxObservations);
            int paths = 0;
            for (int i = 0; i < count; i++)
            {
                _tokenLengths[i] = (byte)state.ReadBytes(_token);
                Array.Copy(_token, 0, _tokens, i * MaxTokenBytes, MaxTokenBytes);
                _formats[i] = (int)state.ReadNumber();
                int flags = state.ReadByte();
                _isComposite[i] = (flags & CompositeFlag) != 0;
                _isEnded[i] = (flags & EndedFlag) != 0;
                _pathCounts[i] = (byte)state.ReadCount(Limits.MaxObservedPaths);
                _sequences[i] = state.ReadCount(MaxSequence);
                _messageIds[i] = (int)state.ReadNumber();
                _keys[i] = (int)state.ReadNumber();
                _blocks[i] = state.ReadCount(MaxBlock - BlockOption.None) + BlockOption.None;
                _hashes[i] = (int)state.ReadNumber();
                _sentAt[i] = state.ReadTime();
                _confirmedAt[i] = state.ReadTime();
                _deadlines[i] = now;
                paths += _pathCounts[i];
                if (_pathCounts[i] == 0)
                {
                    state.Refuse();
                }
            }

            _paths.Restore(state);
            if (paths != _paths.Count)
            {
                state.Refuse();
            }

            // It is as reachable as it was: what changes over a sleep is told like any other change.
            _count = count;
            _deadline = now;
            _isReachable = true;
        }

        /// <summary>
        /// Adds an observation, or renews the one that has the token. <see cref="Baseline"/> follows when the answer is written.
        /// </summary>
        /// <param name="request">The request; its token is copied.</param>
        /// <param name="key">The hash of the request by which the server asks for further blocks of a notification.</param>
        /// <param name="paths">The list that holds what is observed; copied.</param>
        /// <param name="isComposite">Whether it is an Observe-Composite.</param>
        /// <param name="format">The content format of the notifications.</param>
        /// <param name="block2">The request's Block2 option, whose size holds for the notifications (RFC 7959, section 2.6), or
        /// <see cref="BlockOption.None"/>.</param>
        /// <returns>Its index, or -1 if the table is full.</returns>
        public int Add(CoapReader request, int key, PathList paths, bool isComposite, int format, int block2)
        {
            int sequence = 0;
            int old = Find(request);
            if (old >= 0)
            {
                sequence = NextSequence(old);
                RemoveAt(old);
            }

            int index = _count;
            if (index == Limits.MaxObservations || !_paths.Add(paths))
            {
                return None;
            }

            Array.Copy(request.Buffer, request.TokenOffset, _tokens, index * MaxTokenBytes, request.TokenLength);
            _tokenLengths[index] = (byte)request.TokenLength;
            _formats[index] = format;
            _isComposite[index] = isComposite;
            _isEnded[index] = false;
            _pathCounts[index] = (byte)paths.Count;
            _sequences[index] = sequence;
            _keys[index] = key;
            _blocks[index] = block2;
            _messageIds[index] = None;
            _count++;
            return index;
        }

        /// <summary>
        /// Gets the sequence number of what was sent last, or is sent as the answer to the request that observes.
        /// </summary>
        /// <param name="index">The observation.</param>
        /// <returns>The value of the Observe option, 0 to 2²⁴ − 1.</returns>
        public int Sequence(int index)
        {
            return _sequences[index];
        }

        /// <summary>
        /// Takes the answer to the request that observes, just written, as what the server knows.
        /// </summary>
        /// <param name="index">The observation.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Baseline(int index, long now)
        {
            _confirmedAt[index] = now;
            TakeSent(index, FirstPath(index), now);
            Due(index, now);
        }

        /// <summary>
        /// Ends the observation that has a request's token, if there is one.
        /// </summary>
        /// <param name="request">The request.</param>
        public void Cancel(CoapReader request)
        {
            int index = Find(request);
            if (index >= 0)
            {
                RemoveAt(index);
            }
        }

        /// <summary>
        /// Takes that a message was reset: the observation ends whose last notification it was.
        /// </summary>
        /// <param name="messageId">The message id.</param>
        public void OnReset(int messageId)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_messageIds[i] == messageId)
                {
                    RemoveAt(i);
                    return;
                }
            }
        }

        /// <summary>
        /// Takes that the outstanding notification was acknowledged.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void OnAcknowledged(long now)
        {
            if (_confirming != None)
            {
                _confirmedAt[_confirming] = now;
                _confirming = None;
            }
        }

        /// <summary>
        /// Takes that the outstanding notification was not acknowledged: what it said is not known, and where the server is, is not either.
        /// </summary>
        public void OnUnanswered()
        {
            IsUnanswered = true;
            if (_confirming != None)
            {
                TakeUnsent();
            }
        }

        /// <summary>
        /// Takes that the server has answered something: it is there.
        /// </summary>
        public void OnAnswered()
        {
            IsUnanswered = false;
        }

        /// <summary>
        /// Takes what has changed in the objects.
        /// </summary>
        /// <param name="changes">The changes.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Mark(ObjectChanges changes, long now)
        {
            if (changes.Has(ServerObject.Id))
            {
                // The default periods may be others.
                PeriodsChanged(now);
            }

            int first = 0;
            for (int i = 0; i < _count; i++)
            {
                if (_paths.Mark(first, _pathCounts[i], changes))
                {
                    Due(i, now);
                }

                first += _pathCounts[i];
            }
        }

        /// <summary>
        /// Takes that a server has deleted an instance: what is observed in it ends, though there may be another one of that id before
        /// its server can be told.
        /// </summary>
        /// <param name="instance">The path of the instance.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void OnDeleted(ResourcePath instance, long now)
        {
            int first = 0;
            for (int i = 0; i < _count; i++)
            {
                _paths.CopyTo(first, _path);
                if (!_isComposite[i] && _path.ObjectId == instance.ObjectId && _path.InstanceId == instance.InstanceId)
                {
                    _isEnded[i] = true;
                    Due(i, now);
                }

                first += _pathCounts[i];
            }
        }

        /// <summary>
        /// Takes that attributes or default periods are others now: every observation is looked at again.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        public void PeriodsChanged(long now)
        {
            for (int i = 0; i < _count; i++)
            {
                Due(i, now);
            }
        }

        /// <summary>
        /// Sends what is due.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <param name="isReachable">Whether the server can be told anything now. What changes while it cannot is told afterwards or never, as
        /// 1/x/6 says, and of each observation only how it is then.</param>
        public void Advance(long now, bool isReachable)
        {
            if (isReachable != _isReachable)
            {
                _isReachable = isReachable;
                if (isReachable)
                {
                    ForgetUnlessStored();
                    PeriodsChanged(now);
                }
            }

            if (_confirming != None && !(_layer.IsRequestOutstanding && HasExchange))
            {
                // Given up by the registration, which has a new path.
                TakeUnsent();
                ForgetUnlessStored();
            }

            if (_isBlocked && !_layer.IsRequestOutstanding && !_layer.IsHeld)
            {
                _isBlocked = false;
                PeriodsChanged(now);
            }

            if (now < _deadline || !isReachable)
            {
                return;
            }

            int first = 0;
            int i = 0;
            while (i < _count)
            {
                int count = _pathCounts[i];
                if (now < _deadlines[i] || Look(i, first, now))
                {
                    first += count;
                    i++;
                }
            }

            _deadline = CoapTiming.Never;
            for (i = 0; i < _count; i++)
            {
                _deadline = _deadlines[i] < _deadline ? _deadlines[i] : _deadline;
            }
        }

        /// <summary>
        /// Forgets what has changed and was not told, unless 1/x/6 says that it is stored: the server could not be told.
        /// </summary>
        public void ForgetUnlessStored()
        {
            if (!_server.StoresNotifications)
            {
                _paths.ClearChanged(0, _paths.Count);
            }
        }

        // Whether the observation is still there.
        private bool Look(int index, int first, long now)
        {
            if (_isEnded[index] || (!_isComposite[index] && IsGone(first)))
            {
                return !End(index, now);
            }

            if (_confirming == index)
            {
                // One at a time: the next one says how it is when this one is acknowledged.
                Block(index);
                return true;
            }

            int count = _pathCounts[index];
            _paths.Evaluate(first, count, _sentAt[index], now, _server);
            if (_paths.IsDue || _paths.IsOverdue)
            {
                if (!Notify(index, first, _paths.IsOverdue, now))
                {
                    Block(index);
                    return true;
                }

                _paths.Evaluate(first, count, _sentAt[index], now, _server);
            }

            _deadlines[index] = _paths.NextDeadline;
            return true;
        }

        // Whether it was sent or need not be; else the message layer has no room for it now.
        private bool Notify(int index, int first, bool isOverdue, long now)
        {
            if (isOverdue)
            {
                // Else the values are those that were compared.
                _paths.Measure(first, _pathCounts[index], now);
            }

            _objects.Rights.ShortServerId = _server.ShortServerId;
            _paths.CopyTo(first, _path);
            bool confirmable = now - _confirmedAt[index] >= ConfirmableIntervalMilliseconds
                || (_attributes.TryGet(_path, NotificationAttributes.Confirmable, out double flag) && flag != 0);
            int code = _isComposite[index]
                ? _representation.SelectComposite(_paths.Paths, first, _pathCounts[index], _formats[index])
                : _representation.SelectRead(_objects.Find(_path.ObjectId), _path, _formats[index]);
            if (code == ResponseCode.Content)
            {
                CoapWriter message = _layer.BeginNotification(
                    confirmable, code, _tokens, index * MaxTokenBytes, _tokenLengths[index]);
                if (message == null)
                {
                    return false;
                }

                int sequence = NextSequence(index);
                code = _representation.WriteTo(_layer, message, _keys[index], sequence, _blocks[index], BlockOption.None);
                if (code == ResponseCode.ServiceUnavailable && _layer.IsRequestOutstanding)
                {
                    // The request may have the buffer that it takes.
                    return false;
                }

                bool isNew = isOverdue || _paths.IsEdge || _representation.PayloadHash != _hashes[index];
                if (code == ResponseCode.Content && isNew && !_layer.MayTell())
                {
                    return false;
                }

                if (code == ResponseCode.Content && isNew && _layer.SendNotification(now))
                {
                    _sequences[index] = sequence;
                    _messageIds[index] = _layer.NotificationId;
                    if (confirmable)
                    {
                        _confirming = index;
                        _confirmingExchange = _layer.Exchange;
                    }

                    if (_observer != null)
                    {
                        _paths.CopyTo(first, _path);
                        _observer.OnNotification(_path, confirmable);
                    }
                }
                else if (isNew)
                {
                    code = ResponseCode.InternalServerError;
                }

                if (code == ResponseCode.Content && !isNew)
                {
                    _paths.ClearChanged(first, _pathCounts[index]);
                    return true;
                }
            }

            if (code == ResponseCode.Content)
            {
                TakeSent(index, first, now);
                return true;
            }

            // What cannot be read at this time waits for its turn, an error would end the observation: the server knows what it knew.
            _sentAt[index] = now;
            _paths.ClearChanged(first, _pathCounts[index]);
            return true;
        }

        private void TakeSent(int index, int first, long now)
        {
            _sentAt[index] = now;
            _hashes[index] = _representation.PayloadHash;
            _paths.TakeSent(first, _pathCounts[index], now);
        }

        private bool IsGone(int row)
        {
            _paths.CopyTo(row, _path);
            LwM2mObject target = _objects.Find(_path.ObjectId);
            if (target == null)
            {
                // Of the firmware before.
                return true;
            }

            if (_path.InstanceId == ResourcePath.None)
            {
                return false;
            }

            return !target.HasInstance(_path.InstanceId)
                || (_path.ResourceInstanceId != ResourcePath.None
                    && !ReadOperation.HasResourceInstance(target, target.Definition(_path.ResourceId), _path));
        }

        // Tells the server that what it observes is gone.
        private bool End(int index, long now)
        {
            CoapWriter message = !_layer.MayTell() ? null : _layer.BeginNotification(
                true, ResponseCode.NotFound, _tokens, index * MaxTokenBytes, _tokenLengths[index]);
            if (message == null)
            {
                Block(index);
                return false;
            }

            _layer.SendNotification(now);
            RemoveAt(index);
            _confirmingExchange = _layer.Exchange;
            return true;
        }

        private void TakeUnsent()
        {
            _paths.TakeUnsent(FirstPath(_confirming), _pathCounts[_confirming]);
            _hashes[_confirming] = ~_hashes[_confirming];
            _confirming = None;
            _isBlocked = true;
        }

        private void Block(int index)
        {
            _isBlocked = true;
            _deadlines[index] = CoapTiming.Never;
        }

        private void Due(int index, long now)
        {
            _deadlines[index] = now;
            _deadline = now < _deadline ? now : _deadline;
        }

        private int NextSequence(int index)
        {
            return (_sequences[index] + 1) & MaxSequence;
        }

        private int FirstPath(int index)
        {
            int first = 0;
            for (int i = 0; i < index; i++)
            {
                first += _pathCounts[i];
            }

            return first;
        }

        private int Find(CoapReader request)
        {
            int length = request.TokenLength;
            for (int i = 0; i < _count; i++)
            {
                int at = i * MaxTokenBytes;
                int same = 0;
                while (same < length && _tokens[at + same] == request.Buffer[request.TokenOffset + same])
                {
                    same++;
                }

                if (same == length && _tokenLengths[i] == length)
                {
                    return i;
                }
            }

            return None;
        }

        private void RemoveAt(int index)
        {
            if (_confirming == index && HasExchange)
            {
                // Nobody waits for it any more.
                _layer.CancelRequest();
            }

            _paths.Remove(FirstPath(index), _pathCounts[index]);

            int from = index + 1;
            int rest = _count - from;
            Array.Copy(_tokens, from * MaxTokenBytes, _tokens, index * MaxTokenBytes, rest * MaxTokenBytes);
            Array.Copy(_tokenLengths, from, _tokenLengths, index, rest);
            Array.Copy(_formats, from, _formats, index, rest);
            Array.Copy(_isComposite, from, _isComposite, index, rest);
            Array.Copy(_isEnded, from, _isEnded, index, rest);
            Array.Copy(_pathCounts, from, _pathCounts, index, rest);
            Array.Copy(_sequences, from, _sequences, index, rest);
            Array.Copy(_messageIds, from, _messageIds, index, rest);
            Array.Copy(_keys, from, _keys, index, rest);
            Array.Copy(_blocks, from, _blocks, index, rest);
            Array.Copy(_hashes, from, _hashes, index, rest);
            Array.Copy(_sentAt, from, _sentAt, index, rest);
            Array.Copy(_confirmedAt, from, _confirmedAt, index, rest);
            Array.Copy(_deadlines, from, _deadlines, index, rest);
            _count--;
            _confirming = _confirming == index ? None : _confirming > index ? _confirming - 1 : _confirming;
        }
    }
}
