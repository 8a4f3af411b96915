using Lwm2mNano.Hal;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// The power of a board, and a note that a restart was asked for: where <see cref="IPower.Reboot"/> returns, the application has
    /// to end its loop.
    /// </summary>
    internal sealed class RestartSwitch : IPower
    {
        private readonly IPower _power;

        public RestartSwitch(IPower power)
        {
            _power = power;
        }

        public bool IsThrown { get; private set; }

        [Allocates("The program ends here.")]
        public void Reboot()
        {
            IsThrown = true;
            _power.Reboot();
        }

        [Allocates("The program ends here.")]
        public void FactoryReset()
        {
            IsThrown = true;
            _power.FactoryReset();
        }
    }
}
