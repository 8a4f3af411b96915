using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The command line: a server on a port of this machine, commands on standard input, events on standard output.
    /// </summary>
    public static class Program
    {
        private const int DefaultPort = 5683;
        private const int Stopped = 0;
        private const int Failed = 1;
        private const int UsageError = 2;

        /// <summary>Runs the tool: 0 after quit or an interrupt, 1 where the port is not to be had, 2 where it was called wrongly.</summary>
        /// <param name="arguments">The command line.</param>
        /// <returns>The exit code.</returns>
        public static async Task<int> Main(string[] arguments)
        {
            Option<ushort> port = new("--port")
            {
                Description = "The UDP port to listen on; 0 is any that is free.",
                DefaultValueFactory = _ => DefaultPort,
                HelpName = "N",
                CustomParser = ParsePort,
            };
            Option<string> log = new("--log")
            {
                Description = "Events as lines to read or as JSON objects, one a line.",
                DefaultValueFactory = _ => "text",
            };
            log.AcceptOnlyFromAmong("text", "json");
            RootCommand command = new(
                "A LwM2M server for a desk. Devices register with it over UDP; commands on standard input manage them: type help. "
                + "The end of the input does not stop it; quit, an interrupt (Ctrl+C) and a termination signal do.")
            {
                port,
                log,
            };
            command.SetAction((parsed, _) => RunAsync(parsed.GetValue(port), parsed.GetValue(log) == "json"));

            ParseResult result = command.Parse(arguments);
            if (result.Errors.Count == 0)
            {
                // Signals are dealt with here: stopping by one is the normal end, not a failure.
                return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
            }

            await Console.Error.WriteLineAsync($"{Regex.Replace(result.Errors[0].Message, "\\s+", " ").Trim()} See --help.");
            return UsageError;
        }

        private static ushort ParsePort(ArgumentResult result)
        {
            if (!ushort.TryParse(result.Tokens[0].Value, out ushort port))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no port: 0 to {ushort.MaxValue}.");
            }

            return port;
        }

        private static async Task<int> RunAsync(ushort port, bool isJson)
        {
            using CancellationTokenSource stop = new();
            void OnSignal(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }

            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
            UdpChannel channel;
            try
            {
                channel = new UdpChannel(port);
            }
            catch (SocketException exception)
            {
                await Console.Error.WriteLineAsync($"Port {port} cannot be opened: {exception.Message}. Another one: --port N");
                return Failed;
            }

            EventLog log = new(Console.Out, isJson, TimeProvider.System);
            int opened = ((IPEndPoint)channel.LocalEndPoint).Port;
            log.Write("listening", $"on UDP port {opened}; help lists the commands", new JsonObject { ["port"] = opened });

            await using LwM2mServer server = new(channel, changed: change => RegistrationReport.Write(log, change));
            try
            {
                await await Task.WhenAny(server.Completion, RunCommandsAsync(new CommandConsole(server, log), stop.Token));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
            }

            log.Write("stopped", string.Empty, new JsonObject());
            return Stopped;
        }

        private static async Task RunCommandsAsync(CommandConsole console, CancellationToken cancellation)
        {
            List<Task> running = new();
            await foreach (string line in ReadLines().ReadAllAsync(cancellation))
            {
                running.RemoveAll(task => task.IsCompleted);
                running.Add(console.ExecuteAsync(line));
                if (console.IsQuitRequested)
                {
                    await Task.WhenAll(running).WaitAsync(cancellation);
                    return;
                }
            }
        }

        // Reading the console cannot be cancelled, so a thread of its own does it, which does not keep the program.
        private static ChannelReader<string> ReadLines()
        {
            Channel<string> lines = Channel.CreateUnbounded<string>();
            Thread reader = new(() =>
            {
                while (Console.In.ReadLine() is string line)
                {
                    lines.Writer.TryWrite(line);
                }
            })
            {
                IsBackground = true,
            };
            reader.Start();
            return lines.Reader;
        }
    }
}
