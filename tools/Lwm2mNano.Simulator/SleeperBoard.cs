using System;
using Lwm2mNano.Device;
using Lwm2mNano.Energy;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The parts of a board from one start to the next, on virtual time: what takes time on a board moves it here.
    /// </summary>
    /// <param name="network">The network, whose time it has.</param>
    /// <param name="world">What outlives a start.</param>
    /// <param name="model">How long things take.</param>
    internal sealed class SleeperBoard(SimulatedNetwork network, SleeperWorld world, EnergyModel model) : IClock, INetwork, ISleep, IBattery, IMemory, IPower
    {
        private readonly long _startedAt = network.Now;
        private long _connectBegun = -1;
        private long _connectedAt = long.MaxValue;

        /// <summary>How often the battery was sampled.</summary>
        public int SampleCount { get; private set; }

        /// <summary>For how long the device wants to sleep; 0 before it said so.</summary>
        public long SleepMilliseconds { get; private set; }

        public bool IsRebooting { get; private set; }

        public long Milliseconds => network.Now - _startedAt;

        public long UtcSeconds
        {
            get => world.UtcSeconds(network.Now);
            set => world.SetUtcSeconds(network.Now, value);
        }

        public bool IsUp => network.Now >= _connectedAt && world.IsNetworkUp;

        public int Cause => world.Cause;

        public int Millivolts { get; private set; } = -1;

        public int Percent => Millivolts < 0 ? -1 : Math.Clamp((Millivolts - SleeperWorld.EmptyMillivolts) * 100 / SleeperWorld.RangeMillivolts, 0, 100);

        public int Milliamperes => int.MinValue;

        public bool IsCharging => false;

        public bool IsLow => Millivolts >= 0 && Percent < SleeperWorld.LowPercent;

        public int Memory { get; set; }

        public int FreeKilobytes => 64;

        public int TotalKilobytes => 128;

        /// <summary>How long Wi-Fi has been connecting until now, in milliseconds.</summary>
        public long ConnectMilliseconds(long now) =>
            _connectBegun < 0 ? 0 : Math.Min(now, IsUp ? _connectedAt : now) - _connectBegun;

        /// <summary>How long it has been up until now, in milliseconds.</summary>
        public long OnlineMilliseconds(long now) => IsUp ? now - _connectedAt : 0;

        public bool Connect(int timeoutMilliseconds)
        {
            if (_connectBegun < 0)
            {
                _connectBegun = network.Now;
            }

            if (!world.IsNetworkUp)
            {
                network.RunTo(network.Now + timeoutMilliseconds);
                return false;
            }

            if (_connectedAt == long.MaxValue)
            {
                _connectedAt = network.Now + (long)model.ConnectMilliseconds;
            }

            network.RunTo(Math.Max(network.Now, Math.Min(_connectedAt, network.Now + timeoutMilliseconds)));
            return IsUp;
        }

        public bool Sample()
        {
            SampleCount++;
            network.RunTo(network.Now + (long)model.SampleMilliseconds);
            Millivolts = world.Millivolts;
            return true;
        }

        public int MeasureMillivolts() => world.Millivolts - SleeperWorld.SagMillivolts;

        public void DeepSleep(long milliseconds, bool wakesByPin)
        {
            world.Power.Pass();
            SleepMilliseconds = milliseconds;
        }

        public void Reboot() => IsRebooting = true;

        public void FactoryReset()
        {
        }
    }
}
