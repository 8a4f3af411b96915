namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// Remembers that a restart was asked for; the program that runs the application starts it anew. No delay is needed: the
    /// operating system has what was sent.
    /// </summary>
    public sealed class HostPower : IPower
    {
        private readonly FileStore _store;
        private readonly string _provisioningFile;

        /// <summary>
        /// Creates the power control.
        /// </summary>
        /// <param name="store">The store that a factory reset empties, or <see langword="null"/> for none.</param>
        /// <param name="provisioningFile">The one file that a factory reset keeps.</param>
        public HostPower(FileStore store, string provisioningFile)
        {
            _store = store;
            _provisioningFile = provisioningFile;
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
            _store?.DeleteAllBut(_provisioningFile);
            Reboot();
        }
    }
}
