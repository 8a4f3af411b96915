using Lwm2mNano.Coap;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// What the Server Object says of the registration: 1/x/1, 1/x/17, 1/x/18 and 1/x/19.
    /// </summary>
    public sealed record RetrySettings(int LifetimeSeconds, int RetryCount, int RetryTimerSeconds, int SequenceDelaySeconds)
    {
        /// <summary>Gets the defaults of LwM2M Core 1.1.</summary>
        public static RetrySettings Default { get; } = new(86400, 5, 60, 86400);

        /// <summary>
        /// Gets by when the client is registered again after everything is well: the longest wait there is, a tenth more for the jitter, and
        /// an exchange that had begun before and is waited for to its end.
        /// </summary>
        public long RecoveryMilliseconds
        {
            get
            {
                long longest = System.Math.Max((long)RetryTimerSeconds << (RetryCount - 1), SequenceDelaySeconds) * CoapTiming.MillisecondsPerSecond;
                return (longest * 11 / 10) + CoapTiming.ExchangeLifetimeMilliseconds + (2 * CoapTiming.MaxTransmitWaitMilliseconds)
                    + ((long)LifetimeSeconds * CoapTiming.MillisecondsPerSecond);
            }
        }

        /// <summary>
        /// Makes some up.
        /// </summary>
        /// <param name="random">The source of random numbers.</param>
        /// <returns>The settings.</returns>
        public static RetrySettings Random(SeededRandom random) => new(
            (int)random.Range(60, 100000), (int)random.Range(1, 7), (int)random.Range(1, 120), (int)random.Range(60, 90000));
    }
}
