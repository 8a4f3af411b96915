using System;
using System.Collections.Generic;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// What a run of the simulation has shown.
    /// </summary>
    public sealed record SimulationResult(
        int Seed, long VirtualMilliseconds, TimeSpan Elapsed, int Registers, int Updates, int Notifications, int Datagrams, IReadOnlyList<string> Violations)
    {
        /// <summary>Gets whether nothing was seen that must not be.</summary>
        public bool IsGood => Violations.Count == 0;
    }
}
