using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// The assemblies that are checked, with what the checks ask of them: types, ancestors, and who implements or overrides a method.
/// </summary>
public sealed class AssemblySet : IDisposable
{
    private const string StateMachineSuffix = "StateMachineAttribute";

    private readonly Resolver _resolver = new();
    private readonly List<ModuleDefinition> _modules = new();
    private readonly Dictionary<string, List<MethodDefinition>> _implementations = new(StringComparer.Ordinal);
    private List<TypeDefinition> _runtimeTypes;

    /// <summary>
    /// Reads assemblies from files.
    /// </summary>
    /// <param name="paths">The files. Symbols beside them are used; what they reference is looked for in their folders and in .NET.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="BadImageFormatException">A file is no assembly.</exception>
    public AssemblySet(IEnumerable<string> paths)
    {
        foreach (string path in paths)
        {
            _resolver.AddSearchDirectory(Path.GetDirectoryName(Path.GetFullPath(path)));
            Add(ModuleDefinition.ReadModule(path, Parameters()));
        }

        IndexImplementations();
    }

    /// <summary>
    /// Reads assemblies from streams, which stay open until the set is disposed.
    /// </summary>
    /// <param name="streams">The assemblies.</param>
    public AssemblySet(IEnumerable<Stream> streams)
    {
        foreach (Stream stream in streams)
        {
            Add(ModuleDefinition.ReadModule(stream, Parameters()));
        }

        IndexImplementations();
    }

    /// <summary>Gets the modules checked.</summary>
    public IReadOnlyList<ModuleDefinition> Modules => _modules;

    /// <summary>Gets every type of the modules, nested ones too.</summary>
    public IEnumerable<TypeDefinition> Types => _modules.SelectMany(module => module.GetTypes());

    /// <summary>Gets the public types of .NET's core libraries that the modules reference.</summary>
    public IReadOnlyList<TypeDefinition> RuntimeTypes => _runtimeTypes ??= _modules
        .SelectMany(module => module.AssemblyReferences)
        .Select(reference => reference.Name)
        .Append(typeof(object).Assembly.GetName().Name)
        .Distinct()
        .Select(name => _resolver.TryResolve(name))
        .Where(assembly => assembly != null && !_modules.Contains(assembly.MainModule))
        .SelectMany(assembly => assembly.MainModule.Types)
        .Where(type => type.IsPublic)
        .ToList();

    /// <summary>Says whether a definition stands in one of the modules.</summary>
    public bool Contains(MemberReference member) => _modules.Contains(member.Module);

    /// <summary>Says whether a type is a struct that lives on the device's heap: not a primitive type, an enum, a DateTime or a TimeSpan.</summary>
    public static bool IsHeapStruct(TypeReference type)
    {
        while (type is IModifierType or PinnedType)
        {
            type = ((TypeSpecification)type).ElementType;
        }

        return type.IsValueType && !type.IsPrimitive && type.FullName is not ("System.DateTime" or "System.TimeSpan" or "System.Void") && !IsEnum(type);
    }

    /// <summary>Says whether a type is an enum.</summary>
    public static bool IsEnum(TypeReference type) => type.IsValueType && type is not TypeSpecification && Resolve(type)?.IsEnum == true;

    /// <summary>Says whether a type is a delegate.</summary>
    public static bool IsDelegate(TypeReference type) => Resolve(type)?.BaseType?.FullName == "System.MulticastDelegate";

    /// <summary>Resolves a type, or gives null where its assembly is not to be found.</summary>
    public static TypeDefinition Resolve(TypeReference type)
    {
        try
        {
            return type.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    /// <summary>Resolves a method, or gives null where it or its assembly is not to be found.</summary>
    public static MethodDefinition Resolve(MethodReference method)
    {
        try
        {
            return method.Resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }

    /// <summary>Gives the base types of a type and all its interfaces, as far as they can be resolved.</summary>
    public IEnumerable<TypeDefinition> BasesAndInterfaces(TypeReference type)
    {
        Queue<TypeDefinition> open = new();
        HashSet<string> seen = new();
        open.Enqueue(Resolve(type));
        while (open.TryDequeue(out TypeDefinition current))
        {
            if (current == null)
            {
                continue;
            }

            foreach (TypeReference ancestor in current.Interfaces.Select(implemented => implemented.InterfaceType).Prepend(current.BaseType))
            {
                if (ancestor != null && seen.Add(ancestor.FullName) && Resolve(ancestor) is TypeDefinition definition)
                {
                    yield return definition;
                    open.Enqueue(definition);
                }
            }
        }
    }

    /// <summary>Gives the methods of the modules' types that override or implement a method, whoever declares it.</summary>
    public IReadOnlyList<MethodDefinition> Implementations(MethodReference method)
        => _implementations.TryGetValue(method.FullName, out List<MethodDefinition> list) ? list : Array.Empty<MethodDefinition>();

    /// <summary>Gives the methods of base types and interfaces that a method overrides or implements.</summary>
    public IEnumerable<MethodDefinition> Declarations(MethodDefinition method)
        => method.IsVirtual
            ? BasesAndInterfaces(method.DeclaringType).SelectMany(type => type.Methods).Where(declared => Implementations(declared).Contains(method))
            : Enumerable.Empty<MethodDefinition>();

    /// <summary>Says whether the compiler made a type for an async method or an iterator.</summary>
    public static bool IsStateMachine(TypeDefinition type)
        => type.DeclaringType != null && type.DeclaringType.Methods.Any(method => StateMachineOf(method)?.FullName == type.FullName);

    /// <summary>Gives the type that the compiler made for an async method or an iterator, or null for any other method.</summary>
    public static TypeReference StateMachineOf(MethodDefinition method)
        => method.CustomAttributes.FirstOrDefault(attribute => attribute.AttributeType.Name.EndsWith(StateMachineSuffix, StringComparison.Ordinal))
            ?.ConstructorArguments[0].Value as TypeReference;

    /// <summary>Gives a name that is good to read: <c>CoapReader.Parse</c>.</summary>
    public static string ShortName(MethodReference method) => method.DeclaringType.Name + "." + method.Name;

    /// <summary>Gives the IL offset of an instruction, and the source line where there are symbols.</summary>
    public static string Position(MethodDefinition method, Instruction instruction)
    {
        string offset = $"IL_{instruction.Offset:x4}";
        SequencePoint line = method.DebugInformation.SequencePoints.LastOrDefault(point => !point.IsHidden && point.Offset <= instruction.Offset);
        return line == null ? offset : $"{offset}, {Path.GetFileName(line.Document.Url)}:{line.StartLine}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _modules.ForEach(module => module.Dispose());
        _resolver.Dispose();
    }

    private ReaderParameters Parameters() => new()
    {
        AssemblyResolver = _resolver,
        ReadSymbols = true,
        SymbolReaderProvider = new DefaultSymbolReaderProvider(throwIfNoSymbol: false),
    };

    private void Add(ModuleDefinition module)
    {
        _modules.Add(module);
        _resolver.Register(module.Assembly);
    }

    private void IndexImplementations()
    {
        foreach (TypeDefinition type in Types.Where(type => !type.IsInterface))
        {
            List<TypeDefinition> bases = BasesAndInterfaces(type).Where(ancestor => !ancestor.IsInterface).Prepend(type).ToList();
            foreach (MethodDefinition method in type.Methods.Where(method => method.IsVirtual && method.IsReuseSlot))
            {
                foreach (MethodDefinition declared in bases.Skip(1).SelectMany(ancestor => ancestor.Methods).Where(declared => declared.IsVirtual && SameSignature(declared, method)))
                {
                    AddImplementation(declared, method);
                }
            }

            foreach (MethodDefinition declared in BasesAndInterfaces(type).Where(ancestor => ancestor.IsInterface).SelectMany(ancestor => ancestor.Methods))
            {
                MethodDefinition method = bases.SelectMany(ancestor => ancestor.Methods)
                    .FirstOrDefault(method => method.Overrides.Any(overridden => overridden.FullName == declared.FullName))
                    ?? bases.SelectMany(ancestor => ancestor.Methods)
                    .FirstOrDefault(method => method.IsPublic && !method.IsStatic && SameSignature(declared, method));
                if (method != null)
                {
                    AddImplementation(declared, method);
                }
            }
        }
    }

    private void AddImplementation(MethodDefinition declared, MethodDefinition method)
    {
        if (!_implementations.TryGetValue(declared.FullName, out List<MethodDefinition> list))
        {
            _implementations.Add(declared.FullName, list = new List<MethodDefinition>());
        }

        if (!list.Contains(method))
        {
            list.Add(method);
        }
    }

    private static bool SameSignature(MethodDefinition left, MethodDefinition right)
        => left.Name == right.Name && DocumentationId.Signature(left) == DocumentationId.Signature(right);

    /// <summary>Finds what is registered first, then the folders of the files, then .NET's own folder.</summary>
    private sealed class Resolver : DefaultAssemblyResolver
    {
        public Resolver()
        {
            RemoveSearchDirectory(".");
            RemoveSearchDirectory("bin");
            AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        }

        public void Register(AssemblyDefinition assembly) => RegisterAssembly(assembly);

        public AssemblyDefinition TryResolve(string name)
        {
            try
            {
                return Resolve(new AssemblyNameReference(name, null));
            }
            catch (AssemblyResolutionException)
            {
                return null;
            }
        }
    }
}
