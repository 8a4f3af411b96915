namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// A desktop's network: up, unless somebody says otherwise to see what the application does then.
    /// </summary>
    public sealed class HostNetwork : INetwork
    {
        /// <summary>
        /// Gets or sets whether the link is up.
        /// </summary>
        public bool IsUp { get; set; } = true;

        /// <summary>
        /// Says whether the link is up; does not wait.
        /// </summary>
        /// <param name="timeoutMilliseconds">Not used.</param>
        /// <returns><see cref="IsUp"/>.</returns>
        public bool Connect(int timeoutMilliseconds) => IsUp;
    }
}
