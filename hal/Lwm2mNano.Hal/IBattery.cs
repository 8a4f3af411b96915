namespace Lwm2mNano.Hal
{
    /// <summary>
    /// The battery as the Device Object (/3) reports it. Reading a property does not measure; <see cref="Sample"/> does.
    /// </summary>
    public interface IBattery
    {
        /// <summary>
        /// Measures. Blocks for a few milliseconds; allocates nothing.
        /// </summary>
        /// <returns><see langword="true"/> if there is a new measurement; else the old values stay.</returns>
        bool Sample();

        /// <summary>
        /// Measures the voltage as it is now, for instance while the radio loads the battery; the properties stay. Blocks for a few milliseconds;
        /// allocates nothing.
        /// </summary>
        /// <returns>The voltage in millivolts, or -1 if it cannot be measured.</returns>
        int MeasureMillivolts();

        /// <summary>
        /// Gets the voltage in millivolts as last measured, or -1 before the first measurement.
        /// </summary>
        int Millivolts { get; }

        /// <summary>
        /// Gets the charge in percent, 0 to 100, as last measured, or -1 before the first measurement.
        /// </summary>
        int Percent { get; }

        /// <summary>
        /// Gets the current in milliamperes, positive while discharging, or <see cref="int.MinValue"/> where it is not measured.
        /// </summary>
        int Milliamperes { get; }

        /// <summary>
        /// Gets whether the battery is being charged; <see langword="false"/> where that is not known.
        /// </summary>
        bool IsCharging { get; }

        /// <summary>
        /// Gets whether the charge is so low that somebody should replace or charge the battery.
        /// </summary>
        bool IsLow { get; }

        /// <summary>
        /// Gets or sets what the battery keeps from one measurement to the next, so that noise is not taken for a change after a sleep either; 0 for
        /// nothing. Setting it does not measure.
        /// </summary>
        int Memory { get; set; }
    }
}
