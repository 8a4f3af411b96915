using System;
using System.IO;

namespace Lwm2mNano.Hal.Esp32
{
    /// <summary>
    /// Files in one directory of the board's flash, replaced so that a loss of power leaves the old or the new content whole.
    /// </summary>
    /// <remarks>
    /// The platform renames atomically but not onto an existing file. So a content is written to "name.tmp", renamed to "name.new" when it
    /// is complete, and takes the place of "name" after that is deleted. Where "name" is missing and "name.new" is there, the power was
    /// lost between the two last steps, and the rename is made up for.
    /// </remarks>
    public sealed class FileStore : IStore
    {
        /// <summary>The drive of the board's internal flash.</summary>
        public const string InternalDrive = "I:\\";

        private const string Unfinished = ".tmp";
        private const string Complete = ".new";

        // The platform keeps its network configuration beside our files.
        private const string PlatformFile = ".sys";

        private readonly string _root;

        /// <summary>
        /// Creates a store.
        /// </summary>
        /// <param name="root">The directory with its closing separator: <see cref="InternalDrive"/>.</param>
        public FileStore(string root)
        {
            _root = root;
        }

        /// <inheritdoc/>
        [Allocates("A file stream, at start and when the configuration is read.")]
        public int Read(string name, byte[] buffer, int offset, int count)
        {
            FileStream file = null;

            try
            {
                string path = _root + name;
                FinishReplacement(path);

                if (!File.Exists(path))
                {
                    return StoreResult.NotFound;
                }

                file = new FileStream(path, FileMode.Open, FileAccess.Read);

                if (file.Length > count)
                {
                    return StoreResult.TooLarge;
                }

                int length = (int)file.Length;
                int done = 0;

                while (done < length)
                {
                    int read = file.Read(buffer, offset + done, length - done);

                    if (read <= 0)
                    {
                        return StoreResult.Failed;
                    }

                    done += read;
                }

                return length;
            }
            catch (Exception)
            {
                return StoreResult.Failed;
            }
            finally
            {
                TryClose(file);
            }
        }

        /// <inheritdoc/>
        [Allocates("A file stream, when the configuration changes.")]
        public int Write(string name, byte[] buffer, int offset, int count)
        {
            FileStream file = null;

            try
            {
                string path = _root + name;
                FinishReplacement(path);

                File.Delete(path + Unfinished);
                file = new FileStream(path + Unfinished, FileMode.Create, FileAccess.Write);
                file.Write(buffer, offset, count);
                file.Close();
                file = null;

                File.Delete(path + Complete);
                File.Move(path + Unfinished, path + Complete);
                File.Delete(path);
                File.Move(path + Complete, path);

                return StoreResult.Ok;
            }
            catch (Exception)
            {
                TryClose(file);

                return StoreResult.Failed;
            }
        }

        /// <inheritdoc/>
        [Allocates("A path string, when the configuration is reset.")]
        public int Delete(string name)
        {
            try
            {
                string path = _root + name;
                File.Delete(path + Unfinished);
                File.Delete(path + Complete);
                File.Delete(path);

                return StoreResult.Ok;
            }
            catch (Exception)
            {
                return StoreResult.Failed;
            }
        }

        /// <summary>
        /// Deletes every file of the store but one; the platform's own files stay too.
        /// </summary>
        /// <param name="name">The file to keep.</param>
        /// <returns><see cref="StoreResult.Ok"/>, or <see cref="StoreResult.Failed"/> if one could not be deleted.</returns>
        [Allocates("Path strings, when the device is reset.")]
        public int DeleteAllBut(string name)
        {
            try
            {
                string kept = _root + name;
                FinishReplacement(kept);
                string[] paths = Directory.GetFiles(_root);

                for (int i = 0; i < paths.Length; i++)
                {
                    if (paths[i] != kept && !paths[i].EndsWith(PlatformFile))
                    {
                        File.Delete(paths[i]);
                    }
                }

                return StoreResult.Ok;
            }
            catch (Exception)
            {
                return StoreResult.Failed;
            }
        }

        private static void FinishReplacement(string path)
        {
            if (!File.Exists(path) && File.Exists(path + Complete))
            {
                File.Move(path + Complete, path);
            }
        }

        private static void TryClose(FileStream file)
        {
            if (file != null)
            {
                try
                {
                    file.Close();
                }
                catch (Exception)
                {
                    // Nothing is left to be done with it.
                }
            }
        }
    }
}
