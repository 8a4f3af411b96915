namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// How a simulated device saves its battery.
    /// </summary>
    public sealed record SleeperSettings
    {
        /// <summary>Gets every how many seconds the device reports its battery.</summary>
        public int IntervalSeconds { get; init; } = 900;

        /// <summary>
        /// Gets how long it stays reachable after the last exchange, in seconds; 0 until it is drained.
        /// </summary>
        public int AwakeSeconds { get; init; }

        /// <summary>Gets whether what it knows outlives a deep sleep. Else each wake-up begins with a handshake and a Register.</summary>
        public bool KeepsState { get; init; } = true;

        /// <summary>Gets whether client and server agree to a Connection ID.</summary>
        public bool HasConnectionId { get; init; } = true;

        /// <summary>
        /// Gets whether the device is in light sleep between its reports, associated with its access point and with all that it knows in its memory, in
        /// place of deep sleep.
        /// </summary>
        public bool IsLightSleeper { get; init; }

        /// <summary>Gets how many bytes each report has more than the battery's values: an object of one's own that has more to say.</summary>
        public int PayloadBytes { get; init; }

        /// <summary>Gets the voltage of the battery under which the device reports once more and stays asleep, in millivolts; 0 for none.</summary>
        public int CutOffMillivolts { get; init; }

        /// <summary>Gets the lifetime of the registration in seconds.</summary>
        public int LifetimeSeconds { get; init; } = 86400;
    }
}
