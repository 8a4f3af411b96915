using System.Collections;
using System.Linq;

namespace nanoFramework.TestFramework
{
    /// <summary>The assertions on collections that nanoFramework's test framework has.</summary>
    public static class CollectionAssert
    {
        /// <summary>Fails if the two collections do not hold equal elements in the same order.</summary>
        public static void AreEqual(ICollection expected, ICollection actual, string message = "")
        {
            if (!Same(expected, actual))
            {
                Assert.Fail($"Expected {Text(expected)}, got {Text(actual)}", message);
            }
        }

        /// <summary>Fails if the two collections hold equal elements in the same order.</summary>
        public static void AreNotEqual(ICollection notExpected, ICollection actual, string message = "")
        {
            if (Same(notExpected, actual))
            {
                Assert.Fail($"Expected anything but {Text(actual)}", message);
            }
        }

        /// <summary>Fails if the collection holds anything.</summary>
        public static void Empty(ICollection collection, string message = "")
        {
            if (collection.Count != 0)
            {
                Assert.Fail($"Expected nothing, got {Text(collection)}", message);
            }
        }

        /// <summary>Fails if the collection holds nothing.</summary>
        public static void NotEmpty(ICollection collection, string message = "")
        {
            if (collection.Count == 0)
            {
                Assert.Fail("Expected something, got nothing", message);
            }
        }

        private static bool Same(ICollection one, ICollection other)
        {
            return ReferenceEquals(one, other)
                || (one is not null && other is not null && one.Cast<object>().SequenceEqual(other.Cast<object>()));
        }

        private static string Text(ICollection collection)
        {
            return collection is null
                ? "null"
                : "<" + string.Join(" ", collection.Cast<object>().Select(e => e is byte b ? b.ToString("x2") : e?.ToString() ?? "null")) + ">";
        }
    }
}
