using System;
using System.Collections.Generic;
using Lwm2mNano.Hal;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// A store in memory that outlives the device's starts. It can fail, and power can be cut in the middle of a write.
    /// </summary>
    /// <param name="power">What each access passes.</param>
    public sealed class SimulatedStore(SimulatedPower power) : IStore
    {
        private readonly Dictionary<string, byte[]> _files = new();

        /// <summary>Gets or sets whether nothing is kept: every start finds it empty.</summary>
        public bool IsForgetful { get; set; }

        /// <summary>Gets or sets whether every access fails.</summary>
        public bool IsBroken { get; set; }

        /// <summary>Gets or sets whether the store says that it deletes and does not, which no device can know.</summary>
        public bool Lies { get; set; }

        /// <summary>Gets how many times a file was written.</summary>
        public int WriteCount { get; private set; }

        /// <summary>Gets the length of the longest file that was written, in bytes.</summary>
        public int LongestBytes { get; private set; }

        /// <inheritdoc/>
        public int Read(string name, byte[] buffer, int offset, int count)
        {
            power.Pass();
            if (IsBroken)
            {
                return StoreResult.Failed;
            }

            if (!_files.TryGetValue(name, out byte[] file))
            {
                return StoreResult.NotFound;
            }

            if (file.Length > count)
            {
                return StoreResult.TooLarge;
            }

            file.CopyTo(buffer, offset);
            return file.Length;
        }

        /// <inheritdoc/>
        public int Write(string name, byte[] buffer, int offset, int count)
        {
            power.Pass();
            if (IsBroken)
            {
                return StoreResult.Failed;
            }

            WriteCount++;
            LongestBytes = Math.Max(LongestBytes, count);
            if (!IsForgetful)
            {
                // A file is written from its beginning: what is there when power goes is a part of it.
                _files[name] = buffer.AsSpan(offset, count / 2).ToArray();
                power.Pass();
                _files[name] = buffer.AsSpan(offset, count).ToArray();
            }

            power.Pass();
            return StoreResult.Ok;
        }

        /// <inheritdoc/>
        public int Delete(string name)
        {
            power.Pass();
            if (IsBroken)
            {
                return StoreResult.Failed;
            }

            if (!Lies)
            {
                _files.Remove(name);
            }

            power.Pass();
            return StoreResult.Ok;
        }
    }
}
