using System;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DevKit;

/// <summary>Writes what a devkit does, an event a line: as a JSON object, or to be read by people.</summary>
public sealed class DevKitLog : IDevKitObserver
{
    private const int NoAnswer = 0;
    private const int Digits = 3;
    private const int FewDays = 100;

    private static readonly string[] s_methods = ["?", "GET", "POST", "PUT", "DELETE", "FETCH", "PATCH", "iPATCH"];

    private readonly TextWriter _output;
    private readonly bool _json;

    /// <summary>Creates a log.</summary>
    /// <param name="output">Where the lines go; flushed after each one.</param>
    /// <param name="json">Whether a line is a JSON object.</param>
    public DevKitLog(TextWriter output, bool json)
    {
        _output = output;
        _json = json;
    }

    /// <inheritdoc/>
    public void OnEvent(ClientEvent what, int detail)
    {
        switch (what)
        {
            case ClientEvent.Registering:
                Write("registering");
                break;
            case ClientEvent.Registered:
                Write("registered", ("code", Code(detail)));
                break;
            case ClientEvent.RegistrationFailed:
                Write("error", ("operation", "register"), ("reason", Reason(detail)));
                break;
            case ClientEvent.Updating:
                Write("updating");
                break;
            case ClientEvent.Updated:
                Write("updated", ("code", Code(detail)));
                break;
            case ClientEvent.UpdateFailed:
                Write("error", ("operation", "update"), ("reason", Reason(detail)));
                break;
            case ClientEvent.Deregistered:
                Write("deregistered", ("code", Reason(detail)));
                break;
            case ClientEvent.Waiting:
                Write("waiting", ("seconds", detail));
                break;
            case ClientEvent.Asleep:
                Write("window_over");
                break;
            case ClientEvent.Sending:
                Write("sending", ("values", detail));
                break;
            case ClientEvent.Sent:
                Write("sent", ("code", Code(detail)));
                break;
            case ClientEvent.SendFailed:
                Write("error", ("operation", "send"), ("reason", Reason(detail)));
                break;
            case ClientEvent.Bootstrapping:
                Write("bootstrapping");
                break;
            case ClientEvent.Bootstrapped:
                Write("bootstrapped");
                break;
            case ClientEvent.BootstrapFailed:
                Write("error", ("operation", "bootstrap"), ("reason", Reason(detail)));
                break;
            default:
                Write("error", ("operation", "start"), ("reason", "no usable server"));
                break;
        }
    }

    /// <inheritdoc/>
    public void OnRequest(int method, ResourcePath path, int responseCode) =>
        Write("request", ("method", s_methods[method < s_methods.Length ? method : 0]), ("path", Text(path)), ("code", Code(responseCode)));

    /// <inheritdoc/>
    public void OnNotification(ResourcePath path, bool isConfirmable) => Write("notify", ("path", Text(path)), ("con", isConfirmable));

    /// <inheritdoc/>
    public void OnNetworkUp() => Write("network", ("up", true));

    /// <inheritdoc/>
    public void OnNetworkDown(int waitSeconds) => Write("network", ("up", false), ("seconds", waitSeconds));

    /// <inheritdoc/>
    public void OnConfiguration(ConfigurationEvent what) => Write("configuration", ("state", what switch
    {
        ConfigurationEvent.Loaded => "loaded",
        ConfigurationEvent.OtherLoaded => "loaded, one of two files damaged",
        ConfigurationEvent.Damaged => "damaged",
        ConfigurationEvent.Refused => "refused",
        ConfigurationEvent.Saved => "stored",
        _ => "not stored",
    }));

    /// <inheritdoc/>
    public void OnAwake(int cause, bool isRestored) => Write("awake", ("cause", cause switch
    {
        WakeCause.Timer => "timer",
        WakeCause.Pin => "pin",
        _ => "start",
    }), ("restored", isRestored));

    /// <inheritdoc/>
    public void OnSleeping(long milliseconds, int why) => Write("asleep", ("seconds", (double)milliseconds / CoapTiming.MillisecondsPerSecond), ("reason", why switch
    {
        SleepReason.Done => "done",
        SleepReason.NoNetwork => "no network",
        SleepReason.NoAnswer => "no answer",
        SleepReason.LowBattery => "battery low",
        _ => "battery empty",
    }));

    /// <inheritdoc/>
    public void OnCycle(CycleReport cycle)
    {
        CycleTraffic traffic = cycle.Traffic;
        if (_json)
        {
            Write(
                "cycle",
                ("number", cycle.Number),
                ("awake_ms", cycle.AwakeMilliseconds),
                ("start_ms", cycle.StartMilliseconds),
                ("network_ms", cycle.NetworkMilliseconds),
                ("exchange_ms", cycle.ExchangeMilliseconds),
                ("sleep_ms", cycle.SleepMilliseconds),
                ("sent", traffic.Sent),
                ("sent_bytes", traffic.SentBytes),
                ("received", traffic.Received),
                ("received_bytes", traffic.ReceivedBytes),
                ("handshakes", traffic.Handshakes),
                ("awake_uah", Math.Round(cycle.AwakeMicroampereHours, Digits)),
                ("sleep_uah", Math.Round(cycle.SleepMicroampereHours, Digits)),
                ("mean_ua", Math.Round(cycle.MeanMicroamperes, Digits)),
                ("life_days", Math.Round(cycle.LifeDays, Digits)));
            return;
        }

        Write("cycle", ("text", string.Create(
            CultureInfo.InvariantCulture,
            $"{cycle.Number}: awake {cycle.AwakeMilliseconds:N0} ms (start {cycle.StartMilliseconds:N0}, network {cycle.NetworkMilliseconds:N0}, "
            + $"exchange {cycle.ExchangeMilliseconds:N0}), {Datagrams(traffic.Sent, traffic.SentBytes)} out, {Datagrams(traffic.Received, traffic.ReceivedBytes)} in, "
            + $"{(traffic.Handshakes == 0 ? "no handshake" : Count(traffic.Handshakes, "handshake"))}; {cycle.AwakeMicroampereHours:N1} µAh, asleep {cycle.SleepMicroampereHours:N2} µAh, "
            + $"mean {cycle.MeanMicroamperes:N0} µA: {cycle.CapacityMilliampereHours:N0} mAh last {Days(cycle.LifeDays)} days like that")));
    }

    /// <inheritdoc/>
    public void OnRebooting() => Write("rebooting");

    /// <inheritdoc/>
    public void OnSecurityFailed(string reason) => Write("error", ("operation", "handshake"), ("reason", reason));

    private static string Days(double days) => days.ToString(days < FewDays ? "N1" : "N0", CultureInfo.InvariantCulture);

    private static string Datagrams(int count, long bytes) => string.Create(CultureInfo.InvariantCulture, $"{Count(count, "datagram")} of {bytes:N0} bytes");

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}s");

    // "2.05" (RFC 7252, section 12.1.2).
    private static string Code(int code) => string.Create(CultureInfo.InvariantCulture, $"{CoapCode.Class(code)}.{code & 31:00}");

    private static string Reason(int detail) => detail switch
    {
        NoAnswer => "no answer",
        TransportResult.NameNotResolved => "name not resolved",
        TransportResult.NetworkDown or TransportResult.Closed => "no network",
        TransportResult.NotSupported => "not supported",
        TransportResult.SecurityFailed => "no DTLS session",
        _ => Code(detail),
    };

    private static string Text(ResourcePath path)
    {
        string text = string.Empty;
        foreach (int id in (ReadOnlySpan<int>)[path.ObjectId, path.InstanceId, path.ResourceId, path.ResourceInstanceId])
        {
            if (id != ResourcePath.None)
            {
                text += "/" + id.ToString(CultureInfo.InvariantCulture);
            }
        }

        return text.Length == 0 ? "/" : text;
    }

    private void Write(string what, params ReadOnlySpan<(string Name, JsonNode Value)> data)
    {
        string line;
        if (_json)
        {
            JsonObject entry = new()
            {
                ["time"] = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                ["event"] = what,
            };
            foreach ((string name, JsonNode value) in data)
            {
                entry[name] = value;
            }

            line = entry.ToJsonString();
        }
        else
        {
            line = DateTime.Now.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) + " " + what.PadRight("bootstrapping".Length);
            foreach ((string name, JsonNode value) in data)
            {
                line += name == "seconds" ? $" {value} s" : name == "up" ? ((bool)value ? " up" : " down") : name == "restored" ? ((bool)value ? " restored" : " anew") : $" {value}";
            }
        }

        _output.WriteLine(line.TrimEnd());
        _output.Flush();
    }
}
