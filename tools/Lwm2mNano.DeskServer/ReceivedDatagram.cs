using System.Net;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A datagram and who sent it.
    /// </summary>
    /// <param name="Bytes">The datagram, owned by the receiver.</param>
    /// <param name="Peer">The sender; equal for datagrams of the same sender.</param>
    public readonly record struct ReceivedDatagram(byte[] Bytes, EndPoint Peer);
}
