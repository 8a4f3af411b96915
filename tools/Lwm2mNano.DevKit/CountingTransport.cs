using System;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.DevKit;

/// <summary>Counts what goes through a transport; under DTLS that is what the network sees.</summary>
/// <param name="inner">The transport that carries the datagrams.</param>
public sealed class CountingTransport(IDatagramTransport inner) : IDatagramTransport
{
    // A handshake begins with a record of its type that has epoch 0 and number 0 (RFC 6347, section 4.1); what is sent again has a later number.
    private const byte HandshakeRecord = 22;
    private const int NumberOffset = 3;
    private const int NumberBytes = 8;

    /// <summary>Gets what was counted.</summary>
    public CycleTraffic Traffic { get; private set; }

    /// <inheritdoc/>
    public bool IsPeerAuthenticated => inner.IsPeerAuthenticated;

    /// <inheritdoc/>
    public IPreSharedKey Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    /// <inheritdoc/>
    public bool HasConnectionId => inner.HasConnectionId;

    /// <inheritdoc/>
    public int Open(byte[] host, int port) => inner.Open(host, port);

    /// <inheritdoc/>
    public int Reopen(byte[] host, int port) => inner.Reopen(host, port);

    /// <inheritdoc/>
    public int Suspend(byte[] buffer, int offset, int count) => inner.Suspend(buffer, offset, count);

    /// <inheritdoc/>
    public bool Resume(byte[] buffer, int offset, int count) => inner.Resume(buffer, offset, count);

    /// <inheritdoc/>
    public void Close() => inner.Close();

    /// <inheritdoc/>
    public int Send(byte[] buffer, int offset, int count)
    {
        Traffic += new CycleTraffic(1, count, 0, 0, BeginsHandshake(buffer, offset, count) ? 1 : 0);
        return inner.Send(buffer, offset, count);
    }

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int count)
    {
        int length = inner.Receive(buffer, offset, count);
        if (length > 0)
        {
            Traffic += new CycleTraffic(0, 0, 1, length, 0);
        }

        return length;
    }

    /// <inheritdoc/>
    public void Wait(int milliseconds) => inner.Wait(milliseconds);

    private static bool BeginsHandshake(byte[] buffer, int offset, int count) =>
        count >= NumberOffset + NumberBytes && buffer[offset] == HandshakeRecord
        && buffer.AsSpan(offset + NumberOffset, NumberBytes).IndexOfAnyExcept((byte)0) < 0;
}
