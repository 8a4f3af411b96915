using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Invocation;
using Lwm2mNano.Device;

namespace Lwm2mNano.Provision;

/// <summary>The command line.</summary>
public static class Program
{
    private const int UsageError = 2;

    /// <summary>Writes or shows a configuration: 0 if that was done, 2 if the options or a file cannot be used.</summary>
    public static int Main(string[] arguments)
    {
        SleepSettings defaults = new();
        Option<string> server = new("--server") { Description = "The server: coap://HOST[:PORT] or coaps://HOST[:PORT].", HelpName = "URI" };
        Option<string> endpoint = new("--endpoint") { Description = "The endpoint client name; without it one made of the board's address.", HelpName = "NAME" };
        Option<int?> lifetime = new("--lifetime")
        {
            Description = $"The lifetime of the registration in seconds; {ConfigurationSettings.DefaultLifetimeSeconds} by default, "
                + "with --sleep at least what outlives the sleep at low battery.",
            HelpName = "S",
        };
        Option<int?> shortServerId = new("--short-server-id")
        {
            Description = $"The Short Server ID; {ConfigurationSettings.DefaultShortServerId} by default.",
            HelpName = "N",
        };
        Option<bool> bootstrap = new("--bootstrap") { Description = "--server is a bootstrap server, which gives the device its servers." };
        Option<int?> holdOff = new("--hold-off") { Description = "How long the device waits before it asks that; 0 by default.", HelpName = "S" };
        Option<int?> accountTimeout = new("--account-timeout")
        {
            Description = "How long the bootstrap server's account is kept after a bootstrap; for ever by default.",
            HelpName = "S",
        };
        Option<int?> report = new("--report") { Description = "Report the battery every so many seconds (Send); with --sleep at each wake-up by default.", HelpName = "S" };
        Option<string> identity = new("--identity") { Description = "The identity of the pre-shared key, for coaps.", HelpName = "TEXT" };
        Option<string> keyFile = new("--key-file") { Description = "A file with the pre-shared key in hexadecimal digits.", HelpName = "FILE" };
        Option<string> ssid = new("--ssid") { Description = "The Wi-Fi network's name; the board needs one.", HelpName = "NAME" };
        Option<string> passwordFile = new("--password-file") { Description = "A file with its password in the first line.", HelpName = "FILE" };
        Option<int?> batteryPin = new("--battery-pin") { Description = "The GPIO of the battery's divider, 32 to 39.", HelpName = "GPIO" };
        Option<string> divider = new("--divider") { Description = "Battery voltage to pin voltage; 2:1 by default.", HelpName = "N:D" };
        Option<string> calibrate = new("--calibrate") { Description = "Two counts of the converter and the millivolts at the pin.", HelpName = "RAW=MV,RAW=MV" };
        Option<string> chemistry = new("--chemistry") { Description = "li-ion by default.", HelpName = string.Join('|', BatteryOptions.Chemistries.Keys) };
        Option<int?> lowPercent = new("--low-percent") { Description = "The charge at which the battery is low; 15 by default.", HelpName = "N" };
        Option<int?> sleep = new("--sleep") { Description = "Deep sleep: wake every so many seconds, report, and sleep again.", HelpName = "S" };
        Option<string> awake = new("--awake")
        {
            Description = $"How long the device stays reachable after the last exchange; {SleepOptions.Drained} follows the measured round trip, "
                + $"and is the default with --sleep, {SleepSettings.DefaultAwakeSeconds} with --queue.",
            HelpName = $"S|{SleepOptions.Drained}",
        };
        Option<bool> queue = new("--queue") { Description = "Queue mode (Q); --awake and --sleep are in it anyway." };
        Option<int?> wakePin = new("--wake-pin") { Description = "A GPIO that wakes too: 0, 2, 4, 12 to 15, 25 to 27 or 32 to 39.", HelpName = "GPIO" };
        Option<int?> wakeLevel = new("--wake-level") { Description = "The level that wakes; 0 by default, for a button to ground.", HelpName = "0|1" };
        Option<int?> networkTimeout = new("--network-timeout")
        {
            Description = $"How long a wake-up waits for the network; {defaults.NetworkSeconds} by default.",
            HelpName = "S",
        };
        Option<int?> exchangeTimeout = new("--exchange-timeout")
        {
            Description = $"How long the exchange of a wake-up may take; {defaults.ExchangeSeconds} by default.",
            HelpName = "S",
        };
        Option<int?> maxSleep = new("--max-sleep")
        {
            Description = $"What the sleep that grows after failures stops at; {SleepSettings.DefaultMaxSleepSeconds} by default, or --sleep if that is longer.",
            HelpName = "S",
        };
        Option<int?> lowBatteryFactor = new("--low-battery-factor")
        {
            Description = $"What the sleep is multiplied by while the battery is low; {defaults.LowBatteryFactor} by default.",
            HelpName = "N",
        };
        Option<int?> cutOff = new("--cut-off")
        {
            Description = "The battery's voltage below which the device stays asleep, 0 for none; by default the end of the chemistry's curve.",
            HelpName = "MV",
        };
        Option<string> output = new("--out") { Description = "Where to write device.cfg and files.json.", HelpName = "DIR" };
        Option<string> show = new("--show") { Description = "Show a configuration file, without its secrets, in place of writing one.", HelpName = "FILE" };
        RootCommand command = new("Writes a device's configuration and what nanoff --filedeployment needs to bring it there.")
        {
            server, endpoint, lifetime, shortServerId, identity, keyFile, bootstrap, holdOff, accountTimeout, ssid, passwordFile,
            batteryPin, divider, calibrate, chemistry, lowPercent, report,
            sleep, awake, queue, wakePin, wakeLevel, networkTimeout, exchangeTimeout, maxSleep, lowBatteryFactor, cutOff, output, show,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(show) is string shown)
            {
                Print(Provisioning.Show(shown));
                return;
            }

            if (parsed.GetValue(server) is null || parsed.GetValue(output) is null)
            {
                throw new ProvisionException("Give --server URI and --out DIR to write a configuration, or --show FILE.");
            }

            if (parsed.GetValue(batteryPin) is null
                && (parsed.GetValue(divider) ?? parsed.GetValue(calibrate) ?? parsed.GetValue(chemistry)) is not null)
            {
                throw new ProvisionException("--divider, --calibrate and --chemistry: give --battery-pin too.");
            }

            if (parsed.GetValue(passwordFile) is not null && parsed.GetValue(ssid) is null)
            {
                throw new ProvisionException("--password-file: give --ssid too.");
            }

            bool isBootstrapServer = parsed.GetValue(bootstrap);
            if (isBootstrapServer && (parsed.GetValue(lifetime) ?? parsed.GetValue(shortServerId)) is not null)
            {
                throw new ProvisionException("--lifetime and --short-server-id: not with --bootstrap, for the bootstrap server says them.");
            }

            if (!isBootstrapServer && (parsed.GetValue(holdOff) ?? parsed.GetValue(accountTimeout)) is not null)
            {
                throw new ProvisionException("--hold-off and --account-timeout: give --bootstrap too.");
            }

            SleepSettings sleepSettings = new SleepOptions
            {
                Sleep = parsed.GetValue(sleep),
                Awake = parsed.GetValue(awake),
                IsQueueMode = parsed.GetValue(queue),
                WakePin = parsed.GetValue(wakePin),
                WakeLevel = parsed.GetValue(wakeLevel),
                NetworkTimeout = parsed.GetValue(networkTimeout),
                ExchangeTimeout = parsed.GetValue(exchangeTimeout),
                MaxSleep = parsed.GetValue(maxSleep),
                LowBatteryFactor = parsed.GetValue(lowBatteryFactor),
                CutOff = parsed.GetValue(cutOff),
            }.Read();
            Print(Provisioning.Write(
                new ConfigurationSettings
                {
                    ServerUri = parsed.GetValue(server),
                    EndpointName = parsed.GetValue(endpoint),
                    LifetimeSeconds = parsed.GetValue(lifetime) ?? SleepOptions.LifetimeFor(sleepSettings),
                    ShortServerId = parsed.GetValue(shortServerId) ?? ConfigurationSettings.DefaultShortServerId,
                    IsBootstrapServer = isBootstrapServer,
                    HoldOffSeconds = parsed.GetValue(holdOff) ?? 0,
                    AccountTimeoutSeconds = parsed.GetValue(accountTimeout) ?? 0,
                    ReportSeconds = parsed.GetValue(report),
                    Identity = parsed.GetValue(identity),
                    Key = parsed.GetValue(keyFile) is string key ? Provisioning.ReadKey(key) : null,
                    Ssid = parsed.GetValue(ssid),
                    Password = parsed.GetValue(passwordFile) is string password ? Provisioning.ReadSecret(passwordFile.Name, password) : null,
                    BatteryPin = parsed.GetValue(batteryPin),
                    Battery = BatteryOptions.Read(
                        parsed.GetValue(divider), parsed.GetValue(calibrate), parsed.GetValue(chemistry), parsed.GetValue(lowPercent)),
                    Sleep = sleepSettings,
                },
                parsed.GetValue(output)));
        });

        ParseResult result = command.Parse(arguments);
        if (result.Action is ParseErrorAction)
        {
            return Complain(result.Errors[0].Message);
        }

        try
        {
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (ProvisionException exception)
        {
            return Complain(exception.Message);
        }
    }

    private static void Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Console.WriteLine(line);
        }
    }

    private static int Complain(string problem)
    {
        Console.Error.WriteLine($"provision: {problem} See --help.");
        return UsageError;
    }
}
