namespace Lwm2mNano.Energy
{
    /// <summary>
    /// What charge is taken for.
    /// </summary>
    public enum ChargePhase
    {
        /// <summary>From the wake-up to the application: the chip's boot and the interpreter's start.</summary>
        Start,

        /// <summary>The battery is sampled.</summary>
        Sample,

        /// <summary>Wi-Fi looks for its access point, associates, and asks for an address.</summary>
        Connect,

        /// <summary>Connected and awake: the radio listens, or sleeps between beacons.</summary>
        Awake,

        /// <summary>Frames and acknowledgements are sent; on top of the time awake.</summary>
        Transmit,

        /// <summary>DTLS handshakes are computed; on top of the time awake.</summary>
        Handshake,

        /// <summary>Light sleep that stays associated.</summary>
        LightSleep,

        /// <summary>Deep sleep.</summary>
        DeepSleep,

        /// <summary>What the board takes beside the chip, all the time.</summary>
        Board,
    }
}
