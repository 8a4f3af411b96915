using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// What the registry says of a resource.
    /// </summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">Its type; <see cref="ResourceType.None"/> if it is executable.</param>
    /// <param name="IsMultiple">Whether it may have several instances.</param>
    /// <param name="Units">Its unit, or <see langword="null"/>.</param>
    public sealed record ResourceDefinition(string Name, ResourceType Type, bool IsMultiple, string Units);
}
