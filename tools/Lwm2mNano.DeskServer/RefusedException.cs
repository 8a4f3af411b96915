using System;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Says that a device's request is refused.
    /// </summary>
    internal sealed class RefusedException : Exception
    {
        /// <summary>
        /// Creates the exception.
        /// </summary>
        /// <param name="code">The code of the answer.</param>
        /// <param name="reason">What is wrong; the answer's diagnostic payload.</param>
        internal RefusedException(int code, string reason)
            : base(reason)
        {
            Code = code;
        }

        /// <summary>Gets the code of the answer.</summary>
        internal int Code { get; }
    }
}
