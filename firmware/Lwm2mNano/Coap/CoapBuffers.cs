namespace Lwm2mNano.Coap
{
    /// <summary>
    /// What message layers need only while one of them is at work: the datagram received last and the answer to it. The layers of one
    /// client share them. Allocated at construction.
    /// </summary>
    public sealed class CoapBuffers
    {
        private const int EmptyMessageBytes = 4;

        // One byte more than a datagram may have tells one that was cut.
        internal readonly byte[] _received = new byte[Limits.MaxDatagramBytes + 1];
        internal readonly CoapReader _incoming = new CoapReader();
        internal readonly CoapWriter _answer = new CoapWriter(Limits.MaxDatagramBytes);
        internal readonly CoapWriter _empty = new CoapWriter(EmptyMessageBytes);
    }
}
