namespace Lwm2mNano.DevKit;

/// <summary>What went over the network, counted in UDP datagrams and the bytes of their payload.</summary>
/// <param name="Sent">How many datagrams the device sent.</param>
/// <param name="SentBytes">How many bytes they had together.</param>
/// <param name="Received">How many came.</param>
/// <param name="ReceivedBytes">How many bytes they had together.</param>
/// <param name="Handshakes">How many DTLS handshakes the device began.</param>
public readonly record struct CycleTraffic(int Sent, long SentBytes, int Received, long ReceivedBytes, int Handshakes)
{
    /// <summary>Adds up.</summary>
    public static CycleTraffic operator +(CycleTraffic a, CycleTraffic b) => new(
        a.Sent + b.Sent, a.SentBytes + b.SentBytes, a.Received + b.Received, a.ReceivedBytes + b.ReceivedBytes, a.Handshakes + b.Handshakes);

    /// <summary>Gives what came to it since.</summary>
    public static CycleTraffic operator -(CycleTraffic a, CycleTraffic b) => new(
        a.Sent - b.Sent, a.SentBytes - b.SentBytes, a.Received - b.Received, a.ReceivedBytes - b.ReceivedBytes, a.Handshakes - b.Handshakes);
}
