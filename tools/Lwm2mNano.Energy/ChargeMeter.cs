using System;

namespace Lwm2mNano.Energy
{
    /// <summary>
    /// Adds up the charge of what a device does, by phase, and says how long a cell lasts if it goes on like that.
    /// </summary>
    public sealed class ChargeMeter(EnergyModel model)
    {
        private const double MillisecondsPerHour = 3600000;
        private const double HoursPerDay = 24;
        private const double HoursPerMonth = 365.25 * HoursPerDay / 12;
        private const double Percent = 100;
        private static readonly int s_phases = Enum.GetValues<ChargePhase>().Length;

        // In mA·ms, which are microcoulombs.
        private readonly double[] _charges = new double[s_phases];
        private readonly double[] _durations = new double[s_phases];

        /// <summary>Gets the time that was accounted for, in milliseconds.</summary>
        public double Milliseconds { get; private set; }

        /// <summary>Gets the charge taken, in milliampere hours.</summary>
        public double MilliampereHours
        {
            get
            {
                double sum = 0;
                foreach (ChargePhase phase in Enum.GetValues<ChargePhase>())
                {
                    sum += Of(phase);
                }

                return sum;
            }
        }

        /// <summary>Gets the mean current in milliamperes; 0 before anything was added.</summary>
        public double MeanMilliamperes => Milliseconds > 0 ? MilliampereHours * MillisecondsPerHour / Milliseconds : 0;

        /// <summary>
        /// Gets the charge of a phase.
        /// </summary>
        /// <param name="phase">The phase.</param>
        /// <returns>Milliampere hours.</returns>
        public double Of(ChargePhase phase) =>
            (phase == ChargePhase.Board ? model.BoardMilliamperes * Milliseconds : _charges[(int)phase]) / MillisecondsPerHour;

        /// <summary>
        /// Gets how long a phase took.
        /// </summary>
        /// <param name="phase">The phase.</param>
        /// <returns>Milliseconds, all its times together.</returns>
        public double MillisecondsOf(ChargePhase phase) => phase == ChargePhase.Board ? Milliseconds : _durations[(int)phase];

        /// <summary>Adds the start after a wake-up: the chip's boot, and the interpreter up to the application's first line.</summary>
        public void AddStart()
        {
            Add(ChargePhase.Start, model.BootMilliamperes, model.BootMilliseconds);
            Add(ChargePhase.Start, model.ComputeMilliamperes, model.RuntimeMilliseconds);
        }

        /// <summary>Adds that the battery is sampled, which takes as long as the model says.</summary>
        public void AddSample() => Add(ChargePhase.Sample, model.ComputeMilliamperes, model.SampleMilliseconds);

        /// <summary>Adds that Wi-Fi connects, or tries to.</summary>
        /// <param name="milliseconds">How long.</param>
        public void AddConnect(double milliseconds) => Add(ChargePhase.Connect, model.ConnectMilliamperes, milliseconds);

        /// <summary>
        /// Adds time connected and awake with what was sent and received in it. The radio listens for a while after each datagram and sleeps between
        /// beacons for the rest; sending comes on top.
        /// </summary>
        /// <param name="milliseconds">How long.</param>
        /// <param name="sent">How many datagrams were sent.</param>
        /// <param name="sentBytes">How many bytes of UDP payload they had together.</param>
        /// <param name="received">How many datagrams came.</param>
        public void AddAwake(double milliseconds, long sent, long sentBytes, long received)
        {
            double listening = Math.Min(milliseconds, (sent + received) * model.ListenMilliseconds);
            Add(ChargePhase.Awake, model.ListenMilliamperes, listening);
            Add(ChargePhase.Awake, model.ModemSleepMilliamperes, milliseconds - listening);
            double air = sent == 0 ? 0 : model.AirMilliseconds(sentBytes) + ((sent - 1) * model.AirMilliseconds(0));
            AddOnTop(ChargePhase.Transmit, model.TransmitMilliamperes, air + (received * model.AcknowledgementMilliseconds));
        }

        /// <summary>Adds what DTLS handshakes have the processor compute, on top of the time awake.</summary>
        /// <param name="count">How many.</param>
        public void AddHandshakes(int count) => AddOnTop(ChargePhase.Handshake, model.ComputeMilliamperes, count * model.HandshakeMilliseconds);

        /// <summary>Adds light sleep that stays associated.</summary>
        /// <param name="milliseconds">How long.</param>
        public void AddLightSleep(double milliseconds) => Add(ChargePhase.LightSleep, model.LightSleepMilliamperes, milliseconds);

        /// <summary>Adds deep sleep.</summary>
        /// <param name="milliseconds">How long.</param>
        public void AddDeepSleep(double milliseconds) => Add(ChargePhase.DeepSleep, model.DeepSleepMilliamperes, milliseconds);

        /// <summary>
        /// Gets how long a full cell lasts at the mean current, its own discharge counted in.
        /// </summary>
        /// <param name="capacityMilliampereHours">What stands on the cell.</param>
        /// <returns>Days.</returns>
        public double LifeDays(double capacityMilliampereHours)
        {
            double lost = capacityMilliampereHours * model.SelfDischargePercentPerMonth / Percent / HoursPerMonth;
            return capacityMilliampereHours * model.UsablePercent / Percent / (MeanMilliamperes + lost) / HoursPerDay;
        }

        private void Add(ChargePhase phase, double milliamperes, double milliseconds)
        {
            AddOnTop(phase, milliamperes, milliseconds);
            Milliseconds += milliseconds;
        }

        private void AddOnTop(ChargePhase phase, double milliamperes, double milliseconds)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(milliseconds);
            _charges[(int)phase] += milliamperes * milliseconds;
            _durations[(int)phase] += milliseconds;
        }
    }
}
