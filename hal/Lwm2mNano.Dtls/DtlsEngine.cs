using System.Runtime.CompilerServices;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Dtls
{
    /// <summary>
    /// The DTLS engine inside the firmware: every member is a function of hal/native/nanoclr/lwm2m_dtls_nanoclr.cpp. Order and signatures of the
    /// members are what that file is written against, see "When a member changes" in hal/native/README.md. A range that leaves its array, and an
    /// array that is <see langword="null"/>, are answered with -2. All sessions share the engine's pool, however many objects there are.
    /// </summary>
    public sealed class DtlsEngine : IDtlsEngine
    {
        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Features();

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Open(byte[] identity, int identityLength, byte[] key, int keyLength);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Close(int handle);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Put(int handle, byte[] datagram, int length, long now);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Take(int handle, byte[] buffer, int capacity);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Write(int handle, byte[] data, int offset, int length, long now);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Read(int handle, byte[] buffer, int offset, int capacity);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Step(int handle, long now);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern long Deadline(int handle);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Save(int handle, byte[] buffer, int capacity);

        /// <inheritdoc/>
        [MethodImpl(MethodImplOptions.InternalCall)]
        public extern int Load(byte[] saved, int savedLength, byte[] identity, int identityLength, byte[] key, int keyLength);
    }
}
