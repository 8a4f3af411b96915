using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;

namespace Lwm2mNano.Demo
{
    internal static class Program
    {
        private const int Seen = 0;
        private const int NotSeen = 1;
        private const int UsageError = 2;
        private const int FileWidth = 240;

        private static async Task<int> Main(string[] args)
        {
            var seconds = new Option<int?>("--seconds")
            {
                Description = "End by itself after so long; the story takes about 15 seconds. Without it, Ctrl+C ends the demo.",
                HelpName = "N",
            };
            var pcap = new Option<string>("--pcap") { Description = "Write the device's datagrams to a file that Wireshark opens.", HelpName = "FILE" };
            var root = new RootCommand(
                "The virtual devkit registers with the desk server over UDP and is read, written, executed and discovered. "
                + "Ends with 0 only if the whole exchange was seen.") { seconds, pcap };
            root.SetAction((parsed, interrupted) => RunAsync(parsed.GetValue(seconds), parsed.GetValue(pcap), interrupted));
            ParseResult result = root.Parse(args);
            if (result.Errors.Count > 0)
            {
                await Console.Error.WriteLineAsync(result.Errors[0].Message + " See --help.");
                return UsageError;
            }

            return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
        }

        private static async Task<int> RunAsync(int? seconds, string pcapFile, CancellationToken interrupted)
        {
            using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
            if (seconds is int limit)
            {
                stop.CancelAfter(TimeSpan.FromSeconds(limit));
            }

            if (Console.IsOutputRedirected)
            {
                // A file has no edge to break lines at.
                AnsiConsole.Profile.Width = FileWidth;
            }

            await using var story = new Story(AnsiConsole.Console, pcapFile);
            return await story.RunAsync(stop.Token) ? Seen : NotSeen;
        }
    }
}
