namespace Lwm2mNano.Device.Battery
{
    /// <summary>
    /// What kind of battery it is: decides the discharge curve. The numbers are those of the configuration file.
    /// </summary>
    public enum BatteryChemistry
    {
        /// <summary>One lithium-ion or lithium-polymer cell, 4.2 V when full.</summary>
        LithiumIon = 0,

        /// <summary>One lithium iron phosphate (LiFePO4) cell, 3.4 V when full.</summary>
        LithiumIronPhosphate = 1,

        /// <summary>Two alkaline cells (AA or AAA) in series, 3.1 V when full.</summary>
        TwoAlkaline = 2,

        /// <summary>One lithium thionyl chloride (Li-SOCl2) cell, 3.65 V when full.</summary>
        LithiumThionylChloride = 3,
    }
}
