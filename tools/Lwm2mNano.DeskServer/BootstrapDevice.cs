using System.Collections.Generic;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What a bootstrap does to a device.
    /// </summary>
    public sealed record BootstrapDevice
    {
        /// <summary>Gets where it stands in the file, for messages.</summary>
        public string Place { get; init; }

        /// <summary>Gets the identity of the pre-shared key that the device proves itself with; <see langword="null"/> where anybody gets this.</summary>
        public string Identity { get; init; }

        /// <summary>Gets the content format of what is written; <see langword="null"/> to leave it to the device.</summary>
        public int? Format { get; init; }

        /// <summary>Gets what is deleted first.</summary>
        public IReadOnlyList<ResourcePath> Deletes { get; init; }

        /// <summary>Gets the servers, one at least.</summary>
        public IReadOnlyList<BootstrapAccount> Servers { get; init; }

        /// <summary>Gets the instances of the Access Control Object.</summary>
        public IReadOnlyList<BootstrapAccessControl> AccessControls { get; init; }

        /// <summary>Gets what is changed of the bootstrap account itself: resources of Object 0 and their values.</summary>
        public IReadOnlyList<(int ResourceId, object Value)> AccountChanges { get; init; }
    }
}
