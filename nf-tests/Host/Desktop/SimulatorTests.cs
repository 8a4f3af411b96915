using System;
using System.Linq;
using Lwm2mNano.Coap;
using Lwm2mNano.Simulator;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>
    /// The simulation of a bad network, and that it would see what it looks for.
    /// </summary>
    public class SimulatorTests
    {
        private const int Seeds = 40;
        private static readonly TimeSpan s_time = TimeSpan.FromDays(30);

        [Test]
        public void AClientRecoversKeepsToItsBackOffAndAllocatesNothingWhateverTheSeed()
        {
            string[] failures = Enumerable.Range(1, Seeds)
                .Select(seed => new Simulation(seed).Run(s_time))
                .SelectMany(r => r.Violations.Select(v => $"tools/simulator {r.Seed} --days {s_time.TotalDays}: {v}"))
                .ToArray();
            Assert.That(failures, Is.Empty);
        }

        [Test]
        public void ASeedReplays()
        {
            SimulationResult first = new Simulation(7).Run(s_time);
            SimulationResult second = new Simulation(7).Run(s_time);
            Assert.That((second.Datagrams, second.Registers, second.VirtualMilliseconds), Is.EqualTo((first.Datagrams, first.Registers, first.VirtualMilliseconds)));
            Assert.That(first.Registers, Is.GreaterThan(1));
            Assert.That(first.Notifications, Is.GreaterThan(1));
        }

        [Test]
        public void ASecondExchangeBesideAnOpenOneIsSeen()
        {
            ExchangeWatch watch = new();
            watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 1), 0);
            watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 2), 10000);
            Assert.That(watch.Violations, Has.Count.EqualTo(1));
        }

        [Test]
        public void AnExchangeAfterOneThatHasEndedIsNone()
        {
            ExchangeWatch watch = new();
            watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 1), 0);
            watch.OnReceived(Message(CoapType.Acknowledgement, 0x44, 1), 100);
            watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 2), 200);
            watch.OnReceived(Message(CoapType.Acknowledgement, 0, 2), 300);
            watch.OnReceived(Message(CoapType.Confirmable, 0x44, 77), 400);
            watch.OnSent(Message(CoapType.Confirmable, 0x45, 3), 500);
            watch.OnReceived(Message(CoapType.Acknowledgement, 0, 3), 600);
            watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 4), 700);
            Assert.That(watch.Violations, Is.Empty);
        }

        [TestCase(1999, ExpectedResult = 1)]
        [TestCase(2000, ExpectedResult = 0)]
        public int ARetransmissionThatComesTooEarlyIsSeen(long after)
        {
            ExchangeWatch watch = new();
            watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 1), 0);
            watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 1), after);
            return watch.Violations.Count;
        }

        [Test]
        public void ASixthTransmissionIsSeen()
        {
            ExchangeWatch watch = new();
            for (int i = 0; i <= CoapTiming.MaxRetransmit + 1; i++)
            {
                watch.OnSent(Message(CoapType.Confirmable, CoapCode.Post, 1), i * 100000L);
            }

            Assert.That(watch.Violations, Has.Count.EqualTo(1));
        }

        private static byte[] Message(int type, int code, int messageId) => [(byte)(0x40 | (type << 4)), (byte)code, (byte)(messageId >> 8), (byte)messageId];
    }
}
