namespace Lwm2mNano.Hal.Dtls
{
    /// <summary>
    /// The DTLS engine in C on mbedTLS (hal/native/lwm2m_dtls.h), through the platform's way of calling it: interop on the board, P/Invoke on a
    /// desktop. It does no I/O and never waits: it is handed datagrams and the time. Buffers are read or filled during a call only. Results of
    /// 0 or more are lengths or successes, negative ones are of <see cref="DtlsResult"/>. No member allocates managed memory.
    /// </summary>
    public interface IDtlsEngine
    {
        /// <summary>
        /// Gets what the build can do.
        /// </summary>
        /// <returns>Bits of <see cref="DtlsFeature"/>.</returns>
        int Features();

        /// <summary>
        /// Opens a session, whose handshake begins with the first <see cref="Step"/>.
        /// </summary>
        /// <param name="identity">The identity; copied.</param>
        /// <param name="identityLength">Its length, 1 to 128 bytes.</param>
        /// <param name="key">The key; copied, and erased when the session ends.</param>
        /// <param name="keyLength">Its length, 1 to 64 bytes.</param>
        /// <returns>A handle, 1 or more, or an error.</returns>
        int Open(byte[] identity, int identityLength, byte[] key, int keyLength);

        /// <summary>
        /// Closes a session. An established one leaves a close_notify to <see cref="Take"/>.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <returns>How many datagrams wait to be taken, or an error.</returns>
        int Close(int handle);

        /// <summary>
        /// Hands over a datagram of the server.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <param name="datagram">The buffer that holds it from its beginning.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see cref="DtlsResult.Ok"/> or an error.</returns>
        int Put(int handle, byte[] datagram, int length, long now);

        /// <summary>
        /// Takes the next datagram for the server.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <param name="buffer">The buffer to fill from its beginning.</param>
        /// <param name="capacity">How many bytes fit.</param>
        /// <returns>The datagram's length, 0 if there is none, or an error.</returns>
        int Take(int handle, byte[] buffer, int capacity);

        /// <summary>
        /// Makes a record of application data, to be taken next.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <param name="data">The buffer that holds the data.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="length">Its length in bytes.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns><see cref="DtlsResult.Ok"/> or an error.</returns>
        int Write(int handle, byte[] data, int offset, int length, long now);

        /// <summary>
        /// Reads the application data of one record.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <param name="buffer">The buffer to fill.</param>
        /// <param name="offset">Where to put the first byte.</param>
        /// <param name="capacity">How many bytes fit.</param>
        /// <returns>The length, 0 if there is none, or an error.</returns>
        int Read(int handle, byte[] buffer, int offset, int capacity);

        /// <summary>
        /// Lets time pass: begins the handshake, sends a flight again.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <param name="now">The time in milliseconds.</param>
        /// <returns>One of <see cref="DtlsState"/>, or an error.</returns>
        int Step(int handle, long now);

        /// <summary>
        /// Gets when <see cref="Step"/> wants to be called if no datagram comes.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <returns>A time in milliseconds, or <see cref="long.MaxValue"/>.</returns>
        long Deadline(int handle);

        /// <summary>
        /// Saves an established session and ends it here.
        /// </summary>
        /// <param name="handle">The session.</param>
        /// <param name="buffer">The buffer to fill from its beginning; 256 bytes suffice.</param>
        /// <param name="capacity">How many bytes fit.</param>
        /// <returns>The length, or an error: the session then goes on.</returns>
        int Save(int handle, byte[] buffer, int capacity);

        /// <summary>
        /// Goes on with a saved session. Once only: its store erases it before this call (RFC 5116, section 3.1).
        /// </summary>
        /// <param name="saved">The buffer that holds what <see cref="Save"/> wrote.</param>
        /// <param name="savedLength">Its length in bytes.</param>
        /// <param name="identity">The identity.</param>
        /// <param name="identityLength">Its length in bytes.</param>
        /// <param name="key">The key.</param>
        /// <param name="keyLength">Its length in bytes.</param>
        /// <returns>A handle, or an error.</returns>
        int Load(byte[] saved, int savedLength, byte[] identity, int identityLength, byte[] key, int keyLength);
    }
}
