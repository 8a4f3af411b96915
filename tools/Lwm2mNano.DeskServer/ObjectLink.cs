using System.Globalization;

namespace Lwm2mNano.DeskServer
{
    /// <summary>
    /// An Object Link.
    /// </summary>
    /// <param name="ObjectId">The object's id, 65535 for none.</param>
    /// <param name="InstanceId">The instance's id, 65535 for none.</param>
    public sealed record ObjectLink(ushort ObjectId, ushort InstanceId)
    {
        /// <summary>
        /// Reads a link as text.
        /// </summary>
        /// <param name="text">Such as <c>3:0</c>.</param>
        /// <returns>The link, or <see langword="null"/> if it is none.</returns>
        public static ObjectLink Parse(string text)
        {
            string[] ids = text.Split(':');
            return ids.Length == 2
                && ushort.TryParse(ids[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort objectId)
                && ushort.TryParse(ids[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort instanceId)
                ? new ObjectLink(objectId, instanceId)
                : null;
        }

        /// <summary>Gets the link as text.</summary>
        /// <returns>Such as <c>3:0</c>.</returns>
        public override string ToString() => $"{ObjectId}:{InstanceId}";
    }
}
