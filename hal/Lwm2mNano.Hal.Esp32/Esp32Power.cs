using System.Threading;
using nanoFramework.Runtime.Native;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// Restart and factory reset of the board.
    /// </summary>
    public sealed class Esp32Power : IPower
    {
        /// <summary>How long a restart waits so that the answer to the request leaves, in milliseconds.</summary>
        public const int RebootDelayMilliseconds = 500;

        private readonly FileStore _store;
        private readonly string _provisioningFile;

        /// <summary>
        /// Creates the board's power control.
        /// </summary>
        /// <param name="store">The store that a factory reset empties.</param>
        /// <param name="provisioningFile">The one file that a factory reset keeps.</param>
        public Esp32Power(FileStore store, string provisioningFile)
        {
            _store = store;
            _provisioningFile = provisioningFile;
        }

        /// <inheritdoc/>
        [Allocates("The program ends here.")]
        public void Reboot()
        {
            Thread.Sleep(RebootDelayMilliseconds);
            Power.RebootDevice();
        }

        /// <inheritdoc/>
        [Allocates("The program ends here.")]
        public void FactoryReset()
        {
            // What cannot be deleted does not keep the device from restarting.
            _store.DeleteAllBut(_provisioningFile);
            Reboot();
        }
    }
}
