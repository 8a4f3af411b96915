namespace Lwm2mNano.Hal
{
    /// <summary>
    /// The figures behind Memory Free (/3/0/10) and Memory Total (/3/0/21).
    /// </summary>
    public interface IMemory
    {
        /// <summary>
        /// Gets the free memory in kilobytes, or -1 where it is not known. Allocates nothing.
        /// </summary>
        int FreeKilobytes { get; }

        /// <summary>
        /// Gets the memory there is in kilobytes, or -1 where it is not known. Allocates nothing.
        /// </summary>
        int TotalKilobytes { get; }
    }
}
