using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lwm2mNano.Client;
using Lwm2mNano.Device;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Provision;

/// <summary>Writes a device's configuration for flashing, and shows one.</summary>
public static class Provisioning
{
    /// <summary>The file that <c>nanoff --filedeployment</c> takes.</summary>
    public const string DeploymentFile = "files.json";

    // The drive of the board's internal flash.
    private const string DeviceDirectory = "I:\\";
    private const int MaxShortServerId = 65534;

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the configuration file, readable by its owner only, and the description of the deployment.</summary>
    /// <param name="settings">What the device is to be told.</param>
    /// <param name="directory">The directory; created if it is not there.</param>
    /// <returns>The two paths.</returns>
    /// <exception cref="ProvisionException">The settings cannot be used, or a file cannot be written.</exception>
    public static IReadOnlyList<string> Write(ConfigurationSettings settings, string directory)
    {
        Check(settings);
        byte[] content = ConfigurationWriter.Write(settings, out ConfigurationResult result);
        if (result != ConfigurationResult.Ok)
        {
            throw new ProvisionException(ConfigurationFormat.Explain(result) + ".");
        }

        string configuration = Path.Combine(Path.GetFullPath(directory), ConfigurationFormat.FileName);
        string deployment = Path.Combine(Path.GetFullPath(directory), DeploymentFile);
        JsonObject description = new()
        {
            ["Files"] = new JsonArray(new JsonObject
            {
                ["DestinationFilePath"] = DeviceDirectory + ConfigurationFormat.FileName,
                ["SourceFilePath"] = configuration,
            }),
        };
        try
        {
            Directory.CreateDirectory(directory);
            WriteSecret(configuration, content);
            File.WriteAllText(deployment, description.ToJsonString(s_readable) + Environment.NewLine);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ProvisionException($"--out {directory}: {exception.Message}");
        }

        return [configuration, deployment];
    }

    /// <summary>Says in clear what a configuration file tells a device. Passwords and keys are not shown.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The lines.</returns>
    /// <exception cref="ProvisionException">The file is not there or is no configuration.</exception>
    public static IReadOnlyList<string> Show(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProvisionException($"--show {path}: {exception.Message}");
        }

        Configuration configuration = new();
        ConfigurationResult result = content.Length > ConfigurationFormat.MaxFileBytes
            ? ConfigurationResult.TooLarge
            : configuration.Parse(content, content.Length);
        if (result != ConfigurationResult.Ok)
        {
            throw new ProvisionException($"--show {path}: {ConfigurationFormat.Explain(result)}.");
        }

        List<string> lines = [];
        for (int i = 0; i < configuration.Security.InstanceCount; i++)
        {
            SecurityAccount security = configuration.Security.Account(configuration.Security.InstanceIdAt(i));
            lines.Add(security.IsBootstrapServer ? ShowBootstrapServer(security) : ShowServer(security, configuration.Server));
            lines.Add(security.SecurityMode == SecurityMode.NoSec
                ? "Security  none"
                : $"Security  pre-shared key, identity {Text(security.Identity)}, key of {security.SecretKey.Length} bytes ****");
        }

        lines.AddRange(
        [
            $"Endpoint  {(configuration.EndpointName is null ? "the device's own" : Encoding.UTF8.GetString(configuration.EndpointName))}",
            configuration.WifiSsid is null
                ? "Wi-Fi     none"
                : $"Wi-Fi     {Encoding.UTF8.GetString(configuration.WifiSsid)}, {(configuration.WifiPassword.Length == 0 ? "open" : "password ****")}",
        ]);
        BatterySettings battery = configuration.Battery;
        lines.Add(configuration.BatteryPin == Configuration.NoPin
            ? "Battery   none"
            : $"Battery   GPIO {configuration.BatteryPin}, divider {battery.DividerNumerator}:{battery.DividerDenominator}, "
                + $"calibrated {battery.LowRaw}={battery.LowMillivolts},{battery.HighRaw}={battery.HighMillivolts}, "
                + $"{BatteryOptions.Chemistries.First(pair => pair.Value == battery.Chemistry).Key}, low at {battery.LowPercent} %");
        lines.Add(configuration.ReportSeconds == 0
            ? $"Report    {(configuration.Sleep.IsSleeper ? "at each wake-up" : "none")}"
            : $"Report    every {configuration.ReportSeconds} s");
        lines.Add($"Sleep     {SleepOptions.Show(configuration.Sleep)}");
        return lines;
    }

    /// <summary>Reads a pre-shared key from a file with hexadecimal digits.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ProvisionException">The file is not there or is no key.</exception>
    public static byte[] ReadKey(string path)
    {
        string digits = ReadSecret("--key-file", path);
        try
        {
            byte[] key = Convert.FromHexString(digits);
            return key.Length is >= 1 and <= Limits.MaxSecretKeyBytes ? key : throw new FormatException();
        }
        catch (FormatException)
        {
            throw new ProvisionException($"--key-file {path}: give 2 to {2 * Limits.MaxSecretKeyBytes} hexadecimal digits, an even number.");
        }
    }

    /// <summary>Reads the first line of a file that holds a secret.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    /// <returns>The line without spaces round it; empty for an empty file.</returns>
    /// <exception cref="ProvisionException">The file cannot be read.</exception>
    public static string ReadSecret(string option, string path)
    {
        try
        {
            using StreamReader file = new(path);
            return (file.ReadLine() ?? string.Empty).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProvisionException($"{option} {path}: {exception.Message}");
        }
    }

    // The device would refuse these too; here each one is told by the name of its option.
    private static void Check(ConfigurationSettings settings)
    {
        BoundedBytes uri = new(Limits.MaxServerUriBytes);
        byte[] uriBytes = Encoding.UTF8.GetBytes(settings.ServerUri);
        ServerUri parsed = new();
        if (!uri.Set(uriBytes, 0, uriBytes.Length) || !parsed.Parse(uri))
        {
            throw new ProvisionException(
                $"--server {settings.ServerUri}: not of the form coap://HOST[:PORT] or coaps://HOST[:PORT], {Limits.MaxServerUriBytes} bytes at most.");
        }

        if (parsed.IsSecure != settings.Identity is not null || parsed.IsSecure != settings.Key is not null)
        {
            throw new ProvisionException("--identity and --key-file: both go with coaps://, none with coap://.");
        }

        Require("--identity", settings.Identity, 1, Limits.MaxIdentityBytes);
        Require("--endpoint", settings.EndpointName, 1, Limits.MaxEndpointNameBytes);
        Require("--ssid", settings.Ssid, 1, ConfigurationFormat.MaxSsidBytes);
        if (settings.Password is { Length: > 0 })
        {
            Require("--password-file", settings.Password, ConfigurationFormat.MinPasswordBytes, ConfigurationFormat.MaxPasswordBytes);
        }

        if (settings.HoldOffSeconds < 0 || settings.AccountTimeoutSeconds < 0)
        {
            throw new ProvisionException("--hold-off and --account-timeout: give 0 seconds or more.");
        }

        if (settings.ReportSeconds < 1)
        {
            throw new ProvisionException("--report: give 1 second or more.");
        }

        if (settings.ReportSeconds is not null && settings.BatteryPin is null)
        {
            throw new ProvisionException("--report: give --battery-pin too, for what is reported is the battery.");
        }

        if (settings.LifetimeSeconds < 1)
        {
            throw new ProvisionException("--lifetime: give 1 second or more.");
        }

        if (settings.ShortServerId is < 1 or > MaxShortServerId)
        {
            throw new ProvisionException($"--short-server-id: 1 to {MaxShortServerId}.");
        }

        if (!settings.IsBootstrapServer && settings.Sleep.ExplainLifetime(settings.LifetimeSeconds) is string lifetime)
        {
            throw new ProvisionException($"--lifetime: {lifetime}.");
        }

        if (settings.BatteryPin is int pin && pin == settings.Sleep.WakePin)
        {
            throw new ProvisionException($"--wake-pin {pin}: the battery's divider is there.");
        }

        if (settings.BatteryPin is < ConfigurationFormat.MinBatteryPin or > ConfigurationFormat.MaxBatteryPin)
        {
            throw new ProvisionException(
                $"--battery-pin {settings.BatteryPin}: the first converter is at GPIO {ConfigurationFormat.MinBatteryPin} to {ConfigurationFormat.MaxBatteryPin}.");
        }
    }

    // A NUL ends a text on the device.
    private static void Require(string option, string text, int min, int max)
    {
        int count = text is null ? min : Encoding.UTF8.GetByteCount(text);
        if (count < min || count > max || (text is not null && text.Contains('\0')))
        {
            throw new ProvisionException(string.Create(CultureInfo.InvariantCulture, $"{option}: give {min} to {max} bytes of text."));
        }
    }

    private static void WriteSecret(string path, byte[] content)
    {
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // The mode is that of a new file.
        File.Delete(path);
        using FileStream file = new(path, options);
        file.Write(content);
    }

    private static string ShowServer(SecurityAccount security, ServerObject servers)
    {
        ServerAccount server = Enumerable.Range(0, servers.InstanceCount)
            .Select(i => servers.Account(servers.InstanceIdAt(i)))
            .First(account => account.ShortServerId == security.ShortServerId);
        return $"Server    {Text(security.ServerUri)}, Short Server ID {security.ShortServerId}, lifetime {server.LifetimeSeconds} s";
    }

    private static string ShowBootstrapServer(SecurityAccount security)
    {
        string timeout = security.BootstrapAccountTimeoutSeconds == 0 ? "kept" : $"kept for {security.BootstrapAccountTimeoutSeconds} s after a bootstrap";
        return $"Bootstrap {Text(security.ServerUri)}, asked after {security.ClientHoldOffSeconds} s, {timeout}";
    }

    private static string Text(BoundedBytes bytes) => Encoding.UTF8.GetString(bytes.Bytes, 0, bytes.Length);
}
