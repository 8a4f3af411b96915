using System;

// Declarations of nanoFramework.Hardware.Esp32. Nothing here runs.
namespace nanoFramework.Hardware.Esp32
{
    public class Configuration
    {
        public static int GetFunctionPin(DeviceFunction function) => throw null;

        public static void SetPinFunction(int pin, DeviceFunction function) => throw null;
    }

    public enum DeviceFunction
    {
        ADC1_CH0 = 0x50100,
        ADC1_CH1 = 0x50101,
        ADC1_CH2 = 0x50102,
        ADC1_CH3 = 0x50103,
        ADC1_CH4 = 0x50104,
        ADC1_CH5 = 0x50105,
        ADC1_CH6 = 0x50106,
        ADC1_CH7 = 0x50107,
        ADC1_CH8 = 0x50108,
        ADC1_CH9 = 0x50109,
    }

    public enum EspNativeError
    {
        FAIL = -1,
        OK = 0,
        NO_MEM = 0x101,
        INVALID_ARG = 0x102,
        INVALID_STATE = 0x103,
        INVALID_SIZE = 0x104,
        NOT_FOUND = 0x105,
        NOT_SUPPORTED = 0x106,
        TIMEOUT = 0x107,
    }

    public class HighResTimer
    {
        public static ulong GetCurrent() => throw null;
    }

    public class NativeMemory
    {
        public static void GetMemoryInfo(MemoryType memoryType, out uint totalSize, out uint totalFreeSize, out uint largestFreeBlock) => throw null;

        public enum MemoryType
        {
            All = 0,
            Internal = 1,
            SpiRam = 2,
        }
    }

    public class Sleep
    {
        public static EspNativeError EnableWakeupByPin(WakeupGpioPin pin, int level) => throw null;

        public static EspNativeError EnableWakeupByTimer(TimeSpan time) => throw null;

        public static WakeupCause GetWakeupCause() => throw null;

        public static void StartDeepSleep() => throw null;

        public static EspNativeError StartLightSleep() => throw null;

        public enum WakeupCause
        {
            Undefined = 0,
            Ext0 = 2,
            Ext1 = 3,
            Timer = 4,
            TouchPad = 5,
            Ulp = 6,
            Gpio = 7,
            Uart = 8,
            Wifi = 9,
            CoCpu = 10,
            CoCpuTrapTrig = 11,
            Bt = 12,
        }

        // One bit for each pin.
        [Flags]
        public enum WakeupGpioPin : ulong
        {
            None = 0,
            Pin0 = 1,
        }
    }
}
