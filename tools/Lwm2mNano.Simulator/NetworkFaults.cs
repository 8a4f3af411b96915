namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// How bad a network is. Probabilities are 0 to 1, delays in milliseconds.
    /// </summary>
    public sealed record NetworkFaults(double Loss, double Duplication, int MinDelay, int MaxDelay)
    {
        /// <summary>Gets a network without faults.</summary>
        public static NetworkFaults None { get; } = new(0, 0, 20, 60);

        /// <summary>
        /// Makes up a bad network: up to 60 % loss, a fifth of all datagrams twice, delays that bring them out of order.
        /// </summary>
        /// <param name="random">The source of random numbers.</param>
        /// <returns>The network.</returns>
        public static NetworkFaults Random(SeededRandom random) =>
            new(random.Range(0, 61) / 100.0, random.Range(0, 21) / 100.0, 5, (int)random.Range(50, 4000));
    }
}
