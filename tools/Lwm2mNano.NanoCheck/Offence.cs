namespace Lwm2mNano.NanoCheck;

/// <summary>The kinds of offences, one for each rule.</summary>
public enum OffenceKind
{
    /// <summary>A type that the platform does not have.</summary>
    MissingType,

    /// <summary>A member that the platform does not have.</summary>
    MissingMember,

    /// <summary>A generic type or method: converts and fails at load or run time.</summary>
    Generic,

    /// <summary>Checked arithmetic: wraps silently.</summary>
    CheckedArithmetic,

    /// <summary>A method that hides a virtual one: it is called in its place.</summary>
    HiddenVirtual,

    /// <summary>An interface member with a body: fails at load or run time.</summary>
    DefaultInterfaceMethod,

    /// <summary>An array of several dimensions: fails at load or run time.</summary>
    MultidimensionalArray,

    /// <summary>Memory on the stack: fails at load or run time.</summary>
    Stackalloc,

    /// <summary>A pointer to a function outside a delegate: fails at load or run time.</summary>
    FunctionPointer,

    /// <summary>A volatile field: does not compile for the platform.</summary>
    Volatile,

    /// <summary>An async method or an iterator: does not compile for the platform.</summary>
    StateMachine,

    /// <summary>Text of an enum: gives the number.</summary>
    EnumText,

    /// <summary>A NUL in a string: the string ends there.</summary>
    NulInString,

    /// <summary>A pinned local of <c>fixed</c>: does not compile for the platform.</summary>
    Fixed,

    /// <summary>An attribute type that the compiler embeds: it shifts the indexes of native methods.</summary>
    EmbeddedAttribute,

    /// <summary>A method of a native library called by name: the platform has internal calls only.</summary>
    PlatformInvoke,

    /// <summary>The proof has nowhere to start.</summary>
    NoEntryPoint,

    /// <summary>A call whose implementation is not among the assemblies: the proof has a hole there.</summary>
    NoImplementation,

    /// <summary>An object is allocated.</summary>
    NewObject,

    /// <summary>An array is allocated.</summary>
    NewArray,

    /// <summary>A delegate is allocated.</summary>
    NewDelegate,

    /// <summary>A string literal is loaded: an object each time on the device, where a static field of it is one.</summary>
    StringLiteral,

    /// <summary>A value is boxed.</summary>
    Box,

    /// <summary>A local variable of a struct type: an object of the heap on the device.</summary>
    StructLocal,

    /// <summary>A struct that is passed, returned, loaded or built by value: an object of the heap on the device.</summary>
    StructByValue,

    /// <summary>An exception is thrown.</summary>
    Throw,

    /// <summary>A member of the platform that is not known to be free of allocation.</summary>
    PlatformCall,
}

/// <summary>
/// One offence against the device's rules.
/// </summary>
/// <param name="Kind">The rule.</param>
/// <param name="Where">The method or type; in the proof the path of calls to it from an entry point.</param>
/// <param name="What">What is there, with the IL offset and the source line where they are known.</param>
public sealed record Offence(OffenceKind Kind, string Where, string What)
{
    /// <summary>Gives the one line that is printed.</summary>
    public override string ToString() => $"{Kind}: {Where}: {What}";
}
