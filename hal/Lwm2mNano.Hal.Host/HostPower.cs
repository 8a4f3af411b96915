using System;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// Remembers that a restart was asked for; the program that runs the application starts it anew. No delay is needed: the
    /// operating system has what was sent.
    /// </summary>
    public sealed class HostPower : IPower
    {
        private readonly Action _forget;

        /// <summary>
        /// Creates the power control.
        /// </summary>
        /// <param name="forget">Forgets what was stored since provisioning; <see langword="null"/> where nothing is.</param>
        public HostPower(Action forget)
        {
            _forget = forget;
        }

        /// <summary>
        /// Gets whether a restart was asked for.
        /// </summary>
        public bool IsRebootRequested { get; private set; }

        /// <inheritdoc/>
        public void Reboot() => IsRebootRequested = true;

        /// <inheritdoc/>
        public void FactoryReset()
        {
            _forget?.Invoke();
            Reboot();
        }
    }
}
