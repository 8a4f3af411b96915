using System;

namespace Lwm2mNano.Energy
{
    /// <summary>A figure that cannot be set, in words for people.</summary>
    public sealed class EnergyModelException(string message) : Exception(message);
}
