namespace Lwm2mNano.Objects
{
    /// <summary>
    /// What has changed in a client's objects since it was looked at last: paths, each once, in parallel arrays. When there are more than
    /// <see cref="Limits.MaxChanges"/>, everything counts as changed.
    /// </summary>
    public sealed class ObjectChanges
    {
        private const int Levels = 3;

        private readonly int[] _paths = new int[Limits.MaxChanges * Levels];
        private int _count;

        /// <summary>Gets whether nothing has changed.</summary>
        public bool IsEmpty => _count == 0 && !IsOverflowed;

        /// <summary>Gets how many paths are noted.</summary>
        public int Count => _count;

        /// <summary>Gets whether there were more changes than fit.</summary>
        public bool IsOverflowed { get; private set; }

        /// <summary>
        /// Notes a change.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <param name="instanceId">Object Instance ID.</param>
        /// <param name="resourceId">Resource ID, or <see cref="ResourcePath.None"/> for all of the instance.</param>
        public void Note(int objectId, int instanceId, int resourceId)
        {
            int[] paths = _paths;
            int end = _count * Levels;
            for (int at = 0; at < end; at += Levels)
            {
                if (paths[at] == objectId && paths[at + 1] == instanceId && paths[at + 2] == resourceId)
                {
                    return;
                }
            }

            if (end == paths.Length)
            {
                IsOverflowed = true;
                return;
            }

            paths[end] = objectId;
            paths[end + 1] = instanceId;
            paths[end + 2] = resourceId;
            _count++;
        }

        /// <summary>
        /// Gets a path.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> − 1.</param>
        /// <param name="path">Receives it, without a resource instance.</param>
        public void CopyTo(int index, ResourcePath path)
        {
            int at = index * Levels;
            path.Set(_paths[at], _paths[at + 1], _paths[at + 2], ResourcePath.None);
        }

        /// <summary>
        /// Gets whether something of an object has changed.
        /// </summary>
        /// <param name="objectId">Object ID.</param>
        /// <returns>Whether it has.</returns>
        public bool Has(int objectId)
        {
            bool found = IsOverflowed;
            for (int at = 0; at < _count * Levels; at += Levels)
            {
                found |= _paths[at] == objectId;
            }

            return found;
        }

        /// <summary>
        /// Forgets everything.
        /// </summary>
        public void Clear()
        {
            _count = 0;
            IsOverflowed = false;
        }
    }
}
