using System.Collections.Generic;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// An instance of the Access Control Object that a device is given.
    /// </summary>
    /// <param name="ObjectId">The object that it protects.</param>
    /// <param name="InstanceId">The instance that it protects, or 65535 for the right to create some.</param>
    /// <param name="Owner">The Short Server ID of the owner, or 65535 where only a bootstrap server changes it.</param>
    /// <param name="Rights">The rights by Short Server ID; 0 stands for all others.</param>
    public sealed record BootstrapAccessControl(int ObjectId, int InstanceId, int Owner, IReadOnlyDictionary<int, long> Rights);
}
