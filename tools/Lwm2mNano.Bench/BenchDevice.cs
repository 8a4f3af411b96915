using System.Text;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Bench
{
    /// <summary>
    /// A device whose values never change.
    /// </summary>
    internal sealed class BenchDevice : IBattery, IMemory, IClock, IPower, IRandom
    {
        public DeviceInformation Information { get; } = new DeviceInformation
        {
            Manufacturer = Encoding.ASCII.GetBytes("Open Mobile Alliance"),
            ModelNumber = Encoding.ASCII.GetBytes("Lightweight M2M Client"),
            SerialNumber = Encoding.ASCII.GetBytes("345000123"),
            FirmwareVersion = Encoding.ASCII.GetBytes("1.0"),
        };

        public int Millivolts => 3800;

        public int Percent { get; set; } = 95;

        public int Milliamperes => 125;

        public bool IsCharging => false;

        public bool IsLow => false;

        public int Memory { get; set; }

        public int FreeKilobytes => 15;

        public int TotalKilobytes => 110;

        public long Milliseconds => 0;

        public long UtcSeconds
        {
            get => 1367491215;
            set { }
        }

        public bool Sample()
        {
            return true;
        }

        public int MeasureMillivolts()
        {
            return Millivolts;
        }

        public void Reboot()
        {
        }

        public void FactoryReset()
        {
        }

        public int Next()
        {
            return 0x12345678;
        }
    }
}
