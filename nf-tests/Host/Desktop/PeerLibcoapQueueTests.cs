using System.Threading.Tasks;
using Lwm2mNano.Client;
using NUnit.Framework;

namespace Lwm2mNano.Tests.Desktop
{
    /// <summary>libcoap's client asks a device in queue mode over real UDP; the device's time is moved by hand.</summary>
    public class PeerLibcoapQueueTests
    {
        private const int LifetimeSeconds = 600;
        private const long AwakeMilliseconds = 60000;

        // When the Update is due: 93 s before the lifetime is over.
        private const long SleepMilliseconds = (LifetimeSeconds - 93) * 1000;

        private const int MostPasses = 1000;

        private string _client;
        private PeerRelay _relay;

        [SetUp]
        public async Task Start()
        {
            _client = Peers.CoapClient();
            _relay = await PeerRelay.StartAsync(AwakeMilliseconds, LifetimeSeconds);
            Assert.That(await RegisteredAsync(0), Is.EqualTo(RegistrationState.Registered));
        }

        [TearDown]
        public async Task Stop()
        {
            if (_relay is not null)
            {
                await _relay.DisposeAsync();
            }
        }

        [Test]
        public async Task What_is_asked_in_the_window_is_answered_and_starts_it_anew()
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.That(await _relay.PassAsync(AwakeMilliseconds * 3 / 4), Is.EqualTo(RegistrationState.Registered));
                Assert.That(await Ask(10), Does.Contain("t:ACK c:2.05").And.Contain("'Lwm2mNano'"));
            }

            Assert.That(await _relay.PassAsync(AwakeMilliseconds), Is.EqualTo(RegistrationState.Asleep));
        }

        [Test]
        public async Task What_is_asked_of_a_device_that_sleeps_is_answered_when_it_is_asked_again_in_the_next_window()
        {
            Assert.That(await _relay.PassAsync(AwakeMilliseconds), Is.EqualTo(RegistrationState.Asleep));
            Assert.That(await Ask(1), Does.Contain("c:GET").And.Not.Contain("c:2.05"));

            Assert.That(await RegisteredAsync(SleepMilliseconds - AwakeMilliseconds), Is.EqualTo(RegistrationState.Registered));
            Assert.That(await Ask(10), Does.Contain("t:ACK c:2.05").And.Contain("'Lwm2mNano'"));
        }

        [Test]
        public async Task What_is_asked_before_the_device_wakes_is_answered_when_it_wakes()
        {
            Assert.That(await _relay.PassAsync(AwakeMilliseconds), Is.EqualTo(RegistrationState.Asleep));
            Task<string> asked = Ask(20);
            await _relay.AskedAsync();
            Assert.That(await _relay.PassAsync(0), Is.EqualTo(RegistrationState.Asleep));
            Assert.That(asked.IsCompleted, Is.False);

            Assert.That(await RegisteredAsync(SleepMilliseconds - AwakeMilliseconds), Is.EqualTo(RegistrationState.Registered));
            Assert.That(await asked, Does.Contain("t:ACK c:2.05").And.Contain("'Lwm2mNano'"), "at the latest when libcoap sends it again");
        }

        // Lets time pass, and the answer to a Register or an Update arrive.
        private async Task<RegistrationState> RegisteredAsync(long milliseconds)
        {
            RegistrationState state = await _relay.PassAsync(milliseconds);
            for (int i = 0; i < MostPasses && state != RegistrationState.Registered; i++)
            {
                state = await _relay.PassAsync(0);
            }

            return state;
        }

        private Task<string> Ask(int seconds) =>
            PeerProcess.Run(_client, "-v", "7", "-B", seconds.ToString(), "-m", "get", $"coap://127.0.0.1:{_relay.Port}/3/0/0");
    }
}
