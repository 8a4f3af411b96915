using System;

// Declarations of nanoFramework.System.Device.Adc. Nothing here runs.
namespace System.Device.Adc
{
    public enum AdcChannelMode
    {
        SingleEnded = 0,
        Differential = 1,
    }

    public abstract class AdcChannelBase
    {
        public AdcController Controller => throw null;

        public abstract int ReadValue();

        public double ReadRatio() => throw null;
    }

    public class AdcChannel : AdcChannelBase, IDisposable
    {
        internal AdcChannel() => throw null;

        public override int ReadValue() => throw null;

        public void Dispose() => throw null;
    }

    public abstract class AdcControllerBase
    {
        public abstract int ChannelCount { get; }

        public abstract AdcChannelMode ChannelMode { get; set; }

        public abstract int MaxValue { get; }

        public abstract int MinValue { get; }

        public abstract int ResolutionInBits { get; }

        public abstract bool IsChannelModeSupported(AdcChannelMode channelMode);

        public abstract AdcChannel OpenChannel(int channelNumber);
    }

    public class AdcController : AdcControllerBase
    {
        public AdcController() => throw null;

        public override int ChannelCount => throw null;

        public override AdcChannelMode ChannelMode { get => throw null; set => throw null; }

        public override int MaxValue => throw null;

        public override int MinValue => throw null;

        public override int ResolutionInBits => throw null;

        public override bool IsChannelModeSupported(AdcChannelMode channelMode) => throw null;

        public override AdcChannel OpenChannel(int channelNumber) => throw null;
    }
}
