using System;
using System.Buffers.Binary;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// Records of DTLS 1.2 in their real form and size (RFC 6347, section 4.1; RFC 6655; RFC 9146), but for the protection: data is in clear, and in the
    /// place of the authentication code stands the session's number. The flights of a handshake are one datagram each, of the size that mbedTLS 3.6 has
    /// with an identity of 7 bytes: 6 datagrams, 585 bytes.
    /// </summary>
    internal static class ModelDtlsRecord
    {
        public const byte Alert = 21;
        public const byte Handshake = 22;
        public const byte Data = 23;
        public const byte WithConnectionId = 25;

        public const int ClientHelloBytes = 90;
        public const int HelloVerifyRequestBytes = 60;
        public const int SecondClientHelloBytes = 122;
        public const int ServerHelloBytes = 145;
        public const int ClientFinishedBytes = 101 - 7;
        public const int ServerFinishedBytes = 67;

        // What the extension adds to the ServerHello beside the identifier, and the inner type to a record.
        public const int ExtensionBytes = 5;
        public const int InnerTypeBytes = 1;

        public const int ConnectionIdBytes = 8;
        public const int HeaderBytes = 13;

        private const int SequenceAt = 5;
        private const int ConnectionIdAt = 11;
        private const int NonceBytes = 8;
        private const int TagBytes = 8;
        private const short Version = unchecked((short)0xFEFD);
        private const short DataEpoch = 1;

        /// <summary>Makes a record of the session's data epoch.</summary>
        public static byte[] Protect(byte type, int session, long sequence, byte[] connectionId, ReadOnlySpan<byte> data)
        {
            int idBytes = connectionId?.Length ?? 0;
            int inner = idBytes > 0 ? InnerTypeBytes : 0;
            int body = NonceBytes + data.Length + inner + TagBytes;
            byte[] record = new byte[HeaderBytes + idBytes + body];
            record[0] = idBytes > 0 ? WithConnectionId : type;
            BinaryPrimitives.WriteInt16BigEndian(record.AsSpan(1), Version);
            WriteNumber(record.AsSpan(3), sequence);
            connectionId.AsSpan().CopyTo(record.AsSpan(ConnectionIdAt));
            BinaryPrimitives.WriteInt16BigEndian(record.AsSpan(ConnectionIdAt + idBytes), (short)body);
            Span<byte> rest = record.AsSpan(HeaderBytes + idBytes);
            WriteNumber(rest, sequence);
            data.CopyTo(rest[NonceBytes..]);
            if (inner > 0)
            {
                rest[NonceBytes + data.Length] = type;
            }

            BinaryPrimitives.WriteInt64BigEndian(rest[^TagBytes..], session);
            return record;
        }

        /// <summary>Reads a record of a session; false if it is none, or one of another session.</summary>
        public static bool Unprotect(byte[] record, int connectionIdBytes, int session, out byte type, out long sequence, out byte[] data)
        {
            int inner = connectionIdBytes > 0 ? InnerTypeBytes : 0;
            int start = HeaderBytes + connectionIdBytes;
            int length = record.Length - start - NonceBytes - inner - TagBytes;
            type = 0;
            sequence = 0;
            data = null;
            if (length < 0 || BinaryPrimitives.ReadInt16BigEndian(record.AsSpan(1)) != Version || BinaryPrimitives.ReadInt16BigEndian(record.AsSpan(3)) != DataEpoch
                || BinaryPrimitives.ReadInt64BigEndian(record.AsSpan(record.Length - TagBytes)) != session)
            {
                return false;
            }

            sequence = BinaryPrimitives.ReadInt64BigEndian(record.AsSpan(SequenceAt - 2)) & 0xFFFFFFFFFFFF;
            data = record.AsSpan(start + NonceBytes, length).ToArray();
            type = inner > 0 ? record[start + NonceBytes + length] : record[0];
            return true;
        }

        /// <summary>Gets the identifier of a record that bears one.</summary>
        public static string ConnectionId(byte[] record) =>
            record.Length < HeaderBytes + ConnectionIdBytes ? string.Empty : Convert.ToHexString(record, ConnectionIdAt, ConnectionIdBytes);

        private static void WriteNumber(Span<byte> target, long sequence)
        {
            BinaryPrimitives.WriteInt64BigEndian(target, sequence);
            BinaryPrimitives.WriteInt16BigEndian(target, DataEpoch);
        }
    }
}
