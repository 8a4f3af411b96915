using System.Linq;
using System.Text;
using Mono.Cecil;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// Names of types and members in the form of the platform's list: the documentation ids of .NET, with the return type of every method.
/// </summary>
public static class DocumentationId
{
    /// <summary>Names a type, for example <c>T:System.Threading.Timer</c>.</summary>
    public static string Of(TypeReference type) => "T:" + Name(type);

    /// <summary>Names a field, for example <c>F:System.String.Empty</c>.</summary>
    public static string Of(FieldReference field) => "F:" + Name(field.DeclaringType) + "." + field.Name;

    /// <summary>Names a method, for example <c>M:System.String.Substring(System.Int32)~System.String</c>.</summary>
    public static string Of(MethodReference method) => Of(method, method.DeclaringType);

    /// <summary>Names the method as if <paramref name="declaringType"/> declared it.</summary>
    public static string Of(MethodReference method, TypeReference declaringType) => "M:" + Name(declaringType) + "." + Signature(method);

    /// <summary>Names a method without its type: what is the same in an override.</summary>
    public static string Signature(MethodReference method)
    {
        StringBuilder id = new();
        id.Append(method.Name.Replace('.', '#'));
        id.Append('(').AppendJoin(',', method.Parameters.Select(parameter => Name(parameter.ParameterType))).Append(')');
        if (method.ReturnType.FullName != "System.Void")
        {
            id.Append('~').Append(Name(method.ReturnType));
        }

        return id.ToString();
    }

    private static string Name(TypeReference type) => type switch
    {
        ByReferenceType reference => Name(reference.ElementType) + "@",
        PointerType pointer => Name(pointer.ElementType) + "*",
        ArrayType array => Name(array.ElementType) + "[" + new string(',', array.Rank - 1) + "]",
        IModifierType modified => Name(modified.ElementType),
        PinnedType pinned => Name(pinned.ElementType),
        _ => type.FullName.Replace('/', '.'),
    };
}
