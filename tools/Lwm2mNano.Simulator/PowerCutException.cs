using System;

namespace Lwm2mNano.Simulator
{
    /// <summary>Power has gone: nothing that the device would do next happens.</summary>
    public sealed class PowerCutException() : Exception("Power has gone.");
}
