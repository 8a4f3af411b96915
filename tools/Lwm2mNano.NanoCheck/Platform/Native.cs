using System;

// Declarations of nanoFramework.Runtime.Native. Nothing here runs.
namespace nanoFramework.Runtime.Native
{
    public class GC
    {
        // No instance constructor is declared, as on the platform.
        private GC() => throw null;

        public static void EnableGCMessages(bool enable) => throw null;

        public static uint Run(bool compactHeap) => throw null;
    }

    public class Power
    {
        public static void RebootDevice(RebootOption rebootOption = RebootOption.NormalReboot) => throw null;

        public static void RebootDevice(int timeoutMilliseconds, RebootOption rebootOption = RebootOption.NormalReboot) => throw null;
    }

    public enum RebootOption
    {
        NormalReboot = 0,
        EnterNanoBooter = 1,
        ClrOnly = 2,
        EnterProprietaryBooter = 8,
    }

    public static class Rtc
    {
        public static bool SetSystemTime(DateTime time) => throw null;
    }

    public static class SystemInfo
    {
        public static byte Model => throw null;

        public static byte OEM => throw null;

        public static string OEMString => throw null;

        public static string Platform => throw null;

        public static ushort SKU => throw null;

        public static string TargetName => throw null;

        public static Version Version => throw null;
    }
}
