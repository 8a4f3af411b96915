using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Reads the values of a payload in one data format, in place. A format is one class. The payload is untrusted: every length is
    /// checked against what is there, and a fault is an entry, not an exception. Nothing is allocated.
    /// </summary>
    public abstract class ContentReader
    {
        /// <summary>Where the present entry belongs.</summary>
        protected readonly ResourcePath _path = new ResourcePath();

        /// <summary>Gets the Content-Format number.</summary>
        public abstract int Format { get; }

        /// <summary>Gets whether the format holds one value only, of a resource or a resource instance.</summary>
        public abstract bool IsSingleValue { get; }

        /// <summary>Gets whether a payload of the format may name any paths; its reader takes the root as the target then.</summary>
        public virtual bool IsComposite => false;

        /// <summary>
        /// Gets where the present entry belongs. An Object Instance ID that the payload leaves out is <see cref="ResourcePath.None"/>.
        /// </summary>
        public ResourcePath Path => _path;

        /// <summary>
        /// Starts reading a payload. Beginning again reads it anew.
        /// </summary>
        /// <param name="buffer">The buffer that holds the payload; not copied.</param>
        /// <param name="offset">Where it starts.</param>
        /// <param name="count">Its length in bytes.</param>
        /// <param name="target">What the payload is for; copied.</param>
        public abstract void Begin(byte[] buffer, int offset, int count, ResourcePath target);

        /// <summary>
        /// Goes to the next entry.
        /// </summary>
        /// <returns>What it is.</returns>
        public abstract ContentEntry Next();

        /// <summary>
        /// Reads the present value as a type.
        /// </summary>
        /// <param name="type">The type that the object's definition gives.</param>
        /// <param name="value">Receives the value; text and opaque values point into the payload.</param>
        /// <returns>Whether it is a value of that type.</returns>
        public abstract bool ReadValue(ResourceType type, ResourceValue value);
    }
}
