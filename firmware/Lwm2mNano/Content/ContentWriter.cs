using Lwm2mNano.Objects;

namespace Lwm2mNano.Content
{
    /// <summary>
    /// Writes values in one data format into a buffer of the caller. A format is one class; it is told the path that is written and
    /// each level below it. What does not fit is not written, and <see cref="End"/> then says so. Nothing is allocated.
    /// </summary>
    public abstract class ContentWriter
    {
        /// <summary>The buffer that is written to.</summary>
        protected byte[] _buffer;

        /// <summary>Where the next byte goes.</summary>
        protected int _position;

        /// <summary>Where the buffer's usable part ends.</summary>
        protected int _limit;

        /// <summary>Whether something did not fit.</summary>
        protected bool _overflowed;

        private int _start;

        /// <summary>Gets the Content-Format number.</summary>
        public abstract int Format { get; }

        /// <summary>Gets whether the format holds one value only, of a resource or a resource instance.</summary>
        public abstract bool IsSingleValue { get; }

        /// <summary>Gets whether a payload of the format may hold values of any paths.</summary>
        public virtual bool IsComposite => false;

        /// <summary>
        /// Gets whether the format can hold a type.
        /// </summary>
        /// <param name="type">The type.</param>
        /// <returns>Whether it can.</returns>
        public abstract bool Supports(ResourceType type);

        /// <summary>
        /// Starts a payload.
        /// </summary>
        /// <param name="buffer">The buffer to write to; owned by the caller.</param>
        /// <param name="offset">Where the payload starts.</param>
        /// <param name="limit">Where the buffer's usable part ends.</param>
        public virtual void Begin(byte[] buffer, int offset, int limit)
        {
            _buffer = buffer;
            _start = offset;
            _position = offset;
            _limit = limit;
            _overflowed = false;
        }

        /// <summary>
        /// Says what the values that follow belong to. Called once, and again only where <see cref="IsComposite"/>.
        /// </summary>
        /// <param name="path">An object, an instance, a resource or a resource instance. Read during this call only.</param>
        public virtual void BeginPath(ResourcePath path)
        {
        }

        /// <summary>
        /// Starts an object instance; called only where the path is that of an object.
        /// </summary>
        /// <param name="id">Object Instance ID.</param>
        public abstract void BeginInstance(int id);

        /// <summary>
        /// Ends the object instance.
        /// </summary>
        public abstract void EndInstance();

        /// <summary>
        /// Starts a multiple resource, whatever the number of its instances.
        /// </summary>
        /// <param name="id">Resource ID.</param>
        public abstract void BeginMultiple(int id);

        /// <summary>
        /// Ends the multiple resource.
        /// </summary>
        public abstract void EndMultiple();

        /// <summary>
        /// Writes a value.
        /// </summary>
        /// <param name="id">Resource Instance ID inside a multiple resource or where the path is that of a resource instance, else Resource ID.</param>
        /// <param name="value">The value; read during the call only.</param>
        public abstract void Write(int id, ResourceValue value);

        /// <summary>
        /// Ends the payload.
        /// </summary>
        /// <returns>Its length in bytes, or -1 if something did not fit.</returns>
        public virtual int End()
        {
            return _overflowed ? -1 : _position - _start;
        }
    }
}
