using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Lwm2mNano.Tests
{
    /// <summary>The files of the repository that the tests were built from.</summary>
    internal static class Repository
    {
        // Folders that hold what was built or fetched.
        private static readonly string[] s_notSources = { ".git", ".artifacts", ".vs", "bin", "obj", "packages", "node_modules", "TestResults" };

        /// <summary>The folder that holds the solution.</summary>
        public static string Root { get; } = FindRoot();

        /// <summary>All files of the repository or of a copy of it, as paths relative to <paramref name="root"/> with forward slashes.</summary>
        public static IEnumerable<string> Files(string root)
        {
            return Walk(new DirectoryInfo(root)).Select(f => Path.GetRelativePath(root, f).Replace('\\', '/')).Order(StringComparer.Ordinal);
        }

        private static IEnumerable<string> Walk(DirectoryInfo folder)
        {
            return folder.EnumerateFiles().Select(f => f.FullName)
                .Concat(folder.EnumerateDirectories().Where(d => !s_notSources.Contains(d.Name)).SelectMany(Walk));
        }

        private static string FindRoot()
        {
            for (DirectoryInfo folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Lwm2mNano.sln")))
                {
                    return folder.FullName;
                }
            }

            throw new InvalidOperationException("The tests do not run within the repository.");
        }
    }
}
