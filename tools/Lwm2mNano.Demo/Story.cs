using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Lwm2mNano.Content;
using Lwm2mNano.DeskServer;
using Lwm2mNano.DevKit;
using Lwm2mNano.Objects;
using Spectre.Console;

namespace Lwm2mNano.Demo
{
    /// <summary>
    /// The virtual devkit and the desk server over UDP of this machine, told as a story: each chapter is something a server does with
    /// a device, and counts as seen only when both ends said what they should.
    /// </summary>
    internal sealed class Story : IAsyncDisposable
    {
        private const string Endpoint = "demo-devkit";
        private const int LifetimeSeconds = 60;
        private const int NewLifetimeSeconds = 8;
        private const int ReportSeconds = 3;
        private static readonly string[] s_periods = { "pmax=1" };
        private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

        private readonly Channel<RegistrationChange> _changes = Channel.CreateUnbounded<RegistrationChange>();
        private readonly Channel<ObservationChange> _notifications = Channel.CreateUnbounded<ObservationChange>();
        private readonly Channel<SentData> _sent = Channel.CreateUnbounded<SentData>();
        private readonly List<string> _unseen = new();
        private readonly LwM2mServer _server;
        private readonly VirtualDevKit _devkit;
        private readonly Thread _device;
        private readonly IAnsiConsole _console;

        /// <summary>
        /// Starts the server on a free port; the devkit starts with <see cref="RunAsync"/>.
        /// </summary>
        public Story(IAnsiConsole console, string pcapFile)
        {
            _console = console;
            var channel = new UdpChannel(0);
            _server = new LwM2mServer(channel, changed: change => _changes.Writer.TryWrite(change));
            _server.ObservationChanged += change => _notifications.Writer.TryWrite(change);
            _server.DataSent += sent => _sent.Writer.TryWrite(sent);
            int port = ((IPEndPoint)channel.LocalEndPoint).Port;
            _devkit = new VirtualDevKit(
                new DevKitOptions
                {
                    ServerUri = $"coap://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
                    EndpointName = Endpoint,
                    LifetimeSeconds = LifetimeSeconds,
                    ReportSeconds = ReportSeconds,
                    PcapFile = pcapFile,
                },
                new DeviceVoice(console));
            _device = new Thread(() => _devkit.Run()) { IsBackground = true, Name = "devkit" };
            console.MarkupLineInterpolated($"Desk server on UDP port {port}; the virtual devkit is the firmware's own application.\n");
        }

        /// <summary>
        /// Tells the story, then goes on observing the battery until told to stop.
        /// </summary>
        /// <returns>Whether everything was seen.</returns>
        public async Task<bool> RunAsync(CancellationToken stop)
        {
            try
            {
                await TellAsync(stop);
                await WatchAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                _unseen.Add("the story to its end: the time was too short");
            }

            await ChapterAsync("The device leaves", CancellationToken.None, async patience =>
            {
                _devkit.Stop();
                return await SeenAsync(RegistrationChangeKind.Deregistered, patience) is not null;
            });
            _device.Join(s_patience);
            foreach (string chapter in _unseen)
            {
                _console.MarkupLineInterpolated($"[red]Not seen:[/] {chapter}");
            }

            if (_unseen.Count == 0)
            {
                _console.MarkupLine("[green]The whole exchange was seen.[/]");
            }

            return _unseen.Count == 0;
        }

        public async ValueTask DisposeAsync()
        {
            _devkit.Dispose();
            await _server.DisposeAsync();
        }

        private async Task TellAsync(CancellationToken stop)
        {
            await ChapterAsync("The device registers", stop, async patience =>
            {
                _device.Start();
                Registration registration = await SeenAsync(RegistrationChangeKind.Registered, patience);
                return registration?.Endpoint == Endpoint && registration.LifetimeSeconds == LifetimeSeconds
                    && registration.Links.Any(l => l.Path == "/3/0") && registration.Links.All(l => !l.Path.StartsWith("/0"));
            });
            await ChapterAsync("The server discovers the Device Object", stop, async patience =>
            {
                DeviceAnswer answer = Show("DISCOVER /3", await _server.DiscoverAsync(Endpoint, "/3", patience));
                IReadOnlyList<LwM2mLink> links = answer.Links();
                _console.MarkupLineInterpolated($"    {string.Join(' ', links ?? Array.Empty<LwM2mLink>())}");
                return links is not null && links.Any(l => l.Path == "/3/0/9");
            });
            await ChapterAsync("The server reads the device, its battery included", stop, async patience =>
            {
                DeviceAnswer answer = Show("READ /3/0", await _server.ReadAsync(Endpoint, "/3/0", ContentFormat.Tlv, cancellation: patience));
                IReadOnlyList<DecodedValue> values = answer.Values(out string problem);
                foreach (DecodedValue value in values)
                {
                    _console.MarkupLineInterpolated($"    {value}");
                }

                return problem is null && values.Any(v => v.Path == "/3/0/9") && values.Any(v => v.Path == "/3/0/7/0");
            });
            await ChapterAsync("The server reads several things at once, in SenML CBOR", stop, async patience =>
            {
                DeviceAnswer answer = Show(
                    "READ-COMPOSITE /3/0/9 /1/0/1", await _server.ReadCompositeAsync(Endpoint, new[] { "/3/0/9", "/1/0/1" }, cancellation: patience));
                return answer.Values(out _).Select(v => v.Path).SequenceEqual(new[] { "/3/0/9", "/1/0/1" });
            });
            await ChapterAsync("The server observes the battery, and is notified every second", stop, ObserveBatteryAsync);
            await ChapterAsync("The device sends its battery without being asked", stop, async patience =>
            {
                SentData sent = await _sent.Reader.ReadAsync(patience);
                _console.MarkupLineInterpolated($"  [blue]server[/]  SEND {string.Join(' ', sent.Values)}");
                return sent.Values.Any(v => v.Path == "/3/0/9");
            });
            await ChapterAsync("The server writes a timezone and reads it back", stop, async patience =>
            {
                DeviceAnswer written = Show("WRITE /3/0/15 = Europe/Paris", await _server.WriteAsync(Endpoint, "/3/0/15", "Europe/Paris", patience));
                DeviceAnswer read = Show("READ /3/0/15", await _server.ReadAsync(Endpoint, "/3/0/15", cancellation: patience));
                return written.IsSuccess && read.Values(out _).Any(v => v.Value is "Europe/Paris");
            });
            await ChapterAsync("The server may not do everything", stop, async patience =>
            {
                DeviceAnswer manufacturer = Show("WRITE /3/0/0 = other", await _server.WriteAsync(Endpoint, "/3/0/0", "other", patience));
                DeviceAnswer keys = Show("READ /0/0", await _server.ReadAsync(Endpoint, "/0/0", cancellation: patience));
                return manufacturer.Code == ResponseCode.MethodNotAllowed && keys.Code == ResponseCode.Unauthorized;
            });
            await ChapterAsync("A new Lifetime is written, and the device says so in an Update", stop, async patience =>
            {
                string seconds = NewLifetimeSeconds.ToString(CultureInfo.InvariantCulture);
                DeviceAnswer written = Show($"WRITE /1/0/1 = {seconds}", await _server.WriteAsync(Endpoint, "/1/0/1", seconds, patience));
                Registration updated = await SeenAsync(RegistrationChangeKind.Updated, patience);
                return written.IsSuccess && updated?.LifetimeSeconds == NewLifetimeSeconds;
            });
            await ChapterAsync("The server asks for an Update", stop, async patience =>
            {
                DeviceAnswer executed = Show("EXECUTE /1/0/8", await _server.ExecuteAsync(Endpoint, "/1/0/8", cancellation: patience));
                return executed.IsSuccess && await SeenAsync(RegistrationChangeKind.Updated, patience) is not null;
            });
            await ChapterAsync("The device updates by itself before its Lifetime is over", stop, async patience =>
                await SeenAsync(RegistrationChangeKind.Updated, patience) is not null);
            await ChapterAsync("The server reboots the device, and it registers anew, with the Lifetime that it has stored", stop, async patience =>
            {
                DeviceAnswer executed = Show("EXECUTE /3/0/4", await _server.ExecuteAsync(Endpoint, "/3/0/4", cancellation: patience));
                Registration registration = await SeenAsync(RegistrationChangeKind.Registered, patience);
                return executed.IsSuccess && registration?.LifetimeSeconds == NewLifetimeSeconds;
            });
        }

        private async Task WatchAsync(CancellationToken stop)
        {
            // The reboot has ended the observation (LwM2M Core 1.1, section 6.4.1).
            await ChapterAsync("The battery, every second (Ctrl+C ends it)", stop, ObserveBatteryAsync);
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await NotifiedAsync(stop);
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }

        private async Task<bool> ObserveBatteryAsync(CancellationToken patience)
        {
            while (_notifications.Reader.TryRead(out _))
            {
                // What was told of an observation before.
            }

            DeviceAnswer written = Show(
                $"WRITE-ATTRIBUTES /3/0/9 {string.Join(' ', s_periods)}", await _server.WriteAttributesAsync(Endpoint, "/3/0/9", s_periods, patience));
            DeviceAnswer observed = Show("OBSERVE /3/0/9", await _server.ObserveAsync(Endpoint, "/3/0/9", cancellation: patience));
            return written.IsSuccess && observed.IsSuccess && await NotifiedAsync(patience) && await NotifiedAsync(patience);
        }

        private async Task<bool> NotifiedAsync(CancellationToken patience)
        {
            ObservationChange change = await _notifications.Reader.ReadAsync(patience);
            _console.MarkupLineInterpolated(
                $"  [blue]server[/]  {change.Kind.ToString().ToLowerInvariant()}: {change.Observation} {string.Join(' ', change.Observation.Values.Select(v => v.Text))} {Sparkline.Draw(change.Observation.History)} [grey]sequence {change.Sequence}[/]");
            return change.Kind == ObservationChangeKind.Notified;
        }

        private async Task ChapterAsync(string title, CancellationToken stop, Func<CancellationToken, Task<bool>> chapter)
        {
            stop.ThrowIfCancellationRequested();
            _console.MarkupLineInterpolated($"[bold]{title}[/]");
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
            patience.CancelAfter(s_patience);
            bool seen = false;
            try
            {
                seen = await chapter(patience.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                // Not seen in time, which is what is said below.
            }

            if (!seen)
            {
                _unseen.Add(title);
            }
        }

        private async Task<Registration> SeenAsync(RegistrationChangeKind kind, CancellationToken patience)
        {
            while (true)
            {
                RegistrationChange change = await _changes.Reader.ReadAsync(patience);
                Registration registration = change.Registration;
                string text = registration is null
                    ? change.Reason
                    : $"{registration.Endpoint} at {registration.Location}, lifetime {registration.LifetimeSeconds} s, {string.Join(' ', registration.Links)}";
                _console.MarkupLineInterpolated($"  [blue]server[/]  {change.Kind.ToString().ToLowerInvariant()}: {text}");
                if (change.Kind == kind)
                {
                    return registration;
                }
            }
        }

        private DeviceAnswer Show(string request, DeviceAnswer answer, string value = "")
        {
            _console.MarkupLineInterpolated(
                $"  [blue]server[/]  {request} → {answer} {value} [grey]{answer.Elapsed.TotalMilliseconds:F0} ms, {answer.Payload.Length} bytes of payload[/]");
            return answer;
        }
    }
}
