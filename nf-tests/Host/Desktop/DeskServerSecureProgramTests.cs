using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Text.Json;
using System.Threading.Tasks;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server as a program, with keys.</summary>
    public class DeskServerSecureProgramTests
    {
        private const string Key = DeskServerDtlsServer.Key;

        private static readonly TimeSpan s_maxWait = TimeSpan.FromSeconds(30);

        [TestCase(true)]
        [TestCase(false)]
        public async Task It_says_what_happens_and_never_a_key(bool isFile)
        {
            string file = Path.GetTempFileName();
            await File.WriteAllTextAsync(file, $"device={Key} node\n");
            using Process program = isFile
                ? Start("--port", "0", "--secure-port", "0", "--log", "json", "--psk-file", file)
                : Start("--port", "0", "--secure-port", "0", "--log", "json", "--psk", $"device={Key} node", "--psk", "second=00");
            try
            {
                List<string> lines = new();
                JsonElement listening = await NextEvent(program, "listening", lines);
                int port = listening.GetProperty("securePort").GetInt32();
                Assert.That(port, Is.Not.EqualTo(listening.GetProperty("port").GetInt32()));

                using DeskServerDtlsClient liar = new(new IPEndPoint(IPAddress.Loopback, port), key: "00");
                Assert.That(liar.Connect, Throws.Exception);
                Assert.That((await NextEvent(program, "handshake", lines)).GetProperty("address").GetString(), Is.EqualTo(liar.Address));
                Assert.That(
                    (await NextEvent(program, "handshake failed", lines)).GetProperty("reason").GetString(),
                    Is.EqualTo("wrong key for the identity 'device'"));

                using DeskServerDtlsClient device = new(new IPEndPoint(IPAddress.Loopback, port)) { ConnectionId = Array.Empty<byte>() };
                device.Connect();
                await NextEvent(program, "handshake", lines);
                JsonElement session = await NextEvent(program, "session", lines);
                Assert.That(session.GetProperty("identity").GetString(), Is.EqualTo("device"));
                Assert.That(session.GetProperty("connectionId").GetBoolean(), Is.True);
                Assert.That(session.GetProperty("replaces").GetBoolean(), Is.False);

                Assert.That(device.Exchange(Register("ep=other")).Code, Is.EqualTo(ResponseCode.Forbidden));
                Assert.That((await NextEvent(program, "refused", lines)).GetProperty("reason").GetString(), Does.StartWith("4.03 "));
                Assert.That(device.Exchange(Register("ep=node")).Code, Is.EqualTo(ResponseCode.Created));
                Assert.That((await NextEvent(program, "registered", lines)).GetProperty("identity").GetString(), Is.EqualTo("device"));

                device.Move();
                device.Exchange(Register("ep=node"));
                Assert.That((await NextEvent(program, "moved", lines)).GetProperty("address").GetString(), Is.EqualTo(device.Address));
                await NextEvent(program, "registered", lines);

                await program.StandardInput.WriteLineAsync("quit");
                await NextEvent(program, "stopped", lines);
                Assert.That(
                    await program.StandardError.ReadToEndAsync().WaitAsync(s_maxWait),
                    isFile ? Is.Empty : Does.Match("^Keys on the command line can be seen by others on this machine: prefer --psk-file FILE\\.\\s*$"));
                Assert.That(string.Concat(lines), Does.Not.Contain(Key).IgnoreCase);
            }
            finally
            {
                program.Kill();
                File.Delete(file);
            }
        }

        [TestCase("--secure-port 0", "--secure-port needs keys: --psk-file FILE or --psk IDENTITY=HEXKEY. See --help.")]
        [TestCase("--psk device", "--psk: a key is written as IDENTITY=HEXKEY, with two hexadecimal digits a byte. See --help.")]
        [TestCase("--psk device=0011x", "--psk: a key is written as IDENTITY=HEXKEY, with two hexadecimal digits a byte. See --help.")]
        [TestCase("--psk a=00 --psk a=01", "--psk: the identity 'a' is there twice. See --help.")]
        [TestCase("--psk-file /nowhere/keys", "--psk-file: Could not find a part of the path '/nowhere/keys'. See --help.")]
        public async Task A_wrong_call_is_said_in_one_line(string arguments, string message)
        {
            using Process program = Start(arguments.Split(' '));

            Assert.That((await program.StandardError.ReadToEndAsync().WaitAsync(s_maxWait)).TrimEnd(), Is.EqualTo(message));
            await program.WaitForExitAsync().WaitAsync(s_maxWait);
            Assert.That(program.ExitCode, Is.EqualTo(2));
        }

        private static Process Start(params string[] arguments)
        {
            ProcessStartInfo start = new("dotnet")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Lwm2mNano.DeskServer.dll"));
            foreach (string argument in arguments)
            {
                start.ArgumentList.Add(argument);
            }

            return Process.Start(start);
        }

        private static async Task<JsonElement> NextEvent(Process program, string name, List<string> lines)
        {
            string line = await program.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait);
            lines.Add(line);
            JsonElement data = JsonDocument.Parse(line).RootElement;
            Assert.That(data.GetProperty("event").GetString(), Is.EqualTo(name), line);
            return data;
        }
    }
}
