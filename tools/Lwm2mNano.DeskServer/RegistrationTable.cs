using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The registrations, one an endpoint; they expire. May be used by several threads at once.
    /// </summary>
    public sealed class RegistrationTable : IDisposable
    {
        private const int IdCharacters = 5;
        private const string IdAlphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

        // Timers do not reach as far as lifetimes may.
        private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

        private readonly object _lock = new();
        private readonly Dictionary<string, Registration> _byEndpoint = new(StringComparer.Ordinal);
        private readonly TimeProvider _time;
        private readonly Func<string, DeviceQueue> _newQueue;
        private readonly ITimer _timer;

        /// <summary>
        /// Creates the table, empty.
        /// </summary>
        /// <param name="time">The clock and timers.</param>
        /// <param name="newQueue">Makes the queue of an endpoint that was not registered.</param>
        public RegistrationTable(TimeProvider time, Func<string, DeviceQueue> newQueue)
        {
            _time = time;
            _newQueue = newQueue;
            _timer = time.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        /// <summary>Says that a registration has expired and is no longer in the table.</summary>
        public event Action<Registration> Expired;

        /// <summary>Gets the registrations, by the names of their endpoints.</summary>
        /// <returns>A list that does not change.</returns>
        public IReadOnlyList<Registration> ToList()
        {
            lock (_lock)
            {
                return _byEndpoint.Values.OrderBy(r => r.Endpoint, StringComparer.Ordinal).ToArray();
            }
        }

        /// <summary>Finds a registration by its endpoint.</summary>
        /// <param name="endpoint">The Endpoint Client Name.</param>
        /// <returns>The registration, or <see langword="null"/>.</returns>
        public Registration Find(string endpoint)
        {
            lock (_lock)
            {
                return _byEndpoint.GetValueOrDefault(endpoint);
            }
        }

        /// <summary>Finds the registrations that an abbreviated name means.</summary>
        /// <param name="name">An Endpoint Client Name or how some begin.</param>
        /// <returns>The one of that name, else all whose names begin so.</returns>
        public IReadOnlyList<Registration> FindAll(string name)
        {
            return Find(name) is Registration exact
                ? new[] { exact }
                : ToList().Where(r => r.Endpoint.StartsWith(name, StringComparison.Ordinal)).ToArray();
        }

        /// <summary>Finds a registration by its location.</summary>
        /// <param name="id">The location's second segment.</param>
        /// <returns>The registration, or <see langword="null"/>.</returns>
        public Registration FindById(string id)
        {
            lock (_lock)
            {
                return _byEndpoint.Values.FirstOrDefault(r => r.Id == id);
            }
        }

        /// <summary>Finds the registration of a peer.</summary>
        /// <param name="peer">The peer.</param>
        /// <returns>The registration, of several the one made or updated last; or <see langword="null"/>.</returns>
        public Registration FindByPeer(EndPoint peer)
        {
            lock (_lock)
            {
                return _byEndpoint.Values.Where(r => r.Peer.Equals(peer)).MaxBy(r => r.UpdatedAt);
            }
        }

        /// <summary>
        /// Adds a registration, in place of the endpoint's old one if there is one.
        /// </summary>
        /// <param name="registration">The registration; its id and times are set here.</param>
        /// <param name="replaces">Receives whether there was an old one.</param>
        /// <returns>The registration as it is in the table.</returns>
        public Registration Add(Registration registration, out bool replaces)
        {
            DateTimeOffset now = _time.GetUtcNow();
            lock (_lock)
            {
                replaces = _byEndpoint.TryGetValue(registration.Endpoint, out Registration old);
                Registration added = registration with
                {
                    Id = NewId(),
                    RegisteredAt = now,
                    UpdatedAt = now,
                    Queue = old?.Queue ?? _newQueue(registration.Endpoint),
                };
                _byEndpoint[added.Endpoint] = added;
                SetTimer(now);
                return added;
            }
        }

        /// <summary>
        /// Replaces a registration by what an Update made of it; its lifetime starts anew.
        /// </summary>
        /// <param name="registration">The registration.</param>
        /// <returns>The registration as it is in the table, or <see langword="null"/> if it has ended meanwhile.</returns>
        public Registration Update(Registration registration)
        {
            DateTimeOffset now = _time.GetUtcNow();
            lock (_lock)
            {
                if (!IsPresent(registration))
                {
                    return null;
                }

                Registration updated = registration with { UpdatedAt = now };
                _byEndpoint[updated.Endpoint] = updated;
                SetTimer(now);
                return updated;
            }
        }

        /// <summary>
        /// Removes a registration.
        /// </summary>
        /// <param name="registration">The registration.</param>
        /// <returns>Whether it was there.</returns>
        public bool Remove(Registration registration)
        {
            lock (_lock)
            {
                return IsPresent(registration) && _byEndpoint.Remove(registration.Endpoint);
            }
        }

        /// <summary>Stops watching the lifetimes.</summary>
        public void Dispose() => _timer.Dispose();

        private bool IsPresent(Registration registration) =>
            _byEndpoint.TryGetValue(registration.Endpoint, out Registration present) && present.Id == registration.Id;

        private string NewId()
        {
            string id;
            do
            {
                id = RandomNumberGenerator.GetString(IdAlphabet, IdCharacters);
            }
            while (_byEndpoint.Values.Any(r => r.Id == id));

            return id;
        }

        private void Expire()
        {
            Registration[] expired;
            DateTimeOffset now = _time.GetUtcNow();
            lock (_lock)
            {
                expired = _byEndpoint.Values.Where(r => r.ExpiresAt <= now).ToArray();
                foreach (Registration registration in expired)
                {
                    _byEndpoint.Remove(registration.Endpoint);
                }

                SetTimer(now);
            }

            foreach (Registration registration in expired)
            {
                Expired?.Invoke(registration);
            }
        }

        private void SetTimer(DateTimeOffset now)
        {
            if (_byEndpoint.Count > 0)
            {
                TimeSpan wait = _byEndpoint.Values.Min(r => r.ExpiresAt) - now;
                _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait < s_longestWait ? wait : s_longestWait, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
