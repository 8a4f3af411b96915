using Lwm2mNano.Objects;

namespace Lwm2mNano.Client
{
    /// <summary>
    /// The rights of the server that is being served, by the Access Control Object. They bind only where there is more than one server
    /// (LwM2M Core 1.1, section 7.3.2).
    /// </summary>
    public sealed class AccessRights
    {
        private readonly AccessControlObject _access;
        private readonly ServerObject _server;

        /// <summary>
        /// Creates the rights.
        /// </summary>
        /// <param name="access">The Access Control Object.</param>
        /// <param name="server">The Server Object.</param>
        public AccessRights(AccessControlObject access, ServerObject server)
        {
            _access = access;
            _server = server;
        }

        /// <summary>
        /// Gets or sets the Short Server ID of the server that is being served; <see cref="AccessControlObject.BootstrapOwner"/> for the
        /// bootstrap server, which has every right.
        /// </summary>
        public int ShortServerId { get; set; }

        /// <summary>Gets whether there is more than one server; the Access Control Object is shown only then.</summary>
        public bool IsInForce => _server.InstanceCount > 1;

        /// <summary>
        /// Gets whether the server has a right.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID, or <see cref="AccessControlObject.WholeObject"/>.</param>
        /// <param name="right">One of the rights of <see cref="AccessControlObject"/>.</param>
        /// <returns>Whether it has.</returns>
        public bool Allow(int objectId, int instanceId, int right)
        {
            return !IsInForce || ShortServerId == AccessControlObject.BootstrapOwner || _access.Allows(ShortServerId, objectId, instanceId, right);
        }

        /// <summary>
        /// Gets whether an object is shown to servers.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <returns>Whether it is.</returns>
        public bool Shows(int objectId)
        {
            return objectId != AccessControlObject.Id || IsInForce;
        }

        /// <summary>
        /// Takes that the server has created an instance, which is its own now.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <returns><see langword="false"/> if there is no room to note it.</returns>
        public bool Created(int objectId, int instanceId)
        {
            return !IsInForce || ShortServerId == AccessControlObject.BootstrapOwner || _access.Own(ShortServerId, objectId, instanceId);
        }

        /// <summary>
        /// Takes that an instance was deleted.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID.</param>
        public void Deleted(int objectId, int instanceId)
        {
            _access.Forget(objectId, instanceId);
        }
    }
}
