namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says what happened to a request that waits for a device that sleeps.
    /// </summary>
    /// <param name="Kind">What happened.</param>
    /// <param name="Endpoint">The device's Endpoint Client Name.</param>
    /// <param name="Request">The request.</param>
    /// <param name="Waiting">How many wait with it.</param>
    public sealed record QueueChange(QueueChangeKind Kind, string Endpoint, QueuedRequest Request, int Waiting);
}
