using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Lwm2mNano.Tests
{
    /// <summary>Every script of tools/ starts and explains itself.</summary>
    [TestFixture]
    public sealed class ToolScriptTests
    {
        private const int BuildMilliseconds = 300_000;

        private static IEnumerable<string> Scripts()
        {
            return Directory.EnumerateFiles(Path.Combine(Repository.Root, "tools")).Select(Path.GetFileName).Where(f => !f.Contains('.')).Order();
        }

        [TestCaseSource(nameof(Scripts))]
        public void AScriptExplainsItself(string script)
        {
            // From another folder: a script must not depend on where it is called.
            ProcessStartInfo start = new(Path.Combine(Repository.Root, "tools", script), ["--help"])
            {
                WorkingDirectory = Path.GetTempPath(),
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            using Process process = Process.Start(start);
            string help = process.StandardOutput.ReadToEnd();

            Assert.That(process.WaitForExit(BuildMilliseconds), "did not end");
            Assert.That(process.ExitCode, Is.Zero);
            Assert.That(help, Does.Contain("Usage:"));
        }
    }
}
