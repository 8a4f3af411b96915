using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mono.Cecil;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// The public types and members of the platform (<c>PlatformApi/*.txt</c>, one documentation id a line), and the few places
/// where the compiler writes something else for .NET than for the platform.
/// </summary>
public sealed class PlatformList
{
    /// <summary>What the compiler writes for .NET, and the member it takes where that is missing, as it is on the platform.</summary>
    private static readonly Dictionary<string, string> s_desktopForms = new()
    {
        // The lock statement.
        ["M:System.Threading.Monitor.Enter(System.Object,System.Boolean@)"] = "M:System.Threading.Monitor.Enter(System.Object)",

        // A switch expression that matches nothing.
        ["T:System.Runtime.CompilerServices.SwitchExpressionException"] = "T:System.InvalidOperationException",
        ["M:System.Runtime.CompilerServices.SwitchExpressionException.#ctor()"] = "M:System.InvalidOperationException.#ctor()",
        ["M:System.Runtime.CompilerServices.SwitchExpressionException.#ctor(System.Object)"] = "M:System.InvalidOperationException.#ctor()",
    };

    /// <summary>What an interpolated string is made with on .NET; on the platform it becomes a call of <see cref="string.Format(string, object[])"/>.</summary>
    private const string InterpolationHandler = "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler";
    private const string Format = "M:System.String.Format(System.String,System.Object[])~System.String";

    /// <summary>Attributes that the compiler writes where they exist and leaves out on the platform.</summary>
    private static readonly HashSet<string> s_omittedAttributes = new()
    {
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute",
    };

    private readonly HashSet<string> _ids;

    /// <summary>
    /// Creates a list.
    /// </summary>
    /// <param name="ids">The documentation ids.</param>
    public PlatformList(IEnumerable<string> ids)
    {
        _ids = ids.Where(id => id.Length != 0).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Gets the documentation ids.</summary>
    public IReadOnlyCollection<string> Ids => _ids;

    /// <summary>
    /// Reads every <c>*.txt</c> of a folder.
    /// </summary>
    /// <param name="folder">The folder; by default the one beside the tool.</param>
    public static PlatformList Read(string folder = null)
    {
        folder ??= Path.Combine(AppContext.BaseDirectory, "PlatformApi");
        return new PlatformList(Directory.GetFiles(folder, "*.txt").SelectMany(File.ReadLines));
    }

    /// <summary>Says whether an attribute type comes to the device at all.</summary>
    public static bool IsOmitted(TypeReference attribute) => s_omittedAttributes.Contains(attribute.FullName);

    /// <summary>Says whether a type is only there to make interpolated strings on .NET.</summary>
    public static bool IsInterpolation(TypeReference type) => type.FullName == InterpolationHandler;

    /// <summary>Says whether the platform has a type.</summary>
    public bool Has(TypeReference type) => IsInterpolation(type) || Form(DocumentationId.Of(type)) != null;

    /// <summary>Says whether the platform has a field.</summary>
    public bool Has(FieldReference field) => Form(DocumentationId.Of(field)) != null;

    /// <summary>
    /// Gives the platform's ids that a method stands for; none if the platform does not have it. It is sought in its type and in the
    /// bases of that. Where .NET declares it in a base type that the platform does not have (<c>EventWaitHandle.Set</c>), every type of the
    /// platform that .NET derives from that base must have it.
    /// </summary>
    public IReadOnlyList<string> FormsOf(MethodReference method, AssemblySet assemblies)
    {
        string id = IsInterpolation(method.DeclaringType) ? Format : DocumentationId.Of(method);
        if (Form(id) is string form)
        {
            return new[] { form };
        }

        if (method.Name == ".ctor")
        {
            return Array.Empty<string>();
        }

        if (Has(method.DeclaringType))
        {
            return assemblies.BasesAndInterfaces(method.DeclaringType)
                .Select(ancestor => Form(DocumentationId.Of(method, ancestor)))
                .Where(inherited => inherited != null)
                .Take(1)
                .ToList();
        }

        List<string> heirs = assemblies.RuntimeTypes
            .Where(heir => Has(heir) && assemblies.BasesAndInterfaces(heir).Any(ancestor => ancestor.FullName == method.DeclaringType.FullName))
            .Select(heir => Form(DocumentationId.Of(method, heir)))
            .ToList();
        return heirs.Contains(null) ? Array.Empty<string>() : heirs;
    }

    private string Form(string id) => s_desktopForms.TryGetValue(id, out string form) && _ids.Contains(form) ? form : _ids.Contains(id) ? id : null;
}
