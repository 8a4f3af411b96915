using System;
using NUnit.Framework;

namespace nanoFramework.TestFramework
{
    /// <summary>Marks a class of tests.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    public sealed class TestClassAttribute : TestFixtureAttribute
    {
    }

    /// <summary>Marks a test.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class TestMethodAttribute : TestAttribute
    {
    }

    /// <summary>Runs the test once more, with these arguments.</summary>
    [AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
    public sealed class DataRowAttribute : TestCaseAttribute
    {
        /// <summary>Takes the arguments of the test method.</summary>
        public DataRowAttribute(params object[] methodParameters)
            : base(methodParameters)
        {
        }
    }

    /// <summary>Marks the method that runs once, before the tests of its class.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SetupAttribute : OneTimeSetUpAttribute
    {
    }

    /// <summary>Marks the method that runs once, after the tests of its class.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class CleanupAttribute : OneTimeTearDownAttribute
    {
    }
}
