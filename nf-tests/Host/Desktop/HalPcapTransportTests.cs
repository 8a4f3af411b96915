using System;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    public class HalPcapTransportTests
    {
        private const int FileHeaderBytes = 24;
        private const int RecordHeaderBytes = 16;
        private const int IpHeaderBytes = 20;

        // CON GET /rd with message id 0x1234 and token ab; 2.05 "hi" as its answer.
        private static readonly byte[] s_request = { 0x41, 0x01, 0x12, 0x34, 0xab, 0xb2, 0x72, 0x64 };
        private static readonly byte[] s_answer = { 0x61, 0x45, 0x12, 0x34, 0xab, 0xff, 0x68, 0x69 };

        [Test]
        public void The_file_holds_both_directions_with_time_lengths_and_right_checksums()
        {
            using MemoryStream file = new MemoryStream();
            HalTestTransport inner = new HalTestTransport { Milliseconds = 2000 };
            PcapTransport pcap = new PcapTransport(inner, file, inner);
            Exchange(pcap, inner);
            Assert.That(inner.Sent.Single(), Is.EqualTo(s_request));

            ReadOnlySpan<byte> bytes = file.ToArray();
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes), Is.EqualTo(0xa1b2c3d4));
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]), Is.EqualTo(101));

            ReadOnlySpan<byte> first = bytes[FileHeaderBytes..];
            int firstLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(first[8..]);
            Assert.That(firstLength, Is.EqualTo(IpHeaderBytes + 8 + s_request.Length));
            CheckPacket(first.Slice(RecordHeaderBytes, firstLength), 49152, 5683, s_request);

            ReadOnlySpan<byte> second = first[(RecordHeaderBytes + firstLength)..];
            CheckPacket(second[RecordHeaderBytes..], 5683, 49152, s_answer);

            // The answer came 250 ms after the request.
            Assert.That(TimeOf(second) - TimeOf(first), Is.EqualTo(250_000));
            Assert.That(BinaryPrimitives.ReadUInt32LittleEndian(first), Is.EqualTo(inner.UtcSeconds));
        }

        [Test]
        public void Every_opening_has_a_port_of_its_own()
        {
            using MemoryStream file = new MemoryStream();
            HalTestTransport inner = new HalTestTransport();
            PcapTransport pcap = new PcapTransport(inner, file, inner);
            pcap.Open(new byte[] { 0x61 }, 5683);
            pcap.Open(new byte[] { 0x61 }, 5683);
            pcap.Send(s_request, 0, s_request.Length);

            int udp = FileHeaderBytes + RecordHeaderBytes + IpHeaderBytes;
            Assert.That(BinaryPrimitives.ReadUInt16BigEndian(file.ToArray().AsSpan(udp)), Is.EqualTo(49153));
        }

        [Test]
        public void Tshark_reads_it_as_coap()
        {
            string path = Path.GetTempFileName();

            try
            {
                HalTestTransport inner = new HalTestTransport();

                using (PcapTransport pcap = new PcapTransport(inner, File.Create(path), inner))
                {
                    Exchange(pcap, inner);
                }

                string[] lines = Tshark(
                    "-r", path, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields", "-E", "separator=|",
                    "-e", "_ws.col.Protocol", "-e", "ip.checksum.status", "-e", "udp.checksum.status", "-e", "coap.mid", "-e", "coap.code",
                    "-e", "_ws.malformed");

                // A status of 1 is good.
                Assert.That(lines, Is.EqualTo(new[] { "CoAP|1|1|4660|1|", "CoAP|1|1|4660|69|" }));
            }
            finally
            {
                File.Delete(path);
            }
        }

        private static void Exchange(PcapTransport pcap, HalTestTransport inner)
        {
            byte[] buffer = new byte[64];
            pcap.Open(new byte[] { 0x61 }, 12345);
            pcap.Send(s_request, 0, s_request.Length);
            pcap.Wait(250);
            Assert.That(pcap.Receive(buffer, 0, 64), Is.Zero);
            inner.Arriving.Enqueue(s_answer);
            Assert.That(pcap.Receive(buffer, 4, 60), Is.EqualTo(s_answer.Length));
        }

        private static long TimeOf(ReadOnlySpan<byte> record) =>
            (BinaryPrimitives.ReadUInt32LittleEndian(record) * 1_000_000L) + BinaryPrimitives.ReadUInt32LittleEndian(record[4..]);

        private static void CheckPacket(ReadOnlySpan<byte> packet, int sourcePort, int targetPort, byte[] payload)
        {
            ReadOnlySpan<byte> udp = packet[IpHeaderBytes..];

            Assert.That(packet[0], Is.EqualTo(0x45));
            Assert.That(BinaryPrimitives.ReadUInt16BigEndian(packet[2..]), Is.EqualTo(packet.Length));
            Assert.That(FoldedSum(packet[..IpHeaderBytes], 0), Is.EqualTo(0xffff));
            Assert.That(BinaryPrimitives.ReadUInt16BigEndian(udp), Is.EqualTo(sourcePort));
            Assert.That(BinaryPrimitives.ReadUInt16BigEndian(udp[2..]), Is.EqualTo(targetPort));
            Assert.That(BinaryPrimitives.ReadUInt16BigEndian(udp[4..]), Is.EqualTo(udp.Length));
            Assert.That(udp[8..].ToArray(), Is.EqualTo(payload));

            // With its pseudo header a datagram sums up to all ones.
            Assert.That(FoldedSum(packet[12..], (uint)(17 + udp.Length)), Is.EqualTo(0xffff));
        }

        private static uint FoldedSum(ReadOnlySpan<byte> bytes, uint start)
        {
            uint sum = start;

            for (int i = 0; i < bytes.Length; i++)
            {
                sum += (uint)(bytes[i] << ((i & 1) == 0 ? 8 : 0));
            }

            return (sum & 0xffff) + (sum >> 16);
        }

        private static string[] Tshark(params string[] arguments)
        {
            ProcessStartInfo start = new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

            try
            {
                using Process process = Process.Start(start);
                process.ErrorDataReceived += (sender, line) => { };
                process.BeginErrorReadLine();
                string output = process.StandardOutput.ReadToEnd();
                process.WaitForExit();

                return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            }
            catch (Win32Exception)
            {
                Assert.Ignore("tshark is not installed.");

                return null;
            }
        }
    }
}
