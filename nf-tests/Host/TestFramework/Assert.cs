using System;
using System.Runtime.CompilerServices;
using Runner = NUnit.Framework.Assert;

namespace nanoFramework.TestFramework
{
    /// <summary>
    /// The assertions that nanoFramework's test framework has, with its meaning of equality, reported through the host's runner.
    /// An assertion that holds allocates nothing.
    /// </summary>
    public static class Assert
    {
        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(bool expected, bool actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(byte expected, byte actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(char expected, char actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(DateTime expected, DateTime actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(double expected, double actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (!expected.Equals(actual))
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(float expected, float actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (!expected.Equals(actual))
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(int expected, int actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(long expected, long actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(object expected, object actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (!Equals(expected, actual))
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(sbyte expected, sbyte actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(short expected, short actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(string expected, string actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (!Equals(expected, actual))
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(uint expected, uint actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(ulong expected, ulong actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are unequal.</summary>
        public static void AreEqual(ushort expected, ushort actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (expected != actual)
            {
                Fail($"Expected <{expected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(bool notExpected, bool actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(byte notExpected, byte actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(char notExpected, char actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(DateTime notExpected, DateTime actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(double notExpected, double actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected.Equals(actual))
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(float notExpected, float actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected.Equals(actual))
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(int notExpected, int actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(long notExpected, long actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(object notExpected, object actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (Equals(notExpected, actual))
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(sbyte notExpected, sbyte actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(short notExpected, short actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(string notExpected, string actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (Equals(notExpected, actual))
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(uint notExpected, uint actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(ulong notExpected, ulong actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two values are equal.</summary>
        public static void AreNotEqual(ushort notExpected, ushort actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (notExpected == actual)
            {
                Fail($"Expected anything but <{notExpected}>, got <{actual}>", message);
            }
        }

        /// <summary>Fails if the two are not one object.</summary>
        public static void AreSame(object expected, object actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (!ReferenceEquals(expected, actual))
            {
                Fail("Not the same object", message);
            }
        }

        /// <summary>Fails if the two are one object.</summary>
        public static void AreNotSame(object notExpected, object actual, [CallerArgumentExpression(nameof(actual))] string message = "")
        {
            if (ReferenceEquals(notExpected, actual))
            {
                Fail("The same object", message);
            }
        }

        /// <summary>Fails if the condition is false.</summary>
        public static void IsTrue(bool condition, [CallerArgumentExpression(nameof(condition))] string message = "")
        {
            if (!condition)
            {
                Fail("Expected true", message);
            }
        }

        /// <summary>Fails if the condition is true.</summary>
        public static void IsFalse(bool condition, [CallerArgumentExpression(nameof(condition))] string message = "")
        {
            if (condition)
            {
                Fail("Expected false", message);
            }
        }

        /// <summary>Fails if the value is not null.</summary>
        public static void IsNull(object value, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (value is not null)
            {
                Fail($"Expected null, got <{value}>", message);
            }
        }

        /// <summary>Fails if the value is null.</summary>
        public static void IsNotNull(object value, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (value is null)
            {
                Fail("Expected an object, got null", message);
            }
        }

        /// <summary>Fails if the text does not contain what is expected.</summary>
        public static void Contains(string expected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (!value.Contains(expected, StringComparison.Ordinal))
            {
                Fail($"<{value}> does not contain <{expected}>", message);
            }
        }

        /// <summary>Fails if the text contains what is not expected.</summary>
        public static void DoesNotContains(string notExpected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (value.Contains(notExpected, StringComparison.Ordinal))
            {
                Fail($"<{value}> contains <{notExpected}>", message);
            }
        }

        /// <summary>Fails if the text does not start with what is expected.</summary>
        public static void StartsWith(string expected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (!value.StartsWith(expected, StringComparison.Ordinal))
            {
                Fail($"<{value}> does not start with <{expected}>", message);
            }
        }

        /// <summary>Fails if the text does not end with what is expected.</summary>
        public static void EndsWith(string expected, string value, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (!value.EndsWith(expected, StringComparison.Ordinal))
            {
                Fail($"<{value}> does not end with <{expected}>", message);
            }
        }

        /// <summary>Fails if the object is not of exactly this type.</summary>
        public static void IsInstanceOfType(object value, Type expected, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (value is null || value.GetType() != expected)
            {
                Fail($"Expected a {expected}, got <{value}>", message);
            }
        }

        /// <summary>Fails if the object is of exactly this type.</summary>
        public static void IsNotInstanceOfType(object value, Type notExpected, [CallerArgumentExpression(nameof(value))] string message = "")
        {
            if (value is not null && value.GetType() == notExpected)
            {
                Fail($"Expected anything but a {notExpected}", message);
            }
        }

        /// <summary>Fails if the action does not throw an exception of exactly this type.</summary>
        public static void ThrowsException(Type exception, Action action, [CallerArgumentExpression(nameof(action))] string message = "")
        {
            Exception thrown = null;

            try
            {
                action();
            }
            catch (Exception e)
            {
                thrown = e;
            }

            if (thrown is null || thrown.GetType() != exception)
            {
                Fail($"Expected a {exception}, got <{thrown}>", message);
            }
        }

        /// <summary>Ends the test, or from a set-up method all tests of the class, as skipped.</summary>
        public static void SkipTest(string message = null)
        {
            Runner.Ignore(message ?? string.Empty);
        }

        internal static void Fail(string what, string message)
        {
            Runner.Fail($"{what}. {message}");
        }
    }
}
