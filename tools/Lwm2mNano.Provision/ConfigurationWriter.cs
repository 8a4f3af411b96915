using System;
using System.Buffers.Binary;
using System.Text;
using Lwm2mNano.Content;
using Lwm2mNano.Device;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Provision;

/// <summary>Writes the file that <see cref="Configuration"/> reads.</summary>
public static class ConfigurationWriter
{
    private const int ObjectInstanceId = 0;
    private static readonly byte[] s_binding = "U"u8.ToArray();

    /// <summary>Writes a configuration and reads it back as the device will.</summary>
    /// <param name="settings">What to write.</param>
    /// <param name="result"><see cref="ConfigurationResult.Ok"/>, or why the device would refuse the file.</param>
    /// <returns>The content of the file.</returns>
    public static byte[] Write(ConfigurationSettings settings, out ConfigurationResult result)
    {
        TlvBuffer body = new();
        body.Add(ConfigurationFormat.SecurityObject, SecurityObjectOf(settings));
        if (!settings.IsBootstrapServer)
        {
            body.Add(ConfigurationFormat.ServerObject, ServerObjectOf(settings));
        }

        AddText(body, ConfigurationFormat.EndpointName, settings.EndpointName);
        AddText(body, ConfigurationFormat.WifiSsid, settings.Ssid);
        AddText(body, ConfigurationFormat.WifiPassword, settings.Password);
        if (settings.BatteryPin is int pin)
        {
            body.Add(ConfigurationFormat.BatteryPin, pin);
            body.Add(ConfigurationFormat.BatteryDividerNumerator, settings.Battery.DividerNumerator);
            body.Add(ConfigurationFormat.BatteryDividerDenominator, settings.Battery.DividerDenominator);
            body.Add(ConfigurationFormat.BatteryLowRaw, settings.Battery.LowRaw);
            body.Add(ConfigurationFormat.BatteryLowMillivolts, settings.Battery.LowMillivolts);
            body.Add(ConfigurationFormat.BatteryHighRaw, settings.Battery.HighRaw);
            body.Add(ConfigurationFormat.BatteryHighMillivolts, settings.Battery.HighMillivolts);
            body.Add(ConfigurationFormat.BatteryChemistry, (int)settings.Battery.Chemistry);
            body.Add(ConfigurationFormat.BatteryLowPercent, settings.Battery.LowPercent);
        }

        if (settings.ReportSeconds is int report)
        {
            body.Add(ConfigurationFormat.ReportSeconds, report);
        }

        AddSleep(body, settings.Sleep);
        byte[] file = WithHeader(body.Content);
        result = file.Length > ConfigurationFormat.MaxFileBytes ? ConfigurationResult.TooLarge : new Configuration().Parse(file, file.Length);
        return file;
    }

    private static ReadOnlySpan<byte> SecurityObjectOf(ConfigurationSettings settings)
    {
        TlvBuffer resources = new();
        resources.Add(SecurityObject.ServerUri, Encoding.UTF8.GetBytes(settings.ServerUri));
        resources.Add(SecurityObject.BootstrapServer, settings.IsBootstrapServer ? 1 : 0);
        resources.Add(SecurityObject.Mode, settings.Identity is null ? SecurityMode.NoSec : SecurityMode.PreSharedKey);
        resources.Add(SecurityObject.Identity, Encoding.UTF8.GetBytes(settings.Identity ?? string.Empty));
        resources.Add(SecurityObject.ServerPublicKey, []);
        resources.Add(SecurityObject.SecretKey, settings.Key ?? []);
        if (!settings.IsBootstrapServer)
        {
            resources.Add(SecurityObject.ShortServerId, settings.ShortServerId);
        }
        else
        {
            resources.Add(SecurityObject.ClientHoldOffTime, settings.HoldOffSeconds);
            resources.Add(SecurityObject.BootstrapAccountTimeout, settings.AccountTimeoutSeconds);
        }

        return Instance(resources);
    }

    private static ReadOnlySpan<byte> ServerObjectOf(ConfigurationSettings settings)
    {
        TlvBuffer resources = new();
        resources.Add(ServerObject.ShortServerId, settings.ShortServerId);
        resources.Add(ServerObject.Lifetime, settings.LifetimeSeconds);
        resources.Add(ServerObject.NotificationStoring, 1);
        resources.Add(ServerObject.Binding, s_binding);
        return Instance(resources);
    }

    private static ReadOnlySpan<byte> Instance(TlvBuffer resources)
    {
        TlvBuffer instance = new();
        instance.Add(Tlv.ObjectInstance, ObjectInstanceId, resources.Content);
        return instance.Content;
    }

    // A device that is always on has a window at most.
    private static void AddSleep(TlvBuffer body, SleepSettings sleep)
    {
        AddNumber(body, ConfigurationFormat.AwakeSeconds, sleep.AwakeSeconds);
        if (sleep.IsSleeper)
        {
            body.Add(ConfigurationFormat.SleepSeconds, sleep.SleepSeconds);
            if (sleep.WakePin != Configuration.NoPin)
            {
                body.Add(ConfigurationFormat.WakePin, sleep.WakePin);
                body.Add(ConfigurationFormat.WakeLevel, sleep.WakeLevel);
            }

            body.Add(ConfigurationFormat.NetworkSeconds, sleep.NetworkSeconds);
            body.Add(ConfigurationFormat.ExchangeSeconds, sleep.ExchangeSeconds);
            body.Add(ConfigurationFormat.MaxSleepSeconds, sleep.MaxSleepSeconds);
            body.Add(ConfigurationFormat.LowBatteryFactor, sleep.LowBatteryFactor);
            AddNumber(body, ConfigurationFormat.CutOffMillivolts, sleep.CutOffMillivolts);
        }
    }

    private static void AddNumber(TlvBuffer body, int id, int number)
    {
        if (number != SleepSettings.NotSet)
        {
            body.Add(id, number);
        }
    }

    private static void AddText(TlvBuffer body, int id, string text)
    {
        if (text is not null)
        {
            body.Add(id, Encoding.UTF8.GetBytes(text));
        }
    }

    private static byte[] WithHeader(ReadOnlySpan<byte> body)
    {
        byte[] file = new byte[ConfigurationFormat.HeaderBytes + body.Length];
        body.CopyTo(file.AsSpan(ConfigurationFormat.HeaderBytes));
        BinaryPrimitives.WriteUInt32BigEndian(file, ConfigurationFormat.Magic);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(ConfigurationFormat.VersionOffset), ConfigurationFormat.Version);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(ConfigurationFormat.LengthOffset), (ushort)body.Length);
        BinaryPrimitives.WriteUInt32BigEndian(
            file.AsSpan(ConfigurationFormat.ChecksumOffset),
            ConfigurationFormat.Checksum(file, ConfigurationFormat.HeaderBytes, body.Length));
        return file;
    }

    /// <summary>TLVs one after the other, by the device's own encoder.</summary>
    private sealed class TlvBuffer
    {
        // Beyond any text that fits a command line; the device's limit is checked at the end.
        private readonly byte[] _buffer = new byte[ushort.MaxValue];
        private int _length;

        public ReadOnlySpan<byte> Content => _buffer.AsSpan(0, _length);

        public void Add(int id, ReadOnlySpan<byte> value) => Add(Tlv.Resource, id, value);

        public void Add(int kind, int id, ReadOnlySpan<byte> value)
        {
            byte[] bytes = value.ToArray();
            Take(Tlv.WriteBytes(_buffer, _length, _buffer.Length, kind, id, bytes, 0, bytes.Length));
        }

        public void Add(int id, int value) => Take(Tlv.WriteInteger(_buffer, _length, _buffer.Length, Tlv.Resource, id, value));

        private void Take(int length) => _length = length >= 0 ? length : throw new InvalidOperationException("A configuration of 64 KB.");
    }
}
