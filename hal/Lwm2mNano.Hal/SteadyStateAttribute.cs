using System;

namespace Lwm2mNano.Hal
{
    /// <summary>
    /// Marks an entry point of the steady state: from here on, through every call, nothing may allocate by the device's rules.
    /// The tool that checks the IL starts its proof at the methods that carry this attribute.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SteadyStateAttribute : Attribute
    {
    }
}
