using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// Checks that every type and member that is used exists on the platform. Generic ones are left to <see cref="ConstructCheck"/>.
/// </summary>
public sealed class PlatformCheck
{
    private const string CompilerNamespace = "System.Runtime.CompilerServices";

    private readonly AssemblySet _assemblies;
    private readonly PlatformList _platform;

    /// <summary>
    /// Creates the check.
    /// </summary>
    /// <param name="assemblies">What is checked.</param>
    /// <param name="platform">What exists.</param>
    public PlatformCheck(AssemblySet assemblies, PlatformList platform)
    {
        _assemblies = assemblies;
        _platform = platform;
    }

    /// <summary>Gets the number of different types and members of the platform that are used; counted by <see cref="Run"/>.</summary>
    public int MembersUsed { get; private set; }

    /// <summary>Gives every use of something that is missing.</summary>
    public IReadOnlyList<Offence> Run()
    {
        HashSet<string> used = new();
        List<Offence> offences = new();
        foreach (Use use in _assemblies.Modules.SelectMany(ReferenceWalker.Uses))
        {
            if (use.IsAttribute && PlatformList.IsOmitted(use.What.DeclaringType))
            {
                continue;
            }

            Offence offence = use.What switch
            {
                TypeReference type => Check(use.Where, type, used),
                FieldReference field => Check(use.Where, field, used),
                MethodReference method => Check(use, method, used),
                _ => null,
            };
            if (offence != null && !offences.Contains(offence))
            {
                offences.Add(offence);
            }
        }

        MembersUsed = used.Count;
        return offences;
    }

    private Offence Check(string where, TypeReference type, HashSet<string> used)
    {
        while (type is TypeSpecification specification and not GenericInstanceType and not FunctionPointerType)
        {
            type = specification.ElementType;
        }

        if (type is GenericInstanceType or GenericParameter or FunctionPointerType || type.HasGenericParameters || IsOurs(type))
        {
            return null;
        }

        used.Add(DocumentationId.Of(type));
        return _platform.Has(type) ? null : new Offence(OffenceKind.MissingType, where, type.FullName);
    }

    private Offence Check(string where, FieldReference field, HashSet<string> used)
    {
        if (field.DeclaringType is GenericInstanceType || IsOurs(field.DeclaringType))
        {
            return null;
        }

        string id = DocumentationId.Of(field);
        used.Add(id);
        return _platform.Has(field) ? null : new Offence(OffenceKind.MissingMember, where, id);
    }

    private Offence Check(Use use, MethodReference method, HashSet<string> used)
    {
        if (method is GenericInstanceMethod || method.DeclaringType is TypeSpecification || IsOurs(method.DeclaringType) || IsGenericSignature(method))
        {
            return null;
        }

        string id = DocumentationId.Of(method);
        used.Add(id);
        if (_platform.FormsOf(method, _assemblies).Count != 0)
        {
            return null;
        }

        // Attributes of the compiler itself are not written by hand: it embeds their types where they are missing.
        bool embedded = use.IsAttribute && method.DeclaringType.Namespace == CompilerNamespace;
        return new Offence(embedded ? OffenceKind.EmbeddedAttribute : OffenceKind.MissingMember, use.Where, id);
    }

    private static bool IsGenericSignature(MethodReference method)
        => method.Parameters.Any(parameter => ConstructCheck.IsGeneric(parameter.ParameterType)) || ConstructCheck.IsGeneric(method.ReturnType);

    private bool IsOurs(TypeReference type)
    {
        TypeDefinition definition = AssemblySet.Resolve(type);
        return definition != null && _assemblies.Contains(definition);
    }
}
