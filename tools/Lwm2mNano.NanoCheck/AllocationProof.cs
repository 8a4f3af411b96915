using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// Proves that the steady state does not allocate by the device's rules: from the methods with <c>[SteadyState]</c>, through every call
/// and every implementation of a virtual or interface call among the assemblies, no instruction allocates. Calls of members with
/// <c>[Allocates]</c> are not followed. Static constructors are start-up: the device runs them when it loads an assembly.
/// </summary>
public sealed class AllocationProof
{
    private const string EntryAttribute = "Lwm2mNano.Hal.SteadyStateAttribute";
    private const string StopAttribute = "Lwm2mNano.Hal.AllocatesAttribute";
    private const string DelegateCall = "Invoke";

    private readonly AssemblySet _assemblies;
    private readonly PlatformList _platform;
    private readonly IReadOnlyDictionary<string, string> _nonAllocating;
    private readonly Dictionary<string, List<MethodReference>> _delegateTargets = new(StringComparer.Ordinal);
    private readonly Dictionary<MethodDefinition, string> _paths = new();
    private readonly HashSet<string> _dispatched = new(StringComparer.Ordinal);
    private readonly Queue<MethodDefinition> _open = new();
    private readonly SortedSet<string> _stops = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _staticConstructors = new(StringComparer.Ordinal);
    private readonly List<Offence> _offences = new();
    private readonly List<string> _entries = new();

    /// <summary>
    /// Creates the proof.
    /// </summary>
    /// <param name="assemblies">What is checked; an interface whose implementations are elsewhere is an offence.</param>
    /// <param name="platform">What exists.</param>
    /// <param name="nonAllocating">The platform's members that do not allocate, with the reason of each.</param>
    public AllocationProof(AssemblySet assemblies, PlatformList platform, IReadOnlyDictionary<string, string> nonAllocating)
    {
        _assemblies = assemblies;
        _platform = platform;
        _nonAllocating = nonAllocating;
    }

    /// <summary>Gets the entry points.</summary>
    public IReadOnlyList<string> Entries => _entries;

    /// <summary>Gets the number of methods reached.</summary>
    public int MethodsReached => _paths.Count;

    /// <summary>Gets the calls that were not followed, each with the reason its attribute gives.</summary>
    public IReadOnlyCollection<string> Stops => _stops;

    /// <summary>Gets the types whose static constructors were taken as start-up.</summary>
    public IReadOnlyCollection<string> StaticConstructors => _staticConstructors;

    /// <summary>
    /// Reads the list of members that do not allocate: a documentation id, a space and the reason in each line; <c>#</c> starts a comment line.
    /// </summary>
    /// <param name="file">The file; by default the one beside the tool.</param>
    public static IReadOnlyDictionary<string, string> ReadNonAllocating(string file = null)
        => File.ReadLines(file ?? Path.Combine(AppContext.BaseDirectory, "non-allocating.txt"))
            .Where(line => line.Length != 0 && line[0] != '#')
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim());

    /// <summary>Gives every offence, each with the path of calls to it.</summary>
    public IReadOnlyList<Offence> Run()
    {
        FindDelegateTargets();
        foreach (MethodDefinition entry in _assemblies.Types.SelectMany(type => type.Methods).Where(method => Attribute(method, EntryAttribute) != null))
        {
            _entries.Add(AssemblySet.ShortName(entry));
            Reach(entry, null);
            Dispatch(entry, entry, null);
        }

        if (_entries.Count == 0)
        {
            _offences.Add(new Offence(OffenceKind.NoEntryPoint, "the assemblies checked", "no method carries [SteadyState]"));
        }

        while (_open.TryDequeue(out MethodDefinition method))
        {
            CheckSignature(method);
            if (method.HasBody)
            {
                CheckBody(method);
            }
        }

        return _offences;
    }

    private void FindDelegateTargets()
    {
        foreach (MethodDefinition method in _assemblies.Types.SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            foreach (Instruction load in method.Body.Instructions.Where(instruction => instruction.OpCode.Code is Code.Ldftn or Code.Ldvirtftn))
            {
                if (load.Next?.OpCode.Code == Code.Newobj)
                {
                    string type = ((MethodReference)load.Next.Operand).DeclaringType.FullName;
                    _delegateTargets.TryAdd(type, new List<MethodReference>());
                    _delegateTargets[type].Add((MethodReference)load.Operand);
                }
            }
        }
    }

    private void Reach(MethodDefinition method, MethodDefinition caller)
    {
        if (_paths.ContainsKey(method))
        {
            return;
        }

        _paths.Add(method, caller == null ? AssemblySet.ShortName(method) : $"{_paths[caller]} → {AssemblySet.ShortName(method)}");
        _open.Enqueue(method);
        NoteStaticConstructor(method.DeclaringType);
    }

    /// <summary>Reaches whatever a virtual or interface call may run besides the method it names.</summary>
    private void Dispatch(MethodDefinition method, MethodDefinition caller, Instruction call)
    {
        if (!method.IsVirtual || !_dispatched.Add(method.FullName))
        {
            return;
        }

        foreach (MethodDefinition implementation in _assemblies.Implementations(method))
        {
            if (StopReason(implementation) is string reason)
            {
                NoteStop(implementation, reason);
            }
            else if (_assemblies.Contains(implementation))
            {
                Reach(implementation, caller);
            }
            else
            {
                CheckPlatformCall(implementation, caller, call);
            }
        }
    }

    private void NoteStop(MethodDefinition method, string reason) => _stops.Add($"{AssemblySet.ShortName(method)}: {reason}");

    private void NoteStaticConstructor(TypeReference type)
    {
        TypeDefinition definition = AssemblySet.Resolve(type);
        if (definition != null && _assemblies.Contains(definition) && definition.Methods.Any(method => method.IsConstructor && method.IsStatic))
        {
            _staticConstructors.Add(definition.FullName);
        }
    }

    private void CheckSignature(MethodDefinition method)
    {
        foreach (ParameterDefinition parameter in method.Parameters.Where(parameter => AssemblySet.IsHeapStruct(parameter.ParameterType)))
        {
            Add(OffenceKind.StructByValue, method, $"parameter {parameter.Name} of struct {parameter.ParameterType.FullName}", null);
        }

        if (AssemblySet.IsHeapStruct(method.ReturnType))
        {
            Add(OffenceKind.StructByValue, method, $"returns struct {method.ReturnType.FullName}", null);
        }

        if (method.IsAbstract && _assemblies.Implementations(method).Count == 0)
        {
            Add(OffenceKind.NoImplementation, method, "nothing implements it in the assemblies checked", null);
        }
    }

    private void CheckBody(MethodDefinition method)
    {
        foreach (VariableDefinition local in method.Body.Variables.Where(local => AssemblySet.IsHeapStruct(local.VariableType)))
        {
            Add(OffenceKind.StructLocal, method, $"local {local.Index} of struct {local.VariableType.FullName}", null);
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (instruction.Operand is FieldReference field)
            {
                NoteStaticConstructor(field.DeclaringType);
            }

            switch (instruction.OpCode.Code)
            {
                case Code.Newobj:
                    CheckConstruction(method, instruction, (MethodReference)instruction.Operand);
                    break;
                case Code.Newarr:
                    Add(OffenceKind.NewArray, method, $"new {instruction.Operand}[]", instruction);
                    break;
                case Code.Ldstr:
                    Add(OffenceKind.StringLiteral, method, $"loads \"{instruction.Operand}\"", instruction);
                    break;
                case Code.Box:
                    Add(OffenceKind.Box, method, $"boxes {instruction.Operand}", instruction);
                    break;
                case Code.Throw or Code.Rethrow:
                    Add(OffenceKind.Throw, method, instruction.OpCode.Name, instruction);
                    break;
                case Code.Ldfld or Code.Ldsfld when AssemblySet.IsHeapStruct(((FieldReference)instruction.Operand).FieldType):
                    Add(OffenceKind.StructByValue, method, $"loads {instruction.Operand}", instruction);
                    break;
                case Code.Ldobj or Code.Ldelem_Any or Code.Unbox_Any when AssemblySet.IsHeapStruct((TypeReference)instruction.Operand):
                    Add(OffenceKind.StructByValue, method, $"loads struct {instruction.Operand}", instruction);
                    break;
                case Code.Call or Code.Callvirt:
                    CheckCall(method, instruction, (MethodReference)instruction.Operand);
                    break;
            }
        }
    }

    private void CheckConstruction(MethodDefinition method, Instruction instruction, MethodReference constructor)
    {
        TypeReference type = constructor.DeclaringType;
        if (AssemblySet.Resolve(constructor) is MethodDefinition definition && StopReason(definition) is string reason)
        {
            NoteStop(definition, reason);
        }
        else if (AssemblySet.IsDelegate(type))
        {
            Add(OffenceKind.NewDelegate, method, $"new {type.FullName}", instruction);
        }
        else if (!type.IsValueType)
        {
            Add(OffenceKind.NewObject, method, $"new {type.FullName}", instruction);
        }
        else if (AssemblySet.IsHeapStruct(type))
        {
            Add(OffenceKind.StructByValue, method, $"new struct {type.FullName}", instruction);
        }
        else
        {
            CheckPlatformCall(constructor, method, instruction);
        }
    }

    private void CheckCall(MethodDefinition method, Instruction instruction, MethodReference callee)
    {
        MethodDefinition target = AssemblySet.Resolve(callee);
        if (callee.DeclaringType.FullName == "System.Array" && callee.Name == "Empty")
        {
            // For the platform the compiler writes a new array.
            Add(OffenceKind.NewArray, method, "params without arguments", instruction);
            return;
        }

        if (target == null && _platform.FormsOf(callee, _assemblies).Count != 0)
        {
            // Compiled against the platform's own assemblies, which are not here and need not be.
            CheckPlatformCall(callee, method, instruction);
            return;
        }

        if (target == null)
        {
            Add(OffenceKind.NoImplementation, method, $"{callee.FullName} cannot be resolved", instruction);
            return;
        }

        if (instruction.Previous?.OpCode.Code == Code.Constrained)
        {
            // A struct without an own implementation is boxed for the call.
            TypeReference self = (TypeReference)instruction.Previous.Operand;
            target = AssemblySet.Resolve(self)?.Methods.FirstOrDefault(own => DocumentationId.Signature(own) == DocumentationId.Signature(callee));
            if (target == null)
            {
                Add(OffenceKind.Box, method, $"boxes {self.FullName} to call {callee.Name}", instruction);
                return;
            }
        }

        if (StopReason(target) is string reason)
        {
            NoteStop(target, reason);
        }
        else if (target.Name == DelegateCall && AssemblySet.IsDelegate(target.DeclaringType))
        {
            ReachDelegate(method, instruction, target.DeclaringType.FullName);
        }
        else
        {
            if (_assemblies.Contains(target))
            {
                Reach(target, method);
            }
            else
            {
                CheckPlatformCall(target, method, instruction);
            }

            if (instruction.OpCode.Code == Code.Callvirt)
            {
                Dispatch(target, method, instruction);
            }
        }
    }

    private void ReachDelegate(MethodDefinition method, Instruction instruction, string type)
    {
        foreach (MethodReference reference in _delegateTargets.GetValueOrDefault(type) ?? new List<MethodReference>())
        {
            CheckCall(method, instruction, reference);
        }
    }

    private void CheckPlatformCall(MethodReference callee, MethodDefinition method, Instruction instruction)
    {
        IReadOnlyList<string> forms = _platform.FormsOf(callee, _assemblies);
        if (forms.Count == 0 || !forms.All(_nonAllocating.ContainsKey))
        {
            Add(OffenceKind.PlatformCall, method, $"{DocumentationId.Of(callee)} is not known to be free of allocation", instruction);
        }
    }

    /// <summary>Gives the reason that a method, or what it overrides or implements, gives for allocating; null if there is none.</summary>
    private string StopReason(MethodDefinition method)
        => _assemblies.Declarations(method).Prepend(method)
            .Select(declaration => Attribute(declaration, StopAttribute)?.ConstructorArguments[0].Value as string)
            .FirstOrDefault(reason => reason != null);

    private static CustomAttribute Attribute(MethodDefinition method, string name)
        => method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.FullName == name);

    private void Add(OffenceKind kind, MethodDefinition method, string what, Instruction instruction)
    {
        string position = instruction == null ? string.Empty : $" ({AssemblySet.Position(method, instruction)})";
        _offences.Add(new Offence(kind, _paths[method], what + position));
    }
}
