namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Values of Error Code (/3/0/11) that this client can report (LwM2M Core 1.1, appendix E.4).
    /// </summary>
    public static class DeviceError
    {
        /// <summary>No error.</summary>
        public const int None = 0;

        /// <summary>Low battery power.</summary>
        public const int LowBattery = 1;

        /// <summary>External power supply off.</summary>
        public const int ExternalPowerOff = 2;

        /// <summary>Low received signal strength.</summary>
        public const int LowSignal = 4;

        /// <summary>Out of memory.</summary>
        public const int OutOfMemory = 5;

        /// <summary>IP connectivity failure.</summary>
        public const int ConnectivityFailure = 7;

        /// <summary>Peripheral malfunction.</summary>
        public const int PeripheralMalfunction = 8;
    }
}
