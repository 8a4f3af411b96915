using System;
using System.IO;
using System.Text;
using Lwm2mNano.Client;
using Lwm2mNano.Coap;
using Lwm2mNano.Device;
using Lwm2mNano.Hal;
using Lwm2mNano.Hal.Dtls;
using Lwm2mNano.Objects;
using NFUnitTest;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>What the board's console says.</summary>
    [TestFixture]
    public sealed class ConsoleObserverTests
    {
        private TextWriter _console;
        private StringWriter _output;

        [SetUp]
        public void TakeConsole()
        {
            _console = Console.Out;
            _output = new StringWriter { NewLine = "\n" };
            Console.SetOut(_output);
        }

        [TearDown]
        public void ReturnConsole() => Console.SetOut(_console);

        [Test]
        public void ABootstrapIsToldWithoutItsKey()
        {
            StoreBoard board = new(StoreBoard.Bootstrap(), new FlashStore()) { Console = new ConsoleObserver([]) };
            board.Servers[0].Script(CoapCode.Delete, "/", null);
            board.Servers[0].Script(CoapCode.Put, "/0", StoreBoard.Instance(1, StoreBoard.SecureAccount(7)));
            board.Servers[0].Script(CoapCode.Put, "/1", StoreBoard.Instance(0, StoreBoard.Server(7)));
            board.Servers[0].Script(CoapCode.Post, "/bs", null);
            board.RunFor(1);
            board.Restart();
            board.RunFor(1);
            string output = _output.ToString();
            Assert.That(
                output,
                Is.EqualTo(
                    "Network is up\nBootstrapping\nDELETE  2.02\nPUT /0 2.04\nPUT /1 2.04\nPOST  2.04\nBootstrapped\nConfiguration stored\n"
                    + "Registering\nRegistered\nConfiguration: the stored one\nNetwork is up\nRegistering\nRegistered\n"));
            Assert.That(output, Does.Not.Contain(StoreBoard.Key[..4]));
            Assert.That(output, Does.Not.Contain(Convert.ToHexString(Encoding.ASCII.GetBytes(StoreBoard.Key))[..8]));
        }

        [Test]
        public void EveryEventIsALine()
        {
            DtlsTransport secure = new(new FakeTransport(), new FakeDtlsEngine(), null, new ClientFakeClock(), Limits.MaxDatagramBytes);
            ConsoleObserver observer = new([secure]);
            int lines = 0;
            foreach (ClientEvent what in Enum.GetValues<ClientEvent>())
            {
                foreach (int detail in new[] { 0, ResponseCode.Created, TransportResult.NetworkDown, TransportResult.SecurityFailed, TransportResult.NotSupported })
                {
                    // A wait has seconds in place of a code.
                    observer.OnEvent(what, what == ClientEvent.Waiting ? Math.Abs(detail) : detail);
                    lines++;
                }
            }

            foreach (ConfigurationEvent what in Enum.GetValues<ConfigurationEvent>())
            {
                observer.OnConfiguration(what);
                lines++;
            }

            observer.OnNetworkDown(60);
            Assert.That(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(lines + 1));
        }

        [TestCase(WakeCause.Start, false, "Started, without what was before\n")]
        [TestCase(WakeCause.Timer, true, "Awake by the timer, as before the sleep\n")]
        [TestCase(WakeCause.Pin, true, "Awake by the pin, as before the sleep\n")]
        public void AWakeUpIsTold(int cause, bool isRestored, string line)
        {
            new ConsoleObserver([]).OnAwake(cause, isRestored);
            Assert.That(_output.ToString(), Is.EqualTo(line));
        }

        [TestCase(900_000, SleepReason.Done, "Asleep for 900 s\n")]
        [TestCase(899_001, SleepReason.NoNetwork, "Asleep for 900 s: no network\n")]
        [TestCase(1, SleepReason.NoAnswer, "Asleep for 1 s: no answer\n")]
        [TestCase(3_600_000, SleepReason.LowBattery, "Asleep for 3600 s: the battery is low\n")]
        [TestCase(604_800_000L * 96, SleepReason.CutOff, "Asleep for 58060800 s: the battery is empty\n")]
        public void ASleepIsTold(long milliseconds, int why, string line)
        {
            new ConsoleObserver([]).OnSleeping(milliseconds, why);
            Assert.That(_output.ToString(), Is.EqualTo(line));
        }
    }
}
