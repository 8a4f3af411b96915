using System;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal;
using Lwm2mNano.Objects;
using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// A board in virtual time, with a network that comes and goes and a server that answers or not. It counts and allocates nothing, so
    /// that what an application allocates on it is the application's own.
    /// </summary>
    internal sealed class DeviceApplicationTestBoard : IClock, IRandom, INetwork, IDatagramTransport, IMemory, IPower, IDeviceObserver
    {
        // An application that makes more than this many steps in a row without time passing runs in a loop.
        private const int MaxStepsAtOneTime = 8;
        private const int MaxReplyBytes = 32;
        private const int HeaderBytes = 4;
        private const int Acknowledgement = 0x60;
        private const int UriPath = 0xB0;
        private const byte LocationPath = 0x81;

        private readonly byte[] _reply = new byte[MaxReplyBytes];
        private readonly int[] _events = new int[(int)ClientEvent.BootstrapFailed + 1];
        private int _replyLength;
        private bool _isUp;

        public DeviceApplicationTestBoard()
        {
            byte[] content = ConfigurationTestFile.Whole().Content();
            Configuration configuration = new Configuration();
            Check.Is((int)ConfigurationResult.Ok, (int)configuration.Parse(content, content.Length));
            Configuration = configuration;
            Application = new DeviceApplication(configuration, new Board
            {
                Clock = this,
                Random = this,
                Network = this,
                Transports = new IDatagramTransport[] { this },
                Memory = this,
                Power = this,
                Information = new DeviceInformation(),
                Observer = this,
            });
        }

        public DeviceApplication Application { get; }

        public Configuration Configuration { get; }

        public long Milliseconds { get; set; } = 1000;

        public long UtcSeconds { get; set; }

        /// <summary>Whether an attempt to connect brings the network up.</summary>
        public bool NetworkIsThere { get; set; } = true;

        /// <summary>How long an attempt to connect takes.</summary>
        public int ConnectMilliseconds { get; set; }

        public int ConnectCount { get; private set; }

        public long LastConnectAt { get; private set; }

        public int LastWaitSeconds { get; private set; }

        public int NetworkUpCount { get; private set; }

        public bool IsUp
        {
            get { return _isUp && NetworkIsThere; }
        }

        /// <summary>Whether the server answers.</summary>
        public bool ServerIsThere { get; set; } = true;

        public int OpenResult { get; set; }

        public int OpenCount { get; private set; }

        public bool IsOpen { get; private set; }

        public int RegisterCount { get; private set; }

        public int UpdateCount { get; private set; }

        public int DeregisterCount { get; private set; }

        public int SentCount { get; private set; }

        public byte LastSentCode { get; private set; }

        public int RebootCount { get; private set; }

        public int SentBeforeReboot { get; private set; }

        /// <summary>When the wait for a datagram asks the application to stop, or never.</summary>
        public long StopAt { get; set; } = CoapTiming.Never;

        public IPreSharedKey Credentials { get; set; }

        public bool IsPeerAuthenticated
        {
            get { return false; }
        }

        public bool HasConnectionId
        {
            get { return false; }
        }

        public int FreeKilobytes
        {
            get { return -1; }
        }

        public int TotalKilobytes
        {
            get { return -1; }
        }

        public int Count(ClientEvent what)
        {
            return _events[(int)what];
        }

        /// <summary>Steps the application until a time, or until it has ended.</summary>
        public void RunUntil(long time)
        {
            int atOneTime = 0;
            while (Milliseconds < time)
            {
                long now = Milliseconds;
                long next = Application.Step(now);
                if (next == CoapTiming.Never)
                {
                    return;
                }

                Check.True(next - now <= DeviceApplication.MaxWaitMilliseconds || Milliseconds > now);
                atOneTime = Milliseconds > now || next > now ? 0 : atOneTime + 1;
                Check.True(atOneTime < MaxStepsAtOneTime, "a loop");
                if (_replyLength == 0 && next > Milliseconds)
                {
                    Milliseconds = next < time ? next : time;
                }
            }
        }

        public void RunFor(long milliseconds)
        {
            RunUntil(Milliseconds + milliseconds);
        }

        /// <summary>Lets a confirmable POST without payload arrive.</summary>
        public void Post(byte objectId, byte instanceId, byte resourceId)
        {
            _reply[0] = 0x40;
            _reply[1] = CoapCode.Post;
            _reply[2] = 0x70;
            _reply[3]++;
            _reply[4] = UriPath + 1;
            _reply[5] = (byte)('0' + objectId);
            _reply[6] = 1;
            _reply[7] = (byte)('0' + instanceId);
            _reply[8] = 1;
            _reply[9] = (byte)('0' + resourceId);
            _replyLength = 10;
        }

        // Waits and time-outs are as short as they can be.
        public int Next()
        {
            return 0;
        }

        public bool Connect(int timeoutMilliseconds)
        {
            ConnectCount++;
            LastConnectAt = Milliseconds;
            Milliseconds += ConnectMilliseconds;
            _isUp = NetworkIsThere;
            return _isUp;
        }

        /// <summary>The link breaks: it is down until somebody connects again.</summary>
        public void BreakLink()
        {
            _isUp = false;
        }

        public int Open(byte[] host, int port)
        {
            OpenCount++;
            IsOpen = OpenResult == TransportResult.Ok;
            return OpenResult;
        }

        public int Reopen(byte[] host, int port)
        {
            return Open(host, port);
        }

        public int Suspend(byte[] buffer, int offset, int count)
        {
            Close();
            return 0;
        }

        public bool Resume(byte[] buffer, int offset, int count)
        {
            return false;
        }

        public void Close()
        {
            IsOpen = false;
            _replyLength = 0;
        }

        public int Send(byte[] buffer, int offset, int count)
        {
            Check.True(IsOpen && IsUp, "sent without a path");
            SentCount++;
            LastSentCode = buffer[offset + 1];
            int tokenLength = buffer[offset] & 15;
            int option = offset + HeaderBytes + tokenLength;
            int answer = 0;
            if (LastSentCode == CoapCode.Post)
            {
                bool isRegister = buffer[option] == UriPath + 2;
                RegisterCount += isRegister ? 1 : 0;
                UpdateCount += isRegister ? 0 : 1;
                answer = isRegister ? ResponseCode.Created : ResponseCode.Changed;
            }
            else if (LastSentCode == CoapCode.Delete)
            {
                DeregisterCount++;
                answer = ResponseCode.Deleted;
            }

            if (ServerIsThere && answer != 0)
            {
                Array.Copy(buffer, offset, _reply, 0, HeaderBytes + tokenLength);
                _reply[0] = (byte)(Acknowledgement | tokenLength);
                _reply[1] = (byte)answer;
                _replyLength = HeaderBytes + tokenLength;
                if (answer == ResponseCode.Created)
                {
                    _reply[_replyLength++] = LocationPath;
                    _reply[_replyLength++] = (byte)'x';
                }
            }

            return TransportResult.Ok;
        }

        public int Receive(byte[] buffer, int offset, int count)
        {
            int length = _replyLength;
            Array.Copy(_reply, 0, buffer, offset, length);
            _replyLength = 0;
            return length;
        }

        public void Wait(int milliseconds)
        {
            Check.True(milliseconds > 0 && milliseconds <= DeviceApplication.MaxWaitMilliseconds);
            if (_replyLength == 0)
            {
                Milliseconds += milliseconds;
            }

            if (Milliseconds >= StopAt)
            {
                Application.Stop();
            }
        }

        public void Reboot()
        {
            RebootCount++;
            SentBeforeReboot = SentCount;
        }

        public void FactoryReset()
        {
            Reboot();
        }

        public void OnEvent(ClientEvent what, int detail)
        {
            _events[(int)what]++;
        }

        public void OnRequest(int method, ResourcePath path, int responseCode)
        {
        }

        public void OnNotification(ResourcePath path, bool isConfirmable)
        {
        }

        public void OnNetworkUp()
        {
            NetworkUpCount++;
        }

        public void OnNetworkDown(int waitSeconds)
        {
            LastWaitSeconds = waitSeconds;
        }

        public void OnConfiguration(ConfigurationEvent what)
        {
        }

        public void OnAwake(int cause, bool isRestored)
        {
        }

        public void OnSleeping(long milliseconds, int why)
        {
        }
    }
}
