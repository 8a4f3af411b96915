namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// A converter whose battery has the voltage it is told.
    /// </summary>
    public sealed class FixedAdc : IAdcInput
    {
        private readonly AdcScale _scale;

        /// <summary>
        /// Creates the input.
        /// </summary>
        /// <param name="scale">The divider and the converter's line.</param>
        /// <param name="millivolts">The battery's voltage in millivolts.</param>
        public FixedAdc(AdcScale scale, int millivolts)
        {
            _scale = scale;
            Millivolts = millivolts;
        }

        /// <summary>
        /// Gets or sets the battery's voltage in millivolts.
        /// </summary>
        public int Millivolts { get; set; }

        /// <inheritdoc/>
        public int ReadRaw() => AdcScale.Clip(_scale.ToRaw(Millivolts));
    }
}
