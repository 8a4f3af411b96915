using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Lwm2mNano.Content;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// The commands of the desk server. What is wrong with one is said in one line of the log.
    /// </summary>
    public sealed class CommandConsole
    {
        /// <summary>The command to observe.</summary>
        internal const string Observe = "observe";

        /// <summary>The command to observe several paths at once.</summary>
        internal const string ObserveComposite = "observec";

        private const int RootLevel = 0;
        private const int ObjectLevel = 1;
        private const int InstanceLevel = 2;
        private const int ResourceLevel = 3;
        private const int DeepestLevel = 4;
        private const string HelpSwitch = "--help";
        private const string UpdateSwitch = "--update";
        private const string ResetSwitch = "--reset";
        private const string BlockSwitch = "--block";
        private const string ClearWord = "clear";

        private readonly LwM2mServer _server;
        private readonly EventLog _log;
        private readonly ConsoleCommand[] _commands;

        // The last report of each device.
        private readonly Dictionary<string, Task> _reports = new();

        /// <summary>
        /// Creates the console.
        /// </summary>
        /// <param name="server">The server that it commands.</param>
        /// <param name="log">Where answers and errors go.</param>
        public CommandConsole(LwM2mServer server, EventLog log)
        {
            _server = server;
            _log = log;
            _commands = new ConsoleCommand[]
            {
                new("list", "", "the devices that are registered", 0, 0, List),
                new("queue", "EP [clear]", "what waits for a device that sleeps (queue mode), or take it all out", 1, 2, Queue),
                new("read", "EP PATH [FORMAT] [--block N]", "read an object, an instance, a resource or a resource instance", 2, 3, Read),
                new("readc", "EP PATH ... [FORMAT] [--block N]", "read several paths at once", 2, int.MaxValue, ReadSeveral),
                new(
                    "write",
                    "EP PATH [--update] [FORMAT] VALUE [--block N]",
                    "write a value as text, or values: write EP /1/0 tlv 2=101,3=1010,6=true",
                    3,
                    int.MaxValue,
                    Write),
                new(
                    "writec",
                    "EP PATH=VALUE ... [FORMAT] [--block N]",
                    "write several values, all or none: writec EP /1/0/1=300 /3/0/15=Europe/Berlin",
                    2,
                    int.MaxValue,
                    WriteSeveral),
                new(Observe, "EP PATH [FORMAT] [--block N]", "observe: a line for each change, with small bars for numbers", 2, 3, ObserveOne),
                new(ObserveComposite, "EP PATH ... [FORMAT] [--block N]", "observe several paths at once", 2, int.MaxValue, ObserveSeveral),
                new("cancel", "EP PATH ... [--reset]", "end an observation; with --reset by resetting its next notification", 2, int.MaxValue, Cancel),
                new("observations", "", "what is observed, and the last values", 0, 0, ListObservations),
                new("execute", "EP PATH [ARGS]", "execute a resource, with arguments such as 0,5='text'", 2, 3, Execute),
                new("discover", "EP PATH", "what there is below a path, and its attributes", 2, 2, Discover),
                new(
                    "create",
                    "EP PATH [FORMAT VALUES] [--block N]",
                    "create an instance: create EP /1 tlv 0=102,1=300,6=false,7=U",
                    2,
                    4,
                    Create),
                new("delete", "EP PATH", "delete an instance", 2, 2, Delete),
                new("bootstrap", "EP [INSTANCE]", "ask the device to bootstrap anew, by executing /1/INSTANCE/9; INSTANCE is its first one if it is left out", 1, 2, Bootstrap),
                new("attr", "EP PATH NAME=VALUE ...", "set attributes such as pmin=10, unset them with pmin=", 3, int.MaxValue, WriteAttributes),
                new("help", "[COMMAND]", "this list", 0, 1, Help),
                new("quit", "", "stop the server when all commands are answered", 0, 0, Quit),
            };
        }

        /// <summary>Gets whether the last command was to quit.</summary>
        public bool IsQuitRequested { get; private set; }

        /// <summary>Gets the commands and what they do, a line each.</summary>
        public IEnumerable<string> HelpLines
        {
            get
            {
                int width = _commands.Max(c => c.Usage.Length);
                return _commands.Select(c => $"{c.Usage.PadRight(width)}  {c.Help}")
                    .Append($"EP is a device's name or how it begins. FORMAT is {string.Join(", ", CoapNames.Formats)} or a number.")
                    .Append("Where several paths are named, each begins with /, and FORMAT is senml-cbor or senml-json, senml-cbor if it is left out.")
                    .Append("N is the size of blocks in bytes: 16, 32, 64, 128, 256, 512 or 1024. Spaces in a VALUE want \"quotes\".");
            }
        }

        /// <summary>
        /// Runs a command. What is asked of a device is under way when this returns. Called by one thread at a time.
        /// </summary>
        /// <param name="line">The command; an empty line or one that starts with <c>#</c> is none.</param>
        /// <returns>A task that ends when the answer is in the log; it does not fail because of the command or the device.</returns>
        public async Task ExecuteAsync(string line)
        {
            if (string.IsNullOrWhiteSpace(line) || line.TrimStart().StartsWith('#'))
            {
                return;
            }

            try
            {
                string[] words = Split(line);
                ConsoleCommand command = Find(words[0]);
                if (words.Contains(HelpSwitch))
                {
                    Describe(command);
                    return;
                }

                ConsoleArguments arguments = Arguments(command, words[1..]);
                if (arguments.Words.Length < command.MinWords)
                {
                    throw new FormatException($"something is missing: {command.Usage}");
                }

                if (arguments.Words.Length > command.MaxWords)
                {
                    throw new FormatException($"'{arguments.Words[command.MaxWords]}' is too much: {command.Usage}");
                }

                await command.Run(arguments);
            }
            catch (FormatException exception)
            {
                _log.Write("error", exception.Message, new JsonObject { ["message"] = exception.Message, ["command"] = line });
            }
        }

        // Splits at spaces; in double quotes a space is a space, and a backslash makes a quote a quote.
        private static string[] Split(string line)
        {
            List<string> words = new();
            StringBuilder word = new();
            bool isQuoted = false;
            bool isWord = false;
            for (int i = 0; i < line.Length; i++)
            {
                char c = line[i];
                if (c == '"')
                {
                    isQuoted = !isQuoted;
                    isWord = true;
                }
                else if (char.IsWhiteSpace(c) && !isQuoted)
                {
                    if (isWord)
                    {
                        words.Add(word.ToString());
                        word.Clear();
                        isWord = false;
                    }
                }
                else
                {
                    if (c == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\\')
                    {
                        i++;
                    }

                    word.Append(line[i]);
                    isWord = true;
                }
            }

            if (isQuoted)
            {
                throw new FormatException("a quote is not closed");
            }

            if (isWord)
            {
                words.Add(word.ToString());
            }

            return words.ToArray();
        }

        // Takes the switches out; one that the command does not take is a word to it.
        private static ConsoleArguments Arguments(ConsoleCommand command, string[] words)
        {
            ConsoleArguments arguments = new(Array.Empty<string>(), false, false, null);
            for (int i = 0; i < words.Length; i++)
            {
                bool isSwitch = words[i].StartsWith("--", StringComparison.Ordinal) && command.Arguments.Contains($"[{words[i]}");
                arguments = words[i] switch
                {
                    UpdateSwitch when isSwitch => arguments with { IsUpdate = true },
                    ResetSwitch when isSwitch => arguments with { IsReset = true },
                    BlockSwitch when isSwitch => arguments with { BlockBytes = BlockBytes(words.ElementAtOrDefault(++i)) },
                    _ => arguments with { Words = arguments.Words.Append(words[i]).ToArray() },
                };
            }

            return arguments;
        }

        private static int BlockBytes(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && CoapBlock.IsSize(bytes)
                ? bytes
                : throw new FormatException($"{BlockSwitch} wants 16, 32, 64, 128, 256, 512 or 1024");

        private ConsoleCommand Find(string name) =>
            _commands.FirstOrDefault(c => c.Name == name)
                ?? throw new FormatException($"there is no command '{name}': help lists them");

        private string Endpoint(string name)
        {
            IReadOnlyList<Registration> found = _server.Registrations.FindAll(name);
            return found.Count switch
            {
                0 => throw new FormatException($"no device is registered whose name is or begins with '{name}': list shows them"),
                1 => found[0].Endpoint,
                _ => throw new FormatException($"'{name}' may be {string.Join(", ", found.Select(r => r.Endpoint))}: write more of it"),
            };
        }

        private static ResourcePath Path(string text, int fewest, int most, string what)
        {
            ResourcePath path = PathText.Parse(text) ?? throw new FormatException($"'{text}' is no path: write such as /3, /3/0, /3/0/1 or /3/0/11/0");
            int levels = PathText.Ids(path).Length;
            return levels >= fewest && levels <= most ? path : throw new FormatException($"{what}, and {PathText.ToText(path)} is none");
        }

        private static int Format(string text) =>
            CoapNames.TryParseFormat(text, out int format)
                ? format
                : throw new FormatException($"there is no format '{text}': use {string.Join(", ", CoapNames.Formats)} or a number");

        // What several paths are named for: the words that begin with a slash, and perhaps a format behind them.
        private static string[] Items(ConsoleArguments arguments, out int format)
        {
            string[] words = arguments.Words[1..];
            bool hasFormat = !words[^1].StartsWith('/');
            format = hasFormat ? Format(words[^1]) : ContentFormat.SenMlCbor;
            string[] items = hasFormat ? words[..^1] : words;
            return items.Length > 0 && items.All(i => i.StartsWith('/'))
                ? items
                : throw new FormatException($"'{items.FirstOrDefault(i => !i.StartsWith('/')) ?? words[^1]}' does not begin with /, as a path does here");
        }

        private Task List(ConsoleArguments arguments)
        {
            IReadOnlyList<Registration> registrations = _server.Registrations.ToList();
            string text = registrations.Count switch
            {
                0 => "no device is registered",
                1 => "1 device",
                _ => $"{registrations.Count} devices",
            };
            JsonArray data = new(registrations.Select(r => (JsonNode)RegistrationReport.ToJson(r)).ToArray());
            _log.Write("list", text, new JsonObject { ["registrations"] = data }, registrations.Select(DescribeWithQueue));
            return Task.CompletedTask;
        }

        private static string DescribeWithQueue(Registration registration)
        {
            string queue = registration.IsQueueMode ? $" ({QueueReport.Describe(registration.Queue)})" : string.Empty;
            return RegistrationReport.Describe(registration) + queue;
        }

        private Task Queue(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            if (_server.Registrations.Find(endpoint)?.Queue is not DeviceQueue queue)
            {
                // It has just gone.
                return Task.CompletedTask;
            }

            if (arguments.Words.Length > 1)
            {
                if (arguments.Words[1] != ClearWord)
                {
                    throw new FormatException($"'{arguments.Words[1]}' is not {ClearWord}");
                }

                int count = queue.Clear();
                _log.Write("queue", $"{endpoint}: {count} taken out", new JsonObject { ["endpoint"] = endpoint, ["cleared"] = count });
                return Task.CompletedTask;
            }

            IReadOnlyList<QueuedRequest> requests = queue.ToList();
            JsonObject data = new() { ["endpoint"] = endpoint, ["awake"] = queue.IsAwake, ["requests"] = QueueReport.ToJson(requests) };
            string text = $"{endpoint}: {QueueReport.Describe(queue)}{(requests.Count == 0 ? ", nothing waiting" : string.Empty)}";
            _log.Write("queue", text, data, QueueReport.Describe(requests, _server.Now));
            return Task.CompletedTask;
        }

        private Task ListObservations(ConsoleArguments arguments)
        {
            IReadOnlyList<Observation> observations = _server.Observations.ToList();
            string text = observations.Count switch
            {
                0 => "nothing is observed",
                1 => "1 observation",
                _ => $"{observations.Count} observations",
            };
            JsonArray data = new(observations.Select(o => (JsonNode)ObservationReport.ToJson(o)).ToArray());
            _log.Write("observations", text, new JsonObject { ["observations"] = data }, observations.Select(ObservationReport.Describe));
            return Task.CompletedTask;
        }

        private Task Read(ConsoleArguments arguments)
        {
            (string endpoint, string path, int accept) = Readable(arguments, "read");
            return Report("read", endpoint, path, _server.ReadAsync(endpoint, path, accept, arguments.BlockBytes));
        }

        private Task ReadSeveral(ConsoleArguments arguments)
        {
            (string endpoint, string[] paths, int format) = Readables(arguments);
            return Report("readc", endpoint, paths, _server.ReadCompositeAsync(endpoint, paths, format, arguments.BlockBytes));
        }

        private Task ObserveOne(ConsoleArguments arguments)
        {
            (string endpoint, string path, int accept) = Readable(arguments, "observed");
            return Report(Observe, endpoint, path, _server.ObserveAsync(endpoint, path, accept, arguments.BlockBytes));
        }

        private Task ObserveSeveral(ConsoleArguments arguments)
        {
            (string endpoint, string[] paths, int format) = Readables(arguments);
            return Report(ObserveComposite, endpoint, paths, _server.ObserveCompositeAsync(endpoint, paths, format, arguments.BlockBytes));
        }

        private (string Endpoint, string Path, int Accept) Readable(ConsoleArguments arguments, string operation)
        {
            string[] words = arguments.Words;
            string endpoint = Endpoint(words[0]);
            string path = PathText.ToText(Path(words[1], ObjectLevel, DeepestLevel, $"an object or something below it is {operation}"));
            return (endpoint, path, words.Length > 2 ? Format(words[2]) : ContentFormat.None);
        }

        private (string Endpoint, string[] Paths, int Format) Readables(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            string[] paths = Items(arguments, out int format);
            return (endpoint, paths.Select(p => PathText.ToText(Path(p, RootLevel, DeepestLevel, string.Empty))).ToArray(), format);
        }

        private Task Cancel(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            string[] paths = arguments.Words[1..].Select(p => PathText.ToText(Path(p, RootLevel, DeepestLevel, string.Empty))).ToArray();
            return arguments.IsReset
                ? Report(endpoint, _server.ResetAsync(endpoint, paths), isObserved => WriteReset(endpoint, string.Join(' ', paths), isObserved))
                : Report("cancel", endpoint, paths, _server.CancelAsync(endpoint, paths));
        }

        private void WriteReset(string endpoint, string paths, bool isObserved)
        {
            string message = isObserved ? "the next notification will be reset" : "not observed";
            _log.Write(
                isObserved ? "response" : "error",
                $"{endpoint} cancel {paths}: {message}",
                new JsonObject { ["endpoint"] = endpoint, ["operation"] = "cancel", ["path"] = paths, ["success"] = isObserved, ["message"] = message });
        }

        private Task Write(ConsoleArguments arguments)
        {
            string[] words = arguments.Words;
            if (words.Length > 4)
            {
                throw new FormatException($"'{words[4]}' is too much: a value with spaces wants \"quotes\"");
            }

            string endpoint = Endpoint(words[0]);
            ResourcePath target = Path(words[1], InstanceLevel, DeepestLevel, "an instance, a resource or a resource instance is written");
            int format = words.Length > 3 ? Format(words[2]) : ContentFormat.PlainText;
            if (target.ResourceId == ResourcePath.None && format is ContentFormat.PlainText or ContentFormat.Opaque or ContentFormat.Cbor)
            {
                throw new FormatException($"an instance has several values: write {words[0]} {words[1]} tlv ID=VALUE,ID=VALUE");
            }

            byte[] payload = ContentEncoder.Encode(target, format, words[^1]);
            string path = PathText.ToText(target);
            return Report("write", endpoint, path, _server.WriteAsync(endpoint, path, format, payload, arguments.IsUpdate, arguments.BlockBytes));
        }

        private Task WriteSeveral(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            (ResourcePath Path, string Value)[] items = Items(arguments, out int format).Select(Assignment).ToArray();
            byte[] payload = ContentEncoder.EncodeComposite(format, items);
            return Report(
                "writec",
                endpoint,
                items.Select(i => PathText.ToText(i.Path)).ToArray(),
                _server.WriteCompositeAsync(endpoint, format, payload, arguments.BlockBytes));
        }

        private static (ResourcePath Path, string Value) Assignment(string word)
        {
            string[] parts = word.Split('=', 2);
            return parts.Length == 2
                ? (Path(parts[0], ResourceLevel, DeepestLevel, "a resource or a resource instance is written"), parts[1])
                : throw new FormatException($"what is written to {word} is missing: {word}=VALUE");
        }

        private Task Execute(ConsoleArguments arguments)
        {
            string[] words = arguments.Words;
            string endpoint = Endpoint(words[0]);
            string path = PathText.ToText(Path(words[1], ResourceLevel, ResourceLevel, "a resource is executed, such as /3/0/4"));
            return Report("execute", endpoint, path, _server.ExecuteAsync(endpoint, path, words.ElementAtOrDefault(2) ?? string.Empty));
        }

        private Task Bootstrap(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            string instance = arguments.Words.ElementAtOrDefault(1) ?? FirstServerInstance(endpoint);
            string path = PathText.ToText(Path($"/{ServerObject.Id}/{instance}/{ServerObject.BootstrapTrigger}", ResourceLevel, ResourceLevel, string.Empty));
            return Report("bootstrap", endpoint, path, _server.ExecuteAsync(endpoint, path));
        }

        private string FirstServerInstance(string endpoint)
        {
            ResourcePath first = _server.Registrations.Find(endpoint)?.Links.Select(l => PathText.Parse(l.Path))
                .FirstOrDefault(p => p != null && p.ObjectId == ServerObject.Id && p.InstanceId != ResourcePath.None);
            return $"{first?.InstanceId ?? 0}";
        }

        private Task Discover(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            string path = PathText.ToText(Path(arguments.Words[1], ObjectLevel, ResourceLevel, "an object, an instance or a resource is discovered"));
            return Report("discover", endpoint, path, _server.DiscoverAsync(endpoint, path));
        }

        private Task Create(ConsoleArguments arguments)
        {
            string[] words = arguments.Words;
            string endpoint = Endpoint(words[0]);
            ResourcePath target = Path(words[1], ObjectLevel, InstanceLevel, "an instance is created, /1 for any or /1/2 for that one");
            int format = words.Length > 2 ? Format(words[2]) : ContentFormat.Tlv;
            if (format is not (ContentFormat.Tlv or ContentFormat.SenMlJson or ContentFormat.SenMlCbor))
            {
                throw new FormatException($"an instance has several values: create {words[0]} {words[1]} tlv ID=VALUE,ID=VALUE");
            }

            byte[] payload = ContentEncoder.EncodeInstance(target, format, words.ElementAtOrDefault(3) ?? string.Empty);
            string path = $"/{target.ObjectId}";
            return Report("create", endpoint, path, _server.CreateAsync(endpoint, path, format, payload, arguments.BlockBytes));
        }

        private Task Delete(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            string path = PathText.ToText(Path(arguments.Words[1], InstanceLevel, InstanceLevel, "an instance is deleted, such as /1/2"));
            return Report("delete", endpoint, path, _server.DeleteAsync(endpoint, path));
        }

        private Task WriteAttributes(ConsoleArguments arguments)
        {
            string endpoint = Endpoint(arguments.Words[0]);
            string path = PathText.ToText(Path(arguments.Words[1], ObjectLevel, DeepestLevel, "an object or something below it has attributes"));
            return Report("attr", endpoint, path, _server.WriteAttributesAsync(endpoint, path, arguments.Words[2..]));
        }

        private Task Help(ConsoleArguments arguments)
        {
            if (arguments.Words.Length > 0)
            {
                Describe(Find(arguments.Words[0]));
                return Task.CompletedTask;
            }

            string[] lines = HelpLines.ToArray();
            _log.Write("help", "commands", new JsonObject { ["lines"] = new JsonArray(lines.Select(l => (JsonNode)l).ToArray()) }, lines);
            return Task.CompletedTask;
        }

        private void Describe(ConsoleCommand command)
        {
            string line = $"{command.Usage}: {command.Help}";
            _log.Write("help", line, new JsonObject { ["lines"] = new JsonArray(line) });
        }

        private Task Quit(ConsoleArguments arguments)
        {
            IsQuitRequested = true;
            return Task.CompletedTask;
        }

        private Task Report(string operation, string endpoint, string path, Task<DeviceAnswer> request) =>
            Report(operation, endpoint, new[] { path }, request);

        private Task Report(string operation, string endpoint, IReadOnlyList<string> paths, Task<DeviceAnswer> request) =>
            Report(endpoint, request, answer => AnswerReport.Write(_log, endpoint, operation, paths, answer));

        // A device answers one request after the other; the log says so in the same order.
        private Task Report<T>(string endpoint, Task<T> request, Action<T> write)
        {
            Task report = ReportAfter(_reports.GetValueOrDefault(endpoint, Task.CompletedTask), request, write);
            _reports[endpoint] = report;
            return report;
        }

        private static async Task ReportAfter<T>(Task before, Task<T> request, Action<T> write)
        {
            T result;
            try
            {
                result = await request;
            }
            catch (OperationCanceledException)
            {
                // The server stops.
                return;
            }

            await before;
            write(result);
        }
    }
}
