namespace Lwm2mNano.Hal
{
    /// <summary>
    /// The link under the datagrams: Wi-Fi on the board, always up on a desktop.
    /// </summary>
    public interface INetwork
    {
        /// <summary>
        /// Gets whether the link is up and has an address. Does not block.
        /// </summary>
        bool IsUp { get; }

        /// <summary>
        /// Brings the link up. Blocks until it is up or the time has passed; never throws.
        /// </summary>
        /// <param name="timeoutMilliseconds">The longest wait in milliseconds; 0 only begins, and <see cref="IsUp"/> tells when it is up.</param>
        /// <returns>Whether the link is up.</returns>
        [Allocates("What the platform's Wi-Fi helper takes, once for each attempt to connect.")]
        bool Connect(int timeoutMilliseconds);
    }
}
