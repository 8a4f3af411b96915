using System;

namespace Lwm2mNano.Objects
{
    /// <summary>
    /// Paths one behind the other, in an array that is allocated at construction.
    /// </summary>
    public sealed class PathList
    {
        private const int Levels = 4;

        private readonly int[] _ids;
        private int _count;

        /// <summary>
        /// Creates an empty list.
        /// </summary>
        /// <param name="capacity">How many paths it may hold.</param>
        public PathList(int capacity)
        {
            _ids = new int[capacity * Levels];
        }

        /// <summary>Gets how many paths there are.</summary>
        public int Count => _count;

        /// <summary>
        /// Adds a path.
        /// </summary>
        /// <param name="path">The path; copied.</param>
        /// <returns><see langword="false"/> if there is no room.</returns>
        public bool Add(ResourcePath path)
        {
            int at = _count * Levels;
            if (at == _ids.Length)
            {
                return false;
            }

            _ids[at] = path._objectId;
            _ids[at + 1] = path._instanceId;
            _ids[at + 2] = path._resourceId;
            _ids[at + 3] = path._resourceInstanceId;
            _count++;
            return true;
        }

        /// <summary>
        /// Gets a path.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> − 1.</param>
        /// <param name="path">Receives it.</param>
        public void CopyTo(int index, ResourcePath path)
        {
            int at = index * Levels;
            path.Set(_ids[at], _ids[at + 1], _ids[at + 2], _ids[at + 3]);
        }

        /// <summary>
        /// Gets a hash of a path.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> − 1.</param>
        /// <returns>The hash.</returns>
        public int HashOf(int index)
        {
            int hash = Hash.Empty;
            for (int at = index * Levels; at < (index + 1) * Levels; at++)
            {
                hash = Hash.Add(hash, _ids[at]);
            }

            return hash;
        }

        /// <summary>
        /// Gets whether a path of the list names an object or what is in it.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> − 1.</param>
        /// <param name="objectId">Object ID.</param>
        /// <returns>Whether it does; the root does for every object.</returns>
        public bool IsIn(int index, int objectId)
        {
            return Meet(_ids[index * Levels], objectId);
        }

        /// <summary>
        /// Gets whether a path of the list and another one are one above the other or the same.
        /// </summary>
        /// <param name="index">0 to <see cref="Count"/> − 1.</param>
        /// <param name="other">The other path.</param>
        /// <returns>Whether a change of one is a change of the other.</returns>
        public bool Meets(int index, ResourcePath other)
        {
            int at = index * Levels;
            return Meet(_ids[at], other._objectId)
                && Meet(_ids[at + 1], other._instanceId)
                && Meet(_ids[at + 2], other._resourceId)
                && Meet(_ids[at + 3], other._resourceInstanceId);
        }

        /// <summary>
        /// Removes paths; those behind move up.
        /// </summary>
        /// <param name="index">The first one.</param>
        /// <param name="count">How many.</param>
        public void Remove(int index, int count)
        {
            int from = (index + count) * Levels;
            Array.Copy(_ids, from, _ids, index * Levels, (_count * Levels) - from);
            _count -= count;
        }

        /// <summary>
        /// Removes all paths.
        /// </summary>
        public void Clear()
        {
            _count = 0;
        }

        // What a path does not name it has all of.
        private static bool Meet(int id, int other)
        {
            return id == other || id == ResourcePath.None || other == ResourcePath.None;
        }
    }
}
