namespace Lwm2mNano.Content
{
    /// <summary>
    /// What <see cref="ContentReader.Next"/> went to.
    /// </summary>
    public enum ContentEntry
    {
        /// <summary>The end of a well-formed payload.</summary>
        End,

        /// <summary>The payload is malformed from here on.</summary>
        Malformed,

        /// <summary>An object instance starts; its resources follow.</summary>
        Instance,

        /// <summary>A multiple resource starts; its instances follow, possibly none.</summary>
        Multiple,

        /// <summary>A path without a value, as Read-Composite names what it asks for.</summary>
        Name,

        /// <summary>A value, to be read with <see cref="ContentReader.ReadValue"/>.</summary>
        Value,
    }
}
