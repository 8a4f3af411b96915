using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Lwm2mNano.Objects;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>What the README promises to somebody who writes an object is so.</summary>
    [TestFixture]
    public sealed class ReadmeTests
    {
        [Test]
        public void TheSampleObjectCompilesAndIsRead()
        {
            string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
            string sample = Regex.Match(readme, "```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
            Assert.That(sample, Is.Not.Empty);

            CSharpCompilation compilation = CSharpCompilation.Create(
                "Sample",
                [CSharpSyntaxTree.ParseText("using Lwm2mNano.Objects;\n" + sample, new CSharpParseOptions(LanguageVersion.CSharp9))],
                ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")).Split(Path.PathSeparator)
                    .Append(typeof(LwM2mObject).Assembly.Location).Distinct().Select(path => MetadataReference.CreateFromFile(path)),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
            using MemoryStream image = new();
            EmitResult result = compilation.Emit(image);
            Assert.That(result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error), Is.Empty);

            Type type = System.Reflection.Assembly.Load(image.ToArray()).GetTypes().Single(t => t.IsSubclassOf(typeof(LwM2mObject)));
            LwM2mObject made = (LwM2mObject)Activator.CreateInstance(type);
            ResourceValue value = new();
            made.Refresh();
            Assert.That(made.Read(0, 5700, ResourcePath.None, value), Is.EqualTo(ResponseCode.Content));

            byte[] text = new byte[16];
            Content.TextWriter writer = new();
            ResourcePath path = new();
            path.Set(made.ObjectId, 0, 5700, ResourcePath.None);
            writer.Begin(text, 0, text.Length);
            writer.BeginPath(path);
            writer.Write(5700, value);
            Assert.That(Encoding.ASCII.GetString(text, 0, writer.End()), Is.EqualTo("21.5"));
        }
    }
}
