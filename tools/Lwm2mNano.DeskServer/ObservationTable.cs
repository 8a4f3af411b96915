using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The observations (RFC 7641), one a device and path or set of paths. May be used by several threads at once.
    /// </summary>
    public sealed class ObservationTable
    {
        private const uint SequenceMask = 0xFFFFFF;
        private const int HalfOfSequence = 1 << 23;

        // RFC 7641, section 3.4: by then sequence numbers may have come round.
        private static readonly TimeSpan s_longestDisorder = TimeSpan.FromSeconds(128);

        private readonly object _lock = new();
        private readonly List<Observation> _observations = new();
        private readonly CoapEndpoint _coap;
        private readonly RegistrationTable _registrations;
        private readonly TimeProvider _time;
        private readonly Func<Observation, CoapMessage, Task<DeviceAnswer>> _complete;

        /// <summary>
        /// Creates the table, empty.
        /// </summary>
        /// <param name="coap">Keeps the tokens.</param>
        /// <param name="registrations">Says where devices are.</param>
        /// <param name="time">The clock.</param>
        /// <param name="complete">Fetches what is missing of a notification.</param>
        internal ObservationTable(
            CoapEndpoint coap, RegistrationTable registrations, TimeProvider time, Func<Observation, CoapMessage, Task<DeviceAnswer>> complete)
        {
            _coap = coap;
            _registrations = registrations;
            _time = time;
            _complete = complete;
        }

        /// <summary>Says what happened to an observation; notifications are acknowledged before.</summary>
        internal event Action<ObservationChange> Changed;

        /// <summary>Gets the observations that devices have agreed to, in the order in which they began.</summary>
        /// <returns>A list that does not change.</returns>
        public IReadOnlyList<Observation> ToList()
        {
            lock (_lock)
            {
                return _observations.Where(o => o.IsActive).ToArray();
            }
        }

        /// <summary>
        /// Finds an observation.
        /// </summary>
        /// <param name="endpoint">The device's Endpoint Client Name.</param>
        /// <param name="paths">What is observed.</param>
        /// <returns>Of one path the observation, else the composite observation of exactly these paths in any order; or <see langword="null"/>.</returns>
        public Observation Find(string endpoint, IReadOnlyList<ResourcePath> paths) =>
            ToList().Where(o => o.Endpoint == endpoint && IsSame(o.Paths, paths)).MinBy(o => o.IsComposite);

        /// <summary>
        /// Puts a new observation in the place of an old one of the same paths, whose token it takes over.
        /// </summary>
        internal void Add(Observation observation)
        {
            lock (_lock)
            {
                Observation old = _observations.FirstOrDefault(
                    o => o.Endpoint == observation.Endpoint && o.IsComposite == observation.IsComposite && IsSame(o.Paths, observation.Paths));
                if (old != null)
                {
                    old.IsActive = false;
                    _observations.Remove(old);
                }

                observation.Token = _coap.Observe((response, peer, isAnswer) => OnResponse(observation, response, peer, isAnswer), old?.Token);
                _observations.Add(observation);
            }
        }

        /// <summary>
        /// Keeps the value that an observation began with, unless a notification was faster.
        /// </summary>
        internal void Begin(Observation observation, DeviceAnswer answer)
        {
            lock (_lock)
            {
                if (observation.LastTold == 0)
                {
                    observation.Keep(answer);
                }
            }
        }

        /// <summary>
        /// Ends an observation: what it still tells is answered with a reset.
        /// </summary>
        /// <returns>Whether it was there.</returns>
        internal bool Remove(Observation observation)
        {
            lock (_lock)
            {
                if (!_observations.Remove(observation))
                {
                    return false;
                }

                observation.IsActive = false;
                _coap.Forget(observation.Token);
                return true;
            }
        }

        /// <summary>
        /// Ends all observations of a device, which has forgotten them.
        /// </summary>
        internal void RemoveAll(string endpoint, string reason)
        {
            Observation[] ended;
            lock (_lock)
            {
                ended = _observations.Where(o => o.Endpoint == endpoint && o.IsActive).ToArray();
            }

            foreach (Observation observation in ended)
            {
                End(observation, reason);
            }
        }

        private static bool IsSame(IReadOnlyList<ResourcePath> paths, IReadOnlyList<ResourcePath> others) =>
            paths.Select(PathText.ToText).ToHashSet().SetEquals(others.Select(PathText.ToText));

        private (bool IsWanted, Action Then) OnResponse(Observation observation, CoapMessage response, EndPoint peer, bool isAnswer)
        {
            int? sequence = (int?)(response.Unsigned(CoapOption.Observe) & SequenceMask);
            bool isSuccess = ResponseCode.IsSuccess(response.Code);
            lock (_lock)
            {
                if (isAnswer)
                {
                    // Whoever asked deals with an answer that is none of these.
                    if (isSuccess && sequence != null && !observation.IsActive)
                    {
                        observation.IsActive = true;
                        observation.Sequence = sequence.Value;
                        observation.Touched = _time.GetTimestamp();
                    }

                    return (true, null);
                }

                // A device keeps its registration and its observations when it moves.
                if (!observation.IsActive || !peer.Equals(_registrations.Find(observation.Endpoint)?.Peer))
                {
                    return (false, null);
                }

                if (observation.IsResetting)
                {
                    return (false, () => End(observation, "reset by this server"));
                }

                if (!isSuccess || sequence == null)
                {
                    string reason = isSuccess ? "the device notified without Observe" : $"the device notified {CoapNames.Code(response.Code)}";
                    return (true, () => End(observation, reason));
                }

                return (true, Notify(observation, response, sequence.Value));
            }
        }

        // Takes a notification, under the lock; gives what is to be done after it.
        private Action Notify(Observation observation, CoapMessage message, int sequence)
        {
            TimeSpan elapsed = _time.GetElapsedTime(observation.Touched);
            ObservationChange change = new(ObservationChangeKind.Notified, observation)
            {
                Sequence = sequence,
                IsConfirmable = message.Type == CoapType.Confirmable,
                Elapsed = elapsed,
                Number = observation.Notifications + 1,
                Message = message,
            };
            if (!IsNewer(sequence, observation.Sequence) && elapsed <= s_longestDisorder)
            {
                string reason = $"sequence {observation.Sequence} came before";
                return () => Changed?.Invoke(change with { Kind = ObservationChangeKind.Overtaken, Reason = reason });
            }

            observation.Sequence = sequence;
            observation.Touched = _time.GetTimestamp();
            observation.Notifications++;
            if (!CoapBlock.TryRead(message, CoapOption.Block2, out CoapBlock block) || block is { More: true } or { Number: > 0 })
            {
                // One is fetched at a time, and after it the newest.
                observation.Waiting = change;
                return () => _ = FetchAsync(observation);
            }

            observation.Waiting = null;
            return () => Tell(change with { Answer = new DeviceAnswer(observation.Path, CoapOutcome.Answered, message, TimeSpan.Zero, _time.GetUtcNow()) });
        }

        private static bool IsNewer(int sequence, int last)
        {
            int ahead = (sequence - last) & (int)SequenceMask;
            return ahead > 0 && ahead < HalfOfSequence;
        }

        private async Task FetchAsync(Observation observation)
        {
            while (true)
            {
                ObservationChange change;
                lock (_lock)
                {
                    if (observation.IsFetching || observation.Waiting == null)
                    {
                        return;
                    }

                    observation.IsFetching = true;
                    change = observation.Waiting;
                    observation.Waiting = null;
                }

                DeviceAnswer answer = null;
                try
                {
                    answer = await _complete(observation, change.Message);
                }
                catch (OperationCanceledException)
                {
                    // The server stops.
                }

                lock (_lock)
                {
                    observation.IsFetching = false;
                }

                if (answer != null)
                {
                    Tell(change with { Answer = answer });
                }
            }
        }

        private void Tell(ObservationChange change)
        {
            Observation observation = change.Observation;
            lock (_lock)
            {
                // A body in blocks may be there only after a newer one that needed none, or when all is over.
                if (!observation.IsActive || change.Number < observation.LastTold)
                {
                    return;
                }

                observation.LastTold = change.Number;
                observation.Keep(change.Answer);
            }

            Changed?.Invoke(change);
        }

        private void End(Observation observation, string reason)
        {
            if (Remove(observation))
            {
                Changed?.Invoke(new ObservationChange(ObservationChangeKind.Ended, observation) { Reason = reason });
            }
        }
    }
}
