using System;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// A value that a device gave, for people and programs to read.
    /// </summary>
    /// <param name="Path">Its path, such as <c>/3/0/0</c>.</param>
    /// <param name="Name">The resource's name, or <see langword="null"/> if it is not in the registry.</param>
    /// <param name="Value">The value: <see cref="string"/> (an opaque one in hexadecimal), <see cref="long"/>, <see cref="ulong"/>,
    /// <see cref="double"/> or <see cref="bool"/>.</param>
    /// <param name="Text">The value as people read it, with its unit.</param>
    /// <param name="Time">When it was measured, or <see langword="null"/> if the device does not say.</param>
    public sealed record DecodedValue(string Path, string Name, object Value, string Text, DateTimeOffset? Time = null)
    {
        /// <summary>Gets the value with its path and name.</summary>
        /// <returns>Such as <c>/3/0/9 Battery Level = 80 %</c>.</returns>
        public override string ToString() =>
            (Name == null ? $"{Path} = {Text}" : $"{Path} {Name} = {Text}") + (Time is DateTimeOffset time ? $" at {ContentDecoder.Date(time)}" : string.Empty);
    }
}
