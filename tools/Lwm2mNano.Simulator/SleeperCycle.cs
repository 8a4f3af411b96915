namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// What a device did from one wake-up to the begin of its sleep, or until power went.
    /// </summary>
    /// <param name="IsCut">Whether power went.</param>
    /// <param name="ConnectMilliseconds">How long Wi-Fi connected.</param>
    /// <param name="OnlineMilliseconds">How long the device was connected.</param>
    /// <param name="Sent">How many datagrams it sent.</param>
    /// <param name="SentBytes">How many bytes of UDP payload they had.</param>
    /// <param name="Received">How many datagrams came.</param>
    /// <param name="ReceivedBytes">How many bytes of UDP payload they had.</param>
    /// <param name="Handshakes">How many handshakes it began.</param>
    /// <param name="SleepMilliseconds">For how long it sleeps then.</param>
    public sealed record SleeperCycle(
        bool IsCut, long ConnectMilliseconds, long OnlineMilliseconds, int Sent, long SentBytes, int Received, long ReceivedBytes, int Handshakes,
        long SleepMilliseconds);
}
