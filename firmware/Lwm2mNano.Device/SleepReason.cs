namespace Lwm2mNano.Device
{
    /// <summary>
    /// Why a device goes to sleep for as long as it does.
    /// </summary>
    public static class SleepReason
    {
        /// <summary>Everything was said and the servers have nothing more.</summary>
        public const int Done = 0;

        /// <summary>The network could not be reached in time: the interval grows.</summary>
        public const int NoNetwork = 1;

        /// <summary>The servers could not be reached, or the exchange was not over in time: the interval grows.</summary>
        public const int NoAnswer = 2;

        /// <summary>Everything was said, and the battery is low: the interval is stretched.</summary>
        public const int LowBattery = 3;

        /// <summary>The battery is below the cut-off: the radio stays off until it has recovered.</summary>
        public const int CutOff = 4;
    }
}
