using System;
using System.IO;
using System.Runtime.InteropServices;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// The DTLS engine that also goes into the board's firmware, as a shared library of this machine with its mbedTLS. tools/setup builds it.
    /// </summary>
    public sealed class NativeDtlsEngine : IDtlsEngine
    {
        private const string Library = "lwm2m_dtls";
        private const string FileName = "liblwm2m_dtls.so";
        private const string PathVariable = "LWM2M_DTLS_LIBRARY";

        private static readonly IntPtr s_library = Load();

        private NativeDtlsEngine()
        {
        }

        /// <summary>
        /// Creates the engine.
        /// </summary>
        /// <param name="problem">What is missing and what to do, where the answer is <see langword="null"/>.</param>
        /// <returns>The engine, or <see langword="null"/>.</returns>
        public static NativeDtlsEngine Create(out string problem)
        {
            problem = s_library == IntPtr.Zero ? $"{FileName} is not there: run tools/setup, which builds it from hal/native." : null;
            return problem == null ? new NativeDtlsEngine() : null;
        }

        /// <inheritdoc/>
        public int Features() => lwm2m_dtls_features();

        /// <inheritdoc/>
        public int Open(byte[] identity, int identityLength, byte[] key, int keyLength) => lwm2m_dtls_open(identity, identityLength, key, keyLength);

        /// <inheritdoc/>
        public int Close(int handle) => lwm2m_dtls_close(handle);

        /// <inheritdoc/>
        public int Put(int handle, byte[] datagram, int length, long now) => lwm2m_dtls_put(handle, datagram, length, now);

        /// <inheritdoc/>
        public int Take(int handle, byte[] buffer, int capacity) => lwm2m_dtls_take(handle, buffer, capacity);

        /// <inheritdoc/>
        public int Write(int handle, byte[] data, int offset, int length, long now) =>
            lwm2m_dtls_write(handle, in data.AsSpan(offset, length)[0], length, now);

        /// <inheritdoc/>
        public int Read(int handle, byte[] buffer, int offset, int capacity) =>
            lwm2m_dtls_read(handle, ref buffer.AsSpan(offset, capacity)[0], capacity);

        /// <inheritdoc/>
        public int Step(int handle, long now) => lwm2m_dtls_step(handle, now);

        /// <inheritdoc/>
        public long Deadline(int handle) => lwm2m_dtls_deadline(handle);

        /// <inheritdoc/>
        public int Save(int handle, byte[] buffer, int capacity) => lwm2m_dtls_save(handle, buffer, capacity);

        /// <inheritdoc/>
        public int Load(byte[] saved, int savedLength, byte[] identity, int identityLength, byte[] key, int keyLength) =>
            lwm2m_dtls_load(saved, savedLength, identity, identityLength, key, keyLength);

        // Where the variable says, else where tools/setup puts it: .artifacts/native, beside .artifacts/bin/PROJECT/CONFIGURATION.
        private static IntPtr Load()
        {
            string path = Environment.GetEnvironmentVariable(PathVariable)
                ?? Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "native", FileName);
            if (!NativeLibrary.TryLoad(path, out IntPtr library))
            {
                return IntPtr.Zero;
            }

            NativeLibrary.SetDllImportResolver(typeof(NativeDtlsEngine).Assembly, (name, _, _) => name == Library ? library : IntPtr.Zero);
            return library;
        }

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_features();

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_open(byte[] identity, int identityLength, byte[] key, int keyLength);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_close(int handle);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_put(int handle, byte[] datagram, int length, long now);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_take(int handle, byte[] buffer, int capacity);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_write(int handle, in byte data, int length, long now);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_read(int handle, ref byte buffer, int capacity);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_step(int handle, long now);

        [DllImport(Library, ExactSpelling = true)]
        private static extern long lwm2m_dtls_deadline(int handle);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_save(int handle, byte[] buffer, int capacity);

        [DllImport(Library, ExactSpelling = true)]
        private static extern int lwm2m_dtls_load(
            byte[] saved, int savedLength, byte[] identity, int identityLength, byte[] key, int keyLength);
    }
}
