using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Tasks;
using Lwm2mNano.Coap;
using Lwm2mNano.DeskServer;
using Lwm2mNano.Objects;
using NUnit.Framework;
using static Lwm2mNano.Tests.Desktop.DeskServerMessages;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server as a program.</summary>
    public class DeskServerProgramTests
    {
        private const int MaxWaitMilliseconds = 30000;

        private static readonly TimeSpan s_maxWait = TimeSpan.FromMilliseconds(MaxWaitMilliseconds);

        [Test]
        public async Task It_serves_takes_commands_and_quits()
        {
            using Process program = Start("--port", "0", "--log", "json");
            try
            {
                int port = (await NextEvent(program, "listening")).GetProperty("port").GetInt32();
                using UdpClient device = new();
                device.Client.ReceiveTimeout = MaxWaitMilliseconds;
                device.Connect(IPAddress.Loopback, port);
                device.Send(Register("ep=node").ToBytes());
                IPEndPoint from = null;
                Assert.That(CoapMessage.Parse(device.Receive(ref from), out CoapMessage answer), Is.EqualTo(CoapParseResult.Ok));
                Assert.That(answer.Code, Is.EqualTo(ResponseCode.Created));
                Assert.That((await NextEvent(program, "registered")).GetProperty("endpoint").GetString(), Is.EqualTo("node"));

                // Quit waits for what is under way.
                await program.StandardInput.WriteLineAsync("read nod /3/0/0\nquit");
                CoapMessage.Parse(device.Receive(ref from), out CoapMessage request);
                device.Send(Answer(request, ResponseCode.Content, 0, "Acme").ToBytes());
                Assert.That(
                    (await NextEvent(program, "response")).GetProperty("values")[0].GetProperty("value").GetString(), Is.EqualTo("Acme"));

                await NextEvent(program, "stopped");
                Assert.That(await ExitCode(program), Is.Zero);
            }
            finally
            {
                program.Kill();
            }
        }

        [TestCase("INT")]
        [TestCase("TERM")]
        public async Task A_signal_stops_it_and_the_end_of_its_input_does_not(string signal)
        {
            if (OperatingSystem.IsWindows())
            {
                Assert.Ignore("There are no such signals here.");
            }

            using Process program = Start("--port", "0", "--log", "json");
            try
            {
                int port = (await NextEvent(program, "listening")).GetProperty("port").GetInt32();
                program.StandardInput.Close();
                using UdpClient device = new();
                device.Client.ReceiveTimeout = MaxWaitMilliseconds;
                device.Connect(IPAddress.Loopback, port);
                device.Send(Register("ep=node").ToBytes());
                await NextEvent(program, "registered");

                using Process kill = Process.Start("kill", $"-{signal} {program.Id}");
                await NextEvent(program, "stopped");
                Assert.That(await ExitCode(program), Is.Zero);
            }
            finally
            {
                program.Kill();
            }
        }

        [Test]
        public async Task A_port_in_use_is_said_in_one_line()
        {
            using UdpClient other = new(0, AddressFamily.InterNetworkV6);
            int port = ((IPEndPoint)other.Client.LocalEndPoint).Port;
            using Process program = Start("--port", port.ToString());

            Assert.That(await program.StandardError.ReadToEndAsync().WaitAsync(s_maxWait), Does.Match($"^Port {port} cannot be opened: [^\n]*\n$"));
            Assert.That(await ExitCode(program), Is.EqualTo(1));
        }

        [TestCase("--port 65536", "'65536' is no port: 0 to 65535. See --help.")]
        [TestCase("--port x", "'x' is no port: 0 to 65535. See --help.")]
        [TestCase("--log xml", "Argument 'xml' not recognized. Must be one of: 'text' 'json' See --help.")]
        [TestCase("--what", "Unrecognized command or argument '--what'. See --help.")]
        public async Task A_wrong_call_is_said_in_one_line(string arguments, string message)
        {
            using Process program = Start(arguments.Split(' '));

            Assert.That((await program.StandardError.ReadToEndAsync().WaitAsync(s_maxWait)).TrimEnd(), Is.EqualTo(message));
            Assert.That(await ExitCode(program), Is.EqualTo(2));
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

        private static async Task<JsonElement> NextEvent(Process program, string name)
        {
            string line = await program.StandardOutput.ReadLineAsync().WaitAsync(s_maxWait);
            JsonElement data = JsonDocument.Parse(line).RootElement;
            Assert.That(data.GetProperty("event").GetString(), Is.EqualTo(name), line);
            return data;
        }

        private static async Task<int> ExitCode(Process program)
        {
            await program.WaitForExitAsync().WaitAsync(s_maxWait);
            return program.ExitCode;
        }
    }
}
