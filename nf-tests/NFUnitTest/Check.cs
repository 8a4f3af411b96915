using nanoFramework.TestFramework;

namespace NFUnitTest
{
    /// <summary>
    /// Assertions without the text of their expressions, which the compiler puts into the assembly for the framework's own: all the strings
    /// of one assembly, names included, have to fit into 64 KB on the device.
    /// </summary>
    internal static class Check
    {
        /// <summary>Gets or sets what is being tested at the moment: it stands before the message of a failure.</summary>
        public static string Doing { get; set; } = string.Empty;

        /// <summary>Fails unless the two numbers are equal.</summary>
        public static void Is(long expected, long actual)
        {
            Is(expected, actual, Doing);
        }

        /// <summary>Fails unless the two numbers are equal.</summary>
        public static void Is(long expected, long actual, string message)
        {
            if (expected != actual)
            {
                Fail(expected.ToString(), actual.ToString(), message);
            }
        }

        /// <summary>Fails unless the two texts are equal.</summary>
        public static void Is(string expected, string actual)
        {
            if (expected != actual)
            {
                Fail(expected, actual, Doing);
            }
        }

        /// <summary>Fails unless the two are equal.</summary>
        public static void Is(bool expected, bool actual)
        {
            if (expected != actual)
            {
                Fail(expected ? "true" : "false", actual ? "true" : "false", Doing);
            }
        }

        private static void Fail(string expected, string actual, string message)
        {
            Assert.IsTrue(false, message + ": expected " + expected + ", got " + actual);
        }
    }
}
