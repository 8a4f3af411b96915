namespace Lwm2mNano.Device
{
    /// <summary>
    /// What reading a configuration came to. Each failure has one line of text for the console: <see cref="ConfigurationFormat.Explain"/>.
    /// </summary>
    public enum ConfigurationResult
    {
        /// <summary>Everything was read and fits together.</summary>
        Ok,

        /// <summary>There is no file.</summary>
        Missing,

        /// <summary>The store could not be read.</summary>
        Unreadable,

        /// <summary>The file is longer than any configuration.</summary>
        TooLarge,

        /// <summary>The file is no configuration, was cut, or its checksum is wrong.</summary>
        Damaged,

        /// <summary>The file has another version of the format.</summary>
        UnknownVersion,

        /// <summary>An instance of Object 0 or 1 lacks a mandatory resource, has a value that the object refuses, or is one too many.</summary>
        InvalidObject,

        /// <summary>There is neither a server's account, nor a bootstrap server's alone, or a server has only one of its two instances.</summary>
        NoServer,

        /// <summary>A server's URI is not coap:// with mode NoSec or coaps:// with an identity and a key.</summary>
        InvalidServer,

        /// <summary>The Endpoint Client Name is empty or longer than <see cref="Limits.MaxEndpointNameBytes"/>.</summary>
        InvalidEndpointName,

        /// <summary>The name or the password of the Wi-Fi network has a length that Wi-Fi does not allow.</summary>
        InvalidWifi,

        /// <summary>The battery's pin, divider, calibration, chemistry or threshold is out of range.</summary>
        InvalidBattery,

        /// <summary>The report interval is not 1 second or more.</summary>
        InvalidReport,

        /// <summary>The interval, the window, the wake-up pin, a time-out, the factor or the cut-off is out of range: <see cref="SleepSettings.Validate"/>.</summary>
        InvalidSleep,
    }
}
