using System;
using System.Collections.Generic;
using System.Linq;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Host;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    public class HalFaultyTransportTests
    {
        private const int Datagrams = 10_000;

        [Test]
        public void Without_faults_everything_passes_at_once_and_in_order()
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, 1);

            SendNumbered(faulty, 100);
            inner.Sent.ForEach(inner.Arriving.Enqueue);

            Assert.That(Numbers(inner.Sent), Is.EqualTo(Enumerable.Range(0, 100)));
            Assert.That(Numbers(Drain(faulty)), Is.EqualTo(Enumerable.Range(0, 100)));
            Assert.That(faulty.Seen, Is.EqualTo(200));
            Assert.That(faulty.Lost + faulty.Duplicated + faulty.Reordered, Is.Zero);
        }

        [Test]
        public void The_same_seed_gives_the_same_faults_and_another_seed_others()
        {
            List<int> first = Numbers(RunWithEverything(7).Sent);

            Assert.That(Numbers(RunWithEverything(7).Sent), Is.EqualTo(first));
            Assert.That(Numbers(RunWithEverything(8).Sent), Is.Not.EqualTo(first));
        }

        [Test]
        public void What_one_direction_does_not_change_the_other()
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, 7) { Loss = 0.3 };
            byte[] buffer = new byte[16];

            for (int i = 0; i < 100; i++)
            {
                inner.Arriving.Enqueue(BitConverter.GetBytes(i));
                faulty.Receive(buffer, 0, buffer.Length);
                SendNumber(faulty, i);
            }

            HalTestTransport alone = new HalTestTransport();
            SendNumbered(new FaultyTransport(alone, alone, 7) { Loss = 0.3 }, 100);

            Assert.That(Numbers(inner.Sent), Is.EqualTo(Numbers(alone.Sent)));
        }

        [TestCase(0.05)]
        [TestCase(0.5)]
        public void Rates_are_met_within_statistics(double rate)
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, 42) { Loss = rate, Duplication = rate, Reordering = rate };

            for (int i = 0; i < Datagrams; i++)
            {
                SendNumber(faulty, i);
                faulty.Wait(1);
            }

            Settle(faulty, inner);

            // Four standard deviations of the binomial distribution.
            double tolerance = 4 * Math.Sqrt(Datagrams * rate * (1 - rate));
            double kept = Datagrams * (1 - rate);

            Assert.That(faulty.Lost, Is.EqualTo(Datagrams * rate).Within(tolerance));
            Assert.That(faulty.Duplicated, Is.EqualTo(kept * rate).Within(tolerance));
            Assert.That(faulty.Reordered, Is.EqualTo(kept * rate).Within(tolerance));
            Assert.That(inner.Sent.Count, Is.EqualTo(Datagrams - faulty.Lost + faulty.Duplicated));
        }

        [Test]
        public void A_datagram_held_back_is_overtaken_and_arrives()
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, 1) { Reordering = 1, HoldMilliseconds = 50 };
            SendNumber(faulty, 1);
            faulty.Reordering = 0;
            SendNumber(faulty, 2);
            Assert.That(Numbers(inner.Sent), Is.EqualTo(new[] { 2 }));

            faulty.Wait(1000);
            Assert.That(inner.Waits, Is.EqualTo(new[] { 50 }));
            faulty.Wait(1000);

            Assert.That(Numbers(inner.Sent), Is.EqualTo(new[] { 2, 1 }));
            Assert.That(inner.Waits, Is.EqualTo(new[] { 50, 1000 }));
        }

        [Test]
        public void A_delayed_datagram_arrives_after_its_delay_in_both_directions()
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, 1) { DelayMilliseconds = 300 };
            inner.Arriving.Enqueue(BitConverter.GetBytes(5));
            SendNumber(faulty, 4);

            Assert.That(Drain(faulty), Is.Empty);
            Assert.That(inner.Sent, Is.Empty);

            inner.Milliseconds = 299;
            Assert.That(Drain(faulty), Is.Empty);

            inner.Milliseconds = 300;
            Assert.That(Numbers(Drain(faulty)), Is.EqualTo(new[] { 5 }));
            Assert.That(Numbers(inner.Sent), Is.EqualTo(new[] { 4 }));
        }

        [Test]
        public void Losing_everything_looks_like_sending()
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, 1) { Loss = 1 };

            Assert.That(faulty.Send(new byte[] { 1 }, 0, 1), Is.EqualTo(TransportResult.Ok));
            Assert.That(inner.Sent, Is.Empty);
        }

        [Test]
        public void An_error_of_the_inner_transport_comes_through()
        {
            HalTestTransport inner = new HalTestTransport { ReceiveResult = TransportResult.NetworkDown };
            FaultyTransport faulty = new FaultyTransport(inner, inner, 1);

            Assert.That(faulty.Receive(new byte[16], 0, 16), Is.EqualTo(TransportResult.NetworkDown));
        }

        [Test]
        public void Closing_forgets_what_is_under_way()
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, 1) { DelayMilliseconds = 10 };
            SendNumber(faulty, 1);
            faulty.Close();
            inner.Milliseconds = 1000;
            faulty.Wait(0);

            Assert.That(inner.Sent, Is.Empty);
        }

        private static HalTestTransport RunWithEverything(int seed)
        {
            HalTestTransport inner = new HalTestTransport();
            FaultyTransport faulty = new FaultyTransport(inner, inner, seed)
            {
                Loss = 0.1,
                Duplication = 0.1,
                Reordering = 0.1,
                DelayMilliseconds = 5,
                JitterMilliseconds = 20,
            };

            for (int i = 0; i < 500; i++)
            {
                SendNumber(faulty, i);
                faulty.Wait(3);
            }

            Settle(faulty, inner);

            return inner;
        }

        private static void Settle(FaultyTransport faulty, HalTestTransport inner)
        {
            inner.Milliseconds += 10_000;
            faulty.Wait(0);
        }

        private static void SendNumbered(FaultyTransport faulty, int count)
        {
            for (int i = 0; i < count; i++)
            {
                SendNumber(faulty, i);
            }
        }

        private static void SendNumber(FaultyTransport faulty, int number) =>
            Assert.That(faulty.Send(BitConverter.GetBytes(number), 0, sizeof(int)), Is.EqualTo(TransportResult.Ok));

        private static List<byte[]> Drain(FaultyTransport faulty)
        {
            List<byte[]> datagrams = new List<byte[]>();
            byte[] buffer = new byte[16];

            for (int length = faulty.Receive(buffer, 0, 16); length > 0; length = faulty.Receive(buffer, 0, 16))
            {
                datagrams.Add(buffer.AsSpan(0, length).ToArray());
            }

            return datagrams;
        }

        private static List<int> Numbers(List<byte[]> datagrams) => datagrams.ConvertAll(datagram => BitConverter.ToInt32(datagram));
    }
}
