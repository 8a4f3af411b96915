using Lwm2mNano.Simulator;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A way to live on a battery, by its name.
    /// </summary>
    internal sealed record EnergyProfile(string Name, bool IsLightSleeper, bool KeepsState, bool HasConnectionId, int AwakeSeconds)
    {
        private const int MaxTransmitWaitSeconds = 93;
        private const int Drained = 0;

        /// <summary>What is compared; the first is what the others are measured by.</summary>
        public static EnergyProfile[] All { get; } =
        [
            new("handshake each time, awake 93 s", false, false, false, MaxTransmitWaitSeconds),
            new("handshake each time, until drained", false, false, false, Drained),
            new("session kept in light sleep, awake 93 s", true, true, false, MaxTransmitWaitSeconds),
            new("session kept in light sleep, until drained", true, true, false, Drained),
            new("Connection ID, awake 93 s", false, true, true, MaxTransmitWaitSeconds),
            new("Connection ID, until drained", false, true, true, Drained),
        ];

        public SleeperSettings Settings(int intervalSeconds, int payloadBytes) => new()
        {
            IntervalSeconds = intervalSeconds,
            PayloadBytes = payloadBytes,
            IsLightSleeper = IsLightSleeper,
            KeepsState = KeepsState,
            HasConnectionId = HasConnectionId,
            AwakeSeconds = AwakeSeconds,
        };
    }
}
