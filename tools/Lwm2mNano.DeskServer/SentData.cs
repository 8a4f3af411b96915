using System.Collections.Generic;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What a device sent of its own accord (Send).
    /// </summary>
    /// <param name="Registration">The device.</param>
    /// <param name="Format">The payload's content format.</param>
    /// <param name="Payload">The payload.</param>
    /// <param name="Values">The values of the payload.</param>
    public sealed record SentData(Registration Registration, int Format, byte[] Payload, IReadOnlyList<DecodedValue> Values);
}
