using Lwm2mNano.Device;

namespace Lwm2mNano.DevKit;

/// <summary>Watches a devkit: the application, and its restarts. Called on the thread that runs the devkit.</summary>
public interface IDevKitObserver : IDeviceObserver
{
    /// <summary>Says that the application ended because a server asked for a restart, and starts anew.</summary>
    void OnRebooting();

    /// <summary>Says why there is no DTLS session.</summary>
    /// <param name="reason">The reason, and what to look at.</param>
    void OnSecurityFailed(string reason);

    /// <summary>Says what a wake-up and the sleep that begins take from the cell of a board; follows <see cref="IDeviceObserver.OnSleeping"/>.</summary>
    /// <param name="cycle">What they take.</param>
    void OnCycle(CycleReport cycle);
}
