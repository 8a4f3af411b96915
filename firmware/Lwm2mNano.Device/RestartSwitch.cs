using System.Diagnostics;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Notes that a restart was asked for, so that what has changed is stored first. Where <see cref="IPower.Reboot"/> returns, the
    /// application ends its loop then.
    /// </summary>
    internal sealed class RestartSwitch : IPower
    {
        private readonly IPower _power;
        private bool _isFactoryReset;

        public RestartSwitch(IPower power)
        {
            _power = power;
        }

        public bool IsThrown { get; private set; }

        public void Reboot()
        {
            IsThrown = true;
        }

        public void FactoryReset()
        {
            IsThrown = true;
            _isFactoryReset = true;
        }

        /// <summary>Does what was asked for.</summary>
        public void Restart()
        {
            Debug.Assert(IsThrown);
            if (_isFactoryReset)
            {
                _power.FactoryReset();
            }
            else
            {
                _power.Reboot();
            }
        }
    }
}
