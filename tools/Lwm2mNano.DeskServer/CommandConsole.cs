using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
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
        private const int ObjectLevel = 1;
        private const int InstanceLevel = 2;
        private const int ResourceLevel = 3;
        private const int DeepestLevel = 4;
        private const string UpdateSwitch = "--update";

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
                new("read", "EP PATH [FORMAT]", "read an object, an instance, a resource or a resource instance", 2, 3, Read),
                new("write", "EP PATH [--update] [FORMAT] VALUE", "write a value as text, or values: write EP /1/0 tlv 2=101,3=1010,6=true", 3, 5, Write),
                new("execute", "EP PATH [ARGS]", "execute a resource, with arguments such as 0,5='text'", 2, 3, Execute),
                new("discover", "EP PATH", "what there is below a path, and its attributes", 2, 2, Discover),
                new("create", "EP PATH [tlv VALUES]", "create an instance: create EP /1 tlv 0=102,1=300,6=false,7=U", 2, 4, Create),
                new("delete", "EP PATH", "delete an instance", 2, 2, Delete),
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
                    .Append("EP is a device's name or how it begins. FORMAT is text, tlv, opaque, link or a number. Spaces in a VALUE want \"quotes\".");
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
                string[] arguments = words[1..];
                if (arguments.Contains("--help"))
                {
                    await Help(new[] { command.Name });
                    return;
                }

                if (arguments.Length < command.MinArguments)
                {
                    throw new FormatException($"something is missing: {command.Usage}");
                }

                if (arguments.Length > command.MaxArguments)
                {
                    throw new FormatException($"'{arguments[command.MaxArguments]}' is too much: {command.Usage}");
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

        private Task List(string[] arguments)
        {
            IReadOnlyList<Registration> registrations = _server.Registrations.ToList();
            string text = registrations.Count switch
            {
                0 => "no device is registered",
                1 => "1 device",
                _ => $"{registrations.Count} devices",
            };
            JsonArray data = new(registrations.Select(r => (JsonNode)RegistrationReport.ToJson(r)).ToArray());
            _log.Write("list", text, new JsonObject { ["registrations"] = data }, registrations.Select(RegistrationReport.Describe));
            return Task.CompletedTask;
        }

        private Task Read(string[] arguments)
        {
            string endpoint = Endpoint(arguments[0]);
            string path = PathText.ToText(Path(arguments[1], ObjectLevel, DeepestLevel, "an object or something below it is read"));
            int accept = arguments.Length > 2 ? Format(arguments[2]) : ContentFormat.None;
            return Report("read", endpoint, path, _server.ReadAsync(endpoint, path, accept));
        }

        private Task Write(string[] arguments)
        {
            bool update = arguments.Contains(UpdateSwitch);
            string[] rest = arguments.Where(a => a != UpdateSwitch).ToArray();
            if (rest.Length < 3)
            {
                throw new FormatException($"the value is missing: {Find("write").Usage}");
            }

            if (rest.Length > 4)
            {
                throw new FormatException($"'{rest[4]}' is too much: a value with spaces wants \"quotes\"");
            }

            string endpoint = Endpoint(rest[0]);
            ResourcePath target = Path(rest[1], InstanceLevel, DeepestLevel, "an instance, a resource or a resource instance is written");
            int format = rest.Length > 3 ? Format(rest[2]) : ContentFormat.PlainText;
            if (target.ResourceId == ResourcePath.None && format is ContentFormat.PlainText or ContentFormat.Opaque)
            {
                throw new FormatException($"an instance has several values: write {rest[0]} {rest[1]} tlv ID=VALUE,ID=VALUE");
            }

            byte[] payload = ContentEncoder.Encode(target, format, rest[^1]);
            string path = PathText.ToText(target);
            return Report("write", endpoint, path, _server.WriteAsync(endpoint, path, format, payload, update));
        }

        private Task Execute(string[] arguments)
        {
            string endpoint = Endpoint(arguments[0]);
            string path = PathText.ToText(Path(arguments[1], ResourceLevel, ResourceLevel, "a resource is executed, such as /3/0/4"));
            return Report("execute", endpoint, path, _server.ExecuteAsync(endpoint, path, arguments.ElementAtOrDefault(2) ?? string.Empty));
        }

        private Task Discover(string[] arguments)
        {
            string endpoint = Endpoint(arguments[0]);
            string path = PathText.ToText(Path(arguments[1], ObjectLevel, ResourceLevel, "an object, an instance or a resource is discovered"));
            return Report("discover", endpoint, path, _server.DiscoverAsync(endpoint, path));
        }

        private Task Create(string[] arguments)
        {
            string endpoint = Endpoint(arguments[0]);
            ResourcePath target = Path(arguments[1], ObjectLevel, InstanceLevel, "an instance is created, /1 for any or /1/2 for that one");
            if (arguments.Length > 2 && Format(arguments[2]) != ContentFormat.Tlv)
            {
                throw new FormatException($"an instance has several values: create {arguments[0]} {arguments[1]} tlv ID=VALUE,ID=VALUE");
            }

            byte[] payload = ContentEncoder.EncodeInstance(target, arguments.ElementAtOrDefault(3) ?? string.Empty);
            string path = $"/{target.ObjectId}";
            return Report("create", endpoint, path, _server.CreateAsync(endpoint, path, ContentFormat.Tlv, payload));
        }

        private Task Delete(string[] arguments)
        {
            string endpoint = Endpoint(arguments[0]);
            string path = PathText.ToText(Path(arguments[1], InstanceLevel, InstanceLevel, "an instance is deleted, such as /1/2"));
            return Report("delete", endpoint, path, _server.DeleteAsync(endpoint, path));
        }

        private Task WriteAttributes(string[] arguments)
        {
            string endpoint = Endpoint(arguments[0]);
            string path = PathText.ToText(Path(arguments[1], ObjectLevel, DeepestLevel, "an object or something below it has attributes"));
            return Report("attr", endpoint, path, _server.WriteAttributesAsync(endpoint, path, arguments[2..]));
        }

        private Task Help(string[] arguments)
        {
            string[] lines = arguments.Length == 0
                ? HelpLines.ToArray()
                : new[] { $"{Find(arguments[0]).Usage}: {Find(arguments[0]).Help}" };
            JsonArray data = new(lines.Select(l => (JsonNode)l).ToArray());
            _log.Write("help", arguments.Length == 0 ? "commands" : lines[0], new JsonObject { ["lines"] = data }, arguments.Length == 0 ? lines : null);
            return Task.CompletedTask;
        }

        private Task Quit(string[] arguments)
        {
            IsQuitRequested = true;
            return Task.CompletedTask;
        }

        // A device answers one request after the other; the log says so in the same order.
        private Task Report(string operation, string endpoint, string path, Task<DeviceAnswer> request)
        {
            Task report = ReportAfter(_reports.GetValueOrDefault(endpoint, Task.CompletedTask), operation, endpoint, path, request);
            _reports[endpoint] = report;
            return report;
        }

        private async Task ReportAfter(Task before, string operation, string endpoint, string path, Task<DeviceAnswer> request)
        {
            JsonObject data = new() { ["endpoint"] = endpoint, ["operation"] = operation, ["path"] = path };
            string what = $"{endpoint} {operation} {path}";
            DeviceAnswer answer;
            try
            {
                answer = await request;
            }
            catch (OperationCanceledException)
            {
                // The server stops.
                return;
            }

            await before;
            if (answer.Outcome == CoapOutcome.Answered)
            {
                ReportAnswer(what, data, answer);
            }
            else
            {
                data["message"] = answer.ToString();
                data["seconds"] = Math.Round(answer.Elapsed.TotalSeconds, 1);
                _log.Write("error", $"{what}: {answer} ({answer.Elapsed.TotalSeconds:F1} s)", data);
            }
        }

        private void ReportAnswer(string what, JsonObject data, DeviceAnswer answer)
        {
            IReadOnlyList<DecodedValue> values = answer.Values(out string problem);
            IReadOnlyList<LwM2mLink> links = answer.Links();
            StringBuilder text = new($"{what}: {answer}");
            data["code"] = answer.ToString();
            data["success"] = answer.IsSuccess;
            data["milliseconds"] = (long)answer.Elapsed.TotalMilliseconds;
            if (answer.Location != null)
            {
                text.Append($", {answer.Location}");
                data["location"] = answer.Location;
            }

            if (answer.Payload.Length > 0)
            {
                string format = answer.Format == ContentFormat.None ? "no format" : CoapNames.Format(answer.Format);
                text.Append($", {format}, {answer.Payload.Length} {(answer.Payload.Length == 1 ? "byte" : "bytes")}");
                data["format"] = format;
                data["payload"] = Convert.ToHexString(answer.Payload);
            }

            List<string> details = new();
            if (links != null)
            {
                details.AddRange(links.Select(l => l.ToString()));
                data["links"] = RegistrationReport.ToJson(links);
            }
            else if (values.Count > 0)
            {
                details.AddRange(values.Select(v => v.ToString()));
                data["values"] = new JsonArray(values.Select(ToJson).ToArray());
            }
            else if (answer.Payload.Length > 0 && problem == null)
            {
                details.Add(answer.IsSuccess ? Convert.ToHexString(answer.Payload) : Encoding.UTF8.GetString(answer.Payload));
            }

            if (problem != null)
            {
                details.Add(problem);
                data["problem"] = problem;
            }

            // A single value fits into the line.
            bool fits = details.Count == 1 && links == null;
            _log.Write("response", fits ? $"{text}: {details[0]}" : text.ToString(), data, fits ? null : details);
        }

        private static JsonNode ToJson(DecodedValue value) => new JsonObject
        {
            ["path"] = value.Path,
            ["name"] = value.Name,
            ["value"] = JsonSerializer.SerializeToNode(value.Value),
            ["text"] = value.Text,
        };
    }
}
