using System;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A record of SenML (RFC 8428) with the base values worked in.
    /// </summary>
    /// <param name="Name">Its whole name, in LwM2M a path.</param>
    /// <param name="Value">The value: <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/>, <see cref="string"/>, <see cref="bool"/>,
    /// <c>byte[]</c>, <see cref="ObjectLink"/>, or <see langword="null"/> for none.</param>
    /// <param name="Time">Its time, or <see langword="null"/> if none is given.</param>
    /// <param name="Unit">Its unit, or <see langword="null"/>.</param>
    public sealed record SenMlRecord(string Name, object Value, DateTimeOffset? Time = null, string Unit = null);
}
