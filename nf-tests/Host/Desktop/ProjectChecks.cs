using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Lwm2mNano.Tests
{
    /// <summary>
    /// What must hold among the project files. Each check takes the repository, or a copy of it, and returns what is wrong there.
    /// </summary>
    internal static class ProjectChecks
    {
        private const string SystemPath = "$(NanoFrameworkProjectSystemPath)";
        private const string ProjectTypeGuids = "{11A8DD76-328B-46DF-9F39-F559912D0360};{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}";
        private const string NanoFrameworkType = "{11A8DD76-328B-46DF-9F39-F559912D0360}";
        private const string NativeRequest = "'$(Lwm2mDtls)' == 'true'";
        private const string DeviceFolder = "firmware/Lwm2mNano.Device/";
        private const string TestsFolder = "nf-tests/NFUnitTest/";
        private const string FurtherTestsFolders = "nf-tests/NFUnitTest.";

        // The name that the platform's runner demands of an assembly with tests.
        private const string TestsAssembly = "NFUnitTest";
        private const string Runner = "nf-tests/Host/Lwm2mNano.Tests.csproj";
        private const string AssemblyInfo = "Properties/AssemblyInfo.cs";
        private const int EvaluationMilliseconds = 120_000;

        // The tests of the application.
        private static readonly string[] s_deviceTestsFolders = ["nf-tests/NFUnitTest.Device/", "nf-tests/NFUnitTest.Sleep/"];

        // The kinds by which a solution knows a C# project: of the SDK, or just of C#.
        private static readonly string[] s_hostTypes = ["{9A19103F-16F7-4668-BE54-9A1E7A4F7556}", "{FAE04EC0-301F-11D3-BF4B-00C04F79EFBC}"];

        // The platform's packages and the assemblies in them.
        private static readonly Dictionary<string, string[]> s_packages = new()
        {
            ["nanoFramework.CoreLibrary"] = ["mscorlib.dll"],
            ["nanoFramework.Hardware.Esp32"] = ["nanoFramework.Hardware.Esp32.dll"],
            ["nanoFramework.Runtime.Events"] = ["nanoFramework.Runtime.Events.dll"],
            ["nanoFramework.Runtime.Native"] = ["nanoFramework.Runtime.Native.dll"],
            ["nanoFramework.System.Device.Adc"] = ["System.Device.Adc.dll"],
            ["nanoFramework.System.Device.Wifi"] = ["System.Device.Wifi.dll"],
            ["nanoFramework.System.IO.FileSystem"] = ["System.IO.FileSystem.dll"],
            ["nanoFramework.System.IO.Streams"] = ["System.IO.Streams.dll"],
            ["nanoFramework.System.Net"] = ["System.Net.dll"],
            ["nanoFramework.System.Text"] = ["nanoFramework.System.Text.dll"],
            ["nanoFramework.System.Threading"] = ["System.Threading.dll"],
            ["nanoFramework.TestFramework"] = ["nanoFramework.TestFramework.dll", "nanoFramework.UnitTestLauncher.exe"],
        };

        private static readonly string[] s_imports =
        [
            SystemPath + "NFProjectSystem.Default.props",
            SystemPath + "NFProjectSystem.props",
            SystemPath + "NFProjectSystem.CSharp.targets",
        ];

        // Written in two parts: this file is searched too.
        private static readonly string[] s_registries =
        [
            "nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org", "pypi" + ".org", "crates" + ".io", "golang" + ".org",
        ];

        /// <summary>
        /// The device's tests assert through Check: the framework's own assertions put the text of each expression into the assembly, whose strings
        /// have to fit into 64 KB.
        /// </summary>
        public static IEnumerable<string> LeanAssertions(string root)
        {
            foreach (string file in Repository.Files(root).Where(f => IsTests(Folder(f)) && f.EndsWith(".cs", StringComparison.Ordinal)))
            {
                if (Path.GetFileName(file) is not ("Check.cs" or "Hex.cs")
                    && Regex.IsMatch(File.ReadAllText(Path.Combine(root, file)), @"\bAssert\.(AreEqual|IsTrue|IsFalse)\("))
                {
                    yield return $"{file}: asserts with Assert in place of Check";
                }
            }
        }

        /// <summary>Every source file of a folder stands in the nanoFramework project of that folder, and no other does.</summary>
        public static IEnumerable<string> SourcesInProjects(string root)
        {
            foreach (string project in Projects(root, ".nfproj"))
            {
                string folder = Folder(project);
                List<string> listed = Elements(root, project, "Compile").Select(e => Include(e).Replace('\\', '/')).ToList();
                List<string> wanted = Sources(root, folder).ToList();

                // An executable cannot be referenced, so the tests compile what they test of it.
                if (s_deviceTestsFolders.Contains(folder))
                {
                    wanted.AddRange(Sources(root, DeviceFolder).Where(OfDeviceTwin).Select(s => "../../" + DeviceFolder + s));
                }

                // Further tests compile what they need of the others and of the application, and their twin the same.
                if (IsFurtherTests(folder))
                {
                    wanted.AddRange(listed.Where(f => !s_deviceTestsFolders.Contains(folder) && f.StartsWith("../../" + DeviceFolder, StringComparison.Ordinal) && File.Exists(Path.Combine(root, folder, f))));
                    wanted.AddRange(Compiled(root, Path.ChangeExtension(project, ".Twin.csproj"))
                        .Where(f => IsTests(f) && !f.StartsWith(folder, StringComparison.Ordinal)).Select(f => Path.GetRelativePath(folder, f)));
                }

                foreach (string problem in Differences(wanted, listed))
                {
                    yield return $"{project}: {problem}; run tools/sync-projects";
                }
            }
        }

        /// <summary>Every source file of a nanoFramework project is compiled by its host twin too, and no other is. Asks MSBuild.</summary>
        public static IEnumerable<string> SourcesInTwins(string root)
        {
            foreach (string project in Projects(root, ".nfproj"))
            {
                string folder = Folder(project);
                IEnumerable<string> sources = Sources(root, folder).Where(f => folder != DeviceFolder || f != "Program.cs").Select(f => folder + f);
                IEnumerable<string> problems = SourcesInTwin(root, folder, Path.ChangeExtension(project, ".Twin.csproj"), sources);

                // The tests have a second one, which runs them.
                if (IsTests(folder))
                {
                    problems = problems.Concat(SourcesInTwin(root, folder, Runner, sources.Where(f => f != folder + AssemblyInfo)));
                }

                foreach (string problem in problems)
                {
                    yield return problem;
                }
            }
        }

        /// <summary>Every reference points to the assembly of a package that packages.config names, in that version; none is named in vain.</summary>
        public static IEnumerable<string> References(string root)
        {
            foreach (string project in Projects(root, ".nfproj"))
            {
                Dictionary<string, string> versions = Packages(root, Folder(project) + "packages.config");
                HashSet<string> unused = new(versions.Keys);

                foreach (XElement reference in Elements(root, project, "Reference"))
                {
                    string name = Include(reference).Split(',')[0];
                    string hint = Children(reference, "HintPath").SingleOrDefault()?.Value ?? "no HintPath";
                    string package = s_packages.FirstOrDefault(p => p.Value.Any(f => Path.GetFileNameWithoutExtension(f) == name)).Key;

                    if (package is null || !versions.TryGetValue(package, out string version))
                    {
                        yield return $"{project}: {name} is in no package of packages.config";
                        continue;
                    }

                    string file = s_packages[package].Single(f => Path.GetFileNameWithoutExtension(f) == name);
                    string wanted = $@"..\..\packages\{package}.{version}\lib\{file}";
                    unused.Remove(package);

                    if (hint != wanted)
                    {
                        yield return $"{project}: {name} has {hint}, packages.config says {wanted}";
                    }
                }

                foreach (string package in unused)
                {
                    yield return $"{project}: packages.config names {package}, nothing refers to it";
                }

                foreach (XElement reference in Elements(root, project, "ProjectReference"))
                {
                    if (!File.Exists(Path.Combine(root, Folder(project), Include(reference).Replace('\\', '/'))))
                    {
                        yield return $"{project}: refers to {Include(reference)}, which does not exist";
                    }
                }
            }
        }

        /// <summary>A package has one version throughout, and is one for nanoFramework.</summary>
        public static IEnumerable<string> PackageVersions(string root)
        {
            Dictionary<string, string> first = new();

            foreach (string file in Repository.Files(root).Where(f => Path.GetFileName(f) == "packages.config"))
            {
                foreach (XElement package in Elements(root, file, "package"))
                {
                    string id = (string)package.Attribute("id");
                    string version = (string)package.Attribute("version");

                    if (!s_packages.ContainsKey(id))
                    {
                        yield return $"{file}: {id} is not known";
                    }

                    if ((string)package.Attribute("targetFramework") != "netnano1.0")
                    {
                        yield return $"{file}: {id} is not for netnano1.0";
                    }

                    if (!first.TryAdd(id, version) && first[id] != version)
                    {
                        yield return $"{file}: {id} {version}, elsewhere {first[id]}";
                    }
                }
            }
        }

        /// <summary>Type, imports and capability of the nanoFramework projects are those that its project system wants.</summary>
        public static IEnumerable<string> ProjectSystem(string root)
        {
            foreach (string project in Projects(root, ".nfproj"))
            {
                foreach ((string name, string value) in new[]
                {
                    ("NanoFrameworkProjectSystemPath", @"$(MSBuildExtensionsPath)\nanoFramework\v1.0\"),
                    ("ProjectTypeGuids", ProjectTypeGuids),
                    ("TargetFrameworkVersion", "v1.0"),
                    ("AssemblyName", IsFurtherTests(Folder(project)) ? TestsAssembly : Path.GetFileNameWithoutExtension(project)),
                })
                {
                    if (Elements(root, project, name).SingleOrDefault()?.Value != value)
                    {
                        yield return $"{project}: {name} is not {value}";
                    }
                }

                List<XElement> imports = Elements(root, project, "Import")
                    .Where(i => ((string)i.Attribute("Project")).StartsWith(SystemPath, StringComparison.Ordinal)).ToList();

                if (!imports.Select(i => (string)i.Attribute("Project")).SequenceEqual(s_imports)
                    || imports.Any(i => (string)i.Attribute("Condition") != $"Exists('{(string)i.Attribute("Project")}')"))
                {
                    yield return $"{project}: the imports of the project system are not the canonical ones";
                }

                if (!Elements(root, project, "ProjectConfigurationsDeclaredAsItems").Any())
                {
                    yield return $"{project}: lacks the capability ProjectConfigurationsDeclaredAsItems";
                }
            }
        }

        /// <summary>
        /// An application that refers to a native part is not deployed onto firmware without it: only a build that asks for such an assembly does.
        /// </summary>
        public static IEnumerable<string> NativeAssembliesOnRequest(string root)
        {
            foreach (string project in Projects(root, ".nfproj"))
            {
                foreach (XElement reference in Elements(root, project, "ProjectReference"))
                {
                    string target = Path.GetRelativePath(root, Path.GetFullPath(Path.Combine(root, Folder(project), Include(reference).Replace('\\', '/'))));

                    if (File.Exists(Path.Combine(root, target)) && Elements(root, target, "NFMDP_GENERATE_STUBS").Any()
                        && (string)reference.Parent.Attribute("Condition") != NativeRequest)
                    {
                        yield return $"{project}: refers to {Include(reference)} without the condition {NativeRequest}";
                    }
                }
            }
        }

        /// <summary>The solution holds every project once, under its own id, and builds it.</summary>
        public static IEnumerable<string> Solution(string root)
        {
            string solution = File.ReadAllText(Path.Combine(root, "Lwm2mNano.sln"));
            HashSet<string> ids = new(StringComparer.OrdinalIgnoreCase);
            List<string> listed = new();

            foreach (Match match in Regex.Matches(solution, @"^Project\(""(.*?)""\) = "".*?"", ""(.*?)"", ""(.*?)""", RegexOptions.Multiline))
            {
                string type = match.Groups[1].Value;
                string path = match.Groups[2].Value.Replace('\\', '/');
                string id = match.Groups[3].Value;

                if (!ids.Add(id))
                {
                    yield return $"{path}: its id {id} is taken";
                }

                if (!path.EndsWith("proj", StringComparison.Ordinal))
                {
                    continue;
                }

                listed.Add(path);
                bool board = path.EndsWith(".nfproj", StringComparison.Ordinal);

                if (board ? type != NanoFrameworkType : !s_hostTypes.Contains(type))
                {
                    yield return $"{path}: the solution has it as {type}";
                }

                if (board && File.Exists(Path.Combine(root, path))
                    && !id.Equals("{" + Elements(root, path, "ProjectGuid").SingleOrDefault()?.Value + "}", StringComparison.OrdinalIgnoreCase))
                {
                    yield return $"{path}: the solution knows it by another id, {id}";
                }

                foreach (string configuration in new[] { "Debug", "Release" })
                {
                    if (!solution.Contains($"{id}.{configuration}|Any CPU.Build.0 = {configuration}|Any CPU", StringComparison.Ordinal))
                    {
                        yield return $"{path}: is not built in {configuration}";
                    }
                }
            }

            foreach (string problem in Differences(Projects(root, "proj"), listed))
            {
                yield return $"Lwm2mNano.sln: {problem}";
            }
        }

        /// <summary>Packages come from wherever the machine is told to get them: no file of the project names a place.</summary>
        public static IEnumerable<string> NoPackageSources(string root)
        {
            if (Elements(root, "nuget.config", "packageSources").Any())
            {
                yield return "nuget.config: names sources";
            }

            foreach (string file in Repository.Files(root))
            {
                string text = File.ReadAllText(Path.Combine(root, file));

                foreach (string registry in s_registries.Where(r => text.Contains(r, StringComparison.OrdinalIgnoreCase)))
                {
                    yield return $"{file}: names {registry}";
                }

                if (Path.GetFileName(file) == "package-lock.json" && text.Contains("\"resolved\"", StringComparison.Ordinal))
                {
                    yield return $"{file}: holds addresses";
                }
            }
        }

        private static IEnumerable<string> SourcesInTwin(string root, string folder, string twin, IEnumerable<string> sources)
        {
            if (!File.Exists(Path.Combine(root, twin)))
            {
                return [$"{twin} is missing"];
            }

            // What a twin compiles from elsewhere is its own affair.
            return Differences(sources, Compiled(root, twin).Where(f => f.StartsWith(folder, StringComparison.Ordinal))).Select(d => $"{twin}: {d}");
        }

        private static IEnumerable<string> Projects(string root, string ending)
        {
            return Repository.Files(root).Where(f => f.EndsWith(ending, StringComparison.Ordinal));
        }

        private static IEnumerable<string> Sources(string root, string folder)
        {
            return Repository.Files(root).Where(f => f.StartsWith(folder, StringComparison.Ordinal) && f.EndsWith(".cs", StringComparison.Ordinal))
                .Select(f => f[folder.Length..]);
        }

        private static bool IsTests(string path)
        {
            return path.StartsWith(TestsFolder, StringComparison.Ordinal) || IsFurtherTests(path);
        }

        private static bool IsFurtherTests(string path)
        {
            return path.StartsWith(FurtherTestsFolders, StringComparison.Ordinal);
        }

        private static bool OfDeviceTwin(string source)
        {
            return source is not ("Program.cs" or AssemblyInfo);
        }

        private static string Folder(string path)
        {
            return path[..(path.LastIndexOf('/') + 1)];
        }

        private static IEnumerable<string> Differences(IEnumerable<string> wanted, IEnumerable<string> found)
        {
            List<string> all = found.ToList();

            return wanted.Except(all).Select(f => $"lacks {f}")
                .Concat(all.Except(wanted).Select(f => $"has {f}, which does not exist or does not belong there"))
                .Concat(all.GroupBy(f => f).Where(g => g.Count() > 1).Select(g => $"has {g.Key} twice"));
        }

        private static Dictionary<string, string> Packages(string root, string file)
        {
            return Elements(root, file, "package").ToDictionary(e => (string)e.Attribute("id"), e => (string)e.Attribute("version"));
        }

        // By local name: project files of the old kind have a namespace, the others none.
        private static IEnumerable<XElement> Elements(string root, string file, string name)
        {
            return XDocument.Load(Path.Combine(root, file)).Descendants().Where(e => e.Name.LocalName == name);
        }

        private static IEnumerable<XElement> Children(XElement element, string name)
        {
            return element.Elements().Where(e => e.Name.LocalName == name);
        }

        private static string Include(XElement item)
        {
            return (string)item.Attribute("Include");
        }

        private static IEnumerable<string> Compiled(string root, string project)
        {
            ProcessStartInfo start = new("dotnet", ["msbuild", Path.Combine(root, project), "-getItem:Compile", "-nodeReuse:false"])
            {
                RedirectStandardOutput = true,
            };
            using Process msbuild = Process.Start(start);
            string json = msbuild.StandardOutput.ReadToEnd();

            if (!msbuild.WaitForExit(EvaluationMilliseconds) || msbuild.ExitCode != 0)
            {
                throw new InvalidOperationException($"MSBuild does not load {project}: {json}");
            }

            return JsonDocument.Parse(json).RootElement.GetProperty("Items").GetProperty("Compile").EnumerateArray()
                .Select(i => Path.GetRelativePath(root, i.GetProperty("FullPath").GetString()).Replace('\\', '/')).ToList();
        }
    }
}
