using System;

namespace Lwm2mNano.Hal
{
    /// <summary>
    /// Says that a member allocates managed memory and why that is no leak: the proof of no allocation in the steady state
    /// stops at calls of it. It is for members that run once for each start or connection, never for each message.
    /// </summary>
    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor)]
    public sealed class AllocatesAttribute : Attribute
    {
        /// <summary>
        /// Creates the attribute.
        /// </summary>
        /// <param name="reason">What is allocated and when.</param>
        public AllocatesAttribute(string reason)
        {
            Reason = reason;
        }

        /// <summary>
        /// Gets what is allocated and when.
        /// </summary>
        public string Reason { get; }
    }
}
