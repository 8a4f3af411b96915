namespace Lwm2mNano.Hal
{
    /// <summary>
    /// What the device can do to itself.
    /// </summary>
    public interface IPower
    {
        /// <summary>
        /// Restarts the device. On a board this does not return; elsewhere it may return, and the application ends its loop.
        /// Gives what has been sent the time to leave.
        /// </summary>
        [Allocates("The program ends here.")]
        void Reboot();

        /// <summary>
        /// Forgets what was stored since provisioning and restarts like <see cref="Reboot"/>.
        /// </summary>
        [Allocates("The program ends here.")]
        void FactoryReset();
    }
}
