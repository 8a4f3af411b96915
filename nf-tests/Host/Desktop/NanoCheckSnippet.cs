using System;
using System.IO;
using System.Linq;
using Lwm2mNano.NanoCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// Compiles a few lines of C# and runs nanocheck on them.
    /// </summary>
    internal static class NanoCheckSnippet
    {
        private const string Base = @"
            using System;
            using System.Collections;
            using System.Diagnostics;
            using System.Runtime.InteropServices;
            using System.Threading;
            using Lwm2mNano.Hal;

            namespace Lwm2mNano.Hal
            {
                public sealed class SteadyStateAttribute : Attribute
                {
                }

                public sealed class AllocatesAttribute : Attribute
                {
                    public AllocatesAttribute(string reason)
                    {
                    }
                }
            }
            ";

        private static readonly MetadataReference[] s_references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES"))
            .Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .ToArray();

        /// <summary>Gives the assembly of <paramref name="source"/>, compiled like the device's code.</summary>
        internal static MemoryStream Compile(string source, LanguageVersion version = LanguageVersion.CSharp9, params string[] symbols)
        {
            CSharpParseOptions parse = new CSharpParseOptions(version, preprocessorSymbols: symbols);
            CSharpCompilationOptions options = new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true);
            CSharpCompilation compilation = CSharpCompilation.Create(
                "Snippet", new[] { CSharpSyntaxTree.ParseText(Base + source, parse) }, s_references, options);
            MemoryStream image = new MemoryStream();
            EmitResult result = compilation.Emit(image);
            Assert.That(result.Success, Is.True, string.Join(Environment.NewLine, result.Diagnostics));
            image.Position = 0;
            return image;
        }

        /// <summary>Gives the offences of the platform check and of the check of constructs.</summary>
        internal static Offence[] Check(string source, LanguageVersion version = LanguageVersion.CSharp9)
        {
            using AssemblySet assemblies = new AssemblySet(new[] { Compile(source, version) });
            PlatformList platform = PlatformList.Read();
            return new PlatformCheck(assemblies, platform).Run().Concat(new ConstructCheck(assemblies, platform).Run()).ToArray();
        }

        /// <summary>Runs the proof.</summary>
        internal static (Offence[] Offences, AllocationProof Proof) Prove(string source, params string[] symbols)
        {
            using AssemblySet assemblies = new AssemblySet(new[] { Compile(source, LanguageVersion.CSharp9, symbols) });
            AllocationProof proof = new AllocationProof(assemblies, PlatformList.Read(), AllocationProof.ReadNonAllocating());
            return (proof.Run().ToArray(), proof);
        }
    }
}
