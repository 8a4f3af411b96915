namespace Lwm2mNano.Objects
{
    /// <summary>
    /// The definition of a resource in 32 bits: its id, type, operations, multiplicity and whether it is mandatory. An object's table
    /// is an array of them, in rising order of the ids: <c>5 | Resource.Integer | Resource.ReadWrite | Resource.Mandatory</c>.
    /// </summary>
    public static class Resource
    {
        /// <summary>What a look-up gives where there is no such resource.</summary>
        public const uint NotDefined = 0;

        /// <summary>No operation.</summary>
        public const uint None = 0;

        /// <summary>Type String.</summary>
        public const uint String = (uint)ResourceType.String << TypeShift;

        /// <summary>Type Integer.</summary>
        public const uint Integer = (uint)ResourceType.Integer << TypeShift;

        /// <summary>Type Unsigned Integer.</summary>
        public const uint Unsigned = (uint)ResourceType.Unsigned << TypeShift;

        /// <summary>Type Float.</summary>
        public const uint Float = (uint)ResourceType.Float << TypeShift;

        /// <summary>Type Boolean.</summary>
        public const uint Boolean = (uint)ResourceType.Boolean << TypeShift;

        /// <summary>Type Opaque.</summary>
        public const uint Opaque = (uint)ResourceType.Opaque << TypeShift;

        /// <summary>Type Time.</summary>
        public const uint Time = (uint)ResourceType.Time << TypeShift;

        /// <summary>Type Object Link.</summary>
        public const uint ObjectLink = (uint)ResourceType.ObjectLink << TypeShift;

        /// <summary>A server may read it.</summary>
        public const uint Read = 1u << 20;

        /// <summary>A server may write it.</summary>
        public const uint Write = 1u << 21;

        /// <summary>A server may read and write it.</summary>
        public const uint ReadWrite = Read | Write;

        /// <summary>A server may execute it.</summary>
        public const uint Execute = 1u << 22;

        /// <summary>It has resource instances.</summary>
        public const uint Multiple = 1u << 23;

        /// <summary>Every instance of the object has it.</summary>
        public const uint Mandatory = 1u << 24;

        private const int TypeShift = 16;
        private const uint TypeMask = 0xF;
        private const uint IdMask = 0xFFFF;

        /// <summary>Gets the Resource ID.</summary>
        /// <param name="definition">A definition.</param>
        /// <returns>0 to 65534.</returns>
        public static int Id(uint definition)
        {
            return (int)(definition & IdMask);
        }

        /// <summary>Gets the type.</summary>
        /// <param name="definition">A definition.</param>
        /// <returns>The type; <see cref="ResourceType.None"/> for an executable resource.</returns>
        public static ResourceType Type(uint definition)
        {
            return (ResourceType)((definition >> TypeShift) & TypeMask);
        }
    }
}
