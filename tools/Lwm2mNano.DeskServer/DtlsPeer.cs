using System.Net;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A device that proved by its pre-shared key who it is, for as long as its session lasts. The same session is the same peer, wherever it
    /// moves; another session is another peer, even of the same device.
    /// </summary>
    public sealed class DtlsPeer : EndPoint
    {
        private volatile EndPoint _address;

        internal DtlsPeer(DtlsSession session, EndPoint address)
        {
            Session = session;
            _address = address;
        }

        /// <summary>Gets the identity that names its key.</summary>
        public string Identity { get; internal set; }

        /// <summary>Gets whether the session has a Connection ID (RFC 9146) and outlives a change of address.</summary>
        public bool HasConnectionId { get; internal set; }

        /// <summary>Gets where the device was last.</summary>
        public EndPoint Address
        {
            get => _address;
            internal set => _address = value;
        }

        internal DtlsSession Session { get; }

        /// <inheritdoc/>
        public override string ToString() => Address.ToString();
    }
}
