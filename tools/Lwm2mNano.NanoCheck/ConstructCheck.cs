using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// Checks for what compiles and is silently wrong on the device, fails there at load or run time, or does not compile for it.
/// </summary>
public sealed class ConstructCheck
{
    private const string EmbeddedMarker = "Microsoft.CodeAnalysis.EmbeddedAttribute";
    private const string VolatileModifier = "System.Runtime.CompilerServices.IsVolatile";
    private const string CharacterSpan = "System.ReadOnlySpan`1<System.Char>";
    private const string SwitchThrower = "ThrowSwitchExpressionException";

    private readonly AssemblySet _assemblies;
    private readonly PlatformList _platform;
    private readonly List<Offence> _offences = new();

    /// <summary>
    /// Creates the check.
    /// </summary>
    /// <param name="assemblies">What is checked.</param>
    /// <param name="platform">What exists: only virtual methods that the platform has can be hidden there.</param>
    public ConstructCheck(AssemblySet assemblies, PlatformList platform)
    {
        _assemblies = assemblies;
        _platform = platform;
    }

    /// <summary>Gives every offence.</summary>
    public IReadOnlyList<Offence> Run()
    {
        _offences.Clear();
        foreach (ModuleDefinition module in _assemblies.Modules)
        {
            foreach (Use use in ReferenceWalker.Uses(module))
            {
                CheckUse(use);
            }

            foreach (TypeDefinition type in ReferenceWalker.Types(module))
            {
                CheckType(type);
            }
        }

        return _offences;
    }

    /// <summary>Says whether a type is generic or made of a generic one.</summary>
    public static bool IsGeneric(TypeReference type) => type switch
    {
        GenericInstanceType or GenericParameter => true,
        FunctionPointerType => false,
        IModifierType modified => IsGeneric(modified.ElementType),
        TypeSpecification specification => IsGeneric(specification.ElementType),
        _ => type.HasGenericParameters,
    };

    private void CheckUse(Use use)
    {
        if (use.What is MethodReference method)
        {
            if (PlatformList.IsInterpolation(method.DeclaringType))
            {
                foreach (TypeReference type in (method as GenericInstanceMethod)?.GenericArguments.Where(AssemblySet.IsEnum) ?? Array.Empty<TypeReference>())
                {
                    Add(OffenceKind.EnumText, use.Where, "text of " + type.FullName);
                }
            }
            else if (IsDesktopForm(method, use.By))
            {
                return;
            }
            else if (method is GenericInstanceMethod)
            {
                Add(OffenceKind.Generic, use.Where, method.FullName);
            }
            else
            {
                foreach (TypeReference type in method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType).Append(method.DeclaringType))
                {
                    CheckTypeUse(use.Where, type);
                }
            }
        }
        else if (use.What is FieldReference field)
        {
            CheckTypeUse(use.Where, field.FieldType);
            CheckTypeUse(use.Where, field.DeclaringType);
        }
        else if (use.What is TypeReference type)
        {
            CheckTypeUse(use.Where, type);
        }
    }

    private void CheckTypeUse(string where, TypeReference type)
    {
        for (TypeReference current = type; current is TypeSpecification specification; current = specification.ElementType)
        {
            if (current is ArrayType { Rank: > 1 })
            {
                Add(OffenceKind.MultidimensionalArray, where, current.FullName);
            }
            else if (current is FunctionPointerType)
            {
                Add(OffenceKind.FunctionPointer, where, current.FullName);
                return;
            }
            else if (current is RequiredModifierType modified && modified.ModifierType.FullName == VolatileModifier)
            {
                Add(OffenceKind.Volatile, where, current.FullName);
            }
            else if (current is PinnedType)
            {
                Add(OffenceKind.Fixed, where, current.FullName);
            }
        }

        if (IsGeneric(type))
        {
            Add(OffenceKind.Generic, where, type.FullName);
        }
    }

    private void CheckType(TypeDefinition type)
    {
        if (type.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == EmbeddedMarker))
        {
            Add(OffenceKind.EmbeddedAttribute, type.Module.Name, type.FullName);
        }

        foreach (FieldDefinition field in type.Fields.Where(field => field.HasConstant))
        {
            CheckText(type.FullName, field.Constant as string);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            if (type.IsInterface && method.HasBody)
            {
                Add(OffenceKind.DefaultInterfaceMethod, AssemblySet.ShortName(method), "a member of an interface has a body");
            }

            if (method.IsPInvokeImpl)
            {
                Add(OffenceKind.PlatformInvoke, AssemblySet.ShortName(method), method.PInvokeInfo.EntryPoint);
            }

            if (AssemblySet.StateMachineOf(method) is TypeReference machine)
            {
                Add(OffenceKind.StateMachine, AssemblySet.ShortName(method), machine.FullName);
            }

            CheckHiding(method);
            CheckInstructions(method);
        }
    }

    private void CheckHiding(MethodDefinition method)
    {
        bool overrides = method.IsVirtual && method.IsReuseSlot;
        if (overrides || method.IsConstructor || method.DeclaringType.IsInterface)
        {
            return;
        }

        string signature = Parameters(method);
        MethodDefinition hidden = _assemblies.BasesAndInterfaces(method.DeclaringType)
            .Where(ancestor => !ancestor.IsInterface)
            .SelectMany(ancestor => ancestor.Methods)
            .FirstOrDefault(candidate => candidate.IsVirtual && !candidate.IsPrivate && candidate.Name == method.Name && Parameters(candidate) == signature
                && (_assemblies.Contains(candidate) || _platform.FormsOf(candidate, _assemblies).Count != 0));
        if (hidden != null)
        {
            Add(OffenceKind.HiddenVirtual, AssemblySet.ShortName(method), "hides " + hidden.FullName);
        }
    }

    private static string Parameters(MethodReference method) => DocumentationId.Signature(method).Split('~')[0];

    private void CheckInstructions(MethodDefinition method)
    {
        foreach (Instruction instruction in ReferenceWalker.Instructions(method))
        {
            string where = AssemblySet.ShortName(method) + " (" + AssemblySet.Position(method, instruction) + ")";
            string name = instruction.OpCode.Name;
            if (name.Contains(".ovf", StringComparison.Ordinal))
            {
                Add(OffenceKind.CheckedArithmetic, where, name);
            }

            switch (instruction.OpCode.Code)
            {
                case Code.Localloc:
                    Add(OffenceKind.Stackalloc, where, name);
                    break;
                case Code.Calli:
                    Add(OffenceKind.FunctionPointer, where, name);
                    break;
                case Code.Ldftn or Code.Ldvirtftn when !IsDelegateConstruction(instruction.Next):
                    Add(OffenceKind.FunctionPointer, where, name);
                    break;
                case Code.Volatile:
                    Add(OffenceKind.Volatile, where, name);
                    break;
                case Code.Ldstr:
                    CheckText(where, (string)instruction.Operand);
                    break;
                case Code.Box when AssemblySet.IsEnum((TypeReference)instruction.Operand) && !IsSwitchThrower(instruction.Next):
                    Add(OffenceKind.EnumText, where, "boxes " + instruction.Operand);
                    break;
                case Code.Constrained when AssemblySet.IsEnum((TypeReference)instruction.Operand) && ((MethodReference)instruction.Next.Operand).Name == nameof(ToString):
                    Add(OffenceKind.EnumText, where, instruction.Operand + ".ToString()");
                    break;
            }
        }
    }

    private void CheckText(string where, string text)
    {
        if (text != null && text.Contains('\0'))
        {
            Add(OffenceKind.NulInString, where, $"\"{text.Replace("\0", "\\0")}\"");
        }
    }

    private void Add(OffenceKind kind, string where, string what)
    {
        Offence offence = new(kind, where, what);
        if (!_offences.Contains(offence))
        {
            _offences.Add(offence);
        }
    }

    private static bool IsDelegateConstruction(Instruction instruction)
        => instruction.OpCode.Code == Code.Newobj && AssemblySet.IsDelegate(((MethodReference)instruction.Operand).DeclaringType);

    private static bool IsSwitchThrower(Instruction instruction)
        => instruction.Operand is MethodReference method && method.Name == SwitchThrower;

    /// <summary>
    /// What the compiler writes for .NET only: for a <c>params</c> without arguments, the accessors of an event, and <c>string + char</c>.
    /// </summary>
    private static bool IsDesktopForm(MethodReference method, MethodDefinition by) => (method.DeclaringType.FullName, method.Name) switch
    {
        ("System.Array", "Empty") => true,
        ("System.Threading.Interlocked", "CompareExchange") => by != null && (by.IsAddOn || by.IsRemoveOn),
        (CharacterSpan, ".ctor") => true,
        ("System.String", "op_Implicit") => method.ReturnType.FullName == CharacterSpan,
        ("System.String", "Concat") => method.Parameters.All(parameter => parameter.ParameterType.FullName == CharacterSpan),
        _ => false,
    };
}
