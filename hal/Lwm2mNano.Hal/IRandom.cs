namespace Lwm2mNano.Hal
{
    /// <summary>
    /// A source of random numbers: the hardware's on the board, a seeded one in tests.
    /// </summary>
    public interface IRandom
    {
        /// <summary>
        /// Gets the next 32 random bits. Allocates nothing.
        /// </summary>
        /// <returns>Any value of an <see cref="int"/>.</returns>
        int Next();
    }
}
