using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// One use of a type, field or method in what goes onto the device.
/// </summary>
/// <param name="Where">The type or method that uses it, with the place in it.</param>
/// <param name="What">A <see cref="TypeReference"/>, <see cref="FieldReference"/> or <see cref="MethodReference"/>.</param>
/// <param name="IsAttribute">True for the constructor of an attribute.</param>
/// <param name="By">The method with the instruction that uses it, if there is one.</param>
public sealed record Use(string Where, MemberReference What, bool IsAttribute = false, MethodDefinition By = null);

/// <summary>
/// Finds every use in the definitions and the IL of an assembly. Attributes of the assembly itself describe the build and are left out,
/// and so is what the compiler makes of async methods and iterators, which are an offence as such.
/// </summary>
public static class ReferenceWalker
{
    /// <summary>Gives the types of a module that are looked at.</summary>
    public static IEnumerable<TypeDefinition> Types(ModuleDefinition module)
        => module.GetTypes().Where(type => type.Name != "<Module>" && !AssemblySet.IsStateMachine(type));

    /// <summary>Gives the instructions of a method that are looked at.</summary>
    public static IEnumerable<Instruction> Instructions(MethodDefinition method)
        => method.HasBody && AssemblySet.StateMachineOf(method) == null ? method.Body.Instructions : Enumerable.Empty<Instruction>();

    /// <summary>Gives every use in a module.</summary>
    public static IEnumerable<Use> Uses(ModuleDefinition module) => Types(module).SelectMany(Uses);

    private static IEnumerable<Use> Uses(TypeDefinition type)
    {
        IEnumerable<Use> attributes = Attributes(type.FullName, type)
            .Concat(type.Fields.SelectMany(field => Attributes(field.FullName, field)))
            .Concat(type.Properties.SelectMany(property => Attributes(property.FullName, property)))
            .Concat(type.Events.SelectMany(@event => Attributes(@event.FullName, @event)));
        IEnumerable<TypeReference> types = type.Interfaces.Select(implemented => implemented.InterfaceType)
            .Append(type.BaseType)
            .Concat(type.GenericParameters);
        return attributes
            .Concat(types.Where(used => used != null).Select(used => new Use(type.FullName, used)))
            .Concat(type.Fields.Select(field => new Use(type.FullName + "." + field.Name, field.FieldType)))
            .Concat(type.Methods.SelectMany(Uses));
    }

    private static IEnumerable<Use> Uses(MethodDefinition method)
    {
        string where = AssemblySet.ShortName(method);
        foreach (Use use in Attributes(where, method)
            .Concat(Attributes(where, method.MethodReturnType))
            .Concat(method.Parameters.SelectMany(parameter => Attributes(where, parameter))))
        {
            yield return use;
        }

        foreach (TypeReference type in method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType).Concat(method.GenericParameters))
        {
            yield return new Use(where, type);
        }

        if (!method.HasBody || AssemblySet.StateMachineOf(method) != null)
        {
            yield break;
        }

        foreach (TypeReference type in method.Body.Variables.Select(variable => variable.VariableType)
            .Concat(method.Body.ExceptionHandlers.Select(handler => handler.CatchType).Where(type => type != null)))
        {
            yield return new Use(where, type);
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is MemberReference member)
            {
                yield return new Use(where + " (" + AssemblySet.Position(method, instruction) + ")", member, By: method);
            }
        }
    }

    private static IEnumerable<Use> Attributes(string where, ICustomAttributeProvider provider)
        => provider.CustomAttributes
            .Where(attribute => !attribute.AttributeType.Name.EndsWith("StateMachineAttribute", System.StringComparison.Ordinal))
            .Select(attribute => new Use(where, attribute.Constructor, IsAttribute: true));
}
