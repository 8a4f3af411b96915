using System;
using Lwm2mNano.Hal;

namespace NFUnitTest
{
    /// <summary>A store of one file that notes what it is asked for in the engine's log.</summary>
    internal sealed class DtlsFakeStore : IStore
    {
        private readonly FakeDtlsEngine _engine;

        public DtlsFakeStore(FakeDtlsEngine engine)
        {
            _engine = engine;
        }

        /// <summary>Gets or sets the file, or null.</summary>
        public byte[] File { get; set; }

        public int WriteResult { get; set; }

        public int DeleteResult { get; set; }

        public int Read(string name, byte[] buffer, int offset, int count)
        {
            _engine.Log += "read ";
            if (File == null)
            {
                return StoreResult.NotFound;
            }

            if (File.Length > count)
            {
                return StoreResult.TooLarge;
            }

            Array.Copy(File, 0, buffer, offset, File.Length);
            return File.Length;
        }

        public int Write(string name, byte[] buffer, int offset, int count)
        {
            _engine.Log += "write ";
            if (WriteResult == StoreResult.Ok)
            {
                File = new byte[count];
                Array.Copy(buffer, offset, File, 0, count);
            }

            return WriteResult;
        }

        public int Delete(string name)
        {
            _engine.Log += "delete ";
            File = DeleteResult == StoreResult.Ok ? null : File;
            return DeleteResult;
        }
    }
}
