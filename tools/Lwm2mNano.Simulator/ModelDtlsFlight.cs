using System;
using System.Buffers.Binary;
using System.IO;

namespace Lwm2mNano.Simulator
{
    /// <summary>
    /// A flight of the handshake as one datagram: what it has to say, filled up to the size that it has in truth.
    /// </summary>
    internal sealed class ModelDtlsFlight
    {
        public const byte ClientHello = 1;
        public const byte ServerHello = 2;
        public const byte HelloVerifyRequest = 3;
        public const byte ClientFinished = 16;
        public const byte ServerFinished = 20;

        private const byte RecordVersionMajor = 0xFE;
        private const byte RecordVersionMinor = 0xFD;

        public byte Kind { get; init; }

        /// <summary>The client's random: what tells this handshake from others.</summary>
        public long Random { get; init; }

        /// <summary>The session's number, from the ServerHello on.</summary>
        public int Session { get; init; }

        /// <summary>The cookie of a HelloVerifyRequest and of the second ClientHello; 0 for none.</summary>
        public int Cookie { get; init; }

        /// <summary>The server's Connection ID; empty for none.</summary>
        public byte[] ConnectionId { get; init; } = [];

        /// <summary>Who knows the key: a number made of it.</summary>
        public int KeyMark { get; init; }

        public byte[] Identity { get; init; } = [];

        public static ModelDtlsFlight Parse(byte[] datagram)
        {
            try
            {
                using BinaryReader reader = new(new MemoryStream(datagram, ModelDtlsRecord.HeaderBytes, datagram.Length - ModelDtlsRecord.HeaderBytes));
                return new ModelDtlsFlight
                {
                    Kind = reader.ReadByte(),
                    Random = reader.ReadInt64(),
                    Session = reader.ReadInt32(),
                    Cookie = reader.ReadInt32(),
                    KeyMark = reader.ReadInt32(),
                    ConnectionId = reader.ReadBytes(reader.ReadByte()),
                    Identity = reader.ReadBytes(reader.ReadByte()),
                };
            }
            catch (Exception exception) when (exception is EndOfStreamException or ArgumentException)
            {
                return null;
            }
        }

        /// <summary>A number made of a key and an identity, for both sides to compare.</summary>
        public static int MarkOf(ReadOnlySpan<byte> identity, ReadOnlySpan<byte> key)
        {
            uint mark = 2166136261;
            foreach (byte b in identity)
            {
                mark = (mark ^ b) * 16777619;
            }

            foreach (byte b in key)
            {
                mark = (mark ^ b) * 16777619;
            }

            return (int)mark;
        }

        public byte[] ToDatagram()
        {
            byte[] datagram = new byte[Length()];
            datagram[0] = ModelDtlsRecord.Handshake;
            datagram[1] = RecordVersionMajor;
            datagram[2] = RecordVersionMinor;
            BinaryPrimitives.WriteInt16BigEndian(datagram.AsSpan(ModelDtlsRecord.HeaderBytes - 2), (short)(datagram.Length - ModelDtlsRecord.HeaderBytes));
            using BinaryWriter writer = new(new MemoryStream(datagram, ModelDtlsRecord.HeaderBytes, datagram.Length - ModelDtlsRecord.HeaderBytes));
            writer.Write(Kind);
            writer.Write(Random);
            writer.Write(Session);
            writer.Write(Cookie);
            writer.Write(KeyMark);
            writer.Write((byte)ConnectionId.Length);
            writer.Write(ConnectionId);
            writer.Write((byte)Identity.Length);
            writer.Write(Identity);
            return datagram;
        }

        private int Length()
        {
            int id = ConnectionId.Length;
            return Kind switch
            {
                ClientHello => Cookie == 0 ? ModelDtlsRecord.ClientHelloBytes : ModelDtlsRecord.SecondClientHelloBytes,
                HelloVerifyRequest => ModelDtlsRecord.HelloVerifyRequestBytes,
                ServerHello => ModelDtlsRecord.ServerHelloBytes + (id > 0 ? ModelDtlsRecord.ExtensionBytes + id : 0),
                ClientFinished => ModelDtlsRecord.ClientFinishedBytes + Identity.Length + (id > 0 ? ModelDtlsRecord.InnerTypeBytes + id : 0),
                _ => ModelDtlsRecord.ServerFinishedBytes,
            };
        }
    }
}
