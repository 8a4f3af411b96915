using System;
using System.Linq;
using System.Net;
using Lwm2mNano.DeskServer;
using NUnit.Framework;
using Org.BouncyCastle.Tls;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>What strangers may begin a handshake with: without a network, the seeds of chance fixed.</summary>
    public class DeskServerDtlsHelloTests
    {
        private const int MessageAt = 13;
        private const int WithoutCookies = 5000;
        private const int WithCookies = 300;

        private DeskServerTestChannel _network;
        private DtlsChannel _channel;
        private byte[] _hello;

        [SetUp]
        public void Start()
        {
            PskKeys keys = new();
            keys.Add("device", Convert.FromHexString(DeskServerDtlsServer.Key));
            _network = new DeskServerTestChannel();
            _channel = new DtlsChannel(_network, keys);
            using DeskServerDtlsClient client = new(new IPEndPoint(IPAddress.Loopback, 1)) { ConnectionId = new byte[] { 1, 2 } };
            _hello = client.Hello();
        }

        [TearDown]
        public void Stop() => _channel.Dispose();

        [Test]
        public void Mutated_ones()
        {
            Random random = new(7);
            for (int i = 0; i < WithoutCookies; i++)
            {
                _network.Deliver(Mutate(_hello, MessageAt + 1, random));
            }

            Assert.That(_channel.Handshakes, Is.Zero);
            Assert.That(Answer(_hello)[MessageAt], Is.EqualTo(HandshakeType.hello_verify_request));
        }

        [Test]
        public void Mutated_ones_of_who_proved_an_address()
        {
            Random random = new(8);
            int begun = 0;
            for (int i = 0; i < WithCookies; i++)
            {
                byte[] hello = Mutate(_hello, DeskServerDtlsClient.CookieLengthAt + 1, random);
                if (Answer(hello) is byte[] verify)
                {
                    _network.Deliver(DeskServerDtlsClient.WithCookie(hello, verify));
                    begun++;
                }
            }

            Assert.That(begun, Is.GreaterThan(WithCookies / 2));
            Assert.That(_channel.Handshakes, Is.LessThanOrEqualTo(1), "all came from one address");
            Assert.That(Answer(_hello)[MessageAt], Is.EqualTo(HandshakeType.hello_verify_request));
        }

        [TestCase(0)]
        [TestCase(1)]
        [TestCase(13)]
        [TestCase(14)]
        [TestCase(60)]
        [TestCase(61)]
        public void Truncated_ones_are_not_answered(int length)
        {
            Assert.That(Answer(_hello[..length]), Is.Null);
        }

        // Gives the HelloVerifyRequest that is sent at once, or null.
        private byte[] Answer(byte[] hello)
        {
            int count = _network.Sent.Count;
            _network.Deliver(hello);
            byte[] answer = _network.Sent.Skip(count).Select(s => s.Bytes).FirstOrDefault(b => b[MessageAt] == HandshakeType.hello_verify_request);
            return answer;
        }

        private static byte[] Mutate(byte[] datagram, int from, Random random)
        {
            byte[] mutated = datagram.ToArray();
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                mutated[random.Next(from, mutated.Length)] = (byte)random.Next(256);
            }

            return mutated;
        }
    }
}
