using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Lwm2mNano.NanoCheck;
using Mono.Cecil;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The lists that nanocheck goes by, and its command line.
    /// </summary>
    [TestFixture]
    public class NanoCheckListTests
    {
        private const string FileSystem = "System.IO.FileSystem.txt";

        private DirectoryInfo _folder;

        [OneTimeSetUp]
        public void Make_a_folder() => _folder = Directory.CreateTempSubdirectory();

        [OneTimeTearDown]
        public void Remove_the_folder() => _folder.Delete(recursive: true);

        [Test]
        public void The_list_is_that_of_the_platform()
        {
            string reference = Path.Combine(Root(), "..", "shared", "nanoframework", "api");
            if (!Directory.Exists(reference))
            {
                Assert.Ignore("the reference list is not here");
            }

            string own = Path.Combine(Root(), "tools", "Lwm2mNano.NanoCheck", "PlatformApi");
            Assert.That(Names(own).Where(name => name != FileSystem), Is.EqualTo(Names(reference).Where(name => name != FileSystem)));
            foreach (string name in Names(reference))
            {
                Assert.That(File.ReadAllLines(Path.Combine(own, name)), Is.EqualTo(File.ReadAllLines(Path.Combine(reference, name))), name);
            }
        }

        [Test]
        public void What_does_not_allocate_exists()
        {
            Assert.That(AllocationProof.ReadNonAllocating().Keys, Is.SubsetOf(PlatformList.Read().Ids));
            Assert.That(AllocationProof.ReadNonAllocating().Values, Has.All.Not.Empty);
        }

        [Test]
        public void The_declarations_of_the_platform_exist_there()
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "Lwm2mNano.Platform.dll"));
            TypeDefinition[] types = module.GetTypes().Where(type => type.IsPublic || type.IsNestedPublic).ToArray();
            IEnumerable<string> ids = types.Select(type => DocumentationId.Of(type))
                .Concat(types.SelectMany(type => type.Fields).Where(field => field.IsPublic || field.IsFamily).Select(field => DocumentationId.Of(field)))
                .Concat(types.SelectMany(type => type.Methods).Where(method => method.IsPublic || method.IsFamily).Select(method => DocumentationId.Of(method)));

            Assert.That(types, Is.Not.Empty);
            Assert.That(ids, Is.SubsetOf(PlatformList.Read().Ids));
        }

        [Test]
        public void The_exit_code_tells()
        {
            string clean = Write("Clean.dll", "class A { [SteadyState] void F() { } }");
            string offending = Write("Offending.dll", "class A { [SteadyState] object F() => new A(); }");

            Assert.That(Program.Main(new[] { clean }), Is.EqualTo(0));
            Assert.That(Program.Main(new[] { offending }), Is.EqualTo(1));
            Assert.That(Program.Main(new[] { offending, "--no-proof" }), Is.EqualTo(0));
            Assert.That(Program.Main(new[] { "--nonsense" }), Is.EqualTo(2));
            Assert.That(Program.Main(new[] { clean + ".missing" }), Is.EqualTo(2));
            Assert.That(Program.Main(new[] { Path.Combine(AppContext.BaseDirectory, "non-allocating.txt") }), Is.EqualTo(2));
        }

        private string Write(string name, string source)
        {
            string path = Path.Combine(_folder.FullName, name);
            File.WriteAllBytes(path, NanoCheckSnippet.Compile(source).ToArray());
            return path;
        }

        private static string[] Names(string folder) => Directory.GetFiles(folder, "*.txt").Select(Path.GetFileName).OrderBy(name => name, StringComparer.Ordinal).ToArray();

        private static string Root()
        {
            string folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Lwm2mNano.sln")))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return folder;
        }
    }
}
