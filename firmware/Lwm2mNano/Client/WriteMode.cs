namespace Lwm2mNano.Client
{
    /// <summary>
    /// What a write does to what is there.
    /// </summary>
    public enum WriteMode
    {
        /// <summary>Write (Partial Update): the rest of the instance stays; resource instances are added or updated.</summary>
        Update,

        /// <summary>Write (Replace): what may be written and is not in the payload goes.</summary>
        Replace,

        /// <summary>The values of an instance that a server creates.</summary>
        Create,

        /// <summary>The values of a new instance of Object 0 or 1 from the configuration: read-only resources too.</summary>
        Configure,
    }
}
