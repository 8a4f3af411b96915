using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    public class HalUdpTransportTests
    {
        // On the loopback nothing takes this long; the wait ends with the datagram.
        private const int MaxWaitMilliseconds = 5000;

        [TestCase("127.0.0.1", "127.0.0.1")]
        [TestCase("localhost", "127.0.0.1")]
        [TestCase("::1", "::1")]
        public void A_datagram_goes_there_and_back(string host, string serverAddress)
        {
            if (serverAddress == "::1" && !Socket.OSSupportsIPv6)
            {
                Assert.Ignore("There is no IPv6 here.");
            }

            using UdpClient server = new UdpClient(new IPEndPoint(IPAddress.Parse(serverAddress), 0));
            using UdpTransport transport = new UdpTransport();
            Assert.That(Open(transport, host, server), Is.EqualTo(TransportResult.Ok));

            Assert.That(transport.Send(new byte[] { 0, 1, 2, 3 }, 1, 3), Is.EqualTo(TransportResult.Ok));
            IPEndPoint from = null;
            Assert.That(server.Receive(ref from), Is.EqualTo(new byte[] { 1, 2, 3 }));
            Assert.That(from, Is.EqualTo(transport.LocalEndPoint));

            byte[] buffer = new byte[8];
            Assert.That(transport.Receive(buffer, 0, buffer.Length), Is.Zero);
            server.Send(new byte[] { 9, 8 }, from);
            transport.Wait(MaxWaitMilliseconds);

            Assert.That(transport.Receive(buffer, 2, 6), Is.EqualTo(2));
            Assert.That(buffer, Is.EqualTo(new byte[] { 0, 0, 9, 8, 0, 0, 0, 0 }));
            Assert.That(transport.Receive(buffer, 0, buffer.Length), Is.Zero);
        }

        [Test]
        public void Datagrams_of_others_are_not_received()
        {
            using UdpClient server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            using UdpClient stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            using UdpTransport transport = new UdpTransport();
            Open(transport, "127.0.0.1", server);

            stranger.Send(new byte[] { 1 }, transport.LocalEndPoint);
            server.Send(new byte[] { 2 }, transport.LocalEndPoint);
            transport.Wait(MaxWaitMilliseconds);
            byte[] buffer = new byte[8];

            Assert.That(transport.Receive(buffer, 0, 8), Is.EqualTo(1));
            Assert.That(buffer[0], Is.EqualTo(2));
            Assert.That(transport.Receive(buffer, 0, 8), Is.Zero);
        }

        [Test]
        public void Nobody_listening_is_a_lost_datagram()
        {
            using UdpTransport transport = new UdpTransport();
            byte[] buffer = new byte[8];

            using (UdpClient server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0)))
            {
                Open(transport, "127.0.0.1", server);
            }

            for (int i = 0; i < 5; i++)
            {
                Assert.That(transport.Send(new byte[] { 1 }, 0, 1), Is.EqualTo(TransportResult.Ok));
                transport.Wait(0);
                Assert.That(transport.Receive(buffer, 0, 8), Is.Zero);
            }
        }

        [Test]
        public void A_name_that_does_not_resolve_is_a_result()
        {
            using UdpTransport transport = new UdpTransport();

            Assert.That(transport.Open(Encoding.UTF8.GetBytes("no.such.host.invalid"), 5683), Is.EqualTo(TransportResult.NameNotResolved));
            Assert.That(transport.Open(Encoding.UTF8.GetBytes(new string('a', 300)), 5683), Is.EqualTo(TransportResult.NameNotResolved));
        }

        [TestCase("localhost", new byte[] { 127, 0, 0, 1 })]
        [TestCase("127.0.0.1", new byte[0])]
        [TestCase("::1", new byte[0])]
        public void The_address_of_a_name_is_handed_out(string host, byte[] expected)
        {
            using UdpTransport transport = new UdpTransport();
            byte[] buffer = new byte[20];
            transport.Open(Encoding.UTF8.GetBytes(host), 5683);

            Assert.That(transport.Suspend(buffer, 2, 18), Is.EqualTo(expected.Length));
            Assert.That(buffer[2..(2 + expected.Length)], Is.EqualTo(expected));
            Assert.That(transport.Receive(buffer, 0, 20), Is.EqualTo(TransportResult.Closed));
            Assert.That(transport.Suspend(buffer, 0, 3), Is.Zero);
        }

        [TestCase("127.0.0.1")]
        [TestCase("::1")]
        public void A_reopening_goes_to_the_address_that_was_handed_out_and_an_opening_looks_up(string address)
        {
            byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
            byte[] nobody = Encoding.UTF8.GetBytes("no.such.host.invalid");
            byte[] buffer = new byte[20];
            if (bytes.Length == 16 && !Socket.OSSupportsIPv6)
            {
                Assert.Ignore("There is no IPv6 here.");
            }

            using UdpClient server = new UdpClient(new IPEndPoint(IPAddress.Parse(address), 0));
            using UdpTransport transport = new UdpTransport();
            int port = ((IPEndPoint)server.Client.LocalEndPoint).Port;
            bytes.CopyTo(buffer, 1);
            Assert.That(transport.Reopen(nobody, port), Is.EqualTo(TransportResult.NameNotResolved));
            Assert.That(transport.Resume(buffer, 1, bytes.Length));

            // As often as it takes, and over another sleep.
            for (int i = 0; i < 2; i++)
            {
                Assert.That(transport.Reopen(nobody, port), Is.EqualTo(TransportResult.Ok));
                transport.Send(bytes, 0, 1);
                IPEndPoint from = null;
                Assert.That(server.Receive(ref from), Has.Length.EqualTo(1));
            }

            Assert.That(transport.Suspend(buffer, 0, 20), Is.EqualTo(bytes.Length));
            Assert.That(buffer[..bytes.Length], Is.EqualTo(bytes));

            Assert.That(transport.Open(nobody, port), Is.EqualTo(TransportResult.NameNotResolved));
            Assert.That(transport.Reopen(nobody, port), Is.EqualTo(TransportResult.NameNotResolved));
            Assert.That(transport.Suspend(buffer, 0, 20), Is.Zero);
        }

        [TestCase(0)]
        [TestCase(3)]
        [TestCase(5)]
        [TestCase(17)]
        public void What_is_no_address_is_refused(int count)
        {
            using UdpTransport transport = new UdpTransport();

            Assert.That(transport.Resume(new byte[20], 0, count), Is.False);
            Assert.That(transport.Reopen(Encoding.UTF8.GetBytes("no.such.host.invalid"), 5683), Is.EqualTo(TransportResult.NameNotResolved));
        }

        [Test]
        public void A_closed_transport_says_so()
        {
            using UdpClient server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            using UdpTransport transport = new UdpTransport();
            byte[] buffer = new byte[8];
            transport.Close();
            Assert.That(transport.Send(buffer, 0, 1), Is.EqualTo(TransportResult.Closed));

            Open(transport, "127.0.0.1", server);
            transport.Close();
            transport.Close();
            transport.Wait(0);

            Assert.That(transport.Receive(buffer, 0, 8), Is.EqualTo(TransportResult.Closed));
        }

        [Test]
        public void Sending_receiving_and_waiting_allocate_nothing()
        {
            using Socket server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            using UdpTransport transport = new UdpTransport();
            server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            transport.Open(Encoding.UTF8.GetBytes("127.0.0.1"), ((IPEndPoint)server.LocalEndPoint).Port);
            server.Connect(transport.LocalEndPoint);
            byte[] buffer = new byte[64];
            int received = 0;

            void Exchange(int rounds)
            {
                for (int i = 0; i < rounds; i++)
                {
                    transport.Send(buffer, 0, 16);
                    server.Receive(buffer, 0, 64, SocketFlags.None);
                    server.Send(buffer, 0, 16, SocketFlags.None);
                    transport.Wait(MaxWaitMilliseconds);
                    received += transport.Receive(buffer, 0, 64);
                    received += transport.Receive(buffer, 0, 64);
                }
            }

            Exchange(50);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exchange(1000);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

            Assert.That(allocated, Is.Zero);
            Assert.That(received, Is.EqualTo(1050 * 16));
        }

        private static int Open(UdpTransport transport, string host, UdpClient server) =>
            transport.Open(Encoding.UTF8.GetBytes(host), ((IPEndPoint)server.Client.LocalEndPoint).Port);
    }
}
