using Lwm2mNano.Coap;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <content>
    /// Sleep: when the client can, and what it takes along.
    /// </content>
    public sealed partial class LwM2mClient
    {
        /// <summary>
        /// The <see cref="AwakeMilliseconds"/> of a client that stays reachable only until its server has had its say: four times as long as the server
        /// took to answer last, 300 ms at least.
        /// </summary>
        public const long Drained = 0;

        /// <summary>
        /// Gets or sets for how long the client stays reachable after the last exchange with a server, in milliseconds, 1 or more, or
        /// <see cref="Drained"/>: it registers in queue mode (LwM2M Transport 1.1, Queue Mode Operation).
        /// <see cref="CoapTiming.Never"/> for a client that is always reachable, which it is when nothing is set. Set before <see cref="Start"/>.
        /// </summary>
        public long AwakeMilliseconds
        {
            get => _connections[0].Registration.AwakeMilliseconds;
            set
            {
                for (int i = 0; i < _connections.Length; i++)
                {
                    _connections[i].Registration.AwakeMilliseconds = value;
                }
            }
        }

        /// <summary>
        /// Starts with what <see cref="Suspend"/> has written, in the place of <see cref="Start"/>: registrations, observations and samples are as they
        /// were, and nothing is sent until there is something to say.
        /// </summary>
        /// <param name="state">The reader. What it reads of security contexts is erased in its buffer, and has been erased everywhere else.</param>
        /// <param name="now">The time in milliseconds, which has gone on since then.</param>
        /// <returns><see langword="false"/> if it cannot be gone on with; then <see cref="Start"/> is called.</returns>
        public bool Resume(StateReader state, long now)
        {
            _isStopped = false;
            long utcOffset = state.ReadTime();
            _utcOffset = utcOffset == CoapTiming.Never ? SenMlWriter.NoTime : utcOffset;
            _accountEnd = state.ReadTime();
            bool isBootstrapping = _bootstrap.Restore(state);
            ResumeObjects(state);
            bool hasSameLinks = state.ReadNumber() == LinksHash();
            if ((isBootstrapping || !StartServers(now)) && !_bootstrap.Resume(now))
            {
                return false;
            }

            int startedCount = state.ReadCount(_orderCount);
            while (_startedCount < startedCount)
            {
                _order[_startedCount++].Start(now);
            }

            int count = state.ReadCount(_connections.Length);
            for (int i = 0; i < count; i++)
            {
                ServerConnection connection = Connection(state.ReadCount(ushort.MaxValue));
                if (connection == null || state.IsDamaged)
                {
                    state.Refuse();
                    break;
                }

                connection.Resume(state, hasSameLinks, now);
            }

            for (int i = 0; i < count && !state.IsDamaged; i++)
            {
                ServerConnection connection = Connection(state.ReadCount(ushort.MaxValue));
                if (connection == null)
                {
                    state.Refuse();
                    break;
                }

                connection.RestoreSamples(state);
            }

            if (state.IsDamaged)
            {
                // Neither a bootstrap account's end nor the time of the world is to be made of it.
                _accountEnd = CoapTiming.Never;
                _utcOffset = SenMlWriter.NoTime;
                _bootstrap.Stop();
                _bootstrap.Settle();
                return false;
            }

            return true;
        }

        /// <summary>
        /// Writes what a later start goes on with (<see cref="Resume"/>), and closes every path without a word to the servers: the last thing before
        /// a deep sleep. The client is not used afterwards. Allocates nothing itself.
        /// </summary>
        /// <param name="state">The writer; at most <see cref="Limits.MaxStateBytes"/> are needed for all that is worth keeping.</param>
        /// <param name="now">The time in milliseconds.</param>
        public void Suspend(StateWriter state, long now)
        {
            state.WriteTime(_utcOffset == SenMlWriter.NoTime ? CoapTiming.Never : _utcOffset);
            state.WriteTime(_accountEnd);
            _bootstrap.Save(state, now);
            for (int i = 0; i < _objects.Count; i++)
            {
                state.WriteNumber(_objects[i].ObjectId);
                int section = state.BeginSection();
                _objects[i].Save(state);
                state.EndSection(section);
            }

            state.WriteNumber(ResourcePath.None);
            state.WriteNumber(LinksHash());
            state.WriteNumber(_bootstrap.State == BootstrapState.Idle ? _startedCount : 0);
            int count = 0;
            for (int i = 0; i < _connections.Length; i++)
            {
                count += _connections[i].IsInUse ? 1 : 0;
            }

            state.WriteNumber(count);
            for (int i = 0; i < _connections.Length; i++)
            {
                if (_connections[i].IsInUse)
                {
                    state.WriteNumber(_connections[i].Server.ShortServerId);
                    _connections[i].Suspend(state, now);
                }
            }

            // The only part that need not be whole.
            for (int i = 0; i < _connections.Length; i++)
            {
                if (_connections[i].IsInUse)
                {
                    state.WriteNumber(_connections[i].Server.ShortServerId);
                    _connections[i].SaveSamples(state);
                }
            }
        }

        /// <summary>
        /// Says that nothing can be sent until a time: an Update that would be due by then is sent now.
        /// </summary>
        /// <param name="time">The time in milliseconds.</param>
        public void SleepsUntil(long time)
        {
            for (int i = 0; i < _connections.Length; i++)
            {
                _connections[i].Registration.UpdateBefore(time);
            }
        }

        /// <summary>
        /// Gets whether the client can sleep: it has nothing to send now, and no server may have anything more to say.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether it can. What waits for a later time, such as the next attempt to register, does not keep it awake.</returns>
        public bool IsAsleep(long now)
        {
            if (_bootstrap.State != BootstrapState.Idle)
            {
                return _bootstrap.State == BootstrapState.Waiting && now < _bootstrap.NextDeadline;
            }

            for (int i = 0; i < _connections.Length; i++)
            {
                if (!_connections[i].IsAsleep(now))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>
        /// Finds out whether the client has something to say now to a server that it does not have to wait for first, without saying it.
        /// </summary>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>Whether it has.</returns>
        public bool WantsNetwork(long now)
        {
            TakeChanges(now);
            if (_bootstrap.State != BootstrapState.Idle)
            {
                return now >= _bootstrap.NextDeadline || _bootstrap.IsOpen;
            }

            for (int i = 0; i < _connections.Length; i++)
            {
                if (_connections[i].IsInUse && _connections[i].WantsNetwork(now, _utcOffset))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>
        /// Gets whether a server has a registration of this client and was told everything that there was to say.
        /// </summary>
        public bool IsTold
        {
            get
            {
                for (int i = 0; i < _connections.Length; i++)
                {
                    if (_connections[i].Registration.IsRegistered && !_connections[i].Layer.IsWanted)
                    {
                        return true;
                    }
                }

                return false;
            }
        }

        private void ResumeObjects(StateReader state)
        {
            long id;
            while ((id = state.ReadNumber()) != ResourcePath.None && !state.IsDamaged)
            {
                int end = state.BeginSection();
                LwM2mObject target = _objects.Find((int)id);
                if (target != null)
                {
                    target.Restore(state);
                }

                state.EndSection(end);
            }

            _objects.Changes.Clear();
        }

        // Of what a registration's links say.
        private int LinksHash()
        {
            int hash = Hash.Empty;
            for (int i = 0; i < _objects.Count; i++)
            {
                LwM2mObject item = _objects[i];
                if (item.ObjectId != SecurityObject.Id)
                {
                    hash = Hash.Add(hash, item.ObjectId);
                    for (int k = 0; k < item.InstanceCount; k++)
                    {
                        hash = Hash.Add(hash, item.InstanceIdAt(k));
                    }
                }
            }

            return hash;
        }

        private ServerConnection Connection(int shortServerId)
        {
            for (int i = 0; i < _connections.Length; i++)
            {
                ServerAccount server = _connections[i].Server;
                if (server != null && server.ShortServerId == shortServerId && _connections[i].IsInUse)
                {
                    return _connections[i];
                }
            }

            return null;
        }
    }
}
