using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>One of the tools as a process, from the folder of the tests.</summary>
    internal sealed class DevKitProcess : IDisposable
    {
        public const string DevKit = "Lwm2mNano.DevKit";
        public const string Provision = "Lwm2mNano.Provision";

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(60);

        private readonly Process _process;

        public DevKitProcess(string tool, params string[] arguments)
        {
            ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, tool + ".dll"), .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            _process = Process.Start(start);
        }

        /// <summary>Runs a tool to its end.</summary>
        public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string tool, params string[] arguments)
        {
            using DevKitProcess process = new(tool, arguments);
            Task<string> error = process._process.StandardError.ReadToEndAsync();
            string output = await process._process.StandardOutput.ReadToEndAsync().WaitAsync(s_maxWait);
            return (await process.ExitCodeAsync(), output, await error);
        }

        /// <summary>The next line as a JSON object, or null at the end.</summary>
        public async Task<JsonObject> NextAsync()
        {
            string line = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait);
            return line is null ? null : (JsonObject)JsonNode.Parse(line);
        }

        /// <summary>Reads on until an event.</summary>
        public async Task<JsonObject> NextAsync(string what)
        {
            while (true)
            {
                JsonObject entry = await NextAsync() ?? throw new EndOfStreamException($"No event {what}.");
                if ((string)entry["event"] == what)
                {
                    return entry;
                }
            }
        }

        /// <summary>Writes a line to its input.</summary>
        public Task WriteLineAsync(string line) => _process.StandardInput.WriteLineAsync(line);

        /// <summary>The next line of what is wrong.</summary>
        public Task<string> ErrorLineAsync() => _process.StandardError.ReadLineAsync().WaitAsync(s_maxWait);

        /// <summary>Sends a signal such as INT.</summary>
        public async Task SignalAsync(string signal)
        {
            using Process kill = Process.Start("kill", ["-" + signal, _process.Id.ToString()]);
            await kill.WaitForExitAsync().WaitAsync(s_maxWait);
        }

        public async Task<int> ExitCodeAsync()
        {
            await _process.WaitForExitAsync().WaitAsync(s_maxWait);
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            _process.Dispose();
        }
    }
}
