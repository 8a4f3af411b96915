using System.Globalization;
using System.Linq;
using Lwm2mNano.Objects;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// Paths as people write them: <c>/3/0/1</c>.
    /// </summary>
    public static class PathText
    {
        /// <summary>
        /// Reads a path; the slash before it may be left out.
        /// </summary>
        /// <param name="text">The path; <c>/</c> is the root.</param>
        /// <returns>The path, or <see langword="null"/> if it is none.</returns>
        public static ResourcePath Parse(string text)
        {
            ResourcePath path = new();
            string ids = text.StartsWith('/') ? text[1..] : text;
            if (text == "/")
            {
                return path;
            }

            bool valid = ids.Split('/').All(
                id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= ResourcePath.MaxId && path.Append(number));
            return valid ? path : null;
        }

        /// <summary>
        /// Gets a path as people read it.
        /// </summary>
        /// <param name="path">The path.</param>
        /// <returns>Its text.</returns>
        public static string ToText(ResourcePath path) => "/" + string.Join('/', Ids(path));

        /// <summary>
        /// Gets whether a path is another one or leads on from it.
        /// </summary>
        /// <param name="path">The path.</param>
        /// <param name="above">The other one; everything is below the root.</param>
        /// <returns>Whether it is.</returns>
        public static bool IsBelow(ResourcePath path, ResourcePath above) => Ids(path).Take(Ids(above).Length).SequenceEqual(Ids(above));

        /// <summary>
        /// Gets the ids of a path.
        /// </summary>
        /// <param name="path">The path.</param>
        /// <returns>None to four.</returns>
        public static int[] Ids(ResourcePath path) =>
            new[] { path.ObjectId, path.InstanceId, path.ResourceId, path.ResourceInstanceId }.TakeWhile(id => id != ResourcePath.None).ToArray();
    }
}
