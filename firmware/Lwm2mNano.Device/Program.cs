using System;
using System.Text;
using System.Threading;
using Lwm2mNano.Coap;
using Lwm2mNano.Device.Battery;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Hal.Esp32;
using Lwm2mNano.Objects;

namespace Lwm2mNano.Device
{
    /// <summary>
    /// Puts the application together for an ESP32 board.
    /// </summary>
    public static class Program
    {
        /// <summary>How long the board waits before it looks for a usable configuration again, in milliseconds.</summary>
        public const int ConfigurationRetryMilliseconds = 60000;

        /// <summary>How long the board waits before it restarts after the application has ended unasked, in milliseconds.</summary>
        public const int RestartDelayMilliseconds = 60000;

        private const string Manufacturer = "Lwm2mNano";
        private const string Model = "ESP32 devkit";
        private const string DeviceType = "sensor";

        /// <summary>
        /// Runs on the board for as long as it has power.
        /// </summary>
        public static void Main()
        {
            Console.WriteLine("Lwm2mNano " + DeviceApplication.Version);
            FileStore store = new FileStore(FileStore.InternalDrive);
            IDtlsEngine engine = DtlsSupport.CreateEngine();
            Configuration configuration = WaitForConfiguration(store, engine != null);
            if (configuration.EndpointName == null)
            {
                configuration.EndpointName = Encoding.UTF8.GetBytes(NetworkIdentity.EndpointName());
            }

            Esp32Clock clock = new Esp32Clock();
            Esp32Sleep sleep = new Esp32Sleep(configuration.Sleep.WakePin, configuration.Sleep.WakeLevel);

            // A wake-up has no time for lines that somebody reads at the first start.
            bool isFirstStart = sleep.Cause == WakeCause.Start;

            // A bootstrap server may give the device servers with DTLS or without, whatever its own has.
            IDatagramTransport[] transports = new IDatagramTransport[Limits.MaxServers];
            DtlsTransport[] secure = new DtlsTransport[engine == null ? 0 : Limits.MaxServers];
            for (int i = 0; i < transports.Length; i++)
            {
                transports[i] = new UdpTransport();
                if (engine != null)
                {
                    secure[i] = new DtlsTransport(transports[i], engine, null, clock, Limits.MaxDatagramBytes);
                    transports[i] = secure[i];
                }
            }

            // A board that need not save power can afford to measure the signal strength.
            WifiNetwork network = new WifiNetwork(
                Text(configuration.WifiSsid),
                Text(configuration.WifiPassword),
                configuration.BatteryPin == Configuration.NoPin && !configuration.Sleep.IsSleeper);
            Esp32Power power = new Esp32Power(store, ConfigurationFormat.FileName);
            Board board = new Board
            {
                Clock = clock,
                Random = new Esp32Random(),
                Network = network,
                NetworkStatus = network,
                Transports = transports,
                Store = store,
                Sleep = sleep,
                SleepStore = CreateSleepStore(store),
                Battery = CreateBattery(configuration, isFirstStart),
                Memory = new Esp32Memory(),
                Power = power,
                Information = CreateInformation(),
                Observer = new ConsoleObserver(secure),
            };

            // It puts the configuration in force that the servers have left.
            DeviceApplication application = new DeviceApplication(configuration, board);
            if (isFirstStart)
            {
                ExplainLifetimes(configuration);
            }

            application.Start();

            // The timer thread ends only by an error that nobody foresaw: a restart is better than a silent device.
            do
            {
                Thread.Sleep(RestartDelayMilliseconds);
            }
            while (application.IsRunning);

            Console.WriteLine("The application has ended: restarting");
            if (configuration.Sleep.IsSleeper)
            {
                // What is wrong may be wrong for long.
                sleep.DeepSleep((long)configuration.Sleep.LongestSleepSeconds * CoapTiming.MillisecondsPerSecond, true);
            }

            power.Reboot();
        }

        // The buffer is this method's own, so that the collector gets it back.
        private static Configuration WaitForConfiguration(FileStore store, bool hasDtls)
        {
            Configuration configuration = new Configuration();
            byte[] buffer = new byte[ConfigurationFormat.MaxFileBytes];
            while (true)
            {
                string problem = ConfigurationFormat.Explain(configuration.Load(store, buffer));
                if (problem == null && configuration.IsSecure && !hasDtls)
                {
                    problem = "coaps:// needs a firmware with the DTLS module: build it as hal/native/README.md says, or use coap://";
                }

                if (problem == null && configuration.WifiSsid == null)
                {
                    problem = "device.cfg names no Wi-Fi network: write it again with tools/provision --ssid";
                }

                if (problem == null)
                {
                    return configuration;
                }

                Console.WriteLine(problem);
                Thread.Sleep(ConfigurationRetryMilliseconds);
            }
        }

        // RTC memory wears no flash and is there at once.
        private static IStore CreateSleepStore(FileStore flash)
        {
            IStore memory = DtlsSupport.CreateRtcStore();
            return memory == null ? flash : memory;
        }

        private static void ExplainLifetimes(Configuration configuration)
        {
            for (int i = 0; i < configuration.Server.InstanceCount; i++)
            {
                string problem = configuration.Sleep.ExplainLifetime(
                    configuration.Server.Account(configuration.Server.InstanceIdAt(i)).LifetimeSeconds);
                if (problem != null)
                {
                    Console.WriteLine(problem);
                }
            }
        }

        // The count is for whoever calibrates.
        private static IBattery CreateBattery(Configuration configuration, bool isFirstStart)
        {
            if (configuration.BatteryPin == Configuration.NoPin)
            {
                return null;
            }

            AdcInput input = new AdcInput(configuration.BatteryPin);
            BatterySensor battery = new BatterySensor(input, configuration.Battery);
            if (!isFirstStart)
            {
                return battery;
            }

            if (battery.Sample())
            {
                Console.WriteLine("Battery: raw " + input.ReadRaw() + ", " + battery.Millivolts + " mV, " + battery.Percent + " %");
            }
            else
            {
                Console.WriteLine("Battery: the converter at GPIO " + configuration.BatteryPin + " does not answer");
            }

            return battery;
        }

        private static DeviceInformation CreateInformation()
        {
            return new DeviceInformation
            {
                Manufacturer = Encoding.UTF8.GetBytes(Manufacturer),
                ModelNumber = Encoding.UTF8.GetBytes(Model),
                SerialNumber = Encoding.UTF8.GetBytes(NetworkIdentity.SerialNumber()),
                FirmwareVersion = Encoding.UTF8.GetBytes(DeviceApplication.Version),
                DeviceType = Encoding.UTF8.GetBytes(DeviceType),
            };
        }

        private static string Text(byte[] bytes)
        {
            return bytes.Length == 0 ? string.Empty : Encoding.UTF8.GetString(bytes, 0, bytes.Length);
        }
    }
}
