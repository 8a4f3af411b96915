using System;
using System.Buffers.Binary;
using System.IO;
using Lwm2mNano.Hal.Dtls;

namespace Lwm2mNano.Hal.Host
{
    /// <summary>
    /// A transport that writes what it carries to a pcap file, flushed after every packet, as Wireshark and tshark read it: raw IPv4 with
    /// addresses made up for the purpose, and for the server the port of CoAP or of CoAP over DTLS, whatever the real one is: by it a reader
    /// knows the protocol.
    /// </summary>
    public sealed class PcapTransport : IDatagramTransport, IDisposable
    {
        private const uint Magic = 0xa1b2c3d4;
        private const ushort VersionMajor = 2;
        private const ushort VersionMinor = 4;
        private const uint LinkTypeRaw = 101;
        private const int FileHeaderBytes = 24;
        private const int RecordHeaderBytes = 16;
        private const int IpHeaderBytes = 20;
        private const int UdpHeaderBytes = 8;
        private const int MaxPacketBytes = 65535;
        private const int MaxDatagramBytes = MaxPacketBytes - IpHeaderBytes - UdpHeaderBytes;

        private const ushort CoapPort = 5683;
        private const ushort SecureCoapPort = 5684;

        // A CoAP message begins with its version, 1, in two bits; a DTLS record with a type from 20 to 25 (RFC 7983, section 7).
        private const byte MinCoapByte = 64;

        private const ushort FirstClientPort = 49152;
        private const int ClientPorts = 16384;

        // The addresses of documents (RFC 5737, TEST-NET-1).
        private const uint ClientAddress = 0xc0000201;
        private const uint ServerAddress = 0xc0000202;

        private const byte ProtocolUdp = 17;
        private const byte TimeToLive = 64;
        private const ushort VersionAndHeaderLength = 0x4500;
        private const ushort DoNotFragment = 0x4000;
        private const long MillisecondsPerSecond = 1000;
        private const long MicrosecondsPerMillisecond = 1000;

        private readonly IDatagramTransport _inner;
        private readonly Stream _stream;
        private readonly IClock _clock;
        private readonly long _utcOfClockZero;
        private readonly byte[] _record = new byte[RecordHeaderBytes + MaxPacketBytes];

        // Whose openings are counted: that of the first transport of a file.
        private readonly PcapTransport _first;

        private ushort _packetNumber;
        private int _openings;
        private ushort _clientPort = FirstClientPort;

        /// <summary>
        /// Wraps a transport and writes the file's header.
        /// </summary>
        /// <param name="inner">The transport that carries the datagrams.</param>
        /// <param name="stream">Where to write; closed by <see cref="Dispose"/>.</param>
        /// <param name="clock">The time of the packets; virtual time will do.</param>
        public PcapTransport(IDatagramTransport inner, Stream stream, IClock clock)
        {
            _first = this;
            _inner = inner;
            _stream = stream;
            _clock = clock;
            _utcOfClockZero = (clock.UtcSeconds * MillisecondsPerSecond) - clock.Milliseconds;

            Span<byte> header = stackalloc byte[FileHeaderBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], VersionMajor);
            BinaryPrimitives.WriteUInt16LittleEndian(header[6..], VersionMinor);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], MaxPacketBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(header[20..], LinkTypeRaw);
            _stream.Write(header);
            _stream.Flush();
        }

        /// <summary>
        /// Wraps a further transport and writes to the file of the first one.
        /// </summary>
        /// <param name="inner">The transport that carries the datagrams.</param>
        /// <param name="first">The first one.</param>
        public PcapTransport(IDatagramTransport inner, PcapTransport first)
        {
            _first = first;
            _inner = inner;
            _stream = first._stream;
            _clock = first._clock;
            _utcOfClockZero = first._utcOfClockZero;
        }

        /// <inheritdoc/>
        public bool IsPeerAuthenticated => _inner.IsPeerAuthenticated;

        /// <inheritdoc/>
        public IPreSharedKey Credentials
        {
            get => _inner.Credentials;
            set => _inner.Credentials = value;
        }

        /// <inheritdoc/>
        public bool HasConnectionId => _inner.HasConnectionId;

        /// <summary>
        /// Opens the path. Every opening has a client port of its own in the file, as on the network.
        /// </summary>
        /// <param name="host">Host name or address in UTF-8.</param>
        /// <param name="port">UDP port.</param>
        /// <returns>The inner transport's answer.</returns>
        public int Open(byte[] host, int port)
        {
            TakeClientPort();

            return _inner.Open(host, port);
        }

        /// <inheritdoc/>
        public int Reopen(byte[] host, int port)
        {
            TakeClientPort();

            return _inner.Reopen(host, port);
        }

        /// <inheritdoc/>
        public int Suspend(byte[] buffer, int offset, int count) => _inner.Suspend(buffer, offset, count);

        /// <inheritdoc/>
        public bool Resume(byte[] buffer, int offset, int count) => _inner.Resume(buffer, offset, count);

        /// <inheritdoc/>
        public void Close() => _inner.Close();

        /// <summary>
        /// Closes the file. The inner transport stays as it is.
        /// </summary>
        public void Dispose() => _stream.Dispose();

        /// <inheritdoc/>
        public int Send(byte[] buffer, int offset, int count)
        {
            WritePacket(buffer.AsSpan(offset, count), true);

            return _inner.Send(buffer, offset, count);
        }

        /// <inheritdoc/>
        public int Receive(byte[] buffer, int offset, int count)
        {
            int received = _inner.Receive(buffer, offset, count);

            if (received > 0)
            {
                WritePacket(buffer.AsSpan(offset, received), false);
            }

            return received;
        }

        /// <inheritdoc/>
        public void Wait(int milliseconds) => _inner.Wait(milliseconds);

        private void TakeClientPort() => _clientPort = (ushort)(FirstClientPort + (_first._openings++ % ClientPorts));

        private void WritePacket(ReadOnlySpan<byte> datagram, bool fromClient)
        {
            datagram = datagram[..Math.Min(datagram.Length, MaxDatagramBytes)];
            int packetBytes = IpHeaderBytes + UdpHeaderBytes + datagram.Length;
            long time = _utcOfClockZero + _clock.Milliseconds;

            Span<byte> record = _record.AsSpan(0, RecordHeaderBytes + packetBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)(time / MillisecondsPerSecond));
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)(time % MillisecondsPerSecond * MicrosecondsPerMillisecond));
            BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)packetBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], (uint)packetBytes);

            WriteHeaders(record[RecordHeaderBytes..], datagram, fromClient);
            _stream.Write(record);
            _stream.Flush();
        }

        // RFC 791, section 3.1 and RFC 768.
        private void WriteHeaders(Span<byte> packet, ReadOnlySpan<byte> datagram, bool fromClient)
        {
            ushort serverPort = datagram.Length > 0 && datagram[0] < MinCoapByte ? SecureCoapPort : CoapPort;
            Span<byte> ip = packet[..IpHeaderBytes];
            Span<byte> udp = packet[IpHeaderBytes..];

            ip.Clear();
            BinaryPrimitives.WriteUInt16BigEndian(ip, VersionAndHeaderLength);
            BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)packet.Length);
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], _packetNumber++);
            BinaryPrimitives.WriteUInt16BigEndian(ip[6..], DoNotFragment);
            ip[8] = TimeToLive;
            ip[9] = ProtocolUdp;
            BinaryPrimitives.WriteUInt32BigEndian(ip[12..], fromClient ? ClientAddress : ServerAddress);
            BinaryPrimitives.WriteUInt32BigEndian(ip[16..], fromClient ? ServerAddress : ClientAddress);
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Checksum(0, ip));

            udp[..UdpHeaderBytes].Clear();
            BinaryPrimitives.WriteUInt16BigEndian(udp, fromClient ? _clientPort : serverPort);
            BinaryPrimitives.WriteUInt16BigEndian(udp[2..], fromClient ? serverPort : _clientPort);
            BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
            datagram.CopyTo(udp[UdpHeaderBytes..]);

            // The pseudo header: both addresses, the protocol and the length. Zero would mean "no checksum".
            uint pseudoHeader = (uint)(ProtocolUdp + udp.Length) + Sum(0, ip[12..]);
            ushort checksum = Checksum(pseudoHeader, udp);
            BinaryPrimitives.WriteUInt16BigEndian(udp[6..], checksum == 0 ? ushort.MaxValue : checksum);
        }

        // RFC 1071: the complement of the sum of 16-bit words with the carries added in.
        private static ushort Checksum(uint start, ReadOnlySpan<byte> bytes)
        {
            uint sum = Sum(start, bytes);

            while (sum > ushort.MaxValue)
            {
                sum = (sum & ushort.MaxValue) + (sum >> 16);
            }

            return (ushort)~sum;
        }

        private static uint Sum(uint start, ReadOnlySpan<byte> bytes)
        {
            uint sum = start;

            for (int i = 0; i < bytes.Length; i++)
            {
                sum += (i & 1) == 0 ? (uint)bytes[i] << 8 : bytes[i];
            }

            return sum;
        }
    }
}
