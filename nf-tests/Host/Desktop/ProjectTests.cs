using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>The project files agree with the sources, with each other and with nanoFramework; and each check is seen to fail.</summary>
    [TestFixture]
    public sealed class ProjectTests
    {
        private string _copy;

        [SetUp]
        public void MakeRoomForACopy()
        {
            _copy = Path.Combine(Path.GetTempPath(), "lwm2mnano-" + Guid.NewGuid().ToString("n"));
        }

        [TearDown]
        public void RemoveTheCopy()
        {
            if (Directory.Exists(_copy))
            {
                Directory.Delete(_copy, recursive: true);
            }
        }

        [Test]
        public void EverySourceIsInItsProject()
        {
            AssertHolds(ProjectChecks.SourcesInProjects);
        }

        [Test]
        public void EverySourceIsInItsTwin()
        {
            AssertHolds(ProjectChecks.SourcesInTwins);
        }

        [Test]
        public void EveryReferenceAgreesWithItsPackage()
        {
            AssertHolds(ProjectChecks.References);
        }

        [Test]
        public void EveryPackageHasOneVersion()
        {
            AssertHolds(ProjectChecks.PackageVersions);
        }

        [Test]
        public void EveryDeviceProjectIsOfTheProjectSystem()
        {
            AssertHolds(ProjectChecks.ProjectSystem);
        }

        [Test]
        public void AnAssemblyWithANativePartIsReferredToOnRequestOnly()
        {
            AssertHolds(ProjectChecks.NativeAssembliesOnRequest);
        }

        [Test]
        public void TheSolutionHoldsEveryProject()
        {
            AssertHolds(ProjectChecks.Solution);
        }

        [Test]
        public void NoFileNamesAPackageSource()
        {
            AssertHolds(ProjectChecks.NoPackageSources);
        }

        [Test]
        public void TheDevicesTestsAssertWithoutTexts()
        {
            AssertHolds(ProjectChecks.LeanAssertions);
        }

        [Test]
        public void AnAssertionWithATextIsFound()
        {
            Copy();
            Write("nf-tests/NFUnitTest/Extra.cs", "class Extra { void Fat() { Assert.IsTrue(1 > 0); } }");
            Write("nf-tests/NFUnitTest.Reporting/More.cs", "class More { void Fat() { Assert.AreEqual(1, 0); } }");
            AssertFinds(ProjectChecks.LeanAssertions, "nf-tests/NFUnitTest/Extra.cs: asserts with Assert in place of Check");
            AssertFinds(ProjectChecks.LeanAssertions, "nf-tests/NFUnitTest.Reporting/More.cs: asserts with Assert in place of Check");
        }

        [Test]
        public void AnUnlistedSourceIsFound()
        {
            Copy();
            Write("firmware/Lwm2mNano/Coap/Extra.cs", "class Extra { }");
            AssertFinds(ProjectChecks.SourcesInProjects, "Lwm2mNano.nfproj: lacks Coap/Extra.cs");
        }

        [Test]
        public void AListedSourceThatIsGoneIsFound()
        {
            Copy();
            File.Delete(Path.Combine(_copy, "hal/Lwm2mNano.Hal/IClock.cs"));
            AssertFinds(ProjectChecks.SourcesInProjects, "Lwm2mNano.Hal.nfproj: has IClock.cs");
        }

        [Test]
        public void AnApplicationSourceThatTheTestsLackIsFound()
        {
            Copy();
            Write("firmware/Lwm2mNano.Device/Extra.cs", "class Extra { }");
            AssertFinds(ProjectChecks.SourcesInProjects, "NFUnitTest.Device.nfproj: lacks ../../firmware/Lwm2mNano.Device/Extra.cs");
            AssertFinds(ProjectChecks.SourcesInProjects, "NFUnitTest.Sleep.nfproj: lacks ../../firmware/Lwm2mNano.Device/Extra.cs");
        }

        [Test]
        public void AHelperThatTheSecondTestsLackIsFound()
        {
            Copy();
            Replace("nf-tests/NFUnitTest.Reporting/NFUnitTest.Reporting.nfproj", "    <Compile Include=\"..\\NFUnitTest\\Hex.cs\" Link=\"NFUnitTest\\Hex.cs\" />", "");
            AssertFinds(ProjectChecks.SourcesInProjects, "NFUnitTest.Reporting.nfproj: lacks ../NFUnitTest/Hex.cs");
        }

        [Test]
        public void ASourceThatATwinLeavesOutIsFound()
        {
            Copy();
            Replace("hal/Lwm2mNano.Hal/Lwm2mNano.Hal.Twin.csproj", "\"Microsoft.NET.Sdk\" />",
                "\"Microsoft.NET.Sdk\"><ItemGroup><Compile Remove=\"IClock.cs\" /></ItemGroup></Project>");
            AssertFinds(ProjectChecks.SourcesInTwins, "Lwm2mNano.Hal.Twin.csproj: lacks hal/Lwm2mNano.Hal/IClock.cs");
        }

        [Test]
        public void ATestThatTheRunnerLeavesOutIsFound()
        {
            Copy();
            Replace("nf-tests/Host/Lwm2mNano.Tests.csproj", "../NFUnitTest/**/*.cs", "../NFUnitTest/B*.cs");
            Write("nf-tests/NFUnitTest/Extra.cs", "class Extra { }");
            AssertFinds(ProjectChecks.SourcesInTwins, "Lwm2mNano.Tests.csproj: lacks nf-tests/NFUnitTest/Extra.cs");
        }

        [Test]
        public void ASecondTestThatTheRunnerLeavesOutIsFound()
        {
            Copy();
            Replace("nf-tests/Host/Lwm2mNano.Tests.csproj", "../NFUnitTest.Reporting/**/*.cs", "../NFUnitTest.Reporting/B*.cs");
            Write("nf-tests/NFUnitTest.Reporting/Extra.cs", "class Extra { }");
            AssertFinds(ProjectChecks.SourcesInTwins, "Lwm2mNano.Tests.csproj: lacks nf-tests/NFUnitTest.Reporting/Extra.cs");
        }

        [Test]
        public void AMissingTwinIsFound()
        {
            Copy();
            File.Delete(Path.Combine(_copy, "firmware/Lwm2mNano/Lwm2mNano.Twin.csproj"));
            AssertFinds(ProjectChecks.SourcesInTwins, "Lwm2mNano.Twin.csproj is missing");
        }

        [TestCase(@"\packages\nanoFramework.CoreLibrary.", @"\packages\nanoFramework.CoreLibrary.9", "packages.config says", TestName = "AnotherVersionIsFound")]
        [TestCase(@"\lib\System.Net.dll", @"\lib\System.Nets.dll", "packages.config says", TestName = "AnotherFileIsFound")]
        [TestCase("<Reference Include=\"System.Net\">", "<Reference Include=\"System.Nets\">", "System.Nets is in no package", TestName = "AnUnknownAssemblyIsFound")]
        [TestCase("Lwm2mNano.Hal.nfproj", "Lwm2mNano.Gone.nfproj", "which does not exist", TestName = "AReferenceToNoProjectIsFound")]
        public void AWrongReferenceIsFound(string right, string wrong, string problem)
        {
            Copy();
            Replace("hal/Lwm2mNano.Hal.Esp32/Lwm2mNano.Hal.Esp32.nfproj", right, wrong);
            AssertFinds(ProjectChecks.References, problem);
        }

        [Test]
        public void AReferenceToANativePartThatNobodyAskedForIsFound()
        {
            Copy();
            Replace("hal/Lwm2mNano.Hal.Esp32/Lwm2mNano.Hal.Esp32.nfproj", "<ItemGroup Condition=\"'$(Lwm2mDtls)' == 'true'\">", "<ItemGroup>");
            AssertFinds(ProjectChecks.NativeAssembliesOnRequest, "without the condition");
        }

        [Test]
        public void APackageThatNothingRefersToIsFound()
        {
            Copy();
            Replace("hal/Lwm2mNano.Hal/packages.config", "</packages>",
                "<package id=\"nanoFramework.System.Text\" version=\"1.3.42\" targetFramework=\"netnano1.0\" /></packages>");
            AssertFinds(ProjectChecks.References, "nothing refers to it");
        }

        [TestCase("CoreLibrary\" version=\"", "CoreLibrary\" version=\"9", "elsewhere", TestName = "ASecondVersionIsFound")]
        [TestCase("id=\"nanoFramework.", "id=\"microFramework.", "is not known", TestName = "AnUnknownPackageIsFound")]
        [TestCase("netnano1.0", "net48", "is not for netnano1.0", TestName = "APackageForAnotherPlatformIsFound")]
        public void AWrongPackageIsFound(string right, string wrong, string problem)
        {
            Copy();
            Replace("nf-tests/NFUnitTest/packages.config", right, wrong);
            AssertFinds(ProjectChecks.PackageVersions, problem);
        }

        [TestCase("{11A8DD76-", "{11A8DD77-", "ProjectTypeGuids is not", TestName = "AnotherProjectTypeIsFound")]
        [TestCase("<TargetFrameworkVersion>v1.0", "<TargetFrameworkVersion>v4.8", "TargetFrameworkVersion is not", TestName = "AnotherFrameworkIsFound")]
        [TestCase("NFProjectSystem.CSharp.targets", "Microsoft.CSharp.targets", "canonical", TestName = "AnotherImportIsFound")]
        [TestCase("ProjectConfigurationsDeclaredAsItems", "Other", "capability", TestName = "AMissingCapabilityIsFound")]
        public void AnotherProjectSystemIsFound(string right, string wrong, string problem)
        {
            Copy();
            Replace("firmware/Lwm2mNano/Lwm2mNano.nfproj", right, wrong);
            AssertFinds(ProjectChecks.ProjectSystem, problem);
        }

        [TestCase("firmware\\Lwm2mNano\\Lwm2mNano.nfproj", "firmware\\Other.nfproj", "lacks firmware/Lwm2mNano/Lwm2mNano.nfproj", TestName = "AProjectThatIsLeftOutIsFound")]
        [TestCase("B3BF758D-", "374FBBDA-", "another id", TestName = "AnotherIdIsFound")]
        [TestCase("B3BF758D-0835-4113-9759-C8F7917874EB", "374FBBDA-0644-48E3-97F7-BA70D3B2877C", "is taken", TestName = "AnIdThatIsTakenIsFound")]
        [TestCase("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}", "{F184B08F-C81C-45F6-A57F-5ABD9991F28F}", "the solution has it as", TestName = "AnotherKindIsFound")]
        [TestCase("Release|Any CPU.Build.0", "Release|Any CPU.Other.0", "is not built in Release", TestName = "AProjectThatIsNotBuiltIsFound")]
        public void AWrongSolutionIsFound(string right, string wrong, string problem)
        {
            Copy();
            Replace("Lwm2mNano.sln", right, wrong);
            AssertFinds(ProjectChecks.Solution, problem);
        }

        [Test]
        public void APackageSourceIsFound()
        {
            Copy();
            Replace("nuget.config", "</configuration>", "<packageSources><clear /></packageSources></configuration>");
            AssertFinds(ProjectChecks.NoPackageSources, "nuget.config: names sources");
        }

        [Test]
        public void ARegistryIsFound()
        {
            Copy();
            Write("firmware/notes.txt", "see https://www.nuget" + ".org/packages");
            AssertFinds(ProjectChecks.NoPackageSources, "firmware/notes.txt: names");
        }

        [Test]
        public void AnAddressInALockFileIsFound()
        {
            Copy();
            Replace("nf-tests/Host/peers/package-lock.json", "\"integrity\"", "\"resolved\": \"\", \"integrity\"");
            AssertFinds(ProjectChecks.NoPackageSources, "holds addresses");
        }

        private static void AssertHolds(Func<string, IEnumerable<string>> check)
        {
            Assert.That(check(Repository.Root), Is.Empty);
        }

        private void AssertFinds(Func<string, IEnumerable<string>> check, string problem)
        {
            IEnumerable<string> problems = check(_copy);

            Assert.That(problems.Any(p => p.Contains(problem)), () => "found only: " + string.Join("; ", problems));
        }

        private void Copy()
        {
            foreach (string file in Repository.Files(Repository.Root))
            {
                string target = Path.Combine(_copy, file);
                Directory.CreateDirectory(Path.GetDirectoryName(target));
                File.Copy(Path.Combine(Repository.Root, file), target);
            }
        }

        private void Write(string file, string text)
        {
            File.WriteAllText(Path.Combine(_copy, file), text);
        }

        private void Replace(string file, string right, string wrong)
        {
            string text = File.ReadAllText(Path.Combine(_copy, file));
            Assert.That(text, Does.Contain(right), "the test breaks nothing");
            Write(file, text.Replace(right, wrong));
        }
    }
}
