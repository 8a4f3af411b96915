using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.DevKit;
using Lwm2mNano.Objects;
using Spectre.Console;

namespace Lwm2mNano.Demo
{
    /// <summary>
    /// What the device says of itself, between the lines of the server.
    /// </summary>
    internal sealed class DeviceVoice : IDevKitObserver
    {
        private readonly IAnsiConsole _console;

        public DeviceVoice(IAnsiConsole console)
        {
            _console = console;
        }

        public void OnEvent(ClientEvent what, int detail)
        {
            Say(what switch
            {
                ClientEvent.Registering => "sends Register",
                ClientEvent.Registered => "is registered",
                ClientEvent.RegistrationFailed => $"could not register ({detail})",
                ClientEvent.Updating => "sends Update",
                ClientEvent.Updated => "is updated",
                ClientEvent.UpdateFailed => $"could not update ({detail})",
                ClientEvent.Deregistered => "has deregistered",
                ClientEvent.Waiting => $"waits {detail} s",
                ClientEvent.Asleep => "is not reachable any more",
                ClientEvent.Bootstrapping => "asks the bootstrap server",
                ClientEvent.Bootstrapped => "is bootstrapped",
                ClientEvent.BootstrapFailed => $"could not be bootstrapped ({detail})",
                _ => what.ToString(),
            });
        }

        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
        }

        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
        }

        public void OnNetworkUp()
        {
        }

        public void OnNetworkDown(int waitSeconds)
        {
            Say($"has no network, tries again in {waitSeconds} s");
        }

        public void OnConfiguration(ConfigurationEvent what)
        {
            Say(what switch
            {
                ConfigurationEvent.Saved => "has stored its configuration",
                ConfigurationEvent.Loaded => "has its stored configuration",
                _ => $"configuration: {what}",
            });
        }

        public void OnAwake(int cause, bool isRestored)
        {
            Say(isRestored ? "is awake" : "is awake, without what was before");
        }

        public void OnSleeping(long milliseconds, int why)
        {
            Say($"sleeps for {milliseconds / CoapTiming.MillisecondsPerSecond} s");
        }

        public void OnCycle(CycleReport cycle)
        {
            Say($"on a board the wake-up would have taken {cycle.AwakeMicroampereHours:0} µAh");
        }

        public void OnSecurityFailed(string reason)
        {
            Say(reason);
        }

        public void OnRebooting()
        {
            Say("reboots");
        }

        private void Say(string text)
        {
            _console.MarkupLineInterpolated($"  [yellow]device[/]  {text}");
        }
    }
}
