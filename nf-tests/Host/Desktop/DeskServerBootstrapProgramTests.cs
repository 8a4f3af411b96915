using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>The desk server and the virtual devkit as programs: a device with nothing but a bootstrap account.</summary>
    public class DeskServerBootstrapProgramTests
    {
        private const string DeskServer = "Lwm2mNano.DeskServer";
        private const string Key = "F0E1D2C3B4A5968778695A4B3C2D1E0F";

        private string _folder;

        [SetUp]
        public void CreateFolder() => _folder = Directory.CreateTempSubdirectory().FullName;

        [TearDown]
        public void DeleteFolder() => Directory.Delete(_folder, true);

        [Test]
        public async Task A_device_finds_its_server_is_read_and_bootstraps_again_when_it_is_told_to()
        {
            string example = Path.Combine(Repository.Root, "tools/Lwm2mNano.DeskServer/bootstrap.example.json");
            using DevKitProcess server = new(DeskServer, "--port", "0", "--bootstrap", example, "--log", "json");
            JsonObject listening = await server.NextAsync("listening");
            Assert.That((int)listening["bootstrap"], Is.EqualTo(2));
            string uri = $"coap://127.0.0.1:{listening["port"]}";
            using DevKitProcess kit = new(DevKitProcess.DevKit, "--bootstrap", "--server", uri, "--endpoint", "kit", "--log", "json");

            string[] steps = new string[5];
            for (int i = 0; i < steps.Length; i++)
            {
                JsonObject step = await server.NextAsync("bootstrap");
                steps[i] = $"{step["operation"]} {step["path"]} {step["code"]} {step["format"]}".Trim();
            }

            Assert.That(steps, Is.EqualTo(new[]
            {
                "request   tlv", "delete / 2.02 Deleted", "discover /0 2.05 Content", "write /0 2.04 Changed tlv", "write /1 2.04 Changed tlv",
            }));
            (JsonObject bootstrapped, JsonObject registered) = await BothAsync(server);
            Assert.That((string)bootstrapped["servers"][0]["uri"], Is.EqualTo(uri));
            Assert.That((int)bootstrapped["servers"][0]["shortServerId"], Is.EqualTo(101));
            Assert.That((int)registered["lifetime"], Is.EqualTo(300));
            await kit.NextAsync("registered");

            await server.WriteLineAsync("read kit /3/0/0");
            Assert.That((string)(await server.NextAsync("response"))["values"][0]["value"], Is.EqualTo("Lwm2mNano"));
            await server.WriteLineAsync("bootstrap kit");
            await kit.NextAsync("bootstrapped");
            await kit.NextAsync("registered");
            await BothAsync(server);
            await server.WriteLineAsync("quit");
            await server.NextAsync("stopped");
            Assert.That(await server.ExitCodeAsync(), Is.Zero);
        }

        // The Register may come before the server has taken in the answer to its Finish.
        private static async Task<(JsonObject Bootstrapped, JsonObject Registered)> BothAsync(DevKitProcess server)
        {
            JsonObject bootstrapped = null;
            JsonObject registered = null;
            while (bootstrapped is null || registered is null)
            {
                JsonObject entry = await server.NextAsync() ?? throw new EndOfStreamException();
                bootstrapped = (string)entry["event"] == "bootstrapped" ? entry : bootstrapped;
                registered = (string)entry["event"] == "registered" ? entry : registered;
            }

            return (bootstrapped, registered);
        }

        [Test]
        public async Task What_is_wrong_with_the_file_is_said_in_one_line_before_it_starts()
        {
            string file = Path.Combine(_folder, "bootstrap.json");
            (string Content, string Message)[] cases =
            {
                (null, "--bootstrap: Could not find file"),
                ("{ \"devices\": ", $"--bootstrap: {file}, line 1, byte "),
                ("{ \"devices\": { \"a\": {} } }", $"--bootstrap: {file}, devices.a: servers is missing"),
                (Secure("\"identity\": \"nobody\", "), $"--bootstrap: {file}, devices.a.identity: there is no key of 'nobody': add it to --psk-file."),
                (Secure(string.Empty), $"--bootstrap: {file}, devices.a, server 1: this server has no keys to be reached with psk"),
            };
            foreach ((string content, string message) in cases)
            {
                if (content != null)
                {
                    File.WriteAllText(file, content);
                }

                (int code, string output, string error) = await DevKitProcess.RunAsync(DeskServer, "--port", "0", "--bootstrap", file);
                Assert.That(code, Is.EqualTo(2));
                Assert.That(output, Is.Empty);
                Assert.That(error, Does.StartWith(message).And.Match("^[^\n]+ See --help.\n$").And.Not.Contains(Key));
            }
        }

        [Test]
        public async Task Keys_that_anybody_may_have_are_warned_of()
        {
            string file = Path.Combine(_folder, "bootstrap.json");
            File.WriteAllText(file, Secure(string.Empty).Replace("self", "coaps://h"));
            using DevKitProcess server = new(DeskServer, "--port", "0", "--bootstrap", file, "--log", "json");
            await server.NextAsync("listening");

            Assert.That(await server.ErrorLineAsync(), Is.EqualTo($"{file}, devices.a: whoever asks gets these keys: add an identity, so that only its key opens them."));
        }

        private static string Secure(string identity) =>
            "{ \"devices\": { \"a\": { " + identity + "\"servers\": [{ \"shortServerId\": 1, \"uri\": \"self\", \"security\": \"psk\", \"identity\": \"i\", \"key\": \"" + Key + "\" }] } } }";
    }
}
