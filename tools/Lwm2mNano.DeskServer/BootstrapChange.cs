using System.Collections.Generic;
using System.Net;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says what happened in a bootstrap. It holds no key.
    /// </summary>
    /// <param name="Kind">What happened.</param>
    /// <param name="Endpoint">The device's Endpoint Client Name.</param>
    /// <param name="Peer">Where it is.</param>
    /// <param name="Operation">What was done: <c>delete</c>, <c>discover</c>, <c>write</c> or <c>finish</c>; <see langword="null"/> for the request.</param>
    /// <param name="Path">To what, or <see langword="null"/>.</param>
    /// <param name="Format">The content format of what is written, or <c>ContentFormat.None</c>.</param>
    /// <param name="Bytes">How many bytes were written.</param>
    /// <param name="Answer">The device's answer, or that there was none; <see langword="null"/> where it was not asked.</param>
    /// <param name="Exchanges">How many exchanges it took, the request's included; where it is over.</param>
    /// <param name="Servers">The servers that it was given and their URIs; where it is finished.</param>
    /// <param name="Reason">Why it failed, or what follows from an answer; <see langword="null"/> for nothing to say.</param>
    public sealed record BootstrapChange(
        BootstrapChangeKind Kind,
        string Endpoint,
        EndPoint Peer,
        string Operation = null,
        string Path = null,
        int Format = Content.ContentFormat.None,
        int Bytes = 0,
        DeviceAnswer Answer = null,
        int Exchanges = 0,
        IReadOnlyList<(int ShortServerId, string Uri)> Servers = null,
        string Reason = null);
}
