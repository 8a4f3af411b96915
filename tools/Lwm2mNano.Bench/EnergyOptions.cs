using Lwm2mNano.Energy;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// What is to be compared.
    /// </summary>
    internal sealed record EnergyOptions(double Months, int[] Intervals, int[] Payloads, double Capacity, EnergyModel Model, bool Phases, string Plot);
}
