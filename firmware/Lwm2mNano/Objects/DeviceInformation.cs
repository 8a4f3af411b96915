namespace Lwm2mNano.Objects
{
    /// <summary>
    /// What the Device Object tells about the device and never changes, in UTF-8. What is <see langword="null"/> is not there.
    /// </summary>
    public sealed class DeviceInformation
    {
        /// <summary>Gets or sets the Manufacturer (resource 0).</summary>
        public byte[] Manufacturer { get; set; }

        /// <summary>Gets or sets the Model Number (resource 1).</summary>
        public byte[] ModelNumber { get; set; }

        /// <summary>Gets or sets the Serial Number (resource 2).</summary>
        public byte[] SerialNumber { get; set; }

        /// <summary>Gets or sets the Firmware Version (resource 3).</summary>
        public byte[] FirmwareVersion { get; set; }

        /// <summary>Gets or sets the Device Type (resource 17).</summary>
        public byte[] DeviceType { get; set; }

        /// <summary>Gets or sets the Hardware Version (resource 18).</summary>
        public byte[] HardwareVersion { get; set; }

        /// <summary>Gets or sets the Software Version (resource 19).</summary>
        public byte[] SoftwareVersion { get; set; }
    }
}
