namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Data types of resources (LwM2M Core 1.1, appendix C).
    /// </summary>
    public enum ResourceType
    {
        /// <summary>No value: an executable resource.</summary>
        None,

        /// <summary>UTF-8 text.</summary>
        String,

        /// <summary>A signed integer of up to 64 bits.</summary>
        Integer,

        /// <summary>An unsigned integer of up to 64 bits.</summary>
        Unsigned,

        /// <summary>A floating point number of 32 or 64 bits.</summary>
        Float,

        /// <summary>True or false.</summary>
        Boolean,

        /// <summary>A sequence of bytes.</summary>
        Opaque,

        /// <summary>Seconds since 1970-01-01 00:00:00 UTC, signed.</summary>
        Time,

        /// <summary>An Object Link: Object ID and Object Instance ID.</summary>
        ObjectLink,
    }
}
