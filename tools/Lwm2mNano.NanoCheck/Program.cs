using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;

namespace Lwm2mNano.NanoCheck;

/// <summary>
/// The command line: runs the checks and prints what they find.
/// </summary>
public static class Program
{
    private const int Clean = 0;
    private const int Offences = 1;
    private const int UsageError = 2;

    /// <summary>What goes onto the device, compiled for the host and laid beside the tool.</summary>
    public static readonly IReadOnlyList<string> DeviceAssemblies = new[]
    {
        "Lwm2mNano.Hal.dll",
        "Lwm2mNano.dll",
        "Lwm2mNano.Dtls.dll",
        "Lwm2mNano.Hal.Esp32.dll",
        "Lwm2mNano.Device.dll",
        "Lwm2mNano.Board.dll",
    };

    /// <summary>Runs the tool: 0 is clean, 1 says that there are offences, 2 that it was called wrongly.</summary>
    public static int Main(string[] arguments)
    {
        Argument<FileInfo[]> files = new("assembly")
        {
            Description = "Assemblies to check as one whole; without any, what goes onto the device.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        files.Validators.Add(result =>
        {
            foreach (string path in result.Tokens.Select(token => token.Value).Where(path => !File.Exists(path)))
            {
                result.AddError($"No such file or option: {path}");
            }
        });
        Option<bool> noProof = new("--no-proof") { Description = "Check members and constructs only, not allocation." };
        Option<bool> verbose = new("--verbose") { Description = "Also print the entry points, the calls that are not followed and the static constructors." };
        RootCommand command = new("Checks compiled IL against what the device has, and proves that its steady state does not allocate.")
        {
            files,
            noProof,
            verbose,
        };

        ParseResult result = command.Parse(arguments);
        command.SetAction(parsed => Check(parsed.GetValue(files), parsed.GetValue(noProof), parsed.GetValue(verbose)));
        int code = result.Invoke();
        return result.Errors.Count == 0 ? code : UsageError;
    }

    private static int Check(FileInfo[] files, bool noProof, bool verbose)
    {
        IEnumerable<string> paths = files.Length != 0
            ? files.Select(file => file.FullName)
            : DeviceAssemblies.Select(name => Path.Combine(AppContext.BaseDirectory, name));
        try
        {
            using AssemblySet assemblies = new(paths);
            return Check(assemblies, noProof, verbose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            Console.Error.WriteLine(exception.Message);
            return UsageError;
        }
    }

    private static int Check(AssemblySet assemblies, bool noProof, bool verbose)
    {
        PlatformList platform = PlatformList.Read();
        PlatformCheck members = new(assemblies, platform);
        int count = Print(members.Run());
        Console.WriteLine($"Platform: {assemblies.Modules.Count} assemblies use {members.MembersUsed} types and members of it; {count} are missing.");

        int constructs = Print(new ConstructCheck(assemblies, platform).Run());
        Console.WriteLine($"Constructs: {assemblies.Types.Sum(type => type.Methods.Count)} methods; {constructs} offences.");
        count += constructs;

        if (!noProof)
        {
            AllocationProof proof = new(assemblies, platform, AllocationProof.ReadNonAllocating());
            int allocations = Print(proof.Run());
            if (verbose)
            {
                PrintList("Entry points:", proof.Entries);
                PrintList("Not followed, because the member says why it allocates:", proof.Stops);
                PrintList("Static constructors, which the device runs when it loads an assembly:", proof.StaticConstructors);
            }

            Console.WriteLine(
                $"Allocation: {proof.Entries.Count} entry points reach {proof.MethodsReached} methods; {allocations} offences, {proof.Stops.Count} members not followed.");
            count += allocations;
        }

        return count == 0 ? Clean : Offences;
    }

    private static int Print(IReadOnlyList<Offence> offences)
    {
        foreach (Offence offence in offences)
        {
            Console.WriteLine(offence);
        }

        return offences.Count;
    }

    private static void PrintList(string heading, IEnumerable<string> lines)
    {
        Console.WriteLine(heading);
        foreach (string line in lines)
        {
            Console.WriteLine("  " + line);
        }
    }
}
