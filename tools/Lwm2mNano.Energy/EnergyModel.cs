using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;

namespace Lwm2mNano.Energy
{
    /// <summary>
    /// What an ESP32 board with nanoFramework takes from its cell, and for how long: currents in milliamperes at the cell (a linear regulator takes
    /// from the cell what it gives to the chip) and durations in milliseconds. Each figure says where it comes from; what nobody has published is
    /// called an assumption. Each can be set by its name in camelCase, for a board that was measured.
    /// <para>Sources: [DS] Espressif, ESP32 Series Datasheet, v5.3, https://documentation.espressif.com/esp32_datasheet_en.pdf.
    /// [LP] Espressif, ESP-IDF Programming Guide for ESP32, "Introduction to Low Power Mode in Wi-Fi Scenarios",
    /// https://docs.espressif.com/projects/esp-idf/en/stable/esp32/api-guides/low-power-mode/low-power-mode-wifi.html.
    /// [TvE] T. von Eicken, "ESP32 Deep-Sleep with Periodic Wake-up", 2018, https://blog.voneicken.com/2018/lp-wifi-esp32-2/.
    /// [G20] glenn20, measurements with a Nordic PPK2, https://github.com/glenn20/upy-esp32-experiments (ESPNowvsWifiEnergyUsage,
    /// OptimisingMicropythonBootTime).
    /// [LUC] lucidar.me, https://lucidar.me/en/esp32/power-consumption-of-esp32-devkitc-v4/ and …-firebeetle-dfr0478/.
    /// [ALT] https://blog.altholtmann.com/en/consumption-esp-wifi-battery.</para>
    /// </summary>
    public sealed class EnergyModel
    {
        private const double MaxMilliamperes = 1000;
        private const double MaxMilliseconds = 60000;

        /// <summary>
        /// Gets how long the chip takes from the wake-up to the first instruction of the firmware: ROM, bootloader, check of the image.
        /// [TvE]: about 270 ms on an ESP32; [G20]: 264 ms on an ESP32-S3.
        /// </summary>
        [Figure("ms", 0, MaxMilliseconds)]
        public double BootMilliseconds { get; private set; } = 270;

        /// <summary>Gets the current meanwhile. [G20]: 15.9 mC in 264 ms.</summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double BootMilliamperes { get; private set; } = 60;

        /// <summary>
        /// Gets how long the interpreter takes to start, to load the assemblies and to put the application together. Assumption: nobody has published
        /// it. MicroPython, which also mounts its file system meanwhile, takes 350 ms ([G20]).
        /// </summary>
        [Figure("ms", 0, MaxMilliseconds)]
        public double RuntimeMilliseconds { get; private set; } = 500;

        /// <summary>
        /// Gets the current while the processor computes and the radio is off. [DS], power consumption by power modes: 30 to 68 mA at 240 MHz, which is
        /// nanoFramework's clock. [G20]: 23.6 mC in 350 ms.
        /// </summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double ComputeMilliamperes { get; private set; } = 68;

        /// <summary>Gets how long the battery is sampled before the radio goes on. Assumption: some dozen conversions called from managed code.</summary>
        [Figure("ms", 0, MaxMilliseconds)]
        public double SampleMilliseconds { get; private set; } = 20;

        /// <summary>
        /// Gets how long Wi-Fi takes to be up with an address by DHCP. [G20]: 1,626 ms, less 70 ms of boot. A fixed address takes 664 ms; with the
        /// access point's channel and BSSID known as well it is about 200 ms ([TvE]).
        /// </summary>
        [Figure("ms", 0, MaxMilliseconds)]
        public double ConnectMilliseconds { get; private set; } = 1556;

        /// <summary>Gets the mean current meanwhile. [G20]: 204.3 mC less 3.3 mC of boot and the board's own 15 mA, in 1,556 ms.</summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double ConnectMilliamperes { get; private set; } = 114;

        /// <summary>Gets the current while the radio listens. [DS], table 5-4: receive 802.11b/g/n, 95 to 100 mA.</summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double ListenMilliamperes { get; private set; } = 100;

        /// <summary>
        /// Gets how long the radio listens after each datagram before it sleeps between beacons again. ESP-IDF,
        /// CONFIG_ESP_WIFI_SLP_DEFAULT_MIN_ACTIVE_TIME: 50 ms.
        /// </summary>
        [Figure("ms", 0, MaxMilliseconds)]
        public double ListenMilliseconds { get; private set; } = 50;

        /// <summary>
        /// Gets the current while the device is connected and awake and nothing comes: modem sleep, which is ESP-IDF's default and which nanoFramework
        /// leaves on. [LP]: 31.12 mA where the access point wakes its stations with each beacon (DTIM 1), 28.81 mA with each third.
        /// </summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double ModemSleepMilliamperes { get; private set; } = 31.12;

        /// <summary>
        /// Gets the current while a frame is sent. [DS], table 5-4: 240 mA for 802.11b at 1 Mbit/s and +19.5 dBm, measured at a duty cycle of one half; so
        /// twice that, less the current of the other half.
        /// </summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double TransmitMilliamperes { get; private set; } = 380;

        /// <summary>Gets the rate of the air in bits in a millisecond. The lowest of 802.11b: nothing takes longer.</summary>
        [Figure("bit/ms", 1, 1000000)]
        public double AirBitsPerMillisecond { get; private set; } = 1000;

        /// <summary>Gets the time of a frame's preamble and header of the physical layer. IEEE 802.11, DSSS long preamble: 144 + 48 µs.</summary>
        [Figure("ms", 0, 10)]
        public double PreambleMilliseconds { get; private set; } = 0.192;

        /// <summary>
        /// Gets what a frame adds to a UDP payload: MAC header with QoS 26, CCMP 16, LLC and SNAP 8, IPv4 20, UDP 8, frame check sequence 4.
        /// </summary>
        [Figure("bytes", 0, 1000)]
        public double FrameOverheadBytes { get; private set; } = 82;

        /// <summary>
        /// Gets the acknowledgement that each frame that comes has to be answered with: preamble and 14 bytes at 1 Mbit/s (IEEE 802.11), 304 µs.
        /// </summary>
        [Figure("ms", 0, 10)]
        public double AcknowledgementMilliseconds { get; private set; } = 0.304;

        /// <summary>
        /// Gets how long the processor computes for a DTLS handshake with a pre-shared key. Assumption: no public-key operation is in it, a few dozen
        /// hashes and calls from managed code. It hardly counts.
        /// </summary>
        [Figure("ms", 0, MaxMilliseconds)]
        public double HandshakeMilliseconds { get; private set; } = 30;

        /// <summary>
        /// Gets the current in light sleep that stays associated with the access point. [LP], "Auto Light-sleep": 3.34 mA at DTIM 1, 2.33 mA at DTIM 3. A
        /// stock nanoFramework does not sleep like that by itself and would take <see cref="ModemSleepMilliamperes"/>.
        /// </summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double LightSleepMilliamperes { get; private set; } = 3.34;

        /// <summary>Gets the chip's current in deep sleep. [DS]: 10 µA with the RTC's timer and memory; [LP]: 5 µA.</summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double DeepSleepMilliamperes { get; private set; } = 0.010;

        /// <summary>
        /// Gets what the board takes all the time beside the chip: regulator, USB bridge, lamp, divider. A board made for batteries: [LUC] and [ALT] measure
        /// 10 and 13 µA in deep sleep for a FireBeetle, of which 3 µA are the board's, and the divider of two 1 MΩ takes 2 µA. An ESP32-DevKitC V4 takes
        /// 3.8 mA ([LUC]), and nothing else matters then.
        /// </summary>
        [Figure("mA", 0, MaxMilliamperes)]
        public double BoardMilliamperes { get; private set; } = 0.005;

        /// <summary>
        /// Gets how much of its capacity the cell loses by itself in a month. 1 to 2 % after the first day, and more with a protection circuit
        /// (https://www.goodmorningeco.com/post/li-ion-battery-natural-discharge); 2 to 3 %
        /// (http://www.daviddarling.info/encyclopedia/S/AE_self_discharge.html).
        /// </summary>
        [Figure("%", 0, 100)]
        public double SelfDischargePercentPerMonth { get; private set; } = 2;

        /// <summary>
        /// Gets how much of its capacity the cell can give before the regulator falls out of 3.3 V. Assumption: a cell under 3.5 V has a fifth left in the
        /// cold.
        /// </summary>
        [Figure("%", 1, 100)]
        public double UsablePercent { get; private set; } = 80;

        private static IEnumerable<PropertyInfo> Properties => typeof(EnergyModel).GetProperties().Where(p => p.IsDefined(typeof(FigureAttribute)));

        /// <summary>
        /// Gets how long it takes to send a datagram, in milliseconds.
        /// </summary>
        /// <param name="payloadBytes">The length of its UDP payload.</param>
        /// <returns>The time that the transmitter is on.</returns>
        public double AirMilliseconds(long payloadBytes) =>
            PreambleMilliseconds + ((payloadBytes + FrameOverheadBytes) * 8 / AirBitsPerMillisecond);

        /// <summary>
        /// Sets a figure.
        /// </summary>
        /// <param name="setting">Its name, an equals sign and its value: deepSleepMilliamperes=0.02.</param>
        /// <exception cref="EnergyModelException">There is no such figure, or it cannot have that value.</exception>
        public void Set(string setting)
        {
            ArgumentNullException.ThrowIfNull(setting);
            int at = setting.IndexOf('=', StringComparison.Ordinal);
            string name = (at < 0 ? setting : setting[..at]).Trim();
            string text = at < 0 ? string.Empty : setting[(at + 1)..].Trim();
            PropertyInfo property = Properties.FirstOrDefault(p => Key(p) == name)
                ?? throw new EnergyModelException($"{name}: no figure of the model; there are {string.Join(", ", Properties.Select(Key))}.");
            FigureAttribute figure = property.GetCustomAttribute<FigureAttribute>();
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !(value >= figure.Least && value <= figure.Most))
            {
                throw new EnergyModelException(string.Create(
                    CultureInfo.InvariantCulture, $"{name}={text}: give a number of {figure.Unit} from {figure.Least} to {figure.Most}."));
            }

            property.SetValue(this, value);
        }

        /// <summary>
        /// Sets figures, a line each. Empty lines and what follows a # are for people.
        /// </summary>
        /// <param name="lines">The lines.</param>
        /// <exception cref="EnergyModelException">A line cannot be set; it is named by its number.</exception>
        public void SetAll(IEnumerable<string> lines)
        {
            ArgumentNullException.ThrowIfNull(lines);
            int number = 0;
            foreach (string line in lines)
            {
                number++;
                string setting = line.Split('#')[0].Trim();
                if (setting.Length == 0)
                {
                    continue;
                }

                try
                {
                    Set(setting);
                }
                catch (EnergyModelException exception)
                {
                    throw new EnergyModelException($"line {number}: {exception.Message}");
                }
            }
        }

        /// <summary>
        /// Lists the figures, in the form that <see cref="SetAll"/> reads.
        /// </summary>
        /// <returns>A line for each, without its end.</returns>
        public IEnumerable<string> List() => Properties.Select(p => string.Create(
            CultureInfo.InvariantCulture, $"{Key(p)}={p.GetValue(this)} # {p.GetCustomAttribute<FigureAttribute>().Unit}"));

        private static string Key(PropertyInfo property) => char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
    }
}
