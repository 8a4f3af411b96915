using System.Collections.Generic;
using System.Linq;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What a bootstrap server gives to which device.
    /// </summary>
    public sealed class BootstrapConfiguration
    {
        /// <summary>The name that stands for every device that is not named.</summary>
        public const string AnyEndpoint = "*";

        private readonly IReadOnlyDictionary<string, BootstrapDevice> _devices;

        /// <summary>
        /// Creates the configuration.
        /// </summary>
        /// <param name="devices">The devices by Endpoint Client Name, or <see cref="AnyEndpoint"/>.</param>
        public BootstrapConfiguration(IReadOnlyDictionary<string, BootstrapDevice> devices)
        {
            _devices = devices;
        }

        /// <summary>Gets or sets the port of a server that is this one, without security.</summary>
        public int Port { get; set; }

        /// <summary>Gets or sets the port of a server that is this one, with DTLS; <see langword="null"/> where there is none.</summary>
        public int? SecurePort { get; set; }

        /// <summary>Gets the number of devices.</summary>
        public int Count => _devices.Count;

        /// <summary>Gets where keys are given to whoever asks, because no identity is asked for.</summary>
        public IEnumerable<string> PlacesOfOpenKeys => _devices.Values.Where(d => d.Identity == null && d.Servers.Any(s => s.IsSecure)).Select(d => d.Place);

        /// <summary>
        /// Finds what a device gets.
        /// </summary>
        /// <param name="endpoint">Its Endpoint Client Name.</param>
        /// <returns>What it gets, or <see langword="null"/> if it is not known here.</returns>
        public BootstrapDevice Find(string endpoint) => _devices.GetValueOrDefault(endpoint) ?? _devices.GetValueOrDefault(AnyEndpoint);

        /// <summary>
        /// Looks for what cannot work with the keys that there are.
        /// </summary>
        /// <param name="keys">The keys.</param>
        /// <returns>What is wrong and what to do, or <see langword="null"/>.</returns>
        public string ProblemWith(PskKeys keys)
        {
            foreach (BootstrapDevice device in _devices.Values)
            {
                if (device.Identity != null && keys.Find(device.Identity) == null)
                {
                    return $"{device.Place}.identity: there is no key of '{device.Identity}': add it to --psk-file";
                }

                if (keys.Count == 0 && device.Servers.FirstOrDefault(s => s.IsSecure && s.Uri == null) is BootstrapAccount self)
                {
                    return $"{device.Place}, {self}: this server has no keys to be reached with psk: give it --psk-file";
                }
            }

            return null;
        }
    }
}
