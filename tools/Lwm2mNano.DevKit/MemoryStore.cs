using System;
using System.Collections.Generic;
using Lwm2mNano.Hal;

namespace Lwm2mNano.DevKit;

/// <summary>A flash that lasts as long as the devkit: over its restarts, but not over its end.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly Dictionary<string, byte[]> _files = [];

    public int Read(string name, byte[] buffer, int offset, int count)
    {
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

    public int Write(string name, byte[] buffer, int offset, int count)
    {
        _files[name] = buffer.AsSpan(offset, count).ToArray();
        return StoreResult.Ok;
    }

    public int Delete(string name)
    {
        _files.Remove(name);
        return StoreResult.Ok;
    }

    public void Clear() => _files.Clear();
}
