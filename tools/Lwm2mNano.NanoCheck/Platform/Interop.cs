using System;

// Declaration of mscorlib's attribute for assemblies with a native part. Nothing here runs.
namespace System.Reflection
{
    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class AssemblyNativeVersionAttribute : Attribute
    {
        public AssemblyNativeVersionAttribute(string version) => throw null;
    }
}
