using System.Collections.Generic;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// An instance of an object that a bootstrap writes.
    /// </summary>
    /// <param name="Id">Object Instance ID.</param>
    /// <param name="Values">Its resources' ids and values: <see cref="long"/>, <see cref="bool"/>, <see cref="string"/>, <c>byte[]</c>, or for a
    /// multiple resource its instances' integers by id.</param>
    internal sealed record BootstrapInstance(int Id, IReadOnlyList<(int ResourceId, object Value)> Values);
}
