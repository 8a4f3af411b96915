using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>What the README shows to somebody who writes an object is what is compiled and tested.</summary>
    [TestFixture]
    public sealed class ReadmeTests
    {
        private const string ApplicationFolder = "firmware/Lwm2mNano.Device";

        [Test]
        public void TheSampleObjectIsTheApplicationsOwn()
        {
            string file = File.ReadAllText(Path.Combine(Repository.Root, ApplicationFolder, "VoltageObject.cs"));
            string type = Regex.Match(file, @"^    public sealed class .*^    \}", RegexOptions.Singleline | RegexOptions.Multiline).Value;

            // Without the comments for the reference, and as if there were no namespace round it.
            string code = string.Concat(type.Split('\n').Where(line => !line.TrimStart().StartsWith("///")).Select(line => Regex.Replace(line, "^    ", "") + "\n"));
            Assert.That(Sample(0), Is.EqualTo(code));
        }

        [Test]
        public void TheLineThatAddsItIsTheApplicationsOwn()
        {
            Assert.That(File.ReadAllText(Path.Combine(Repository.Root, ApplicationFolder, "DeviceApplication.cs")), Does.Contain(Sample(1).Trim()));
        }

        private static string Sample(int index)
        {
            return Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, "README.md")), "```csharp\n(.*?)```", RegexOptions.Singleline)[index].Groups[1].Value;
        }
    }
}
