using Lwm2mNano.Client;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;

namespace NFUnitTest
{
    /// <summary>A battery that measures what the test says.</summary>
    internal sealed class ClientFakeBattery : IBattery
    {
        public int NextMillivolts { get; set; } = 3800;

        public int NextPercent { get; set; } = 75;

        public bool NextIsLow { get; set; }

        public bool Fails { get; set; }

        public int SampleCount { get; private set; }

        public int Millivolts { get; private set; } = -1;

        public int Percent { get; private set; } = -1;

        public int Milliamperes { get; set; } = int.MinValue;

        public bool IsCharging { get; set; }

        public bool IsLow { get; private set; }

        public int Memory { get; set; }

        public bool Sample()
        {
            SampleCount++;
            if (Fails)
            {
                return false;
            }

            Millivolts = NextMillivolts;
            Percent = NextPercent;
            IsLow = NextIsLow;
            return true;
        }

        public int MeasureMillivolts()
        {
            return Fails ? -1 : NextMillivolts;
        }
    }

    /// <summary>Memory figures that the test chose.</summary>
    internal sealed class ClientFakeMemory : IMemory
    {
        public int FreeKilobytes { get; set; } = 61;

        public int TotalKilobytes { get; set; } = 96;
    }

    /// <summary>A clock that the test sets; the client has its time handed in.</summary>
    internal sealed class ClientFakeClock : IClock
    {
        public long Milliseconds { get; set; }

        public long UtcSeconds { get; set; } = 1367491215;
    }

    /// <summary>Counts what it was asked for, and how many datagrams had been sent by then.</summary>
    internal sealed class ClientFakePower : IPower
    {
        private readonly FakeTransport _transport;

        public ClientFakePower(FakeTransport transport)
        {
            _transport = transport;
        }

        public int RebootCount { get; private set; }

        public int FactoryResetCount { get; private set; }

        public int SentBefore { get; private set; } = -1;

        public void Reboot()
        {
            RebootCount++;
            SentBefore = _transport.SentCount;
        }

        public void FactoryReset()
        {
            FactoryResetCount++;
            SentBefore = _transport.SentCount;
        }
    }

    /// <summary>Counts the events of a client and keeps the last detail of each, and the last request.</summary>
    internal sealed class ClientFakeObserver : IClientObserver
    {
        private readonly int[] _counts = new int[(int)ClientEvent.BootstrapFailed + 1];
        private readonly int[] _details = new int[(int)ClientEvent.BootstrapFailed + 1];

        public int Method { get; private set; }

        public int ResponseCode { get; private set; }

        public int RequestCount { get; private set; }

        public int NotificationCount { get; private set; }

        public ResourcePath Path { get; } = new ResourcePath();

        public int Count(ClientEvent what)
        {
            return _counts[(int)what];
        }

        public int Detail(ClientEvent what)
        {
            return _details[(int)what];
        }

        public void OnEvent(ClientEvent what, int detail)
        {
            _counts[(int)what]++;
            _details[(int)what] = detail;
        }

        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
            RequestCount++;
            Method = method;
            ResponseCode = responseCode;
            Path.CopyFrom(path);
        }

        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
            NotificationCount++;
            Path.CopyFrom(path);
        }
    }
}
