using System;
using System.IO;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// Files in one directory, readable by their owner only, for they hold keys. A file is written under another name, flushed to the disk and
    /// renamed onto the old one.
    /// </summary>
    public sealed class FileStore : IStore
    {
        private const string Unfinished = ".tmp";

        private readonly string _directory;

        /// <summary>
        /// Creates a store.
        /// </summary>
        /// <param name="directory">The directory; it is created when the first file is written.</param>
        public FileStore(string directory)
        {
            _directory = directory;
        }

        /// <inheritdoc/>
        public int Read(string name, byte[] buffer, int offset, int count)
        {
            try
            {
                string path = PathOf(name);

                if (!File.Exists(path))
                {
                    return StoreResult.NotFound;
                }

                using FileStream file = File.OpenRead(path);

                if (file.Length > count)
                {
                    return StoreResult.TooLarge;
                }

                int length = (int)file.Length;
                file.ReadExactly(buffer, offset, length);

                return length;
            }
            catch (Exception exception) when (IsOfTheDisk(exception))
            {
                return StoreResult.Failed;
            }
        }

        /// <inheritdoc/>
        public int Write(string name, byte[] buffer, int offset, int count)
        {
            try
            {
                string path = PathOf(name);
                Directory.CreateDirectory(_directory);

                FileStreamOptions options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };

                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                }

                using (FileStream file = new FileStream(path + Unfinished, options))
                {
                    file.Write(buffer, offset, count);
                    file.Flush(true);
                }

                File.Move(path + Unfinished, path, true);

                return StoreResult.Ok;
            }
            catch (Exception exception) when (IsOfTheDisk(exception))
            {
                return StoreResult.Failed;
            }
        }

        /// <inheritdoc/>
        public int Delete(string name)
        {
            try
            {
                string path = PathOf(name);

                if (File.Exists(path))
                {
                    File.Delete(path);
                }

                return StoreResult.Ok;
            }
            catch (Exception exception) when (IsOfTheDisk(exception))
            {
                return StoreResult.Failed;
            }
        }

        /// <summary>
        /// Deletes every file of the store but one.
        /// </summary>
        /// <param name="name">The file to keep.</param>
        /// <returns><see cref="StoreResult.Ok"/>, or <see cref="StoreResult.Failed"/> if one could not be deleted.</returns>
        public int DeleteAllBut(string name)
        {
            try
            {
                if (Directory.Exists(_directory))
                {
                    foreach (string path in Directory.GetFiles(_directory))
                    {
                        if (Path.GetFileName(path) != name)
                        {
                            File.Delete(path);
                        }
                    }
                }

                return StoreResult.Ok;
            }
            catch (Exception exception) when (IsOfTheDisk(exception))
            {
                return StoreResult.Failed;
            }
        }

        private static bool IsOfTheDisk(Exception exception) => exception is IOException or UnauthorizedAccessException;

        // A name leads nowhere but into the directory.
        private string PathOf(string name) => Path.Combine(_directory, Path.GetFileName(name));
    }
}
