using System;
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

        /// <summary>Fails unless the two numbers are equal, to the last bit.</summary>
        public static void Is(double expected, double actual)
        {
            Is(expected, actual, Doing);
        }

        /// <summary>Fails unless the two numbers are equal, to the last bit.</summary>
        public static void Is(double expected, double actual, string message)
        {
            if (BitConverter.DoubleToInt64Bits(expected) != BitConverter.DoubleToInt64Bits(actual))
            {
                Fail(expected.ToString(), actual.ToString(), message);
            }
        }

        /// <summary>Fails unless the two texts are equal.</summary>
        public static void Is(string expected, string actual)
        {
            Is(expected, actual, Doing);
        }

        /// <summary>Fails unless the two texts are equal.</summary>
        public static void Is(string expected, string actual, string message)
        {
            if (expected != actual)
            {
                Fail(expected, actual, message);
            }
        }

        /// <summary>Fails unless the two are equal.</summary>
        public static void Is(bool expected, bool actual)
        {
            Is(expected, actual, Doing);
        }

        /// <summary>Fails unless the two are equal.</summary>
        public static void Is(bool expected, bool actual, string message)
        {
            if (expected != actual)
            {
                Fail(expected ? "true" : "false", actual ? "true" : "false", message);
            }
        }

        /// <summary>Fails unless that holds.</summary>
        public static void True(bool condition)
        {
            Assert.IsTrue(condition, Doing);
        }

        /// <summary>Fails unless that holds.</summary>
        public static void True(bool condition, string message)
        {
            Assert.IsTrue(condition, message);
        }

        /// <summary>Fails if that holds.</summary>
        public static void False(bool condition)
        {
            Assert.IsFalse(condition, Doing);
        }

        /// <summary>Fails if that holds.</summary>
        public static void False(bool condition, string message)
        {
            Assert.IsFalse(condition, message);
        }

        private static void Fail(string expected, string actual, string message)
        {
            Assert.IsTrue(false, message + ": expected " + expected + ", got " + actual);
        }
    }
}
