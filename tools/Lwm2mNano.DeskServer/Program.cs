using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
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
        private const double MinSeconds = 0.1;
        private const int MaxSeconds = 1000000;
        private const int DefaultSecurePort = 5684;
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
            Option<ushort> securePort = new("--secure-port")
            {
                Description = "The UDP port to listen on with DTLS, where there are keys; 0 is any that is free.",
                DefaultValueFactory = _ => DefaultSecurePort,
                HelpName = "N",
                CustomParser = ParsePort,
            };
            Option<string[]> psk = new("--psk")
            {
                Description = "A device's pre-shared key in hexadecimal digits and the identity that names it; may be given several times. "
                    + "Others on this machine can see it: prefer --psk-file.",
                HelpName = "IDENTITY=HEXKEY",
                Arity = ArgumentArity.OneOrMore,
            };
            Option<string> pskFile = new("--psk-file")
            {
                Description = "A file of such keys, one a line, and perhaps a space and the endpoint that the key is for. "
                    + "A key without one is for the first endpoint that registers with it. Lines that start with # are comments.",
                HelpName = "FILE",
            };
            Option<string> log = new("--log")
            {
                Description = "Events as lines to read or as JSON objects, one a line.",
                DefaultValueFactory = _ => "text",
            };
            log.AcceptOnlyFromAmong("text", "json");
            Option<string> bootstrap = new("--bootstrap")
            {
                Description = "Be a bootstrap server, too, on the same ports: a file that says which device is given which servers, such as bootstrap.example.json.",
                HelpName = "FILE",
            };
            Option<TimeSpan> awake = new("--awake")
            {
                Description = "How many seconds a device in queue mode is awake after it was heard; later requests wait until it is heard again. "
                    + "No more than what the device is set to.",
                DefaultValueFactory = _ => LwM2mServer.DefaultAwake,
                HelpName = "S",
                CustomParser = ParseSeconds,
            };
            Option<TimeSpan?> queueExpiry = new("--queue-expiry")
            {
                Description = "How many seconds a request waits for such a device; without it as long as the lifetime of its registration.",
                HelpName = "S",
                CustomParser = result => ParseSeconds(result),
            };
            RootCommand command = new(
                "A LwM2M server for a desk. Devices register with it over UDP (coap) and, where there are keys, with DTLS 1.2 (coaps: "
                + "TLS_PSK_WITH_AES_128_CCM_8, extended master secret, Connection ID); commands on standard input manage and observe them: type help. "
                + "The end of the input does not stop it; quit, an interrupt (Ctrl+C) and a termination signal do.")
            {
                port,
                securePort,
                psk,
                pskFile,
                bootstrap,
                awake,
                queueExpiry,
                log,
            };
            command.SetAction((parsed, _) => RunAsync(
                parsed.GetValue(port),
                parsed.GetResult(securePort) is { Implicit: false } ? parsed.GetValue(securePort) : null,
                parsed.GetValue(psk) ?? Array.Empty<string>(),
                parsed.GetValue(pskFile),
                parsed.GetValue(bootstrap),
                parsed.GetValue(awake),
                parsed.GetValue(queueExpiry),
                parsed.GetValue(log) == "json"));

            ParseResult result = command.Parse(arguments);
            if (result.Errors.Count == 0)
            {
                // Signals are dealt with here: stopping by one is the normal end, not a failure.
                return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
            }

            await Console.Error.WriteLineAsync($"{Regex.Replace(result.Errors[0].Message, "\\s+", " ").Trim()} See --help.");
            return UsageError;
        }

        private static TimeSpan ParseSeconds(ArgumentResult result)
        {
            if (!double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
                || seconds is < MinSeconds or > MaxSeconds)
            {
                result.AddError($"'{result.Tokens[0].Value}' is no number of seconds: {MinSeconds.ToString(CultureInfo.InvariantCulture)} to {MaxSeconds}.");
                return default;
            }

            return TimeSpan.FromSeconds(seconds);
        }

        private static ushort ParsePort(ArgumentResult result)
        {
            if (!ushort.TryParse(result.Tokens[0].Value, out ushort port))
            {
                result.AddError($"'{result.Tokens[0].Value}' is no port: 0 to {ushort.MaxValue}.");
            }

            return port;
        }

        private static async Task<int> RunAsync(
            ushort port,
            ushort? securePort,
            string[] psks,
            string pskFile,
            string bootstrapFile,
            TimeSpan awake,
            TimeSpan? queueExpiry,
            bool isJson)
        {
            PskKeys keys = new();
            string problem = AddKeys(keys, psks, pskFile);
            if (problem == null && securePort != null && keys.Count == 0)
            {
                problem = "--secure-port needs keys: --psk-file FILE or --psk IDENTITY=HEXKEY.";
            }

            BootstrapConfiguration bootstrap = null;
            if (problem == null && bootstrapFile != null)
            {
                problem = ReadBootstrap(bootstrapFile, keys, out bootstrap);
            }

            if (problem != null)
            {
                await Console.Error.WriteLineAsync($"{problem} See --help.");
                return UsageError;
            }

            foreach (string place in bootstrap?.PlacesOfOpenKeys ?? Array.Empty<string>())
            {
                await Console.Error.WriteLineAsync($"{bootstrapFile}, {place}: whoever asks gets these keys: add an identity, so that only its key opens them.");
            }

            if (psks.Length > 0)
            {
                await Console.Error.WriteLineAsync("Keys on the command line can be seen by others on this machine: prefer --psk-file FILE.");
            }

            using CancellationTokenSource stop = new();
            void OnSignal(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }

            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
            using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
            UdpChannel plain = Open("--port", port);
            UdpChannel secure = plain == null || keys.Count == 0 ? null : Open("--secure-port", securePort ?? DefaultSecurePort);
            if (plain == null || (secure == null && keys.Count > 0))
            {
                plain?.Dispose();
                return Failed;
            }

            // For the bars of numbers, whatever the console is set to.
            Console.OutputEncoding = new UTF8Encoding(false);
            EventLog log = new(Console.Out, isJson, TimeProvider.System);
            IDatagramChannel channel = plain;
            JsonObject data = new() { ["port"] = PortOf(plain) };
            string text = $"on UDP port {PortOf(plain)}";
            if (secure != null)
            {
                data["securePort"] = PortOf(secure);
                text += $", with DTLS on {PortOf(secure)} ({keys.Count} {(keys.Count == 1 ? "key" : "keys")})";
            }

            if (bootstrap != null)
            {
                bootstrap.Port = PortOf(plain);
                bootstrap.SecurePort = secure == null ? null : PortOf(secure);
                data["bootstrap"] = bootstrap.Count;
                text += $", and a bootstrap server for {bootstrap.Count} {(bootstrap.Count == 1 ? "configuration" : "configurations")}";
            }

            log.Write("listening", $"{text}; help lists the commands", data);
            if (secure != null)
            {
                channel = new CombinedChannel(plain, new DtlsChannel(secure, keys, change => DtlsReport.Write(log, change)));
            }

            await using LwM2mServer server = new(
                channel,
                changed: change => RegistrationReport.Write(log, change),
                sent: sent => SendReport.Write(log, sent),
                bootstrap: bootstrap,
                bootstrapped: change => BootstrapReport.Write(log, change),
                awake: awake,
                queueExpiry: queueExpiry);
            server.QueueChanged += change => QueueReport.Write(log, change);
            server.ObservationChanged += change => ObservationReport.Write(log, change);
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

        // Gives what is wrong with the keys, or null.
        private static string AddKeys(PskKeys keys, string[] psks, string pskFile)
        {
            try
            {
                foreach (string psk in psks)
                {
                    keys.Add(psk);
                }
            }
            catch (ArgumentException exception)
            {
                return $"--psk: {exception.Message}.";
            }

            try
            {
                if (pskFile != null)
                {
                    keys.AddFile(pskFile);
                    return keys.Count == 0 ? $"There is no key in {pskFile}." : null;
                }
            }
            catch (Exception exception) when (exception is ArgumentException or IOException or UnauthorizedAccessException)
            {
                return $"--psk-file: {exception.Message.TrimEnd('.')}.";
            }

            return null;
        }

        // Gives what is wrong with the file, or null.
        private static string ReadBootstrap(string file, PskKeys keys, out BootstrapConfiguration bootstrap)
        {
            bootstrap = null;
            try
            {
                bootstrap = BootstrapFile.Read(file);
                return bootstrap.ProblemWith(keys) is string problem ? $"--bootstrap: {file}, {problem}." : null;
            }
            catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
            {
                return $"--bootstrap: {exception.Message.TrimEnd('.')}.";
            }
        }

        // Gives null where the port is not to be had.
        private static UdpChannel Open(string option, int port)
        {
            try
            {
                return new UdpChannel(port);
            }
            catch (SocketException exception)
            {
                Console.Error.WriteLine($"Port {port} cannot be opened: {exception.Message}. Another one: {option} N");
                return null;
            }
        }

        private static int PortOf(UdpChannel channel) => ((IPEndPoint)channel.LocalEndPoint).Port;

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
