using System;
using Lwm2mNano.Energy;
using Lwm2mNano.Simulator;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A profile that was run for some virtual time.
    /// </summary>
    internal sealed record EnergyRun(EnergyProfile Profile, int IntervalMinutes, int PayloadBytes, ChargeMeter Meter, int Handshakes, int Registers, int Reports)
    {
        private const int SecondsPerMinute = 60;
        private const int Seed = 1;

        public static EnergyRun Of(EnergyProfile profile, int intervalMinutes, int payloadBytes, TimeSpan time, EnergyModel model)
        {
            SleeperSimulation simulation = new(profile.Settings(intervalMinutes * SecondsPerMinute, payloadBytes), Seed, model);
            simulation.Run(time);
            if (simulation.Ledger.Violations.Count > 0)
            {
                throw new InvalidOperationException(simulation.Ledger.Violations[0]);
            }

            return new EnergyRun(
                profile, intervalMinutes, payloadBytes, simulation.Meter, simulation.Server.Dtls.HandshakeCount, simulation.Server.RegisterCount,
                simulation.Server.SendCount);
        }
    }
}
