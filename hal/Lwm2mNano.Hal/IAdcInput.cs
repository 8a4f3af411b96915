namespace Lwm2mNano.Hal
{
    /// <summary>
    /// One input of an analog-to-digital converter, uncalibrated.
    /// </summary>
    public interface IAdcInput
    {
        /// <summary>
        /// Takes one sample. Blocks for the conversion only (well below a millisecond); allocates nothing.
        /// </summary>
        /// <returns>The raw count, 0 to 4095 on the ESP32, or a negative number if the converter failed.</returns>
        int ReadRaw();
    }
}
