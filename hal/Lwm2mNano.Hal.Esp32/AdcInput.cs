using System;
using System.Device.Adc;
using nanoFramework.Hardware.Esp32;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// A pin of the ESP32's first converter (the second cannot be read while Wi-Fi runs): 12 bits, 12 dB attenuation.
    /// </summary>
    public sealed class AdcInput : IAdcInput
    {
        /// <summary>Answer of <see cref="ChannelOf"/> for a pin that the first converter does not have.</summary>
        public const int NoChannel = -1;

        private const int Failed = -1;

        private readonly AdcController _controller;
        private readonly AdcChannel _channel;

        /// <summary>
        /// Maps the pin to the converter and opens it.
        /// </summary>
        /// <param name="pin">The GPIO number: 32 to 39.</param>
        /// <exception cref="ArgumentOutOfRangeException"><see cref="ChannelOf"/> knows no channel for the pin.</exception>
        [Allocates("The platform's controller and channel, once at start.")]
        public AdcInput(int pin)
        {
            int channel = ChannelOf(pin);

            if (channel == NoChannel)
            {
                throw new ArgumentOutOfRangeException();
            }

            Configuration.SetPinFunction(pin, DeviceFunction.ADC1_CH0 + channel);
            _controller = new AdcController();
            _channel = _controller.OpenChannel(channel);
        }

        /// <summary>
        /// Gets the channel of the first converter at a pin. Allocates nothing.
        /// </summary>
        /// <param name="pin">The GPIO number.</param>
        /// <returns>The channel, 0 to 7, or <see cref="NoChannel"/>.</returns>
        public static int ChannelOf(int pin)
        {
            switch (pin)
            {
                case 36:
                    return 0;
                case 37:
                    return 1;
                case 38:
                    return 2;
                case 39:
                    return 3;
                case 32:
                    return 4;
                case 33:
                    return 5;
                case 34:
                    return 6;
                case 35:
                    return 7;
                default:
                    return NoChannel;
            }
        }

        /// <inheritdoc/>
        public int ReadRaw()
        {
            try
            {
                return _channel.ReadValue();
            }
            catch (Exception)
            {
                return Failed;
            }
        }
    }
}
