using Lwm2mNano.Device;

namespace Lwm2mNano.DevKit;

/// <summary>Watches a devkit: the application, and its restarts. Called on the thread that runs the devkit.</summary>
public interface IDevKitObserver : IDeviceObserver
{
    /// <summary>Says that the application ended because a server asked for a restart, and starts anew.</summary>
    void OnRebooting();
}
