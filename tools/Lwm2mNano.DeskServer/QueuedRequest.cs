using System;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A request that waits for its device.
    /// </summary>
    public sealed class QueuedRequest
    {
        internal QueuedRequest(string what, bool isForDevice, DateTimeOffset queuedAt, DateTimeOffset expiresAt)
        {
            What = what;
            IsForDevice = isForDevice;
            QueuedAt = queuedAt;
            ExpiresAt = expiresAt;
        }

        /// <summary>Gets what is asked, such as <c>read /3/0/9</c>.</summary>
        public string What { get; }

        /// <summary>Gets when it was asked for.</summary>
        public DateTimeOffset QueuedAt { get; }

        /// <summary>Gets when it is given up; <see cref="DateTimeOffset.MaxValue"/> is never.</summary>
        public DateTimeOffset ExpiresAt { get; }

        /// <summary>Gets whether it was sent and the device fell asleep over it.</summary>
        public bool IsPutBack { get; internal set; }

        /// <summary>Gets whether it sends something, so that the device must be awake for it; else only those before it are waited for.</summary>
        internal bool IsForDevice { get; }

        /// <summary>Gets what ends with <see langword="null"/> when it is its turn, else with why it will not be.</summary>
        internal TaskCompletionSource<CoapOutcome?> Turn { get; } = new();

        /// <summary>Gets or sets the exchange that is or was under way, or <see langword="null"/>.</summary>
        internal CoapExchange Exchange { get; set; }
    }
}
