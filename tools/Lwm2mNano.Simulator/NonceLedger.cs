using System.Collections.Generic;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// Looks at each record as it is protected, on both sides and over every start of the device, and says when a key is used twice with one number:
    /// that breaks CCM (RFC 5116, section 3.1). Numbers of a key rise, so one that does not is one that was used.
    /// </summary>
    public sealed class NonceLedger
    {
        private readonly Dictionary<(int Session, bool IsClient), long> _highest = new();
        private readonly List<string> _violations = new();

        /// <summary>Gets what was seen that must not be.</summary>
        public IReadOnlyList<string> Violations => _violations;

        /// <summary>Gets how many records were protected.</summary>
        public long Count { get; private set; }

        /// <summary>
        /// Takes that a record is protected.
        /// </summary>
        /// <param name="session">The session.</param>
        /// <param name="isClient">Whose key.</param>
        /// <param name="sequence">The record's number in the epoch of the session's data.</param>
        public void Use(int session, bool isClient, long sequence)
        {
            Count++;
            if (_highest.TryGetValue((session, isClient), out long highest) && sequence <= highest)
            {
                _violations.Add($"session {session}: the {(isClient ? "client" : "server")} uses record number {sequence} again");
            }
            else
            {
                _highest[(session, isClient)] = sequence;
            }
        }
    }
}
