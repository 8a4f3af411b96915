namespace Lwm2mNano.Hal
{
    /// <summary>
    /// Small files that survive a power loss. A file is replaced whole; names are short and plain ("device.cfg").
    /// All members block for as long as the flash takes and never throw.
    /// </summary>
    public interface IStore
    {
        /// <summary>
        /// Reads a file from its beginning.
        /// </summary>
        /// <param name="name">The file's name.</param>
        /// <param name="buffer">The buffer to fill; owned by the caller.</param>
        /// <param name="offset">Where to put the first byte.</param>
        /// <param name="count">How many bytes fit.</param>
        /// <returns>The file's length in bytes; <see cref="StoreResult.NotFound"/>; <see cref="StoreResult.TooLarge"/> if it
        /// does not fit; <see cref="StoreResult.Failed"/>.</returns>
        [Allocates("A file stream, at start and when the configuration is read.")]
        int Read(string name, byte[] buffer, int offset, int count);

        /// <summary>
        /// Writes a file, in place of one of that name, and closes it: it is on flash when this returns.
        /// </summary>
        /// <param name="name">The file's name.</param>
        /// <param name="buffer">The buffer that holds the content; owned by the caller.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <returns><see cref="StoreResult.Ok"/> or <see cref="StoreResult.Failed"/>.</returns>
        [Allocates("A file stream, when the configuration changes.")]
        int Write(string name, byte[] buffer, int offset, int count);

        /// <summary>
        /// Deletes a file.
        /// </summary>
        /// <param name="name">The file's name.</param>
        /// <returns><see cref="StoreResult.Ok"/>, also if there was none; <see cref="StoreResult.Failed"/>.</returns>
        [Allocates("A path string, when the configuration is reset.")]
        int Delete(string name);
    }
}
