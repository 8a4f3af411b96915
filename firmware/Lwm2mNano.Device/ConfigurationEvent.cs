namespace Lwm2mNano.Device
{
    /// <summary>
    /// What becomes of the configuration in the store.
    /// </summary>
    public enum ConfigurationEvent
    {
        /// <summary>Nothing is stored: device.cfg is in force.</summary>
        NotStored,

        /// <summary>The stored configuration is in force.</summary>
        Loaded,

        /// <summary>One of the two files is damaged; the other one is in force.</summary>
        OtherLoaded,

        /// <summary>What is stored is damaged: device.cfg is in force.</summary>
        Damaged,

        /// <summary>
        /// What is stored is whole, but this firmware does not accept it, or it names no server any more: it is deleted, and the device restarts
        /// with device.cfg.
        /// </summary>
        Refused,

        /// <summary>A changed configuration was stored.</summary>
        Saved,

        /// <summary>The changed configuration is too long or could not be stored: what was stored before still is.</summary>
        NotSaved,
    }
}
