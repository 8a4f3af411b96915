namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// The device's supply, which can be cut at any of the steps that leave a trace in the world: an access to a store, a datagram, the begin of a sleep.
    /// </summary>
    public sealed class SimulatedPower
    {
        private int _left = int.MaxValue;

        /// <summary>Gets how many steps were passed.</summary>
        public long StepCount { get; private set; }

        /// <summary>
        /// Has power go at a step.
        /// </summary>
        /// <param name="steps">How many steps are still passed before.</param>
        public void CutAfter(int steps) => _left = steps;

        /// <summary>
        /// Passes a step.
        /// </summary>
        /// <exception cref="PowerCutException">Power goes now.</exception>
        public void Pass()
        {
            StepCount++;
            if (_left != int.MaxValue && _left-- == 0)
            {
                _left = int.MaxValue;
                throw new PowerCutException();
            }
        }
    }
}
