using System;
using System.CommandLine;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Lwm2mNano.Device;
using Lwm2mNano.Energy;
using Lwm2mNano.Provision;

namespace Lwm2mNano.DevKit;

/// <summary>The command line.</summary>
public static class Program
{
    private const int Done = 0;
    private const int NeverRegistered = 1;
    private const int UsageError = 2;
    private const string Json = "json";
    private const string Text = "text";

    /// <summary>
    /// Runs a devkit: 0 when it was told to end, 1 if it was never registered when its seconds had passed or could not go on, 2 if it was
    /// called wrongly.
    /// </summary>
    public static int Main(string[] arguments)
    {
        Option<string> server = new("--server") { Description = "The server: coap://HOST[:PORT] or coaps://HOST[:PORT].", HelpName = "URI" };
        Option<bool> bootstrap = new("--bootstrap") { Description = "--server is a bootstrap server, and the device starts with nothing else." };
        Option<string> endpoint = new("--endpoint") { Description = "The endpoint client name.", HelpName = "NAME" };
        Option<int?> lifetime = new("--lifetime")
        {
            Description = $"The lifetime of the registration in seconds; {ConfigurationSettings.DefaultLifetimeSeconds} by default, "
                + "with --sleep at least what outlives the sleep at low battery.",
            HelpName = "S",
        };
        Option<int?> report = new("--report") { Description = "Report the battery every so many seconds (Send).", HelpName = "S" };
        Option<int?> sleep = new("--sleep") { Description = "Deep sleep: wake every so many seconds, report, and sleep again; says the charge of each cycle.", HelpName = "S" };
        Option<bool> queue = new("--queue") { Description = "Queue mode (Q); --awake and --sleep are in it anyway." };
        Option<string> awake = new("--awake")
        {
            Description = $"How long the device stays reachable after the last exchange; {SleepOptions.Drained} follows the measured round trip, "
                + $"and is the default with --sleep, {SleepSettings.DefaultAwakeSeconds} with --queue.",
            HelpName = $"S|{SleepOptions.Drained}",
        };
        Option<string> identity = new("--identity") { Description = "The identity of the pre-shared key, for coaps.", HelpName = "ID" };
        Option<string> keyFile = new("--key-file") { Description = "A file with the pre-shared key in hexadecimal digits.", HelpName = "FILE" };
        Option<string> key = new("--key") { Description = "The key itself; others on this machine can see it.", HelpName = "HEX" };
        Option<string> config = new("--config") { Description = "A device's configuration file, in place of --server and --lifetime.", HelpName = "FILE" };
        Option<string> store = new("--store")
        {
            Description = "A directory that is the device's flash: a configuration that servers have changed is there again at the next start.",
            HelpName = "DIR",
        };
        Option<string> battery = new("--battery")
        {
            Description = "sim: a model that runs down; sysfs: this machine's; or a voltage in millivolts.",
            HelpName = "sim|sysfs|MV",
            DefaultValueFactory = _ => DevKitOptions.SimulatedBattery,
        };
        Option<int?> seconds = new("--seconds") { Description = "Deregister and end after this time.", HelpName = "N" };
        Option<double> loss = new("--loss") { Description = "The probability that a datagram is lost, 0 to 1.", HelpName = "P" };
        Option<int> seed = new("--seed") { Description = "The seed of losses and noise.", HelpName = "N", DefaultValueFactory = _ => 1 };
        Option<string[]> figures = new("--model")
        {
            Description = "With --sleep, a figure of the board: deepSleepMilliamperes=0.02. `tools/bench energy --figures` lists them.",
            AllowMultipleArgumentsPerToken = true,
            HelpName = "KEY=VALUE",
        };
        Option<double> capacity = new("--capacity")
        {
            Description = "With --sleep, the cell's capacity in mAh.",
            HelpName = "MAH",
            DefaultValueFactory = _ => DevKitOptions.DefaultCapacityMilliampereHours,
        };
        Option<string> pcap = new("--pcap") { Description = "Write what is sent and received to a file for Wireshark.", HelpName = "FILE" };
        Option<string> log = new("--log") { Description = "A line an event, as text or as a JSON object.", DefaultValueFactory = _ => Text };
        log.AcceptOnlyFromAmong(Text, Json);

        RootCommand command = new("The device's application on this machine. SIGINT deregisters first.")
        {
            server, bootstrap, endpoint, lifetime, report, sleep, queue, awake, identity, keyFile, key, config, store, battery, figures, capacity, seconds, loss, seed, pcap, log,
        };
        command.SetAction(parsed => Run(
            () => new DevKitOptions
            {
                ServerUri = parsed.GetValue(server),
                IsBootstrapServer = parsed.GetValue(bootstrap),
                EndpointName = parsed.GetValue(endpoint),
                LifetimeSeconds = parsed.GetValue(lifetime),
                ReportSeconds = parsed.GetValue(report),
                Sleep = parsed.GetValue(queue) || parsed.GetValue(sleep) is not null || parsed.GetValue(awake) is not null
                    ? new SleepOptions { Sleep = parsed.GetValue(sleep), IsQueueMode = parsed.GetValue(queue), Awake = parsed.GetValue(awake) }.Read()
                    : null,
                ConfigurationFile = parsed.GetValue(config),
                StoreDirectory = parsed.GetValue(store),
                Battery = parsed.GetValue(battery),
                Seconds = parsed.GetValue(seconds),
                Loss = parsed.GetValue(loss),
                Seed = parsed.GetValue(seed),
                Model = ReadModel(parsed.GetValue(figures)),
                CapacityMilliampereHours = parsed.GetValue(capacity),
                PcapFile = parsed.GetValue(pcap),
                Identity = parsed.GetValue(identity),
                Key = ReadKey(parsed.GetValue(keyFile), parsed.GetValue(key)),
            },
            new DevKitLog(Console.Out, parsed.GetValue(log) == Json)));

        ParseResult result = command.Parse(arguments);
        if (result.Action is ParseErrorAction)
        {
            return Complain(result.Errors[0].Message);
        }

        return result.Invoke();
    }

    private static byte[] ReadKey(string file, string digits)
    {
        if (digits is null)
        {
            return file is null ? null : Provisioning.ReadKey(file);
        }

        if (file is not null)
        {
            throw new DevKitException("--key and --key-file: give one of them.");
        }

        try
        {
            byte[] key = Convert.FromHexString(digits);
            Console.Error.WriteLine("devkit: --key is visible to others on this machine: use --key-file for a key that matters.");
            return key;
        }
        catch (FormatException)
        {
            throw new DevKitException("--key: an even number of hexadecimal digits.");
        }
    }

    private static EnergyModel ReadModel(string[] figures)
    {
        EnergyModel model = new();
        try
        {
            foreach (string figure in figures ?? [])
            {
                model.Set(figure);
            }
        }
        catch (EnergyModelException exception)
        {
            throw new DevKitException($"--model {exception.Message}");
        }

        return model;
    }

    private static int Run(Func<DevKitOptions> options, DevKitLog log)
    {
        try
        {
            using VirtualDevKit kit = new(options(), log);
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            bool interrupted = false;
            bool told = kit.Run();
            return interrupted || (told && kit.WasRegistered) ? Done : NeverRegistered;

            void Stop(PosixSignalContext context)
            {
                context.Cancel = true;
                interrupted = true;
                kit.Stop();
            }
        }
        catch (Exception exception) when (exception is DevKitException or ProvisionException)
        {
            return Complain(exception.Message);
        }
    }

    private static int Complain(string problem)
    {
        // Some of the parser's messages list choices on lines of their own.
        Console.Error.WriteLine($"devkit: {problem.ReplaceLineEndings(" ").Replace("\t", string.Empty)} See --help.");
        return UsageError;
    }
}
